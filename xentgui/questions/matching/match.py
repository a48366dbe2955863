"""Which definition, option or slip gives this number? A search over definitions, slips and three of them together."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from xentgui.losses.arrays import DataError
from xentgui.losses.brief import quoted
from xentgui.losses.cautions import NOT_FINITE
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.questions.matching.data import Given, read_facts, read_given
from xentgui.questions.matching.search.answers import answers, first_answers
from xentgui.questions.matching.search.bundles import bundles
from xentgui.questions.matching.search.likeliest import likeliest
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.routes import Route, routes
from xentgui.questions.matching.search.screen import Screen
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.steps.output_readings import OutputReading, ask_together, output_readings
from xentgui.questions.matching.steps.situation import Situation, situations
from xentgui.questions.matching.telling.match import Match, Snapshot, tell_apart, told
from xentgui.questions.number import Number, read_number

MOST_NOT_IT = 3  # plain candidates in words


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
    class_axis: int | None = None,
    groups: object = None,
    **changes: Any,
) -> list[Match]:
    """Say which definition, option or slip gives ``number`` on these data.

    Args:
        labels: ``(N,)`` class indices, or ``(N, K)``, or ``(N,)`` for one yes/no output; any finite numbers.
        outputs: ``(N, K)`` or ``(N,)``; a masked logit, and the logarithm of 0, is -inf.
        number: a float, a str such as "0.452" (three decimals), or a sequence of N or N·K of these.
        outputs_are: what the outputs are, or None: each reading that the numbers allow is tried.
        definition: what the user believes to have used; answers near to it come first.
        sample_weights: known weights, as in ``evaluate``.
        limit: how many hits at most.
        near: how many near misses are added after the hits.
        class_axis, groups: as in ``evaluate``; groups are where means of means are looked for first.
        **changes: known facts, fields of Definition.

    Returns:
        The hits, most plausible first, then near misses; an empty list where nothing known gives the number.

    Raises:
        DataError: nan, other infinite numbers, or data that do not fit.
        ValueError: a number that can not be read, a sequence of another length, unknown names or fields.
    """
    found: tuple[Match, ...] = ()
    for snapshot in search(
        labels, outputs, number, outputs_are=outputs_are, definition=definition, sample_weights=sample_weights,
        limit=limit, near=near, class_axis=class_axis, groups=groups, early=False, **changes,
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
    class_axis: int | None = None,
    groups: object = None,
    named: Callable[[int], str] | None = None,
    early: bool = True,
    **changes: Any,
) -> Iterator[Snapshot]:
    """As `match`, but in steps: snapshots with the progress and, with `early`, what was found so far;
    `named` is what a sentence calls a row.

    Where one waits for the end, the definition chosen and the named ones are looked at before all others.
    """
    for name, count in (("limit", limit), ("near", near)):
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
            raise ValueError(f"{name} must be a whole number >= 0, not {quoted(count)}")
    read = read_number(number)
    given = read_given(labels, outputs, outputs_are, sample_weights, class_axis=class_axis, groups=groups, named=named)
    facts = read_facts(definition, changes, given)
    _check_length(read, given)
    return _quiet(_searched(Search(given, facts, read, limit, near), early))


def _check_length(number: Number, given: Given) -> None:
    count, rows, elements = len(number.values), given.rows, given.rows * given.columns
    if not number.alone and count not in (rows, elements):
        per = f" of {given.columns} outputs: {rows} or {elements}" if elements > rows else f": give {rows}"
        raise ValueError(f"{count} numbers do not fit {rows} samples{per}")


def _quiet(steps: Iterator[Snapshot]) -> Iterator[Snapshot]:
    """The steps, each without numpy's warnings: what is infinite or undefined is no answer, and no news."""
    while True:
        with np.errstate(all="ignore"):
            step = next(steps, None)
        if step is None:
            return
        yield step


def _searched(search: Search, early: bool) -> Iterator[Snapshot]:
    candidates: list[Candidate] = []
    found: tuple[Match, ...] = ()
    for groups in first_answers(search) if early and search.is_long else ():
        found += tuple(told(search, group, True) for group in groups[len(found) :])
        yield Snapshot(0.0, found, search)
    each = [situation for situation in situations(search.given) if search.fits(situation)]
    for step, situation in enumerate(each):
        for done, more in _look(search, situation):
            candidates.extend(more)
            yield Snapshot((step + done) / len(each), found, search)
        if early and step == 0:
            found = _told(search, candidates)
    found = _told(search, candidates)
    if early:
        yield Snapshot(1.0, found, search, tell_apart(found), not_it(search), not_finite(search))
    else:
        yield Snapshot(1.0, found, search)


def _look(search: Search, situation: Situation) -> Iterator[tuple[float, list[Candidate]]]:
    """What a situation gives, in steps that are short however many rows there are, with how much of it is done."""
    screen = Screen(
        situation, search.facts, search.number, search.most_bits, search.tally, search.is_large and search.number.alone
    )
    left = search.most_bits - situation.bits
    readings = list(output_readings(situation, left))
    each = [[reading] for reading in readings] if search.is_large else [readings]
    if situation.step is None:
        yield 0.0, list(likeliest(situation, search.facts, search.number, search.tally))
    for place, some in enumerate(each):
        for done, found in _look_at(search, some, screen, left):
            yield (place + done) / len(each), found
    for reading in readings if search.is_large else ():
        reading.forget()


def _look_at(
    search: Search, readings: list[OutputReading], screen: Screen, left: float
) -> Iterator[tuple[float, list[Candidate]]]:
    """The same for some readings of the outputs, whose halves share calls."""
    ways: list[Route] = []
    ask_together(readings)
    for reading in readings:
        ways.extend(routes(reading, screen.situation, search.number, left))
        yield 0.0, []
    seen = 0
    for bundle in bundles(ways, screen.asks):
        seen += len(bundle.routes)
        done = min(seen / len(ways), 0.99)
        yield done, []
        yield from ((done, found) for found in screen.look(bundle))
    if search.is_large:
        for reading in readings:
            if reading.before:  # of the others what they are made to is asked again
                reading.forget()
        for way in ways:
            way.forget()


def _told(search: Search, candidates: list[Candidate]) -> tuple[Match, ...]:
    hits, missed = answers(search, candidates)
    return (*(told(search, group, True) for group in hits), *(told(search, group, False) for group in missed))


def not_it(search: Search) -> tuple[tuple[str, float], ...]:
    """A few plain candidates that do not give the number, in words, with their values."""
    if not search.number.alone:
        return ()
    found: list[tuple[str, float]] = []
    for words, value in _plain(search):
        missed = not search.number.rounds_from(np.array([[value]]))[0]
        if missed and np.isfinite(value) and all(abs(value - other) > 1e-12 for _, other in found):
            found.append((words, value))
    return tuple(found[:MOST_NOT_IT])


def _plain(search: Search) -> Iterator[tuple[str, float]]:
    chosen, weighted = search.facts.chosen, search.facts.chosen.class_weights is not None
    mean = replace(chosen, over_outputs="sum", reduction="mean", normalise_by="samples")
    weighted = weighted or search.given.weights is not None
    yield from _named("the plain mean of weighted losses" if weighted else "the mean over the rows", mean, search)
    if weighted:
        yield from _named("the mean without weights", replace(mean, class_weights=None), search, weighted=False)
    yield from _named("the sum over the rows", replace(mean, reduction="sum"), search)
    if search.given.columns > 1:
        yield from _named("the mean over all outputs", replace(mean, over_outputs="mean"), search)


def _named(words: str, definition: Definition, search: Search, weighted: bool = True) -> Iterator[tuple[str, float]]:
    found = _evaluated(definition, search, weighted)
    if found is not None:
        yield words, float(np.asarray(found.value))


def _evaluated(definition: Definition, search: Search, weighted: bool = True) -> Evaluation | None:
    """What a definition gives on these data, of probabilities where they may be such; None where it refuses them."""
    given = search.given
    for kind in [given.outputs_are] if given.outputs_are else ["probabilities", "logits"]:
        try:
            own = weighted or given.weights is None
            return evaluate(search.batch(kind) if own else given.batch(kind, None), definition)
        except DataError:
            continue
    return None


def not_finite(search: Search) -> str:
    """Why the definition chosen is infinite or undefined on these data; empty where it is neither."""
    found = _evaluated(search.facts.chosen, search)
    if found is None or np.isfinite(found.value).all():
        return ""
    value = "undefined (nan)" if np.isnan(found.value).any() else "infinite"
    why = next((each for each in found.warnings if each.code in NOT_FINITE), None)
    if why is None:
        return f"The loss of the definition chosen is {value} on these data."
    place = f"in {search.given.row_words(why.where[0])} " if why.where else ""
    return f"The loss of the definition chosen is {value} on these data: {place}{why.reason}."
