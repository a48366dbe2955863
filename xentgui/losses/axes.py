"""Tables of any number of axes as rows of K outputs: which axis holds the classes, and where a row stands."""

import math
import operator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from xentgui.losses.arrays import Array, DataError
from xentgui.losses.cached import cached

Shape = tuple[int, ...]

AXES = {
    2: ("sequence", "place"),
    3: ("image", "line", "column"),
    4: ("volume", "slice", "line", "column"),
}  # what the leading axes are called, by their number


def shape_words(shape: Shape) -> str:
    """A shape as a sentence writes it.

    >>> shape_words((2, 8, 50257)), shape_words((4,))
    ('(2, 8, 50257)', '(4)')
    """
    return f"({', '.join(map(str, shape))})"


def row_name(row: int, leading: Shape) -> str:
    """What a row is called: by its place along several leading axes, counted from 0, or by its number from 1.

    >>> row_name(9, (2, 8)), row_name(21, (2, 4, 4)), row_name(3, (4,))
    ('1, 1', '1 · 1, 1', '4')
    """
    if len(leading) < 2:
        return f"{row + 1:,}"
    first, *rest = map(str, np.unravel_index(row, leading))
    return f"{first}{', ' if len(rest) == 1 else ' · '}{', '.join(rest)}"


@dataclass(frozen=True)
class Axes:
    """The axes of outputs; samples are counted in C order of the axes other than that of the classes.

    Attributes:
        shape: of the outputs as given.
        class_axis: the axis of the classes, counted from 0; None for one yes/no output a sample, ``(N,)``.

    >>> Axes((2, 3, 4, 4), 1).place(17, 2)
    (1, 2, 0, 1)
    """

    shape: Shape
    class_axis: int | None

    @staticmethod
    def of(outputs: Shape, labels: Shape, class_axis: object = None) -> "Axes":
        """The axes of outputs and labels of these shapes.

        Raises:
            DataError: shapes that do not fit each other, or an axis that the outputs do not have.
            ValueError: ``class_axis`` is no whole number.
        """
        return _fitting(outputs, labels, None if class_axis is None else _said(outputs, class_axis))

    @cached
    def leading(self) -> Shape:
        """The shape without the class axis."""
        return self.shape if self.class_axis is None else _without(self.shape, self.class_axis)

    @cached
    def columns(self) -> int:
        """K: 1 for one yes/no output."""
        return 1 if self.class_axis is None else self.shape[self.class_axis]

    @cached
    def samples(self) -> int:
        return math.prod(self.leading)

    @property
    def words(self) -> str:
        """How many samples of how many classes."""
        return f"{shape_words(self.leading)} samples of {self.columns} classes"

    @property
    def labels_that_fit(self) -> tuple[Shape, ...]:
        """The shapes of labels: one a sample, or one an output."""
        if self.class_axis is None:
            return (self.shape, (*self.shape, 1))
        one_sample = ((1,), (1, *self.shape)) if len(self.shape) == 1 else ()
        return (self.leading, self.shape, *one_sample)

    def rows(self, table: Array) -> Array:
        """A table of the outputs' shape as ``(N, K)``, one of any other shape as ``(N,)``."""
        if table.shape == (1, *self.shape) and not self.leading:
            return table
        if table.shape != self.shape or self.class_axis is None:
            return table.reshape(self.samples)
        if self.class_axis < table.ndim - 1:
            table = np.moveaxis(table, self.class_axis, -1)
        return table.reshape(self.samples, self.columns)

    def place(self, row: int, column: int | None = None) -> Shape:
        """The index of a sample, or of an output of it, one number for each axis."""
        index = tuple(int(each) for each in np.unravel_index(row, self.leading)) if self.leading else ()
        if column is None or self.class_axis is None:
            return index
        return (*index[: self.class_axis], column, *index[self.class_axis :])


@lru_cache(maxsize=64)
def _fitting(outputs: Shape, labels: Shape, class_axis: int | None) -> Axes:
    if class_axis is None:
        class_axis = _found(outputs, labels) if len(outputs) > 2 else (None, 1)[len(outputs) - 1]
    axes = Axes(outputs, class_axis)
    if not axes.columns:
        raise DataError("rows without columns: give at least one number a row", "outputs")
    if labels not in axes.labels_that_fit:
        raise _do_not_fit(labels, outputs, axes.labels_that_fit)
    return axes


def _found(outputs: Shape, labels: Shape) -> int:
    """The last axis where the labels fit, else the second, else the only one; for a table of labels the last."""
    axes = range(len(outputs))
    fit = [axis for axis in axes if labels == _without(outputs, axis)]
    if labels == outputs or axes[-1] in fit:
        return axes[-1]
    if 1 in fit:
        return 1
    if len(fit) == 1:
        return fit[0]
    if fit:
        named = " or ".join(f"class_axis={axis}" for axis in fit)
        raise DataError(f"labels of shape {labels} fit several axes of outputs of shape {outputs}: say {named}")
    raise _do_not_fit(labels, outputs, (outputs, *(_without(outputs, axis) for axis in axes)))


def _said(outputs: Shape, class_axis: object) -> int:
    try:
        if isinstance(class_axis, (bool, np.bool_)):
            raise TypeError
        axis = operator.index(class_axis)  # type: ignore[arg-type]
    except TypeError as error:
        raise ValueError(f"class_axis must be None or a whole number, not {class_axis!r}") from error
    if not -len(outputs) <= axis < len(outputs):
        raise DataError(f"class_axis={axis} is no axis of outputs of shape {outputs}")
    return axis % len(outputs)


def _without(shape: Shape, axis: int) -> Shape:
    return shape[:axis] + shape[axis + 1 :]


def _do_not_fit(labels: Shape, outputs: Shape, fitting: tuple[Shape, ...]) -> DataError:
    wanted = " or ".join(map(str, dict.fromkeys(fitting)))
    return DataError(f"labels of shape {labels} do not fit outputs of shape {outputs}: only {wanted}")
