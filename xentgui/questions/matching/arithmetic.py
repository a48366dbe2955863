"""The halves of a loss, asked of the one place that computes them: -ln a and -ln(1 - a) of every output."""

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import Batch
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


def sigmoid(logits: Array) -> Array:
    """Each number's sigmoid."""
    return activated(logits, "logits", "sigmoid")


def softmax_over_rows(logits: Array) -> Array:
    """The softmax taken down each column instead of along each row."""
    return softmax(np.ascontiguousarray(logits.T)).T


def halves(numbers: Float, read_as: str, elements: Definition) -> tuple[Float, Float | None]:
    """What each output adds with the label 1 and with the label 0, both ``(N, K)``; categorical has no second half."""
    if elements.likelihood == "categorical":
        return _terms(np.ones_like(numbers), numbers, read_as, elements), None
    rows = len(numbers)
    labels = np.concatenate([np.ones_like(numbers), np.zeros_like(numbers)])
    both = _terms(labels, np.concatenate([numbers, numbers]), read_as, elements)
    return both[:rows], both[rows:]


def _terms(labels: Float, numbers: Float, read_as: str, elements: Definition) -> Float:
    return np.asarray(evaluate(Batch(labels, numbers, outputs_are=read_as), elements).terms, dtype=np.float64)
