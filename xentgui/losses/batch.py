"""The one door for data: checked once, immutable, cut into blocks of rows that are shared and never changed."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import numpy as np

from xentgui.losses.arrays import Array, Float, first, read_only, real_array, shown
from xentgui.losses.arrays import DataError as DataError
from xentgui.losses.block import BLOCK_SIZE as BLOCK_SIZE
from xentgui.losses.block import Block as Block
from xentgui.losses.block import one_hot as one_hot
from xentgui.losses.definition import Definition, Setting, check_outputs_are


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
        weights = None if sample_weights is None else _weights_as_entered(sample_weights, len(scores), columns)
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

    def __reduce__(self) -> tuple[Callable[..., "Batch"], tuple[Any, ...]]:
        if self._given is None:
            return _of_blocks, (self.blocks, self.outputs_are, self.one_dimensional, self.indices)
        return _of_arrays, (*self._given, self.outputs_are)

    def under(self, definition: Definition) -> Setting:
        """How ``definition`` reads this batch: what its blocks remember their sums by."""
        return Setting(definition.pointwise, self.outputs_are, self.one_dimensional, self.indices)

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


def _of_blocks(blocks: tuple[Block, ...], outputs_are: str, one_dimensional: bool, indices: bool) -> Batch:
    return Batch.of_blocks(blocks, outputs_are=outputs_are, one_dimensional=one_dimensional, indices=indices)


def _of_arrays(labels: Array, outputs: Float, weights: Float | None, outputs_are: str) -> Batch:
    return Batch(labels, outputs, outputs_are=outputs_are, sample_weights=weights)


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
                f"{shown(outputs[place])} is no probability, which is between 0 and 1; if the outputs are scores, say "
                "outputs_are='logits'",
                "outputs",
                place,
            )
    if outputs_are == "log-probabilities" and np.isposinf(outputs).any():
        place = first(np.isposinf(outputs))
        raise DataError("inf is no log-probability, which is at most 0", "outputs", place)


def _check_labels(labels: Float, indices: bool, columns: int) -> None:
    if indices:
        wrong, reason = ~_whole(labels), f"is no class index, a whole number from 0 to {columns - 1}"
    elif labels.min(initial=0.0) >= 0 and labels.max(initial=0.0) <= 1:
        return
    else:
        wrong, reason = (labels < 0) | (labels > 1), "is no label, which is between 0 and 1"
        if columns == 1:
            wrong &= ~_whole(labels)  # it may be what ignore_index names
    if wrong.any():
        place = first(wrong)
        raise DataError(f"{shown(labels[place])} {reason}", "labels", place)


def _whole(labels: Float) -> Array:
    whole: Array = (labels == np.floor(labels)) & (np.abs(labels) < 2.0**53)
    return whole


def _weights_as_entered(given: object, rows: int, columns: int) -> Float:
    """The weights as entered, or DataError."""
    weights = real_array(given, "sample_weights")
    wrong = (weights < 0) | np.isinf(weights)
    if wrong.any():
        place = first(wrong)
        raise DataError(
            f"{shown(weights[place])} is no weight, which is finite and at least 0", "sample_weights", place
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
