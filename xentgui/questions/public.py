"""The questions of the public interface, asked of plain tables: see `xentgui.compare` and `xentgui.curve`.

Definitions that somebody asks about are given their names here, for every question that takes several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xentgui.losses.batch import Batch, DataError
from xentgui.losses.definition import FIELD_NAMES, Definition
from xentgui.losses.fields import one_of
from xentgui.questions import agreement
from xentgui.questions import curve as curves
from xentgui.sources import describe, resolve

THREE_SOURCES = ("nielsen", "tensorflow-intro", "cs231n")

Asked = Iterable[str | Definition] | Mapping[str, str | Definition]


@dataclass(frozen=True)
class Named:
    """The definitions asked for, with the changes put in, and those that do not take the changes."""

    definitions: Mapping[str, Definition]
    refused: Mapping[str, ValueError]


def named(asked: Asked | None, changes: Mapping[str, object]) -> Named:
    """Give each definition its name: its own, its key in a mapping, or its description; None is the three sources.

    Raises ValueError for an unknown name or field, for no definitions at all, and for changes that none of them takes.
    """
    for field in changes:
        one_of("field", field, FIELD_NAMES)
    taken: dict[str, Definition] = {}
    refused: dict[str, ValueError] = {}
    for name, definition in _pairs(THREE_SOURCES if asked is None else asked):
        plain = resolve(definition)
        try:
            taken[name] = resolve(plain, changes)
        except ValueError as error:
            refused[name] = error
    if not taken:
        raise next(iter(refused.values()), ValueError("no definitions: give at least one name or Definition"))
    return Named(taken, refused)


def _pairs(asked: Asked) -> list[tuple[str, str | Definition]]:
    if isinstance(asked, (str, Definition)):
        raise ValueError(f"definitions are several: write [{asked!r}]")
    if isinstance(asked, Mapping):
        for name in asked:
            if not isinstance(name, str):
                raise ValueError(f"the name of a definition is text, not {name!r}")
        return list(asked.items())
    try:
        several = tuple(asked)
    except TypeError as error:
        raise ValueError(f"definitions are names or Definitions, not {asked!r}") from error
    pairs: dict[str, str | Definition] = {}
    for definition in several:
        name = definition if isinstance(definition, str) else describe(resolve(definition))
        pairs[_free(name, pairs)] = definition
    return list(pairs.items())


def _free(name: str, used: Mapping[str, object]) -> str:
    """The name, with a number where it is taken."""
    count = 1 + sum(1 for other in used if other == name or other.startswith(f"{name} ("))
    return name if name not in used else f"{name} ({count})"


def compare(
    labels: object,
    outputs: object,
    definitions: Asked | None = None,
    *,
    outputs_are: str = "logits",
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    **changes: object,
) -> agreement.Comparison:
    """Evaluate several definitions on one data set and say which agree, and why.

    Args:
        labels, outputs, outputs_are, sample_weights, class_axis, groups: as for `evaluate`; at least one sample.
        definitions: names and Definitions, or a mapping name -> Definition; None is the three sources of the question:
            nielsen, tensorflow-intro, cs231n.
        changes: fields of Definition, put into every one.

    Returns:
        A Comparison; a definition that does not take the data or the changes is listed in its `refused`.

    Raises:
        DataError: data that can not be read, or that no definition takes.
        ValueError: an unknown name or field, no definitions, or changes that none of them takes.

    >>> import xentgui
    >>> yes_no = xentgui.compare([1, 0], [2.0, -0.5])
    >>> yes_no.groups
    (('nielsen', 'tensorflow-intro', 'cs231n'),)
    >>> xentgui.compare([[1, 0]], [[0.7, 0.3]], outputs_are="probabilities").agreements[0].conditions[-3:]
    ('counted-twice', 'label-zero-terms', 'different-likelihood')
    """
    asked = named(definitions, changes)
    batch = Batch(
        labels,
        outputs,
        outputs_are=outputs_are,
        sample_weights=sample_weights,
        class_axis=class_axis,
        groups=groups,
    )
    if not batch.shape[0]:
        raise DataError("no samples: give at least one", "outputs")
    comparison = agreement.compare(batch, asked.definitions, asked.refused)
    _raise_what_is_wrong_for_all(comparison.evaluations, comparison.refused)
    return comparison


def curve(
    labels: object,
    outputs: object,
    row: int,
    column: int,
    definitions: Asked | None = None,
    *,
    outputs_are: str = "logits",
    class_axis: int | None = None,
    groups: object = None,
    rest: str = "kept",
    points: int = curves.POINTS,
    limits: Sequence[float] | None = None,
    **changes: object,
) -> curves.Curve:
    """The loss of one sample alone as one of its outputs moves, under several definitions.

    Args:
        labels, outputs, outputs_are, class_axis, groups: as for `evaluate`.
        row, column: which output of which sample, counted from 0 in C order of the leading shape; one column is
            column 0.
        definitions, changes: as for `compare`.
        rest: what the other probabilities of the row do: "kept", or "rescaled" so that the row sums to 1.
        points: how many positions.
        limits: (low, high); by default the row's logits with 6 on both sides, or 0 and 1 for probabilities.

    Returns:
        A Curve: `x` `(points,)`, `losses` and `gradients` by name, `here`, `refused`.

    Raises:
        DataError: data that can not be read, or that no definition takes.
        ValueError: a row or column that does not exist, an output outside `limits`, and as for `compare`.

    >>> import xentgui
    >>> along = xentgui.curve([0], [[40.0, 0.0]], 0, 0, ["softmax"])
    >>> print(f"{along.losses['softmax'][along.x == along.here][0]:.13g}")
    4.248354255292e-18
    """
    asked = named(definitions, changes)
    batch = Batch(labels, outputs, outputs_are=outputs_are, class_axis=class_axis, groups=groups)
    found = curves.curve(
        batch, row, column, asked.definitions, rest=rest, points=points, limits=limits, refused=asked.refused
    )
    _raise_what_is_wrong_for_all(found.losses, found.refused)
    return found


def _raise_what_is_wrong_for_all(taken: Mapping[str, object], refused: Mapping[str, ValueError]) -> None:
    if not taken:
        raise next(iter(refused.values()))
