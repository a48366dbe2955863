"""How likely an explanation is before the number is looked at, in bits: each bit is one halving.

A definition costs what leads to it from the nearest anchor: the definition that the user believes to have used (0
bits), or a named one, which is how a framework's defaults come before free combinations.

GUARDS is the short list of what is put around a logarithm so that it never meets 0, and where each comes from.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from xentgui.losses.arrays import Float
from xentgui.losses.cached import cached
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.fields import LOGITS, OUTPUTS, TERM, acting
from xentgui.questions.matching.data import Facts
from xentgui.questions.matching.steps.smoothing import SHARES
from xentgui.sources import sources

FIELDS = ("clip", "log_epsilon", "log_clamp", "renormalise")
_SEARCHED = {"likelihood", "over_outputs", "log_base", "class_weights", "pos_weight"}  # as arithmetic on sums
OF_EVERY_TERM = tuple(name for name in acting(LOGITS, TERM, OUTPUTS) if name not in _SEARCHED)


@dataclass(frozen=True)
class Guard:
    """`bits` is how rarely it is met; `single` that its framework computes in single precision."""

    bits: float
    clip: float | None = None
    log_epsilon: float | None = None
    log_clamp: float | None = None
    renormalise: str | None = None
    single: bool = False

    @cached
    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS}


FLOAT32_SPACING, FLOAT64_SPACING = 2.0**-23, 2.0**-52
FLOAT32_SMALLEST = 2.0**-126

GUARDS = (
    Guard(0.0),
    Guard(1.5, clip=1e-7, single=True),  # Keras, binary
    Guard(1.5, clip=1e-7, renormalise="before-clip", single=True),  # Keras, categorical
    Guard(1.5, clip=FLOAT64_SPACING),  # scikit-learn from 1.3
    Guard(1.5, log_clamp=-100.0),  # torch.nn.BCELoss
    Guard(2.0, clip=1e-15),  # scikit-learn before 1.3, Kaggle, LightGBM
    Guard(2.0, clip=1e-15, renormalise="after-clip"),  # the same, two and more classes
    Guard(2.0, log_epsilon=1e-7, single=True),  # tf.compat.v1.losses.log_loss, Saito
    Guard(2.5, clip=1e-7, log_epsilon=1e-7, single=True),  # tf.keras before 2.3, twice
    Guard(2.0, renormalise="before-clip"),  # rows rescaled, nothing else
    Guard(2.5, clip=FLOAT32_SPACING, single=True),  # scikit-learn on float32
    Guard(2.5, log_epsilon=FLOAT32_SPACING, single=True),  # Flux on Float32
    Guard(3.0, log_epsilon=FLOAT64_SPACING),  # Flux on Float64, numpy.finfo(float).eps
    Guard(2.5, clip=1e-12),
    Guard(2.5, log_epsilon=1e-12),
    Guard(2.5, log_epsilon=1e-8),
    Guard(2.5, clip=1e-8, single=True),  # Keras before 1.0
    Guard(3.0, log_epsilon=1e-15),
    Guard(3.0, log_epsilon=1e-9),
    Guard(3.0, log_epsilon=1e-10),
    Guard(3.0, clip=1e-10),
    Guard(3.0, clip=1e-9),
    Guard(3.0, clip=1e-6, single=True),
    Guard(3.0, log_epsilon=1e-6, single=True),
    Guard(3.0, clip=1e-16),  # XGBoost
    Guard(3.5, log_epsilon=1e-16),
    Guard(3.0, clip=1e-5),
    Guard(3.0, log_epsilon=1e-5),
    Guard(3.5, clip=1e-4),
    Guard(3.5, log_epsilon=1e-4),
    Guard(3.5, clip=1e-3),
    Guard(3.5, log_epsilon=1e-3),
    Guard(3.5, clip=1e-20),  # Caffe's threshold
    Guard(3.5, log_epsilon=1e-20),
    Guard(3.5, clip=FLOAT32_SMALLEST, single=True),  # Caffe, FLT_MIN
    Guard(3.0, renormalise="before-clip", log_epsilon=1e-7, single=True),
    Guard(3.0, renormalise="after-clip", clip=1e-7, single=True),
    Guard(3.0, renormalise="after-clip", clip=FLOAT64_SPACING),
    Guard(3.5, log_clamp=-50.0),
)
PLAIN = GUARDS[0]

POPULAR = {"torch.nn.CrossEntropyLoss": 0.5, "sklearn.metrics.log_loss": 1.0, "softmax": 1.0, "multi-sigmoid": 1.0}
ORDINARY = 1.0
SELDOM = {
    "quadratic": 4.0,
    "TensorFlow": 1.5,
    "ONNX": 1.5,
    "XGBoost": 2.0,
    "LightGBM": 2.0,
    "sklearn.metrics.log_loss:float32": 2.0,
}

ANY = "any"  # what the user's own definition takes
MOST_NEAR = 12  # definitions that are told for one path

FACE = ("activation", "likelihood")
_CHANGE = {
    "one_class": 0.0,
    "one_output": 0.0,
    "empty_mean": 0.5,
    "precision": 0.5,
    "ignore_index": 3.5,
    "class_weights": 1.5,
    "pos_weight": 1.5,
}
_OVER = {"sum": 1.0, "mean": 1.0, "none": 1.0}
_REDUCTION = {"sum": 1.5, "mean": 0.5, "none": 0.5}
_DENOMINATOR = {
    "samples": 1.0,
    "weights": 1.5,
    "weights-of-indices": 1.5,
    "sample-weights": 1.5,
    "all-samples": 2.5,
    "nonzero-weights": 3.0,
}
_GUARD_BITS = {tuple(guard.fields.values()): guard.bits for guard in GUARDS}

# What a field, or two that go together, may hold; the first is put in where an anchor has another.
Allowed = Mapping[tuple[str, ...], tuple[tuple[Any, ...], ...]]


@dataclass(frozen=True, eq=False)
class Anchor:
    """A definition that explanations start from."""

    definition: Definition
    bits: float
    takes: str

    @cached
    def values(self) -> Mapping[tuple[str, ...], tuple[Any, ...]]:
        """What each field holds, and those that go together."""
        together = (FACE, FIELDS, *((name,) for name in FIELD_NAMES))
        return {fields: tuple(getattr(self.definition, name) for name in fields) for fields in together}


def anchors(facts: Facts) -> tuple[Anchor, ...]:
    """The definition chosen, then the named ones with the known facts; of equal ones the likeliest."""
    return _anchors(facts.chosen, tuple(facts.known.items()), facts.classes)


@lru_cache(maxsize=16)  # the next number is asked about the same facts, and what is known of anchors is found again
def _anchors(chosen: Definition, known: tuple[tuple[str, Any], ...], classes: int) -> tuple[Anchor, ...]:
    facts = Facts(chosen, dict(known), classes)
    found: dict[tuple[Definition, str], Anchor] = {}
    for anchor in (*_chosen(facts), *_named(facts)):
        key = (anchor.definition, anchor.takes)
        if key not in found or anchor.bits < found[key].bits:
            found[key] = anchor
    return tuple(sorted(found.values(), key=lambda anchor: anchor.bits))


def _chosen(facts: Facts) -> Iterator[Anchor]:
    yield Anchor(facts.chosen, 0.0, ANY)


def _named(facts: Facts) -> Iterator[Anchor]:
    for name, source in sources.items():
        bits = POPULAR.get(name, SELDOM.get(name, SELDOM.get(source.framework, ORDINARY)))
        yield Anchor(facts.applied_to(source.definition), bits, source.takes)


def change_bits(fields: tuple[str, ...], values: tuple[Any, ...]) -> float:
    """What it costs to set these fields to these values."""
    if fields == FACE:
        return {"quadratic": 4.0}.get(values[1], 2.5)
    if fields == FIELDS:
        return _GUARD_BITS.get(values, 3.5) + (0.5 if values == (None,) * len(FIELDS) else 0.0)
    name, value = fields[0], values[0]
    tables: Mapping[str, Mapping[Any, float]] = {
        "over_outputs": _OVER,
        "reduction": _REDUCTION,
        "normalise_by": _DENOMINATOR,
        "log_base": {math.e: 1.5, 2.0: 2.5, 10.0: 2.5},
        "label_smoothing": {0.0: 2.0, **dict(SHARES)},
        "precision": {"float64": 0.5, "float32": 0.5, "bfloat16": 3.0, "float16": 3.0},
        "focal_gamma": {0.0: 3.0, 2.0: 2.5, 1.0: 4.0},
        "alpha": {0.25: 1.0},
        "temperature": {2.0: 3.5, 0.5: 3.5},
        "temperature_squared": {True: 1.0, False: 1.0},
    }
    return tables[name].get(value, 4.0) if name in tables else _CHANGE.get(name, 4.0)


Values = tuple[Any, ...]  # of all fields of a definition, in their order


@lru_cache(maxsize=4096)
def definition_of(values: Values) -> Definition:
    """The definition with these values of its fields."""
    return Definition(**dict(zip(FIELD_NAMES, values, strict=True)))


def definitions_near(
    anchors_: tuple[Anchor, ...], allowed: Allowed, takes: str, most: float
) -> list[tuple[float, Values]]:
    """From each anchor the nearest definition that is allowed, with its bits, up to `most`; the likeliest first."""
    return [each for each in _nearest(anchors_, tuple(allowed.items()), takes) if each[0] <= most]


@lru_cache(maxsize=1024)  # many paths of one search allow the same
def _nearest(
    anchors_: tuple[Anchor, ...], allowed: tuple[tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]], ...], takes: str
) -> tuple[tuple[float, Values], ...]:
    bits = _starting_bits(anchors_, takes) + sum(_bits_of(anchors_, fields, choices) for fields, choices in allowed)
    found: dict[Values, float] = {}
    for place in np.argsort(bits, kind="stable")[:MOST_NEAR]:
        held = anchors_[place].values
        values = {name: held[name,][0] for name in FIELD_NAMES}
        for fields, choices in allowed:
            if held[fields] not in choices:
                values |= zip(fields, choices[0], strict=True)
        found.setdefault(tuple(values.values()), float(bits[place]))
    return tuple((bits, values) for values, bits in found.items())


@lru_cache(maxsize=64)
def _starting_bits(anchors_: tuple[Anchor, ...], takes: str) -> Float:
    """What each anchor costs by itself, for outputs that are taken so."""
    return np.array([each.bits + (0.0 if each.takes in (takes, ANY) else 1.0) for each in anchors_])


@lru_cache(maxsize=1024)
def _bits_of(anchors_: tuple[Anchor, ...], fields: tuple[str, ...], choices: tuple[tuple[Any, ...], ...]) -> Float:
    """What it costs each anchor to hold one of these in these fields."""
    cost = change_bits(fields, choices[0])
    return np.array([0.0 if each.values[fields] in choices else cost for each in anchors_])


@lru_cache(maxsize=4096)
def changed(definition: Definition, changes: tuple[tuple[str, Any], ...]) -> Definition:
    """The definition with these fields, made once."""
    return replace(definition, **dict(changes)) if changes else definition
