"""One explanation: a path from the numbers entered to the number given, and the definitions that say it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch
from xentgui.losses.cached import cached
from xentgui.losses.definition import ACTIVATIONS, DENOMINATORS, FIELD_NAMES, OVER_OUTPUTS, RENORMALISE, Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.questions.matching.search.plausibility import (
    FACE,
    FIELDS,
    Allowed,
    Anchor,
    Guard,
    Values,
    changed,
    definition_of,
    definitions_near,
)
from xentgui.questions.matching.search.routes import Route
from xentgui.questions.matching.steps.ending import (
    DigitsTruncated,
    Ending,
    LabelsRounded,
    OutputsRounded,
    Perplexity,
    Tail,
    TermsRounded,
)
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.outputs import ProbabilitiesRounded
from xentgui.questions.matching.steps.rows import RowStep
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.step import L, Step
from xentgui.questions.matching.steps.weights import Weights
from xentgui.questions.number import Number

FIELD_BITS = 1.0  # at least, for a field that is seldom set
BY_HAND = (OutputsRounded, LabelsRounded, ProbabilitiesRounded, TermsRounded)
_DEFAULTS = {name: getattr(Definition(), name) for name in FIELD_NAMES}


@dataclass(frozen=True, eq=False)
class Candidate:
    """A path: situation, route, labels, weights, smoothing, ending, tail; `last` is a step of the number itself;
    `window` is how far apart values lie that it makes of one, where these are further apart than the digits.

    `value` is what the arithmetic on the halves gives: ``(1,)``, ``(N,)``, or ``(N·K,)``. `needless`: the same path
    without what only moves the last digits gives the number too.
    """

    situation: Situation
    route: Route
    labels: LabelReading
    weights: Weights
    smoothing: Smoothing
    ending: Ending
    denominators: tuple[str, ...]
    divisor: float
    tail: Tail
    value: Array
    last: Step | None = None
    last_bits: float = 0.0
    window: float = 0.0
    needless: bool = False
    fields: tuple[tuple[str, Any], ...] = ()  # what the arithmetic on sums does not know, with its values

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that no field can say, in the order in which it happens."""
        each = (self.situation.step, *self.route.steps, self.labels.step, *self.smoothing.steps, self.weights.step)
        return tuple(step for step in (*each, *self.tail.steps, self.last) if step and step.slug)

    @property
    def slips(self) -> tuple[str, ...]:
        """Their slugs."""
        return tuple(step.slug for step in self.steps)

    @cached
    def slip_bits(self) -> float:
        """How rare its slips are, the definition aside."""
        return (
            self.situation.bits
            + self.route.slip_bits
            + self.labels.bits
            + self.smoothing.bits
            + self.weights.bits
            + self.tail.slip_bits
            + self.last_bits
        )

    @cached
    def least_bits(self) -> float:
        """A bound from below for its bits, without a look at definitions."""
        fields = FIELD_BITS * len(self.fields)
        field_bits = self.smoothing.field_bits + self.tail.base_bits
        return self.slip_bits + field_bits + self.route.guard.bits / 2 + fields

    @property
    def path(self) -> tuple[object, ...]:
        """What tells it from others: the same on other data of the same shape."""
        return (
            self.situation.step, self.route.reading.key, self.route.activation, self.route.likelihood, self.route.guard,
            self.route.precision, self.route.own, self.labels.key, self.weights.key, self.smoothing, self.ending,
            self.tail, self.last,
        )  # fmt: skip

    @property
    def bare_path(self) -> tuple[object, ...]:
        """The path without what only moves the last digits: a guard, rounding, single precision, digits cut off."""
        reading, activation, rounded = self.route.reading, self.route.activation, self.route.reading.rounded
        slips = tuple(step.slug for step in reading.steps if step is not rounded)
        if rounded and rounded.applied:  # what it is without the rounding of what a function gave
            activation = activation if slips else rounded.applied
            slips = tuple(f"{rounded.applied}-twice" for _ in slips)
        return (
            self.situation.step, slips, reading.kind, activation, self.route.likelihood,
            self.labels.key, self.weights.key, self.smoothing, self.ending, self.tail, self.fields,
        )  # fmt: skip

    @property
    def is_plain(self) -> bool:
        """Whether none of these is on the path, what is done to the number itself aside."""
        if any(name == "precision" for name, _ in self.fields):
            return False
        return not (self.route.guard.bits or self.route.reading.rounded) and self.route.precision == "float64"

    @property
    def is_bare(self) -> bool:
        """Whether none of these is on the path."""
        return self.is_plain and not self.last

    @property
    def one_column(self) -> bool:
        return self.situation.given.one_column

    def allowed(self, any_precision: bool) -> Allowed:
        """What each field of a definition may hold to say this, on these data."""
        wide = self.labels.columns > 1
        names = self.ending.over_outputs if wide else OVER_OUTPUTS
        mean = self.ending.reduction == "mean"
        one_class = self.labels.hard if self.one_column else self.labels.one_class
        each: dict[str, tuple[Any, ...]] = {
            "one_class": (False, True) if one_class else (False,),
            "one_output": (False,) if wide else (False, True),
            "over_outputs": names,
            "reduction": (self.ending.reduction,),
            "normalise_by": self.denominators if mean else DENOMINATORS,
            "log_base": (self.tail.log_base,),
            "label_smoothing": (self.smoothing.field,),
            "class_weights": (self.weights.classes,),
            "pos_weight": (self.weights.positive,),
            "ignore_index": self._ignore_indices(),
            "precision": ("float64", "float32") if any_precision else (self.route.precision,),
        }
        each |= {name: (value,) for name, value in _DEFAULTS.items() if name not in (*each, *FACE, *FIELDS)}
        each |= {name: (value,) for name, value in self.fields}
        guards = tuple(tuple(guard.fields.values()) for guard in self._guards())
        return {FACE: self._faces(), FIELDS: guards, **{(name,): tuple((v,) for v in vs) for name, vs in each.items()}}

    def _ignore_indices(self) -> tuple[int | None, ...]:
        if self.labels.ignore_index is not None:
            return (self.labels.ignore_index,)
        return (None, *self.labels.unused)

    def _guards(self) -> tuple[Guard, ...]:
        route = self.route
        if route.guard.bits or (route.precision == "float32" and route.read_as == L):
            plain = replace(route.guard, renormalise=None)
            rescaled = tuple(replace(plain, renormalise=each) for each in (None, *RENORMALISE))
            return (route.guard, *(each for each in rescaled if route.any_rescaling and self._takes(each)))
        return (route.guard, *(each for each in route.invisible if self._takes(each)))

    def _takes(self, guard: Guard) -> bool:
        return guard.renormalise is None or (self.route.family.exclusive and self.route.any_rescaling)

    def _faces(self) -> tuple[tuple[str, str], ...]:
        face, family = (self.route.activation, self.route.likelihood), self.route.family
        applied = self.route.reading.read_as == L
        sharp = self.route.precision == "float32" and self.route.guard.bits  # clipped as two classes, or 1 - a of one
        both_kinds = self.weights.positive is None and not any(name == "alpha" for name, _ in self.fields)
        if self.one_column and family.two_sided and both_kinds and not sharp:
            if applied:
                return (face, ("softmax", "categorical"))
            return tuple((a, likelihood) for likelihood in ("bernoulli", "categorical") for a in ACTIVATIONS)
        if applied:
            return (face,)
        first = "softmax" if family.exclusive else "sigmoid"
        return tuple((a, face[1]) for a in (first, *ACTIVATIONS))

    @property
    def outputs_are(self) -> str:
        """What the numbers entered are."""
        return self.route.reading.kind

    def evaluated(self, definition: Definition) -> Evaluation | None:
        """What `evaluate` gives along this path; None where it refuses such labels."""
        by_hand = self.smoothing.step is not None
        if self.labels.entered is None or self.route.unstable or (by_hand and not self._by_rows):
            return None
        given = self.situation.given
        changes: dict[str, Any] = {"ignore_index": self.labels.ignore_index, "one_output": False, "one_class": False}
        if self.route.clipped_first:
            changes |= {"clip": None, "renormalise": None}
        if self.route.activation == "identity":
            changes["activation"] = "identity"
        labels: Array = self.labels.entered
        if by_hand:
            table = self.smoothing.applied(self.labels.table, self.route.family, self.one_column)
            labels = given.shaped(table)
            changes |= {"ignore_index": None, "normalise_by": "samples"}
        numbers = given.shaped(self.route.numbers)
        batch = Batch(
            labels, numbers, outputs_are=self.route.read_as, sample_weights=self.weights.sample, groups=given.groups
        )
        return evaluate(batch, changed(definition, tuple(changes.items())))

    @property
    def _by_rows(self) -> bool:
        """Whether every row counts and a mean divides by their number, whatever becomes of the labels."""
        return bool(self.labels.keep.all()) and (self.ending.reduction != "mean" or "samples" in self.denominators)

    def full_value(self, definition: Definition) -> Array:
        """The value at full precision, of `evaluate` where it takes the labels, as an array ``(1,)``, ``(N,)``, ..."""
        found = self.evaluated(definition)
        if found is None or isinstance(self.last, TermsRounded | RowStep):
            return self.value
        loss = found.kl if self.smoothing.divergence else found.value
        values = np.asarray(loss, dtype=np.float64).reshape(-1) * self.tail.factor + 0.0
        return np.exp(values) if isinstance(self.last, Perplexity) else values


@dataclass(frozen=True, eq=False)
class Member:
    """A definition with the slips that lead to the number, and how rare both are."""

    candidate: Candidate
    values: Values
    slips: tuple[str, ...]
    bits: float

    @property
    def definition(self) -> Definition:
        return definition_of(self.values)

    def is_of(self, definition: Definition) -> bool:
        """Whether it is this definition as it stands, with nothing beside it."""
        return not self.slips and self.definition == definition


def members_of(candidate: Candidate, any_precision: bool, anchors: tuple[Anchor, ...], most: float) -> list[Member]:
    """The definitions that say this candidate, up to `most` bits."""
    takes = candidate.route.reading.read_as
    rest = most - candidate.slip_bits
    near = definitions_near(anchors, candidate.allowed(any_precision), takes, rest)
    return [Member(candidate, values, candidate.slips, candidate.slip_bits + bits) for bits, values in near]


def gives(number: Number, candidate: Candidate, values: Array) -> bool:
    """Whether these values of a candidate are the number, all of a sequence."""
    row = np.asarray(values)[None, :]
    last, single = candidate.last, candidate.route.precision == "float32"
    if row.shape[1] != len(number.values):
        return False
    if isinstance(last, BY_HAND):
        return True
    if isinstance(last, DigitsTruncated):
        return bool(number.truncated_from(row)[0])
    if isinstance(last, Perplexity):
        with np.errstate(divide="ignore", invalid="ignore"):
            return bool(number.is_perplexity(np.log(row))[0])
    return bool((number.is_in_float32(row) if single else number.rounds_from(row))[0])


def in_single_precision(candidate: Candidate) -> Candidate:
    """The same path with every step in single precision."""
    return replace(candidate, route=replace(candidate.route, precision="float32"), last=None, last_bits=0.0)
