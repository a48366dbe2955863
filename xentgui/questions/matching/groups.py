"""Paths that give the same on these data are one answer: the likeliest says it, the others are its equivalents."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.definition import Definition
from xentgui.losses.errors import DataError
from xentgui.questions.matching.candidates import Candidate
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.plausibility import Anchor, definitions_near
from xentgui.questions.matching.screen import gives, in_single_precision

SAME = 1e-6  # relative: entered numbers were rounded, as in the comparison of definitions
MOST_CHECKED = 240  # candidates that are looked at in full, the likeliest first
MOST_MEMBERS = 60


@dataclass(frozen=True, eq=False)
class Member:
    """A definition with the slips that lead to the number, and how rare both are."""

    candidate: Candidate
    definition: Definition
    slips: tuple[str, ...]
    bits: float


@dataclass(frozen=True, eq=False)
class Group:
    """Members that give one value, the likeliest first."""

    values: Array
    members: tuple[Member, ...]

    @property
    def bits(self) -> float:
        return self.members[0].bits


def least_bits(candidate: Candidate) -> float:
    """A bound from below for the bits of a candidate, without a look at definitions."""
    return candidate.slip_bits + candidate.smoothing.field_bits + candidate.tail.base_bits + candidate.route.guard.bits / 2


def grouped(candidates: Iterable[Candidate], number: Number, anchors: tuple[Anchor, ...], most: float) -> list[Group]:
    """The groups of those candidates that hold at full precision, the likeliest group first."""
    likely = sorted(candidates, key=least_bits)[:MOST_CHECKED]
    groups: list[tuple[Array, list[Member]]] = []
    for candidate in likely:
        for members, values in _verified(candidate, number, anchors, most):
            place = next((group for group in groups if _same(group[0], values)), None)
            if place is None:
                groups.append((values, list(members)))
            else:
                place[1].extend(members)
    found = [Group(values, _ordered(members)) for values, members in groups]
    return sorted((_refined(group) for group in found), key=lambda group: group.bits)


def _refined(group: Group) -> Group:
    """With the value that the likeliest member gives at full precision."""
    best = group.members[0]
    return replace(group, values=best.candidate.full_value(best.definition))


def _same(one: Array, other: Array) -> bool:
    if one.shape != other.shape:
        return False
    with np.errstate(invalid="ignore"):
        close = np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other))
    return bool((close | (one == other)).all())


def _ordered(members: list[Member]) -> tuple[Member, ...]:
    best: dict[tuple[Definition, tuple[str, ...]], Member] = {}
    for member in sorted(members, key=lambda member: member.bits):
        best.setdefault((member.definition, member.slips), member)
    return tuple(best.values())[:MOST_MEMBERS]


def members_of(candidate: Candidate, any_precision: bool, anchors: tuple[Anchor, ...], most: float) -> list[Member]:
    """The definitions that say this candidate, up to `most` bits."""
    takes = candidate.route.reading.read_as
    rest = most - candidate.slip_bits
    near = definitions_near(anchors, candidate.allowed(any_precision), takes, rest)
    return [Member(candidate, definition, candidate.slips, candidate.slip_bits + bits) for bits, definition in near]


def _verified(
    candidate: Candidate, number: Number, anchors: tuple[Anchor, ...], most: float
) -> Iterator[tuple[list[Member], Array]]:
    single = candidate.last == ("float32",)
    if single:
        candidate = in_single_precision(candidate)
    elif not gives(number, candidate, candidate.value):
        return
    members = members_of(candidate, not number.may_be_float32, anchors, most)
    if not members:
        return
    values = candidate.value
    if single:
        values = _value_of(candidate, members[0].definition)
        if not gives(number, candidate, values):
            return
    yield members, values


def _value_of(candidate: Candidate, definition: Definition) -> Array:
    try:
        return candidate.full_value(definition)
    except (DataError, ValueError):
        return np.full_like(candidate.value, math.nan)
