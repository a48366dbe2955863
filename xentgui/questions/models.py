"""What can be trained: a neuron, the outputs themselves, a linear classifier. Each is its parameters and its data.

Of a neuron also the loss over its weight and bias: what its training goes down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.arrays import DataError, first, read_only, real_array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.brief import brief
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.softmax import Softmax
from xentgui.questions.curve import unreduced

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp] | slice

MOST_CLASSES = 100_000  # of a classifier whose weights are made for it
STEPS = 80  # of the lattice of a loss map, along each side


class Model(Protocol):
    """What training asks of a start: its parameters as one vector, the logits that they give, and the chain rule."""

    @property
    def batch(self) -> Batch:
        """The labels with the logits of these parameters."""

    def parameters(self) -> Numbers:
        """All parameters, (P,)."""

    def at(self, parameters: Numbers) -> Self:
        """The same model with other parameters."""

    def logits(self, parameters: Numbers, rows: Rows) -> Numbers:
        """What these parameters give for some rows, (n, K)."""

    def pull_back(self, gradient: Numbers, parameters: Numbers, rows: Rows) -> Numbers:
        """The gradient by the parameters, (P,), from the one by the logits that they give for these rows, (n, K)."""


@dataclass(frozen=True)
class Neuron:
    """Nielsen's neuron: a = σ(w x + b) with one input x and one target y (chapter 3, the learning slowdown).

    >>> Neuron(0.6, 0.9).batch.outputs
    array([1.5])
    """

    weight: float
    bias: float
    x: float = 1.0
    y: float = 0.0

    def __post_init__(self) -> None:
        for name in ("weight", "bias", "x", "y"):
            value = getattr(self, name)
            number = _finite(value, {"weight": "weights", "bias": "biases", "x": "points", "y": "labels"}[name])
            if number.ndim:
                raise DataError(f"the neuron's {name} is one number", table=None)
            object.__setattr__(self, name, float(number))
        if not 0 <= self.y <= 1:
            raise DataError(f"{self.y:g} is no label, which is between 0 and 1", table="labels")

    @property
    def batch(self) -> Batch:
        return Batch([self.y], [self.weight * self.x + self.bias])

    def parameters(self) -> Numbers:
        return np.array([self.weight, self.bias])

    def at(self, parameters: Numbers) -> Neuron:
        return replace(self, weight=float(parameters[0]), bias=float(parameters[1]))

    def logits(self, parameters: Numbers, rows: Rows) -> Numbers:
        return np.array([[parameters[0] * self.x + parameters[1]]])

    def pull_back(self, gradient: Numbers, parameters: Numbers, rows: Rows) -> Numbers:
        slope = gradient.item()
        return np.array([slope * self.x, slope])


@dataclass(frozen=True, eq=False)
class FreeOutputs:
    """The logits of a table as free parameters; `labels`, `outputs` and `sample_weights` as in `Batch`."""

    labels: object
    outputs: object
    sample_weights: object = None

    __repr__ = brief

    def __post_init__(self) -> None:
        given = Batch(self.labels, self.outputs, sample_weights=self.sample_weights)
        object.__setattr__(self, "labels", given.labels)
        object.__setattr__(self, "outputs", given.outputs)
        object.__setattr__(self, "sample_weights", given.sample_weights)

    @property
    def batch(self) -> Batch:
        return Batch(self.labels, self.outputs, sample_weights=self.sample_weights)

    def parameters(self) -> Numbers:
        return np.array(self.outputs, dtype=float).ravel()

    def at(self, parameters: Numbers) -> FreeOutputs:
        return replace(self, outputs=parameters.reshape(np.asarray(self.outputs).shape))

    def logits(self, parameters: Numbers, rows: Rows) -> Numbers:
        return parameters.reshape(len(np.asarray(self.outputs)), -1)[rows]

    def pull_back(self, gradient: Numbers, parameters: Numbers, rows: Rows) -> Numbers:
        whole = np.zeros((len(np.asarray(self.outputs)), gradient.shape[1]))
        whole[rows] = gradient
        return whole.ravel()


@dataclass(frozen=True, eq=False)
class LinearClassifier:
    """CS231n's linear classifier: logits = points @ weights + biases.

    Args:
        points: ``(N, D)``, finite.
        labels: ``(N,)`` class indices or ``(N, K)`` numbers in [0, 1].
        weights, biases: ``(D, K)`` and ``(K,)``; zeros where None.

    Raises:
        DataError: numbers that can not be read or shapes that do not fit; its ``table`` is ``"points"``,
            ``"labels"``, ``"weights"`` or ``"biases"``.
    """

    points: object
    labels: object
    weights: object = None
    biases: object = None

    __repr__ = brief

    def __post_init__(self) -> None:
        points = _finite(self.points, "points")
        if points.ndim != 2 or not points.size:
            raise DataError(f"points of shape {points.shape}: give rows of features, (N, D)", table="points")
        labels = real_array(self.labels, "labels", most_dimensions=2)
        if labels.ndim not in (1, 2) or len(labels) != len(points):
            raise DataError(f"labels of shape {labels.shape} do not fit {len(points)} points", table="labels")
        weights = self._weights(points.shape[1], labels)
        biases = read_only(np.zeros(weights.shape[1])) if self.biases is None else _finite(self.biases, "biases")
        if biases.shape != (weights.shape[1],):
            raise DataError(f"biases of shape {biases.shape}: give one for each class, ({weights.shape[1]},)", "biases")
        for name, value in (("points", points), ("weights", weights), ("biases", biases)):
            object.__setattr__(self, name, value)
        with np.errstate(over="ignore", invalid="ignore"):
            logits = points @ weights + biases
        object.__setattr__(self, "labels", Batch(labels, logits).labels)

    def _weights(self, features: int, labels: Numbers) -> Numbers:
        if self.weights is None:
            return read_only(np.zeros((features, _classes(labels))))
        weights = _finite(self.weights, "weights")
        given = weights.shape[1] if weights.ndim == 2 else 0
        if not given or len(weights) != features or (labels.ndim == 2 and given != labels.shape[1]):
            wanted = f"({features}, {labels.shape[1] if labels.ndim == 2 else 'K'})"
            raise DataError(f"weights of shape {weights.shape}: give {wanted}", table="weights")
        return weights

    @property
    def batch(self) -> Batch:
        return Batch(self.labels, np.asarray(self.points) @ np.asarray(self.weights) + np.asarray(self.biases))

    def parameters(self) -> Numbers:
        return np.concatenate([np.ravel(np.asarray(self.weights)), np.asarray(self.biases)])

    def at(self, parameters: Numbers) -> LinearClassifier:
        return LinearClassifier(self.points, self.labels, *self._split(parameters))

    def logits(self, parameters: Numbers, rows: Rows) -> Numbers:
        weights, biases = self._split(parameters)
        with np.errstate(over="ignore", invalid="ignore"):
            logits: Numbers = np.asarray(self.points)[rows] @ weights + biases
        return logits

    def pull_back(self, gradient: Numbers, parameters: Numbers, rows: Rows) -> Numbers:
        points = np.asarray(self.points)[rows]
        with np.errstate(over="ignore", invalid="ignore"):
            return np.concatenate([(points.T @ gradient).ravel(), gradient.sum(axis=0)])

    def _split(self, parameters: Numbers) -> tuple[Numbers, Numbers]:
        features, classes = np.asarray(self.weights).shape
        cut = features * classes
        return parameters[:cut].reshape(features, classes), parameters[cut:]


@dataclass(frozen=True, eq=False)
class SoftmaxFirst:
    """A model whose probabilities are handed to the loss as if they were logits: the softmax is taken twice."""

    inner: Model

    @property
    def batch(self) -> Batch:
        given = self.inner.batch
        return Batch(given.labels, Softmax(given.output_table, False).a)

    def parameters(self) -> Numbers:
        return self.inner.parameters()

    def at(self, parameters: Numbers) -> SoftmaxFirst:
        return SoftmaxFirst(self.inner.at(parameters))

    def logits(self, parameters: Numbers, rows: Rows) -> Numbers:
        return Softmax(self.inner.logits(parameters, rows), False).a

    def pull_back(self, gradient: Numbers, parameters: Numbers, rows: Rows) -> Numbers:
        a = self.logits(parameters, rows)
        through = a * (gradient - (gradient * a).sum(axis=1, keepdims=True))
        return self.inner.pull_back(through, parameters, rows)


def _classes(labels: Numbers) -> int:
    """How many classes there are where no weights say it; at least two."""
    if labels.ndim == 2:
        return int(labels.shape[1])
    largest = float(labels.max(initial=0.0))
    if largest >= MOST_CLASSES:
        place = (int(labels.argmax()),)
        raise DataError(f"{largest:g} is too large for a class index: number the classes from 0", "labels", place)
    return max(int(largest) + 1, 2)


def _finite(given: object, table: str) -> Numbers:
    numbers = np.array(real_array(given, table, most_dimensions=2), dtype=float)
    if not np.isfinite(numbers).all():
        place = first(~np.isfinite(numbers))
        raise DataError("an infinite number cannot be trained on: give a finite one", table, place)
    return read_only(numbers)


def losses_at(neuron: Neuron, cost: Definition, weights: Numbers, biases: Numbers) -> Numbers:
    """What neurons with these weights and biases, of one shape, lose on the input and target of `neuron`.

    In the unit of `cost`; nan where w x + b is not finite.

    >>> from xentgui.sources import resolve
    >>> losses_at(Neuron(0, 0), resolve("nielsen"), np.array([0.0, 2.0]), np.array([0.0, 2.0])).round(4).tolist()
    [0.6931, 4.0181]
    """
    with np.errstate(over="ignore", invalid="ignore"):
        logits = np.asarray(weights * neuron.x + biases, dtype=float)
    losses, finite = np.full(logits.shape, np.nan), np.isfinite(logits)
    outputs = logits[finite][:, None]
    batch = Batch.of_blocks([Block(np.full_like(outputs, neuron.y), outputs)], one_dimensional=True)
    losses[finite] = evaluate(batch, unreduced(cost)).per_sample
    return losses


def loss_map(neuron: Neuron, cost: Definition, weights: tuple[float, float], biases: tuple[float, float]) -> Numbers:
    """The losses over a part of the plane of w and b: `values[i, j]` has the i-th weight and the j-th bias."""
    w, b = np.meshgrid(np.linspace(*weights, STEPS + 1), np.linspace(*biases, STEPS + 1), indexing="ij")
    return losses_at(neuron, cost, w, b)
