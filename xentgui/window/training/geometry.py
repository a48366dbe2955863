"""What a chart of a race shows, and where that stands in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xentgui.window.curves.geometry import Range, groups
from xentgui.window.curves.placement import Box

Numbers = NDArray[np.float64]

MOST_POINTS = 240  # of a drawn curve
SMALLEST = 1e-300  # what a logarithmic axis takes for 0
DECADES = 12  # that a logarithmic axis reaches below its largest value
AIR = 0.05  # of the axis, beyond the curves


@dataclass(frozen=True, eq=False)
class Series:
    """One curve, or several that coincide: the places of their marks, their names, a value for each epoch computed."""

    places: tuple[int, ...]
    names: tuple[str, ...]
    values: Numbers
    sign: str = "="

    @property
    def place(self) -> int:
        return self.places[0]

    def at(self, epoch: int) -> float:
        return float(self.values[epoch]) if epoch < len(self.values) else math.nan


def together(places: Sequence[int], names: Sequence[str], values: Sequence[Numbers]) -> tuple[Series, ...]:
    """Curves as series, those that coincide over all epochs as one."""
    length = min(map(len, values), default=0)
    if length < 2:
        return tuple(Series((place,), (name,), each) for place, name, each in zip(places, names, values, strict=True))
    some = np.linspace(0, length - 1, min(length, MOST_POINTS)).astype(int)
    found = []
    for group in groups({k: each[some] for k, each in enumerate(values)}):
        first, *_ = group.cards
        mine = tuple(places[k] for k in group.cards)
        found.append(Series(mine, tuple(names[k] for k in group.cards), values[first], group.sign))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class ShownChart:
    """Curves over the epochs from 0 to `epochs`, drawn as far as `reached`, with marks at `epoch`."""

    series: tuple[Series, ...]
    epochs: int
    reached: int
    epoch: int
    upward: Range
    title: str
    token: object = None  # the contest: curves of the same one only grow
    log: bool = False
    across_title: str = ""
    hint: bool = False  # says that the line can be dragged
    ends: bool = False  # the last value stands at the end of each curve


def extent(series: tuple[Series, ...], *, log: bool, within: Range | None = None) -> Range:
    """The axis that all finite values need; `within` is the least that it shows."""
    values = np.concatenate([np.empty(0), *(each.values[np.isfinite(each.values)] for each in series)])
    if log:
        return _decades(values[values > 0])
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if within is not None:
        low, high = min(low, within.low), max(high, within.high)
    low, high = min(low, 0.0), max(high, 0.0)
    air = AIR * ((high - low) or 1.0)
    return Range(low - (air if low < 0 else 0.0), high + air)


def _decades(values: Numbers) -> Range:
    if not len(values):
        return Range(-1.0, 0.0)
    high = math.log10(float(values.max()))
    low = max(math.log10(max(float(values.min()), SMALLEST)), high - DECADES)
    air = max(AIR * (high - low), 0.1)
    return Range(low - air, high + air)


@dataclass(frozen=True)
class Frame:
    """The area of a chart in pixels, with its axes; a logarithmic axis counts in powers of ten."""

    box: Box
    epochs: int
    upward: Range
    log: bool

    def px(self, epoch: float) -> float:
        return self.box.left + epoch / max(self.epochs, 1) * self.box.width

    def py(self, value: float) -> float:
        if self.log:
            value = math.log10(value) if value > 0 else -math.inf
        return self.box.bottom - (value - self.upward.low) / self.upward.width * self.box.height

    def epoch_at(self, pixel: float) -> int:
        share = (pixel - self.box.left) / max(self.box.width, 1.0)
        return round(min(max(share, 0.0), 1.0) * self.epochs)

    def polyline(self, values: Numbers, last: int) -> Numbers:
        """The first values of a curve in pixels, (points, 2), few enough to be drawn quickly."""
        count = min(last + 1, len(values))
        places = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_POINTS)).astype(int))
        heights = values[places]
        with np.errstate(divide="ignore", invalid="ignore"):
            heights = np.log10(np.maximum(heights, SMALLEST)) if self.log else heights
            down = self.box.bottom - (heights - self.upward.low) / self.upward.width * self.box.height
        return np.column_stack([self.px(1) * places + (1 - places) * self.px(0), down])

    def mark(self, series: Series, epoch: int) -> tuple[float, float] | None:
        """Where the mark of a curve stands at an epoch; None where the run had stopped."""
        value = series.at(epoch)
        if not math.isfinite(value):
            return None
        return self.px(epoch), min(max(self.py(value), self.box.top), self.box.bottom)
