"""What the window says beside the answers: what it is not, how to tell two answers apart, the arithmetic of a mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xentgui.losses.arrays import DataError
from xentgui.losses.cautions import NOT_FINITE
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.questions.matching.search.retrace import Difference
from xentgui.questions.matching.search.retrace import tell_apart as told_apart
from xentgui.questions.matching.search.search import Search
from xentgui.questions.matching.steps.ending import DigitsTruncated
from xentgui.questions.matching.telling.match import Match, told

MOST_NOT_IT = 3
MOST_PARTS = 6
SIMPLER = 1.5  # bits by which what may be chance may be rarer than the likeliest, to be told beside it
FAR = 5.0  # the same where it is none
MOST_DOUBTFUL = 3
RARE = 7.0  # bits from which an explanation is rarer than one that is met


@dataclass(frozen=True)
class Quotient:
    """A mean as it is computed: `total` divided by `divisor`, which is the sum of `parts` where these are few."""

    total: float
    divisor: float
    parts: tuple[float, ...]
    factor: float
    value: float


def separate(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The answers as one tells them: coincidences apart, without those that say more than is needed or may be chance.

    What gives the same only through an extra factor is an answer of its own; a cause that only moves last digits is not
    told where the digits are right without it.
    """
    kept = (match for match in matches if not match.member.candidate.needless and not _chance(match))
    return tuple(answer for match in kept for answer in _apart(match))


def simplest(matches: Sequence[Match]) -> tuple[tuple[Match, ...], int]:
    """The hits worth telling and how many more there are: far-fetched ones, and what so few digits do not settle."""
    hits = [match for match in separate(matches) if match.hit]
    best = min((match.bits for match in hits), default=0.0)
    kept = [match for match in hits if match.bits <= best + (SIMPLER if match.doubtful else FAR)]
    settled = sum(not match.doubtful for match in kept)
    kept = kept[: max(settled, MOST_DOUBTFUL)]
    return tuple(kept), len(hits) - len(kept)


def _chance(match: Match) -> bool:
    """Whether it takes rare causes for so few digits that something would always be found."""
    return match.hit and match.doubtful and match.bits >= RARE


def _apart(match: Match) -> Iterator[Match]:
    yield match
    as_it_is = not match.changes and not match.slips
    if not match.hit or as_it_is or "extra-factor" in match.slips:
        return
    together = (match.definition.over_outputs, match.definition.reduction)
    for member in match.group.members[1:]:
        if "extra-factor" not in member.slips:
            continue
        if (member.definition.over_outputs, member.definition.reduction) == together:
            yield told(match.search, replace(match.group, members=(member,)), True)
            return  # another reduction and a factor are the same thing said longer


def tell_apart(matches: Sequence[Match]) -> Difference | None:
    """The smallest change of the data that separates the first two answers, with what each gives then."""
    hits, _ = simplest(matches)
    if len(hits) < 2:
        return None
    search = hits[0].search
    if search.is_large:
        return None
    return told_apart(search.given, search.facts, search.number, hits[0].member, hits[1].member)


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
            return evaluate(given.batch(kind, given.weights if weighted else None), definition)
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
    place = f"in row {why.where[0] + 1} " if why.where else ""
    return f"The loss of the definition chosen is {value} on these data: {place}{why.reason}."


def quotient(match: Match) -> Quotient | None:
    """The total and the divisor behind a mean; None where the answer is no plain mean."""
    candidate, definition = match.member.candidate, match.definition
    if definition.reduction != "mean" or not match.search.number.alone or candidate.smoothing.divergence:
        return None
    found = candidate.evaluated(definition)
    if found is None or not found.divisor or not isinstance(candidate.last, DigitsTruncated | None):
        return None
    value = float(np.asarray(found.value))
    parts = _parts(match) if definition.normalise_by.startswith("weights") else ()
    whole = parts if parts and abs(sum(parts) - found.divisor) < 1e-9 * found.divisor else ()
    return Quotient(value * found.divisor, found.divisor, whole, candidate.tail.factor, match.value)


def _parts(match: Match) -> tuple[float, ...]:
    candidate = match.member.candidate
    labels, weights = candidate.labels, candidate.weights
    if len(labels.keep) > MOST_PARTS or not candidate.route.family.exclusive:
        return ()
    each = (labels.keep[:, None] * weights.plain * labels.table).sum(axis=1)
    return tuple(float(part) for part in each[labels.keep])
