"""A match: one group of explanations, told; which of several stand for themselves, and the arithmetic of a mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from xentgui.losses.brief import short
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.questions.matching.data import Facts
from xentgui.questions.matching.search.equivalents import Group
from xentgui.questions.matching.search.path import Member
from xentgui.questions.matching.search.retrace import Difference
from xentgui.questions.matching.search.retrace import tell_apart as told_apart
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.steps.ending import DigitsTruncated
from xentgui.questions.matching.telling.causes import explanation, near_miss, title
from xentgui.questions.read_only import ReadOnly
from xentgui.sources import sources

MOST_PARTS = 6
SIMPLER = 1.5  # bits by which what may be chance may be rarer than the likeliest, to be told beside it
FAR = 5.0  # the same where it is none
MOST_DOUBTFUL = 3
RARE = 7.0  # bits from which an explanation is rarer than one that is met
MAY_BE_CHANCE = 0.2  # from so many accidental explanations on an answer says that it may be one


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
        explanation: one or two plain sentences.
        title: a few words that name the cause.
        bits: how rare it is before the number is looked at; each bit is one halving.
        chance: how many explanations at most as rare would be expected to give such digits by accident.
        doubtful: whether that is so many that this may be one of them.
        as_in: names of `sources` that do the same.
        member, group, search: what it was made from.
    """

    definition: Definition
    outputs_are: str
    changes: Mapping[str, Any]
    slips: tuple[str, ...]
    value: Any
    hit: bool
    explanation: str
    title: str
    bits: float
    chance: float
    doubtful: bool
    as_in: tuple[str, ...]
    member: Member
    group: Group
    search: Search

    def __repr__(self) -> str:
        """Short, so that a list of them can be read."""
        told = {"value": self.value, "hit": self.hit, "changes": self.changes, "slips": self.slips}
        return f"Match({self.title!r}, {', '.join(f'{name}={short(each)}' for name, each in told.items())})"

    @cached
    def equivalents(self) -> tuple[tuple[Definition, tuple[str, ...]], ...]:
        """Other (definition, slips) that give the same on these data; a definition alone was evaluated on them."""
        others = self.group.members[1:]
        return tuple((each.definition, each.slips) for each in others if each.slips or self.search.gives(each))

    @property
    def applies(self) -> bool:
        """Whether the definition alone gives the number, so that it can be put in the place of the one chosen."""
        return not self.slips


@dataclass(frozen=True, eq=False)
class Snapshot:
    """How far the search is (0 to 1), what it has found so far, and what was asked.

    In the end of a search with `early`: `apart`, the smallest change of the data that tells the first two answers
    apart, `not_it`, plain candidates in words with their values, and `not_finite`, why the one chosen gives no number.
    """

    progress: float
    matches: tuple[Match, ...]
    search: Search
    apart: Difference | None = None
    not_it: tuple[tuple[str, float], ...] = ()
    not_finite: str = ""


@dataclass(frozen=True)
class Quotient:
    """A mean as it is computed: `total` divided by `divisor`, which is the sum of `parts` where these are few."""

    total: float
    divisor: float
    parts: tuple[float, ...]
    factor: float
    value: float


def told(search: Search, group: Group, hit: bool) -> Match:
    """A group as an answer."""
    best = group.members[0]
    changes = {
        name: getattr(best.definition, name)
        for name in FIELD_NAMES
        if getattr(best.definition, name) != getattr(search.facts.chosen, name)
    }
    values = group.values
    value: Any = float(values[0]) if search.number.alone else values
    chance = search.chance(best)
    doubtful = hit and chance >= MAY_BE_CHANCE
    chosen, names = search.facts.chosen, _names(search.facts, best)
    if hit:
        named = "" if not changes or best.slips else _framework(names, best.candidate.route.read_as)
        words = explanation(
            best.candidate, best.definition, chosen, by_chance=may_be_chance(search, chance), as_in=named
        )
    else:
        agree = search.number.each_rounds_from(values)
        words = near_miss(best.candidate, best.definition, chosen, values, search.number.values, agree)
    return Match(
        definition=best.definition,
        outputs_are=best.candidate.outputs_are,
        changes=ReadOnly(changes),
        slips=best.slips,
        value=value,
        hit=hit,
        explanation=words,
        title=title(best.candidate, best.definition, chosen),
        bits=best.bits,
        chance=chance,
        doubtful=doubtful,
        as_in=names,
        member=best,
        group=group,
        search=search,
    )


def may_be_chance(search: Search, chance: float) -> str:
    """The clause that says so, and how many explanations were tried; nothing where the digits tell enough."""
    if chance < MAY_BE_CHANCE:
        return ""
    tried = f"{search.tally.tried:,} explanations that were tried"
    if chance > 2 / 3:  # else it would be one number in 1
        return f"it may be chance: about {chance:.0f} of the {tried} would fit any number of these digits"
    return f"it may be chance: about one number in {1 / chance:.0f} of so many digits fits one of the {tried}"


def _names(facts: Facts, member: Member) -> tuple[str, ...]:
    """The sources whose definition, with the known facts, is the member's."""
    return tuple(name for name, source in sources.items() if facts.applied_to(source.definition) == member.definition)


def _framework(names: tuple[str, ...], takes: str) -> str:
    """The title of the first of a framework, one that takes such outputs before the others."""
    found = [sources[name] for name in names if sources[name].framework]
    found.sort(key=lambda source: source.takes != takes)
    return found[0].title if found else ""


def separate(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The answers as one tells them: coincidences apart, without those that say more than is needed or may be chance.

    What gives the same only through an extra factor is an answer of its own; a cause that only moves last digits is not
    told where the digits are right without it.
    """
    kept = (match for match in matches if not match.member.candidate.needless and not _chance(match))
    return tuple(answer for match in kept for answer in _apart(match))


def simplest(matches: Sequence[Match]) -> tuple[tuple[Match, ...], int]:
    """The hits worth telling and how many more there are: far-fetched ones, and what so few digits do not settle."""
    hits = [match for match in separate(matches) if match.hit]
    best = min((match.bits for match in hits), default=0.0)
    kept = [match for match in hits if match.bits <= best + (SIMPLER if match.doubtful else FAR)]
    settled = sum(not match.doubtful for match in kept)
    kept = kept[: max(settled, MOST_DOUBTFUL)]
    return tuple(kept), len(hits) - len(kept)


def _chance(match: Match) -> bool:
    """Whether it takes rare causes for so few digits that something would always be found."""
    return match.hit and match.doubtful and match.bits >= RARE


def _apart(match: Match) -> Iterator[Match]:
    yield match
    as_it_is = not match.changes and not match.slips
    if not match.hit or as_it_is or "extra-factor" in match.slips:
        return
    together = (match.definition.over_outputs, match.definition.reduction)
    for member in match.group.members[1:]:
        if "extra-factor" not in member.slips:
            continue
        if (member.definition.over_outputs, member.definition.reduction) == together:
            yield told(match.search, replace(match.group, members=(member,)), True)
            return  # another reduction and a factor are the same thing said longer


def tell_apart(matches: Sequence[Match]) -> Difference | None:
    """The smallest change of the data that separates the first two answers, with what each gives then."""
    hits, _ = simplest(matches)
    if len(hits) < 2:
        return None
    search = hits[0].search
    if search.is_large:
        return None
    return told_apart(search.given, search.facts, search.number, hits[0].member, hits[1].member)


def quotient(match: Match) -> Quotient | None:
    """The total and the divisor behind a mean; None where the answer is no plain mean."""
    candidate, definition = match.member.candidate, match.definition
    if definition.reduction != "mean" or not match.search.number.alone or candidate.smoothing.divergence:
        return None
    found = candidate.evaluated(definition)
    if found is None or not found.divisor or not isinstance(candidate.last, DigitsTruncated | None):
        return None
    value = float(np.asarray(found.value))
    parts = _parts(match) if definition.normalise_by.startswith("weights") else ()
    whole = parts if parts and abs(sum(parts) - found.divisor) < 1e-9 * found.divisor else ()
    return Quotient(value * found.divisor, found.divisor, whole, candidate.tail.factor, match.value)


def _parts(match: Match) -> tuple[float, ...]:
    candidate = match.member.candidate
    labels, weights = candidate.labels, candidate.weights
    if len(labels.keep) > MOST_PARTS or not candidate.route.family.exclusive:
        return ()
    each = (labels.keep[:, None] * weights.plain * labels.table).sum(axis=1)
    return tuple(float(part) for part in each[labels.keep])
