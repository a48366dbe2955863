"""The plot: axes, curves, and a point that asks to be moved by mouse or keys and never moves itself."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from xentgui.window.curves.arrangement import mark_at
from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.geometry import Frame, Shown
from xentgui.window.curves.items import Overlay, Strokes
from xentgui.window.curves.placement import Box
from xentgui.window.theme import STALE, theme

NEAR_LINE, NEAR_MARK = 7.0, 14.0  # pixels within which a press takes hold
STEP, STRIDE = 0.01, 0.1  # of the axis: an arrow key, with Shift
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Plot(pg.PlotWidget):
    """Shows curves. `taken` and `released` are the ends of a gesture, `asked` where the point is wanted."""

    taken = Signal()
    asked = Signal(float, float)  # x, and how finely it is meant
    released = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {"left": UpwardAxis(), "bottom": Axis("bottom")}
        super().__init__(parent, axisItems=axes, enableMenu=False)
        item = self.getPlotItem()
        make_bare(item)
        item.vb.sigResized.connect(self._arrange)
        self._item, self._axes = item, axes
        self.setAccessibleDescription("The left and right arrow keys move the point, with Shift ten times as far")
        self._strokes = Strokes(item)
        self._overlay = Overlay(item)
        self._shown: Shown | None = None
        self._names_stay = False
        self._grip: float | None = None  # pixels from the point to where the pointer took it
        self._key: int | None = None

    @property
    def moving(self) -> bool:
        """Whether a drag or a held key is under way."""
        return self._grip is not None or self._key is not None

    def show_plot(self, shown: Shown) -> None:
        """Display curves, axes and point."""
        self._overlay.point_at(None)
        names_stay, self._shown = self.moving and self._shown is not None, shown
        colours = theme()
        self.setBackground(colours.surface)
        self._axes["bottom"].dress(colours, shown.across_title, colours.outputs)
        self._axes["left"].dress(colours, shown.upward_title, colours.secondary)
        self._axes["left"].count_in_powers(shown.log)
        self._item.vb.setRange(
            xRange=(shown.across.low, shown.across.high), yRange=(shown.upward.low, shown.upward.high), padding=0
        )
        self._names_stay = names_stay
        self._arrange()

    def dim(self, dimmed: bool) -> None:
        """The last good answer while there is no newer one."""
        self._item.setOpacity(STALE if dimmed else 1.0)

    def frame(self) -> Frame | None:
        """The plot's area in pixels of this widget, with its axes."""
        if self._shown is None:
            return None
        area = self._item.vb.geometry()
        box = Box(area.x(), area.y(), area.width(), area.height())
        return Frame(box, self._shown.across, self._shown.upward, self._shown.log)

    def point(self) -> QPointF | None:
        """Where the handle stands, in pixels of this widget."""
        frame = self.frame()
        if self._shown is None or frame is None:
            return None
        if self._shown.held is None:
            return QPointF(self._shown.point_x(frame), frame.box.bottom)
        return QPointF(*mark_at(self._shown, frame, self._shown.held, self._shown.index))

    def _arrange(self) -> None:
        frame = self.frame()
        if self._shown is not None and frame is not None and frame.box.width > 0 and frame.box.height > 0:
            self._strokes.show_plot(self._shown, frame)
            self._overlay.show_plot(self._shown, frame, names_stay=self._names_stay)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._within_reach(event.position()):
            self._grip = event.position().x() - self.point().x()
            self._overlay.point_at(None)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.taken.emit()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if self._grip is not None and frame is not None:
            self.asked.emit(frame.x_at(event.position().x() - self._grip), frame.across.width / frame.box.width)
        elif not event.buttons() and self._shown is not None and frame is not None:
            self._hover(event.position(), frame, self._shown)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._grip is not None:
            self._let_go()
        event.accept()

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._overlay.point_at(None)
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.moving and _is_escape(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.moving:
            self._let_go(escaped=True)
        elif self._moves(event) and self._shown is not None and self._shown.movable:
            self._press_arrow(event, self._shown)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == self._key and not event.isAutoRepeat():
            self._let_go()
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._overlay.ring(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._overlay.ring(False)
        if self._key is not None:
            self._let_go()

    def _press_arrow(self, event: QKeyEvent, shown: Shown) -> None:
        if self._key != event.key():
            if event.isAutoRepeat():
                return  # the rest of a held key that Escape took back
            if self._key is not None:
                self._let_go()
            self._key = event.key()
            self.taken.emit()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        stride = (STRIDE if shift else STEP) * shown.across.width
        self.asked.emit(shown.here + KEYS[Qt.Key(event.key())] * stride, stride / 100)

    def _moves(self, event: QKeyEvent) -> bool:
        """A plain arrow key, or one with Shift, outside a drag."""
        others = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return event.key() in KEYS and not others and self._grip is None

    def _let_go(self, *, escaped: bool = False) -> None:
        self._grip = self._key = None
        self.unsetCursor()
        (self.escaped if escaped else self.released).emit()

    def _within_reach(self, position: QPointF) -> bool:
        """Near the dotted line, or near a mark on it."""
        frame, shown = self.frame(), self._shown
        if frame is None or shown is None or not shown.movable:
            return False
        marks = [mark_at(shown, frame, group, shown.index) for group in shown.groups]
        on_mark = any(max(abs(position.x() - x), abs(position.y() - y)) <= NEAR_MARK for x, y in marks)
        along = frame.box.top <= position.y() <= frame.box.bottom
        return on_mark or (along and abs(position.x() - shown.point_x(frame)) <= NEAR_LINE)

    def _hover(self, position: QPointF, frame: Frame, shown: Shown) -> None:
        if self._within_reach(position):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
        inside = frame.box.holds(Box(position.x(), position.y(), 0, 0))
        self._overlay.point_at(shown.nearest(frame.x_at(position.x())) if inside else None)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
