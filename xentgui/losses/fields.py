"""What a field of a Definition may hold: checked, put into plain Python, refused in plain words."""

import difflib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def one_of(what: str, value: object, choices: tuple[object, ...]) -> None:
    """Raise ValueError unless ``value`` is one of ``choices``; the message lists them and names the nearest."""
    if any(type(value) is type(choice) and value == choice for choice in choices):
        return
    words = [choice for choice in choices if isinstance(choice, str)]
    near = difflib.get_close_matches(value, words, n=1, cutoff=0.4) if isinstance(value, str) else []
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise ValueError(f"{what} {value!r} is not known{hint}; valid: {', '.join(map(repr, choices))}")


def checked(name: str, value: Any, metadata: Mapping[str, Any]) -> Any:
    """The value of field ``name`` in plain Python (float, int, bool, str, tuple), or ValueError."""
    if value is None and metadata.get("optional"):
        return None
    if "choices" in metadata:
        plain = bool(value) if isinstance(value, np.bool_) else str(value) if isinstance(value, np.str_) else value
        one_of(name, plain, (*metadata["choices"], None) if metadata.get("optional") else metadata["choices"])
        return plain
    if "allowed" in metadata:
        return _NUMBERS[name](name, value, metadata["allowed"])
    if "one_or_each" in metadata and np.ndim(_array(name, value)) == 0:
        return _weight(name, value)
    return _weights(name, value)


def _refuse(name: str, value: object, allowed: str) -> ValueError:
    return ValueError(f"{name} must be {allowed}, not {value!r}")


def _float(name: str, value: Any, allowed: str) -> float:
    if isinstance(value, (bool, np.bool_, complex, np.complexfloating)) or not hasattr(type(value), "__float__"):
        raise _refuse(name, value, allowed)
    try:
        number = float(value)
    except Exception as error:  # whatever a stranger's __float__ raises
        raise _refuse(name, value, allowed) from error
    if not math.isfinite(number):
        raise _refuse(name, value, allowed)
    return number + 0.0


def _log_base(name: str, value: Any, allowed: str) -> float:
    number = _float(name, value, allowed)
    if number <= 0 or number == 1:
        raise _refuse(name, value, allowed)
    return number


def _label_smoothing(name: str, value: Any, allowed: str) -> float:
    number = _float(name, value, allowed)
    if not 0 <= number <= 1:
        raise _refuse(name, value, allowed)
    return number


def _clip(name: str, value: Any, allowed: str) -> float:
    number = _float(name, value, allowed)
    if not 0 < number < 0.5:
        raise _refuse(name, value, allowed)
    return number


def _log_epsilon(name: str, value: Any, allowed: str) -> float:
    number = _float(name, value, allowed)
    if number <= 0:
        raise _refuse(name, value, allowed)
    return number


def _ignore_index(name: str, value: Any, allowed: str) -> int:
    number = _float(name, value, allowed)
    if not number.is_integer():
        raise _refuse(name, value, allowed)
    return int(number)


_NUMBERS = {
    "log_base": _log_base,
    "label_smoothing": _label_smoothing,
    "ignore_index": _ignore_index,
    "clip": _clip,
    "log_epsilon": _log_epsilon,
    "log_clamp": _float,
}


def _array(name: str, value: Any) -> Any:
    if isinstance(value, (str, bytes, Mapping)):
        raise _refuse(name, value, "a number or numbers, one for each output")
    try:
        return np.asarray(value, dtype=object)
    except Exception as error:
        raise ValueError(f"{name} must be numbers, one for each output: {error}") from error


def _weight(name: str, value: Any) -> float:
    number = _float(name, value, "a finite number >= 0")
    if number < 0:
        raise _refuse(name, value, "a finite number >= 0")
    return number


def _weights(name: str, value: Any) -> tuple[float, ...]:
    array = _array(name, value)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name} must be a sequence of numbers, one for each output, not {value!r}")
    return tuple(_weight(f"{name}[{index}]", number) for index, number in enumerate(array))
