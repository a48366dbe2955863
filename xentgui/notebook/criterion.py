"""A loss object of torch or Keras, read by the name of its class and its attributes; neither library is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xentgui.losses.arrays import real_array
from xentgui.sources import sources

KNOWN = "a loss object of torch.nn or keras.losses, such as torch.nn.CrossEntropyLoss(weight=w)"
_MEANS = ("mean", "sum_over_batch_size", "auto", "elementwise_mean")


@dataclass(frozen=True)
class Criterion:
    """What a loss object says: the definition that its class names, its arguments as facts, and what it was read as."""

    definition: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    sample_weights: object = None
    derived_from: str = ""

    @property
    def takes(self) -> str:
        """What the real function wants: logits, probabilities or log-probabilities."""
        return sources[self.definition].takes

    @property
    def words(self) -> str:
        """The loss in a few words, for what is known."""
        said = [f"the loss is {self.definition.replace(':from_logits', '(from_logits=True)')}"]
        return said[0] + (f", from which {self.derived_from} is derived" if self.derived_from else "")


def read_criterion(loss: object, columns: int) -> Criterion:
    """Read a loss object for data with so many outputs a sample.

    Raises ValueError where its class is none that is known, or where it has an argument that no definition says.

    >>> CrossEntropyLoss = type("CrossEntropyLoss", (), {"__module__": "torch.nn.modules.loss", "reduction": "sum"})
    >>> read_criterion(CrossEntropyLoss(), 3).changes
    {'reduction': 'sum'}
    """
    if isinstance(loss, type):
        raise ValueError(f"criterion is the class {loss.__name__}: give the loss object, {loss.__name__}(...)")
    for kind in type(loss).__mro__:
        read = _READERS.get(kind.__module__.partition(".")[0])
        name = "" if read is None else _known(kind)
        if read is not None and name:
            derived = "" if kind is type(loss) else type(loss).__name__
            name, changes, weights = read(name, loss, columns)
            return Criterion(name, changes, weights, derived)
    raise ValueError(f"criterion is a {type(loss).__name__}, which is not known: give {KNOWN}")


def _known(kind: type) -> str:
    """The name in `sources` of a class, or "" where there is none."""
    family, _, rest = kind.__module__.partition(".")
    room = "torch.nn" if family == "torch" else "keras.metrics" if "metrics" in rest else "keras.losses"
    name = f"{room}.{kind.__name__}"
    return name if name in sources else ""


Read = tuple[str, dict[str, Any], object]


def _torch(name: str, loss: object, columns: int) -> Read:
    changes: dict[str, Any] = {}
    weights: object = None
    reduction = getattr(loss, "reduction", "mean")
    if reduction != "mean":
        variant = f"{name}:{reduction}"
        if variant in sources:
            name = variant
        else:
            changes["reduction"] = reduction
    if getattr(loss, "log_target", False):
        raise ValueError("log_target=True: the labels are logarithms: pass labels.exp() and a loss without log_target")
    if (given := getattr(loss, "weight", None)) is not None:
        if ".BCE" in name:
            weights = _rescaling(given, columns)
        else:
            changes["class_weights"] = _numbers(given, "class_weights")
    if (given := getattr(loss, "pos_weight", None)) is not None:
        positive = _numbers(given, "pos_weight")
        changes["pos_weight"] = positive[0] if len(positive) == 1 else positive
    changes |= _where_other(loss, name, {"ignore_index": "ignore_index", "label_smoothing": "label_smoothing"})
    return name, changes, weights


def _rescaling(given: object, columns: int) -> object:
    """torch's `weight` of a binary loss is broadcast to the outputs: K numbers belong to the columns, not the rows."""
    weights = real_array(given, "sample_weights")
    return weights[None, :] if weights.ndim == 1 and len(weights) == columns > 1 else weights


def _keras(name: str, loss: object, columns: int) -> Read:
    told: dict[str, Any] = loss.get_config() if hasattr(loss, "get_config") else {}
    if getattr(loss, "from_logits", told.get("from_logits", False)):
        name = f"{name}:from_logits"
        if name not in sources:
            raise ValueError(f"{name.partition(':')[0]}(from_logits=True) is not known: pass probabilities")
    changes = _where_other(
        loss,
        name,
        {"label_smoothing": "label_smoothing", "ignore_class": "ignore_index", "gamma": "focal_gamma"},
    )
    changes |= _reduced(getattr(loss, "reduction", "mean"))
    dtype = getattr(loss, "dtype", None)
    if dtype is not None and "float64" in str(dtype):
        changes["precision"] = "float64"
    return name, changes, None


def _reduced(reduction: object) -> dict[str, Any]:
    if reduction in _MEANS:
        return {}
    if reduction == "mean_with_sample_weight":
        return {"normalise_by": "sample-weights"}
    return {"reduction": "none" if reduction is None else reduction}


def _where_other(loss: object, name: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of a loss that differ from what its class has by default, under the names of the fields."""
    defaults = sources[name].definition
    given = {field: getattr(loss, attribute, None) for attribute, field in attributes.items()}
    return {
        field: value for field, value in given.items() if value is not None and value != getattr(defaults, field, value)
    }


def _numbers(given: object, table: str) -> tuple[float, ...]:
    return tuple(float(each) for each in np.atleast_1d(real_array(given, table)).ravel())


_READERS: dict[str, Callable[[str, object, int], Read]] = {
    "torch": _torch,
    "keras": _keras,
    "tf_keras": _keras,
    "tensorflow": _keras,
}
