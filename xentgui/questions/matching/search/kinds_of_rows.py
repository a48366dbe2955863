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
    def _shares(self) -> Float:
        assert self.given.counts is not None
        return np.asarray((np.arange(self.given.rows)[:, None] == self.of_row) / self.given.counts[:, None])

    def _means(self, half: Float) -> Float:
        routes, rows, columns = half.shape
        means = self._shares @ np.moveaxis(half, 1, 0).reshape(rows, -1)
        return np.ascontiguousarray(np.moveaxis(means.reshape(-1, routes, columns), 1, 0))

    def labels(self, reading: LabelReading) -> LabelReading:
        """The reading of every row."""
        entered = None if reading.entered is None else reading.entered[self.of_row]
        return replace(reading, table=reading.table[self.of_row], keep=reading.keep[self.of_row], entered=entered)

    def weights(self, weighting: Weights) -> Weights:
        """The weights of every sample, where each has its own."""
        sample: Float | None = weighting.sample
        return weighting if sample is None or sample.size == 1 else replace(weighting, sample=self._spread(sample))

    def _spread(self, sample: Float) -> Float:
        return read_only(sample[self.of_row])
