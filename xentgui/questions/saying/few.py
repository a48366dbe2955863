"""How one card stands to the chosen one, in the few words that fit a list."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from xentgui.losses.definition import Definition
from xentgui.questions.agreement import Agreement, Comparison, total
from xentgui.questions.saying.register import PRINT
from xentgui.questions.saying.runs import log_word


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
    cause = next(iter(agreement.causes), None)
    if cause and cause.field == "likelihood" and agreement.pair.labels.soft is not None:
        return _sums(cause.one, cause.two, _of_every_class)
    return FEW[cause.field](cause.one, cause.two) if cause else "other assumptions about the data"


def times(factor: float) -> str:
    """A factor as one says it: "÷ 10", "× 2"."""
    return f"÷ {PRINT.number(1 / factor)}" if 0 < abs(factor) < 1 else f"× {PRINT.number(factor)}"


def _equal(agreement: Agreement) -> str:
    return "equal"


def _rounding(agreement: Agreement) -> str:
    return "equal in float32" if agreement.pair.in_float32 else "equal to rounding"


def _multiple(agreement: Agreement) -> str:
    if "counted-twice" in agreement.conditions:
        return "counts every term twice" if agreement.pair.doubles else "counts every term once"
    return f"{different(agreement)}: {times(agreement.ratio)}"


def _coincidence(agreement: Agreement) -> str:
    return "infinite too" if math.isinf(total(agreement.pair.second)) else "the same value by coincidence"


def _undefined(agreement: Agreement) -> str:
    row = agreement.pair.labels.not_one_hot
    if agreement.pair.definitions[1].one_class and row is not None:
        return f"not defined: {agreement.pair.batch.row_words(row)} names no single class"
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


def _sums(one: Definition, two: Definition, others: Callable[[Definition], str]) -> str:
    """`others` are the terms that only a sum over outputs has."""
    return _SUMS[one.likelihood, two.likelihood].format(one=others(one), two=others(two))


_SQUARES, _LOGARITHMS = "squares instead of logarithms", "logarithms instead of squares"
_SUMS = {
    ("categorical", "bernoulli"): "adds {two}",
    ("bernoulli", "categorical"): "leaves out {one}",
    ("categorical", "quadratic"): _SQUARES,
    ("bernoulli", "quadratic"): _SQUARES,
    ("quadratic", "categorical"): _LOGARITHMS,
    ("quadratic", "bernoulli"): _LOGARITHMS,
}


def _wrong(definition: Definition) -> str:
    return "the outputs with label 0" if definition.activation == "sigmoid" else "the wrong classes"


def _of_every_class(definition: Definition) -> str:
    return f"{PRINT.other_answers(log_word(definition.log_base), soft=True)} of every class"


def _activation(one: Definition, two: Definition) -> str:
    return {"softmax": "softmax of the scores", "sigmoid": "sigmoids of the scores", "identity": "scores as a"}[
        two.activation
    ]


def _base(one: Definition, two: Definition) -> str:
    return "natural logarithm" if two.log_base == math.e else f"log base {PRINT.number(two.log_base)}"


def _smoothing(one: Definition, two: Definition) -> str:
    return "smoothed labels" if two.label_smoothing else "labels not smoothed"


def _given(name: str, with_it: str, without: str) -> Callable[[Definition, Definition], str]:
    return lambda one, two: with_it if getattr(two, name) is not None else without


def _when(name: str, with_it: str, without: str) -> Callable[[Definition, Definition], str]:
    return lambda one, two: with_it if getattr(two, name) else without


def _groups(one: Definition, two: Definition) -> str:
    words = {None: "all samples together", "mean": "mean of the groups’ means", "sum": "sum over groups"}
    return words[two.over_groups] if two.reduction == "mean" else "by groups"


def _over_outputs(one: Definition, two: Definition) -> str:
    return "mean over outputs too" if two.over_outputs != "sum" else "sum over outputs"


def _reduction(one: Definition, two: Definition) -> str:
    return "mean of the rows" if two.reduction == "mean" else "sum of the rows"


FEW: Mapping[str, Callable[[Definition, Definition], str]] = {
    "activation": _activation,
    "likelihood": lambda one, two: _sums(one, two, _wrong),
    "over_outputs": _over_outputs,
    "reduction": _reduction,
    "normalise_by": lambda one, two: "another divisor",
    "empty_mean": lambda one, two: f"a mean over nothing is {'0' if two.empty_mean == 'zero' else 'undefined'}",
    "log_base": _base,
    "label_smoothing": _smoothing,
    "class_weights": _given("class_weights", "weighted classes", "no class weights"),
    "pos_weight": _given("pos_weight", "weighted positive labels", "no weight of positive labels"),
    "ignore_index": _given("ignore_index", "ignores rows", "ignores no rows"),
    "renormalise": _given("renormalise", "rows divided by their sum", "rows not rescaled"),
    "clip": _given("clip", "clipped", "not clipped"),
    "log_epsilon": _given("log_epsilon", "epsilon in the logarithm", "no epsilon"),
    "log_clamp": _given("log_clamp", "clamped logarithm", "logarithm not clamped"),
    "precision": lambda one, two: f"computed in {two.precision}",
    "over_groups": _groups,
    "softcap": _given("softcap", "scores capped", "scores not capped"),
    "temperature": lambda one, two: f"scores divided by {PRINT.number(two.temperature)}",
    "temperature_squared": _when("temperature_squared", "times T²", "not times T²"),
    "focal_gamma": _when("focal_gamma", "focal: sure answers weigh less", "no focal factor"),
    "alpha": _given("alpha", "yes and no weighted", "yes and no weigh alike"),
    "poly_epsilon": _when("poly_epsilon", "adds ε(1 − a)", "without ε(1 − a)"),
    "z_loss": _when("z_loss", "adds a z-loss", "no z-loss"),
    "divergence": _when("divergence", "less the entropy of the labels", "with the entropy of the labels"),
}
