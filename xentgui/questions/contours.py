"""Lines of equal value over a lattice of numbers.

contours(values, level) -> list of (points, 2) lines, in steps of the lattice
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_SIDES = ((1, 0), (0, 1), (1, -1))  # from one point of the lattice to the next: along, up, and across a cell


def contours(values: Numbers, level: float) -> list[Numbers]:
    """Where values on a lattice pass a level, as connected lines; interpolated along the sides of triangles.

    Args:
        values: ``(n, m)``; where they are not finite no line runs, so that a triangle is half a lattice.
        level: a finite number.

    >>> [line.tolist() for line in contours(np.array([[0.0, 1.0], [0.0, 1.0]]), 0.25)]
    [[[0.0, 0.25], [0.75, 0.25], [1.0, 0.25]]]
    """
    crossings, pairs = _crossings(values, level), _pairs(values, level)
    return [np.array([crossings(side) for side in line]) for line in _chained(pairs)]


def _pairs(values: Numbers, level: float) -> list[tuple[int, int]]:
    """The two sides at which the line enters and leaves a triangle, for each triangle that it passes.

    A side has a number: its kind of three, and the place where it begins.
    """
    count = values.size
    place = np.arange(count).reshape(values.shape)
    along, up, across = (kind * count + place for kind in range(3))
    low = (place[:-1, :-1], place[1:, :-1], place[:-1, 1:]), (along[:-1, :-1], up[:-1, :-1], across[:-1, 1:])
    high = (place[1:, 1:], place[:-1, 1:], place[1:, :-1]), (along[:-1, 1:], up[1:, :-1], across[:-1, 1:])
    flat, found = values.ravel(), []
    for corners, (first, second, opposite) in (low, high):
        numbers = np.stack([flat[corner] for corner in corners])
        above = numbers >= level
        crossed = np.stack([above[0] != above[1], above[0] != above[2], above[1] != above[2]], axis=-1)
        passed = np.isfinite(numbers).all(axis=0) & crossed.any(axis=-1)
        sides = np.stack([first, second, opposite], axis=-1)[passed][crossed[passed]]
        found += [(int(a), int(b)) for a, b in sides.reshape(-1, 2)]
    return found


def _crossings(values: Numbers, level: float) -> Callable[[int], tuple[float, float]]:
    """Where the line crosses a side, by its number."""
    count, width = values.size, values.shape[1]

    def crossing(side: int) -> tuple[float, float]:
        kind, place = divmod(side, count)
        row, column = divmod(place, width)
        down, right = _SIDES[kind]
        start, end = values[row, column], values[row + down, column + right]
        share = float((level - start) / (end - start))
        return row + share * down, column + share * right

    return crossing


def _chained(pairs: list[tuple[int, int]]) -> list[list[int]]:
    """Pieces of which neighbours share a number, as lines; a closed one begins and ends with the same."""
    beside: dict[int, list[int]] = defaultdict(list)
    for first, second in pairs:
        beside[first].append(second)
        beside[second].append(first)
    lines = []
    ends = [side for side, others in beside.items() if len(others) == 1]
    for start in (*ends, *beside):
        if not beside[start]:
            continue
        line = [start]
        while beside[line[-1]]:
            onward = beside[line[-1]].pop()
            beside[onward].remove(line[-1])
            line.append(onward)
        lines.append(line)
    return lines
