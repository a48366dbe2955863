"""The parts of a session file read back: each is checked, and what this program would not write is refused."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from xentgui.entry import Numbers
from xentgui.files.separated import LONGEST_TEXT
from xentgui.losses.batch import DataError


def read_table(data: Mapping[str, object], name: str) -> Numbers | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, Mapping):
        table = unpacked(value, name)
    else:
        rows = listed(value, name) or []
        widths = {len(row) if isinstance(row, list) else -1 for row in rows}
        numbers = all(type(number) in (int, float) for row in rows if isinstance(row, list) for number in row)
        if len(widths) != 1 or min(widths) < 1 or not numbers:
            raise DataError(f"{name} is not a table of numbers: it is damaged, use an earlier copy")
        table = np.array([[finite(number, name) for number in row] for row in rows], dtype=float)
    if not (table < np.inf).all() or (name != "outputs" and not np.isfinite(table).all()):
        raise DataError(f"{name} holds numbers that are not finite: it is damaged, use an earlier copy")
    return table


def finite(number: int | float, name: str) -> float:
    try:
        return float(number)
    except OverflowError:
        damaged(name)


def unpacked(value: Mapping[str, object], name: str) -> Numbers:
    shape, packed = value.get("shape"), value.get("float64")
    if not isinstance(packed, str) or not isinstance(shape, list) or len(shape) != 2:
        damaged(name)
    if not all(type(length) is int and length >= 1 for length in shape):
        damaged(name)
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        damaged(name)
    if len(data) != 8 * math.prod(shape):
        damaged(name)
    return np.frombuffer(data, dtype="<f8").reshape(shape).astype(np.float64)


def damaged(place: str) -> NoReturn:
    raise DataError(f"{place} is not as this program writes it: the file is damaged, use an earlier copy")


def mapping(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        damaged(place)
    return value


def listed(value: object, place: str) -> list[Any] | None:
    if value is not None and not isinstance(value, list):
        damaged(place)
    return value


def choice(value: object, choices: Sequence[str], place: str) -> str:
    if value not in choices:
        raise DataError(f"{place} is {str(value)[:30]!r}, and this version knows {', '.join(choices)}")
    return str(value)


def whole(value: object, below: int, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
        damaged(place)
    return value


def log_base(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1e308 or value == 1:
        damaged("log_base")
    return float(value)


def names(value: object, count: int, place: str, *, alike: bool = False) -> tuple[str, ...]:
    names = listed(value, place) or []
    if len(names) != count or not all(isinstance(name, str) for name in names):
        damaged(place)
    if max(map(len, names), default=0) > LONGEST_TEXT:
        raise DataError(f"{place} holds a name of more than {LONGEST_TEXT:,} characters: it is damaged")
    if not alike and len(set(names)) != count:
        damaged(place)
    return tuple(names)


def class_index(value: object) -> int:
    """What stood in the rows whose labels are all 0."""
    if type(value) is not int or abs(value) > 2**53:
        damaged("ignore_index")
    return value


def leading(value: object, rows: int) -> tuple[int, ...]:
    """The shape of the axes that count the rows."""
    shape = listed(value, "leading") or []
    if not all(type(size) is int and 0 < size <= rows for size in shape) or math.prod(shape) != rows:
        damaged("leading")
    return tuple(shape)


def class_weights(value: object, columns: int) -> tuple[float, ...]:
    weights = listed(value, "class_weights") or []
    if len(weights) != columns or not all(type(w) in (int, float) and 0 <= w < math.inf for w in weights):
        damaged("class_weights")
    return tuple(finite(weight, "class_weights") for weight in weights)
