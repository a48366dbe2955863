"""Labels that stay in their place: text that is cut where it is too long, and values that can be taken out."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from xentgui.questions.card import Card
from xentgui.window.numbers import all_digits, digits, show_number
from xentgui.window.sizes import px
from xentgui.window.theme import NORMAL, Theme, face, font, theme
from xentgui.window.widgets.meaning import Meanings, told_in, underline
from xentgui.window.widgets.plain import Label, tip

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
Ink = Callable[[Theme], str]
SMALLEST = 11  # pixels


def black(colours: Theme) -> str:
    return colours.text


def grey(colours: Theme) -> str:
    return colours.secondary


def of_outputs(colours: Theme) -> str:
    return colours.outputs


@lru_cache(maxsize=64)
def of_definition(slot: int) -> Ink:
    """The ink of the definition in a slot: one object, so that it is told from another."""
    return lambda colours: colours.definition(slot)


def width_of(text: str, size: int, weight: QFont.Weight) -> int:
    """How wide a text is, in pixels of the screen, at a written size."""
    return _wide(text, px(size), weight)


@lru_cache(maxsize=4096)
def _wide(text: str, pixels: int, weight: QFont.Weight) -> int:
    return QFontMetrics(face(pixels, weight)).horizontalAdvance(text)


class Words(Label):
    """A line of text in a colour of the theme, or several lines; what is cut is told by the tooltip."""

    def __init__(
        self,
        parent: QWidget,
        pixels: int,
        weight: QFont.Weight = NORMAL,
        ink: Ink = black,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        super().__init__(parent=parent)
        self._weight, self._pixels = weight, pixels
        self._ink = ink
        self._note = ""
        self.setAlignment(align)

    def say(self, text: str, note: str = "") -> None:
        """Show this text; `note` is its tooltip, after the text itself where that is cut."""
        if (text, note) != (self.text(), self._note):
            self._note = note
            self.setText(text)
            self._explain()

    def wrap(self, wraps: bool) -> None:
        """Break long lines, or cut them; Qt paints a label again whenever it is told, and what lies under it."""
        if wraps != self.wordWrap():
            self.setWordWrap(wraps)

    def paint_with(self, ink: Ink) -> None:
        if ink is not self._ink:
            self._ink = ink
            self.update()

    def set_pixels(self, pixels: int) -> None:
        """Of the type, as they are written."""
        if pixels != self._pixels:
            self._pixels = pixels
            self._explain()
            self.update()

    @property
    def _face(self) -> QFont:
        return font(self._pixels, self._weight)

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._face)

    @property
    def cut(self) -> bool:
        """Whether the text does not fit into its place."""
        room, flags = self.contentsRect(), self._flags()
        return not room.contains(self._metrics.boundingRect(room, flags, self.text()).adjusted(1, 1, -1, -1))

    def width_of(self, text: str) -> int:
        return width_of(text, self._pixels, self._weight)

    def full_width(self) -> int:
        """Of its text."""
        return self.width_of(self.text())

    def sizeHint(self) -> QSize:
        return QSize(self.full_width(), self._metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._face)
        painter.setPen(QColor(self._ink(theme())))
        painter.drawText(self.contentsRect(), self._flags(), self._fitting)

    @property
    def _fitting(self) -> str:
        """The text, cut where it is longer than its line."""
        text = self.text()
        if not self.wordWrap() and ("\n" in text or self.width_of(text) > self.width()):
            return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        return text

    def _flags(self) -> int:
        wrap = Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag.TextSingleLine
        return int(self.alignment()) | int(wrap)

    def _explain(self) -> None:
        self.setToolTip(tip(self._cut_or_note()))

    def _cut_or_note(self) -> str:
        return "\n".join(part for part in (self.text() if self.cut else "", self._note) if part)


class WordsThatOpen(Words):
    """Words of which some are marked: hover tells what they mean."""

    def __init__(self, parent: QWidget, *args: object, **options: object) -> None:
        super().__init__(parent, *args, **options)
        self._meanings: Meanings = dict

    def open_with(self, meanings: Meanings) -> None:
        """What their words mean."""
        self._meanings = meanings

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.wordWrap():
            painter, text, metrics = QPainter(self), self._fitting, self._metrics
            painter.setFont(self._face)
            place = metrics.boundingRect(self.contentsRect(), self._flags(), text)
            underline(painter, text, place.left(), place.top() + metrics.ascent())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            told = told_in([self.text()], self._meanings)
            if told:
                QToolTip.showText(event.globalPos(), tip("\n".join(filter(None, (self._cut_or_note(), told)))), self)
                return True
        return super().event(event)


class Value(Words):
    """A number: hover shows all its digits, a click copies them. Its size shrinks where the place is too small."""

    copied = Signal(float)

    def __init__(self, parent: QWidget, *args: object, **options: object) -> None:
        super().__init__(parent, *args, **options)
        self._value = float("nan")
        self._before, self._signed = "", False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def value(self) -> float:
        return self._value

    def show_value(self, value: float, before: str = "", *, signed: bool = False, covered: bool = False) -> None:
        """Show a number as the window writes it, with `before` in front of it; a covered one is a question mark."""
        self._value, self._before, self._signed = value, before, signed
        if covered:
            self.say(f"{before}?", "hidden until you answer")
            return
        self.say(before + show_number(value, signed=signed), f"{all_digits(value)}\nclick to copy")

    def show_row(self, card: Card, before: str = "") -> None:
        """Show what a card gives the focused row, or why it gives nothing."""
        if card.row_problem and not card.is_covered:
            self.show_written(card.row_value, before + card.row_problem, "this row does not count")
        else:
            self.show_value(card.row_value, before, covered=card.is_covered)

    def show_written(self, value: float, text: str, note: str = "") -> None:
        """Show a number written in another way; `note` stands in place of its digits."""
        self._value, self._before, self._signed = value, "", False
        self.say(text, note or f"{all_digits(value)}\nclick to copy")

    def _explain(self) -> None:
        """All digits, whether it is cut or not."""
        self.setToolTip(self._note)

    def least_width(self) -> int:
        """The width at the smallest size."""
        return width_of(self.text(), SMALLEST, self._weight) + 1

    @property
    def shown(self) -> str:
        """The text, with fewer decimals where it would be cut: without its first digits a number is another one."""
        text, places = self.text(), digits.decimals
        if text != self._before + show_number(self._value, signed=self._signed):
            return text
        least = 0 if abs(self._value) >= 100 else 1
        while places > least and width_of(text, SMALLEST, self._weight) > self.width():
            places -= 1
            text = self._before + show_number(self._value, signed=self._signed, decimals=places)
        return text

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.copied.emit(self._value)

    def paintEvent(self, event: QPaintEvent) -> None:
        pixels, text = px(self._pixels), self.shown
        while pixels > px(SMALLEST) and _wide(text, pixels, self._weight) > self.width():
            pixels -= 1
        painter = QPainter(self)
        painter.setFont(face(pixels, self._weight))
        painter.setPen(QColor(self._ink(theme())))
        painter.drawText(self.rect(), self._flags(), text)


def copy_value(value: float) -> str:
    """Puts all digits on the clipboard; returns the sentence that says so."""
    QGuiApplication.clipboard().setText(all_digits(value))
    return f"Copied {all_digits(value)}{', as it is undefined' if math.isnan(value) else ''}"
