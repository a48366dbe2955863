"""What the picture of all probabilities shows, and where that stands in pixels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xentgui.analysis import Analysis
from xentgui.losses.rows import sums_to_one
from xentgui.questions.surface import STEPS, Layer, Shape, Surface, contours
from xentgui.window.curves.axis import ticks
from xentgui.window.curves.geometry import Group, Range, groups
from xentgui.window.curves.placement import Box

Numbers = NDArray[np.float64]

LEVELS = 10  # contours, at most
HIGH = 0.8  # the share of all losses up to which there are contours and colours: at the edges they are endless
TALL = math.sqrt(3) / 2
LETTERS = 16  # of a class in a picture


@dataclass(frozen=True, eq=False)
class Contoured:
    """Definitions whose surfaces coincide: their losses, lines of equal loss, and where it is least."""

    group: Group
    values: Numbers  # (161, 161), as in `Layer`
    lines: tuple[tuple[float, Numbers], ...]  # level, and points as first two probabilities
    lowest: float
    least: Numbers

    @property
    def everywhere(self) -> bool:
        """Whether the loss is the same everywhere."""
        return len(self.least) == np.count_nonzero(~np.isnan(self.values))


@dataclass(frozen=True, eq=False)
class ShownSurface:
    """All that is drawn but the point: it stays while that moves."""

    surface: Surface
    chosen: int
    keys: tuple[str, ...]  # the name of each card in the surface
    names: tuple[str, ...]
    slots: tuple[int, ...]
    classes: tuple[str, ...]
    pieces: tuple[Contoured, ...]
    limits: Range  # of the colours
    undefined: Mapping[int, str]  # card -> why it has no picture

    @classmethod
    def of(cls, analysis: Analysis, surface: Surface) -> ShownSurface:
        by_card = {k: surface.layers[c.name] for k, c in enumerate(analysis.shown) if c.name in surface.layers}
        found = groups({card: layer.values for card, layer in by_card.items()})
        limits = _limits(found)
        levels = [float(level) for level in ticks(limits, LEVELS)[0] if limits.low < level < limits.high]
        pieces = tuple(_contoured(group, by_card[group.cards[0]], levels) for group in found)
        drawn = {card for group in found for card in group.cards}
        return cls(
            surface=surface,
            chosen=analysis.focus.chosen,
            keys=tuple(card.name for card in analysis.shown),
            names=tuple(card.short for card in analysis.shown),
            slots=tuple(card.slot for card in analysis.shown),
            classes=analysis.shown_names,
            pieces=pieces,
            limits=limits,
            undefined={
                card: surface.refused.get(each.name, "not defined here")
                for card, each in enumerate(analysis.shown)
                if card not in drawn
            },
        )

    @property
    def short_classes(self) -> tuple[str, ...]:
        """The names of the classes as they stand in a picture."""
        return tuple(name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…" for name in self.classes)

    @property
    def front(self) -> Contoured | None:
        """The piece in colour: the chosen card's, else the first."""
        mine = [piece for piece in self.pieces if self.chosen in piece.group.cards]
        return next(iter(mine or self.pieces), None)

    def slot(self, piece: Contoured) -> int:
        """Of the colour and mark of a piece: the chosen card's if it is among its cards."""
        cards = piece.group.cards
        return self.slots[self.chosen if self.chosen in cards else cards[0]]


def _limits(found: tuple[Group, ...]) -> Range:
    """From the least loss of all to one below which most of each are."""
    finite = [group.values[np.isfinite(group.values)] for group in found]
    finite = [values for values in finite if len(values)]
    low = min((float(values.min()) for values in finite), default=0.0)
    high = max((float(np.quantile(values, HIGH)) for values in finite), default=1.0)
    return Range(low, high if high > low else low + 1.0)


def _contoured(group: Group, layer: Layer, levels: list[float]) -> Contoured:
    lines = tuple((level, line / STEPS) for level in levels for line in contours(layer.values, level))
    return Contoured(group, layer.values, lines, layer.lowest, layer.least)


@dataclass(frozen=True, eq=False)
class Point:
    """Where the row is: its probabilities, each card's loss there, and whether it can be moved."""

    place: Numbers | None  # None where they do not sum to 1
    losses: Mapping[int, float]
    movable: bool

    @classmethod
    def of(cls, analysis: Analysis, surface: Surface) -> Point:
        row = analysis.focus.row
        place = analysis.activations(range(row, row + 1))[0]
        outputs = analysis.entry.some("outputs", row, row + 1)
        inside = surface.shape == "square" or bool(sums_to_one(place[None, :])[0])
        losses = {k: analysis.row_loss(k) for k, each in enumerate(analysis.shown) if each.name in surface.layers}
        movable = inside and analysis.focus.epoch is None and bool(np.isfinite(outputs).all())
        return cls(place if inside else None, losses, movable)


@dataclass(frozen=True)
class Plane:
    """Where the first two probabilities stand in pixels."""

    shape: Shape
    origin: tuple[float, float]
    first: tuple[float, float]
    second: tuple[float, float]

    @classmethod
    def within(cls, shape: Shape, box: Box) -> Plane:
        """As large as the box allows, at the top in its middle; the third class of a triangle is at its top."""
        middle = box.left + box.width / 2
        if shape == "square":
            side = min(box.width, box.height)
            return cls(shape, (middle - side / 2, box.top + side), (side, 0.0), (0.0, -side))
        side = min(box.width, box.height / TALL)
        return cls(shape, (middle, box.top), (-side / 2, side * TALL), (side / 2, side * TALL))

    @property
    def corners(self) -> Numbers:
        """Of the picture, `(3 or 4, 2)` pixels: first = 1, second = 1, the third or both = 0, and both = 1."""
        ends = [(1, 0), (0, 1), (0, 0)] if self.shape == "triangle" else [(1, 0), (0, 1), (0, 0), (1, 1)]
        return self.pixels(np.array(ends, dtype=float))

    @property
    def outline(self) -> Numbers:
        """The corners in the order in which one walks around it."""
        return self.corners[[0, 1, 2] if self.shape == "triangle" else [2, 0, 3, 1]]

    def pixels(self, places: Numbers) -> Numbers:
        """`(m, 2)` pixels of the first two (or more) probabilities, `(m, K)`."""
        return np.asarray(self.origin + places[:, :2] @ np.array([self.first, self.second]))

    def pixel(self, place: Numbers) -> tuple[float, float]:
        x, y = self.pixels(place[None, :])[0]
        return float(x), float(y)

    def first_two(self, x: float, y: float) -> Numbers:
        """The first two probabilities at a pixel; outside the picture these are none."""
        away = np.array([x - self.origin[0], y - self.origin[1]])
        return np.asarray(away @ np.linalg.inv(np.array([self.first, self.second])))

    def holds(self, x: float, y: float) -> bool:
        first, second = self.first_two(x, y)
        beyond = first > 1 or second > 1 if self.shape == "square" else first + second > 1
        return bool(first >= 0 and second >= 0 and not beyond)
