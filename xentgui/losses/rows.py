"""What is asked of rows everywhere: do they name one class, do they sum to 1, what does smoothing make of them.

Everybody who asks asks here: one answer and one tolerance in the whole program.
"""

import numpy as np

from xentgui.losses.arrays import Array

ONE = 1e-6 * (1 + 1e-9)  # how far the sum of entered numbers may be from 1: a millionth, entered digits and all


def one_class(table: Array) -> Array:
    """``(n,)``: which rows name one class: a single 1 among zeros.

    >>> one_class(np.array([[0, 1, 0], [1, 1, 0], [0.5, 0.5, 0], [0, 0, 0]])).tolist()
    [True, False, False, False]
    """
    rows: Array = (np.count_nonzero(table, axis=1) == 1) & (table.max(axis=1, initial=0.0) == 1)
    return rows


def named(table: Array) -> Array | None:
    """``(n,)``: the class that each row names, where every row names one; else None.

    >>> named(np.array([[0, 1, 0], [1, 0, 0]])).tolist()
    [1, 0]
    """
    rows, columns = table.shape
    if np.count_nonzero(table) != rows:
        return None
    places = np.flatnonzero(table)
    found: Array = places - np.arange(0, rows * columns, columns)
    each_row = ((found >= 0) & (found < columns)).all()
    return found if each_row and (table.reshape(-1)[places] == 1).all() else None


def zeros_and_ones(table: Array) -> Array:
    """``(n,)``: which rows hold 0 and 1 and nothing else."""
    rows: Array = ((table == 0) | (table == 1)).all(axis=1)
    return rows


def sums_to_one(table: Array, tolerance: float = ONE) -> Array:
    """``(n,)``: which rows sum to 1; those with a nan do not.

    >>> sums_to_one(np.array([[0.5, 0.500001], [0.5, 0.500002]])).tolist()
    [True, False]
    """
    with np.errstate(all="ignore"):
        rows: Array = np.abs(table.sum(axis=1, dtype=np.float64) - 1.0) <= tolerance
    return rows


def smoothed(labels: Array, share: float, among: int) -> Array:
    """Labels with ``share`` of each taken away and spread evenly ``among`` so many classes.

    >>> smoothed(np.array([[0.0, 1.0]]), 0.5, 2).tolist()
    [[0.25, 0.75]]
    """
    table: Array = labels * (1.0 - share) + share / among
    return table


def yes_no(yes: Array, no: Array, classes: Array) -> Array:
    """What rows of one yes/no output weigh: the two class weights, of *no* and of *yes*, mixed by the labels."""
    weights: Array = yes * classes[-1] + no * classes[0]
    return weights
