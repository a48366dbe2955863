"""The named definitions: what the public table promises, and that each says where it comes from."""

import dataclasses
import importlib
import math
import pkgutil
import re

import pytest

from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.sources import FRAMEWORKS, definitions, describe, resolve, sources

KERAS = {"empty_mean": "zero", "precision": "float32"}
BERNOULLI = {"activation": "sigmoid", "likelihood": "bernoulli"}
TABLE = {
    "softmax": {},
    "tensorflow-intro": {},
    "binary": {**BERNOULLI, "one_output": True},
    "multi-sigmoid": BERNOULLI,
    "nielsen": BERNOULLI,
    "quadratic": {"activation": "sigmoid", "likelihood": "quadratic"},
    "cs231n": {"one_class": True},
    "torch.nn.CrossEntropyLoss": {"normalise_by": "weights-of-indices", "ignore_index": -100},
    "torch.nn.NLLLoss": {"one_class": True, "normalise_by": "weights", "ignore_index": -100},
    "torch.nn.BCEWithLogitsLoss": {**BERNOULLI, "over_outputs": "none"},
    "torch.nn.BCELoss": {**BERNOULLI, "over_outputs": "none", "log_clamp": -100.0},
    "keras.losses.CategoricalCrossentropy": {**KERAS, "renormalise": "before-clip", "clip": 1e-7},
    "keras.losses.SparseCategoricalCrossentropy": {
        **KERAS,
        "renormalise": "before-clip",
        "clip": 1e-7,
        "one_class": True,
    },
    "keras.losses.BinaryCrossentropy": {**KERAS, **BERNOULLI, "over_outputs": "mean", "clip": 1e-7},
    "tf.nn.softmax_cross_entropy_with_logits": {"reduction": "none"},
    "optax.softmax_cross_entropy": {"reduction": "none"},
    "optax.softmax_cross_entropy_with_integer_labels": {"reduction": "none", "one_class": True},
    "tf.nn.sigmoid_cross_entropy_with_logits": {**BERNOULLI, "over_outputs": "none", "reduction": "none"},
    "optax.sigmoid_binary_cross_entropy": {**BERNOULLI, "over_outputs": "none", "reduction": "none"},
    "sklearn.metrics.log_loss": {"clip": 2.0**-52, "normalise_by": "sample-weights"},
    "torch.nn.KLDivLoss": {"divergence": True, "over_outputs": "none"},
    "torch.nn.KLDivLoss:batchmean": {"divergence": True},
    "torch.nn.KLDivLoss:sum": {"divergence": True, "reduction": "sum"},
    "keras.losses.KLDivergence": {**KERAS, "divergence": True, "log_clamp": math.log(1e-7)},
    "optax.kl_divergence": {"divergence": True, "reduction": "none"},
    "torchvision.ops.sigmoid_focal_loss": {
        **BERNOULLI,
        "over_outputs": "none",
        "reduction": "none",
        "focal_gamma": 2.0,
        "alpha": 0.25,
    },
    "optax.sigmoid_focal_loss": {**BERNOULLI, "over_outputs": "none", "reduction": "none", "focal_gamma": 2.0},
    "keras.losses.BinaryFocalCrossentropy": {
        **KERAS,
        **BERNOULLI,
        "over_outputs": "mean",
        "clip": 1e-7,
        "focal_gamma": 2.0,
    },
    "keras.losses.CategoricalFocalCrossentropy": {
        **KERAS,
        "renormalise": "before-clip",
        "clip": 1e-7,
        "focal_gamma": 2.0,
        "class_weights": 0.25,
    },
    "optax.poly_loss_cross_entropy": {"poly_epsilon": 2.0, "reduction": "none"},
    "transformers.loss:ForCausalLM": {"normalise_by": "weights-of-indices", "ignore_index": -100},
    "liger_kernel.LigerCrossEntropyLoss": {"normalise_by": "weights-of-indices", "ignore_index": -100},
    "matlab.crossentropy": {"over_outputs": "none"},
    "yardstick.mn_log_loss": {"one_class": True, "clip": 2.0**-52, "normalise_by": "sample-weights"},
    "catboost.MultiClass": {"one_class": True, "normalise_by": "weights"},
    "spark.LogLoss": {"one_class": True, "log_clamp": math.log(1e-15), "normalise_by": "sample-weights"},
}

EVERY_ELEMENT = {**BERNOULLI, "over_outputs": "none"}
V1 = {**KERAS, "normalise_by": "nonzero-weights"}
METRIC = {**KERAS, "normalise_by": "sample-weights", "clip": 1e-7}
XGBOOST = {"normalise_by": "weights", "log_clamp": math.log(1e-16), "precision": "float32"}
LIGHTGBM = {"normalise_by": "weights", "log_clamp": math.log(1e-15)}
OTHERS = {
    "torch.nn.MultiLabelSoftMarginLoss": {**BERNOULLI, "over_outputs": "mean"},
    "keras.losses.CategoricalCrossentropy:from_logits": KERAS,
    "keras.losses.SparseCategoricalCrossentropy:from_logits": {**KERAS, "one_class": True},
    "keras.losses.BinaryFocalCrossentropy:from_logits": {
        **KERAS,
        **BERNOULLI,
        "over_outputs": "mean",
        "clip": 1e-7,
        "focal_gamma": 2.0,
    },
    "keras.losses.CategoricalFocalCrossentropy:from_logits": {
        **KERAS,
        "renormalise": "before-clip",
        "clip": 1e-7,
        "focal_gamma": 2.0,
        "class_weights": 0.25,
    },
    "keras.losses.BinaryCrossentropy:from_logits": {**KERAS, **BERNOULLI, "over_outputs": "mean"},
    "keras.metrics.CategoricalCrossentropy": {**METRIC, "renormalise": "before-clip"},
    "keras.metrics.SparseCategoricalCrossentropy": {**METRIC, "renormalise": "before-clip", "one_class": True},
    "keras.metrics.BinaryCrossentropy": {**METRIC, **BERNOULLI, "over_outputs": "mean"},
    "tf.nn.sparse_softmax_cross_entropy_with_logits": {"one_class": True, "reduction": "none"},
    "tf.nn.weighted_cross_entropy_with_logits": {**EVERY_ELEMENT, "reduction": "none"},
    "tf.compat.v1.losses.softmax_cross_entropy": V1,
    "tf.compat.v1.losses.sparse_softmax_cross_entropy": {**V1, "one_class": True},
    "tf.compat.v1.losses.sigmoid_cross_entropy": {**V1, **EVERY_ELEMENT},
    "tf.compat.v1.losses.log_loss": {**V1, **EVERY_ELEMENT, "log_epsilon": 1e-7},
    "optax.safe_softmax_cross_entropy": {"reduction": "none"},
    "sklearn.metrics.log_loss:float32": {
        "clip": 2.0**-23,
        "normalise_by": "sample-weights",
        "precision": "float32",
    },
    "sklearn.metrics.log_loss:eps=1e-15": {
        "clip": 1e-15,
        "renormalise": "after-clip",
        "normalise_by": "sample-weights",
    },
    "onnx.SoftmaxCrossEntropyLoss": {"one_class": True, "normalise_by": "weights"},
    "onnx.NegativeLogLikelihoodLoss": {"one_class": True, "normalise_by": "weights"},
    "xgboost.logloss": {**XGBOOST, **EVERY_ELEMENT},
    "xgboost.mlogloss": {**XGBOOST, "one_class": True},
    "lightgbm.binary_logloss": {**LIGHTGBM, **EVERY_ELEMENT},
    "lightgbm.multi_logloss": {**LIGHTGBM, "one_class": True},
}


def test_no_definition_is_forgotten_here():
    assert set(TABLE | OTHERS) == set(definitions)


def test_the_sources_of_every_file_are_known():
    folder = importlib.import_module("xentgui.sources").__path__
    rooms = [importlib.import_module(f"xentgui.sources.{each.name}") for each in pkgutil.iter_modules(folder)]
    assert {each.name for room in rooms for each in getattr(room, "SOURCES", ())} == set(sources)
    assert sum(hasattr(room, "DIALECT") for room in rooms) == len(set(FRAMEWORKS) - {"scikit-learn"})


def test_the_definitions_begin_with_the_published_table_in_its_order():
    assert list(definitions)[: len(TABLE)] == list(TABLE)
    assert list(sources) == list(definitions)


@pytest.mark.parametrize(("name", "fields"), (TABLE | OTHERS).items(), ids=TABLE | OTHERS)
def test_a_named_definition_is_what_its_documentation_says(name, fields):
    assert definitions[name] == Definition(**fields)


def test_a_definition_has_no_name():
    assert definitions["nielsen"] == definitions["multi-sigmoid"]
    assert definitions["softmax"] == Definition()


def test_from_logits_takes_the_clip_away():
    plain, from_logits = (definitions["keras.losses.BinaryCrossentropy" + end] for end in ("", ":from_logits"))
    assert dataclasses.replace(plain, clip=None) == from_logits


@pytest.mark.parametrize("source", sources.values(), ids=sources)
def test_each_source_says_where_it_is_from_and_what_is_easily_got_wrong(source):
    assert sources[source.name] is source
    assert source.definition == definitions[source.name]
    assert source.takes in ("logits", "probabilities", "log-probabilities")
    assert source.url.startswith(("https://", "http://"))
    assert source.version
    assert len(source.particular) > 20
    assert source.particular.endswith(".")
    assert source.reference


def test_titles_are_told_apart():
    assert len({source.title for source in sources.values()}) == len(sources)


def test_the_mappings_are_read_only():
    for mapping in (definitions, sources):
        with pytest.raises(TypeError):
            mapping["softmax"] = None


def test_a_function_is_found_by_its_other_name():
    assert resolve("torch.nn.functional.cross_entropy") == definitions["torch.nn.CrossEntropyLoss"]


def test_changes_are_put_on_top_and_a_definition_resolves_to_itself():
    assert resolve("softmax", {"log_base": 2}) == Definition(log_base=2)
    assert resolve(Definition(log_base=2)) == Definition(log_base=2)


@pytest.mark.parametrize(
    ("asked", "changes", "says"),
    [
        ("torch.nn.CrossEntropy", {}, "torch.nn.CrossEntropyLoss"),
        ("softmx", {}, "softmax"),
        ("softmax", {"logbase": 2}, "log_base"),
        ("softmax", {"pos_weight": 2}, "class_weights"),
        ("softmax", {"weight": [1, 2]}, "did you mean 'class_weights'"),
        ("softmax", {"gamma": 2}, "did you mean 'focal_gamma'"),
        ("softmax", {"sample_weight": [1]}, "did you mean 'sample_weights'"),
        (3, {}, "name or a Definition"),
        (None, {}, "name or a Definition"),
    ],
)
def test_what_is_unknown_is_refused_with_the_nearest(asked, changes, says):
    with pytest.raises(ValueError, match=says):
        resolve(asked, changes)


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (Definition(), "softmax"),
        (Definition(log_base=2), "softmax, log_base=2"),
        (definitions["nielsen"], "multi-sigmoid"),
        (Definition(class_weights=[1, 2.5, 4]), "softmax, class_weights=(1, 2.5, 4)"),
        (dataclasses.replace(definitions["torch.nn.BCELoss"], reduction="sum"), "torch.nn.BCELoss, reduction=sum"),
        (Definition(clip=1e-9), "softmax, clip=1e-09"),
    ],
)
def test_describe_names_the_nearest_and_what_differs(definition, words):
    assert describe(definition) == words


@pytest.mark.parametrize("name", definitions)
def test_what_is_described_can_be_said_again(name):
    changed = dataclasses.replace(definitions[name], empty_mean="nan", label_smoothing=0.25)
    nearest, _, rest = describe(changed).partition(", ")
    told = dict(part.split("=") for part in rest.split(", "))
    assert set(told) <= set(FIELD_NAMES)
    assert resolve(nearest, {key: float(v) if v[0].isdigit() else v for key, v in told.items()}) == changed


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("F.cross_entropy", "torch.nn.CrossEntropyLoss"),
        ("nn.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("cross-entropy", "torch.nn.CrossEntropyLoss"),
        ("nn.BCELoss", "torch.nn.BCELoss"),
        ("F.binary_cross_entropy_with_logits", "torch.nn.BCEWithLogitsLoss"),
        ("log_loss", "sklearn.metrics.log_loss"),
        ("metrics.log_loss", "sklearn.metrics.log_loss"),
        ("crossentropy", "torch.nn.CrossEntropyLoss"),
        ("cross_entropy", "torch.nn.CrossEntropyLoss"),
        ("CrossEntropy", "torch.nn.CrossEntropyLoss"),
        ("CE", "torch.nn.CrossEntropyLoss"),
        ("matlab.crossentropy", "matlab.crossentropy"),
        ("logloss", "sklearn.metrics.log_loss"),
        ("LogLoss", "sklearn.metrics.log_loss"),
        ("xgboost.logloss", "xgboost.logloss"),
        ("spark.LogLoss", "spark.LogLoss"),
        ("kl_divergence", "keras.losses.KLDivergence"),
        ("optax.kl_divergence", "optax.kl_divergence"),
        ("multinomial", "softmax"),
        ("categorical_crossentropy", "keras.losses.CategoricalCrossentropy"),
        ("sparse_categorical_crossentropy", "keras.losses.SparseCategoricalCrossentropy"),
        ("tf.keras.losses.binary_crossentropy", "keras.losses.BinaryCrossentropy"),
        ("BinaryCrossentropy:from_logits", "keras.losses.BinaryCrossentropy:from_logits"),
        ("nn.softmax_cross_entropy_with_logits", "tf.nn.softmax_cross_entropy_with_logits"),
        ("softmax_cross_entropy_with_integer_labels", "optax.softmax_cross_entropy_with_integer_labels"),
        ("bce", "torch.nn.BCELoss"),
        ("CS231n", "cs231n"),
        ("binary_crossentropy", "keras.losses.BinaryCrossentropy"),
        ("F.binary_cross_entropy", "torch.nn.BCELoss"),
    ],
)
def test_a_name_is_understood_as_people_write_it(written, name):
    assert resolve(written) == definitions[name]


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [
        ("sklearn.log_los", "sklearn.metrics.log_loss"),
        ("categorical_cros_entropy", "keras.losses.CategoricalCrossentropy"),
        ("nn.CrossEntrpyLoss", "torch.nn.CrossEntropyLoss"),
        ("nielson", "nielsen"),
        ("torch", "torch.nn.CrossEntropyLoss"),
        ("keras", "keras.losses.CategoricalCrossentropy"),
        ("focal", "torchvision.ops.sigmoid_focal_loss"),
        ("sklearn log loss", "sklearn.metrics.log_loss"),
        ("kl", "torch.nn.KLDivLoss"),
        ("causal_lm", "transformers.loss:ForCausalLM"),
        ("nn.CrossEntropyLoss(label_smoothing=0.1)", "torch.nn.CrossEntropyLoss"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_by_meaning(unknown, nearest):
    with pytest.raises(ValueError, match=re.escape(f"did you mean {nearest!r}?")):
        resolve(unknown)
    with pytest.raises(ValueError, match=r"^definition 'zzzz' is not known; valid: 'softmax'"):
        resolve("zzzz")
