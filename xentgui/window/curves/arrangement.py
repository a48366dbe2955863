"""What stands where on a plot: names of curves, values at the point, the hint; nothing on anything else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xentgui.questions.saying.runs import equals
from xentgui.window.curves.geometry import Frame, Group, ShownCurves
from xentgui.window.curves.placement import AIR, Box, Place, anywhere, dense, edges_of, first_free, place_names
from xentgui.window.curves.plot_text import Lines, PlotRun, line_height, measure, name_lines
from xentgui.window.numbers import show_entered, show_number
from xentgui.window.sizes import px
from xentgui.window.theme import Theme

HANDLE = 24.0
ROOM = 64.0  # kept on both sides of it for a value
EDGE = 9.0  # how far inside the frame the mark of a value beyond the axis stands
NEARER = 2.0  # another mark nearer by less than that does not take a value for its own
RISES = 6, 20, 34, 60, 90, 120, 150, 180, 210  # of a long text above its mark, in pixels
HINT = "drag, or use ← →"


@dataclass(frozen=True)
class CurveLabel:
    """A text in its box, to which a thin line leads from its curve or mark where it stands far away."""

    lines: Lines
    box: Box
    place: Place | None = None


@dataclass(frozen=True)
class Arrangement:
    """All texts of a plot."""

    names: tuple[CurveLabel, ...] = ()
    values: tuple[CurveLabel, ...] = ()


def arrange(
    shown: ShownCurves, frame: Frame, colours: Theme, before: Arrangement | None = None, *, names_stay: bool = False
) -> Arrangement:
    """Places for all texts. Names stand where they did `before` as long as they stand well there, or stay anyway."""
    before = before or Arrangement()
    inner = frame.box.grown(-px(2.0))
    curves = [dense(frame.polyline(shown.x, group.values), frame.box.grown(1.0)) for group in shown.groups]
    around = [_around(shown, frame, group) for group in shown.groups]
    notes = _notes(shown, inner, curves, around, colours)
    taken = [*around, *(label.box for label in notes)]
    fixed = [*notes, *_hint(shown, frame, curves, taken, colours)]
    taken = [label.box.grown(px(AIR)) for label in fixed] + around
    names = before.names
    if not names_stay:
        line, room = _kept_for_point(shown, frame)
        tries = (_names(shown, curves, inner, [*taken, line, *some], colours, before.names) for some in (room, []))
        names = next(tries)
        if not _well_named(names, curves):  # a value may stand farther off
            names = next((each for each in tries if _well_named(each, curves)), names)
    taken += [label.box for label in names]
    lines = [*curves, *(label.place.leader for label in names if label.place is not None)]
    values: list[CurveLabel] = []
    for wanted in _values(shown, frame, colours):
        label = _placed(wanted, lines, inner, taken)
        if label is not None:
            values.append(label)
            taken.append(label.box.grown(px(2)))
    return Arrangement(tuple(names), (*fixed, *values))


def mark_at(shown: ShownCurves, frame: Frame, group: Group, index: int) -> tuple[float, float]:
    """Where the mark of a group stands for the point of this place; at the frame's edge if it lies beyond."""
    value = float(group.values[index])
    x = min(max(frame.px(float(shown.x[index])), frame.box.left), frame.box.right)
    if math.isnan(value) or frame.up(value) > frame.upward.high:
        return x, frame.box.top + px(EDGE)
    return x, (frame.box.bottom - px(EDGE) if frame.up(value) < frame.upward.low else frame.py(value))


def _names(
    shown: ShownCurves,
    curves: Sequence[np.ndarray],
    inner: Box,
    taken: Sequence[Box],
    colours: Theme,
    before: Sequence[CurveLabel],
) -> tuple[CurveLabel, ...]:
    named = [[(shown.slots[card], shown.names[card]) for card in group.cards] for group in shown.groups]
    texts = [name_lines(each, group.sign, colours) for each, group in zip(named, shown.groups, strict=True)]
    sizes = [measure(lines) for lines in texts]
    stood = [
        next((label.place for label in before if label.lines == lines and label.box.size == size), None)
        for lines, size in zip(texts, sizes, strict=True)
    ]
    places = place_names(sizes, curves, inner, taken, stood if any(stood) else None)
    return tuple(
        CurveLabel(lines, place.box, place) for lines, place in zip(texts, places, strict=True) if place is not None
    )


def _well_named(names: Sequence[CurveLabel], curves: Sequence[np.ndarray]) -> bool:
    """Whether every curve has its name, and no line to one crosses another curve."""
    return len(names) == len(curves) and not any(label.place is not None and label.place.crossing for label in names)


def _around(shown: ShownCurves, frame: Frame, group: Group) -> Box:
    x, y = mark_at(shown, frame, group, shown.index)
    side = px(HANDLE if group is shown.held else HANDLE / 2)
    return Box(x - side / 2, y - side / 2, side, side)


def _kept_for_point(shown: ShownCurves, frame: Frame) -> tuple[Box, list[Box]]:
    """The dotted line, on which no name of a curve stands, and room for a value on both sides of the handle."""
    line = Box(shown.point_x(frame) - px(3), frame.box.top, px(6), frame.box.height)
    if shown.held is None:
        return line, []
    x, y = mark_at(shown, frame, shown.held, shown.index)
    return line, [Box(x - px(ROOM), y - px(HANDLE), 2 * px(ROOM), 2 * px(HANDLE))]


def _hint(
    shown: ShownCurves, frame: Frame, curves: Sequence[np.ndarray], taken: Sequence[Box], colours: Theme
) -> list[CurveLabel]:
    """What can be done here, at the line where no curve runs; where the point is if it lies beyond the axis."""
    marks = [mark_at(shown, frame, group, shown.index) for group in shown.groups]
    beyond = frame.across.inside(shown.here) != shown.here
    if not beyond and (not shown.movable or any(y < frame.box.top + px(40) for _, y in marks)):
        return []
    arrow = "→" if shown.here > frame.across.high else "←"
    lines = [
        (PlotRun(f"{arrow} {shown.point_name} = {show_entered(shown.here)}" if beyond else HINT, colours.secondary),)
    ]
    width, height = measure(lines)
    x = shown.point_x(frame)
    boxes = [
        Box(left, top, width, height)
        for top in (frame.box.top + px(10), frame.box.bottom - height - px(10))
        for left in (x + px(8), x - px(8) - width)
    ]
    box = first_free(boxes, curves, frame.box, taken)
    return [] if box is None else [CurveLabel(lines, box)]


def _notes(
    shown: ShownCurves, inner: Box, curves: Sequence[np.ndarray], around: Sequence[Box], colours: Theme
) -> list[CurveLabel]:
    """One line for each definition that has no curve here, or why there are none: where no curve runs."""
    lines = [
        (PlotRun(f"{shown.names[card]}: not defined here", colours.secondary, mark=shown.slots[card]),)
        for card in shown.undefined
    ]
    lines += [(PlotRun(shown.missing, colours.secondary),)] if shown.missing else []
    if not lines:
        return []
    width, height = measure(lines)
    free = inner.height - height - 4 * line_height()
    boxes = [
        Box(left, inner.top + 2 * line_height() + share * free, width, height)
        for share in (0.0, 1.0, 0.25, 0.5, 0.75)
        for left in (inner.right - width - px(4), inner.left + px(8), inner.left + (inner.width - width) / 2)
    ]
    box = first_free(boxes, curves, inner, around)
    if box is not None:
        return [CurveLabel(lines, box)]
    place = anywhere((width, height), np.array([[inner.right, inner.top]]), inner, around, curves)
    return [] if place is None else [CurveLabel(lines, place.box)]


@dataclass(frozen=True)
class ValueText:
    """A value and the boxes that are tried for it, in order.

    `mark` is what it belongs to if it is told nowhere else: then it may stand farther off, at a line from there.
    """

    lines: Lines
    boxes: Sequence[Box]
    mark: tuple[float, float] | None = None


def _placed(wanted: ValueText, ink: Sequence[np.ndarray], inner: Box, taken: Sequence[Box]) -> CurveLabel | None:
    box = first_free(wanted.boxes, ink, inner, taken)
    if box is not None:
        return CurveLabel(wanted.lines, box)
    if wanted.mark is None:
        return None
    place = anywhere(measure(wanted.lines), np.array([wanted.mark]), inner, taken, ink)
    return None if place is None else CurveLabel(wanted.lines, place.box, place)


def _values(shown: ShownCurves, frame: Frame, colours: Theme) -> list[ValueText]:
    """The values at the point: what one adds, then that of the chosen, then others.

    Of these the lowest comes first, so that texts over one another stand in the order of their marks. A value that
    the sum tells too is left out where there is no room.
    """
    upper, lower = (shown.gap.upper, shown.gap.lower) if shown.gap is not None else (None, None)
    groups = sorted(
        range(len(shown.groups)),
        key=lambda k: (k != upper, shown.groups[k] is not shown.held, float(shown.groups[k].values[shown.index])),
    )
    marks = [mark_at(shown, frame, group, shown.index) for group in shown.groups]
    texts: list[ValueText] = []
    for place in groups:
        group = shown.groups[place]
        value = float(group.values[shown.index])
        if math.isnan(value):
            continue
        x, y = marks[place]
        off = "" if frame.shows(value) else "↓ " if frame.up(value) < frame.upward.low else "↑ "
        lines = [_value_runs(shown, place, colours, off)]
        below = upper != place and group is shown.held and len(shown.groups) > 1
        boxes = _beside(x, y, measure(lines), below=below)
        if upper == place:
            boxes = [*_above(y, measure(lines), x, frame.box.right), *boxes]
        own = _belonging(boxes, marks[place], marks)
        texts.append(ValueText(lines, own, marks[place] if place != lower else None))
    return texts + _endless(shown, frame, colours)


def _belonging(boxes: Sequence[Box], own: tuple[float, float], marks: Sequence[tuple[float, float]]) -> list[Box]:
    """The boxes to which no other mark stands nearer than their own."""
    left, right, top, bottom = edges_of(boxes).T
    away = [
        np.hypot(np.maximum(left - x, x - right).clip(0.0), np.maximum(top - y, y - bottom).clip(0.0))
        for x, y in (own, *marks)
    ]
    return [box for box, nearest in zip(boxes, away[0] <= np.min(away, axis=0) + px(NEARER), strict=True) if nearest]


def _value_runs(shown: ShownCurves, place: int, colours: Theme, off_axis: str) -> tuple[PlotRun, ...]:
    """ "0.7984", or "0.7984 = 0.4170 + 0.3814" with the last on the tint of what adds it."""

    def number(group: Group, *, bold: bool) -> PlotRun:
        value = float(group.values[shown.index])
        slot = shown.slot(group)
        mark = slot if bold and not off_axis and len(shown.groups) > 2 and shown.gap is None else None
        return PlotRun(off_axis + show_number(value), colours.definition(slot), bold, mark)

    group = shown.groups[place]
    slot = shown.slot(group)
    if off_axis:
        name = PlotRun(f"{shown.names[shown.leader(group)]} ", colours.definition(slot), mark=slot)
        return name, number(group, bold=True)
    if shown.gap is None or shown.gap.upper != place:
        return (number(group, bold=True),)
    added = PlotRun(show_number(shown.gap.added), colours.definition(slot), ground=colours.tint(slot))
    plain = colours.secondary
    value, below = (float(shown.groups[k].values[shown.index]) for k in (place, shown.gap.lower))
    sign = equals(show_number(value), map(show_number, (below, shown.gap.added)))
    lower = number(shown.groups[shown.gap.lower], bold=False)
    return number(group, bold=True), PlotRun(f" {sign} ", plain), lower, PlotRun(" + ", plain), added


def _beside(x: float, y: float, size: tuple[float, float], *, below: bool) -> list[Box]:
    """Places around a mark: to the right above it, or to the left below it, first."""
    width, height = size
    right, left = x + px(HANDLE) / 2 + px(2), x - px(HANDLE) / 2 - px(2) - width
    above = [Box(right, y - height - rise, width, height) for rise in map(px, (6, 20, 34))]
    under = [Box(left, y + drop, width, height) for drop in map(px, (4, 12, -4))]
    level = [Box(side, y - height / 2, width, height) for side in (left, right)]
    lower = [Box(right, y + drop, width, height) for drop in map(px, (6, 14, 26, 44))]
    higher = [Box(left, y - height - rise, width, height) for rise in map(px, (6, 20, 34))]
    far = [Box(side, y + away, width, height) for away in map(px, (24, 38, 54, -54, -70)) for side in (left, right)]
    near = [*under, *level, *lower, *higher, *far]
    return near if below else [*above, *near]


def _above(y: float, size: tuple[float, float], x: float, end: float) -> list[Box]:
    """Places for a long text farther above a mark, to the right or in the middle, inside the frame."""
    width, height = size
    lefts = [min(left, end - width - px(3)) for left in (x + px(HANDLE) / 2 + px(2), x - width / 2)]
    return [Box(left, y - height - rise, width, height) for rise in map(px, RISES) for left in lefts]


def _endless(shown: ShownCurves, frame: Frame, colours: Theme) -> list[ValueText]:
    """ "↑ ∞" where a curve ends without bound, away from the point."""
    texts: list[ValueText] = []
    for end, side in ((0, 1), (-1, 0)):
        x = float(shown.x[end])
        endless = [group for group in shown.groups if np.isposinf(group.values[end])]
        if not endless or shown.nearest(x) == shown.index or not frame.across.low <= x <= frame.across.high:
            continue
        runs = [PlotRun("↑ ∞", colours.definition(shown.slot(group)), bold=True) for group in endless]
        lines = [tuple(part for run in runs for part in (run, PlotRun("  ", run.colour)))]
        width, height = measure(lines)
        lefts = [frame.px(x) + (away if side else -width - away) for away in map(px, (6, 24, 48, 72, 100))]
        boxes = [Box(left, frame.box.top + drop, width, height) for drop in map(px, (4, 30)) for left in lefts]
        texts.append(ValueText(lines, boxes))
    return texts
