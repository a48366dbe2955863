"""The labels of some rows as a definition takes them: which rows count, which class each names, smoothing."""

from functools import cached_property

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.block import Block, one_hot
from xentgui.losses.setting import Setting


def names(block: Block, rows: slice) -> Array | None:
    """``(n,)``: the class that each of these rows names, if every row of the block is an index or one-hot."""
    if block.indices is not None:
        return np.asarray(block.indices[rows])
    every_row = block.remember("names", lambda: bool(one_class_rows(block.labels).all()))
    return np.asarray(block.labels[rows].argmax(axis=1)) if every_row else None


def one_class_rows(labels: Array) -> Array:
    """``(n,)``: which rows of a table are one-hot."""
    rows: Array = (np.count_nonzero(labels, axis=1) == 1) & (labels.max(axis=1, initial=0.0) == 1)
    return rows


def ignored_rows(block: Block, setting: Setting, rows: slice = slice(None)) -> Array | None:
    """``(n,)``: which rows count for nothing, or None where none does."""
    index = setting.pointwise.ignore_index
    if index is None:
        return None
    if block.indices is not None:
        ignored: Array = block.indices[rows] == index
    elif block.outputs.shape[1] == 1:
        ignored = block.labels[rows, 0] == index
    elif setting.indices:
        ignored = block.labels[rows].argmax(axis=1) == index
    else:
        return None
    return ignored if ignored.any() else None


class Labels:
    """``yes`` is y and ``no`` is 1 - y, ``(n, K)``, smoothed; ``no`` keeps its digits where y is nearly 1."""

    def __init__(self, block: Block, setting: Setting, rows: slice) -> None:
        self.block, self.setting, self.rows = block, setting, rows
        self.ignored = ignored_rows(block, setting, rows)

    @cached_property
    def entered(self) -> Array:
        """The labels before smoothing, one-hot for class indices, 0 in ignored rows."""
        if self.block.indices is not None:
            table = one_hot(self.block.indices[self.rows], self.block.outputs.shape[1])
        else:
            table = self.block.labels[self.rows]
        table = table.astype(self.setting.dtype, copy=False)
        return table if self.ignored is None else np.where(self.ignored[:, None], 0.0, table)

    @property
    def _spread(self) -> int:
        """Over how many classes smoothing spreads its share."""
        return self.block.outputs.shape[1] if self.setting.exclusive else 2

    @cached_property
    def yes(self) -> Array:
        smoothing = self.setting.pointwise.label_smoothing
        if smoothing == 0:
            return self.entered
        smoothed: Array = self.entered * (1.0 - smoothing) + smoothing / self._spread
        return smoothed

    @cached_property
    def no(self) -> Array:
        smoothing = self.setting.pointwise.label_smoothing
        if smoothing == 0:
            return 1.0 - self.entered
        smoothed: Array = (1.0 - self.entered) * (1.0 - smoothing) + smoothing * (1.0 - 1.0 / self._spread)
        return smoothed

    @cached_property
    def undefined(self) -> Array | None:
        """``(n,)``: rows that name no single class, under a definition that needs one; None where there is none."""
        if not self.setting.pointwise.one_class or self.block.indices is not None:
            return None
        if self.setting.one_dimensional:
            undefined = ((self.entered != 0) & (self.entered != 1))[:, 0]
        else:
            undefined = ~one_class_rows(self.entered)
        if self.ignored is not None:
            undefined &= ~self.ignored
        return undefined if undefined.any() else None
