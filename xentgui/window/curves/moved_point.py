"""A point moved by drag or arrow keys: the plot in which it stands asks, and its view makes each move one undo."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from xentgui.window.curves.gesture import RowGesture
from xentgui.window.view import View

ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
STEP, STRIDE = 0.01, 0.1  # of the way along an axis: an arrow key, with Shift


class PointPlot(pg.GraphicsView):
    """`taken` and `released` are the ends of a gesture; between them a subclass says where the point is wanted.

    It has an `_overlay` that shows what the pointer is at and whether the keys move the point.
    """

    taken = Signal()
    released = Signal()
    escaped = Signal()

    arrows: frozenset[Qt.Key]  # the keys that move its point
    _overlay: Any
    _grip: Any = None  # from the point to where the pointer took it
    _key: int | None = None

    @property
    def moving(self) -> bool:
        """Whether a drag or a held key is under way."""
        return self._grip is not None or self._key is not None

    @property
    def may_move(self) -> bool:
        """Whether there is a point, and it can be moved."""
        raise NotImplementedError

    def ask_beside(self, key: Qt.Key, stride: float) -> None:
        """Asks for the point so far from where it is, in the direction of an arrow key."""
        raise NotImplementedError

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
        if self.moving and event.type() == QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.moving:
            self._let_go(escaped=True)
        elif self._moves(event) and self.may_move:
            self._press_arrow(event)
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

    def _press_arrow(self, event: QKeyEvent) -> None:
        if self._key != event.key():
            if event.isAutoRepeat():
                return  # the rest of a held key that Escape took back
            if self._key is not None:
                self._let_go()
            self._key = event.key()
            self.taken.emit()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.ask_beside(Qt.Key(event.key()), STRIDE if shift else STEP)

    def _moves(self, event: QKeyEvent) -> bool:
        """A plain arrow key, or one with Shift, outside a drag."""
        others = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return event.key() in self.arrows and not others and self._grip is None

    def _take(self, grip: object) -> None:
        self._grip = grip
        self._overlay.point_at(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.taken.emit()

    def _let_go(self, *, escaped: bool = False) -> None:
        self._grip = self._key = None
        self.unsetCursor()
        (self.escaped if escaped else self.released).emit()

    def _show_reach(self, within_reach: bool) -> None:
        """The pointer says whether a press would take the point."""
        if within_reach:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()


class PointView(View):
    """A view whose plot has such a point. A subclass begins a gesture with the press and edits what is asked for."""

    _gesture: RowGesture | None = None

    def __init__(self, plot: PointPlot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plot.taken.connect(self._begin)
        plot.asked.connect(self._ask)
        plot.released.connect(self._end)
        plot.escaped.connect(self._escape)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.analysis is not None:
            self.receive(self.analysis)

    def _begin(self) -> None:
        raise NotImplementedError

    def _ask(self, *wanted: Any) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        self._gesture = None
        if self.analysis is not None:
            self.receive(self.analysis)

    def _escape(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None and self.analysis is not None and gesture.has_moved(self.analysis):
            self.undo_requested.emit()
        self._end()


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
