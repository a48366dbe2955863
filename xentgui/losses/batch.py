"""The one door for data: checked once, immutable, cut into blocks of rows that are shared and never changed."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self, TypeVar

import numpy as np

from xentgui.losses.arrays import Array, Float, first, read_only, real_array
from xentgui.losses.definition import check_outputs_are
from xentgui.losses.errors import DataError as DataError

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
        _check_shapes(truth, scores)
        columns = scores.shape[1] if scores.ndim == 2 else 1
        indices = truth.ndim == 1 and columns > 1
        _check_outputs(scores, outputs_are)
        _check_labels(truth, indices, columns)
        weights = None if sample_weights is None else _weights(sample_weights, len(scores), columns)
        entered: Array = truth.astype(np.int64) if indices else truth
        blocks = tuple(_cut(entered, scores.reshape(len(scores), columns), weights, indices))
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


def _check_shapes(labels: Float, outputs: Float) -> None:
    for table, array in (("labels", labels), ("outputs", outputs)):
        if array.ndim == 0:
            raise DataError("a single number: give a list with one entry for each sample", table)
        if array.ndim == 2 and array.shape[1] == 0:
            raise DataError("rows without columns: give at least one number a row", table)
    rows = len(outputs)
    one_column = outputs.ndim == 1 or outputs.shape[1] == 1
    fits = ((rows,), (rows, 1)) if one_column else ((rows,), outputs.shape)
    if labels.shape not in fits:
        wanted = " or ".join(map(str, fits))
        raise DataError(f"labels of shape {labels.shape} do not fit outputs of shape {outputs.shape}: only {wanted}")


def _check_outputs(outputs: Float, outputs_are: str) -> None:
    if outputs_are == "probabilities":
        wrong = (outputs < 0) | np.isinf(outputs)
        if wrong.any():
            place = first(wrong)
            raise DataError(
                f"{outputs[place]:.17g} is no probability, which is between 0 and 1; if the outputs are scores, say "
                "outputs_are='logits'",
                "outputs",
                place,
            )
    if outputs_are == "log-probabilities" and np.isposinf(outputs).any():
        place = first(np.isposinf(outputs))
        raise DataError("inf is no log-probability, which is at most 0", "outputs", place)


def _check_labels(labels: Float, indices: bool, columns: int) -> None:
    whole = (labels == np.floor(labels)) & (np.abs(labels) < 2.0**53)
    if indices:
        wrong, reason = ~whole, f"is no class index, a whole number from 0 to {columns - 1}"
    else:
        wrong, reason = (labels < 0) | (labels > 1), "is no label, which is between 0 and 1"
        if columns == 1:
            wrong &= ~whole  # a whole number may be what ignore_index names
    if wrong.any():
        place = first(wrong)
        raise DataError(f"{labels[place]:.17g} {reason}", "labels", place)


def _weights(given: object, rows: int, columns: int) -> Float:
    """The weights as entered, or DataError."""
    weights = real_array(given, "sample_weights")
    wrong = (weights < 0) | np.isinf(weights)
    if wrong.any():
        place = first(wrong)
        raise DataError(
            f"{weights[place]:.17g} is no weight, which is finite and at least 0", "sample_weights", place or None
        )
    if weights.shape not in ((), (rows,), (rows, columns), (1, columns)):
        raise DataError(
            f"weights of shape {weights.shape} do not fit {rows} samples of {columns} outputs: give a number, "
            f"({rows},), ({rows}, {columns}) or (1, {columns})",
            "sample_weights",
        )
    return read_only(weights)


def _weight_rows(weights: Float, rows: int, columns: int) -> Float:
    if weights.ndim == 2:
        return np.broadcast_to(weights, (rows, columns))
    return np.broadcast_to(weights if weights.ndim == 0 else weights[:, None], (rows, 1))


def _cut(labels: Array, outputs: Float, weights: Float | None, indices: bool) -> Iterator[Block]:
    rows, columns = outputs.shape
    step = max(1, BLOCK_SIZE // columns)
    spread = None if weights is None else _weight_rows(weights, rows, columns)
    table = None if indices else labels.reshape(rows, columns)
    for start in range(0, rows, step):
        part = slice(start, start + step)
        yield Block(
            None if table is None else table[part],
            outputs[part],
            None if spread is None else spread[part],
            indices=labels[part] if indices else None,
        )
