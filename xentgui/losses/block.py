"""Some rows of a batch: shared between batches, never changed, and the place where what was computed of it is kept."""

from collections.abc import Callable
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

    def remember(self, key: object, compute: Callable[[], Answer]) -> Answer:
        """What ``compute`` gave for ``key`` the first time it was asked."""
        if key not in self._remembered:
            self._remembered[key] = compute()
        answer: Answer = self._remembered[key]
        return answer

    def column(self, index: int) -> "Block":
        """One column as a block of its own, remembered here: a yes/no question asked of one output."""

        def cut() -> Block:
            weights = self.weights
            if weights is not None and weights.shape[1] > 1:
                weights = weights[:, index : index + 1]
            return Block(self.labels[:, index : index + 1], self.outputs[:, index : index + 1], weights)

        return self.remember(("column", index), cut)

    def knows(self, key: object) -> bool:
        """Whether ``remember(key, ...)`` answers at once."""
        return key in self._remembered


def one_hot(indices: Array | None, columns: int) -> Float:
    """``(n, columns)`` rows with a 1 at each index; an index outside 0..columns-1 gives a row of zeros."""
    given = np.asarray(indices)
    rows = np.zeros((len(given), columns))
    inside = np.flatnonzero((given >= 0) & (given < columns))
    rows[inside, given[inside]] = 1.0
    return rows
