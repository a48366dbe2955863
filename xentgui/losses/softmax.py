"""Exclusive classes: a_j = exp(z_j) / sum_i exp(z_i), in one of two ways that both keep the last digits.

Scores within +-340 (float32: +-40) are exponentiated as entered: no shift, and so no rounding before exp. Beyond that
the largest of the row is subtracted, and what the subtraction lost is carried along, because exp turns the absolute
error of a difference into a relative one: half a last digit of 37 is 16 last digits of exp(37).
"""

from functools import cached_property

import numpy as np

from xentgui.losses.activations import damped, product
from xentgui.losses.arrays import Array
from xentgui.losses.shares import Shares, at_rows, difference, sums_of_others

NARROW = {8: 340.0, 4: 40.0}  # by the bytes of a number


class _Shifted:
    """exp(score - largest of the row), with 1 in the place of the largest."""

    def __init__(self, scores: Array, top: Array) -> None:
        self.place = place = at_rows(top)
        self.largest = scores[place][:, None]
        self.steps, self.lost = difference(scores, np.broadcast_to(self.largest, scores.shape))
        self.steps[place] = 0.0
        self.lost[place] = 0.0
        self.weights = np.exp(self.steps)
        self.weights += self.weights * self.lost

    @cached_property
    def rest(self) -> Array:
        """``(n,)``: the sum without the largest; where it is subnormal, it is rounded once and not in every summand."""
        others = self.weights.copy()
        others[self.place] = 0.0
        rest: Array = others.sum(axis=1)
        tiny = rest < np.finfo(rest.dtype).tiny * 2.0**40
        if tiny.any():
            roots = np.exp(0.5 * self.steps)
            roots[self.place] = 0.0
            up = 600 if rest.dtype == np.float64 else 80
            rest[tiny] = np.ldexp((np.ldexp(roots[tiny], up) * roots[tiny]).sum(axis=1), -up)
        return rest


class Softmax:
    """Rows of scores; ``narrow`` says that all of the block lie within the range that needs no shift."""

    def __init__(self, scores: Array, narrow: bool) -> None:
        one_class = scores.shape[1] == 1  # a is 1 whatever the score
        self.scores = np.zeros_like(scores) if one_class else scores
        self.narrow = narrow or one_class

    @cached_property
    def _shifted(self) -> _Shifted:
        return _Shifted(self.scores, self.scores.argmax(axis=1))

    @cached_property
    def _shares(self) -> Shares:
        if self.narrow:
            return Shares(np.exp(self.scores))
        shifted = self._shifted
        return Shares(shifted.weights, -shifted.steps - shifted.lost, shifted.rest)

    @property
    def a(self) -> Array:
        return self._shares.share

    @property
    def rest(self) -> Array:
        return self._shares.rest

    @property
    def minus_log(self) -> Array:
        return self._shares.minus_log

    def minus_log_at(self, columns: Array) -> Array:
        """``(n,)``: -ln a of one column a row, with one exp an entry and one logarithm a row."""
        place = at_rows(columns)
        if self.narrow:
            weights = np.exp(self.scores)
            own = weights[place]
            weights[place] = 0.0
            return np.asarray(np.log1p(weights.sum(axis=1) / own))
        shifted = self._shifted
        return np.asarray((np.log1p(shifted.rest) - shifted.lost[place]) - shifted.steps[place])

    def by_scores_at(self, columns: Array, factors: Array) -> Array:
        """``(n, K)``: derivative of ``factors * minus_log_at(columns)``, for narrow scores; one exp an entry."""
        place = at_rows(columns)
        weights = np.exp(self.scores)
        own = weights[place]
        weights[place] = 0.0
        others = weights.sum(axis=1)
        each = factors / (others + own)
        weights *= each[:, None]
        weights[place] = -others * each
        return weights

    @cached_property
    def minus_log_rest(self) -> Array:
        cost = self._shares.minus_log_rest
        if not self.narrow:
            cost[at_rows(self._shares.top)] = self._minus_log_rest_of_largest()
        return cost

    @cached_property
    def _others_shifted(self) -> _Shifted:
        """The row without its largest, shifted by the largest of what is left."""
        others, top = self.scores.copy(), self._shares.top
        others[at_rows(top)] = -np.inf
        second = others.argmax(axis=1)
        second = np.where(second == top, (top + 1) % others.shape[1], second)  # where all others are -inf
        shifted = _Shifted(others, second)
        shifted.weights[at_rows(top)] = 0.0
        return shifted

    def _minus_log_rest_of_largest(self) -> Array:
        others = self._others_shifted
        sums = others.weights.sum(axis=1)
        largest: Array = self._shifted.largest
        step, lost = (part[:, 0] for part in difference(largest, others.largest))
        weight = np.exp(step)
        ratio = (weight + weight * lost) / sums
        cost: Array = np.where(ratio < self._shares.tiny**-0.5, np.log1p(ratio), (step - np.log(sums)) + lost)
        cost[(others.largest == -np.inf)[:, 0]] = np.inf
        cost[(largest == -np.inf)[:, 0]] = np.nan
        return cost

    @cached_property
    def _share_of_others(self) -> Array:
        """Each score's share of the row without its largest; 0 for the largest."""
        if not self.narrow:
            weights = self._others_shifted.weights
            return np.asarray(weights / weights.sum(axis=1)[:, None])
        place = at_rows(self._shares.top)
        share = self._shares.weights / self._shares.others[place][:, None]
        share[place] = 0.0
        return np.asarray(share)

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        if self.scores.shape[1] == 1:
            return np.zeros_like(self.scores)
        yes = damped(yes, self.a, epsilon)
        if no is None:
            return np.asarray(self.a * sums_of_others(yes, yes.argmax(axis=1)) - yes * self.rest)
        return self._by_both_logarithms(yes, damped(no, self.rest, epsilon))

    def _by_both_logarithms(self, yes: Array, no: Array) -> Array:
        """h_i - a_i sum(h), h = no a / (1 - a) - yes; h of the largest may be infinite, and is never formed."""
        place = at_rows(self._shares.top)
        odds = self._shares.weights / self._shares.others
        odds[place] = 0.0
        smaller = no * odds - yes
        smaller[place] = 0.0
        by_scores = no * self.a - yes * self.rest - self.a * (smaller.sum(axis=1)[:, None] - smaller)
        from_largest = self.a * yes[place][:, None]
        from_largest -= product((no[place] * self.a[place])[:, None], self._share_of_others)
        from_largest[place] = 0.0
        by_scores += from_largest
        return np.asarray(by_scores)

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        if self.scores.shape[1] == 1:
            return np.zeros_like(self.scores)
        by_scores: Array = by_log_a * self.rest - self.a * (by_log_a.sum(axis=1)[:, None] - by_log_a)
        return by_scores
