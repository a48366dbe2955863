"""Formats that need a library of their own: Excel, Parquet, Feather, safetensors."""

from __future__ import annotations

import importlib
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from xentgui.files.arrays import check_size, columns_of_array
from xentgui.files.columns import Column, columns_of
from xentgui.files.separated import MOST_CELLS, MOST_COLUMNS, Sheet
from xentgui.files.trees import columns_of_tree
from xentgui.losses.batch import DataError


def read_xlsx(path: Path) -> tuple[Column, ...]:
    """The columns of the first sheet that is not empty. Raises DataError."""
    openpyxl = _library("openpyxl", "excel", "Excel files")
    with zipfile.ZipFile(path) as archive:
        check_size(sum(info.file_size for info in archive.infolist()))
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows, lines = _rows(sheet.iter_rows(values_only=True))
            if rows:
                return columns_of(Sheet(rows, lines, "\t"))
    finally:
        book.close()
    raise DataError("all its sheets are empty: put labels and outputs on the first one")


def _rows(given: Any) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = 0
    for line, values in enumerate(given, 1):
        row = [_cell_text(value) for value in values]
        while row and not row[-1]:
            row.pop()
        cells += len(row) + 1
        if cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise DataError(f"line {line}: the sheet is too large ({MOST_CELLS:,} cells are read at most)")
        if row:
            rows.append(row)
            lines.append(line)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise DataError(f"the sheet is too large ({MOST_CELLS:,} cells are read at most)")
    return [row + [""] * (width - len(row)) for row in rows], lines


def _cell_text(value: object) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value).strip()


def read_parquet(path: Path) -> tuple[Column, ...]:
    """The columns of a Parquet file. Raises DataError."""
    parquet = _library("pyarrow.parquet", "parquet", "Parquet files")
    with parquet.ParquetFile(path) as file:
        _check_cells(file.metadata.num_rows, file.metadata.num_columns)
        check_size(sum(file.metadata.row_group(k).total_byte_size for k in range(file.metadata.num_row_groups)))
        return _arrow_columns(file.read(use_threads=False))


def read_feather(path: Path) -> tuple[Column, ...]:
    """The columns of a Feather (Arrow) file. Raises DataError."""
    feather = _library("pyarrow.feather", "parquet", "Feather files")
    return _arrow_columns(feather.read_table(path, use_threads=False, memory_map=True))


def _check_cells(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS or columns > MOST_COLUMNS:
        raise DataError(f"{rows:,} rows of {columns:,} columns are too many ({MOST_CELLS:,} cells are read at most)")


def _arrow_columns(table: Any) -> tuple[Column, ...]:
    _check_cells(table.num_rows, table.num_columns)
    if not table.num_rows or not table.num_columns:
        raise DataError("there are no rows in it: a table has at least one row of numbers")
    records: dict[str, Any] = {}
    for name, values in zip(table.column_names, table.columns, strict=True):
        kind = str(values.type)
        if not kind.startswith(("int", "uint", "float", "double", "halffloat", "bool", "string", "large_string",
                                "dictionary", "list", "large_list", "fixed_size_list", "decimal")):  # fmt: skip
            raise DataError(f'column "{name}" is of the kind {kind}: keep columns of numbers and of words')
        records[name] = [float(item) if kind.startswith("decimal") and item is not None else item for item in
                         values.to_pylist()]  # fmt: skip
    return columns_of_tree(records)


def read_safetensors(path: Path) -> tuple[Column, ...]:
    """The columns of the tensors with one or two dimensions. Raises DataError."""
    safetensors = _library("safetensors", "safetensors", "safetensors files")
    columns: list[Column] = []
    with safetensors.safe_open(path, framework="numpy") as file:
        names = list(file.keys())
        shapes = {name: file.get_slice(name).get_shape() for name in names}
        check_size(8 * sum(map(math.prod, shapes.values())))
        for name in names:
            if file.get_slice(name).get_dtype() not in ("F64", "F32", "F16", "I64", "I32", "I16", "I8", "U8", "BOOL"):
                raise DataError(f'the tensor "{name}" is {file.get_slice(name).get_dtype()}: save it with .float()')
            columns.extend(columns_of_array(np.asarray(file.get_tensor(name)), name))
    if not columns:
        raise DataError("there are no tensors in it: save labels and outputs")
    return tuple(columns)


def _library(name: str, extra: str, what: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise DataError(
            f'{what} need one more package: pip install "xentgui[{extra}]" (or save the data as CSV)'
        ) from None
