"""The training page's parts and their places."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from xentgui.window.training.cards import ContenderCards
from xentgui.window.training.following import Following
from xentgui.window.training.left import Left
from xentgui.window.training.panel import Panel
from xentgui.window.training.running import Running
from xentgui.window.training.strip import LessonStrip
from xentgui.window.view import View

LEFT, NARROW_LEFT = 416, 398
LOW = 700  # below this height cards and strip are lower
GAP, MARGIN = 12, 16


class Page(View):
    """On the left what is trained, on the right cards, strip and plots; `following` stands over the other tabs."""

    def __init__(self, parent: QWidget | None = None, *, in_place: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName("Training")
        self.running = Running(self, in_place=in_place)
        self.side, self.cards, self.strip, self.panel = Left(), ContenderCards(), LessonStrip(), Panel(self.running)
        self.charts, self.controls, self.kinds = self.panel.charts, self.panel.controls, self.panel.kinds
        self.following = Following(self.running, self)
        self._lay_out()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.cards)
        right.addWidget(self.strip)
        right.addWidget(self.panel, 1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(MARGIN)
        page.addWidget(self.side)
        page.addLayout(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(LEFT if self.width() >= 1340 else NARROW_LEFT)
        for part in (self.cards, self.strip):
            part.set_low(self.height() < LOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(900, 540)
