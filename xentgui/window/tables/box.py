"""The frame around the parts of one table, with the scroll bars that they share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollBar, QWidget
from shiboken6 import isValid

from xentgui.window.sizes import px
from xentgui.window.tables.sheet import Sheet
from xentgui.window.theme import pen, theme

THICK = 12


class Rail(QScrollBar):
    """A thin scroll bar that stands outside the tables which it moves; the plan says where there is one."""

    def __init__(self, orientation: Qt.Orientation, name: str, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setAccessibleName(name)
        self.hide()

    def follow(self, inner: QScrollBar) -> None:
        """Move with a table's own bar, which is hidden."""
        self._inner = inner
        inner.rangeChanged.connect(self._take)
        inner.valueChanged.connect(self.setValue)
        self.valueChanged.connect(inner.setValue)

    def _take(self, low: int, high: int) -> None:
        if isValid(self._inner):  # a table tells of its range also while it is taken apart
            self.setPageStep(self._inner.pageStep())
            self.setSingleStep(self._inner.singleStep())
        self.setRange(low, high)

    def sizeHint(self) -> QSize:
        return QSize(px(THICK), px(40)) if self.orientation() == Qt.Orientation.Vertical else QSize(px(40), px(THICK))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        upright = self.orientation() == Qt.Orientation.Vertical
        length = self.height() if upright else self.width()
        span = self.maximum() - self.minimum() + self.pageStep()
        size = max(length * self.pageStep() / span, px(24)) if span else length
        start = (length - size) * (self.value() - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        box = (
            QRectF(px(2), start, px(THICK) - px(4), size) if upright else QRectF(start, px(2), size, px(THICK) - px(4))
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.secondary if self.isSliderDown() else colours.line))
        painter.drawRoundedRect(box, px(4), px(4))


class Box(QWidget):
    """Sheets side by side in one frame, of which `main` scrolls to both sides.

    `above` stands over it, and `beside` at the end of its names.
    """

    def __init__(
        self,
        main: Sheet,
        *,
        left: Sheet | None = None,
        right: Sheet | None = None,
        above: Sheet | None = None,
        beside: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.main, self.left, self.right = main, left, right
        self.above: Sheet | None = None
        name = main.accessibleName()
        self.upright = Rail(Qt.Orientation.Vertical, f"{name}: scroll rows", self)
        self.level = Rail(Qt.Orientation.Horizontal, f"{name}: scroll classes", self)
        self.upright.follow(main.verticalScrollBar())
        self.level.follow(main.horizontalScrollBar())
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.addWidget(main, 1, 2)
        for column, sheet in ((1, left), (3, right)):
            if sheet is not None:
                grid.addWidget(sheet, 0, column, 2, 1)
        if beside is not None:  # the names of the classes
            grid.addWidget(beside, 0, 3, 2, 1, Qt.AlignmentFlag.AlignTop)
        self.put_above(above)
        grid.addWidget(self.upright, 0, 4, 2, 1)
        grid.addWidget(self.level, 2, 2)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(1, 1)

    def put_above(self, sheet: Sheet | None) -> None:
        """Put a sheet over the main one, or none there; those beside reach up to its top."""
        if sheet is not self.above:
            self.above = sheet
            if sheet is not None:
                self._grid.addWidget(sheet, 0, 2)

    def put_first(self, sheet: Sheet) -> None:
        """Put a sheet before all others; it leaves the box where it was."""
        if sheet.parentWidget() is not self:
            self._grid.addWidget(sheet, 0, 0, 2, 1)

    @property
    def _first(self) -> Sheet | None:
        item = self._grid.itemAtPosition(0, 0)
        widget = item.widget() if item is not None else None
        return widget if isinstance(widget, Sheet) else None

    @property
    def sheets(self) -> list[Sheet]:
        return [sheet for sheet in (self._first, self.left, self.above, self.main, self.right) if sheet is not None]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = any(sheet.hasFocus() for sheet in self.sheets)
        painter.setPen(pen(colours.focus if inside else colours.line))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen(colours.line))
        for sheet in (self.main, self.right):
            if sheet is not None and sheet.isVisible() and sheet is not self.sheets[0] and sheet.down.isHidden():
                painter.drawLine(sheet.x(), 1, sheet.x(), self.height() - 2)
        for sheet in self.sheets:
            if sheet.isVisible() and not sheet.down.isHidden() and not sheet.across.isHidden():
                right, bottom = sheet.x() + sheet.down.width() - 1, sheet.y() + sheet.across.height() - 1
                painter.drawLine(sheet.x(), bottom, right, bottom)
                painter.drawLine(right, sheet.y(), right, bottom)
