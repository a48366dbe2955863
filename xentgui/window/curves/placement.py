"""Where the names of curves stand: beside their curve, and on nothing else where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from xentgui.window.sizes import px

Points = NDArray[np.float64]  # (n, 2), pixels

ALONG = np.linspace(0.04, 0.96, 24)  # places along a curve that are tried
AWAY = (7.0, 10.0, 18.0, 40.0, 75.0, 120.0)  # distances from it, in pixels; the far ones take a line
TURNS = ((1, -1), (-1, 1), (1, 1), (-1, -1), (0, -1), (0, 1))  # right above, left below, ..., above, below
FAVOURITE, FARTHER = 0.35, 60.0  # where along a curve its name stands best, and what it costs to be elsewhere
LEADER = 24.0
AIR, TIGHT = 4.0, 1.0  # between a name and the curves, and where there is little room
OUTWARD = np.array([-1.0, 1.0, -1.0, 1.0])
LINES_TRIED = 64  # places at a line among which one is looked for whose line crosses no curve
AT_ONCE = 8  # places looked at together
GROUND = 2.0  # pixels of it around a text
GRID = 10.0  # pixels from one place to the next where no place near a curve is free
SPACING = 3.0  # pixels between the points of a curve that is kept clear of


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def grown(self, air: float) -> Box:
        return Box(self.left - air, self.top - air, self.width + 2 * air, self.height + 2 * air)

    def meets(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Place:
    """Where a name stands, the point of its curve that it stands at, whether a line leads there, and over a curve."""

    box: Box
    anchor: tuple[float, float]
    far: bool
    crossing: bool = False

    @property
    def leader(self) -> Points:
        """The line to it as points a few pixels apart; none where it stands near."""
        (x, y), box = self.anchor, self.box.grown(px(GROUND))
        end = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
        steps = int(np.hypot(end[0] - x, end[1] - y) / px(SPACING)) + 2 if self.far else 0
        return np.linspace(self.anchor, end, steps)


def place_names(
    sizes: Sequence[tuple[float, float]],
    curves: Sequence[Points],
    frame: Box,
    taken: Sequence[Box],
    before: Sequence[Place | None] | None = None,
) -> list[Place | None]:
    """A place in the frame for the name of each curve, clear of what is taken, of one another, if possible of curves.

    `sizes` are (width, height) of the names, `curves` as `dense` gives them; None stands for a name that fits nowhere.
    A name that stood well `before` stays there.
    """
    ink = np.concatenate([*curves, np.empty((0, 2))])
    places = [
        place if place is not None and _stands_well(place, curve, ink, frame, taken) else None
        for place, curve in zip(before or [None] * len(curves), curves, strict=True)
    ]
    occupied = [*taken, *(place.box.grown(px(AIR)) for place in places if place is not None)]
    missing = [number for number, place in enumerate(places) if place is None and len(curves[number])]
    found = _in_turn(missing, sizes, curves, frame, occupied)
    hard = [number for number in missing if _badly(found[number])]
    if (
        hard and len(missing) > 1 and before is None
    ):  # let those that found no good place choose before the others, or the last ones
        orders = ([*hard, *(k for k in missing if k not in hard)], missing[::-1])
        tries = [found, *(_in_turn(order, sizes, curves, frame, occupied) for order in orders)]
        found = min(tries, key=lambda places: sum(map(_badly, places.values())))
    return [place or found.get(number) for number, place in enumerate(places)]


def _badly(place: Place | None) -> int:
    """How badly a name stands: not at all, at a line over another curve, at a line, beside its curve."""
    return 5 if place is None else 3 if place.crossing else int(place.far)


def _in_turn(
    order: Sequence[int],
    sizes: Sequence[tuple[float, float]],
    curves: Sequence[Points],
    frame: Box,
    taken: Sequence[Box],
) -> dict[int, Place | None]:
    """The best place for one name after the other, in this order."""
    occupied, found = list(taken), {}
    for number in order:
        others = np.concatenate([*(each for k, each in enumerate(curves) if k != number), np.empty((0, 2))])
        place = found[number] = _best(sizes[number], curves[number], others, frame, occupied)
        if place is not None:
            occupied.append(place.box.grown(px(AIR)))
    return found


def _anchors(curve: Points) -> Points:
    """The points of a curve at which its name is tried."""
    anchors: Points = curve[np.round(ALONG * (len(curve) - 1)).astype(int)]
    return anchors


def _stands_well(place: Place, curve: Points, ink: Points, frame: Box, taken: Sequence[Box]) -> bool:
    """Whether a name can stay: its curve still runs there, and nothing else does."""
    if not len(curve) or not frame.holds(place.box):
        return False
    edges = edges_of([place.box])
    moved = float(np.abs(curve - place.anchor).max(axis=1).min())
    return (
        moved <= px(SPACING) and not _meeting(edges, taken).any() and not _inked(edges + px(TIGHT) * OUTWARD, ink).any()
    )


def first_free(boxes: Sequence[Box], curves: Sequence[Points], frame: Box, taken: Sequence[Box]) -> Box | None:
    """The first of some boxes that stands inside the frame, on no other box and on no curve."""
    edges = edges_of(boxes)
    free = np.flatnonzero(_inside(edges, frame) & ~_meeting(edges, taken))
    ink = np.concatenate([*curves, np.empty((0, 2))])
    place = next(_clear(free, edges + px(SPACING / 2) * OUTWARD, ink), None)
    return None if place is None else boxes[place]


def anywhere(
    size: tuple[float, float], anchors: Points, frame: Box, taken: Sequence[Box], curves: Sequence[Points]
) -> Place | None:
    """The place in the frame nearest to one of some points that is free of everything, with a line to that point."""
    width, height = size
    lefts = np.arange(frame.left, frame.right - width, px(GRID))
    tops = np.arange(frame.top, frame.bottom - height, px(GRID))
    left, top = (each.ravel() for each in np.meshgrid(lefts, tops))
    edges = np.column_stack([left, left + width, top, top + height])
    away = np.hypot(*_off(anchors[:, None, :], edges)).min(axis=0)
    free = np.flatnonzero(~_meeting(edges, taken))
    ink = np.concatenate([*curves, np.empty((0, 2))])
    nearest = free[np.argsort(away[free], kind="stable")]
    place = next(_clear(nearest, edges + px(SPACING / 2) * OUTWARD, ink), None)
    if place is None:
        return None
    x, y = anchors[int(np.hypot(*_off(anchors, edges[place])).argmin())]
    return Place(Box(float(left[place]), float(top[place]), *size), (float(x), float(y)), True)


def _off(points: Points, edges: Points) -> tuple[Points, Points]:
    """How far points stand beside boxes, and above or below them."""
    (x, y), (left, right, top, bottom) = np.moveaxis(points, -1, 0), edges.T
    return np.maximum(left - x, x - right).clip(0.0), np.maximum(top - y, y - bottom).clip(0.0)


def _best(
    size: tuple[float, float], curve: Points, others: Points, frame: Box, occupied: Sequence[Box]
) -> Place | None:
    """The nearest place beside the curve that is free of everything.

    One beside the curve comes before one that needs a line, and a line that crosses no other curve before others.
    """
    if not len(curve):
        return None
    anchors = _anchors(curve)
    edges, cost, away = _candidates(size, anchors, frame)
    free = np.flatnonzero(_inside(edges, frame) & ~_meeting(edges, occupied))
    ranked = free[np.argsort(cost[free], kind="stable")]
    ink, far = np.concatenate([curve, others]), away[ranked] > px(LEADER)

    def placed(place: int) -> Place:
        left, _, top, _ = edges[place]
        anchor = anchors[place // (len(AWAY) * len(TURNS))]
        crossing = bool(away[place] > px(LEADER)) and _crosses(anchor, edges[place], others)
        box = Box(float(left), float(top), *size)
        return Place(box, (float(anchor[0]), float(anchor[1])), bool(away[place] > px(LEADER)), crossing)

    near = (_clear(ranked[~far], edges + px(air) * OUTWARD, ink) for air in (AIR, TIGHT))
    place = next(chain(*near), None)
    if place is not None:
        return placed(place)
    afar = [placed(place) for place in islice(_clear(ranked[far], edges + px(TIGHT) * OUTWARD, ink), LINES_TRIED)]
    best = min(afar, key=lambda place: place.crossing, default=None)
    return best or anywhere(size, anchors, frame, occupied, [curve, others])


def _crosses(anchor: Points, edges: Points, others: Points) -> bool:
    """Whether the line from a curve to its name meets another curve."""
    left, right, top, bottom = edges
    end = np.array([np.clip(anchor[0], left, right), np.clip(anchor[1], top, bottom)])
    along = end - anchor
    share = ((others - anchor) @ along / max(float(along @ along), 1.0)).clip(0, 1)
    return bool((np.abs(others - anchor - share[:, None] * along).max(axis=1) < px(SPACING)).any())


def _candidates(size: tuple[float, float], anchors: Points, frame: Box) -> tuple[Points, Points, Points]:
    """Boxes around points of a curve as (left, right, top, bottom), what each costs, and how far it stands away."""
    width, height = size
    shape = (len(anchors), len(AWAY), len(TURNS))
    away = np.broadcast_to(px(1.0) * np.array(AWAY)[:, None], shape)
    dx, dy = np.array(TURNS).T
    left = (anchors[:, 0, None, None] + dx * away + (dx - 1) / 2 * width).clip(frame.left, frame.right - width)
    top = anchors[:, 1, None, None] + dy * away + (dy - 1) / 2 * height
    cost = away + px(FARTHER) * np.abs(ALONG - FAVOURITE)[:, None, None] + px(2.0) * np.arange(len(TURNS))
    edges = np.stack([left, left + width, top, top + height], axis=-1).reshape(-1, 4)
    return edges, cost.ravel(), away.ravel()


def edges_of(boxes: Sequence[Box]) -> Points:
    return np.array([(box.left, box.right, box.top, box.bottom) for box in boxes]).reshape(-1, 4)


def _inside(edges: Points, frame: Box) -> NDArray[np.bool_]:
    left, right, top, bottom = edges.T
    inside: NDArray[np.bool_] = (
        (left >= frame.left) & (right <= frame.right) & (top >= frame.top) & (bottom <= frame.bottom)
    )
    return inside


def _meeting(edges: Points, boxes: Sequence[Box]) -> NDArray[np.bool_]:
    """Whether each box meets one of the others."""
    left, right, top, bottom = edges.T[:, :, None]
    others = edges_of(boxes).T[:, None, :]
    meeting: NDArray[np.bool_] = (
        (left < others[1]) & (others[0] < right) & (top < others[3]) & (others[2] < bottom)
    ).any(axis=1)
    return meeting


def dense(curve: Points, frame: Box) -> Points:
    """The part of a curve inside the frame, as points a few pixels apart."""
    curve = curve[np.isfinite(curve).all(axis=1)]
    curve = np.column_stack([curve[:, 0], curve[:, 1].clip(frame.top - frame.height, frame.bottom + frame.height)])
    if len(curve) < 2:
        return curve
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    steps = np.linspace(0, length[-1], min(4000, int(length[-1] / px(SPACING)) + 2))
    points = np.column_stack([np.interp(steps, length, curve[:, k]) for k in (0, 1)])
    x, y = points.T
    inside = (x >= frame.left) & (x <= frame.right) & (y >= frame.top) & (y <= frame.bottom)
    found: Points = points[inside]
    return found


def _clear(places: NDArray[np.intp], edges: Points, ink: Points) -> Iterator[int]:
    """Those of the places in whose box no curve runs, in order; most often the first is among the first few."""
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        yield from (int(place) for place in some[~_inked(edges[some], ink)])


def _inked(edges: Points, ink: Points) -> NDArray[np.bool_]:
    """Whether a curve runs through each of some boxes."""
    left, right, top, bottom = edges.T[:, :, None]
    x, y = ink.T
    inked: NDArray[np.bool_] = ((x > left) & (x < right) & (y > top) & (y < bottom)).any(axis=1)
    return inked
