"""Formats that need a library of their own: Parquet, Feather, safetensors; workbooks have a file of theirs."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xentgui.files.arrays import check_size, columns_of_arrays
from xentgui.files.cells import legible
from xentgui.files.columns import Column, Contents
from xentgui.files.literals import Tree
from xentgui.files.separated import LONGEST_TEXT, MOST_CELLS, MOST_COLUMNS
from xentgui.files.trees import columns_of_tree
from xentgui.files.unpacked_sizes import size_of_feather, sizes_of_parquet
from xentgui.losses.batch import DataError

_WITH_WORDS = ("date", "time", "timestamp", "duration")
_KINDS = ("int", "uint", "float", "double", "halffloat", "bool", "string", "large_string", "dictionary", "list",
          "large_list", "fixed_size_list", "struct")  # fmt: skip
_NUMBERS = {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)} | {"halffloat", "float", "double"}
A_PIECE = 10_000  # rows of a Parquet file that are unpacked at once
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # its first bytes
_TENSORS = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL")


def read_parquet(path: Path) -> Contents:
    """The columns of a Parquet file, read in pieces, words once each. Raises DataError."""
    parquet = library("pyarrow.parquet", "pyarrow", "Parquet files")
    with parquet.ParquetFile(path) as file:
        _check_cells(file.metadata.num_rows, file.metadata.num_columns)
        size, values = sizes_of_parquet(path)
        check_size(size)
        _check_values(values)
        words = [file.schema.column(k).path for k in range(len(file.schema)) if _is_text(file.schema.column(k))]
    with parquet.ParquetFile(path, read_dictionary=words) as file:
        return _arrow_columns(_gathered(file.iter_batches(A_PIECE, use_threads=False), file.schema_arrow))


def _is_text(column: Any) -> bool:
    return bool(column.physical_type == "BYTE_ARRAY" and column.max_repetition_level == 0)


def read_feather(path: Path) -> Contents:
    """The columns of a Feather (Arrow) file. Raises DataError."""
    feather = library("pyarrow.feather", "pyarrow", "Feather files")
    with path.open("rb") as file:
        if file.read(6) == b"ARROW1":
            check_size(size_of_feather(path))
    return _arrow_columns(feather.read_table(path, use_threads=False, memory_map=True))


def _gathered(batches: Iterable[Any], schema: Any) -> Any:
    """A table of pieces, as long as they are not too large together."""
    pyarrow = importlib.import_module("pyarrow")
    found, size = [], 0
    for batch in batches:
        size += batch.nbytes
        check_size(size)
        found.append(batch)
    return pyarrow.Table.from_batches(found, None if found else schema)


def _check_cells(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS or columns > MOST_COLUMNS:
        raise DataError(f"{rows:,} rows of {columns:,} columns are too many ({MOST_CELLS:,} cells are read at most)")


def _check_values(values: int) -> None:
    """Lists in cells count by what they hold."""
    if values > MOST_CELLS:
        raise DataError(f"it holds {values:,} values, and {MOST_CELLS:,} are read at most: save a part of the rows")


def _arrow_columns(table: Any) -> Contents:
    _check_cells(table.num_rows, table.num_columns)
    if not table.num_rows or not table.num_columns:
        raise DataError("there are no rows in it: a table has at least one row of numbers")
    return Contents(columns_of_batch(table))


def columns_of_batch(table: Any) -> tuple[Column, ...]:
    """The columns of an Arrow table: numbers as they are, what else there is by way of Python's values."""
    table.validate(full=True)  # places that lie outside of it would end the program
    if all(str(values.type) in _NUMBERS and not values.null_count for values in table.columns):
        numbers = np.column_stack([values.to_numpy().astype(np.float64, copy=False) for values in table.columns])
        if (numbers < np.inf).all():
            whole = [str(values.type) not in ("float", "double", "halffloat") for values in table.columns]
            return tuple(
                Column(legible(name), numbers[:, j], whole=whole[j], place=j + 1, source=numbers)
                for j, name in enumerate(table.column_names)
            )
    _check_values(sum(map(_count, table.columns)))
    records: dict[str, Tree] = {
        name: _items(name, values)
        for name, values in zip(table.column_names, table.columns, strict=True)
        if values.null_count < table.num_rows
    }
    return columns_of_tree(records)


def _count(values: Any) -> int:
    """How many values a column holds, those in its lists included, at any depth."""
    kind = str(values.type)
    if not kind.startswith(("list", "large_list", "fixed_size_list")):
        return len(values)
    compute = importlib.import_module("pyarrow.compute")
    inside = compute.sum(compute.list_value_length(values)).as_py() or 0
    _check_values(inside)
    return inside + (_count(compute.list_flatten(values)) if str(values.type.value_type).startswith("list") else 0)


def _items(name: str, values: Any) -> list[Any]:
    """What a column holds, as Python values; decimals as numbers, dates and times as words."""
    kind = str(values.type)
    if kind.startswith(_WITH_WORDS):
        return [None if item is None else str(item).removesuffix(" 00:00:00") for item in values.to_pylist()]
    if kind.startswith("decimal"):
        return [None if item is None else float(item) for item in values.to_pylist()]
    if not kind.startswith(_KINDS):
        raise DataError(f'column "{name}" is of the kind {kind}: keep columns of numbers and of words')
    if kind.startswith("dictionary"):
        return [item for chunk in values.chunks for item in _of_dictionary(name, chunk)]
    _check_words(name, values)
    items: list[Any] = values.to_pylist()
    return items


def _check_words(name: str, values: Any) -> None:
    """Refuse texts that are no names, before they are made."""
    if str(values.type) in ("string", "large_string"):
        compute = importlib.import_module("pyarrow.compute")
        longest = compute.max(compute.binary_length(values)).as_py() or 0
        if longest > LONGEST_TEXT:
            raise DataError(f'column "{name}" holds a text of {longest:,} bytes, and {LONGEST_TEXT:,} are read at most')


def _of_dictionary(name: str, chunk: Any) -> list[Any]:
    """Words that are written once and named by their places: a long one is not made again for each row."""
    _check_words(name, chunk.dictionary)
    words = chunk.dictionary.to_pylist()
    return [None if place is None else words[place] for place in chunk.indices.to_pylist()]


def read_safetensors(path: Path) -> Contents:
    """The columns of the tensors with one or two dimensions. Raises DataError."""
    safetensors = library("safetensors", "safetensors", "safetensors files")
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


def library(name: str, package: str, what: str) -> Any:
    """A library that reads such files. Raises DataError, with how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise DataError(f"{what} need one more package: pip install {package} (or save the data as CSV)") from None
