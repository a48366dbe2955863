"""Sentences with numbers in them: the window formats the numbers, so that one setting of digits holds everywhere."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: literal `text`, or a number in `value` that the window formats."""

    text: str = ""
    value: float | None = None
    role: str = "plain"  # "plain" | "bold" | "definition" | "shared" | "added" | "math"
    card: int | None = None  # the slot of the definition whose colour and mark go with it
    signed: bool = False  # with + or −


@dataclass(frozen=True)
class Line:
    """One line of the agreement strip: a mark ("=", "≠", "2×", "ln"), its sentence, and what a click on it offers.

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
