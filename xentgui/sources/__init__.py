"""Who defines cross-entropy how: the named definitions, and how to find and describe one."""

import dataclasses
import math
import reprlib
from collections.abc import Mapping
from types import MappingProxyType

from xentgui.losses.batch import Batch
from xentgui.losses.brief import quoted
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.fields import one_of
from xentgui.sources import (
    boosting,
    evaluators,
    keras,
    numpy_code,
    onnx,
    optax,
    pytorch,
    scikit_learn,
    seeds,
    tensorflow,
)
from xentgui.sources.dialect import UnsayableError
from xentgui.sources.program import program
from xentgui.sources.source import Source, nearest, source_named

__all__ = ["FRAMEWORKS", "Source", "UnsayableError", "code", "definitions", "describe", "resolve", "sources"]

_DIALECTS = {
    "PyTorch": pytorch.DIALECT,
    "TensorFlow": tensorflow.DIALECT,
    "Keras": keras.DIALECT,
    "JAX": optax.DIALECT,
    "NumPy": numpy_code.DIALECT,
}
FRAMEWORKS = ("PyTorch", "TensorFlow", "Keras", "JAX", "scikit-learn", "NumPy")

# The order in which a chooser lists the best known ones; the others follow in the order of their files.
_FIRST = (
    *(source.name for source in seeds.SOURCES),
    "torch.nn.CrossEntropyLoss",
    "torch.nn.NLLLoss",
    "torch.nn.BCEWithLogitsLoss",
    "torch.nn.BCELoss",
    "keras.losses.CategoricalCrossentropy",
    "keras.losses.SparseCategoricalCrossentropy",
    "keras.losses.BinaryCrossentropy",
    "tf.nn.softmax_cross_entropy_with_logits",
    "optax.softmax_cross_entropy",
    "optax.softmax_cross_entropy_with_integer_labels",
    "tf.nn.sigmoid_cross_entropy_with_logits",
    "optax.sigmoid_binary_cross_entropy",
    "sklearn.metrics.log_loss",
    "torch.nn.KLDivLoss",
    "torch.nn.KLDivLoss:batchmean",
    "torch.nn.KLDivLoss:sum",
    "keras.losses.KLDivergence",
    "optax.kl_divergence",
    "torchvision.ops.sigmoid_focal_loss",
    "optax.sigmoid_focal_loss",
    "keras.losses.BinaryFocalCrossentropy",
    "keras.losses.CategoricalFocalCrossentropy",
    "optax.poly_loss_cross_entropy",
    "transformers.loss:ForCausalLM",
    "liger_kernel.LigerCrossEntropyLoss",
    "matlab.crossentropy",
    "yardstick.mn_log_loss",
    "catboost.MultiClass",
    "spark.LogLoss",
)


def _in_order() -> dict[str, Source]:
    rooms = (seeds, pytorch, keras, tensorflow, optax, scikit_learn, onnx, boosting, evaluators)
    by_name = {source.name: source for room in rooms for source in room.SOURCES}
    first = {name: by_name[name] for name in _FIRST}
    return first | by_name


sources: Mapping[str, Source] = MappingProxyType(_in_order())
definitions: Mapping[str, Definition] = MappingProxyType({name: each.definition for name, each in sources.items()})


def resolve(definition: str | Definition, changes: Mapping[str, object] | None = None) -> Definition:
    """Give the Definition that a name means, with `changes` applied to its fields.

    A name is one of `definitions`, or another name of the same function as people write it ("F.cross_entropy").
    Raises ValueError for an unknown name or field (the message lists the valid ones and the nearest) and for
    values that a Definition refuses.
    """
    found = _by_name(definition) if isinstance(definition, str) else definition
    if not isinstance(found, Definition):
        raise ValueError(f"a definition is a name or a Definition, such as 'softmax', not {quoted(found)}")
    return dataclasses.replace(found, **changes) if changes else found  # type: ignore[arg-type]


def describe(definition: Definition) -> str:
    """Give the nearest name and what differs from it.

    >>> describe(Definition(log_base=2))
    'softmax, log_base=2'
    """
    name = min(definitions, key=lambda each: len(_differences(definition, definitions[each])))
    differences = _differences(definition, definitions[name])
    return ", ".join([name, *(f"{field}={_show(value)}" for field, value in differences.items())])


def code(framework: str, batch: Batch, definition: Definition) -> str:
    """Give a complete program in one of `FRAMEWORKS` that prints the value of a definition on a batch.

    Raises UnsayableError, with a plain reason, where that framework has no words for it (NumPy always has), ValueError
    for an unknown framework, and what `evaluate` raises where the batch does not fit the definition.
    """
    one_of("framework", framework, FRAMEWORKS)
    if framework == "scikit-learn":
        return scikit_learn.code(batch, definition)
    return program(batch, definition.weighing(batch.weighed_classes), _DIALECTS[framework])


def _by_name(name: str) -> Definition:
    found = source_named(name, sources)
    if found is None:
        near = nearest(name, sources)
        hint = f" (did you mean {near!r}?)" if near else ""
        raise ValueError(f"definition {reprlib.repr(name)} is not known{hint}; valid: {', '.join(map(repr, sources))}")
    return found.definition


def _differences(definition: Definition, other: Definition) -> dict[str, object]:
    values = ((name, getattr(definition, name), getattr(other, name)) for name in FIELD_NAMES)
    return {name: value for name, value, compared in values if value != compared}


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_show(each) for each in value)})"
    if value == math.e:
        return "e"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
