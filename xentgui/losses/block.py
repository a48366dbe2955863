"""Some rows of a batch: shared between batches, never changed, and the place where what was computed of it is kept."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np

from xentgui.losses.arrays import Array, Ends, Float, extent, read_only
from xentgui.losses.workers import BLOCK_SIZE as BLOCK_SIZE
from xentgui.losses.workers import each

Answer = TypeVar("Answer")


class Block:
    """Some rows of a batch, never changed, equal only to itself; it remembers what was computed of it.

    Attributes:
        outputs: ``(n, K)`` float64, read-only; K = 1 for one column.
        labels: ``(n, K)`` float64, read-only; made on demand (one-hot) where the labels are class indices.
        indices: ``(n,)`` int64 class indices as entered, or None where the labels are a table.
        weights: ``(n, 1)``, ``(n, K)`` or None.
    """

    __slots__ = ("__weakref__", "_labels", "_remembered", "indices", "outputs", "weights")

    outputs: Float
    indices: Array | None
    weights: Float | None

    def __init__(
        self, labels: Float | None, outputs: Float, weights: Float | None = None, *, indices: Array | None = None
    ) -> None:
        if (labels is None) == (indices is None):
            raise ValueError("a block has labels or class indices, one of the two")
        for array in (labels, outputs, weights, indices):
            if array is not None:
                read_only(array)
        self._labels, self.outputs, self.weights, self.indices = labels, outputs, weights, indices
        self._remembered: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.outputs)

    @property
    def labels(self) -> Float:
        if self._labels is not None:
            return self._labels
        return read_only(one_hot(self.indices, self.outputs.shape[1]))

    def __reduce__(self) -> tuple[Callable[[], "Block"], tuple[()]]:
        return partial(Block, self._labels, self.outputs, self.weights, indices=self.indices), ()

    def remember(self, ask: Callable[..., Answer], *about: Hashable) -> Answer:
        """What ``ask(block, *about)`` gave the first time."""
        key = (ask, *about)
        answer: Answer = self._remembered.get(key, self)
        if answer is self:
            answer = self._remembered[key] = ask(self, *about)
        return answer

    def keep(self, answer: Answer, ask: Callable[..., Answer], *about: Hashable) -> None:
        """Remember what ``ask(block, *about)`` would give, where it was found on another way."""
        self._remembered.setdefault((ask, *about), answer)

    def forget(self) -> None:
        """What was computed of it is computed again when it is asked for."""
        self._remembered.clear()

    @property
    def tables(self) -> tuple[Array, ...]:
        """What it holds in memory: arrays, which other blocks may hold other rows of."""
        held = (self._labels, self.outputs, self.weights, self.indices)
        return tuple(each if each.base is None else each.base for each in held if each is not None)

    def keep_ends(self, outputs: Ends | None, labels: Ends | None) -> None:
        """Remember the smallest and the largest output, and label, where they are known."""
        if outputs is not None:
            self.keep(outputs, _range)
        if labels is not None:
            self.keep(labels, _label_range)

    def part(self, rows: slice | Array) -> "Block":
        """Some of its rows as a block of its own."""
        if isinstance(rows, slice) and rows == slice(None):
            return self
        given = (self._labels, self.weights, self.indices)
        labels, weights, indices = (None if table is None else table[rows] for table in given)
        return Block(labels, self.outputs[rows], weights, indices=indices)

    def column(self, index: int) -> "Block":
        """One column as a block of its own, remembered here: a yes/no question asked of one output."""
        return self.remember(_column, index)

    def knows(self, ask: Callable[..., Any], *about: Hashable) -> bool:
        """Whether ``remember(ask, *about)`` answers at once."""
        return (ask, *about) in self._remembered


def ask_all(blocks: Sequence[Block], ask: Callable[..., Answer], *about: Hashable) -> list[Answer]:
    """What each block remembers; those that have to compute it do so at the same time, on all processors."""
    if len(blocks) == 1:
        return [blocks[0].remember(ask, *about)]
    lacking = [block for block in blocks if not block.knows(ask, *about)]
    each(lambda block: block.remember(ask, *about), lacking)
    return [block.remember(ask, *about) for block in blocks]


def _column(block: Block, index: int) -> Block:
    weights = block.weights
    if weights is not None and weights.shape[1] > 1:
        weights = weights[:, index : index + 1]
    return Block(block.labels[:, index : index + 1], block.outputs[:, index : index + 1], weights)


def output_range(block: Block) -> tuple[float, float]:
    """The smallest and the largest output of a block."""
    return block.remember(_range)


def label_range(block: Block) -> tuple[float, float]:
    """The smallest and the largest label, or class index, of a block."""
    return block.remember(_label_range)


def _range(block: Block) -> tuple[float, float]:
    return extent(block.outputs)


def _label_range(block: Block) -> tuple[float, float]:
    return extent(block.labels if block.indices is None else block.indices)


def one_hot(indices: Array | None, columns: int) -> Float:
    """``(n, columns)`` rows with a 1 at each index; an index outside 0..columns-1 gives a row of zeros."""
    given = np.asarray(indices)
    rows = np.zeros((len(given), columns))
    inside = np.flatnonzero((given >= 0) & (given < columns))
    rows[inside, given[inside]] = 1.0
    return rows
