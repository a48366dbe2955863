"""What is asked of a search, and what is found: groups of explanations, told as answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.questions.matching.candidates import Candidate
from xentgui.questions.matching.given import Facts, Given
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
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.plausibility import Anchor, anchors
from xentgui.questions.matching.retrace import Difference
from xentgui.questions.matching.screen import NEAR, NEAR_BITS
from xentgui.questions.matching.situations import Situation
from xentgui.questions.matching.words import explanation, near_miss, title
from xentgui.questions.read_only import ReadOnly
from xentgui.sources import sources

RAREST = 10.0  # bits beyond which no explanation is told, however many digits there are
LARGE = ((500_000, 3.5), (50_000, 5.0), (5_000, 8.0))  # of so many outputs and more, only the likelier ones
LEAST = 6.0  # bits up to which explanations are told however few digits there are
CLEAR = 2.5  # bits below which an answer needs no rounding by hand beside it
MOST_BY_HAND = 16  # near misses for which that is tried
MARGIN = 2.0  # bits by which the digits must tell more: beyond, half the answers would be chance
SIMPLE = 3.0  # bits up to which a near miss is simple
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

    def _missed(self, nearest: list[Candidate], starts: tuple[Anchor, ...]) -> list[Group]:
        """The nearest of the simple ones, of about equal values the simplest; others only where these are too few."""
        found: list[Group] = []
        for candidate in sorted(_simplest_alike(nearest), key=lambda each: least_bits(each) > SIMPLE):
            members = members_of(replace(candidate, last=()), True, starts, NEAR_BITS) if len(found) < self.near else []
            if members:
                found.append(Group(members[0].candidate.full_value(members[0].definition), tuple(members)))
        found.sort(key=lambda group: float(np.abs(group.values - self.number.values).max()))
        agreeing = [group for group in found if self.number.alone or self.number.each_rounds_from(group.values).any()]
        return agreeing or found[:1]

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
        if hit:
            named = "" if not changes or best.slips else _framework(names, best.candidate.route.read_as)
            words = explanation(best.candidate, best.definition, chosen, doubtful=doubtful, as_in=named)
        else:
            agree = self.number.each_rounds_from(values)
            words = near_miss(best.candidate, best.definition, chosen, values, self.number.values, agree)
        return Match(
            definition=best.definition,
            outputs_are=best.candidate.outputs_are,
            changes=ReadOnly(changes),
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


def _simplest_alike(nearest: list[Candidate]) -> list[Candidate]:
    """Of candidates whose values agree to three digits the likeliest; the order stays."""
    found: dict[str, Candidate] = {}
    for candidate in nearest:
        alike = f"{candidate.value[0]:.2e}"
        if alike not in found or _rarity(candidate) < _rarity(found[alike]):
            found[alike] = candidate
    return list(found.values())


def _rarity(candidate: Candidate) -> tuple[float, bool]:
    return least_bits(candidate), candidate.route.precision == "float32"


def _framework(names: tuple[str, ...], takes: str) -> str:
    """The title of the first of a framework, one that takes such outputs before the others."""
    found = [sources[name] for name in names if sources[name].framework]
    found.sort(key=lambda source: source.takes != takes)
    return found[0].title if found else ""
