"""Draws the cells in sight, a page of texts at a time: a delegate called for each cell would cost ten times as much."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from xentgui.window.sizes import px, scale
from xentgui.window.tables.grid import PAGE, RIGHT, GridModel
from xentgui.window.tables.lenses import fixed, short_power
from xentgui.window.theme import SEMIBOLD, STALE, Theme, font, pen, theme

PADDING, INSET = 9, 4
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _width(text: str, bold: bool) -> int:
    return _measured(text, bold, scale.factor)


@lru_cache(maxsize=4096)
def _measured(text: str, bold: bool, _scale: float) -> int:
    return QFontMetrics(faces()[bold]).horizontalAdvance(text)


def faces() -> tuple[QFont, QFont]:
    """The font of cells, normal and semibold."""
    return font(13), font(13, SEMIBOLD)


class PaintedTable(QTableView):
    """A table that paints its cells itself. `words`: its only column holds words, chosen from `choices` if any."""

    def __init__(self, grid: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = grid
        self.framed = False
        self.words = False
        self.choices: tuple[str, ...] = ()
        self.refused: tuple[int, int] | None = None
        self.strong_row: int | None = None
        self.tint: int | None = None

    def set_framed(self, framed: bool) -> None:
        if framed != self.framed:
            self.framed = framed
            self.viewport().update()

    def set_row(self, row: int, tint: int | None) -> None:
        """The row whose numbers are bold, on the tint of a definition where one is given."""
        if (row, tint) != (self.strong_row, self.tint):
            self.strong_row, self.tint = row, tint
            self.viewport().update()

    def set_refused(self, cell: tuple[int, int] | None) -> None:
        if cell != self.refused:
            self.refused = cell
            self.viewport().update()

    def cell(self) -> tuple[int, int]:
        """Row and column of the current cell."""
        index = self.currentIndex()
        return max(index.row(), 0), max(index.column(), 0)

    def selected_cells(self) -> tuple[range, range]:
        """The selected rows and columns: one rectangle."""
        chosen = self.selectionModel().selection()
        if not chosen.count():
            row, column = self.cell()
            return range(row, row + 1), range(column, column + 1)
        part = chosen.first()
        return range(part.top(), part.bottom() + 1), range(part.left(), part.right() + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, event)


def _paint(sheet: PaintedTable, event: QPaintEvent) -> None:
    """The part of a sheet that `event` asks for."""
    painter, colours = QPainter(sheet.viewport()), theme()
    rows, columns = _in_sight(sheet, event.rect())
    _selected(sheet, painter, colours)
    painter.save()
    if sheet.grid.dimmed:
        painter.setOpacity(STALE)
    for row in rows:
        _row(sheet, painter, colours, row, columns)
    painter.restore()
    right = sheet.horizontalHeader().length() - sheet.horizontalHeader().offset()
    for row in rows[: -1 if rows and rows[-1] == sheet.grid.rowCount() - 1 else None]:  # the frame ends the last one
        bottom = sheet.rowViewportPosition(row) + sheet.rowHeight(row) - 1
        painter.setPen(pen(colours.secondary if sheet.grid.ends_block(row) else colours.hair))
        painter.drawLine(0, bottom, right - 1, bottom)
    _frames(sheet, painter, colours)


def _in_sight(sheet: PaintedTable, area: QRect) -> tuple[range, range]:
    header = sheet.horizontalHeader()
    first, last = sheet.rowAt(max(area.top(), 0)), sheet.rowAt(area.bottom())
    left, right = header.visualIndexAt(max(area.left(), 0)), header.visualIndexAt(area.right())
    rows, columns = sheet.grid.rowCount(), sheet.grid.columnCount()
    return (
        range(first, last + 1 if last >= 0 else rows) if first >= 0 else range(0),
        range(left, right + 1 if right >= 0 else columns) if left >= 0 else range(0),
    )


def _selected(sheet: PaintedTable, painter: QPainter, colours: Theme) -> None:
    """The ground under the selected cells, where these are more than the current one."""
    rows, columns = sheet.selected_cells()
    if sheet.tint is not None and sheet.strong_row is not None:
        box = sheet.visualRect(sheet.grid.index(sheet.strong_row, 0))
        painter.fillRect(box.adjusted(0, 0, 0, -1), QColor(colours.tint(sheet.tint)))
    if not sheet.framed or len(rows) * len(columns) < 2:
        return
    corners = [sheet.visualRect(sheet.grid.index(rows[i], columns[i])) for i in (0, -1)]
    painter.fillRect(corners[0].united(corners[1]), QColor(colours.shared))


def _row(sheet: PaintedTable, painter: QPainter, colours: Theme, row: int, columns: range) -> None:
    grid = sheet.grid
    if not columns or not grid.text(row, columns[0]):
        return
    page, place = grid.page(row), row % PAGE
    texts, numbers, ignored = page.texts(place), page.numbers[place], bool(page.ignored[place])
    words = sheet.words or (ignored and grid.lens.instead(page.analysis) is not None)
    if ignored:
        painter.setOpacity(STALE)
    top, height, strong = sheet.rowViewportPosition(row), sheet.rowHeight(row), sheet.strong_row == row
    for column in columns:
        if column >= len(texts):
            break
        box = QRect(sheet.columnViewportPosition(column), top, sheet.columnWidth(column), height)
        if page.shares is not None:
            _bar(painter, colours, box, float(page.shares[place, column]))
        colour, bold = grid.lens.ink(float(numbers[column]), colours)
        text = _fitting(texts[column], float(numbers[column]), box.width() - 2 * px(INSET), bold or strong, words)
        if page.beside is not None and not words:
            room = box.adjusted(px(INSET), 0, -_width(text, bold or strong) - 3 * px(INSET), -1)
            _beside(painter, room, page.beside[place][column])
        _text(sheet, painter, box, text, colour, bold or strong)
        if page.underlined is not None and page.underlined[place, column]:
            line = QRect(box.left() + px(INSET), box.bottom() - px(3), box.width() - 2 * px(INSET), px(2))
            painter.fillRect(line, QColor(colours.labels))
    if ignored and not grid.dimmed:
        painter.setOpacity(1.0)


def _bar(painter: QPainter, colours: Theme, box: QRect, share: float) -> None:
    room = box.adjusted(px(INSET), px(4), -px(INSET), -px(5))
    width = room.width() * min(max(share, 0.0), 1.0)
    if width >= 0.5:  # nan is not
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bars))
        painter.drawRoundedRect(QRectF(room.left(), room.top(), max(width, px(2.0)), room.height()), px(3), px(3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _fitting(text: str, number: float, room: int, bold: bool, words: bool) -> str:
    """The text of a cell where it fits; else a number in fewer digits, or a word's beginning. No digit is cut off."""
    if _width(text, bold) <= room:
        return text
    if words or math.isnan(number):
        return QFontMetrics(faces()[bold]).elidedText(text, Qt.TextElideMode.ElideRight, room)
    fewer = (fixed(number, places) for places in (3, 2, 1, 0) if 10.0**-places <= abs(number) < 1e7)
    shorter = (*fewer, *(short_power(number, places) for places in (3, 2, 1, 0)))
    return next((each for each in shorter if _width(each, bold) <= room), "…")


def _text(sheet: PaintedTable, painter: QPainter, box: QRect, text: str, colour: str, bold: bool) -> None:
    padding = px(PADDING) if _width(text, bold) <= box.width() - 2 * px(PADDING) else px(INSET)
    painter.setFont(faces()[bold])
    painter.setPen(QColor(colour))
    painter.drawText(box.adjusted(padding, 0, -padding, -1), LEFT if sheet.words else RIGHT, text)


def _beside(painter: QPainter, room: QRect, word: str) -> None:
    """The word before a number, as much of it as there is room for."""
    painter.setFont(faces()[0])
    painter.setPen(QColor(theme().secondary))
    painter.drawText(room, LEFT, QFontMetrics(faces()[0]).elidedText(word, Qt.TextElideMode.ElideRight, room.width()))


def _frames(sheet: PaintedTable, painter: QPainter, colours: Theme) -> None:
    """The frame of the current cell, and of the cell whose input was refused."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    current: QModelIndex = sheet.currentIndex()
    if sheet.framed and current.isValid():
        _frame(painter, sheet.visualRect(current), colours.focus)
        if sheet.choices and not sheet.grid.read_only:
            box = sheet.visualRect(current).adjusted(0, 0, -px(INSET) - px(4), -1)
            painter.setPen(QColor(colours.labels))
            painter.setFont(faces()[0])
            painter.drawText(box, RIGHT, "▾")
    if sheet.refused is not None:
        _frame(painter, sheet.visualRect(sheet.grid.index(*sheet.refused)), colours.refused)


def _frame(painter: QPainter, box: QRect, colour: str) -> None:
    painter.setPen(pen(colour, 2))
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -px(2)), px(3), px(3))
