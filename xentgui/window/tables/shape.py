"""How large things are: pure arithmetic of the column's size and the entry's, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize

LOW = 25  # the row of a low window
NARROW, WIDE = 56, 150  # the narrowest and the widest column of numbers
SIDE, LOSS, BAR, BORDER = 36, 80, 12, 2
TALL = 700  # what a window of 900 px leaves to this column: three tables stand there
FIRST, CAPTION, GAP, MEAN = 24, 36, 10, 22  # heights of captions, of what is free between tables, and of the mean
HINT = 78
FOLDED_FROM = 7  # classes: from here on one-hot labels fold into one column


@dataclass(frozen=True)
class Sizes:
    """Of all tables: the height of a row, the widths of row names, classes, numbers and losses."""

    row: int
    side: int
    column: int
    loss: int
    word: int = 0


def row_height(height: int, rows: int, weights: bool) -> int:
    """The height of a row: lower where the column is low, where weights stand above, and in long tables."""
    row = 30 if height >= 750 else 28 if height >= 650 else LOW
    return min(row, 28 if weights else row, 26 if rows >= 100 else row)


def sizes(room: int, height: int, rows: int, columns: int, *, weights: bool, side: int = SIDE, word: int = 0) -> Sizes:
    """The sizes of tables in a column of `room` x `height`; `word` is the width of the folded class column, if any."""
    loss = 100 if columns == 1 else 68 if word else LOSS
    left = room - side - word - loss - BORDER
    if columns * NARROW > left:  # whole columns, and no digits that are cut off
        column = (left - BAR) // max((left - BAR) // NARROW, 1)
    else:
        column = min(left // max(columns, 1), WIDE)
    return Sizes(row_height(height, rows, weights), side, column, loss, word)


@dataclass(frozen=True)
class Plan:
    """The sizes of the three tables, whether they scroll down and across, and whether there is room for the hint."""

    row: int
    labels: QSize
    outputs: QSize
    activations: QSize
    down: bool
    across: bool
    hint: bool


def plan(size: Sizes, room: QSize, rows: int, columns: int, *, weights: bool, third: bool, binary: bool) -> Plan:
    """How large each table is; where the room is short all show the same number of rows and scroll together."""
    stacked = 1 if size.word else 3 if third else 2
    numbers = columns * size.column
    across = size.side + size.word + numbers + size.loss + BORDER > room.width()
    level = BAR if across else 0
    words = (0 if size.word else FIRST + GAP) + CAPTION * (2 if third else 1) + MEAN

    def spare(row: int) -> int:
        return words + level + stacked * (row + BORDER) + (row if weights else 0)

    def fitting(row: int) -> int:
        return max((room.height() - spare(row)) // (stacked * row), 2)

    row = size.row if fitting(size.row) > rows or size.row > LOW else LOW - 1
    whole, answers = min(rows + 1, fitting(row)), min(rows, fitting(row))
    down = whole < rows + 1
    rail = BAR if down else 0
    within = min(size.side + numbers, room.width() - size.loss - BORDER - size.word - rail)
    head = row + BORDER
    wide = size.side + (2 if binary else columns) * size.column
    used = spare(row) + (whole * (1 if size.word else 2) + (answers if third else 0)) * row
    return Plan(
        row,
        QSize(within + rail + BORDER, head + (row if weights else 0) + whole * row),
        QSize(within + size.word + size.loss + rail + BORDER, head + whole * row + level),
        QSize(min(wide, max(within, size.side + 2 * size.column)) + rail + BORDER, head + answers * row),
        down,
        across,
        room.height() - used >= HINT + GAP,
    )
