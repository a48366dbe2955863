"""Gradient descent under each definition: what the choice of the loss does to learning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from xentgui.losses.arrays import DataError
from xentgui.losses.brief import brief
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.models import FreeOutputs, LinearClassifier, Model, Neuron, Numbers, Rows, SoftmaxFirst
from xentgui.questions.public import named
from xentgui.questions.read_only import ReadOnly
from xentgui.questions.samples import EVERYTHING, Samples
from xentgui.sources import resolve

__all__ = [
    "FreeOutputs",
    "LinearClassifier",
    "Neuron",
    "Race",
    "State",
    "Trace",
    "TrainingRun",
    "train",
    "train_steps",
]


@dataclass(frozen=True)
class State:
    """One epoch of one run: the model, its loss on all samples, and the Euclidean norm of the gradient there."""

    epoch: int
    model: Model
    loss: float
    gradient_norm: float

    __repr__ = brief


@dataclass(frozen=True, eq=False)
class Trace:
    """What one cost did, epoch by epoch.

    Attributes:
        losses: mapping name -> ``(epochs + 1,)``: every cost's loss on this run's state, in that cost's unit.
        gradient_norm: ``(epochs + 1,)``: Euclidean, over all parameters, of the cost trained on.
        accuracy: ``(epochs + 1,)``: the share of rows whose largest output is the largest label; nan for a Neuron.
        stopped: None, or (epoch, reason): the run is no longer finite there, and the arrays are nan from there on.
    """

    losses: Mapping[str, Numbers]
    gradient_norm: Numbers
    accuracy: Numbers
    stopped: tuple[int, str] | None
    _start: Model = field(repr=False)
    _parameters: Sequence[Numbers] = field(repr=False)
    _reached: int = field(repr=False)

    __repr__ = brief

    def has_stopped(self, epoch: int) -> bool:
        """Whether the run is no longer finite at an epoch."""
        return self.stopped is not None and epoch >= self.stopped[0]

    def state(self, epoch: int) -> Model:
        """The model at an epoch, of the type of the start; ValueError for an epoch that was not reached."""
        return self._start.at(self.parameters(epoch))

    def parameters(self, epoch: int) -> Numbers:
        """The parameters at an epoch as one vector, (P,); ValueError for an epoch that was not reached."""
        if not (isinstance(epoch, (int, np.integer)) and 0 <= epoch <= self._reached):
            raise ValueError(f"epoch {epoch!r} does not exist: this run has the epochs 0 to {self._reached}")
        return self._parameters[epoch]

    def parameters_from(self, epoch: int) -> Sequence[Numbers]:
        """The parameters of this epoch and the later ones that were reached, (P,) each."""
        return self._parameters[epoch : self._reached + 1]


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """One trace for each cost; `epochs` is the number of epochs that were run."""

    traces: Mapping[str, Trace]
    epochs: int

    __repr__ = brief


def train(
    start: Model,
    *,
    costs: Iterable[str | Definition] | None = None,
    learning_rate: float | Sequence[float],
    epochs: int,
    batch_size: int | None = None,
    momentum: float = 0.0,
    seed: int = 0,
) -> TrainingRun:
    """Train one copy of the start under each cost by gradient descent.

    Args:
        start: `Neuron`, `FreeOutputs` or `LinearClassifier`.
        costs: several names or Definitions.
        learning_rate: a number, or one for each cost (Nielsen takes 0.15 and 0.005).
        epochs: whole passes over the samples; epoch 0 is the start.
        batch_size: None for all samples at once; else the samples are shuffled each epoch with `seed`.
        momentum: v = momentum · v - rate · gradient, parameters += v.

    Raises:
        ValueError: no costs, or a rate, size or number of epochs that makes no sense.
        DataError: data without rows, or a cost that does not take them.

    >>> run = train(Neuron(2, 2), costs=["quadratic"], learning_rate=0.15, epochs=300)
    >>> round(float(run.traces["quadratic"].state(300).batch.outputs[0]), 4)
    -1.3686
    """
    _check_start(start)
    grown = Race(start, costs, learning_rate, epochs, batch_size=batch_size, momentum=momentum, seed=seed)
    while grown.go_on():
        pass
    return grown.so_far()


class Race:
    """Runs under several costs that grow together, an epoch at a time; the arguments are those of `train`.

    `start` may also be a mapping: a start of its own for each cost.
    """

    def __init__(
        self,
        start: Model | Mapping[str, Model],
        costs: Iterable[str | Definition] | None,
        learning_rate: float | Sequence[float],
        epochs: int,
        *,
        batch_size: int | None = None,
        momentum: float = 0.0,
        seed: int = 0,
    ) -> None:
        if costs is None:
            raise ValueError("no costs: give at least one name or Definition")
        definitions = named(costs, {}).definitions
        self.epochs = _whole("epochs", epochs, 0)
        self.epoch = 0
        rates = _rates(learning_rate, len(definitions))
        starts = start if isinstance(start, Mapping) else dict.fromkeys(definitions, start)
        self._runs = {}
        for (name, cost), rate in zip(definitions.items(), rates, strict=True):
            descent = _Descent(starts[name], cost, rate, batch_size, momentum, seed)
            self._runs[name] = _Run(starts[name], definitions, name, self.epochs, descent)

    def go_on(self) -> bool:
        """One epoch more; False at the end."""
        if self.epoch == self.epochs:
            return False
        self.epoch += 1
        for run in self._runs.values():
            run.go_on()
        return True

    def so_far(self) -> TrainingRun:
        """The epochs that were run; what is in it never changes."""
        traces = {name: run.trace(self.epoch) for name, run in self._runs.items()}
        return TrainingRun(ReadOnly(traces), self.epoch)


def train_steps(
    start: Model,
    cost: str | Definition,
    *,
    learning_rate: float,
    batch_size: int | None = None,
    momentum: float = 0.0,
    seed: int = 0,
) -> Iterator[State]:
    """The states of one run, epoch 0 first, without end: pausing is not asking for the next.

    Arguments and errors as in `train`. A run whose parameters are no longer finite ends.

    >>> steps = train_steps(Neuron(2, 2), "nielsen", learning_rate=0.15)
    >>> [round(next(steps).loss, 4) for _ in range(3)]
    [4.0181, 3.7297, 3.445]
    """
    (rate,) = _rates(learning_rate, 1)
    descent = _Descent(start, resolve(cost), rate, batch_size, momentum, seed)

    def states() -> Iterator[State]:
        for epoch in count():
            loss, norm = descent.loss, descent.norm
            yield State(epoch, start.at(descent.parameters), loss, norm)
            if not descent.step():
                return

    return states()


class _Descent:
    """Gradient descent under one cost: the parameters, and the loss and the gradient there."""

    def __init__(
        self, start: Model, cost: Definition, rate: float, batch_size: int | None, momentum: float, seed: int
    ) -> None:
        self._size = None if batch_size is None else _whole("batch_size", batch_size, 1)
        self._momentum = _momentum(momentum)
        self._chance = np.random.default_rng(_whole("seed", seed, 0))
        self._cost, self._rate = cost, rate
        self._samples = _samples(start, cost)
        self.parameters = start.parameters()
        self._velocity = np.zeros_like(self.parameters)
        self._arrive()

    def step(self) -> bool:
        """One epoch; False if the parameters are no longer finite, which leaves them as they were."""
        parameters = self.parameters
        for rows in self._batches():
            gradient = self._gradient if rows is None else self._gradient_at(parameters, rows)
            with np.errstate(over="ignore", invalid="ignore"):
                self._velocity = self._momentum * self._velocity - self._rate * gradient
                parameters = parameters + self._velocity
            if not np.isfinite(parameters).all():
                return False
        self.parameters = parameters
        self._arrive()
        return True

    def _arrive(self) -> None:
        self.place = self._samples.at(self.parameters)
        self.loss = self.place.loss(self._cost)
        self._gradient = self._samples.start.pull_back(self.place.slope(self._cost), self.parameters, EVERYTHING)
        self.norm = math.hypot(*self._gradient)

    def _gradient_at(self, parameters: Numbers, rows: Rows) -> Numbers:
        slope = self._samples.at(parameters, rows).slope(self._cost)
        return self._samples.start.pull_back(slope, parameters, rows)

    def _batches(self) -> Iterator[Rows | None]:
        """The rows of each batch; None is all of them, where the gradient is known."""
        if self._size is None:
            yield None
            return
        order = self._chance.permutation(self._samples.batch.shape[0])
        for first in range(0, len(order), self._size):
            yield order[first : first + self._size]


class _Run:
    """The arrays of one run, filled epoch by epoch; what is filled never changes, so traces share it."""

    def __init__(
        self, start: Model, costs: Mapping[str, Definition], name: str, epochs: int, descent: _Descent
    ) -> None:
        self._start, self._costs, self._name, self._descent = start, costs, name, descent
        self._losses = {each: np.full(epochs + 1, np.nan) for each in costs}
        self._norm, self._accuracy = np.full(epochs + 1, np.nan), np.full(epochs + 1, np.nan)
        self._parameters = [descent.parameters]
        self._stopped: tuple[int, str] | None = None
        self._epoch = 0
        self._look()

    def go_on(self) -> None:
        self._epoch += 1
        if self._stopped is not None:
            return
        if self._descent.step():
            self._look()
        else:
            self._stopped = self._epoch, "the parameters are no longer finite: try a smaller learning rate"

    def _look(self) -> None:
        descent, epoch = self._descent, self._epoch
        if not (math.isfinite(descent.norm) and math.isfinite(descent.loss)):
            reason = "the loss or its gradient is not finite: try a smaller learning rate or another cost"
            self._stopped = epoch, reason
            return
        for name, cost in self._costs.items():
            self._losses[name][epoch] = descent.loss if name == self._name else descent.place.loss(cost)
        self._norm[epoch] = descent.norm
        self._accuracy[epoch] = descent.place.accuracy
        if epoch:
            self._parameters.append(descent.parameters)

    def trace(self, epoch: int) -> Trace:
        def part(array: Numbers) -> Numbers:
            filled = array[: epoch + 1]
            filled.setflags(write=False)
            return filled

        losses = ReadOnly({name: part(array) for name, array in self._losses.items()})
        reached = len(self._parameters) - 1
        return Trace(
            losses, part(self._norm), part(self._accuracy), self._stopped, self._start, self._parameters, reached
        )


def _samples(start: Model, cost: Definition) -> Samples:
    """The samples of a start that the cost takes."""
    _check_start(start)
    samples = Samples(start)
    if not samples.batch.shape[0]:
        raise DataError("no rows: training needs at least one sample", "labels")
    evaluate(samples.batch, cost)
    return samples


def _check_start(start: object) -> None:
    if not isinstance(start, (Neuron, FreeOutputs, LinearClassifier, SoftmaxFirst)):
        raise ValueError(f"{start!r} can not be trained: give a Neuron, FreeOutputs or a LinearClassifier")


def _momentum(given: float) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float, np.number)) or not 0 <= given < 1:
        raise ValueError(f"momentum is a number from 0 up to, not including, 1; {given!r} is not")
    return float(given)


def _rates(given: float | Sequence[float], count: int) -> list[float]:
    try:
        array = np.asarray(given)
        rates = array.astype(float).ravel().tolist() if array.dtype.kind in "iuf" else []
    except Exception:  # whatever a stranger's __array__ raises
        rates = []
    if not rates:
        raise ValueError(f"a learning rate is a number, or one number for each cost; {given!r} is not")
    if array.ndim == 0:
        rates *= count
    if len(rates) != count:
        raise ValueError(f"{count} costs take one learning rate, or {count}, and these are {len(rates)}")
    for rate in rates:
        if not (math.isfinite(rate) and rate >= 0):
            raise ValueError(f"a learning rate is a finite number, at least 0; {rate!r} is not")
    return rates


def _whole(name: str, value: int, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} is a whole number of at least {least}; {value!r} is not")
    return int(value)
