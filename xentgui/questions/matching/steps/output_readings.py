"""How the outputs may have been read: what a function takes them for, after the steps that went wrong with them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Float, extent, read_only
from xentgui.losses.cached import cached
from xentgui.losses.softmax import NARROW
from xentgui.questions.matching.logarithms import activated, off_one, reach_of, reaches_of
from xentgui.questions.matching.steps.outputs import (
    LogitsAsProbabilities,
    OutputStep,
    ProbabilitiesAsLogits,
    ProbabilitiesRounded,
    SigmoidTwice,
    SoftmaxTwice,
)
from xentgui.questions.matching.steps.situation import Situation
from xentgui.questions.matching.steps.step import LP, L, P

UNLIKELY = 3.0  # bits of a kind of outputs or a situation from which on few readings are tried


@dataclass(frozen=True, eq=False)
class OutputReading:
    """What a function takes the `entered` numbers ``(N, K)`` for, after `steps`; `kind` is what they really are.

    `before` is the reading without the last step, whose probabilities many share.
    """

    steps: tuple[OutputStep, ...]
    bits: float
    kind: str
    read_as: str
    entered: Float
    before: "OutputReading | None" = None

    @cached
    def numbers(self) -> Float:
        """``(N, K)``: what the steps have made of them."""
        if self.before is None:
            return self.entered
        step = self.steps[-1]
        with np.errstate(all="ignore"):
            made = self.before.probabilities(step.applied) if step.applied else self.before.numbers
            return read_only(np.asarray(step.change(made), dtype=np.float64))

    def forget(self) -> None:
        """Give the memory back; what is asked again is computed again."""
        for name in ("numbers", "_by_softmax", "_by_sigmoid"):
            self.__dict__.pop(name, None)

    @cached
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest of the numbers."""
        return extent(self.numbers)

    @property
    def is_narrow(self) -> bool:
        """Whether exp takes every one of them as it is, without a shift."""
        return max(-self.ends[0], self.ends[1]) <= NARROW[np.float64]

    @property
    def is_defined(self) -> bool:
        """Whether no step made nan of masked outputs."""
        return not math.isnan(self.ends[0])

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others on the same data, and finds it again on other data."""
        return self.steps, self.kind, self.read_as

    @property
    def activations(self) -> tuple[str, ...]:
        """Those that it goes through, where these are few."""
        return self.steps[-1].activations if self.steps else ()

    @property
    def rounded(self) -> ProbabilitiesRounded | None:
        """The step that rounded the probabilities, if one did."""
        return next((step for step in self.steps if isinstance(step, ProbabilitiesRounded)), None)

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
            with np.errstate(over="ignore", under="ignore"):
                return np.asarray(np.exp(self.numbers))
        return self._by_softmax if activation == "softmax" else self._by_sigmoid

    def reach(self, activation: str) -> tuple[float, float, float]:
        """The smallest and the largest of these, and how far the sum of a row is from 1, at most."""
        if activation in self._reaches:
            return self._reaches[activation]
        if self.read_as == L and self.steps:  # nothing else asks for the table
            return reach_of(self.numbers, self.read_as, activation)
        a = self.probabilities(activation)
        return *(self.ends if self.read_as == P else extent(a)), off_one(a)

    @cached
    def _reaches(self) -> dict[str, tuple[float, float, float]]:
        return {}


def ask_together(readings: Sequence[OutputReading]) -> None:
    """Let logits that something was done to know their reach, which is asked of all of ordinary size in one call."""
    made = [reading for reading in readings if reading.read_as == L and reading.steps and reading.is_narrow]
    for activation in ("softmax", "sigmoid"):
        taking = [reading for reading in made if activation in (reading.activations or (activation,))]
        if len(taking) > 1:
            found = reaches_of([reading.numbers for reading in taking], L, activation)
            for reading, reach in zip(taking, found, strict=True):
                reading._reaches[activation] = reach


COMPOSED = ((ProbabilitiesAsLogits, SoftmaxTwice), (ProbabilitiesRounded, ProbabilitiesAsLogits))
AFTER_ANOTHER = (ProbabilitiesAsLogits, SoftmaxTwice, SigmoidTwice, LogitsAsProbabilities)


def output_readings(situation: Situation, most: float = math.inf) -> Iterator[OutputReading]:
    """Every reading of the outputs of a situation up to `most` bits."""
    for kind, bits in situation.kinds:
        plain = OutputReading((), bits, kind, kind, situation.given.outputs)
        yield plain
        unlikely = bits >= UNLIKELY or situation.step is not None
        twin = kind == L and P in dict(situation.kinds)  # as probabilities they are read as what they may be anyway
        for step in AFTER_ANOTHER if unlikely else OutputStep.__subclasses__():
            if not (twin and step is LogitsAsProbabilities):
                yield from _after(plain, step, most)
        for first, second in () if unlikely else COMPOSED:
            for reading in _after(plain, first, most):
                yield from _after(reading, second, most)


def _after(reading: OutputReading, kind: type[OutputStep], most: float) -> Iterator[OutputReading]:
    for step in kind.ways():
        bits = reading.bits + step.bits + step.more
        if bits > most or step.of != reading.read_as or not step.fits(reading.entered.shape):
            continue
        yield OutputReading((*reading.steps, step), bits, reading.kind, step.read_as, reading.entered, reading)
