"""Formats that need a library of their own: Excel, Parquet, Feather, safetensors."""

from __future__ import annotations

import importlib
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xentgui.files.arrays import check_size, columns_of_arrays
from xentgui.files.contents import Contents
from xentgui.files.literals import Tree
from xentgui.files.separated import MOST_CELLS, MOST_COLUMNS
from xentgui.files.sheets import read_workbook
from xentgui.files.trees import columns_of_tree
from xentgui.losses.batch import DataError

_WITH_WORDS = ("date", "time", "timestamp", "duration")
_KINDS = ("int", "uint", "float", "double", "halffloat", "bool", "string", "large_string", "dictionary", "list",
          "large_list", "fixed_size_list", "struct")  # fmt: skip
_TENSORS = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL")


def read_xlsx(path: Path) -> Contents:
    """The columns of an Excel workbook. Raises DataError."""
    return read_workbook(path, _library("openpyxl", "excel", "Excel files"))


def read_parquet(path: Path) -> Contents:
    """The columns of a Parquet file. Raises DataError."""
    parquet = _library("pyarrow.parquet", "parquet", "Parquet files")
    with parquet.ParquetFile(path) as file:
        _check_cells(file.metadata.num_rows, file.metadata.num_columns)
        check_size(sum(file.metadata.row_group(k).total_byte_size for k in range(file.metadata.num_row_groups)))
        return _arrow_columns(file.read(use_threads=False))


def read_feather(path: Path) -> Contents:
    """The columns of a Feather (Arrow) file. Raises DataError."""
    feather = _library("pyarrow.feather", "parquet", "Feather files")
    return _arrow_columns(feather.read_table(path, use_threads=False, memory_map=True))


def _check_cells(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS or columns > MOST_COLUMNS:
        raise DataError(f"{rows:,} rows of {columns:,} columns are too many ({MOST_CELLS:,} cells are read at most)")


def _arrow_columns(table: Any) -> Contents:
    _check_cells(table.num_rows, table.num_columns)
    if not table.num_rows or not table.num_columns:
        raise DataError("there are no rows in it: a table has at least one row of numbers")
    records: dict[str, Tree] = {
        name: _items(name, values)
        for name, values in zip(table.column_names, table.columns, strict=True)
        if values.null_count < table.num_rows
    }
    return Contents(columns_of_tree(records))


def _items(name: str, values: Any) -> list[Any]:
    """What a column holds, as Python values; decimals as numbers, dates and times as words."""
    kind = str(values.type)
    if kind.startswith(_WITH_WORDS):
        return [None if item is None else str(item).removesuffix(" 00:00:00") for item in values.to_pylist()]
    if kind.startswith("decimal"):
        return [None if item is None else float(item) for item in values.to_pylist()]
    if not kind.startswith(_KINDS):
        raise DataError(f'column "{name}" is of the kind {kind}: keep columns of numbers and of words')
    items: list[Any] = values.to_pylist()
    return items


def read_safetensors(path: Path) -> Contents:
    """The columns of the tensors with one or two dimensions. Raises DataError."""
    safetensors = _library("safetensors", "safetensors", "safetensors files")
    found: list[tuple[str, NDArray[Any]]] = []
    with safetensors.safe_open(path, framework="numpy") as file:
        names = list(file.keys())
        shapes = {name: file.get_slice(name).get_shape() for name in names}
        check_size(8 * sum(map(math.prod, shapes.values())))
        for name in names:
            kind = file.get_slice(name).get_dtype()
            if kind not in _TENSORS:
                raise DataError(f'the tensor "{name}" is {kind}: save it with .float()')
            halves = kind == "BF16"
            array = _of_bfloat16(safetensors, path, name) if halves else np.asarray(file.get_tensor(name))
            found.append((name, array))
    if not found:
        raise DataError("there are no tensors in it: save labels and outputs")
    return columns_of_arrays(found)


def _of_bfloat16(safetensors: Any, path: Path, name: str) -> NDArray[np.float32]:
    """A tensor of a kind that numpy does not know: the upper halves of float32 numbers."""
    tensor = dict(safetensors.deserialize(path.read_bytes()))[name]
    upper = np.frombuffer(tensor["data"], dtype="<u2").astype("<u4") << 16
    return upper.view("<f4").reshape(tensor["shape"])


def _library(name: str, extra: str, what: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise DataError(
            f'{what} need one more package: pip install "xentgui[{extra}]" (or save the data as CSV)'
        ) from None
