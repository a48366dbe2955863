"""What each output adds to its sample, and the derivative by the outputs: categorical, bernoulli, quadratic.

A likelihood combines -ln a, -ln(1 - a), as a definition takes them, with their factors; it does not know what made a.
"""

import math
from collections.abc import Callable, Sequence
from typing import Protocol, Self

import numpy as np

from xentgui.losses.activations import Activation, product
from xentgui.losses.arrays import Array
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition

Held = float | Array | None  # a size, or one for each of several definitions ``(D, 1, 1)``


class Logarithms:
    """The two costs of a tile, ``yes`` = -ln a and ``no`` = -ln(1 - a), after everything that is done to them.

    With focal_gamma each is multiplied by a power of the other share, with poly_epsilon that share is added: of a after
    the clip.

    In float64 a clip is the exact number epsilon and 1 - epsilon is never formed; in float32 a is clipped and
    subtracted as frameworks do it, because their digits come from that rounding.
    """

    clip: Held
    epsilon: Held
    clamp: Held

    def __init__(self, activation: Activation, definition: Definition, clip: float | None) -> None:
        self.activation = activation
        self.clip = clip
        self.epsilon = definition.log_epsilon or None
        self.clamp = definition.log_clamp
        self.two_classes = definition.exclusive
        self.as_rounded = definition.precision != "float64" and not self._is_whole
        self.gamma = definition.focal_gamma
        self.poly = definition.poly_epsilon * math.log(definition.log_base)  # the base is taken out of all terms later

    @classmethod
    def of_several(
        cls, activation: Activation, definitions: Sequence[Definition], clips: Sequence[float | None]
    ) -> Self:
        """``(D, n, K)``: the costs under definitions that differ in the sizes of clip, epsilon and clamp alone."""
        found = cls(activation, definitions[0], clips[0])
        if len(definitions) > 1:
            found.clip = _sizes(clips)
            found.epsilon = _sizes([each.log_epsilon for each in definitions])
            found.clamp = _sizes([each.log_clamp for each in definitions])
        return found

    @cached
    def yes(self) -> Array:
        return self._with_factors(self._clamped(self._yes), 1)

    @cached
    def no(self) -> Array:
        return self._with_factors(self._clamped(self._no), 0)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is done to the logarithms."""
        return self._is_whole and self.clamp is None and not (self.gamma or self.poly)

    @property
    def _is_whole(self) -> bool:
        """Whether nothing holds or moves a inside the logarithm."""
        return self.clip is None and self.epsilon is None

    @cached
    def _clipped(self) -> tuple[Array, Array]:
        """a and 1 - a, as the factors take them."""
        a, rest = self.activation.a, self.activation.rest
        if self.clip is None:
            return a, rest
        return (self._rounded(a), self._rounded_rest()) if self.as_rounded else _moved(a, rest, self.clip)

    def _with_factors(self, cost: Array, side: int) -> Array:
        """A cost with what the other share, 1 - a beside -ln a, does to it."""
        if not (self.gamma or self.poly):
            return cost
        other = self._clipped[side]
        if self.gamma:
            cost = product(other**self.gamma, cost)
        return cost + self.poly * other if self.poly else cost

    @cached
    def _yes(self) -> Array:
        if self.as_rounded:
            return np.asarray(-np.log(self._rounded(self.activation.a) + _single(self.epsilon)))
        if self._is_whole:
            return self.activation.minus_log
        return self._cost(self.activation.a, self.activation.rest, lambda: self.activation.minus_log)

    @cached
    def _no(self) -> Array:
        if self.as_rounded:
            return np.asarray(-np.log(self._rounded_rest() + _single(self.epsilon)))
        if self._is_whole:
            return self.activation.minus_log_rest
        return self._cost(self.activation.rest, self.activation.a, lambda: self.activation.minus_log_rest)

    def _rounded(self, a: Array) -> Array:
        if self.clip is None:
            return a
        low = _single(self.clip)
        return np.clip(a, low, np.float32(1.0) - low)

    def _rounded_rest(self) -> Array:
        """1 - a of a yes/no output; under a categorical definition *no* is a class, clipped as *yes* is."""
        if self.two_classes:
            return self._rounded(self.activation.rest)
        return np.asarray(np.float32(1.0) - self._rounded(self.activation.a))

    def _cost(self, a: Array, rest: Array, plain: Callable[[], Array]) -> Array:
        """-ln of a clipped ``a`` with epsilon inside; ``plain`` gives -ln a."""
        if self.epsilon is not None:
            if self.clip is not None:
                a, rest = _moved(a, rest, self.clip)
            return np.where(a > 0.5, -np.log1p(self.epsilon - rest), -np.log(a + self.epsilon))
        assert self.clip is not None
        return np.where(a < self.clip, -np.log(self.clip), np.where(rest < self.clip, -np.log1p(-self.clip), plain()))

    def _clamped(self, cost: Array) -> Array:
        return cost if self.clamp is None else np.minimum(cost, -self.clamp)

    def gradient(self, yes: Array, no: Array | None) -> Array:
        """Derivative by the outputs as entered of sum(yes * self.yes + no * self.no)."""
        moving = self._moving_yes(yes)
        moving_no = None if no is None else self._moving_no(no)
        return self.activation.by_logarithms(moving, moving_no, float(self.epsilon or 0.0))

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
        inside = own if self.epsilon is None else own + self.epsilon
        slope = self.poly * inside
        if self.gamma:
            slope = slope + product(product(inside, self._clamped(cost)), self.gamma * other ** (self.gamma - 1.0))
        moving = self._moving(product(factor, other**self.gamma), cost if self.clamp is not None else None)
        return moving + self._moving(product(factor, slope), None)


def _sizes(each: Sequence[float | None]) -> Array | None:
    """``(D, 1, 1)``; None where there are none."""
    return None if each[0] is None else np.array(each)[:, None, None]


def _single(size: Held) -> Array:
    """In single precision; 0 for nothing."""
    return np.asarray(0.0 if size is None else size, dtype=np.float32)


def _moved(a: Array, rest: Array, clip: float | Array) -> tuple[Array, Array]:
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
