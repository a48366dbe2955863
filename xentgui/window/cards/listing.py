"""Four and more definitions as a list: the chosen one with its formula above, then a line for each."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from xentgui.questions.card import Card
from xentgui.window.cards.choice import Choice, Pill
from xentgui.window.cards.text import LEFT, RIGHT, Value, Words, WordsThatOpen, grey
from xentgui.window.sizes import in_one_column, px
from xentgui.window.theme import SEMIBOLD, draw_mark, draw_panel, theme
from xentgui.window.typesetting import FormulaLabel

IN_SIGHT = 6  # lines; more scroll
NARROW, FORMULA = 560, 46  # pixels: a narrower list has the formula below, and no row or why
SIGNS = {"equal": "=", "rounding": "=", "coincidence": "=", "refused": "–", "undefined": "–"}


class CardLine(Choice):
    """A line of the list: name and note, value, difference, the row's value, and why."""

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(place, parent)
        self.title = Words(self, 13, SEMIBOLD)
        self.note = WordsThatOpen(self, 12, ink=grey)
        self.value = Value(self, 13, SEMIBOLD, lambda colours: colours.definition(self.slot), RIGHT)
        self.difference = Value(self, 13, align=RIGHT)
        self.row_value = Value(self, 13, align=RIGHT)
        self.pill = Pill(self)
        self.why = WordsThatOpen(self, 12, ink=grey)
        self._copies(self.value, self.difference, self.row_value)
        self._words = self.note, self.why
        self._columns: tuple[QRect, ...] = ()
        self._said = ""

    def show_card(self, card: Card, row: str, *, chosen: bool) -> None:
        super().show_card(card, row, chosen=chosen)
        refused = card.relation == "refused"
        self.title.say(card.title)
        self._said = "" if card.holds else card.assumption
        self.value.show_value(card.value, covered=card.is_covered)
        self.difference.show_value(0.0 if card.relation == "equal" else card.difference, signed=True)
        self.row_value.show_row(card)
        self.value.setVisible(not refused)
        self.row_value.setVisible(not refused)
        self.difference.setVisible(not chosen and not math.isnan(card.difference))
        self.pill.show_card(card, row)
        self.pill.setVisible(chosen)
        self.why.setVisible(not chosen)
        self.why.say(f"{SIGNS.get(card.relation, '≠')}  {card.problem or card.why}")

    def place_columns(self, columns: tuple[QRect, ...]) -> None:
        """Puts the parts into the list's columns: name, value, difference, row, why."""
        self._columns = columns
        if not columns:
            return
        name, *numbers, why = (QRect(box.left(), 0, box.width(), self.height()) for box in columns)
        told = [] if why.width() else [self.why.text()]
        wide = min(self.title.sizeHint().width() + 1, name.width() - px(18))
        self.title.setGeometry(name.left() + px(18), 0, wide, self.height())
        room = max(0, name.width() - px(26) - wide)
        whole = self.note.width_of(self._said) <= room
        self.note.say(self._said if whole else "")  # a piece of it would say something else
        self.title.say(self.title.text(), "\n".join(filter(None, ["" if whole else self._said, *told])))
        self.note.setGeometry(name.left() + px(18) + wide + px(8), 0, room, self.height())
        for part, box in zip((self.value, self.difference, self.row_value), numbers, strict=True):
            part.setGeometry(box)
        self.why.setGeometry(why)
        size = self.pill.sizeHint()
        left = why.left() if why.width() else self.width()
        self.pill.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme(), QPainter(self)
        if self.isChecked():
            painter.fillRect(self.rect(), QColor(colours.tint(self.slot)))
            painter.fillRect(QRectF(0, 0, px(3), self.height()), QColor(colours.definition(self.slot)))
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.hair))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(colours.hair))
        if self._columns:
            draw_mark(painter, self.slot, QPointF(self._columns[0].left() + px(5), self.height() / 2))
        self.draw_ring(painter, QRectF(self.rect()).adjusted(px(2), px(2), -px(2), -px(2)), px(3))


class _Lines(QScrollArea):
    """Scrolls by wheel and by what is chosen; the arrow keys choose."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class Listing(QWidget):
    """The panel of the list. `lines` are its choices, in the order of the cards."""

    line_added = Signal(object)  # Line
    copied = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[CardLine] = []
        self._compact, self._slot, self._shown = False, 0, 0
        self.title = Words(self, 15, SEMIBOLD)
        self.assumption = Words(self, 12, ink=grey)
        self.formula = FormulaLabel(parent=self)
        self.value = Value(self, 30, SEMIBOLD, lambda colours: colours.definition(self._slot), RIGHT)
        self.unit = Words(self, 12, ink=grey)
        self.row_value = Value(self, 12)
        self._heads = [Words(self, 12, ink=grey, align=align) for align in (LEFT, *[RIGHT] * 3, LEFT)]
        self._scroll = _Lines(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._inside = QWidget()
        self._scroll.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)
        for value in (self.value, self.row_value):
            value.copied.connect(self.copied)

    def show_cards(self, cards: Sequence[Card], chosen: int, row: str) -> None:
        while len(self.lines) < len(cards):
            line = CardLine(len(self.lines), self._inside)
            self.lines.append(line)
            self.line_added.emit(line)
        for place, line in enumerate(self.lines):
            line.setVisible(place < len(cards))
            if place < len(cards):
                line.show_card(cards[place], row, chosen=place == chosen)
        self._show_chosen(cards[chosen], row)
        rows = {card.rows for card in cards}
        texts = ("definition", rows.pop() if len(rows) == 1 else "value", "difference", row, "why")
        for head, text in zip(self._heads, texts, strict=True):
            head.say(text)
        self._shown = len(cards)
        self._place_parts()

    def reveal(self, place: int) -> None:
        """Scroll to a line."""
        self._scroll.ensureWidgetVisible(self.lines[place], 0, 0)

    def height_for(self, count: int, *, compact: bool, most: int = IN_SIGHT) -> int:
        """The height of the panel for so many lines, of which `most` are seen at once."""
        return self._above_lines(compact) + px(26) + min(count, most) * self._line(compact) + px(8)

    def arrange(self, *, compact: bool) -> None:
        if compact != self._compact:
            self._compact = compact
            self._place_parts()

    @property
    def _narrow(self) -> bool:
        return in_one_column(self) and self.width() < px(NARROW)

    def _above_lines(self, compact: bool) -> int:
        """The height of what is said of the chosen one."""
        return self._head(compact) + (px(FORMULA) if self._narrow else 0)

    @staticmethod
    def _head(compact: bool) -> int:
        return px(66 if compact else 74)

    @staticmethod
    def _line(compact: bool) -> int:
        return px(26 if compact else 31)

    def _show_chosen(self, card: Card, row: str) -> None:
        if card.slot != self._slot:
            self._slot = card.slot
            self.update()
        self.title.say(card.title)
        sign = "✓" if card.holds and not card.problem else "!"
        self.assumption.say(f"{sign}  {card.problem or card.assumption}")
        self.formula.set_formula(card.pieces, card.slot)
        self.value.show_value(card.value, covered=card.is_covered)
        self.value.setVisible(card.problem is None)
        self.row_value.show_row(card, f"{row}: ")
        self.row_value.setVisible(card.problem is None)
        self.unit.say("not defined here" if card.problem else f"{card.unit}, {card.rows}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        """Where everything stands; the columns keep their width whatever the numbers are."""
        margin, height = px(13 if self._compact else 18), self._above_lines(self._compact)
        self._place_chosen(margin)
        columns = self._columns(margin)
        for head, box in zip(self._heads, columns, strict=True):
            head.setGeometry(box.left(), height, box.width(), px(26))
        self._scroll.setGeometry(1, height + px(26), self.width() - 2, self.height() - height - px(26) - px(8))
        self._inside.resize(self.width() - 2, self._shown * self._line(self._compact))
        for place, line in enumerate(self.lines):
            line.setGeometry(0, place * self._line(self._compact), self.width() - 2, self._line(self._compact))
            line.place_columns(columns)

    def _place_chosen(self, margin: int) -> None:
        """What is said of the chosen one, above the lines."""
        right, head = self.width() - margin, self._head(self._compact)
        middle, wide, note = (head + px(8)) // 2, px(150), self.unit.width_of("nats, mean of 1,000 rows")
        self.unit.setGeometry(right - note, middle - px(18), note, px(18))
        self.row_value.setGeometry(right - note, middle, note, px(18))
        if self._narrow:
            name = right - note - px(8) - margin
            self.value.setGeometry(right - wide, head - px(8), wide, px(FORMULA))
            self.formula.setGeometry(margin, head - px(8), right - wide - px(12) - margin, px(FORMULA))
        else:
            name = min(px(210), self.width() // 4)
            self.value.setGeometry(right - note - px(14) - wide, middle - px(20), wide, px(38))
            left = margin + name + px(12)
            self.formula.setGeometry(left, px(8), self.value.x() - px(12) - left, head - px(8))
        self.title.setGeometry(margin + px(19), middle - px(23), name - px(19), px(22))
        self.assumption.setGeometry(margin, middle + 1, name, px(19))

    def _columns(self, margin: int) -> tuple[QRect, ...]:
        """Name, value, difference, row, why; the last two have no width where there is no room for them."""
        wide = max(px(86), self._heads[1].width_of(self._heads[1].text()) + px(2))
        why = 0 if self._narrow else max(px(172), min(px(190), self.width() // 5))
        widths = (wide, px(86), 0 if self._narrow else px(78))
        shown = sum(map(bool, (*widths, why)))
        name = self.width() - 2 * margin - why - sum(widths) - shown * px(12)
        boxes, x = [], margin
        for width in (name, *widths, why):
            boxes.append(QRect(x, 0, width, 0))
            x += width + px(12)
        return tuple(boxes)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_panel(painter, self.rect())
        y = self._above_lines(self._compact) + px(26) - 0.5
        painter.drawLine(QPointF(1, y), QPointF(self.width() - 1, y))
        title = self.title.geometry()
        draw_mark(painter, self._slot, QPointF(title.left() - px(14), title.center().y() + 1))
