"""Many rows with few different labels: the sums need the mean of each kind of row, not the rows."""

from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import Array, Float, read_only
from xentgui.losses.cached import cached
from xentgui.questions.matching.data import Given
from xentgui.questions.matching.search.sums import Bundle
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.weights import Weights

MANY_OUTPUTS = 2000  # from so many on it is worth the while
MOST_KINDS = 32
AROUND = 1024  # rows that are added one after another: sums of sums keep their last digits


@dataclass(frozen=True, eq=False)
class Kinds:
    """`given`: one row of each kind, with how many there are of it; `of_row` (N,): the kind of each row."""

    given: Given
    of_row: Array

    @classmethod
    def of(cls, given: Given) -> "Kinds | None":
        """None where rows are few, or differ in more than one true class."""
        classes = given.labels if given.indices else given.table.argmax(axis=1) if given.one_class else None
        weighted = given.weights is not None and given.weights.size > 1
        if given.outputs.size < MANY_OUTPUTS or given.columns == 1 or weighted or classes is None:
            return None
        found, first, of_row, counts = np.unique(classes, return_index=True, return_inverse=True, return_counts=True)
        if len(found) > min(MOST_KINDS, given.rows / 4):
            return None
        one_of_each = replace(
            given, labels=given.labels[first], outputs=given.outputs[first], counts=counts.astype(np.float64)
        )
        return cls(one_of_each, of_row)

    def bundle(self, bundle: Bundle) -> Bundle:
        """The halves' means of each kind, ``(R, kinds, K)``."""
        no = None if bundle.no is None else self._means(bundle.no)
        return replace(bundle, yes=self._means(bundle.yes), no=no)

    @cached
    def _cells(self) -> Array:
        """``(N·K,)``: to which sum each number goes, of its kind and column in the rows around it."""
        kinds, columns = self.given.outputs.shape
        around = np.arange(len(self.of_row)) // AROUND * kinds + self.of_row
        return np.asarray((around[:, None] * columns + np.arange(columns)).ravel())

    def _means(self, half: Float) -> Float:
        assert self.given.counts is not None
        most = (len(self.of_row) - 1) // AROUND + 1
        sums = [np.bincount(self._cells, table.ravel(), most * self.given.outputs.size) for table in half]
        each = np.stack(sums).reshape(len(half), most, *self.given.outputs.shape).sum(axis=1)
        return np.asarray(each / self.given.counts[:, None])

    def labels(self, reading: LabelReading) -> LabelReading:
        """The reading of every row."""
        entered, classes, entries = (
            None if each is None else each[self.of_row] for each in (reading.entered, reading.classes, reading.entries)
        )
        return replace(reading, keep=reading.keep[self.of_row], entered=entered, classes=classes, entries=entries)

    def weights(self, weighting: Weights) -> Weights:
        """The weights of every sample, where each has its own."""
        sample: Float | None = weighting.sample
        return weighting if sample is None or sample.size == 1 else replace(weighting, sample=self._spread(sample))

    def _spread(self, sample: Float) -> Float:
        return read_only(sample[self.of_row])
