"""Paper, in points: texts as the font says, sentences broken into lines, and the pieces that pages are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter

from xentgui.questions.saying.runs import Run
from xentgui.window.strip.sentence import Fragment, chunks, fragments, parts
from xentgui.window.theme import LIGHT, NORMAL, SEMIBOLD, font, mark_path
from xentgui.window.typesetting import shade

FINE = 20  # pixels of a point
MARK, AFTER_MARK = 0.72, 0.42  # of a definition, in sizes of the text
PAD = 3.0


@dataclass(frozen=True)
class Face:
    """A size in points and a weight."""

    size: float
    bold: bool = False
    italic: bool = False
    fixed: bool = False

    @property
    def line(self) -> float:
        """From one baseline to the next."""
        return 1.38 * self.size


@lru_cache(maxsize=64)
def _font(face: Face) -> QFont:
    pixels = round(FINE * face.size)
    found = QFont(font(pixels, SEMIBOLD if face.bold else NORMAL))
    if face.fixed:
        found = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        found.setPixelSize(pixels)
    found.setItalic(face.italic)
    found.setFeature(QFont.Tag("liga"), 0)  # what is copied from the page has the letters that were written
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found


@lru_cache(maxsize=8192)
def width(text: str, face: Face) -> float:
    """How wide a text is."""
    return QFontMetricsF(_font(face)).horizontalAdvance(text) / FINE


def write(painter: QPainter, x: float, baseline: float, text: str, face: Face, colour: str = LIGHT.text) -> None:
    """A text from x on."""
    painter.save()
    painter.translate(x, baseline)
    painter.scale(1 / FINE, 1 / FINE)
    painter.setFont(_font(face))
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(0, 0), text)
    painter.restore()


def mark_width(face: Face) -> float:
    return (MARK + AFTER_MARK) * face.size


def draw_mark(painter: QPainter, x: float, baseline: float, card: int, face: Face) -> None:
    """The sign of a definition before its name."""
    side = MARK * face.size
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x + side / 2, baseline - 0.36 * face.size)
    painter.fillPath(mark_path(card, side), QColor(LIGHT.definition(card)))
    painter.restore()


def ground(painter: QPainter, box: QRectF, colour: str, radius: float = 0.0) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()


def rule(painter: QPainter, left: float, right: float, y: float, colour: str, thick: float = 0.5) -> None:
    """A horizontal line."""
    painter.fillRect(QRectF(left, y - thick / 2, right - left, thick), QColor(colour))


def fitted(text: str, face: Face, room: float) -> str:
    """The text, cut with … where it is wider than its room."""
    if width(text, face) <= room:
        return text
    return QFontMetricsF(_font(face)).elidedText(text, Qt.TextElideMode.ElideRight, room * FINE)


@dataclass(frozen=True)
class Slab:
    """A height, the space above it (none at the top of a page), and what paints it from its left top corner.

    One that is kept does not end a page; `head` comes again above it where it begins one.
    """

    height: float
    paint: Callable[[QPainter], object]
    space: float = 0.0
    kept: bool = False
    head: Slab | None = None
    on_new_page: bool = False


@dataclass(frozen=True)
class PlacedText:
    """A fragment and where it stands in its line."""

    fragment: Fragment
    x: float


@dataclass(frozen=True)
class PrintedLine:
    """One line of a sentence, and how wide it is without the space at its end."""

    placed: tuple[PlacedText, ...]
    width: float


def broken(runs: Sequence[Run], room: float, size: float) -> list[PrintedLine]:
    """The sentence in lines no wider than `room`; a word keeps together with what follows it without a space."""
    found: list[PrintedLine] = []
    row: list[PlacedText] = []
    x = end = 0.0
    for chunk in chunks(fragments(runs)):
        chunk = [_cut(fragment, room, size) for fragment in chunk]
        last = chunk[-1].text
        bare = sum(_width(fragment, size) for fragment in chunk) - width(last[len(last.rstrip()) :], Face(size))
        if row and x + bare > room:
            found.append(PrintedLine(tuple(row), end))
            row, x = [], 0.0
        end = x + bare
        for fragment in chunk:
            row.append(PlacedText(fragment, x))
            x += _width(fragment, size)
    return [*found, PrintedLine(tuple(row), end)]


def paint_line(painter: QPainter, line: PrintedLine, left: float, baseline: float, size: float, colour: str) -> None:
    """One line of a sentence."""
    for placed in line.placed:
        fragment, x = placed.fragment, left + placed.x
        if fragment.marked and fragment.run.card is not None:
            draw_mark(painter, x, baseline, fragment.run.card, Face(size))
            x += mark_width(Face(size))
        if fragment.shaded:
            box = QRectF(x, baseline - 0.95 * size, _width(fragment, size), 1.3 * size)
            shade(painter, box, LIGHT, fragment.run.card if fragment.run.role == "added" else None, fine=True)
            x += PAD
        for text, face, drop in _glyphs(fragment, size):
            write(painter, x, baseline + drop, text, face, colour)
            x += width(text, face)


def _glyphs(fragment: Fragment, size: float) -> Iterator[tuple[str, Face, float]]:
    bold = fragment.run.role in ("bold", "definition")
    if not fragment.mathematical:
        yield fragment.text, Face(size, bold), 0.0
        return
    plain, italic, small = Face(size), Face(size, italic=True), Face(0.72 * size)
    faces = {"plain": (plain, 0.0), "symbol": (italic, 0.0), "index": (small, 0.2 * size)}
    for text, kind in parts(fragment.text):
        yield text, *faces[kind]


def _cut(fragment: Fragment, room: float, size: float) -> Fragment:
    """A word that is wider than a whole line ends with …."""
    word = replace(fragment, text=fragment.text.rstrip())
    if _width(word, size) <= room:
        return fragment
    return replace(word, text=fitted(word.text, Face(size, bold=True), room - mark_width(Face(size))))


def _width(fragment: Fragment, size: float) -> float:
    text = sum(width(text, face) for text, face, _ in _glyphs(fragment, size))
    return text + (mark_width(Face(size)) if fragment.marked else 0.0) + (2 * PAD if fragment.shaded else 0.0)
