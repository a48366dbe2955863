"""The number that a line of TeX with numbers in it comes to: what a reader with a calculator would get."""

import math
import re

import numpy as np

from xentgui.questions.formula import plain

_FUNCTIONS = {"log": math.log, "exp": math.exp, "inf": math.inf, "min": min, "max": max, "tanh": math.tanh}
_GROUP = r"\{([^{}]*)\}"
# in this order, each until it is found no more: the innermost braces first
_STEPS = (
    (r"\\left|\\right|\\,|\\textstyle", ""),
    (r"\\cdot", "*"),
    (r"(?<=[\d)])\s*\\tanh", "*tanh"),
    (r"\\tanh", "tanh"),
    (r"\\infty", "inf"),
    (rf"\\log_{_GROUP}\s*\(", r"LOG[\1]("),
    (rf"\\log_{_GROUP}\s*([\d.][\d.]*(?:\*10\^\{{-?\d+\}})?)", r"LOG[\1](\2)"),
    (r"10\^\{(-?\d+)\}", r"1e\1"),
    (rf"e\^{_GROUP}", r"exp(\1)"),
    (rf"\^{_GROUP}", r"**(\1)"),
    (r"\^(\d)", r"**\1"),
    (rf"\\frac{_GROUP}{_GROUP}", r"((\1)/(\2))"),
    (r"\{\\sum\}", ""),
)


def value(tex: str) -> float:
    """What stands before the result; raises where it is no arithmetic."""
    text = plain(tex).replace(r"\approx ", "= ").rpartition("= ")[0]
    before = None
    while before != text:
        before = text
        for pattern, replacement in _STEPS:
            text = re.sub(pattern, replacement, text)
    text = re.sub(r"\\ln\s*\(", "log(", text)
    text = re.sub(r"\\ln\s*(exp\([^()]*\)|[\d.]+(?:\s*\*\s*1e-?\d+)?)", r"log(\1)", text)
    text = re.sub(r"LOG\[([\d.]+)\]\(", r"(1/log(\1))*log(", text)
    text = re.sub(r"\)\s*(?=log|exp)|(?<=[)\d])\s*(?=\()", lambda found: f"{found[0]}*", text)
    text = re.sub(r"\*\*(\d)\*\(", r"**\1*(", text)
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {}}, _FUNCTIONS))
