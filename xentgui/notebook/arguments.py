"""What explain, show and assert_agrees are given, put in order: labels first, and what the loss object says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from xentgui.losses.arrays import Array, DataError, real_array
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.tensors import numbers_of
from xentgui.notebook.criterion import Criterion, read_criterion

LOOKED_AT = 1000  # rows of which it is asked which table is the labels
SWAPPED = "Labels and outputs were given in the other order, and were exchanged"
_WEIGHTS = {"class_weights": "class weights", "pos_weight": "pos_weight"}


@dataclass(frozen=True)
class Arguments:
    """The arguments of `match`, sorted out. `notes` are sentences about how they were read."""

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
        return (
            f"{_WEIGHTS[name]} {', '.join(f'{float(each):g}' for each in np.atleast_1d(np.asarray(numbers_of(value))))}"
        )
    return f"{name}={value}"


def _are_swapped(labels: object, outputs: object) -> bool:
    """Whether the kinds of the two say that the first are the outputs: one more axis, or scores beside 0 and 1."""
    first, second = _shape(labels), _shape(outputs)
    if len(first) == len(second) + 1 and first[-1] > 1 and second:
        return second in (first[:-1], first[:1] + first[2:])
    if first != second or not first:
        return False
    one, other = _some(labels), _some(outputs)
    return one is not None and other is not None and _are_scores(one) and _are_answers(other)


def _are_scores(numbers: Array) -> bool:
    return bool(((numbers < 0) | (numbers > 1)).any() and (numbers != np.floor(numbers)).any())


def _are_answers(numbers: Array) -> bool:
    return bool(numbers.size) and bool(((numbers == 0) | (numbers == 1)).all())


def _shape(given: Any) -> tuple[int, ...]:
    """The shape of what is given, as far as it can be told without a copy."""
    if hasattr(given, "shape"):
        return tuple(int(size) for size in given.shape)
    if isinstance(given, (list, tuple)):
        return (len(given), *(_shape(given[0]) if given else ()))
    return ()


def _some(given: Any) -> Array | None:
    """The first rows as numbers, or None where that can not be had."""
    try:
        return real_array(given[:LOOKED_AT], "outputs")
    except (DataError, TypeError, KeyError):
        return None
