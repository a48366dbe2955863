"""A report as PDF: its blocks as slabs, put on pages with the page's number at the foot of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from xentgui.questions.saying.runs import Run
from xentgui.window.report.blocks import Blank, Block, Code, Figure, Formula, Heading, Paragraph, Report, Table
from xentgui.window.report.paper import (
    Face,
    Slab,
    broken,
    draw_mark,
    fitted,
    ground,
    mark_width,
    paint_line,
    rule,
    width,
    write,
)
from xentgui.window.report.pdf_table import table_slabs
from xentgui.window.theme import LIGHT
from xentgui.window.typesetting import draw, fitting, layout

RESOLUTION, POINTS = 1200, 72
SIDE, TOP, BOTTOM = 46.0, 48.0, 56.0  # margins in points
FOOT = Face(8.0)
BODY, NOTE, CODE = 10.0, 8.5, 7.8
HEADINGS = {1: 22.0, 2: 14.0, 3: 11.5}
FORMULA, CLAUSE = 14.0, 11.0
INDENT = 30.0  # of a sentence behind its sign
FIGURE = 385.0  # the width of a drawing
TO_WRITE_ON = 24.0  # the height of a line
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
    introduces = isinstance(block, Paragraph) and isinstance(following, Formula | Table | Code | Blank)
    return isinstance(block, Heading) or introduces or in_definition


def _heading(block: Heading, room: float) -> Iterator[Slab]:
    face = Face(HEADINGS[block.level], bold=True)
    rows = broken((Run(block.text, role="bold"),), room, face.size)
    indent = 0.0 if block.card is None else mark_width(face)

    def paint(painter: QPainter) -> None:
        if block.level == 2:
            rule(painter, 0, room, 0, LIGHT.line, 0.7)
        if block.card is not None:
            draw_mark(painter, 0, down + face.size, block.card, face)
        for place, row in enumerate(rows):
            paint_line(painter, row, indent, down + face.size + place * 1.2 * face.size, face.size, LIGHT.text)
        if block.note:
            left = indent + width(block.text, face) + 8
            note = Face(CODE, fixed=True)
            write(painter, left, down + face.size, fitted(block.note, note, room - left), note, LIGHT.secondary)

    down = 10.0 if block.level == 2 else 0.0
    height = down + face.size * (0.3 + 1.2 * len(rows))
    yield Slab(height, paint, {1: 0.0, 2: 16.0, 3: 10.0}[block.level], on_new_page=block.on_new_page)


def _paragraph(block: Paragraph, room: float) -> Iterator[Slab]:
    size = NOTE if block.style == "note" else BODY
    face = Face(size)
    colour = LIGHT.secondary if block.style == "note" else LIGHT.text
    indent = INDENT if block.sign else 0.0
    runs = (*block.runs, Run(f" {block.url}")) if block.url else block.runs
    rows = broken(runs, room - indent, size)

    def paint(painter: QPainter) -> None:
        if block.sign:
            _paint_sign(painter, block.sign, size)
        for place, row in enumerate(rows):
            paint_line(painter, row, indent, size + place * face.line, size, colour)

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
    rows = broken((Run(block.caption),), room, NOTE)

    def paint(painter: QPainter) -> None:
        QSvgRenderer(block.svg.encode()).render(painter, QRectF(0, 0, wide, high))
        for place, row in enumerate(rows):
            paint_line(painter, row, 0, high + 4 + NOTE + place * Face(NOTE).line, NOTE, LIGHT.secondary)

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


def _blank(_block: Blank, room: float) -> Iterator[Slab]:
    yield Slab(TO_WRITE_ON, lambda painter: rule(painter, 0, room, TO_WRITE_ON, LIGHT.secondary), 2.0)


_WRITERS: dict[type, Callable[..., Iterator[Slab]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Formula: _formula,
    Figure: _figure,
    Code: _code,
    Table: table_slabs,
    Blank: _blank,
}


@dataclass(frozen=True)
class _Placed:
    slab: Slab
    y: float


def pdf(report: Report) -> bytes:
    """The report as a PDF of A4 pages, or of Letter pages where that is the custom."""
    size = QPageSize(_custom()).size(QPageSize.Unit.Point)
    room, height = size.width() - 2 * SIDE, size.height() - TOP - BOTTOM
    pages = _pages(slabs(report.blocks, room), height)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, report)
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(RESOLUTION / POINTS, RESOLUTION / POINTS)
    for number, page in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        for placed in page:
            _paint(painter, placed)
        _paint_foot(painter, report, number, len(pages), room, size.height())
    painter.end()
    return bytes(memoryview(buffer.data()))


def _custom() -> QPageSize.PageSizeId:
    american = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize.PageSizeId.Letter if american else QPageSize.PageSizeId.A4


def _writer(buffer: QBuffer, report: Report) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(QPageLayout(QPageSize(_custom()), QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(report.title)
    writer.setCreator(report.made_with)
    return writer


def _paint(painter: QPainter, placed: _Placed) -> None:
    painter.save()
    painter.translate(SIDE, TOP + placed.y)
    placed.slab.paint(painter)
    painter.restore()


def _paint_foot(painter: QPainter, report: Report, number: int, count: int, room: float, height: float) -> None:
    painter.save()
    painter.translate(SIDE, height - 30)
    page = f"{number} of {count}"
    left = fitted(f"{report.title} · {report.made_with}", FOOT, room - 60)
    write(painter, 0, 0, left, FOOT, LIGHT.secondary)
    write(painter, room - width(page, FOOT), 0, page, FOOT, LIGHT.secondary)
    painter.restore()


def _pages(pieces: Sequence[Slab], height: float) -> list[list[_Placed]]:
    """Slab under slab; those that are kept with the next go to another page together, where one page holds them."""
    pages: list[list[_Placed]] = [[]]
    y = 0.0
    for chain in _chains(pieces):
        whole = sum(slab.space + slab.height for slab in chain)
        if pages[-1] and (chain[0].on_new_page or height - y < whole <= height):
            pages.append([])
            y = 0.0
        for slab in chain:
            if pages[-1] and y + slab.space + slab.height > height:
                pages.append([])
                y = 0.0
            if not pages[-1] and slab.head is not None:
                pages[-1].append(_Placed(slab.head, 0.0))
                y = slab.head.height
            top = y + (slab.space if pages[-1] else 0.0)
            pages[-1].append(_Placed(slab, top))
            y = top + slab.height
    return pages


def _chains(pieces: Sequence[Slab]) -> Iterator[list[Slab]]:
    chain: list[Slab] = []
    for slab in pieces:
        chain.append(slab)
        if not slab.kept:
            yield chain
            chain = []
    if chain:
        yield chain
