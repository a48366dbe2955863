"""One definition as a card: its name, what it assumes, its formula, and its value on this data."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from xentgui.questions.card import Card
from xentgui.questions.formula import Piece
from xentgui.window.cards.choice import Choice, Pill
from xentgui.window.cards.text import LEFT, RIGHT, SMALLEST, Value, Words, WordsThatOpen, black, grey
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.theme import SEMIBOLD, draw_mark, draw_panel, font, theme
from xentgui.window.typesetting import FormulaLabel, in_lines

MARGIN = 16  # pixels, in a window that is not low
NOTE = 12  # pixels, where it is not cut
LARGEST, COLUMN = 32, 76  # pixels: of a value beside its formula, and how high it is with what stands under it
LEAST, NARROW = 16, 20  # pixels: a value that would be smaller beside its unit has a line of its own, this large
_TWO_SUMS = re.compile(r"\\sum_\{([^{}]*)\}\\sum_\{j\}")


class CardTile(Choice):
    """A card. Everything in it has its place, which a changed value does not move."""

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(place, parent)
        self.title = Words(self, 15, SEMIBOLD)
        self.pill = Pill(self)
        self.assumption = WordsThatOpen(self, NOTE, ink=grey)
        self.formula = FormulaLabel(parent=self)
        self.value = Value(self, 30, SEMIBOLD, lambda colours: colours.definition(self.slot))
        self.unit = WordsThatOpen(self, 12, ink=grey, align=RIGHT)
        self.row_value = Value(self, 12, align=RIGHT)
        self.problem = Words(self, 12)
        self.problem.setWordWrap(True)
        self._copies(self.value, self.row_value)
        self._words = self.assumption, self.unit
        self._compact, self._brief, self._pill_below, self._flat = False, False, False, False
        self._pill_box = QRect()

    def show_card(self, card: Card, row: str, *, chosen: bool) -> None:
        super().show_card(card, row, chosen=chosen)
        refused = card.relation == "refused"
        self.title.say(card.title)
        self.pill.show_card(card, row)
        self.assumption.say(f"{'✓' if card.holds else '!'}  {card.assumption}")
        self.assumption.paint_with(grey if card.holds else black)
        self.value.show_value(card.value, covered=card.is_covered)
        self.row_value.show_row(card, f"{row}: ")
        self.value.setVisible(not refused)
        self._place_parts()

    @property
    def fitted(self) -> object:
        """What the sizes of name and formula depend on."""
        if self.card is None:
            return None
        return self.card.title, self.slot, self.card.pieces, self.pill.widest(), self.pill.widest(brief=True)

    def write_formula(self, pixels: float, *, short: bool) -> None:
        """Shows the formula at a size; short, its two sums are written as one."""
        self.formula.set_formula(self._pieces(short), self.slot)
        self.formula.set_largest(pixels)

    def formula_fits(self, largest: float, *, short: bool) -> float:
        """The largest size in pixels at which the formula fits into its place."""
        return in_lines(self._pieces(short), largest, self.formula.width() - 1, self.formula.height() - 1)[0]

    def _pieces(self, short: bool) -> tuple[Piece, ...]:
        pieces = self.card.pieces if self.card else ()
        return with_one_sum(pieces) if short else pieces

    def title_fits(self, pixels: int, *, brief: bool) -> bool:
        """Whether the name at this size and the pill stand side by side, whatever the pill says, in any window."""
        name = QFontMetrics(font(pixels, SEMIBOLD)).horizontalAdvance(self.title.text())
        return px(19) + name + px(10) + self.pill.widest(brief=brief) <= self.width() - 2 * px(MARGIN)

    def arrange(
        self, *, compact: bool, title: int, brief: bool = False, pill_below: bool = False, flat: bool = False
    ) -> None:
        """Less height in a low window; smaller names, a brief pill, or one in the second line, where names are long.

        A flat card has its value beside the formula.
        """
        self.title.set_pixels(title)
        self.pill.be_brief(brief)
        if (compact, brief, pill_below, flat) != (self._compact, self._brief, self._pill_below, self._flat):
            self._compact, self._brief, self._pill_below, self._flat = compact, brief, pill_below, flat
            self._place_parts()

    @property
    def _margin(self) -> int:
        return px(13 if self._compact else MARGIN)

    @property
    def _foot(self) -> int:
        """Where the value begins."""
        return self.height() - px(44 if self._compact else 52)

    def _name_at(self) -> int:
        return self._margin + px(19)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        """Where everything stands: name, note, formula, value, from the top."""
        left, right = self._margin, self.width() - self._margin
        top = px(9 if self._compact else 11)
        pill = self.pill.widest(brief=self._brief)
        beside_name, beside_note = (right, right - pill - px(8)) if self._pill_below else (right - pill - px(8), right)
        self.title.setGeometry(QRect(self._name_at(), top, beside_name - self._name_at(), px(22)))
        self.assumption.setGeometry(QRect(left, top + px(21), beside_note - left, px(19)))
        self._pill_box = QRect(right - pill, top + px(21 if self._pill_below else 1), pill, px(20))
        self._place_pill()
        self._place_value()
        self.assumption.set_pixels(NOTE)
        if self.assumption.cut:
            self.assumption.set_pixels(SMALLEST)

    def _place_formula(self, foot: int, beside: int = 0) -> None:
        """Between the note and what begins here, and beside what is so wide."""
        left, top = self._margin, px(9 if self._compact else 11) + px(42)
        self.formula.setGeometry(QRect(left, top, self.width() - 2 * left - beside, foot - top - px(2)))

    def _place_value(self) -> None:
        """The value, and beside it unit and row; or the reason why there is none."""
        left, right, foot = self._margin, self.width() - self._margin, self._foot
        self.value.setAlignment(RIGHT if self._flat else LEFT)
        if self._flat:
            self._place_column(right)
            return
        self._place_formula(foot)
        row = self.row_value.text().partition(":")[0]
        size = 25 if self._compact else 30
        widest = QFontMetrics(font(size - 3, SEMIBOLD)).horizontalAdvance(show_number(88.0))
        words = self._unit_words(right - left - widest - px(10))
        lines = words.count("\n") + 2
        self.unit.wrap(lines > 2)
        self.unit.say(words)
        each = [self.unit.width_of(line) for line in words.split("\n")]
        beside = max(*each, self.unit.width_of(f"{row}: {show_number(-88.0)}")) + 1
        least = QFontMetrics(font(LEAST, SEMIBOLD)).horizontalAdvance(show_number(88.0))
        if self._pill_below or right - left - beside - px(10) < least:
            self._place_below(left, right, foot)
            return
        self.value.set_pixels(size)
        self.value.setGeometry(QRect(left, foot, right - left - beside - px(10), px(38)))
        top = foot + px(2 - (9 if lines > 2 else 0))
        self.unit.setGeometry(QRect(right - beside, top, beside, px(18 + 14 * (lines - 2))))
        self.row_value.setGeometry(QRect(right - beside, top + px(16 + 14 * (lines - 2)), beside, px(18)))
        self._place_reason(left if self.value.isHidden() else right - beside, right, foot - px(2))

    def _say_unit(self) -> None:
        """Unit and rows in one line."""
        self.unit.wrap(False)
        self.unit.say(f"{self.card.unit}, {self.card.rows}" if self.card else ", ")

    def _place_column(self, right: int) -> None:
        """On a flat card: at the right the value, under it unit and rows, then the row."""
        self._say_unit()
        value = QFontMetrics(font(LARGEST, SEMIBOLD)).horizontalAdvance(show_number(88.0))
        wide = max(value, self.unit.sizeHint().width(), self.row_value.sizeHint().width()) + 1
        self._place_formula(self.height() - px(6), wide + px(16))
        self.value.set_pixels(LARGEST)
        top = px(32) + (self.height() - px(38 + COLUMN)) // 2
        for part, height in ((self.value, 42), (self.unit, 17), (self.row_value, 17)):
            part.setGeometry(right - wide, top, wide, px(height))
            top += px(height)
        self._place_reason(right - wide, right, self.unit.y())

    def _place_below(self, left: int, right: int, foot: int) -> None:
        """On a very narrow card: the value in its own line, under it unit and rows, then the row."""
        foot, line = foot - px(16 if self._compact else 12), px(15 if self._compact else 17)
        self._place_formula(foot + px(2))
        self._say_unit()
        self.value.set_pixels(NARROW)
        self.value.setGeometry(QRect(left, foot, right - left, px(25)))
        self._place_pill_beside_value()
        for place, part in enumerate((self.unit, self.row_value)):
            part.setGeometry(QRect(left, foot + px(25) + place * line, right - left, line))
        self._place_reason(left, right, foot - px(2) if self.value.isHidden() else foot + px(18))

    def _place_pill_beside_value(self) -> None:
        """Where the value's line has room for it, the note has a line of its own."""
        line, pill = self.value.geometry(), self._pill_box.width()
        room = line.width() - pill - px(8)
        widest = QFontMetrics(font(NOTE, SEMIBOLD)).horizontalAdvance(show_number(88.0))
        if self._pill_below and not self.value.isHidden() and room >= widest:
            self.value.setGeometry(line.adjusted(0, 0, -pill - px(8), 0))
            self._pill_box.moveTo(line.right() + 1 - pill, line.top() - px(2))
            self.assumption.setGeometry(line.left(), self.assumption.y(), line.width(), self.assumption.height())
            self._place_pill()

    def _place_reason(self, left: int, right: int, top: int) -> None:
        """Why there is no value, in place of unit and row."""
        reason = self._reason()
        self.problem.say(reason)
        self.problem.setGeometry(QRect(left, top, right - left, self.height() - top - px(4)))
        for part, is_shown in ((self.problem, bool(reason)), (self.unit, not reason), (self.row_value, not reason)):
            part.setVisible(is_shown)

    def _unit_words(self, room: int) -> str:
        """Unit and rows, in two lines where one would leave the value little room."""
        unit, rows = (self.card.unit, self.card.rows) if self.card else ("", "")
        line = f"{unit}, {rows}"
        return line if self.unit.width_of(line) <= room else f"{unit},\n{rows}"

    def _reason(self) -> str:
        """Why there is no value, where the note does not tell it in full."""
        if self.card is None:
            return ""
        told = self.card.holds or not self.assumption.cut or not math.isnan(self.card.value)
        return self.card.problem or ("" if told else self.card.assumption)

    def _place_pill(self) -> None:
        width = min(self.pill.sizeHint().width(), self._pill_box.width())
        self.pill.setGeometry(self._pill_box.adjusted(self._pill_box.width() - width, 0, 0, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_ground(painter, self, self.slot)
        self.draw_ring(painter, QRectF(self.rect()).adjusted(px(4), px(4), -px(4), -px(4)), px(5))
        draw_mark(painter, self.slot, QPointF(self._margin + px(5), self.title.geometry().center().y() + 1))


def with_one_sum(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A formula that writes its two sums as one, over both indices."""
    return tuple(replace(piece, tex=_TWO_SUMS.sub(r"\\sum_{\1,j}", piece.tex)) for piece in pieces)


def draw_ground(painter: QPainter, card: QAbstractButton, slot: int) -> None:
    """The panel of a card: chosen, its edge has the colour of its definition; else it is darker under the pointer."""
    colours = theme()
    if card.isChecked():
        draw_panel(painter, card.rect(), colours.definition(slot), px(2.0))
    else:
        draw_panel(painter, card.rect(), colours.secondary if card.underMouse() else colours.line)
