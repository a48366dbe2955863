"""The first answers, whatever the size: the definition chosen and the named ones, evaluated as they are."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.questions.matching.search.groups import Group, Member, same
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.routes import FIELDS, Guard, Route
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.steps.ending import Ending, Tail
from xentgui.questions.matching.steps.labels import plain_readings
from xentgui.questions.matching.steps.output_readings import OutputReading
from xentgui.questions.matching.steps.situation import Situation, situations
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import weights

LIKELY = 1.0  # bits of a kind of outputs up to which it is tried


def first_answers(search: Search) -> Iterator[tuple[Group, ...]]:
    """After each definition what gives the number by itself: of definitions that give the same the likeliest."""
    situation = next(situations(search.given))
    if next(plain_readings(search.given, search.facts), None) is None:
        return
    found: tuple[Group, ...] = ()
    for anchor in search.anchors:
        for kind, bits in situation.kinds:
            values = search.values(anchor.definition, kind) if bits <= LIKELY else None
            if values is None or not search.hits(anchor.definition, values):
                continue
            if not any(same(group.values, values) for group in found):
                path = _path(search, situation, kind, anchor.definition, values)
                member = Member(path, tuple(getattr(anchor.definition, name) for name in FIELD_NAMES), (), anchor.bits)
                found = (*found, Group(values, (member,)))
        yield found


def _path(search: Search, situation: Situation, kind: str, definition: Definition, values: Array) -> Candidate:
    """The path on which nothing goes wrong but what the definition says."""
    guard = Guard(0.0, **{name: getattr(definition, name) for name in FIELDS})
    reading = OutputReading((), 0.0, kind, kind, search.given.outputs)
    route = Route(reading, definition.activation, definition.likelihood, guard, definition.precision, (), True)
    labels = next(plain_readings(search.given, search.facts))
    weighting = weights(search.given, search.facts)[0]
    return Candidate(
        situation, route, labels, replace(weighting, classes=definition.class_weights, positive=definition.pos_weight),
        Smoothing(definition.label_smoothing, 0.0), Ending((definition.over_outputs,), definition.reduction, 0.0),
        (definition.normalise_by,), 1.0, Tail(definition.log_base, 1.0, 0.0, 0.0), np.atleast_1d(values),
    )  # fmt: skip
