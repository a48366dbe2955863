"""Short texts on a plot: runs of words, marks and numbers in the colours of their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from xentgui.window.curves.placement import Box, Place
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.theme import NORMAL, SEMIBOLD, Theme, draw_mark, font, mark_path, pen, theme

PIXELS = 12
MARK, MARK_GAP = 9.0, 5.0
PAD = 4.0


@dataclass(frozen=True)
class PlotRun:
    """Words in one colour, after the mark of a definition, on the ground of what a definition adds."""

    text: str
    colour: str
    bold: bool = False
    mark: int | None = None
    ground: str | None = None


Lines = Sequence[Sequence[PlotRun]]


def name_lines(named: Iterable[tuple[int, str]], sign: str, colours: Theme) -> Lines:
    """ "● Nielsen", then "= ■ TensorFlow intro" for each curve that coincides with it; `named` are slots and names."""
    runs = [PlotRun(name, colours.definition(slot), bold=True, mark=slot) for slot, name in named]
    return [(run,) if place == 0 else (PlotRun(f"{sign} ", colours.secondary), run) for place, run in enumerate(runs)]


def value_line(slots: Iterable[int], value: float, slot: int, colours: Theme) -> Sequence[PlotRun]:
    """The value of curves that coincide after the marks of all, in the colour of the one that stands for them."""
    marks = [PlotRun("", colours.definition(each), mark=each) for each in slots]
    return (*marks, PlotRun(show_number(value), colours.definition(slot), bold=True))


def line_height() -> float:
    return float(round(px(1.25 * PIXELS)))


def measure(lines: Lines) -> tuple[float, float]:
    """Width and height in pixels."""
    return max((sum(map(_width, line)) for line in lines), default=0.0), len(lines) * line_height()


def paint(painter: QPainter, lines: Lines, left: float, top: float) -> None:
    """The lines from their top left corner on, left-aligned."""
    for number, line in enumerate(lines):
        _paint_line(painter, line, left, top + number * line_height())


def rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def box_of(area: QRectF) -> Box:
    return Box(area.x(), area.y(), area.width(), area.height())


def paint_upright(painter: QPainter, x: float, box: Box) -> None:
    """A line from the top of a box to its bottom."""
    painter.drawLine(QPointF(x, box.top), QPointF(x, box.bottom))


def paint_on_ground(painter: QPainter, lines: Lines, box: Box) -> None:
    """The lines in their box, on a ground that lets little of the curves through."""
    ground = QColor(theme().surface)
    ground.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRect(rect(box.grown(1)))
    paint(painter, lines, box.left, box.top)


def paint_leader(painter: QPainter, place: Place) -> None:
    """The line from a curve or mark to a text that stands far off."""
    if place.far:
        line = place.leader
        painter.setPen(pen(theme().secondary))
        painter.drawLine(QPointF(*line[0]), QPointF(*line[-1]))


def paint_readout(painter: QPainter, lines: Lines, x: float, top: float, right: float) -> None:
    """The lines in a frame beside a place; at its left where they would reach over the right."""
    width, height = measure(lines)
    left = x + px(18) if x + px(34) + width < right else x - px(18) - width
    painter.setPen(pen(theme().line))
    painter.setBrush(QColor(theme().surface))
    painter.drawRoundedRect(QRectF(left, top, width, height).adjusted(-px(8), -px(6), px(8), px(6)), px(6), px(6))
    paint(painter, lines, left, top)


def paint_mark(painter: QPainter, centre: QPointF, slot: int, side: float) -> None:
    """The mark of a definition at a written size, set off from the curves that it stands on."""
    path = mark_path(slot, px(side)).translated(centre)
    painter.strokePath(path, QPen(QColor(theme().surface), px(3)))
    painter.fillPath(path, QColor(theme().definition(slot)))


def _face(run: PlotRun) -> QFont:
    return font(PIXELS, SEMIBOLD if run.bold else NORMAL)


def _width(run: PlotRun) -> float:
    mark = 0.0 if run.mark is None else px(MARK) + px(MARK_GAP)
    return mark + QFontMetricsF(_face(run)).horizontalAdvance(run.text) + (2 * px(PAD) if run.ground else 0.0)


def _paint_line(painter: QPainter, line: Sequence[PlotRun], left: float, top: float) -> None:
    height = line_height()
    for run in line:
        width = _width(run)
        if run.ground is not None:
            _paint_ground(painter, run, QRectF(left, top - 1, width, height + px(2)))
        inner = left + (px(PAD) if run.ground else 0.0)
        if run.mark is not None:
            draw_mark(painter, run.mark, QPointF(inner + px(MARK) / 2, top + height / 2), MARK)
            inner += px(MARK) + px(MARK_GAP)
        painter.setFont(_face(run))
        painter.setPen(QColor(run.colour))
        box = QRectF(inner, top, width + px(2), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, run.text)
        left += width


def _paint_ground(painter: QPainter, run: PlotRun, box: QRectF) -> None:
    """The tint of what is added, with the dashed line below that stands for it everywhere."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(str(run.ground)))
    painter.drawRoundedRect(box, px(3), px(3))
    dashed = QPen(QColor(run.colour), px(1.6))
    dashed.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashed.setDashPattern([2.6, 1.6])
    painter.setPen(dashed)
    painter.drawLine(QPointF(box.left() + 1, box.bottom() - 0.3), QPointF(box.right() - 1, box.bottom() - 0.3))
