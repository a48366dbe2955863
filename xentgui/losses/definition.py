"""A definition is a point: what turns scores into probabilities, which likelihood, how the terms are put together.

A :class:`Definition` is the arithmetic alone. Who says it, and where, is a ``Source`` (see ``xentgui.sources``).
"""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Self

import numpy as np

from xentgui.losses.arrays import Array, rounded
from xentgui.losses.brief import briefly
from xentgui.losses.cached import cached
from xentgui.losses.fields import A_LOGIT, FIELDS, one_of

OUTPUTS_ARE = ("logits", "probabilities", "log-probabilities")

ACTIVATIONS = FIELDS["activation"].choices
OVER_OUTPUTS = FIELDS["over_outputs"].choices
DENOMINATORS = FIELDS["normalise_by"].choices
RENORMALISE = FIELDS["renormalise"].choices

# The reduction half: arithmetic on the sums of the terms. All other fields say what each output adds.
REDUCTION_FIELDS = tuple(name for name, entry in FIELDS.items() if entry.reduction)
_BEYOND = tuple(name for name, entry in FIELDS.items() if entry.beyond)


def _declared(name: str) -> Any:
    return field(default=FIELDS[name].default, metadata={"help": FIELDS[name].help})


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

    activation: str = _declared("activation")
    likelihood: str = _declared("likelihood")
    one_class: bool = _declared("one_class")
    one_output: bool = _declared("one_output")
    over_outputs: str = _declared("over_outputs")
    reduction: str = _declared("reduction")
    normalise_by: str = _declared("normalise_by")
    empty_mean: str = _declared("empty_mean")
    log_base: float = _declared("log_base")
    label_smoothing: float = _declared("label_smoothing")
    class_weights: float | tuple[float, ...] | None = _declared("class_weights")
    pos_weight: float | tuple[float, ...] | None = _declared("pos_weight")
    ignore_index: int | None = _declared("ignore_index")
    renormalise: str | None = _declared("renormalise")
    clip: float | None = _declared("clip")
    log_epsilon: float | None = _declared("log_epsilon")
    log_clamp: float | None = _declared("log_clamp")
    precision: str = _declared("precision")
    over_groups: str | None = _declared("over_groups")
    softcap: float | None = _declared("softcap")
    temperature: float = _declared("temperature")
    temperature_squared: bool = _declared("temperature_squared")
    focal_gamma: float = _declared("focal_gamma")
    alpha: float | None = _declared("alpha")
    poly_epsilon: float = _declared("poly_epsilon")
    z_loss: float = _declared("z_loss")
    divergence: bool = _declared("divergence")

    def __new__(cls, *args: object, **fields: object) -> Self:
        check_field_names(fields)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name, entry in FIELDS.items():
            value = getattr(self, name)
            if value is not entry.default:
                object.__setattr__(self, name, entry.checked(value))
        for name in self.differences:
            refused = FIELDS[name].refused(self.likelihood, self.activation)
            if refused:
                raise ValueError(refused)

    def __repr__(self) -> str:
        return briefly("Definition", self.differences)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Callable[[], Self], tuple[()]]:
        return partial(type(self), **self.differences), ()  # the hash of a text is of this process alone

    @cached
    def _hash(self) -> int:
        return hash(tuple(self.differences.items()))

    def goes_with(self, activation: str) -> bool:
        """Whether each of its fields can be set beside another activation."""
        return not any(FIELDS[name].refused(self.likelihood, activation) for name in self.differences)

    @property
    def exclusive(self) -> bool:
        """Whether the outputs are the classes of one distribution: y ln a alone."""
        return self.likelihood == "categorical"

    @property
    def two_sided(self) -> bool:
        """Whether each output is a question of its own: both y ln a and (1 - y) ln(1 - a)."""
        return self.likelihood == "bernoulli"

    @property
    def squares(self) -> bool:
        """Whether a term is a squared distance, without a logarithm for other fields to act on."""
        return self.likelihood == "quadratic"

    @property
    def is_cross_entropy(self) -> bool:
        """Whether it is the entropy of the labels plus a divergence, or with ``divergence`` that alone."""
        return not (self.squares or self.goes_beyond)

    @cached
    def goes_beyond(self) -> bool:
        """Whether it makes more of labels, weights and logarithms than their products."""
        return any(getattr(self, name) for name in _BEYOND)

    @cached
    def on_logits(self) -> tuple[str, ...]:
        """The fields that are set and act on logits, never on probabilities."""
        return tuple(name for name in self.differences if A_LOGIT in FIELDS[name].needs)

    def weighing(self, classes: int) -> "Definition":
        """The same with a class weight for each of so many classes, where it has one for all of them."""
        if not isinstance(self.class_weights, float):
            return self
        return _weighing(self, self.class_weights, classes)

    def unit(self, columns: int) -> float:
        """How many nats over all outputs are one of its units, its temperature left out."""
        return math.log(self.log_base) * (columns if self.over_outputs == "mean" else 1)

    @cached
    def pointwise(self) -> "Definition":
        """The half that says what each output adds, the other fields at their defaults: the key of a block's parts.

        Where it goes beyond logarithms the units of the sum are kept: what is added has others.
        """
        kept = ("log_base", "over_outputs") if self.goes_beyond else ()
        return dataclasses.replace(
            self, **{name: FIELDS[name].default for name in REDUCTION_FIELDS if name not in kept}
        )

    @cached
    def differences(self) -> Mapping[str, Any]:
        """The fields that differ from ``Definition()``, in the order of the fields."""
        values = ((name, getattr(self, name), entry.default) for name, entry in FIELDS.items())
        return {name: value for name, value, default in values if value != default}


@lru_cache(maxsize=256)
def _weighing(definition: Definition, weight: float, classes: int) -> Definition:
    return dataclasses.replace(definition, class_weights=(weight,) * classes)


FIELD_NAMES = tuple(FIELDS)


_ARGUMENTS = {  # of the frameworks' functions, with the field, or the argument of evaluate, that says the same
    "weight": "class_weights",
    "weights": "class_weights",
    "sample_weight": "sample_weights",
    "from_logits": "outputs_are",
    "ignore_class": "ignore_index",
    "pad_token_id": "ignore_index",
    "eps": "clip",
    "gamma": "focal_gamma",
    "dtype": "precision",
    "logit_softcapping": "softcap",
    "lse_square_scale": "z_loss",
    "num_items_in_batch": "normalise_by",
}


def check_field_names(fields: Mapping[str, object]) -> None:
    """Raise ValueError, with the valid names and the nearest, if a name is no field of Definition."""
    if not fields.keys() <= FIELDS.keys():
        for name in fields:
            one_of("field", name, FIELD_NAMES, _ARGUMENTS.get(name))


def check_outputs_are(outputs_are: str) -> str:
    """``outputs_are`` itself if it is a known reading of the outputs, else ValueError."""
    if not (type(outputs_are) is str and outputs_are in OUTPUTS_ARE):
        one_of("outputs_are", outputs_are, OUTPUTS_ARE)
    return outputs_are


@dataclass(frozen=True)
class Setting:
    """How a batch is read under a definition's pointwise half: the key by which blocks remember what they sum to."""

    pointwise: Definition
    outputs_are: str
    one_dimensional: bool
    indices: bool

    def __hash__(self) -> int:
        return self._hash

    @cached
    def _hash(self) -> int:
        return hash((self.pointwise, self.outputs_are, self.one_dimensional, self.indices))

    def __reduce__(self) -> tuple[type["Setting"], tuple[Definition, str, bool, bool]]:
        return Setting, (self.pointwise, self.outputs_are, self.one_dimensional, self.indices)

    @cached
    def dtype(self) -> type[np.floating[Any]]:
        return np.float64 if self.pointwise.precision == "float64" else np.float32

    def read(self, numbers: Array) -> Array:
        """Entered numbers rounded to the precision, as the steps compute with them."""
        return rounded(numbers, self.pointwise.precision)

    @cached
    def two_sided(self) -> bool:
        """Whether a term has both y ln a and (1 - y) ln(1 - a): bernoulli, and the two classes of one column."""
        return self.pointwise.two_sided or (self.one_dimensional and self.pointwise.exclusive)

    @property
    def exclusive(self) -> bool:
        """Whether the columns are classes of one distribution, under a categorical definition."""
        return self.pointwise.exclusive and not self.one_dimensional

    @property
    def softmax(self) -> bool:
        """Whether logits go through a softmax over the columns; on ``(N,)`` outputs over no and yes: a sigmoid."""
        logits = self.outputs_are == "logits" and self.pointwise.activation == "softmax"
        return logits and not self.one_dimensional


@lru_cache(maxsize=256)
def setting_of(definition: Definition, outputs_are: str, one_dimensional: bool, indices: bool) -> Setting:
    """How a definition reads such a batch; the same again where it was asked before."""
    return Setting(definition.pointwise, outputs_are, one_dimensional, indices)
