"""What a report is made of, the same for a browser and for paper: blocks in the order of reading, and their numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from xentgui.questions.formula import Piece
from xentgui.questions.saying.runs import Run
from xentgui.window.numbers import MINUS, all_digits, show_entered, show_number

Ink = Literal["text", "secondary", "labels", "outputs"]
DIGIT_WIDE, POINT_WIDE = "\u2007", "\u2008"  # spaces as wide as a digit and as a point


@dataclass(frozen=True)
class Heading:
    """Level 1 is the title; `card` puts the mark of a definition in front, `note` stands under or beside it."""

    text: str
    level: int = 2
    card: int | None = None
    note: str = ""
    on_new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A sentence; `sign` ("=", "≠", "ln", "✓", "!") stands before it, `url` is where its source can be read."""

    runs: tuple[Run, ...]
    style: Literal["body", "note"] = "body"
    sign: str = ""
    url: str = ""


@dataclass(frozen=True)
class Formula:
    """A typeset formula, and the line of text that it reads as; a `worked` one has numbers put in."""

    pieces: tuple[Piece, ...]
    reading: str
    card: int
    small: bool = False
    worked: bool = False


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: numbers are aligned at their points, words are broken into lines.

    `pieces` is a head that is typeset; `shade` the ground of what definitions share, or of what one adds.
    """

    title: str
    group: str = ""
    ink: Ink = "text"
    card: int | None = None
    numbers: bool = True
    pieces: tuple[Piece, ...] = ()
    shade: Literal["", "shared", "added"] = ""


@dataclass(frozen=True)
class Cell:
    """What a cell shows; `value` is the number behind it, with all digits; a `blank` is to be filled in by hand."""

    text: str
    value: float | None = None
    card: int | None = None
    bold: bool = False
    computed: bool = False
    blank: bool = False
    between: tuple[float, float] | None = None  # as of a `Run`


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of each being the row's name; `foot` are sums under a line."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG with its size, what it shows in words, and the caption under it."""

    svg: str
    width: float
    height: float
    alt: str
    caption: str


@dataclass(frozen=True)
class Code:
    """A program, line by line."""

    text: str


@dataclass(frozen=True)
class Blank:
    """A line to write on."""


Block = Heading | Paragraph | Formula | Table | Figure | Code | Blank


@dataclass(frozen=True)
class Report:
    """The blocks of a report under its title, and the line at the foot of each page."""

    title: str
    blocks: tuple[Block, ...]
    made_with: str


def exact(value: float) -> str:
    """All digits that tell this number from every other."""
    return all_digits(value).replace("-", MINUS).removesuffix(".0") if math.isfinite(value) else show_number(value)


def exact_cell(value: float, *, bold: bool = False) -> Cell:
    """A number that is computed, with all its digits."""
    return Cell(exact(value), value, bold=bold, computed=True)


def entered_cell(value: float) -> Cell:
    return Cell(show_entered(value) if math.isfinite(value) else show_number(value), value)


def shown_cell(value: float) -> Cell:
    """A number with the digits of the window."""
    return Cell(show_number(value), value)


def aligned(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a column with their points under one another; powers of ten and words stay as they are."""
    plain = [cell.value is not None and cell.text.replace(MINUS, "").replace(".", "").isdigit() for cell in cells]
    widths = [_after_point(cell.text) for cell, is_plain in zip(cells, plain, strict=True) if is_plain]
    most = max(widths, default=0)
    return tuple(
        replace(cell, text=cell.text + _room(most, cell.text)) if is_plain else cell
        for cell, is_plain in zip(cells, plain, strict=True)
    )


def _after_point(text: str) -> int:
    return len(text.partition(".")[2])


def _room(most: int, text: str) -> str:
    missing = most - _after_point(text)
    return (POINT_WIDE if most and "." not in text else "") + DIGIT_WIDE * missing
