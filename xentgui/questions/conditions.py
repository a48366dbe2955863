"""The conditions of an agreement: slugs of what holds on the data and bears on two definitions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.evaluation import Evaluation
from xentgui.questions.facts import LabelFacts, OutputFacts, label_facts, output_facts
from xentgui.questions.ratios import Ratios, SampleLosses, ratios

REDUCING = ("reduction", "normalise_by", "over_outputs", "empty_mean")
WITHOUT_A_SLUG = ("one_class", "one_output", *REDUCING)


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
        one, two = (_unit(definition, self.batch.shape[1]) for definition in self.definitions)
        return self.in_nats.times(two / one)

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
    return pair.in_nats.all_are(2.0 if pair.definitions[1].likelihood == "bernoulli" else 0.5, 1e-6)


def _unit(definition: Definition, columns: int) -> float:
    """A sample that loses one nat over its outputs, in the definition's units."""
    return (1 / columns if definition.over_outputs == "mean" else 1.0) / math.log(definition.log_base)


def conditions_of(pair: Pair, kind: str) -> tuple[str, ...]:
    """The slugs, in the order: labels, outputs, what they make of this pair, fields that differ and matter here."""
    found = [slug for slug, holds in (*_of_labels(pair), *_of_outputs(pair)) if holds]
    if counts_twice(pair):
        found.append("counted-twice")
    if _adds_label_zero_terms(pair, kind):
        found.append("label-zero-terms")
    return (*found, *_of_fields(pair, kind))


def _of_labels(pair: Pair) -> tuple[tuple[str, bool], ...]:
    labels = pair.labels
    return (
        ("one-hot-labels", labels.one_hot),
        ("labels-sum-to-one", labels.sum_to_one),
        ("soft-labels", labels.soft is not None),
        ("several-labels", labels.several is not None),
        ("no-label", labels.none is not None),
    )


def _of_outputs(pair: Pair) -> tuple[tuple[str, bool], ...]:
    columns, tied = pair.batch.shape[1], [facts.sum_to_one for facts in pair.outputs]
    one_class = columns == 1 and not pair.one_yes_no and "categorical" in pair.likelihoods
    return (
        ("one-output", columns == 1 and not one_class),
        ("one-class", one_class),
        ("two-outputs", columns == 2),
        ("outputs-sum-to-one", columns > 1 and all(tied)),
        ("outputs-do-not-sum-to-one", columns > 1 and not any(tied)),
        ("same-definition", not pair.differing),
    )


def _adds_label_zero_terms(pair: Pair, kind: str) -> bool:
    """Whether one alone counts the outputs whose label is 0."""
    differ = len(pair.likelihoods) > 1 and not pair.one_yes_no
    return differ and kind != "equal" and pair.labels.zero is not None


def _of_fields(pair: Pair, kind: str) -> list[str]:
    slugs = []
    if kind != "equal":
        differing = [name for name in pair.differing if name not in WITHOUT_A_SLUG and matters(pair, name)]
        slugs = [f"different-{name.replace('_', '-')}" for name in differing]
    if _reduce_differently(pair):
        slugs.append("different-reduction")
    return slugs


def matters(pair: Pair, name: str) -> bool:
    """Whether a field in which they differ can act on this data."""
    if name == "normalise_by":
        return pair.weighted or abs(pair.scale - 1) > 1e-12
    if name == "activation":
        return pair.batch.outputs_are == "logits" and not (pair.one_yes_no and "identity" not in _activations(pair))
    if name == "likelihood":
        return not (pair.one_yes_no and "quadratic" not in pair.likelihoods)
    if name == "renormalise":
        clipped = any(definition.clip is not None for definition in pair.definitions)
        return clipped or not all(facts.sum_to_one for facts in pair.outputs)
    if name == "ignore_index":
        return any(_ignores(pair.batch, definition) for definition in pair.definitions)
    return True


def _activations(pair: Pair) -> set[str]:
    return {definition.activation for definition in pair.definitions}


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


def _reduce_differently(pair: Pair) -> bool:
    one, two = pair.definitions
    if all(getattr(one, name) == getattr(two, name) for name in REDUCING):
        return False
    per_output = pair.batch.shape[1] > 1 and one.over_outputs != two.over_outputs
    shapes = (one.reduction == "none") != (two.reduction == "none") and pair.batch.shape[0] > 1
    return per_output or shapes or abs(pair.scale - 1) > 1e-12
