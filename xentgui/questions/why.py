"""How one card stands to the chosen one, in the few words that fit a list."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from xentgui.losses.definition import Definition
from xentgui.questions.agreement import Agreement, Comparison, total
from xentgui.questions.facts import label_facts


def why(name: str, reference: str, comparison: Comparison, shorts: Mapping[str, str]) -> str:
    """Such as "equal", "adds the wrong classes", "smoothed labels", "Nielsen ÷ 10"; `shorts` are the names to say."""
    if name in comparison.refused:
        return "does not take this data"
    if name == reference:
        return "compared with"
    if reference in comparison.refused:
        return "nothing to compare with"
    agreement = comparison.between(reference, name)
    if agreement.kind == "different":
        return _of_another(name, reference, comparison, shorts) or different(agreement)
    return _WORDS[agreement.kind](agreement)


def different(agreement: Agreement) -> str:
    """The first thing that makes the second differ from the first."""
    one, two = agreement.pair.definitions
    for slug, words in _CAUSES:
        if slug in agreement.conditions:
            return words(one, two)
    return "another sum"


def times(factor: float) -> str:
    """A factor as one says it: "÷ 10", "× 2"."""
    if 0 < abs(factor) < 1:
        return f"÷ {1 / factor:.4g}"
    return f"× {factor:.4g}"


def _equal(agreement: Agreement) -> str:
    return "equal"


def _rounding(agreement: Agreement) -> str:
    return "equal in float32" if agreement.pair.in_float32 else "equal to rounding"


def _multiple(agreement: Agreement) -> str:
    if "counted-twice" in agreement.conditions:
        double = agreement.pair.definitions[1].likelihood == "bernoulli"
        return "counts every term twice" if double else "counts every term once"
    return f"{different(agreement)}: {times(agreement.ratio)}"


def _coincidence(agreement: Agreement) -> str:
    return "infinite too" if math.isinf(total(agreement.pair.second)) else "the same value by coincidence"


def _undefined(agreement: Agreement) -> str:
    facts = label_facts(agreement.pair.batch)
    if agreement.pair.definitions[1].one_class and facts.not_one_hot is not None:
        return f"not defined: row {facts.not_one_hot + 1} names no single class"
    return "not defined on this data"


_WORDS: dict[str, Callable[[Agreement], str]] = {
    "equal": _equal,
    "rounding": _rounding,
    "multiple": _multiple,
    "coincidence": _coincidence,
    "undefined": _undefined,
}


def _of_another(name: str, reference: str, comparison: Comparison, shorts: Mapping[str, str]) -> str:
    """The card is a multiple of one that differs from the chosen card and stands before it."""
    for other in comparison.evaluations:
        if other == name:
            return ""
        if other != reference and comparison.between(reference, other).kind == "different":
            agreement = comparison.between(other, name)
            if agreement.kind in ("equal", "rounding"):
                return f"= {shorts.get(other, other)}"
            if agreement.kind == "multiple":
                return f"{shorts.get(other, other)} {times(agreement.ratio)}"
    return ""


def _likelihood(one: Definition, two: Definition) -> str:
    if two.likelihood == "quadratic":
        return "squares instead of logarithms"
    if two.likelihood == "bernoulli":
        return f"adds {_wrong(two)}" if one.likelihood == "categorical" else "logarithms instead of squares"
    return f"leaves out {_wrong(one)}" if one.likelihood == "bernoulli" else "logarithms instead of squares"


def _wrong(definition: Definition) -> str:
    return "the outputs with label 0" if definition.activation == "sigmoid" else "the wrong classes"


def _activation(one: Definition, two: Definition) -> str:
    return {"softmax": "softmax of the scores", "sigmoid": "sigmoids of the scores", "identity": "scores as a"}[
        two.activation
    ]


def _base(one: Definition, two: Definition) -> str:
    return "natural logarithm" if two.log_base == math.e else f"log base {two.log_base:g}"


def _smoothing(one: Definition, two: Definition) -> str:
    return "smoothed labels" if two.label_smoothing else "labels not smoothed"


def _given(name: str, with_it: str, without: str) -> Callable[[Definition, Definition], str]:
    return lambda one, two: with_it if getattr(two, name) is not None else without


def _reduction(one: Definition, two: Definition) -> str:
    if two.over_outputs != one.over_outputs:
        return "mean over outputs too" if two.over_outputs != "sum" else "sum over outputs"
    if two.reduction != one.reduction:
        return "sum of the rows" if two.reduction != "mean" else "mean of the rows"
    return "another divisor"


_CAUSES: tuple[tuple[str, Callable[[Definition, Definition], str]], ...] = (
    ("different-activation", _activation),
    ("different-likelihood", _likelihood),
    ("different-label-smoothing", _smoothing),
    ("different-class-weights", _given("class_weights", "weighted classes", "no class weights")),
    ("different-pos-weight", _given("pos_weight", "weighted positive labels", "no weight of positive labels")),
    ("different-ignore-index", _given("ignore_index", "ignores rows", "ignores no rows")),
    ("different-renormalise", _given("renormalise", "rows divided by their sum", "rows not rescaled")),
    ("different-log-base", _base),
    ("different-reduction", _reduction),
    ("different-log-epsilon", _given("log_epsilon", "epsilon in the logarithm", "no epsilon")),
    ("different-log-clamp", _given("log_clamp", "clamped logarithm", "logarithm not clamped")),
    ("different-clip", _given("clip", "clipped", "not clipped")),
    ("different-precision", lambda one, two: f"computed in {two.precision}"),
)
