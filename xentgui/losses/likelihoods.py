"""What each output adds to its sample, and the derivative by the outputs: categorical, bernoulli, quadratic.

A likelihood combines -ln a, -ln(1 - a) and the labels; it knows nothing of what made a.
"""

from typing import Protocol

import numpy as np

from xentgui.losses.activations import Activation, product
from xentgui.losses.arrays import Array
from xentgui.losses.factors import Factors
from xentgui.losses.labels import Labels
from xentgui.losses.logarithms import Logarithms
from xentgui.losses.setting import Setting


class Likelihood(Protocol):
    """The terms of some rows, in nats, and their derivative by the outputs as entered."""

    def terms(self) -> Array: ...
    def gradient(self) -> Array: ...


class Categorical:
    """-y ln a: the outputs are the classes of one distribution."""

    def __init__(self, logarithms: Logarithms, factors: Factors) -> None:
        self.logarithms, self.factors = logarithms, factors

    def terms(self) -> Array:
        return product(self.factors.yes, self.logarithms.yes)

    def gradient(self) -> Array:
        return self.logarithms.gradient(self.factors.yes, None)


class Bernoulli:
    """-y ln a - (1 - y) ln(1 - a): each output is a question of its own, or one column is *no* and *yes*."""

    def __init__(self, logarithms: Logarithms, factors: Factors) -> None:
        self.logarithms, self.factors = logarithms, factors

    def terms(self) -> Array:
        terms = self.factors.yes * self.logarithms.yes
        terms += self.factors.no * self.logarithms.no
        if np.isfinite(terms.sum()):
            return terms
        return product(self.factors.yes, self.logarithms.yes) + product(self.factors.no, self.logarithms.no)

    def gradient(self) -> Array:
        return self.logarithms.gradient(self.factors.yes, self.factors.no)


class Quadratic:
    """(y - a)^2 / 2, with y - a as (1 - a) - (1 - y) for the larger labels: what is subtracted has its last digits."""

    def __init__(self, activation: Activation, factors: Factors, labels: Labels) -> None:
        self.activation, self.factors, self.labels = activation, factors, labels

    def _distance(self) -> Array:
        yes = self.labels.yes
        return np.where(yes >= 0.5, self.activation.rest - self.labels.no, yes - self.activation.a)

    def terms(self) -> Array:
        distance = self._distance()
        return product(self.factors.both, 0.5 * distance * distance)

    def gradient(self) -> Array:
        by_a = -product(self.factors.both, self._distance())
        return self.activation.through(by_a, product(by_a, self.activation.a))


def entropies(labels: Labels, factors: Factors, two_sided: bool) -> Array:
    """What the entropy of the labels adds: -y ln y, and for two-sided terms -(1 - y) ln(1 - y), weighted."""
    terms = product(factors.yes, _minus_log(labels.yes, labels.no))
    if two_sided:
        terms += product(factors.no, _minus_log(labels.no, labels.yes))
    return terms


def _minus_log(share: Array, rest: Array) -> Array:
    return np.where(share > 0.5, -np.log1p(-rest), -np.log(share))


def likelihood(
    setting: Setting, activation: Activation, logarithms: Logarithms, factors: Factors, labels: Labels
) -> Likelihood:
    """The likelihood of a setting, over these rows."""
    if setting.pointwise.likelihood == "quadratic":
        return Quadratic(activation, factors, labels)
    return Bernoulli(logarithms, factors) if setting.two_sided else Categorical(logarithms, factors)
