"""An agreement in one or two plain sentences, as the public interface gives it: ASCII, rows counted from 0."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation
from xentgui.losses.fields import DATA, FIELDS, LABELS, LOGARITHM, LOGITS, NUMBERS, OUTPUTS, SAMPLES, TERM, A
from xentgui.questions.pair import Pair, matters
from xentgui.questions.saying.register import PYTHON, Register, capital, listed


@dataclass(frozen=True)
class Said:
    """What a sentence is made from."""

    first: str
    second: str
    difference: float
    ratio: float
    conditions: tuple[str, ...]
    pair: Pair


def sentences(
    first: str, second: str, kind: str, difference: float, ratio: float, conditions: tuple[str, ...], pair: Pair
) -> str:
    """Say what an Agreement holds."""
    return _SAY[kind](Said(first, second, difference, ratio, conditions, pair))


def _equal(said: Said) -> str:
    return f"{said.first} and {said.second} give the same number: {why_equal(said.pair, said.conditions, PYTHON)}."


def why_equal(pair: Pair, conditions: tuple[str, ...], register: Register) -> str:
    """What makes two definitions give one number here, without a full stop."""
    if "same-definition" in conditions:
        return "they are one definition under two names"
    if "counted-twice" in conditions:
        return "over two outputs that sum to 1 every term is counted twice, and the mean over the outputs halves it"
    if pair.same_two_classes:
        return "a yes/no question has one output a and the other class gets 1 - a, so the sums have the same terms"
    if "one_class" in pair.differing and "one-hot-labels" in conditions:
        return f"every label row is one-hot, so the sum keeps one term, {register.minus_log('ln', 'a_k')}"
    if pair.differing and set(pair.differing) <= {"activation", "one_class", "one_output"} and _not_activated(pair):
        return "probabilities were entered, so no activation is applied"
    idle = [FIELDS[name].noun for name in pair.differing if _could_act(pair, name)]
    if not idle:
        return "they differ in nothing that this data asks for"
    many = len(idle) > 1 or idle[0].endswith("s")
    return f"on this data {listed(idle)} make{'' if many else 's'} no difference"


def _not_activated(pair: Pair) -> bool:
    return pair.batch.outputs_are != "logits" or pair.one_yes_no


def _could_act(pair: Pair, name: str) -> bool:
    """Whether a field is worth saying that it makes no difference."""
    field = FIELDS[name]
    sums = field.reduction and (pair.weighted if name == "normalise_by" else name != "empty_mean")
    return field.acts != DATA and (sums or matters(pair, name))


def _rounding(said: Said) -> str:
    cause = "one is computed in float32" if said.pair.in_float32 else "the numbers entered were rounded"
    return f"{said.first} and {said.second} agree to rounding: {cause}. {_reason(said)}".rstrip()


def _reason(said: Said) -> str:
    if "counted-twice" in said.conditions or said.pair.same_two_classes:
        reason = why_equal(said.pair, said.conditions, PYTHON)
        return f"{capital(reason)}."
    return ""


def _multiple(said: Said) -> str:
    if "counted-twice" in said.conditions:
        return _twice(said)
    where = "" if said.pair.ratios.all_are(1.0, 1e-6) else " in every sample"
    head = f"{said.second} is {PYTHON.number(said.ratio)} times {said.first}{where}"
    found = causes(said.pair)
    if [cause.field for cause in found] == ["log_base"]:
        return f"{head}: the logarithms differ in their base, {_bases(said.pair)}."
    return f"{head}: they differ in {listed([cause.noun for cause in found]) or 'their assumptions'}."


def _bases(pair: Pair) -> str:
    one, two = ("e" if d.log_base == math.e else PYTHON.number(d.log_base) for d in pair.definitions)
    return f"{two} instead of {one}"


def _twice(said: Said) -> str:
    names = (said.first, said.second)
    single, double = names if said.pair.doubles else names[::-1]
    times = said.ratio if said.pair.doubles else 1 / said.ratio
    head = "exactly twice" if abs(times - 2) <= 1e-12 else "twice" if abs(times - 2) <= 1e-5 else ""
    head = head or f"{PYTHON.number(times)} times"
    return (
        f"{double} is {head} {single}: the two outputs sum to 1, and the sum over both counts every term twice. "
        "For one yes/no output take one of them (eq. 57)."
    )


def _coincidence(said: Said) -> str:
    if _is_infinite(said.pair.first):
        return f"{said.first} and {said.second} are both infinite, but not the same in every sample."
    return (
        f"{said.first} and {said.second} give the same value, but not sample by sample: "
        "other data would tell them apart."
    )


def _different(said: Said) -> str:
    side = "higher" if said.difference > 0 else "lower"
    size = abs(said.difference)
    head = (
        f"{said.second} is {PYTHON.number(size)} {side} than {said.first}" if math.isfinite(size) else _infinite(said)
    )
    reasons = _why_different(said)
    return f"{head}: {reasons[0]}." + (f" {reasons[1]}." if len(reasons) > 1 else "")


def _infinite(said: Said) -> str:
    one, two = said.pair.first, said.pair.second
    infinite = said.second if _is_infinite(two) else said.first
    return f"{infinite} is infinite{_place(two if _is_infinite(two) else one)}"


def _is_infinite(evaluation: Evaluation) -> bool:
    value = evaluation.value
    return isinstance(value, float) and math.isinf(value)


def _place(evaluation: Evaluation) -> str:
    where = next((warning.where for warning in evaluation.warnings if warning.where is not None), None)
    return "" if where is None else f" (row {where[0]:,})"


def _why_different(said: Said) -> list[str]:
    found = {cause.field: cause for cause in causes(said.pair)}
    reasons = []
    if "likelihood" in found and said.pair.likelihoods == {"categorical", "bernoulli"}:
        soft = said.pair.labels.soft is not None
        outputs = "every output" if soft else "every output whose label is 0"
        adder = said.second if said.pair.doubles else said.first
        reasons.append(f"{adder} adds {PYTHON.other_answers('ln', soft=soft)} for {outputs}")
    elif "likelihood" in found:
        reasons.append("one takes squares, the other logarithms")
    if "activation" in found:
        reasons.append(_activations(said))
    rest = [cause for cause in found.values() if cause.field not in ("activation", "likelihood")]
    nouns = [cause.noun for cause in rest if not cause.reduces]
    if len(nouns) < len(rest):
        nouns.append("how the terms are put together")
    if nouns:
        reasons.append(f"they differ in {listed(nouns)}")
    return reasons or ["they differ in their assumptions about the data"]


def _activations(said: Said) -> str:
    one, two = (definition.activation for definition in said.pair.definitions)
    text = f"{said.first} reads a = {_APPLIED[one]}, {said.second} a = {_APPLIED[two]}"
    if said.pair.batch.shape[1] == 2 and {one, two} == {"softmax", "sigmoid"}:
        text += "; the sigmoid of z1 - z2 would be the softmax of the two"
    return text


_APPLIED = {"softmax": "softmax(z)", "sigmoid": "sigmoid(z)", "identity": "the numbers as entered"}


def _undefined(said: Said) -> str:
    names = [
        (name, evaluation)
        for name, evaluation in ((said.first, said.pair.first), (said.second, said.pair.second))
        if _is_undefined(evaluation)
    ]
    return " ".join(f"{name} is not defined on this data: {_reason_of(each)}." for name, each in names)


def _is_undefined(evaluation: Evaluation) -> bool:
    value = evaluation.value
    return math.isnan(value) if isinstance(value, float) else bool((value != value).any())


def _reason_of(evaluation: Evaluation) -> str:
    if not evaluation.warnings:
        return "some sample has no value"
    warning = evaluation.warnings[0]
    place = "" if warning.where is None else f"in row {warning.where[0]:,} "
    return f"{place}{warning.reason}"


_SAY: dict[str, Callable[[Said], str]] = {
    "equal": _equal,
    "rounding": _rounding,
    "multiple": _multiple,
    "coincidence": _coincidence,
    "different": _different,
    "undefined": _undefined,
}


# The causes that say most first: what a is and what is summed, then labels, then the sums, then the last digits.
_RANK = {LOGITS: 0, A: 0, TERM: 1, LABELS: 2, OUTPUTS: 3, SAMPLES: 3, LOGARITHM: 4, NUMBERS: 5}


@dataclass(frozen=True)
class Cause:
    """A field in which two definitions differ and that acts on the data."""

    field: str
    one: Definition
    two: Definition

    @property
    def noun(self) -> str:
        """As a sentence names it."""
        return FIELDS[self.field].noun

    @property
    def reduces(self) -> bool:
        """Whether it says how terms are put together, not what each of them is."""
        return FIELDS[self.field].acts in (OUTPUTS, SAMPLES) and FIELDS[self.field].reduction


def causes(pair: Pair) -> tuple[Cause, ...]:
    """Those of a pair, the one that says most first; what only decides who takes the data is none."""
    fields = [FIELDS[name] for name in pair.differing if FIELDS[name].acts != DATA and matters(pair, name)]
    fields.sort(key=lambda field: (_RANK[field.acts], field.reduction))
    return tuple(Cause(field.name, *pair.definitions) for field in fields)
