"""What slips make of outputs: each is a function from ``(N, K)`` numbers to ``(N, K)`` numbers."""

from collections.abc import Callable

import numpy as np

from xentgui.losses.arrays import Array


def same(numbers: Array) -> Array:
    return numbers


def hardened_rows(numbers: Array) -> Array:
    if numbers.shape[1] == 1:
        return np.asarray(numbers > 0.5, dtype=np.float64)
    return np.asarray(np.eye(numbers.shape[1])[numbers.argmax(axis=1)])


def hardened_scores(numbers: Array) -> Array:
    return hardened_rows(numbers if numbers.shape[1] > 1 else (numbers > 0).astype(np.float64))


def rounded(places: int, activation: Callable[[Array], Array] = same) -> Callable[[Array], Array]:
    return lambda numbers: np.round(activation(numbers), places)


def naive(activation: Callable[[Array], Array]) -> Callable[[Array], Array]:
    return lambda numbers: np.asarray(activation(numbers).astype(np.float32), dtype=np.float64)
