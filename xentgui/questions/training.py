"""Gradient descent under each definition: what the choice of the loss does to learning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from types import MappingProxyType

import numpy as np

from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.questions.models import FreeOutputs, LinearClassifier, Model, Neuron, Numbers, Rows
from xentgui.questions.naming import named
from xentgui.sources import resolve

__all__ = ["FreeOutputs", "LinearClassifier", "Neuron", "State", "Trace", "TrainingRun", "race", "train", "train_steps"]


@dataclass(frozen=True)
class State:
    """One epoch of one run: the model, its loss on all samples, and the Euclidean norm of the gradient there."""

    epoch: int
    model: Model
    loss: float
    gradient_norm: float


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
    _start: Model
    _parameters: Numbers

    def state(self, epoch: int) -> Model:
        """The model at an epoch, of the type of the start; ValueError for an epoch that was not reached."""
        last = len(self._parameters) - 1
        if not 0 <= epoch <= last:
            raise ValueError(f"epoch {epoch} does not exist: this run has the epochs 0 to {last}")
        return self._start.at(self._parameters[epoch])


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """One trace for each cost; `epochs` is the number of epochs that were run."""

    traces: Mapping[str, Trace]
    epochs: int


def train(
    start: Model,
    *,
    costs: Iterable[str | Definition],
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
        DataError: a cost that does not take the labels.

    >>> run = train(Neuron(2, 2), costs=["quadratic"], learning_rate=0.15, epochs=300)
    >>> round(float(run.traces["quadratic"].state(300).batch.outputs[0]), 4)
    -1.3687
    """
    options = dict(batch_size=batch_size, momentum=momentum, seed=seed)
    *_, last = race(start, costs=costs, learning_rate=learning_rate, epochs=epochs, **options)  # type: ignore[arg-type]
    return last


def race(
    start: Model,
    *,
    costs: Iterable[str | Definition],
    learning_rate: float | Sequence[float],
    epochs: int,
    batch_size: int | None = None,
    momentum: float = 0.0,
    seed: int = 0,
) -> Iterator[TrainingRun]:
    """The runs of `train` while they grow: one snapshot an epoch, epoch 0 first."""
    definitions = named(costs, {}).definitions
    _check_count("epochs", epochs, 0)
    rates = _rates(learning_rate, len(definitions))
    runs = {
        name: _Run(start, definitions, epochs, _steps(start, cost, rate, batch_size, momentum, seed))
        for (name, cost), rate in zip(definitions.items(), rates, strict=True)
    }
    for epoch in range(epochs + 1):
        for run in runs.values():
            run.go_on(epoch)
        yield TrainingRun(MappingProxyType({name: run.trace(epoch) for name, run in runs.items()}), epoch)


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

    Arguments and errors as in `train`. The iteration ends after the first state that is no longer finite.
    """
    (rate,) = _rates(learning_rate, 1)
    for step in _steps(start, resolve(cost), rate, batch_size, momentum, seed):
        yield State(step.epoch, start.at(step.parameters), step.loss, step.norm)


@dataclass(frozen=True, eq=False)
class _Step:
    epoch: int
    parameters: Numbers
    batch: Batch
    loss: float
    norm: float


@dataclass(frozen=True, eq=False)
class _Data:
    """The samples of a start: checked once, cut into batches with the logits of other parameters again and again."""

    start: Model

    @cached_property
    def batch(self) -> Batch:
        return self.start.batch

    def at(self, parameters: Numbers, rows: Rows) -> Batch:
        given = self.batch
        block = Block(given.label_table[rows], self.start.logits(parameters, rows))
        return Batch.of_blocks((block,), one_dimensional=given.one_dimensional, indices=given.indices)


def _steps(
    start: Model, cost: Definition, rate: float, batch_size: int | None, momentum: float, seed: int
) -> Iterator[_Step]:
    """Checks first, then a generator: a wrong argument is refused at the call."""
    if batch_size is not None:
        _check_count("batch_size", batch_size, 1)
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum is a number from 0 up to, not including, 1; {momentum!r} is not")
    data = _Data(start)
    evaluate(data.batch, cost)
    return _descend(data, cost, rate, batch_size, momentum, np.random.default_rng(seed))


def _descend(
    data: _Data, cost: Definition, rate: float, batch_size: int | None, momentum: float, chance: np.random.Generator
) -> Iterator[_Step]:
    parameters, everything = data.start.parameters(), slice(None)
    velocity = np.zeros_like(parameters)
    for epoch in count():
        batch = data.at(parameters, everything)
        evaluation = evaluate(batch, cost)
        gradient = data.start.pull_back(_gradient(evaluation), everything)
        yield _Step(epoch, parameters, batch, _loss(evaluation), math.hypot(*gradient))
        for rows in _batches(data.batch.shape[0], batch_size, chance):
            if batch_size is not None:
                gradient = data.start.pull_back(_gradient(evaluate(data.at(parameters, rows), cost)), rows)
            with np.errstate(over="ignore", invalid="ignore"):
                velocity = momentum * velocity - rate * gradient
                parameters = parameters + velocity
            if not np.isfinite(parameters).all():
                return


def _batches(size: int, batch_size: int | None, chance: np.random.Generator) -> list[Rows]:
    if batch_size is None:
        return [slice(None)]
    order = chance.permutation(size)
    return [order[i : i + batch_size] for i in range(0, size, batch_size)]


class _Run:
    """The arrays of one run, filled epoch by epoch; what is filled never changes, so traces share it."""

    def __init__(self, start: Model, costs: Mapping[str, Definition], epochs: int, steps: Iterator[_Step]) -> None:
        self._start, self._costs, self._steps = start, costs, steps
        self._losses = {name: np.full(epochs + 1, np.nan) for name in costs}
        self._norm, self._accuracy = np.full(epochs + 1, np.nan), np.full(epochs + 1, np.nan)
        self._parameters = np.full((epochs + 1, len(start.parameters())), np.nan)
        self._stopped: tuple[int, str] | None = None

    def go_on(self, epoch: int) -> None:
        if self._stopped is not None:
            return
        step = next(self._steps, None)
        if step is None:
            reason = "the parameters are no longer finite: try a smaller learning rate"
        elif not (math.isfinite(step.norm) and math.isfinite(step.loss)):
            reason = "the loss or its gradient is no longer finite: try a smaller learning rate or another cost"
        else:
            self._fill(epoch, step)
            return
        self._stopped = (epoch, reason)

    def _fill(self, epoch: int, step: _Step) -> None:
        for name, cost in self._costs.items():
            self._losses[name][epoch] = _loss(evaluate(step.batch, cost))
        self._norm[epoch] = step.norm
        self._accuracy[epoch] = math.nan if isinstance(self._start, Neuron) else _accuracy(step.batch)
        self._parameters[epoch] = step.parameters

    def trace(self, epoch: int) -> Trace:
        def part(array: Numbers) -> Numbers:
            filled = array[: epoch + 1]
            filled.setflags(write=False)
            return filled

        reached = epoch + 1 if self._stopped is None else self._stopped[0]
        return Trace(
            MappingProxyType({name: part(array) for name, array in self._losses.items()}),
            part(self._norm),
            part(self._accuracy),
            self._stopped,
            self._start,
            self._parameters[:reached],
        )


def _gradient(evaluation: Evaluation) -> Numbers:
    return np.asarray(evaluation.gradient, dtype=float)


def _loss(evaluation: Evaluation) -> float:
    value = evaluation.value
    return value if isinstance(value, float) else math.fsum(np.ravel(value))


def _accuracy(batch: Batch) -> float:
    outputs, labels = batch.output_table, batch.label_table
    if outputs.shape[1] == 1:
        return float(np.mean((outputs > 0) == (labels > 0.5)))
    return float(np.mean(outputs.argmax(axis=1) == labels.argmax(axis=1)))


def _rates(given: float | Sequence[float], count: int) -> list[float]:
    rates = [float(rate) for rate in np.ravel(np.asarray(given, dtype=float))]
    if len(rates) == 1:
        rates = rates * count
    if len(rates) != count:
        raise ValueError(f"{count} costs need one learning rate or {count}, and there are {len(rates)}")
    for rate in rates:
        if not (math.isfinite(rate) and rate >= 0):
            raise ValueError(f"a learning rate is a finite number, at least 0; {rate!r} is not")
    return rates


def _check_count(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} is a whole number of at least {least}; {value!r} is not")
