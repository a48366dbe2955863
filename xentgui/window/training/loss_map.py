"""The loss of a neuron over its weight and bias, the paths of the runs down it, and its start, which can be dragged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from xentgui.questions.contest import Contender, Contest
from xentgui.questions.loss_map import loss_map
from xentgui.questions.models import Neuron, Numbers
from xentgui.questions.training import TrainingRun
from xentgui.window.curves.axis import Axis, UpwardAxis
from xentgui.window.curves.geometry import Frame, Range
from xentgui.window.curves.moved_point import STEP, STRIDE
from xentgui.window.curves.placement import Box
from xentgui.window.document import new_gesture
from xentgui.window.keyboard import ENTER
from xentgui.window.sizes import px
from xentgui.window.surface.ground import Tinted
from xentgui.window.theme import show_number, theme
from xentgui.window.training.loss_map_items import LossMapPicture, Shown, readout
from xentgui.window.training.plot import TrainingPlot

LEAST, AIR, FARTHEST = 1.0, 0.25, 50.0  # of w and b beyond the paths; how far from the start these are followed
FINEST = 1e-9  # of a coordinate: what an axis can tell apart
NEAR = 14.0  # pixels within which a press takes the start
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
NAME = "Loss over w and b"
KEYS = "The arrow keys read out other places, with Shift ten times as far; Enter starts the runs from there"


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
        self._shown: Shown | None = None
        self._part: tuple[Range, Range] | None = None  # of the plane: weights and biases
        self._land: tuple[object, Numbers, Range] | None = None
        self._gesture: int | None = None  # while the start is dragged
        self._read: tuple[float, float] | None = None  # where the keys read it out

    def display(self, contest: Contest, run: TrainingRun, epoch: int, reached: int, place: int) -> None:
        """Show the epoch; `place` is the contender whose loss is in colour."""
        start, front = contest.start, contest.contenders[place]
        assert isinstance(start, Neuron)
        paths = {each: np.array(run.traces[each.name].parameters_from(0)) for each in contest.contenders}
        if self._part is None or self._gesture is None:
            self._part = _part(start, list(paths.values()))
        values, limits = self._losses(start, front)
        self._shown = Shown(contest, run, paths, epoch, reached, front, values, limits)
        across, upward = self._part
        colours = theme()
        self._dress(colours, "weight w", "bias b")
        self._item.vb.setRange(xRange=(across.low, across.high), yRange=(upward.low, upward.high), padding=0)
        self._tint.tint(values, limits, colours.definition(front.place), colours)
        self._tint.setRect(QRectF(across.low, upward.low, across.width, upward.width))
        self._arrange()

    def say_values(self) -> None:
        """Tell assistive software where the runs are at the epoch shown."""
        shown = self._shown
        if shown is not None:
            each = ", ".join(
                f"{one.short} at w = {show_number(w)}, b = {show_number(b)} loses {show_number(loss)}"
                for one, (w, b), loss in shown.places()
            )
            self.setAccessibleName(f"{NAME}, epoch {shown.epoch:,}: {each}. In colour {shown.front.title}")

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

    def _arrange(self) -> None:
        frame = self.frame()
        if self._shown is not None and frame is not None and frame.box.width > 0 and frame.box.height > 0:
            self._picture.show_map(self._shown, frame)
            self.viewport().update()

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

    def _here(self, shown: Shown) -> tuple[float, float]:
        """Where the run in front is."""
        return next(place for each, place, _ in shown.places() if each is shown.front)

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
            stride = STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            pairs = zip(self._read or self._here(shown), ARROWS[Qt.Key(event.key())], part, strict=True)
            w, b = (axis.inside(value + way * stride * axis.width) for value, way, axis in pairs)
            self._read = (w, b)
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
