"""How the per-sample losses of two definitions stand to each other, over all samples of a batch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.evaluation import Evaluation

TINY = 1e-300  # below it no relative bound is promised, and two losses count as the same


@dataclass(frozen=True)
class Ratios:
    """second / first of every sample that is a number in both; the losses of the first that were seen.

    `low` > `high` where there is no such sample. `unlike`: some sample is 0, infinite or undefined in one alone.
    `gap` is the largest absolute difference.
    """

    low: float = math.inf
    high: float = -math.inf
    smallest: float = math.inf
    largest: float = -math.inf
    gap: float = 0.0
    unlike: bool = False

    @property
    def seen(self) -> bool:
        return self.low <= self.high

    @property
    def varied(self) -> bool:
        """Whether two samples differ in size, so that one factor for both says something."""
        return self.largest - self.smallest > 1e-6 * max(abs(self.largest), abs(self.smallest))

    def all_are(self, factor: float, tolerance: float) -> bool:
        """Whether every sample of the second is `factor` times the first's."""
        slack = tolerance * abs(factor)
        return not self.unlike and self.low >= factor - slack and self.high <= factor + slack

    def merged(self, other: Ratios) -> Ratios:
        """Of both together."""
        return Ratios(
            min(self.low, other.low),
            max(self.high, other.high),
            min(self.smallest, other.smallest),
            max(self.largest, other.largest),
            max(self.gap, other.gap),
            self.unlike or other.unlike,
        )


def ratios(batch: Batch, first: Evaluation, second: Evaluation) -> Ratios:
    """Compare every sample, block by block; each block keeps its answer."""
    key = ("ratios", first.definition, second.definition, batch.outputs_are, batch.one_dimensional)
    found = (
        block.remember(key, partial(_of_rows, first, second, start, start + len(block)))
        for start, block in batch.starts()
    )
    return reduce(Ratios.merged, found, Ratios())


def _of_rows(first: Evaluation, second: Evaluation, start: int, stop: int) -> Ratios:
    a, b = (np.asarray(each.rows(start, stop)[0], dtype=np.float64) for each in (first, second))
    with np.errstate(all="ignore"):
        small = (np.abs(a) < TINY, np.abs(b) < TINY)
        plain = np.isfinite(a) & np.isfinite(b) & ~small[0] & ~small[1]
        alike = plain | (a == b) | (small[0] & small[1])
        if not plain.any():
            return Ratios(unlike=not alike.all())
        one, two = a[plain], b[plain]
        each = two / one
        return Ratios(
            low=float(each.min()),
            high=float(each.max()),
            smallest=float(one.min()),
            largest=float(one.max()),
            gap=float(np.abs(two - one).max()),
            unlike=not alike.all(),
        )
