"""How large things are: pure arithmetic of the column's size and the entry's, in pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QSize

from xentgui.window.sizes import px

LOW = 25  # the row of a low window
NARROW, WIDE = 56, 150  # the narrowest and the widest column of numbers, where a number has few digits
SIDE, LOSS, BAR, BORDER = 36, 80, 12, 2
TALL = 700  # what a window of 900 px leaves to this column: three tables stand there
FIRST, CAPTION, GAP, MEAN = 24, 36, 10, 22  # heights of captions, of what is free between tables, and of the mean
HINT = 78
PLUS = 26  # beside the names of the classes, to add one
ALONE, ALONE_COLUMN = (416, 300), 90  # the least that the tables take of a full screen, and their columns
BRIEF_FROM = 1_001  # classes: from here on each row shows its largest alone
BRIEF, BRIEF_WORD = 92, 100  # the columns of such a table, and that of its classes
FOLDED_FROM = 7  # classes: from here on one-hot labels fold into one column


@dataclass(frozen=True)
class Room:
    """What is to be placed where: the column's size, the table's, and the widths that its words need."""

    width: int
    height: int
    rows: int
    columns: int
    weights: bool = False  # a row of weights over the labels
    third: bool = False  # a third table
    narrow: int = NARROW  # the narrowest column of numbers
    value: int = NARROW  # the width of a computed number
    plus: bool = False  # a button beside the names of the classes
    answers: int = 0  # the columns of the third table
    side: int = SIDE  # the width of the row names
    word: int = 0  # the width of the folded column of classes; 0 where it is not folded

    @property
    def loss(self) -> int:
        usual = px(68 if self.word else 100 if self.columns == 1 else LOSS)
        return max(usual, self.value + px(LOSS - NARROW))

    @property
    def numbers(self) -> int:
        """The width that is left for the columns of outputs."""
        return self.width - self.side - self.word - self.loss - px(BORDER)

    @property
    def tables(self) -> int:
        return 1 if self.word else 3 if self.third else 2

    @property
    def across(self) -> bool:
        """Whether there are more columns than fit."""
        return self.columns * self.narrow > self.numbers

    @property
    def row(self) -> int:
        """The height of a row: lower where the column is low, where weights stand above, and in long tables."""
        row = px(30 if self.height >= px(750) else 28 if self.height >= px(650) else LOW)
        row = min(row, px(28) if self.weights else row, px(26) if self.rows >= 100 else row)
        tried = (row, px(LOW - 1), px(LOW - 2)) if row <= px(LOW) else (row,)
        return next((height for height in tried if self.fitting(height) >= self.rows), row)

    def spare(self, row: int) -> int:
        """The height of everything but the rows below the headers."""
        words = (0 if self.word else px(FIRST + GAP)) + px(CAPTION) * (2 if self.third else 1) + px(MEAN)
        return words + px(BAR) * self.across + self.tables * (row + px(BORDER)) + row * self.weights

    def fitting(self, row: int) -> int:
        """How many rows of a height fit into each table; at least two."""
        return max((self.height - self.spare(row)) // (self.tables * row), 2)

    def column(self, rail: int) -> int:
        """The width of a column: all of the room up to a limit, or whole columns where they do not fit."""
        left = self.numbers - rail
        if self.columns * self.narrow > left:
            return left // max(left // self.narrow, 1)
        return min(left // max(self.columns, 1), px(WIDE))


def alone(room: Room) -> QSize:
    """What all rows need in two low tables: the less that is, the larger a full screen shows them."""
    two = replace(room, third=False)
    columns = two.columns * max(two.narrow, px(ALONE_COLUMN)) + two.side + two.word + two.loss + px(PLUS + 2 * BORDER)
    rows = two.spare(px(LOW)) + two.tables * (two.rows + 1) * px(LOW)
    return QSize(max(columns, px(ALONE[0])), max(rows, px(ALONE[1])))


@dataclass(frozen=True)
class Plan:
    """The sizes of rows, columns and tables, whether they scroll down and across, and whether the hint has room."""

    row: int
    column: int
    labels: QSize
    outputs: QSize
    activations: QSize
    down: bool
    across: bool
    hint: bool


def plan(room: Room) -> Plan:
    """How large everything is; where the room is short all tables show the same number of rows and scroll together."""
    row, rows = room.row, room.rows
    whole = min(rows + 1, room.fitting(row))
    answers = whole - 1  # without the row that is not there yet: so that it scrolls as far as the others
    down = whole < rows + 1
    rail = px(BAR) if down else 0
    column = room.column(rail)
    within = min(room.side + room.columns * column, room.width - room.loss - px(BORDER) - room.word - rail)
    third = min(room.side + room.answers * column, max(within, room.side + 2 * column))
    head = row + px(BORDER)
    used = room.spare(row) + (whole * (1 if room.word else 2) + (answers if room.third else 0)) * row
    return Plan(
        row,
        column,
        labels=QSize(within + rail + px(PLUS) * room.plus + px(BORDER), head + row * room.weights + whole * row),
        outputs=QSize(
            within + room.word + room.loss + rail + px(BORDER),
            head + row * (room.weights and room.word > 0) + whole * row + px(BAR) * room.across,
        ),
        activations=QSize(third + rail + px(BORDER), head + answers * row),
        down=down,
        across=room.columns * column > room.numbers - rail,
        hint=room.height - used >= px(HINT + GAP),
    )
