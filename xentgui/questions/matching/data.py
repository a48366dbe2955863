"""What is known when a number is to be explained: the data, read leniently, and the facts that the caller gives."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from xentgui.losses import rows
from xentgui.losses.arrays import Array, DataError, Float, first, measured, outermost, read_only, real_array, shown
from xentgui.losses.axes import AXES, Axes, row_name
from xentgui.losses.batch import Batch, one_hot
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition, check_field_names, check_outputs_are
from xentgui.losses.fields import FIELDS
from xentgui.sources import resolve

WEIGHTS = ("class_weights", "pos_weight")
MOST_PLACES = 8
FARTHEST = 2.0**62  # class indices beyond are none anyway


@dataclass(frozen=True, eq=False)
class Given:
    """Labels and outputs as entered, where labels may be what no formula takes.

    labels: ``(N,)`` class indices (`indices`), or ``(N, K)``. outputs: ``(N, K)``. `one_column` says that both were
    ``(N,)``: one yes/no question, K = 1. weights: sample weights as entered, or None. counts: ``(N,)`` how many rows
    each stands for, None where it is one. groups: ``(N,)`` the group of each sample, where these are entered. leading:
    the shape of the samples as entered, of one axis or none where they stand one a row. named: what a sentence calls a
    row, where the rows have names.
    """

    labels: Float
    outputs: Float
    outputs_are: str | None
    indices: bool
    one_column: bool
    weights: Float | None
    counts: Float | None = None
    groups: Array | None = None
    leading: tuple[int, ...] = ()
    named: Callable[[int], str] | None = None

    @property
    def rows(self) -> int:
        return int(self.outputs.shape[0])

    @property
    def columns(self) -> int:
        return int(self.outputs.shape[1])

    @property
    def run(self) -> int | None:
        """How many samples follow each other, where there are several such runs (sequences)."""
        return self.leading[-1] if len(self.leading) > 1 else None

    @property
    def put_together(self) -> Array | None:
        """``(N,)`` the group of each sample; where none is entered its sequence or image, if there are several axes."""
        if self.groups is not None or len(self.leading) < 2:
            return self.groups
        return np.arange(self.rows) // math.prod(self.leading[1:])

    @property
    def part(self) -> str:
        """What one of those that are put together is called."""
        return "group" if self.groups is not None else AXES.get(len(self.leading), ("group",))[0]

    def row_words(self, row: int) -> str:
        """What a sentence calls a row, counted from 0."""
        return f"row {row_name(row, self.leading)}" if self.named is None else self.named(row)

    @cached
    def table(self) -> Float:
        """``(N, K)`` labels; an index of no class gives a row of zeros."""
        if not self.indices:
            return self.labels
        return read_only(one_hot(self.classes, self.columns))

    @cached
    def one_class(self) -> bool:
        """Whether every row names exactly one class."""
        if self.indices:
            return self.columns > 1 and not len(self.outside)
        return self.columns > 1 and bool(rows.one_class(self.labels).all())

    @cached
    def classes(self) -> Array:
        """``(N,)`` the class that each row names, where it names one."""
        if not self.indices:
            return np.asarray(self.labels.argmax(axis=1))
        return np.asarray(np.clip(self.labels, -FARTHEST, FARTHEST).astype(np.int64))

    @cached
    def outside(self) -> Array:
        """The indices that are no class, each once."""
        classes = self.classes
        return np.unique(classes[(classes < 0) | (classes >= self.columns)]) if self.indices else np.zeros(0, np.int64)

    @cached
    def within(self) -> bool:
        """Whether every label of a table lies in [0, 1]."""
        return not self.indices and bool(((self.labels >= 0) & (self.labels <= 1)).all())

    @cached
    def places(self) -> int | None:
        """The decimals in which all outputs are written, if they look rounded."""
        return places_of(self.outputs)

    def batch(self, outputs_are: str, weights: Float | None) -> Batch:
        """The data as `evaluate` takes them; DataError where it refuses them."""
        labels = self.classes if self.indices else self.shaped(self.labels)
        outputs, groups = self.shaped(self.outputs), self.groups
        return Batch(labels, outputs, outputs_are=outputs_are, sample_weights=weights, groups=groups)

    def shaped(self, table: Array) -> Array:
        """A table ``(N, K)`` in the shape in which outputs were entered."""
        return table[:, 0] if self.one_column else table


def places_of(numbers: Float) -> int | None:
    """The decimals in which all numbers are written, if they look rounded."""
    for places in range(1, MOST_PLACES):
        if np.array_equal(np.round(numbers, places), numbers):
            return places
    return None


@dataclass(frozen=True)
class Facts:
    """What the caller believes and knows: the definition chosen, with the known facts put in as far as it takes them.

    `known` holds every fact, also those that the definition chosen does not take; `classes` is how many have a weight.
    """

    chosen: Definition
    known: Mapping[str, Any]
    classes: int

    def applied_to(self, definition: Definition) -> Definition:
        """The definition with those facts that it takes."""
        return _with(definition.weighing(self.classes), tuple(self.known.items()))


def read_given(
    labels: object,
    outputs: object,
    outputs_are: str | None,
    sample_weights: object,
    *,
    class_axis: object = None,
    groups: object = None,
    named: Callable[[int], str] | None = None,
) -> Given:
    """Raise DataError where a number can not be used, or the shapes do not fit."""
    if outputs_are is not None:
        check_outputs_are(outputs_are)
    scores, of_scores = measured(outputs, "outputs")
    truth, of_truth = measured(labels, "labels")
    for array, table, kind, ends in (
        (scores, "outputs", outputs_are, of_scores),
        (truth, "labels", "labels", of_truth),
    ):
        _refuse_unusable(array, table)
        low, high = outermost(ends)
        if math.inf in (-low, high):
            _refuse_infinite(array, table, kind)
    entered_shape, one_column = scores.shape, scores.ndim == 1 and class_axis is None
    leading: tuple[int, ...] = ()
    weights = None if sample_weights is None else real_array(sample_weights, "sample_weights")
    in_axes = scores.ndim > 2 or truth.ndim > 2 or class_axis is not None
    together = None if groups is None else _groups(groups, truth if in_axes else scores, scores, class_axis)
    if in_axes:
        axes = Axes.of(scores.shape, truth.shape, class_axis)
        leading, scores, truth = axes.leading, axes.rows(scores), axes.rows(truth)
        if weights is not None and weights.shape in (axes.leading, axes.shape):
            weights = axes.rows(weights)
    scores = scores.reshape(len(scores), -1)
    rows, columns = scores.shape
    indices = columns > 1 and truth.shape in ((rows,), (rows, 1))
    if truth.size not in (rows, rows * columns) or len(truth) != rows or not (indices or truth.size == scores.size):
        raise DataError(f"labels of shape {truth.shape} do not fit outputs of shape {entered_shape}")
    if indices and bool((truth != np.floor(truth)).any()):
        place = first(truth != np.floor(truth))
        raise DataError(f"{truth[place]:.17g} is no class index, which is a whole number", "labels", place)
    weights = None if weights is None else _checked_weights(weights, rows, columns)
    entered = truth.reshape(rows) if indices else truth.reshape(rows, columns)
    return Given(
        read_only(entered),
        read_only(scores),
        outputs_are,
        indices,
        one_column,
        weights,
        groups=together,
        leading=leading,
        named=named,
    )


def _groups(groups: object, labels: Float, outputs: Float, class_axis: object) -> Array:
    """``(N,)`` which group each sample is in, counted from 0, checked as `evaluate` checks them for these shapes."""
    axis: Any = class_axis
    checked = Batch(np.zeros(labels.shape), np.zeros(outputs.shape), class_axis=axis, groups=groups).groups
    assert checked is not None
    return np.asarray(np.unique(checked.ravel(), return_inverse=True)[1]).ravel()


def _refuse_unusable(array: Float, table: str) -> None:
    if array.ndim == 0:
        raise DataError("a single number: give a list with one entry for each sample", table)
    if array.size == 0:
        raise DataError("no numbers: there is nothing that a loss could be computed of", table)


def _refuse_infinite(array: Float, table: str, kind: str | None) -> None:
    """A masked logit is -inf, and so is the logarithm of 0; nothing else is infinite."""
    masks = kind in (None, "logits", "log-probabilities")
    wrong = np.isposinf(array) if masks else np.isinf(array)
    if wrong.any():
        place, what = first(wrong), {"labels": "label", "probabilities": "probability"}.get(kind or "")
        reason = f"is no {what}" if what else "can not be matched against: the logit of a masked class is -inf"
        raise DataError(f"{shown(array[place])} {reason}", table, place)


def _checked_weights(weights: Float, rows: int, columns: int) -> Float:
    wrong = (weights < 0) | np.isinf(weights)
    if wrong.any():
        raise DataError("a weight is finite and at least 0", "sample_weights", first(wrong) or None)
    if weights.shape not in ((), (rows,), (rows, columns), (1, columns), (rows, 1)):
        raise DataError(
            f"weights of shape {weights.shape} do not fit {rows} samples of {columns} outputs", "sample_weights"
        )
    return read_only(weights[:, 0] if weights.shape == (rows, 1) != (1, columns) else weights)


def read_facts(definition: str | Definition, changes: Mapping[str, Any], given: Given) -> Facts:
    """Raise ValueError for unknown names and values, DataError for weights that do not fit the outputs."""
    check_field_names(changes)
    classes = 2 if given.one_column else given.columns
    plain = resolve(definition).weighing(classes)
    known = {name: getattr(_alone(name, value).weighing(classes), name) for name, value in changes.items()}
    for name in WEIGHTS:
        _check_length(name, known.get(name), given)
    of_both_answers = any(FIELDS[name].refused("categorical", "softmax") for name in known)
    if given.columns == 1 and plain.exclusive and (not given.one_column or of_both_answers):
        plain = _of_yes_and_no(plain)
    return Facts(_with(plain, tuple(known.items())), known, classes)


def _of_yes_and_no(definition: Definition) -> Definition:
    """The same as a yes/no question, which is what one output asks; what can not be asked so stays as it is."""
    try:
        return dataclasses.replace(definition, activation="sigmoid", likelihood="bernoulli")
    except ValueError:
        return definition


def _alone(name: str, value: Any) -> Definition:
    """A definition that takes this field; ValueError where none takes the value."""
    likelihoods = (each for each in FIELDS["likelihood"].choices if not FIELDS[name].refused(each, "softmax"))
    return Definition(**{"likelihood": next(likelihoods), name: value})


@lru_cache(maxsize=512)
def _with(definition: Definition, known: tuple[tuple[str, Any], ...]) -> Definition:
    for name, value in known:
        try:
            definition = dataclasses.replace(definition, **{name: value})
        except ValueError:
            continue
    return definition


def _check_length(name: str, weights: Any, given: Given) -> None:
    if not isinstance(weights, tuple):
        return
    wanted = 2 if given.one_column and name == "class_weights" else given.columns
    if len(weights) != wanted:
        raise DataError(f"{len(weights)} numbers where {wanted} are needed, one for each class", name)
