"""The halves of a loss, asked of the one place that computes them: -ln a and -ln(1 - a) of every output."""

from dataclasses import replace

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate

_ELEMENTS = Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="none", reduction="none")


def activated(numbers: Float, read_as: str, activation: str) -> Float:
    """``(N, K)`` probabilities that a function makes of ``(N, K)`` outputs."""
    batch = Batch(np.ones_like(numbers), numbers, outputs_are=read_as)
    return np.asarray(evaluate(batch, replace(_ELEMENTS, activation=activation)).activations, dtype=np.float64)


def softmax(logits: Array) -> Array:
    """Each row's softmax."""
    return activated(logits, "logits", "softmax")


def sigmoid(logits: Array) -> Array:
    """Each number's sigmoid."""
    return activated(logits, "logits", "sigmoid")


def softmax_over_rows(logits: Array) -> Array:
    """The softmax taken down each column instead of along each row."""
    return softmax(np.ascontiguousarray(logits.T)).T


def halves(numbers: Float, read_as: str, pointwise: Definition) -> tuple[Float, Float | None]:
    """What each output adds with the label 1 and with the label 0, both ``(N, K)``; categorical has no second half."""
    elements = replace(pointwise, over_outputs="none", reduction="none")
    yes = _terms(np.ones_like(numbers), numbers, read_as, elements)
    if pointwise.likelihood == "categorical":
        return yes, None
    return yes, _terms(np.zeros_like(numbers), numbers, read_as, elements)


def _terms(labels: Float, numbers: Float, read_as: str, elements: Definition) -> Float:
    return np.asarray(evaluate(Batch(labels, numbers, outputs_are=read_as), elements).terms, dtype=np.float64)
