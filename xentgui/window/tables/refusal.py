"""The reason beside a cell whose input was refused."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHideEvent
from PySide6.QtWidgets import QWidget

from xentgui.window.sizes import px
from xentgui.window.theme import theme
from xentgui.window.widgets.plain import Label

WIDTH, AWAY = 300, 3


class Refusal(Label):
    """A few plain words in a frame of the refused colour, next to the cell; the next thing that is done closes it."""

    gone = Signal(str)  # the reason, which is shown no more

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent, wordWrap=True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, reason: str, beside: QRect) -> None:
        """Show the reason below a rectangle of the parent, or above it where the room ends."""
        colours = theme()
        self.setStyleSheet(
            f"background: {colours.surface}; color: {colours.refused}; border: 2px solid {colours.refused};"
            f"border-radius: {px(6)}px; padding: {px(5)}px {px(8)}px; font-size: {px(12)}px;"
        )
        self.setText(reason)
        self.setAccessibleName(f"Refused: {reason}")
        room = self.parentWidget().rect()
        width = min(px(WIDTH), room.width())
        self.setFixedSize(width, self.heightForWidth(width))
        left = min(max(beside.left(), 0), room.width() - width)
        below = beside.bottom() + px(AWAY)
        top = below if below + self.height() <= room.height() else beside.top() - px(AWAY) - self.height()
        self.move(left, max(top, 0))
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gone.emit(self.text())
