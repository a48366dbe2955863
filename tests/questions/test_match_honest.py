"""What match tells is so: its equivalents give the number, nothing is invented, and odd questions get plain words."""

import os
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import draws

import xentgui
from xentgui import Batch, evaluate
from xentgui.questions.fingerprints import fingerprints
from xentgui.questions.matching import match
from xentgui.questions.number import read_number

LOGITS = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
CLASSES = [0, 1, 2, 0]
GUARDED = ({}, {"clip": 1e-7}, {"clip": 1e-15}, {"log_epsilon": 1e-7}, {"precision": "float32"})
HUGE = {
    "whole": "9" * 5000, "up": "1e" + "9" * 5000, "int": 10**5000, "word": "x" * 5000,
}  # fmt: skip
SOME = settings(max_examples=draws(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def losses(draw: st.DrawFn) -> tuple[Any, Any, str, str]:
    """Labels, outputs and what a definition gives on them, with what guards logarithms use."""
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kind = draw(st.sampled_from(["logits", "probabilities"]))
    spread = draw(st.sampled_from([1.0, 30.0, 1000.0]))
    outputs = np.round(seed.normal(size=(rows, columns)) * spread, 2)
    if kind == "probabilities":
        outputs = np.round(1 / (1 + np.exp(-np.clip(outputs, -40, 40))), 3)
    labels = seed.integers(0, 2, size=(rows, columns)).astype(float)
    if columns == 1:
        labels, outputs = labels[:, 0], outputs[:, 0]
    name = draw(st.sampled_from(["multi-sigmoid", "keras.losses.BinaryCrossentropy", "torch.nn.BCELoss", "softmax"]))
    guard = draw(st.sampled_from(GUARDED))
    with np.errstate(all="ignore"):
        value = evaluate(labels, outputs, name, outputs_are=kind, **guard).value
    digits = draw(st.sampled_from([4, 6]))
    return labels, outputs, kind, "1.0986" if not np.isfinite(value) else f"{value:.{digits}g}"


@SOME
@given(losses())
def test_every_definition_that_is_listed_alone_gives_the_number(question: tuple[Any, Any, str, str]) -> None:
    labels, outputs, kind, number = question
    try:
        read = read_number(number)
    except ValueError:
        return
    for each in match(labels, outputs, number, outputs_are=kind, limit=3):
        for definition, slips in ((each.definition, each.slips), *each.equivalents):
            if not slips:
                with np.errstate(all="ignore"):
                    value = np.array([[evaluate(labels, outputs, definition, outputs_are=kind).value]])
                single = definition.precision == "float32"
                assert (read.is_in_float32(value) if single else read.rounds_from(value))[0], (definition, value)


def test_a_listed_definition_was_once_no_equivalent() -> None:
    for each in match([0.0], [1000.0], "15.33"):
        for definition, slips in ((each.definition, each.slips), *each.equivalents):
            assert slips or round(float(evaluate([0.0], [1000.0], definition).value), 2) == 15.33, definition


@pytest.mark.parametrize("text", ["0.", "0.0", "-0.0", "0,"])
def test_an_exact_zero_is_no_zero_without_decimals(text: str) -> None:
    assert read_number(text).steps[0] < 1e-6
    found = match([0], [0.1], text, outputs_are="probabilities")
    assert all(abs(each.value) < 1e-6 for each in found)


def test_what_gives_an_exact_zero_is_told_once() -> None:
    """Half of it, twice it and its logarithm in another base are 0 as well."""
    found = match([0, 1], [[1000.0, 0.0], [0.0, 1000.0]], "0.", outputs_are="logits")
    assert [(each.slips, each.changes) for each in found] == [((), {})]
    for definition, slips in found[0].equivalents:
        assert slips or evaluate([0, 1], [[1000.0, 0.0], [0.0, 1000.0]], definition).value < 1e-7


def test_a_whole_number_as_torch_prints_it_is_exact() -> None:
    found = match([1], [[100.0, -100.0]], "200.", outputs_are="logits")
    assert (found[0].changes, found[0].value) == ({}, 200.0)
    assert all(abs(each.value - 200) < 1e-4 for each in found)
    assert read_number("16").steps[0] == 1.0


def test_a_known_index_that_no_row_has_changes_nothing() -> None:
    found = match([1, 2], [[0, 1, 1], [0, 1, 1]], "0.8620", outputs_are="logits", ignore_index=0)
    assert (found[0].changes, found[0].slips) == ({}, ())
    assert "nothing has to change" in found[0].explanation


def test_known_smoothing_that_was_spread_otherwise_is_not_told_as_none() -> None:
    labels = 0.9 * np.eye(3)[CLASSES] + 0.1 * (1 - np.eye(3)[CLASSES]) / 2
    value = evaluate(labels, LOGITS).value
    first, *_ = match(CLASSES, LOGITS, f"{value:.6f}", outputs_are="logits", label_smoothing=0.1)
    assert first.slips == ("smoothing-over-others",)
    assert "not smoothed" not in first.explanation


@pytest.mark.parametrize("padding", [-100, -1, 255])
def test_padding_in_the_divisor_comes_before_labels_used_as_they_are(padding: int) -> None:
    labels = [0, padding, 2, 0]
    value = evaluate(labels, LOGITS, ignore_index=padding, normalise_by="all-samples").value
    first, *_ = match(labels, LOGITS, f"{value:.6f}", outputs_are="logits")
    assert (first.slips, first.definition.normalise_by) == ((), "all-samples")


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
def test_one_output_is_judged_as_a_yes_no_question(shape: tuple[int, ...]) -> None:
    labels, scores = np.array([1.0, 0, 0, 1]).reshape(shape), np.array([1.5, -0.1, -1.0, 0.4]).reshape(shape)
    value = evaluate(labels, scores, "torch.nn.BCEWithLogitsLoss", pos_weight=3).value
    first, *_ = match(labels, scores, f"{value:.6f}", outputs_are="logits", pos_weight=3)
    assert "categorical" not in first.explanation
    assert (first.slips, first.definition.pos_weight) == ((), 3)


def test_a_softmax_over_one_output_says_that_it_is_always_zero() -> None:
    first, *_ = match([0, 0, 0], [[0.7], [-1.2], [2.0]], "0.", outputs_are="logits")
    assert "single output" in first.explanation
    assert "nothing has to change" not in first.explanation


def test_near_misses_are_near_and_teach_something() -> None:
    assert match(CLASSES, LOGITS, "10.8249", near=3) == []
    for each in match(CLASSES, LOGITS, "0.5512", outputs_are="logits", near=3):
        assert abs(each.value - 0.5512) <= 0.01 * 0.5512
        assert each.definition.likelihood != "quadratic"
        assert each.definition.log_epsilon is None


@pytest.mark.parametrize(
    "wrong", [{"limit": -1}, {"limit": 1.5}, {"near": "three"}, {"near": None}, {"limit": float("nan")}, {"near": True}]
)
def test_counts_are_whole_numbers(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be a whole number >= 0"):
        match(CLASSES, LOGITS, "0.55", **wrong)


@pytest.mark.parametrize("number", HUGE.values(), ids=HUGE)
def test_numbers_beyond_all_losses_are_refused_in_few_plain_words(number: Any) -> None:
    with pytest.raises(ValueError, match=r"larger|smaller|is not") as refusal:
        match(CLASSES, LOGITS, number)
    assert len(str(refusal.value)) < 300
    assert "int" not in str(refusal.value)


@pytest.mark.parametrize(
    ("labels", "outputs", "number", "known"),
    [
        ([0, 1], [[1e308, -1e308], [0.0, 1.0]], "0.5", {}),
        ([0, 1], [[1.0, 2.0], [0.0, 1.0]], "0.5", {"sample_weights": [1e308, 1e308]}),
        ([0, 1], [[1.0, 2.0], [0.0, 1.0]], "1e-320", {}),
        ([1e20, 0], [[1.0, 2.0], [0.0, 1.0]], "0.5", {}),
        ([1e20, 0.0], [1.0, 2.0], "0.5", {}),
        ([0, 1], [[1.0, 2.0], [0.0, 1.0]], "0.5", {"class_weights": [1e300, 1e308]}),
    ],
)
def test_huge_numbers_give_no_warning(labels: Any, outputs: Any, number: str, known: dict[str, Any]) -> None:
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        match(labels, outputs, number, near=1, **known)


def test_fingerprints_that_the_data_contradict_are_not_told() -> None:
    one, ten = Batch([1, 0], [0.3, -0.2]), Batch([0, 1], np.eye(10)[:2])
    assert [each.slug for each in fingerprints("4.6052")] == ["untrained-100"]
    assert fingerprints("4.6052", one) == []
    assert fingerprints("4.6052", ten) == []
    assert fingerprints("50257.0", ten) == []
    assert [each.slug for each in fingerprints("2.3026", ten)] == ["untrained-10"]
    assert [each.slug for each in fingerprints("0.6931", one)] == ["untrained-2"]
    assert [each.slug for each in fingerprints("0.6931", ten)] == ["untrained-2"]
    assert [each.slug for each in fingerprints("16.118096", ten)] == ["keras-clip"]


@pytest.mark.parametrize(("chosen", "used"), [("", ":batchmean"), (":batchmean", "")])
def test_of_a_divergence_both_means_are_told_whichever_was_wanted(chosen: str, used: str) -> None:
    labels, scores = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], np.log([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]])
    kind, name = "log-probabilities", "torch.nn.KLDivLoss"
    number = f"{evaluate(labels, scores, name + used, outputs_are=kind).value:.6f}"
    first = match(labels, scores, number, outputs_are=kind, definition=name + chosen)[0]
    assert not first.slips
    assert "by the rows with 'batchmean'" in first.explanation
    assert "by all outputs with 'mean'" in first.explanation


def test_the_cross_entropy_in_place_of_a_divergence_is_told_in_words() -> None:
    labels, scores = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], np.log([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]])
    number = f"{evaluate(labels, scores, outputs_are='log-probabilities').value:.6f}"
    chosen = "torch.nn.KLDivLoss:batchmean"
    first = match(labels, scores, number, outputs_are="log-probabilities", definition=chosen)[0]
    assert "with the entropy of the labels in it" in first.explanation
    assert "False" not in first.explanation


def test_alpha_of_one_output_is_told_with_a_definition_that_takes_it() -> None:
    """A sum of focal terms with alpha = 0.25 gives these three digits by chance; it was an error."""
    labels, outputs = [1, 0, 1, 0, 1, 0], [0.56, -1.32, -2.2, 0.1, 1.18, 0.17]
    found = match(labels, outputs, "1.22", outputs_are="logits")
    assert any(each.definition.alpha == 0.25 and each.definition.likelihood == "bernoulli" for each in found)


@pytest.mark.parametrize(
    ("labels", "outputs", "known"),
    [
        ([1, 0, 1, 1, 1], [0.8204, 0.4996, 0.7291, 0.2884, 0.4539], {"groups": [0, 1, 0, 0, 1]}),
        ([1, 3], [[0.2744, -0.5784, -1.151, 0.447], [0.2684, -1.107, 0.5853, -1.7417]],
         {"groups": [0, 0], "poly_epsilon": 1.0}),
        ([[0, 1], [1, 0]], [[0.3, 0.7], [0.5, 0.5]], {"groups": [0, 1], "z_loss": 1e-4, "outputs_are": "logits"}),
    ],
)  # fmt: skip
def test_groups_and_known_fields_are_no_error_where_the_data_are_read_otherwise(
    labels: Any, outputs: Any, known: dict[str, Any]
) -> None:
    """A list as one sample, rows and columns exchanged, a likelihood that does not take a field."""
    for number in ("0.42", "3.9546"):
        assert isinstance(match(labels, outputs, number, **known), list)


FAMILY = {
    "alpha": 0.25, "focal_gamma": 2.0, "temperature": 2.0, "temperature_squared": True, "softcap": 30.0,
    "poly_epsilon": 1.0, "z_loss": 1e-4, "divergence": True, "pos_weight": 3.0, "precision": "bfloat16",
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FAMILY.items(), ids=FAMILY)
def test_every_field_may_be_a_known_fact(name: str, value: Any) -> None:
    """alpha was refused, whatever the data: as if all definitions were categorical."""
    for labels, outputs in (([1, 0, 1], [2.0, -1.0, 0.3]), ([1, 0], [[2.0, -1.0], [0.3, 1.2]])):
        assert isinstance(match(labels, outputs, "0.1268", **{name: value}), list)
    if name in ("poly_epsilon", "z_loss"):  # of softmax alone
        return
    known = {name: value}
    number = f"{evaluate([1, 0, 1], [2.0, -1.0, 0.3], 'binary', **known).value:.5f}"
    assert match([1, 0, 1], [2.0, -1.0, 0.3], number, definition="binary", **known)[0].changes == {}


def test_groups_of_images_are_those_of_their_pixels() -> None:
    """Outputs (2, 3, 2, 1) with the classes second: an image is a group, as the sequences of (B, T, V) are."""
    draw = np.random.default_rng(5)
    scores, labels = np.round(draw.normal(size=(2, 3, 2, 1)) * 2, 2), np.array([[[0], [2]], [[1], [-100]]])
    groups = np.arange(2)[:, None, None]
    value = evaluate(labels, scores, "torch.nn.CrossEntropyLoss", groups=groups, over_groups="mean").value
    found = match(labels, scores, f"{value:.5f}", groups=groups, ignore_index=-100, outputs_are="logits")
    assert found[0].slips == ("mean-of-means",) or found[0].definition.over_groups == "mean"


@pytest.mark.parametrize(
    ("changes", "slips"),
    [
        ({"focal_gamma": 2.0}, ()),
        ({"temperature": 4.0}, ()),
        ({"over_groups": "mean", "groups": [0, 0, 0, 1, 1, 1, 2]}, ("mean-of-means",)),
    ],
)
def test_a_number_of_single_precision_printed_in_full_is_found_like_its_first_digits(
    changes: dict[str, Any], slips: tuple[str, ...]
) -> None:
    """What `.item()` prints: 16 digits, of which seven are the loss."""
    draw = np.random.default_rng(3)
    logits, labels = np.round(draw.normal(size=(7, 3)) * 2, 4).astype(np.float32), draw.integers(0, 3, 7)
    value = np.float32(evaluate(labels, logits, **changes).value)
    found = match(labels, logits, repr(float(value)), outputs_are="logits")
    assert found[0].slips == slips
    assert found[0].definition.precision == "float32"


def test_a_student_taught_by_softened_labels_comes_before_the_exponential_of_a_divergence() -> None:
    draw = np.random.default_rng(11)
    logits, shares = np.round(draw.normal(size=(3, 4)) * 2, 4), np.round(draw.dirichlet(np.ones(4), 3), 4)
    value = evaluate(shares, logits, divergence=True, temperature=4.0, temperature_squared=True).value
    found = match(shares, logits, f"{value:.4f}", outputs_are="logits")
    assert (found[0].definition.temperature, found[0].definition.divergence, found[0].slips) == (4.0, True, ())


def test_a_vocabulary_needs_no_table_of_classes_by_classes() -> None:
    """131,072 classes: 137 GB would be such a table, and the data are 2 MB."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (10**9, 10**9))\n"
        "import numpy as np; from xentgui import evaluate, match\n"
        "draw = np.random.default_rng(1); z = draw.normal(size=(2, 131072)); y = draw.integers(0, 131072, 2)\n"
        "found = match(y, z, f'{evaluate(y, z).value:.6f}', outputs_are='logits')\n"
        "assert found[0].changes == {} and found[0].slips == (), found\n"
    )
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "XENTGUI_WORKERS": "1"}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_a_match_can_be_copied_and_pickled() -> None:
    import copy
    import pickle

    first, *_ = match(CLASSES, LOGITS, "0.4591", outputs_are="logits", class_weights=[1, 2, 4])
    for again in (copy.deepcopy(first), pickle.loads(pickle.dumps(first))):
        assert (again.title, again.value, again.changes) == (first.title, first.value, first.changes)
        assert again.equivalents == first.equivalents
    assert isinstance(first, xentgui.Match)
