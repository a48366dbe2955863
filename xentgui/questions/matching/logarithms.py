"""The halves of a loss, asked of the one place that computes them: -ln a and -ln(1 - a) of every output."""

from dataclasses import dataclass

import numpy as np

from xentgui.losses.activations import Activation
from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import Batch
from xentgui.losses.block import BLOCK_SIZE, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import ACTIVATIONS, Definition, Setting
from xentgui.losses.evaluation import evaluate
from xentgui.losses.likelihoods import Logarithms, Quadratic
from xentgui.losses.tile import Tile
from xentgui.losses.workers import each

_ELEMENTS = {
    activation: Definition(activation=activation, likelihood="bernoulli", over_outputs="none", reduction="none")
    for activation in ACTIVATIONS
}


def _unlabelled(numbers: Array, read_as: str) -> Batch:
    """``(N, K)`` outputs of which the labels do not matter: neither checked nor copied."""
    rows, columns = numbers.shape
    step = max(BLOCK_SIZE // columns, 1)
    parts = [numbers[start : start + step] for start in range(0, rows, step)]
    if columns == 1:
        return Batch.of_blocks([Block(np.zeros(part.shape), part) for part in parts], outputs_are=read_as)
    none = np.zeros(step, dtype=np.int64)
    blocks = [Block(None, part, indices=none[: len(part)]) for part in parts]
    return Batch.of_blocks(blocks, outputs_are=read_as, indices=True)


def activated(numbers: Float, read_as: str, activation: str) -> Float:
    """``(N, K)`` probabilities that a function makes of ``(N, K)`` outputs."""
    found = evaluate(_unlabelled(numbers, read_as), _ELEMENTS[activation])
    return np.asarray(found.activations, dtype=np.float64)


def softmax(logits: Array) -> Array:
    """Each row's softmax."""
    return activated(logits, "logits", "softmax")


def log_softmax(logits: Array) -> Array:
    """The logarithms of each row's softmax."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - log_sum_exp(shifted))


def log_sum_exp(logits: Array) -> Array:
    """``(N, 1)``: the logarithm of each row's sum of exponentials."""
    largest = logits.max(axis=1, keepdims=True)
    return np.asarray(largest + np.log(np.exp(logits - largest).sum(axis=1, keepdims=True)))


def sigmoid(logits: Array) -> Array:
    """Each number's sigmoid."""
    return activated(logits, "logits", "sigmoid")


def softmax_over_rows(logits: Array) -> Array:
    """The softmax taken down each column instead of along each row."""
    return softmax(np.ascontiguousarray(logits.T)).T


Activations = dict[tuple[object, ...], Activation]


@dataclass(frozen=True, eq=False)
class Halved:
    """``(N, K)`` outputs of which the halves are asked, by one definition after the other: what makes a is shared."""

    numbers: Float
    read_as: str

    @cached
    def batch(self) -> Batch:
        return _unlabelled(self.numbers, self.read_as)

    @cached
    def _activations(self) -> Activations:
        return {}

    def by(self, elements: Definition) -> tuple[Float, Float | None]:
        """What each output adds with the label 1 and with the label 0, both ``(N, K)``; categorical has no second."""
        setting, blocks = self.batch.under(elements), self.batch.blocks
        if len(blocks) == 1:
            yes, no = halves_of(blocks[0], setting, self._activations)
            return np.asarray(yes, np.float64), None if no is None else np.asarray(no, np.float64)
        halves = np.empty((1 if elements.exclusive else 2, *self.numbers.shape))

        def fill(start: int, block: Block) -> None:
            for half, part in zip(halves, halves_of(block, setting, self._activations), strict=False):
                half[start : start + len(block)] = part

        each(lambda at: fill(*at), list(self.batch.starts()))
        return halves[0], halves[1] if len(halves) > 1 else None


def halves_of(block: Block, setting: Setting, known: Activations) -> tuple[Array, Array | None]:
    """The same of one block, ``(n, K)`` each."""
    definition = setting.pointwise
    with np.errstate(all="ignore"):
        activation = activation_of(block, setting, known)
        if definition.squares:
            one, none = np.ones_like(block.outputs), np.zeros_like(block.outputs)
            return Quadratic(activation, one, none, one).terms(), Quadratic(activation, none, one, one).terms()
        logarithms = Logarithms(activation, definition, held_by(definition))
        return logarithms.yes, None if definition.exclusive else logarithms.no


def held_by(definition: Definition) -> float | None:
    """The clip that the logarithms take; one before rows are rescaled is part of the activation."""
    return definition.clip if definition.renormalise != "after-clip" else None


def activation_of(block: Block, setting: Setting, known: Activations) -> Activation:
    """What makes a of the block's outputs, made once of those that definitions have in common."""
    definition = setting.pointwise
    clip = definition.clip if definition.renormalise == "after-clip" else None
    key = (id(block), definition.activation, definition.precision, definition.renormalise, clip)
    if key not in known:
        known[key] = Tile(block, setting).activation
    return known[key]


def cancelling(logits: Float) -> tuple[Float, Float]:
    """(1-y) z + log1p(exp(-|z|)) + max(-z, 0), added from left to right in single precision."""
    z = logits.astype(np.float32)
    shared = np.log1p(np.exp(-np.abs(z))) + np.maximum(-z, np.float32(0))
    return shared.astype(np.float64), (z + shared).astype(np.float64)
