"""What every known function gives on these data, grouped by value: the frameworks side by side.

    functions(batch, changes) -> Functions

`changes` are the known facts (class weights, reduction) that a call would pass on. What a function has no argument
for is done by hand around it: one loss for each row is averaged or summed, and each row takes its class weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.sources import Source, resolve, sources

SAME = 1e-12  # relative: values nearer than this are one value
ROUNDED = 3e-7  # float32 functions are compared to this

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
_ONE_A_CLASS = ("torch.nn.", "onnx.")  # whose weight(s) has one number for each class


def arguments(source: Source) -> tuple[str, ...]:
    """The arguments of a function that change the number."""
    return ARGUMENTS.get(source.name.partition(":")[0], ())


@dataclass(frozen=True)
class Told:
    """What one function gives: its value on the batch, or why it refuses the data.

    `passed` are the arguments that the known facts become, `by_hand` what is done around the call.
    """

    source: Source
    definition: Definition
    value: float
    passed: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def call(self) -> str:
        """The function with the arguments that one would pass."""
        return f"{self.source.name}({', '.join(self.passed)})" if self.passed else self.source.name


@dataclass(frozen=True)
class Functions:
    """Functions that give the same value stand in one group, largest first, undefined last; then those that refuse."""

    groups: tuple[tuple[Told, ...], ...]
    refused: tuple[Told, ...]


def functions(batch: Batch, changes: Mapping[str, Any] | None = None) -> Functions:
    """Ask every known function for its value on these data."""
    told = list(_told(batch, dict(changes or {})))
    groups: list[list[Told]] = []
    for each in sorted((t for t in told if t.problem is None), key=lambda t: t.definition.precision != "float64"):
        home = next((group for group in groups if _same(group[0], each)), None)
        if home is None:
            groups.append([each])
        else:
            home.append(each)
    order = sorted(groups, key=lambda group: (math.isnan(group[0].value), -len(group)))
    return Functions(tuple(map(tuple, order)), tuple(t for t in told if t.problem is not None))


def _told(batch: Batch, changes: dict[str, Any]) -> Iterator[Told]:
    for source in sources.values():
        definition = source.definition
        each = definition.reduction == "none"
        passed, by_hand = _said(source, changes)
        try:
            asked = resolve(definition, ({"reduction": "mean"} if each else {}) | changes)
            value = evaluate(batch, asked).value
        except ValueError as refusal:
            yield Told(source, definition, math.nan, problem=getattr(refusal, "reason", str(refusal)))
        else:
            yield Told(source, asked, float(value), passed, by_hand)


def _said(source: Source, changes: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The known facts as arguments of the function, and those that it has no argument for."""
    known = arguments(source)
    passed: list[str] = []
    by_hand: list[str] = []
    reduction = changes.get("reduction", "mean")
    if source.definition.reduction == "none":
        by_hand.append(f"{reduction} of its rows")
    elif reduction == "sum" and source.framework:
        how = 'reduction="sum"' if "reduction" in known else "normalize=False" if "normalize" in known else ""
        (passed if how else by_hand).append(how or "times the number of rows")
    weights = changes.get("class_weights")
    if weights is not None and source.framework:
        name = next((name for name in ("weight", "weights") if name in known), "")
        if name and source.name.startswith(_ONE_A_CLASS):
            passed.append(f"{name}=[{', '.join(f'{w:g}' for w in weights)}]")
        else:
            by_hand.append("class weights by hand")
    return tuple(passed), tuple(by_hand)


def _same(one: Told, other: Told) -> bool:
    if math.isnan(one.value) or math.isnan(other.value):
        return math.isnan(one.value) and math.isnan(other.value)
    single = "float32" in (one.definition.precision, other.definition.precision)
    return math.isclose(one.value, other.value, rel_tol=ROUNDED if single else SAME)
