"""Another processor's last digits: numpy's exp and logarithms differ by one in the last place from machine to machine.

With ``XENTGUI_TEST_LAST_DIGITS=other`` every inexact result of these functions is moved by -1, 0 or +1 last place, and
always alike for one argument: a test that demands a digit which no processor promises then fails on every machine.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

FUNCTIONS = ("exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "tanh", "power", "float_power", "logaddexp")


def pretend() -> None:
    """From now on numpy's functions have the last digits of another processor."""
    with suppress(ImportError):
        importlib.import_module("ml_dtypes")  # jax's types, which have to meet numpy's own functions
    for name in FUNCTIONS:
        setattr(np, name, _moved(getattr(np, name)))


def _moved(function: Callable[..., Any]) -> Callable[..., Any]:
    def moved(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        table = np.asarray(result)
        if table.dtype not in (np.float64, np.float32):
            return result
        with np.errstate(all="ignore"):
            away = _steps(table) * np.spacing(table)
            other = np.where(_inexact(table), table + away, table).astype(table.dtype)
        if options.get("out") is not None:
            np.copyto(result, other, where=options.get("where", True))
            return result
        return other.view(type(result)) if isinstance(result, np.ndarray) else other[()]

    moved.reduce = function.reduce  # type: ignore[attr-defined]  # of logaddexp
    return moved


def _inexact(table: np.ndarray) -> np.ndarray:
    """Where a result was rounded: neither infinite, undefined, 0 nor a number of few digits such as exp(0) = 1."""
    bits = 53 if table.dtype == np.float64 else 24
    mantissa = np.ldexp(np.frexp(table)[0], bits - 8)
    return np.isfinite(table) & (np.abs(table) > np.finfo(table.dtype).tiny) & (mantissa != np.floor(mantissa))


def _steps(table: np.ndarray) -> np.ndarray:
    """-1, 0 or 1 for each number, from its bits."""
    whole = np.ascontiguousarray(table).view(np.uint64 if table.dtype == np.float64 else np.uint32).reshape(table.shape)
    mixed = whole.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(33)) % np.uint64(3)).astype(table.dtype) - 1


def features(which: str) -> list[str]:
    """The features of this processor that numpy would use and can be told not to: the wide ones (AVX-512) or all."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__  # numpy has no public name for it

    found = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    wide = [name for name in found if name.startswith("AVX512") or name == "X86_V4"]
    return {"wide": wide, "all": found}[which]


if __name__ == "__main__":
    print(" ".join(features(sys.argv[1])))
