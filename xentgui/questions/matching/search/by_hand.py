"""Numbers rounded on the way: the outputs shown are not the ones computed with, or the losses of rows were rounded."""

from collections.abc import Iterator
from dataclasses import replace
from math import log2

import numpy as np

from xentgui.losses.arrays import Float
from xentgui.losses.evaluation import Evaluation
from xentgui.questions.matching.search.path import Candidate, members_of
from xentgui.questions.matching.search.plausibility import Anchor
from xentgui.questions.matching.steps.ending import OutputsRounded, TermsRounded
from xentgui.questions.matching.steps.outputs import ProbabilitiesRounded
from xentgui.questions.matching.steps.step import P, Step
from xentgui.questions.number import Number

MOST_PLACES = 8
MOST_LOOSE = 2.5  # bits that a value at most costs which rounding may have moved further than the digits tell
PRINTED, PRINTED_PLACES, MANY = 1.5, 4, 6  # bits less where so many outputs all have the decimals of a print, or more
FEW = 4  # outputs of which the last 0 may have been dropped in every one


def rounded_by_hand(near: Candidate, number: Number, anchors: tuple[Anchor, ...]) -> Iterator[Candidate]:
    """Paths that give the number if the outputs had more digits than shown, or with the losses of rows rounded."""
    refused = near.labels.entered is None or near.smoothing.divergence
    if not number.alone or refused or not np.isfinite(near.value).all():
        return
    found = near.evaluated(members_of(replace(near, last=None), True, anchors, np.inf)[0].definition)
    if found is not None:
        yield from _more_digits(near, found, number)
        yield from _rounded_terms(near, found, number)


def places_of(numbers: Float) -> int | None:
    """The decimals in which all numbers are written, if they look rounded."""
    for places in range(1, MOST_PLACES):
        if np.array_equal(np.round(numbers, places), numbers):
            return places
    return None


def _more_digits(candidate: Candidate, found: Evaluation, number: Number) -> Iterator[Candidate]:
    given = candidate.situation.given
    places = places_of(given.outputs)
    if places is None or places < 2 or not np.array_equal(candidate.route.numbers, given.outputs):
        return
    slope = np.abs(found.gradient[found.gradient != 0] * candidate.tail.factor)
    missed = abs(float(candidate.value[0] - number.values[0])) - float(number.steps[0]) / 2
    for more in (1, 0) if len(slope) <= FEW else (0,):
        reach = reach_of(slope, places + more)
        if 0 < missed <= reach:
            causes: tuple[Step, ...] = (OutputsRounded(places), ProbabilitiesRounded(P, P, places=places))
            for cause in causes if candidate.outputs_are == P else causes[:1]:
                rounded = loosened(candidate, cause, reach, number)
                printed = places >= PRINTED_PLACES and given.outputs.size >= MANY
                yield replace(rounded, last_bits=rounded.last_bits - PRINTED * printed)
            return


def reach_of(slope: Float, places: int) -> float:
    """How far a value may be off where what it is made of was rounded to so many places."""
    return min(float(slope.sum()), 1.5 * float(np.sqrt((slope**2).sum()))) * 10.0**-places / 2


def loosened(candidate: Candidate, cause: Step, reach: float, number: Number) -> Candidate:
    """The candidate, whose value the rounding of what it is made of may have moved so far.

    Digits that go further than the data can tell are no reason to doubt it: the loss of a printed tensor has them all.
    """
    loose = max(log2(2 * reach / float(number.steps[0])) / 2, 0.0)
    return replace(candidate, last=cause, last_bits=OutputsRounded.bits + min(loose, MOST_LOOSE), window=2 * reach)


def _rounded_terms(candidate: Candidate, found: Evaluation, number: Number) -> Iterator[Candidate]:
    each = np.asarray(found.per_sample)
    if len(each) < 2 or number.rounds_from(candidate.value[None])[0]:
        return
    for places in (2, 3, 4):
        value = np.array([np.round(each, places).sum() / found.divisor * candidate.tail.factor])
        if number.rounds_from(value[None])[0]:
            yield replace(candidate, value=value, last=TermsRounded(places), last_bits=TermsRounded.bits)
            return
