"""What becomes an answer: the groups of the paths that give the number, and the near misses that are worth telling."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from operator import attrgetter

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.questions.matching.search.by_hand import rounded_by_hand
from xentgui.questions.matching.search.equivalents import FEW_GROUPS, MOST_GROUPS, SPREAD, Group, grouped, same
from xentgui.questions.matching.search.look import NEAR_BITS, to_digits
from xentgui.questions.matching.search.path import Candidate, Member, members_of
from xentgui.questions.matching.search.plausibility import FIELDS, OF_EVERY_TERM, Anchor, Guard
from xentgui.questions.matching.search.routes import Route
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.steps.ending import Ending, Near, Tail
from xentgui.questions.matching.steps.labels import plain_readings
from xentgui.questions.matching.steps.output_readings import OutputReading
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import weights

CLEAR = 2.5  # bits below which an answer needs no rounding by hand beside it
MOST_BY_HAND = 16  # near misses for which that is tried
NEAR_SHARE = 0.01  # of the number, by which a near miss may differ
LIKELY = 1.0  # bits of a kind of outputs up to which the first answers are looked for
TOGETHER = 12  # definitions after the first that are asked at once for what they give
SIMPLE = 3.0  # bits up to which a near miss is simple


def answers(search: Search, candidates: list[Candidate]) -> tuple[list[Group], list[Group]]:
    """The groups of the hits, and those of the near misses."""
    starts = search.anchors
    nearest = _nearest(search, candidates)
    hits = [candidate for candidate in candidates if not isinstance(candidate.last, Near)]
    if not (search.is_large or any(each.is_bare and each.least_bits <= CLEAR for each in hits)):
        hits += _rounded_by_hand(search, sorted(nearest, key=partial(_likely_near, search)))
    groups = grouped(hits, search.number, starts, search.told_bits, FEW_GROUPS if search.is_large else MOST_GROUPS)
    groups = _with_chosen(search, groups)
    groups = [group for group in groups if group.bits <= groups[0].bits + SPREAD]
    return groups[: search.limit], _missed(search, nearest, starts)


def _with_chosen(search: Search, groups: list[Group]) -> list[Group]:
    """With the definition chosen in front, where it gives the number as it stands, whatever its fields hold."""
    if groups and groups[0].members[0].is_of(search.facts.chosen):
        return groups
    for own in _given_by(search, search.anchors[0]):
        alike = [each for each in groups if each.kind == own.kind and same(each.values, own.values)]
        members = (each for group in alike for each in group.members if not each.is_of(search.facts.chosen))
        others = [each for each in groups if each not in alike]
        groups = [Group(own.values, (*own.members, *members)), *others]
    return groups


def _likely_near(search: Search, candidate: Candidate) -> float:
    """The less, the nearer and the likelier: rare causes that move last digits crowd about each value."""
    return float(np.abs(candidate.value - search.number.values).max() * 2.0**candidate.least_bits)


def _rounded_by_hand(search: Search, likely: list[Candidate]) -> Iterator[Candidate]:
    """Paths that give the number with numbers rounded on the way: looked for once from the first of these."""
    for each in likely[:MOST_BY_HAND]:
        if each not in search.by_hand:
            search.by_hand[each] = list(rounded_by_hand(each, search.number, search.anchors))
        yield from search.by_hand[each]


def _nearest(search: Search, candidates: list[Candidate]) -> list[Candidate]:
    """Plain candidates that do not give the number, the nearest first, one of each value."""
    near = [each for each in candidates if isinstance(each.last, Near)]
    values = np.array([each.value for each in near]).reshape(len(near), len(search.number.values))
    missed = np.flatnonzero(~search.number.rounds_from(values))
    distance = np.abs(values[missed] - search.number.values).max(axis=1, initial=0.0)
    order = missed[np.argsort(distance, kind="stable")]
    found: dict[float, Candidate] = {}
    for place, alike in zip(order, to_digits(values[order, 0], 10).tolist(), strict=True):
        found[alike] = min(found.get(alike, near[place]), near[place], key=attrgetter("least_bits"))
    return list(found.values())


def _missed(search: Search, nearest: list[Candidate], starts: tuple[Anchor, ...]) -> list[Group]:
    """The nearest of the simple ones, of about equal values the simplest; others only where these are too few."""
    found: list[Group] = []
    telling = {route for route in {each.route for each in nearest} if _teaches(search, route)}
    simplest = _simplest_alike([candidate for candidate in nearest if candidate.route in telling])
    for candidate in sorted(simplest, key=lambda each: each.least_bits > SIMPLE):
        if len(found) == search.near:
            break
        if members := members_of(replace(candidate, last=None), True, starts, NEAR_BITS):
            found.append(Group(members[0].candidate.full_value(members[0].definition), tuple(members)))
    found.sort(key=lambda group: float(np.abs(group.values - search.number.values).max()))
    return [group for group in found if _is_near(search, group)]


def _teaches(search: Search, route: Route) -> bool:
    """Whether a path that misses may teach something: no squares, and nothing in a logarithm, that nobody chose."""
    chosen = search.facts.chosen
    squares = route.family.squares and not chosen.squares
    own = all(getattr(chosen, name) == value for name, value in route.guard.fields.items())
    return not squares and (own or not route.guard.bits)


def _is_near(search: Search, group: Group) -> bool:
    """Whether it misses by little, or gives some of several numbers exactly."""
    if not search.number.alone and search.number.each_rounds_from(group.values).any():
        return True
    off, size = np.abs(group.values - search.number.values), np.abs(search.number.values)
    return bool((off <= NEAR_SHARE * size).all())


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
