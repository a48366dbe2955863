"""The data themselves read in another way: arguments swapped, one sample taken for many, axes exchanged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from xentgui.losses.arrays import read_only
from xentgui.losses.definition import Definition
from xentgui.questions.matching.data import Given
from xentgui.questions.matching.logarithms import sigmoid, softmax
from xentgui.questions.matching.steps.step import LP, L, P, Step

CATEGORICAL, BERNOULLI = ("softmax", "categorical"), ("sigmoid", "bernoulli")
CROSSED = (("softmax", "bernoulli"), ("sigmoid", "categorical"))
QUADRATIC = (("sigmoid", "quadratic"), ("softmax", "quadratic"))


@dataclass(frozen=True, eq=False)
class Situation:
    """Data as a function may have taken them, and the step that led there. `kinds`: what the outputs may be, bits."""

    step: "SituationStep | None"
    bits: float
    given: Given
    kinds: tuple[tuple[str, float], ...]

    @property
    def faces(self) -> tuple[tuple[str, str], ...]:
        """The activations and likelihoods that make sense for so many outputs."""
        if self.step is not None and self.step.faces:
            return self.step.faces
        if self.given.one_column:
            return (BERNOULLI, QUADRATIC[0])
        if self.given.columns == 1:
            return (BERNOULLI, CROSSED[1], CATEGORICAL, QUADRATIC[0])
        return (CATEGORICAL, BERNOULLI, *CROSSED, *QUADRATIC)

    def activation_of(self, family: Definition) -> str:
        """The activation that goes with a likelihood where none is applied."""
        return "softmax" if family.exclusive and self.given.columns > 1 else "sigmoid"


@dataclass(frozen=True)
class SituationStep(Step):
    """`ways` gives the situations that it makes of these data; `faces`, where it has any, are all that go with it."""

    faces: ClassVar[tuple[tuple[str, str], ...]] = ()

    @classmethod
    def ways(cls, given: Given) -> Iterator[Situation]:
        raise NotImplementedError

    def taken(self, given: Given, kinds: tuple[tuple[str, float], ...], more: float = 0.0) -> Situation:
        return Situation(self, self.bits + more, given, kinds)


@dataclass(frozen=True)
class Swapped(SituationStep):
    """`scores`: what stood in the place of the labels are the outputs as they are, not the probabilities of them."""

    scores: bool = False

    slug = "labels-and-outputs-swapped"
    bits = 2.5
    title = "Labels and outputs swapped"
    happened = "labels and outputs changed places in the call"
    advice = "check the order of the arguments: some functions take the labels first, others the outputs"

    @classmethod
    def ways(cls, given: Given) -> Iterator[Situation]:
        if not (given.indices or given.within):
            return
        changed = replace(given, outputs=given.table, outputs_are=P, indices=False)
        for kind, bits in kinds_of(given):
            if kind == P:
                yield cls().taken(replace(changed, labels=given.outputs), ((P, 0.0),), bits)
            elif kind == L:
                activation = softmax if given.columns > 1 else sigmoid
                yield cls().taken(replace(changed, labels=read_only(activation(given.outputs))), ((P, 0.0),), bits)
                yield cls(scores=True).taken(replace(changed, labels=given.outputs), ((P, 0.0),), bits + 1.0)


@dataclass(frozen=True)
class OneSample(SituationStep):
    slug = "one-sample"
    bits = 2.0
    title = "The list read as one sample"
    happened = "the list was read as the outputs of one sample, not as one output of many samples"
    advice = "give one row: [[...]]"

    @classmethod
    def ways(cls, given: Given) -> Iterator[Situation]:
        if not given.one_column or given.rows == 1:
            return
        weights = given.weights if given.weights is None or given.weights.size == 1 else given.weights.reshape(1, -1)
        labels, outputs = _turned(given.labels), _turned(given.outputs)
        row = replace(given, labels=labels, outputs=outputs, weights=weights, groups=None, one_column=False)
        alone = abs(float(labels.sum()) - 1) < 1e-9 or abs(float(outputs.sum()) - 1) < 1e-3
        yield cls().taken(row, tuple(kinds_of(given)), -1.5 if alone else 1.0)


@dataclass(frozen=True)
class SecondHalfLeftOut(SituationStep):
    slug = "second-half-left-out"
    bits = 3.0
    title = "The (1-y) ln(1-a) half left out"
    happened = "only y ln a was added up; the half for label 0 was left out"
    advice = "add (1-y) ln(1-a)"
    faces = (CROSSED[1],)

    @classmethod
    def ways(cls, given: Given) -> Iterator[Situation]:
        if given.one_column:
            yield cls().taken(replace(given, one_column=False), tuple(kinds_of(given)))


@dataclass(frozen=True)
class OverOneOutput(SituationStep):
    """A list that stands for a table of one column, where a softmax is no yes/no question."""

    slug = "softmax-over-one-output"
    bits = 2.5
    title = "A softmax over a single output"
    happened = "the softmax ran over a single output, whose share is always 1: the loss is 0 whatever the output"
    advice = "use the sigmoid (binary) form, or give two outputs"
    faces = (CATEGORICAL,)

    @classmethod
    def ways(cls, given: Given) -> Iterator[Situation]:
        if given.one_column:
            kinds = tuple((kind, bits) for kind, bits in kinds_of(given) if kind == L)
            yield cls().taken(replace(given, one_column=False), kinds)


@dataclass(frozen=True)
class AxesExchanged(SituationStep):
    slug = "rows-and-columns-exchanged"
    bits = 4.5
    title = "Rows and columns exchanged"
    happened = "the class axis was taken to be the first, so that the columns were read as samples"
    advice = "move the class axis last"

    @classmethod
    def ways(cls, given: Given) -> Iterator[Situation]:
        if given.indices or given.columns == 1 or given.rows == 1:
            return
        turned = replace(given, labels=_turned(given.labels), outputs=_turned(given.outputs), weights=None, groups=None)
        yield cls().taken(turned, tuple(kinds_of(turned)))


def situations(given: Given) -> Iterator[Situation]:
    """The data as they are, then each way to take them wrongly that leaves labels which are numbers."""
    yield Situation(None, 0.0, given, tuple(kinds_of(given)))
    for step in SituationStep.__subclasses__():
        yield from (situation for situation in step.ways(given) if np.isfinite(situation.given.labels).all())


def _turned(table: np.ndarray) -> np.ndarray:
    return read_only(np.ascontiguousarray(table.T))


def kinds_of(given: Given) -> Iterator[tuple[str, float]]:
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
        with np.errstate(under="ignore"):
            normalised = bool(np.allclose(np.exp(outputs).sum(axis=1), 1, atol=2e-3))
        yield LP, 0.0 if normalised else 4.0
        yield L, 1.0 if normalised else 0.0
    else:
        yield L, 0.0
