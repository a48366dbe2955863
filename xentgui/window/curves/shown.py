"""What a plot shows of an analysis, and where that stands in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xentgui.window.curves.lines import Group, Numbers, Range, heights
from xentgui.window.curves.placement import Box


@dataclass(frozen=True)
class Gap:
    """Between two groups at the point: the upper is the lower and what its definition adds."""

    upper: int
    lower: int
    added: float


@dataclass(frozen=True, eq=False)
class Shown:
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
        return float(heights(np.array(y), self.log))

    def x_at(self, pixel: float) -> float:
        return self.across.low + (pixel - self.box.left) / self.box.width * self.across.width

    def polyline(self, x: Numbers, y: Numbers) -> Numbers:
        """A curve in pixels, (points, 2); what is infinite stays so."""
        with np.errstate(invalid="ignore", over="ignore"):
            across = self.box.left + (x - self.across.low) / self.across.width * self.box.width
            down = self.box.bottom - (heights(y, self.log) - self.upward.low) / self.upward.width * self.box.height
        return np.column_stack([across, down])

    def shows(self, y: float) -> bool:
        return bool(np.isfinite(y)) and self.upward.low <= self.up(y) <= self.upward.high
