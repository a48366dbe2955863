"""The one door for data: checked once, immutable, cut into blocks of rows that are shared and never changed."""

from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np

from xentgui.losses.arrays import Array, Float, read_only, real_array
from xentgui.losses.block import BLOCK_SIZE as BLOCK_SIZE
from xentgui.losses.block import Block as Block
from xentgui.losses.block import one_hot as one_hot
from xentgui.losses.definition import check_outputs_are
from xentgui.losses.entered import check_labels, check_outputs, check_shapes, cut, weights_as_entered
from xentgui.losses.errors import DataError as DataError


class Batch:
    """Labels, outputs and sample weights: checked, copied, immutable.

    Args:
        labels: ``(N, K)`` numbers in [0, 1], or ``(N,)`` class indices where the outputs have two or more columns, or
            ``(N,)`` or ``(N, 1)`` numbers in [0, 1] for one yes/no output.
        outputs: ``(N, K)``, or ``(N,)`` for one yes/no output.
        outputs_are: ``"logits"``, ``"probabilities"`` or ``"log-probabilities"``: what the outputs are.
        sample_weights: None, a number, ``(N,)``, ``(N, K)`` or ``(1, K)``; finite and >= 0.

    Attributes:
        labels, outputs, sample_weights: read-only arrays in the shapes that were given (or None).
        outputs_are: as given.
        shape: (N, K), with K = 1 for one column.
        one_dimensional: whether the outputs were given as ``(N,)``: under a categorical definition two classes.
        indices: whether the labels were class indices.
        blocks: the rows, cut into :class:`Block`; labels are ``(n, K)`` there whatever was given.

    Raises:
        DataError: numbers that can not be read, or shapes that do not fit.
        ValueError: an unknown ``outputs_are``.

    >>> Batch([0, 2], [[1, 2, 3], [4, 5, 6]]).shape
    (2, 3)
    """

    __slots__ = ("blocks", "outputs_are", "one_dimensional", "indices", "shape", "_given", "__weakref__")  # noqa: RUF023

    blocks: tuple[Block, ...]
    outputs_are: str
    one_dimensional: bool
    indices: bool
    shape: tuple[int, int]
    _given: tuple[Array, Array, Array | None] | None

    def __init__(
        self, labels: object, outputs: object, *, outputs_are: str = "logits", sample_weights: object = None
    ) -> None:
        check_outputs_are(outputs_are)
        scores = real_array(outputs, "outputs")
        truth = real_array(labels, "labels")
        check_shapes(truth, scores)
        columns = scores.shape[1] if scores.ndim == 2 else 1
        indices = truth.ndim == 1 and columns > 1
        check_outputs(scores, outputs_are)
        check_labels(truth, indices, columns)
        weights = None if sample_weights is None else weights_as_entered(sample_weights, len(scores), columns)
        entered: Array = truth.astype(np.int64) if indices else truth
        blocks = tuple(cut(entered, scores.reshape(len(scores), columns), weights, indices))
        self._set(blocks, outputs_are, scores.ndim == 1, indices, (len(scores), columns), (entered, scores, weights))

    def _set(
        self,
        blocks: tuple[Block, ...],
        outputs_are: str,
        one_dimensional: bool,
        indices: bool,
        shape: tuple[int, int],
        given: tuple[Array, Array, Array | None] | None = None,
    ) -> None:
        for array in given or ():
            if array is not None:
                read_only(array)
        values = (blocks, outputs_are, one_dimensional, indices, shape, given)
        for name, value in zip(self.__slots__[:-1], values, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Batch is immutable: make another one")

    @classmethod
    def of_blocks(
        cls,
        blocks: Sequence[Block],
        *,
        outputs_are: str = "logits",
        one_dimensional: bool = False,
        indices: bool = False,
    ) -> Self:
        """A batch that shares ``blocks``, at least one, of the same width; they are not checked nor copied.

        ``indices`` says that one-hot rows are given to a function as class indices.
        """
        batch = cls.__new__(cls)
        shape = (sum(map(len, blocks)), blocks[0].outputs.shape[1])
        batch._set(tuple(blocks), check_outputs_are(outputs_are), one_dimensional, indices, shape)
        return batch

    @property
    def labels(self) -> Array:
        if self._given is not None:
            return self._given[0]
        if self.indices:
            parts = [block.labels.argmax(axis=1) if block.indices is None else block.indices for block in self.blocks]
            return read_only(np.concatenate(parts))
        return self._joined([block.labels for block in self.blocks])

    @property
    def outputs(self) -> Array:
        return self._given[1] if self._given is not None else self._joined([block.outputs for block in self.blocks])

    @property
    def sample_weights(self) -> Array | None:
        if self._given is not None:
            return self._given[2]
        found = [block.weights for block in self.blocks if block.weights is not None]
        if len(found) < len(self.blocks):
            return None
        joined = np.concatenate(found)
        return read_only(joined[:, 0] if joined.shape[1] == 1 else joined)

    @property
    def label_table(self) -> Float:
        """``(N, K)`` labels, one-hot for class indices."""
        return self._stacked([block.labels for block in self.blocks])

    @property
    def output_table(self) -> Float:
        """``(N, K)`` outputs, K = 1 for one column."""
        return self._stacked([block.outputs for block in self.blocks])

    @property
    def weight_table(self) -> Float | None:
        """``(N, 1)`` or ``(N, K)`` sample weights, or None."""
        found = [block.weights for block in self.blocks if block.weights is not None]
        return self._stacked(found) if found else None

    def starts(self) -> Iterator[tuple[int, Block]]:
        """Each block with the number of its first row."""
        start = 0
        for block in self.blocks:
            yield start, block
            start += len(block)

    def _stacked(self, tables: list[Float]) -> Float:
        if not tables:
            return read_only(np.empty(self.shape))
        return tables[0] if len(tables) == 1 else read_only(np.concatenate(tables))

    def _joined(self, tables: list[Float]) -> Float:
        table = self._stacked(tables)
        return read_only(table[:, 0]) if self.one_dimensional else table
