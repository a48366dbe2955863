"""Entered numbers as text that can be pasted elsewhere: Python lists, NumPy literals, a Markdown table."""

import math
from collections.abc import Sequence

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch

OUTPUT_NAMES = {"logits": "logits", "probabilities": "probabilities", "log-probabilities": "log_probabilities"}


def python_list(array: Array, *, infinity: str = 'float("inf")') -> str:
    """Give an array as nested Python lists with every digit, one row a line; `infinity` is how inf is written."""
    if array.ndim < 2:
        return _listed(array, infinity)
    rows = [_listed(row, infinity) for row in array]
    if len(rows) == 1:
        return f"[{rows[0]}]"
    return "[\n" + "".join(f"    {row},\n" for row in rows) + "]"


def numpy_literal(batch: Batch) -> str:
    """Give the data of a batch as NumPy code that makes the same arrays."""
    lines = ["import numpy as np", "", f"labels = np.array({_python(batch.labels)})"]
    lines.append(f"{OUTPUT_NAMES[batch.outputs_are]} = np.array({_python(batch.outputs)})")
    if batch.sample_weights is not None:
        lines.append(f"sample_weights = np.array({_python(batch.sample_weights)})")
    return "\n".join(lines) + "\n"


def markdown_table(batch: Batch, classes: Sequence[str], samples: Sequence[str]) -> str:
    """Give labels and outputs side by side as a Markdown table, with the names of its columns and rows."""
    word = OUTPUT_NAMES[batch.outputs_are].replace("_", "-").removesuffix("s").replace("probabilitie", "probability")
    head = ["row", *(f"label {name}" for name in classes), *(f"{word} {name}" for name in classes)]
    weights = batch.weight_table
    if weights is not None:
        head += ["weight"] if weights.shape[1] == 1 else [f"weight {name}" for name in classes]
    lines = [head, ["---:"] * len(head)]
    tables = [table for table in (batch.label_table, batch.output_table, weights) if table is not None]
    for row, name in enumerate(samples):
        lines.append([name, *(_plain(value) for table in tables for value in table[row].tolist())])
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def _python(array: Array) -> str:
    return python_list(np.asarray(array), infinity="np.inf")


def _plain(value: float) -> str:
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else repr(value)


def _listed(array: Array, infinity: str) -> str:
    written = repr(array.tolist())
    return written if np.isfinite(array).all() else written.replace("inf", infinity)


def short(value: float) -> str:
    """Give a number in Python as short as it can be said exactly."""
    return _plain(float(value))
