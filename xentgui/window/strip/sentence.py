"""A sentence with marks, shaded terms and numbers in it, kept in the height of one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from xentgui.losses.cached import cached
from xentgui.questions.glossary import find
from xentgui.questions.saying.runs import Run, equals
from xentgui.window.numbers import all_digits, show_number, show_run
from xentgui.window.sizes import px, scale
from xentgui.window.theme import NORMAL, SEMIBOLD, Theme, draw_mark, font, theme
from xentgui.window.typesetting import shade
from xentgui.window.widgets.meaning import Meanings, open_at, told, underline
from xentgui.window.widgets.plain import Label, announce, tip

LARGE, SMALL = 13, 12  # pixels
MARK, PAD = 14.0, 4.0  # the room of a definition's mark, the sides of a shade
_WORDS = re.compile(r"\S+\s*|\s+")
_SYMBOL = re.compile(r"(?<![a-zA-Z])([a-zA-Z])(?![a-zA-Z])(?:_(\w)|([ⱼₖᵢ]))?")
_INDICES = frozenset("ⱼₖᵢ")
_LOWERED = str.maketrans("ⱼₖᵢ", "jki")


def parts(text: str) -> Iterator[tuple[str, Literal["plain", "symbol", "index"]]]:
    """The text of a formula: single letters are symbols, what is lowered behind one is its index."""
    at = 0
    for found in _SYMBOL.finditer(text):
        yield text[at : found.start()], "plain"
        yield found[1], "symbol"
        yield found[2] or (found[3] or "").translate(_LOWERED), "index"
        at = found.end()
    yield text[at:], "plain"


@dataclass(frozen=True)
class Fragment:
    """What is drawn in one piece: a word, a number, or a shaded term."""

    text: str
    run: Run
    marked: bool = False  # the definition's mark stands before it

    def __hash__(self) -> int:
        return self._hash

    @cached
    def _hash(self) -> int:
        """Found once: where a word stands, and how wide it is, is looked up by it many times a step."""
        return hash((self.text, self.run, self.marked))

    @property
    def shaded(self) -> bool:
        return self.run.role in ("shared", "added")

    @property
    def mathematical(self) -> bool:
        return self.run.value is None and (self.shaded or self.run.role == "math" or not _INDICES.isdisjoint(self.text))

    @property
    def plain(self) -> bool:
        """Whether it is a word or a number without mark, shade or formula."""
        return not (self.marked or self.shaded or self.mathematical)

    @property
    def opens(self) -> str:
        """The word in it that opens, as the glossary calls it; no name of a definition does."""
        return "" if self.run.value is not None or self.run.role == "definition" else _opens(self.text)

    @property
    def weight(self) -> QFont.Weight:
        return SEMIBOLD if self.run.role in ("bold", "definition") else NORMAL

    def glyphs(self, pixels: int) -> Iterator[tuple[str, QFont, float]]:
        """Text, font and drop in pixels: single letters of a formula are italic, their index is lowered."""
        face = font(pixels, self.weight)
        if not self.mathematical:
            yield self.text, face, 0.0
            return
        italic, small = QFont(face), font(max(9, pixels - 3), self.weight)
        italic.setItalic(True)
        faces = {"plain": (face, 0.0), "symbol": (italic, 0.0), "index": (small, px(0.2 * pixels))}
        for text, kind in parts(self.text):
            yield text, *faces[kind]

    def width(self, pixels: int) -> float:
        return _width(self, pixels, scale.factor)

    def draw(self, painter: QPainter, x: float, baseline: float, pixels: int, colours: Theme) -> None:
        if self.marked and self.run.card is not None:
            draw_mark(painter, self.run.card, QPointF(x + px(5), baseline - px(0.36 * pixels)))
            x += px(MARK)
        if self.shaded:
            box = QRectF(x, baseline - px(0.94 * pixels), self.width(pixels), px(1.32 * pixels))
            shade(painter, box, colours, self.run.card if self.run.role == "added" else None, fine=True)
            x += px(PAD)
        painter.setPen(QColor(colours.text))
        for text, face, drop in self.glyphs(pixels):
            painter.setFont(face)
            painter.drawText(QPointF(x, baseline + drop), text)
            x += QFontMetricsF(face).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def _opens(text: str) -> str:
    return next((name for _, _, name in find(text)), "")


@lru_cache(maxsize=4096)
def _width(fragment: Fragment, pixels: int, _scale: float) -> float:
    text = sum(QFontMetricsF(face).horizontalAdvance(text) for text, face, _ in fragment.glyphs(pixels))
    return text + (px(MARK) if fragment.marked else 0.0) + (2 * px(PAD) if fragment.shaded else 0.0)


@lru_cache(maxsize=4096)
def _bare(fragment: Fragment, pixels: int, _scale: float) -> float:
    """Its width without the space behind it."""
    return replace(fragment, text=fragment.text.rstrip()).width(pixels)


@dataclass(frozen=True)
class PlacedFragment:
    fragment: Fragment
    x: float
    line: int
    width: float


def fragments(runs: Sequence[Run]) -> tuple[Fragment, ...]:
    """The runs cut where a line may break."""
    return tuple(fragment for run in _with_sums(runs) for fragment in _cut(run))


def _with_sums(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs, with ≈ in place of = before a sum that does not come out with the digits shown."""
    for place, run in enumerate(runs):
        around = [*runs[place - 1 : place], *runs[place + 1 : place + 4]]
        if run.text.startswith(" = ") and len(around) == 4 and around[2].text.startswith(" + "):
            total, part, other = (show_number(runs[k].value or 0.0) for k in (place - 1, place + 1, place + 3))
            run = replace(run, text=run.text.replace("=", equals(total, (part, other)), 1))
        yield run


def _cut(run: Run) -> tuple[Fragment, ...]:
    if run.value is not None:
        return (Fragment(show_run(run), run),)
    return (Fragment(run.text, run),) if run.role in ("shared", "added", "math") else _words(run)


@lru_cache(maxsize=1024)
def _words(run: Run) -> tuple[Fragment, ...]:
    marked = run.role == "definition" and run.card is not None
    return tuple(Fragment(word, run, marked and place == 0) for place, word in enumerate(_WORDS.findall(run.text)))


def spoken(pieces: Sequence[Fragment]) -> str:
    """The sentence as text."""
    return "".join(fragment.text for fragment in pieces).replace("_", "")


class Sentence(Label):
    """One sentence of the strip. Hover shows all digits of a number, a click copies them; what is cut, hover tells.

    Words that open do so on hover; the keyboard goes from one to the next with the arrows.
    """

    copied = Signal(float)

    def __init__(self, parent: QWidget, meanings: Meanings | None = None) -> None:
        super().__init__(parent=parent)
        self._meanings, self._word = meanings, 0
        self._wordings: tuple[tuple[Fragment, ...], ...] = ((),)
        self._fragments: tuple[Fragment, ...] = ()
        self._placed: tuple[PlacedFragment, ...] = ()
        self._drawn: tuple[PlacedFragment, ...] = ()  # the same, where words that look alike are one
        self._pixels, self._cut = LARGE, False
        self.setMouseTracking(True)

    def say(self, runs: Sequence[Run], short: Sequence[Run] = ()) -> None:
        """Show a sentence, or the same in fewer words where it would take more lines than there are."""
        self._wordings = (fragments(runs), fragments(short)) if short else (fragments(runs),)
        whole = spoken(self._wordings[0])
        if whole != self.accessibleName():
            self.setAccessibleName(whole)  # those who hear it have no want of room
        self._choose_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_words()

    def _choose_words(self) -> None:
        sizes = ((words, pixels) for pixels in (LARGE, SMALL) for words in self._wordings)
        words = next((words for words, pixels in sizes if self._hold(words, pixels)), self._wordings[-1])
        if words != self._fragments:
            self._fragments = words
            self.setText(spoken(words))

    @property
    def cut(self) -> bool:
        """Whether some of it does not fit into its place."""
        return self._cut

    def fits(self, pixels: int) -> bool:
        """Whether the sentence fits into its place at this size."""
        return self._hold(self._fragments, pixels)

    def _hold(self, words: tuple[Fragment, ...], pixels: int) -> bool:
        flowed = _flow(words, pixels, self.width(), scale.factor)
        return not flowed or flowed[-1].line < self._lines(pixels)

    def lay_out(self, pixels: int) -> None:
        """Places the words in as many lines as there is height for; what is left over is cut."""
        flowed = self._flowed(pixels)
        placed = tuple(part for part in flowed if part.line < self._lines(pixels))
        if (placed, pixels) != (self._placed, self._pixels):
            self._placed, self._pixels, self._cut = placed, pixels, len(placed) < len(flowed)
            self._drawn = tuple(_in_one(placed))
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._opening() else Qt.FocusPolicy.NoFocus)
            self.update()
        if self.hasFocus():
            self._describe()

    def _flowed(self, pixels: int) -> tuple[PlacedFragment, ...]:
        return _flow(self._fragments, pixels, self.width(), scale.factor)

    def _lines(self, pixels: int) -> int:
        return max(1, self.height() // px(pixels + 2))

    def sizeHint(self) -> QSize:
        return QSize(int(sum(fragment.width(13) for fragment in self._fragments)) + 1, px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in self._drawn:
            part.fragment.draw(painter, part.x, self._baseline(part.line), self._pixels, colours)
        for part in self._opening():
            if not part.fragment.mathematical:  # whose terms are underlined as they are
                underline(painter, part.fragment.text, part.x, self._baseline(part.line))
        if self._cut and self._placed:
            painter.setFont(font(self._pixels))
            last = self._placed[-1]
            x = min(last.x + last.width, self.width() - px(self._pixels))
            painter.drawText(QPointF(x, self._baseline(last.line)), "…")
        if self.hasFocus() and self._opening():
            word = self._opened()
            space = word.width - replace(word.fragment, text=word.fragment.text.rstrip()).width(self._pixels)
            painter.setPen(QPen(QColor(colours.focus), px(2)))
            painter.drawRoundedRect(self._box(word).adjusted(-px(2), 0, px(2) - space, 0), px(4), px(4))

    def _baseline(self, line: int) -> float:
        lines = self._placed[-1].line + 1 if self._placed else 1
        pitch = min(px(self._pixels + 5), self.height() // lines)
        return round((self.height() - (lines - 1) * pitch) / 2 + line * pitch + px(0.36 * self._pixels))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), tip(self._tells(self._part_at(QPointF(event.pos())))), self)
            return True
        return super().event(event)

    def _tells(self, part: PlacedFragment | None) -> str:
        """What hover tells of a part: all digits, what a word means, or the sentence where it is not whole."""
        if part is not None and part.fragment.run.value is not None:
            return f"{all_digits(part.fragment.run.value)}\nclick to copy"
        if part is not None and part.fragment.opens and self._meanings is not None:
            return told(self._meanings()[part.fragment.opens])
        return self.accessibleName() if self._cut or self._fragments != self._wordings[0] else ""

    def _opening(self) -> list[PlacedFragment]:
        return [part for part in self._placed if part.fragment.opens and self._meanings is not None]

    def _opened(self) -> PlacedFragment:
        """The word on which the keyboard is."""
        words = self._opening()
        return words[min(self._word, len(words) - 1)]

    def _describe(self) -> None:
        """What the word means on which the keyboard is, for those who hear it."""
        self.setAccessibleDescription(self._tells(self._opened()) if self._opening() else "")

    def _open(self) -> None:
        """Show what it means under the word on which the keyboard is."""
        self._describe()
        self.update()
        place = self._box(self._opened()).bottomLeft().toPoint()
        open_at(self, place, self.accessibleDescription())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._opening() and event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._word = 0
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from word to word; Escape closes what is open."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step and self._opening():
            self._word = (self._word + step) % len(self._opening())
            self._open()
            announce(self, self.accessibleDescription())
        elif event.key() == Qt.Key.Key_Escape and QToolTip.isVisible():
            QToolTip.hideText()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._number_at(event.position()) is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.copied.emit(number)

    def _number_at(self, point: QPointF) -> float | None:
        part = self._part_at(point)
        return None if part is None else part.fragment.run.value

    def _part_at(self, point: QPointF) -> PlacedFragment | None:
        return next((part for part in self._placed if self._box(part).contains(point)), None)

    def _box(self, part: PlacedFragment) -> QRectF:
        return QRectF(part.x, self._baseline(part.line) - px(self._pixels), part.width, px(self._pixels + 6))


def _in_one(placed: Sequence[PlacedFragment]) -> Iterator[PlacedFragment]:
    """Neighbours that are drawn alike as one."""
    for _, alike in groupby(placed, lambda part: (part.line, part.fragment.weight) if part.fragment.plain else part):
        first, *others = alike
        text = "".join(part.fragment.text for part in (first, *others))
        yield replace(first, fragment=replace(first.fragment, text=text)) if others else first


@lru_cache(maxsize=64)
def _flow(pieces: tuple[Fragment, ...], pixels: int, width: float, _scale: float) -> tuple[PlacedFragment, ...]:
    """Greedy lines; a word stays together with what follows it without a space."""
    placed: list[PlacedFragment] = []
    x, line = 0.0, 0
    for chunk in chunks(pieces):
        widths = [fragment.width(pixels) for fragment in chunk]
        bare = sum(widths[:-1]) + _bare(chunk[-1], pixels, scale.factor)
        if x and x + bare > width:
            x, line = 0.0, line + 1
        for fragment, wide in zip(chunk, widths, strict=True):
            placed.append(PlacedFragment(fragment, x, line, wide))
            x += wide
    return tuple(placed)


def chunks(pieces: Sequence[Fragment]) -> Iterator[list[Fragment]]:
    """Fragments that stay in one line: a word with what follows it without a space."""
    chunk: list[Fragment] = []
    for fragment in pieces:
        chunk.append(fragment)
        if fragment.text.endswith(" "):
            yield chunk
            chunk = []
    if chunk:
        yield chunk
