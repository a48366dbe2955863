"""What turns the outputs as entered into probabilities: a, 1 - a, their logarithms, and the way back for derivatives.

Every class here has the same names: ``a``, ``rest`` (1 - a), ``minus_log`` (-ln a), ``minus_log_rest`` (-ln(1 - a)),
all ``(n, K)`` and each with its own last digits right, never one made from the rounded other. ``by_logarithms`` and
``through`` turn derivatives by the logarithms or by a into derivatives by the outputs as entered.
"""

from typing import Protocol

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.cached import cached


class Activation(Protocol):
    """Rows of probabilities and their derivatives."""

    @property
    def a(self) -> Array: ...
    @property
    def rest(self) -> Array: ...
    @property
    def minus_log(self) -> Array: ...
    @property
    def minus_log_rest(self) -> Array: ...

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        """Derivative by the outputs of sum(yes * -ln(a + epsilon) + no * -ln(1 - a + epsilon))."""

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        """Derivative by the outputs of what has these derivatives by a and by ln a."""


def product(factor: Array, value: Array) -> Array:
    """``factor * value``, and 0 where the factor is 0, also where the value is infinite or undefined."""
    result: Array = factor * value
    if not np.isfinite(result.sum()):
        result[np.broadcast_to(factor == 0, result.shape)] = 0.0
    return result


def damped(factor: Array, a: Array, epsilon: float) -> Array:
    """``factor * a / (a + epsilon)``: minus the derivative of factor * -ln(a + epsilon) by ln a."""
    return factor if epsilon == 0 else product(factor, a / (a + epsilon))


def scores(logits: Array, softcap: float | None, temperature: float) -> Array:
    """What an activation takes: c tanh(logits / c), divided by the temperature."""
    capped = logits if softcap is None else softcap * np.tanh(logits / softcap)
    return capped if temperature == 1 else capped / temperature


def slopes_of_scores(logits: Array, softcap: float | None, temperature: float) -> Array | float:
    """The derivative of ``scores`` by the logits."""
    slope: Array | float = 1.0 if softcap is None else np.cosh(logits / softcap) ** -2.0
    return slope / temperature


class Sigmoid:
    """Independent yes/no outputs: a = 1 / (1 + exp(-z))."""

    def __init__(self, scores: Array) -> None:
        self.scores = scores

    @cached
    def _small(self) -> Array:
        small: Array = np.exp(-np.abs(self.scores))
        return small

    @cached
    def _softplus(self) -> Array:
        softplus: Array = np.log1p(self._small)
        return softplus

    @cached
    def a(self) -> Array:
        return np.where(self.scores >= 0, 1.0, self._small) / (1.0 + self._small)

    @cached
    def rest(self) -> Array:
        return np.where(self.scores >= 0, self._small, 1.0) / (1.0 + self._small)

    @cached
    def minus_log(self) -> Array:
        cost: Array = self._softplus - np.minimum(self.scores, 0.0)
        return cost

    @cached
    def minus_log_rest(self) -> Array:
        cost: Array = self._softplus + np.maximum(self.scores, 0.0)
        return cost

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        by_scores: Array = -damped(yes, self.a, epsilon) * self.rest
        if no is not None:
            by_scores += damped(no, self.rest, epsilon) * self.a
        return by_scores

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        by_scores: Array = by_log_a * self.rest
        return by_scores


class Entered:
    """The numbers are used as they are: probabilities, or logits under the activation "identity"."""

    def __init__(self, a: Array) -> None:
        self.a = a

    @cached
    def rest(self) -> Array:
        rest: Array = 1.0 - self.a
        return rest

    @cached
    def minus_log(self) -> Array:
        cost: Array = -np.log(self.a)
        return cost

    @cached
    def minus_log_rest(self) -> Array:
        cost: Array = -np.log1p(-self.a)
        return cost

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        by_a = -product(yes, 1.0 / (self.a + epsilon))
        if no is not None:
            by_a += product(no, 1.0 / (self.rest + epsilon))
        return by_a

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        return by_a


class LogEntered:
    """Log-probabilities: a = exp of the numbers as entered."""

    def __init__(self, logarithms: Array) -> None:
        self.logarithms = logarithms

    @cached
    def a(self) -> Array:
        a: Array = np.exp(self.logarithms)
        return a

    @cached
    def rest(self) -> Array:
        rest: Array = -np.expm1(self.logarithms)
        return rest

    @cached
    def minus_log(self) -> Array:
        cost: Array = -self.logarithms
        return cost

    @cached
    def minus_log_rest(self) -> Array:
        return np.where(self.logarithms > -0.6931, -np.log(self.rest), -np.log1p(-self.a))

    def by_logarithms(self, yes: Array, no: Array | None, epsilon: float) -> Array:
        by_logarithms = -damped(yes, self.a, epsilon)
        if no is not None:
            by_logarithms += product(no, self.a / (self.rest + epsilon))
        return by_logarithms

    def through(self, by_a: Array, by_log_a: Array) -> Array:
        return by_log_a
