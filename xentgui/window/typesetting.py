"""Formulas as pictures: pieces of TeX, typeset once, drawn at any size, scale and colours.

A formula is a sequence of pieces (`questions.formula.Piece`). The term that definitions share stands on grey with a
solid line below, what a definition adds on its tint with a dashed line below. `\\textcolor{labels}` and
`\\textcolor{outputs}` take the colours of the theme. TeX that can not be set is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from xentgui.formulas import EM, SENTINELS, reading, typeset
from xentgui.window.sizes import px
from xentgui.window.theme import Theme, theme

if TYPE_CHECKING:
    from xentgui.questions.formula import Piece

SMALLEST = 6.0
LEGIBLE = 11.0  # a formula that would be smaller stands in two lines where these are larger
INDENT, LINE_GAP = 1.5, 0.15  # em, of its second line, and above it
_APART = ",\\quad "  # what stands behind it says what a sign of the formula is
_COLOUR = re.compile(r"\\textcolor\{\w*\}")
_PAD, _GAP, _BETWEEN = 0.22, 0.16, 0.1  # in em: inside a shade, around it, between plain pieces


@dataclass(frozen=True)
class PlacedPiece:
    """A piece and where it stands in its line, in em from the left end and the baseline."""

    piece: Piece
    x: float
    width: float
    ascent: float
    descent: float


@dataclass(frozen=True)
class Layout:
    """A formula in one line, in em."""

    placed: tuple[PlacedPiece, ...]
    width: float
    ascent: float
    descent: float

    def size(self, pixels: float) -> QSizeF:
        """On the screen, at a written size of type."""
        return QSizeF(self.width, self.ascent + self.descent) * px(pixels)


def layout(pieces: Sequence[Piece]) -> Layout:
    """Places the pieces side by side on one baseline."""
    return _layout(tuple(pieces))


def fitting(pieces: Sequence[Piece], largest: float, width: float, height: float) -> float:
    """The largest size of type, at most `largest`, at which a formula fits into a width and a height of the screen."""
    natural = layout(pieces).size(1.0)
    if natural.isEmpty():
        return largest
    return max(SMALLEST, min(largest, width / natural.width(), height / natural.height()))


Lines = tuple[tuple["Piece", ...], ...]


def in_lines(pieces: Sequence[Piece], largest: float, width: float, height: float) -> tuple[float, Lines]:
    """The size of type at which a formula fits into a place, in one line, or in two where one would be tiny."""
    one, two = fitting(pieces, largest, width, height), _broken(tuple(pieces))
    if one >= LEGIBLE or not two:
        return one, (tuple(pieces),)
    sizes = [layout(line).size(1.0) for line in two]
    wide, high = max(size.width() for size in sizes), sum(size.height() for size in sizes) + px(LINE_GAP)
    below = min(largest, width / wide, height / high)
    return (below, two) if below > one else (one, (tuple(pieces),))


def _broken(pieces: tuple[Piece, ...]) -> Lines:
    """What explains a sign in a line of its own, else what is added; () where a formula has neither."""
    for begins in (_APART, "+", "{}+"):
        place = next((place for place, piece in enumerate(pieces) if place and piece.tex.startswith(begins)), 0)
        if place:
            first = replace(pieces[place], tex=pieces[place].tex.removeprefix(_APART))
            return pieces[:place], (first, *pieces[place + 1 :])
    return ()


def draw(painter: QPainter, origin: QPointF, pieces: Sequence[Piece], pixels: float, slot: int, colours: Theme) -> None:
    """Draws a formula at a written size, its left end and baseline at `origin`; sharp at any scale of the device.

    What it adds stands on the tint of the definition in this slot.
    """
    pixels = px(float(pixels))
    for placed in layout(pieces).placed:
        box = QRectF(
            origin.x() + placed.x * pixels,
            origin.y() - placed.ascent * pixels,
            placed.width * pixels,
            (placed.ascent + placed.descent) * pixels,
        )
        inner = box
        if placed.piece.role != "plain":
            shade(painter, box, colours, slot if placed.piece.role == "added" else None)
            inner = box.adjusted(_PAD * pixels, 0, -_PAD * pixels, 0)
        _draw_piece(painter, QPointF(inner.left(), origin.y()), placed.piece.tex, pixels, colours)


def _draw_piece(painter: QPainter, origin: QPointF, tex: str, pixels: float, colours: Theme) -> None:
    picture = typeset(tex)
    if picture is None:
        painter.setFont(_fallback_font(pixels))
        painter.setPen(QColor(colours.text))
        painter.drawText(origin, _COLOUR.sub("", tex))
        return
    target = QRectF(
        origin.x(),
        origin.y() - picture.ascent * pixels,
        picture.width * pixels,
        (picture.ascent + picture.descent) * pixels,
    )
    _renderer(tex, colours).render(painter, target)


def shade(painter: QPainter, box: QRectF, colours: Theme, slot: int | None, *, fine: bool = False) -> None:
    """The ground of a marked term: grey over a solid line, or the tint of what a definition adds over a dashed line."""
    width = px(1.0 if fine else 1.6)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.shared if slot is None else colours.tint(slot)))
    painter.drawRoundedRect(box, px(3), px(3))
    pen = QPen(QColor(colours.secondary if slot is None else colours.definition(slot)), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if slot is not None:
        pen.setDashPattern([px(4.2) / width, px(2.6) / width])
    painter.setPen(pen)
    y = round(box.bottom()) + (-0.5 if fine else 0.2)
    painter.drawLine(QPointF(box.left() + 1, y), QPointF(box.right() - 1, y))
    painter.restore()


@lru_cache(maxsize=512)
def _layout(pieces: tuple[Piece, ...]) -> Layout:
    measured = [_measure(piece.tex) for piece in pieces]
    shaded = [box for piece, box in zip(pieces, measured, strict=True) if piece.role != "plain"]
    ascent, descent = max([0.86] + [a for _, a, _ in shaded]), max([0.3] + [d for _, _, d in shaded])
    placed: list[PlacedPiece] = []
    x, after = 0.0, 0.0
    for piece, (width, up, down) in zip(pieces, measured, strict=True):
        marked = piece.role != "plain"
        x += max(after, _GAP if marked else _BETWEEN) if placed else 0.0
        if marked:
            width, up, down = width + 2 * _PAD, max(up + 0.06, ascent), max(down + 0.1, descent)
        placed.append(PlacedPiece(piece, x, width, up, down))
        x, after = x + width, _GAP if marked else _BETWEEN
    line = 0.12 if shaded else 0.0
    top, bottom = max((p.ascent for p in placed), default=1.0), max((p.descent for p in placed), default=0.0)
    return Layout(tuple(placed), x, top, bottom + line)


def _measure(tex: str) -> tuple[float, float, float]:
    """Width, ascent and descent in em."""
    picture = typeset(tex)
    if picture is not None:
        return picture.width, picture.ascent, picture.descent
    metrics = QFontMetricsF(_fallback_font(EM))
    return metrics.horizontalAdvance(_COLOUR.sub("", tex)) / EM, metrics.ascent() / EM, metrics.descent() / EM


def _fallback_font(pixels: float) -> QFont:
    font = QFont()
    font.setPixelSize(max(1, round(0.8 * pixels)))
    return font


@lru_cache(maxsize=512)
def _renderer(tex: str, colours: Theme) -> QSvgRenderer:
    picture = typeset(tex)
    svg = picture.svg if picture is not None else ""
    for name, sentinel in SENTINELS.items():
        svg = svg.replace(sentinel, getattr(colours, name))
    return QSvgRenderer(QByteArray(svg.encode()))


class FormulaLabel(QWidget):
    """A formula: at `largest` pixels if that fits its width, else smaller, in two lines where it is tiny."""

    def __init__(self, largest: float = 17.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: tuple[Piece, ...] = ()
        self._slot = 0
        self._largest = largest
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_formula(self, pieces: Sequence[Piece], slot: int = 0) -> None:
        """Shows another formula, of the definition in this slot; it is read out as a line of text."""
        if (tuple(pieces), slot) != (self._pieces, self._slot):
            self._pieces, self._slot = tuple(pieces), slot
            self.setAccessibleName(reading(*(piece.tex for piece in pieces)))
            self.updateGeometry()
            self.update()

    def set_largest(self, pixels: float) -> None:
        """The size to be drawn at where the width allows; several formulas take the smallest of their `fitting`."""
        if pixels != self._largest:
            self._largest = pixels
            self.updateGeometry()
            self.update()

    def fitting(self, largest: float, width: float, height: float = float("inf")) -> float:
        """The largest size of type, at most `largest`, at which the formula fits into a width and a height."""
        return in_lines(self._pieces, largest, width, height)[0]

    def sizeHint(self) -> QSize:
        size = layout(self._pieces).size(self._largest)
        return QSize(int(size.width()) + 1, int(size.height()) + 1)

    def minimumSizeHint(self) -> QSize:
        size = layout(self._pieces).size(SMALLEST)
        return QSize(min(px(60), int(size.width()) + 1), int(size.height()) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        pixels, lines = in_lines(self._pieces, self._largest, self.width() - 1, self.height() - 1)
        sizes = [layout(line).size(pixels) for line in lines]
        gap = LINE_GAP * px(pixels)
        top = (self.height() - sum(size.height() + gap for size in sizes) + gap) / 2
        if event.rect().top() > self.height() - top + 1:  # a part of it that is empty
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for line, size in zip(lines, sizes, strict=True):
            place = QPointF(left, round(top + layout(line).ascent * px(pixels)))
            draw(painter, place, line, pixels, self._slot, theme())
            top += size.height() + gap
            left = max(0.0, min(INDENT * px(pixels), self.width() - sizes[-1].width()))
