"""Tables and training traces as text: for a spreadsheet, a paper, a ticket, and the clipboard.

Numbers in CSV and TSV have as many digits as it takes to read them back exactly (at most 17). In Markdown and LaTeX a
number of digits can be asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xentgui.entry import Entry

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: "\\" + mark for mark in "&%$#_"},
}
_NOT_FINITE = {"inf": r"$\infty$", "-inf": r"$-\infty$", "nan": "nan"}

Cell = str | float


def exact(number: float) -> str:
    """The shortest text that is read back as the same number."""
    return repr(float(number)) if float(number) != 0 else "0.0"


def cells_text(cells: ArrayLike, rows: Sequence[str] | None = None, header: Sequence[str] | None = None) -> str:
    """A block of cells (n, m) as the clipboard takes it: tabs between the cells, a line for each row, all digits."""
    return separated(cells, rows, header, separator="\t")


def separated(
    cells: ArrayLike,
    rows: Sequence[str] | None = None,
    header: Sequence[str] | None = None,
    *,
    separator: str = ",",
) -> str:
    """A block of cells (n, m) as CSV (or TSV), with names of rows and columns if given."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows(_grid(np.atleast_2d(np.asarray(cells, dtype=float)), rows, header))
    return text.getvalue()


def markdown(
    cells: ArrayLike,
    rows: Sequence[str] | None = None,
    header: Sequence[str] | None = None,
    *,
    digits: int | None = None,
) -> str:
    """A block of cells (n, m) as a Markdown table; columns without a name are numbered from 1."""
    table = np.atleast_2d(np.asarray(cells, dtype=float))
    grid = _grid(table, rows, header or _numbered(table), digits)
    lines = ["| " + " | ".join(_in_markdown(cell) for cell in row) + " |" for row in grid]
    rule = ["---"] * (rows is not None) + ["---:"] * table.shape[1]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]]) + "\n"


def latex(
    cells: ArrayLike,
    rows: Sequence[str] | None = None,
    header: Sequence[str] | None = None,
    *,
    digits: int | None = None,
) -> str:
    """A block of cells (n, m) as a LaTeX tabular of plain LaTeX."""
    table = np.atleast_2d(np.asarray(cells, dtype=float))
    grid = _grid(table, rows, header, digits)
    lines = [" & ".join(_in_latex(cell) for cell in row) + r" \\" for row in grid]
    if header is not None:
        lines.insert(1, r"\hline")
    columns = "l" * (rows is not None) + "r" * table.shape[1]
    return "\n".join([rf"\begin{{tabular}}{{{columns}}}", *lines, r"\end{tabular}"]) + "\n"


def entry_csv(entry: Entry, *, separator: str = ",") -> str:
    """The whole entry: names, outputs, then labels, and weights if there are any; `read_file` reads it back.

    Labels that are one class in every row are one column of class names, others one column for each output.
    """
    labels, outputs = entry.table("labels"), entry.table("outputs")
    columns: list[tuple[str, Sequence[Cell]]] = []
    if entry.sample_names is not None:
        columns.append(("name", entry.sample_names))
    prefix = "logit" if entry.outputs_are == "logits" else "probability"
    columns += [(f"{prefix}_{name}", outputs[:, k].tolist()) for k, name in enumerate(entry.class_names)]
    if entry.columns > 1 and np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all():
        columns.append(("label", [entry.class_names[k] for k in labels.argmax(axis=1)]))
    else:
        columns += [(f"label_{name}", labels[:, k].tolist()) for k, name in enumerate(entry.class_names)]
    weights = [block.weights for block in entry.blocks if block.weights is not None and block.weights.shape[1] == 1]
    if weights:
        columns.append(("weight", np.concatenate(weights)[:, 0].tolist()))
    return _columns_text(columns, separator)


def traces_csv(traces: Mapping[str, Mapping[str, ArrayLike]]) -> str:
    """Training traces as CSV: a line for each epoch, a column for each array of each run.

    `traces` maps the name of a run to its arrays, (epochs + 1,) each: {"quadratic": {"loss": ..., "gradient": ...}}.
    Runs that ended early have empty cells. Numbers that are not finite are written as inf, -inf and nan.
    """
    named = [
        (f"{run}: {name}", np.asarray(values, dtype=float).tolist())
        for run, arrays in traces.items()
        for name, values in arrays.items()
    ]
    epochs = max((len(values) for _, values in named), default=0)
    columns: list[tuple[str, Sequence[Cell]]] = [("epoch", [str(k) for k in range(epochs)])]
    columns += [(name, [*values, *[""] * (epochs - len(values))]) for name, values in named]
    return _columns_text(columns, ",")


def _columns_text(columns: Sequence[tuple[str, Sequence[Cell]]], separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    for row in zip(*(values for _, values in columns), strict=True):
        writer.writerow([cell if isinstance(cell, str) else exact(cell) for cell in row])
    return text.getvalue()


def _grid(
    table: NDArray[np.float64], rows: Sequence[str] | None, header: Sequence[str] | None, digits: int | None = None
) -> list[list[str]]:
    cells = [[exact(number) if digits is None else f"{number:.{digits}f}" for number in row] for row in table.tolist()]
    if rows is not None:
        cells = [[name, *row] for name, row in zip(rows, cells, strict=True)]
    if header is not None:
        cells.insert(0, [*([""] if rows is not None else []), *header])
    return cells


def _numbered(table: NDArray[np.float64]) -> list[str]:
    return [str(k + 1) for k in range(table.shape[1])]


def _in_markdown(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _in_latex(cell: str) -> str:
    if cell in _NOT_FINITE:
        return _NOT_FINITE[cell]
    return "".join(_LATEX.get(mark, mark) for mark in cell).replace("\n", " ")
