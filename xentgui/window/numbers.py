"""How the window writes numbers: so many decimals for all of it, powers of ten, and a minus as long as one."""

from __future__ import annotations

import math

from xentgui.questions.saying.runs import Run, equals

MINUS = "\u2212"


class Digits:
    """How many decimals the whole window shows: one setting."""

    usual = 4

    def __init__(self) -> None:
        self.decimals = self.usual


digits = Digits()


def show_number(value: float, *, signed: bool = False, decimals: int | None = None) -> str:
    """A number as the window writes it: a fixed number of decimals, or powers of ten where these would lose it."""
    if math.isnan(value):
        return "undefined"
    places = digits.decimals if decimals is None else decimals
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    size = abs(value)
    if math.isinf(size):
        return f"{sign}∞"
    if size == 0:
        return "0"
    if size >= 1e7 or size < 0.5 * 10.0**-places:
        mantissa, exponent = f"{size:.{max(places - 1, 1)}e}".split("e")
        return f"{sign}{mantissa}e{str(int(exponent)).replace('-', MINUS)}"
    return f"{sign}{size:.{places}f}"


ABOUT = "≈ "  # before a sum of numbers as they are shown that is not the number shown


def show_run(run: Run) -> str:
    """A piece of a sentence; ≈ stands before a difference that its two numbers, as they are shown, do not have."""
    if run.value is None:
        return run.text
    shown = show_number(run.value, signed=run.signed)
    if run.between is None:
        return shown
    total, part = map(show_number, run.between)
    return shown if equals(total, (part, shown)) == "=" else ABOUT + shown


def show_power(minus_log: float) -> str:
    """exp(-minus_log), which may be too small for a float, as a power of ten."""
    exponent = -minus_log / math.log(10)
    if not -1e6 < exponent < 0:
        return "0"
    places = max(digits.decimals - 1, 1)
    whole = math.floor(exponent)
    mantissa = f"{10 ** (exponent - whole):.{places}f}"
    if mantissa.startswith("10"):
        mantissa, whole = f"{1:.{places}f}", whole + 1
    return f"{mantissa}e{MINUS}{-whole}"


def show_entered(value: float) -> str:
    """A cell as it was entered: the shortest digits that give it back."""
    if value == 0:
        return "0"
    return f"{value:.15g}".replace("-", MINUS) if float(f"{value:.15g}") == value else repr(value).replace("-", MINUS)


def all_digits(value: float) -> str:
    """All 17 digits, as another program reads them."""
    return repr(float(value))
