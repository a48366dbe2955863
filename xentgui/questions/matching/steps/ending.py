"""The end of a loss: how sums of terms become one number, and what goes wrong with the number itself."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from xentgui.questions.matching.data import Given
from xentgui.questions.matching.steps.step import Step
from xentgui.questions.number import Number

BASES = ((math.e, 0.0), (2.0, 2.5), (10.0, 2.5))


@dataclass(frozen=True)
class Ending:
    """Sum over `over_outputs`, one of which is meant, then `reduction`."""

    over_outputs: tuple[str, ...]
    reduction: str
    bits: float


def endings(given: Given, number: Number) -> tuple[Ending, ...]:
    """The ways to put the terms together that give as many numbers as were typed."""
    elements = given.rows * given.columns
    if number.alone:
        together = (Ending(("sum",), "mean", 0.0), Ending(("sum", "none"), "sum", 1.0))
        apart = (Ending(("none", "mean"), "mean", 0.5), Ending(("mean",), "sum", 2.0))
        return together + apart if given.columns > 1 else together
    if given.columns > 1 and len(number.values) == elements and elements != given.rows:
        return (Ending(("none",), "none", 0.0),)
    each = (Ending(("sum",), "none", 0.0), Ending(("mean",), "none", 0.5))
    return each if given.columns > 1 else each[:1]


@dataclass(frozen=True)
class EndingStep(Step):
    """What happens to the sums, or to the number that they give."""


@dataclass(frozen=True)
class ForgotMinus(EndingStep):
    slug = "forgot-minus"
    bits = 2.5
    title = "The minus sign is missing"
    happened = "the minus sign was forgotten"
    advice = "put a minus in front"


@dataclass(frozen=True)
class ExtraFactor(EndingStep):
    factor: float

    slug = "extra-factor"
    bits = 3.0
    title = "Multiplied by an extra factor"
    happened = "the loss was multiplied or divided by a number"
    advice = "look for a scale, a number of steps, batch means divided by all rows, or a second division"

    @property
    def named(self) -> str:
        known = {0.5: "Half of", 2.0: "Twice", 1 / 3: "A third of", 0.25: "A quarter of"}
        times = f"{self.factor:g} times" if self.factor > 1 else f"1/{1 / self.factor:g} of"
        return f"{known.get(self.factor, times)} the loss"

    @property
    def says(self) -> str:
        often = f"multiplied by {self.factor:g}" if self.factor > 1 else f"divided by {1 / self.factor:g}"
        return f"the loss was {often}"


@dataclass(frozen=True)
class Perplexity(EndingStep):
    slug = "perplexity"
    bits = 3.5
    title = "The exponential of the loss (perplexity)"
    happened = "the number is the exponential of the loss, its perplexity"
    advice = "take the logarithm"


@dataclass(frozen=True)
class UnstableFormula(EndingStep):
    slug = "unstable-formula"
    bits = 2.5
    title = "A formula that cancels in single precision"
    happened = "the formula adds (1-y)z to a logarithm, which cancels in single precision"
    advice = "use the stable form, or double precision"


@dataclass(frozen=True)
class ClipRounded(EndingStep):
    slug = "clip-rounded"
    bits = 0.5
    title = "The clip's upper end is rounded"
    happened = "1 - a was taken of a clipped a: 1 - (1 - ε) is a little less than ε in double precision"
    advice = "nothing: it is how a clip written by hand behaves"


@dataclass(frozen=True)
class OutputsRounded(EndingStep):
    places: int

    slug = "outputs-rounded"
    bits = 3.5
    title = "The outputs shown are rounded"
    happened = "the number was computed from more digits of the outputs than the ones given here"
    advice = "print the outputs in full"

    @property
    def says(self) -> str:
        return f"the number was computed from more digits of the outputs than the {self.places} decimals given here"


@dataclass(frozen=True)
class LabelsRounded(EndingStep):
    places: int

    slug = "labels-rounded"
    bits = OutputsRounded.bits
    title = "The labels shown are rounded"
    happened = "the number was computed from more digits of the soft labels than the ones given here"
    advice = "print the labels in full"

    @property
    def says(self) -> str:
        return f"the number was computed from more digits of the soft labels than the {self.places} decimals given here"


@dataclass(frozen=True)
class TermsRounded(EndingStep):
    places: int

    slug = "terms-rounded"
    bits = 4.0
    title = "The losses of the rows were rounded by hand"
    happened = "the losses of the rows were rounded before they were put together"
    advice = "keep more digits on the way"

    @property
    def says(self) -> str:
        return f"the losses of the rows were rounded before they were put together, to {self.places} decimals"


@dataclass(frozen=True)
class DigitsTruncated(EndingStep):
    slug = "digits-truncated"
    bits = 2.5
    title = "The digits were cut off"
    happened = "the digits were cut off instead of rounded"
    advice = "round the last digit"


@dataclass(frozen=True)
class InSinglePrecision(EndingStep):
    """Marks what is near enough for every step in single precision to give it."""

    bits = 0.5


@dataclass(frozen=True)
class Near(EndingStep):
    """Marks what nearly gives the number."""


@dataclass(frozen=True)
class Tail:
    """A base and a factor: what the sum is multiplied by in the end."""

    log_base: float
    factor: float
    slip_bits: float
    base_bits: float

    @property
    def steps(self) -> tuple[EndingStep, ...]:
        size = abs(self.factor)
        return (ForgotMinus(),) * (self.factor < 0) + ((ExtraFactor(size),) if size != 1 else ())

    @property
    def bits(self) -> float:
        return self.slip_bits + self.base_bits

    @property
    def multiplier(self) -> float:
        return self.factor / math.log(self.log_base)


def tails(given: Given, number: Number, base_chosen: float) -> tuple[Tail, ...]:
    """Bases 2, e, 10 and the one chosen, each with the short list of factors: data sizes, small numbers, powers."""
    if number.is_zero:  # nothing times it, and no other base, makes another number of it
        return (Tail(base_chosen, 1.0, 0.0, 0.0),)
    return _tails(given.rows, given.columns, bool(np.any(number.values < 0)), base_chosen)


@lru_cache(maxsize=16)
def _tails(rows: int, columns: int, below: bool, base_chosen: float) -> tuple[Tail, ...]:
    found: dict[tuple[float, float], Tail] = {}
    for factor, bits in _factors(rows, columns):
        for sign in (1.0, -1.0):
            for base, more in ((base_chosen, 0.0), *BASES):
                sign_bits = 0.0 if sign > 0 else 1.0 if below else 2.5
                tail = Tail(base, sign * factor, bits + sign_bits, more)
                found.setdefault((tail.factor, base), tail)
    return tuple(sorted(found.values(), key=lambda tail: tail.bits))


def _factors(rows: int, columns: int) -> Iterator[tuple[float, float]]:
    yield 1.0, 0.0
    for size, bits in (
        (2, 3.0),
        (columns, 3.0),
        (rows, 3.0),
        (rows * columns, 4.0),
        (100, 4.0),
        (1000, 4.5),
        (10, 4.5),
    ):
        if size > 1:
            yield 1.0 / size, bits
            yield float(size), bits
    for size in (20, 5, 3, 4, 8, 16, 32, 50, 64, 128):
        yield float(size), 4.0 + math.log2(size) / 3
        yield 1.0 / size, 4.0 + math.log2(size) / 3
