"""The focused row of a report, term by term, and each formula with its numbers put in."""

from __future__ import annotations

import math
from collections.abc import Iterator

from xentgui.analysis import Analysis
from xentgui.formulas.spoken import reading
from xentgui.questions.formula import Piece
from xentgui.questions.saying.runs import Run
from xentgui.questions.worked import Worked
from xentgui.window.report.blocks import Block, Cell, Column, Formula, Heading, Paragraph, Table
from xentgui.window.report.numbers import aligned, entered_cell, exact_cell, shown_cell
from xentgui.window.theme import digits


def row_blocks(analysis: Analysis) -> Iterator[Block]:
    worked = analysis.worked_to(digits.decimals)
    if worked is None:
        return
    yield Heading(f"Row {worked.row + 1:,}, term by term")
    yield _terms(analysis, worked)
    for line in worked.lines:
        card = analysis.cards[line.card]
        runs = (Run(card.short, role="definition", card=card.slot), Run(f"  {line.words}"))
        yield Paragraph(runs)
        if not math.isnan(line.value):
            yield Formula(line.pieces, reading(line.tex), card.slot)


def _terms(analysis: Analysis, worked: Worked) -> Table:
    adds = _adds(analysis, worked)
    columns = [
        Column("output", numbers=False),
        Column("label y", ink="labels"),
        Column("output a", ink="outputs"),
        Column(reading(worked.shared_tex), pieces=(Piece(worked.shared_tex),), shade="shared"),
    ]
    rows = worked.rows
    cells = [
        [Cell(f"the other {row.rest} together" if row.rest else row.name) for row in rows],
        list(aligned([entered_cell(row.label) for row in rows])),
        [shown_cell(row.activation) for row in rows],
        list(aligned([exact_cell(row.shared) for row in rows] + [exact_cell(worked.shared_total, bold=True)])),
    ]
    if worked.added_tex is not None:
        columns.append(Column(reading(worked.added_tex), card=adds, pieces=(Piece(worked.added_tex),), shade="added"))
        totals = [exact_cell(row.added) for row in rows] + [exact_cell(worked.added_total, bold=True)]
        cells.append(list(aligned(totals)))
    sums = tuple(column[-1] for column in cells[3:])
    foot = (Cell("sum"), Cell(""), Cell(""), *sums)
    body = tuple(zip(*(column[: len(rows)] for column in cells), strict=True))
    return Table("The terms of each output", tuple(columns), body, foot)


def _adds(analysis: Analysis, worked: Worked) -> int:
    """The slot of the definition that adds what stands in the last column."""
    lines = (
        analysis.cards[line.card].slot for line in worked.lines if any(piece.role == "added" for piece in line.pieces)
    )
    bernoulli = (card.slot for card in analysis.cards if card.definition.likelihood == "bernoulli")
    return next(lines, next(bernoulli, 0))
