"""The one door for data: checked once, immutable, cut into blocks of rows that are shared and never changed."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Self

import numpy as np

from xentgui.losses.arrays import Array, Float, first, measured, outermost, pieces, read_only, real_array, shown
from xentgui.losses.arrays import DataError as DataError
from xentgui.losses.axes import Axes, row_name
from xentgui.losses.block import BLOCK_SIZE as BLOCK_SIZE
from xentgui.losses.block import Block as Block
from xentgui.losses.block import one_hot as one_hot
from xentgui.losses.brief import briefly
from xentgui.losses.definition import Definition, Setting, check_outputs_are, setting_of
from xentgui.losses.workers import each, rows_at_once


class Batch:
    """Labels, outputs and sample weights: checked, copied, immutable.

    Args:
        labels: ``(N, K)`` numbers in [0, 1], or ``(N,)`` class indices where the outputs have two or more columns, or
            ``(N,)`` or ``(N, 1)`` numbers in [0, 1] for one yes/no output. For outputs of more axes: class indices of
            their shape without the class axis, or a table of their shape.
        outputs: ``(N, K)``, or ``(N,)`` for one yes/no output, or more axes: ``(B, T, V)``, ``(N, C, H, W)``.
        outputs_are: ``"logits"``, ``"probabilities"`` or ``"log-probabilities"``: what the outputs are.
        sample_weights: None, a number, ``(N,)`` or the leading shape, ``(N, K)``, ``(1, K)`` or the outputs' shape;
            finite and >= 0.
        class_axis: the axis of the classes; None finds it by the labels' shape: the last axis where they fit, else the
            second, else the only one. 0 makes outputs ``(K,)`` one sample.
        groups: None, or numbers or text that broadcast to the leading shape: which group a sample is in.

    Attributes:
        labels, outputs, sample_weights: read-only arrays in the shapes that were given (or None).
        outputs_are: as given.
        shape: (N, K), with K = 1 for one column; samples are counted in C order of the leading shape.
        leading: the outputs' shape without the class axis: (N,) for ``(N, K)``.
        class_axis: the axis of the classes, None for ``(N,)`` outputs.
        groups: read-only array of the leading shape, or None.
        one_dimensional: whether the outputs were given as ``(N,)``: under a categorical definition two classes.
        indices: whether the labels were class indices.
        blocks: the rows, cut into :class:`Block`; labels are ``(n, K)`` there whatever was given.

    Raises:
        DataError: numbers that can not be read, or shapes that do not fit.
        ValueError: an unknown ``outputs_are``.

    >>> Batch([0, 2], [[1, 2, 3], [4, 5, 6]]).shape
    (2, 3)
    """

    __slots__ = (
        "__weakref__",
        "_given",
        "_named",
        "axes",
        "blocks",
        "groups",
        "indices",
        "outputs_are",
    )

    blocks: tuple[Block, ...]
    outputs_are: str
    indices: bool
    axes: Axes
    groups: Array | None
    _given: tuple[Array, Array, Array | None] | None
    _named: Callable[[int], str] | None

    def __init__(
        self,
        labels: object,
        outputs: object,
        *,
        outputs_are: str = "logits",
        sample_weights: object = None,
        class_axis: int | None = None,
        groups: object = None,
    ) -> None:
        check_outputs_are(outputs_are)
        scores, of_scores = measured(outputs, "outputs")
        truth, of_truth = measured(labels, "labels")
        for table, array in (("labels", truth), ("outputs", scores)):
            if array.ndim == 0 and (table == "outputs" or class_axis is None):
                raise DataError("a single number: give a list with one entry for each sample", table)
        axes = Axes.of(scores.shape, truth.shape, class_axis)
        rows = axes.rows(truth)
        indices = rows.ndim == 1 and axes.columns > 1
        _check_outputs(scores, outputs_are, *outermost(of_scores))
        entered = _labels_as_entered(truth, indices, axes.columns, *outermost(of_truth))
        weights = None if sample_weights is None else _weights_as_entered(sample_weights, axes)
        blocks = _cut(axes.rows(entered), axes.rows(scores), weights, indices, axes)
        if len(blocks) == 1:
            blocks[0].keep_ends(outermost(of_scores), outermost(of_truth))
        elif scores.ndim <= 2 and axes.class_axis != 0:
            for at, block in enumerate(blocks):
                block.keep_ends(of_scores[at], of_truth[at] if truth.shape == scores.shape else None)
        together = None if groups is None else _groups_as_entered(groups, axes)
        self._set(blocks, outputs_are, indices, axes, together, (entered, scores, weights))

    def _set(
        self,
        blocks: tuple[Block, ...],
        outputs_are: str,
        indices: bool,
        axes: Axes,
        groups: Array | None = None,
        given: tuple[Array, Array, Array | None] | None = None,
        named: Callable[[int], str] | None = None,
    ) -> None:
        for array in given or ():
            if array is not None:
                read_only(array)
        keep = super().__setattr__
        keep("blocks", blocks)
        keep("outputs_are", outputs_are)
        keep("indices", indices)
        keep("axes", axes)
        keep("groups", groups)
        keep("_given", given)
        keep("_named", named)

    def __repr__(self) -> str:
        rows, columns = self.shape
        given = {"samples": rows, "outputs": columns, "outputs_are": self.outputs_are, "leading": self.leading}
        return briefly("Batch", given)

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
        groups: Array | None = None,
        row_words: Callable[[int], str] | None = None,
    ) -> Self:
        """A batch that shares ``blocks``, at least one, of the same width; they are not checked nor copied.

        ``indices`` says that one-hot rows are given to a function as class indices; ``groups`` is ``(N,)``;
        ``row_words`` is what a sentence calls a row.
        """
        batch = cls.__new__(cls)
        rows = sum(map(len, blocks))
        axes = Axes((rows,), None) if one_dimensional else Axes((rows, blocks[0].outputs.shape[1]), 1)
        batch._set(tuple(blocks), check_outputs_are(outputs_are), indices, axes, groups, named=row_words)
        return batch

    def __reduce__(self) -> tuple[Callable[[], "Batch"], tuple[()]]:
        known: dict[str, Any] = {"outputs_are": self.outputs_are, "groups": self.groups}
        if self._given is None:
            known |= {"one_dimensional": self.one_dimensional, "indices": self.indices}
            return partial(Batch.of_blocks, self.blocks, **known), ()
        labels, outputs, weights = self._given
        return partial(Batch, labels, outputs, sample_weights=weights, class_axis=self.class_axis, **known), ()

    def under(self, definition: Definition) -> Setting:
        """How ``definition`` reads this batch: what its blocks remember their sums by."""
        return setting_of(
            definition.weighing(self.weighed_classes), self.outputs_are, self.one_dimensional, self.indices
        )

    @property
    def weighed_classes(self) -> int:
        """How many class weights there are: of *no* and *yes* for ``(N,)`` outputs."""
        return 2 if self.one_dimensional else self.shape[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.axes.samples, self.axes.columns

    @property
    def one_dimensional(self) -> bool:
        return self.axes.class_axis is None

    @property
    def leading(self) -> tuple[int, ...]:
        return self.axes.leading

    @property
    def class_axis(self) -> int | None:
        return self.axes.class_axis

    def place(self, table: str, row: int, column: int | None = None) -> tuple[int, ...]:
        """Where a row, or one output of it, stands in the labels or the outputs as given."""
        if table == "labels" and self._given is not None:
            whole = self._given[0].shape == self.axes.shape and not self.indices
            beside = (0,) if self.one_dimensional and self._given[0].ndim == 2 and column is not None else ()
            return (*self.axes.place(row, column if whole else None), *beside)
        return self.axes.place(row, column)

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

    def row_words(self, row: int) -> str:
        """What a sentence calls a row, counted from 0: its name, else its place among several axes, or its number."""
        return f"row {row_name(row, self.leading)}" if self._named is None else self._named(row)

    def starts(self) -> Iterator[tuple[int, Block]]:
        """Each block with the number of its first row."""
        start = 0
        for block in self.blocks:
            yield start, block
            start += len(block)

    def block_at(self, row: int) -> tuple[Block, int]:
        """The block that holds a row, and the row's number in it."""
        return next((block, row - start) for start, block in self.starts() if row < start + len(block))

    def _stacked(self, tables: list[Float]) -> Float:
        if not tables:
            return read_only(np.empty(self.shape))
        return tables[0] if len(tables) == 1 else read_only(np.concatenate(tables))

    def _joined(self, tables: list[Float]) -> Float:
        table = self._stacked(tables)
        return read_only(table[:, 0]) if self.one_dimensional else table


def _check_outputs(outputs: Float, outputs_are: str, low: float, high: float) -> None:
    if outputs_are == "probabilities" and (low < 0 or high == np.inf):
        place = first((outputs < 0) | np.isinf(outputs))
        raise DataError(
            f"{shown(outputs[place])} is no probability, which is between 0 and 1; if the outputs are scores, say "
            "outputs_are='logits'",
            "outputs",
            place,
        )
    if outputs_are == "log-probabilities" and high == np.inf:
        place = first(np.isposinf(outputs))
        raise DataError("inf is no log-probability, which is at most 0", "outputs", place)


def _labels_as_entered(labels: Float, indices: bool, columns: int, low: float, high: float) -> Array:
    """Class indices as whole numbers, other labels as they are; or DataError."""
    if indices:
        if low > -(2.0**53) and high < 2.0**53:
            whole = np.empty(labels.shape, np.int64)
            if all(each(lambda pair: _exactly(*pair), list(zip(pieces(whole), pieces(labels), strict=True)))):
                return whole
        wrong, reason = ~_whole(labels), f"is no class index, a whole number from 0 to {columns - 1}"
    elif low >= 0 and high <= 1:
        return labels
    else:
        wrong, reason = (labels < 0) | (labels > 1), "is no label, which is between 0 and 1"
        if columns == 1:
            wrong &= ~_whole(labels)  # it may be what ignore_index names
    if wrong.any():
        place = first(wrong)
        raise DataError(f"{shown(labels[place])} {reason}", "labels", place)
    return labels


def _exactly(whole: Array, labels: Float) -> bool:
    """Whether the labels are whole numbers, which are written down."""
    np.copyto(whole, labels, casting="unsafe")
    return bool((whole == labels).all())


def _whole(labels: Float) -> Array:
    whole: Array = (labels == np.floor(labels)) & (np.abs(labels) < 2.0**53)
    return whole


def _weights_as_entered(given: object, axes: Axes) -> Float:
    """The weights as entered, or DataError."""
    rows, columns = axes.samples, axes.columns
    weights = real_array(given, "sample_weights")
    wrong = (weights < 0) | np.isinf(weights)
    if wrong.any():
        place = first(wrong)
        raise DataError(
            f"{shown(weights[place])} is no weight, which is finite and at least 0", "sample_weights", place
        )
    if weights.shape not in ((), (rows,), (rows, columns), (1, columns), axes.leading, axes.shape):
        raise DataError(
            f"weights of shape {weights.shape} do not fit {rows} samples of {columns} outputs: give a number, "
            f"({rows},), ({rows}, {columns}) or (1, {columns})",
            "sample_weights",
        )
    return read_only(weights)


def _weight_rows(weights: Float, axes: Axes) -> Float:
    rows, columns = axes.samples, axes.columns
    if weights.ndim and weights.shape in (axes.leading, axes.shape, (rows,)):
        weights = axes.rows(weights)
    if weights.ndim == 2:
        return np.broadcast_to(weights, (rows, columns))
    return np.broadcast_to(weights if weights.ndim == 0 else weights[:, None], (rows, 1))


def _groups_as_entered(given: object, axes: Axes) -> Array:
    """The group of each sample, numbers or text, in the leading shape; or DataError."""
    try:
        groups = np.asarray(given)
    except Exception as error:
        raise DataError("no table of groups: give one number or one name for each sample", "groups") from error
    if groups.dtype.kind not in "biufUS" or (groups.dtype.kind == "f" and np.isnan(groups).any()):
        raise DataError("a group is a number or a name: give one for each sample", "groups")
    try:
        return read_only(np.broadcast_to(groups, axes.leading).copy())
    except ValueError as error:
        raise DataError(
            f"groups of shape {groups.shape} do not fit samples of shape {axes.leading}: give one for each sample, or "
            "what broadcasts to it",
            "groups",
        ) from error


def _cut(labels: Array, outputs: Float, weights: Float | None, indices: bool, axes: Axes) -> tuple[Block, ...]:
    rows, columns = axes.samples, axes.columns
    outputs = outputs.reshape(rows, columns)
    spread = None if weights is None else _weight_rows(weights, axes)
    table = None if indices else labels.reshape(rows, columns)
    whole = Block(table, outputs, spread, indices=labels if indices else None)
    step = rows_at_once(columns)
    if 0 < rows <= step:
        return (whole,)
    return tuple(whole.part(slice(at, at + step)) for at in range(0, rows, step))
