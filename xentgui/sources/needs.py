"""What a program for one definition on one batch has to take care of, read off the data."""

from dataclasses import dataclass

import numpy as np

from xentgui.losses import rows
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.denominators import counted_by, ignores
from xentgui.losses.evaluation import empty, evaluate
from xentgui.losses.fields import LOGARITHM, acting


@dataclass(frozen=True, kw_only=True)
class Needs:
    """The plain facts that decide which steps a program needs."""

    two_classes: bool  # (N,) outputs under a categorical definition are "no" and "yes"
    table: bool  # the program works on (N, K) arrays
    columns: int
    plain: bool  # nothing is done inside the logarithm
    guarded: bool  # 0 times an infinite logarithm can occur, and counts as 0
    ignored: bool
    one_class: bool  # some rows name no single class, where the definition needs one
    summed: str  # how the outputs are put together: "sum", "mean" or "none"
    divides_by: str  # "rows", "counted", "weights" (times the labels), "sample-weights" (alone) or "nonzero-weights"
    empty: float | None  # the mean, where it is one over nothing
    weighs_classes: bool
    more_than_logarithms: bool  # a term is more than a label, its weights and a logarithm
    sample_weights: int  # their dimensions, 0 for none


def needs(batch: Batch, definition: Definition) -> Needs:
    """Give what a batch needs; raises what `evaluate` raises where the batch does not fit the definition."""
    two_classes = batch.one_dimensional and definition.exclusive
    table = not batch.one_dimensional or two_classes
    ignored = ignores(batch, definition)
    weights = batch.weight_table
    return Needs(
        two_classes=two_classes,
        table=table,
        columns=2 if two_classes else batch.shape[1],
        plain=_plain(definition),
        guarded=_guarded(batch, definition),
        ignored=ignored,
        one_class=definition.one_class and not batch.indices and not _one_hot(batch, two_classes),
        summed=definition.over_outputs if table and not two_classes else "sum",
        divides_by=_divides_by(batch, definition, ignored),
        empty=_empty(batch, definition),
        weighs_classes=definition.class_weights is not None,
        more_than_logarithms=not definition.is_cross_entropy or definition.divergence or definition.alpha is not None,
        sample_weights=0 if weights is None else 2 if weights.shape[1] > 1 else 1,
    )


def _plain(definition: Definition) -> bool:
    return all(getattr(definition, name) is None for name in acting(LOGARITHM))


def _guarded(batch: Batch, definition: Definition) -> bool:
    outputs = batch.output_table
    if not np.isfinite(outputs).all():
        return True
    held = (definition.clip, definition.log_epsilon, definition.log_clamp)
    if definition.squares or any(value is not None for value in held):
        return False
    if batch.outputs_are == "probabilities":
        return bool(((outputs == 0) | (outputs == 1)).any())
    certain = batch.outputs_are == "log-probabilities" and bool((outputs == 0).any())
    return (
        certain or definition.activation == "identity" or (batch.shape[1] == 1 and definition.activation == "softmax")
    )


def _one_hot(batch: Batch, two_classes: bool) -> bool:
    named = rows.zeros_and_ones if two_classes else rows.one_class
    return bool(named(batch.label_table).all())


def _divides_by(batch: Batch, definition: Definition, ignored: bool) -> str:
    by = counted_by(definition, indices=batch.indices)
    if by == "nonzero-weights" and batch.sample_weights is not None:
        return by
    if by == "sample-weights" and batch.weight_table is not None:
        return by
    if by == "weights":
        if definition.class_weights is not None or not _labels_count_once(batch, definition):
            return by
        if batch.weight_table is not None:
            return by if batch.weight_table.shape[1] > 1 else "sample-weights"
    return "counted" if ignored and by != "all-samples" else "rows"


def _labels_count_once(batch: Batch, definition: Definition) -> bool:
    """Whether a sample's labels leave its weight in the divisor as it is."""
    whole = not definition.exclusive or batch.indices or batch.one_dimensional
    return whole or bool(np.all(batch.label_table.sum(axis=1) == 1))


def _empty(batch: Batch, definition: Definition) -> float | None:
    if definition.reduction != "mean" or evaluate(batch, definition).divisor != 0:
        return None
    return empty(definition)
