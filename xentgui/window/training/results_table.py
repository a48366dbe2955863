"""A small table of results: a line for each contender; a click on a number copies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xentgui.window.cards.text import RIGHT, Value, Words, black, copy_value, grey, of_outputs
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.theme import SEMIBOLD, Theme, draw_mark, draw_panel, theme

CAPTION, HEAD, ROOM = 24, 26, 27
MARK, NAME, LONG_NAME, NUMBER = 27, 118, 150, 62  # widths of mark and names, least width of a column


@dataclass(frozen=True)
class ResultColumn:
    """A heading, the values by contender, whether they are outputs or shares shown as bars, and what they are."""

    head: str
    values: tuple[float, ...]
    outputs: bool = False
    bars: bool = False
    note: str = ""


class Results(QWidget):
    """Shows a caption, a note and the columns."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = Words(self, 13, SEMIBOLD)
        self._note = Words(self, 12, ink=grey, align=RIGHT)
        self._names: list[Words] = []
        self._places: tuple[int, ...] = ()
        self._heads: list[Words] = []
        self._values: list[list[Value]] = []
        self._columns: tuple[ResultColumn, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_results(
        self, caption: str, note: str, names: Sequence[tuple[int, str]], columns: Sequence[ResultColumn]
    ) -> None:
        """Display these; `names` are the places of the marks and the names of the lines."""
        self._caption.say(caption)
        self._note.say(note)
        shape = (len(names), len(columns))
        changed = shape != (len(self._names), len(self._heads))
        if changed:
            self._make(*shape)
        heads = [head.text() for head in self._heads]
        self._places, self._columns = tuple(place for place, _ in names), tuple(columns)
        for (_, text), words in zip(names, self._names, strict=True):
            words.say(text)
        for k, (column, head) in enumerate(zip(columns, self._heads, strict=True)):
            head.say(column.head, column.note)
            for line, number in enumerate(column.values):
                value = self._values[line][k]
                value.show_value(number)
                value.paint_with(of_outputs if column.outputs else black)
                value.setAccessibleName(f"{caption}, {names[line][1]}, {column.head}: {show_number(number)}")
        if changed:
            self.updateGeometry()
        if changed or heads != [head.text() for head in self._heads]:
            self._arrange()
        self.update()

    def _make(self, lines: int, columns: int) -> None:
        for old in (*self._names, *self._heads, *(value for values in self._values for value in values)):
            old.hide()
            old.deleteLater()
        self._names = [Words(self, 12, ink=grey) for _ in range(lines)]
        self._heads = [Words(self, 12, ink=grey, align=RIGHT) for _ in range(columns)]
        self._values = [[Value(self, 13, align=RIGHT) for _ in range(columns)] for _ in range(lines)]
        for value in (value for values in self._values for value in values):
            value.copied.connect(lambda number: self.said.emit(copy_value(number)))
            value.show()
        for words in (*self._names, *self._heads):
            words.show()

    def sizeHint(self) -> QSize:
        return QSize(px(398), px(CAPTION + HEAD) + len(self._names) * px(ROOM) + px(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _box(self) -> QRect:
        return QRect(0, px(CAPTION), self.width() - 1, px(HEAD) + len(self._names) * px(ROOM))

    def _arrange(self) -> None:
        wide = self._caption.width_of("After 1,000,000 epochs") + px(4)
        self._caption.setGeometry(QRect(0, 0, wide, px(20)))
        self._note.setGeometry(QRect(wide, 0, self.width() - wide, px(20)))
        boxes = self._column_boxes()
        for head, box in zip(self._heads, boxes, strict=True):
            head.setGeometry(QRect(box.left(), px(CAPTION), box.width(), px(HEAD)))
        for line, (name, values) in enumerate(zip(self._names, self._values, strict=True)):
            top = px(CAPTION + HEAD) + line * px(ROOM)
            name.setGeometry(QRect(px(25), top, self._name_width() - px(27), px(ROOM)))
            for value, box in zip(values, boxes, strict=True):
                value.setGeometry(QRect(box.left(), top, box.width(), px(ROOM)))

    def _name_width(self) -> int:
        whole = min(max([px(NAME), *(name.width_of(name.text()) + px(32) for name in self._names)]), px(LONG_NAME))
        return min(whole, max(px(MARK), self.width() - px(8) - sum(self._least_widths())))

    def _least_widths(self) -> list[int]:
        return [max(px(NUMBER), head.width_of(head.text()) + px(12)) for head in self._heads]

    def _column_boxes(self) -> list[QRect]:
        wide = self._least_widths()
        name = self._name_width()
        spare = max(0, self.width() - name - px(8) - sum(wide)) // max(len(wide), 1)
        boxes, left = [], name
        for each in wide:
            boxes.append(QRect(left, 0, each + spare - px(2), px(ROOM)))
            left += each + spare
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        draw_panel(painter, self._box().adjusted(0, 0, 1, 0), corner=6)
        for line, place in enumerate(self._places):
            top = px(CAPTION + HEAD) + line * px(ROOM)
            painter.fillRect(QRectF(1, top, self.width() - 2, 1), QColor(colours.hair))
            draw_mark(painter, place, QPointF(px(14), top + px(ROOM) / 2))
        self._paint_bars(painter, colours)

    def _paint_bars(self, painter: QPainter, colours: Theme) -> None:
        for column, place in zip(self._columns, self._column_boxes(), strict=True):
            if not column.bars:
                continue
            for line, value in enumerate(column.values):
                if value == value:
                    room = place.width() - px(4)
                    bar = QRectF(
                        place.left() + px(6),
                        px(CAPTION + HEAD) + line * px(ROOM) + px(4),
                        room * value,
                        px(ROOM) - px(8),
                    )
                    painter.fillRect(bar, QColor(colours.bars))
