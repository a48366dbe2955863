"""Paths that give the same on these data are one answer: the likeliest says it, the others are its equivalents."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np

from xentgui.losses.arrays import Array, DataError
from xentgui.losses.definition import Definition
from xentgui.questions.matching.search.path import Candidate, Member, gives, in_single_precision, members_of
from xentgui.questions.matching.search.plausibility import Anchor, Values
from xentgui.questions.matching.steps.ending import InSinglePrecision, OutputsRounded
from xentgui.questions.number import Number

SAME = 1e-6  # relative: entered numbers were rounded, as in the comparison of definitions
SPREAD = 7.0  # bits by which an answer may be rarer than the best one
MOST_VALUES = 40  # values that are looked at in full, the likeliest first
MOST_GROUPS, FEW_GROUPS = 24, 6  # groups that are made of them; of large data
MOST_ALIKE = (14, 3)  # paths to one value that are told: of the first values, of the others
MOST_MEMBERS = 60
TINY = 0.01  # losses below this show single precision even in few digits
NEEDLESS = 2.5  # bits of a cause without which the digits are right as well


@dataclass(frozen=True, eq=False)
class Group:
    """Members that give one value, the likeliest first."""

    values: Array
    members: tuple[Member, ...]

    @property
    def bits(self) -> float:
        return self.members[0].bits

    @property
    def kind(self) -> str:
        """What the outputs are in it."""
        return self.members[0].candidate.outputs_are


def grouped(
    candidates: Iterable[Candidate], number: Number, anchors: tuple[Anchor, ...], most: float, most_groups: int
) -> list[Group]:
    """The groups of those candidates that hold at full precision, the likeliest group first."""
    groups: list[tuple[Array, list[Member]]] = []
    best = math.inf
    for same_value in _clusters(sorted(_without_need(candidates), key=attrgetter("least_bits")))[:MOST_VALUES]:
        if len(groups) > most_groups or same_value[0].least_bits > best + SPREAD:
            break
        for members, values in _verified(_varied(same_value, MOST_ALIKE[len(groups) > 2]), number, anchors, most):
            best = min(best, *(member.bits for member in members))
            kind = members[0].candidate.outputs_are
            alike = (g for g in groups if g[1][0].candidate.outputs_are == kind)
            known = (g for g in alike if number.is_zero or same(g[0], values))
            place = next(known, None)
            if place is None:
                groups.append((values, members))
            else:
                place[1].extend(members)
    found = (_refined(Group(values, _ordered(members)), number) for values, members in groups)
    return sorted((group for group in found if group.members), key=lambda group: group.bits - _exact(group, number))


def _varied(alike: list[Candidate], count: int) -> list[Candidate]:
    """The first of paths to one value, and the first with each other slips, which would else be crowded out."""
    kinds = [(each.slips, each.route.likelihood) for each in alike]
    known = set(kinds[:count])
    others: dict[object, Candidate] = {}
    for kind, each in zip(kinds[count:], alike[count:], strict=True):
        others.setdefault(kind, each)
    return alike[:count] + [each for kind, each in others.items() if kind not in known][:count]


def _exact(group: Group, number: Number) -> float:
    """Bits for a value that is the number itself: of few digits typed, that is more than rounding to them."""
    return 1.0 if number.is_exactly(group.values) else 0.0


def _without_need(candidates: Iterable[Candidate]) -> list[Candidate]:
    """What only moves last digits is less likely where the digits are right without it."""
    listed = list(candidates)
    bare = {candidate.bare_path for candidate in listed if candidate.is_bare}
    plain = {(candidate.bare_path, candidate.last) for candidate in listed if candidate.is_plain}
    rounded = {path for path, last in plain if isinstance(last, OutputsRounded)}

    def needless(each: Candidate) -> bool:
        path = each.bare_path
        guarded = not each.is_plain and ((path, each.last) in plain or path in rounded)
        return guarded or (not each.is_bare and path in bare)

    return [_needless(each) if needless(each) else each for each in listed]


def _needless(candidate: Candidate) -> Candidate:
    return replace(candidate, last_bits=candidate.last_bits + NEEDLESS, needless=True)


def _clusters(candidates: list[Candidate]) -> list[list[Candidate]]:
    """Candidates of one value and one verdict together, in the order of the first of each."""
    found: dict[object, list[Candidate]] = {}
    for candidate in candidates:
        value = tuple(float(f"{each:.10e}") for each in candidate.value[:3])
        others = (candidate.value[3:].astype(np.float32) + np.float32(0)).tobytes()
        key = (value, others, candidate.last, candidate.route.precision, candidate.outputs_are)
        found.setdefault(key, []).append(candidate)
    return list(found.values())


def _refined(group: Group, number: Number) -> Group:
    """With the value of the likeliest member at full precision; members whose own value is another are left out."""
    members = group.members
    while members:
        values = _value_of(members[0].candidate, members[0].definition)
        if gives(number, members[0].candidate, values):
            return Group(values, members)
        members = members[1:]
    return Group(group.values, ())


def same(one: Array, other: Array) -> bool:
    """Whether the values are the same but for their last digits."""
    if one.shape != other.shape:
        return False
    with np.errstate(invalid="ignore"):
        close = np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other))
    return bool((close | (one == other)).all())


def _ordered(members: list[Member]) -> tuple[Member, ...]:
    """The likeliest first, each once."""
    best: dict[tuple[Values, tuple[str, ...]], Member] = {}
    for member in sorted(members, key=lambda member: member.bits):
        best.setdefault((member.values, member.slips), member)
    return tuple(best.values())[:MOST_MEMBERS]


def _verified(
    alike: list[Candidate], number: Number, anchors: tuple[Anchor, ...], most: float
) -> Iterator[tuple[list[Member], Array]]:
    """The members that candidates of one value make, if the first of them holds."""
    single = isinstance(alike[0].last, InSinglePrecision)
    if single:
        alike = [in_single_precision(candidate) for candidate in alike]
    elif not gives(number, alike[0], alike[0].value):
        return
    any_precision = not number.may_be_float32 and bool((np.abs(alike[0].value) >= TINY).all())
    slack = 0.7 * number.slack(alike[0].value) if alike[0].route.precision == "float32" and not single else 0.0
    members = [member for each in alike for member in members_of(each, any_precision, anchors, most - slack)]
    if not members:
        return
    values = alike[0].value
    if single:
        values = _value_of(members[0].candidate, members[0].definition)
        if not gives(number, alike[0], values):
            return
        slack = 0.7 * number.slack(values)
    yield [replace(member, bits=member.bits + slack) for member in members], values


def _value_of(candidate: Candidate, definition: Definition) -> Array:
    try:
        return candidate.full_value(definition)
    except (DataError, ValueError):
        return np.full_like(candidate.value, math.nan)
