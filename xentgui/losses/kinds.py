"""Rows of one kind are computed together: so no digit of a row depends on what stands beside it in its block."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from xentgui.losses.activations import scores
from xentgui.losses.arrays import Array
from xentgui.losses.block import Block, label_range, output_range
from xentgui.losses.definition import Setting
from xentgui.losses.labels import all_named, ignored_rows
from xentgui.losses.rows import one_class
from xentgui.losses.softmax import NARROW

HEAVY = 1e9  # weights from here on might multiply to more than a number holds


def of_one_kind(block: Block, setting: Setting) -> list[tuple[Any, Block]]:
    """Where the rows of each kind stand in the block, and these rows as a block; nearly always all of them."""
    kinds: Array | int = 0
    for facts in _facts(block, setting):
        if facts.any() and not facts.all():
            kinds = 2 * kinds + facts
    if isinstance(kinds, int):
        return [(slice(None), block)]
    places = [np.flatnonzero(kinds == kind) for kind in np.unique(kinds)]
    return [(rows, block.part(rows)) for rows in places]


def _facts(block: Block, setting: Setting) -> Iterator[Array]:
    """What decides the road of a row, ``(n,)`` each; where the whole block says at once, nothing."""
    if setting.outputs_are == "logits" and not is_narrow(block, setting):
        ends = (block.outputs.min(axis=1), block.outputs.max(axis=1))
        low, high = (_scored(end, setting) for end in ends)
        bound = NARROW[setting.dtype]
        yield (low >= -bound) & (high <= bound)
    if not is_light(block):
        yield np.asarray(block.weights).max(axis=1) <= HEAVY
    ignored = ignored_rows(block, setting)
    if ignored is not None:
        yield ignored
    if setting.exclusive and block.indices is None and label_range(block)[1] >= 1 and not all_named(block):
        yield one_class(block.labels)


def is_narrow(block: Block, setting: Setting) -> bool:
    """Whether exp takes every score of the block as it is, without a shift."""
    low, high = output_range(block)
    definition, bound = setting.pointwise, NARROW[setting.dtype]
    if definition.softcap is not None or definition.temperature != 1:
        low, high = _scored(np.array([low, high]), setting).tolist()
    return -bound <= low and high <= bound


def is_light(block: Block) -> bool:
    """Whether the samples' weights are of ordinary size."""
    return block.weights is None or bool(block.weights.max() <= HEAVY)


def _scored(outputs: Array, setting: Setting) -> Array:
    return scores(outputs, setting.pointwise.softcap, setting.pointwise.temperature)
