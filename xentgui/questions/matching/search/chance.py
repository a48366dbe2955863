"""How many explanations would give such digits by accident: the values of all that were tried, near the number.

The digits typed are one cell of a grid as wide as the last digit. Of the cells around it a share is met by explanations
at most as rare as one that is told; a number of random digits is met as often.
"""

import math

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.questions.matching.number import Number

AROUND = 1.5  # values from the number divided by it to the number times it are looked at
MOST_KEPT = 200_000  # cells, from which on those that are met several times are put together
FINER = 4.0  # cells to a last digit: two values in one digit are two explanations, unless they are nearly the same
FLOAT32 = 6 * 2.0**-23  # relative: what single precision adds to the width of the digits


class Tally:
    """What was tried for one number: how many explanations, and which cells near it they meet, with their bits."""

    def __init__(self, number: Number) -> None:
        self.tried = 0
        self.number = number
        value, step = float(number.values[0]), float(number.steps[0])
        self.is_counted = number.alone and math.isfinite(value) and value != 0
        self.width = step + (FLOAT32 * abs(value) if number.may_be_float32 else 0.0) if self.is_counted else 0.0
        self._cells = np.empty(0)
        self._bits = np.empty(0)

    def count(self, values: Array, bits: Float) -> None:
        """Values that explanations of these bits give."""
        self.tried += values.size
        if not self.is_counted:
            return
        low, high = sorted(float(self.number.values[0]) * each for each in (1 / AROUND, AROUND))
        near = (values > low) & (values < high)
        cells = np.floor(values[near] * (FINER / self.width))
        self._cells, self._bits = np.append(self._cells, cells), np.append(self._bits, bits[near])
        if len(self._cells) > MOST_KEPT:
            self._put_together()

    def _put_together(self) -> None:
        """Each cell once, with the least bits."""
        order = np.lexsort((self._bits, self._cells))
        self._cells, first = np.unique(self._cells[order], return_index=True)
        self._bits = self._bits[order][first]

    def expected(self, bits: float, times: float = 1.0) -> float:
        """How many explanations of at most these bits fit such digits by accident; `times` as wide."""
        if not self.is_counted:
            return float(2.0 ** np.clip(bits - self.number.bits, -60, 60))
        self._put_together()
        size = abs(float(self.number.values[0])) * (AROUND - 1 / AROUND)
        return float(np.count_nonzero(self._bits <= bits) * self.width * times / size)
