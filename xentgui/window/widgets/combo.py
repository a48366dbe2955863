"""A combo box that is seen to have the keyboard, and whose name is heard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel

from xentgui.window.theme import theme
from xentgui.window.widgets.plain import Label


class Combo(QComboBox):
    """A choice. On Linux the name of a combo box is what is chosen, and a label beside it says what it is.

    Where there is no such label one is made that is not seen.
    """

    def __init__(self, name: str) -> None:
        super().__init__(accessibleName=name)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        beside = self.parentWidget().findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if not any(label.buddy() is self for label in beside):
            Label(self.accessibleName(), self.parentWidget(), buddy=self).hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme().focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
