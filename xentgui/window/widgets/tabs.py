"""The row of tabs over a panel: text with a line under the one in front."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from xentgui.window.theme import NORMAL, SEMIBOLD, font, theme

HEIGHT, GAP = 34, 14


class TabRow(QTabBar):
    """Tabs measured in their bold face, so that nothing moves when another comes to the front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setAccessibleName("Panels")

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(QFontMetrics(font(13, SEMIBOLD)).horizontalAdvance(self.tabText(index)) + 2 * GAP, HEIGHT)

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
                line = QRect(place.left() + GAP - 4, place.bottom() - 1, place.width() - 2 * GAP + 8, 2)
                painter.fillRect(line, QColor(colours.focus))
            if front and self.hasFocus():
                painter.setPen(QColor(colours.focus))
                painter.drawRoundedRect(place.adjusted(4, 3, -5, -5), 4, 4)
