"""What goes wrong where rows are put together: other rows, other divisors, means of means, one wrong label.

It happens at the end, to the losses of rows, and is tried on the likeliest readings alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.cached import cached
from xentgui.questions.matching.steps.ending import EndingStep
from xentgui.questions.matching.steps.step import many

MOST_ROWS = 512  # rows up to which single ones are tried


@dataclass(frozen=True, eq=False)
class Rows:
    """The losses of the rows that count, in order; `groups` where they are known, each of them a `part`.

    `other` ``(n, K)`` is what each row would lose with another class, or None where labels name no class each;
    `names` is what the rows are called in a sentence.
    """

    losses: Float
    groups: Array | None
    other: Float | None
    classes: Array | None
    names: Sequence[str]
    part: str

    @property
    def many(self) -> int:
        return len(self.losses)

    @cached
    def means_of_groups(self) -> Float | None:
        """The means of the groups that are known; None where none are."""
        if self.groups is None:
            return None
        _, group, counts = np.unique(self.groups, return_inverse=True, return_counts=True)
        return np.asarray(np.bincount(group, self.losses) / counts)

    @cached
    def means(self) -> Mapping[int, Float]:
        """The means of batches of so many rows that follow each other, the last batch with what is left."""
        starts = {size: np.arange(0, self.many, size) for size in range(2, min(self.many, MOST_ROWS))}
        return {
            size: np.add.reduceat(self.losses, each) / np.diff(each, append=self.many) for size, each in starts.items()
        }


class Tried(NamedTuple):
    """A step as it may have happened, the value that it gives, and how rare it is."""

    step: "RowStep"
    value: float
    bits: float


@dataclass(frozen=True)
class RowStep(EndingStep):
    """`tries` gives what it makes of these losses."""

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        raise NotImplementedError


def _unusual(size: int) -> float:
    """Bits of a size of batches that is no power of 2."""
    return 0.0 if size & (size - 1) == 0 else 1.0


@dataclass(frozen=True)
class MeanOfMeans(RowStep):
    """Groups of `size` rows, the last one of what is left; 0 stands for the groups that are known."""

    size: int
    groups: int
    part: str = "group"

    slug = "mean-of-means"
    bits = 3.5
    title = "The mean of the means of groups"
    happened = "the means of groups of rows were averaged, whatever their sizes"
    advice = "add up losses and rows, and divide once in the end"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        if rows.means_of_groups is not None:
            yield cls._tried(rows.means_of_groups, 0, -1.5, rows.part)
        for size, means in rows.means.items():
            yield cls._tried(means, size, _unusual(size))

    @classmethod
    def _tried(cls, means: Float, size: int, more: float, part: str = "group") -> Tried:
        return Tried(cls(size, len(means), part), float(means.mean()), cls.bits + more)

    @property
    def named(self) -> str:
        return f"The mean of the means of {self.part}s"

    @property
    def says(self) -> str:
        of = f"the {self.groups} {self.part}s" if not self.size else f"{self.groups} groups of {self.size} rows"
        return f"the means of {of} were averaged" + ("" if not self.size else ", the last group with what is left")


@dataclass(frozen=True)
class RunningSums(RowStep):
    """Sums that training loops keep: of means over the rows (`by_rows`), or of all losses over the batches."""

    size: int
    by_rows: bool

    slug = "running-sums"
    bits = 4.5
    title = "A running sum divided by the wrong count"
    happened = "a running sum over batches was divided by another count than it has"
    advice = "divide a sum of batch means by the batches, and a sum over rows by the rows"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        total = rows.losses.sum()
        for size, means in rows.means.items():
            bits = cls.bits + _unusual(size)
            yield Tried(cls(size, True), float(means.sum() / rows.many), bits)
            yield Tried(cls(size, False), float(total / len(means)), bits)

    @property
    def says(self) -> str:
        if self.by_rows:
            return f"the means of batches of {self.size} rows were added up and divided by the number of rows"
        return f"the losses of batches of {self.size} rows were added up and divided by the number of batches"


@dataclass(frozen=True)
class SumOfMeans(RowStep):
    """The means of batches, added up."""

    size: int
    batches: int

    slug = "sum-of-means"
    bits = 3.5
    title = "The means of batches added up"
    happened = "the means of batches were added up, as where gradients are accumulated, and not divided"
    advice = "divide by the number of batches"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        for size, means in rows.means.items():
            yield Tried(cls(size, len(means)), float(means.sum()), cls.bits + _unusual(size))

    @property
    def says(self) -> str:
        return f"the means of {self.batches} batches of {self.size} rows were added up, and not divided"


@dataclass(frozen=True)
class MeanOfPerplexities(RowStep):
    """Of the rows, or of the groups that are known, where `part` says what these are."""

    part: str = "row"

    slug = "mean-of-perplexities"
    bits = 4.5
    title = "The mean of perplexities"
    happened = "the exponentials of losses, perplexities, were averaged"
    advice = "average the losses first and take the exponential once"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        if rows.means_of_groups is not None:
            yield Tried(cls(rows.part), float(np.exp(rows.means_of_groups).mean()), cls.bits - 0.5)
        yield Tried(cls(), float(np.exp(rows.losses).mean()), cls.bits)

    @property
    def says(self) -> str:
        return f"the perplexities of the {self.part}s were averaged, each the exponential of a loss"


@dataclass(frozen=True)
class FirstRows(RowStep):
    """Only the first `kept` of all rows."""

    kept: int
    of: int

    slug = "rows-dropped"
    bits = 3.5
    title = "Only the first rows"
    happened = "only the first rows were counted, as where the last batch is dropped"
    advice = "count all rows (drop_last=False)"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        bits = cls.bits + log2(rows.many) / 2
        for kept, total in enumerate(np.cumsum(rows.losses)[: min(rows.many, MOST_ROWS) - 1], 1):
            yield Tried(cls(kept, rows.many), float(total / kept), bits)

    @property
    def says(self) -> str:
        return f"only the first {self.kept} of {self.of} rows were counted, as where the last batch is dropped"


@dataclass(frozen=True)
class RowsCounted(RowStep):
    """The divisor counts `divisor` rows where `counting` count."""

    divisor: int
    counting: int

    slug = "rows-counted"
    bits = 3.5
    title = "The divisor counts other rows"
    happened = "the divisor counts m rows where n count"
    advice = "check padding and masks: what is left out of the sum is left out of the divisor too"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        total, mean = rows.losses.sum(), rows.losses.mean()
        for divisor in range(1, min(2 * rows.many, MOST_ROWS) + 1):
            if divisor not in (1, rows.many):
                more = 0.5 * abs(log2(divisor / rows.many)) + log2(rows.many) / 3 + (divisor > rows.many)
                yield Tried(cls(divisor, rows.many), float(total / divisor), cls.bits + more)
        for counting in range(1, min(rows.many, MOST_ROWS)):
            more = 0.5 * log2(rows.many / counting) + log2(rows.many) / 3
            yield Tried(cls(rows.many, counting), float(mean * counting / rows.many), cls.bits + more)

    @property
    def named(self) -> str:
        return f"The divisor counts {self._counts}"

    @property
    def says(self) -> str:
        return f"the divisor counts {self._counts}"

    @property
    def _counts(self) -> str:
        if self.divisor < self.counting:
            return f"{self.divisor} of {many(self.counting, 'row')}"
        return f"{many(self.divisor, 'row')} where {self.counting} count"


@dataclass(frozen=True)
class OneLabelWrong(RowStep):
    """The label of one row, as a sentence calls it, was taken for `taken`."""

    row: str
    taken: int

    slug = "one-label-wrong"
    bits = 4.0
    title = "One label is another"
    happened = "one row was given another class"
    advice = "look at the label of that row"

    @classmethod
    def tries(cls, rows: Rows) -> Iterator[Tried]:
        if rows.other is None or rows.classes is None or rows.many > MOST_ROWS:
            return
        values = (rows.losses.sum() - rows.losses[:, None] + rows.other) / rows.many
        bits = cls.bits + 0.75 * log2(max(values.size - rows.many, 1))
        for row, of_row in enumerate(values):
            for taken, value in enumerate(of_row):
                if taken != rows.classes[row]:
                    yield Tried(cls(rows.names[row], taken), float(value), bits)

    @property
    def says(self) -> str:
        return f"{self.row} was given class {self.taken}"
