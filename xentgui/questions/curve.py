"""The loss of one sample as one of its outputs moves, under several definitions.

    curve(batch, row, column, named, rest="kept", points=401, limits=None) -> Curve

Each position of the output is a row of one small batch, so a curve costs one evaluation a definition.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import index

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.arrays import Array, read_only
from xentgui.losses.batch import Batch, Block
from xentgui.losses.brief import brief
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.fields import one_of
from xentgui.losses.rows import sums_to_one
from xentgui.questions.agreement import evaluations
from xentgui.questions.read_only import ReadOnly

POINTS = 401
MARGIN = 6.0  # logits on both sides of the row's
RESTS = ("kept", "rescaled")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """Losses along one output of one sample.

    Attributes:
        x: `(points,)` where the output is put, rising, in the units it was entered in.
        losses: name -> `(points,)` the sample's loss, unreduced, in the definition's base; inf and nan where it is so.
        gradients: name -> `(points,)` the slope of `losses` along x (with `rest="rescaled"` the others move too);
            each is computed when it is first asked for.
        here: the x entered, always one of `x`.
        refused: name -> the ValueError of a definition that does not take the data.
    """

    x: Numbers
    losses: Mapping[str, Array]
    gradients: Mapping[str, Array]
    here: float
    refused: Mapping[str, ValueError]

    __repr__ = brief


@dataclass(frozen=True)
class _Path:
    """Where the outputs of the sample go: `rows` `(points, K)`, and how each moves with x, `rates` `(K,)`."""

    x: Numbers
    rows: Numbers
    rates: Numbers


def curve(
    batch: Batch,
    row: int,
    column: int,
    named: Mapping[str, Definition],
    *,
    rest: str = "kept",
    points: int = POINTS,
    limits: Sequence[float] | None = None,
    refused: Mapping[str, ValueError] = ReadOnly({}),
) -> Curve:
    """The loss of sample `row` alone (its `per_sample` entry) under each definition, along output `column`.

    Args:
        rest: what the other probabilities of the row do: "kept", or "rescaled" so that the row sums to 1. Moving one
            logit is moving its probability with the rest rescaled, so it says nothing for logits.
        points: how many.
        limits: (low, high); by default the row's logits with 6 on both sides, or 0 and 1 for probabilities.
        refused: definitions that were turned down before.

    Raises ValueError for a row or column that does not exist (negative ones included), and an x outside `limits`.
    """
    one_of("rest", rest, RESTS)
    place = _existing("row", row, batch.shape[0]), _existing("column", column, batch.shape[1])
    block, inside = batch.block_at(place[0])
    entered = block.outputs[inside] + 0.0
    here = float(entered[place[1]])
    x = _positions(here, _limits(limits, entered, batch.outputs_are), points)
    path = _path(x, entered, place[1], rescaled=rest == "rescaled" and batch.outputs_are == "probabilities")
    taken, turned_down = evaluations(batch, named)
    moved = _moved(batch, block, inside, path.rows)
    along: dict[str, Evaluation] = {}
    for name in taken:
        try:
            along[name] = evaluate(moved, unreduced(named[name]))
        except ValueError as error:
            turned_down[name] = error
    losses = ReadOnly({name: evaluation.per_sample for name, evaluation in along.items()})
    every = ReadOnly({**refused, **turned_down})
    return Curve(read_only(x), losses, _Slopes(along, path.rates), here, every)


def _existing(what: str, number: object, count: int) -> int:
    try:
        place = index(number)  # type: ignore[arg-type]
    except TypeError as error:
        raise ValueError(f"{what} must be a whole number, not {number!r}") from error
    if isinstance(number, (bool, np.bool_)) or not 0 <= place < count:
        raise ValueError(f"{what} {number!r} does not exist; there are {count}, counted from 0")
    return place


def _limits(limits: Sequence[float] | None, entered: Numbers, outputs_are: str) -> tuple[float, float]:
    if limits is None:
        return _default_limits(entered, outputs_are)
    try:
        low, high = (float(limit) for limit in limits)
    except Exception as error:  # whatever a stranger's __float__ raises
        raise ValueError(f"limits must be two numbers (low, high), not {limits!r}") from error
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"limits must be two finite numbers, the lower first, not {limits!r}")
    if outputs_are == "probabilities" and (low < 0 or high > 1):
        raise ValueError(f"limits of a probability lie within 0 and 1, not {limits!r}")
    return low, high


def _default_limits(entered: Numbers, outputs_are: str) -> tuple[float, float]:
    if outputs_are == "probabilities":
        return 0.0, 1.0
    finite = entered[np.isfinite(entered)]
    if not finite.size:
        return -MARGIN, MARGIN
    return float(finite.min()) - MARGIN, float(finite.max()) + MARGIN


def _positions(here: float, limits: tuple[float, float], points: object) -> Numbers:
    """Evenly spaced between the limits, the nearest inner one put where the sample is."""
    try:
        count = index(points)  # type: ignore[arg-type]
    except TypeError as error:
        raise ValueError(f"points must be a whole number, not {points!r}") from error
    if isinstance(points, bool) or count < 1:
        raise ValueError(f"points must be at least 1, not {points!r}")
    low, high = limits
    if not low <= here <= high:
        raise ValueError(f"the output entered, {here:g}, lies outside the limits {low:g} and {high:g}")
    if count == 1:
        return np.array([here])
    x = 2 * np.linspace(low / 2, high / 2, count)  # their distance may be no float64
    nearest = int(np.argmin(np.abs(x / 2 - here / 2)))
    if count > 2 and low < here < high:
        nearest = min(max(nearest, 1), count - 2)
    x[nearest] = here
    return x


def _path(x: Numbers, entered: Numbers, column: int, *, rescaled: bool) -> _Path:
    rows = np.repeat(entered[None, :], len(x), axis=0)
    rates = np.zeros(len(entered))
    if rescaled and len(entered) > 1:
        shares = _shares(entered, column)
        rows[:] = (1 - x)[:, None] * shares
        if sums_to_one(entered[None, :])[0]:
            rows[x == entered[column]] = entered
        rates[:] = -shares
    rows[:, column] = x
    rates[column] = 1.0
    return _Path(x, rows, rates)


def _shares(entered: Numbers, column: int) -> Numbers:
    """How the others share what the column leaves; equally where they are all 0."""
    others = entered.copy()
    others[column] = 0.0
    total = others.sum()
    if total > 0:
        return np.asarray(others / total)
    others[:] = 1 / (len(entered) - 1)
    others[column] = 0.0
    return others


def _moved(batch: Batch, block: Block, inside: int, rows: Numbers) -> Batch:
    """The sample once for each position, with its label and weight."""
    count = len(rows)
    one = slice(inside, inside + 1)
    weights = None if block.weights is None else np.repeat(block.weights[one], count, axis=0)
    if block.indices is None:
        many = Block(np.repeat(block.labels[one], count, axis=0), rows, weights)
    else:
        many = Block(None, rows, weights, indices=np.repeat(block.indices[one], count))
    return Batch.of_blocks(
        [many], outputs_are=batch.outputs_are, one_dimensional=batch.one_dimensional, indices=batch.indices
    )


@lru_cache(maxsize=64)
def unreduced(definition: Definition) -> Definition:
    """With the gradient of each sample's own loss."""
    return dataclasses.replace(definition, reduction="sum", over_groups=None)


class _Slopes(Mapping[str, Array]):
    """The slopes of losses along x, each computed when it is first asked for: most curves are looked at without."""

    def __init__(self, along: Mapping[str, Evaluation], rates: Numbers) -> None:
        self._along, self._rates = along, rates
        self._known: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._known:
            self._known[name] = _slope(self._along[name].gradient, self._rates)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._along)

    def __len__(self) -> int:
        return len(self._along)


def _slope(gradient: Array, rates: Numbers) -> Array:
    with np.errstate(all="ignore"):
        parts = np.where((gradient == 0) | (rates == 0), 0.0, gradient * rates)
        slope = parts.sum(axis=1) + 0.0
    return read_only(slope.astype(gradient.dtype))
