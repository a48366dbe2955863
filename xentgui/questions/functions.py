"""What every known function gives on these data, grouped by value, and how it is called: the frameworks side by side.

    functions(batch, changes) -> Functions

`changes` are the known facts (class weights, reduction) that a call would pass on. What a function has no argument
for is done by hand around it: one loss for each row is averaged or summed, and each row takes its class weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.facts import label_facts
from xentgui.questions.saying.register import listed_numbers
from xentgui.sources import Source, resolve, sources

SAME = 1e-12  # relative: values nearer than this are one value
ROUNDED = 3e-7  # float32 functions are compared to this


@dataclass(frozen=True)
class FunctionValue:
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
        return call(self.source, self.passed)


@dataclass(frozen=True)
class Functions:
    """Functions that give the same value stand in one group, largest first, undefined last; then those that refuse."""

    groups: tuple[tuple[FunctionValue, ...], ...]
    refused: tuple[FunctionValue, ...]


def functions(batch: Batch, changes: Mapping[str, Any] | None = None) -> Functions:
    """Ask every known function for its value on these data."""
    told = list(_told(batch, dict(changes or {})))
    groups: list[list[FunctionValue]] = []
    for each in sorted((t for t in told if t.problem is None), key=lambda t: t.definition.precision != "float64"):
        home = next((group for group in groups if _same(group[0], each)), None)
        if home is None:
            groups.append([each])
        else:
            home.append(each)
    order = sorted(groups, key=lambda group: (math.isnan(group[0].value), -len(group)))
    return Functions(tuple(map(tuple, order)), tuple(t for t in told if t.problem is not None))


def _told(batch: Batch, changes: dict[str, Any]) -> Iterator[FunctionValue]:
    for source in sources.values():
        definition = source.definition
        each = definition.reduction == "none"
        passed, by_hand = said(source, changes, batch.shape[1])
        try:
            asked = resolve(definition, ({"reduction": "mean"} if each else {}) | changes)
            value = evaluate(batch, asked).value
        except ValueError as refusal:
            yield FunctionValue(source, definition, math.nan, problem=getattr(refusal, "reason", str(refusal)))
        else:
            raised = _raises(batch, source)
            yield FunctionValue(source, asked, math.nan if raised else float(value), passed, by_hand, problem=raised)


def _raises(batch: Batch, source: Source) -> str | None:
    """Why the function itself raises on these labels, where the formula alone would be undefined or a number."""
    labels = label_facts(batch)
    if source.framework and source.definition.one_class and labels.not_one_hot is not None:
        row = batch.row_words(labels.not_one_hot)
        return f"it takes class indices alone, and {row} has {labels.instead_of_one_class}"
    if source.framework == "scikit-learn" and labels.soft is not None:
        return f"it takes labels of 0 and 1, and {batch.row_words(labels.soft)} has soft labels"
    return None


def _same(one: FunctionValue, other: FunctionValue) -> bool:
    if math.isnan(one.value) or math.isnan(other.value):
        return math.isnan(one.value) and math.isnan(other.value)
    single = "float32" in (one.definition.precision, other.definition.precision)
    return math.isclose(one.value, other.value, rel_tol=ROUNDED if single else SAME)


_V1 = "tf.compat.v1."
# Whose argument has a number for each class.
_ONE_A_CLASS = ("torch.nn.", "onnx.", "liger_kernel.", "keras.losses.CategoricalFocal")


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
    if columns == 1 and source.framework and definition.exclusive and ".log_loss" not in source.name:
        yield "two columns, of no and yes", False
    if columns > 1 and not source.framework and definition.activation == "sigmoid":
        yield "on sigmoid outputs", False


def _reduction(source: Source, changes: Mapping[str, Any], columns: int) -> Iterator[Fact]:
    reduction, known = changes.get("reduction", "mean"), source.arguments
    if source.definition.reduction == "none":
        yield f"{reduction} of its rows", False
    elif reduction == "mean" and source.definition.reduction == "sum":
        yield "divided by the number of rows", False
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
    if changes.get("class_weights") is None or not source.framework:
        return
    weights = np.ravel(changes["class_weights"])
    if len(weights) == 1:
        weights = weights.repeat(columns)
    known, yes_or_no = source.arguments, columns == 1 and source.definition.two_sided
    if yes_or_no and "pos_weight" in known and len(weights) == 2 and weights[0] == 1.0:
        yield f"pos_weight={weights[1]:g}", True
        return
    name = next((name for name in ("weight", "weights", "alpha") if name in known), "")
    if name and source.name.startswith(_ONE_A_CLASS) and not yes_or_no:
        yield f"{name}=[{listed_numbers(weights)}]", True
    else:
        yield "class weights by hand", False
