"""What explain, show and assert_agrees are given, put in order: labels first, and what the loss object says.

A loss object of torch or Keras is read by the name of its class and its attributes; neither library is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from xentgui.losses.arrays import Array, DataError, real_array
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.tensors import numbers_of
from xentgui.questions.saying.register import listed_numbers
from xentgui.sources import sources

LOOKED_AT = 1000  # rows of which it is asked which table is the labels
SWAPPED = "Labels and outputs were given in the other order, and were exchanged"
_WEIGHTS = {"class_weights": "class weights", "pos_weight": "pos_weight"}


@dataclass(frozen=True)
class Arguments:
    """The arguments of `match`, sorted out. `notes` are sentences about how they were read.

    `row_words` is what a sentence calls a row, `class_names` what it calls the outputs, where they have names;
    `weights_as` how class weights are given to whoever asks.
    """

    labels: object
    outputs: object
    outputs_are: str | None
    definition: str | Definition
    sample_weights: object
    changes: Mapping[str, Any]
    class_axis: int | None = None
    groups: object = None
    criterion: Criterion | None = None
    notes: tuple[str, ...] = ()
    row_words: Callable[[int], str] | None = None
    class_names: tuple[str, ...] = ()
    weights_as: str = "class_weights=[...]"

    @property
    def named(self) -> dict[str, Any]:
        """All but the labels and outputs, as the keyword arguments of `match`."""
        axes = {"class_axis": self.class_axis, "groups": self.groups}
        return {
            **{name: value for name, value in axes.items() if value is not None},
            "definition": self.definition,
            "outputs_are": self.outputs_are,
            "sample_weights": self.sample_weights,
            **self.changes,
        }

    def batch(self, outputs_are: str) -> Batch:
        """The data, checked, where it is not said what the outputs are: as these."""
        return Batch(
            self.labels,
            self.outputs,
            outputs_are=self.outputs_are or outputs_are,
            sample_weights=self.sample_weights,
            class_axis=self.class_axis,
            groups=self.groups,
        )

    @property
    def known(self) -> str:
        """What is taken as known, in words; "" where nothing is."""
        facts = [] if self.criterion is None else [self.criterion.words]
        if self.outputs_are is not None:
            facts.append(f"outputs are {self.outputs_are}")
        facts += [_fact(name, value) for name, value in self.changes.items()]
        if self.sample_weights is not None:
            facts.append("sample weights")
        return f"Known: {' · '.join(facts)}" if facts else ""


def sorted_out(
    labels: object,
    outputs: object,
    *,
    criterion: object = None,
    outputs_are: str | None,
    definition: str | Definition,
    sample_weights: object,
    class_axis: int | None = None,
    groups: object = None,
    changes: Mapping[str, Any],
) -> Arguments:
    """Recognise labels and outputs in the other order, and read the loss object.

    Raises ValueError for a loss object that is not known, or that contradicts the other arguments.
    """
    notes: tuple[str, ...] = ()
    if _are_swapped(labels, outputs):
        labels, outputs, notes = outputs, labels, (SWAPPED,)
    plain = Arguments(
        labels, outputs, outputs_are, definition, sample_weights, changes, class_axis, groups, None, notes
    )
    return plain if criterion is None else _with_criterion(plain, criterion)


def _with_criterion(plain: Arguments, criterion: object) -> Arguments:
    if plain.definition != "softmax":
        raise ValueError("criterion and definition both say which loss it is: give one of them")
    shape = _shape(plain.outputs)
    read = read_criterion(criterion, shape[-1] if len(shape) > 1 else 1)
    twice = [name for name in read.changes if name in plain.changes]
    twice += ["sample_weights"] * (read.sample_weights is not None and plain.sample_weights is not None)
    if twice:
        raise ValueError(f"{twice[0]} is given twice, by the criterion and as an argument: give one of them")
    weights = plain.sample_weights if read.sample_weights is None else read.sample_weights
    return replace(
        plain,
        definition=read.definition,
        changes={**read.changes, **plain.changes},
        sample_weights=weights,
        criterion=read,
    )


def _fact(name: str, value: object) -> str:
    if name in _WEIGHTS:
        return f"{_WEIGHTS[name]} {listed_numbers(np.atleast_1d(np.asarray(numbers_of(value))))}"
    return f"{name}={value}"


def _are_swapped(labels: object, outputs: object) -> bool:
    """Whether the kinds of the two say that the first are the outputs: one more axis, or scores beside shares."""
    first, second = _shape(labels), _shape(outputs)
    if len(first) == len(second) + 1 and first[-1] > 1 and second:
        return second in (first[:-1], first[:1] + first[2:])
    if first != second or not first:
        return False
    one, other = _some(labels), _some(outputs)
    return one is not None and other is not None and _are_scores(one) and _are_shares(other)


def _are_scores(numbers: Array) -> bool:
    return bool(((numbers < 0) | (numbers > 1)).any() and (numbers != np.floor(numbers)).any())


def _are_shares(numbers: Array) -> bool:
    return bool(numbers.size) and bool(((numbers >= 0) & (numbers <= 1)).all())


def _shape(given: Any) -> tuple[int, ...]:
    """The shape of what is given, as far as it can be told without a copy."""
    if isinstance(given, (list, tuple)):
        return (len(given), *(_shape(given[0]) if given else ()))
    try:
        return tuple(int(size) for size in given.shape)
    except Exception:  # no shape, or whatever a stranger raises
        return ()


def _some(given: Any) -> Array | None:
    """The first rows as numbers, or None where that can not be had."""
    try:
        return real_array(given[:LOOKED_AT], "outputs")
    except (DataError, TypeError, KeyError):
        return None


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
        changes["pos_weight"] = _numbers(given, "pos_weight")
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
    if (axis := getattr(loss, "axis", -1)) != -1:
        raise ValueError(f"axis={axis} is not known: move that axis to the end, and leave axis out")
    known = {"label_smoothing": "label_smoothing", "ignore_class": "ignore_index", "gamma": "focal_gamma"}
    changes = _where_other(loss, name, known) | _balance(loss, name)
    changes |= _reduced(getattr(loss, "reduction", "mean"))
    dtype = getattr(loss, "dtype", None)
    if dtype is not None and "float64" in str(dtype):
        changes["precision"] = "float64"
    return name, changes, None


def _balance(loss: object, name: str) -> dict[str, Any]:
    """The alpha of a focal loss: a factor of yes and no, or of the classes."""
    alpha = getattr(loss, "alpha", None)
    if alpha is None or getattr(loss, "apply_class_balancing", True) is False:
        return {}
    field = "alpha" if sources[name].definition.two_sided else "class_weights"
    factor = _numbers(alpha, "class_weights")
    return {} if factor == getattr(sources[name].definition, field) else {field: factor}


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


def _numbers(given: object, table: str) -> float | tuple[float, ...]:
    """One number, or several."""
    several = tuple(real_array(given, table).ravel().tolist())
    return several[0] if len(several) == 1 else several


_READERS: dict[str, Callable[[str, object, int], Read]] = {
    "torch": _torch,
    "keras": _keras,
    "tf_keras": _keras,
    "tensorflow": _keras,
}
