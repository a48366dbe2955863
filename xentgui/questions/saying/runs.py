"""Sentences with numbers in them: the window formats the numbers, so that one setting of digits holds everywhere."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: literal `text`, or a number in `value` that the window formats."""

    text: str = ""
    value: float | None = None
    role: str = "plain"  # "plain" | "bold" | "definition" | "shared" | "added" | "math"
    card: int | None = None  # the slot of the definition whose colour and mark go with it
    signed: bool = False  # with + or −
    between: tuple[float, float] | None = None  # a sum and its other part, where `value` is how far they are apart


@dataclass(frozen=True)
class Line:
    """One line of the agreement strip: a mark ("=", "≠", "2×", "ln", "!"), its sentence, and what a click on it offers.

    `short` is the same in fewer words, for where the sentence would take two lines.
    """

    mark: str
    runs: tuple[Run, ...]
    link: str | None = None
    short: tuple[Run, ...] = ()


NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def numeral(count: int) -> str:
    """A count in letters up to ten."""
    return NUMERALS[count] if count < len(NUMERALS) else f"{count:,}"


def log_word(base: float) -> str:
    """How a sentence writes the logarithm of this base."""
    return {math.e: "ln", 2.0: "log₂", 10.0: "log₁₀"}.get(base, "log")


def equals(total: str, parts: Iterable[str]) -> str:
    """The sign between a sum and its parts as they are written: who adds them up by hand finds the sum, or is told.

    >>> equals("0.7984", ("0.4170", "0.3814")), equals("0.7984", ("0.4170", "0.3815")), equals("∞", ("∞", "0"))
    ('=', '≈', '=')
    """
    written = [text.replace("−", "-").lstrip("+") for text in (total, *parts)]
    if not all(text[-1:].isdigit() for text in written):
        return "="
    first, *others = map(Decimal, written)
    return "=" if first == sum(others) else "≈"
