"""What each output of one row adds under a definition: label, weight, a, and the two logarithms, one by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.labels import ignored_rows

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RowTerms:
    """One row under one definition; arrays `(K,)`, and `(2,)`, yes and no, for one output of a yes/no question.

    Attributes:
        labels: y, smoothed where the definition smooths.
        weights: sample weight times class weight; 0 where the row is ignored.
        positive: the factor of the y ln a term (`pos_weight`).
        activations: a, before any clip.
        yes, no: -log a and -log(1 - a), without weights, in the definition's base, with its clip.
    """

    labels: Numbers
    weights: Numbers
    positive: Numbers
    activations: Numbers
    yes: Numbers
    no: Numbers

    @property
    def shared(self) -> Numbers:
        """The terms -y ln a, weights included."""
        return _product(self.weights * self.positive * self.labels, self.yes)

    @property
    def added(self) -> Numbers:
        """The terms -(1 - y) ln(1 - a), weights included."""
        return _product(self.weights * (1 - self.labels), self.no)

    def joined(self, places: Sequence[int]) -> RowTerms:
        """Of some outputs alone."""
        chosen = list(places)
        return RowTerms(*(getattr(self, field.name)[chosen] for field in dataclasses.fields(self)))


def row_terms(batch: Batch, definition: Definition, row: int) -> RowTerms:
    """The terms of row `row` (counted from 0), whichever likelihood puts them together.

    Raises ValueError where the definition does not take the data.
    """
    block, inside = next((block, row - start) for start, block in batch.starts() if row < start + len(block))
    labels = _smoothed(block.labels[inside], definition, batch.one_dimensional)
    weights = _weights(block, inside, definition, batch.one_dimensional)
    ignored = ignored_rows(block, batch.under(definition))
    if ignored is not None and ignored[inside]:
        weights = np.zeros_like(weights)
    factor = 1.0 if definition.pos_weight is None else np.asarray(definition.pos_weight)
    positive = np.broadcast_to(factor, labels.shape)
    outputs = tuple(block.outputs[inside].tolist())
    yes, no, a = _logarithms(
        outputs, batch.outputs_are, batch.one_dimensional, plain(definition, batch.one_dimensional)
    )
    if not batch.one_dimensional:
        return RowTerms(labels, weights, positive, a, yes, no)
    both, other = np.concatenate([yes, no]), np.concatenate([no, yes])
    answers = np.concatenate([labels, 1 - labels])
    return RowTerms(answers, weights, np.append(positive, 1.0), np.concatenate([a, 1 - a]), both, other)


@lru_cache(maxsize=256)
def plain(definition: Definition, one_dimensional: bool) -> Definition:
    """What decides the two logarithms: no weights, no smoothing, nothing ignored; Bernoulli where that is possible.

    One yes/no output is never rescaled: it makes its two classes by itself.
    """
    renormalise = None if one_dimensional else definition.renormalise
    return dataclasses.replace(
        definition.pointwise,
        renormalise=renormalise,
        likelihood="categorical" if renormalise else "bernoulli",
        log_base=definition.log_base,
        class_weights=None,
        pos_weight=None,
        label_smoothing=0.0,
        one_class=False,
        ignore_index=None,
    )


def _product(factors: Numbers, logarithms: Numbers) -> Numbers:
    with np.errstate(all="ignore"):
        return np.where(factors == 0, 0.0, factors * logarithms)


def _smoothed(labels: Numbers, definition: Definition, one_dimensional: bool) -> Numbers:
    s = definition.label_smoothing
    if not s:
        return np.array(labels)
    halves = one_dimensional or definition.likelihood != "categorical"
    return np.asarray(labels * (1 - s) + s / (2 if halves else len(labels)))


def _weights(block: Block, inside: int, definition: Definition, one_dimensional: bool) -> Numbers:
    sample = np.ones(1) if block.weights is None else block.weights[inside]
    count = 2 if one_dimensional else block.outputs.shape[1]
    classes = np.ones(count) if definition.class_weights is None else np.asarray(definition.class_weights)
    return np.asarray(sample * (classes[::-1] if one_dimensional else classes))


@lru_cache(maxsize=64)
def _logarithms(
    outputs: tuple[float, ...], outputs_are: str, one_dimensional: bool, definition: Definition
) -> tuple[Numbers, Numbers, Numbers]:
    """-log a and -log(1 - a) of each output, and a: the terms of a row whose labels are all 1, and all 0.

    A categorical definition, which only rescaled rows need, has no second term: nan.
    """
    rows = np.array([outputs, outputs])
    labels = np.repeat([[1.0], [0.0]], len(outputs), axis=1)
    alone = Batch.of_blocks([Block(labels, rows)], outputs_are=outputs_are, one_dimensional=one_dimensional)
    evaluation = evaluate(alone, definition)
    terms = np.asarray(evaluation.terms, dtype=float)
    no = np.full(len(outputs), np.nan) if definition.likelihood == "categorical" else terms[1]
    return terms[0], no, np.asarray(evaluation.activations[0], dtype=float)
