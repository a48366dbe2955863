"""The number that somebody got: what its digits say, and which values give exactly these digits."""

import math
import numbers
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.brief import quoted
from xentgui.losses.cached import cached
from xentgui.losses.tensors import numbers_of

ACCEPTED = "a number such as 0.452, 0,452, 4.5e-3 or inf"
_NUMBER = re.compile(r"([+\-−]?)(\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE]([+\-−]?\d+))?")
_ROUNDING = 16 * 2.0**-52  # relative: another order of summation, not another definition
_FLOAT32 = 2.0**-23
_LEAST = 5e-324  # above 0
_NAMED = re.compile(  # loss:  Epoch 3: val loss
    r"^(?:\s*[A-Z_][\w. ]*[:=]\s*)*(?:\s*(?:[A-Z_]+\s+)?\w*(?:loss|entropy)\s+(?=[+-]?[.\d]))?", re.IGNORECASE
)
_CALLED = re.compile(r"[A-Za-z_][\w.]*\(\s*([^,()\s]+)[^()]*(?:\([^()]*\)[^()]*)*\)")  # tensor(0.4591, ...)


@dataclass(frozen=True)
class Number:
    """One or several numbers as typed: `values` (m,), `steps` (m,) the place value of each last digit.

    `alone` tells one number from a sequence of one.
    """

    values: Float
    steps: Float
    alone: bool

    @property
    def bits(self) -> float:
        """How much the digits tell: the logarithm to base 2 of how many losses of ordinary size they tell apart."""
        finite = np.isfinite(self.values)
        size, step = np.abs(self.values[finite]), self.steps[finite]
        narrowest = np.maximum(np.maximum(step, size * _ROUNDING), _LEAST)
        spread = math.log2(3) + np.log2(size + 0.3) - np.log2(narrowest)  # their quotient may be no number
        return float(np.clip(spread, 0.0, 40.0).sum() + 3.0 * np.count_nonzero(~finite))

    @property
    def digits(self) -> int:
        """How many significant digits were typed, the fewest of several numbers."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            each = np.floor(np.log10(np.maximum(np.abs(self.values) / self.steps, 1)) + 1e-9) + 1
        return int(np.min(each[np.isfinite(each)], initial=17))

    @cached
    def may_be_float32(self) -> bool:
        """Whether the digits reach so far that single precision may show, and do not say more than it can say."""
        size, finite = np.abs(self.values), np.isfinite(self.values)
        with np.errstate(invalid="ignore", over="ignore"):
            missed = np.abs(self.values - self.values.astype(np.float32)) - self.steps / 2
            spoken = (self.steps > 0.1 * _FLOAT32 * size) | (missed <= _ROUNDING * size)
            return bool(np.any(self.steps < 40 * _FLOAT32 * np.maximum(size, 0.05)) and np.all(spoken[finite]))

    @property
    def is_zero(self) -> bool:
        """Whether it is an exact 0."""
        return not self.values.any() and bool((self.steps <= _FLOAT32).all())

    @cached
    def finest(self) -> float:
        """What the digits tell apart: the smallest last digit, or where that is finer what a float64 tells apart."""
        finite = np.isfinite(self.values)
        smallest = float(np.min(self.steps[finite], initial=np.inf))
        return max(smallest, 1e-15 * float(np.max(np.abs(self.values[finite]), initial=0.0)))

    def each_rounds_from(self, values: Array) -> Array:
        """Which of `values` (m,) round to the digits typed for them."""
        return np.array([bool(self._only(place).rounds_from(values[place])) for place in range(len(values))])

    def _only(self, place: int) -> "Number":
        return Number(self.values[place : place + 1], self.steps[place : place + 1], self.alone)

    def rounds_from(self, values: Array) -> Array:
        """Which rows of `values` (..., m) round to exactly the digits typed."""
        return self._within(values, self.steps / 2 * (1 + 1e-9))

    @property
    def _moved(self) -> Array:
        """How far single precision may have moved each."""
        return 24 * _FLOAT32 * np.maximum(np.abs(self.values), 0.02)

    def roughly(self, values: Array) -> Array:
        """Which rows of `values` (..., m) are worth a closer look."""
        single = self._moved if self.may_be_float32 else 0.0
        return self._within(values, self.steps * (1 + 1e-9) + single)

    @property
    def reach(self) -> tuple[float, float]:
        """Between which values the first number lies, whatever was done to its digits."""
        value, step = float(self.values[0]), float(self.steps[0])
        if not math.isfinite(value):
            return value, value
        over = 1.01 * (step + float(self._moved[0]))
        return value - over, value + over

    def near_in_float32(self, values: Array) -> Array:
        """Which rows of `values` lie as close as single precision may have moved them."""
        return self._within(values, self.steps / 2 + self._moved)

    def is_in_float32(self, values: Array) -> Array:
        """Which rows of `values`, computed in single precision, are the number up to its promised last digits."""
        single = 3 * _FLOAT32 * np.abs(self.values) if self.may_be_float32 else 0.0
        return self._within(values, self.steps / 2 + single)

    def slack(self, values: Array) -> float:
        """By how many last digits of single precision `values` (m,) miss the digits typed, at the worst."""
        finite = np.isfinite(self.values) & (self.values != 0)
        over = np.abs(values[finite] - self.values[finite]) - self.steps[finite] / 2
        return float(np.max(over / (_FLOAT32 * np.abs(self.values[finite])), initial=0.0))

    def is_exactly(self, values: Array) -> bool:
        """Whether `values` (m,) are the numbers to far more digits than were typed."""
        with np.errstate(invalid="ignore"):
            return bool(np.all(np.abs(values - self.values) <= 1e-6 * self.steps))

    def truncated_from(self, values: Array) -> Array:
        """Which rows of `values` give the digits typed when they are cut off instead of rounded."""
        return np.asarray(self.cut_from(values) & ~self.rounds_from(values))

    def cut_from(self, values: Array) -> Array:
        """Which rows of `values` give the digits typed when they are cut off, though rounding may give them too."""
        with np.errstate(invalid="ignore"):
            beyond = (np.asarray(values) - self.values) * np.where(self.values < 0, -1.0, 1.0)
            cut = (beyond >= -_ROUNDING * np.abs(self.values)) & (beyond < self.steps)
        return np.asarray(cut.all(axis=-1))

    def _within(self, values: Array, allowed: Float) -> Array:
        with np.errstate(invalid="ignore"):
            away = np.abs(np.asarray(values) - self.values)
            close = (away <= allowed + _ROUNDING * np.abs(self.values)) & np.isfinite(self.values)
        return np.asarray((close | (values == self.values)).all(axis=-1))

    def first(self, count: int) -> "Number":
        """The first numbers of a sequence."""
        return self if count >= len(self.values) else Number(self.values[:count], self.steps[:count], self.alone)

    def logarithm(self) -> "Number":
        """What a loss must be for its exponential to be this number (for positive ones)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return Number(np.log(self.values), self.steps / self.values, self.alone)

    def is_perplexity(self, losses: Array) -> Array:
        """Which rows of `losses` (..., m) have the number as their exponential, which single precision may have moved.

        A loss that is one last digit off is many in its exponential: as many as the loss is large.
        """
        loss = self.logarithm()
        single = 3 * _FLOAT32 * np.abs(loss.values) if self.may_be_float32 else 0.0
        return loss._within(losses, loss.steps / 2 * (1 + 1e-9) + single)


def as_printed(text: str) -> str | list[str]:
    """One number, or a column of them, as typed or as a program printed it, without what was printed around it.

    >>> as_printed("loss: tensor(0.4591, grad_fn=<NllLossBackward0>)")
    '0.4591'
    """
    text = _NAMED.sub("", text.replace("\u2212", "-")).strip()
    if "[" in text:
        inside = text[text.index("[") :].rpartition("]")[0] or text
        parts = [part for part in re.split(r"[\s,;\[\]\u2028\u2029]+", inside) if part]
        return parts or text
    if (called := _CALLED.fullmatch(text)) is not None:
        return called.group(1)
    parts = [part for part in re.split(r"[\s;\u2028\u2029]+", text.strip("()")) if part]
    parts = [part.strip(",") for part in parts] if len(parts) > 1 else parts
    return parts if len(parts) > 1 else (parts[0] if parts else "")


def read_number(given: object) -> Number:
    """The digits of a float, a str, or a sequence of these (a table is read row by row).

    Raises ValueError, which says what is accepted, for anything else.
    """
    given = numbers_of(given)
    if isinstance(given, (str, numbers.Real, Decimal)) or _is_one(given):
        value, step = _read_one(given)
        return Number(np.array([value]), np.array([step]), True)
    read = [_read_one(each) for each in _flat(given)]
    if not read:
        raise ValueError(f"no number given: {ACCEPTED}")
    return Number(np.array([value for value, _ in read]), np.array([step for _, step in read]), False)


def _is_one(given: Any) -> bool:
    try:
        return np.ndim(given) == 0
    except ValueError:  # rows of unequal length
        return False


def _flat(given: Any) -> Iterable[object]:
    if not isinstance(given, Iterable):
        raise ValueError(f"{quoted(given)} is not {ACCEPTED}, or a sequence of these")
    for each in given:
        nested = isinstance(each, (list, tuple)) or (isinstance(each, np.ndarray) and each.ndim)
        yield from _flat(each) if nested else [each]


def _read_one(given: object) -> tuple[float, float]:
    if isinstance(given, np.ndarray) and given.ndim == 0:
        given = given[()]
    if isinstance(given, (bool, np.bool_)) or not isinstance(given, (str, numbers.Real, Decimal)):
        raise ValueError(f"{quoted(given)} is not {ACCEPTED}")
    if isinstance(given, numbers.Integral) and abs(int(given)) >= 10**400:
        raise ValueError(f"{quoted(given)} is larger than any loss can be: {ACCEPTED}")
    text = given if isinstance(given, str) else _digits(given)
    return _read_text(text, given)


def _digits(given: object) -> str:
    """What `repr` prints of a number; of a float32 its own shortest digits."""
    if isinstance(given, (np.floating, Decimal, int, np.integer)):
        return str(given)
    return repr(float(given))  # type: ignore[arg-type]


def _hint(word: str) -> str:
    """What is behind a text that is no number, where that can be told."""
    if word.lstrip("+-−") in ("nan", "null", "none", "na"):
        return "; nan is what becomes of 0 times an infinite logarithm, or of the logarithm of a negative number"
    if _NUMBER.fullmatch(word.removesuffix("%").strip()) and word.endswith("%"):
        return f"; as a share it is {float(word[:-1].replace(',', '.').replace('−', '-')) / 100:g}"
    return ""


def _power(exponent: str) -> int:
    """The exponent; one of more digits than any float has is as good as a large one."""
    sign = -1 if exponent[0] in "-−" else 1
    digits = exponent.lstrip("+-−").lstrip("0")
    return sign * (int(digits or "0") if len(digits) <= 6 else 999_999)


def _read_text(text: str, given: object) -> tuple[float, float]:
    word = text.strip().lower()
    if word.lstrip("+-−") == "inf" and len(word) <= 4:
        return (-math.inf if word[0] in "-−" else math.inf), 0.0
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{quoted(given)} is not {ACCEPTED}{_hint(word)}")
    sign, digits, exponent = found.groups()
    digits = digits.replace(",", ".")
    power = _power(exponent or "0")
    decimals = len(digits.partition(".")[2])
    value = float(f"{digits}e{power}")
    exact = exponent is None and _is_exact(digits)
    if value == 0:
        power = min(power, 0)  # 0e400 is a 0, not any number below 1e400
    if not math.isfinite(value):
        raise ValueError(f"{quoted(given)} is larger than any loss can be: {ACCEPTED}")
    step = _FLOAT32 * (value or 1.0) if exact else float(f"1e{max(power - decimals, -320)}")
    return (-value if sign in ("-", "−") else value), step


def _is_exact(digits: str) -> bool:
    """`200.` and `0.`: so torch and numpy print a number that is whole, and `0.0` Python."""
    return digits == "0.0" or (digits.endswith(".") and len(digits) > 1)
