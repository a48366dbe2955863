"""What people hand over, as an array of float64 that is ours alone; or a DataError that says which cell and why."""

import math
import numbers
import warnings
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from xentgui.losses.brief import quoted
from xentgui.losses.tensors import numbers_of
from xentgui.losses.workers import BLOCK_SIZE, each, rows_at_once

Array = npt.NDArray[Any]
Float = npt.NDArray[np.float64]

Ends = tuple[float, float]  # the smallest and the largest number

FEW = 8  # numbers that are looked at one by one
TABLES = ("labels", "outputs", "sample_weights", "class_weights", "pos_weight", "groups", "points", "weights", "biases")


class DataError(ValueError):
    """Numbers that can not be read, or that a definition does not take.

    Attributes:
        reason: what is wrong and what to do, in plain words, without the place.
        table: ``"labels"``, ``"outputs"``, ``"sample_weights"``, ``"class_weights"``, ``"pos_weight"`` (in training
            also ``"points"``, ``"weights"``, ``"biases"``), or None where two shapes do not fit each other.
        where: None, ``(row,)``, ``(row, column)`` or one number for each axis of the table, counted from 0.

    >>> str(DataError("a label is between 0 and 1", table="labels", where=(3, 1)))
    'labels[3, 1]: a label is between 0 and 1'
    """

    def __init__(self, reason: str, table: str | None = None, where: tuple[int, ...] | None = None) -> None:
        super().__init__(reason, table, where)
        self.reason = reason
        self.table = table
        self.where = tuple(int(index) for index in where or ()) or None  # a single number has no place

    def __str__(self) -> str:
        if self.table is None:
            return self.reason
        place = "" if self.where is None else f"[{', '.join(map(str, self.where))}]"
        return f"{self.table}{place}: {self.reason}"


def real_array(given: object, table: str, *, most_dimensions: int | None = None) -> Float:
    """A new C-ordered float64 array of what is given, as :func:`measured` reads it."""
    return measured(given, table, most_dimensions)[0]


def measured(given: object, table: str, most_dimensions: int | None = None) -> tuple[Float, list[Ends]]:
    """A new C-ordered float64 array of what is given, and the ends of each of its :func:`pieces`; nan does not pass.

    Raises:
        DataError: text, None, nan, complex numbers, ragged rows, masked entries, sparse matrices, tensors without
            numbers, more dimensions than said; ``where`` is the first such cell.
    """
    if type(given) is np.ndarray and given.dtype.kind in "biuf":
        array = given
    else:
        _refuse_containers(given, table)
        given = _opened(given, table)
        array = _numpy(given, table)
    if most_dimensions is not None and array.ndim > most_dimensions:
        raise DataError(f"{array.ndim} dimensions, where at most {most_dimensions} are taken", table)
    numbers_, ends = _real(array, given, table)
    if math.isnan(outermost(ends)[0]):
        raise DataError("nan is not a number to compute with: enter a number", table, first(np.isnan(numbers_)))
    return numbers_, ends


def extent(array: Array) -> Ends:
    """The smallest and the largest number, on all processors: nan where one is nan, (0, 0) where there is none."""
    if not array.size:
        return 0.0, 0.0
    if array.size <= FEW:
        few = array.ravel().tolist()
        return (math.nan, math.nan) if any(map(math.isnan, few)) else (min(few), max(few))
    if array.size <= BLOCK_SIZE:
        return float(np.minimum.reduce(array, axis=None)), float(np.maximum.reduce(array, axis=None))
    return outermost(each(lambda piece: (piece.min(), piece.max()), pieces(array)))


def outermost(ends: Sequence[Ends]) -> Ends:
    """The ends of several arrays together; nan where one is nan."""
    return ends[0] if len(ends) == 1 else (float(np.min(ends)), float(np.max(ends)))


def pieces(array: Array) -> list[Array]:
    """The array, cut along its first axis where it is large: where a table of rows is cut into blocks."""
    if array.size <= BLOCK_SIZE or not array.ndim:
        return [array]
    step = rows_at_once(array.size // len(array))
    return [array[at : at + step] for at in range(0, len(array), step)]


def first(mask: Array) -> tuple[int, ...]:
    """The place of the first True, counted from 0."""
    return tuple(int(index) for index in np.unravel_index(int(np.argmax(mask)), mask.shape))


def shown(value: float) -> str:
    """The shortest digits that say which float64 it is: 0.1, 2, -1e-20."""
    return repr(float(value)).removesuffix(".0")


def rounded(numbers: Array, precision: str) -> Array:
    """Numbers on the grid of a precision, to nearest even; float64 for "float64", float32 for all others.

    >>> rounded(np.array([1 / 3]), "bfloat16").tolist()
    [0.333984375]
    """
    with np.errstate(all="ignore"):
        if precision == "float16":
            numbers = numbers.astype(np.float16)
        elif precision == "bfloat16":
            numbers = _to_bfloat16(numbers.astype(np.float64, copy=False))
        return numbers.astype(np.float64 if precision == "float64" else np.float32, copy=False)


def _to_bfloat16(numbers: Float) -> Float:
    """Eight digits of the binary system, fewer below 2^-126; infinite from halfway beyond the largest."""
    spacing = np.ldexp(1.0, np.maximum(np.frexp(numbers)[1], -125) - 8)
    nearest: Float = np.where(np.isfinite(numbers), np.rint(numbers / spacing) * spacing, numbers)
    return np.where(np.abs(nearest) >= 2.0**128, np.copysign(np.inf, nearest), nearest)


def read_only(array: Array) -> Array:
    """The same array, no longer writeable."""
    array.setflags(write=False)
    return array


def _refuse_containers(given: object, table: str) -> None:
    if given is None:
        raise DataError("None where numbers are needed", table)
    if isinstance(given, (str, bytes)):
        raise DataError(f"{quoted(given)} is text: enter numbers", table)
    if hasattr(given, "toarray") and hasattr(given, "nnz"):
        raise DataError("a sparse matrix: pass .toarray()", table)
    if _may_be_masked(given) and np.ma.getmaskarray(given).any():
        place = first(np.ma.getmaskarray(given))
        raise DataError("a masked entry: fill it in, or leave the row out", table, place)


def _may_be_masked(given: object) -> "TypeGuard[np.ma.MaskedArray]":
    """Whether it is one of numpy's masked arrays; they are not read for a list, which takes as long as numbers do."""
    return isinstance(given, np.ndarray) and type(given) is not np.ndarray and isinstance(given, np.ma.MaskedArray)


def _is_masked(item: object) -> bool:
    return _may_be_masked(item) and item is np.ma.masked


def _opened(given: object, table: str) -> object:
    """The numbers of a tensor, or of a list of tensors; anything else as it is."""
    try:
        return numbers_of(given)
    except ValueError as error:
        raise DataError(str(error), table) from error


def _numpy(given: object, table: str) -> Array:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return np.asarray(given)
    except Exception as error:
        _explain_items(given, table)
        raise DataError(_no_table(given), table) from error


_FETCHED_BY = (".toPandas()", ".to_pandas()", ".collect()", ".compute()", ".execute()", ".logits")


def _no_table(given: object) -> str:
    """What was handed over in place of a table, and what to pass instead."""
    kind = type(given).__name__
    for how in _FETCHED_BY:
        if hasattr(type(given), how.strip(".()")):
            return f"a {kind} does not have its numbers at hand: pass {how} of it"
    if isinstance(given, Mapping):
        return f"a {kind} has names in place of rows: pass its numbers as rows"
    if isinstance(given, Set):
        return f"a {kind} has no order: pass a list"
    if isinstance(given, Iterator):
        return f"a {kind} gives its numbers once, one by one: pass list(...) of it"
    return f"{kind} is not a table of numbers: give rows of numbers"


def _explain_items(given: object, table: str, where: tuple[int, ...] = ()) -> None:
    """Raise the DataError that names the row or cell, if one can be named: the nearest to the beginning."""
    if not isinstance(given, (list, tuple)):
        return
    widths = [_width(row) for row in given]
    for index, row in enumerate(given):
        place = (*where, index)
        if _is_item(row):
            _refuse_item(row, table, place)
        if widths[index] != widths[0]:
            here, there = (
                f"{width} values" if width >= 0 else "a single value" for width in (widths[index], widths[0])
            )
            first_of = "row 0 has" if not where else f"the first of row {where[0]} has"
            reason = f"ragged rows: {here} here where {first_of} {there}; give every row the same length"
            raise DataError(reason, table, place)
        _explain_items(row, table, place)


def _width(row: Any) -> int:
    """How many items a row has; -1 where it is an item itself."""
    return len(row) if isinstance(row, (list, tuple)) or (isinstance(row, np.ndarray) and row.ndim) else -1


def _is_item(value: object) -> bool:
    return _is_masked(value) or isinstance(value, (str, bytes)) or not hasattr(value, "__len__")


def _real(array: Array, given: object, table: str) -> tuple[Float, list[Ends]]:
    if array.dtype.kind in "biuf" or (array.dtype.kind not in "OSU" and np.can_cast(array.dtype, np.float64)):
        return _copied(array)
    if array.dtype.kind == "O":
        result = _from_objects(array, table)
        return result, [extent(result)]
    if array.dtype.kind in "US":
        objects = array if isinstance(given, np.ndarray) else _as_objects(given, array)
        _from_objects(objects.astype(object), table)
    if array.dtype.kind == "c":
        objects = array if isinstance(given, np.ndarray) else _as_objects(given, array)
        _from_objects(objects.astype(object), table)
        raise DataError("complex numbers: enter real ones", table)
    raise DataError(f"values of type {array.dtype}, where numbers are needed", table)


def _copied(array: Array) -> tuple[Float, list[Ends]]:
    """The numbers, and the ends of each piece, found while it is at hand."""
    if array.size <= BLOCK_SIZE and array.dtype.itemsize <= 8:
        copy = np.array(array, dtype=np.float64, order="C")
        return copy, [extent(copy)]
    copy = np.empty(array.shape)
    return copy, each(lambda pair: _fill(*pair), list(zip(pieces(copy), pieces(array), strict=True)))


def _fill(copy: Float, array: Array) -> Ends:
    with np.errstate(all="ignore"):  # what a wider float holds may be inf here
        copy[...] = array
    return extent(copy)


def _as_objects(given: Any, array: Array) -> Array:
    try:
        objects = np.asarray(given, dtype=object)
    except Exception:
        return array
    return objects if objects.shape == array.shape else array


def _from_objects(array: Array, table: str) -> Float:
    result = np.empty(array.shape, dtype=np.float64)
    for place in np.ndindex(array.shape):
        item = array[place]
        if not place and not _is_real(item):
            raise DataError(_no_table(item), table)
        _refuse_item(item, table, place or None)
        try:
            result[place] = float(item)
        except Exception as error:  # whatever a stranger's __float__ raises
            raise DataError(f"{quoted(item)} is not a number that float64 holds", table, place or None) from error
    return result


def _refuse_item(item: object, table: str, where: tuple[int, ...] | None) -> None:
    if isinstance(item, (str, bytes)):
        raise DataError(f"{quoted(item)} is text: enter a number", table, where)
    if item is None:
        raise DataError("None where a number is needed: enter a number", table, where)
    if _is_masked(item):
        raise DataError("a masked entry: fill it in, or leave the row out", table, where)
    if isinstance(item, (complex, np.complexfloating)):
        raise DataError(f"{item} is a complex number: enter a real one", table, where)
    if isinstance(item, (list, tuple, np.ndarray)):
        raise DataError("a whole row in one cell: pass a list of the rows", table, where)
    if type(item).__name__ in ("NAType", "NaTType"):
        raise DataError("a missing entry: fill it in, or leave the row out", table, where)
    if not _is_real(item):
        raise DataError(f"{type(item).__name__} is not a number: enter a number", table, where)


def _is_real(item: object) -> bool:
    return isinstance(item, (numbers.Real, Decimal, np.number, np.bool_)) or hasattr(type(item), "__float__")
