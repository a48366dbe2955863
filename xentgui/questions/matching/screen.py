"""The quick look: which paths give the digits typed. Terms once a route, everything after is arithmetic on sums."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.questions.matching.candidates import Candidate
from xentgui.questions.matching.endings import Ending, Tail, denominators, endings, tails
from xentgui.questions.matching.given import Facts
from xentgui.questions.matching.labels import LabelReading, label_readings
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.outputs import Route
from xentgui.questions.matching.situations import Situation
from xentgui.questions.matching.slips import SLIPS
from xentgui.questions.matching.smoothing import Smoothing, smoothings
from xentgui.questions.matching.sums import Stack, entropies, losses
from xentgui.questions.matching.weights import Weights, weights

FIRST = 2  # of several numbers, so many are looked at before the others
NEAR_BITS = 6.0  # a near miss is worth telling up to here


@dataclass(frozen=True, eq=False)
class Choice:
    """What comes after the halves, the tail aside."""

    smoothing: int
    weights: int
    ending: Ending
    denominators: tuple[str, ...]
    divisor: float
    bits: float


@dataclass(frozen=True, eq=False)
class Plan:
    """All that can follow one reading of the labels under one likelihood, the likely first."""

    forms: tuple[Smoothing, ...]
    choices: tuple[Choice, ...]
    choice_of: Array
    tail_of: Array
    bits: Float
    entropies: Array | None

    @cached_property
    def smoothing_of(self) -> Array:
        return np.array([choice.smoothing for choice in self.choices])[self.choice_of]

    @cached_property
    def weights_of(self) -> Array:
        return np.array([choice.weights for choice in self.choices])[self.choice_of]

    @cached_property
    def divisor_of(self) -> Float:
        return np.array([choice.divisor for choice in self.choices])[self.choice_of]


@dataclass(frozen=True, eq=False)
class Screen:
    """One situation, ready to look at route after route. Nothing rarer than `most_bits` is looked at."""

    situation: Situation
    facts: Facts
    number: Number
    most_bits: float

    @cached_property
    def labels(self) -> list[LabelReading]:
        return label_readings(self.situation.given, self.facts)

    @cached_property
    def weights(self) -> list[Weights]:
        return weights(self.situation.given, self.facts)

    @cached_property
    def endings(self) -> tuple[Ending, ...]:
        return endings(self.situation.given, self.number)

    @cached_property
    def tails(self) -> tuple[Tail, ...]:
        return tails(self.situation.given, self.number, self.facts.chosen.log_base)

    @cached_property
    def multipliers(self) -> Float:
        return np.array([tail.multiplier for tail in self.tails])

    @cached_property
    def untouched(self) -> Array:
        """Which tails leave natural logarithms as they are."""
        return np.array([tail.multiplier == 1 for tail in self.tails])

    @cached_property
    def stack(self) -> Stack:
        out = "one" if self.number.alone else "elements" if self.endings[0].over_outputs == ("none",) else "rows"
        return Stack.of(self.weights, out)

    @cached_property
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
        soft = not ((labels.table == 0) | (labels.table == 1)).all() and likelihood != "quadratic"
        inside = bool(((labels.table >= 0) & (labels.table <= 1)).all())
        forms = smoothings(self.facts, likelihood, given.columns, soft and inside)
        most = self.most_bits - self.situation.bits - labels.bits
        choices = tuple(choice for choice in self._choices(labels, likelihood, forms) if choice.bits <= most)
        after = np.array([tail.bits for tail in self.tails])
        if likelihood == "quadratic":
            after = after + np.where(np.array([tail.base_bits for tail in self.tails]) > 0, np.inf, 0.0)
        both = np.array([choice.bits for choice in choices])[:, None] + after if choices else np.empty((0, len(after)))
        chosen, tail = np.nonzero(both <= most)
        order = np.argsort(both[chosen, tail], kind="stable")
        chosen, tail = chosen[order], tail[order]
        subtracted = None
        if any(form.divergence for form in forms):
            subtracted = entropies(likelihood, labels, self.stack, forms, given.one_column)
        return Plan(forms, choices, chosen, tail, both[chosen, tail] + labels.bits, subtracted)

    def _choices(self, labels: LabelReading, likelihood: str, forms: tuple[Smoothing, ...]) -> Iterator[Choice]:
        for number, weighting in enumerate(self.weights):
            if weighting.positive is not None and likelihood != "bernoulli":
                continue
            divisors = list(denominators(self.situation.given, labels, weighting, likelihood))
            field_bits = 1.5 if self._omits(weighting) else 0.0
            for index, form in enumerate(forms):
                bits = weighting.bits + field_bits + form.bits + form.field_bits
                for ending, names, divisor in self._ends(divisors):
                    yield Choice(index, number, ending, names, divisor, bits + ending.bits)

    def _omits(self, weighting: Weights) -> bool:
        first = self.weights[0]
        return (weighting.classes is None and first.classes is not None) or (
            weighting.positive is None and first.positive is not None
        )

    def _ends(
        self, divisors: list[tuple[float, tuple[str, ...]]]
    ) -> Iterator[tuple[Ending, tuple[str, ...], float]]:
        columns = self.situation.given.columns
        for ending in self.endings:
            spread = columns if "mean" in ending.over_outputs and "sum" not in ending.over_outputs else 1
            if ending.reduction != "mean":
                yield ending, (), float(spread)
                continue
            for divisor, names in divisors:
                yield ending, names, divisor * spread

    def look(self, route: Route, near: int = 0) -> Iterator[Candidate]:
        """The paths through this route that give the number; with `near`, as many plain ones that nearly do."""
        left = self.most_bits - self.situation.bits - route.bits
        for index, labels in enumerate(self.labels):
            if labels.bits > left:
                break
            plan = self.plan(index, route.likelihood)
            count = int(np.searchsorted(plan.bits, left, side="right"))
            if count:
                yield from self._paths(route, labels, plan, count, near)

    def _paths(self, route: Route, labels: LabelReading, plan: Plan, count: int, near: int) -> Iterator[Candidate]:
        sums = losses(route, labels, self.stack, plan.forms, self.situation.given.one_column)
        if plan.entropies is not None:
            sums = sums - plan.entropies
        with np.errstate(all="ignore"):
            values = self._values(sums, plan, np.arange(count))
            for last, bits, which in self._verdicts(values, route, plan, count):
                for place in which:
                    yield self._candidate(route, labels, plan, int(place), sums, last, bits)
            if near:
                plain = np.flatnonzero(plan.bits[:count] <= NEAR_BITS - self.situation.bits - route.bits)
                distance = np.abs(values[plain] - self.number.values[: values.shape[1]]).max(axis=1)
                for place in plain[np.argsort(distance, kind="stable")[:near]]:
                    yield self._candidate(route, labels, plan, int(place), sums, ("near",), 0.0)

    def _values(self, sums: Array, plan: Plan, places: Array, first: int = FIRST) -> Array:
        """``(len(places), m)``: what these places of the plan give, of several numbers the `first`."""
        found = sums[plan.smoothing_of[places], plan.weights_of[places]]
        scale = self.multipliers[plan.tail_of[places]] / plan.divisor_of[places]
        return found[:, None] * scale[:, None] if found.ndim == 1 else found[:, :first] * scale[:, None]

    def _verdicts(
        self, values: Array, route: Route, plan: Plan, count: int
    ) -> Iterator[tuple[tuple[str, ...], float, Array]]:
        """Places that hit, by the slips of the number itself that this takes."""
        number, bits = self.number.first(values.shape[1]), plan.bits[:count]
        left = self.most_bits - self.situation.bits - route.bits
        single = route.precision == "float32"
        exact = number.is_in_float32(values) if single else number.rounds_from(values)
        yield (), 0.0, np.flatnonzero(exact)
        if number.may_be_float32 and not single:
            yield ("float32",), 0.5, np.flatnonzero(number.near_in_float32(values) & ~exact)
        cut = SLIPS["digits-truncated"].bits
        yield ("digits-truncated",), cut, np.flatnonzero((bits <= left - cut) & number.truncated_from(values))
        if number.alone and number.values[0] > 1:
            rare = SLIPS["perplexity"].bits
            plain = (bits <= left - rare) & self.untouched[plan.tail_of[:count]]
            yield ("perplexity",), rare, np.flatnonzero(plain & number.logarithm().rounds_from(values))

    def _candidate(
        self, route: Route, labels: LabelReading, plan: Plan, place: int, sums: Array, last: tuple[str, ...], bits: float
    ) -> Candidate:
        choice, tail = plan.choices[plan.choice_of[place]], self.tails[plan.tail_of[place]]
        value = self._values(sums, plan, np.array([place]), sums.shape[-1])[0]
        value = np.exp(value) if last == ("perplexity",) else value
        return Candidate(
            self.situation, route, labels, self.weights[choice.weights], plan.forms[choice.smoothing], choice.ending,
            choice.denominators, choice.divisor, tail, value, last, bits,
        )  # fmt: skip


def gives(number: Number, candidate: Candidate, values: Array) -> bool:
    """Whether these values of a candidate are the number, all of a sequence."""
    row = np.asarray(values)[None, :]
    last, single = candidate.last, candidate.route.precision == "float32"
    if row.shape[1] != len(number.values):
        return False
    if last == ("digits-truncated",):
        return bool(number.truncated_from(row)[0])
    return bool((number.is_in_float32(row) if single else number.rounds_from(row))[0])


def in_single_precision(candidate: Candidate) -> Candidate:
    """The same path with every step in single precision."""
    return replace(candidate, route=replace(candidate.route, precision="float32"), last=(), last_bits=0.0)
