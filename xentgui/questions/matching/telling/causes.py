"""The sentences of an answer: what differs from the definition chosen, what to change, and a title of a few words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.definition import Definition
from xentgui.losses.denominators import BY_WEIGHTS
from xentgui.losses.fields import FIELDS as TABLE
from xentgui.questions.matching.search.path import Candidate
from xentgui.questions.matching.search.plausibility import FACE, FIELDS, OF_EVERY_TERM, change_bits
from xentgui.questions.matching.steps.ending import ExtraFactor
from xentgui.questions.matching.steps.situation import OverOneOutput
from xentgui.questions.matching.steps.smoothing import Divergence
from xentgui.questions.matching.steps.step import L, Step
from xentgui.questions.saying.register import capital

ENDING = ("over_outputs", "reduction", "normalise_by")
TWO_CLASSES = {"categorical", "bernoulli"}  # on a yes/no output they are the same question
PLAIN = Definition()
TELLING = 9.0  # bits that put an extra factor first, which says the least by itself


@dataclass(frozen=True)
class Cause:
    """One thing that differs: a title of a few words, a clause that says it, what to do, and how rare it is."""

    title: str
    says: str
    advice: str
    bits: float


FIELDS_IN_WORDS = {
    "focal_gamma": (
        "A focal loss",
        "each term was multiplied by (1-a) to the power {value:g} (a focal loss; 0 is the plain one)",
        "use the same γ",
    ),
    "alpha": ("Weighed by alpha", "the terms for yes were multiplied by alpha = {value}", "use the same alpha"),
    "temperature": (
        "Logits divided by a temperature",
        "the logits were divided by {value:g}, which is a scale of {scale}",
        "use the same temperature; labels -1 and 1 with margins count the score twice",
    ),
    "temperature_squared": ("Multiplied by T²", "the loss was multiplied by the square of the temperature", ""),
    "softcap": (
        "Logits capped softly",
        "the logits were held within ±{value:g} by a tanh (a soft cap, as in Gemma 2)",
        "use the same softcap",
    ),
    "poly_epsilon": (
        "A poly loss",
        "{value:g} (1-a) of the true class was added (a poly loss)",
        "use the same poly_epsilon",
    ),
    "z_loss": (
        "A z-loss is added",
        "{value:g} times the square of the logarithm of Σ exp z was added (a z-loss, as in PaLM)",
        "use the same z_loss, or log the loss without it",
    ),
    "divergence": (Divergence.title, Divergence.happened, Divergence.advice),
    "precision": ("Another precision", "the numbers were computed and rounded in {value}", ""),
    "over_groups": (
        "Groups put together",
        "each group was reduced by itself, and the {value} of the groups taken",
        "use the same form",
    ),
}
WITHOUT_FIELDS = {
    "focal_gamma": ("The plain loss, not a focal one", "no term was multiplied by a power of (1-a)", "use the same γ"),
    "alpha": ("Without alpha", "no term was multiplied by alpha", "use the same alpha"),
    "temperature": (
        "Without a temperature",
        "the logits were not divided by a temperature",
        "use the same temperature",
    ),
    "temperature_squared": ("Without T²", "the loss was not multiplied by the square of the temperature", ""),
    "softcap": ("Logits not capped", "the logits were not capped", "use the same softcap"),
    "poly_epsilon": ("Not a poly loss", "no multiple of 1-a was added", "use the same poly_epsilon"),
    "z_loss": ("Without a z-loss", "no z-loss was added", "use the same z_loss, or log the loss without it"),
    "divergence": (
        "The cross-entropy: the entropy of the labels is not subtracted",
        "the number is the cross-entropy, with the entropy of the labels in it",
        "subtract the entropy of the labels for the divergence",
    ),
    "over_groups": ("Groups not told apart", "all rows were reduced together, no group by itself", "use the same form"),
}
KL_REDUCTIONS = (
    "use the same reduction: torch's KLDivLoss divides by the rows with 'batchmean', which is the divergence, "
    "and by all outputs with 'mean'"
)
ALWAYS_ZERO = Cause(OverOneOutput.title, OverOneOutput.happened, OverOneOutput.advice, TELLING)


def explanation(
    candidate: Candidate, definition: Definition, chosen: Definition, *, by_chance: str = "", as_in: str = ""
) -> str:
    """One or two plain sentences; `by_chance` says that it may be, `as_in` is who does the same."""
    found = causes(candidate, definition, chosen)
    if not found:
        return "The definition chosen gives exactly this number: nothing has to change."
    said = capital(_listed([cause.says for cause in found]))
    rarest = sorted((cause for cause in found if cause.advice), key=lambda cause: -cause.bits)[:2]
    advice = capital(_listed(list(dict.fromkeys(cause.advice for cause in rarest))))
    first = f"{said}{f', as in {as_in}' if as_in else ''}"
    second = "; ".join(filter(None, (advice, by_chance)))
    return f"{first}. {capital(second)}." if second else f"{first}."


def title(candidate: Candidate, definition: Definition, chosen: Definition) -> str:
    """A few words: the rarest causes, two at most."""
    found = sorted(causes(candidate, definition, chosen), key=lambda cause: -cause.bits)[:2]
    if not found:
        return "The definition chosen, as it is"
    return ", ".join(cause.title if place == 0 else _small(cause.title) for place, cause in enumerate(found))


def near_miss(
    candidate: Candidate, definition: Definition, chosen: Definition, values: Array, numbers: Array, agree: Array
) -> str:
    """What a near miss gives, and how far off it is; of several numbers, how many `agree` and which is farthest off."""
    found = [_small(cause.title) for cause in causes(candidate, definition, chosen)]
    what = f"What differs: {', '.join(found)}." if found else "It is the definition chosen, as it is."
    off = np.abs(values - numbers)
    place = int(np.argmax(np.where(agree, -1.0, np.where(np.isnan(off), np.inf, off))))
    value, number = float(values[place]), float(numbers[place])
    far = f"{value:.6g}, which is {abs(value - number):.3g} {'more' if value > number else 'less'} than"
    if len(values) == 1:
        return f"This gives {far} your number. {what}"
    many = int(agree.sum())
    agreeing = f"{many} of the {len(values)} numbers agree{'s' * (many == 1)}" if many else "No number agrees"
    return f"{agreeing}; number {place + 1} would be {far} yours. {what}"


def causes(candidate: Candidate, definition: Definition, chosen: Definition) -> list[Cause]:
    """What leads from the definition chosen to the number, in the order in which it happens."""
    score = _squared(candidate, definition, chosen)
    within = (OverOneOutput, ExtraFactor) if score else OverOneOutput
    steps = [_of_step(step) for step in candidate.steps if not isinstance(step, within)]
    if _is_always_zero(candidate):
        return [*steps, ALWAYS_ZERO]
    return [*steps, *_of_fields(candidate, definition, chosen, score)]


def _is_always_zero(candidate: Candidate) -> bool:
    """Whether a softmax runs over a single output, which is no yes/no question."""
    route = candidate.route
    face = (route.activation, route.likelihood, route.read_as)
    return not candidate.one_column and candidate.labels.columns == 1 and face == ("softmax", "categorical", L)


def _of_step(step: Step) -> Cause:
    return Cause(step.named, step.says, step.advice, TELLING if isinstance(step, ExtraFactor) else step.bits)


def _squared(candidate: Candidate, definition: Definition, chosen: Definition) -> Cause | None:
    """Squares that are a score with a name of its own: without the half that `quadratic` has, or of two outputs."""
    if not definition.squares or chosen.squares:
        return None
    columns = candidate.labels.columns
    factor = math.prod(step.factor for step in candidate.steps if isinstance(step, ExtraFactor))
    of_a_row = factor / 2 / (columns if definition.over_outputs in ("mean", "none") else 1)
    after = _after(candidate, definition, chosen)
    if math.isclose(of_a_row, 1.0):
        over = "averaged over the rows" if columns == 1 else "summed over each row, without a half"
        says = f"the squared differences{after} were {over} (the Brier score)"
        return Cause("The Brier score", says, "use a cross-entropy", TELLING)
    if math.isclose(of_a_row, 1.0 / columns):
        says = f"the squared differences{after} were averaged over the {columns} outputs (the mean squared error)"
        return Cause("The mean squared error", says, "use a cross-entropy", TELLING)
    return None


def _after(candidate: Candidate, definition: Definition, chosen: Definition) -> str:
    """The activation, where it is another than that of the definition chosen."""
    another = definition.activation != chosen.activation and not candidate.one_column
    read = candidate.route.reading.read_as == "logits"
    return f" after {_article(definition.activation)}" if another and read else ""


def _of_fields(
    candidate: Candidate, definition: Definition, chosen: Definition, score: Cause | None
) -> Iterator[Cause]:
    """The fields in which the definition chosen could not have stayed as it is; `score` is what squares make."""
    needed = [
        fields
        for fields, choices in candidate.allowed(True).items()
        if tuple(getattr(chosen, name) for name in fields) not in choices
    ]
    ending = [fields[0] for fields in needed if fields[0] in ENDING]
    if definition.reduction == "mean" and score:
        ending = []  # the score's name says it
    if definition.reduction == "none" and definition.over_outputs != "mean":
        ending = []  # several numbers were given: one loss for each was meant
    told = [field for step in candidate.steps for field in step.tells]
    for fields in needed:
        bits = change_bits(fields, tuple(getattr(definition, name) for name in fields))
        if fields == FACE:
            if not (candidate.one_column and {definition.likelihood, chosen.likelihood} == TWO_CLASSES):
                yield score or _face(definition, chosen, candidate, bits)
        elif fields == FIELDS:
            yield _guard(definition, bits, candidate.route.any_rescaling)
        elif fields[0] not in (*ENDING, *told):
            yield from _single(fields[0], definition, bits)
    if ending and (ending != ["reduction"] or definition.reduction != "none"):
        yield _ending(ending, candidate, definition)
    if candidate.route.precision == "float32" and chosen.precision != "float32":
        yield Cause(
            "Single precision",
            "every step was taken in single precision (float32), which shows in the last digits",
            "",
            0.5,
        )


def _face(definition: Definition, chosen: Definition, candidate: Candidate, bits: float) -> Cause:
    face = (definition.activation, definition.likelihood)
    if definition.squares:
        says = f"half the squared differences were summed{_after(candidate, definition, chosen)}, no logarithm"
        return Cause("Squared differences", says, "use a cross-entropy", bits)
    if definition.likelihood == chosen.likelihood:
        return Cause(
            capital(f"{_article(definition.activation)} instead of {_article(chosen.activation)}"),
            f"the outputs went through {_article(definition.activation)} instead of {_article(chosen.activation)}",
            f"apply {_article(chosen.activation)}",
            bits,
        )
    if definition.two_sided:
        over = " after a softmax" if face[0] == "softmax" and candidate.route.reading.read_as == "logits" else ""
        return Cause(
            f"Every output as a yes/no question{over}",
            f"every output was taken as a yes/no question of its own{over}, with the terms (1-y) ln(1-a)",
            "for independent outputs that is the form to use"
            if chosen.activation == "sigmoid"
            else "use the categorical (softmax) cross-entropy for one class a row",
            bits,
        )
    return Cause(
        "Only y ln a is summed",
        "only y ln a was summed, without the terms (1-y) ln(1-a)",
        "use the binary form for yes/no outputs",
        bits,
    )


def _article(activation: str) -> str:
    return {"softmax": "a softmax", "sigmoid": "sigmoids", "identity": "no activation"}[activation]


def _guard(definition: Definition, bits: float, rescaled: bool) -> Cause:
    """`rescaled`: the rows sum to 1 anyway, so that dividing by the sum is no cause."""
    parts, titles = [], []
    if definition.renormalise is not None and not rescaled:
        titles.append("Rows rescaled to sum to 1")
        parts.append("each row of probabilities was divided by its sum")
    if definition.clip is not None:
        titles.append(f"Probabilities clipped at {definition.clip:.3g}")
        parts.append(f"the probabilities were held between {definition.clip:.3g} and 1 minus that")
    if definition.log_epsilon is not None:
        titles.append(f"{definition.log_epsilon:.3g} added inside the logarithm")
        parts.append(f"{definition.log_epsilon:.3g} was added inside each logarithm")
    if definition.log_clamp is not None:
        titles.append(f"Logarithms held at {definition.log_clamp:g}")
        parts.append(f"each logarithm was held at {definition.log_clamp:g}")
    if not parts:
        return Cause(
            "No clip", "nothing was clipped or added", "expect an infinite loss where a true class has a = 0", bits
        )
    return Cause(titles[0], " and ".join(parts), "compute from logits, where no such guard is needed", bits)


def _single(field: str, definition: Definition, bits: float) -> Iterator[Cause]:
    value = getattr(definition, field)
    if field == "log_base":
        base = {math.e: "natural logarithms", 2.0: "logarithms to base 2 (bits)", 10.0: "logarithms to base 10"}
        words = base.get(value, f"logarithms to base {value:g}")
        yield Cause(capital(words), f"{words} were used", "use the base that you compare with: ln gives nats", bits)
    elif field == "label_smoothing":
        says = f"the labels were smoothed by {value:g}" if value else "the labels were not smoothed"
        yield Cause(capital(says.removeprefix("the ").replace("were ", "")), says, "use the same label smoothing", bits)
    elif field in ("class_weights", "pos_weight"):
        name = "class weights" if field == "class_weights" else "weights of positive labels (pos_weight)"
        says = f"the {name} were left out" if value is None else f"other {name} were used"
        yield Cause(capital(f"without {name}" if value is None else f"other {name}"), says, f"pass the {name}", bits)
    elif field in FIELDS_IN_WORDS:
        without = field in WITHOUT_FIELDS and value == getattr(PLAIN, field)
        what, says, advice = (WITHOUT_FIELDS if without else FIELDS_IN_WORDS)[field]
        scale = f"{1 / value:g}" if field == "temperature" else ""
        yield Cause(what, says.format(value=value, scale=scale), advice, bits)
    elif field in OF_EVERY_TERM:
        noun = TABLE[field].noun
        says = f"{noun} was left out" if value == getattr(PLAIN, field) else f"{noun} was set to {value}"
        yield Cause(capital(says), says, f"use the same {field}", bits)
    elif field == "ignore_index":
        says = "no row was ignored" if value is None else f"the rows with the label {value} were left out"
        yield Cause(capital(says.removeprefix("the ")), says, "set ignore_index to what you mean", bits)


def _ending(names: list[str], candidate: Candidate, definition: Definition) -> Cause:
    rows, columns = int(candidate.labels.keep.sum()), candidate.labels.columns
    over, reduction = definition.over_outputs, definition.reduction
    divergence = definition.divergence or candidate.smoothing.divergence
    if reduction == "sum":
        means = ", each the mean over its outputs," if over == "mean" and columns > 1 else ""
        return Cause(
            "Sum of the means of the rows" if means else "Sum over the rows",
            f"the losses of the {_rows(rows)}{means} were summed, not averaged",
            f"divide by {rows} for the mean",
            1.5,
        )
    if reduction == "none":
        return Cause(
            "Mean over the outputs of each row", f"the {columns} outputs of each row were averaged, not summed",
            f"multiply by {columns} for the sum over the outputs", 1.0,
        )  # fmt: skip
    if "normalise_by" in names:
        return _denominator(candidate, definition)
    if columns > 1 and over in ("mean", "none"):
        return Cause(
            "Mean over all outputs", f"the mean runs over all {rows} × {columns} outputs, not over the {_rows(rows)}",
            KL_REDUCTIONS if divergence else f"multiply by {columns} for the mean over rows of summed outputs", 1.0,
        )  # fmt: skip
    return Cause(
        "Mean over the rows", "the outputs of each row were summed and the rows averaged",
        KL_REDUCTIONS if divergence else "use the same reduction", 1.0,
    )  # fmt: skip


def _denominator(candidate: Candidate, definition: Definition) -> Cause:
    rows = len(candidate.labels.keep)
    divisor = candidate.divisor
    wide = candidate.labels.columns > 1 and definition.over_outputs != "sum"
    many = f"{divisor:g}" if not wide else f"{divisor:g} with all outputs"
    if definition.normalise_by in BY_WEIGHTS:
        return Cause(
            "Weighted mean, divided by the weights used",
            f"the total is divided by the weights used ({many}), not by the {_rows(rows)}",
            "for the other mean multiply by that and divide by the rows", 1.5,
        )  # fmt: skip
    named = {
        "all-samples": ("Divided by all rows", f"ignored rows still count in the divisor ({many})"),
        "nonzero-weights": (
            "Divided by the weights above 0",
            f"the total is divided by the number of weights above 0 ({many})",
        ),
        "samples": ("Divided by the rows", f"the total is divided by the number of rows ({many})"),
    }[definition.normalise_by]
    return Cause(*named, "decide what the mean is to be divided by", 2.0)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _listed(parts: list[str]) -> str:
    if len(parts) < 3:
        return ", and ".join(parts)
    return f"{'; '.join(parts[:-1])}; and {parts[-1]}"


def _small(text: str) -> str:
    return text if text[:2].isupper() and text[:2].isalpha() else text[:1].lower() + text[1:]
