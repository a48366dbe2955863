"""scikit-learn's log loss."""

import math

import numpy as np

from xentgui.losses import rows
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.sources.dialect import UnsayableError
from xentgui.sources.literals import OUTPUT_NAMES, python_list, short
from xentgui.sources.source import Library

_source = Library(
    framework="scikit-learn",
    version="1.9.1",
    url="https://scikit-learn.org/stable/modules/generated/sklearn.metrics.log_loss.html",
    reference="scikit-learn documentation, sklearn.metrics.log_loss",
    takes="probabilities",
    arguments=("normalize", "sample_weight"),
)

SOURCES = (
    _source(
        "sklearn.metrics.log_loss",
        Definition(clip=2.0**-52, normalise_by="sample-weights"),
        "Takes probabilities, clipped at 2**-52 in float64: an impossible answer costs 36.043653. Class names are "
        "sorted, and without labels= a class that does not occur in y_true is missing. Sample weights divide.",
    ),
    _source(
        "sklearn.metrics.log_loss:float32",
        Definition(clip=2.0**-23, normalise_by="sample-weights", precision="float32"),
        "Given float32 probabilities it clips at float32's own spacing: an impossible answer costs 15.942385.",
        title="scikit-learn log_loss, float32 input",
    ),
    _source(
        "sklearn.metrics.log_loss:eps=1e-15",
        Definition(clip=1e-15, renormalise="after-clip", normalise_by="sample-weights"),
        "Until release 1.1 it clipped at 1e-15 and then divided each row by its sum: an impossible answer costs "
        "34.538776 or, in one column, 34.539576 where the label is 0.",
        version="1.1.3",
        title="scikit-learn log_loss before 1.2",
    ),
)


def code(batch: Batch, definition: Definition) -> str:
    """Give a program that prints the value with log_loss; UnsayableError, with the reason, where it can not say it."""
    _refuse(batch, definition)
    expected, value = evaluate(batch, definition).value, evaluate(batch, _as_log_loss(batch, definition)).value
    if not math.isclose(float(expected), float(value), rel_tol=1e-9):
        raise UnsayableError(
            "log_loss clips probabilities at 2**-52 and divides by the sum of the weights: another number"
        )
    return _written(batch, definition)


def _refuse(batch: Batch, definition: Definition) -> None:
    if not batch.shape[0]:
        raise UnsayableError("log_loss refuses data without a row")
    if definition.reduction == "none":
        raise UnsayableError("log_loss gives the mean or the sum, not one number for each sample")
    if definition.squares:
        raise UnsayableError("log_loss is a cross-entropy; the quadratic cost is no metric of scikit-learn")
    if batch.indices and not ((batch.labels >= 0) & (batch.labels < batch.shape[1])).all():
        raise UnsayableError("log_loss ignores no sample: leave it out of the data")
    if not (batch.indices or _names_one_class(batch)):
        raise UnsayableError("log_loss takes one true class for each sample, not soft or several labels")
    if definition.two_sided and batch.shape[1] > 1:
        raise UnsayableError("log_loss over several outputs is the categorical sum: it has no ln(1 - a)")
    if definition.class_weights is not None or (batch.weight_table is not None and batch.weight_table.shape[1] > 1):
        raise UnsayableError("log_loss has weights for samples alone, not for classes or outputs")
    if batch.weight_table is not None and not batch.weight_table.any():
        raise UnsayableError("log_loss refuses weights that are all 0")


def _names_one_class(batch: Batch) -> bool:
    named = rows.zeros_and_ones if batch.shape[1] == 1 else rows.one_class
    return bool(named(batch.label_table).all())


def _as_log_loss(batch: Batch, definition: Definition) -> Definition:
    return Definition(
        activation=_activation(batch, definition),
        likelihood="bernoulli" if batch.shape[1] == 1 else "categorical",
        clip=2.0**-52,
        normalise_by="sample-weights",
        reduction=definition.reduction,
        log_base=definition.log_base,
        precision=definition.precision,
    )


def _activation(batch: Batch, definition: Definition) -> str:
    one_column = batch.shape[1] == 1 and definition.activation == "softmax"
    return "sigmoid" if one_column else definition.activation


_TURNED = {
    ("logits", "softmax"): ("from scipy.special import softmax\n", "softmax({x}, axis=1)"),
    ("logits", "sigmoid"): ("from scipy.special import expit\n", "expit({x})"),
    ("log-probabilities", ""): ("", "np.exp({x})"),
}


def _written(batch: Batch, definition: Definition) -> str:
    name = OUTPUT_NAMES[batch.outputs_are]
    key = (batch.outputs_are, _activation(batch, definition) if batch.outputs_are == "logits" else "")
    extra, turned = _TURNED.get(key, ("", "{x}"))
    classes = batch.indices or batch.shape[1] == 1
    labels = np.asarray(batch.labels).ravel() if classes else batch.label_table.argmax(axis=1)
    lines = [f"labels = np.array({python_list(labels.astype(np.int64))})"]
    kind = ", dtype=np.float32" if definition.precision == "float32" else ""
    lines.append(f"{name} = np.array({_list(batch.outputs)}{kind})")
    arguments = ["labels", turned.format(x=name), f"labels={list(range(max(2, batch.shape[1])))}"]
    if batch.weight_table is not None:
        lines.append(f"sample_weights = np.array({_list(batch.weight_table[:, 0])})")
        arguments.append("sample_weight=sample_weights")
    if definition.reduction == "sum":
        arguments.append("normalize=False")
    base = f" / np.log({short(definition.log_base)})" if definition.log_base != math.e else ""
    body = "\n".join([*lines, "", f"print(log_loss({', '.join(arguments)}){base})"])
    return f"import numpy as np\n{extra}from sklearn.metrics import log_loss\n\n{body}\n"


def _list(values: np.ndarray) -> str:
    return python_list(values, infinity="np.inf")
