"""The row of tabs over a panel: text with a line under the one in front."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from xentgui.window.theme import NORMAL, SEMIBOLD, font, theme

HEIGHT, GAP, LEAST = 34, 14, 4


class TabRow(QTabBar):
    """Tabs measured in their bold face, so that nothing moves when another comes to the front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setAccessibleName("Panels")
        self._gap = GAP

    def show_tabs(self, names: Sequence[str], front: int, width: int) -> None:
        """These tabs instead of others, nearer to one another where the width has too little room; nobody is told."""
        spare = width - sum(map(_wide, names))
        self._gap = min(max(spare // (2 * len(names)), LEAST), GAP)
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        for name in names:
            self.addTab(name)
        self.setCurrentIndex(front)
        self.blockSignals(False)

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(_wide(self.tabText(index)) + 2 * self._gap, HEIGHT)

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
                line = QRect(place.left() + self._gap - 4, place.bottom() - 1, place.width() - 2 * self._gap + 8, 2)
                painter.fillRect(line, QColor(colours.focus))
            if front and self.hasFocus():
                painter.setPen(QColor(colours.focus))
                painter.drawRoundedRect(place.adjusted(4, 3, -5, -5), 4, 4)


def _wide(name: str) -> int:
    return QFontMetrics(font(13, SEMIBOLD)).horizontalAdvance(name)
