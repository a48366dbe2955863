"""What a report is made of: blocks in the order of reading, the same for a page in a browser and for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xentgui.questions.formula import Piece
from xentgui.questions.saying.runs import Run

Ink = Literal["text", "secondary", "labels", "outputs"]


@dataclass(frozen=True)
class Heading:
    """Level 1 is the title; `card` puts the mark of a definition in front, `note` stands under or beside it."""

    text: str
    level: int = 2
    card: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A sentence; `sign` ("=", "≠", "ln", "✓", "!") stands before it, `url` is where its source can be read."""

    runs: tuple[Run, ...]
    style: Literal["body", "note"] = "body"
    sign: str = ""
    url: str = ""


@dataclass(frozen=True)
class Formula:
    """A typeset formula, and the line of text that it reads as."""

    pieces: tuple[Piece, ...]
    reading: str
    card: int
    small: bool = False


@dataclass(frozen=True)
class Column:
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
    """What a cell shows; `value` is the number behind it, with all digits."""

    text: str
    value: float | None = None
    card: int | None = None
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first of each being the row's name; `foot` are sums under a line."""

    caption: str
    columns: tuple[Column, ...]
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


Block = Heading | Paragraph | Formula | Table | Figure | Code


@dataclass(frozen=True)
class Report:
    """The blocks of a report under its title, and the line at the foot of each page."""

    title: str
    blocks: tuple[Block, ...]
    made_with: str
