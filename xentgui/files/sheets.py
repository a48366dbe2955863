"""Excel workbooks: the sheet with the numbers, or the sheets that are called labels, outputs, weights."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xentgui.files.arrays import check_size
from xentgui.files.cells import is_number
from xentgui.files.columns import columns_of
from xentgui.files.contents import Contents
from xentgui.files.separated import Sheet
from xentgui.files.words import TABLE_WORDS, snake
from xentgui.losses.batch import DataError

MOST_COLUMNS = 10_000
MOST_CELLS, MOST_UNPACKED = 1_500_000, 128 * 2**20  # reading a workbook takes ten times as long as reading text


def read_workbook(path: Path, openpyxl: Any) -> Contents:
    """The columns of the sheets called labels, outputs, ..., where there are such, else of the first with numbers.

    Raises DataError, with the line of what cannot be read.
    """
    with zipfile.ZipFile(path) as archive:
        check_size(sum(info.file_size for info in archive.infolist()), MOST_UNPACKED)
    found = dict(_sheets(path, openpyxl, values=True))
    if not found:
        raise DataError("all its sheets are empty: put labels and outputs on the first one")
    chosen = [name for name in found if snake(name) in TABLE_WORDS]
    if len(chosen) < 2:
        numeric = (name for name, sheet in found.items() if any(any(map(is_number, row)) for row in sheet.rows))
        chosen = [next(numeric, next(iter(found)))]
    others = [name for name in found if name not in chosen]
    notes = (f"read from the sheet {_listed(chosen)}; {_listed(others)} left out",) if others else ()
    try:
        columns = [columns_of(found[name], table=name if len(chosen) > 1 else "") for name in chosen]
        return Contents(tuple(column for each in columns for column in each), None, notes)
    except DataError as error:
        _refuse_formulas(path, openpyxl)
        place = f'sheet "{chosen[0]}", ' if len(found) > 1 else ""
        raise DataError(f"{place}{error.reason}", where=error.where) from None


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f'"{name}"' for name in names[:3]) + (" and others" if len(names) > 3 else "")


def _sheets(path: Path, openpyxl: Any, *, values: bool) -> Iterator[tuple[str, Sheet]]:
    """The sheets that are not empty; with formulas in place of their values if not `values`."""
    with path.open("rb") as file:  # of a path the library would leave it open where it fails
        book = openpyxl.load_workbook(file, read_only=True, data_only=values, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows, lines = _rows(sheet.iter_rows(values_only=True))
            if rows:
                yield sheet.title, Sheet(rows, lines, "\t")


def _refuse_formulas(path: Path, openpyxl: Any) -> None:
    """A workbook that a program wrote has formulas without their values: nobody has computed them yet."""
    computed = dict(_sheets(path, openpyxl, values=True))
    for name, sheet in _sheets(path, openpyxl, values=False):
        known = dict(zip(computed[name].lines, computed[name].rows, strict=True)) if name in computed else {}
        for line, row in zip(sheet.lines, sheet.rows, strict=True):
            for j, cell in enumerate(row):
                values: Sequence[str] = known.get(line, ())
                if cell.startswith("=") and (j >= len(values) or not values[j]):
                    raise DataError(
                        f'sheet "{name}", row {line}, column {j + 1}: the value of the formula {cell[:20]} is not in '
                        "the file: open it in Excel or LibreOffice and save it, or save it as CSV there"
                    )


def _rows(given: Iterable[Sequence[object]]) -> tuple[list[list[str]], list[int]]:
    """Rows of text without the empty ones at the ends, all of one length, and their lines."""
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = 0
    for line, values in enumerate(given, 1):
        row = [_text(value) for value in values]
        while row and not row[-1]:
            row.pop()
        cells += len(row) + 1
        if cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise DataError(
                f"row {line}: the sheet is too large ({MOST_CELLS:,} cells are read at most): save it as CSV"
            )
        if row:
            rows.append(row)
            lines.append(line)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise DataError(f"the sheet is too large ({MOST_CELLS:,} cells are read at most): save it as CSV")
    return [row + [""] * (width - len(row)) for row in rows], lines


def _text(value: object) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return "" if value is None else repr(value) if isinstance(value, float) else str(value).strip()
