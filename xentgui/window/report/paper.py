"""A report as PDF: slabs put on pages, with the page's number at the foot of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from xentgui.window.report.blocks import Report
from xentgui.window.report.ink import Face, fitted, width, write
from xentgui.window.report.slab import Slab
from xentgui.window.report.slabs import slabs
from xentgui.window.theme import LIGHT

RESOLUTION, POINTS = 1200, 72
SIDE, TOP, BOTTOM = 46.0, 48.0, 56.0  # margins in points
FOOT = Face(8.0)


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
        if pages[-1] and y + whole > height and whole <= height:
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
