"""The routes from outputs to -ln a and -ln(1 - a): activation, likelihood, what guards the logarithm, precision."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

import numpy as np

from xentgui.losses.arrays import Array, Float, read_only
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.questions.matching.search.plausibility import GUARDS, PLAIN, Guard
from xentgui.questions.matching.steps.ending import ClipRounded, UnstableFormula
from xentgui.questions.matching.steps.output_readings import OutputReading
from xentgui.questions.matching.steps.outputs import Hardened
from xentgui.questions.matching.steps.situation import BERNOULLI, CROSSED, QUADRATIC, Situation
from xentgui.questions.matching.steps.step import L, P, Step
from xentgui.questions.number import Number

HUGE = 4_000_000  # outputs, from which on no guard is tried but those of the definitions that are told first


def _each(of: Callable[[Guard], float | None]) -> Array:
    """``(G,)`` of GUARDS; nan, which is neither below nor above anything, for None."""
    return np.array([math.nan if size is None else size for size in map(of, GUARDS)])


_CLIP, _EPSILON = _each(attrgetter("clip")), _each(attrgetter("log_epsilon"))
_ADDED = np.nan_to_num(_EPSILON)
_CLAMPED = np.exp(_each(attrgetter("log_clamp")))
_HELD = _each(lambda guard: guard.clip or guard.log_epsilon or 0.0)
_RENORMALISE = _each(lambda guard: guard.renormalise is not None) > 0
_AFTER_CLIP = _each(lambda guard: guard.renormalise == "after-clip") > 0
_IS_PLAIN = _each(lambda guard: guard is PLAIN) > 0
_BITS = _each(attrgetter("bits"))


@dataclass(frozen=True, eq=False)
class Visibility:
    """Which of GUARDS move the loss of probabilities by as much as the digits of a number tell.

    `low`, `high`: the smallest and the largest of them; `off`: how far a row's sum is from 1, at most; `finest`: by how
    little the loss may be moved. The arrays are ``(G,)``.
    """

    low: float
    high: float
    off: float
    finest: float

    @classmethod
    def of(cls, reading: OutputReading, activation: str, number: Number, one_column: bool) -> "Visibility":
        low, high, off = reading.reach(activation)
        return cls(low, high, 0.0 if one_column else off, number.finest / 8)

    @property
    def edge(self) -> float:
        """How near to 0 or 1 they come."""
        return min(self.low, 1 - self.high)

    @cached
    def shows(self) -> Array:
        rescaled, clipped = _RENORMALISE & self.rescales, self.edge < _CLIP
        return rescaled | clipped | (self.finest * max(self.edge, 1e-300) < _EPSILON) | (self.edge < _CLAMPED)

    @cached
    def needs(self) -> Array:
        """Which hold something back, and do not merely shift the last digits."""
        clamped = (_CLAMPED > 0) & self.shows
        return np.asarray((_RENORMALISE & (self.off > 1e-3)) | (self.edge < _HELD) | clamped)

    def is_defined(self, family: Definition) -> Array:
        """Under which no logarithm of a negative number is taken, which no clip holds back."""
        lowest = self.edge if family.two_sided else self.low
        return np.asarray((_CLIP > 0) | _RENORMALISE | (lowest + _ADDED >= 0))

    @cached
    def rescales(self) -> Array:
        """Under which it shows that rows are divided by their sum; what is clipped above no longer sums to 1."""
        moved = _AFTER_CLIP & (self.finest < _CLIP) & (1 - self.high < _CLIP)
        return moved | (self.off > self.finest)

    @cached
    def invisible(self) -> tuple[Guard, ...]:
        """Those that would not show."""
        return tuple(GUARDS[place] for place in np.flatnonzero(~(self.shows | _IS_PLAIN)))


@lru_cache
def _pointwise(activation: str, likelihood: str, guard: Guard, precision: str) -> Definition:
    return Definition(
        activation=activation, likelihood=likelihood, precision=precision, over_outputs="none", reduction="none",
        **guard.fields,
    )  # fmt: skip


@lru_cache
def _family(likelihood: str) -> Definition:
    return Definition(likelihood=likelihood)


@dataclass(frozen=True, eq=False)
class Route:
    """A reading with an activation, a likelihood, a guard and a precision: what gives the two halves of the loss."""

    reading: OutputReading
    activation: str
    likelihood: str
    guard: Guard
    precision: str
    invisible: tuple[Guard, ...]
    any_rescaling: bool
    unstable: bool = False
    clipped_first: bool = False

    @cached
    def numbers(self) -> Float:
        """What the function gets: the numbers of the reading, or these clipped and rounded, as a careless clip does."""
        if not self.clipped_first or self.guard.clip is None:
            return self.reading.numbers
        a = np.clip(self.reading.probabilities(self.activation), self.guard.clip, 1 - self.guard.clip)
        return read_only(a if self.guard.renormalise is None else a / a.sum(axis=1, keepdims=True))

    def forget(self) -> None:
        """Give the memory back; what is asked again is computed again."""
        self.__dict__.pop("numbers", None)

    @property
    def family(self) -> Definition:
        """The definition with its likelihood alone, of which labels, weights and endings ask what it is."""
        return _family(self.likelihood)

    @property
    def pointwise(self) -> Definition:
        """The definition of the terms, put together in no way."""
        guard = PLAIN if self.clipped_first else self.guard
        return _pointwise(self.activation, self.likelihood, guard, self.precision)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those of the reading and of the formula itself."""
        return self.reading.steps + self.own

    @cached
    def slip_bits(self) -> float:
        """How rare they are."""
        return self.reading.bits + sum(step.bits for step in self.own)

    @property
    def own(self) -> tuple[Step, ...]:
        """What the formula itself does wrong."""
        return (UnstableFormula(),) * self.unstable + (ClipRounded(),) * self.clipped_first

    @cached
    def bits(self) -> float:
        """How rare it is, at least, if a framework brings the guard and the precision along."""
        single = 0.5 if self.precision == "float32" and not self.guard.single else 0.0
        return self.slip_bits + max(self.guard.bits - 0.5, 0.0) + single

    @property
    def read_as(self) -> str:
        """As what `evaluate` takes the numbers: those that are no probabilities go through the identity."""
        if self.clipped_first:
            return P
        return L if self.activation == "identity" else self.reading.read_as


def routes(reading: OutputReading, situation: Situation, number: Number, most_bits: float) -> Iterator[Route]:
    """Every activation, likelihood, guard and precision that a reading may have gone through, up to `most_bits`."""
    if not reading.is_defined:
        return
    looked: dict[str, Visibility] = {}
    for activation, likelihood in _faces(reading, situation):
        family, taken = _family(likelihood), activation if reading.read_as == L else P
        if taken not in looked:
            looked[taken] = Visibility.of(reading, activation, number, situation.given.one_column)
        seen = looked[taken]
        rarest = _rarest_guard(reading, situation, (activation, likelihood), number)
        near_edge = 1 - seen.high < 1e-4 or seen.low < 1e-30
        invisible = () if family.squares else seen.invisible
        for place in _guards(seen, family, rarest, not (reading.steps or situation.step)):
            guard, any_rescaling = GUARDS[place], not seen.rescales[place]
            both = near_edge or (guard.single and number.may_be_float32)
            for precision in ("float64", "float32") if both else ("float64",):
                route = Route(reading, activation, likelihood, guard, precision, invisible, any_rescaling)
                if route.bits <= most_bits:
                    yield route
            if guard.clip is not None and guard.renormalise != "before-clip" and 1 - seen.high < guard.clip < 1e-7:
                yield replace(route, precision="float64", clipped_first=True)
        if reading.read_as == L and (activation, likelihood) == BERNOULLI and number.may_be_float32:
            yield Route(reading, activation, likelihood, PLAIN, "float32", invisible, True, unstable=True)


def _rarest_guard(reading: OutputReading, situation: Situation, face: tuple[str, str], number: Number) -> float:
    """The bits up to which guards are tried: the few of the frameworks where something else went wrong already."""
    if situation.given.outputs.size > HUGE:
        return 0.0
    if situation.step:
        return 2.5
    if reading.rounded:
        return 0.0
    if reading.steps:
        return 2.5 if isinstance(reading.steps[0], Hardened) else 1.5
    if face in CROSSED:
        return 2.5
    return 9.0 if number.may_be_float32 else 3.0


def _guards(seen: Visibility, family: Definition, rarest: float, plain: bool) -> list[int]:
    """The places of the guards to try; after a slip only such as hold something back."""
    if family.squares:
        return [GUARDS.index(PLAIN)]
    tried = seen.shows & (rarest >= _BITS)
    if not plain:
        tried = tried & seen.needs
    fitting = ~_RENORMALISE | (seen.rescales & family.exclusive)
    found: list[int] = np.flatnonzero((_IS_PLAIN | tried) & fitting & seen.is_defined(family)).tolist()
    return found


def _faces(reading: OutputReading, situation: Situation) -> Iterator[tuple[str, str]]:
    """Activation and likelihood; what is no probability but read as one goes through the identity."""
    identity = reading.read_as == P and (reading.ends[0] < 0 or reading.ends[1] > 1)
    for activation, likelihood in situation.faces:
        if reading.steps and (activation, likelihood) in (*CROSSED, *QUADRATIC):
            continue
        if reading.read_as == L:
            if not reading.activations or activation in reading.activations:
                yield activation, likelihood
        elif activation == situation.activation_of(_family(likelihood)):
            yield ("identity" if identity else activation), likelihood
