"""The two ways in which the program writes: for Python and for print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Register:
    """A way of writing: its minus, the index of an output and the digits of a number."""

    minus: str
    index: str
    digits: int

    def number(self, value: float) -> str:
        """A number with this register's digits and minus.

        >>> PRINT.number(-0.25), PYTHON.number(1e-7)
        ('−0.25', '1e-07')
        """
        if math.isinf(value):
            return f"{self.minus if value < 0 else ''}{'∞' if self is PRINT else 'inf'}"
        mantissa, e, power = f"{abs(value):.{self.digits}g}".partition("e")
        exponent = f"e{self.minus}{power[1:]}" if power.startswith("-") else e + power
        return f"{self.minus if value < 0 else ''}{mantissa}{exponent}"

    def minus_log(self, log: str, of: str) -> str:
        """-ln of something: "-ln a_k", "−ln aₖ"."""
        return f"{self.minus}{log} {of}"

    def other_answers(self, log: str, *, soft: bool) -> str:
        """The term of an output's other answer: "-ln(1 - a_j)", with its label where that is soft."""
        less = f"1 {self.minus} "
        label = f"({less}y{self.index}) " if soft else ""
        return f"{self.minus}{label}{log}({less}a{self.index})"


PYTHON = Register("-", "_j", 6)
PRINT = Register("−", "ⱼ", 4)


def listed(words: list[str]) -> str:
    """Words joined as in a sentence: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def several(noun: str) -> str:
    """Of more than one: "rows", "classes", "batches"."""
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def number_of(count: int, noun: str) -> str:
    """How many there are: "1 row", "1,200 rows"."""
    return f"{count:,} {noun if count == 1 else several(noun)}"


def first_of(words: Sequence[str], most: int = 6) -> str:
    """The first few of them: "cat, dog, …"."""
    return ", ".join(words[:most]) + (", …" if len(words) > most else "")


def listed_numbers(numbers: Iterable[float]) -> str:
    """Each as short as it can be: "1, 2, 0.5"."""
    return ", ".join(f"{float(number):g}" for number in numbers)


def capital(text: str) -> str:
    """With a capital at the beginning; what follows stays."""
    return text[:1].upper() + text[1:]
