"""criterion=: a loss object is read by its class and attributes; the real ones where they are installed."""

import numpy as np
import pytest
from notebook.standins import keras_loss, loss, torch_loss

import xentgui
from xentgui.notebook.arguments import read_criterion
from xentgui.sources import sources

LABELS, LOGITS = [0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]


@pytest.mark.parametrize(
    ("criterion", "definition", "changes"),
    [
        (torch_loss("CrossEntropyLoss"), "torch.nn.CrossEntropyLoss", {}),
        (torch_loss("CrossEntropyLoss", weight=[1, 2, 4]), "torch.nn.CrossEntropyLoss", {"class_weights": (1, 2, 4)}),
        (torch_loss("CrossEntropyLoss", ignore_index=-1), "torch.nn.CrossEntropyLoss", {"ignore_index": -1}),
        (torch_loss("CrossEntropyLoss", label_smoothing=0.1), "torch.nn.CrossEntropyLoss", {"label_smoothing": 0.1}),
        (torch_loss("CrossEntropyLoss", reduction="sum"), "torch.nn.CrossEntropyLoss", {"reduction": "sum"}),
        (torch_loss("NLLLoss"), "torch.nn.NLLLoss", {}),
        (torch_loss("BCEWithLogitsLoss", pos_weight=[3.0]), "torch.nn.BCEWithLogitsLoss", {"pos_weight": 3.0}),
        (torch_loss("BCELoss"), "torch.nn.BCELoss", {}),
        (keras_loss("CategoricalCrossentropy"), "keras.losses.CategoricalCrossentropy", {}),
        (
            keras_loss("SparseCategoricalCrossentropy", from_logits=True, ignore_class=0),
            "keras.losses.SparseCategoricalCrossentropy:from_logits",
            {"ignore_index": 0},
        ),
        (keras_loss("BinaryCrossentropy", label_smoothing=0.2), "keras.losses.BinaryCrossentropy",
         {"label_smoothing": 0.2}),
        (keras_loss("BinaryCrossentropy", reduction=None), "keras.losses.BinaryCrossentropy", {"reduction": "none"}),
        (keras_loss("BinaryFocalCrossentropy", gamma=3), "keras.losses.BinaryFocalCrossentropy", {"focal_gamma": 3}),
        (keras_loss("BinaryFocalCrossentropy", apply_class_balancing=True), "keras.losses.BinaryFocalCrossentropy",
         {"alpha": 0.25}),
        (keras_loss("CategoricalFocalCrossentropy"), "keras.losses.CategoricalFocalCrossentropy", {}),
        (keras_loss("CategoricalFocalCrossentropy", alpha=[1, 2, 4], from_logits=True),
         "keras.losses.CategoricalFocalCrossentropy:from_logits", {"class_weights": (1, 2, 4)}),
        (keras_loss("CategoricalCrossentropy", reduction="sum"), "keras.losses.CategoricalCrossentropy",
         {"reduction": "sum"}),
    ],
)  # fmt: skip
def test_the_class_names_the_definition_and_the_arguments_are_facts(criterion, definition, changes):
    read = read_criterion(criterion, 3)
    assert (read.definition, dict(read.changes)) == (definition, changes)
    xentgui.evaluate([0], [[1.0, 2.0, 3.0]] if "Bin" not in definition and "BCE" not in definition else [0.5],
                     definition, **{k: v for k, v in read.changes.items() if k != "ignore_index"})  # fmt: skip


OTHER = {"weight": [1, 2, 4], "pos_weight": [3.0], "reduction": "sum", "label_smoothing": 0.1, "ignore_index": 1,
         "ignore_class": 0, "alpha": 0.5, "gamma": 3.0}  # fmt: skip
OBJECTS = [name for name in sources if name.startswith(("torch.nn.", "keras.losses.")) and ":" not in name]


@pytest.mark.parametrize("name", OBJECTS)
def test_every_argument_that_changes_the_number_is_read(name):
    make = torch_loss if name.startswith("torch.") else keras_loss
    more = {"apply_class_balancing": True} if "BinaryFocal" in name else {}
    plain, *others = (
        read_criterion(make(name.rpartition(".")[2], **more, **given), 3)
        for given in ({}, *({each: OTHER[each]} for each in sources[name].arguments if each != "sample_weight"))
    )
    assert others
    said = [(read.definition, read.changes, read.sample_weights is None) for read in others]
    assert (plain.definition, plain.changes, plain.sample_weights is None) not in said


def test_the_weight_of_a_binary_loss_belongs_to_the_outputs_that_it_is_broadcast_to():
    assert read_criterion(torch_loss("BCELoss", weight=[1.0, 2.0]), 2).sample_weights.shape == (1, 2)
    assert read_criterion(torch_loss("BCELoss", weight=[1.0, 2.0, 3.0]), 1).sample_weights.shape == (3,)


def test_a_class_of_ones_own_says_what_it_is_derived_from():
    base = type(torch_loss("CrossEntropyLoss"))
    mine = type("MyLoss", (base,), {"__module__": "train"})()
    vars(mine).update(reduction="mean", weight=None, ignore_index=-100, label_smoothing=0.0)
    read = read_criterion(mine, 3)
    assert read.definition == "torch.nn.CrossEntropyLoss"
    assert read.words.endswith("from which MyLoss is derived")


def test_the_balance_of_a_binary_focal_loss_is_a_fact_that_explain_knows():
    criterion = keras_loss("BinaryFocalCrossentropy", apply_class_balancing=True, gamma=3, alpha=0.3)
    value = xentgui.evaluate([0, 1, 1], [0.2, 0.9, 0.4], "keras.losses.BinaryFocalCrossentropy",
                             outputs_are="probabilities", focal_gamma=3, alpha=0.3).value  # fmt: skip
    explanation = xentgui.explain([0, 1, 1], [0.2, 0.9, 0.4], f"{value:.7f}", criterion=criterion)
    assert explanation.matches[0].changes == {}


def test_explain_says_what_the_loss_object_is_and_finds_the_weighted_mean():
    criterion = torch_loss("CrossEntropyLoss", weight=[1, 2, 4])
    explanation = xentgui.explain(LOGITS, LABELS, "0.4591", criterion=criterion)
    assert "Known: the loss is torch.nn.CrossEntropyLoss · class weights 1, 2, 4" in explanation.text
    assert explanation.matches[0].changes == {}
    forgotten = xentgui.explain(LABELS, LOGITS, "0.9181", criterion=criterion)
    assert "normalise_by" in forgotten.matches[0].changes


@pytest.mark.parametrize(
    ("criterion", "also", "told"),
    [
        (type(torch_loss("CrossEntropyLoss")), {}, "give the loss object, CrossEntropyLoss"),
        (keras_loss("CategoricalFocalCrossentropy", axis=0), {}, "axis=0 is not known: move that axis to the end"),
        (torch_loss("MSELoss"), {}, "criterion is a MSELoss, which is not known"),
        (loss("mine", "CrossEntropyLoss"), {}, "not known"),
        ("torch.nn.CrossEntropyLoss", {}, "criterion is a str"),
        (torch_loss("CrossEntropyLoss"), {"definition": "nielsen"}, "give one of them"),
        (torch_loss("CrossEntropyLoss", reduction="sum"), {"reduction": "mean"}, "reduction is given twice"),
        (torch_loss("BCELoss", weight=[1, 2, 3]), {"sample_weights": [1, 1, 1]}, "sample_weights is given twice"),
    ],
)
def test_what_is_no_loss_object_or_contradicts_is_refused_in_words(criterion, also, told):
    with pytest.raises(ValueError, match=told):
        xentgui.explain(LABELS, LOGITS, "0.55", criterion=criterion, **also)


def test_the_real_losses_of_torch_agree_with_what_is_read_of_them():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(5)
    logits, labels = torch.tensor(rng.normal(size=(6, 3))), torch.tensor([0, 1, 2, -100, 1, 0])
    yes, answers = torch.tensor(rng.normal(size=(6, 3))), torch.tensor(rng.integers(0, 2, (6, 3)) * 1.0)
    w = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)
    cases = [
        *((torch.nn.CrossEntropyLoss(weight=w, label_smoothing=s, reduction=r), logits, labels)
          for s in (0.0, 0.1) for r in ("mean", "sum", "none")),
        (torch.nn.NLLLoss(weight=w), logits.log_softmax(1), labels),
        (torch.nn.BCEWithLogitsLoss(weight=w, pos_weight=w + 1), yes, answers),
        (torch.nn.BCEWithLogitsLoss(reduction="sum"), yes[:, 0], answers[:, 0]),
        (torch.nn.BCELoss(weight=w), yes.sigmoid(), answers),
    ]  # fmt: skip
    for criterion, outputs, given in cases:
        xentgui.assert_agrees(criterion(outputs, given), given, outputs, criterion=criterion, rtol=1e-12)


def test_the_real_losses_of_keras_agree_with_what_is_read_of_them():
    keras = pytest.importorskip("keras")
    rng = np.random.default_rng(6)
    logits, labels = rng.normal(size=(6, 3)).astype("float32"), np.array([0, 1, 2, 2, 1, 0])
    shares, hot = np.exp(logits) / np.exp(logits).sum(1, keepdims=True), np.eye(3, dtype="float32")[labels]
    cases = [
        (keras.losses.CategoricalCrossentropy(label_smoothing=0.1), shares, hot),
        (keras.losses.CategoricalCrossentropy(from_logits=True, reduction="sum"), logits, hot),
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), logits, labels),
        (keras.losses.SparseCategoricalCrossentropy(ignore_class=2), shares, labels),
        (keras.losses.BinaryCrossentropy(from_logits=True), logits, hot),
        (keras.losses.BinaryCrossentropy(reduction="none"), shares, hot),
        (keras.losses.CategoricalFocalCrossentropy(), shares, hot),
        (keras.losses.CategoricalFocalCrossentropy(alpha=[1.0, 2.0, 4.0], gamma=1.5, from_logits=True), logits, hot),
        (keras.losses.BinaryFocalCrossentropy(alpha=0.4, apply_class_balancing=True), shares, hot),
        (keras.losses.BinaryFocalCrossentropy(alpha=0.4, gamma=3.0, from_logits=True), logits, hot),
    ]
    for criterion, outputs, given in cases:
        number = np.asarray(criterion(given, outputs))
        if criterion.reduction != "none":
            xentgui.assert_agrees(number, given, outputs, criterion=criterion, rtol=1e-5)
