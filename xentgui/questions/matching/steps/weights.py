"""Where the known weights may have been put: in their place, left out, rescaled, on whole rows. None is invented."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.cached import cached
from xentgui.losses.definition import DENOMINATORS, Definition
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.step import Step

Classes = tuple[float, ...] | None
PosWeight = float | tuple[float, ...] | None


@dataclass(frozen=True, eq=False)
class Weights:
    """One way to weigh. `sample`, `classes` and `positive` are what `evaluate` takes for it.

    `yes` and `no` ``(N, K)`` are the factors of the halves with label 1 and 0 (`plain` without pos_weight), and
    `of_samples` those of the samples; `counts` ``(N,)`` says how many rows each row stands for, as they all do.
    """

    step: "WeightStep | None"
    bits: float
    sample: Float | None
    classes: Classes
    positive: PosWeight
    yes: Float
    no: Float
    plain: Float
    of_samples: Float
    counts: Float

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others on the same data, and finds it again on other data."""
        return self.step, self.sample is None, self.classes, self.positive

    @property
    def is_even(self) -> bool:
        """Whether every output of a row weighs the same."""
        each = self.sample is None or self.sample.ndim < 2
        return each and self.classes is None and self.positive is None

    def total(self, labels: LabelReading, family: Definition, one_column: bool) -> float:
        """What `normalise_by="weights"` divides by."""
        if one_column:
            keep = labels.keep[:, None]
            return float((keep * (self.plain * labels.table + self.no * (1 - labels.table))).sum())
        if family.exclusive and labels.classes is None:
            return float((self.plain * labels.table).sum(axis=1) @ labels.keep)
        if family.exclusive:
            return float((self.plain[labels.places] * labels.at_places).sum())
        return float((labels.keep * self._means).sum())

    def alone(self, labels: LabelReading) -> float:
        """What `normalise_by="sample-weights"` divides by."""
        return float((labels.keep * self._means_of_samples).sum())

    def nonzero(self, labels: LabelReading) -> float:
        """What `normalise_by="nonzero-weights"` divides by, in samples."""
        return float(((self._nonzero & labels.keep) * self.counts).sum())

    @cached
    def _means(self) -> Float:
        return np.asarray(self.plain.mean(axis=1))

    @cached
    def _means_of_samples(self) -> Float:
        return np.asarray(self.of_samples.mean(axis=1))

    @cached
    def _nonzero(self) -> Array:
        return np.asarray((self.of_samples != 0).any(axis=1))

    def counted(self, labels: LabelReading) -> float:
        """How many samples are not ignored."""
        return float((labels.keep * self.counts).sum())


@dataclass(frozen=True)
class Known:
    """The weights that are known, as far as they fit the outputs."""

    given: Given
    sample: Float | None
    classes: Classes
    positive: PosWeight

    @classmethod
    def of(cls, given: Given, facts: Facts) -> "Known":
        classes: Classes = facts.known.get("class_weights", facts.chosen.class_weights)
        positive: PosWeight = facts.known.get("pos_weight", facts.chosen.pos_weight)
        if classes is not None and len(classes) != (2 if given.one_column else given.columns):
            classes = None
        if isinstance(positive, tuple) and len(positive) != given.columns:
            positive = None
        return cls(given, given.weights, classes, positive)


@dataclass(frozen=True)
class WeightStep(Step):
    """`places` gives where it may have put the known weights."""

    @classmethod
    def places(cls, known: Known) -> Iterator[Weights]:
        raise NotImplementedError


@dataclass(frozen=True)
class LeftOut(WeightStep):
    slug = "weights-left-out"
    bits = 1.5
    title = "Weights left out"
    happened = "the known weights were not applied"
    advice = "pass the weights to the loss"

    @classmethod
    def places(cls, known: Known) -> Iterator[Weights]:
        if known.sample is None:
            return
        yield put(cls(), known.given, None, known.classes, known.positive)
        if known.classes is not None or known.positive is not None:
            yield put(cls(), known.given, None, None, None, 1.0)


RESCALED = {
    "mean 1": "so that their mean is 1",
    "sum 1": "so that their sum is 1",
    "inverse": "to their inverses",
    "squared": "to their squares",
}


@dataclass(frozen=True)
class Rescaled(WeightStep):
    """`how` is one of RESCALED."""

    how: str

    slug = "weights-normalised"
    bits = 2.5
    title = "Class weights rescaled"
    happened = "the class weights were rescaled first"
    advice = "use the weights as given"
    tells = ("class_weights",)

    @classmethod
    def places(cls, known: Known) -> Iterator[Weights]:
        if not _unequal(known):
            return
        numbers = np.array(known.classes)
        made = []
        if numbers.sum() > 0:
            made = [("mean 1", numbers / numbers.mean(), 0.0), ("sum 1", numbers / numbers.sum(), 0.5)]
        if (numbers > 0).all():
            made += [("inverse", 1 / numbers, 1.5), ("squared", numbers**2, 1.5)]
        for how, changed, more in made:
            yield put(cls(how), known.given, known.sample, tuple(map(float, changed)), None, more)

    @property
    def says(self) -> str:
        return f"the class weights were changed first, {RESCALED[self.how]}"


@dataclass(frozen=True)
class Reversed(WeightStep):
    slug = "weights-reversed"
    bits = 4.0
    title = "Class weights in reverse order"
    happened = "the class weights stand in the reverse order"
    advice = "order the weights as the classes"
    tells = ("class_weights",)

    @classmethod
    def places(cls, known: Known) -> Iterator[Weights]:
        if known.classes is not None and _unequal(known):
            yield put(cls(), known.given, known.sample, known.classes[::-1], None)


@dataclass(frozen=True)
class OfRows(WeightStep):
    slug = "weights-of-rows"
    bits = 2.0
    title = "Class weights applied to whole rows"
    happened = "each row was multiplied by the weight of its class, all its terms alike"
    advice = "apply the weights output by output, or keep this form on purpose"
    tells = ("class_weights",)

    @classmethod
    def places(cls, known: Known) -> Iterator[Weights]:
        if not _unequal(known) or not known.given.one_class:
            return
        of_rows, sample = known.given.table @ np.array(known.classes), known.sample
        if sample is not None:
            of_rows = sample * (of_rows[:, None] if sample.ndim == 2 else of_rows)
        yield put(cls(), known.given, of_rows, None, None)


@dataclass(frozen=True)
class AsPosWeight(WeightStep):
    slug = "weights-as-pos-weight"
    bits = 4.0
    title = "Class weights used as pos_weight"
    happened = "the ratio of the class weights was used as pos_weight"
    advice = "pass the class weights themselves"
    tells = ("class_weights", "pos_weight")

    @classmethod
    def places(cls, known: Known) -> Iterator[Weights]:
        classes = known.classes
        if classes is not None and _unequal(known) and known.given.one_column and classes[0] > 0:
            yield put(cls(), known.given, known.sample, None, classes[1] / classes[0])


def weights(given: Given, facts: Facts) -> list[Weights]:
    """Every place of the known weights; the first has all of them where they belong."""
    known = Known.of(given, facts)
    places = [*_plain(known), *(each for step in WeightStep.__subclasses__() for each in step.places(known))]
    return sorted(places, key=lambda place: place.bits)


def _plain(known: Known) -> Iterator[Weights]:
    """The weights where they belong, and without those that a field can say to be left out."""
    given, sample, classes, positive = known.given, known.sample, known.classes, known.positive
    yield put(None, given, sample, classes, positive)
    if classes is not None or positive is not None:
        yield put(None, given, sample, None, None, 1.5)
    if classes is not None and positive is not None:
        yield put(None, given, sample, classes, None, 1.5)
        yield put(None, given, sample, None, positive, 1.5)


def _unequal(known: Known) -> bool:
    return known.classes is not None and len(set(known.classes)) > 1


def put(
    step: WeightStep | None,
    given: Given,
    sample: Float | None,
    classes: Classes,
    positive: PosWeight,
    more: float = 0.0,
) -> Weights:
    """These weights as factors of the halves."""
    shape = given.outputs.shape
    spread = np.ones(1) if sample is None else sample
    counts = np.ones(given.rows) if given.counts is None else given.counts
    of_samples = np.broadcast_to(spread[:, None] if spread.ndim == 1 and spread.size > 1 else spread, shape)
    if given.counts is not None:
        of_samples = of_samples * counts[:, None]
    if given.one_column:
        no, yes = (1.0, 1.0) if classes is None else classes
        factors = (of_samples * yes, of_samples * no)
    else:
        both = of_samples if classes is None else of_samples * np.array(classes)
        factors = (both, both)
    with_positive = factors[0] if positive is None else factors[0] * np.array(positive)
    bits = (step.bits if step else 0.0) + more
    return Weights(
        step, bits, sample, classes, positive, with_positive, factors[1], factors[0], of_samples, counts
    )  # fmt: skip


def denominators(
    given: Given, labels: LabelReading, weights: Weights, family: Definition
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Each number that a mean may divide by, with the names of the denominators that are this number here."""
    found: dict[str, tuple[float, list[str]]] = {}
    counted = weights.counted(labels)
    of_classes = family.exclusive and not given.one_column and not labels.one_class
    even = weights.sample is None and weights.classes is None
    total = counted if even and not of_classes else weights.total(labels, family, given.one_column)
    numbers = {
        "samples": counted,
        "weights": total,
        "weights-of-indices": total if labels.indices else counted,
        "sample-weights": counted if weights.sample is None else weights.alone(labels),
        "all-samples": float(given.rows),
        "nonzero-weights": counted if weights.sample is None else weights.nonzero(labels),
    }
    for name in DENOMINATORS:
        alike = f"{numbers[name]:.13e}"  # the same sum taken in another order is no other divisor
        found.setdefault(alike, (numbers[name], []))[1].append(name)
    for divisor, names in found.values():
        if divisor > 0:
            yield divisor, tuple(names)
