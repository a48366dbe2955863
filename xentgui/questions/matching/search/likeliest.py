"""What is tried on the likeliest readings alone, since it is no arithmetic on sums.

Rows put together wrongly, and fields that change every term: focal, temperature, half precision.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from xentgui.losses.arrays import Array, DataError, Float, rounded
from xentgui.losses.batch import Batch
from xentgui.losses.definition import DENOMINATORS, Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.rows import one_class
from xentgui.questions.matching.data import Facts, places_of
from xentgui.questions.matching.search.by_hand import loosened, reach_of
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.plausibility import OF_EVERY_TERM, PLAIN, change_bits, changed
from xentgui.questions.matching.search.routes import Route
from xentgui.questions.matching.steps.ending import Ending, InSinglePrecision, LabelsRounded, Tail, endings
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.labels import label_readings
from xentgui.questions.matching.steps.output_readings import OutputReading
from xentgui.questions.matching.steps.rows import MOST_ROWS, Rows, RowStep
from xentgui.questions.matching.steps.situation import BERNOULLI, CATEGORICAL, Situation
from xentgui.questions.matching.steps.smoothing import Smoothing
from xentgui.questions.matching.steps.weights import denominators, weights
from xentgui.questions.number import Number

LIKELY = 1.0  # bits of a kind of outputs, of a reading of labels and of weights up to which they are tried
MANY_ROWS = 20_000  # up to which rows are put together wrongly, whatever the number of classes
MANY_OUTPUTS = 50_000  # up to which fields that change every term are tried
GAMMAS = (2.0, 1.0, 0.5, 1.5, 3.0, 5.0)
ALPHAS = (0.25, 0.75)
MOST_CLASSES = 64  # up to which one label may be taken for any other
FEWEST = 3  # decimals of soft labels that look rounded, whatever they sum to
FEWEST_SHOWN = 2  # the same where rows miss a sum of 1 by as much as rounding may take
EXACT = 1e-9  # by how much the sum of a row of labels may miss 1 and be 1
TEMPERATURES = (2.0, 0.5, 1.5, 3.0, 4.0, 5.0, 8.0, 10.0, 20.0, 0.07, 0.1, 0.05, 0.01)
_PRECISIONS = ("bfloat16", "float16")
Fields = tuple[tuple[str, Any], ...]
SLIGHT: tuple[Fields, ...] = ((("softcap", 30.0),), (("softcap", 50.0),), (("z_loss", 1e-4),))  # Gemma 2, PaLM
ADDED: tuple[Fields, ...] = ((("poly_epsilon", 1.0),), (("poly_epsilon", 2.0),), *SLIGHT)


def likeliest(situation: Situation, facts: Facts, number: Number, tally: Tally) -> Iterator[Candidate]:
    """The candidates that give the number, of these."""
    for plain in _plain(situation, facts, number):
        found = _evaluated(plain)
        if found is not None:
            if number.alone and situation.given.rows <= MANY_ROWS:
                yield from _of_rows(plain, found, number, tally)
            if situation.given.outputs.size <= MANY_OUTPUTS:
                yield from _of_groups(plain, found, facts, number, tally)
                yield from _with_fields(plain, found, facts, number, tally)
                yield from _of_rounded_labels(plain, found, number)


def _plain(situation: Situation, facts: Facts, number: Number) -> Iterator[Candidate]:
    """The readings in which nothing goes wrong, in the base chosen and in natural logarithms."""
    given, base = situation.given, facts.chosen.log_base
    smoothing = Smoothing(float(facts.known.get("label_smoothing", facts.chosen.label_smoothing)), 0.0)
    labels = [each for each in label_readings(given, facts, LIKELY) if each.step is None and each.all_bits <= LIKELY]
    weighted = [each for each in weights(given, facts) if each.step is None and each.bits <= LIKELY]
    bases = (base,) if number.is_zero else dict.fromkeys((base, math.e))
    for (kind, bits), tail in product(situation.kinds, [Tail(each, 1.0, 0.0, 0.0) for each in bases]):
        reading = OutputReading((), bits, kind, kind, given.outputs)
        for activation, likelihood in (BERNOULLI,) if given.columns == 1 else (CATEGORICAL, BERNOULLI):
            route = Route(reading, activation, likelihood, PLAIN, "float64", (), True)
            if bits <= LIKELY and labels and weighted:
                yield Candidate(
                    situation, route, labels[0], weighted[0], smoothing, endings(given, number)[0], DENOMINATORS, 1.0,
                    tail, np.zeros(len(number.values)),
                )  # fmt: skip


def _evaluated(plain: Candidate) -> Evaluation | None:
    """A plain reading, term by term; None where this is refused."""
    chosen: dict[str, Any] = {
        "activation": plain.route.activation, "likelihood": plain.route.likelihood, "over_outputs": "none",
        "reduction": "none", "log_base": plain.tail.log_base, "label_smoothing": plain.smoothing.field,
        "class_weights": plain.weights.classes,
    }  # fmt: skip
    if plain.route.family.two_sided:
        chosen["pos_weight"] = plain.weights.positive
    try:
        return plain.evaluated(Definition(**chosen))
    except (DataError, ValueError):
        return None


def _terms(found: Evaluation, fields: Fields = ()) -> Float | None:
    """``(N, K)``: what each output adds with these fields; None where they are refused."""
    try:
        terms = evaluate(found.batch, changed(found.definition, fields)).terms
    except (DataError, ValueError):
        return None
    return np.asarray(terms, dtype=np.float64)


def _stacked(plain: Candidate, found: Evaluation, labels: Array, outputs: Float) -> Float:
    """``(V, N, K)``: the terms with other labels ``(V, N, ...)`` or outputs ``(V, N, ...)``, of all in one call."""
    many, (rows, columns) = max(len(labels), len(outputs)), found.batch.shape
    sample = plain.weights.sample
    if sample is not None and sample.ndim and len(sample) == rows:
        sample = np.concatenate([sample] * many)
    each = [np.broadcast_to(part, (many, *part.shape[1:])).reshape(-1, *part.shape[2:]) for part in (labels, outputs)]
    batch = Batch(each[0], each[1], outputs_are=found.batch.outputs_are, sample_weights=sample)
    terms = evaluate(batch, found.definition).terms
    return np.asarray(terms, dtype=np.float64).reshape(many, rows, columns)


def _with_labels(plain: Candidate, found: Evaluation, labels: Array) -> Float:
    """``(V, N, K)``: the terms with other labels ``(V, N, ...)``."""
    return _stacked(plain, found, labels, found.batch.outputs[None])


def _of_rows(plain: Candidate, found: Evaluation, number: Number, tally: Tally) -> Iterator[Candidate]:
    """Rows put together wrongly."""
    given, keep = plain.situation.given, plain.labels.keep
    together = given.put_together
    if keep.sum() < 2:
        return
    losses = np.asarray(found.per_sample, dtype=np.float64)[keep]
    mean = Ending(("sum",), "mean", 0.0)
    divisor = float(keep.sum())
    rows = Rows(
        losses, None if together is None else together[keep],
        _other(plain, found)[keep] if _may_be_others(plain) else None,
        _classes(plain.labels)[keep] if given.columns > 1 else (plain.labels.table[keep, 0] > 0.5) * 1,
        [given.row_words(int(row)) for row in np.flatnonzero(keep)] if len(losses) <= MOST_ROWS else (), given.part,
    )  # fmt: skip
    names = tuple(name for each, names in _divisors(plain) if each == divisor for name in names) or ("samples",)
    tried = [each for step in RowStep.__subclasses__() for each in step.tries(rows)]
    values = np.array([each.value for each in tried])
    tally.count(values, np.array([each.bits + plain.route.reading.bits for each in tried]))
    for place in np.flatnonzero(number.is_in_float32(values[:, None])):
        step, value, bits = tried[place]
        precision = "float64" if number.rounds_from(values[place, None])[()] else "float32"
        yield replace(
            plain, ending=mean, denominators=names, divisor=divisor, last=step, last_bits=bits, value=np.array([value]),
            route=replace(plain.route, precision=precision),
        )  # fmt: skip


def _of_groups(plain: Candidate, found: Evaluation, facts: Facts, number: Number, tally: Tally) -> Iterator[Candidate]:
    """The groups that are known, each reduced by itself under the fields chosen, and then put together."""
    if plain.situation.given.groups is None or not number.alone:
        return
    own, name = _chosen_fields(facts), facts.chosen.normalise_by
    if own and _terms(found, own) is None:
        return
    for over in ("mean", "sum"):
        fields = (*own, ("over_groups", over))
        for end in (end for end in _ends(plain, number) if name in end.names):
            put = (
                ("over_outputs", end.ending.over_outputs[0]),
                ("reduction", end.ending.reduction),
                ("normalise_by", name),
            )
            value = np.array([evaluate(found.batch, changed(found.definition, (*fields, *put))).value])
            tally.count(value, np.array([_bits(fields, facts) + end.ending.bits]))
            yield from _in_digits(
                replace(
                    plain, ending=end.ending, denominators=(name,), divisor=end.divisor, fields=fields, value=value
                ),
                number,
            )


def _in_digits(candidate: Candidate, number: Number) -> Iterator[Candidate]:
    """The candidate where its value is the number, or may be in single precision."""
    value = candidate.value[None]
    half = any(name == "precision" for name, _ in candidate.fields)
    if number.rounds_from(value)[0]:
        yield candidate
    elif number.may_be_float32 and not half and number.near_in_float32(value)[0]:
        yield replace(candidate, last=InSinglePrecision(), last_bits=InSinglePrecision.bits)


def _may_be_others(plain: Candidate) -> bool:
    """Whether labels name one class each, of few rows and classes, of which one label may be wrong."""
    given = plain.situation.given
    if plain.labels.keep.sum() > MOST_ROWS or given.columns > MOST_CLASSES:
        return False
    return given.columns == 1 or bool(one_class(plain.labels.table[plain.labels.keep]).all())


def _classes(labels: LabelReading) -> Array:
    """``(N,)``: the class of each row, or the one with the largest label."""
    return labels.table.argmax(axis=1) if labels.classes is None else labels.classes


def _other(plain: Candidate, found: Evaluation) -> Float:
    """``(N, K)``: the losses of the rows with each class in the place of their own, of yes/no rows with no and yes."""
    given, entered = plain.situation.given, found.batch.labels
    if given.columns == 1:
        labels = np.stack([np.full(entered.shape, each) for each in (0.0, 1.0)])
    else:
        labels = np.broadcast_to(np.arange(given.columns)[:, None], (given.columns, given.rows))
    found = replace(found, definition=changed(found.definition, (("ignore_index", None),)))
    return np.asarray(_with_labels(plain, found, labels).sum(axis=2).T)


def _divisors(plain: Candidate) -> list[tuple[float, tuple[str, ...]]]:
    return list(denominators(plain.situation.given, plain.labels, plain.weights, plain.route.family))


def _varied(plain: Candidate, found: Evaluation, facts: Facts) -> list[tuple[Fields, Float]]:
    """The terms under usual values of fields that change every one, those of the definition chosen first."""
    chosen = _chosen_fields(facts)
    first = [(chosen, _terms(found, chosen))] if chosen else []
    last = [*(ADDED if plain.route.family.exclusive else ()), *((("precision", each),) for each in _PRECISIONS)]
    made = [*first, *_focal(found), *_heated(plain, found), *((fields, _terms(found, fields)) for fields in last)]
    return [(fields, terms) for fields, terms in made if terms is not None]


def _chosen_fields(facts: Facts) -> Fields:
    """Those of these fields that the definition chosen sets."""
    return tuple((name, getattr(facts.chosen, name)) for name in OF_EVERY_TERM if _differs(facts.chosen, name))


def _focal(found: Evaluation) -> Iterator[tuple[Fields, Float | None]]:
    """The two halves of the terms times the powers of 1 - a and of a, then weighed."""
    a, two_sided = np.asarray(found.activations, dtype=np.float64), found.definition.two_sided
    yes, no = (_terms(found, (("alpha", each),)) if two_sided else _terms(found) for each in (1.0, 0.0))
    if yes is None or no is None:
        return
    for gamma in GAMMAS:
        if not two_sided:
            yield (("focal_gamma", gamma),), yes * (1 - a) ** gamma
            continue
        of_yes, of_no = yes * (1 - a) ** gamma, no * a**gamma
        yield (("focal_gamma", gamma),), of_yes + of_no
        for alpha in ALPHAS:
            yield (("focal_gamma", gamma), ("alpha", alpha)), alpha * of_yes + (1 - alpha) * of_no


def _heated(plain: Candidate, found: Evaluation) -> Iterator[tuple[Fields, Float | None]]:
    """The terms of the logits divided by each temperature, and these times its square; as divergences too.

    A student is taught by the divergence from softened labels, times the square of the temperature.
    """
    if plain.outputs_are != "logits":
        return
    without, divergence = _terms(found), _terms(found, (("divergence", True),))
    entropies = None if without is None or divergence is None else without - divergence
    divided = np.stack([found.batch.outputs / each for each in TEMPERATURES])
    for temperature, terms in zip(TEMPERATURES, _stacked(plain, found, found.batch.labels[None], divided), strict=True):
        yield (("temperature", temperature),), terms
        yield (("temperature", temperature), ("temperature_squared", True)), terms * temperature * temperature
        if entropies is not None and entropies.any():
            taught = (("temperature", temperature), ("temperature_squared", True), ("divergence", True))
            yield taught, (terms - entropies) * temperature * temperature


def _differs(definition: Definition, name: str) -> bool:
    return bool(getattr(definition, name) != getattr(Definition(), name))


def _with_fields(
    plain: Candidate, found: Evaluation, facts: Facts, number: Number, tally: Tally
) -> Iterator[Candidate]:
    """Those fields with which the number comes about, as `evaluate` says after a quick look at all of them."""
    varied, ends = _varied(plain, found, facts), _ends(plain, number)
    values = np.stack([_ended(terms, ends, fields) for fields, terms in varied])
    rough = number.roughly(values)
    bits = np.array([_bits(fields, facts) for fields, _ in varied])
    tally.count(values[..., 0], bits[:, None] + np.array([end.ending.bits for end in ends]))
    for place, (fields, _) in enumerate(varied):
        near = [ends[each] for each in np.flatnonzero(rough[place])]
        exact = _terms(found, fields) if near else None
        slight = fields in SLIGHT and bits[place] > 0
        for end, value in zip(near, _ended(exact, near, fields), strict=True) if exact is not None else ():
            if not (slight and number.is_in_float32(_ended(found.terms, [end], ()))[0]):
                ended = replace(plain, ending=end.ending, denominators=end.names, divisor=end.divisor)
                yield from _in_digits(replace(ended, fields=fields, value=value), number)


def _of_rounded_labels(plain: Candidate, found: Evaluation, number: Number) -> Iterator[Candidate]:
    """Soft labels of few digits, of which more were computed with, where no plain path gives the number by itself.

    The loss is linear in the labels. Of a distribution the digits say by how much all its labels together were moved.
    """
    places = _places_of_labels(plain) if number.alone else None
    if places is None:
        return
    ends = [end for end in _ends(plain, number) if end.ending.reduction == "sum" or "samples" in end.names]
    values = _ended(found.terms, ends, ())
    if number.rounds_from(values).any():
        return
    one, none = (_with_labels(plain, found, np.full_like(found.batch.labels, each)[None])[0] for each in (1.0, 0.0))
    slope = one - none
    shared = slope.mean(axis=1) if _distributed(plain) else np.zeros(len(slope))
    moved = float(shared @ (1 - plain.situation.given.labels.sum(axis=1)))
    for end, value in zip(ends, values, strict=True):
        reach = reach_of(np.abs(slope - shared[:, None]) / end.divisor, places)
        if abs(value[0] + moved / end.divisor - number.values[0]) <= reach + number.steps[0] / 2:
            ended = replace(plain, ending=end.ending, denominators=end.names, divisor=end.divisor)
            yield loosened(replace(ended, value=value), LabelsRounded(places), reach, number)


def _distributed(plain: Candidate) -> bool:
    """Whether rows of labels are to sum to 1."""
    return plain.situation.given.columns > 1 and plain.route.family.exclusive


def _places_of_labels(plain: Candidate) -> int | None:
    """The decimals of soft labels that look rounded: three and more, or two that miss a sum of 1 as rounding does."""
    given = plain.situation.given
    places = None if given.indices or plain.labels.hard else places_of(given.labels)
    if places is None or not _distributed(plain):
        return places if places is not None and places >= FEWEST else None
    missing = np.abs(1 - given.labels.sum(axis=1))
    if missing.max() > given.columns * 10.0**-places / 2 + EXACT:
        return None
    return places if places >= (FEWEST_SHOWN if missing.max() > EXACT else FEWEST) else None


def _bits(fields: Fields, facts: Facts) -> float:
    return sum(change_bits((name,), (value,)) for name, value in fields if getattr(facts.chosen, name) != value)


class End(NamedTuple):
    """An ending with one of the numbers that it may divide by, and the names of these."""

    ending: Ending
    names: tuple[str, ...]
    divisor: float


def _ends(plain: Candidate, number: Number) -> list[End]:
    """Each way to put terms together that gives as many numbers as were typed."""
    found = []
    for ending in endings(plain.situation.given, number):
        mean = "mean" in ending.over_outputs and (not number.alone or "sum" not in ending.over_outputs)
        spread = plain.situation.given.columns if mean else 1
        divisors = _divisors(plain) if ending.reduction == "mean" else [(1.0, DENOMINATORS)]
        found += [End(ending, names, divisor * spread) for divisor, names in divisors]
    return found


def _ended(terms: Float, ends: list[End], fields: Fields) -> Float:
    """``(E, 1)``, ``(E, N)`` or ``(E, N·K)``: the terms put together so, each way for as many numbers."""
    first = ends[0].ending
    if first.reduction == "none":
        sums = terms.ravel() if first.over_outputs == ("none",) else terms.sum(axis=1)
    else:
        sums = terms.sum(keepdims=True)[0]
    half = dict(fields).get("precision")
    values = sums / np.array([[end.divisor] for end in ends])
    return values if half is None or first.reduction == "none" else np.asarray(rounded(values, half), np.float64)
