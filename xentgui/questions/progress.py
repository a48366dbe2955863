"""Outputs of the runs of a contest, epoch by epoch, extended while the race grows."""

from __future__ import annotations

import numpy as np

from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.contest import Contest
from xentgui.questions.models import FreeOutputs, LinearClassifier, Neuron, Numbers
from xentgui.questions.training import Trace, TrainingRun

LIKELIHOOD_OF = {"softmax": "categorical", "sigmoid": "bernoulli", "identity": "bernoulli"}


def activations(logits: Numbers, activation: str, *, one_dimensional: bool = False) -> Numbers:
    """What an activation makes of rows of logits, (n, K)."""
    definition = Definition(activation=activation, likelihood=LIKELIHOOD_OF[activation])
    block = Block(np.zeros_like(logits), logits)
    batch = Batch.of_blocks((block,), one_dimensional=one_dimensional)
    return np.asarray(evaluate(batch, definition).activations, dtype=float)


class Progress:
    """The logits and outputs of one row of a neuron or of free outputs, (epochs so far, K), by contender.

    A classifier's outputs are those of its points and are not kept: `logits` and `outputs` are empty.
    """

    def __init__(self, contest: Contest, row: int = 0) -> None:
        self.contest, self.row = contest, row
        self.logits: dict[str, Numbers] = {}
        self.outputs: dict[str, Numbers] = {}

    def extend(self, run: TrainingRun) -> None:
        """Take in the epochs that are new."""
        if isinstance(self.contest.start, LinearClassifier):
            return
        for contender in self.contest.contenders:
            trace = run.traces[contender.name]
            known = self.logits.get(contender.name)
            fresh = self._logits(trace, 0 if known is None else len(known), contender.twice)
            if not len(fresh):
                continue
            a = activations(fresh, contender.definition.activation, one_dimensional=self._single)
            if known is None:
                self.logits[contender.name], self.outputs[contender.name] = fresh, a
            else:
                self.logits[contender.name] = np.concatenate([known, fresh])
                self.outputs[contender.name] = np.concatenate([self.outputs[contender.name], a])

    def factor(self, name: str, epoch: int) -> float:
        """σ'(z) = a (1 - a) of a neuron at an epoch."""
        z = self.logits[name][epoch : epoch + 1]
        a = activations(np.concatenate([z, -z]), "sigmoid", one_dimensional=True)
        return float(a[0, 0] * a[1, 0])

    @property
    def _single(self) -> bool:
        start = self.contest.start
        return isinstance(start, Neuron) or (isinstance(start, FreeOutputs) and np.ndim(start.outputs) == 1)  # type: ignore[arg-type]

    def _logits(self, trace: Trace, first: int, twice: bool) -> Numbers:
        """The logits of the row from an epoch on, as far as the run came."""
        start = self.contest.start
        fresh = trace.parameters_from(first)
        if isinstance(start, Neuron):
            table = np.array(fresh).reshape(-1, 2)
            with np.errstate(over="ignore", invalid="ignore"):
                return (table[:, 0] * start.x + table[:, 1])[:, None]
        columns = 1 if self._single else np.asarray(start.batch.outputs).shape[1]
        part = slice(self.row * columns, (self.row + 1) * columns)
        logits = np.array([each[part] for each in fresh]).reshape(-1, columns)
        return activations(logits, "softmax") if twice and len(logits) else logits


def slopes(contest: Contest, trace: Trace) -> Numbers:
    """The size of the gradient, epoch by epoch: |dC/dz| for a neuron, else over all parameters."""
    if isinstance(contest.start, Neuron):
        return trace.gradient_norm / float(np.hypot(contest.start.x, 1.0))
    return trace.gradient_norm
