"""What is tried on the likeliest readings alone, since it is no arithmetic on sums.

Rows put together wrongly, and fields that change every term: focal, temperature, half precision.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from xentgui.losses.arrays import Array, DataError, Float, rounded
from xentgui.losses.definition import DENOMINATORS, Definition
from xentgui.questions.matching.data import Facts
from xentgui.questions.matching.number import Number
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.plausibility import change_bits
from xentgui.questions.matching.search.routes import PLAIN, Route
from xentgui.questions.matching.steps.ending import Ending, Tail, denominators, endings
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.labels import label_readings
from xentgui.questions.matching.steps.output_readings import OutputReading
from xentgui.questions.matching.steps.rows import Rows, RowStep
from xentgui.questions.matching.steps.situation import BERNOULLI, CATEGORICAL, Situation
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import weights

LIKELY = 1.0  # bits of a kind of outputs, of a reading of labels and of weights up to which they are tried
GAMMAS = (2.0, 1.0, 0.5, 1.5, 3.0, 5.0)
ALPHAS = (0.25, 0.75)
TEMPERATURES = (2.0, 0.5, 3.0, 4.0, 5.0, 8.0, 10.0, 20.0, 0.07, 0.1, 0.05, 0.01)
NEW = ("focal_gamma", "alpha", "temperature", "temperature_squared", "softcap", "poly_epsilon", "z_loss", "divergence")
_PRECISIONS = ("bfloat16", "float16")
Fields = tuple[tuple[str, Any], ...]


def likeliest(situation: Situation, facts: Facts, number: Number, tally: Tally) -> Iterator[Candidate]:
    """The candidates that give the number, of these."""
    for plain in _plain(situation, facts, number):
        if number.alone:
            yield from _of_rows(plain, number, tally)
        for fields in _fields(plain, facts):
            yield from _with_fields(plain, fields, facts, number, tally)


def _plain(situation: Situation, facts: Facts, number: Number) -> Iterator[Candidate]:
    """The readings in which nothing goes wrong."""
    given = situation.given
    smoothing = Smoothing(float(facts.known.get("label_smoothing", facts.chosen.label_smoothing)), 0.0)
    labels = [each for each in label_readings(given, facts) if each.step is None and each.all_bits <= LIKELY]
    weighted = [each for each in weights(given, facts) if each.step is None and each.bits <= LIKELY]
    tail = Tail(facts.chosen.log_base, 1.0, 0.0, 0.0)
    for kind, bits in situation.kinds:
        reading = OutputReading((), bits, kind, kind, given.outputs)
        for activation, likelihood in (BERNOULLI,) if given.columns == 1 else (CATEGORICAL, BERNOULLI):
            route = Route(reading, activation, likelihood, PLAIN, "float64", (), True)
            if bits <= LIKELY and labels and weighted:
                yield Candidate(
                    situation, route, labels[0], weighted[0], smoothing, endings(given, number)[0], DENOMINATORS, 1.0,
                    tail, np.zeros(len(number.values)),
                )  # fmt: skip


def _terms(plain: Candidate, fields: Fields = ()) -> Float | None:
    """``(N, K)``: what the definition of a plain reading adds, with these fields."""
    try:
        found = plain.evaluated(_definition(plain, fields))
    except (DataError, ValueError):
        return None
    return None if found is None else np.asarray(found.terms, dtype=np.float64)


def _definition(plain: Candidate, fields: Fields) -> Definition:
    chosen: dict[str, Any] = {
        "activation": plain.route.activation, "likelihood": plain.route.likelihood, "over_outputs": "none",
        "reduction": "none", "log_base": plain.tail.log_base, "label_smoothing": plain.smoothing.field,
        "class_weights": plain.weights.classes,
    }  # fmt: skip
    if plain.route.likelihood == "bernoulli":
        chosen["pos_weight"] = plain.weights.positive
    return Definition(**(chosen | dict(fields)))


def _of_rows(plain: Candidate, number: Number, tally: Tally) -> Iterator[Candidate]:
    """Rows put together wrongly."""
    terms = _terms(plain)
    given, keep = plain.situation.given, plain.labels.keep
    if terms is None or keep.sum() < 2:
        return
    losses = terms.sum(axis=1)[keep]
    mean = Ending(("sum",), "mean", 0.0)
    divisor = float(keep.sum())
    rows = Rows(
        losses, np.ones(len(losses)), None if given.groups is None else given.groups[keep], _other(plain, keep),
        plain.labels.table.argmax(axis=1)[keep] if given.columns > 1 else (plain.labels.table[keep, 0] > 0.5) * 1,
        np.flatnonzero(keep),
    )  # fmt: skip
    names = tuple(name for each, names in _divisors(plain) if each == divisor for name in names) or ("samples",)
    tried = [each for step in RowStep.__subclasses__() for each in step.tries(rows)]
    values = np.array([each.value for each in tried])
    tally.count(values, np.array([each.bits + plain.route.reading.bits for each in tried]))
    for place in np.flatnonzero(number.rounds_from(values[:, None])):
        step, value, bits = tried[place]
        yield replace(
            plain, ending=mean, denominators=names, divisor=divisor, last=step, last_bits=bits, value=np.array([value])
        )


def _other(plain: Candidate, keep: Array) -> Float | None:
    """``(n, K)``: the losses of the rows with each class in the place of their own."""
    given, table = plain.situation.given, plain.labels.table
    if given.columns == 1:
        flipped = [replace(plain.labels, entered=given.shaped(np.full_like(table, each))) for each in (0.0, 1.0)]
    elif given.one_class and plain.labels.hard and given.columns <= 64:
        flipped = [_all_of(plain, each) for each in range(given.columns)]
    else:
        return None
    found = [_terms(replace(plain, labels=each)) for each in flipped]
    if any(each is None for each in found):
        return None
    return np.stack([np.asarray(each).sum(axis=1)[keep] for each in found], axis=1)


def _all_of(plain: Candidate, column: int) -> LabelReading:
    classes = np.full(len(plain.labels.table), column)
    return replace(plain.labels, entered=classes, ignore_index=None)


def _divisors(plain: Candidate) -> list[tuple[float, tuple[str, ...]]]:
    return list(denominators(plain.situation.given, plain.labels, plain.weights, plain.route.likelihood))


def _fields(plain: Candidate, facts: Facts) -> Iterator[Fields]:
    """Fields that change every term, as they are usual; those of the definition chosen first."""
    chosen = tuple((name, getattr(facts.chosen, name)) for name in NEW if _differs(facts.chosen, name))
    if chosen:
        yield chosen
    one = plain.route.likelihood == "bernoulli"
    for gamma in GAMMAS:
        yield (("focal_gamma", gamma),)
        for alpha in ALPHAS if one else ():
            yield ("focal_gamma", gamma), ("alpha", alpha)
    for temperature in TEMPERATURES if plain.outputs_are == "logits" else ():
        yield (("temperature", temperature),)
        yield ("temperature", temperature), ("temperature_squared", True)
    for precision in _PRECISIONS:
        yield (("precision", precision),)


def _differs(definition: Definition, name: str) -> bool:
    return bool(getattr(definition, name) != getattr(Definition(), name))


def _with_fields(plain: Candidate, fields: Fields, facts: Facts, number: Number, tally: Tally) -> Iterator[Candidate]:
    terms = _terms(plain, fields)
    if terms is None:
        return
    bits = sum(change_bits((name,), (value,)) for name, value in fields if getattr(facts.chosen, name) != value)
    for ended in _ended(replace(plain, fields=fields), terms, number):
        tally.count(ended.value[:1], np.array([bits + ended.ending.bits]))
        if number.rounds_from(ended.value[None])[0]:
            yield ended


def _ended(plain: Candidate, terms: Float, number: Number) -> Iterator[Candidate]:
    """The terms put together in each way that gives as many numbers as were typed."""
    given = plain.situation.given
    half = dict(plain.fields).get("precision")
    for ending in endings(given, number):
        if not number.alone:
            values = terms.ravel() if ending.over_outputs == ("none",) else terms.sum(axis=1)
            yield replace(plain, ending=ending, value=values / (given.columns if "mean" in ending.over_outputs else 1))
            continue
        spread = given.columns if "mean" in ending.over_outputs and "sum" not in ending.over_outputs else 1
        for divisor, names in _divisors(plain) if ending.reduction == "mean" else [(1.0, DENOMINATORS)]:
            value = _rounded(np.array([terms.sum() / (divisor * spread)]), half)
            yield replace(plain, ending=ending, denominators=names, divisor=divisor * spread, value=value)


def _rounded(value: Float, precision: str | None) -> Float:
    return value if precision is None else np.asarray(rounded(value, precision), dtype=np.float64)
