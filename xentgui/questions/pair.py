"""Two evaluations of one batch beside each other, and which of the fields in which they differ act on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.evaluation import Evaluation, unit
from xentgui.questions.facts import LabelFacts, OutputFacts, label_facts, output_facts
from xentgui.questions.ratios import Ratios, SampleLosses, ratios

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
        one, two = (unit(definition, self.batch.shape[1]) for definition in self.definitions)
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
        return self.definitions[1].likelihood == "bernoulli"

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
    "ignore_index": lambda pair: any(_ignores(pair.batch, definition) for definition in pair.definitions),
}


def _ignores(batch: Batch, definition: Definition) -> bool:
    ignored = definition.ignore_index
    if ignored is None or not (batch.indices or batch.shape[1] == 1):
        return False
    return any(bool((_classes(block) == ignored).any()) for block in batch.blocks)


def _classes(block: Block) -> Array:
    """The class index of each row; the label itself in one column."""
    if block.indices is not None:
        return block.indices
    return block.labels[:, 0] if block.labels.shape[1] == 1 else block.labels.argmax(axis=1)
