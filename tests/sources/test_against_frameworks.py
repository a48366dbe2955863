"""The named definitions against the real functions, and the programs in a library's words run by that library.

Each library is skipped, by name, where it is not installed (`pip install xentgui[frameworks]`, and keras,
tensorflow, onnx, xgboost and lightgbm).
"""

import contextlib
import functools
import importlib.util
import inspect
import io
import os
import warnings

import numpy as np
import pytest

from xentgui.losses.batch import Batch
from xentgui.losses.evaluation import evaluate
from xentgui.sources import UnsayableError, code, definitions, resolve, sources

BACKENDS = [name for name in ("tensorflow", "torch", "jax") if importlib.util.find_spec(name)]
os.environ.setdefault("KERAS_BACKEND", next(iter(BACKENDS), "tensorflow"))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own

FLOAT64, FLOAT32 = 1e-12, 2e-5  # relative; float32 functions round each of their steps


def library(name):
    return pytest.importorskip(name, reason=f"{name} is not installed: its functions are not compared")


@pytest.fixture(params=range(5))
def data(request):
    """Logits, class indices, one-hot, soft and multilabel rows, class and sample weights; another draw each time."""
    random = np.random.default_rng(request.param)
    rows, columns = ((2, 2), (5, 4))[request.param % 2]  # JAX compiles every function anew for every shape
    soft = random.random((rows, columns))
    return {
        "logits": 3 * random.normal(size=(rows, columns)),
        "indices": random.integers(0, columns, rows),
        "soft": soft / soft.sum(axis=1, keepdims=True),
        "several": random.integers(0, 2, (rows, columns)).astype(float),
        "classes": random.random(columns) + 0.5,
        "samples": random.integers(0, 3, rows).astype(float) + np.eye(rows)[0],
    }


def softmax(z):
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def one_hot(data):
    return np.eye(data["logits"].shape[1])[data["indices"]]


def assert_gives(name, labels, outputs, expected, *, outputs_are="logits", weights=None, rtol=FLOAT64, **changes):
    batch = Batch(labels, outputs, outputs_are=outputs_are, sample_weights=weights)
    value = np.asarray(evaluate(batch, resolve(name, changes)).value, dtype=float)
    np.testing.assert_allclose(value, np.asarray(expected, dtype=float), rtol=rtol, atol=1e-15 if rtol < 1e-9 else 1e-6)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_torch_cross_entropy(data, reduction):
    torch = library("torch")
    logits, indices, soft = (torch.tensor(data[key]) for key in ("logits", "indices", "soft"))
    ignored = indices.clone()
    ignored[0] = -100
    for labels, weights, smoothing in [
        (indices, None, 0.0),
        (indices, data["classes"], 0.0),
        (ignored, data["classes"], 0.1),
        (soft, None, 0.0),
        (soft, data["classes"], 0.2),
    ]:
        weight = None if weights is None else torch.tensor(weights)
        function = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing, reduction=reduction)
        changes = {"class_weights": weights, "label_smoothing": smoothing, "reduction": reduction}
        assert_gives("torch.nn.CrossEntropyLoss", labels, data["logits"], function(logits, labels), **changes)


ARGUMENTS = {argument for source in sources.values() for argument in source.arguments}
MODULE = {"tf": "tensorflow"}
OF_LIBRARIES = ("torch.", "torchvision.", "keras.", "optax.", "sklearn.", "tf.nn.", "tf.compat.")


@pytest.mark.parametrize("name", [name for name in sources if name.startswith(OF_LIBRARIES)])
def test_the_arguments_that_change_the_number_are_those_of_the_real_function(name):
    path, _, variant = name.partition(":")
    function = real(next(each for each in (path, *sources[name].also) if real(each)))
    called = (function, *(getattr(function, method, function) for method in ("__call__", "update_state")))
    given = {"reduction"} if variant in ("batchmean", "sum") else set()
    known = {argument for each in called for argument in inspect.signature(each).parameters} & ARGUMENTS - given
    assert set(sources[name].arguments) == known


def real(path):
    """The function of a library that is written so, None where it has none."""
    first, *rest = path.split(".")
    return functools.reduce(lambda inside, name: getattr(inside, name, None), rest, library(MODULE.get(first, first)))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_torch_nll_loss(data, reduction):
    torch = library("torch")
    logs = np.log(softmax(data["logits"]))
    function = torch.nn.NLLLoss(weight=torch.tensor(data["classes"]), reduction=reduction)
    expected = function(torch.tensor(logs), torch.tensor(data["indices"]))
    changes = {"class_weights": data["classes"], "reduction": reduction}
    assert_gives("torch.nn.NLLLoss", data["indices"], logs, expected, outputs_are="log-probabilities", **changes)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_torch_binary_losses(data, reduction):
    torch = library("torch")
    logits, several, classes = (torch.tensor(data[key]) for key in ("logits", "several", "classes"))
    scored = torch.nn.BCEWithLogitsLoss(weight=classes, pos_weight=2 * classes, reduction=reduction)
    weights = {"class_weights": data["classes"], "pos_weight": 2 * data["classes"], "reduction": reduction}
    name = "torch.nn.BCEWithLogitsLoss"
    assert_gives(name, data["several"], data["logits"], scored(logits, several), **weights)
    sure = torch.sigmoid(logits)
    sure[0, 0], sure[1, 1] = 0.0, 1.0
    function = torch.nn.BCELoss(reduction=reduction)
    known = {"outputs_are": "probabilities", "reduction": reduction}
    assert_gives("torch.nn.BCELoss", data["several"], sure.numpy(), function(sure, several), **known)
    margin = torch.nn.MultiLabelSoftMarginLoss(reduction=reduction)
    name = "torch.nn.MultiLabelSoftMarginLoss"
    assert_gives(name, data["several"], data["logits"], margin(logits, several), reduction=reduction)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_keras_losses(data, reduction):
    keras = library("keras")
    kind = {"mean": "sum_over_batch_size"}.get(reduction, reduction)
    known = {"outputs_are": "probabilities", "reduction": reduction, "rtol": FLOAT32}
    shares = softmax(data["logits"])
    shares[0] = np.eye(shares.shape[1])[0]
    weights, first = data["samples"], {"weights": data["samples"]} if reduction != "none" else {}
    sample_weight = weights if first else None
    for short, labels in [
        ("CategoricalCrossentropy", one_hot(data)),
        ("SparseCategoricalCrossentropy", data["indices"]),
    ]:
        name = f"keras.losses.{short}"
        expected = getattr(keras.losses, short)(reduction=kind)(labels, shares, sample_weight)
        assert_gives(name, labels, shares, expected, **known, **first)
        expected = getattr(keras.losses, short)(from_logits=True, reduction=kind)(labels, data["logits"])
        assert_gives(f"{name}:from_logits", labels, data["logits"], expected, reduction=reduction, rtol=FLOAT32)
    name, own = "keras.losses.BinaryCrossentropy", keras.losses.BinaryCrossentropy
    smoothed = own(label_smoothing=0.1, reduction=kind)(data["several"], shares)
    assert_gives(name, data["several"], shares, smoothed, **known, label_smoothing=0.1)
    scored = own(from_logits=True, reduction=kind)(data["several"], data["logits"])
    name = f"{name}:from_logits"
    assert_gives(name, data["several"], data["logits"], scored, reduction=reduction, rtol=FLOAT32)


@pytest.mark.parametrize(("variant", "reduction"), [("", "mean"), (":batchmean", "batchmean"), (":sum", "sum")])
def test_torch_divergence(data, variant, reduction):
    torch = library("torch")
    logs, soft = np.log(softmax(data["logits"])), data["soft"]
    expected = torch.nn.KLDivLoss(reduction=reduction)(torch.tensor(logs), torch.tensor(soft))
    assert_gives(f"torch.nn.KLDivLoss{variant}", soft, logs, expected, outputs_are="log-probabilities")


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_torch_in_half_precision(data, precision):
    """Its last digit depends on the order of its sums; of a loss near 0, which it gets by subtracting, every digit."""
    torch = library("torch")
    kind = getattr(torch, precision)
    function = torch.nn.CrossEntropyLoss(reduction="none")
    expected = function(torch.tensor(data["logits"]).to(kind), torch.tensor(data["indices"])).float()
    changes = {"reduction": "none", "precision": precision}
    rtol = {"bfloat16": 2.0**-6, "float16": 2.0**-9}[precision]
    large = np.asarray(expected) > 0.5
    labels, logits = np.asarray(data["indices"])[large], np.asarray(data["logits"])[large]
    assert_gives("torch.nn.CrossEntropyLoss", labels, logits, expected[large.tolist()], rtol=rtol, **changes)


def test_optax_focal_polynomial_and_divergence(data):
    optax, jax = library("optax"), library("jax")
    jax.config.update("jax_enable_x64", True)
    losses = optax.losses
    logits, several, soft = data["logits"], data["several"], data["soft"]
    assert_gives("optax.sigmoid_focal_loss", several, logits, losses.sigmoid_focal_loss(logits, several))
    with_alpha = losses.sigmoid_focal_loss(logits, several, alpha=0.25)
    assert_gives("torchvision.ops.sigmoid_focal_loss", several, logits, with_alpha)
    assert_gives("optax.poly_loss_cross_entropy", soft, logits, losses.poly_loss_cross_entropy(logits, soft))
    logs = np.log(softmax(logits))
    expected = losses.kl_divergence(logs, soft)
    assert_gives("optax.kl_divergence", soft, logs, expected, outputs_are="log-probabilities", rtol=1e-11)


def test_keras_focal_losses_and_divergence(data):
    keras = library("keras")
    shares, several, columns = softmax(data["logits"]), data["several"], data["logits"].shape[1]
    known = {"outputs_are": "probabilities", "rtol": FLOAT32}
    losses = keras.losses
    expected = losses.BinaryFocalCrossentropy()(several, shares)
    assert_gives("keras.losses.BinaryFocalCrossentropy", several, shares, expected, **known)
    expected = losses.BinaryFocalCrossentropy(apply_class_balancing=True)(several, shares)
    assert_gives("keras.losses.BinaryFocalCrossentropy", several, shares, expected, **known, alpha=0.25)
    expected = losses.CategoricalFocalCrossentropy()(one_hot(data), shares)
    assert_gives("keras.losses.CategoricalFocalCrossentropy", one_hot(data), shares, expected, **known)
    alpha = [0.5 + column for column in range(columns)]
    expected = losses.CategoricalFocalCrossentropy(alpha=alpha)(one_hot(data), shares)
    name = "keras.losses.CategoricalFocalCrossentropy"
    assert_gives(name, one_hot(data), shares, expected, **known, class_weights=alpha)
    expected = losses.KLDivergence()(data["soft"], shares)
    assert_gives("keras.losses.KLDivergence", data["soft"], shares, expected, **known)


def test_keras_metrics_divide_by_the_weights(data):
    keras = library("keras")
    shares, weights = softmax(data["logits"]), data["samples"]
    for short, labels in [
        ("CategoricalCrossentropy", one_hot(data)),
        ("SparseCategoricalCrossentropy", data["indices"]),
        ("BinaryCrossentropy", data["several"]),
    ]:
        metric = getattr(keras.metrics, short)()
        metric.update_state(labels, shares, sample_weight=weights)
        known = {"outputs_are": "probabilities", "weights": weights, "rtol": FLOAT32}
        assert_gives(f"keras.metrics.{short}", labels, shares, metric.result(), **known)


def test_tensorflow_functions(data):
    tf = library("tensorflow")
    logits, soft, several = data["logits"], data["soft"], data["several"]
    own = tf.nn.softmax_cross_entropy_with_logits(soft, logits)
    assert_gives("tf.nn.softmax_cross_entropy_with_logits", soft, logits, own)
    own = tf.nn.sparse_softmax_cross_entropy_with_logits(data["indices"], logits)
    assert_gives("tf.nn.sparse_softmax_cross_entropy_with_logits", data["indices"], logits, own)
    own = tf.nn.sigmoid_cross_entropy_with_logits(several, logits)
    assert_gives("tf.nn.sigmoid_cross_entropy_with_logits", several, logits, own)
    own = tf.nn.weighted_cross_entropy_with_logits(several, logits, pos_weight=3.0)
    assert_gives("tf.nn.weighted_cross_entropy_with_logits", several, logits, own, pos_weight=3.0)


def test_tensorflow_losses_divide_by_the_weights_that_are_not_zero(data):
    losses = library("tensorflow").compat.v1.losses
    logits, several, weights = data["logits"], data["several"], data["samples"]
    known = {"weights": weights, "rtol": FLOAT32}
    own = losses.softmax_cross_entropy(one_hot(data), logits, weights, label_smoothing=0.1)
    name = "tf.compat.v1.losses.softmax_cross_entropy"
    assert_gives(name, one_hot(data), logits, own, **known, label_smoothing=0.1)
    own = losses.sparse_softmax_cross_entropy(data["indices"], logits, weights)
    assert_gives("tf.compat.v1.losses.sparse_softmax_cross_entropy", data["indices"], logits, own, **known)
    own = losses.sigmoid_cross_entropy(several, logits, weights[:, None])
    assert_gives("tf.compat.v1.losses.sigmoid_cross_entropy", several, logits, own, **known)
    shares = softmax(logits)
    own = losses.log_loss(several, shares, weights[:, None])
    assert_gives("tf.compat.v1.losses.log_loss", several, shares, own, **known, outputs_are="probabilities")


def test_optax_functions(data):
    optax, jax = library("optax"), library("jax")
    logits, soft, several, indices = (data[key] for key in ("logits", "soft", "several", "indices"))
    with jax.experimental.enable_x64() if hasattr(jax.experimental, "enable_x64") else jax.enable_x64(True):
        given = jax.numpy.asarray(logits)
        for name in ("optax.softmax_cross_entropy", "optax.safe_softmax_cross_entropy"):
            assert_gives(name, soft, logits, getattr(optax, name.removeprefix("optax."))(given, soft))
        own = optax.softmax_cross_entropy_with_integer_labels(given, indices)
        assert_gives("optax.softmax_cross_entropy_with_integer_labels", indices, logits, own)
        own = optax.sigmoid_binary_cross_entropy(given, several)
        assert_gives("optax.sigmoid_binary_cross_entropy", several, logits, own)


def test_scikit_learn_log_loss(data):
    metrics = library("sklearn.metrics")
    shares = softmax(data["logits"])
    shares[0] = np.eye(shares.shape[1])[0]
    classes, weights = range(shares.shape[1]), data["samples"]
    known = {"outputs_are": "probabilities", "weights": weights}
    own = metrics.log_loss(data["indices"], shares, labels=classes, sample_weight=weights)
    assert_gives("sklearn.metrics.log_loss", data["indices"], shares, own, **known)
    own = metrics.log_loss(data["indices"], shares.astype(np.float32), labels=classes, sample_weight=weights)
    assert_gives("sklearn.metrics.log_loss:float32", data["indices"], shares, own, **known, rtol=FLOAT32)
    yes, one = data["several"][:, 0], shares[:, 1]
    own = metrics.log_loss(yes, one, labels=[0, 1])
    assert_gives("sklearn.metrics.log_loss", yes, one, own, outputs_are="probabilities")


def test_onnx_operators(data):
    library("onnx")
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    logits, indices, classes = data["logits"].astype(np.float32), data["indices"], data["classes"].astype(np.float32)
    logs = np.log(softmax(data["logits"])).astype(np.float32)
    for name, given in [("SoftmaxCrossEntropyLoss", logits), ("NegativeLogLikelihoodLoss", logs)]:
        inputs = [helper.make_tensor_value_info(each, TensorProto.FLOAT, None) for each in "xw"]
        inputs.insert(1, helper.make_tensor_value_info("y", TensorProto.INT64, None))
        output = helper.make_tensor_value_info("z", TensorProto.FLOAT, None)
        node = helper.make_node(name, ["x", "y", "w"], ["z"], ignore_index=int(indices[0]))
        model = helper.make_model(helper.make_graph([node], "loss", inputs, [output]))
        (own,) = ReferenceEvaluator(model).run(None, {"x": given, "y": indices, "w": classes})
        known = {"outputs_are": "log-probabilities"} if name.startswith("Neg") else {}
        changes = {"class_weights": classes, "ignore_index": int(indices[0])}
        assert_gives(f"onnx.{name}", indices, given, own, rtol=FLOAT32, **known, **changes)


def test_xgboost_log_losses(data):
    xgboost = library("xgboost")
    logits, weights = data["logits"], data["samples"]
    logits[0, :2] = 60.0, -60.0

    def printed_by(labels, scores, **parameters):
        given = xgboost.DMatrix(np.zeros((len(scores), 1)), label=labels, weight=weights)
        given.set_base_margin(scores)
        return float(xgboost.train(parameters, given, num_boost_round=0).eval(given).rpartition(":")[2])

    several = {"objective": "multi:softprob", "num_class": logits.shape[1], "eval_metric": "mlogloss"}
    own = printed_by(data["indices"], logits, **several)
    assert_gives("xgboost.mlogloss", data["indices"], logits, own, weights=weights, rtol=FLOAT32)
    yes = data["several"][:, 0]
    own = printed_by(yes, logits[:, 0], objective="binary:logistic", eval_metric="logloss")
    assert_gives("xgboost.logloss", yes, logits[:, 0], own, weights=weights, rtol=FLOAT32)


def test_lightgbm_log_losses(data):
    lightgbm = library("lightgbm")
    logits, weights = data["logits"], data["classes"].mean() + np.arange(len(data["logits"]))
    logits[0, :2] = 60.0, -60.0
    quiet = {"verbose": -1, "min_data_in_bin": 1}

    def printed_by(labels, scores, **parameters):
        column = np.arange(float(len(scores)))[:, None]
        given = lightgbm.Dataset(column, label=labels, weight=weights, init_score=scores, params=quiet)
        return lightgbm.Booster(parameters | quiet, given).eval_train()[0][2]

    labels = np.arange(len(logits)) % logits.shape[1]
    own = printed_by(labels, logits, objective="multiclass", num_class=logits.shape[1], metric="multi_logloss")
    assert_gives("lightgbm.multi_logloss", labels, logits, own, weights=weights, rtol=FLOAT32)
    yes = (np.arange(len(logits)) % 2).astype(float)
    own = printed_by(yes, logits[:, 0], objective="binary", metric="binary_logloss")
    assert_gives("lightgbm.binary_logloss", yes, logits[:, 0], own, weights=weights, rtol=FLOAT32)


MODULES = {
    "PyTorch": "torch",
    "TensorFlow": "tensorflow",
    "Keras": "keras",
    "JAX": "optax",
    "scikit-learn": "sklearn",
}


@pytest.mark.parametrize("name", definitions)
@pytest.mark.parametrize("framework", MODULES)
def test_a_program_in_a_library_s_words_prints_the_value(framework, name):
    library(MODULES[framework])
    one_column = definitions[name].one_output
    labels = [1.0, 0.0, 1.0, 0.0] if one_column else [0, 1, 2, 0]
    outputs = [2.0, 0.5, -0.3, 0.2]
    if not one_column:
        outputs = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]]
    batch, definition = Batch(labels, outputs), definitions[name]
    try:
        program = code(framework, batch, definition)
    except UnsayableError:
        if framework != "scikit-learn":
            raise
        return
    rtol = FLOAT32 if definition.precision == "float32" or framework == "Keras" else FLOAT64
    value = np.asarray(evaluate(batch, definition).value, dtype=float)
    np.testing.assert_allclose(printed(program), value, rtol=rtol)


def printed(program):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(program, {})
    return np.asarray(eval(out.getvalue()), dtype=float)
