"""Rows divided by their sum: the softmax of scores, and any numbers >= 0 that are renormalised.

Scores within +-340 (float32: +-40) are exponentiated as entered: no shift, and so no rounding before exp. Beyond that
the largest of the row is subtracted, and what the subtraction lost is carried along, because exp turns the absolute
error of a difference into a relative one: half a last digit of 37 is 16 last digits of exp(37).
"""

import numpy as np

from xentgui.losses.activations import Activation, Entered, LogEntered, Sigmoid, damped, product, scores
from xentgui.losses.arrays import Array
from xentgui.losses.block import Block, output_range
from xentgui.losses.cached import cached
from xentgui.losses.definition import Setting
from xentgui.losses.shares import Shares, at_rows, sums_of_others


def difference(high: Array, low: Array) -> tuple[Array, Array]:
    """``high - low`` rounded, and what the rounding lost (TwoSum); nothing is lost where the difference is infinite."""
    rounded = high - low
    back = rounded - high
    lost = (high - (rounded - back)) - (low + back)
    lost[~np.isfinite(lost)] = 0.0
    return rounded, lost


NARROW: dict[type, float] = {np.float64: 340.0, np.float32: 40.0}


def scored(outputs: Array, setting: Setting) -> Array:
    """Outputs as entered; logits as the activation takes them."""
    return scores(outputs, setting.pointwise.softcap, setting.pointwise.temperature)


def is_narrow(block: Block, setting: Setting) -> bool:
    """Whether exp takes every score of the block as it is, without a shift."""
    low, high = output_range(block)
    if setting.pointwise.on_logits:
        low, high = scored(np.array((low, high)), setting).tolist()
    bound = NARROW[setting.dtype]
    return -bound <= low and high <= bound


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

    @cached
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


class _OfShares:
    """An activation whose a are shares of a row."""

    @property
    def shares(self) -> Shares:
        raise NotImplementedError

    @property
    def a(self) -> Array:
        return self.shares.share

    @property
    def rest(self) -> Array:
        return self.shares.rest

    @property
    def minus_log(self) -> Array:
        return self.shares.minus_log

    def minus_log_at(self, columns: Array) -> Array:
        """``(n,)``: -ln a of one column a row."""
        return self.shares.at(columns).minus_log[:, 0]

    def minus_log_rest_at(self, columns: Array) -> Array:
        """``(n,)``: -ln(1 - a) of one column a row."""
        return self.shares.at(columns).minus_log_rest[:, 0]


class Softmax(_OfShares):
    """Rows of scores; ``narrow`` says that all of the block lie within the range that needs no shift."""

    def __init__(self, scores: Array, narrow: bool) -> None:
        one_class = scores.shape[1] == 1  # a is 1 whatever the score
        self.entered, self.scores = scores, np.zeros_like(scores) if one_class else scores
        self.narrow = narrow or one_class

    @cached
    def _shifted(self) -> _Shifted:
        return _Shifted(self.scores, self.scores.argmax(axis=1))

    @cached
    def shares(self) -> Shares:
        if self.narrow:
            return Shares(np.exp(self.scores))
        shifted = self._shifted
        return Shares(shifted.weights, -shifted.steps - shifted.lost, shifted.rest)

    @cached
    def log_sum(self) -> Array:
        """``(n,)``: the logarithm of the sum of exp of the scores."""
        if self.entered.shape[1] == 1:
            return np.asarray(self.entered[:, 0])
        return np.asarray(self._shifted.largest[:, 0] + np.log1p(self._shifted.rest))

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

    @cached
    def minus_log_rest(self) -> Array:
        cost = self.shares.minus_log_rest
        if not self.narrow:
            cost[at_rows(self.shares.top)] = self._minus_log_rest_of_largest()
        return cost

    def minus_log_rest_at(self, columns: Array) -> Array:
        return super().minus_log_rest_at(columns) if self.narrow else self.minus_log_rest[at_rows(columns)]

    @cached
    def _others_shifted(self) -> _Shifted:
        """The row without its largest, shifted by the largest of what is left."""
        others, top = self.scores.copy(), self.shares.top
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
        cost: Array = np.where(ratio < self.shares.tiny**-0.5, np.log1p(ratio), (step - np.log(sums)) + lost)
        cost[(others.largest == -np.inf)[:, 0]] = np.inf
        cost[(largest == -np.inf)[:, 0]] = np.nan
        return cost

    @cached
    def _share_of_others(self) -> Array:
        """Each score's share of the row without its largest; 0 for the largest."""
        if not self.narrow:
            weights = self._others_shifted.weights
            return np.asarray(weights / weights.sum(axis=1)[:, None])
        place = at_rows(self.shares.top)
        share = self.shares.weights / self.shares.others[place][:, None]
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
        place = at_rows(self.shares.top)
        odds = self.shares.weights / self.shares.others
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


class Renormalised(_OfShares):
    """``weights / their sum``, where ``weights`` are the inner activation's a, clipped to ``clip`` where given."""

    def __init__(self, inner: Activation, clip: float | None) -> None:
        self.inner = inner
        self.free = None if clip is None else (inner.a >= clip) & (inner.rest >= clip)
        self._weights = inner.a if clip is None else np.clip(inner.a, clip, 1.0 - clip)

    @cached
    def _exponent(self) -> Array:
        """Powers of two that bring rows of very small or very large numbers near 1."""
        largest = self._weights.max(axis=1)[:, None]
        usual = (largest > 1e-20) & (largest < 1e20)
        exponent: Array = np.where(usual | (largest == 0), 0, np.frexp(largest)[1])
        return exponent

    @cached
    def shares(self) -> Shares:
        if self.free is None and isinstance(self.inner, Sigmoid):
            return _shares_of_sigmoids(self.inner)
        weights = np.ldexp(self._weights, -self._exponent)
        return Shares(weights, self._exponent * np.log(weights.dtype.type(2.0)) - np.log(self._weights))

    @property
    def minus_log_rest(self) -> Array:
        return self.shares.minus_log_rest

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        each = damped(yes, self.a, epsilon)
        common = sums_of_others(each, each.argmax(axis=1))
        by_log = self.a * common - each * self.rest
        sums = np.ldexp(self.shares.sums, self._exponent)
        slope = product(yes, 1.0 / self._weights if epsilon == 0 else 1.0 / ((self.a + epsilon) * sums))
        by_a = common / sums - product(self.rest, slope)
        if self.free is not None:
            by_log, by_a = np.where(self.free, by_log, 0.0), np.where(self.free, by_a, 0.0)
        return self.inner.through(by_a, by_log)

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        raise NotImplementedError("rows are renormalised once")


def _shares_of_sigmoids(inner: Sigmoid) -> Shares:
    """Sigmoids divided by their sum; a row of very negative scores, whose sigmoids are all 0, by its largest first."""
    scores = inner.scores
    largest = np.minimum(scores.max(axis=1), 0.0)[:, None]
    steps, lost = difference(np.minimum(scores, 0.0), np.broadcast_to(largest, scores.shape))
    small = np.exp(-np.abs(scores))
    weights = np.exp(steps) * (1.0 + lost) / (1.0 + small)
    return Shares(weights, np.log1p(small) - steps - lost)


class OneOutput:
    """One output of each row under an activation whose a are shares, ``(n, 1)`` each; it has no derivatives."""

    def __init__(self, activation: Softmax | Renormalised, columns: Array) -> None:
        self.activation, self.columns = activation, columns

    @cached
    def _shares(self) -> Shares:
        return self.activation.shares.at(self.columns)

    @property
    def a(self) -> Array:
        return self._shares.share

    @property
    def rest(self) -> Array:
        return self._shares.rest

    @cached
    def minus_log(self) -> Array:
        return self.activation.minus_log_at(self.columns)[:, None]

    @cached
    def minus_log_rest(self) -> Array:
        return self.activation.minus_log_rest_at(self.columns)[:, None]

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        raise NotImplementedError("a loss has derivatives by all outputs")

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        raise NotImplementedError("a loss has derivatives by all outputs")


def one_output(activation: Activation, columns: Array) -> Activation:
    """One output of each row, ``(n, 1)``: nothing is computed of the others that it does not take."""
    place = at_rows(columns)
    if isinstance(activation, Sigmoid):
        return Sigmoid(activation.scores[place][:, None])
    if isinstance(activation, LogEntered):
        return LogEntered(activation.logarithms[place][:, None])
    if isinstance(activation, Entered):
        return Entered(activation.a[place][:, None])
    assert isinstance(activation, Softmax | Renormalised)
    return OneOutput(activation, columns)
