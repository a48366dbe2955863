"""The data of a report as tables: what was entered with a and each row's loss, then the focused row term by term."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import ACTIVATION_OF_MODE, Entry, Numbers
from xentgui.formulas import reading
from xentgui.groups_of_rows import noun
from xentgui.losses.evaluation import Evaluation
from xentgui.questions.formula import Piece
from xentgui.questions.saying.register import capital
from xentgui.questions.saying.runs import Run
from xentgui.questions.worked import Worked
from xentgui.window.numbers import digits
from xentgui.window.report.blocks import (
    Block,
    Cell,
    Formula,
    Heading,
    Ink,
    Paragraph,
    Table,
    TableColumn,
    aligned,
    entered_cell,
    exact_cell,
    shown_cell,
)
from xentgui.window.terms.table import adding

MOST_ROWS, LARGEST = 50, 10
FEW, FEW_OF_MANY_ROWS = 6, 3  # classes that are shown in full; of more, the labelled one and the largest other
LOSSES = 3  # definitions that have a column of losses; of more, the chosen one alone
WEIGHTS = 30  # class weights that are told
NAMED = 3  # labelled classes that are told by name in one cell


def data_blocks(analysis: Analysis) -> Iterator[Block]:
    rows = analysis.entry.rows
    many = len(analysis.shown_names) > (FEW if rows <= MOST_ROWS else FEW_OF_MANY_ROWS)
    yield Heading("The data")
    yield from _notes(analysis, many)
    table = _folded if many else _in_full
    if rows <= MOST_ROWS:
        yield table(analysis, range(rows), "Every row")
        return
    worst = analysis.by_loss[:LARGEST].tolist()
    words = f"Of {rows:,} rows the first {MOST_ROWS} are shown, then the {len(worst)} with the largest losses."
    yield Paragraph((Run(words),), "note")
    yield table(analysis, range(MOST_ROWS), f"The first {MOST_ROWS} rows")
    chosen = analysis.cards[analysis.focus.chosen]
    yield table(analysis, worst, f"The {len(worst)} rows with the largest loss by {chosen.short}")


def _notes(analysis: Analysis, many: bool) -> Iterator[Block]:
    entry = analysis.entry
    if many:
        count = len(analysis.shown_names)
        words = f"Of {count:,} classes each row shows the labelled one and, of the others, the one with the largest a."
        yield Paragraph((Run(words),), "note")
    if entry.class_weights is not None:
        weights = [f"{entry.class_names[k]} {entered_cell(entry.class_weights[k]).text}" for k in entry.shown_columns]
        more = f" and {len(weights) - WEIGHTS:,} more" if len(weights) > WEIGHTS else ""
        yield Paragraph((Run(f"Class weights: {', '.join(weights[:WEIGHTS])}{more}."),), "note")


def _rows_of(analysis: Analysis, table: str, rows: Sequence[int]) -> Numbers:
    """The shown columns of some rows, (rows, K)."""
    found = [analysis.entry.some(table, row, row + 1) for row in rows]
    return np.concatenate(found)[:, list(analysis.entry.shown_columns)]


def _activations(analysis: Analysis, rows: Sequence[int]) -> Numbers:
    return np.concatenate([analysis.activations(range(row, row + 1)) for row in rows])


def _names(analysis: Analysis, rows: Sequence[int]) -> list[Cell]:
    called = ((f"{row + 1:,}", analysis.entry.sample_name(row)) for row in rows)
    return [Cell(number if name == number.replace(",", "") else f"{number}  {name}") for number, name in called]


def _entered(analysis: Analysis) -> str:
    return "probabilities a" if analysis.entry.outputs_are == "probabilities" else "logits f"


def _in_full(analysis: Analysis, rows: Sequence[int], caption: str) -> Table:
    columns, cells = [TableColumn("row", numbers=False)], [_names(analysis, rows)]

    def add(group: str, ink: Ink, values: Numbers, written: Callable[[float], Cell]) -> None:
        for name, column in zip(analysis.shown_names, values.T, strict=True):
            one = len(analysis.shown_names) == 1
            columns.append(TableColumn(group, "", ink) if one else TableColumn(name, group, ink))
            cells.append(list(aligned([written(float(value)) for value in column])))

    add("labels y", "labels", _rows_of(analysis, "labels", rows), entered_cell)
    add(_entered(analysis), "outputs", _rows_of(analysis, "outputs", rows), entered_cell)
    if analysis.entry.outputs_are == "logits":
        title = f"a = {ACTIVATION_OF_MODE[analysis.entry.mode]}(f)"
        add(title, "outputs", _activations(analysis, rows), shown_cell)
    return _with_losses(analysis, rows, caption, columns, cells)


def _folded(analysis: Analysis, rows: Sequence[int], caption: str) -> Table:
    """Many classes: the labelled ones by name, the output of the first, and the class that competes."""
    names = analysis.shown_names
    labels, outputs = _rows_of(analysis, "labels", rows), _rows_of(analysis, "outputs", rows)
    a = _activations(analysis, rows)
    several = "of the label" if analysis.one_hot else "of the first label"
    columns = [
        TableColumn("row", numbers=False),
        TableColumn("label", ink="labels", numbers=False),
        TableColumn(_entered(analysis), several, "outputs"),
        TableColumn("a", several, "outputs"),
        TableColumn("class", "largest other", numbers=False),
        TableColumn("a", "largest other", "outputs"),
    ]
    others = [int(np.where(label > 0, -np.inf, row).argmax()) for label, row in zip(labels, a, strict=True)]
    cells = [
        _names(analysis, rows),
        [Cell(_label_words(label, names)) for label in labels],
        list(aligned(_of_labels(labels, outputs, entered_cell))),
        _of_labels(labels, a, shown_cell),
        [Cell(names[k]) for k in others],
        [shown_cell(float(row[k])) for row, k in zip(a, others, strict=True)],
    ]
    return _with_losses(analysis, rows, caption, columns, cells)


def _of_labels(labels: Numbers, values: Numbers, written: Callable[[float], Cell]) -> list[Cell]:
    """The value at the largest label of each row; nothing where there is none."""
    return [
        written(float(row[label.argmax()])) if label.any() else Cell("")
        for label, row in zip(labels, values, strict=True)
    ]


def _label_words(label: Numbers, names: Sequence[str]) -> str:
    """ "cat", or "cat 0.7, dog 0.3"; the largest ones of many."""
    places = [int(k) for k in np.argsort(-label, kind="stable") if label[k] > 0]
    words = [names[k] if label[k] == 1 else f"{names[k]} {entered_cell(float(label[k])).text}" for k in places[:NAMED]]
    return ", ".join(words) + (", …" if len(places) > NAMED else "") or "none"


def _with_losses(
    analysis: Analysis, rows: Sequence[int], caption: str, columns: list[TableColumn], cells: list[list[Cell]]
) -> Table:
    weights = _sample_weights(analysis, rows)
    if weights is not None:
        columns.append(TableColumn("weight"))
        cells.append(list(aligned([entered_cell(weight) for weight in weights])))
    groups = analysis.entry.groups
    if groups is not None:
        columns.append(TableColumn(noun(groups)))
        cells.append([Cell(groups[row]) for row in rows])
    chosen = analysis.focus.chosen
    shown = range(len(analysis.cards)) if len(analysis.cards) <= LOSSES else (chosen,)
    for place in shown:
        card = analysis.cards[place]
        evaluation = analysis.comparison.evaluations.get(card.name)
        if evaluation is not None:
            columns.append(TableColumn(card.short, "loss of the row", card=card.slot))
            cells.append(list(aligned([_loss(analysis.entry, evaluation, row) for row in rows])))
    return Table(caption, tuple(columns), tuple(zip(*cells, strict=True)))


def _loss(entry: Entry, evaluation: Evaluation, row: int) -> Cell:
    if entry.unlabelled(row, row + 1).any():
        return Cell("")
    return exact_cell(float(evaluation.losses_of(row, row + 1)[0]))


def _sample_weights(analysis: Analysis, rows: Sequence[int]) -> list[float] | None:
    """The weight of each row, where rows have one."""
    found = [block.weights for block in analysis.entry.blocks]
    given = [weights[:, 0] for weights in found if weights is not None and weights.shape[1] == 1]
    if len(given) < len(found):
        return None
    weights = np.concatenate(given)
    return [float(weights[row]) for row in rows]


def row_blocks(analysis: Analysis) -> Iterator[Block]:
    worked = analysis.worked_to(digits.decimals)
    if worked is None:
        return
    yield Heading(f"{capital(analysis.row_words)}, term by term")
    yield _terms(analysis, worked)
    for line in worked.lines:
        card = analysis.cards[line.card]
        runs = (Run(card.short, role="definition", card=card.slot), Run(f"  {line.words}"))
        yield Paragraph(runs)
        if not math.isnan(line.value):
            yield Formula(line.pieces, reading(line.tex), card.slot, worked=True)


def _terms(analysis: Analysis, worked: Worked) -> Table:
    adds = adding(worked, analysis)
    columns = [
        TableColumn("output", numbers=False),
        TableColumn("label y", ink="labels"),
        TableColumn("output a", ink="outputs"),
        TableColumn(reading(worked.shared_tex), pieces=(Piece(worked.shared_tex),), shade="shared"),
    ]
    rows = worked.rows
    cells = [
        [Cell(row.name) for row in rows],
        list(aligned([entered_cell(row.label) for row in rows])),
        [shown_cell(row.activation) for row in rows],
        list(aligned([exact_cell(row.shared) for row in rows] + [exact_cell(worked.shared_total, bold=True)])),
    ]
    if worked.added_tex is not None:
        columns.append(
            TableColumn(reading(worked.added_tex), card=adds, pieces=(Piece(worked.added_tex),), shade="added")
        )
        totals = [exact_cell(row.added) for row in rows] + [exact_cell(worked.added_total, bold=True)]
        cells.append(list(aligned(totals)))
    sums = tuple(column[-1] for column in cells[3:])
    foot = (Cell("sum"), Cell(""), Cell(""), *sums)
    body = tuple(zip(*(column[: len(rows)] for column in cells), strict=True))
    return Table("The terms of each output", tuple(columns), body, foot)
