"""What a plot shows, as numbers and in pixels: curves that coincide, the ranges of the axes, the point."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xentgui.window.curves.placement import Box

Numbers = NDArray[np.float64]

ROUNDING = 1e-6  # curves nearer than this are one line on the screen
EQUAL = 1e-12  # and nearer than this they are equal, not rounded
BELOW, ABOVE = 4.0, 6.0  # logits shown on both sides of the other logits of the row
LONG, TINY = 60.0, 1e-6  # logits of an axis, and a share of the largest loss on it
TALL = 2.5  # the highest curve is cut at so many times the height of the chosen one
FLAT = 0.05  # a chosen curve that varies less does not cut the others
LIMIT = 4e306  # no axis goes farther: pyqtgraph shows none beyond 1e307
INNER = 0.02  # share of the axis at both ends whose losses do not stretch the other axis


@dataclass(frozen=True, eq=False)
class Group:
    """The cards whose curves coincide, by their place on the screen, and the values, (points,)."""

    cards: tuple[int, ...]
    values: Numbers
    exact: bool = True

    @property
    def sign(self) -> str:
        return "=" if self.exact else "≈"


@dataclass(frozen=True)
class Range:
    """An axis from `low` to `high`."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def inside(self, value: float) -> float:
        return min(max(value, self.low), self.high)


def groups(curves: Mapping[int, NDArray]) -> tuple[Group, ...]:
    """Curves by card, those that coincide together; one that is undefined everywhere is left out."""
    found: list[Group] = []
    for card, values in curves.items():
        values = np.asarray(values, dtype=float)
        if np.isnan(values).all():
            continue
        for place, group in enumerate(found):
            if _near(group.values, values, ROUNDING):
                exact = group.exact and _near(group.values, values, EQUAL)
                found[place] = Group((*group.cards, card), group.values, exact)
                break
        else:
            found.append(Group((card,), values))
    return tuple(found)


def _near(first: Numbers, second: Numbers, tolerance: float) -> bool:
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(first - second) <= tolerance * (1.0 + np.abs(second))
    return bool((near & np.isfinite(second) | (first == second) | np.isnan(first) & np.isnan(second)).all())


def across(row: Sequence[float] | Numbers, column: int, *, probabilities: bool) -> Range:
    """The horizontal axis: 0 to 1, or logits around the others of the row, which a drag does not move."""
    if probabilities:
        return Range(0.0, 1.0)
    here = float(row[column])
    others = [float(value) for k, value in enumerate(row) if k != column and math.isfinite(value)] or [0.0]
    low, high = math.floor(min(others) - BELOW), math.floor(max(others) + ABOVE)
    first, last = float(min(low, math.floor(here - 1))), float(max(high, math.ceil(here + 1)))
    return _finite(first, last) if max(-first, last) > LIMIT else Range(first, last)


def _finite(low: float, high: float) -> Range:
    """The part of an axis that has a finite width."""
    return Range(min(max(low, -LIMIT), LIMIT / 2), max(min(high, LIMIT), -LIMIT / 2))


def heights(values: Numbers, log: bool) -> Numbers:
    """Values as they stand on an axis, which may be a logarithm to base 10."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(values) if log else values


def falls_far(shown: Sequence[Group], chosen: int, axis: Range, here: int) -> bool:
    """Whether an even axis would show a stripe: a long way on which the chosen loss becomes tiny at the point."""
    mine = [group.values for group in shown if chosen in group.cards]
    most = max((float(values[np.isfinite(values)].max(initial=0.0)) for values in mine), default=0.0)
    positive = all((group.values[np.isfinite(group.values)] >= 0).all() for group in shown)
    return axis.width > LONG and positive and any(values[here] < TINY * most for values in mine)


def upward_in_powers(shown: Sequence[Group], chosen: int) -> Range:
    """The vertical axis as a logarithm to base 10: all of the chosen curve that is not 0."""
    mine = np.concatenate([group.values for group in shown if chosen in group.cards])
    found = np.log10(mine[np.isfinite(mine) & (mine > 0)])
    low, high = math.floor(found.min()), math.ceil(found.max())
    return Range(low - 0.06 * (high - low + 1), high + 0.02 * (high - low + 1))


def upward(shown: Sequence[Group], chosen: int, x: Numbers, axis: Range, here: int) -> Range:
    """The vertical axis with 0 on it: all of the chosen curve, and of the others what is not far beyond it."""
    margin = INNER * axis.width
    middle = (x >= axis.low + margin) & (x <= axis.high - margin)
    low, high = _extent([group.values[middle] for group in shown])
    mine = [group.values for group in shown if chosen in group.cards]
    first, last = _extent([values[middle] for values in mine] + [values[here : here + 1] for values in mine])
    first, last, low, high = (min(max(value, -LIMIT), LIMIT) for value in (first, last, low, high))
    if last - first > FLAT * max(abs(first), abs(last)):
        low, high = max(low, last - TALL * (last - first)), min(high, first + TALL * (last - first))
    low, high = min(low, first, 0.0), max(high, last, 0.0)
    high = high if high > low else 1.0  # a loss that is 0 everywhere
    air = 0.06 * (high - low)
    return Range(low - (air if low < 0 else 0.0), high + air)


def _extent(curves: Iterable[Numbers]) -> tuple[float, float]:
    """The lowest and highest finite value; 0 where there is none."""
    finite = np.concatenate([np.empty(0), *(values[np.isfinite(values)] for values in curves)])
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


def rounded(value: float, resolution: float) -> float:
    """A value with the decimals that the resolution needs, and no more."""
    return round(value, max(0, -math.floor(math.log10(resolution) + 1e-9))) + 0.0


@dataclass(frozen=True)
class Gap:
    """Between two groups at the point: the upper is the lower and what its definition adds."""

    upper: int
    lower: int
    added: float


@dataclass(frozen=True, eq=False)
class ShownCurves:
    """Curves that coincide as groups, the point at `here` = x[index], axes, names and remarks."""

    x: Numbers
    here: float
    index: int
    groups: tuple[Group, ...]
    chosen: int
    names: tuple[str, ...]
    slots: tuple[int, ...]
    across: Range
    upward: Range  # of the logarithm to base 10 where `log`
    across_title: str
    upward_title: str
    gap: Gap | None = None
    undefined: tuple[int, ...] = ()
    missing: str = ""  # what the row lacks for having any curve
    movable: bool = True
    point_name: str = "f"
    log: bool = False  # whether the vertical axis counts in powers of ten

    @property
    def held(self) -> Group | None:
        """The group whose mark is the handle: the chosen card's, else the first."""
        chosen = [group for group in self.groups if self.chosen in group.cards]
        return next(iter(chosen or self.groups), None)

    def leader(self, group: Group) -> int:
        """The card that stands for a group: the chosen one if it is among them."""
        return self.chosen if self.chosen in group.cards else group.cards[0]

    def slot(self, group: Group) -> int:
        """Of the colour and mark of a group: those of its leader."""
        return self.slots[self.leader(group)]

    def point_x(self, frame: Frame) -> float:
        """Where the line through the point stands, in pixels; at the edge where the point lies beyond the axis."""
        return min(max(frame.px(self.here), frame.box.left), frame.box.right)

    def nearest(self, x: float) -> int:
        """The place of the computed point next to x."""
        return int(np.abs(self.x / 2 - x / 2).argmin())


@dataclass(frozen=True)
class Frame:
    """The plot's area in pixels and the axes that it shows."""

    box: Box
    across: Range
    upward: Range
    log: bool = False

    def px(self, x: float) -> float:
        return self.box.left + (x - self.across.low) / self.across.width * self.box.width

    def py(self, y: float) -> float:
        return self.box.bottom - (self.up(y) - self.upward.low) / self.upward.width * self.box.height

    def up(self, y: float) -> float:
        """Where a value stands on the vertical axis."""
        if not self.log:
            return y
        return math.log10(y) if y > 0 else -math.inf if y == 0 else math.nan

    def x_at(self, pixel: float) -> float:
        return self.across.low + (pixel - self.box.left) / self.box.width * self.across.width

    def y_at(self, pixel: float) -> float:
        """The value of a pixel, as it stands on the vertical axis."""
        return self.upward.low + (self.box.bottom - pixel) / self.box.height * self.upward.width

    def polyline(self, x: Numbers, y: Numbers) -> Numbers:
        """A curve in pixels, (points, 2); what is infinite lies beyond the frame, where the line to it leads."""
        with np.errstate(invalid="ignore", over="ignore"):
            across = self.box.left + (x - self.across.low) / self.across.width * self.box.width
            down = self.box.bottom - (heights(y, self.log) - self.upward.low) / self.upward.width * self.box.height
        top, bottom = self.box.top - self.box.height, self.box.bottom + self.box.height
        return np.column_stack([across, np.nan_to_num(down, nan=np.nan, posinf=bottom, neginf=top)])

    def shows(self, y: float) -> bool:
        return bool(np.isfinite(y)) and self.upward.low <= self.up(y) <= self.upward.high
