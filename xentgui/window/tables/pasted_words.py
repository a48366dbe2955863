"""What is said of a paste: what was taken for what, and how much it was."""

from __future__ import annotations

import re

import numpy as np

from xentgui.entry import Entry, Numbers, Table
from xentgui.files.assemble import Imported
from xentgui.window.tables.lenses import fixed, written
from xentgui.window.theme import digits

_PRINTED = re.compile(r"\s*(?:[\w.]+\s*=\s*)?((?:[\w.]+\.)?(?:tensor|Tensor|array|Array))\s*\(")


def note_on_sums(entry: Entry, table: Table, cells: Numbers) -> list[str]:
    """A word where numbers read as logits look like probabilities."""
    if table == "labels" or entry.outputs_are == "probabilities" or cells.shape[1] < 2 or cells.min() < 0:
        return []
    sums = np.abs(cells.sum(axis=1) - 1) < 1e-3
    return ["every row sums to 1: choose probabilities a, if that is what they are"] if sums.all() else []


def words_of(text: str, found: Imported, indices: bool) -> str:
    """What was taken for what: "Pasted tensor([[2, 0.5, −1], …]) as logits and [0, 1, 2, 0] as class indices"."""
    assert found.labels is not None
    assert found.outputs is not None
    printed = _PRINTED.match(text)
    opening, closing = (f"{printed.group(1)}(", ")") if printed else ("", "")
    rows = found.outputs
    outputs = f"{opening}[{_row(rows[0].tolist())}{', …' if len(rows) > 1 else ''}]{closing}"
    if indices and found.class_indices is not None:
        named = [str(k) for k in found.class_indices[:6]]
        labels = f"{opening}[{', '.join(named)}{', …' if len(rows) > 6 else ''}]{closing} as class indices"
    else:
        labels = f"{size_of(found.labels)} as labels"
    notes = f" ({'; '.join(found.reasons)})" if found.ambiguous else ""
    return f"Pasted {outputs} as {found.outputs_are} and {labels}{notes}"


def _row(numbers: list[float]) -> str:
    places = next((k for k in range(1, digits.decimals) if written(np.array(numbers[:4]), k)), max(digits.decimals, 1))
    shown = [fixed(number, places) for number in numbers[:4]]
    return f"[{', '.join(shown)}{', …' if len(numbers) > 4 else ''}]"


def size_of(cells: Numbers) -> str:
    rows, columns = cells.shape
    return "1 cell" if rows == columns == 1 else f"{rows:,} × {columns:,} cells"


def shape_of(axes: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, axes))})"
