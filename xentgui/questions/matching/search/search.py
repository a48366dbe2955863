"""What is asked, and the search: every situation, route after route, and groups of what gives the number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np

from xentgui.losses.arrays import Array, DataError, Float
from xentgui.losses.batch import Batch
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.evaluation import Evaluation, ask_ahead, evaluate
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.search.bundles import bundles
from xentgui.questions.matching.search.by_hand import rounded_by_hand
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.equivalents import FEW_GROUPS, MOST_GROUPS, SPREAD, Group, grouped, same
from xentgui.questions.matching.search.likeliest import OF_EVERY_TERM, likeliest
from xentgui.questions.matching.search.look import NEAR_BITS, to_digits
from xentgui.questions.matching.search.path import Candidate, Member, members_of
from xentgui.questions.matching.search.plausibility import FIELDS, Anchor, Guard, anchors
from xentgui.questions.matching.search.routes import HUGE, Route, routes
from xentgui.questions.matching.search.screen import Screen
from xentgui.questions.matching.steps.ending import (
    DigitsTruncated,
    Ending,
    LabelsRounded,
    Near,
    OutputsRounded,
    Tail,
    TermsRounded,
)
from xentgui.questions.matching.steps.labels import plain_readings
from xentgui.questions.matching.steps.output_readings import OutputReading, ask_together, output_readings
from xentgui.questions.matching.steps.outputs import ProbabilitiesRounded
from xentgui.questions.matching.steps.situation import OneSample, OverOneOutput, Situation, situations
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import weights
from xentgui.questions.number import Number

RAREST = 10.0  # bits beyond which no explanation is told, however many digits there are
LARGE = ((HUGE, 3.0), (500_000, 3.5), (50_000, 5.0), (5_000, 8.0))  # outputs, from which on rarer ones are left out
LEAST = 6.0  # bits up to which explanations are told however few digits there are
CLEAR = 2.5  # bits below which an answer needs no rounding by hand beside it
MOST_BY_HAND = 16  # near misses for which that is tried
MARGIN = 2.0  # bits by which the digits must tell more: beyond, half the answers would be chance
NEAR_SHARE = 0.01  # of the number, by which a near miss may differ
LIKELY = 1.0  # bits of a kind of outputs up to which the first answers are looked for
TOGETHER = 12  # definitions after the first that are asked at once for what they give
SIMPLE = 3.0  # bits up to which a near miss is simple


@dataclass(frozen=True, eq=False)
class Search:
    """What is asked: the data, the facts, the number, and how many answers are wanted."""

    given: Given
    facts: Facts
    number: Number
    limit: int
    near: int

    @property
    def most_bits(self) -> float:
        """How rare an explanation may be to be looked at in tables of so many outputs."""
        size = self.given.outputs.size
        return min(self._told_bits, next((bits for numbers, bits in LARGE if size > numbers), RAREST))

    @property
    def _told_bits(self) -> float:
        """How rare an explanation may be to be told."""
        return min(max(self.number.bits - MARGIN, LEAST), RAREST)

    @property
    def leaves_out(self) -> bool:
        """Whether rarer explanations would be told, but are not looked for in so many outputs."""
        return self.most_bits < self._told_bits

    @property
    def is_large(self) -> bool:
        """Whether there are so many outputs that an evaluation is felt."""
        return self.given.outputs.size > LARGE[-2][0]

    @property
    def is_long(self) -> bool:
        """Whether there are so many outputs that one waits for the end."""
        return self.given.outputs.size > LARGE[-1][0]

    def gives(self, member: Member) -> bool:
        """Whether the definition of a member gives the number, or nearly gives what nearly gave it, on these data."""
        found = self.values(member.definition, member.candidate.outputs_are, member.candidate.weights.sample)
        if found is None:
            return False
        return isinstance(member.candidate.last, Near) or self.hits(member.definition, found)

    def values(self, definition: Definition, kind: str, *sample: Float | None) -> Float | None:
        """``(m,)``: what a definition gives on these data; None where it refuses them, or gives fewer or more."""
        found = self._evaluated(definition, kind, *sample)
        if found is None:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(found.value, dtype=np.float64).ravel()

    def _evaluated(self, definition: Definition, kind: str, *sample: Float | None) -> Evaluation | None:
        given, many = self.given, len(self.number.values)
        wide = definition.over_outputs == "none" and not given.one_column
        gives = 1 if definition.reduction != "none" else given.rows * (given.columns if wide else 1)
        try:
            own = not sample or sample[0] is given.weights
            batch = self.batch(kind) if own else given.batch(kind, sample[0])
            return evaluate(batch, definition) if gives == many else None
        except (DataError, ValueError):
            return None

    def ask_ahead(self, definitions: Iterable[Definition], kind: str) -> None:
        """Ask at once for what several definitions give, which have much in common."""
        found = [each for each in (self._evaluated(definition, kind) for definition in definitions) if each is not None]
        if found and self.number.alone:
            ask_ahead(found[0].batch, (each.definition for each in found))

    def hits(self, definition: Definition, values: Float) -> bool:
        """Whether these values of a definition are the number."""
        single = definition.precision == "float32"
        found = self.number.is_in_float32(values[None]) if single else self.number.rounds_from(values[None])
        return bool(found[0])

    @cached
    def _batches(self) -> dict[str, Batch]:
        return {}

    def batch(self, kind: str) -> Batch:
        """The data as `evaluate` takes them; its blocks remember what many definitions have in common."""
        if kind not in self._batches:
            self._batches[kind] = self.given.batch(kind, self.given.weights)
        return self._batches[kind]

    @cached
    def tally(self) -> Tally:
        """What was tried so far."""
        return Tally(self.number)

    def chance(self, member: Member) -> float:
        """How many explanations as rare at most would give such digits by accident."""
        last, bits = member.candidate.last, member.bits
        if isinstance(last, DigitsTruncated):
            return self.tally.expected(bits) + self.tally.expected(bits - last.bits)
        if isinstance(last, TermsRounded):
            return self.tally.expected(bits) + self.tally.expected(bits - last.bits, 3.0)
        if isinstance(last, OutputsRounded | LabelsRounded | ProbabilitiesRounded):
            wider = max(member.candidate.window / self.tally.width, 1.0) if self.tally.width else 1.0
            loose = self.tally.expected(bits - member.candidate.last_bits, wider)
            return self.tally.expected(bits) + loose
        return self.tally.expected(bits)

    @cached
    def straight(self) -> Situation | None:
        """The data as they are; None where the labels cannot be read so."""
        readable = next(plain_readings(self.given, self.facts), None) is not None
        return next(situations(self.given)) if readable else None

    def fits(self, situation: Situation) -> bool:
        """Whether a situation is likely enough, can give the number, and has as many losses as numbers were given."""
        if isinstance(situation.step, OverOneOutput) and self.number.values.any():
            return False
        rows = self.number.alone or situation.given.rows == self.given.rows or isinstance(situation.step, OneSample)
        return rows and situation.bits <= self.most_bits

    def groups(self, candidates: list[Candidate]) -> tuple[list[Group], list[Group]]:
        """The groups of the hits, and those of the near misses."""
        starts = self.anchors
        nearest = self._nearest(candidates)
        hits = [candidate for candidate in candidates if not isinstance(candidate.last, Near)]
        if not (self.is_large or any(each.is_bare and each.least_bits <= CLEAR for each in hits)):
            hits += self._rounded_by_hand(sorted(nearest, key=self._likely_near))
        groups = grouped(hits, self.number, starts, self._told_bits, FEW_GROUPS if self.is_large else MOST_GROUPS)
        groups = self._with_chosen(groups)
        groups = [group for group in groups if group.bits <= groups[0].bits + SPREAD]
        return groups[: self.limit], self._missed(nearest, starts)

    def _with_chosen(self, groups: list[Group]) -> list[Group]:
        """With the definition chosen in front, where it gives the number as it stands, whatever its fields hold."""
        if groups and groups[0].members[0].is_of(self.facts.chosen):
            return groups
        for own in _given_by(self, self.anchors[0]):
            alike = [each for each in groups if each.kind == own.kind and same(each.values, own.values)]
            members = (each for group in alike for each in group.members if not each.is_of(self.facts.chosen))
            others = [each for each in groups if each not in alike]
            groups = [Group(own.values, (*own.members, *members)), *others]
        return groups

    def _likely_near(self, candidate: Candidate) -> float:
        """The less, the nearer and the likelier: rare causes that move last digits crowd about each value."""
        return float(np.abs(candidate.value - self.number.values).max() * 2.0**candidate.least_bits)

    def _rounded_by_hand(self, likely: list[Candidate]) -> Iterator[Candidate]:
        """Paths that give the number with numbers rounded on the way: looked for once from the first of these."""
        for each in likely[:MOST_BY_HAND]:
            if each not in self._by_hand:
                self._by_hand[each] = list(rounded_by_hand(each, self.number, self.anchors))
            yield from self._by_hand[each]

    @cached
    def _by_hand(self) -> dict[Candidate, list[Candidate]]:
        return {}

    @cached
    def anchors(self) -> tuple[Anchor, ...]:
        """What explanations start from."""
        return anchors(self.facts)

    def _nearest(self, candidates: list[Candidate]) -> list[Candidate]:
        """Plain candidates that do not give the number, the nearest first, one of each value."""
        near = [each for each in candidates if isinstance(each.last, Near)]
        values = np.array([each.value for each in near]).reshape(len(near), len(self.number.values))
        missed = np.flatnonzero(~self.number.rounds_from(values))
        distance = np.abs(values[missed] - self.number.values).max(axis=1, initial=0.0)
        order = missed[np.argsort(distance, kind="stable")]
        found: dict[float, Candidate] = {}
        for place, alike in zip(order, to_digits(values[order, 0], 10).tolist(), strict=True):
            found[alike] = min(found.get(alike, near[place]), near[place], key=attrgetter("least_bits"))
        return list(found.values())

    def _missed(self, nearest: list[Candidate], starts: tuple[Anchor, ...]) -> list[Group]:
        """The nearest of the simple ones, of about equal values the simplest; others only where these are too few."""
        found: list[Group] = []
        telling = {route for route in {each.route for each in nearest} if self._teaches(route)}
        simplest = _simplest_alike([candidate for candidate in nearest if candidate.route in telling])
        for candidate in sorted(simplest, key=lambda each: each.least_bits > SIMPLE):
            if len(found) == self.near:
                break
            if members := members_of(replace(candidate, last=None), True, starts, NEAR_BITS):
                found.append(Group(members[0].candidate.full_value(members[0].definition), tuple(members)))
        found.sort(key=lambda group: float(np.abs(group.values - self.number.values).max()))
        return [group for group in found if self._is_near(group)]

    def _teaches(self, route: Route) -> bool:
        """Whether a path that misses may teach something: no squares, and nothing in a logarithm, that nobody chose."""
        chosen = self.facts.chosen
        squares = route.family.squares and not chosen.squares
        own = all(getattr(chosen, name) == value for name, value in route.guard.fields.items())
        return not squares and (own or not route.guard.bits)

    def _is_near(self, group: Group) -> bool:
        """Whether it misses by little, or gives some of several numbers exactly."""
        if not self.number.alone and self.number.each_rounds_from(group.values).any():
            return True
        off, size = np.abs(group.values - self.number.values), np.abs(self.number.values)
        return bool((off <= NEAR_SHARE * size).all())

    def look(self, situation: Situation) -> Iterator[tuple[float, list[Candidate]]]:
        """What a situation gives, in steps that are short however many rows there are, with how much of it is done."""
        screen = Screen(
            situation, self.facts, self.number, self.most_bits, self.tally, self.is_large and self.number.alone
        )
        left = self.most_bits - situation.bits
        readings = list(output_readings(situation, left))
        each = [[reading] for reading in readings] if self.is_large else [readings]
        if situation.step is None:
            yield 0.0, list(likeliest(situation, self.facts, self.number, self.tally))
        for place, some in enumerate(each):
            for done, found in self._look_at(some, screen, left):
                yield (place + done) / len(each), found
        for reading in readings if self.is_large else ():
            reading.forget()

    def _look_at(
        self, readings: list[OutputReading], screen: Screen, left: float
    ) -> Iterator[tuple[float, list[Candidate]]]:
        """The same for some readings of the outputs, whose halves share calls."""
        ways: list[Route] = []
        ask_together(readings)
        for reading in readings:
            ways.extend(routes(reading, screen.situation, self.number, left))
            yield 0.0, []
        seen = 0
        for bundle in bundles(ways, screen.asks):
            seen += len(bundle.routes)
            done = min(seen / len(ways), 0.99)
            yield done, []
            yield from ((done, found) for found in screen.look(bundle))
        if self.is_large:
            for reading in readings:
                if reading.before:  # of the others what they are made to is asked again
                    reading.forget()
            for way in ways:
                way.forget()


def _simplest_alike(nearest: list[Candidate]) -> list[Candidate]:
    """Of candidates whose values agree to three digits the likeliest; the order stays."""
    found: dict[float, Candidate] = {}
    values = np.array([candidate.value[0] for candidate in nearest])
    for candidate, alike in zip(nearest, to_digits(values, 3).tolist(), strict=True):
        if alike not in found or _rarity(candidate) < _rarity(found[alike]):
            found[alike] = candidate
    return list(found.values())


def _rarity(candidate: Candidate) -> tuple[float, bool]:
    return candidate.least_bits, candidate.route.precision == "float32"


def first_answers(search: Search) -> Iterator[tuple[Group, ...]]:
    """After each definition what gives the number by itself: of definitions that give the same the likeliest."""
    if search.straight is None:
        return
    kinds = [kind for kind, bits in search.straight.kinds if bits <= LIKELY]
    found: tuple[Group, ...] = ()
    for place, anchor in enumerate(search.anchors):
        for kind in kinds if place % TOGETHER == 1 else ():
            search.ask_ahead((each.definition for each in search.anchors[place : place + TOGETHER]), kind)
        for group in _given_by(search, anchor):
            if not any(same(each.values, group.values) for each in found):
                found = (*found, group)
        yield found


def _given_by(search: Search, anchor: Anchor) -> Iterator[Group]:
    """A definition as it stands, on each likely kind of outputs where it gives the number."""
    if (situation := search.straight) is None:
        return
    for kind, bits in situation.kinds:
        values = search.values(anchor.definition, kind) if bits <= LIKELY else None
        if values is not None and search.hits(anchor.definition, values):
            path = _path(search, situation, kind, anchor.definition, values)
            yield Group(
                values,
                (Member(path, tuple(getattr(anchor.definition, name) for name in FIELD_NAMES), (), anchor.bits),),
            )


def _path(search: Search, situation: Situation, kind: str, definition: Definition, values: Array) -> Candidate:
    """The path on which nothing goes wrong but what the definition says."""
    guard = Guard(0.0, **{name: getattr(definition, name) for name in FIELDS})
    reading = OutputReading((), 0.0, kind, kind, search.given.outputs)
    route = Route(reading, definition.activation, definition.likelihood, guard, definition.precision, (), True)
    labels = next(plain_readings(search.given, search.facts))
    weighting = weights(search.given, search.facts)[0]
    classes = definition.class_weights if isinstance(definition.class_weights, tuple) else None
    return Candidate(
        situation, route, labels, replace(weighting, classes=classes, positive=definition.pos_weight),
        Smoothing(definition.label_smoothing, 0.0), Ending((definition.over_outputs,), definition.reduction, 0.0),
        (definition.normalise_by,), 1.0, Tail(definition.log_base, 1.0, 0.0, 0.0), np.atleast_1d(values),
        fields=tuple((name, value) for name, value in search.facts.chosen.differences.items()
                     if name in (*OF_EVERY_TERM, "over_groups") and getattr(definition, name) == value),
    )  # fmt: skip
