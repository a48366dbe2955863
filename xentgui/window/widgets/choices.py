"""Choices of a few words: in one row, of which one is on (softmax | binary | multi-sigmoid), or in a box that opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from xentgui.window.theme import SEMIBOLD, font, theme
from xentgui.window.widgets.plain import Label

PADDING = 13  # beside the text, measured in the bold face, so that nothing moves when the choice does


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


class Segments(QWidget):
    """Emits `picked` with the key when the user picks; `display` shows what the value says, silently."""

    picked = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`choices`: (key, text, tooltip); `name` is what assistive software calls the group."""
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for place, (key, text, tip) in enumerate(choices):
            button = QPushButton(text, checkable=True, toolTip=tip, accessibleName=f"{name}: {text}")
            end = "only" if len(choices) == 1 else {0: "first", len(choices) - 1: "last"}.get(place, "middle")
            button.setProperty("segment", end)
            button.clicked.connect(lambda _=False, key=key: self.picked.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            self.write(key, text)
            row.addWidget(button)

    def write(self, key: str, text: str) -> None:
        """The words of a choice; shorter ones where there is little room."""
        self._buttons[key].setText(text)
        self._buttons[key].setMinimumWidth(QFontMetrics(font(13, SEMIBOLD)).horizontalAdvance(text) + 2 * PADDING)

    def display(self, key: str | None) -> None:
        """Show this choice as the one that is on; None is none of them."""
        self._group.setExclusive(key is not None)
        for each, button in self._buttons.items():
            button.setChecked(each == key)

    @property
    def buttons(self) -> list[QPushButton]:
        return list(self._buttons.values())

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]
