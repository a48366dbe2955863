"""The loss of one row over all probabilities: a triangle where three share 1, a square where two are free; and
lines of equal value over any lattice of numbers.

    surface(batch, row, named, shape) -> Surface

A surface depends on the labels of the row and on the definitions alone, not on the row's outputs: it is kept, and the
same one is given again while the outputs move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.batch import Batch, Block, DataError
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.agreement import evaluations
from xentgui.questions.curve import unreduced
from xentgui.questions.read_only import ReadOnly

Numbers = NDArray[np.float64]
Shape = Literal["triangle", "square"]

STEPS = 160  # of the lattice, along each side
ROUNDS, AROUND, NARROWER = 20, 4, 2.5  # how the least place between points of the lattice is closed in on
TIED = 1e-14, 1e-15  # how near to the least a value is equal to it: a share of the least, and of the whole range
INSIDE = 1e-3  # a row of logits comes so near to an edge, which it never reaches
FINE = 1000  # a point that is moved has probabilities, or logits, in thousandths
_ACTIVATION = {"triangle": "softmax", "square": "sigmoid"}
_NOT_OF_A = "needs the scores f, not only a"


@dataclass(frozen=True)
class Sample:
    """A row without its outputs: all that its surfaces depend on beside the definitions."""

    shape: Shape
    outputs_are: str
    labels: tuple[float, ...]
    index: int | None
    weights: tuple[float, ...] | None

    @classmethod
    def of(cls, batch: Batch, row: int, shape: Shape) -> Sample:
        block, inside = batch.block_at(row)
        weights = None if block.weights is None else tuple(map(float, block.weights[inside]))
        index = None if block.indices is None else int(block.indices[inside])
        return cls(shape, batch.outputs_are, tuple(map(float, block.labels[inside])), index, weights)

    def losses(self, definition: Definition, probabilities: Numbers) -> Numbers:
        """What the row loses at each of `probabilities` `(m, K)`, unreduced: `(m,)`.

        Raises ValueError where the definition does not take the row, or gives no function of its probabilities.
        """
        outputs, are = self._outputs(definition, probabilities)
        count = len(outputs)
        weights = None if self.weights is None else np.tile(self.weights, (count, 1))
        if self.index is None:
            block = Block(np.tile(self.labels, (count, 1)), outputs, weights)
        else:
            block = Block(None, outputs, weights, indices=np.full(count, self.index))
        batch = Batch.of_blocks([block], outputs_are=are, indices=self.index is not None)
        return np.asarray(evaluate(batch, unreduced(definition)).per_sample, dtype=np.float64)

    def _outputs(self, definition: Definition, probabilities: Numbers) -> tuple[Numbers, str]:
        """The probabilities as the definition meets them: as they are, or as the scores that make them."""
        own = definition.activation == _ACTIVATION[self.shape]
        if self.outputs_are != "logits" or (own and not definition.on_logits):
            return probabilities, "probabilities"
        shifted = set(definition.on_logits) <= {"temperature"}  # the same for scores that are all higher by one number
        if self.shape == "triangle" and not (own and shifted):
            raise ValueError(_NOT_OF_A)
        return _logits(self.shape, probabilities), "logits"


@dataclass(frozen=True, eq=False)
class Layer:
    """One definition over the lattice.

    Attributes:
        values: `(161, 161)` losses where the first probability is i / 160 and the second j / 160; nan outside.
        lowest: the least of all, also between the points of the lattice; nan where the loss is undefined.
        least: `(m, K)` the probabilities that have it: one place, or all points of the lattice that have it.
    """

    values: Numbers
    lowest: float
    least: Numbers


@dataclass(frozen=True, eq=False)
class Surface:
    """The losses of one row over all its probabilities.

    Attributes:
        layers: name -> what the definition gives; those that do not take the row are `refused`, with the reason.
    """

    sample: Sample
    named: Mapping[str, Definition]
    layers: Mapping[str, Layer]
    refused: Mapping[str, str]

    @property
    def shape(self) -> Shape:
        return self.sample.shape

    def losses(self, probabilities: Numbers) -> dict[str, float]:
        """Each definition's loss at one place, `(K,)`."""
        return {name: float(self.sample.losses(self.named[name], probabilities[None, :])[0]) for name in self.layers}


def shape_of(columns: int, mode: str) -> Shape | None:
    """Triangle, square, or None where all probabilities of a row make no flat picture: `no_picture` says why."""
    if mode == "softmax":
        return "triangle" if columns == 3 else None
    return "square" if columns == 2 else None


def no_picture(columns: int, mode: str) -> str:
    """Why there is none, and where to look instead."""
    if columns == 1:
        return "One output has one probability, from 0 to 1. All of them lie on a line: the loss curve is the picture."
    if mode == "softmax" and columns == 2:
        return (
            "Two probabilities that sum to 1 lie on a line: the loss curve is the picture, from one class to the other."
        )
    if mode == "softmax":
        return (
            f"The probabilities of {columns} classes that sum to 1 have {columns - 1} directions, a picture has two. "
            "With three classes they are a triangle, and it stands here."
        )
    return (
        f"{columns} independent outputs have {columns} directions, a picture has two. "
        "With two outputs they are a square, and it stands here."
    )


def surface(batch: Batch, row: int, named: Mapping[str, Definition], shape: Shape) -> Surface:
    """The losses of a row over all its probabilities; the same object while labels and definitions are the same.

    Each loss is what the definition gives where the row has these probabilities: where they were entered, of them;
    where logits were entered, of logits that make them.
    """
    taken, turned_down = evaluations(batch, named)
    kept = tuple((name, unreduced(named[name])) for name in taken)
    return _surface(
        Sample.of(batch, row, shape), kept, tuple((name, _reason(why)) for name, why in turned_down.items())
    )


def _reason(error: ValueError) -> str:
    return error.reason if isinstance(error, DataError) else str(error)


@lru_cache(maxsize=16)
def _surface(
    sample: Sample, named: tuple[tuple[str, Definition], ...], turned_down: tuple[tuple[str, str], ...]
) -> Surface:
    layers, refused = {}, dict(turned_down)
    for name, definition in named:
        try:
            layers[name] = _layer(sample, definition)
        except ValueError as error:
            refused[name] = _reason(error)
    return Surface(sample, ReadOnly(dict(named)), ReadOnly(layers), ReadOnly(refused))


@lru_cache(maxsize=64)
def _layer(sample: Sample, definition: Definition) -> Layer:
    points, inside = lattice(sample.shape)
    losses = sample.losses(definition, points)
    values = np.full(inside.shape, np.nan)
    values[inside] = losses
    values.flags.writeable = False
    lowest, least = _least(sample, definition, points, losses)
    return Layer(values, lowest, least)


@lru_cache(maxsize=2)
def lattice(shape: Shape) -> tuple[Numbers, NDArray[np.bool_]]:
    """The probabilities at all points `(m, K)`, and which places of the whole lattice they have `(161, 161)`."""
    first, second = np.meshgrid(np.arange(STEPS + 1), np.arange(STEPS + 1), indexing="ij")
    if shape == "square":
        return np.stack([first.ravel(), second.ravel()], axis=1) / STEPS, np.ones(first.shape, dtype=bool)
    third = STEPS - first - second
    inside = third >= 0
    return np.stack([first[inside], second[inside], third[inside]], axis=1) / STEPS, inside


def _least(sample: Sample, definition: Definition, points: Numbers, losses: Numbers) -> tuple[float, Numbers]:
    """The lowest loss and where it is: the points of the lattice that have it, or one place between them."""
    finite = losses[np.isfinite(losses)]
    if not len(finite):
        return np.nan, points[:0]
    start = int(np.where(np.isnan(losses), np.inf, losses).argmin())
    lowest, place, reach = float(losses[start]), points[start], 1 / STEPS
    for _ in range(ROUNDS):
        near = _around(sample.shape, place, reach)
        values = np.where(np.isnan(there := sample.losses(definition, near)), np.inf, there)
        best = int(values.argmin())
        if values[best] < lowest:
            lowest, place = float(values[best]), near[best]
        reach /= NARROWER
    of_least, of_range = TIED
    tied = points[losses <= lowest + of_least * abs(lowest) + of_range * float(np.ptp(finite))]
    return lowest, tied if len(tied) else place[None, :]


def _around(shape: Shape, place: Numbers, reach: float) -> Numbers:
    steps = np.linspace(-reach, reach, 2 * AROUND + 1)
    first, second = (each.ravel() for each in np.meshgrid(steps, steps))
    return within(shape, place[:2] + np.stack([first, second], axis=1))


def within(shape: Shape, first_two: Numbers, margin: float = 0.0) -> Numbers:
    """Probabilities `(..., K)` from the first two, moved into the picture where these lie beyond it.

    >>> within("triangle", np.array([0.5, 0.75])).tolist()
    [0.4, 0.6, 0.0]
    """
    if shape == "square":
        return np.clip(first_two, margin, 1 - margin)
    third = 1 - first_two.sum(axis=-1, keepdims=True)
    whole = np.maximum(np.concatenate([first_two, third], axis=-1), margin)
    return np.asarray(whole / whole.sum(axis=-1, keepdims=True))


def moved(sample: Sample, row: Numbers, probabilities: Numbers) -> Numbers:
    """The outputs `(K,)` of a row, entered as `row`, that gives these probabilities, in thousandths.

    Logits keep the logarithm of the sum of their exponentials, so that a row which comes back is what it was.
    """
    if sample.outputs_are != "logits":
        counted = np.round(probabilities * FINE)
        if sample.shape == "triangle":
            largest = int(counted.argmax())
            counted[largest] += FINE - counted.sum()
        return counted / FINE
    logits = _logits(sample.shape, within(sample.shape, probabilities[:2], INSIDE))
    if sample.shape == "triangle":
        logits = logits + np.logaddexp.reduce(row)
    return np.round(logits * FINE) / FINE + 0.0


def _logits(shape: Shape, probabilities: Numbers) -> Numbers:
    with np.errstate(divide="ignore"):
        logits = np.log(probabilities)
        return logits if shape == "triangle" else logits - np.log1p(-probabilities)


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
