"""The two sides of the window: the tables on the left, all that they give on the right."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from xentgui.window.appearance import kept_number
from xentgui.window.sizes import keep, px
from xentgui.window.tables.shape import BRIEF_FROM

LEFT, LEFT_SMALL, LEFT_LARGE, LEFT_MANY, LEFT_BRIEF = 416, 398, 560, 490, 640
SMALL, LARGE = 1300, 2400  # a narrower window gives the tables less, a wider one more
MANY = 7  # from this many classes on they take more
WIDTH = "tables-width"  # its name in the settings


class Sides(QSplitter):
    """The tables' width follows the window's and the number of classes, until the user moves the splitter."""

    def __init__(self, left: QWidget, right: QWidget, *, handle: int, settings: QSettings | None) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.addWidget(left)
        self.addWidget(right)
        keep(self.setHandleWidth, handle)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1, 1)
        self._settings, self._columns = settings, 0
        self._left = kept_number(settings, WIDTH, 0)
        self._moved = self._left > 0
        self.splitterMoved.connect(self._keep)

    def fit(self, columns: int) -> None:
        """The width that so many columns take."""
        self._columns = columns
        window = self.window().width()
        few = LEFT_SMALL if window < px(SMALL) else LEFT if window < px(LARGE) else LEFT_LARGE
        many = LEFT_BRIEF if columns >= BRIEF_FROM else LEFT_MANY
        wanted = max(many, few) if columns >= MANY else few
        if not self._moved and wanted != self._left:
            self._left = wanted
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self._columns)
        self._share()

    def _share(self) -> None:
        self.setSizes([px(self._left), self.width() - px(self._left)])

    def _keep(self, left: int) -> None:
        """Where the user moved it, also at the next start."""
        self._left, self._moved = round(left / px(1.0)), True
        if self._settings is not None:
            self._settings.setValue(WIDTH, self._left)
