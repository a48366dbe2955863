"""Tables on paper: columns as wide as they need, in several parts where a page is too narrow, the head on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from xentgui.questions.saying.runs import Run
from xentgui.window.report.blocks import Cell, Table, TableColumn
from xentgui.window.report.paper import (
    Face,
    PrintedLine,
    Slab,
    broken,
    fitted,
    ground,
    mark_width,
    paint_line,
    rule,
    width,
    write,
)
from xentgui.window.theme import LIGHT
from xentgui.window.typesetting import draw, layout

SIZES = (8.0, 7.5, 7.0, 6.6)  # the largest at which the columns fit side by side
PARTED = 7.5  # where none does
KEPT = 14  # rows of a table that is not cut
PAD, HEAD_FORMULA = 4.0, 9.5
WORDS, WIDEST_WORDS, WIDEST_TITLE = 50.0, 150.0, 90.0  # least and most room of a column of words, most of a head
UNBROKEN = 78.0  # a head no wider than this
ROOM_ABOVE, ROOM_BELOW = 2.5, 2.5  # in a row
BLANK_WIDE, BLANK_LINES = 48.0, 2  # of a cell to fill in


@dataclass(frozen=True)
class _Part:
    """Columns that fit side by side: their places in the table, left edges and widths, and the size of the text."""

    table: Table
    places: tuple[int, ...]
    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    size: float

    @property
    def face(self) -> Face:
        return Face(self.size)

    @property
    def right(self) -> float:
        return self.lefts[-1] + self.widths[-1]

    def columns(self) -> Iterator[tuple[TableColumn, float, float]]:
        for place, left, wide in zip(self.places, self.lefts, self.widths, strict=True):
            yield self.table.columns[place], left, wide


def table_slabs(table: Table, room: float) -> Iterator[Slab]:
    """Caption, head, rows and foot; where the columns do not fit, part after part."""
    note = Face(8.5)
    yield Slab(
        note.line, lambda painter: write(painter, 0, note.size, table.caption, note, LIGHT.secondary), 6.0, kept=True
    )
    for part in _parts(table, room):
        head = _head(part)
        yield head
        rows = len(table.rows)
        ends = (0, rows - (1 if table.foot else 2))
        for place, row in enumerate(table.rows):
            last = place == rows - 1 and not table.foot
            yield _row(part, row, head, (rows <= KEPT and not last) or place in ends, first=place == 0)
        if table.foot:
            yield _row(part, table.foot, head, False, first=False, foot=True)


def _parts(table: Table, room: float) -> Iterator[_Part]:
    """All columns at the largest size that fits; else as many as fit, then the others beside the names again."""
    for size in SIZES:
        widths = _widths(table, room, size)
        if sum(widths) <= room + 0.01:
            yield _part(table, tuple(range(len(widths))), widths, size)
            return
    widths = [_natural(table, place, PARTED) for place in range(len(table.columns))]
    places: list[int] = []
    for members in _groups(table, widths, room - widths[0]):
        if places and sum(widths[k] for k in (0, *places, *members)) > room:
            yield _part(table, (0, *places), widths, PARTED)
            places = []
        places += members
    yield _part(table, (0, *places), widths, PARTED)


def _groups(table: Table, widths: Sequence[float], room: float) -> Iterator[list[int]]:
    """The places that stay side by side: those of a group, or each by itself where the group needs more room."""
    for _, members in groupby(range(1, len(widths)), lambda place: table.columns[place].group):
        found = list(members)
        if sum(widths[place] for place in found) <= room:
            yield found
        else:
            yield from ([place] for place in found)


def _part(table: Table, places: tuple[int, ...], widths: Sequence[float], size: float) -> _Part:
    own = tuple(widths[k] for k in places)
    return _Part(table, places, tuple(sum(own[:k]) for k in range(len(own))), own, size)


def _widths(table: Table, room: float, size: float) -> list[float]:
    """What each column needs; columns of words give way where the numbers need the room."""
    needs = [_natural(table, place, size) for place in range(len(table.columns))]
    words = [place for place, column in enumerate(table.columns) if not column.numbers]
    over = max(0.0, sum(needs) - room)
    for place in sorted(words, key=lambda place: -needs[place]):
        share = min(over, max(0.0, needs[place] - _longest_word(table, place, size)))
        needs[place] -= share
        over -= share
    return needs


def _natural(table: Table, place: int, size: float) -> float:
    column = table.columns[place]
    cells = [row[place] for row in (*table.rows, *((table.foot,) if table.foot else ()))]
    inner = max([_cell_width(cell, size) for cell in cells], default=0.0)
    inner = inner if column.numbers else min(inner, WIDEST_WORDS)
    members = sum(other.group == column.group for other in table.columns)
    shared = width(column.group, Face(size)) / members
    return 2 * PAD + max(inner, min(_title_width(column, size), WIDEST_TITLE), min(shared, WIDEST_TITLE))


def _longest_word(table: Table, place: int, size: float) -> float:
    words = (replace(row[place], text=word) for row in table.rows for word in row[place].text.split())
    return 2 * PAD + max(WORDS, min(max((_cell_width(word, size) for word in words), default=0.0), WIDEST_WORDS))


def _cell_width(cell: Cell, size: float) -> float:
    if cell.blank:
        return BLANK_WIDE
    if cell.card is not None:
        return mark_width(Face(size)) + width(cell.text, Face(size, bold=True))
    return width(cell.text, Face(size, cell.bold))


def _title_width(column: TableColumn, size: float) -> float:
    """A head of several words is broken where it is long."""
    if column.pieces:
        return layout(column.pieces).size(HEAD_FORMULA).width()
    bold = Face(size, bold=True)
    marked = 0.0 if column.card is None else mark_width(bold)
    word = max((width(word, bold) for word in column.title.split()), default=0.0)
    return marked + max(word, min(width(column.title, bold), UNBROKEN))


def _head(part: _Part) -> Slab:
    titles = [_title(column, wide, part.size) for column, _, wide in part.columns()]
    deepest = max(map(len, titles))
    grouped = any(column.group for column, _, _ in part.columns())
    above = part.face.line + 4 if grouped else 0.0
    formulas = any(column.pieces for column, _, _ in part.columns())
    height = above + max(deepest * part.face.line, 16.0 if formulas else 0.0) + 5

    def paint(painter: QPainter) -> None:
        _paint_groups(painter, part)
        for (column, left, wide), lines in zip(part.columns(), titles, strict=True):
            _shade(painter, column, left, wide, height)
            _paint_title(painter, column, left + wide - PAD if column.numbers else left + PAD, lines, height, part.face)
        rule(painter, 0, part.right, height, LIGHT.text, 0.8)

    return Slab(height, paint, 6.0, kept=True)


def _title(column: TableColumn, wide: float, size: float) -> list[PrintedLine]:
    if column.pieces:
        return []
    runs = (Run(column.title, role="bold" if column.card is None else "definition", card=column.card),)
    return broken(runs, wide - 2 * PAD + 0.5, size)


def _paint_title(
    painter: QPainter, column: TableColumn, edge: float, lines: Sequence[PrintedLine], height: float, face: Face
) -> None:
    """A head at the edge that its column is aligned at."""
    if column.pieces:
        origin = QPointF(edge - layout(column.pieces).size(HEAD_FORMULA).width(), height - 6.5)
        draw(painter, origin, column.pieces, HEAD_FORMULA, column.card or 0, LIGHT)
    for place, line in enumerate(lines):
        baseline = height - 5 - (len(lines) - 1 - place) * face.line
        x = edge - line.width if column.numbers else edge
        paint_line(painter, line, x, baseline, face.size, getattr(LIGHT, column.ink))


def _paint_groups(painter: QPainter, part: _Part) -> None:
    """What several columns have in common, over a line from the first to the last of them."""
    for group, members in groupby(part.columns(), lambda each: each[0].group):
        found = list(members)
        if group:
            left, right = found[0][1] + PAD, found[-1][1] + found[-1][2] - PAD
            words = fitted(group, part.face, right - left)
            x = (left + right - width(words, part.face)) / 2
            write(painter, x, part.size, words, part.face, getattr(LIGHT, found[0][0].ink))
            rule(painter, left, right, part.face.line + 1, LIGHT.line)


def _shade(painter: QPainter, column: TableColumn, left: float, wide: float, height: float) -> None:
    if column.shade:
        tint = LIGHT.shared if column.shade == "shared" else LIGHT.tint(column.card or 0)
        ground(painter, QRectF(left, 0, wide, height), tint)


def _row(part: _Part, cells: Sequence[Cell], head: Slab, kept: bool, *, first: bool, foot: bool = False) -> Slab:
    words = {
        place: _words(cells[place], wide, part.size)
        for place, wide in zip(part.places, part.widths, strict=True)
        if not part.table.columns[place].numbers
    }
    least = BLANK_LINES if any(cell.blank for cell in cells) else 1
    height = max([least, *map(len, words.values())]) * part.face.line + ROOM_ABOVE + ROOM_BELOW

    def paint(painter: QPainter) -> None:
        for place, (column, left, wide) in zip(part.places, part.columns(), strict=True):
            _shade(painter, column, left, wide, height)
            colour = getattr(LIGHT, column.ink)
            for line_number, line in enumerate(words.get(place, ())):
                baseline = ROOM_ABOVE + part.size + line_number * part.face.line
                paint_line(painter, line, left + PAD, baseline, part.size, colour)
            if cells[place].blank:
                rule(painter, left + PAD, left + wide - PAD, height - ROOM_BELOW, LIGHT.secondary)
            elif column.numbers:
                _paint_number(painter, cells[place], left + wide - PAD, part.size, colour)
        if not first:
            rule(painter, 0, part.right, 0, LIGHT.text if foot else LIGHT.hair, 0.7 if foot else 0.5)

    return Slab(height, paint, kept=kept, head=head)


def _words(cell: Cell, wide: float, size: float) -> list[PrintedLine]:
    run = Run(cell.text) if cell.card is None else Run(cell.text, role="definition", card=cell.card)
    return broken((run,), wide - 2 * PAD + 0.5, size)


def _paint_number(painter: QPainter, cell: Cell, right: float, size: float, colour: str) -> None:
    face = Face(size, cell.bold)
    write(painter, right - width(cell.text, face), ROOM_ABOVE + size, cell.text, face, colour)
