"""How an answer prints itself: every field in a line or two, however large the data are."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

LINE = 100  # columns
MOST = 160  # of a field
FEW = 6  # items of a sequence


def brief(answer: Any) -> str:
    """The `__repr__` of a dataclass: its class, and its fields shortened, on one line or one a line.

    >>> @dataclasses.dataclass(repr=False)
    ... class Losses:
    ...     losses: object
    ...     __repr__ = brief
    >>> Losses(np.arange(500.0))
    Losses(losses=float64 (500,): 0.0 ... 499.0)
    """
    shown = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer) if field.repr}
    return briefly(type(answer).__name__, shown)


def briefly(name: str, fields: Mapping[str, Any]) -> str:
    """A name, and fields with their values shortened."""
    parts = [f"{field}={_cut(short(value))}" for field, value in fields.items()]
    line = f"{name}({', '.join(parts)})"
    return line if len(line) <= LINE else f"{name}(" + ",".join(f"\n  {part}" for part in parts) + ")"


def short(value: Any) -> str:
    """A value in few words: arrays by their shape and ends, long sequences by their beginning."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, Mapping):
        return f"{{{_listed([f'{key!r}: {short(each)}' for key, each in value.items()], len(value))}}}"
    if isinstance(value, (tuple, list)):
        inside = _listed([short(each) for each in value[:FEW]], len(value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    return " ".join(repr(value).split()).replace("( ", "(")


def quoted(value: object) -> str:
    """What was given, as Python writes it, in an error; of something long the beginning.

    >>> quoted("softmx")
    "'softmx'"
    """
    try:
        written = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        return "a whole number of thousands of digits"
    return written if len(written) <= 80 else f"{written[:60]}... ({len(written)} characters)"


def _array(array: np.ndarray[Any, Any]) -> str:
    if array.size <= FEW and array.ndim <= 1:
        return repr(array.tolist())
    ends = f": {array.flat[0].item()!r} ... {array.flat[-1].item()!r}" if array.size else ""
    return f"{array.dtype} {array.shape}{ends}"


def _listed(parts: list[str], many: int) -> str:
    """The first of so many parts, and how many more there are."""
    more = [f"... {many - FEW} more"] if many > FEW else []
    return ", ".join([*parts[:FEW], *more])


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 3]}..."
