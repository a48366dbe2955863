"""How a function is called on the data: the arguments that the known facts become, and what is done by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from xentgui.sources import Source

# The arguments beside labels and outputs that change the number, as the documentation of each function has them.
_TORCH = ("weight", "reduction")
_KERAS = ("label_smoothing", "reduction", "sample_weight")
ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "torch.nn.CrossEntropyLoss": (*_TORCH, "label_smoothing", "ignore_index"),
        "torch.nn.NLLLoss": (*_TORCH, "ignore_index"),
        "torch.nn.BCEWithLogitsLoss": (*_TORCH, "pos_weight"),
        "torch.nn.BCELoss": _TORCH,
        "torch.nn.MultiLabelSoftMarginLoss": _TORCH,
        "keras.losses.CategoricalCrossentropy": _KERAS,
        "keras.losses.SparseCategoricalCrossentropy": ("ignore_class", "reduction", "sample_weight"),
        "keras.losses.BinaryCrossentropy": _KERAS,
        "keras.losses.BinaryFocalCrossentropy": _KERAS,
        "keras.losses.CategoricalFocalCrossentropy": _KERAS,
        "keras.losses.KLDivergence": ("reduction", "sample_weight"),
        "liger_kernel.LigerCrossEntropyLoss": (*_TORCH, "label_smoothing", "ignore_index"),
        "keras.metrics.CategoricalCrossentropy": ("label_smoothing", "sample_weight"),
        "keras.metrics.SparseCategoricalCrossentropy": ("sample_weight",),
        "keras.metrics.BinaryCrossentropy": ("label_smoothing", "sample_weight"),
        "tf.nn.weighted_cross_entropy_with_logits": ("pos_weight",),
        "tf.compat.v1.losses.softmax_cross_entropy": ("weights", "label_smoothing", "reduction"),
        "tf.compat.v1.losses.sparse_softmax_cross_entropy": ("weights", "reduction"),
        "tf.compat.v1.losses.sigmoid_cross_entropy": ("weights", "label_smoothing", "reduction"),
        "tf.compat.v1.losses.log_loss": ("weights", "epsilon", "reduction"),
        "sklearn.metrics.log_loss": ("normalize", "sample_weight"),
        "onnx.SoftmaxCrossEntropyLoss": ("weights", "reduction", "ignore_index"),
        "onnx.NegativeLogLikelihoodLoss": ("weight", "reduction", "ignore_index"),
    }
)
_V1 = "tf.compat.v1."
_ONE_A_CLASS = ("torch.nn.", "onnx.")  # whose weight(s) has one number for each class


def arguments(source: Source) -> tuple[str, ...]:
    """The arguments of a function that change the number."""
    return ARGUMENTS.get(source.name.partition(":")[0], ())


def call(source: Source, passed: tuple[str, ...]) -> str:
    """The function with its arguments; what stands in a paper has a title alone."""
    if not source.framework:
        return source.title
    written = (*_own_arguments(source), *passed)
    name = source.name.partition(":")[0]
    return f"{name}({', '.join(written)})" if written else name


def _own_arguments(source: Source) -> tuple[str, ...]:
    """Of a named variant, such as "keras.losses.BinaryCrossentropy:from_logits"."""
    variant = source.name.partition(":")[2]
    written = {
        "": (),
        "from_logits": ("from_logits=True",),
        "float32": ("y_pred in float32",),
        "batchmean": ('reduction="batchmean"',),
        "sum": ('reduction="sum"',),
    }
    return written.get(variant, (variant,))


def said(source: Source, changes: Mapping[str, Any], columns: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The known facts as arguments of the function, and what is done by hand around it.

    `changes` are the facts (class weights, reduction), `columns` the number of outputs.
    """
    facts = [*_outputs(source, columns), *_reduction(source, changes, columns), *_weights(source, changes, columns)]
    return tuple(words for words, own in facts if own), tuple(words for words, own in facts if not own)


Fact = tuple[str, bool]  # words, and whether they are an argument


def _outputs(source: Source, columns: int) -> Iterator[Fact]:
    definition = source.definition
    if columns == 1 and source.framework and definition.likelihood == "categorical" and ".log_loss" not in source.name:
        yield "two columns, of no and yes", False
    if columns > 1 and not source.framework and definition.activation == "sigmoid":
        yield "on sigmoid outputs", False


def _reduction(source: Source, changes: Mapping[str, Any], columns: int) -> Iterator[Fact]:
    reduction, known = changes.get("reduction", "mean"), arguments(source)
    if source.definition.reduction == "none":
        yield f"{reduction} of its rows", False
    elif reduction == "sum" and source.framework and source.definition.reduction == "mean":
        if "reduction" in known:
            yield "reduction=Reduction.SUM" if source.name.startswith(_V1) else 'reduction="sum"', True
        elif "normalize" in known:
            yield "normalize=False", True
        else:
            weighted = source.definition.normalise_by == "weights" and changes.get("class_weights") is not None
            elements = " times outputs" if source.definition.over_outputs == "none" and columns > 1 else ""
            yield f"times the {'sum of the weights' if weighted else 'number of rows'}{elements}", False


def _weights(source: Source, changes: Mapping[str, Any], columns: int) -> Iterator[Fact]:
    weights = changes.get("class_weights")
    if weights is None or not source.framework:
        return
    known, yes_or_no = arguments(source), columns == 1 and source.definition.likelihood == "bernoulli"
    if yes_or_no and "pos_weight" in known and weights[0] == 1.0:
        yield f"pos_weight={weights[1]:g}", True
        return
    name = next((name for name in ("weight", "weights") if name in known), "")
    if name and source.name.startswith(_ONE_A_CLASS) and not yes_or_no:
        yield f"{name}=[{', '.join(f'{w:g}' for w in weights)}]", True
    else:
        yield "class weights by hand", False
