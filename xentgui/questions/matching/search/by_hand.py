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
from xentgui.questions.matching.steps.step import L, P, Step
from xentgui.questions.number import Number

MOST_LOOSE = 2.5  # bits that a value at most costs which rounding may have moved further than the digits tell
PRINTED, PRINTED_PLACES, MANY = 1.5, 4, 6  # bits less where so many outputs all have the decimals of a print, or more
FEW = 4  # outputs of which the last 0 may have been dropped in every one
OF_TERMS = (2, 3, 4)  # decimals to which the losses of rows are rounded


def rounded_by_hand(near: Candidate, number: Number, anchors: tuple[Anchor, ...]) -> Iterator[Candidate]:
    """Paths that give the number if the outputs had more digits than shown, or with the losses of rows rounded."""
    refused = near.labels.entered is None or near.smoothing.divergence
    if not number.alone or refused or not np.isfinite(near.value).all():
        return
    missed = abs(float(near.value[0] - number.values[0])) - float(number.steps[0]) / 2
    outputs, terms = missed <= _most_by_outputs(near), missed <= _most_by_terms(near)
    if not (outputs or terms):
        return
    found = near.evaluated(members_of(replace(near, last=None), True, anchors, np.inf)[0].definition)
    if found is not None:
        if outputs:
            yield from _more_digits(near, found, number)
        if terms:
            yield from _rounded_terms(near, found, number)


def _most_by_terms(near: Candidate) -> float:
    """How far rounding the losses of rows may move the value, at most: each by half a last digit."""
    rows, columns = near.situation.given.rows, near.labels.columns
    return rows * columns / near.divisor * abs(near.tail.factor) * 10.0 ** -OF_TERMS[0] / 2


def _most_by_outputs(near: Candidate) -> float:
    """How far more digits of the outputs may move the value, at most; inf where that is not known, 0 if not at all.

    A share of logits moves the loss of a row by no more than twice the weight of what it adds.
    """
    given, route = near.situation.given, near.route
    if given.places is None or given.places < 2 or not np.array_equal(route.numbers, given.outputs):
        return -np.inf
    if route.read_as != L or route.activation == "identity":
        return np.inf
    weights = near.weights
    heaviest = max(float((each / weights.counts[:, None]).max()) for each in (weights.yes, weights.no))
    alone = route.family.exclusive and near.smoothing.step is None
    labels = np.maximum(near.labels.table.sum(axis=1), 1.0).sum() if alone else near.labels.table.size
    most = 2 * heaviest * float(labels) / near.divisor * abs(near.tail.multiplier)
    return most * 10.0**-given.places / 2


def _more_digits(candidate: Candidate, found: Evaluation, number: Number) -> Iterator[Candidate]:
    given = candidate.situation.given
    places = given.places
    assert places is not None
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
    for places in OF_TERMS:
        value = np.array([np.round(each, places).sum() / found.divisor * candidate.tail.factor])
        if number.rounds_from(value[None])[0]:
            yield replace(candidate, value=value, last=TermsRounded(places), last_bits=TermsRounded.bits)
            return
