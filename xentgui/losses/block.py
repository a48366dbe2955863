"""Some rows of a batch: shared between batches, never changed, and the place where what was computed of it is kept."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from xentgui.losses.arrays import Array, Float, read_only

BLOCK_SIZE = 131_072  # numbers in a block: about 1 MiB, the fastest to evaluate

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

    def __reduce__(self) -> tuple[Callable[..., "Block"], tuple[Any, ...]]:
        return _restored, (self._labels, self.outputs, self.weights, self.indices)

    def remember(self, ask: Callable[..., Answer], *about: Hashable) -> Answer:
        """What ``ask(block, *about)`` gave the first time."""
        key = (ask, *about)
        if key not in self._remembered:
            self._remembered[key] = ask(self, *about)
        answer: Answer = self._remembered[key]
        return answer

    def keep(self, answer: Answer, ask: Callable[..., Answer], *about: Hashable) -> None:
        """Remember what ``ask(block, *about)`` would give, where it was found on another way."""
        self._remembered.setdefault((ask, *about), answer)

    def column(self, index: int) -> "Block":
        """One column as a block of its own, remembered here: a yes/no question asked of one output."""

        return self.remember(_column, index)

    def knows(self, ask: Callable[..., Any], *about: Hashable) -> bool:
        """Whether ``remember(ask, *about)`` answers at once."""
        return (ask, *about) in self._remembered


def _restored(labels: Float | None, outputs: Float, weights: Float | None, indices: Array | None) -> Block:
    return Block(labels, outputs, weights, indices=indices)


def _column(block: Block, index: int) -> Block:
    weights = block.weights
    if weights is not None and weights.shape[1] > 1:
        weights = weights[:, index : index + 1]
    return Block(block.labels[:, index : index + 1], block.outputs[:, index : index + 1], weights)


def one_hot(indices: Array | None, columns: int) -> Float:
    """``(n, columns)`` rows with a 1 at each index; an index outside 0..columns-1 gives a row of zeros."""
    given = np.asarray(indices)
    rows = np.zeros((len(given), columns))
    inside = np.flatnonzero((given >= 0) & (given < columns))
    rows[inside, given[inside]] = 1.0
    return rows
