"""Tables on paper: columns as wide as they need, in several parts where a page is too narrow, the head on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from xentgui.questions.words import Run
from xentgui.window.report import flow
from xentgui.window.report.blocks import Cell, Column, Table
from xentgui.window.report.ink import Face, fitted, ground, mark_width, rule, width, write
from xentgui.window.report.slab import Slab
from xentgui.window.theme import LIGHT
from xentgui.window.typesetting import draw, layout

SIZE, PAD, HEAD_FORMULA = 7.6, 4.5, 9.5
WORDS, WIDEST_WORDS, WIDEST_TITLE = 54.0, 150.0, 90.0  # least and most room of a column of words, most of a head
FACE, BOLD = Face(SIZE), Face(SIZE, bold=True)


@dataclass(frozen=True)
class _Part:
    """Columns that fit side by side: their places in the table, left edges and widths."""

    table: Table
    places: tuple[int, ...]
    lefts: tuple[float, ...]
    widths: tuple[float, ...]

    @property
    def right(self) -> float:
        return self.lefts[-1] + self.widths[-1]

    def columns(self) -> Iterator[tuple[Column, float, float]]:
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
        ends = len(table.rows) - (1 if table.foot else 2)
        for place, row in enumerate(table.rows):
            yield _row(part, row, head, place in (0, ends), first=place == 0)
        if table.foot:
            yield _row(part, table.foot, head, False, first=False, foot=True)


def _parts(table: Table, room: float) -> Iterator[_Part]:
    widths = _widths(table, room)
    places: list[int] = []
    for place in range(1, len(widths)):
        if places and widths[0] + sum(widths[k] for k in places) + widths[place] > room:
            yield _part(table, (0, *places), widths)
            places = []
        places.append(place)
    yield _part(table, (0, *places), widths)


def _part(table: Table, places: tuple[int, ...], widths: Sequence[float]) -> _Part:
    own = tuple(widths[k] for k in places)
    return _Part(table, places, tuple(sum(own[:k]) for k in range(len(own))), own)


def _widths(table: Table, room: float) -> list[float]:
    """What each column needs; columns of words share what the numbers leave."""
    needs = [_natural(table, place) for place in range(len(table.columns))]
    words = [place for place, column in enumerate(table.columns) if not column.numbers]
    over = max(0.0, sum(needs) - room)
    for place in sorted(words, key=lambda place: -needs[place]):
        share = min(over, max(0.0, needs[place] - WORDS))
        needs[place] -= share
        over -= share
    return needs


def _natural(table: Table, place: int) -> float:
    column = table.columns[place]
    cells = [row[place] for row in (*table.rows, *((table.foot,) if table.foot else ()))]
    inner = max([_cell_width(cell) for cell in cells], default=0.0)
    inner = max(inner, min(_title_width(column), WIDEST_TITLE))
    return 2 * PAD + (inner if column.numbers else min(inner, WIDEST_WORDS))


def _cell_width(cell: Cell) -> float:
    return width(cell.text, BOLD if cell.bold else FACE) + (0.0 if cell.card is None else mark_width(FACE))


def _title_width(column: Column) -> float:
    if column.pieces:
        return layout(column.pieces).size(HEAD_FORMULA).width()
    marked = 0.0 if column.card is None else mark_width(BOLD)
    return marked + max((width(word, BOLD) for word in column.title.split()), default=0.0)


def _head(part: _Part) -> Slab:
    titles = [_title(column, wide) for column, _, wide in part.columns()]
    deepest = max(map(len, titles))
    grouped = any(column.group for column, _, _ in part.columns())
    above = FACE.line + 4 if grouped else 0.0
    formulas = any(column.pieces for column, _, _ in part.columns())
    height = above + max(deepest * BOLD.line, 16.0 if formulas else 0.0) + 5

    def paint(painter: QPainter) -> None:
        _paint_groups(painter, part)
        for (column, left, wide), lines in zip(part.columns(), titles, strict=True):
            _shade(painter, column, left, wide, height)
            _paint_title(painter, column, left, wide, lines, height)
        rule(painter, 0, part.right, height, LIGHT.text, 0.8)

    return Slab(height, paint, 6.0, kept=True)


def _title(column: Column, wide: float) -> list[flow.Line]:
    if column.pieces:
        return []
    runs = (Run(column.title, role="bold" if column.card is None else "definition", card=column.card),)
    return flow.lines(runs, wide - 2 * PAD + 0.5, SIZE)


def _paint_title(
    painter: QPainter, column: Column, left: float, wide: float, lines: Sequence[flow.Line], height: float
) -> None:
    if column.pieces:
        size = layout(column.pieces).size(HEAD_FORMULA)
        origin = QPointF(left + wide - PAD - size.width(), height - 6.5)
        draw(painter, origin, column.pieces, HEAD_FORMULA, column.card or 0, LIGHT)
    for place, line in enumerate(lines):
        x = left + wide - PAD - line.width if column.numbers else left + PAD
        baseline = height - 5 - (len(lines) - 1 - place) * BOLD.line
        flow.paint(painter, line, x, baseline, SIZE, getattr(LIGHT, column.ink))


def _paint_groups(painter: QPainter, part: _Part) -> None:
    """What several columns have in common, over a line from the first to the last of them."""
    for group, members in groupby(part.columns(), lambda each: each[0].group):
        found = list(members)
        if group:
            left, right = found[0][1] + PAD, found[-1][1] + found[-1][2] - PAD
            words = fitted(group, FACE, right - left)
            x = (left + right - width(words, FACE)) / 2
            write(painter, x, FACE.size, words, FACE, getattr(LIGHT, found[0][0].ink))
            rule(painter, left, right, FACE.line + 1, LIGHT.line)


def _shade(painter: QPainter, column: Column, left: float, wide: float, height: float) -> None:
    if column.shade:
        tint = LIGHT.shared if column.shade == "shared" else LIGHT.tint(column.card or 0)
        ground(painter, QRectF(left, 0, wide, height), tint)


def _row(part: _Part, cells: Sequence[Cell], head: Slab, kept: bool, *, first: bool, foot: bool = False) -> Slab:
    words = {
        place: _words(cells[place], wide)
        for place, wide in zip(part.places, part.widths, strict=True)
        if not part.table.columns[place].numbers
    }
    height = max(map(len, words.values()), default=1) * FACE.line + 4.5

    def paint(painter: QPainter) -> None:
        for place, (column, left, wide) in zip(part.places, part.columns(), strict=True):
            _shade(painter, column, left, wide, height)
            colour = getattr(LIGHT, column.ink)
            for line_number, line in enumerate(words.get(place, ())):
                baseline = 2.5 + SIZE + line_number * FACE.line
                flow.paint(painter, line, left + PAD, baseline, SIZE, colour)
            if column.numbers:
                _paint_number(painter, cells[place], left + wide - PAD, colour)
        if not first:
            rule(painter, 0, part.right, 0, LIGHT.text if foot else LIGHT.hair, 0.7 if foot else 0.5)

    return Slab(height, paint, kept=kept, head=head)


def _words(cell: Cell, wide: float) -> list[flow.Line]:
    run = Run(cell.text) if cell.card is None else Run(cell.text, role="definition", card=cell.card)
    return flow.lines((run,), wide - 2 * PAD + 0.5, SIZE)


def _paint_number(painter: QPainter, cell: Cell, right: float, colour: str) -> None:
    face = BOLD if cell.bold else FACE
    write(painter, right - width(cell.text, face), 2.5 + SIZE, cell.text, face, colour)
