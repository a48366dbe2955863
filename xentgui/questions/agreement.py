"""Which definitions agree on this data, and the condition that makes it so.

    compare(batch, named) -> Comparison

Agreement is looked up on the data: a condition is named where it holds on every row, never because of a mode.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from xentgui.losses.arrays import Array, read_only
from xentgui.losses.batch import Batch
from xentgui.losses.brief import briefly
from xentgui.losses.cached import cached
from xentgui.losses.definition import REDUCTION_FIELDS, Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.summation import total as exact
from xentgui.questions.pair import TINY, Pair, Ratios, SampleLosses, counts_twice, matters
from xentgui.questions.read_only import ReadOnly
from xentgui.questions.saying.sentence import Cause, causes, sentences

EQUAL = 1e-12  # relative
ROUNDING = 1e-6  # relative; absolute where one of the two is computed in float32
FIELDS_OF_A_FACTOR = (*REDUCTION_FIELDS, "one_class", "class_weights")


@dataclass(frozen=True, eq=False)
class Agreement:
    """How the second of two definitions stands to the first on this data.

    Attributes:
        first, second: their names.
        kind: "equal" (value and every sample, to 1e-12 relative), "rounding" (to 1e-6), "multiple" (every sample by one
            factor), "coincidence" (the values agree, samples do not), "different", "undefined" (one is nan).
        difference: second - first, in the units of the values; 0 for two equal infinities. With `reduction="none"` the
            values are summed first.
        ratio: second / first, the same way.
        conditions: slugs of what holds on the data and bears on this pair. Of the labels, in every row: one-hot-labels,
            labels-sum-to-one; in some row: soft-labels, several-labels, no-label. Of the outputs: one-output (yes/no),
            one-class (one column under a categorical definition), two-outputs, outputs-sum-to-one,
            outputs-do-not-sum-to-one (under neither). Of the pair: same-definition, counted-twice, label-zero-terms
            (one alone counts outputs whose label is 0), and a different-... for each field in which they differ and
            which acts on this data: different-activation, different-likelihood, different-log-base,
            different-reduction, ...
        text: one or two plain sentences.
    """

    first: str
    second: str
    kind: str
    difference: float
    ratio: float
    pair: Pair = field(repr=False)

    @property
    def agree(self) -> bool:
        """Equal, or to rounding."""
        return self.kind in ("equal", "rounding")

    @cached
    def conditions(self) -> tuple[str, ...]:
        return conditions_of(self.pair, self.kind)

    @cached
    def causes(self) -> tuple[Cause, ...]:
        """What makes them differ on this data, the cause that says most first."""
        return causes(self.pair)

    @cached
    def terms(self) -> Array:
        """`(N, K)`: what each output adds under the second, less what it adds under the first."""
        first, second = self.pair.first.terms, self.pair.second.terms
        with np.errstate(all="ignore"):
            return read_only(np.where(first == second, 0.0, np.asarray(second, float) - np.asarray(first, float)))

    @cached
    def text(self) -> str:
        return sentences(self.first, self.second, self.kind, self.difference, self.ratio, self.conditions, self.pair)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several definitions on one batch.

    Attributes:
        evaluations: name -> Evaluation, in the order given.
        refused: name -> the ValueError of a definition that does not take this data.
    """

    evaluations: Mapping[str, Evaluation]
    refused: Mapping[str, ValueError]
    batch: Batch = field(repr=False)
    _asked: dict[tuple[str, str], Agreement] = field(default_factory=dict, init=False, repr=False)
    _losses: SampleLosses = field(default_factory=SampleLosses, init=False, repr=False)

    def __repr__(self) -> str:
        values = {name: evaluation.value for name, evaluation in self.evaluations.items()}
        return briefly("Comparison", {"values": values, "groups": self.groups, "refused": self.refused})

    @cached
    def agreements(self) -> tuple[Agreement, ...]:
        """The first definition with each other one."""
        names = list(self.evaluations)
        return tuple(self.between(names[0], name) for name in names[1:])

    @cached
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Names that agree (equal or to rounding); a definition that agrees with none is a group of one."""
        if len(self.batch.blocks) == 1:  # the losses of more would take room
            self._losses.ahead(self.batch, (each.definition for each in self.evaluations.values()))
        return grouped(self.evaluations, self._agree)

    def between(self, first: str, second: str) -> Agreement:
        """The Agreement of any pair; ValueError for a name that is not in `evaluations`."""
        for name in (first, second):
            if not isinstance(name, str) or name not in self.evaluations:
                raise ValueError(f"{name!r} is not compared here; there are {', '.join(map(repr, self.evaluations))}")
        if (first, second) not in self._asked:
            pair = Pair(self.batch, self.evaluations[first], self.evaluations[second], self._losses)
            self._asked[first, second] = _agreement(first, second, pair)
        return self._asked[first, second]

    @cached
    def _totals(self) -> Mapping[str, float]:
        return {name: total(evaluation) for name, evaluation in self.evaluations.items()}

    def _agree(self, first: str, second: str) -> bool:
        one, two = self._totals[first], self._totals[second]
        return (_close(one, two, ROUNDING) or abs(one - two) <= ROUNDING) and self.between(first, second).agree


def grouped(names: Iterable[str], agree: Callable[[str, str], bool]) -> tuple[tuple[str, ...], ...]:
    """Each name with the first one before it that it agrees with."""
    groups: list[list[str]] = []
    for name in names:
        home = next((group for group in groups if agree(group[0], name)), None)
        if home is None:
            groups.append([name])
        else:
            home.append(name)
    return tuple(map(tuple, groups))


def compare(
    batch: Batch, named: Mapping[str, Definition], refused: Mapping[str, ValueError] = ReadOnly({})
) -> Comparison:
    """Evaluate several definitions on one batch and say which agree, and why.

    `refused` holds definitions that were turned down before.
    """
    taken, turned_down = evaluations(batch, named)
    return Comparison(ReadOnly(taken), ReadOnly({**refused, **turned_down}), batch)


def evaluations(batch: Batch, named: Mapping[str, Definition]) -> tuple[dict[str, Evaluation], dict[str, ValueError]]:
    """The evaluations of the definitions that take the batch, and the errors of the others."""
    taken: dict[str, Evaluation] = {}
    refused: dict[str, ValueError] = {}
    for name, definition in named.items():
        try:
            taken[name] = evaluate(batch, definition)
        except ValueError as error:
            refused[name] = error
    return taken, refused


def _agreement(first: str, second: str, pair: Pair) -> Agreement:
    pair.losses.ahead(pair.batch, pair.definitions)
    one, two = total(pair.first), total(pair.second)
    kind = _kind(one, two, pair)
    difference, ratio = _apart(one, two)
    if kind == "multiple" and not math.isfinite(one):
        ratio = pair.shares.low
    return Agreement(first, second, kind, difference, ratio, pair)


def total(evaluation: Evaluation) -> float:
    """The value; the sum of the values where they are not reduced."""
    value = evaluation.value
    return value if isinstance(value, float) else float(exact(np.asarray(value, dtype=float).ravel()))


def _apart(one: float, two: float) -> tuple[float, float]:
    """Difference and ratio; equal values differ by 0 and stand 1 to 1, infinities and zeros included."""
    if one == two:
        return 0.0, 1.0
    with np.errstate(all="ignore"):
        return float(np.float64(two) - one), float(np.float64(two) / one)


def _kind(one: float, two: float, pair: Pair) -> str:
    if math.isnan(one) or math.isnan(two):
        return "undefined"
    if alike := how_alike(one, two, pair.ratios, pair.shares, pair.in_float32):
        return alike
    if _is_multiple(pair):
        return "multiple"
    return "coincidence" if _close(one, two, ROUNDING) else "different"


def how_alike(one: float, two: float, ratios: Ratios, shares: Ratios, in_float32: bool) -> str:
    """ "equal", "rounding" or nothing: of two values, and of how their samples stand to each other."""
    for kind, tolerance in (("equal", EQUAL), ("rounding", ROUNDING)):
        if _close(one, two, tolerance) and (ratios.all_are(1.0, tolerance) or shares.all_are(1.0, tolerance)):
            return kind
    near = in_float32 and abs(one - two) <= ROUNDING and ratios.gap <= ROUNDING and not ratios.unlike
    return "rounding" if near else ""


def _close(one: float, two: float, tolerance: float) -> bool:
    size = max(abs(one), abs(two))
    return one == two or (math.isfinite(size) and abs(one - two) <= max(tolerance * size, TINY))


def _is_multiple(pair: Pair) -> bool:
    """One factor for every sample, which one sample alone or several alike would not show by themselves."""
    found = pair.ratios
    if not found.seen or not found.all_are(found.low, ROUNDING):
        return False
    return found.varied or counts_twice(pair) or _differ_by_a_factor(pair)


def _differ_by_a_factor(pair: Pair) -> bool:
    return all(name in FIELDS_OF_A_FACTOR or not matters(pair, name) for name in pair.differing)


def conditions_of(pair: Pair, kind: str) -> tuple[str, ...]:
    """The slugs, in the order: labels, outputs, what they make of this pair, fields that differ and matter here."""
    found = [slug for slug, holds in (*_of_labels(pair), *_of_outputs(pair)) if holds]
    if counts_twice(pair):
        found.append("counted-twice")
    if _adds_label_zero_terms(pair, kind):
        found.append("label-zero-terms")
    return (*found, *_of_fields(pair, kind))


def _of_labels(pair: Pair) -> tuple[tuple[str, bool], ...]:
    labels = pair.labels
    return (
        ("one-hot-labels", labels.one_hot),
        ("labels-sum-to-one", labels.sum_to_one),
        ("soft-labels", labels.soft is not None),
        ("several-labels", labels.several is not None),
        ("no-label", labels.none is not None),
    )


def _of_outputs(pair: Pair) -> tuple[tuple[str, bool], ...]:
    columns, tied = pair.batch.shape[1], [facts.sum_to_one for facts in pair.outputs]
    one_class = columns == 1 and not pair.one_yes_no and "categorical" in pair.likelihoods
    return (
        ("one-output", columns == 1 and not one_class),
        ("one-class", one_class),
        ("two-outputs", columns == 2),
        ("outputs-sum-to-one", columns > 1 and all(tied)),
        ("outputs-do-not-sum-to-one", columns > 1 and not any(tied)),
        ("same-definition", not pair.differing),
    )


def _adds_label_zero_terms(pair: Pair, kind: str) -> bool:
    """Whether one alone counts the outputs whose label is 0."""
    differ = len(pair.likelihoods) > 1 and not pair.one_yes_no
    return differ and kind != "equal" and pair.labels.zero is not None


def _of_fields(pair: Pair, kind: str) -> list[str]:
    found = causes(pair)
    slugs = [f"different-{cause.field.replace('_', '-')}" for cause in found if kind != "equal" and not cause.reduces]
    return [*slugs, "different-reduction"] if any(cause.reduces for cause in found) else slugs
