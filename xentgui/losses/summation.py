"""Sums over samples: correctly rounded, and the same however the rows are cut into blocks.

Rump, Ogita and Oishi, Accurate floating-point summation, SIAM J. Sci. Comput. 31 (2008): with sigma a power of two of
at least twice the number of terms times the largest, (x + sigma) - sigma is summed without any rounding, and what is
left is small. Nothing else in the program sums over samples.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array

FEW = 8  # that are their own pieces
_LARGE = 2.0**960  # beyond it sigma might overflow
_DOWN = -200  # exponent that brings everything back into range


@dataclass(frozen=True)
class Total:
    """A sum as a few floats whose exact sum is meant; ``special`` is 0, or the inf, -inf or nan that is in it."""

    pieces: tuple[float, ...] = ()
    special: float = 0.0

    def __float__(self) -> float:
        if self.special != 0.0:
            return self.special
        try:
            return math.fsum(self.pieces) + 0.0
        except OverflowError:
            scaled = math.fsum(math.ldexp(piece, _DOWN) for piece in self.pieces)
            return math.inf * scaled if abs(scaled) >= 2.0 ** (1024 + _DOWN) else math.ldexp(scaled, -_DOWN)


@dataclass(frozen=True)
class Exact:
    """A sum without any rounding: equal sums are equal, whatever was added to what first.

    >>> one, other = (Exact.of(total(np.array(numbers))) for numbers in ([0.1, 0.2], [0.3]))
    >>> float(one + other), one + other == other + one
    (0.6, True)
    """

    units: int = 0  # of 2**-1074, the smallest float
    specials: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sums: Total) -> "Exact":
        ratios = (piece.as_integer_ratio() for piece in sums.pieces)
        units = sum(above << (1075 - below.bit_length()) for above, below in ratios)
        return cls(units, frozenset([str(sums.special)] if sums.special != 0.0 else []))

    def __add__(self, other: "Exact") -> "Exact":
        return Exact(self.units + other.units, self.specials | other.specials)

    def __float__(self) -> float:
        if self.specials:
            return float(next(iter(self.specials))) if len(self.specials) == 1 else math.nan
        try:
            return self.units / 2**1074
        except OverflowError:
            return math.inf if self.units > 0 else -math.inf


def total(values: Array) -> Total:
    """The sum of a one-dimensional array."""
    values = np.asarray(values, dtype=np.float64)
    if values.size <= FEW and all(map(math.isfinite, numbers := values.tolist())):
        return Total(tuple(numbers))
    if not values.size:
        return Total()
    largest = max(float(values.max()), -float(values.min()))
    if not math.isfinite(largest):
        finite = np.isfinite(values)
        return Total(total(values[finite]).pieces, sum(set(values[~finite].tolist())))
    if largest * values.size > _LARGE:
        return Total(tuple(values.tolist()))
    if largest == 0.0:
        return Total()
    pieces, leading, rest = [], np.empty_like(values), np.empty_like(values)
    while True:
        sigma = math.ldexp(1.0, math.frexp(largest)[1] + (2 * values.size).bit_length())
        np.add(values, sigma, out=leading)
        leading -= sigma
        pieces.append(float(np.add.reduce(leading)))
        if np.equal(leading, values).all():
            return Total(tuple(pieces))
        values = np.subtract(values, leading, out=rest)
        largest = sigma * 2.0**-53


def merged(parts: Iterable[Total]) -> Total:
    """The sum of several sums."""
    parts = tuple(parts)
    if len(parts) == 1:
        return parts[0]
    return Total(tuple(piece for part in parts for piece in part.pieces), sum(part.special for part in parts) + 0.0)
