"""How many explanations would give such digits by accident: the values of all that were tried, near the number.

The digits typed are one cell of a grid as wide as the last digit. Of the cells around it a share is met by explanations
at most as rare as one that is told; a number of random digits is met as often.
"""

import math

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.questions.number import Number

AROUND = 1.5  # values from the number divided by it to the number times it are looked at
MOST_KEPT = 200_000  # cells, from which on those that are met several times are put together
FINER = 4.0  # cells to a last digit: two values in one digit are two explanations, unless they are nearly the same
FLOAT32 = 6 * 2.0**-23  # relative: what single precision adds to the width of the digits


def around(number: Number) -> tuple[float, float] | None:
    """Between which values explanations are counted for a number; None where nothing is counted."""
    value = float(number.values[0])
    if not number.alone or not math.isfinite(value) or value == 0:
        return None
    low, high = sorted((value / AROUND, value * AROUND))
    return low, high


class Tally:
    """What was tried for one number: how many explanations, and which cells near it they meet, with their bits."""

    def __init__(self, number: Number) -> None:
        self.tried = 0
        self.number = number
        self.around = around(number)
        value, step = float(number.values[0]), float(number.steps[0])
        self.width = step + (FLOAT32 * abs(value) if number.may_be_float32 else 0.0) if self.around else 0.0
        self._kept: list[tuple[Float, Float]] = []
        self._many, self._most = 0, MOST_KEPT

    def count(self, values: Array, bits: Float, tried: int | None = None) -> None:
        """Values that explanations of these bits give; of `tried` all that are near the number, if it is given."""
        self.tried += values.size if tried is None else tried
        if self.around is None:
            return
        near = (values > self.around[0]) & (values < self.around[1])
        self._kept.append((np.floor(values[near] * (FINER / self.width)), bits[near]))
        self._many += len(self._kept[-1][0])
        if self._many > self._most:
            self._most = max(2 * len(self._met()), MOST_KEPT)

    def _met(self) -> Float:
        """The least bits of each cell, after each was put together."""
        cells, bits = (np.concatenate([np.empty(0), *each]) for each in zip(*self._kept, strict=True))
        order = np.lexsort((bits, cells))
        cells, first = np.unique(cells[order], return_index=True)
        self._kept, self._many = [(cells, bits[order][first])], len(cells)
        return self._kept[0][1]

    def expected(self, bits: float, times: float = 1.0) -> float:
        """How many explanations of at most these bits fit such digits by accident; `times` as wide."""
        if self.around is None:
            return float(2.0 ** np.clip(bits - self.number.bits, -60, 60))
        if not self._kept:
            return 0.0
        size = abs(float(self.number.values[0])) * (AROUND - 1 / AROUND)
        return float(np.count_nonzero(self._met() <= bits) * self.width * times / size)
