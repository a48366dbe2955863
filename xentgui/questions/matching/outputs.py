"""How the outputs may have been read: every way from the numbers entered to -ln a and -ln(1 - a)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from xentgui.losses.arrays import Float, read_only
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.questions.matching.arithmetic import activated
from xentgui.questions.matching.guards import GUARDS, Guard, Visibility
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.situations import CROSSED, Situation
from xentgui.questions.matching.slip import LP, L, P
from xentgui.questions.matching.slips import SLIPS

COMPOSED = (("probabilities-as-logits", "softmax-twice"), ("probabilities-rounded", "probabilities-as-logits"))
AFTER_ANOTHER = ("probabilities-as-logits", "softmax-twice", "sigmoid-twice", "logits-as-probabilities")
UNLIKELY = 3.0  # bits of a kind of outputs or a situation from which on few readings are tried
PLAIN = GUARDS[0]


@dataclass(frozen=True, eq=False)
class OutputReading:
    """Numbers ``(N, K)`` and what a function takes them for; `kind` is what they really are."""

    slips: tuple[str, ...]
    detail: str
    bits: float
    kind: str
    read_as: str
    numbers: Float
    activations: tuple[str, ...] = ()

    @cached
    def _by_softmax(self) -> Float:
        return activated(self.numbers, self.read_as, "softmax")

    @cached
    def _by_sigmoid(self) -> Float:
        return activated(self.numbers, self.read_as, "sigmoid")

    def probabilities(self, activation: str) -> Float:
        """``(N, K)`` probabilities as a function that takes it so would have them."""
        if self.read_as == P:
            return self.numbers
        if self.read_as == LP:
            with np.errstate(over="ignore"):
                return np.asarray(np.exp(self.numbers))
        return self._by_softmax if activation == "softmax" else self._by_sigmoid


@lru_cache
def _pointwise(activation: str, likelihood: str, guard: Guard, precision: str) -> Definition:
    return Definition(
        activation=activation, likelihood=likelihood, precision=precision, over_outputs="none", reduction="none",
        **guard.fields,
    )  # fmt: skip


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

    @property
    def pointwise(self) -> Definition:
        """The definition of the terms, put together in no way."""
        guard = PLAIN if self.clipped_first else self.guard
        return _pointwise(self.activation, self.likelihood, guard, self.precision)

    @property
    def slips(self) -> tuple[str, ...]:
        """The slugs of the reading and of the formula itself."""
        return self.reading.slips + self._own

    @property
    def slip_bits(self) -> float:
        """How rare they are."""
        return self.reading.bits + sum(SLIPS[slug].bits for slug in self._own)

    @property
    def _own(self) -> tuple[str, ...]:
        return ("unstable-formula",) * self.unstable + ("clip-rounded",) * self.clipped_first

    @property
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


def cancelling(logits: Float) -> tuple[Float, Float]:
    """(1-y) z + log1p(exp(-|z|)) + max(-z, 0), added from left to right in single precision."""
    z = logits.astype(np.float32)
    shared = np.log1p(np.exp(-np.abs(z))) + np.maximum(-z, np.float32(0))
    return shared.astype(np.float64), (z + shared).astype(np.float64)


def output_readings(situation: Situation, most: float = math.inf) -> Iterator[OutputReading]:
    """Every reading of the outputs of a situation up to `most` bits."""
    numbers = situation.given.outputs
    for kind, bits in situation.kinds:
        plain = OutputReading((), "", bits, kind, kind, numbers)
        yield plain
        unlikely = bits >= UNLIKELY or situation.slips
        twin = kind == L and P in dict(situation.kinds)  # as probabilities they are read as what they may be anyway
        for slug in AFTER_ANOTHER if unlikely else SLIPS:
            if not (twin and slug == "logits-as-probabilities"):
                yield from _slipped(plain, slug, most)
        for first, second in () if unlikely else COMPOSED:
            for reading in _slipped(plain, first, most):
                yield from _slipped(reading, second, most)


def _slipped(reading: OutputReading, slug: str, most: float) -> Iterator[OutputReading]:
    several = reading.numbers.shape[1] > 1
    for change in SLIPS[slug].outputs:
        bits = reading.bits + SLIPS[slug].bits + change.more_bits
        if bits > most or change.of != reading.read_as or (change.among == "several" and not several):
            continue
        with np.errstate(all="ignore"):
            numbers = read_only(np.array(change.change(reading.numbers), dtype=np.float64))
        slips, detail = (*reading.slips, slug), " ".join(filter(None, (reading.detail, change.detail)))
        yield OutputReading(slips, detail, bits, reading.kind, change.read_as, numbers, change.activations)


def routes(reading: OutputReading, situation: Situation, number: Number, most_bits: float) -> Iterator[Route]:
    """Every activation, likelihood, guard and precision that a reading may have gone through, up to `most_bits`."""
    for activation, likelihood in _faces(reading, situation):
        a = reading.probabilities(activation)
        seen = Visibility.of(a, number, situation.given.one_column)
        rarest = _rarest_guard(reading, situation, (activation, likelihood), number)
        near_edge = bool(np.min(1 - a) < 1e-4) or bool(np.min(a) < 1e-30)
        visible, invisible = _guards(seen, likelihood, rarest, not (reading.slips or situation.slips))
        for guard in visible:
            both = near_edge or (guard.single and number.may_be_float32)
            for precision in ("float64", "float32") if both else ("float64",):
                route = Route(reading, activation, likelihood, guard, precision, invisible, not seen.rescales(guard))
                if route.bits <= most_bits:
                    yield route
            if guard.clip is not None and guard.renormalise != "before-clip" and 1 - seen.high < guard.clip < 1e-7:
                yield replace(route, precision="float64", clipped_first=True)
        if reading.read_as == L and (activation, likelihood) == ("sigmoid", "bernoulli") and number.may_be_float32:
            yield Route(reading, activation, likelihood, PLAIN, "float32", invisible, True, unstable=True)


def _rarest_guard(reading: OutputReading, situation: Situation, face: tuple[str, str], number: Number) -> float:
    """The bits up to which guards are tried: the few of the frameworks where something else went wrong already."""
    if situation.slips:
        return 2.5
    if "probabilities-rounded" in reading.slips:
        return 0.0
    if reading.slips:
        return 2.5 if reading.slips == ("outputs-hardened",) else 1.5
    if face in CROSSED:
        return 2.5
    return 9.0 if number.may_be_float32 else 3.0


def _guards(seen: Visibility, likelihood: str, rarest: float, plain: bool) -> tuple[list[Guard], tuple[Guard, ...]]:
    """The guards to try, and those that would not show; after a slip only such as hold something back."""
    if likelihood == "quadratic":
        return [PLAIN], ()
    showing = [guard is PLAIN or seen.shows(guard) for guard in GUARDS]
    tried = [
        guard
        for guard, shows in zip(GUARDS, showing, strict=True)
        if guard is PLAIN or (shows and guard.bits <= rarest and (plain or seen.needs(guard)))
    ]
    whole = likelihood == "categorical"
    fitting = [guard for guard in tried if guard.renormalise is None or (whole and seen.rescales(guard))]
    return fitting, tuple(guard for guard, shows in zip(GUARDS, showing, strict=True) if not shows)


def _faces(reading: OutputReading, situation: Situation) -> Iterator[tuple[str, str]]:
    """Activation and likelihood; what is no probability but read as one goes through the identity."""
    identity = reading.read_as == P and bool(((reading.numbers < 0) | (reading.numbers > 1)).any())
    for activation, likelihood in situation.faces:
        if reading.slips and ((activation, likelihood) in CROSSED or likelihood == "quadratic"):
            continue
        if reading.read_as == L:
            if not reading.activations or activation in reading.activations:
                yield activation, likelihood
        elif activation == situation.activation_of(likelihood):
            yield ("identity" if identity else activation), likelihood
