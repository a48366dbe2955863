"""Values of many paths at once: those that are the number, by the step of the number itself that this takes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.questions.matching.search.chance import around
from xentgui.questions.matching.search.sums import Bundle, Weighed, losses
from xentgui.questions.matching.steps.ending import (
    DigitsTruncated,
    Ending,
    InSinglePrecision,
    Perplexity,
    Tail,
)
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.smoothing import UNSMOOTHED, Smoothing
from xentgui.questions.matching.steps.step import Step
from xentgui.questions.number import Number

FIRST = 2  # of several numbers, so many are looked at before the others
NEAR_BITS = 5.0  # a near miss is worth telling up to here
MOST_HITS = 100  # hits of each of these, the likeliest: where a loss is 0 everything hits
NEAREST = 8  # near misses that are kept of each bundle and reading of the labels
NEAR_READINGS = 16  # of those looked at together, of which near misses are kept
AT_ONCE = 2_000_000  # numbers in the arrays of one look, at most


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
class Tails:
    """The tails of a search."""

    each: tuple[Tail, ...]

    @cached
    def multipliers(self) -> Float:
        return np.array([tail.multiplier for tail in self.each])

    @cached
    def are_plain(self) -> Array:
        """In which nothing goes wrong."""
        return np.array([not tail.steps for tail in self.each])

    def bits(self, family: Definition) -> Float:
        """How rare they are after a likelihood; squares have no base of a logarithm."""
        bases = [family.squares and tail.log_base != math.e for tail in self.each]
        return np.where(bases, np.inf, np.array([tail.bits for tail in self.each]))


@dataclass(frozen=True, eq=False)
class Course:
    """All that can follow a reading of the labels under one likelihood, the likely first; many readings share one."""

    forms: tuple[Smoothing, ...]
    choices: tuple[Choice, ...]
    tails: Tails
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
    def scale(self) -> Float:
        """What the sums are multiplied by."""
        divisors = np.array([choice.divisor for choice in self.choices])
        return np.asarray(self.tails.multipliers[self.tail_of] / divisors[self.choice_of])

    @cached
    def is_untouched(self) -> Array:
        """Where the tail leaves natural logarithms as they are."""
        return np.asarray((self.tails.multipliers == 1)[self.tail_of])

    @cached
    def is_plain(self) -> Array:
        """Where nothing goes wrong in the tail."""
        return self.tails.are_plain[self.tail_of]


@dataclass(frozen=True, eq=False)
class Plan:
    """A course after one reading of the labels: with the bits of that reading, and the entropies of its labels."""

    course: Course
    bits: Float
    entropies: Array | None


@dataclass(frozen=True, eq=False)
class Readings:
    """Readings of the labels that share a course, with their places among all and how far down the course to look."""

    course: Course
    places: tuple[int, ...]
    labels: tuple[LabelReading, ...]
    entropies: Array | None
    counts: Array

    @classmethod
    def of(cls, some: list[tuple[int, LabelReading, Plan]], counts: list[int]) -> "Readings":
        plans = [plan for _, _, plan in some]
        subtracted = [plan.entropies for plan in plans if plan.entropies is not None]
        return cls(
            plans[0].course, tuple(place for place, _, _ in some), tuple(labels for _, labels, _ in some),
            np.stack(subtracted) if subtracted else None, np.array(counts),
        )  # fmt: skip

    @property
    def most(self) -> int:
        return int(self.counts.max())

    @cached
    def bits(self) -> Float:
        """``(L, most)``: of the labels and of what follows them."""
        return np.asarray(self.course.bits[: self.most] + np.array([each.all_bits for each in self.labels])[:, None])


def together(weighed: Weighed, planned: list[tuple[int, LabelReading, Plan]], left: float) -> Iterator[Readings]:
    """Readings that share a course and go about as far, as many as one look takes."""
    alike: dict[tuple[int, int], list[tuple[int, tuple[int, LabelReading, Plan]]]] = {}
    for each in planned:
        count = int(np.searchsorted(each[2].bits, left, side="right"))
        if count:
            alike.setdefault((id(each[2].course), count.bit_length()), []).append((count, each))
    for some in alike.values():
        routes = len(weighed.bundle.routes)
        most = max(AT_ONCE // max(weighed.size(some[0][1][1]), routes * some[0][0], 1), 1)
        for start in range(0, len(some), most):
            part = some[start : start + most]
            yield Readings.of([each for _, each in part], [count for count, _ in part])


Places = tuple[Array, Array, Array]  # routes, readings, places in the course


@dataclass(frozen=True, eq=False)
class Looked:
    """A bundle under readings of the labels: the sums ``(R, L, S, W, ...)`` and what comes of them."""

    weighed: Weighed
    readings: Readings
    situation: Situation
    number: Number

    @property
    def bundle(self) -> Bundle:
        return self.weighed.bundle

    @cached
    def sums(self) -> Array:
        """``(R, L, S, W, ...)``, the entropies subtracted where they are."""
        course, one_column = self.readings.course, self.situation.given.one_column
        reached = set(course.smoothing_of[: self.readings.most].tolist())
        forms = tuple(form if place in reached else UNSMOOTHED for place, form in enumerate(course.forms))
        found = losses(self.weighed, self.readings.labels, forms, one_column)
        return found if self.readings.entropies is None else found - self.readings.entropies

    @cached
    def values(self) -> Array:
        """``(R, L, most, m)``: what each place of the course gives, of several numbers the first two."""
        course, most = self.readings.course, self.readings.most
        sums = self.sums[..., None] if self.sums.ndim == 4 else self.sums[..., :FIRST]
        return sums[:, :, course.smoothing_of[:most], course.weights_of[:most]] * course.scale[:most, None]

    @cached
    def first(self) -> Number:
        """As many of several numbers as are looked at."""
        return self.number.first(self.values.shape[3])

    def bits(self, at: Places) -> Float:
        """How rare these paths are."""
        routes, readings, places = at
        return self.bundle.bits[routes] + self.readings.bits[readings, places] + self.situation.bits

    def _between(self, low: float, high: float, columns: Array | slice = slice(None)) -> Places:
        """Where the first number lies between these, both included, as far as each reading goes."""
        values = self.values[:, :, columns, 0]
        routes, readings, places = np.nonzero((values >= low) & (values <= high))
        places = places if isinstance(columns, slice) else columns[places]
        seen = places < self.readings.counts[readings]
        return routes[seen], readings[seen], places[seen]

    @cached
    def _around(self) -> Places:
        """What may be the number, and what is counted around it."""
        low, high = self.number.reach
        if counted := around(self.number):
            low, high = min(low, counted[0]), max(high, counted[1])
        return self._between(low, high)

    @cached
    def _untouched(self) -> Array:
        """The places whose tails leave natural logarithms as they are, where the number may be a perplexity."""
        if not self.number.alone or not self.number.values[0] > 1:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.readings.course.is_untouched[: self.readings.most])

    @cached
    def _perplexities(self) -> Places:
        """What may be the logarithm of the number, and what is counted around it."""
        if not len(self._untouched):
            return (self._untouched,) * 3
        low, high = self.number.logarithm().reach
        if counted := around(self.number):
            low, high = min(low, float(np.log(counted[0]))), max(high, float(np.log(counted[1])))
        return self._between(low, high, self._untouched)

    @property
    def tried(self) -> Iterator[tuple[Array, Float, int]]:
        """The values near the number, as they are and as perplexities, how rare they are, and of how many paths."""
        counts, routes = self.readings.counts, len(self.bundle.routes)
        yield self.values[self._around][:, 0], self.bits(self._around), routes * int(counts.sum())
        powers, many = self._perplexities, routes * int(np.searchsorted(self._untouched, counts).sum())
        yield np.exp(self.values[powers][:, 0]), self.bits(powers) + Perplexity.bits, many

    @property
    def verdicts(self) -> Iterator[tuple[Step | None, float, Places]]:
        """Paths that give the number, by the step of the number itself that this takes.

        Where there are more numbers than are looked at, others may take the step that the first ones do not need.
        """
        number, values = self.first, self.values[self._around]
        rough = number.roughly(values)
        routes, readings, places = (each[rough] for each in self._around)
        values = values[rough]
        single = np.array([route.precision == "float32" for route in self.bundle.routes])[routes]
        exact = np.where(single, number.is_in_float32(values), number.rounds_from(values))
        yield None, 0.0, (routes[exact], readings[exact], places[exact])
        settled = exact & (number is self.number)
        if number.may_be_float32:
            close = number.near_in_float32(values) & ~settled & ~single
            yield InSinglePrecision(), InSinglePrecision.bits, (routes[close], readings[close], places[close])
        cut = number.cut_from(values) & ~settled
        yield DigitsTruncated(), DigitsTruncated.bits, (routes[cut], readings[cut], places[cut])
        if len(self._untouched):
            powers = self._perplexities
            hit = number.is_perplexity(self.values[powers])
            yield Perplexity(), Perplexity.bits, (powers[0][hit], powers[1][hit], powers[2][hit])

    def likeliest(self, at: Places, most: float) -> Iterator[tuple[int, int, int]]:
        """Of these paths those up to `most` bits, of each reading the likeliest."""
        bits = self.bits(at)
        for reading in np.unique(at[1]):
            likely = np.flatnonzero((at[1] == reading) & (bits <= most))
            for place in likely[np.argsort(bits[likely], kind="stable")[:MOST_HITS]]:
                yield int(at[0][place]), int(reading), int(at[2][place])

    def nearest(self) -> Iterator[tuple[int, int, int]]:
        """Of the readings that come nearest, the few plain paths of each that nearly give the number."""
        found = [self._nearest_of(reading) for reading in self._nearest_readings]
        for _, route, reading, place in sorted((each for some in found for each in some), key=lambda each: each[2]):
            yield route, reading, place

    @cached
    def _near(self) -> tuple[Array, Array, Float]:
        """``(R, L, p)``: how far plain paths are from the number, inf for rare ones; their places ``(p,)`` and bits."""
        readings, number = self.readings, self.number.values[: self.values.shape[3]]
        few = np.minimum((readings.bits <= NEAR_BITS).sum(axis=1), readings.counts)
        columns = np.flatnonzero(readings.course.is_plain[: few.max()])
        distance = np.abs(self.values[:, :, columns] - number).max(axis=3)
        bits = self.bundle.bits[:, None, None] + readings.bits[:, columns] + self.situation.bits
        distance[(bits > NEAR_BITS) | (columns >= few[:, None]) | ~np.isfinite(distance)] = np.inf
        return distance, columns, bits

    @property
    def _nearest_readings(self) -> list[int]:
        """Those that come nearest, the nearest first."""
        distance, columns, _ = self._near
        if not len(columns):
            return []
        least = distance.min(axis=(0, 2))
        return [int(each) for each in np.argsort(least, kind="stable")[:NEAR_READINGS] if np.isfinite(least[each])]

    def _nearest_of(self, reading: int) -> list[tuple[float, int, int, int]]:
        """Those of one reading, each with its distance: the nearest, and one that rare ones may crowd out."""
        distance, bits, columns = self._near[0][:, reading], self._near[2][:, reading], self._near[1]
        likely = _smallest((distance * 2.0**bits).ravel(), 1)
        flat_places = dict.fromkeys([*_smallest(distance.ravel(), NEAREST).tolist(), *likely.tolist()])
        places = [(*divmod(place, len(columns)), place) for place in flat_places]
        return [(distance.flat[flat], route, reading, int(columns[column])) for route, column, flat in places]


def _smallest(distances: Float, most: int) -> Array:
    """Where the smallest finite distances are, the smallest first, of equal ones the first."""
    limit = np.partition(distances, most - 1)[most - 1] if len(distances) > most else np.inf
    places = np.flatnonzero((distances <= limit) & np.isfinite(distances))
    return places[np.argsort(distances[places], kind="stable")[:most]]
