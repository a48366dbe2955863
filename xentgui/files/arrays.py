"""Arrays, laid flat where they have more than two dimensions, and numpy's files: .npy, .npz. No pickle is ever read."""

from __future__ import annotations

import math
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from xentgui.files.cells import is_number, legible, read_number
from xentgui.files.columns import Column, Contents
from xentgui.files.guess.vocabulary import LABEL_WORDS, TABLE_WORDS, bare, telling_part
from xentgui.files.separated import MOST_COLUMNS
from xentgui.files.trees import SHAPE
from xentgui.losses.axes import Axes, shape_words
from xentgui.losses.batch import DataError

MOST_BYTES = 512 * 1024 * 1024
PICKLED = (
    "it holds pickled Python objects, and reading those can run any program, so they are not read: save numbers with "
    "numpy.save or numpy.savez (labels as whole numbers or text of one dtype), or as CSV"
)
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0, (3, 0): npy.read_array_header_2_0}


def columns_of_array(array: NDArray[Any], table: str = "") -> tuple[Column, ...]:
    """The columns of an array (n,) or (n, K) of numbers or text, or of one with named fields.

    Raises DataError for other shapes and dtypes, and for nan and inf with their place.
    """
    prefix = f"{table}: " if table else ""
    if array.dtype.names:
        return tuple(
            _column(array[name], name=legible(str(name)), table=table, place=k + 1, vector=False)
            for k, name in enumerate(array.dtype.names)
        )
    if array.ndim not in (1, 2):
        shape = " x ".join(map(str, array.shape)) or "a single number"
        raise DataError(f"{prefix}its shape is {shape}: {SHAPE}")
    if not array.size:
        raise DataError(f"{prefix}there is nothing in it: a table has at least one row of numbers")
    if array.ndim == 1:
        return (_column(array, name="", table=table, place=1, vector=True),)
    if array.shape[1] > MOST_COLUMNS:
        raise DataError(f"{prefix}{array.shape[1]:,} columns are more than the {MOST_COLUMNS:,} that can be read")
    if array.dtype.kind in "biuf":
        return _of_table(array, table)
    return tuple(_column(array[:, j], name="", table=table, place=j + 1, vector=False) for j in range(array.shape[1]))


def _of_table(array: NDArray[Any], table: str) -> tuple[Column, ...]:
    """The columns of numbers (n, K), views of one table."""
    numbers, whole = _as_float64(array), array.dtype.kind in "biu"
    columns = tuple(
        Column("", numbers[:, j], None, table, whole, place=j + 1, source=numbers) for j in range(numbers.shape[1])
    )
    if numbers.max() < np.inf:  # nan is not
        return columns
    for column in columns:
        _check_finite(column)
    return columns


def _as_float64(values: NDArray[Any]) -> NDArray[np.float64]:
    with np.errstate(over="ignore", invalid="ignore"):  # of a long double
        return values.astype(np.float64, copy=False)


def _check_finite(column: Column) -> None:
    """Refuse nan and inf, with their place."""
    numbers = column.numbers
    assert numbers is not None
    bad = np.flatnonzero(~(numbers < np.inf))
    if len(bad):
        row = int(bad[0])
        reason = f"{numbers[row]:g} is not a number that can be entered: replace it, or leave out the row"
        raise DataError(f"{column.where(row)}: {reason}", where=(row, column.place - 1))


def _column(values: NDArray[Any], *, name: str, table: str, place: int, vector: bool) -> Column:
    prefix = f"{table}: " if table else ""
    if values.ndim != 1:
        raise DataError(f'{prefix}the field "{name}" has more than one number in a row: {SHAPE}')
    if values.dtype.kind in "US":
        _check_characters(values, prefix)
        texts = [text.decode("utf-8", "replace") if isinstance(text, bytes) else text for text in values.tolist()]
        return _of_texts(Column(name, None, tuple(map(legible, texts)), table, vector=vector, place=place))
    if values.dtype.kind not in "biuf":
        raise DataError(f"{prefix}its numbers are of the kind {values.dtype}: save them as float64")
    column = Column(name, _as_float64(values), None, table, values.dtype.kind in "biu", vector, place)
    _check_finite(column)
    return column


def _check_characters(values: NDArray[Any], prefix: str) -> None:
    """Refuse text with numbers that are no characters, which numpy takes over as they are."""
    if values.dtype.kind == "U" and values.dtype.itemsize:
        codes = np.ascontiguousarray(values).view(np.dtype(np.uint32).newbyteorder(values.dtype.byteorder))
        if codes.size and codes.max() > sys.maxunicode:
            raise DataError(f"{prefix}its text holds what is no character: it is damaged, save it again")


def _of_texts(column: Column) -> Column:
    """Numbers that were saved as text are numbers."""
    texts = column.texts or ()
    if not all(map(is_number, texts)):
        return column
    numbers = np.array([read_number(text) for text in texts])
    return replace(column, numbers=numbers, texts=None, whole=all(text.lstrip("+-").isdigit() for text in texts))


def columns_of_arrays(arrays: Iterable[tuple[str, NDArray[Any]]]) -> Contents:
    """The columns of arrays with names, each a table; samples one a row where there are more than two dimensions.

    What cannot be a table beside others is left out and told.
    """
    named = {legible(name): array for name, array in arrays}
    several = len(named) > 1
    deep = [name for name, array in named.items() if array.ndim > 2]
    known = [name for name in deep if bare(name.split(".")[-1]) in TABLE_WORDS or telling_part(name)]
    left_out = [name for name in deep if several and name not in known]
    kept = {name: array for name, array in named.items() if name not in left_out}
    notes = [f'"{name}" has {named[name].ndim} dimensions: it is left out' for name in left_out]
    leading = None
    numbers = {name: array for name, array in kept.items() if array.ndim and array.dtype.kind in "biuf"}
    if any(array.ndim > 2 for array in numbers.values()):
        flat = laid_flat(numbers)
        kept, leading = {**kept, **flat.arrays}, flat.leading
        notes.append(flat.told)
    columns = [
        column
        for name, array in kept.items()
        for column in columns_of_array(array.reshape(1) if array.ndim == 0 and several else array, name)
    ]
    if named and not columns:
        raise DataError(f"none of its arrays is a table: {SHAPE}")
    return Contents(tuple(columns), None, tuple(notes), leading, tuple(named.items()))


def read_npy(path: Path) -> Contents:
    """The columns of a .npy file. Raises DataError."""
    with path.open("rb") as file:
        return columns_of_arrays([("", _read_array(file, path.stat().st_size))])


def read_npz(path: Path) -> Contents:
    """The columns of all arrays of a .npz file, each array a table with its name. Raises DataError."""
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
        if not members:
            raise DataError("there are no arrays in it: save them with numpy.savez(file, labels=..., outputs=...)")
        check_size(sum(info.file_size for info in members))
        found: list[tuple[str, NDArray[Any]]] = []
        for info in members:
            name = info.filename.removesuffix(".npy")
            try:
                with archive.open(info) as file:
                    array = _read_array(file, info.file_size)
            except DataError as error:
                raise DataError(f'"{name}": {error.reason}') from None
            found.append((name, array))
    return columns_of_arrays(found)


def check_size(size: int, most: int = MOST_BYTES) -> None:
    """Refuse what would take more memory or time than is reasonable."""
    if size > most:
        raise DataError(
            f"unpacked it would hold {size / 2**20:,.0f} MiB, and {most // 2**20} MiB are read at most: "
            "save a part of the rows"
        )


def header_of_npy(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """The shape, whether it is stored column after column, and the kind of an array whose numbers come next."""
    version = npy.read_magic(file)
    if version not in _HEADERS:
        raise DataError(f"its format version {version} is not known: save it with a current numpy")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape, fortran, dtype = _HEADERS[version](file)
    if dtype.hasobject:
        raise DataError(PICKLED)
    return shape, fortran, dtype


def _read_array(file: IO[bytes], size: int) -> NDArray[Any]:
    """An array from its bytes; what the header promises is held against what is there before memory is taken."""
    shape, fortran, dtype = header_of_npy(file)
    promised, there = math.prod(shape) * dtype.itemsize, size - file.tell()
    if promised > there or any(length < 0 for length in shape):
        raise DataError(
            f"its header promises {math.prod(shape):,} numbers ({' x '.join(map(str, shape))}) and the file ends "
            "before: it is truncated or damaged, save it again"
        )
    check_size(promised)
    data = file.read(promised)
    if len(data) < promised:
        raise DataError("it ends before its header says: it is truncated or damaged, save it again")
    array: NDArray[Any] = np.frombuffer(data, dtype=dtype).reshape(shape[::-1] if fortran else shape)
    return array.T if fortran else array


class Flat(NamedTuple):
    """Arrays as tables (N, K) and vectors (N,), the leading shape whose product N is, and what was done in words."""

    arrays: dict[str, NDArray[Any]]
    leading: tuple[int, ...]
    told: str


def laid_flat(arrays: Mapping[str, NDArray[Any]]) -> Flat:
    """Arrays with their names, of which at least one has more than two dimensions: the largest holds the outputs.

    Labels are class indices of its shape without the class axis (or with 1 there), or a table of its shape. Raises
    DataError where nothing fits.
    """
    name = max(arrays, key=lambda each: arrays[each].size)
    outputs = arrays[name]
    axes = next(_fitting(outputs.shape, {key: array.shape for key, array in arrays.items() if key != name}), None)
    axes = axes or Axes(outputs.shape, outputs.ndim - 1)
    flat: dict[str, NDArray[Any]] = {}
    for key, array in arrays.items():
        if array.shape == axes.shape or _without_ones(array.shape, axes) == axes.leading:
            flat[key] = axes.rows(array) if array.shape == axes.shape else array.reshape(-1)
        elif array.ndim < 2:
            flat[key] = array
        else:
            shapes = f"{name} {shape_words(outputs.shape)} and {key} {shape_words(array.shape)}"
            raise DataError(f"{shapes} do not fit together: labels have the shape of the outputs without one axis")
    told = f"{shape_words(outputs.shape)} is read as {axes.words}, one a row"
    return Flat(flat, axes.leading, told)


def _fitting(outputs: tuple[int, ...], others: Mapping[str, tuple[int, ...]]) -> Iterator[Axes]:
    """The axes of the outputs by the shapes of what may be labels, those that are called so first."""
    called = {key: shape for key, shape in others.items() if bare(key.split(".")[-1]) in LABEL_WORDS}
    for shape in (*called.values(), *others.values()):
        for bare_shape in dict.fromkeys((shape, *_one_left_out(shape))):
            try:
                yield Axes.of(outputs, bare_shape)
            except DataError:
                continue


def _one_left_out(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The shape without an axis of length 1: segmentation labels are often written (N, 1, H, W)."""
    return (shape[:k] + shape[k + 1 :] for k in range(1, len(shape)) if shape[k] == 1)


def _without_ones(shape: tuple[int, ...], axes: Axes) -> tuple[int, ...]:
    return next((one for one in (shape, *_one_left_out(shape)) if one == axes.leading), shape)
