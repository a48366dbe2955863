"""One sample of one yes/no output in single numbers: with the digits of a tile, and far faster."""

from __future__ import annotations

import math

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate


class OneOutput:
    """One sample of one yes/no output: plain costs in single numbers, as `losses` does it and far faster."""

    def __init__(self, logit: float, label: float) -> None:
        self._logit, self._yes, self._no = logit, label, 1.0 - label
        self._small = small = float(np.exp(-abs(logit)))
        larger, smaller = 1.0 / (1.0 + small), small / (1.0 + small)
        self._a, self._rest = (larger, smaller) if logit >= 0 else (smaller, larger)
        self._distance = self._rest - self._no if label >= 0.5 else label - self._a

    def loss(self, cost: Definition) -> float:
        """What the sample costs."""
        kind, units = _plain(cost)
        if kind == "other":
            return float(np.sum(self._evaluated(cost).value))
        if kind == "quadratic":
            return 0.5 * self._distance * self._distance
        softplus = float(np.log1p(self._small))
        yes = self._yes * (softplus + max(-self._logit, 0.0)) if self._yes else 0.0
        no = self._no * (softplus + max(self._logit, 0.0)) if self._no else 0.0
        return (yes + no) / units

    def slope(self, cost: Definition) -> float:
        """The derivative of the loss by the logit."""
        kind, units = _plain(cost)
        if kind == "other":
            return float(self._evaluated(cost).gradient.item())
        if kind == "quadratic":
            slope = -self._distance * self._a * self._rest
        else:
            slope = -self._yes * self._rest + self._no * self._a
        return slope / units + 0.0

    def _evaluated(self, cost: Definition) -> Evaluation:
        return evaluate(Batch([self._yes], [self._logit]), cost)


def _plain(cost: Definition) -> tuple[str, float]:
    """The kind of a cost, and what nats are divided by; asked for the same few definitions again and again."""
    found = _known.get(id(cost))
    if found is None or found[0] is not cost:
        if len(_known) > MOST_KNOWN:
            _known.clear()
        units = 1.0 if cost.log_base == math.e else math.log(cost.log_base)
        found = _known[id(cost)] = (cost, plain_kind(cost), units)
    return found[1], found[2]


MOST_KNOWN = 64
_known: dict[int, tuple[Definition, str, float]] = {}
_ACTS_ON_ONE = ("sigmoid", "softmax")  # on one column a softmax is over no and yes: the sigmoid


def plain_kind(cost: Definition) -> str:
    """What a cost is on one yes/no output: "quadratic", "logarithm", or "other" where anything is done to it."""
    bare = Definition(activation=cost.activation, likelihood=cost.likelihood)
    if cost.activation not in _ACTS_ON_ONE or cost.pointwise != bare.pointwise:
        return "other"
    return "quadratic" if cost.likelihood == "quadratic" else "logarithm"
