"""Rows of any numbers >= 0, each divided by its sum, before or after they are clipped."""

from functools import cached_property

import numpy as np

from xentgui.losses.activations import Activation, Sigmoid, damped, product
from xentgui.losses.arrays import Array
from xentgui.losses.shares import Shares, difference, sums_of_others


class Renormalised:
    """``weights / their sum``, where ``weights`` are the inner activation's a, clipped to ``clip`` where given."""

    def __init__(self, inner: Activation, clip: float | None) -> None:
        self.inner = inner
        self.free = None if clip is None else (inner.a >= clip) & (inner.rest >= clip)
        self._weights = inner.a if clip is None else np.clip(inner.a, clip, 1.0 - clip)

    @cached_property
    def _exponent(self) -> Array:
        """Powers of two that bring rows of very small or very large numbers near 1."""
        largest = self._weights.max(axis=1)[:, None]
        usual = (largest > 1e-20) & (largest < 1e20)
        exponent: Array = np.where(usual | (largest == 0), 0, np.frexp(largest)[1])
        return exponent

    @cached_property
    def _shares(self) -> Shares:
        if self.free is None and isinstance(self.inner, Sigmoid):
            return _shares_of_sigmoids(self.inner)
        weights = np.ldexp(self._weights, -self._exponent)
        minus_log = self.inner.minus_log if self.free is None else -np.log(self._weights)
        return Shares(weights, minus_log + self._exponent * np.log(weights.dtype.type(2.0)))

    @property
    def a(self) -> Array:
        return self._shares.share

    @property
    def rest(self) -> Array:
        return self._shares.rest

    @property
    def minus_log(self) -> Array:
        return self._shares.minus_log

    @property
    def minus_log_rest(self) -> Array:
        return self._shares.minus_log_rest

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        each = damped(yes, self.a, epsilon)
        common = sums_of_others(each, each.argmax(axis=1))
        by_log = self.a * common - each * self.rest
        sums = np.ldexp(self._shares.sums, self._exponent)
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
