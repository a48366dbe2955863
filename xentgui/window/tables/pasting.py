"""What a paste means for an entry: an edit, a sentence about it, and a loss that stood among the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from xentgui import edits
from xentgui.entry import Edit, Entry, Numbers, Table
from xentgui.files.imported import Imported
from xentgui.files.pasted import Pasted, read_pasted
from xentgui.window.tables.lenses import fixed, written
from xentgui.window.theme import digits

_PRINTED = re.compile(r"\s*(?:[\w.]+\s*=\s*)?((?:[\w.]+\.)?(?:tensor|Tensor|array|Array))\s*\(")


@dataclass(frozen=True)
class Paste:
    """An edit and what to say of it. `size` is what it filled, `indices` whether the labels came as class indices.

    `doubtful` is labels and outputs of which it is not plain which is what: somebody is asked before the edit is made.
    It is also losses alone, which are no cells of a table.
    """

    edit: Edit
    words: str
    number: str | None = None
    table: Table | None = None
    corner: tuple[int, int] = (0, 0)
    size: tuple[int, int] = (0, 0)
    indices: bool = False
    doubtful: Imported | None = None


def pasted_at(text: str, entry: Entry, table: Table, row: int, column: int, *, plain: bool = False) -> Paste:
    """What pasting a text into a cell of a table does; `column` counts the entry's columns.

    Labels and outputs together replace the data, unless they are a block without names that fits the table from the
    cell on, or `plain`: copied here. A block goes to the cell, class names and indices go to the labels. Raises
    DataError where it cannot be.
    """
    pasted = read_pasted(text)
    if pasted.holds_both and not plain and not _fits(pasted, entry, column):
        return _whole(text, pasted)
    if set(pasted.guess.roles) == {"losses"} and not plain:
        return Paste(Edit("Paste", lambda entry: entry), "", doubtful=pasted.imported)
    if table == "outputs" and _names_rows(pasted, entry):
        table, row = "labels", row if len(pasted.columns[0]) < entry.rows else 0
    names = entry.class_names if entry.mode != "binary" else (entry.class_names[entry.yes],)
    cells = pasted.cells_for(table, names)
    indices = cells is not pasted.cells
    corner = (row, 0 if indices else column)
    change: Callable[[Entry], Entry] = partial(edits.paste, table=table, row=row, column=corner[1], values=cells)
    notes = [*pasted.notes, *_note_on_sums(entry, table, cells)]
    if entry.mode == "binary" and cells.shape[1] > 1:
        corner = (row, 0)
        change = partial(_in_softmax, table=table, row=row, values=cells)
        notes.append("Binary has one column, so the mode is Softmax now")
    words = "; ".join([f"Pasted {_size(cells)} as {'class indices' if indices else table}", *notes])
    number = pasted.number_text if pasted.columns else None
    return Paste(Edit("Paste", change), words, number, table, corner, cells.shape, indices)


def _in_softmax(entry: Entry, table: Table, row: int, values: Numbers) -> Entry:
    return edits.paste(edits.set_mode(entry, "softmax"), table, row, 0, values)


def _fits(pasted: Pasted, entry: Entry, column: int) -> bool:
    """Whether it is one block of numbers without names that fits the table from a column on."""
    if pasted.cells is None or any(part.named for part in pasted.columns):
        return False
    return pasted.cells.shape[1] <= (1 if entry.mode == "binary" else entry.columns - column)


def _whole(text: str, pasted: Pasted) -> Paste:
    found = pasted.imported
    assert found.labels is not None
    assert found.outputs is not None
    change = partial(
        edits.replace_data,
        labels=found.labels,
        outputs=found.outputs,
        class_names=found.class_names,
        sample_names=found.sample_names,
        sample_weights=found.sample_weights,
        outputs_are=found.outputs_are,
        mode=found.mode,
        class_weights=found.class_weights,
    )
    indices = found.roles.count("labels") == 1 and found.outputs.shape[1] > 1
    words, doubtful = _words(text, found, indices), found if found.ambiguous else None
    return Paste(Edit("Paste", change), words, found.number_text, indices=indices, doubtful=doubtful)


def _names_rows(pasted: Pasted, entry: Entry) -> bool:
    """Whether it is a column of class names, or a printed vector of class indices (or 0 and 1), one for each row."""
    if len(pasted.columns) != 1:
        return False
    column, classes = pasted.columns[0], 2 if entry.mode == "binary" else entry.columns
    if column.numbers is None:
        return entry.mode != "binary"
    if not column.vector or not column.whole or len(column) != entry.rows:
        return False
    return bool((column.numbers >= 0).all() and (column.numbers < classes).all())


def _note_on_sums(entry: Entry, table: Table, cells: Numbers) -> list[str]:
    """A word where numbers read as logits look like probabilities."""
    if table == "labels" or entry.outputs_are == "probabilities" or cells.shape[1] < 2 or cells.min() < 0:
        return []
    sums = np.abs(cells.sum(axis=1) - 1) < 1e-3
    return ["every row sums to 1: choose probabilities a, if that is what they are"] if sums.all() else []


def _words(text: str, found: Imported, indices: bool) -> str:
    """What was taken for what: "Pasted tensor([[2, 0.5, −1], …]) as logits and [0, 1, 2, 0] as class indices"."""
    assert found.labels is not None
    assert found.outputs is not None
    printed = _PRINTED.match(text)
    opening, closing = (f"{printed.group(1)}(", ")") if printed else ("", "")
    rows = found.outputs
    outputs = f"{opening}[{_row(rows[0].tolist())}{', …' if len(rows) > 1 else ''}]{closing}"
    if indices:
        named = [str(k) for k in found.labels.argmax(axis=1)[:6]]
        labels = f"{opening}[{', '.join(named)}{', …' if len(rows) > 6 else ''}]{closing} as class indices"
    else:
        labels = f"{_size(found.labels)} as labels"
    notes = f" ({'; '.join(found.reasons)})" if found.ambiguous else ""
    return f"Pasted {outputs} as {found.outputs_are} and {labels}{notes}"


def _row(numbers: list[float]) -> str:
    places = next((k for k in range(1, digits.decimals) if written(np.array(numbers[:4]), k)), max(digits.decimals, 1))
    shown = [fixed(number, places) for number in numbers[:4]]
    return f"[{', '.join(shown)}{', …' if len(numbers) > 4 else ''}]"


def _size(cells: Numbers) -> str:
    rows, columns = cells.shape
    return "1 cell" if rows == columns == 1 else f"{rows:,} × {columns:,} cells"
