"""Sentences broken into lines for paper, with their marks, shaded terms and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from xentgui.questions.saying.runs import Run
from xentgui.window.report.ink import Face, draw_mark, fitted, mark_width, width, write
from xentgui.window.strip.sentence import Fragment, chunks, fragments, parts
from xentgui.window.theme import LIGHT
from xentgui.window.typesetting import shade

PAD = 3.0


@dataclass(frozen=True)
class Placed:
    """A fragment and where it stands in its line."""

    fragment: Fragment
    x: float


@dataclass(frozen=True)
class Line:
    """One line of a sentence, and how wide it is without the space at its end."""

    placed: tuple[Placed, ...]
    width: float


def lines(runs: Sequence[Run], room: float, size: float) -> list[Line]:
    """The sentence in lines no wider than `room`; a word keeps together with what follows it without a space."""
    found: list[Line] = []
    row: list[Placed] = []
    x = end = 0.0
    for chunk in chunks(fragments(runs)):
        chunk = [_cut(fragment, room, size) for fragment in chunk]
        last = chunk[-1].text
        bare = sum(_width(fragment, size) for fragment in chunk) - width(last[len(last.rstrip()) :], Face(size))
        if row and x + bare > room:
            found.append(Line(tuple(row), end))
            row, x = [], 0.0
        end = x + bare
        for fragment in chunk:
            row.append(Placed(fragment, x))
            x += _width(fragment, size)
    return [*found, Line(tuple(row), end)]


def paint(painter: QPainter, line: Line, left: float, baseline: float, size: float, colour: str) -> None:
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
