"""Choices: in one row, of which one is on (softmax | binary | multi-sigmoid), in a box, as tabs, or found in a list."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QTabBar, QWidget

from xentgui.window.sizes import FLUSH, keep, keep_made, px, spaced
from xentgui.window.theme import NORMAL, SEMIBOLD, font, pen, theme
from xentgui.window.widgets.plain import Label

PADDING = 13  # beside the text, measured in the bold face, so that nothing moves when the choice does
HEIGHT, GAP, LEAST = 34, 14, 4
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}  # in a list
SIDE, ARROW = 9, 26  # of a choice in a box: left of its text, and right of it, where the arrow stands


class SearchField(QLineEdit):
    """What is typed narrows a list, in which the keys up and down move (`stepped`) while the keyboard stays here."""

    stepped = Signal(int)

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(placeholderText=hint, accessibleName=name)
        self.setProperty("field", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


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

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())  # in parts of a pixel: a text of which some are lacking is cut
        widest = max((metrics.horizontalAdvance(self.itemText(k)) for k in range(self.count())), default=0.0)
        return QSize(math.ceil(widest) + px(SIDE) + px(ARROW), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Its style would draw an arrow of the same size at any scale."""
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(colours.focus, 2) if self.hasFocus() else pen(colours.line))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.secondary))
        room = self.rect().adjusted(px(SIDE), 0, -px(ARROW), 0)
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawText(self.rect().adjusted(0, 0, -px(SIDE), 0), 0x82, "▾")


class Segments(QWidget):
    """Emits `picked` with the key when the user picks; `display` shows what the value says, silently."""

    picked = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`choices`: (key, text, tooltip); `name` is what assistive software calls the group."""
        super().__init__(parent)
        self.setAccessibleName(name)
        row = spaced(QHBoxLayout(self), 0, around=FLUSH)
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
        keep_made(self._buttons[key].setMinimumWidth, lambda: [_wide(text) + 2 * px(PADDING)])

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


class TabRow(QTabBar):
    """Tabs measured in their bold face, so that nothing moves when another comes to the front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setAccessibleName("Panels")
        keep(self.setFixedHeight, HEIGHT)
        self._gap = px(GAP)

    def show_tabs(self, names: Sequence[str], front: int, width: int, title: int = 0) -> None:
        """These tabs instead of others, nearer to one another where the width has too little room; nobody is told.

        ``title`` is the width of what stands beside them in the same line where both have room.
        """
        self.setUsesScrollButtons(least_width(names) > width)
        spare = width - (title if least_width(names) + title <= width else 0) - sum(map(_wide, names))
        self._gap = min(max(spare // (2 * len(names)), px(LEAST)), px(GAP))
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        for name in names:
            self.addTab(name)
        self.setCurrentIndex(front)
        self.blockSignals(False)

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(_wide(self.tabText(index)) + 2 * self._gap, px(HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        for index in range(self.count()):
            place, front = self.tabRect(index), index == self.currentIndex()
            painter.setFont(font(13, SEMIBOLD if front else NORMAL))
            painter.setPen(QColor(colours.text if front else colours.secondary))
            painter.drawText(place, 0x84, self.tabText(index))
            if front:
                line = QRect(
                    place.left() + self._gap - px(4), place.bottom() - 1, place.width() - 2 * self._gap + px(8), px(2)
                )
                painter.fillRect(line, QColor(colours.focus))
            if front and self.hasFocus():
                painter.setPen(QColor(colours.focus))
                painter.drawRoundedRect(place.adjusted(px(4), px(3), -px(5), -px(5)), px(4), px(4))


def least_width(names: Sequence[str]) -> int:
    """What a row of these tabs needs when they stand as near to one another as they may."""
    return sum(_wide(name) + 2 * px(LEAST) for name in names)


def _wide(name: str) -> int:
    return QFontMetrics(font(13, SEMIBOLD)).horizontalAdvance(name)
