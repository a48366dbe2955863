"""The fields of a Definition: each tells everything about itself, and whoever asks about fields reads this table."""

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xentgui.losses.brief import quoted
from xentgui.losses.tensors import numbers_of

# What a field acts on, in the order in which a loss is made.
DATA, NUMBERS = "the data", "every number"
LABELS, LOGITS, A, LOGARITHM = "the labels", "the logits", "a", "inside the logarithm"
TERM, OUTPUTS, SAMPLES = "a term", "the sum over outputs", "the sum over samples"

# What a field needs of the other fields, or of the data.
A_LOGARITHM, CATEGORICAL, BERNOULLI, SOFTMAX, A_LOGIT = "a logarithm", "categorical", "bernoulli", "softmax", "logits"

_REFUSED = {
    A_LOGARITHM: "{} does not go with likelihood='quadratic': it has no logarithm to act on",
    CATEGORICAL: "{} goes with likelihood='categorical' only",
    BERNOULLI: "{} goes with likelihood='bernoulli' only",
    SOFTMAX: "{} goes with activation='softmax' only",
}


@dataclass(frozen=True)
class Field:
    """One choice that a formula, a framework or a colleague fixes.

    Attributes:
        name, default: as in Definition.
        help: one line, for the options and the documentation.
        noun: as a sentence says it: "they differ in ...".
        acts: on what: one of the constants of this module.
        checked: a value in plain Python (float, int, bool, str, tuple), or ValueError.
        choices, allowed: the values, where they are few; or what they are in words.
        needs, instead: what must be so where it is set, in constants of this module; and what to do where it is not.
        reduction: whether it is in the half that is arithmetic on sums of terms, not in the pointwise one.
        beyond: whether it makes more of a loss than labels, weights and logarithms.
    """

    name: str
    default: Any
    help: str
    noun: str
    acts: str
    checked: Callable[[Any], Any]
    choices: tuple[Any, ...] = ()
    allowed: str = ""
    needs: tuple[str, ...] = ()
    instead: str = ""
    reduction: bool = False
    beyond: bool = False

    def refused(self, likelihood: str, activation: str) -> str:
        """Why it can not be set beside these, or an empty text."""
        holds = {A_LOGARITHM: likelihood != "quadratic", A_LOGIT: True}
        for need in self.needs:
            if not holds.get(need, need in (likelihood, activation)):
                return _REFUSED[need].format(self.name) + (f"; {self.instead}" if self.instead else "")
        return ""


def one_of(what: str, value: object, choices: tuple[object, ...], meant: str | None = None) -> None:
    """Raise ValueError unless ``value`` is one of ``choices``; the message lists them and names the nearest."""
    if type(value) is str and value in choices:
        return
    if any(type(value) is type(choice) and value == choice for choice in choices):
        return
    words = [choice for choice in choices if isinstance(choice, str)]
    near = difflib.get_close_matches(value, words, n=1, cutoff=0.4) if isinstance(value, str) else []
    hint = f" (did you mean {(meant or near[0])!r}?)" if meant or near else ""
    raise ValueError(f"{what} {quoted(value)} is not known{hint}; valid: {', '.join(map(repr, choices))}")


def _choice(name: str, choices: tuple[Any, ...], help: str, noun: str, acts: str, **more: Any) -> Field:
    """A field that holds one of few values; None stands first where it may be left out."""
    known = tuple(choice for choice in choices if choice is not None)

    def checked(value: Any) -> Any:
        plain = bool(value) if isinstance(value, np.bool_) else str(value) if isinstance(value, np.str_) else value
        one_of(name, plain, (*known, None) if choices[0] is None else known)
        return plain

    return Field(name, choices[0], help, noun, acts, checked, choices=known, **more)


def _flag(name: str, help: str, noun: str, acts: str, **more: Any) -> Field:
    return _choice(name, (False, True), help, noun, acts, **more)


def _number(
    name: str,
    default: float | None,
    allowed: str,
    holds: Callable[[float], bool],
    help: str,
    noun: str,
    acts: str,
    **more: Any,
) -> Field:
    """A field that holds a finite number for which ``holds``; a whole one, where its default or its words say so."""

    def checked(value: Any) -> Any:
        if value is None and default is None:
            return None
        number = _finite(name, value, allowed)
        if not holds(number):
            raise _refusal(name, value, allowed)
        return int(number) if "whole" in allowed else number

    return Field(name, default, help, noun, acts, checked, allowed=allowed, **more)


def _weights(name: str, help: str, noun: str, **more: Any) -> Field:
    """A field that holds a number >= 0 for each output, or one for all of them."""

    def checked(value: Any) -> Any:
        if value is None:
            return None
        array = _array(name, value)
        if array.ndim == 0:
            return _weight(name, value)
        if array.ndim != 1 or not array.size:
            raise ValueError(f"{name} must be a sequence of numbers, one for each output, not {quoted(value)}")
        return tuple(_weight(f"{name}[{index}]", number) for index, number in enumerate(array))

    return Field(name, None, help, noun, TERM, checked, allowed="numbers >= 0", **more)


def _refusal(name: str, value: object, allowed: str) -> ValueError:
    return ValueError(f"{name} must be {allowed}, not {quoted(value)}")


def _finite(name: str, value: Any, allowed: str) -> float:
    if isinstance(value, (bool, np.bool_, complex, np.complexfloating)) or not hasattr(type(value), "__float__"):
        raise _refusal(name, value, allowed)
    try:
        number = float(value)
    except Exception as error:  # whatever a stranger's __float__ raises
        raise _refusal(name, value, allowed) from error
    if not math.isfinite(number):
        raise _refusal(name, value, allowed)
    return number + 0.0


def _weight(name: str, value: Any) -> float:
    number = _finite(name, value, "a finite number >= 0")
    if number < 0:
        raise _refusal(name, value, "a finite number >= 0")
    return number


def _array(name: str, value: Any) -> Any:
    if isinstance(value, (str, bytes, Mapping)):
        raise _refusal(name, value, "a number or numbers, one for each output")
    try:
        return np.asarray(numbers_of(value), dtype=object)
    except Exception as error:  # whatever a stranger's object raises
        raise ValueError(f"{name} must be numbers, one for each output, not {quoted(value)}") from error


_TABLE = (
    _choice(
        "activation",
        ("softmax", "sigmoid", "identity"),
        "what turns logits into a: softmax, sigmoid, or a as entered",
        "the activation",
        A,
    ),
    _choice(
        "likelihood",
        ("categorical", "bernoulli", "quadratic"),
        "what a sample costs: y ln a, also (1-y) ln(1-a), or squares",
        "the likelihood",
        TERM,
    ),
    _flag("one_class", "defined only where a row names one class: an index or a one-hot row", "the labels taken", DATA),
    _flag("one_output", "takes one column, the score or probability of yes", "the outputs taken", DATA, reduction=True),
    _choice(
        "over_outputs",
        ("sum", "mean", "none"),
        "how the outputs of a sample are put together",
        "how outputs are put together",
        OUTPUTS,
        reduction=True,
    ),
    _choice(
        "reduction",
        ("mean", "sum", "none"),
        "how the samples are put together",
        "how samples are put together",
        SAMPLES,
        reduction=True,
    ),
    _choice(
        "normalise_by",
        ("samples", "weights", "weights-of-indices", "sample-weights", "all-samples", "nonzero-weights"),
        "what the mean divides by",
        "the divisor of the mean",
        SAMPLES,
        reduction=True,
    ),
    _choice(
        "empty_mean",
        ("nan", "zero"),
        "the mean when its denominator is 0",
        "the mean of nothing",
        SAMPLES,
        reduction=True,
    ),
    _number(
        "log_base",
        math.e,
        "a finite number > 0 other than 1",
        lambda base: base > 0 and base != 1,
        "base of the logarithm: e nats, 2 bits, 10",
        "the base of the logarithm",
        TERM,
        needs=(A_LOGARITHM,),
        reduction=True,
    ),
    _number(
        "label_smoothing",
        0.0,
        "a number from 0 to 1",
        lambda share: 0 <= share <= 1,
        "share s of each label that is spread evenly",
        "label smoothing",
        LABELS,
    ),
    _weights("class_weights", "factor of every term of an output: one an output, or one for all", "class weights"),
    _weights(
        "pos_weight",
        "factor of the y ln a term, bernoulli only",
        "the weight of positive labels",
        needs=(A_LOGARITHM, BERNOULLI),
        instead="for classes use class_weights",
    ),
    _number(
        "ignore_index",
        None,
        "a whole number",
        float.is_integer,
        "samples with this class index count for nothing",
        "ignored samples",
        SAMPLES,
    ),
    _choice(
        "renormalise",
        (None, "before-clip", "after-clip"),
        "divide each row by its sum, before or after the clip",
        "rescaled rows",
        LOGARITHM,
        needs=(A_LOGARITHM, CATEGORICAL),
        instead="independent outputs need not sum to 1",
    ),
    _number(
        "clip",
        None,
        "a number between 0 and 0.5",
        lambda epsilon: 0 < epsilon < 0.5,
        "epsilon: a is moved into [epsilon, 1 - epsilon]",
        "the clip of a",
        LOGARITHM,
        needs=(A_LOGARITHM,),
    ),
    _number(
        "log_epsilon",
        None,
        "a finite number > 0",
        lambda epsilon: epsilon > 0,
        "epsilon added inside each logarithm",
        "the epsilon in the logarithm",
        LOGARITHM,
        needs=(A_LOGARITHM,),
    ),
    _number(
        "log_clamp",
        None,
        "a finite number",
        math.isfinite,
        "lowest value of each logarithm, such as -100",
        "the clamp of the logarithm",
        LOGARITHM,
        needs=(A_LOGARITHM,),
    ),
    _choice(
        "precision",
        ("float64", "float32", "bfloat16", "float16"),
        "inputs are rounded and every step is float32; below it the result is rounded too",
        "the precision",
        NUMBERS,
    ),
    _choice(
        "over_groups",
        (None, "mean", "sum"),
        "the samples are put together in each group, then the groups",
        "how groups are put together",
        SAMPLES,
        reduction=True,
    ),
    _number(
        "softcap",
        None,
        "a finite number > 0",
        lambda cap: cap > 0,
        "c: logits become c tanh(z / c)",
        "the softcap",
        LOGITS,
        needs=(A_LOGIT,),
    ),
    _number(
        "temperature",
        1.0,
        "a finite number > 0",
        lambda temperature: temperature > 0,
        "T: logits are divided by it",
        "the temperature",
        LOGITS,
        needs=(A_LOGIT,),
    ),
    _flag(
        "temperature_squared",
        "the loss is multiplied by the temperature squared",
        "the squared temperature",
        OUTPUTS,
        reduction=True,
    ),
    _number(
        "focal_gamma",
        0.0,
        "a finite number >= 0",
        lambda gamma: gamma >= 0,
        "gamma: y ln a is multiplied by (1-a)^gamma, (1-y) ln(1-a) by a^gamma",
        "the focal factor",
        TERM,
        needs=(A_LOGARITHM,),
        beyond=True,
    ),
    _number(
        "alpha",
        None,
        "a number from 0 to 1",
        lambda alpha: 0 <= alpha <= 1,
        "factor alpha of the y ln a term and 1 - alpha of the other, bernoulli only",
        "alpha",
        TERM,
        needs=(A_LOGARITHM, BERNOULLI),
        instead="for classes use class_weights",
    ),
    _number(
        "poly_epsilon",
        0.0,
        "a finite number",
        math.isfinite,
        "epsilon times the sum of y (1-a) is added, categorical only",
        "the polynomial term",
        TERM,
        needs=(A_LOGARITHM, CATEGORICAL),
        beyond=True,
    ),
    _number(
        "z_loss",
        0.0,
        "a finite number >= 0",
        lambda weight: weight >= 0,
        "w: w (ln sum e^z)^2 is added to each sample, softmax of logits only",
        "the z-loss",
        OUTPUTS,
        needs=(A_LOGARITHM, SOFTMAX, A_LOGIT),
        beyond=True,
    ),
    _flag(
        "divergence",
        "the entropy of the labels is subtracted: the Kullback-Leibler divergence",
        "the entropy of the labels",
        TERM,
        needs=(A_LOGARITHM,),
    ),
)

FIELDS: Mapping[str, Field] = {field.name: field for field in _TABLE}


def acting(*on: str) -> tuple[str, ...]:
    """The names of the fields that act there, in the order of the table.

    >>> acting(LOGARITHM)
    ('renormalise', 'clip', 'log_epsilon', 'log_clamp')
    """
    return tuple(field.name for field in _TABLE if field.acts in on)
