"""Tables and training traces as text: for a spreadsheet, a paper, a ticket, and the clipboard.

Numbers in CSV and TSV have as many digits as it takes to read them back exactly (at most 17). In Markdown and LaTeX a
number of digits can be asked for. The minus of every number is the sign that programs read.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xentgui.entry import Entry
from xentgui.files.cells import is_number
from xentgui.losses.rows import one_class

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "−": "$-$",
    "∞": r"$\infty$",
    "≠": r"$\neq$",
    **{mark: "\\" + mark for mark in "&%$#_"},
}
_TAKEN_BY_A_NEW_LINE = ("[", "*")  # \\ takes what follows it for its own
LOOKED_AT = 100_000  # characters of a table in which names are looked at
FORMULA = ("=", "+", "-", "@")  # how a cell begins that a spreadsheet computes
UNDEFINED = "undefined"  # where people read it, as the window writes it
_NOT_FINITE = {"inf": r"$\infty$", "-inf": r"$-\infty$", "nan": UNDEFINED}
_IN_MARKDOWN = re.compile(r"[\\`*\[\]<>|~$&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # line ends among them
HUGE = 1e7  # from here on a rounded number is written with a power of ten

Cell = str | float
Cells = NDArray[np.float64] | Sequence[Sequence[Cell]]  # (n, m)
Column = tuple[str, Sequence[Cell]]  # its name and its cells


class Tex(str):
    """A text that is mathematics already, as it stands between dollars."""

    __slots__ = ()


def exact(number: float) -> str:
    """The shortest text that is read back as the same number."""
    return repr(float(number)) if float(number) != 0 else "0.0"


def rounded(number: float, digits: int) -> str:
    """A number with so many decimals, or with a power of ten where these would lose it; only 0 is "0"."""
    size = abs(number)
    if size == 0:
        return "0"
    if math.isfinite(number) and (size >= HUGE or size < 0.5 * 10.0**-digits):
        return f"{number:.{max(digits - 1, 1)}e}"
    return f"{number:.{digits}f}"


def separated(
    cells: Cells, rows: Sequence[str] | None = None, header: Sequence[str] | None = None, *, separator: str = ","
) -> str:
    """A block of cells (n, m) as CSV (or TSV), with names of rows and columns if given."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows(_grid(_listed(cells), rows, header, exact))
    return text.getvalue()


def formula_in(text: str) -> str:
    """The first cell of CSV or TSV that a spreadsheet may take for a formula; empty where there is none."""
    head = text[:LOOKED_AT].splitlines()
    cells = (cell for row in csv.reader(head, delimiter="\t" if "\t" in text else ",") for cell in row)
    return next((cell for cell in cells if cell[:1] in FORMULA and not is_number(cell)), "")


def markdown(
    cells: Cells, rows: Sequence[str] | None = None, header: Sequence[str] | None = None, *, digits: int | None = None
) -> str:
    """A block of cells (n, m) as a Markdown table; columns without a name are numbered from 1."""
    table = _listed(cells)
    names = header or [str(k + 1) for k in range(len(table[0]))]
    grid = _grid(table, rows, names, partial(_number_in_markdown, digits=digits), _in_markdown)
    rule = ["---"] * (rows is not None) + ["---" if words else "---:" for words in _of_words(table, len(names))]
    return "".join(f"| {' | '.join(row)} |\n" for row in (grid[0], rule, *grid[1:]))


def latex(
    cells: Cells, rows: Sequence[str] | None = None, header: Sequence[str] | None = None, *, digits: int | None = None
) -> str:
    """A block of cells (n, m) as a LaTeX tabular that needs no package; names may be `Tex`."""
    table = _listed(cells)
    grid = _grid(table, rows, header, lambda number: _number_in_latex(_number(number, digits)), _in_latex)
    lines = [_line_of_latex(row) for row in grid]
    if header is not None:
        lines.insert(1, r"\hline")
    words = _of_words(table, len(header or ()))
    columns = "l" * (rows is not None) + "".join("l" if each else "r" for each in words)
    return "\n".join([rf"\begin{{tabular}}{{{columns}}}", *lines, r"\end{tabular}"]) + "\n"


def entry_csv(entry: Entry, *, separator: str = ",") -> str:
    """The whole entry: names, outputs, then labels, and weights and groups if there are any; `read_file` reads it back.

    Labels that are one class in every row are one column of class names, of class indices where some rows are ignored,
    others one column for each output.
    """
    names: list[Column] = [] if entry.sample_names is None else [("name", entry.sample_names)]
    return columns_text([*names, *entry_columns(entry)], separator)


def entry_columns(entry: Entry) -> list[Column]:
    """The columns of the whole entry under their names, without those of its rows."""
    labels, outputs = entry.table("labels"), entry.table("outputs")
    prefix = "logit" if entry.outputs_are == "logits" else "probability"
    columns: list[Column] = [(f"{prefix}_{name}", outputs[:, k].tolist()) for k, name in enumerate(entry.class_names)]
    ignored = ~labels.any(axis=1) if entry.ignore_index is not None else np.zeros(len(labels), dtype=bool)
    if ignored.any() and (one_class(labels) | ignored).all():
        columns.append(("label", np.where(ignored, entry.ignore_index or 0, labels.argmax(axis=1)).tolist()))
    elif entry.columns > 1 and one_class(labels).all():
        columns.append(("label", [entry.class_names[k] for k in labels.argmax(axis=1)]))
    else:
        columns += [(f"label_{name}", labels[:, k].tolist()) for k, name in enumerate(entry.class_names)]
    weights = [block.weights for block in entry.blocks if block.weights is not None and block.weights.shape[1] == 1]
    if weights:
        columns.append(("weight", np.concatenate(weights)[:, 0].tolist()))
    if entry.groups is not None:
        columns.append(("group", entry.groups))
    return columns


def trace_columns(traces: Mapping[str, Mapping[str, ArrayLike]]) -> list[Column]:
    """Training traces as columns: the epoch, then one for each array of each run.

    `traces` maps the name of a run to its arrays, (epochs + 1,) each: {"quadratic": {"loss": ..., "gradient": ...}}.
    Runs that ended early have empty cells.
    """
    named = [
        (f"{run}: {name}", np.asarray(values, dtype=float).tolist())
        for run, arrays in traces.items()
        for name, values in arrays.items()
    ]
    epochs = max((len(values) for _, values in named), default=0)
    columns: list[Column] = [("epoch", [str(k) for k in range(epochs)])]
    return columns + [(name, [*values, *[""] * (epochs - len(values))]) for name, values in named]


def columns_text(columns: Sequence[Column], separator: str = ",") -> str:
    """Columns under their names as CSV (or TSV). Numbers that are not finite are written as inf, -inf and nan."""
    rows = list(zip(*(values for _, values in columns), strict=True))
    return separated(rows, header=[name for name, _ in columns], separator=separator)


def _listed(cells: Cells) -> Sequence[Sequence[Cell]]:
    return np.atleast_2d(cells).tolist() if isinstance(cells, np.ndarray) else cells


def _of_words(table: Sequence[Sequence[Cell]], count: int) -> list[bool]:
    """Which columns hold words; an empty cell is none. Where there are no rows, `count` columns hold none."""
    if not table:
        return [False] * count
    return [any(isinstance(cell, str) and cell for cell in column) for column in zip(*table, strict=True)]


def _grid(
    table: Sequence[Sequence[Cell]],
    rows: Sequence[str] | None,
    header: Sequence[str] | None,
    number: Callable[[float], str],
    words: Callable[[str], str] = str,
) -> list[list[str]]:
    cells = [[words(cell) if isinstance(cell, str) else number(cell) for cell in row] for row in table]
    if rows is not None:
        cells = [[words(name), *row] for name, row in zip(rows, cells, strict=True)]
    if header is not None:
        cells.insert(0, [*([""] if rows is not None else []), *map(words, header)])
    return cells


def _number(number: float, digits: int | None) -> str:
    return exact(number) if digits is None else rounded(number, digits)


def _number_in_markdown(number: float, digits: int | None) -> str:
    return UNDEFINED if math.isnan(number) else _number(number, digits)


def _number_in_latex(text: str) -> str:
    """A minus as long as one, and powers of ten."""
    if text in _NOT_FINITE:
        return _NOT_FINITE[text]
    mantissa, _, exponent = text.partition("e")
    if exponent:
        return rf"${mantissa} \times 10^{{{int(exponent)}}}$"
    return f"${text}$" if text.startswith("-") else text


def _in_markdown(text: str) -> str:
    return _IN_MARKDOWN.sub(r"\\\g<0>", _CONTROL.sub(" ", text))


def _in_latex(text: str) -> str:
    if isinstance(text, Tex):
        return f"${text}$"
    return "".join(_LATEX.get(mark, mark) for mark in _CONTROL.sub(" ", text))


def _line_of_latex(cells: Sequence[str]) -> str:
    line = " & ".join(cells) + r" \\"
    return "{}" + line if line.startswith(_TAKEN_BY_A_NEW_LINE) else line
