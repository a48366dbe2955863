"""What the captions say of the tables: one-hot, yes or no, rows that sum to 1; asked of each block once."""

from __future__ import annotations

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Table
from xentgui.losses.batch import Block
from xentgui.losses.rows import sums_to_one
from xentgui.window.theme import MINUS, show_number

FINE = "✓"


def labels_state(analysis: Analysis, from_indices: bool) -> str:
    """What the labels are."""
    entry, problem = analysis.entry, _problem(analysis, "labels")
    if problem:
        return problem
    if entry.mode == "binary":
        return "1 = yes, 0 = no"
    if entry.mode == "multi-sigmoid":
        return "any number of classes per row"
    if not any(block.labels.any() for block in entry.blocks):
        return "no labels yet: press Space in a class, or paste"
    if entry.ignore_index is None and entry.ignores is not None:
        return _lacking(analysis)
    if analysis.one_hot and entry.ignore_index is not None:
        return f"one class a row {FINE}, {entry.ignore_index:d} is ignored".replace("-", MINUS)
    if analysis.one_hot:
        return f"from class indices {FINE}" if from_indices else f"one-hot {FINE}"
    row = _first_row(entry, "labels")
    if row is None:
        return f"soft labels, rows sum to 1 {FINE}"
    if not entry.some("labels", row, row + 1).any():
        return f"row {entry.sample_name(row)} has no label yet"
    return f"! row {entry.sample_name(row)} sums to {_total(entry, 'labels', row)}"


def _lacking(analysis: Analysis) -> str:
    """Which rows have no label yet."""
    entry = analysis.entry
    rows = np.flatnonzero(entry.ignored(0, entry.rows))
    if len(rows) == 1:
        return f"row {entry.sample_name(int(rows[0]))} has no label yet, so it does not count"
    return f"{len(rows):,} rows have no label yet, so they do not count"


def activations_title(entry: Entry) -> str:
    """The caption of the third table."""
    if entry.outputs_are == "probabilities":
        return "a as entered"
    return "a = softmax(f)" if entry.mode == "softmax" else "a = sigmoid(f)"


def activations_state(analysis: Analysis) -> str:
    """What holds for a."""
    entry = analysis.entry
    if entry.mode == "binary":
        return f"a + (1 {MINUS} a) = 1 {FINE}"
    if entry.mode == "multi-sigmoid":
        return "each between 0 and 1"
    row = _first_row(entry, "outputs") if entry.outputs_are == "probabilities" else None
    if row is None:
        return f"rows sum to 1 {FINE}"
    return f"! row {entry.sample_name(row)} sums to {_total(entry, 'outputs', row)}"


def outputs_state(analysis: Analysis) -> str:
    """What is to be known of the outputs: a problem, a training run, weights of the rows."""
    problem = _problem(analysis, "outputs")
    if problem or analysis.focus.epoch is not None:
        return problem or f"epoch {analysis.focus.epoch}, read-only"
    weighted = any(block.weights is not None for block in analysis.entry.blocks)
    leading, columns = analysis.entry.leading, analysis.entry.columns
    shape = "" if leading is None else f"({', '.join(f'{size:,}' for size in (*leading, columns))})"
    return ", ".join(filter(None, (shape, "rows are weighted" if weighted else "")))


def _problem(analysis: Analysis, table: Table) -> str:
    """Why there is no answer, where the cause stands in this table."""
    problem = analysis.problem
    if problem is None or (problem.table or "outputs") != table:
        return ""
    place = f"row {analysis.entry.sample_name(problem.where[0])}: " if problem.where else ""
    return f"! {place}{problem.reason}"


def _first_row(entry: Entry, table: Table) -> int | None:
    """The first row that does not sum to 1."""
    first = 0
    for block in entry.blocks:
        row = block.remember(_off, table)
        if row is not None:
            return first + row
        first += len(block)
    return None


def _off(block: Block, table: Table) -> int | None:
    off = ~sums_to_one(getattr(block, table))
    return int(off.argmax()) if off.any() else None


def _total(entry: Entry, table: Table, row: int) -> str:
    total = float(entry.some(table, row, row + 1).sum())
    text = show_number(total)
    return text if text != "1.0000" else f"{total:.9g}"
