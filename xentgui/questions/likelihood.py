"""The likelihood of one row as numbers to draw: a product that −ln makes a sum, and what every labelling would get.

likelihood(batch, row, definition) -> Likelihood
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.fields import LOGITS, A, acting
from xentgui.losses.rows import ONE
from xentgui.questions.curve import unreduced

Numbers = NDArray[np.float64]

MOST = 4  # outputs whose labellings are all written out
LIKELIHOODS = ("categorical", "bernoulli")
NEAR = 1e-9


@dataclass(frozen=True)
class Factor:
    """What one output gives to the product: `value` = exp(−`cost`); for a label of 0 or 1 it is 1, a or 1 − a."""

    label: float
    a: float
    cost: float  # in nats

    @property
    def value(self) -> float:
        return math.exp(-self.cost)


@dataclass(frozen=True)
class Labelling:
    """One way to label a row, and the probability that each likelihood gives it.

    `possible` says whether the outputs stand for such rows: those of a softmax for rows of one true class, to which
    alone the categorical likelihood gives anything there.
    """

    labels: tuple[int, ...]
    possible: bool
    entered: bool
    categorical: float
    bernoulli: float


@dataclass(frozen=True)
class Likelihood:
    """The likelihood of a row.

    Attributes:
        kind: which of the two is drawn as a product, as the definition is one; None for one without logarithms.
        tied: whether the outputs share 1, as those of a softmax.
        factors: one for each output; their product is `product` and the sum of their costs `cost`, in nats.
        loss: what the definition gives the row, in nats; another number than `cost` where it weighs, smooths, guards
            or averages.
        labellings: all of them, for at most 4 outputs; () for more.
        sums: categorical and bernoulli, what those that are possible sum to: 1 for a likelihood.
    """

    kind: str | None
    tied: bool
    factors: tuple[Factor, ...]
    product: float
    cost: float
    loss: float
    labellings: tuple[Labelling, ...]
    sums: tuple[float, float]

    @property
    def possible(self) -> int:
        """How many labellings there can be."""
        return sum(each.possible for each in self.labellings)

    @property
    def sum(self) -> float:
        """What the possible labellings sum to under the likelihood that is drawn; nan where none is."""
        return math.nan if self.kind is None else self.sums[LIKELIHOODS.index(self.kind)]

    @property
    def sums_to_one(self) -> bool:
        """Whether these are the probabilities of all that can be."""
        return abs(self.sum - 1) <= ONE

    @property
    def is_the_loss(self) -> bool:
        """Whether the definition gives the row this sum and nothing else."""
        return self.cost == self.loss or math.isclose(self.cost, self.loss, rel_tol=NEAR)


def likelihood(batch: Batch, row: int, definition: Definition) -> Likelihood:
    """Ask it of one row, and of a definition's outputs a and its likelihood alone: nothing is weighed or smoothed.

    Raises ValueError where the definition does not take the data.
    """
    of_row = evaluate(batch, unreduced(definition)).losses_of(row, row + 1)
    block, inside = batch.block_at(row)
    outputs, labels = block.outputs[inside], block.labels[inside]
    kind = definition.likelihood if definition.likelihood in LIKELIHOODS else None
    one = evaluate(_rows(batch, outputs, labels[None, :]), _plain(definition, kind or "bernoulli"))
    costs = [float(term) for term in one.terms[0]]
    tied = definition.activation == "softmax" and not batch.one_dimensional
    labellings = tuple(_labellings(batch, outputs, labels, definition, tied)) if len(outputs) <= MOST else ()
    possible = [each for each in labellings if each.possible]
    return Likelihood(
        kind=kind,
        tied=tied,
        factors=tuple(map(Factor, map(float, labels), map(float, one.activations[0]), costs)),
        product=math.exp(-math.fsum(costs)),
        cost=math.fsum(costs),
        loss=float(of_row[0]) * (1.0 if kind is None else math.log(definition.log_base)),
        labellings=labellings,
        sums=(math.fsum(each.categorical for each in possible), math.fsum(each.bernoulli for each in possible)),
    )


def _plain(definition: Definition, kind: str) -> Definition:
    """The likelihood itself, of the same a."""
    return Definition(likelihood=kind, **{name: getattr(definition, name) for name in acting(LOGITS, A)})


def _rows(batch: Batch, outputs: Numbers, labels: Numbers) -> Batch:
    """The same outputs under several labels, without weights."""
    block = Block(np.array(labels, dtype=float), np.tile(outputs, (len(labels), 1)))
    return Batch.of_blocks([block], outputs_are=batch.outputs_are, one_dimensional=batch.one_dimensional)


def _labellings(
    batch: Batch, outputs: Numbers, labels: Numbers, definition: Definition, tied: bool
) -> Iterator[Labelling]:
    every = np.array(list(itertools.product((1.0, 0.0), repeat=len(outputs))))
    rows = _rows(batch, outputs, every)
    chances = [np.exp(-evaluate(rows, _plain(definition, kind)).per_sample) for kind in LIKELIHOODS]
    for each, categorical, bernoulli in zip(every, *chances, strict=True):
        possible = not tied or each.sum() == 1
        entered = bool((each == labels).all())
        yield Labelling(
            tuple(map(int, each)), possible, entered, float(categorical) if possible else 0.0, float(bernoulli)
        )
