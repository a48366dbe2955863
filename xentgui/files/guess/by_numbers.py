"""What the numbers of columns look like: shares, class numbers, one-hot rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xentgui.files.columns import Column, only_zeros_and_ones, side_by_side
from xentgui.losses.rows import one_class


def within(column: Column, low: float, high: float) -> bool:
    """Whether it holds numbers, all of them from low to high."""
    numbers = column.numbers
    return numbers is not None and bool(numbers.min(initial=low) >= low and numbers.max(initial=high) <= high)


def integral(column: Column) -> bool:
    """Whether it holds whole numbers, however they are written."""
    return column.numbers is not None and bool((column.numbers == np.floor(column.numbers)).all())


def zeros_and_ones(columns: Sequence[Column]) -> bool:
    """Whether they hold 0 and 1 and nothing else."""
    return all(column.numbers is not None and only_zeros_and_ones(column.numbers) for column in columns)


def one_hot(columns: Sequence[Column]) -> bool:
    """Whether each row is a single 1 among 0."""
    return zeros_and_ones(columns) and bool(one_class(side_by_side(columns)).all())


def index_like(column: Column, classes: int) -> bool:
    """Whether it may name so many classes, from 0 or from 1."""
    return integral(column) and within(column, 0, classes if classes > 1 else 1)


def names_classes(column: Column) -> bool:
    """Whether one column, alone, can only be labels that name classes: words, or whole numbers from 0."""
    if column.texts is not None:
        return True
    numbers = column.numbers
    whole = numbers is not None and column.whole and bool((numbers >= 0).all())
    return whole and (column.vector or bool(numbers is not None and numbers.max() > 1))


def could_be_labels(columns: Sequence[Column]) -> int:
    """3: surely (class names, one-hot rows, whole numbers in a column); 1: numbers in [0, 1]; 0: no."""
    if any(column.texts is not None for column in columns):
        return 3
    values = side_by_side(columns)
    if only_zeros_and_ones(values) and (len(columns) > 1 or columns[0].whole):
        return 3
    if len(columns) == 1 and (values >= 0).all() and (values == np.floor(values)).all():
        return 3
    return int(((values >= 0) & (values <= 1)).all())


def why_labels(columns: Sequence[Column]) -> str:
    """The reason for which `could_be_labels`."""
    if any(column.texts is not None for column in columns):
        return "it holds class names"
    if len(columns) == 1 and columns[0].whole:
        return "it is one column of whole numbers"
    return "it holds only 0 and 1" if zeros_and_ones(columns) else "its numbers lie between 0 and 1"
