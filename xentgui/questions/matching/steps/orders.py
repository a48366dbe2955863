"""Classes in another order than the outputs: with many classes not all orders, but those that are met."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations
from math import log2, perm

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import one_hot

MANY, MOST = 5, 20  # from so many classes on not every order is tried, and beyond none
BY_TEXT = 0.5  # bits: class numbers sorted as text, 0, 1, 10, 11, 2
MOST_ORDERS = 150  # of the classes that are there, up to which every order is tried
MOST_KEPT = 6  # orders that are looked at in full, of each bundle


@lru_cache
def orders(columns: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """What is met: numbers sorted as text, two classes exchanged, one class put in another place; each with its kind.

    An order says for each label the class it was taken for.
    """
    found: dict[tuple[int, ...], str] = {}
    for order in _each(columns):
        found.setdefault(order[1], order[0])
    del found[tuple(range(columns))]
    return tuple((kind, order) for order, kind in found.items())


def _each(columns: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    plain = list(range(columns))
    yield "", tuple(plain)
    if columns > 10:
        text = sorted(plain, key=str)
        yield "text", tuple(text)
        yield "text", tuple(map(text.index, plain))
    for first in plain:
        for second in plain[first + 1 :]:
            exchanged = plain.copy()
            exchanged[first], exchanged[second] = second, first
            yield "exchanged", tuple(exchanged)
    for taken in plain:
        for place in plain:
            moved = [each for each in plain if each != taken]
            moved.insert(place, taken)
            yield "moved", tuple(moved)


def orders_that_tell(classes: Array, columns: int) -> list[tuple[float, tuple[int, ...]]]:
    """Of orders that give these labels the same classes the first, each with its bits."""
    if not MANY <= columns <= MOST:
        return []
    present = np.unique(classes)
    found: dict[tuple[int, ...], tuple[str, tuple[int, ...]]] = {tuple(present.tolist()): ("", ())}
    for kind, order in orders(columns):
        found.setdefault(tuple(order[each] for each in present), (kind, order))
    for taken in permutations(range(columns), len(present)) if perm(columns, len(present)) <= MOST_ORDERS else ():
        found.setdefault(taken, ("any", _completed(present, taken, columns)))
    kept = list(found.values())[1:]
    many = Counter(kind for kind, _ in kept)
    bits = {kind: BY_TEXT if kind == "text" else max(log2(count) - 1.0, BY_TEXT) for kind, count in many.items()}
    return [(bits[kind], order) for kind, order in kept]


def _completed(present: Array, taken: tuple[int, ...], columns: int) -> tuple[int, ...]:
    """An order that takes the classes that are there so; the others have no label, and take what is left."""
    made = dict(zip(present.tolist(), taken, strict=True))
    rest = iter(each for each in range(columns) if each not in taken)
    return tuple(made[label] if label in made else next(rest) for label in range(columns))


def sums_by_order(classes: Array, tried: Array, gains: Float) -> Float:
    """``(R, P)``: the sum over the rows of ``gains`` (R, N, K) at the class that each order (P, K) makes of a label."""
    by_class = one_hot(classes, gains.shape[2]).T @ gains
    return np.asarray(by_class[:, np.arange(gains.shape[2]), tried].sum(axis=2))


def order_in_words(order: tuple[int, ...]) -> str:
    """What happened to the classes."""
    kinds = {each: kind for kind, each in orders(len(order))} if len(order) <= MOST else {}
    wrong = [label for label, taken in enumerate(order) if label != taken]
    if len(wrong) == 2:
        return f"classes {wrong[0]} and {wrong[1]} changed places"
    if order == tuple(range(len(order)))[::-1]:
        return "the classes stand in the reverse order"
    if kinds.get(order) == "text":
        return "the class numbers were sorted as text: 0, 1, 10, 11, ..., 2"
    if len(order) >= MANY and kinds.get(order) == "moved":
        return f"each of the classes {wrong[0]} to {wrong[-1]} was taken for one of its neighbours, in a circle"
    return f"classes 0, 1, ... were taken for {', '.join(map(str, order))}"
