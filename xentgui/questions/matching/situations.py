"""The data themselves read in another way: arguments swapped, one sample taken for many, axes exchanged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import read_only
from xentgui.questions.matching.arithmetic import sigmoid, softmax
from xentgui.questions.matching.given import Given
from xentgui.questions.matching.slip import L, P
from xentgui.questions.matching.slips import SLIPS

CATEGORICAL, BERNOULLI = ("softmax", "categorical"), ("sigmoid", "bernoulli")
CROSSED = (("softmax", "bernoulli"), ("sigmoid", "categorical"))
QUADRATIC = (("sigmoid", "quadratic"), ("softmax", "quadratic"))


@dataclass(frozen=True, eq=False)
class Situation:
    """Data as a function may have taken them, and the slips that led there. `kinds`: what the outputs may be, bits."""

    slips: tuple[str, ...]
    bits: float
    given: Given
    kinds: tuple[tuple[str, float], ...]
    detail: str = ""

    @property
    def faces(self) -> tuple[tuple[str, str], ...]:
        """The activations and likelihoods that make sense for so many outputs."""
        if self.slips == ("second-half-left-out",):
            return (CROSSED[1],)
        if self.given.one_column:
            return (BERNOULLI, QUADRATIC[0])
        if self.given.columns == 1:
            return (BERNOULLI, CROSSED[1], CATEGORICAL, QUADRATIC[0])
        return (CATEGORICAL, BERNOULLI, *CROSSED, *QUADRATIC)

    def activation_of(self, likelihood: str) -> str:
        """The activation that goes with a likelihood where none is applied."""
        return "softmax" if likelihood == "categorical" and self.given.columns > 1 else "sigmoid"


def situations(given: Given) -> Iterator[Situation]:
    """The data as they are, then each way to take them wrongly."""
    kinds = tuple(_kinds(given))
    yield Situation((), 0.0, given, kinds)
    for kind, bits in kinds:
        yield from _swapped(given, kind, bits)
    if given.one_column and given.rows > 1:
        yield from _one_sample(given, kinds)
    if given.one_column:
        half = replace(given, one_column=False)
        yield _taken("second-half-left-out", half, kinds)
    if not given.indices and given.columns > 1 and given.rows > 1:
        turned = replace(
            given, labels=_turned(given.labels), outputs=_turned(given.outputs), weights=None, indices=False
        )
        yield _taken("rows-and-columns-exchanged", turned, tuple(_kinds(turned)))


def _turned(table: np.ndarray) -> np.ndarray:
    return read_only(np.ascontiguousarray(table.T))


def _taken(slug: str, given: Given, kinds: tuple[tuple[str, float], ...], more: float = 0.0) -> Situation:
    return Situation((slug,), SLIPS[slug].bits + more, given, kinds)


def _one_sample(given: Given, kinds: tuple[tuple[str, float], ...]) -> Iterator[Situation]:
    weights = given.weights if given.weights is None or given.weights.size == 1 else given.weights.reshape(1, -1)
    row = replace(
        given, labels=_turned(given.labels), outputs=_turned(given.outputs), weights=weights, one_column=False
    )
    alone = abs(float(row.labels.sum()) - 1) < 1e-9 or abs(float(row.outputs.sum()) - 1) < 1e-3
    yield _taken("one-sample", row, kinds, -1.5 if alone else 1.0)


def _swapped(given: Given, kind: str, bits: float) -> Iterator[Situation]:
    slug = "labels-and-outputs-swapped"
    table = given.table
    if ((table < 0) | (table > 1)).any():
        return
    changed = replace(given, outputs=table, outputs_are=P, indices=False)
    if kind == P:
        yield _taken(slug, replace(changed, labels=given.outputs), ((P, 0.0),), bits)
    elif kind == L:
        activation = softmax if given.columns > 1 else sigmoid
        labels = read_only(activation(given.outputs))
        yield _taken(slug, replace(changed, labels=labels), ((P, 0.0),), bits)
        yield replace(_taken(slug, replace(changed, labels=given.outputs), ((P, 0.0),), bits + 1.0), detail="scores")


def _kinds(given: Given) -> Iterator[tuple[str, float]]:
    """What the outputs may be, with how unlikely that is; the caller's word settles it."""
    if given.outputs_are is not None:
        yield given.outputs_are, 0.0
        return
    outputs = given.outputs
    sums_to_one = given.columns > 1 and bool(np.allclose(outputs.sum(axis=1), 1, atol=2e-3))
    whole = bool((outputs == np.floor(outputs)).all())
    if ((outputs >= 0) & (outputs <= 1)).all():
        yield P, 0.0 if sums_to_one else 0.5
        yield L, 3.0 if not whole and (sums_to_one or given.columns == 1) else 1.0
    elif (outputs <= 0).all() and given.columns > 1:
        normalised = bool(np.allclose(np.exp(outputs).sum(axis=1), 1, atol=2e-3))
        yield "log-probabilities", 0.0 if normalised else 4.0
        yield L, 1.0 if normalised else 0.0
    else:
        yield L, 0.0
