"""An assertion for test suites and training loops: silent, or an error that says what the number is instead."""

from __future__ import annotations

from typing import Any

import numpy as np

from xentgui.losses.arrays import Float, real_array
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.tensors import numbers_of
from xentgui.notebook.answering import answered
from xentgui.notebook.arguments import Arguments, sorted_out
from xentgui.questions.number import read_number
from xentgui.sources import describe, resolve


def assert_agrees(
    number: object,
    labels: object,
    outputs: object,
    definition: str | Definition = "softmax",
    *,
    rtol: float = 1e-6,
    criterion: object = None,
    outputs_are: str | None = None,
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    **changes: Any,
) -> None:
    """Do nothing where ``number`` is what a definition gives; else raise an AssertionError that says what it is.

    Args:
        number: the loss: a number or scalar tensor, one for each sample or element, or a str such as "0.452", which
            must be the value rounded to its digits.
        labels, outputs, sample_weights, class_axis, groups, **changes: as for `evaluate`.
        definition: a name or a Definition; or give `criterion`, a loss object of torch or Keras.
        rtol: how far the number may be from the value, relative to it.
        outputs_are: what the outputs are; by default what the loss object takes, or "logits".

    Raises:
        AssertionError: with both numbers and the first explanation of the one given.
        DataError: data that can not be read, or that the definition does not take.
        ValueError: an unknown name, field, value or loss object.

    >>> assert_agrees(0.5499607368250378, [0, 1, 2, 0], [[2, 0.5, -1], [0.1, 1.2, 0.3], [-0.5, 0, 1.5], [1, 1, 1]])
    """
    __tracebackhide__ = True  # pytest points at the caller
    arguments = sorted_out(
        labels, outputs, criterion=criterion, outputs_are=outputs_are, definition=definition,
        sample_weights=sample_weights, class_axis=class_axis, groups=groups, changes=changes,
    )  # fmt: skip
    value = _value(arguments)
    if not _agrees(number, value, rtol):
        raise AssertionError(_said(number, value, arguments))


def _value(arguments: Arguments) -> Float:
    takes = "logits" if arguments.criterion is None else arguments.criterion.takes
    return np.asarray(
        evaluate(arguments.batch(takes), resolve(arguments.definition, arguments.changes)).value, dtype=np.float64
    )


def _agrees(number: object, value: Float, rtol: float) -> bool:
    if isinstance(number, str):
        return value.ndim == 0 and bool(read_number(number).rounds_from(value[None]))
    given = _numbers(number)
    return given.shape == value.shape and bool(np.allclose(given, value, rtol=rtol, atol=0.0, equal_nan=True))


def _said(number: object, value: Float, arguments: Arguments) -> str:
    name = arguments.definition if isinstance(arguments.definition, str) else describe(arguments.definition)
    changed = "".join(f", {field}={value}" for field, value in arguments.changes.items())
    lines = [f"the loss is {_shown(number)}, and {name}{changed} gives {_shown(value)}"]
    lines += arguments.notes
    try:
        found = answered(arguments, number, limit=1, near=0)
    except ValueError as error:
        return "\n".join([*lines, str(error)])
    hits = [told for match, told in found.told.explanations if match.hit]
    lines += [f"{told.title}. {told.words}" for told in hits[:1]] or [f"{found.headline}."]
    return "\n".join([*lines, "xentgui.explain(labels, outputs, loss) says more."])


def _shown(number: object) -> str:
    if isinstance(number, str):
        return number
    given = _numbers(number)
    if given.ndim == 0:
        return f"{float(given):.10g}"
    first = ", ".join(f"{float(each):.6g}" for each in given.ravel()[:4])
    return f"[{first}{', …' if given.size > 4 else ''}] of shape {given.shape}"


def _numbers(given: object) -> Float:
    """A number, or several; also those that are undefined."""
    array = np.asarray(numbers_of(given))
    return array.astype(np.float64) if array.dtype.kind == "f" else real_array(given, "number")
