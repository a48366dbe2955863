"""The loss of a neuron over its weight and bias: what its training goes down.

losses_at(neuron, cost, weights, biases) -> losses, of the same shape
loss_map(neuron, cost, weights, biases) -> (81, 81) losses over two ranges
"""

from __future__ import annotations

import numpy as np

from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.curve import unreduced
from xentgui.questions.models import Neuron, Numbers

STEPS = 80  # of the lattice, along each side


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
