"""The end of a loss: how sums of terms become one number. All of it is arithmetic on sums, and costs nothing."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.definition import DENOMINATORS
from xentgui.questions.matching.given import Given
from xentgui.questions.matching.labels import LabelReading
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.weights import Weights

BASES = ((math.e, 0.0), (2.0, 2.5), (10.0, 2.5))


@dataclass(frozen=True)
class Ending:
    """Sum over `over_outputs`, then `reduction`; `divided_by` names the denominators that are one number here."""

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


def denominators(
    given: Given, labels: LabelReading, weights: Weights, likelihood: str
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Each number that a mean may divide by, with the names of the denominators that are this number here."""
    found: dict[float, list[str]] = {}
    counted = weights.counted(labels)
    total = weights.total(labels, likelihood, given.one_column)
    numbers = {
        "samples": counted,
        "weights": total,
        "weights-of-indices": total if labels.indices else counted,
        "all-samples": float(given.rows),
        "nonzero-weights": weights.nonzero(labels, False),
    }
    for name in DENOMINATORS:
        found.setdefault(numbers[name], []).append(name)
    for divisor, names in found.items():
        if divisor > 0:
            yield divisor, tuple(names)


@dataclass(frozen=True)
class Tail:
    """A base and a factor: what the sum is multiplied by in the end."""

    log_base: float
    factor: float
    slips: tuple[str, ...]
    slip_bits: float
    base_bits: float

    @property
    def bits(self) -> float:
        return self.slip_bits + self.base_bits

    @property
    def multiplier(self) -> float:
        return self.factor / math.log(self.log_base)


def tails(given: Given, number: Number, base_chosen: float) -> tuple[Tail, ...]:
    """Bases 2, e, 10 and the one chosen, each with the short list of factors: data sizes, small numbers, powers."""
    below = bool(np.any(number.values < 0))
    found: dict[tuple[float, float], Tail] = {}
    for factor, bits in _factors(given):
        for sign in (1.0, -1.0):
            for base, more in ((base_chosen, 0.0), *BASES):
                slips = (("forgot-minus",) if sign < 0 else ()) + (("extra-factor",) if factor != 1 else ())
                sign_bits = 0.0 if sign > 0 else 1.0 if below else 2.5
                tail = Tail(base, sign * factor, slips, bits + sign_bits, more)
                found.setdefault((tail.factor, base), tail)
    return tuple(sorted(found.values(), key=lambda tail: tail.bits))


def _factors(given: Given) -> Iterator[tuple[float, float]]:
    yield 1.0, 0.0
    rows, columns = given.rows, given.columns
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
    if rows > 2:
        yield rows / (rows - 1), 5.0
