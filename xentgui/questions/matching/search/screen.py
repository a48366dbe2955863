"""The quick look: which paths give the digits typed. Terms once a route, everything after is arithmetic on sums."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.cached import cached
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.kinds_of_rows import Kinds
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.sums import Bundle, Stack, entropies, losses
from xentgui.questions.matching.steps.ending import (
    BASES,
    DigitsTruncated,
    Ending,
    InSinglePrecision,
    Near,
    OutputsRounded,
    Perplexity,
    Tail,
    TermsRounded,
    denominators,
    endings,
    tails,
)
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.labels import Recoding, label_readings
from xentgui.questions.matching.steps.orders import MOST_KEPT, orders_that_tell, sums_by_order
from xentgui.questions.matching.steps.outputs import ProbabilitiesRounded
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.smoothing import Smoothing, smoothings
from xentgui.questions.matching.steps.step import Step
from xentgui.questions.matching.steps.weights import Weights, weights

BY_HAND = (OutputsRounded, ProbabilitiesRounded, TermsRounded)
FIRST = 2  # of several numbers, so many are looked at before the others
NEAR_BITS = 5.0  # a near miss is worth telling up to here
MOST_HITS = 100  # hits of each of these, the likeliest: where a loss is 0 everything hits
NEAREST = 8  # near misses that are kept of each bundle and reading of the labels


@dataclass(frozen=True, eq=False)
class Choice:
    """What comes after the halves, the tail aside."""

    smoothing: int
    weights: int
    ending: Ending
    denominators: tuple[str, ...]
    divisor: float
    bits: float


Divisors = tuple[tuple[tuple[float, tuple[str, ...]], ...], ...]  # of each weighting, with their names


@dataclass(frozen=True, eq=False)
class Course:
    """All that can follow a reading of the labels under one likelihood, the likely first; many readings share one."""

    forms: tuple[Smoothing, ...]
    choices: tuple[Choice, ...]
    choice_of: Array
    tail_of: Array
    bits: Float

    @cached
    def smoothing_of(self) -> Array:
        return np.array([choice.smoothing for choice in self.choices])[self.choice_of]

    @cached
    def weights_of(self) -> Array:
        return np.array([choice.weights for choice in self.choices])[self.choice_of]

    @cached
    def divisor_of(self) -> Float:
        return np.array([choice.divisor for choice in self.choices])[self.choice_of]


@dataclass(frozen=True, eq=False)
class Plan:
    """A course after one reading of the labels: with the bits of that reading, and the entropies of its labels."""

    course: Course
    bits: Float
    entropies: Array | None


@dataclass(frozen=True, eq=False)
class Screen:
    """One situation, ready to look at route after route. Nothing rarer than `most_bits` is looked at."""

    situation: Situation
    facts: Facts
    number: Number
    most_bits: float
    tally: Tally

    @cached
    def kinds(self) -> Kinds | None:
        return Kinds.of(self.situation.given) if self.number.alone else None

    @property
    def given(self) -> Given:
        """The rows, or one of each kind where these are many."""
        return self.situation.given if self.kinds is None else self.kinds.given

    @cached
    def labels(self) -> list[LabelReading]:
        return label_readings(self.given, self.facts)

    @cached
    def weights(self) -> list[Weights]:
        return weights(self.given, self.facts)

    @cached
    def _labels_told(self) -> dict[tuple[object, ...], LabelReading]:
        return {}

    def _told_labels(self, reading: LabelReading) -> LabelReading:
        """The reading with every row, as it is told."""
        if self.kinds is None:
            return reading
        if reading.key not in self._labels_told:
            self._labels_told[reading.key] = self.kinds.labels(reading)
        return self._labels_told[reading.key]

    @cached
    def endings(self) -> tuple[Ending, ...]:
        return endings(self.situation.given, self.number)

    @cached
    def tails(self) -> tuple[Tail, ...]:
        return tails(self.situation.given, self.number, self.facts.chosen.log_base)

    @cached
    def multipliers(self) -> Float:
        return np.array([tail.multiplier for tail in self.tails])

    @cached
    def untouched(self) -> Array:
        """Which tails leave natural logarithms as they are."""
        return np.array([tail.multiplier == 1 for tail in self.tails])

    @cached
    def stack(self) -> Stack:
        out = "one" if self.number.alone else "elements" if self.endings[0].over_outputs == ("none",) else "rows"
        return Stack.of(self.weights, out)

    @cached
    def courses(self) -> dict[tuple[str, bool, Divisors], Course]:
        return {}

    @cached
    def plans(self) -> dict[tuple[int, str], Plan]:
        return {}

    def plan(self, index: int, likelihood: str) -> Plan:
        """What can follow the labels' reading number `index`."""
        key = (index, likelihood)
        if key not in self.plans:
            self.plans[key] = self._planned(self.labels[index], likelihood)
        return self.plans[key]

    def _planned(self, labels: LabelReading, likelihood: str) -> Plan:
        given = self.situation.given
        inside = bool(((labels.table >= 0) & (labels.table <= 1)).all())
        soft = inside and not labels.hard and likelihood != "quadratic"
        divisors = tuple(tuple(denominators(given, labels, each, likelihood)) for each in self.weights)
        key = (likelihood, soft, divisors)
        if key not in self.courses:
            self.courses[key] = self._course(likelihood, soft, divisors, labels.all_bits)
        course = self.courses[key]
        subtracted = None
        if any(form.divergence for form in course.forms):
            subtracted = entropies(likelihood, labels, self.stack, course.forms, given.one_column)
        return Plan(course, course.bits + labels.all_bits, subtracted)

    def _course(self, likelihood: str, soft: bool, divisors: Divisors, bits: float) -> Course:
        """What follows readings that cost `bits` and more."""
        most = self.most_bits - self.situation.bits - bits
        all_forms = smoothings(self.facts, likelihood, self.situation.given.columns, soft)
        forms = tuple(form for form in all_forms if form.bits + form.field_bits <= most)
        choices = tuple(self._choices(divisors, likelihood, forms, most))
        after = np.array([tail.bits for tail in self.tails])
        if likelihood == "quadratic":
            after = after + np.where(np.array([tail.log_base != math.e for tail in self.tails]), np.inf, 0.0)
        both = np.array([choice.bits for choice in choices])[:, None] + after if choices else np.empty((0, len(after)))
        chosen, tail = np.nonzero(both <= most)
        order = np.argsort(both[chosen, tail], kind="stable")
        chosen, tail = chosen[order], tail[order]
        return Course(forms, choices, chosen, tail, both[chosen, tail])

    def _choices(
        self, divisors: Divisors, likelihood: str, forms: tuple[Smoothing, ...], most: float
    ) -> Iterator[Choice]:
        for number, weighting in enumerate(self.weights):
            if weighting.positive is not None and likelihood != "bernoulli":
                continue
            before = weighting.bits + (1.5 if self._omits(weighting) else 0.0)
            if before > most:
                continue
            ends = list(self._ends(divisors[number]))
            for index, form in enumerate(forms):
                bits = before + form.bits + form.field_bits
                for ending, names, divisor in ends:
                    if bits + ending.bits <= most:
                        yield Choice(index, number, ending, names, divisor, bits + ending.bits)

    def _omits(self, weighting: Weights) -> bool:
        first = self.weights[0]
        return (weighting.classes is None and first.classes is not None) or (
            weighting.positive is None and first.positive is not None
        )

    def _ends(
        self, divisors: tuple[tuple[float, tuple[str, ...]], ...]
    ) -> Iterator[tuple[Ending, tuple[str, ...], float]]:
        columns = self.situation.given.columns
        for ending in self.endings:
            spread = columns if "mean" in ending.over_outputs and "sum" not in ending.over_outputs else 1
            if ending.reduction != "mean":
                yield ending, (), float(spread)
                continue
            for divisor, names in divisors:
                yield ending, names, divisor * spread

    def look(self, bundle: Bundle) -> Iterator[list[Candidate]]:
        """The paths through these routes that give the number, and a few plain ones that nearly do, step by step."""
        bundle = bundle if self.kinds is None else self.kinds.bundle(bundle)
        left = self.most_bits - self.situation.bits - float(bundle.bits[0])
        for index, labels in enumerate(self.labels):
            if labels.all_bits > left:
                break
            if bundle.likelihood == "quadratic" and not labels.hard:
                continue  # squares are linear in the labels only where these are 0 or 1
            plan = self.plan(index, bundle.likelihood)
            count = int(np.searchsorted(plan.bits, left, side="right"))
            if count:
                yield list(self._paths(_Looked(bundle, labels, plan, count, self._sums(bundle, labels, plan))))
        yield list(self._reordered(bundle, left))

    def _reordered(self, bundle: Bundle, left: float) -> Iterator[Candidate]:
        """The same for classes in another order, where these are too many to try every order."""
        for reading in self._orders_that_fit(bundle, left):
            plan = self._planned(reading, bundle.likelihood)
            count = int(np.searchsorted(plan.bits, left, side="right"))
            if count:
                yield from self._paths(_Looked(bundle, reading, plan, count, self._sums(bundle, reading, plan)))

    @cached
    def _orders(self) -> tuple[Array | None, list[tuple[float, tuple[int, ...]]]]:
        """The classes, and the orders that may be behind one number."""
        classes = _classes(self.given) if self.number.alone and not self.situation.step else None
        return classes, [] if classes is None else orders_that_tell(classes, self.given.columns)

    def _orders_that_fit(self, bundle: Bundle, left: float) -> Iterator[LabelReading]:
        """Those whose mean or sum is about the number, in one of the usual bases."""
        (classes, tried), weighting = self._orders, self.weights[0]
        tried = [order for order in tried if order[0] + Recoding.bits <= left]
        if classes is None or not tried or bundle.likelihood == "quadratic":
            return
        gains = bundle.yes * weighting.yes - (0.0 if bundle.no is None else bundle.no * weighting.no)
        base = 0.0 if bundle.no is None else (bundle.no * weighting.no).sum(axis=(1, 2))[:, None]
        by_order = np.array([order for _, order in tried])
        sums = sums_by_order(classes, by_order, gains) + base
        rows, columns = self.situation.given.rows, self.situation.given.columns
        weights = sums_by_order(classes, by_order, weighting.plain[None])[0]
        divisors = np.stack([np.full_like(weights, each) for each in (rows, 1, rows * columns, columns)] + [weights])
        bases = np.log([base for base, _ in BASES])[:, None, None, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            fits = self.number.roughly((sums / (divisors[:, None] * bases))[..., None]).any(axis=(0, 1, 2))
        for place in np.flatnonzero(fits)[:MOST_KEPT]:
            yield Recoding(tried[place][1]).applied(self.given, tried[place][0])

    def _sums(self, bundle: Bundle, labels: LabelReading, plan: Plan) -> Array:
        sums = losses(bundle, labels, self.stack, plan.course.forms, self.situation.given.one_column)
        with np.errstate(invalid="ignore"):
            return sums if plan.entropies is None else sums - plan.entropies

    def _paths(self, looked: "_Looked") -> Iterator[Candidate]:
        scale = (
            self.multipliers[looked.plan.course.tail_of[: looked.count]] / looked.plan.course.divisor_of[: looked.count]
        )
        with np.errstate(all="ignore"):
            values = looked.values(scale)
            bits = looked.bundle.bits[:, None] + looked.plan.bits[: looked.count] + self.situation.bits
            self._count(values, bits, looked)
            for last, more, (routes, places) in self._verdicts(values, looked):
                likely = np.flatnonzero(bits[routes, places] + more <= self.most_bits)
                likely = likely[np.argsort(bits[routes, places][likely], kind="stable")[:MOST_HITS]]
                for route, place in zip(routes[likely], places[likely], strict=True):
                    yield self._candidate(looked, int(route), int(place), last, more)
            yield from self._nearest(values, bits, looked)

    def _count(self, values: Array, bits: Array, looked: "_Looked") -> None:
        """Everything that was tried, as it is and as the logarithm of a perplexity."""
        self.tally.count(values[..., 0], bits)
        if self.number.alone and self.number.values[0] > 1:
            plain = np.flatnonzero(self.untouched[looked.plan.course.tail_of[: looked.count]])
            self.tally.count(np.exp(values[:, plain, 0]), bits[:, plain] + Perplexity.bits)

    def _verdicts(self, values: Array, looked: "_Looked") -> Iterator[tuple[Step | None, float, tuple[Array, Array]]]:
        """Routes and places that hit, by the step of the number itself that this takes."""
        number = self.number.first(values.shape[2])
        routes, places = np.nonzero(number.roughly(values))
        rough = values[routes, places]
        single = np.array([route.precision == "float32" for route in looked.bundle.routes])[routes]
        exact = np.where(single, number.is_in_float32(rough), number.rounds_from(rough))
        yield None, 0.0, (routes[exact], places[exact])
        if number.may_be_float32:
            close = number.near_in_float32(rough) & ~exact & ~single
            yield InSinglePrecision(), InSinglePrecision.bits, (routes[close], places[close])
        cut = number.truncated_from(rough) & ~exact
        yield DigitsTruncated(), DigitsTruncated.bits, (routes[cut], places[cut])
        if number.alone and number.values[0] > 1:
            plain = np.flatnonzero(self.untouched[looked.plan.course.tail_of[: looked.count]])
            routes, columns = np.nonzero(number.logarithm().rounds_from(values[:, plain]))
            yield Perplexity(), Perplexity.bits, (routes, plain[columns])

    def _nearest(self, values: Array, bits: Array, looked: "_Looked") -> Iterator[Candidate]:
        few = int(np.searchsorted(looked.plan.bits[: looked.count], NEAR_BITS, side="right"))
        distance = np.abs(values[:, :few] - self.number.values[: values.shape[2]]).max(axis=2)
        plain = np.array([not tail.steps for tail in self.tails])[looked.plan.course.tail_of[:few]]
        distance = np.where((bits[:, :few] <= NEAR_BITS) & plain & np.isfinite(distance), distance, np.inf)
        for flat in np.argsort(distance, axis=None, kind="stable")[:NEAREST]:
            route, place = np.unravel_index(flat, distance.shape)
            if np.isfinite(distance[route, place]):
                yield self._candidate(looked, int(route), int(place), Near(), 0.0)

    def _candidate(self, looked: "_Looked", route: int, place: int, last: Step | None, bits: float) -> Candidate:
        course = looked.plan.course
        choice, tail = course.choices[course.choice_of[place]], self.tails[course.tail_of[place]]
        sums = np.atleast_1d(looked.sums[route, choice.smoothing, choice.weights])
        value = sums * (tail.multiplier / choice.divisor)
        weighting = self.weights[choice.weights]
        return Candidate(
            self.situation, looked.bundle.routes[route], self._told_labels(looked.labels),
            weighting if self.kinds is None else self.kinds.weights(weighting),
            course.forms[choice.smoothing], choice.ending, choice.denominators, choice.divisor, tail,
            np.exp(value) if isinstance(last, Perplexity) else value, last, bits,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Looked:
    """A bundle under one reading of the labels: the sums ``(R, S, W, ...)`` and how far down the plan to look."""

    bundle: Bundle
    labels: LabelReading
    plan: Plan
    count: int
    sums: Array

    def values(self, scale: Float) -> Array:
        """``(R, count, m)``: what each place of the plan gives, of several numbers the first two."""
        found = self.sums[:, self.plan.course.smoothing_of[: self.count], self.plan.course.weights_of[: self.count]]
        return found[..., None] * scale[:, None] if found.ndim == 2 else found[..., :FIRST] * scale[:, None]


def _classes(given: Given) -> Array | None:
    """``(N,)`` class indices where every row names one class, else None."""
    named = not len(given.outside) if given.indices else given.one_class
    return given.classes if named else None


def gives(number: Number, candidate: Candidate, values: Array) -> bool:
    """Whether these values of a candidate are the number, all of a sequence."""
    row = np.asarray(values)[None, :]
    last, single = candidate.last, candidate.route.precision == "float32"
    if row.shape[1] != len(number.values):
        return False
    if isinstance(last, BY_HAND):
        return True
    if isinstance(last, DigitsTruncated):
        return bool(number.truncated_from(row)[0])
    return bool((number.is_in_float32(row) if single else number.rounds_from(row))[0])


def in_single_precision(candidate: Candidate) -> Candidate:
    """The same path with every step in single precision."""
    return replace(candidate, route=replace(candidate.route, precision="float32"), last=None, last_bits=0.0)
