"""The halves of a loss, asked of the one place that computes them: -ln a and -ln(1 - a) of every output."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from xentgui.losses.arrays import Array, Float, extent
from xentgui.losses.batch import Batch
from xentgui.losses.block import BLOCK_SIZE, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import ACTIVATIONS, Definition, Setting
from xentgui.losses.likelihoods import Logarithms
from xentgui.losses.tile import Shared, Tile
from xentgui.losses.workers import each

Answer = TypeVar("Answer")

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
    found = _of_activated(numbers, read_as, activation, lambda a: a)
    return found[0] if len(found) == 1 else np.concatenate(found)


def reach_of(numbers: Float, read_as: str, activation: str) -> tuple[float, float, float]:
    """The smallest and the largest of these probabilities, and how far a row's sum is from 1, at most."""
    low, high, off = np.transpose(_of_activated(numbers, read_as, activation, lambda a: (*extent(a), off_one(a))))
    return float(low.min()), float(high.max()), float(off.max())


def reaches_of(tables: Sequence[Float], read_as: str, activation: str) -> Iterator[tuple[float, float, float]]:
    """The same of each of several tables."""
    a = activated(np.concatenate(tables), read_as, activation).reshape(len(tables), *tables[0].shape)
    ends = a.min(axis=(1, 2)), a.max(axis=(1, 2)), np.abs(a.sum(axis=2) - 1).max(axis=1)
    return zip(*(each.tolist() for each in ends), strict=True)


def off_one(a: Float) -> float:
    """How far the sum of a row of ``(N, K)`` probabilities is from 1, at most."""
    return float(np.abs(a.sum(axis=1) - 1).max())


def _of_activated(numbers: Float, read_as: str, activation: str, answer: Callable[[Float], Answer]) -> list[Answer]:
    """What is asked of the probabilities of each block."""
    batch = _unlabelled(numbers, read_as)
    setting = batch.under(_ELEMENTS[activation])

    def of_block(block: Block) -> Answer:
        with np.errstate(all="ignore"):
            return answer(np.asarray(Tile(block, setting).activations(), dtype=np.float64))

    return each(of_block, batch.blocks)


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


@dataclass(frozen=True, eq=False)
class Halved:
    """``(N, K)`` outputs of which the halves are asked, by one definition after the other: what makes a is shared."""

    numbers: Float
    read_as: str

    @cached
    def batch(self) -> Batch:
        return _unlabelled(self.numbers, self.read_as)

    @cached
    def _shared(self) -> Shared:
        return {}

    def by(self, definitions: Sequence[Definition]) -> tuple[Float, Float | None]:
        """``(D, N, K)`` twice: what each output adds with the label 1 and with the label 0; categorical has no second.

        The definitions differ in the sizes alone of what guards the logarithm.
        """
        blocks = self.batch.blocks
        if len(blocks) == 1:
            return self._of_block(blocks[0], definitions)
        shape = (len(definitions), *self.numbers.shape)
        halves = [np.empty(shape) for _ in range(1 if definitions[0].exclusive else 2)]

        def fill(start: int, block: Block) -> None:
            for half, part in zip(halves, self._of_block(block, definitions), strict=False):
                half[:, start : start + len(block)] = part

        each(lambda at: fill(*at), list(self.batch.starts()))
        return halves[0], halves[1] if len(halves) > 1 else None

    def _of_block(self, block: Block, definitions: Sequence[Definition]) -> tuple[Float, Float | None]:
        return halves_of(block, [self.batch.under(each) for each in definitions], self._shared)


def halves_of(block: Block, settings: Sequence[Setting], shared: Shared) -> tuple[Float, Float | None]:
    """The same of one block, ``(D, n, K)`` each; of one definition ``(n, K)``."""
    definitions = [setting.pointwise for setting in settings]
    with np.errstate(all="ignore"):
        activation = Tile(block, settings[0], shared=shared).activation
        if definitions[0].squares:
            yes, no = 0.5 * activation.rest * activation.rest, 0.5 * activation.a * activation.a
        else:
            logarithms = Logarithms.of_several(activation, definitions, list(map(held_by, definitions)))
            yes, no = logarithms.yes, logarithms.yes if definitions[0].exclusive else logarithms.no
    return np.asarray(yes, np.float64), None if definitions[0].exclusive else np.asarray(no, np.float64)


def held_by(definition: Definition) -> float | None:
    """The clip that the logarithms take; one before rows are rescaled is part of the activation."""
    return definition.clip if definition.renormalise != "after-clip" else None


def cancelling(logits: Float) -> tuple[Float, Float]:
    """(1-y) z + log1p(exp(-|z|)) + max(-z, 0), added from left to right in single precision."""
    z = logits.astype(np.float32)
    shared = np.log1p(np.exp(-np.abs(z))) + np.maximum(-z, np.float32(0))
    return shared.astype(np.float64), (z + shared).astype(np.float64)
