"""The parts of a block: sums over its samples under one pointwise half, which the block remembers."""

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.setting import Setting
from xentgui.losses.summation import Total, total
from xentgui.losses.tile import Tile


def loss_part(block: Block, setting: Setting) -> Total:
    """The sum of the losses of the block's samples, in nats, before over_outputs."""
    return block.remember(_key(setting), lambda: total(_losses(block, setting)))


def entropy_part(block: Block, setting: Setting) -> Total:
    """The sum of the entropies of the block's labels, in nats."""
    return block.remember(("entropy", setting), lambda: total(entropies_of_rows(Tile(block, setting))))


def divergence_part(block: Block, setting: Setting) -> Total:
    """The sum of the divergences of the block's samples, in nats."""

    def compute() -> Total:
        with np.errstate(all="ignore"):
            return total(Tile(block, setting).divergences_of_rows())

    return block.remember(("divergence", setting), compute)


def entropies_of_rows(tile: Tile) -> Array:
    """``(n,)``: the entropy of each sample's labels, in nats."""
    with np.errstate(all="ignore"):
        sums: Array = tile.entropies().sum(axis=1)
    return sums


def losses_of(block: Block, setting: Setting) -> Array:
    """The losses of the block's samples, in nats, which nobody remembers; the block does their sum."""
    losses = _losses(block, setting)
    block.remember(_key(setting), lambda: total(losses))
    return losses


def knows_part(block: Block, setting: Setting) -> bool:
    """Whether the block remembers its part."""
    return block.knows(_key(setting))


def _key(setting: Setting) -> object:
    return "losses", setting


def _losses(block: Block, setting: Setting) -> Array:
    with np.errstate(all="ignore"):
        return Tile(block, setting).losses


def lacking(batch: Batch, definition: Definition) -> tuple[Block, ...]:
    """The blocks of ``batch`` whose part under ``definition`` is not known yet."""
    setting = Setting.of(batch, definition)
    return tuple(block for block in batch.blocks if not knows_part(block, setting))
