"""What formulas are made of: numbers, logarithms and scores in TeX."""

import math

from xentgui.losses.definition import Definition


def number(value: float) -> str:
    """Give a number in TeX: powers of ten and of two as such, others as short as they can be said."""
    mantissa, exponent = math.frexp(value)
    if mantissa == 0.5 and exponent < -9:
        return f"2^{{{exponent - 1}}}"
    digits, _, power = f"{value:.12g}".partition("e")
    if not power:
        return digits
    scale = f"10^{{{int(power)}}}"
    return scale if digits == "1" else rf"{digits} \cdot {scale}"


def logarithm(base: float) -> str:
    r"""Give the TeX of a logarithm's name: \ln, \log_{2}, \log_{10}."""
    return r"\ln" if base == math.e else rf"\log_{{{number(base)}}}"


def scores(definition: Definition, f: str) -> str:
    r"""Give the TeX of what the activation takes of a score: f, or f / T, or c \tanh(f / c)."""
    cap, temperature = definition.softcap, definition.temperature
    if cap is not None:
        f = rf"{number(cap)} \tanh({f} / {number(cap)})"
    return f if temperature == 1 else f"{f} / {number(temperature)}"
