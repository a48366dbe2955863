"""One way to read the labels, and what a step makes of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import one_hot
from xentgui.losses.cached import cached
from xentgui.questions.matching.data import Given
from xentgui.questions.matching.steps.step import Step

LARGE = 20_000  # labels, from which on it matters that nearly all are 0


@dataclass(frozen=True, eq=False)
class LabelReading:
    """One way to read the labels. `table` is ``(N, K)``, `keep` ``(N,)`` says which rows count.

    `bits` counts the step, `field_bits` at least what the field `ignore_index` costs.
    `entered` is what `evaluate` takes for it (class indices or a table), or None where it refuses such labels.
    """

    step: "LabelStep | None"
    bits: float
    table: Float
    keep: Array
    entered: Array | None
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
    def hard(self) -> bool:
        """Whether every label is 0 or 1."""
        return bool(((self.table == 0) | (self.table == 1)).all())

    @cached
    def places(self) -> tuple[Array, Array]:
        """Rows and columns of the labels that are not 0."""
        rows, columns = np.nonzero(self.table)
        return rows, columns

    @cached
    def is_sparse(self) -> bool:
        """Whether so few labels of a large table are not 0 that a sum over these alone is worth the while."""
        return self.table.size > LARGE and bool(8 * np.count_nonzero(self.table) < self.table.size)

    @property
    def indices(self) -> bool:
        """Whether `evaluate` gets class indices."""
        return self.entered is not None and self.entered.ndim == 1 and self.table.shape[1] > 1


@dataclass(frozen=True)
class LabelStep(Step):
    """`readings` gives what it may have made of these labels."""

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
    table = one_hot(classes, given.columns)
    return LabelReading(step, bits, table, np.ones(len(table), dtype=bool), classes if given.indices else table)


def reading_of_table(step: LabelStep | None, given: Given, table: Array, bits: float) -> LabelReading:
    takes = bool(((table >= 0) & (table <= 1)).all())
    entered = given.shaped(table) if takes else None
    return LabelReading(step, bits, np.asarray(table), np.ones(len(table), dtype=bool), entered)
