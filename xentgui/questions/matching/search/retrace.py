"""A path walked again on other data: how the answers are told apart by the smallest change of the data."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import Array, DataError, read_only
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.search.path import Candidate, Member
from xentgui.questions.matching.steps.labels import reading_of
from xentgui.questions.matching.steps.output_readings import output_readings
from xentgui.questions.matching.steps.rows import RowStep
from xentgui.questions.matching.steps.situation import situations
from xentgui.questions.matching.steps.weights import denominators, weights
from xentgui.questions.number import Number

MOST_TRIED = 16  # single changes of the data that are tried


@dataclass(frozen=True)
class Difference:
    """A change of one cell, and what the two answers give after it. `column` is None for a class index."""

    table: str  # "labels" or "outputs"
    row: int
    column: int | None
    before: float
    after: float
    first: float
    second: float


def tell_apart(given: Given, facts: Facts, number: Number, first: Member, second: Member) -> Difference | None:
    """The smallest change of the data after which two answers give numbers that differ in the digits typed.

    A label is changed first (the last row before the others), then an output. None where no single change does.
    """
    of_rows = isinstance(first.candidate.last, RowStep) or isinstance(second.candidate.last, RowStep)
    if not number.alone or of_rows or first.candidate.labels.entered is None or second.candidate.labels.entered is None:
        return None
    step = float(number.steps[0])
    for _, (table, row, column, before, after, changed) in zip(range(MOST_TRIED), _changes(given), strict=False):
        values = [_value(changed, facts, member) for member in (first, second)]
        if all(np.isfinite(values)) and abs(values[0] - values[1]) > 2 * step:
            return Difference(table, row, column, before, after, values[0], values[1])
    return None


def _value(given: Given, facts: Facts, member: Member) -> float:
    try:
        again = retraced(member.candidate, given, facts)
        return float("nan") if again is None else float(again.full_value(member.definition)[0])
    except (DataError, ValueError):
        return float("nan")


def retraced(candidate: Candidate, given: Given, facts: Facts) -> Candidate | None:
    """The same path on other data of the same shape, or None where these data do not allow it."""
    situation = next((each for each in situations(given) if each.step == candidate.situation.step), None)
    if situation is None:
        return None
    same = candidate.route.reading.key
    reading = next((each for each in output_readings(situation) if each.key == same), None)
    labels = reading_of(situation.given, facts, candidate.labels.key)
    weighting = next((each for each in weights(situation.given, facts) if each.key == candidate.weights.key), None)
    if reading is None or labels is None or weighting is None:
        return None
    route = replace(candidate.route, reading=reading)
    divisors = denominators(situation.given, labels, weighting, route.family)
    divisor = next((each for each, names in divisors if set(names) & set(candidate.denominators)), candidate.divisor)
    return replace(candidate, situation=situation, route=route, labels=labels, weights=weighting, divisor=divisor)


_Change = tuple[str, int, int | None, float, float, Given]


def _changes(given: Given) -> Iterator[_Change]:
    """Every change of one label, then of one output, the last row first."""
    for row in reversed(range(given.rows)):
        yield from _label_changes(given, row)
    for row in reversed(range(given.rows)):
        for column in range(given.columns):
            before = float(given.outputs[row, column])
            if not np.isfinite(before):
                continue
            within = given.outputs_are == "probabilities" or bool(((given.outputs >= 0) & (given.outputs <= 1)).all())
            after = round(before / 2 if within and before > 0 else before + 1.0, 6)
            yield "outputs", row, column, before, after, replace(given, outputs=_put(given.outputs, row, column, after))


def _label_changes(given: Given, row: int) -> Iterator[_Change]:
    if given.indices:
        before = float(given.labels[row])
        for after in range(given.columns):
            if after != before:
                changed = replace(given, labels=_put(given.labels, row, None, float(after)))
                yield "labels", row, None, before, float(after), changed
        return
    if given.one_class:
        yield from _class_changes(given, row)
        return
    for column in range(given.columns):
        before = float(given.labels[row, column])
        changed = replace(given, labels=_put(given.labels, row, column, 1 - before))
        yield "labels", row, column, before, 1 - before, changed


def _class_changes(given: Given, row: int) -> Iterator[_Change]:
    """A one-hot row is moved to another class."""
    true = int(given.labels[row].argmax())
    for column in range(given.columns):
        if column != true:
            moved = given.labels.copy()
            moved[row] = 0.0
            moved[row, column] = 1.0
            yield "labels", row, column, 0.0, 1.0, replace(given, labels=read_only(moved))


def _put(table: Array, row: int, column: int | None, value: float) -> Array:
    changed = table.copy()
    changed[row if column is None else (row, column)] = value
    return read_only(changed)
