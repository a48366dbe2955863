"""What a table of very many classes shows of a row: its true class, the largest outputs, and all others together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.activations import Sigmoid
from xentgui.losses.block import Block
from xentgui.losses.rows import one_class

MOST = 5
Numbers = NDArray[np.float64]


class Largest(NamedTuple):
    """Of n rows of K classes.

    classes: (n, 6) the true class, -1 where the labels name none, and those of the largest outputs, the largest first.
    outputs, a: (n, 6) their outputs and probabilities, nan where there is no true class.
    rest: (n,) how many others there are; others, others_a: (n,) their output together and their probability together.
    total: (n,) the logarithm of the sum of all exponentials, where the outputs are logits of a softmax.
    """

    classes: NDArray[np.intp]
    outputs: Numbers
    a: Numbers
    rest: NDArray[np.intp]
    others: Numbers
    others_a: Numbers
    total: Numbers


def largest(blocks: Sequence[Block], start: int, stop: int, activation: str | None) -> Largest:
    """The rows from start to stop, each block asked once; `activation` is None where the outputs are probabilities.

    >>> block = Block(np.eye(9)[[7]], np.log(np.arange(1.0, 10)[None]))
    >>> found = largest([block], 0, 1, "softmax")
    >>> found.classes.tolist(), found.rest.tolist(), found.others_a.round(3).tolist()
    ([[7, 8, 7, 6, 5, 4]], [4], [0.222])
    """
    found, first = [], 0
    for block in blocks:
        last = first + len(block)
        if first < stop and start < last:
            part = slice(max(start - first, 0), stop - first)
            found.append([each[part] for each in block.remember(_of_block, activation)])
        first = last
    return Largest(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def of_class(found: Largest, outputs: Numbers, activation: str | None) -> Numbers:
    """(n,): the probabilities of one class whose outputs are given."""
    if activation is None:
        return outputs
    return np.exp(outputs - found.total) if activation == "softmax" else Sigmoid(outputs).a


def minus_logs(outputs: Numbers, activation: str | None) -> Numbers:
    """(n, K): -ln a, also of an a that is too small for a float.

    >>> minus_logs(np.array([[1700.0, 0.0]]), "softmax").tolist()
    [[0.0, 1700.0]]
    """
    with np.errstate(all="ignore"):
        if activation is None:
            return np.asarray(-np.log(outputs))
        return _log_sum(outputs)[:, None] - outputs if activation == "softmax" else Sigmoid(outputs).minus_log


def _of_block(block: Block, activation: str | None) -> Largest:
    outputs, rows = block.outputs, np.arange(len(block))
    top = np.argpartition(outputs, outputs.shape[1] - MOST, axis=1)[:, -MOST:]
    top.sort(axis=1)
    top = np.take_along_axis(top, np.argsort(-np.take_along_axis(outputs, top, 1), axis=1, kind="stable"), 1)
    true = np.where(one_class(block.labels), block.labels.argmax(axis=1), -1)
    classes = np.column_stack([true, top])
    shown = np.take_along_axis(outputs, np.maximum(classes, 0), 1)
    shown[true < 0, 0] = np.nan
    unshown = outputs.copy()
    np.put_along_axis(unshown, top, -np.inf if activation else 0.0, 1)
    unshown[rows[true >= 0], true[true >= 0]] = -np.inf if activation else 0.0
    rest = outputs.shape[1] - MOST - ((true >= 0) & (top != true[:, None]).all(axis=1))
    with np.errstate(all="ignore"):
        if activation is None:
            others = unshown.sum(axis=1)
            return Largest(classes, shown, shown, rest, others, others, np.zeros(len(block)))
        if activation == "sigmoid":
            unsaid = np.full(len(block), np.nan)
            return Largest(classes, shown, Sigmoid(shown).a, rest, unsaid, unsaid, np.zeros(len(block)))
        others, total = _log_sum(unshown), _log_sum(outputs)
        a = np.exp(shown - total[:, None])
        return Largest(classes, shown, a, rest, others, np.exp(others - total), total)


def _log_sum(logits: Numbers) -> Numbers:
    """(n,): the logarithm of the sum of the exponentials of each row."""
    highest = np.maximum(logits.max(axis=1), -np.finfo(float).max)  # of a row of -inf too
    return np.asarray(highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1)))
