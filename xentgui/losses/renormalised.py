"""Rows of any numbers >= 0, each divided by its sum, before or after they are clipped."""

from functools import cached_property

import numpy as np

from xentgui.losses.activations import Activation, damped, product
from xentgui.losses.arrays import Array
from xentgui.losses.shares import Shares


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
        weights = np.ldexp(self._weights, -self._exponent)
        if not self._exponent.any():
            return Shares(weights, self._minus_log_weights)
        return Shares(weights, self._minus_log_weights + self._exponent * np.log(weights.dtype.type(2.0)))

    @property
    def _minus_log_weights(self) -> Array:
        return self.inner.minus_log if self.free is None else -np.log(self._weights)

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
        slope = product(yes, 1.0 / (self.a + epsilon))
        each = damped(yes, self.a, epsilon)
        common = each.sum(axis=1)[:, None] - each
        by_log = self.a * common - each * self.rest
        by_a = np.ldexp((common - slope * self.rest) / self._shares.sums, -self._exponent)
        if self.free is not None:
            by_log, by_a = np.where(self.free, by_log, 0.0), np.where(self.free, by_a, 0.0)
        return self.inner.through(by_a, by_log)

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        raise NotImplementedError("rows are renormalised once")
