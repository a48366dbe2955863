"""Where the known weights may have been put: in their place, left out, rescaled, on whole rows. None is invented."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.questions.matching.given import Facts, Given
from xentgui.questions.matching.labels import LabelReading
from xentgui.questions.matching.slips import SLIPS

PosWeight = float | tuple[float, ...] | None


@dataclass(frozen=True, eq=False)
class Weights:
    """One way to weigh. `sample`, `classes` and `positive` are what `evaluate` takes for it.

    `yes` and `no` ``(N, K)`` are the factors of the halves with label 1 and 0 (`plain` without pos_weight), and
    `of_samples` those of the samples; `counts` ``(N,)`` says how many rows each row stands for, as they all do.
    """

    key: str
    slips: tuple[str, ...]
    bits: float
    sample: Float | None
    classes: tuple[float, ...] | None
    positive: PosWeight
    yes: Float
    no: Float
    plain: Float
    of_samples: Float
    counts: Float

    def total(self, labels: LabelReading, likelihood: str, one_column: bool) -> float:
        """What `normalise_by="weights"` divides by."""
        keep = labels.keep[:, None]
        if one_column:
            return float((keep * (self.plain * labels.table + self.no * (1 - labels.table))).sum())
        if likelihood == "categorical":
            return float((keep * self.plain * labels.table).sum())
        return float((labels.keep * self.plain.mean(axis=1)).sum())

    def nonzero(self, labels: LabelReading, elements: bool) -> float:
        """What `normalise_by="nonzero-weights"` divides by, in samples."""
        kept = (self.of_samples != 0) & labels.keep[:, None]
        return float(((kept.mean(axis=1) if elements else kept.any(axis=1)) * self.counts).sum())

    def counted(self, labels: LabelReading) -> float:
        """How many samples are not ignored."""
        return float((labels.keep * self.counts).sum())


def weights(given: Given, facts: Facts) -> list[Weights]:
    """Every place of the known weights; the first has all of them where they belong."""
    places = list(_places(given, facts))
    return sorted(places, key=lambda place: place.bits)


def _places(given: Given, facts: Facts) -> Iterator[Weights]:
    classes: tuple[float, ...] | None = facts.known.get("class_weights", facts.chosen.class_weights)
    positive: PosWeight = facts.known.get("pos_weight", facts.chosen.pos_weight)
    if classes is not None and len(classes) != (2 if given.one_column else given.columns):
        classes = None
    if isinstance(positive, tuple) and len(positive) != given.columns:
        positive = None
    sample = given.weights
    yield _put("all", (), given, sample, classes, positive)
    left_out = ("weights-left-out",) if sample is not None else ()
    if classes is not None or positive is not None:
        yield _put("sample weights", (), given, sample, None, None, 1.5)
    if sample is not None:
        yield _put("no sample weights", left_out, given, None, classes, positive)
    if classes is not None and positive is not None:
        yield _put("class weights", (), given, sample, classes, None, 1.5)
        yield _put("pos_weight", (), given, sample, None, positive, 1.5)
    if left_out and (classes is not None or positive is not None):
        yield _put("none", left_out, given, None, None, None, 1.0)
    if classes is not None and len(set(classes)) > 1:
        yield from _elsewhere(given, sample, classes)


def _elsewhere(given: Given, sample: Float | None, classes: tuple[float, ...]) -> Iterator[Weights]:
    numbers = np.array(classes)
    if numbers.sum() > 0:
        mean_one, sum_one = numbers / numbers.mean(), numbers / numbers.sum()
        yield _put("mean 1", ("weights-normalised",), given, sample, _plain(mean_one), None)
        yield _put("sum 1", ("weights-normalised",), given, sample, _plain(sum_one), None, 0.5)
    if (numbers > 0).all():
        yield _put("inverse", ("weights-normalised",), given, sample, _plain(1 / numbers), None, 1.5)
        yield _put("squared", ("weights-normalised",), given, sample, _plain(numbers**2), None, 1.5)
    yield _put("reversed", ("weights-reversed",), given, sample, classes[::-1], None)
    if given.one_class:
        of_rows = given.table @ numbers
        spread = of_rows if sample is None else _by_row(sample, of_rows)
        yield _put("rows", ("weights-of-rows",), given, spread, None, None)
    if given.one_column and classes[0] > 0:
        yield _put("ratio", ("weights-as-pos-weight",), given, sample, None, classes[1] / classes[0])


def _plain(numbers: Array) -> tuple[float, ...]:
    return tuple(float(each) for each in numbers)


def _by_row(sample: Float, of_rows: Float) -> Float:
    return sample * (of_rows[:, None] if sample.ndim == 2 else of_rows)


def _put(
    key: str,
    slips: tuple[str, ...],
    given: Given,
    sample: Float | None,
    classes: tuple[float, ...] | None,
    positive: PosWeight,
    more: float = 0.0,
) -> Weights:
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
        both = of_samples * (1.0 if classes is None else np.array(classes))
        factors = (both, both)
    with_positive = factors[0] * (1.0 if positive is None else np.array(positive))
    bits = sum(SLIPS[slug].bits for slug in slips) + more
    return Weights(
        key, slips, bits, sample, classes, positive, with_positive, factors[1], factors[0], of_samples, counts
    )
