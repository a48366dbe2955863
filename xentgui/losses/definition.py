"""A definition is a point: what turns scores into probabilities, which likelihood, how the terms are put together.

A :class:`Definition` is the arithmetic alone. Who says it, and where, is a ``Source`` (see ``xentgui.sources``).
"""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from xentgui.losses import fields as values
from xentgui.losses.cached import cached

OUTPUTS_ARE = ("logits", "probabilities", "log-probabilities")

ACTIVATIONS = ("softmax", "sigmoid", "identity")
LIKELIHOODS = ("categorical", "bernoulli", "quadratic")
OVER_OUTPUTS = ("sum", "mean", "none")
REDUCTIONS = ("mean", "sum", "none")
DENOMINATORS = ("samples", "weights", "weights-of-indices", "all-samples", "nonzero-weights")
EMPTY_MEANS = ("nan", "zero")
RENORMALISE = ("before-clip", "after-clip")
PRECISIONS = ("float64", "float32")

# The reduction half: arithmetic on the sums of the terms. All other fields say what each output adds.
REDUCTION_FIELDS = ("over_outputs", "reduction", "normalise_by", "empty_mean", "log_base", "one_output")


def _choice(default: str | None, choices: tuple[str, ...], text: str) -> Any:
    return field(default=default, metadata={"help": text, "choices": choices, "optional": default is None})


def _number(default: float | None, allowed: str, text: str) -> Any:
    return field(default=default, metadata={"help": text, "allowed": allowed, "optional": default is None})


def _flag(text: str) -> Any:
    return field(default=False, metadata={"help": text, "choices": (False, True)})


def _sequence(kind: str, text: str) -> Any:
    return field(default=None, metadata={"help": text, kind: "numbers >= 0", "optional": True})


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One cross-entropy: every choice that a formula, a framework or a colleague fixes, as a field.

    ``Definition()`` is ``"softmax"``: the mean over samples of -sum_j y_j ln softmax(z)_j, in nats. All fields are
    keyword-only; sequences become tuples; two definitions are equal when their fields are.

    Raises:
        ValueError: an unknown field or value (the message lists the valid ones and the nearest), or fields that
            exclude each other (pos_weight with categorical, renormalise with bernoulli, anything inside the
            logarithm with quadratic).

    >>> Definition(activation="sigmoid", likelihood="bernoulli").likelihood
    'bernoulli'
    """

    activation: str = _choice("softmax", ACTIVATIONS, "what turns logits into a: softmax, sigmoid, or a as entered")
    likelihood: str = _choice("categorical", LIKELIHOODS, "what a sample costs: y ln a, also (1-y) ln(1-a), or squares")
    one_class: bool = _flag("defined only where a row names one class: an index or a one-hot row")
    one_output: bool = _flag("takes one column, the score or probability of yes")
    over_outputs: str = _choice("sum", OVER_OUTPUTS, "how the outputs of a sample are put together")
    reduction: str = _choice("mean", REDUCTIONS, "how the samples are put together")
    normalise_by: str = _choice("samples", DENOMINATORS, "what the mean divides by")
    empty_mean: str = _choice("nan", EMPTY_MEANS, "the mean when its denominator is 0")
    log_base: float = _number(math.e, "a finite number > 0 other than 1", "base of the logarithm: e nats, 2 bits, 10")
    label_smoothing: float = _number(0.0, "a number from 0 to 1", "share s of each label that is spread evenly")
    class_weights: tuple[float, ...] | None = _sequence("each", "factor of every term of an output, one an output")
    pos_weight: float | tuple[float, ...] | None = _sequence("one_or_each", "factor of the y ln a term, bernoulli only")
    ignore_index: int | None = _number(None, "a whole number", "samples with this class index count for nothing")
    renormalise: str | None = _choice(None, RENORMALISE, "divide each row by its sum, before or after the clip")
    clip: float | None = _number(None, "a number between 0 and 0.5", "epsilon: a is moved into [epsilon, 1 - epsilon]")
    log_epsilon: float | None = _number(None, "a finite number > 0", "epsilon added inside each logarithm")
    log_clamp: float | None = _number(None, "a finite number", "lowest value of each logarithm, such as -100")
    precision: str = _choice("float64", PRECISIONS, "float32: inputs are rounded and every step is float32")

    def __new__(cls, *args: object, **fields: object) -> Self:
        check_field_names(fields)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for entry in dataclasses.fields(self):
            checked = values.checked(entry.name, getattr(self, entry.name), entry.metadata)
            object.__setattr__(self, entry.name, checked)
        self._refuse_what_excludes()

    def _refuse_what_excludes(self) -> None:
        if self.likelihood == "quadratic":
            for name in ("pos_weight", "clip", "log_epsilon", "log_clamp", "renormalise"):
                if getattr(self, name) is not None:
                    raise ValueError(f"{name} does not go with likelihood='quadratic': it has no logarithm to act on")
            if self.log_base != math.e:
                raise ValueError("log_base does not go with likelihood='quadratic': it has no logarithm")
        if self.pos_weight is not None and self.likelihood != "bernoulli":
            raise ValueError("pos_weight goes with likelihood='bernoulli' only; for classes use class_weights")
        if self.renormalise is not None and self.likelihood != "categorical":
            raise ValueError(
                "renormalise goes with likelihood='categorical' only: independent outputs need not sum to 1"
            )

    @cached
    def pointwise(self) -> "Definition":
        """The half that says what each output adds, the other fields at their defaults: the key of a block's parts."""
        defaults: dict[str, Any] = {
            entry.name: entry.default for entry in dataclasses.fields(self) if entry.name in REDUCTION_FIELDS
        }
        return dataclasses.replace(self, **defaults)

    @cached
    def differences(self) -> Mapping[str, Any]:
        """The fields that differ from ``Definition()``, in the order of the fields."""
        entries = dataclasses.fields(self)
        return {
            entry.name: getattr(self, entry.name) for entry in entries if getattr(self, entry.name) != entry.default
        }


FIELD_NAMES = tuple(entry.name for entry in dataclasses.fields(Definition))


def check_field_names(fields: Mapping[str, object]) -> None:
    """Raise ValueError, with the valid names and the nearest, if a name is no field of Definition."""
    for name in fields:
        values.one_of("field", name, tuple(Definition.__annotations__))


def check_outputs_are(outputs_are: str) -> str:
    """``outputs_are`` itself if it is a known reading of the outputs, else ValueError."""
    values.one_of("outputs_are", outputs_are, OUTPUTS_ARE)
    return outputs_are


@dataclass(frozen=True)
class Setting:
    """How a batch is read under a definition's pointwise half: the key by which blocks remember what they sum to."""

    pointwise: Definition
    outputs_are: str
    one_dimensional: bool
    indices: bool

    @property
    def dtype(self) -> type[np.floating[Any]]:
        return np.float32 if self.pointwise.precision == "float32" else np.float64

    @property
    def two_sided(self) -> bool:
        """Whether a term has both y ln a and (1 - y) ln(1 - a): bernoulli, and the two classes of one column."""
        return self.pointwise.likelihood == "bernoulli" or (
            self.one_dimensional and self.pointwise.likelihood == "categorical"
        )

    @property
    def exclusive(self) -> bool:
        """Whether the columns are classes of one distribution, under a categorical definition."""
        return self.pointwise.likelihood == "categorical" and not self.one_dimensional

    @property
    def softmax(self) -> bool:
        """Whether logits go through a softmax over the columns; on ``(N,)`` outputs over no and yes: a sigmoid."""
        logits = self.outputs_are == "logits" and self.pointwise.activation == "softmax"
        return logits and not self.one_dimensional
