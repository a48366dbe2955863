"""Rows of weights >= 0, each divided by its sum: a share, the share of the others, and the logarithms of both."""

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.cached import cached


def at_rows(columns: Array) -> tuple[Array, Array]:
    """The index of one column in every row."""
    return np.arange(len(columns)), columns


def sums_of_others(numbers: Array, largest: Array, rest: Array | None = None) -> Array:
    """For every entry the sum of the other entries of its row, numbers >= 0 of which ``largest`` is the column.

    ``rest`` is the sum of the others of the largest, where it is known.

    The largest is taken out before the others are summed, so their sum keeps its digits however small it is; for every
    other entry the sum minus the entry is at least half the sum.
    """
    place = at_rows(largest)
    if rest is None:
        rest = _sum_without(numbers, place)
    others: Array = (rest + numbers[place])[:, None] - numbers
    others[place] = rest
    return others


def _sum_without(numbers: Array, place: tuple[Array, Array]) -> Array:
    """``(n,)``: the sum of each row without one of its entries."""
    others = numbers.copy()
    others[place] = 0.0
    return np.asarray(others.sum(axis=1))


class Shares:
    """Rows of weights >= 0, each divided by its sum; the share of the others keeps its digits too."""

    def __init__(
        self, weights: Array, minus_log_weights: Array | None = None, rest_of_largest: Array | None = None
    ) -> None:
        self.weights = weights
        self.minus_log_weights = minus_log_weights
        self.rest_of_largest = rest_of_largest
        self.tiny = float(np.finfo(weights.dtype).tiny) * 2.0**60

    @cached
    def top(self) -> Array:
        """The column of the largest weight of each row."""
        top: Array = self.weights.argmax(axis=1)
        return top

    @cached
    def _rest_of_top(self) -> Array:
        """``(n,)``: the sum of each row without its largest weight."""
        if self.rest_of_largest is not None:
            return self.rest_of_largest
        return _sum_without(self.weights, at_rows(self.top))

    @cached
    def others(self) -> Array:
        """The sum of the other weights of the row, for every entry."""
        return sums_of_others(self.weights, self.top, self._rest_of_top)

    @cached
    def sums(self) -> Array:
        """``(n, 1)``: the sum of each row."""
        sums: Array = (self._rest_of_top + self.weights[at_rows(self.top)])[:, None]
        return sums

    def at(self, columns: Array) -> "Shares":
        """One share of each row, ``(n, 1)``: no table is made of the others."""
        place = at_rows(columns)
        weights, logarithms = self.weights[place], self.minus_log_weights
        others = np.where(columns == self.top, self._rest_of_top, self.sums[:, 0] - weights)
        return Shares(weights[:, None], None if logarithms is None else logarithms[place][:, None], others)

    @cached
    def share(self) -> Array:
        share: Array = self.weights / self.sums
        return share

    @cached
    def rest(self) -> Array:
        """1 - share."""
        rest: Array = self.others / self.sums
        return rest

    @cached
    def minus_log(self) -> Array:
        """-ln(share)."""
        ratio = self.others / self.weights
        cost: Array = np.log1p(ratio, out=ratio)
        if self.minus_log_weights is not None:
            tiny = np.abs(self.weights) < self.tiny
            if tiny.any():
                np.copyto(cost, self.minus_log_weights + np.log(self.sums), where=tiny)
        return cost

    @cached
    def minus_log_rest(self) -> Array:
        """-ln(1 - share)."""
        ratio = self.weights / self.others
        cost: Array = np.log1p(ratio, out=ratio)
        return cost
