"""The data of a report as tables: what was entered, a, and each row's loss; of long tables the start and the worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import ACTIVATION_OF_MODE, Numbers
from xentgui.questions.words import Run
from xentgui.window.report.blocks import Block, Cell, Column, Heading, Paragraph, Table
from xentgui.window.report.numbers import aligned, entered_cell, exact_cell, shown_cell

MOST_ROWS, LARGEST = 50, 10
FEW = 6  # classes that are shown in full; of more, the labelled one and the largest other
LOSSES = 3  # definitions that have a column of losses; of more, the chosen one alone
NAMED = 3  # labelled classes that are told by name in one cell


def data_blocks(analysis: Analysis) -> Iterator[Block]:
    rows = analysis.entry.rows
    many = len(analysis.shown_names) > FEW
    yield Heading("The data")
    yield from _notes(analysis, many)
    table = _folded if many else _in_full
    if rows <= MOST_ROWS:
        yield table(analysis, range(rows), "Every row with its loss")
        return
    words = f"Of {rows:,} rows the first {MOST_ROWS} are shown, then the {LARGEST} with the largest losses."
    yield Paragraph((Run(words),), "note")
    yield table(analysis, range(MOST_ROWS), f"The first {MOST_ROWS} rows")
    chosen = analysis.cards[analysis.focus.chosen]
    worst = [int(row) for row in analysis.by_loss[:LARGEST]]
    yield table(analysis, worst, f"The {LARGEST} rows with the largest loss by {chosen.short}")


def _notes(analysis: Analysis, many: bool) -> Iterator[Block]:
    entry = analysis.entry
    if many:
        count = len(analysis.shown_names)
        words = f"Of {count:,} classes each row shows the labelled one and, of the others, the one with the largest a."
        yield Paragraph((Run(words),), "note")
    if entry.class_weights is not None:
        weights = [f"{entry.class_names[k]} {entered_cell(entry.class_weights[k]).text}" for k in entry.shown_columns]
        yield Paragraph((Run(f"Class weights: {', '.join(weights)}."),), "note")


def _rows_of(analysis: Analysis, table: str, rows: Sequence[int]) -> Numbers:
    """The shown columns of some rows, (rows, K)."""
    found = [analysis.entry.some(table, row, row + 1) for row in rows]
    return np.concatenate(found)[:, list(analysis.entry.shown_columns)]


def _activations(analysis: Analysis, rows: Sequence[int]) -> Numbers:
    return np.concatenate([analysis.activations(range(row, row + 1)) for row in rows])


def _names(analysis: Analysis, rows: Sequence[int]) -> list[Cell]:
    named = analysis.entry.sample_names is not None
    return [Cell(f"{row + 1:,}" + (f"  {analysis.entry.sample_name(row)}" if named else "")) for row in rows]


def _a(analysis: Analysis) -> str:
    if analysis.entry.outputs_are == "probabilities":
        return "a, as entered"
    return f"a = {ACTIVATION_OF_MODE[analysis.entry.mode]}(f)"


def _entered(analysis: Analysis) -> str:
    return "probabilities a" if analysis.entry.outputs_are == "probabilities" else "logits f"


def _in_full(analysis: Analysis, rows: Sequence[int], caption: str) -> Table:
    names = analysis.shown_names
    columns, cells = [Column("row", numbers=False)], [_names(analysis, rows)]
    labels, outputs = _rows_of(analysis, "labels", rows), _rows_of(analysis, "outputs", rows)
    for name, values in zip(names, labels.T, strict=True):
        columns.append(Column(name, "labels y", "labels"))
        cells.append(list(aligned([entered_cell(float(value)) for value in values])))
    for name, values in zip(names, outputs.T, strict=True):
        columns.append(Column(name, _entered(analysis), "outputs"))
        cells.append(list(aligned([entered_cell(float(value)) for value in values])))
    if analysis.entry.outputs_are == "logits":
        for name, values in zip(names, _activations(analysis, rows).T, strict=True):
            columns.append(Column(name, _a(analysis), "outputs"))
            cells.append([shown_cell(float(value)) for value in values])
    return _with_losses(analysis, rows, caption, columns, cells)


def _folded(analysis: Analysis, rows: Sequence[int], caption: str) -> Table:
    """Many classes: the labelled ones by name, their outputs, and the class that competes."""
    names = analysis.shown_names
    labels, outputs = _rows_of(analysis, "labels", rows), _rows_of(analysis, "outputs", rows)
    a = _activations(analysis, rows)
    entered = _entered(analysis)
    columns = [
        Column("row", numbers=False),
        Column("label", ink="labels", numbers=False),
        Column(entered, "of the label", "outputs"),
        Column("a", "of the label", "outputs"),
        Column("class", "largest other", numbers=False),
        Column("a", "largest other", "outputs"),
    ]
    mine = [int(label.argmax()) for label in labels]
    others = [int(np.where(label > 0, -np.inf, row).argmax()) for label, row in zip(labels, a, strict=True)]
    cells = [
        _names(analysis, rows),
        [Cell(_label_words(label, names)) for label in labels],
        list(aligned([entered_cell(float(row[k])) for row, k in zip(outputs, mine, strict=True)])),
        [shown_cell(float(row[k])) for row, k in zip(a, mine, strict=True)],
        [Cell(names[k]) for k in others],
        [shown_cell(float(row[k])) for row, k in zip(a, others, strict=True)],
    ]
    return _with_losses(analysis, rows, caption, columns, cells)


def _label_words(label: Numbers, names: Sequence[str]) -> str:
    """ "cat", or "cat 0.7, dog 0.3"; the largest ones of many."""
    places = [int(k) for k in np.argsort(-label, kind="stable") if label[k] > 0]
    words = [names[k] if label[k] == 1 else f"{names[k]} {entered_cell(float(label[k])).text}" for k in places[:NAMED]]
    return ", ".join(words) + (", …" if len(places) > NAMED else "") or "none"


def _with_losses(
    analysis: Analysis, rows: Sequence[int], caption: str, columns: list[Column], cells: list[list[Cell]]
) -> Table:
    weights = _sample_weights(analysis, rows)
    if weights is not None:
        columns.append(Column("weight"))
        cells.append(list(aligned([entered_cell(weight) for weight in weights])))
    chosen = analysis.focus.chosen
    shown = range(len(analysis.cards)) if len(analysis.cards) <= LOSSES else (chosen,)
    for place in shown:
        card = analysis.cards[place]
        evaluation = analysis.comparison.evaluations.get(card.name)
        if evaluation is not None:
            losses = [float(evaluation.rows(row, row + 1)[0][0]) for row in rows]
            columns.append(Column(card.short, "loss of the row", card=place))
            cells.append(list(aligned([exact_cell(loss) for loss in losses])))
    return Table(caption, tuple(columns), tuple(zip(*cells, strict=True)))


def _sample_weights(analysis: Analysis, rows: Sequence[int]) -> list[float] | None:
    """The weight of each row, where rows have one."""
    found = [block.weights for block in analysis.entry.blocks]
    given = [weights[:, 0] for weights in found if weights is not None and weights.shape[1] == 1]
    if len(given) < len(found):
        return None
    weights = np.concatenate(given)
    return [float(weights[row]) for row in rows]
