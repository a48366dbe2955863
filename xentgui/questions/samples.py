"""What every cost says at some parameters of a model, and how it pulls there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from xentgui.losses.batch import Batch, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.one_output import OneOutput
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
        return _Table(self._batch_at(parameters, rows))

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
    batch: Batch

    def loss(self, cost: Definition) -> float:
        value = evaluate(self.batch, cost).value
        return value if isinstance(value, float) else float(total(np.ravel(value)))

    def slope(self, cost: Definition) -> Numbers:
        return np.asarray(evaluate(self.batch, cost).gradient, dtype=float)

    @property
    def accuracy(self) -> float:
        outputs, labels = self.batch.output_table, self.batch.label_table
        if self.batch.one_dimensional:
            return float(np.mean((outputs > 0) == (labels > 0.5)))
        counted = labels.any(axis=1) if self.batch.indices else np.full(len(labels), True)  # an ignored row has none
        right = labels[np.arange(len(labels)), outputs.argmax(axis=1)] == labels.max(axis=1)
        return float(np.mean(right[counted])) if counted.any() else math.nan


@dataclass(frozen=True, eq=False)
class _Output:
    output: OneOutput
    accuracy = math.nan

    def loss(self, cost: Definition) -> float:
        return self.output.loss(cost)

    def slope(self, cost: Definition) -> Numbers:
        return np.array([[self.output.slope(cost)]])
