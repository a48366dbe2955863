"""One definition as a line of the list that four and more cards make."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from xentgui.questions.card import Card
from xentgui.window.cards.choice import Choice, relation_words
from xentgui.window.cards.pill import Pill
from xentgui.window.cards.text import RIGHT, Value, Words
from xentgui.window.theme import SEMIBOLD, draw_mark, theme

SIGNS = {"equal": "=", "rounding": "=", "coincidence": "=", "refused": "–", "undefined": "–"}


class Line(Choice):
    """A line of the list: name and note, value, difference, the row's value, and why."""

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(place, parent)
        self.title = Words(self, 13, SEMIBOLD)
        self.note = Words(self, 12, ink=lambda colours: colours.secondary)
        self.value = Value(self, 13, SEMIBOLD, lambda colours: colours.definition(self.slot), RIGHT)
        self.difference = Value(self, 13, align=RIGHT)
        self.row_value = Value(self, 13, align=RIGHT)
        self.pill = Pill(self)
        self.why = Words(self, 12, ink=lambda colours: colours.secondary)
        self._copies(self.value, self.difference, self.row_value)
        self._words = self.note, self.why
        self._columns: tuple[QRect, ...] = ()
        self._said = ""

    def show_card(self, card: Card, row: int, *, chosen: bool) -> None:
        super().show_card(card, row, chosen=chosen)
        refused = card.relation == "refused"
        self.title.say(card.title)
        self._said = "" if card.holds else card.assumption
        self.value.show_value(card.value)
        self.difference.show_value(0.0 if card.relation == "equal" else card.difference, signed=True)
        self.row_value.show_value(card.row_value)
        self.value.setVisible(not refused)
        self.row_value.setVisible(not refused)
        self.difference.setVisible(not chosen and not math.isnan(card.difference))
        self.pill.show_relation(card.relation, relation_words(card), card.slot)
        self.pill.setVisible(chosen)
        self.why.setVisible(not chosen)
        self.why.say(f"{SIGNS.get(card.relation, '≠')}  {card.problem or card.why}")
        self.place_columns(self._columns)

    def place_columns(self, columns: tuple[QRect, ...]) -> None:
        """Puts the parts into the list's columns: name, value, difference, row, why."""
        self._columns = columns
        if not columns:
            return
        name, *numbers, why = (QRect(box.left(), 0, box.width(), self.height()) for box in columns)
        wide = min(self.title.sizeHint().width() + 1, name.width() - 18)
        self.title.setGeometry(name.left() + 18, 0, wide, self.height())
        room = max(0, name.width() - 26 - wide)
        whole = self.note.width_of(self._said) <= room
        self.note.say(self._said if whole else "")  # a piece of it would say something else
        self.title.say(self.title.text(), "" if whole else self._said)
        self.note.setGeometry(name.left() + 18 + wide + 8, 0, room, self.height())
        for part, box in zip((self.value, self.difference, self.row_value), numbers, strict=True):
            part.setGeometry(box)
        self.why.setGeometry(why)
        size = self.pill.sizeHint()
        self.pill.setGeometry(why.left(), (self.height() - size.height()) // 2, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme(), QPainter(self)
        if self.isChecked():
            painter.fillRect(self.rect(), QColor(colours.tint(self.slot)))
            painter.fillRect(QRectF(0, 0, 3, self.height()), QColor(colours.definition(self.slot)))
        elif self.underMouse():
            painter.fillRect(self.rect(), QColor(colours.hair))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(colours.hair))
        if self._columns:
            draw_mark(painter, self.slot, QPointF(self._columns[0].left() + 5, self.height() / 2))
        self.draw_ring(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), 3)
