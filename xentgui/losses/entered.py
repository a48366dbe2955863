"""What is checked of labels, outputs and weights whatever the definition, and how their rows are cut into blocks."""

from collections.abc import Iterator

import numpy as np

from xentgui.losses.arrays import Array, Float, first, read_only, real_array, shown
from xentgui.losses.block import BLOCK_SIZE, Block
from xentgui.losses.errors import DataError


def check_shapes(labels: Float, outputs: Float) -> None:
    for table, array in (("labels", labels), ("outputs", outputs)):
        if array.ndim == 0:
            raise DataError("a single number: give a list with one entry for each sample", table)
        if array.ndim == 2 and array.shape[1] == 0:
            raise DataError("rows without columns: give at least one number a row", table)
    rows = len(outputs)
    one_column = outputs.ndim == 1 or outputs.shape[1] == 1
    fits = ((rows,), (rows, 1)) if one_column else ((rows,), outputs.shape)
    if labels.shape not in fits:
        wanted = " or ".join(map(str, fits))
        raise DataError(f"labels of shape {labels.shape} do not fit outputs of shape {outputs.shape}: only {wanted}")


def check_outputs(outputs: Float, outputs_are: str) -> None:
    if outputs_are == "probabilities":
        wrong = (outputs < 0) | np.isinf(outputs)
        if wrong.any():
            place = first(wrong)
            raise DataError(
                f"{shown(outputs[place])} is no probability, which is between 0 and 1; if the outputs are scores, say "
                "outputs_are='logits'",
                "outputs",
                place,
            )
    if outputs_are == "log-probabilities" and np.isposinf(outputs).any():
        place = first(np.isposinf(outputs))
        raise DataError("inf is no log-probability, which is at most 0", "outputs", place)


def check_labels(labels: Float, indices: bool, columns: int) -> None:
    if indices:
        wrong, reason = ~_whole(labels), f"is no class index, a whole number from 0 to {columns - 1}"
    elif labels.min(initial=0.0) >= 0 and labels.max(initial=0.0) <= 1:
        return
    else:
        wrong, reason = (labels < 0) | (labels > 1), "is no label, which is between 0 and 1"
        if columns == 1:
            wrong &= ~_whole(labels)  # it may be what ignore_index names
    if wrong.any():
        place = first(wrong)
        raise DataError(f"{shown(labels[place])} {reason}", "labels", place)


def _whole(labels: Float) -> Array:
    whole: Array = (labels == np.floor(labels)) & (np.abs(labels) < 2.0**53)
    return whole


def weights_as_entered(given: object, rows: int, columns: int) -> Float:
    """The weights as entered, or DataError."""
    weights = real_array(given, "sample_weights")
    wrong = (weights < 0) | np.isinf(weights)
    if wrong.any():
        place = first(wrong)
        raise DataError(
            f"{shown(weights[place])} is no weight, which is finite and at least 0", "sample_weights", place
        )
    if weights.shape not in ((), (rows,), (rows, columns), (1, columns)):
        raise DataError(
            f"weights of shape {weights.shape} do not fit {rows} samples of {columns} outputs: give a number, "
            f"({rows},), ({rows}, {columns}) or (1, {columns})",
            "sample_weights",
        )
    return read_only(weights)


def _weight_rows(weights: Float, rows: int, columns: int) -> Float:
    if weights.ndim == 2:
        return np.broadcast_to(weights, (rows, columns))
    return np.broadcast_to(weights if weights.ndim == 0 else weights[:, None], (rows, 1))


def cut(labels: Array, outputs: Float, weights: Float | None, indices: bool) -> Iterator[Block]:
    rows, columns = outputs.shape
    step = max(1, BLOCK_SIZE // columns)
    spread = None if weights is None else _weight_rows(weights, rows, columns)
    table = None if indices else labels.reshape(rows, columns)
    for start in range(0, rows, step):
        part = slice(start, start + step)
        yield Block(
            None if table is None else table[part],
            outputs[part],
            None if spread is None else spread[part],
            indices=labels[part] if indices else None,
        )
