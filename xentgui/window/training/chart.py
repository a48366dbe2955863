"""A chart of a race: curves over the epochs, and a line at the epoch shown that asks to be moved."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.placement import Box
from xentgui.window.theme import show_number, theme
from xentgui.window.training.geometry import Frame, Shown
from xentgui.window.training.items import Picture

KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: -10, Qt.Key.Key_PageUp: 10}
STRIDE = 10  # epochs of an arrow key with Shift


LOW = 26  # height of an axis without a title


class EpochAxis(Axis):
    """The epochs, with or without a title."""

    def __init__(self, *, titled: bool) -> None:
        super().__init__("bottom")
        if not titled:
            self.setHeight(LOW)


class Chart(pg.PlotWidget):
    """Shows curves. `asked` is the epoch that a click, a drag or a key wants to see."""

    asked = Signal(int)
    offers = ("copy-curve-picture", "Edit/Copy curves as", "curve-picture", "export-curves")

    def __init__(self, name: str, *, titled: bool, parent: QWidget | None = None) -> None:
        self._upward, self._across = UpwardAxis(), EpochAxis(titled=titled)
        super().__init__(parent, axisItems={"left": self._upward, "bottom": self._across}, enableMenu=False)
        self._name = name
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)  # it paints with the page
        item = self.getPlotItem()
        make_bare(item)
        item.vb.sigResized.connect(self._arrange)
        self._item = item
        self._picture = Picture(item)
        self._shown: Shown | None = None
        self._ground = ""
        self._dragged = False
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(300, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 90)

    def show_chart(self, shown: Shown) -> None:
        """Display curves, axes and the epoch."""
        before, self._shown = self._shown, shown
        colours = theme()
        self._across.dress(colours, shown.across_title, colours.secondary)
        if before is None or (before.log, before.upward, before.epochs) != (shown.log, shown.upward, shown.epochs):
            self._upward.count_in_powers(shown.log)
            self._item.vb.setRange(
                xRange=(0, max(shown.epochs, 1)), yRange=(shown.upward.low, shown.upward.high), padding=0
            )
            self._upward.picture = None
        if colours.surface != self._ground:
            self._ground = colours.surface
            self.setBackground(colours.surface)
        self._upward.dress(colours, shown.title, colours.secondary)
        self._arrange()

    def say_values(self) -> None:
        """Tell assistive software the values at the epoch shown."""
        shown = self._shown
        if shown is not None:
            values = ", ".join(f"{' = '.join(each.names)} {show_number(each.at(shown.epoch))}" for each in shown.series)
            self.setAccessibleName(f"{self._name}, epoch {shown.epoch:,}: {values}")

    def frame(self) -> Frame | None:
        """The chart's area in pixels of this widget, with its axes."""
        if self._shown is None:
            return None
        area = self._item.vb.geometry()
        box = Box(area.x(), area.y(), area.width(), area.height())
        return Frame(box, self._shown.epochs, self._shown.upward, self._shown.log)

    def line_at(self) -> QPointF | None:
        """The middle of the line at the epoch shown, in pixels of this widget."""
        frame = self.frame()
        if frame is None or self._shown is None:
            return None
        return QPointF(frame.px(self._shown.epoch), frame.box.top + frame.box.height / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if event.button() == Qt.MouseButton.LeftButton and frame is not None and _beside(frame, event.position()):
            self._dragged = True
            self._point_at(None)
            self.setCursor(Qt.CursorShape.SizeHorCursor)
            self.asked.emit(frame.epoch_at(event.position().x()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if frame is None:
            return
        if self._dragged:
            self.asked.emit(frame.epoch_at(event.position().x()))
        elif not event.buttons():
            inside = _beside(frame, event.position())
            self._point_at(frame.epoch_at(event.position().x()) if inside else None)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = False
            self.unsetCursor()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self._shown
        if shown is None:
            event.ignore()
        elif event.key() in KEYS:
            stride = STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.asked.emit(shown.epoch + KEYS[Qt.Key(event.key())] * stride)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.asked.emit(0 if event.key() == Qt.Key.Key_Home else shown.epochs)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._picture.ring(True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._picture.ring(False)
        self.viewport().update()

    def _point_at(self, epoch: int | None) -> None:
        self._picture.point_at(epoch)
        self.viewport().update()

    def _arrange(self) -> None:
        frame = self.frame()
        if self._shown is not None and frame is not None and frame.box.width > 0 and frame.box.height > 0:
            self._picture.show_chart(self._shown, frame)
            self.viewport().update()


def _beside(frame: Frame, position: QPointF) -> bool:
    """Inside the frame, or so near to its sides that the first and the last epoch can be taken."""
    box = frame.box
    return box.left - 8 <= position.x() <= box.right + 8 and box.top <= position.y() <= box.bottom
