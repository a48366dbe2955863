"""Moving one output of a row by drag or key: a gesture has a beginning, and its steps are one undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Numbers
from xentgui.questions.curve import Curve
from xentgui.window.curves.geometry import Range, ShownCurves, rounded
from xentgui.window.document import new_gesture

Lines = Mapping[str, Numbers]  # values along x by card name


@dataclass(frozen=True, eq=False)
class RowGesture:
    """What holds from the press to the release: the row, and its outputs as they were."""

    number: int
    row: int
    outputs: Numbers

    def goes_on_in(self, analysis: Analysis) -> bool:
        return self.row == analysis.focus.row

    def has_moved(self, analysis: Analysis) -> bool:
        return self.goes_on_in(analysis) and not np.array_equal(self.outputs, outputs_of_row(analysis))


@dataclass(frozen=True, eq=False)
class Gesture(RowGesture):
    """Along one output: its column, the axes, the curve."""

    column: int
    across: Range
    upward: Range
    log: bool
    curve: Curve

    @classmethod
    def begin(cls, analysis: Analysis, shown: ShownCurves, curve: Curve) -> Gesture:
        focus, outputs = analysis.focus, outputs_of_row(analysis)
        axes = shown.across, shown.upward, shown.log
        return cls(new_gesture(), focus.row, outputs, focus.column, *axes, curve)

    def goes_on_in(self, analysis: Analysis) -> bool:
        return super().goes_on_in(analysis) and self.column == analysis.focus.column

    def edit(self, analysis: Analysis, label: str, x: float, resolution: float) -> Edit:
        """The output at x, inside the axis; probabilities take the rest of the row along if that is asked for."""
        value = rounded(self.across.inside(x), resolution)
        return Edit(label, _change(self, value, takes_rest_along(analysis)), self.number)


def outputs_of_row(analysis: Analysis) -> Numbers:
    """The outputs of the focused row as entered, (K,)."""
    row = analysis.focus.row
    outputs: Numbers = analysis.entry.some("outputs", row, row + 1)[0]
    return outputs


def has_rest(analysis: Analysis) -> bool:
    """Whether the other probabilities of the row can be rescaled: they are shares of one whole."""
    entry = analysis.entry
    return entry.outputs_are == "probabilities" and entry.mode == "softmax" and entry.columns > 1


def takes_rest_along(analysis: Analysis) -> bool:
    return has_rest(analysis) and analysis.rest == "rescaled"


def with_rest(row: Numbers, column: int, value: float) -> Numbers:
    """The row with one probability changed and the others rescaled to sum to the rest, equally if all are 0."""
    changed = row.copy()
    others = np.arange(len(row)) != column
    total = row[others].sum()
    shares = row[others] / total if total > 0 else np.full(others.sum(), 1 / max(1, others.sum()))
    changed[others] = shares * (1 - value)
    changed[column] = value
    return changed


def along(curve: Curve, before: Curve, drawn: Callable[[Curve], Lines]) -> tuple[Numbers, Lines]:
    """What is drawn of a curve, and of an earlier one of the same row on both sides of it: x, and values by name.

    A drag moves along one curve.
    """
    left, right = before.x < curve.x[0], before.x > curve.x[-1]
    now = drawn(curve)
    if not (left.any() or right.any()):
        return curve.x, now

    def joined(new: Numbers, old: Numbers) -> Numbers:
        return np.concatenate([old[left], new, old[right]])

    then = drawn(before)
    return joined(curve.x, before.x), {name: joined(now[name], then[name]) for name in now if name in then}


def _change(gesture: Gesture, value: float, rescaled: bool) -> Callable[[Entry], Entry]:
    row, column = gesture.row, gesture.column

    def change(entry: Entry) -> Entry:
        if rescaled:
            return edits.paste(entry, "outputs", row, 0, with_rest(gesture.outputs, column, value)[None, :])
        return edits.set_cell(entry, "outputs", row, column, value)

    return change
