"""How the losses of two definitions stand to each other, sample by sample."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.summation import merged
from xentgui.losses.tile import knows_part, loss_part, losses_of

TINY = 1e-300  # below it no relative bound is promised, and two losses count as the same


@dataclass(frozen=True)
class Ratios:
    """second / first of every sample that is a number in both; the losses of the first that were seen.

    `low` > `high` where there is no such sample. `unlike`: some sample is 0, infinite or undefined in one alone.
    `gap` is the largest absolute difference.
    """

    low: float = math.inf
    high: float = -math.inf
    smallest: float = math.inf
    largest: float = -math.inf
    gap: float = 0.0
    unlike: bool = False

    @property
    def seen(self) -> bool:
        return self.low <= self.high

    @property
    def varied(self) -> bool:
        """Whether two samples differ in size, so that one factor for both says something."""
        return self.largest - self.smallest > 1e-6 * max(abs(self.largest), abs(self.smallest))

    def all_are(self, factor: float, tolerance: float) -> bool:
        """Whether every sample of the second is `factor` times the first's."""
        slack = tolerance * abs(factor)
        return not self.unlike and self.low >= factor - slack and self.high <= factor + slack

    def times(self, factor: float) -> Ratios:
        """With the second counted in other units."""
        low, high = sorted((self.low * factor, self.high * factor)) if self.seen else (self.low, self.high)
        return replace(self, low=low, high=high)

    def merged(self, other: Ratios) -> Ratios:
        """Of both together."""
        return Ratios(
            min(self.low, other.low),
            max(self.high, other.high),
            min(self.smallest, other.smallest),
            max(self.largest, other.largest),
            max(self.gap, other.gap),
            self.unlike or other.unlike,
        )


class SampleLosses:
    """The losses of each block's samples, in nats, under each setting; kept for as long as a comparison lasts."""

    def __init__(self) -> None:
        self._found: dict[tuple[Block, Setting], Array] = {}

    def of(self, block: Block, setting: Setting) -> Array:
        if (block, setting) not in self._found:
            self._found[block, setting] = np.asarray(losses_of(block, setting), dtype=np.float64)
        return self._found[block, setting]

    def ahead(self, batch: Batch, definition: Definition) -> None:
        """Of blocks that do not know their sum yet: it comes from the same losses."""
        setting = batch.under(definition)
        for block in batch.blocks:
            if not knows_part(block, setting):
                self.of(block, setting)


def ratios(batch: Batch, first: Definition, second: Definition, losses: SampleLosses) -> Ratios:
    """Compare every sample in nats, block by block; each block keeps its answer."""
    settings = batch.under(first), batch.under(second)
    if settings[0] == settings[1] and _some_number(batch, settings[0]):
        return Ratios(low=1.0, high=1.0)
    for block in batch.blocks:
        if not knows_ratios(block, settings):
            block.keep(_compared(*(losses.of(block, setting) for setting in settings)), _ratios, settings)
    return reduce(Ratios.merged, (block.remember(_ratios, settings) for block in batch.blocks), Ratios())


def knows_ratios(block: Block, settings: tuple[Setting, Setting]) -> bool:
    """Whether a block remembers how two losses of its samples stand to each other."""
    return block.knows(_ratios, settings)


def _some_number(batch: Batch, setting: Setting) -> bool:
    """Whether the losses sum to a number other than 0: then some sample has a ratio."""
    value = float(merged(loss_part(block, setting) for block in batch.blocks))
    return math.isfinite(value) and abs(value) >= TINY


def _ratios(block: Block, settings: tuple[Setting, Setting]) -> Ratios:
    return _compared(*(losses_of(block, setting) for setting in settings))


def _compared(a: Array, b: Array) -> Ratios:
    with np.errstate(all="ignore"):
        tiny = (np.abs(a) < TINY) & (np.abs(b) < TINY)
        plain = (np.abs(a) >= TINY) & (np.abs(b) >= TINY) & np.isfinite(a) & np.isfinite(b)
        unlike = not bool((plain | tiny | (a == b)).all())
        if not plain.any():
            return Ratios(unlike=unlike)
        one, two = a[plain], b[plain]
        each = two / one
        return Ratios(
            low=float(each.min()),
            high=float(each.max()),
            smallest=float(one.min()),
            largest=float(one.max()),
            gap=float(np.abs(two - one).max()),
            unlike=unlike,
        )
