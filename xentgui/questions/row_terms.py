"""What each output of one row adds under a definition: label, weight, a, and the two logarithms, one by one."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.activations import scores
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.fields import DATA, FIELDS, LABELS, LOGITS, OUTPUTS, TERM, acting
from xentgui.losses.labels import ignored_rows

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RowTerms:
    """One row under one definition; arrays `(K,)`, and `(2,)`, yes and no, for one output of a yes/no question.

    Attributes:
        labels: y, smoothed where the definition smooths.
        weights: sample weight times class weight, and the squared temperature; 0 where the row is ignored.
        positive, negative: the factors of the y ln a term and of the other (`pos_weight`, `alpha`).
        activations: a, before any clip.
        yes, no: -log a and -log(1 - a), without weights, in the definition's base, with its clip.
        yes_cost, no_cost: these with the focal factor, the polynomial term and less the entropy of the labels.
        square: each output's share of the z-loss, weights included.
    """

    labels: Numbers
    weights: Numbers
    positive: Numbers
    negative: Numbers
    activations: Numbers
    yes: Numbers
    no: Numbers
    yes_cost: Numbers
    no_cost: Numbers
    square: Numbers

    @property
    def shared(self) -> Numbers:
        """The terms -y ln a, weights included."""
        return _product(self.weights * self.positive * self.labels, self.yes_cost) + self.square

    @property
    def added(self) -> Numbers:
        """The terms -(1 - y) ln(1 - a), weights included."""
        return _product(self.weights * self.negative * (1 - self.labels), self.no_cost)

    def joined(self, places: Sequence[int]) -> RowTerms:
        """Of some outputs alone."""
        chosen = list(places)
        return RowTerms(*(getattr(self, field.name)[chosen] for field in dataclasses.fields(self)))


def row_terms(batch: Batch, definition: Definition, row: int) -> RowTerms:
    """The terms of row `row` (counted from 0), whichever likelihood puts them together.

    Raises ValueError where the definition does not take the data.
    """
    block, inside = batch.block_at(row)
    labels = _smoothed(block.labels[inside], definition, batch.one_dimensional)
    weights = _weights(block, inside, definition, batch.one_dimensional)
    ignored = ignored_rows(block, batch.under(definition))
    if ignored is not None and ignored[inside]:
        weights = np.zeros_like(weights)
    alpha = (1.0, 1.0) if definition.alpha is None else (definition.alpha, 1 - definition.alpha)
    factor = 1.0 if definition.pos_weight is None else np.asarray(definition.pos_weight)
    positive, negative = (np.broadcast_to(each, labels.shape) for each in (alpha[0] * factor, alpha[1]))
    of_row = tuple(block.outputs[inside].tolist()), batch.outputs_are, batch.one_dimensional
    yes, no, a = _logarithms(*of_row, plain(definition, batch.one_dimensional))
    yes_cost, no_cost, _ = _logarithms(*of_row, _with_factors(definition, batch.one_dimensional))
    square = np.full(labels.shape, _square(batch, block, inside, definition, bool(weights.any())) / len(labels))
    if batch.one_dimensional:
        yes, no = np.concatenate([yes, no]), np.concatenate([no, yes])
        yes_cost, no_cost = np.concatenate([yes_cost, no_cost]), np.concatenate([no_cost, yes_cost])
        labels, a = np.concatenate([labels, 1 - labels]), np.concatenate([a, 1 - a])
        positive, negative = np.concatenate([positive, negative]), np.concatenate([negative, positive])
        square = np.concatenate([square, square]) / 2
    if definition.divergence:
        yes_cost, no_cost = (
            cost + _logarithm(shares, definition.log_base)
            for cost, shares in ((yes_cost, labels), (no_cost, 1 - labels))
        )
    return RowTerms(labels, weights, positive, negative, a, yes, no, yes_cost, no_cost, square)


@lru_cache(maxsize=256)
def plain(definition: Definition, one_dimensional: bool) -> Definition:
    """What decides the two logarithms: no weights, no smoothing, nothing ignored; Bernoulli where that is possible.

    One yes/no output is never rescaled: it makes its two classes by itself.
    """
    nothing = {name: FIELDS[name].default for name in (*acting(TERM, LABELS, DATA, OUTPUTS), "ignore_index")}
    renormalise = None if one_dimensional else definition.renormalise
    likelihood = "categorical" if renormalise else "bernoulli"
    changes = nothing | {"renormalise": renormalise, "likelihood": likelihood, "log_base": definition.log_base}
    return dataclasses.replace(definition.pointwise, **changes)


@lru_cache(maxsize=256)
def _with_factors(definition: Definition, one_dimensional: bool) -> Definition:
    """The same with what a focal or a polynomial loss makes of a logarithm."""
    logarithms = plain(definition, one_dimensional)
    if definition.poly_epsilon:
        logarithms = dataclasses.replace(logarithms, likelihood="categorical", poly_epsilon=definition.poly_epsilon)
    return dataclasses.replace(logarithms, focal_gamma=definition.focal_gamma)


def _square(batch: Batch, block: Block, inside: int, definition: Definition, counts: bool) -> float:
    """What the z-loss adds to a row, before a mean over its outputs: w (ln sum e^z)^2."""
    if not (definition.z_loss and counts):
        return 0.0
    weight = 1.0 if block.weights is None else float(block.weights[inside].mean())
    outputs = batch.shape[1] if definition.over_outputs == "mean" else 1
    log_sum = log_sum_of_powers(batch, block, inside, definition)
    return definition.z_loss * weight * outputs * _squared(definition) * log_sum**2


def log_sum_of_powers(batch: Batch, block: Block, inside: int, definition: Definition) -> float:
    """ln sum e^z of a row, z the scores as the softmax takes them; on one yes/no output of 0 and z."""
    bare = Definition(**{name: getattr(definition, name) for name in acting(LOGITS)})
    first = np.eye(1, block.outputs.shape[1]) if not batch.one_dimensional else np.zeros((1, 1))
    alone = Batch.of_blocks([Block(first, block.outputs[inside : inside + 1])], one_dimensional=batch.one_dimensional)
    cost = float(evaluate(alone, bare).per_sample[0])
    return (
        cost
        if batch.one_dimensional
        else cost + float(scores(block.outputs[inside, :1], bare.softcap, bare.temperature)[0])
    )


def _logarithm(shares: Numbers, base: float) -> Numbers:
    """The logarithm of shares; 0 of those that are 0, which count for nothing."""
    return np.log(np.where(shares == 0, 1.0, shares)) / math.log(base)


def _product(factors: Numbers, logarithms: Numbers) -> Numbers:
    with np.errstate(all="ignore"):
        return np.where(factors == 0, 0.0, factors * logarithms)


def _smoothed(labels: Numbers, definition: Definition, one_dimensional: bool) -> Numbers:
    s = definition.label_smoothing
    if not s:
        return np.array(labels)
    halves = one_dimensional or not definition.exclusive
    return np.asarray(labels * (1 - s) + s / (2 if halves else len(labels)))


def _squared(definition: Definition) -> float:
    """What a loss is multiplied by for its temperature."""
    return definition.temperature**2 if definition.temperature_squared else 1.0


def _weights(block: Block, inside: int, definition: Definition, one_dimensional: bool) -> Numbers:
    sample = np.ones(1) if block.weights is None else block.weights[inside]
    count = 2 if one_dimensional else block.outputs.shape[1]
    classes = np.broadcast_to(1.0 if definition.class_weights is None else definition.class_weights, count)
    return np.asarray(_squared(definition) * sample * (classes[::-1] if one_dimensional else classes))


@lru_cache(maxsize=64)
def _logarithms(
    outputs: tuple[float, ...], outputs_are: str, one_dimensional: bool, definition: Definition
) -> tuple[Numbers, Numbers, Numbers]:
    """-log a and -log(1 - a) of each output, and a: the terms of a row whose labels are all 1, and all 0.

    A categorical definition, which rescaled rows and a polynomial term need, has no second term on a table: nan.
    """
    rows = np.array([outputs, outputs])
    labels = np.repeat([[1.0], [0.0]], len(outputs), axis=1)
    alone = Batch.of_blocks([Block(labels, rows)], outputs_are=outputs_are, one_dimensional=one_dimensional)
    evaluation = evaluate(alone, definition)
    terms = np.asarray(evaluation.terms, dtype=float)
    one_sided = definition.exclusive and not one_dimensional
    no = np.full(len(outputs), np.nan) if one_sided else terms[1]
    return terms[0], no, np.asarray(evaluation.activations[0], dtype=float)
