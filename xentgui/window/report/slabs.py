"""The blocks of a report as slabs for paper: headings, sentences, formulas, drawings and code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from xentgui.questions.saying.runs import Run
from xentgui.window.report import flow
from xentgui.window.report.blocks import Block, Code, Figure, Formula, Heading, Paragraph, Table
from xentgui.window.report.grid import table_slabs
from xentgui.window.report.ink import Face, draw_mark, fitted, ground, mark_width, rule, width, write
from xentgui.window.report.slab import Slab
from xentgui.window.theme import LIGHT
from xentgui.window.typesetting import draw, fitting, layout

BODY, NOTE, CODE = 10.0, 8.5, 7.8
HEADINGS = {1: 22.0, 2: 14.0, 3: 11.5}
FORMULA, CLAUSE = 14.0, 11.0
INDENT = 30.0  # of a sentence behind its sign
FIGURE = 385.0  # the width of a drawing
WHOLE = 40  # lines of a program that is not cut


def slabs(blocks: Sequence[Block], room: float) -> tuple[Slab, ...]:
    """All slabs of a report on a page with this room from left to right."""
    found: list[Slab] = []
    in_definition = False
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Heading):
            in_definition = block.level == 3
        made = list(_WRITERS[type(block)](block, room))
        if _kept(block, following, in_definition):
            made[-1] = replace(made[-1], kept=True)
        found += made
    return tuple(found)


def _kept(block: Block, following: Block | None, in_definition: bool) -> bool:
    """Whether a block does not stand alone at the end of a page."""
    if following is None or isinstance(following, Heading):
        return isinstance(block, Heading)
    introduces = isinstance(block, Paragraph) and isinstance(following, Formula | Table | Code)
    return isinstance(block, Heading) or introduces or in_definition


def _heading(block: Heading, room: float) -> Iterator[Slab]:
    face = Face(HEADINGS[block.level], bold=True)
    rows = flow.lines((Run(block.text, role="bold"),), room, face.size)
    indent = 0.0 if block.card is None else mark_width(face)

    def paint(painter: QPainter) -> None:
        if block.level == 2:
            rule(painter, 0, room, 0, LIGHT.line, 0.7)
        if block.card is not None:
            draw_mark(painter, 0, down + face.size, block.card, face)
        for place, row in enumerate(rows):
            flow.paint(painter, row, indent, down + face.size + place * 1.2 * face.size, face.size, LIGHT.text)
        if block.note:
            left = indent + width(block.text, face) + 8
            note = Face(CODE, fixed=True)
            write(painter, left, down + face.size, fitted(block.note, note, room - left), note, LIGHT.secondary)

    down = 10.0 if block.level == 2 else 0.0
    height = down + face.size * (0.3 + 1.2 * len(rows))
    yield Slab(height, paint, {1: 0.0, 2: 16.0, 3: 10.0}[block.level])


def _paragraph(block: Paragraph, room: float) -> Iterator[Slab]:
    size = NOTE if block.style == "note" else BODY
    face = Face(size)
    colour = LIGHT.secondary if block.style == "note" else LIGHT.text
    indent = INDENT if block.sign else 0.0
    runs = (*block.runs, Run(f" {block.url}")) if block.url else block.runs
    rows = flow.lines(runs, room - indent, size)

    def paint(painter: QPainter) -> None:
        if block.sign:
            _paint_sign(painter, block.sign, size)
        for place, row in enumerate(rows):
            flow.paint(painter, row, indent, size + place * face.line, size, colour)

    begins = not block.sign and block.runs[0].role == "definition"
    yield Slab(len(rows) * face.line, paint, 11.0 if begins else 5.0 if block.style == "note" else 6.0)


def _paint_sign(painter: QPainter, sign: str, size: float) -> None:
    face, caution = Face(9.0, bold=True), sign == "!"
    wide = 22.0
    ground(painter, QRectF(0, -0.18 * size, wide, 1.45 * size), LIGHT.refused if caution else LIGHT.hair, 3.0)
    left = (wide - width(sign, face)) / 2
    write(painter, left, size - 0.5, sign, face, LIGHT.surface if caution else LIGHT.text)


def _formula(block: Formula, room: float) -> Iterator[Slab]:
    size = fitting(block.pieces, CLAUSE if block.small else FORMULA, room - 2, 1e6)
    line = layout(block.pieces)

    def paint(painter: QPainter) -> None:
        draw(painter, QPointF(1, line.ascent * size), block.pieces, size, block.card, LIGHT)

    yield Slab(line.size(size).height() + 3, paint, 5.0)


def _figure(block: Figure, room: float) -> Iterator[Slab]:
    wide = min(FIGURE, room)
    high = wide * block.height / block.width
    rows = flow.lines((Run(block.caption),), room, NOTE)

    def paint(painter: QPainter) -> None:
        QSvgRenderer(block.svg.encode()).render(painter, QRectF(0, 0, wide, high))
        for place, row in enumerate(rows):
            flow.paint(painter, row, 0, high + 4 + NOTE + place * Face(NOTE).line, NOTE, LIGHT.secondary)

    yield Slab(high + 4 + len(rows) * Face(NOTE).line, paint, 8.0)


def _code(block: Code, room: float) -> Iterator[Slab]:
    face = Face(CODE, fixed=True)
    text = block.text.splitlines()
    kept = range(len(text) - 1) if len(text) <= WHOLE else (0, len(text) - 2)
    for place, line in enumerate(text):

        def paint(painter: QPainter, line: str = line) -> None:
            ground(painter, QRectF(0, 0, room, face.line + 0.1), LIGHT.ground)
            write(painter, 8, 0.98 * face.size, fitted(line, face, room - 16), face)

        yield Slab(face.line, paint, 6.0 if place == 0 else 0.0, kept=place in kept)


_WRITERS: dict[type, Callable[..., Iterator[Slab]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Formula: _formula,
    Figure: _figure,
    Code: _code,
    Table: table_slabs,
}
