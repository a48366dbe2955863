"""Arrays of more than two dimensions laid flat: samples one a row, and the axes that count them kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from numpy.typing import NDArray

from xentgui.files.guess.vocabulary import LABEL_WORDS, bare
from xentgui.losses.axes import Axes
from xentgui.losses.batch import DataError


class Flat(NamedTuple):
    """Arrays as tables (N, K) and vectors (N,), the leading shape whose product N is, and what was done in words."""

    arrays: dict[str, NDArray[Any]]
    leading: tuple[int, ...]
    told: str


def laid_flat(arrays: Mapping[str, NDArray[Any]]) -> Flat:
    """Arrays with their names, of which at least one has more than two dimensions: the largest holds the outputs.

    Labels are class indices of its shape without the class axis (or with 1 there), or a table of its shape. Raises
    DataError where nothing fits.
    """
    name = max(arrays, key=lambda each: arrays[each].size)
    outputs = arrays[name]
    axes = next(_fitting(outputs.shape, {key: array.shape for key, array in arrays.items() if key != name}), None)
    axes = axes or Axes(outputs.shape, outputs.ndim - 1)
    flat: dict[str, NDArray[Any]] = {}
    for key, array in arrays.items():
        if array.shape == axes.shape or _without_ones(array.shape, axes) == axes.leading:
            flat[key] = axes.rows(array) if array.shape == axes.shape else array.reshape(-1)
        elif array.ndim < 2:
            flat[key] = array
        else:
            shapes = f"{name} {_shown(outputs.shape)} and {key} {_shown(array.shape)}"
            raise DataError(f"{shapes} do not fit together: labels have the shape of the outputs without one axis")
    told = f"{_shown(outputs.shape)} is read as {_shown(axes.leading)} samples of {axes.columns} classes, one a row"
    return Flat(flat, axes.leading, told)


def _fitting(outputs: tuple[int, ...], others: Mapping[str, tuple[int, ...]]) -> Iterator[Axes]:
    """The axes of the outputs by the shapes of what may be labels, those that are called so first."""
    called = {key: shape for key, shape in others.items() if bare(key.split(".")[-1]) in LABEL_WORDS}
    for shape in (*called.values(), *others.values()):
        for bare_shape in dict.fromkeys((shape, *_one_left_out(shape))):
            try:
                yield Axes.of(outputs, bare_shape)
            except DataError:
                continue


def _one_left_out(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The shape without an axis of length 1: segmentation labels are often written (N, 1, H, W)."""
    return (shape[:k] + shape[k + 1 :] for k in range(1, len(shape)) if shape[k] == 1)


def _without_ones(shape: tuple[int, ...], axes: Axes) -> tuple[int, ...]:
    return next((one for one in (shape, *_one_left_out(shape)) if one == axes.leading), shape)


def _shown(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
