"""The halves of a loss, asked of the one place that computes them: -ln a and -ln(1 - a) of every output."""

from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import Batch
from xentgui.losses.cached import cached
from xentgui.losses.definition import ACTIVATIONS, Definition
from xentgui.losses.evaluation import evaluate

_ELEMENTS = {
    activation: Definition(activation=activation, likelihood="bernoulli", over_outputs="none", reduction="none")
    for activation in ACTIVATIONS
}


def activated(numbers: Float, read_as: str, activation: str) -> Float:
    """``(N, K)`` probabilities that a function makes of ``(N, K)`` outputs."""
    batch = Batch(np.ones_like(numbers), numbers, outputs_are=read_as)
    return np.asarray(evaluate(batch, _ELEMENTS[activation]).activations, dtype=np.float64)


def softmax(logits: Array) -> Array:
    """Each row's softmax."""
    return activated(logits, "logits", "softmax")


def log_softmax(logits: Array) -> Array:
    """The logarithms of each row's softmax."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def sigmoid(logits: Array) -> Array:
    """Each number's sigmoid."""
    return activated(logits, "logits", "sigmoid")


def softmax_over_rows(logits: Array) -> Array:
    """The softmax taken down each column instead of along each row."""
    return softmax(np.ascontiguousarray(logits.T)).T


@dataclass(frozen=True, eq=False)
class Halved:
    """``(N, K)`` outputs of which the halves are asked, by one definition after the other."""

    numbers: Float
    read_as: str

    @cached
    def _true(self) -> Batch:
        return Batch(np.ones_like(self.numbers), self.numbers, outputs_are=self.read_as)

    @cached
    def _both(self) -> Batch:
        labels = np.concatenate([np.ones_like(self.numbers), np.zeros_like(self.numbers)])
        return Batch(labels, np.concatenate([self.numbers, self.numbers]), outputs_are=self.read_as)

    def by(self, elements: Definition) -> tuple[Float, Float | None]:
        """What each output adds with the label 1 and with the label 0, both ``(N, K)``; categorical has no second."""
        if elements.likelihood == "categorical":
            return np.asarray(evaluate(self._true, elements).terms, dtype=np.float64), None
        both = np.asarray(evaluate(self._both, elements).terms, dtype=np.float64)
        return both[: len(self.numbers)], both[len(self.numbers) :]
