"""The conditions of an agreement: slugs of what holds on the data and bears on two definitions."""

from __future__ import annotations

from xentgui.questions.pair import Pair, counts_twice
from xentgui.questions.saying.causes import causes


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
    found = causes(pair)
    slugs = [f"different-{cause.field.replace('_', '-')}" for cause in found if kind != "equal" and not cause.reduces]
    return [*slugs, "different-reduction"] if any(cause.reduces for cause in found) else slugs
