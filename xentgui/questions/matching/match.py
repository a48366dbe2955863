"""Which definition, option or slip gives this number? A search over definitions, slips and three of them together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.questions.matching.answers import not_it, tell_apart
from xentgui.questions.matching.candidates import Candidate
from xentgui.questions.matching.given import Facts, Given, read_facts, read_given
from xentgui.questions.matching.groups import (
    FEW_GROUPS,
    MOST_GROUPS,
    SPREAD,
    Group,
    Member,
    grouped,
    least_bits,
    members_of,
)
from xentgui.questions.matching.hand import rounded_by_hand
from xentgui.questions.matching.number import Number, read_number
from xentgui.questions.matching.outputs import Route, output_readings, routes
from xentgui.questions.matching.plausibility import Anchor, anchors
from xentgui.questions.matching.retrace import Difference
from xentgui.questions.matching.screen import NEAR, NEAR_BITS, Screen
from xentgui.questions.matching.situations import Situation, situations
from xentgui.questions.matching.sums import bundles
from xentgui.questions.matching.words import explanation, near_miss, title
from xentgui.sources import sources

RAREST = 10.0  # bits beyond which no explanation is told, however many digits there are
LARGE = ((500_000, 3.5), (50_000, 5.0), (5_000, 8.0))  # of so many outputs and more, only the likelier ones
LEAST = 6.0  # bits up to which explanations are told however few digits there are
CLEAR = 2.5  # bits below which an answer needs no rounding by hand beside it
MOST_BY_HAND = 16  # near misses for which that is tried
MARGIN = 2.0  # bits by which the digits must tell more: beyond, half the answers would be chance
CHANCE = 5.0  # bits by which they must tell more for an answer to be more than a guess (about 1 in 8 is chance)


@dataclass(frozen=True, eq=False)
class Match:
    """One answer: everything that gives this value on these data, led by the likeliest.

    Attributes:
        definition: the definition that gives the number, after the slips.
        outputs_are: what the entered outputs are.
        changes: field -> value, how `definition` differs from the one chosen with the known facts applied.
        slips: slugs of what no field can say.
        value: what it gives at full precision (``(N,)`` or ``(N·K,)`` for a sequence).
        hit: whether it gives the number; False for near misses.
        equivalents: other (definition, slips) that give the same here.
        explanation: one or two plain sentences.
        title: a few words that name the cause.
        bits: how rare it is before the number is looked at; each bit is one halving.
        doubtful: whether the digits are too few to make this more than a guess.
        as_in: names of `sources` that do the same.
        member, group, search: what it was made from.
    """

    definition: Definition
    outputs_are: str
    changes: Mapping[str, Any]
    slips: tuple[str, ...]
    value: Any
    hit: bool
    equivalents: tuple[tuple[Definition, tuple[str, ...]], ...] = field(repr=False)
    explanation: str
    title: str
    bits: float
    doubtful: bool
    as_in: tuple[str, ...]
    member: Member = field(repr=False)
    group: Group = field(repr=False)
    search: "Search" = field(repr=False)

    @property
    def applies(self) -> bool:
        """Whether the definition alone gives the number, so that it can be put in the place of the one chosen."""
        return not self.slips


@dataclass(frozen=True, eq=False)
class Snapshot:
    """How far the search is (0 to 1), what it has found so far, and what was asked.

    In the end of a search with `early`: `apart`, the smallest change of the data that tells the first two answers
    apart, and `not_it`, plain candidates in words with their values.
    """

    progress: float
    matches: tuple[Match, ...]
    search: "Search"
    apart: Difference | None = None
    not_it: tuple[tuple[str, float], ...] = ()


def match(
    labels: object,
    outputs: object,
    number: object,
    *,
    outputs_are: str | None = None,
    definition: str | Definition = "softmax",
    sample_weights: object = None,
    limit: int = 10,
    near: int = 0,
    **changes: Any,
) -> list[Match]:
    """Say which definition, option or slip gives ``number`` on these data.

    Args:
        labels: ``(N,)`` class indices, or ``(N, K)``, or ``(N,)`` for one yes/no output; any finite numbers.
        outputs: ``(N, K)`` or ``(N,)``, finite.
        number: a float, a str such as "0.452" (three decimals), or a sequence of N or N·K of these.
        outputs_are: what the outputs are, or None: each reading that the numbers allow is tried.
        definition: what the user believes to have used; answers near to it come first.
        sample_weights: known weights, as in ``evaluate``.
        limit: how many hits at most.
        near: how many near misses are added after the hits.
        **changes: known facts, fields of Definition.

    Returns:
        The hits, most plausible first, then near misses; an empty list where nothing known gives the number.

    Raises:
        DataError: data that are not finite or do not fit.
        ValueError: a number that can not be read, a sequence of another length, unknown names or fields.
    """
    found: tuple[Match, ...] = ()
    for snapshot in search(
        labels, outputs, number, outputs_are=outputs_are, definition=definition, sample_weights=sample_weights,
        limit=limit, near=near, early=False, **changes,
    ):  # fmt: skip
        found = snapshot.matches
    return list(found)


def search(
    labels: object,
    outputs: object,
    number: object,
    *,
    outputs_are: str | None = None,
    definition: str | Definition = "softmax",
    sample_weights: object = None,
    limit: int = 10,
    near: int = 0,
    early: bool = True,
    **changes: Any,
) -> Iterator[Snapshot]:
    """As `match`, but in steps: snapshots with the progress and, with `early`, what plain readings alone give."""
    read = read_number(number)
    given = read_given(labels, outputs, outputs_are, sample_weights)
    facts = read_facts(definition, changes, given)
    _check_length(read, given)
    return _searched(Search(given, facts, read, limit, near), early)


def _check_length(number: Number, given: Given) -> None:
    count, rows, elements = len(number.values), given.rows, given.rows * given.columns
    if not number.alone and count not in (rows, elements):
        raise ValueError(f"{count} numbers do not fit {rows} samples of {given.columns} outputs: {rows} or {elements}")


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
        """How rare an explanation may be to be looked at."""
        size = self.given.outputs.size
        rarest = next((bits for numbers, bits in LARGE if size > numbers), RAREST)
        return min(max(self.number.bits - MARGIN, LEAST), rarest)

    @property
    def is_large(self) -> bool:
        """Whether there are so many outputs that an evaluation is felt."""
        return self.given.outputs.size > LARGE[1][0]

    def fits(self, situation: Situation) -> bool:
        """Whether a situation is likely enough, and has as many losses as numbers were given."""
        rows = self.number.alone or situation.given.rows == self.given.rows or situation.slips == ("one-sample",)
        return rows and situation.bits <= self.most_bits

    def matches(self, candidates: list[Candidate]) -> tuple[Match, ...]:
        """The groups of the hits, then those of the near misses."""
        starts = anchors(self.facts)
        nearest = self._nearest(candidates)
        hits = [candidate for candidate in candidates if candidate.last != NEAR]
        if not any(each.is_bare and least_bits(each) <= CLEAR for each in hits):
            hits += rounded_by_hand(nearest[: MOST_BY_HAND * (not self.is_large)], self.number, starts)
        groups = grouped(hits, self.number, starts, self.most_bits, FEW_GROUPS if self.is_large else MOST_GROUPS)
        groups = [group for group in groups if group.bits <= groups[0].bits + SPREAD]
        told = [self.told(group, True) for group in groups[: self.limit]]
        told += [self.told(group, False) for group in self._missed(nearest, starts)]
        return tuple(told)

    def _nearest(self, candidates: list[Candidate]) -> list[Candidate]:
        """Plain candidates that do not give the number, the nearest first, one of each value."""
        number = self.number
        near = [each for each in candidates if each.last == NEAR and not number.rounds_from(each.value[None])[0]]
        near.sort(key=lambda each: (float(np.abs(each.value - number.values).max()), least_bits(each)))
        found: dict[float, Candidate] = {}
        for each in near:
            found.setdefault(float(f"{each.value[0]:.9e}"), each)
        return list(found.values())

    def _missed(self, nearest: list[Candidate], starts: tuple[Anchor, ...]) -> Iterator[Group]:
        told = 0
        for candidate in nearest:
            if told == self.near:
                return
            members = members_of(replace(candidate, last=()), True, starts, NEAR_BITS)
            if members:
                told += 1
                yield Group(members[0].candidate.full_value(members[0].definition), tuple(members))

    def told(self, group: Group, hit: bool) -> Match:
        """A group as an answer."""
        best = group.members[0]
        changes = {
            name: getattr(best.definition, name)
            for name in FIELD_NAMES
            if getattr(best.definition, name) != getattr(self.facts.chosen, name)
        }
        values = group.values
        value: Any = float(values[0]) if self.number.alone else values
        doubtful = hit and best.bits > self.number.bits - CHANCE
        chosen, names = self.facts.chosen, self._names(best)
        if hit or not self.number.alone:
            named = "" if not changes or best.slips else _framework(names, best.candidate.route.read_as)
            words = explanation(best.candidate, best.definition, chosen, doubtful=doubtful, as_in=named)
        else:
            words = near_miss(best.candidate, best.definition, chosen, value, float(self.number.values[0]))
        return Match(
            definition=best.definition,
            outputs_are=best.candidate.outputs_are,
            changes=MappingProxyType(changes),
            slips=best.slips,
            value=value,
            hit=hit,
            equivalents=tuple((member.definition, member.slips) for member in group.members[1:]),
            explanation=words,
            title=title(best.candidate, best.definition, chosen),
            bits=best.bits,
            doubtful=doubtful,
            as_in=names,
            member=best,
            group=group,
            search=self,
        )

    def _names(self, member: Member) -> tuple[str, ...]:
        """The sources whose definition, with the known facts, is the member's."""
        return tuple(
            name for name, source in sources.items() if self.facts.applied_to(source.definition) == member.definition
        )


def _framework(names: tuple[str, ...], takes: str) -> str:
    """The title of the first of a framework, one that takes such outputs before the others."""
    found = [sources[name] for name in names if sources[name].framework]
    found.sort(key=lambda source: source.takes != takes)
    return found[0].title if found else ""


def _searched(search: Search, early: bool) -> Iterator[Snapshot]:
    candidates: list[Candidate] = []
    found: tuple[Match, ...] = ()
    each = [situation for situation in situations(search.given) if search.fits(situation)]
    for step, situation in enumerate(each):
        for more in _looked(search, situation):
            candidates.extend(more)
            yield Snapshot((step + 0.5) / len(each), found, search)
        if early and step == 0:
            found = search.matches(candidates)
    found = search.matches(candidates)
    if early:
        yield Snapshot(1.0, found, search, tell_apart(found), not_it(search))
    else:
        yield Snapshot(1.0, found, search)


def _looked(search: Search, situation: Situation) -> Iterator[list[Candidate]]:
    """What a situation gives, in steps that are short however many rows there are; many of them find nothing."""
    screen = Screen(situation, search.facts, search.number, search.most_bits)
    left = search.most_bits - situation.bits
    all_routes: list[Route] = []
    for reading in output_readings(situation, left):
        all_routes.extend(routes(reading, situation, search.number, left))
        yield []
    for bundle in bundles(all_routes):
        yield []
        yield from screen.look(bundle)
