"""What every known function gives on these data, grouped by value: the frameworks side by side.

    functions(batch, changes) -> Functions

`changes` are the known facts (class weights, reduction) that a call would pass on. What a function has no argument
for is done by hand around it: one loss for each row is averaged or summed, and each row takes its class weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.calls import call, said
from xentgui.questions.facts import label_facts
from xentgui.questions.saying.register import PRINT
from xentgui.sources import Source, resolve, sources

SAME = 1e-12  # relative: values nearer than this are one value
ROUNDED = 3e-7  # float32 functions are compared to this


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
        return call(self.source, self.passed)


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
        passed, by_hand = said(source, changes, batch.shape[1])
        try:
            asked = resolve(definition, ({"reduction": "mean"} if each else {}) | changes)
            value = evaluate(batch, asked).value
        except ValueError as refusal:
            yield Told(source, definition, math.nan, problem=getattr(refusal, "reason", str(refusal)))
        else:
            raised = _raises(batch, source)
            yield Told(source, asked, math.nan if raised else float(value), passed, by_hand, problem=raised)


def _raises(batch: Batch, source: Source) -> str | None:
    """Why the function itself raises on these labels, where the formula alone would be undefined or a number."""
    labels = label_facts(batch)
    if source.framework and source.definition.one_class and labels.not_one_hot is not None:
        row = PRINT.row(labels.not_one_hot)
        return f"it takes class indices alone, and {row} has {labels.instead_of_one_class}"
    if source.framework == "scikit-learn" and labels.soft is not None:
        return f"it takes labels of 0 and 1, and {PRINT.row(labels.soft)} has soft labels"
    return None


def _same(one: Told, other: Told) -> bool:
    if math.isnan(one.value) or math.isnan(other.value):
        return math.isnan(one.value) and math.isnan(other.value)
    single = "float32" in (one.definition.precision, other.definition.precision)
    return math.isclose(one.value, other.value, rel_tol=ROUNDED if single else SAME)
