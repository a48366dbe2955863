"""The terms of one row as a table: class, y, a, the shared term on grey, what a definition adds on its tint."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.questions.formula import Piece
from xentgui.questions.saying.runs import equals
from xentgui.questions.worked import TermRow, Worked
from xentgui.window.cards.text import LEFT, RIGHT, Ink, Value, Words, black, grey, of_definition, of_outputs
from xentgui.window.numbers import MINUS, all_digits, show_entered, show_number, show_power
from xentgui.window.sizes import px
from xentgui.window.theme import NORMAL, SEMIBOLD, Theme, theme
from xentgui.window.typesetting import draw, fitting, layout

HEADER, ROOM = 32, 29
HEAD_SIZE = 15.0
LABEL, ACTIVATION, TERM = 24, 58, 50  # least widths
WIDE_LABEL = 38
WIDE_ACTIVATION = 84
NAME, LONG_NAME = 44, 150
MOST_NAMES = 100  # that decide how wide their column is
SMALL_HEAD = 12.5
PAD, GAP, EDGE = 8, 6, 3
COLUMNS: dict[str, tuple[str, Ink]] = {  # how each is called, and its colour: labels blue, outputs orange
    "label": ("label y", lambda colours: colours.labels),
    "activation": ("output a", of_outputs),
    "shared": ("shared term", black),
    "added": ("added term", black),
}
OUTPUTS_HEAD = r"\textcolor{outputs}{a_j}"


class TermTable(QWidget):
    """Shows worked terms. A click on a value copies it with all its digits."""

    copied = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._worked: Worked | None = None
        self._adds = 0  # the slot of the definition that adds what stands in the last column
        self._names: list[Words] = []
        self._values: list[list[Value]] = []
        self._total = Words(self, 12, NORMAL, grey, LEFT)
        self._totals = [self._value(SEMIBOLD), self._value(SEMIBOLD)]
        self._room, self._name_room = px(ROOM), px(NAME)
        self._placed: tuple[QRect, ...] = ()
        self._head_size = HEAD_SIZE
        self._ground: object = None  # what was painted, beside names and values

    def show_terms(self, worked: Worked, shared: int | None, adds: int, names: Sequence[str], row_words: str) -> None:
        """Display these; the totals have the colours of the definitions in these slots.

        `names` are those of all classes: the column is as wide whichever of them have a row.
        """
        self._worked, self._adds = worked, adds
        while len(self._names) < len(worked.rows):
            self._names.append(Words(self, 13))
            self._values.append([self._value() for _ in COLUMNS])
        for place, (name, values) in enumerate(zip(self._names, self._values, strict=True)):
            inside = place < len(worked.rows)
            for part in (name, *values):
                part.setVisible(inside)
            if inside:
                _show_row(worked.rows[place], values, with_added=worked.added_tex is not None)
        rows = [row.name for row in worked.rows if not row.rest]
        others = ("the other 10",) if any(row.rest for row in worked.rows) else ()
        widest = max(self._names[0].width_of(name) for name in (*names[:MOST_NAMES], *rows, *others))
        self._name_room = min(max(px(NAME), widest + px(10)), px(LONG_NAME))
        self._total.say(row_words)
        parts = [each.shared for each in worked.rows]
        self._show_total(self._totals[0], f"{row_words}, sum of the shared terms", worked.shared_total, parts, shared)
        parts = [each.added for each in worked.rows]
        self._show_total(self._totals[1], f"{row_words}, sum of what is added", worked.added_total, parts, adds)
        self._totals[1].setVisible(worked.added_tex is not None)
        self._arrange()

    @property
    def rows(self) -> int:
        """How many outputs have a line, the last one that of the others together."""
        return len(self._worked.rows) if self._worked is not None else 0

    def set_room(self, pixels: int) -> None:
        """The height of a row."""
        if pixels != self._room:
            self._room = pixels
            self.updateGeometry()
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(px(372), px(HEADER) + (self.rows + 1) * self._room + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._worked is None:
            return
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (column, pieces) in enumerate(zip(self._placed, self._heads(self._worked), strict=True)):
            if place >= 2:
                self._paint_shade(painter, column, colours, None if place == 2 else self._adds)
            if event.rect().top() < HEADER:
                self._paint_head(painter, column, pieces, colours, place)

    def _value(self, weight: QFont.Weight = NORMAL) -> Value:
        value = Value(self, 13, weight, align=RIGHT)
        value.copied.connect(self.copied)
        return value

    def _show_total(self, value: Value, name: str, total: float, parts: Sequence[float], slot: int | None) -> None:
        rounded = equals(show_number(total), map(show_number, parts)) == "≈"
        value.show_value(total, "≈ " if rounded else "")
        value.setAccessibleName(f"{name}: {show_number(total)}")
        value.paint_with(black if slot is None else of_definition(slot))

    def _heads(self, worked: Worked) -> tuple[tuple[Piece, ...], ...]:
        texts = [worked.label_tex, OUTPUTS_HEAD, worked.shared_tex, worked.added_tex]
        return tuple((Piece(text, "plain"),) for text in texts if text is not None)

    def _columns(self) -> tuple[QRect, ...]:
        """Label, activation, shared and, if there is one, added: from left to right, as far right as they go."""
        if self._worked is None:
            return ()
        heads = self._heads(self._worked)
        wanted = [self._widest(place) for place in range(len(heads))]
        label = min(max(wanted[0], px(LABEL)), px(WIDE_LABEL))
        activation = max(min(max(wanted[1], px(ACTIVATION)), px(WIDE_ACTIVATION)), self._narrowest(1))
        room = (
            self.width()
            - self._name_room
            - label
            - activation
            - (len(heads) - 1) * px(GAP)
            - 2 * px(PAD) * (len(heads) - 2)
        )
        natural = sum(layout(head).size(1.0).width() for head in heads[2:])
        self._head_size = max(SMALL_HEAD, min(HEAD_SIZE, room / natural))
        terms = [max(px(TERM), int(layout(head).size(self._head_size).width()) + 1) + 2 * px(PAD) for head in heads[2:]]
        terms = [max(width, self._narrowest(2 + place, self._totals[place])) for place, width in enumerate(terms)]
        widths = self._widened([label, activation, *terms], wanted)
        right, columns = self.width(), []
        for width in reversed(widths):
            columns.append(QRect(right - width, 0, width, self.sizeHint().height()))
            right -= width + px(GAP)
        return tuple(reversed(columns))

    def _widened(self, widths: list[int], wanted: Sequence[int]) -> list[int]:
        """Columns with as much more as their numbers want, from the room that names and columns leave."""
        spare = self.width() - self._name_room - sum(widths) - (len(widths) - 1) * px(GAP)
        for place, width in enumerate(widths):
            more = max(0, min(wanted[place] - width, spare))
            widths[place], spare = width + more, spare - more
        return widths

    def _widest(self, place: int) -> int:
        """The width of a column that shows its numbers as they are."""
        return max((values[place].full_width() for values in self._values[: self.rows]), default=0) + px(PAD + EDGE)

    def _narrowest(self, place: int, *totals: Value) -> int:
        """The least width of a column that cuts no number, its total included."""
        values = [*(values[place] for values in self._values[: self.rows]), *totals]
        return max((value.least_width() for value in values), default=0) + px(PAD + EDGE)

    def _arrange(self) -> None:
        self._placed = columns = self._columns()
        if self._worked is None or not columns:
            return
        ground = self._adds, columns, self._heads(self._worked), self.rows, self._room
        if ground != self._ground:
            self._ground = ground
            self.update()
        rows = len(self._worked.rows)
        for place in range(rows):
            top = px(HEADER) + place * self._room
            self._names[place].setGeometry(0, top, columns[0].left() - px(4), self._room)
            _write(self._names[place], self._worked.rows[place])
            for value, column in zip(self._values[place], columns, strict=False):
                value.setGeometry(_band(column.adjusted(px(EDGE), 0, -px(PAD), 0), top, self._room))
        top = px(HEADER) + rows * self._room + px(2)
        self._total.setGeometry(0, top, columns[2].left() - px(4), self._room)
        for value, column in zip(self._totals, columns[2:], strict=False):
            value.setGeometry(_band(column.adjusted(px(EDGE), 0, -px(PAD), 0), top, self._room))

    def _paint_head(
        self, painter: QPainter, column: QRect, pieces: Sequence[Piece], colours: Theme, place: int
    ) -> None:
        room = column.width() - (2 * px(PAD) if place >= 2 else px(PAD))
        pixels = fitting(pieces, self._head_size if place >= 2 else HEAD_SIZE, room, px(HEADER - 6))
        size = layout(pieces)
        left = column.right() + 1 - px(PAD) - size.width * px(pixels)
        if place >= 2:
            left = column.left() + (column.width() - size.width * px(pixels)) / 2
        draw(painter, QPointF(left, px(HEADER) * 0.62), pieces, pixels, self._adds, colours)

    def _paint_shade(self, painter: QPainter, column: QRect, colours: Theme, adds: int | None) -> None:
        """The ground of a column and the line under its head: solid for what is shared, dashed for what is added."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.shared if adds is None else colours.tint(adds)))
        painter.drawRoundedRect(QRectF(column), px(6), px(6))
        line = QPen(QColor(colours.secondary if adds is None else colours.definition(adds)), px(2))
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        if adds is not None:
            line.setDashPattern([3.5, 2])
        painter.setPen(line)
        painter.drawLine(QPointF(column.left(), px(HEADER) - 1), QPointF(column.right() + 1, px(HEADER) - 1))
        painter.setPen(QPen(QColor(colours.line), 1))
        total = px(HEADER) + self.rows * self._room + px(1.5)
        painter.drawLine(QPointF(column.left(), total), QPointF(column.right() + 1, total))


def _band(column: QRect, top: int, height: int) -> QRect:
    return QRect(column.left(), top, column.width(), height)


def _write(name: Words, row: TermRow) -> None:
    """What an output is called, or the others, in the longest words that fit."""
    wordings: tuple[str, ...] = (row.name,)
    if row.rest:
        wordings = (row.name, f"the other {row.rest}", f"{row.rest} others")
    name.say(next((words for words in wordings if name.width_of(words) <= name.width()), wordings[-1]))


def _show_row(row: TermRow, values: Sequence[Value], *, with_added: bool) -> None:
    words = row.name
    numbers = (row.label, row.activation, row.shared, row.added)
    for value, (field, (spoken, ink)), number in zip(values, COLUMNS.items(), numbers, strict=True):
        if field == "label" and len(short := show_entered(round(number, 15))) <= 5:
            value.show_written(number, short)
        elif field == "activation" and number == 0 and math.isfinite(row.minus_log):
            power = f"e to the power {MINUS}{all_digits(row.minus_log)}\n0 in 64 bits"
            value.show_written(number, show_power(row.minus_log), power)
        else:
            value.show_value(number)
        value.setAccessibleName(f"{words}, {spoken}: {value.text()}")
        value.paint_with(ink if number or field == "activation" else grey)  # what is 0 stays in the background
    values[-1].setVisible(with_added)


def adding(worked: Worked, analysis: Analysis) -> int:
    """The slot of the definition that adds the terms of the last column."""
    for line in worked.lines:
        if any(piece.role == "added" for piece in line.pieces):
            return analysis.shown[line.card].slot
    return next((card.slot for card in analysis.shown if card.definition.two_sided), 0)
