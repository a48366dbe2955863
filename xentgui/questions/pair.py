"""Two evaluations of one batch beside each other, and which of the fields in which they differ act on it.

How their losses stand to each other sample by sample is asked of each block, which remembers it: ``ratios``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition, Setting
from xentgui.losses.denominators import ignores
from xentgui.losses.evaluation import Evaluation, knows_part, loss_sum, losses_of
from xentgui.questions.facts import LabelFacts, OutputFacts, label_facts, output_facts

_FACTORS = {"categorical": 0.5, "bernoulli": 2.0}  # of a sum that is counted once or twice


@dataclass(frozen=True, eq=False)
class Pair:
    """Two evaluations of one batch, and what comparing them needs."""

    batch: Batch
    first: Evaluation
    second: Evaluation
    losses: SampleLosses

    @cached
    def in_nats(self) -> Ratios:
        """Second / first of every sample, before its outputs are put together."""
        return ratios(self.batch, *self.definitions, self.losses)

    @cached
    def ratios(self) -> Ratios:
        """Second / first of every entry of `per_sample`."""
        one, two = (definition.unit(self.batch.shape[1]) for definition in self.definitions)
        return self.in_nats.times(one / two)

    @cached
    def shares(self) -> Ratios:
        """Second / first of what every sample contributes to the value."""
        return self.ratios.times(self.scale) if math.isfinite(self.scale) and self.scale else self.ratios

    @cached
    def labels(self) -> LabelFacts:
        return label_facts(self.batch)

    @cached
    def outputs(self) -> tuple[OutputFacts, OutputFacts]:
        return tuple(output_facts(self.batch, each.definition) for each in (self.first, self.second))  # type: ignore[return-value]

    @property
    def definitions(self) -> tuple[Definition, Definition]:
        return self.first.definition, self.second.definition

    @cached
    def differing(self) -> tuple[str, ...]:
        """The fields in which the definitions differ."""
        one, two = self.definitions
        return tuple(name for name in FIELD_NAMES if getattr(one, name) != getattr(two, name))

    @property
    def scale(self) -> float:
        """What the reductions make of equal samples: the value of the second by that of the first."""
        with np.errstate(all="ignore"):
            return float(np.float64(self.first.divisor) / self.second.divisor)

    @property
    def scaled(self) -> bool:
        """Whether the divisors differ."""
        return abs(self.scale - 1) > 1e-12

    @property
    def weighted(self) -> bool:
        """Whether samples or classes are weighted, so that the divisors of a mean are not all the same."""
        classes = any(definition.class_weights is not None for definition in self.definitions)
        return classes or any(block.weights is not None for block in self.batch.blocks)

    @property
    def in_float32(self) -> bool:
        return any(definition.precision == "float32" for definition in self.definitions)

    @property
    def likelihoods(self) -> set[str]:
        return {definition.likelihood for definition in self.definitions}

    @property
    def doubles(self) -> bool:
        """Whether the second is the one that sums both answers, of a pair of which one does."""
        return self.definitions[1].two_sided

    @property
    def same_two_classes(self) -> bool:
        """One yes/no output under both likelihoods: the two sums are the same."""
        return self.one_yes_no and self.likelihoods == {"categorical", "bernoulli"}

    @property
    def one_yes_no(self) -> bool:
        """One output of which every activation and likelihood makes the same two classes."""
        return self.batch.one_dimensional


def counts_twice(pair: Pair) -> bool:
    """Whether one is the Bernoulli sum over two outputs that sum to 1, twice the categorical sum in every sample."""
    if pair.one_yes_no or pair.batch.shape[1] != 2 or pair.likelihoods != {"categorical", "bernoulli"}:
        return False
    if not (pair.labels.sum_to_one and all(facts.sum_to_one for facts in pair.outputs) and pair.in_nats.seen):
        return False
    return pair.in_nats.all_are(_FACTORS[pair.definitions[1].likelihood], 1e-6)


def matters(pair: Pair, name: str) -> bool:
    """Whether a field in which they differ can act on this data."""
    return _ACTS[name](pair) if name in _ACTS else True


def _reduction_matters(pair: Pair) -> bool:
    each = [definition.reduction == "none" for definition in pair.definitions]
    return pair.scaled or (each[0] != each[1] and pair.batch.shape[0] > 1)


def _activation_matters(pair: Pair) -> bool:
    as_entered = "identity" in {definition.activation for definition in pair.definitions}
    return pair.batch.outputs_are == "logits" and (as_entered or not pair.one_yes_no)


def _likelihood_matters(pair: Pair) -> bool:
    return "quadratic" in pair.likelihoods or not pair.one_yes_no


def _renormalise_matters(pair: Pair) -> bool:
    clipped = any(definition.clip is not None for definition in pair.definitions)
    return clipped or not all(facts.sum_to_one for facts in pair.outputs)


_ACTS: Mapping[str, Callable[[Pair], bool]] = {
    "normalise_by": lambda pair: pair.scaled,
    "reduction": _reduction_matters,
    "over_outputs": lambda pair: pair.batch.shape[1] > 1,
    "empty_mean": lambda pair: 0 in (pair.first.divisor, pair.second.divisor),
    "activation": _activation_matters,
    "likelihood": _likelihood_matters,
    "renormalise": _renormalise_matters,
    "temperature_squared": lambda pair: any(definition.temperature != 1 for definition in pair.definitions),
    "divergence": lambda pair: (
        pair.labels.soft is not None or any(definition.label_smoothing for definition in pair.definitions)
    ),
    "ignore_index": lambda pair: any(ignores(pair.batch, definition) for definition in pair.definitions),
}


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
        if factor == 1 or not self.seen:
            return self
        low, high = sorted((self.low * factor, self.high * factor))
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
            self._find(block, [setting])
        return self._found[block, setting]

    def ahead(self, batch: Batch, definitions: Iterable[Definition]) -> None:
        """Of blocks that do not know their sum yet: it comes from the same losses."""
        settings = dict.fromkeys(map(batch.under, definitions))
        for block in batch.blocks:
            self._find(block, [setting for setting in settings if not knows_part(block, setting)])

    def _find(self, block: Block, settings: Sequence[Setting]) -> None:
        for setting, found in zip(settings, losses_of(block, settings), strict=True):
            self._found[block, setting] = np.asarray(found, dtype=np.float64)


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
    value = loss_sum(batch.blocks, setting)
    return math.isfinite(value) and abs(value) >= TINY


def _ratios(block: Block, settings: tuple[Setting, Setting]) -> Ratios:
    return _compared(*losses_of(block, settings))


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
