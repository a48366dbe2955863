"""The slider through the epochs: how far the run was shown, how far it is computed, and the epoch shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from xentgui.window.theme import pen, theme

HANDLE, GROOVE = 15.0, 4.0
KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}


class Timeline(QSlider):
    """Asks for an epoch by `asked` and never moves itself."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._reached = self._computed = 0
        self.setAccessibleName("Epoch")
        self.setToolTip("Drag to see an epoch that is already run (← → one epoch, Page 10)")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_epoch(self, epoch: int, reached: int, computed: int, epochs: int) -> None:
        """Display where the run is."""
        self.setRange(0, max(epochs, 1))
        self.setValue(epoch)
        if (reached, computed) != (self._reached, self._computed):
            self._reached, self._computed = reached, computed
            self.update()

    def handle(self) -> QPointF:
        """The middle of the handle, in pixels."""
        return QPointF(self._at(self.value()), self.height() / 2)

    def sizeHint(self) -> QSize:
        return QSize(200, 30)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 30)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.asked.emit(self._epoch_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.asked.emit(self._epoch_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in KEYS:
            self.asked.emit(self.value() + KEYS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.asked.emit(self.minimum() if event.key() == Qt.Key.Key_Home else self.maximum())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for epoch, colour in (
            (self.maximum(), colours.hair),
            (self._computed, colours.line),
            (self._reached, colours.secondary),
            (self.value(), colours.focus),
        ):
            painter.setBrush(QColor(colour))
            wide = self._at(epoch) - self._at(0)
            painter.drawRoundedRect(QRectF(self._at(0), (self.height() - GROOVE) / 2, wide, GROOVE), 2, 2)
        painter.setBrush(QColor(colours.surface))
        painter.setPen(pen(colours.focus, 3 if self.hasFocus() else 2))
        painter.drawEllipse(self.handle(), HANDLE / 2, HANDLE / 2)

    def _at(self, epoch: int) -> float:
        room = self.width() - HANDLE - 4
        return HANDLE / 2 + 2 + room * epoch / max(self.maximum(), 1)

    def _epoch_at(self, x: float) -> int:
        room = max(self.width() - HANDLE - 4, 1.0)
        return round(min(max((x - HANDLE / 2 - 2) / room, 0.0), 1.0) * self.maximum())
