"""What each output adds to its sample, and the derivative by the outputs: categorical, bernoulli, quadratic.

A likelihood combines -ln a, -ln(1 - a), as a definition takes them, with their factors; it does not know what made a.
"""

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from xentgui.losses.activations import Activation, product
from xentgui.losses.arrays import Array
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition


class Logarithms:
    """The two costs of a tile, ``yes`` = -ln a and ``no`` = -ln(1 - a), after everything that is done to them.

    With focal_gamma each is multiplied by a power of the other share, with poly_epsilon that share is added: of a after
    the clip.

    In float64 a clip is the exact number epsilon and 1 - epsilon is never formed; in float32 a is clipped and
    subtracted as frameworks do it, because their digits come from that rounding.
    """

    def __init__(self, activation: Activation, definition: Definition, clip: float | None) -> None:
        self.activation = activation
        self.clip = clip
        self.epsilon = definition.log_epsilon or 0.0
        self.clamp = definition.log_clamp
        self.two_classes = definition.exclusive
        self.as_rounded = definition.precision != "float64" and not (self.clip is None and self.epsilon == 0)
        self.gamma = definition.focal_gamma
        self.poly = definition.poly_epsilon * math.log(definition.log_base)  # the base is taken out of all terms later

    @cached
    def yes(self) -> Array:
        return self._with_factors(self._clamped(self._yes), self._clipped[1])

    @cached
    def no(self) -> Array:
        return self._with_factors(self._clamped(self._no), self._clipped[0])

    @property
    def is_plain(self) -> bool:
        """Whether nothing is done to the logarithms."""
        return self.clip is None and self.epsilon == 0 and self.clamp is None and not (self.gamma or self.poly)

    @cached
    def _clipped(self) -> tuple[Array, Array]:
        """a and 1 - a, as the factors take them."""
        a, rest = self.activation.a, self.activation.rest
        if self.clip is None:
            return a, rest
        return (self._rounded(a), self._rounded_rest()) if self.as_rounded else _moved(a, rest, self.clip)

    def _with_factors(self, cost: Array, other: Array) -> Array:
        if self.gamma:
            cost = product(other**self.gamma, cost)
        return cost + self.poly * other if self.poly else cost

    @cached
    def _yes(self) -> Array:
        if self.as_rounded:
            return np.asarray(-np.log(self._rounded(self.activation.a) + np.float32(self.epsilon)))
        if self.clip is None and self.epsilon == 0:
            return self.activation.minus_log
        return self._cost(self.activation.a, self.activation.rest, lambda: self.activation.minus_log)

    @cached
    def _no(self) -> Array:
        if self.as_rounded:
            return np.asarray(-np.log(self._rounded_rest() + np.float32(self.epsilon)))
        if self.clip is None and self.epsilon == 0:
            return self.activation.minus_log_rest
        return self._cost(self.activation.rest, self.activation.a, lambda: self.activation.minus_log_rest)

    def _rounded(self, a: Array) -> Array:
        if self.clip is None:
            return a
        low = np.float32(self.clip)
        return np.clip(a, low, np.float32(1.0) - low)

    def _rounded_rest(self) -> Array:
        """1 - a of a yes/no output; under a categorical definition *no* is a class, clipped as *yes* is."""
        if self.two_classes:
            return self._rounded(self.activation.rest)
        return np.asarray(np.float32(1.0) - self._rounded(self.activation.a))

    def _cost(self, a: Array, rest: Array, plain: Callable[[], Array]) -> Array:
        """-ln of a clipped ``a`` with epsilon inside; ``plain`` gives -ln a."""
        if self.epsilon:
            if self.clip is not None:
                a, rest = _moved(a, rest, self.clip)
            return np.where(a > 0.5, -np.log1p(self.epsilon - rest), -np.log(a + self.epsilon))
        clip = self.clip or 0.0
        return np.where(a < clip, -math.log(clip), np.where(rest < clip, -math.log1p(-clip), plain()))

    def _clamped(self, cost: Array) -> Array:
        return cost if self.clamp is None else np.minimum(cost, -self.clamp)

    def gradient(self, yes: Array, no: Array | None) -> Array:
        """Derivative by the outputs as entered of sum(yes * self.yes + no * self.no)."""
        moving = self._moving_yes(yes)
        moving_no = None if no is None else self._moving_no(no)
        return self.activation.by_logarithms(moving, moving_no, self.epsilon)

    def _moving_yes(self, factor: Array) -> Array:
        if self.gamma or self.poly:
            return self._with_moving_factors(factor, self._yes, *self._clipped)
        return self._moving(factor, self._yes if self.clamp is not None else None)

    def _moving_no(self, factor: Array) -> Array:
        if self.gamma or self.poly:
            return self._with_moving_factors(factor, self._no, *reversed(self._clipped))
        return self._moving(factor, self._no if self.clamp is not None else None)

    def _moving(self, factor: Array, cost: Array | None) -> Array:
        if self.clip is not None:
            held = (self.activation.a < self.clip) | (self.activation.rest < self.clip)
            factor = np.where(held, 0.0, factor)
        if cost is not None and self.clamp is not None:
            factor = np.where(cost > -self.clamp, 0.0, factor)
        return factor

    def _with_moving_factors(self, factor: Array, cost: Array, own: Array, other: Array) -> Array:
        """What a plain logarithm would need as its factor, to have the derivative of the cost with its factors."""
        inside = own + self.epsilon
        slope = self.poly * inside
        if self.gamma:
            slope = slope + product(product(inside, self._clamped(cost)), self.gamma * other ** (self.gamma - 1.0))
        moving = self._moving(product(factor, other**self.gamma), cost if self.clamp is not None else None)
        return moving + self._moving(product(factor, slope), None)


def _moved(a: Array, rest: Array, clip: float) -> tuple[Array, Array]:
    """a and 1 - a with a in [clip, 1 - clip]."""
    low, high = a < clip, rest < clip
    return np.where(low, clip, np.where(high, 1.0 - clip, a)), np.where(high, clip, np.where(low, 1.0 - clip, rest))


class Likelihood(Protocol):
    """The terms of some rows, in nats, and their derivative by the outputs as entered."""

    def terms(self) -> Array: ...
    def gradient(self) -> Array: ...


class Categorical:
    """-y ln a: the outputs are the classes of one distribution."""

    def __init__(self, logarithms: Logarithms, yes: Array) -> None:
        self.logarithms, self.yes = logarithms, yes

    def terms(self) -> Array:
        return product(self.yes, self.logarithms.yes)

    def gradient(self) -> Array:
        return self.logarithms.gradient(self.yes, None)


class Bernoulli:
    """-y ln a - (1 - y) ln(1 - a): each output is a question of its own, or one column is *no* and *yes*."""

    def __init__(self, logarithms: Logarithms, yes: Array, no: Array) -> None:
        self.logarithms, self.yes, self.no = logarithms, yes, no

    def terms(self) -> Array:
        terms = self.yes * self.logarithms.yes
        terms += self.no * self.logarithms.no
        if np.isfinite(terms.sum()):
            return terms
        return product(self.yes, self.logarithms.yes) + product(self.no, self.logarithms.no)

    def gradient(self) -> Array:
        return self.logarithms.gradient(self.yes, self.no)


class Quadratic:
    """(y - a)^2 / 2, with y - a as (1 - a) - (1 - y) for the larger labels: what is subtracted has its last digits."""

    def __init__(self, activation: Activation, labels: Array, rest: Array, factor: Array) -> None:
        self.activation, self.labels, self.rest, self.factor = activation, labels, rest, factor

    def _distance(self) -> Array:
        return np.where(self.labels >= 0.5, self.activation.rest - self.rest, self.labels - self.activation.a)

    def terms(self) -> Array:
        distance = self._distance()
        return product(self.factor, 0.5 * distance * distance)

    def gradient(self) -> Array:
        by_a = -product(self.factor, self._distance())
        return self.activation.through(by_a, product(by_a, self.activation.a))
