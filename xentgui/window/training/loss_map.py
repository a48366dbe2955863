"""The loss of a neuron over its weight and bias, the paths of the runs down it, and its start, which can be dragged."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.questions.contest import Contender, Contest
from xentgui.questions.models import STEPS, Neuron, Numbers, loss_map, losses_at
from xentgui.questions.surface import contours
from xentgui.questions.training import TrainingRun
from xentgui.window.curves.axis import Axis, UpwardAxis, tick_text, ticks
from xentgui.window.curves.geometry import Frame, Range
from xentgui.window.curves.moved_point import ARROWS
from xentgui.window.curves.placement import Box, dense, first_free
from xentgui.window.curves.plot import WIDTH, Painted, path_of
from xentgui.window.curves.plot_text import (
    Lines,
    PlotRun,
    measure,
    paint_mark,
    paint_on_ground,
    paint_readout,
    rect,
    value_line,
)
from xentgui.window.document import new_gesture
from xentgui.window.keyboard import ENTER
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.surface.ground import ALONG, THIN, GroundLabel, Tinted, number_on, step_of
from xentgui.window.theme import Theme, pen, theme
from xentgui.window.training.plot import TrainingPlot, stepped

LEVELS, SPACE = 10, 28  # lines of equal loss, at most; pixels of height that each wants
APART = 5.0  # pixels between paths, which all go down the same way
MARK, DOT, START, BEYOND, EDGE = 11.0, 2.6, 8.0, 12.0, 8.0
FAR = 1e5  # pixels: beyond it nothing is seen
DOTS = 10  # on a whole path, at most
LEAST, AIR, FARTHEST = 1.0, 0.25, 50.0  # of w and b beyond the paths; how far from the start these are followed
FINEST = 1e-9  # of a coordinate: what an axis can tell apart
AWAY = (8.0, 16.0, 26.0, 40.0)  # pixels from the start at which its name is tried, upward and downward
BESIDE = 4.0  # pixels between a path and the number of a line
NEAR = 14.0  # pixels within which a press takes the start
NAME = "Loss over w and b"
KEYS = "The arrow keys read out other places, with Shift ten times as far; Enter starts the runs from there"


@dataclass(frozen=True, eq=False)
class ShownMap:
    """A race of a neuron at an epoch: the paths (epochs, 2), and the losses of the cost in front over the plane.

    `told` is the epoch of the numbers, which change less often while it plays.
    """

    contest: Contest
    run: TrainingRun
    paths: Mapping[Contender, Numbers]
    epoch: int
    told: int
    reached: int
    front: Contender
    values: Numbers
    limits: Range

    @property
    def neuron(self) -> Neuron:
        assert isinstance(self.contest.start, Neuron)
        return self.contest.start

    @property
    def every(self) -> int:
        """So many epochs are from one dot on a path to the next."""
        return max(1, round(ticks(Range(0.0, max(self.contest.epochs, 1)), DOTS)[1]))

    def places(self, epoch: int) -> Iterator[tuple[Contender, tuple[float, float], float]]:
        """Where each run is at an epoch, or where it had stopped, and what it loses there by its own cost."""
        for each, path in self.paths.items():
            w, b = path[min(epoch, len(path) - 1)]
            yield each, (float(w), float(b)), float(self.run.traces[each.name].losses[each.name][epoch])


class LossMapPicture(Painted):
    """Paints what `display` was given, in pixels of the plot item."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent, 50, BEYOND)
        self._shown: ShownMap | None = None
        self._frame: Frame | None = None
        self._lines: list[tuple[QPainterPath, QPen]] = []
        self._levels: list[GroundLabel] = []
        self._told: list[GroundLabel] = []
        self._drawn_for: tuple[object, ...] = ()

    def display(self, shown: ShownMap, frame: Frame) -> None:
        """Display this; the lines of equal loss are drawn anew where they are others."""
        self.lie_in(frame.box)
        self._shown, self._frame = shown, frame
        colours = theme()
        legend = _legend(shown, frame, colours)
        ways = [dense(_way(shown, frame, each, turn), frame.box) for turn, each in enumerate(shown.paths)]
        self._told = [legend, *_start_label(shown, frame, legend, ways, colours)]
        drawn_for = (shown.values, shown.run, frame, shown.front.place, colours.dark)
        same = [one is other for one, other in zip(drawn_for[:2], self._drawn_for, strict=False)]
        if not (same and all(same)) or self._drawn_for[2:] != drawn_for[2:]:
            self._drawn_for = drawn_for
            self._draw_lines(shown, frame, ways, colours.definition(shown.front.place))
        self.update()

    def _draw_lines(self, shown: ShownMap, frame: Frame, ways: Sequence[Numbers], colour: str) -> None:
        lines = list(_contours(shown, frame))
        self._lines = [(path_of(points), pen(colour, THIN)) for _, points in lines]
        step = step_of(lines)
        taken, room = [label.box.grown(px(EDGE)) for label in self._told], frame.box.grown(-px(2))
        taken += [Box(float(x), float(y), 0, 0).grown(px(BESIDE)) for x, y in np.concatenate(ways)]
        self._levels = [
            label
            for level, points in lines
            for label in number_on(points, [(PlotRun(tick_text(level, step), colour),)], room, taken, ALONG[1:])
        ]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        shown, frame, colours = self._shown, self._frame, theme()
        if shown is None or frame is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(rect(frame.box))
        for path, line in self._lines:
            painter.strokePath(path, line)
        for turn, each in enumerate(shown.paths):
            _paint_path(painter, shown, frame, each, turn)
        painter.restore()
        painter.setPen(pen(colours.focus if self.ringed else colours.text, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(*_start(shown, frame)), px(START), px(START))
        for label in (*self._levels, *self._told):
            paint_on_ground(painter, label.lines, label.box)
        if self.pointer is not None:
            self._paint_readout(painter, shown, frame, *self.pointer)

    def _paint_readout(self, painter: QPainter, shown: ShownMap, frame: Frame, w: float, b: float) -> None:
        x, y, colours = frame.px(w), frame.py(b), theme()
        painter.setPen(pen(colours.text, 1.5))
        for across, down in ((px(6), 0), (0, px(6))):
            painter.drawLine(QPointF(x - across, y - down), QPointF(x + across, y + down))
        lines = readout(shown, w, b, colours)
        height = measure(lines)[1]
        top = min(max(y - height / 2, frame.box.top + px(EDGE)), frame.box.bottom - height - px(EDGE))
        paint_readout(painter, lines, x, top, frame.box.right)


def readout(shown: ShownMap, w: float, b: float, colours: Theme) -> Lines:
    """A weight and a bias, what the neuron then says to its input, and what each cost makes of it."""
    z = w * shown.neuron.x + b
    lines: list[tuple[PlotRun, ...]] = [
        (PlotRun(f"w = {show_number(w)}  b = {show_number(b)}", colours.text, bold=True),),
        (PlotRun(f"z = {show_number(z)}", colours.outputs, bold=True),),
    ]
    for each in shown.paths:
        loss = losses_at(shown.neuron, each.definition, np.array([w]), np.array([b]))
        named = PlotRun(f"{each.short} ", colours.definition(each.place))
        mark, value = value_line([each.place], float(loss[0]), each.place, colours)
        lines.append((mark, named, value))
    return lines


def _start(shown: ShownMap, frame: Frame) -> tuple[float, float]:
    return frame.px(shown.neuron.weight), frame.py(shown.neuron.bias)


def _contours(shown: ShownMap, frame: Frame) -> Iterator[tuple[float, Numbers]]:
    """Each level with its lines, in pixels."""
    limits = shown.limits
    for level in ticks(limits, min(LEVELS, max(2, int(frame.box.height / px(SPACE)))))[0]:
        if limits.low < level < limits.high:
            for line in contours(shown.values, float(level)):
                axes = zip((frame.across, frame.upward), line.T, strict=True)
                yield float(level), frame.polyline(*(axis.low + part / STEPS * axis.width for axis, part in axes))


def _aside(shown: ShownMap, frame: Frame, turn: int) -> Numbers:
    """How many pixels a path stands beside the way (x, 1) that all of them go."""
    across, down = shown.neuron.x / frame.across.width * frame.box.width, -frame.box.height / frame.upward.width
    away = (turn - (len(shown.paths) - 1) / 2) * px(APART)
    return np.array([-down, across]) / math.hypot(across, down) * away


def _way(shown: ShownMap, frame: Frame, each: Contender, turn: int) -> Numbers:
    """The whole path of a run in pixels, beside those of the others."""
    points = frame.polyline(*shown.paths[each].T) + _aside(shown, frame, turn)
    return np.clip(points, -FAR, FAR)


def _paint_path(painter: QPainter, shown: ShownMap, frame: Frame, each: Contender, turn: int) -> None:
    """As far as it is shown: a line, a dot every so many epochs, and the mark at the epoch."""
    colour, points = theme().definition(each.place), _way(shown, frame, each, turn)[: shown.reached + 1]
    painter.strokePath(path_of(points), QPen(QColor(theme().surface), px(WIDTH + 2)))
    painter.strokePath(path_of(points), QPen(QColor(colour), px(WIDTH)))
    painter.setPen(pen(theme().surface, 1))
    painter.setBrush(QColor(colour))
    for x, y in points[:: shown.every]:
        painter.drawEllipse(QPointF(float(x), float(y)), px(DOT), px(DOT))
    x, y = points[min(shown.epoch, len(points) - 1)]
    paint_mark(painter, QPointF(float(x), float(y)), each.place, MARK)


def _legend(shown: ShownMap, frame: Frame, colours: Theme) -> GroundLabel:
    """The runs, what their costs are now, and what a dot is; in a corner that no path comes into."""
    lines: list[tuple[PlotRun, ...]] = []
    for each, _, loss in shown.places(shown.told):
        colour = colours.definition(each.place)
        name = PlotRun(f"{each.short}  ", colour, bold=True, mark=each.place)
        front = [PlotRun("  in colour ", colours.secondary)] if each is shown.front and len(shown.paths) > 1 else []
        lines.append((name, PlotRun(show_number(loss), colour, bold=True), *front))
    epochs = f"{shown.every:,} epochs" if shown.every > 1 else "epoch"
    lines.append((PlotRun(f"a dot every {epochs}", colours.secondary),))
    width, height = measure(lines)
    left = frame.box.left + px(EDGE) if shown.neuron.x >= 0 else frame.box.right - px(EDGE) - width
    return GroundLabel(lines, Box(left, frame.box.top + px(EDGE), width, height))


def _start_label(
    shown: ShownMap, frame: Frame, legend: GroundLabel, ways: Sequence[Numbers], colours: Theme
) -> Iterator[GroundLabel]:
    """Beside the start, where it hides no path."""
    lines = [(PlotRun("start, drag it", colours.text, bold=True),)]
    width, height = measure(lines)
    x, y = _start(shown, frame)
    right, left, middle = x + px(8), x - px(8) - width, x - width / 2
    sides = (right, 1), (left, 1), (right, -1), (left, -1), (middle, 1), (middle, -1)
    boxes = [
        Box(side, y + way * px(away) - (height if way < 0 else 0), width, height)
        for away in AWAY
        for side, way in sides
    ]
    box = first_free(boxes, ways, frame.box, [legend.box, Box(x, y, 0, 0).grown(px(START))])
    if box is not None:
        yield GroundLabel(lines, box)


class LossMap(TrainingPlot):
    """Shows a race of a neuron over the plane of w and b; the start is moved by who listens."""

    asked = Signal(str, object, object)  # what is done, the Contest with another start, the gesture it is part of
    said = Signal(str)  # what is read out by keys

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, UpwardAxis(), Axis("bottom"), parent)
        self.setAccessibleDescription(KEYS)
        self._upward.setGrid(False)  # its lines would stand over the colours
        self._tint = Tinted()
        self._item.addItem(self._tint)
        self._picture = LossMapPicture(self._item)
        self._shown: ShownMap | None = None
        self._part: tuple[Range, Range] | None = None  # of the plane: weights and biases
        self._land: tuple[object, Numbers, Range] | None = None
        self._gesture: int | None = None  # while the start is dragged
        self._told = 0  # the epoch of the numbers
        self._read: tuple[float, float] | None = None  # where the keys read it out

    def display(self, contest: Contest, run: TrainingRun, epoch: int, reached: int, place: int) -> None:
        """Show the epoch; `place` is the contender whose loss is in colour."""
        start, front = contest.start, contest.contenders[place]
        assert isinstance(start, Neuron)
        paths = {each: np.array(run.traces[each.name].parameters_from(0)) for each in contest.contenders}
        if self._part is None or self._gesture is None:
            self._part = _part(start, list(paths.values()))
        values, limits = self._losses(start, front)
        self._shown = ShownMap(contest, run, paths, epoch, min(self._told, epoch), reached, front, values, limits)
        across, upward = self._part
        colours = theme()
        self._dress(colours, "weight w", "bias b")
        self._item.vb.setRange(xRange=(across.low, across.high), yRange=(upward.low, upward.high), padding=0)
        self._tint.tint(values, limits, colours.definition(front.place), colours)
        self._tint.setRect(QRectF(across.low, upward.low, across.width, upward.width))
        self._arrange()

    def say_values(self, epoch: int) -> None:
        """Tell where the runs are at an epoch, also assistive software."""
        self._told = epoch
        if self._shown is not None:
            self._shown = shown = replace(self._shown, told=min(epoch, self._shown.run.epochs))
            self._arrange()
            each = ", ".join(
                f"{one.short} at w = {show_number(w)}, b = {show_number(b)} loses {show_number(loss)}"
                for one, (w, b), loss in shown.places(shown.told)
            )
            self.setAccessibleName(f"{NAME}, epoch {shown.told:,}: {each}. In colour {shown.front.title}")

    def frame(self) -> Frame | None:
        """The map's area in pixels of this widget, with its axes."""
        return None if self._part is None else Frame(self.area, *self._part)

    def _losses(self, start: Neuron, front: Contender) -> tuple[Numbers, Range]:
        """Over the part that is shown; kept while that, the cost, and what comes in and should go out are the same."""
        assert self._part is not None
        key = (start.x, start.y, front.definition, self._part)
        if self._land is None or self._land[0] != key:
            (across, upward) = self._part
            values = loss_map(start, front.definition, (across.low, across.high), (upward.low, upward.high))
            finite = values[np.isfinite(values)]
            low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
            limits = Range(low, high if high > low else low + 1.0)
            self._land = key, values, limits
        return self._land[1], self._land[2]

    # Places

    def _place(self, position: QPointF) -> tuple[float, float] | None:
        frame = self.frame()
        if frame is None:
            return None
        across, upward = frame.across, frame.upward
        return across.inside(frame.x_at(position.x())), upward.inside(frame.y_at(position.y()))

    def start_at(self) -> QPointF | None:
        """Where the start stands, in pixels of this widget."""
        frame, shown = self.frame(), self._shown
        if frame is None or shown is None:
            return None
        return QPointF(frame.px(shown.neuron.weight), frame.py(shown.neuron.bias))

    def _here(self, shown: ShownMap) -> tuple[float, float]:
        """Where the run in front is."""
        return next(place for each, place, _ in shown.places(shown.epoch) if each is shown.front)

    def _near_start(self, position: QPointF) -> bool:
        start = self.start_at()
        return start is not None and (position - start).manhattanLength() <= px(NEAR)

    def _start_from(self, where: tuple[float, float], what: str, gesture: int | None) -> None:
        assert self._shown is not None
        contest, (w, b) = self._shown.contest, where
        moved = replace(contest.start, weight=round(w, 2), bias=round(b, 2))
        self.asked.emit(what, replace(contest, start=moved), gesture)

    # What the user does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._near_start(event.position()):
            self._gesture = new_gesture()
            self._point_at(None)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position())
        if place is not None and self._gesture is not None:
            self._start_from(place, "move the start", self._gesture)
        elif place is not None and not event.buttons():
            self.setCursor(
                Qt.CursorShape.OpenHandCursor if self._near_start(event.position()) else Qt.CursorShape.CrossCursor
            )
            inside = self.area.holds(Box(event.position().x(), event.position().y(), 0, 0))
            self._point_at(place if inside else None)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._gesture is not None:
            self._gesture = None
            self.unsetCursor()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown, part = self._shown, self._part
        if shown is None or part is None:
            event.ignore()
        elif event.key() in ARROWS:
            self._read = w, b = stepped(event, self._read or self._here(shown), *part)
            self._point_at(self._read)
            self.said.emit(", ".join("".join(run.text for run in line) for line in readout(shown, w, b, theme())))
        elif event.key() in ENTER and self._read is not None:
            self._start_from(self._read, "move the start", None)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._read = None
        self._point_at(None)
        super().focusOutEvent(event)


def _part(start: Neuron, paths: list[Numbers]) -> tuple[Range, Range]:
    """The part of the plane that holds the paths, with some air."""
    every = np.concatenate(paths)
    every = every[np.isfinite(every).all(axis=1)]
    centre = start.parameters()
    every = np.clip(every, centre - FARTHEST, centre + FARTHEST)
    low, high = every.min(axis=0), every.max(axis=0)
    air = max(LEAST, AIR * float((high - low).max()), FINEST * float(np.abs(centre).max()))
    across, upward = (Range(float(one - air), float(other + air)) for one, other in zip(low, high, strict=True))
    return across, upward
