"""Values of many paths at once: those that are the number, by the step of the number itself that this takes."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.cached import cached
from xentgui.questions.matching.search.bundles import Bundle
from xentgui.questions.matching.search.chance import around
from xentgui.questions.matching.search.sums import Weighed, losses
from xentgui.questions.matching.steps.ending import (
    DigitsTruncated,
    Ending,
    InSinglePrecision,
    Perplexity,
    Tail,
)
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.step import Step
from xentgui.questions.number import Number

FIRST = 2  # of several numbers, so many are looked at before the others
NEAR_BITS = 5.0  # a near miss is worth telling up to here
MOST_HITS = 100  # hits of each of these, the likeliest: where a loss is 0 everything hits
NEAREST = 8  # near misses that are kept of each bundle and reading of the labels
AT_ONCE = 2_000_000  # numbers in the arrays of one look, at most


@dataclass(frozen=True, eq=False)
class Tails:
    """The tails of a search."""

    each: tuple[Tail, ...]

    @cached
    def multipliers(self) -> Float:
        return np.array([tail.multiplier for tail in self.each])

    @cached
    def are_plain(self) -> Array:
        """In which nothing goes wrong but the sign."""
        return np.array([abs(tail.factor) == 1 for tail in self.each])

    @cached
    def bits(self) -> Float:
        """How rare they are after a likelihood with a logarithm."""
        return np.array([tail.bits for tail in self.each])

    @cached
    def bits_of_squares(self) -> Float:
        """The same of squares, which have no base of a logarithm."""
        return np.where([tail.log_base != math.e for tail in self.each], np.inf, self.bits)


Divisors = tuple[tuple[tuple[float, tuple[str, ...]], ...], ...]  # of each weighting, with their names
End = tuple[Ending, tuple[str, ...], float]  # an ending, with the names of what a mean divides by, and this number


@dataclass(frozen=True, eq=False)
class Course:
    """All that can follow a reading of the labels under one likelihood, the likely first; many readings share one.

    `ends` are those of each weighting; the arrays ``(P,)`` say of each place which weighting, form of smoothing, end
    and tail it takes, and `scale` by what the sums are multiplied.
    """

    forms: tuple[Smoothing, ...]
    ends: tuple[tuple[End, ...], ...]
    tails: Tails
    weights: Array
    form: Array
    end: Array
    tail: Array
    bits: Float
    least: Float

    @classmethod
    def of(
        cls, forms: tuple[Smoothing, ...], ends: tuple[tuple[End, ...], ...], tails: Tails, bits: Float, least: Float,
        most: float,
    ) -> "Course":  # fmt: skip
        """What is not rarer than `most`; `bits` ``(W, S, E, T)`` says how rare each is, `least` ``(W, S)`` without the
        fields of a definition that an anchor may hold, and without the tail."""
        weights, form, end, tail = np.nonzero(bits <= most)
        kept = bits[weights, form, end, tail]
        order = np.argsort(kept, kind="stable")
        weights, form, end, tail = (each[order] for each in (weights, form, end, tail))
        likely = least[weights, form] + tails.bits[tail]
        return cls(forms, ends, tails, weights, form, end, tail, kept[order], likely)

    @cached
    def scale(self) -> Float:
        divisors = np.ones((len(self.ends), max(map(len, self.ends))))
        for place, some in enumerate(self.ends):
            divisors[place, : len(some)] = [divisor for _, _, divisor in some]
        return np.asarray(self.tails.multipliers[self.tail] / divisors[self.weights, self.end])

    @cached
    def is_untouched(self) -> Array:
        """Where a cross-entropy stays in natural logarithms, so that its exponential is a perplexity."""
        divergences = np.array([form.divergence for form in self.forms])
        return np.asarray((self.tails.multipliers == 1)[self.tail] & ~divergences[self.form])

    @cached
    def is_plain(self) -> Array:
        """Where nothing goes wrong in the tail but the sign."""
        return self.tails.are_plain[self.tail]


@dataclass(frozen=True, eq=False)
class Plan:
    """A reading of the labels, with its place among all, and the course after it: with the bits of both, and the
    entropies of its labels."""

    place: int
    labels: LabelReading
    course: Course
    bits: Float
    entropies: Array | None

    def count(self, left: float) -> int:
        """How far down the course one looks."""
        return int(np.searchsorted(self.bits, left, side="right"))


def together(weighed: Weighed, plans: list[Plan], left: float) -> Iterator[list[tuple[Plan, int]]]:
    """Plans, with how far each goes, as many as one look takes."""
    routes = len(weighed.bundle.routes)
    for few in (True, False):
        some: list[tuple[Plan, int]] = []
        numbers = 0
        for plan in plans:
            count = plan.count(left)
            if not count or weighed.takes_few(plan.labels) != few:
                continue
            size = max(weighed.size(plan.labels), routes * count)
            if some and numbers + size > AT_ONCE:
                yield some
                some, numbers = [], 0
            some.append((plan, count))
            numbers += size
        if some:
            yield some


Places = tuple[Array, Array]  # routes, places along the courses


@dataclass(frozen=True, eq=False)
class Looked:
    """A bundle under readings of the labels: the sums ``(R, L, S, W, ...)``, and what comes of them along the courses.

    The courses ``(P,)`` stand one after the other, each as far as it goes.
    """

    weighed: Weighed
    plans: list[tuple[Plan, int]]
    situation: Situation
    number: Number

    @property
    def bundle(self) -> Bundle:
        return self.weighed.bundle

    def _along(self, of: Callable[[Plan], Array]) -> Array:
        """``(P,)``: what each course says of its places."""
        return np.concatenate([of(plan)[:count] for plan, count in self.plans])

    @cached
    def reading(self) -> Array:
        """``(P,)``: which of the readings each place belongs to."""
        return np.repeat(np.arange(len(self.plans)), [count for _, count in self.plans])

    @cached
    def _starts(self) -> list[int]:
        """Where each course begins."""
        return list(accumulate((count for _, count in self.plans), initial=0))

    @cached
    def rarity(self) -> Float:
        """``(P,)``: the bits of the labels and of what follows them."""
        return self._along(attrgetter("bits"))

    @cached
    def _reached(self) -> tuple[Array, Array]:
        """Which smoothings the courses reach, and for each place ``(P,)`` which of these it takes."""
        found, each = np.unique(self._along(attrgetter("course.form")), return_inverse=True)
        return found, each

    @cached
    def _sums_at(self) -> tuple[Array, Array, Array]:
        """``(P,)`` each: the reading, the smoothing and the weighting of each place."""
        return self.reading, self._reached[1], self._along(attrgetter("course.weights"))

    @cached
    def _scale(self) -> Float:
        return self._along(attrgetter("course.scale"))

    @cached
    def sums(self) -> Array:
        """``(R, L, S, W, ...)`` of the smoothings reached, the entropies subtracted where they are."""
        forms = [self.plans[0][0].course.forms[place] for place in self._reached[0]]
        found = losses(self.weighed, [plan.labels for plan, _ in self.plans], forms, self.situation.given.one_column)
        for place, (plan, _) in enumerate(self.plans):
            if plan.entropies is not None:
                found[:, place] -= plan.entropies[self._reached[0]]
        return found

    @cached
    def values(self) -> Array:
        """``(R, P, m)``: what each place gives, of several numbers the first two."""
        sums = self.sums[..., None] if self.sums.ndim == 4 else self.sums[..., :FIRST]
        found: Array = sums[:, *self._sums_at]
        found *= self._scale[:, None]
        return found

    def plan(self, place: int) -> tuple[Plan, int]:
        """Whose course a place is on, and where on it."""
        reading = self.reading[place]
        return self.plans[reading][0], place - self._starts[reading]

    def value(self, route: int, place: int) -> Array:
        """``(m,)``: all that one path gives."""
        reading, form, weights = (int(each[place]) for each in self._sums_at)
        return np.atleast_1d(self.sums[route, reading, form, weights] * self._scale[place])

    @cached
    def first(self) -> Number:
        """As many of several numbers as are looked at."""
        return self.number.first(self.values.shape[2])

    def bits(self, at: Places) -> Float:
        """How rare these paths are."""
        return self.bundle.bits[at[0]] + self.rarity[at[1]] + self.situation.bits

    def _between(self, reach: tuple[float, float], counted: tuple[float, float] | None, values: Array) -> Places:
        """Where the first number lies between these, or where it is counted, all ends included."""
        low, high = reach
        if counted:
            low, high = min(low, counted[0]), max(high, counted[1])
        return np.divmod(np.flatnonzero((values >= low) & (values <= high)), values.shape[1])

    @cached
    def _around(self) -> Places:
        """What may be the number, and what is counted around it."""
        return self._between(self.number.reach, around(self.number), self.values[:, :, 0])

    @cached
    def _untouched(self) -> Array:
        """The places that leave natural logarithms as they are, where the number may be a perplexity."""
        if not self.number.alone or not self.number.values[0] > 1:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self._along(attrgetter("course.is_untouched")))

    @cached
    def _perplexities(self) -> Places:
        """What may be the logarithm of the number, and what is counted around it."""
        if not len(self._untouched):
            return (self._untouched,) * 2
        counted = around(self.number)
        logarithms = None if counted is None else (float(np.log(counted[0])), float(np.log(counted[1])))
        routes, places = self._between(self.number.logarithm().reach, logarithms, self.values[:, self._untouched, 0])
        return routes, self._untouched[places]

    @property
    def tried(self) -> Iterator[tuple[Array, Float, int]]:
        """The values near the number, as they are and as perplexities, how rare they are, and of how many paths."""
        routes = len(self.bundle.routes)
        yield self.values[self._around][:, 0], self.bits(self._around), routes * len(self.reading)
        powers, many = self._perplexities, routes * len(self._untouched)
        yield np.exp(self.values[powers][:, 0]), self.bits(powers) + Perplexity.bits, many

    @property
    def verdicts(self) -> Iterator[tuple[Step | None, float, Places]]:
        """Paths that give the number, by the step of the number itself that this takes.

        Where there are more numbers than are looked at, others may take the step that the first ones do not need.
        """
        number, values = self.first, self.values[self._around]
        rough = number.roughly(values)
        routes, places = (each[rough] for each in self._around)
        values = values[rough]
        single = np.array([route.precision == "float32" for route in self.bundle.routes])[routes]
        exact = np.where(single, number.is_in_float32(values), number.rounds_from(values))
        yield None, 0.0, (routes[exact], places[exact])
        settled = exact & (number is self.number)
        if number.may_be_float32:
            close = number.near_in_float32(values) & ~settled & ~single
            yield InSinglePrecision(), InSinglePrecision.bits, (routes[close], places[close])
        cut = number.cut_from(values) & ~settled
        yield DigitsTruncated(), DigitsTruncated.bits, (routes[cut], places[cut])
        if len(self._untouched):
            powers = self._perplexities
            hit = number.is_perplexity(self.values[powers])
            yield Perplexity(), Perplexity.bits, (powers[0][hit], powers[1][hit])

    def likeliest(self, at: Places, most: float) -> Iterator[tuple[int, int]]:
        """Of these paths those up to `most` bits, of each reading the likeliest."""
        bits = self.bits(at)
        likely = np.flatnonzero(bits <= most)
        return self._first((at[0][likely], at[1][likely]), bits[likely], MOST_HITS)

    def nearest(self, few: bool) -> Iterator[tuple[int, int]]:
        """Of each reading the few plain paths that nearly give the number, and one that rare ones may crowd out.

        With `few`, of those that miss, by route and three digits of their values, only the nearest and the likeliest.
        """
        places = np.flatnonzero(self._along(attrgetter("course.is_plain")) & (self.rarity <= NEAR_BITS))
        if not len(places):
            return iter(())
        distance = np.abs(self.values[:, places] - self.number.values[: self.values.shape[2]]).max(axis=2)
        rarity = self.bundle.bits[:, None] + self.rarity[places] + self.situation.bits
        kept = np.nonzero((rarity <= NEAR_BITS) & np.isfinite(distance))
        at, distance = (kept[0], places[kept[1]]), distance[kept]
        likely = self._first(at, distance * 2.0 ** rarity[kept], 1)
        found = dict.fromkeys([*self._first(at, distance, NEAREST), *likely])
        return self._unlike(found) if few and found else iter(found)

    def _unlike(self, paths: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Of these paths that miss, by route and three digits of their values, the nearest and the likeliest."""
        routes, places = np.array(list(paths)).T
        values = self.values[routes, places, 0]
        order = np.argsort(np.abs(values - self.number.values[0]), kind="stable")
        order = order[~self.number.rounds_from(values[order, None])]
        routes, places, values = routes[order], places[order], values[order]
        _, alike = np.unique(np.stack([routes, to_digits(values, 3)]), axis=1, return_inverse=True)
        least = np.array([plan.labels.bits for plan, _ in self.plans])[self.reading[places]]
        least = least + self._along(attrgetter("course.least"))[places]
        each = (self._first((routes, places), by, 1, alike.ravel()) for by in (np.arange(len(order)), least))
        return iter(dict.fromkeys(path for paths in each for path in paths))

    def _first(self, at: Places, by: Array, most: int, of: Array | None = None) -> Iterator[tuple[int, int]]:
        """Of each reading, or of what is given, so many paths, the smallest first; of equal ones the first."""
        routes, places = at
        kind = self.reading[places] if of is None else of
        order = np.lexsort((by, kind))
        kind = kind[order]
        rank = np.arange(len(kind)) - np.searchsorted(kind, kind)
        kept = order[rank < most]
        return zip(routes[kept].tolist(), places[kept].tolist(), strict=True)


def to_digits(values: Array, digits: int) -> Array:
    """Values rounded to so many significant digits."""
    with np.errstate(all="ignore"):
        scale = 10.0 ** (digits - 1 - np.floor(np.log10(np.abs(values))))
        near = np.round(values * scale) / scale
        return np.where(np.isfinite(near) & (values != 0), near, values)
