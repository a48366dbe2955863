"""The routes from outputs to -ln a and -ln(1 - a): activation, likelihood, what guards the logarithm, precision."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from xentgui.losses.arrays import Float, extent, read_only
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


@dataclass(frozen=True)
class Visibility:
    """Which guards move the loss of probabilities `a` ``(N, K)`` by as much as the digits of `number` tell."""

    low: float
    high: float
    off: float
    finest: float

    @classmethod
    def of(cls, a: Float, number: Number, one_column: bool) -> "Visibility":
        finite = np.isfinite(number.values)
        smallest = float(np.min(number.steps[finite], initial=np.inf))
        finest = max(smallest, 1e-15 * float(np.max(np.abs(number.values[finite]), initial=0.0))) / 8
        off = float(np.max(np.abs(a.sum(axis=1) - 1))) if not one_column else 0.0
        return cls(*extent(a), off, finest)

    def shows(self, guard: Guard) -> bool:
        edge = min(self.low, 1 - self.high)
        if guard.renormalise is not None and self.rescales(guard):
            return True
        if guard.clip is not None and edge < guard.clip:
            return True
        if guard.log_epsilon is not None and guard.log_epsilon > self.finest * max(edge, 1e-300):
            return True
        return guard.log_clamp is not None and edge < np.exp(guard.log_clamp)

    def needs(self, guard: Guard) -> bool:
        """Whether the guard holds something back, and does not merely shift the last digits."""
        edge = min(self.low, 1 - self.high)
        rescaled = guard.renormalise is not None and self.off > 1e-3
        size = guard.clip or guard.log_epsilon or 0.0
        return rescaled or edge < size or (guard.log_clamp is not None and self.shows(guard))

    def is_undefined(self, guard: Guard, family: Definition) -> bool:
        """Whether a logarithm of a negative number is taken, which no clip holds back."""
        if family.squares or guard.clip is not None or guard.renormalise is not None:
            return False
        lowest = min(self.low, 1 - self.high) if family.two_sided else self.low
        return lowest + (guard.log_epsilon or 0.0) < 0

    @property
    def rescaling(self) -> bool:
        """Whether it shows that rows are divided by their sum."""
        return self.off > self.finest

    def rescales(self, guard: Guard) -> bool:
        """The same where the guard moves the sums first: what is clipped at its upper end no longer sums to 1."""
        moved = guard.renormalise == "after-clip" and guard.clip is not None and guard.clip > self.finest
        return self.rescaling or (moved and 1 - self.high < (guard.clip or 0.0))


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
            looked[taken] = Visibility.of(reading.probabilities(activation), number, situation.given.one_column)
        seen = looked[taken]
        rarest = _rarest_guard(reading, situation, (activation, likelihood), number)
        near_edge = 1 - seen.high < 1e-4 or seen.low < 1e-30
        visible, invisible = _guards(seen, family, rarest, not (reading.steps or situation.step))
        for guard in (guard for guard in visible if not seen.is_undefined(guard, family)):
            both = near_edge or (guard.single and number.may_be_float32)
            for precision in ("float64", "float32") if both else ("float64",):
                route = Route(reading, activation, likelihood, guard, precision, invisible, not seen.rescales(guard))
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


def _guards(seen: Visibility, family: Definition, rarest: float, plain: bool) -> tuple[list[Guard], tuple[Guard, ...]]:
    """The guards to try, and those that would not show; after a slip only such as hold something back."""
    if family.squares:
        return [PLAIN], ()
    showing = [guard is PLAIN or seen.shows(guard) for guard in GUARDS]
    tried = [
        guard
        for guard, shows in zip(GUARDS, showing, strict=True)
        if guard is PLAIN or (shows and guard.bits <= rarest and (plain or seen.needs(guard)))
    ]
    fitting = [guard for guard in tried if guard.renormalise is None or (family.exclusive and seen.rescales(guard))]
    return fitting, tuple(guard for guard, shows in zip(GUARDS, showing, strict=True) if not shows)


def _faces(reading: OutputReading, situation: Situation) -> Iterator[tuple[str, str]]:
    """Activation and likelihood; what is no probability but read as one goes through the identity."""
    identity = reading.read_as == P and bool(((reading.numbers < 0) | (reading.numbers > 1)).any())
    for activation, likelihood in situation.faces:
        if reading.steps and (activation, likelihood) in (*CROSSED, *QUADRATIC):
            continue
        if reading.read_as == L:
            if not reading.activations or activation in reading.activations:
                yield activation, likelihood
        elif activation == situation.activation_of(_family(likelihood)):
            yield ("identity" if identity else activation), likelihood
