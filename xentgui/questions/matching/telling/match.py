"""A match: one group of explanations, told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xentgui.losses.brief import brief
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.questions.matching.data import Facts
from xentgui.questions.matching.search.equivalents import Group
from xentgui.questions.matching.search.path import Member
from xentgui.questions.matching.search.retrace import Difference
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.telling.causes import explanation, near_miss, title
from xentgui.questions.read_only import ReadOnly
from xentgui.sources import sources

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
    member: Member = field(repr=False)
    group: Group = field(repr=False)
    search: Search = field(repr=False)

    __repr__ = brief

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
    if chance >= 1:
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
