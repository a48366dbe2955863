"""Labels as a table with one number for each output, from one-hot columns, class numbers or class names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from xentgui.files.columns import Column, side_by_side
from xentgui.files.guess.by_name import classes_named
from xentgui.files.guess.vocabulary import NO_WORDS, YES_WORDS
from xentgui.files.separated import MOST_CELLS, MOST_COLUMNS
from xentgui.losses.batch import DataError
from xentgui.losses.rows import one_class

Numbers = NDArray[np.float64]
IGNORED = (-100, -1, 255)  # what PyTorch, TensorFlow and segmentation data write


@dataclass(frozen=True, eq=False)
class Labels:
    """What the labels are, as a table (N, K) or as the class (N,) of each row; class names, what was assumed, doubt.

    `ignored` (N,) tells the rows that count for nothing, None where there are none, and `ignore_index` the label that
    stands in them; `from_one` that class numbers were written from 1.
    """

    class_names: tuple[str, ...]
    entered: Numbers | None = None
    classes: NDArray[np.int64] | None = None
    notes: tuple[str, ...] = ()
    doubtful: bool = False
    ignored: NDArray[np.bool_] | None = None
    ignore_index: int | None = None
    from_one: bool = False

    @cached_property
    def table(self) -> Numbers | None:
        """(N, K), one-hot where rows name classes, of 0 where a sample is ignored; None where there are no labels."""
        if self.classes is None:
            return self.entered
        table = np.zeros((len(self.classes), len(self.class_names)))
        counted = np.arange(len(table)) if self.ignored is None else np.flatnonzero(~self.ignored)
        table[counted, self.classes[counted]] = 1.0
        return table

    @property
    def rows(self) -> int | None:
        """How many rows there are; None where there are no labels."""
        given = self.entered if self.classes is None else self.classes
        return None if given is None else len(given)

    @property
    def rows_ignored(self) -> NDArray[np.bool_]:
        """(N,): `ignored`, nowhere where there are none."""
        return np.zeros(self.rows or 0, bool) if self.ignored is None else self.ignored

    @cached_property
    def name_classes(self) -> bool:
        """Whether each row that counts names one class."""
        return self.classes is not None or (self.entered is not None and bool(one_class(self.entered).all()))

    @cached_property
    def indices(self) -> NDArray[np.int64] | None:
        """(N,) the class that each row names, `ignore_index` in ignored rows; None where the labels are no classes."""
        if len(self.class_names) < 2 or not self.name_classes:
            return None
        if self.classes is None:
            return None if self.entered is None else self.entered.argmax(axis=1)
        return self.classes if self.ignored is None else np.where(self.ignored, self.ignore_index or 0, self.classes)


def labels_of(
    columns: Sequence[Column],
    outputs: Numbers | None,
    names: tuple[str, ...],
    named: bool,
    ignore_index: int | None = None,
) -> Labels:
    """Labels for outputs (N, K) that are called `names`, by somebody if `named`. Raises DataError.

    `ignore_index` is the label of samples that count for nothing, where that is known.
    """
    if not columns:
        return Labels(names, notes=("there are no labels in it",))
    if len(columns) > 1:
        return _from_table(columns, outputs, names)
    if columns[0].texts is None:
        return _from_numbers(columns[0], outputs, names, ignore_index)
    if outputs is not None and outputs.shape[1] == 1:
        return _yes_or_no(columns[0], names)
    return _from_names(columns[0], outputs, names, named)


def table_of(columns: Sequence[Column], what: str) -> Numbers | None:
    """Columns of numbers side by side (N, K); None if there are none. Raises DataError."""
    if not columns:
        return None
    for column in columns:
        if column.numbers is None:
            raise DataError(f"{column.where(0)}: words cannot be {what}: choose another column, or another role for it")
        if len(column) != len(columns[0]):
            raise DataError(
                f"{what} of {len(columns[0])} and of {len(column)} rows do not fit together: choose one of the tables"
            )
    return side_by_side(columns)


def class_numbers(labels: Numbers) -> Numbers | None:
    """The class numbers among labels, without the marks of ignored rows; None where one is no class number."""
    counted = labels[~np.isin(labels, IGNORED)]
    return None if (counted < 0).any() or (counted % 1 != 0).any() else counted


def class_places(names: Sequence[str]) -> dict[str, int]:
    """Where each class name stands; also in small letters, where that is no other name."""
    places: dict[str, int] = {}
    for k, name in reversed(list(enumerate(names))):
        places[name.lower()] = k
    return {**places, **{name: k for k, name in enumerate(names)}}


def place_of(name: str, places: dict[str, int]) -> int | None:
    """Where a class stands among `class_places`, or None."""
    return places.get(name, places.get(name.lower()))


def some_names(names: Sequence[str]) -> str:
    """The first few names, for a sentence."""
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")


def _from_table(columns: Sequence[Column], outputs: Numbers | None, names: tuple[str, ...]) -> Labels:
    table = table_of(columns, "labels")
    if table is None or (outputs is not None and table.shape[1] != outputs.shape[1]):
        raise DataError(
            f"{len(columns)} columns of labels and {len(names)} of outputs do not fit together: "
            "there is one label column for each output, or one that names the class"
        )
    _check_range(columns)
    if outputs is not None:
        return Labels(names, table)
    bare = classes_named(columns)
    unnamed = not all(bare) or len(set(bare)) < len(bare)
    return Labels(tuple(str(k) for k in range(len(columns))) if unnamed else bare, table)


def _check_range(columns: Sequence[Column], hint: str = "") -> None:
    for j, column in enumerate(columns):
        numbers = column.numbers
        if numbers is None:
            continue
        for row in np.flatnonzero((numbers < 0) | (numbers > 1)):
            reason = f"a label lies between 0 and 1, and {numbers[row]:g} does not{hint}"
            raise DataError(f"{column.where(int(row))}: {reason}", where=(int(row), j))


def _from_numbers(column: Column, outputs: Numbers | None, names: tuple[str, ...], ignore_index: int | None) -> Labels:
    """Class numbers, or yes and no where there is one output."""
    values = column.numbers
    assert values is not None
    if outputs is not None and outputs.shape[1] == 1:
        if (values == -1).any() and np.isin(values, (-1, 1)).all():
            return Labels(names, (values[:, None] + 1) / 2, None, ("labels -1 and 1 are taken for no and yes",))
        _check_range([column], " (one output answers yes or no; for class numbers give one output for each class)")
        return Labels(names, values[:, None])
    width = len(names) if outputs is not None else 0
    mark = _mark_of_ignored(values, width, ignore_index)
    ignored = np.zeros(len(values), dtype=bool) if mark is None else values == mark
    for row in np.flatnonzero((values != np.floor(values)) | ((values < 0) & ~ignored)):
        _refuse(column, int(row), f"{values[row]:g} is not a class number: they are whole and count from 0")
    if ignored.all():
        raise DataError(f"every row has the label {mark}, which marks it as ignored: nothing is left")
    kept = values[~ignored]
    width = width or max(int(min(kept.max(initial=0), MOST_COLUMNS - 1)) + 1, 2)
    from_one = outputs is not None and len(kept) > 0 and kept.min() >= 1
    from_one = bool(from_one and (kept.max() == width or (column.from_one and kept.max() <= width)))
    for row in np.flatnonzero((values - from_one >= width) & ~ignored):
        reason = f"there is no class {values[row]:g} among {width}: class numbers run from 0 to {width - 1}"
        _refuse(column, int(row), reason)
    _check_cells(len(values), width)
    classes = np.where(ignored, 0, values - from_one).astype(np.int64)
    notes: tuple[str, ...] = (
        (f"class numbers run from 1 to {width}: 1 is taken for the first output",) if from_one else ()
    )
    if mark is not None and ignored.any():
        count = int(np.count_nonzero(ignored))
        notes += (f"{count} row{'s' * (count != 1)} with the label {mark}, which is no class: ignored, and kept",)
    else:
        mark = None
    shown = names if outputs is not None else tuple(str(k) for k in range(width))
    return Labels(shown, None, classes, notes, False, None if mark is None else ignored, mark, from_one)


def _mark_of_ignored(values: Numbers, width: int, known: int | None) -> int | None:
    """The label that marks samples as ignored: the one that is known, else -100, -1 or 255 where it is no class."""
    if known is not None:
        return known
    others = (mark for mark in IGNORED if (mark < 0 or width <= mark) and (values == mark).any())
    return next((mark for mark in others if mark < 0 or width), None)


def _from_names(column: Column, outputs: Numbers | None, names: tuple[str, ...], named: bool) -> Labels:
    texts, found = column.texts or (), tuple(sorted(column.words))
    if outputs is None:
        return Labels(found, classes=_classes(texts, class_places(found), len(found)))
    places = class_places(names)
    unknown = next((row for row, text in enumerate(texts) if place_of(text, places) is None), None)
    if unknown is None:
        return Labels(names, classes=_classes(texts, places, len(names)))
    if named or len(found) != len(names):
        if not texts[unknown]:
            _refuse(column, unknown, "this cell is empty: name the class, or leave out the row")
        reason = f'there is no output called "{texts[unknown]}": name the columns of outputs as the classes are named'
        _refuse(column, unknown, f"{reason} (now {some_names(names)})")
    note = "the outputs have no names: the classes are taken in alphabetical order, as scikit-learn does"
    return Labels(found, None, _classes(texts, class_places(found), len(found)), (note,), doubtful=True)


def _yes_or_no(column: Column, names: tuple[str, ...]) -> Labels:
    texts, found = column.texts or (), sorted(column.words)
    if len(found) > 2:
        row = next(i for i, text in enumerate(texts) if text not in found[:2])
        _refuse(column, row, f"one output answers yes or no, and the labels name {len(found)} classes")
    known = [name for name in found if name.lower() in YES_WORDS]
    others = [name for name in found if name.lower() not in NO_WORDS]
    yes = (known or others[-1:] or ["yes"])[0]
    table = np.array([[float(text == yes)] for text in texts])
    return Labels(names, table, None, (f'"{yes}" is taken for yes',), doubtful=not known and bool(others))


def _classes(texts: Sequence[str], places: dict[str, int], width: int) -> NDArray[np.int64]:
    _check_cells(len(texts), width)
    return np.array([place_of(text, places) or 0 for text in texts], dtype=np.int64)


def _check_cells(rows: int, columns: int) -> None:
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise DataError(
            f"labels of {rows:,} rows and {columns:,} classes are too many ({MOST_CELLS:,} cells at most): "
            "is this column really the labels?"
        )


def _refuse(column: Column, row: int, reason: str) -> NoReturn:
    raise DataError(f"{column.where(row)}: {reason}", where=(row,))
