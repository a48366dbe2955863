"""One number as people write it in a cell, a file or a paste."""

from __future__ import annotations

import math
import re

from xentgui.losses.batch import DataError

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d*)?", re.ASCII)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
_SIGNS = dict.fromkeys(map(ord, "\u2212\u2012\u2013\ufe63\uff0d\u2010\u2011"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"), "")
_PLAIN = {**_SPACES, **_SIGNS, **_INVISIBLE}
_ILLEGIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TINY = re.compile(r"(?<![\w.])-?\d[\d.]{0,30}[eE]-\d{3,9}\b", re.ASCII)
_THREE_DIGITS = re.compile(r"([+-]?[1-9]\d{0,2}),(\d{3})", re.ASCII)
LONGEST = 400  # characters
_TRUTH = {"true": 1.0, "false": 0.0}
_NOT_FINITE = frozenset(
    [
        "nan",
        "na",
        "n/a",
        "#n/a",
        "none",
        "null",
        "<na>",
        "nat",
        "-nan",
        "1.#ind",
        "-1.#ind",
        "#div/0!",
        "#name?",
        "#null!",
        "#num!",
        "#ref!",
        "#value!",
    ]
)
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d).*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d).*", re.ASCII)
MASKED = frozenset({"-inf", "-infinity", "-∞"})  # the logit of a class that cannot be
_INFINITE = {"inf", "infinity", "∞", "1.#inf"}


def plain(text: str) -> str:
    """The text with ordinary spaces and minus signs, without invisible characters."""
    return text if text.isascii() else text.translate(_PLAIN)


def legible(text: str) -> str:
    """The text as it can be shown and saved.

    Control characters, also those that turn the direction of text, and halves of characters become the sign �.
    """
    return _ILLEGIBLE.sub("�", text.strip())


def read_number(text: str) -> float:
    """The number that a cell's text means: finite, or -inf, a masked logit.

    A single comma is a decimal comma, True and False are 1 and 0.

    Raises DataError, without a place, that says what stands there instead and what to type.
    """
    text = plain(text).strip()
    value = _value(text)
    if value is None:
        raise DataError(_why_not(text))
    if math.isinf(value) and text[-1:].isdigit():
        raise DataError(f"{_shown(text)} is too large for a number here: the largest is about 1.8e308")
    return value


def two_readings(text: str) -> tuple[str, str] | None:
    """What a number with one comma before three digits may be, 1,234 for instance: 1.234 or 1234; else None."""
    match = _THREE_DIGITS.fullmatch(plain(text).strip())
    return (f"{match[1]}.{match[2]}", f"{match[1]}{match[2]}") if match else None


def told_of(numbers: str | list[str]) -> tuple[str, ...]:
    """What is to be said of how a number, or a column of them, is read: 1,234 as 1.234, and 1e-400 as 0."""
    text = numbers if isinstance(numbers, str) else " ".join(numbers)
    both = two_readings(text)
    comma = (f"{text} is read as {both[0]} (for {both[1]} leave out the comma)",) if both else ()
    return (*comma, *vanished(text))


def vanishes(text: str) -> bool:
    """Whether digits other than 0 are read as 0, because the number is too small."""
    digits = re.sub(r"[eE].*", "", plain(text))
    return read_number(text) == 0 and any(sign in "123456789" for sign in digits)


def vanished(text: str) -> tuple[str, ...]:
    """What is to be said of a text with a number that is read as 0: it names the first."""
    tiny = (found.group() for found in _TINY.finditer(text)) if "e-" in text or "E-" in text else ()
    first = next((number for number in tiny if is_number(number) and vanishes(number)), None)
    return () if first is None else (Vanished(BECOMES_0.format(first)),)


class Vanished(str):
    """What `vanished` says: known by its kind among other notes."""

    __slots__ = ()


def is_number(text: str) -> bool:
    """Whether `read_number` takes it."""
    text = plain(text).strip()
    value = _value(text)
    return value is not None and not (math.isinf(value) and text[-1:].isdigit())


def is_date(text: str) -> bool:
    """Whether it begins as a date does: 2024-01-31, 31.1.2024, 1/31/24."""
    return _DATE.fullmatch(text) is not None


def missing(text: str) -> bool:
    """Whether a cell is empty, nan or inf: a place where a number belongs and none stands."""
    word = plain(text).strip().lower()
    return not word or word in _NOT_FINITE or (word not in MASKED and word.lstrip("+-") in _INFINITE)


def _value(text: str) -> float | None:
    if len(text) > LONGEST:
        return None
    if _NUMBER.fullmatch(text):
        return float(text)
    if text[:1] in ("+", "-"):
        text = text[0] + text[1:].lstrip()
    if _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if text.lower() in MASKED:
        return -math.inf
    return float(text) if _NUMBER.fullmatch(text) else _TRUTH.get(text.lower())


def _why_not(text: str) -> str:
    word, shown = text.lower(), _shown(text)
    if not word:
        return "this cell is empty: type a number"
    if len(text) > LONGEST:
        return f"{shown} is too long for a number: type at most 17 digits"
    if word in _NOT_FINITE or word.lstrip("+-") in _INFINITE:
        return f"{shown} is not a number that can be entered: type a finite number"
    if "..." in word or "…" in word:
        return LEFT_OUT
    if word.endswith("%"):
        return f"{shown} is a percentage: type it as a share, such as 0.72 for 72 %"
    if _GROUPED.fullmatch(word):
        return f"{shown} has a thousands separator: write the number without it, with one decimal point"
    if re.fullmatch(r"[\d\s.,'+-]*", word, re.ASCII):
        return f"{shown} is not one number: type digits with at most one decimal point"
    if re.fullmatch(r"[+-]?[\d.]+\s*/\s*[\d.]+", word, re.ASCII):
        return f"{shown} is a fraction: type it as a decimal number, such as 0.5"
    return f"{shown} is not a number: type digits, such as 0.25 or -1.5e3"


def _shown(text: str) -> str:
    text = " ".join(text.split())  # on one line
    return f'"{legible(text)}"' if len(text) <= 24 else f'"{legible(text[:20])}…"'


BECOMES_0 = "{} is smaller than every number here, and becomes 0"
LEFT_OUT = (
    "the middle was left out by the print (...): print all of it, with numpy.set_printoptions(threshold=sys.maxsize), "
    "torch.set_printoptions(threshold=float('inf')) or print(frame.to_string())"
)
