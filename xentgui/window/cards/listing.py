"""Four and more definitions: the chosen one with its formula above, then a line for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from xentgui.questions.card import Card
from xentgui.window.cards.line import Line
from xentgui.window.cards.text import LEFT, RIGHT, Value, Words
from xentgui.window.theme import SEMIBOLD, draw_mark, theme
from xentgui.window.typesetting import FormulaLabel

IN_SIGHT = 6  # lines; more scroll


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
        self.lines: list[Line] = []
        self._compact, self._slot, self._shown = False, 0, 0
        self.title = Words(self, 15, SEMIBOLD)
        self.assumption = Words(self, 12, ink=lambda colours: colours.secondary)
        self.formula = FormulaLabel(parent=self)
        self.value = Value(self, 30, SEMIBOLD, lambda colours: colours.definition(self._slot), RIGHT)
        self.unit = Words(self, 12, ink=lambda colours: colours.secondary)
        self.row_value = Value(self, 12)
        self._heads = [
            Words(self, 12, ink=lambda colours: colours.secondary, align=align) for align in (LEFT, *[RIGHT] * 3, LEFT)
        ]
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

    def show_cards(self, cards: Sequence[Card], chosen: int, row: int) -> None:
        while len(self.lines) < len(cards):
            line = Line(len(self.lines), self._inside)
            self.lines.append(line)
            self.line_added.emit(line)
        for place, line in enumerate(self.lines):
            line.setVisible(place < len(cards))
            if place < len(cards):
                line.show_card(cards[place], row, chosen=place == chosen)
        self._show_chosen(cards[chosen], row)
        rows = {card.rows for card in cards}
        texts = ("definition", rows.pop() if len(rows) == 1 else "value", "difference", f"row {row + 1}", "why")
        for head, text in zip(self._heads, texts, strict=True):
            head.say(text)
        self._shown = len(cards)
        self._place_parts()

    def reveal(self, place: int) -> None:
        """Scroll to a line."""
        self._scroll.ensureWidgetVisible(self.lines[place], 0, 0)

    def height_for(self, count: int, *, compact: bool) -> int:
        """The height of the panel for so many lines."""
        return self._head(compact) + 26 + min(count, IN_SIGHT) * self._line(compact) + 8

    def arrange(self, *, compact: bool) -> None:
        if compact != self._compact:
            self._compact = compact
            self._place_parts()

    @staticmethod
    def _head(compact: bool) -> int:
        return 66 if compact else 74

    @staticmethod
    def _line(compact: bool) -> int:
        return 26 if compact else 31

    def _show_chosen(self, card: Card, row: int) -> None:
        self._slot = card.slot
        self.title.say(card.title)
        self.assumption.say(f"{'✓' if card.holds else '!'}  {card.problem or card.assumption}")
        self.formula.set_formula(card.pieces, card.slot)
        self.value.show_value(card.value)
        self.value.setVisible(card.problem is None)
        self.row_value.show_value(card.row_value, f"row {row + 1}: ")
        self.row_value.setVisible(card.problem is None)
        self.unit.say("not defined here" if card.problem else f"{card.unit}, {card.rows}")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        """Where everything stands; the columns keep their width whatever the numbers are."""
        margin, height = (13 if self._compact else 18), self._head(self._compact)
        right, middle = self.width() - margin, (height + 8) // 2
        name = min(210, self.width() // 4)
        self.title.setGeometry(margin + 19, middle - 23, name - 19, 22)
        self.assumption.setGeometry(margin, middle + 1, name, 19)
        note = self.unit.width_of("nats, mean of 1,000 rows")
        self.unit.setGeometry(right - note, middle - 18, note, 18)
        self.row_value.setGeometry(right - note, middle, note, 18)
        self.value.setGeometry(right - note - 14 - 150, middle - 20, 150, 38)
        left = margin + name + 12
        self.formula.setGeometry(left, 8, self.value.x() - 12 - left, height - 8)
        columns = self._columns(margin)
        for head, box in zip(self._heads, columns, strict=True):
            head.setGeometry(box.left(), height, box.width(), 26)
        self._scroll.setGeometry(1, height + 26, self.width() - 2, self.height() - height - 26 - 8)
        self._inside.resize(self.width() - 2, self._shown * self._line(self._compact))
        for place, line in enumerate(self.lines):
            line.setGeometry(0, place * self._line(self._compact), self.width() - 2, self._line(self._compact))
            line.place_columns(columns)

    def _columns(self, margin: int) -> tuple[QRect, ...]:
        """Name, value, difference, row, why."""
        wide = max(86, self._heads[1].width_of(self._heads[1].text()) + 2)
        widths = (wide, 86, 78)
        why = max(172, min(190, self.width() // 5))
        name = self.width() - 2 * margin - why - sum(widths) - 4 * 12
        boxes, x = [], margin
        for width in (name, *widths, why):
            boxes.append(QRect(x, 0, width, 0))
            x += width + 12
        return tuple(boxes)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        y = self._head(self._compact) + 25.5
        painter.drawLine(QPointF(1, y), QPointF(self.width() - 1, y))
        title = self.title.geometry()
        draw_mark(painter, self._slot, QPointF(title.left() - 14, title.center().y() + 1))
