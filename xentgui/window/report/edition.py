"""The kinds of a report: for a ticket, with all there is, and a hand-out of chosen parts, which may have blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from xentgui.losses.batch import DataError
from xentgui.questions.saying.runs import equals
from xentgui.window.report.blocks import (
    DIGIT_WIDE,
    POINT_WIDE,
    Blank,
    Block,
    Cell,
    Formula,
    Table,
    aligned,
)
from xentgui.window.tables.lenses import short
from xentgui.window.theme import digits, show_number

PARTS = {
    "agreement": "How the definitions agree",
    "values": "What each definition gives",
    "definitions": "The formulas",
    "sources": "The formulas, what each assumes and where it is from",
    "data": "The data",
    "terms": "The chosen row, term by term",
    "curves": "Loss and slope as one output moves",
    "map": "Loss over all probabilities",
    "program": "A program that computes the value again",
    "training": "What is trained",
    "versions": "Versions of the program and what it needs",
}


@dataclass(frozen=True)
class Edition:
    """Which parts of a report are printed, and how; `blanks` are lines to write on, with a solution on a page behind.

    `title` stands in place of the one that the data have, `course` is a line under it.
    """

    parts: frozenset[str] = frozenset(PARTS)
    all_digits: bool = True
    blanks: bool = False
    title: str = ""
    course: str = ""


FOR_A_TICKET = Edition()
HAND_OUT = Edition(frozenset({"agreement", "values", "definitions", "data", "terms"}), all_digits=False)


def parts_named(text: str) -> frozenset[str]:
    """The parts of a list with commas. Raises DataError for a name that is none.

    >>> sorted(parts_named("terms, data"))
    ['data', 'terms']
    """
    names = [name.strip() for name in text.split(",")]
    unknown = next((name for name in names if name not in PARTS), None)
    if unknown is not None:
        raise DataError(f"a report has no part {unknown!r}: its parts are {', '.join(PARTS)}")
    return frozenset(names)


def with_blanks(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same with lines to write on in place of terms and sums; columns that would tell them are left out."""
    for block in blocks:
        if isinstance(block, Table):
            yield _to_fill_in(block) if block.foot else _as_given(block)
        elif isinstance(block, Formula) and block.worked:
            yield Blank()
        else:
            yield block


def _to_fill_in(table: Table) -> Table:
    def emptied(cells: Sequence[Cell]) -> tuple[Cell, ...]:
        return tuple(Cell("", blank=True) if cell.computed else cell for cell in cells)

    return replace(table, rows=tuple(map(emptied, table.rows)), foot=emptied(table.foot))


def _as_given(table: Table) -> Table:
    """The columns in which nothing is a result."""
    given = [place for place in range(len(table.columns)) if not any(row[place].computed for row in table.rows)]
    rows = tuple(tuple(row[place] for place in given) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in given), rows=rows)


def as_shown(block: Block) -> Block:
    """The block with the digits of the window; ≈ stands before a sum that the numbers as shown do not add up to."""
    if not isinstance(block, Table):
        return block
    rows = [[_shown(cell) for cell in row] for row in block.rows]
    if block.foot:
        above = zip(*rows, strict=True)
        rows.append([_shown_sum(total, parts) for total, parts in zip(block.foot, above, strict=True)])
    columns = [aligned(column) for column in zip(*rows, strict=True)]
    lines = tuple(zip(*columns, strict=True))
    return replace(block, rows=lines[: len(block.rows)], foot=lines[-1] if block.foot else ())


def _shown(cell: Cell) -> Cell:
    """A result has as many decimals as the window shows, what was entered at most as many."""
    text = cell.text.rstrip(DIGIT_WIDE + POINT_WIDE)
    if cell.value is not None and cell.computed:
        text = show_number(cell.value, signed=text.startswith("+"))
    elif cell.value is not None and len(text.partition(".")[2]) > digits.decimals:
        text = short(cell.value, digits.decimals)
    return replace(cell, text=text)


def _shown_sum(total: Cell, parts: Sequence[Cell]) -> Cell:
    shown = _shown(total)
    rounded = total.computed and equals(shown.text, [part.text for part in parts]) == "≈"
    return replace(shown, text=f"≈ {shown.text}") if rounded else shown
