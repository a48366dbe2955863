"""Which definition, option or slip gives this number? A search over definitions, slips and three of them together."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from xentgui.losses.brief import quoted
from xentgui.losses.definition import Definition
from xentgui.questions.matching.data import Given, read_facts, read_given
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.search import Search, first_answers
from xentgui.questions.matching.steps.situation import situations
from xentgui.questions.matching.telling.apart import not_finite, not_it, tell_apart
from xentgui.questions.matching.telling.match import Match, Snapshot, told
from xentgui.questions.number import Number, read_number


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
    early: bool = True,
    **changes: Any,
) -> Iterator[Snapshot]:
    """As `match`, but in steps: snapshots with the progress and, with `early`, what was found so far.

    Where one waits for the end, the definition chosen and the named ones are looked at before all others.
    """
    for name, count in (("limit", limit), ("near", near)):
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
            raise ValueError(f"{name} must be a whole number >= 0, not {quoted(count)}")
    read = read_number(number)
    given = read_given(labels, outputs, outputs_are, sample_weights, class_axis=class_axis, groups=groups)
    facts = read_facts(definition, changes, given)
    _check_length(read, given)
    return _quiet(_searched(Search(given, facts, read, limit, near), early))


def _check_length(number: Number, given: Given) -> None:
    count, rows, elements = len(number.values), given.rows, given.rows * given.columns
    if not number.alone and count not in (rows, elements):
        raise ValueError(f"{count} numbers do not fit {rows} samples of {given.columns} outputs: {rows} or {elements}")


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
        for done, more in search.look(situation):
            candidates.extend(more)
            yield Snapshot((step + done) / len(each), found, search)
        if early and step == 0:
            found = _told(search, candidates)
    found = _told(search, candidates)
    if early:
        yield Snapshot(1.0, found, search, tell_apart(found), not_it(search), not_finite(search))
    else:
        yield Snapshot(1.0, found, search)


def _told(search: Search, candidates: list[Candidate]) -> tuple[Match, ...]:
    hits, missed = search.groups(candidates)
    return (*(told(search, group, True) for group in hits), *(told(search, group, False) for group in missed))
