"""What every cost says at some parameters of a model, and how it pulls there.

One sample of one yes/no output, a neuron, is done in single numbers, with the digits of a block of one row and far
faster.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.batch import Batch, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.summation import total
from xentgui.questions.models import Model, Neuron, Numbers, Rows

EVERYTHING = slice(None)


class Place(Protocol):
    """The losses and slopes at some parameters."""

    @property
    def accuracy(self) -> float:
        """The share of rows whose largest output is the largest label."""

    def loss(self, cost: Definition) -> float:
        """The cost of all samples; the sum of an unreduced one."""

    def slope(self, cost: Definition) -> Numbers:
        """The derivative of the cost by the logits, (n, K)."""


@dataclass(frozen=True, eq=False)
class Samples:
    """The samples of a start: checked once, placed at other parameters again and again."""

    start: Model

    def at(self, parameters: Numbers, rows: Rows = EVERYTHING) -> Place:
        """The place of some samples at these parameters."""
        if isinstance(self.start, Neuron):
            logit = float(parameters[0]) * self.start.x + float(parameters[1])
            return _Output(OneOutput(logit, self.start.y))
        return _Table(self, self._batch_at(parameters, rows))

    def evaluated(self, batch: Batch, cost: Definition) -> Evaluation:
        """What a cost says of samples that `at` placed; whether it takes them is asked once: no logits change that."""
        if cost in self._taken:
            return Evaluation(batch, cost)
        evaluation = evaluate(batch, cost)
        self._taken.add(cost)
        return evaluation

    def accuracy(self, outputs: Numbers) -> float:
        """The share of rows whose largest output is the largest label."""
        largest, counted = self._largest
        if self.batch.one_dimensional:
            return float(np.mean((outputs > 0) == largest))
        right = largest[counted, outputs.argmax(axis=1)[counted]]
        return float(np.mean(right)) if len(counted) else math.nan

    @cached
    def _taken(self) -> set[Definition]:
        return set()

    @cached
    def _largest(self) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
        """Which labels are the largest of their rows, (n, K), or yes of one column; and the rows that count."""
        labels = self.batch.label_table
        if self.batch.one_dimensional:
            return labels > 0.5, np.arange(len(labels))
        counted = labels.any(axis=1) if self.batch.indices else np.full(len(labels), True)  # an ignored row has none
        return labels == labels.max(axis=1, keepdims=True), np.flatnonzero(counted)

    @cached
    def batch(self) -> Batch:
        return self.start.batch

    @cached
    def _labels(self) -> Numbers:
        return np.asarray(self.batch.labels) if self.batch.indices else self.batch.label_table

    def _batch_at(self, parameters: Numbers, rows: Rows) -> Batch:
        given, labels = self.batch, self._labels[rows]
        logits = self.start.logits(parameters, rows)
        weights = None if given.weight_table is None else given.weight_table[rows]
        named = given.indices
        block = Block(None if named else labels, logits, weights, indices=labels if named else None)
        return Batch.of_blocks((block,), one_dimensional=given.one_dimensional, indices=given.indices)


@dataclass(frozen=True, eq=False)
class _Table:
    samples: Samples
    batch: Batch

    def loss(self, cost: Definition) -> float:
        value = self.samples.evaluated(self.batch, cost).value
        return value if isinstance(value, float) else float(total(np.ravel(value)))

    def slope(self, cost: Definition) -> Numbers:
        return np.asarray(self.samples.evaluated(self.batch, cost).gradient, dtype=float)

    @property
    def accuracy(self) -> float:
        return self.samples.accuracy(self.batch.output_table)


@dataclass(frozen=True, eq=False)
class _Output:
    output: OneOutput
    accuracy = math.nan

    def loss(self, cost: Definition) -> float:
        return self.output.loss(cost)

    def slope(self, cost: Definition) -> Numbers:
        return np.array([[self.output.slope(cost)]])


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
        units = math.log(cost.log_base)
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
    return "quadratic" if cost.squares else "logarithm"
