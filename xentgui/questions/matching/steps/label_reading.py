"""One way to read the labels, and what a step makes of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from xentgui.losses.arrays import Array, Float, read_only
from xentgui.losses.batch import one_hot
from xentgui.losses.cached import cached
from xentgui.questions.matching.data import Given
from xentgui.questions.matching.steps.step import Step

LARGE = 20_000  # labels, from which on it matters that nearly all are 0


@dataclass(frozen=True, eq=False)
class LabelReading:
    """One way to read the labels of K `columns`: `classes` ``(N,)``, or `entries` ``(N, K)``; `keep` ``(N,)``.

    `keep` says which rows count. `bits` counts the step, `field_bits` at least what the field `ignore_index` costs.
    `entered` is what `evaluate` takes for it (class indices or a table), or None where it refuses such labels.
    """

    step: "LabelStep | None"
    bits: float
    keep: Array
    entered: Array | None
    columns: int
    classes: Array | None = None
    entries: Float | None = None
    ignore_index: int | None = None
    field_bits: float = 0.0
    unused: tuple[int, ...] = ()  # values of `ignore_index` that no label has, and that change nothing

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others on the same data, and finds it again on other data."""
        return self.step, self.ignore_index

    @property
    def all_bits(self) -> float:
        """How rare it is with the field that says which rows are ignored."""
        return self.bits + self.field_bits

    @cached
    def table(self) -> Float:
        """``(N, K)``, made where it is needed: an index of no class gives a row of zeros."""
        return read_only(one_hot(self.classes, self.columns)) if self.entries is None else self.entries

    @cached
    def hard(self) -> bool:
        """Whether every label is 0 or 1."""
        return self.entries is None or bool(((self.entries == 0) | (self.entries == 1)).all())

    @cached
    def within(self) -> bool:
        """Whether every label lies in [0, 1]."""
        return self.entries is None or bool(((self.entries >= 0) & (self.entries <= 1)).all())

    @cached
    def one_class(self) -> bool:
        """Whether every row names one class."""
        if self.classes is not None:
            return len(self.places[0]) == len(self.classes)
        return self.hard and bool((self.table.sum(axis=1) == 1).all())

    @cached
    def places(self) -> tuple[Array, Array]:
        """Rows and columns of the labels that are not 0."""
        if self.classes is None:
            rows, columns = np.nonzero(self.table)
            return rows, columns
        rows = np.flatnonzero((self.classes >= 0) & (self.classes < self.columns))
        return rows, self.classes[rows]

    @cached
    def at_places(self) -> Float:
        """The labels there, 0 in rows that do not count."""
        rows, columns = self.places
        return self.keep[rows] * (np.ones(len(rows)) if self.entries is None else self.entries[rows, columns])

    @cached
    def is_sparse(self) -> bool:
        """Whether so few labels of a large table are not 0 that a sum over these alone is worth the while."""
        size = self.keep.size * self.columns
        return size > LARGE and 8 * len(self.places[0]) < size

    @property
    def indices(self) -> bool:
        """Whether `evaluate` gets class indices."""
        return self.entered is not None and self.entered.ndim == 1 and self.columns > 1

    def same_labels(self, other: "LabelReading") -> bool:
        """Whether the rows name the same classes, or have the same entries."""
        if self.classes is not None and other.classes is not None:
            return np.array_equal(self.classes, other.classes)
        return np.array_equal(self.table, other.table)


@dataclass(frozen=True)
class LabelStep(Step):
    """`readings` gives what it may have made of these labels; `likelier`: bits less than its own that one may cost."""

    likelier: ClassVar[float] = 0.0

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        raise NotImplementedError

    def of_classes(self, given: Given, classes: Array, more: float = 0.0) -> LabelReading:
        """Other class indices than the ones given."""
        return reading_of_classes(self, given, classes, self.bits + more)

    def of_table(self, given: Given, table: Array, more: float = 0.0) -> LabelReading:
        """Another table than the one given."""
        return reading_of_table(self, given, table, self.bits + more)


def reading_of_classes(step: LabelStep | None, given: Given, classes: Array, bits: float) -> LabelReading:
    entered = classes if given.indices else one_hot(classes, given.columns)
    return LabelReading(step, bits, np.ones(len(classes), dtype=bool), entered, given.columns, classes)


def reading_of_table(step: LabelStep | None, given: Given, table: Array, bits: float) -> LabelReading:
    reading = LabelReading(step, bits, np.ones(len(table), dtype=bool), None, given.columns, entries=np.asarray(table))
    return replace(reading, entered=given.shaped(table)) if reading.within else reading
