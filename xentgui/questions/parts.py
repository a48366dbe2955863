"""Runs of rows that are evaluated apart and put together exactly, in any order: on one machine or many."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.brief import brief
from xentgui.losses.cautions import Caution, Finding, check, findings, of_definition, too_large
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.denominators import mass
from xentgui.losses.evaluation import in_units, loss_total, reduced
from xentgui.losses.summation import Exact
from xentgui.questions.agreement import grouped, how_alike
from xentgui.questions.pair import Ratios, SampleLosses, ratios
from xentgui.questions.public import Asked, named
from xentgui.questions.read_only import ReadOnly


@dataclass(frozen=True)
class Tally:
    """What one definition gives on some rows, in nats; all of it can be merged without rounding.

    ``mass`` counted ``times`` times is what the mean divides by; ``smallest`` and ``largest`` are losses of a sample.
    """

    losses: Exact
    mass: Exact
    times: int
    smallest: float
    largest: float
    found: tuple[Finding, ...]

    def merged(self, other: Tally) -> Tally:
        return Tally(
            self.losses + other.losses,
            self.mass + other.mass,
            self.times,
            min(self.smallest, other.smallest),
            max(self.largest, other.largest),
            _merged_findings(self.found + other.found),
        )


def _merged_findings(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """One for each code: the first place, and how many rows there are in all."""
    by_code: dict[str, Finding] = {}
    for finding in sorted(found):
        known = by_code.get(finding.code)
        by_code[finding.code] = finding if known is None else replace(known, count=known.count + finding.count)
    return tuple(sorted(by_code.values()))


@dataclass(frozen=True)
class Part:
    """What can be merged of a run of rows, a few kilobytes: sums without rounding, counts, extremes, first places.

    ``+`` puts two parts together; in whatever order and grouping, the result is the same to the last bit, and that of
    ``evaluate`` on all rows. Parts can be sent to other processes.

    Attributes:
        definitions: name -> Definition.
        rows: how many samples.
    """

    definitions: Mapping[str, Definition]
    rows: int
    _read: tuple[Any, ...] = field(repr=False)  # columns, and how the rows were read: the same in parts of one whole
    _tallies: tuple[Tally, ...] = field(repr=False)
    _ratios: tuple[Ratios, ...] = field(repr=False)

    __repr__ = brief

    def __add__(self, other: Part) -> Part:
        if not isinstance(other, Part):
            return NotImplemented
        if (self.definitions, self._read) != (other.definitions, other._read):
            raise ValueError(
                "these parts are not of one whole: give the same definitions, the same outputs_are and the same kind "
                "of labels to both, and outputs of the same width"
            )
        return Part(
            self.definitions,
            self.rows + other.rows,
            self._read,
            tuple(one.merged(two) for one, two in zip(self._tallies, other._tallies, strict=True)),
            tuple(one.merged(two) for one, two in zip(self._ratios, other._ratios, strict=True)),
        )

    def result(self) -> PartResult:
        """The values and what goes with them."""
        columns, outputs_are, one_dimensional, indices = self._read
        values: dict[str, float] = {}
        divisors: dict[str, float] = {}
        extremes: dict[str, tuple[float, float]] = {}
        warnings: dict[str, tuple[Caution, ...]] = {}
        for (name, definition), tally in zip(self.definitions.items(), self._tallies, strict=True):
            setting = Setting(definition.pointwise, outputs_are, one_dimensional, indices)
            divisor = float(tally.mass) * tally.times if definition.reduction == "mean" else 1.0
            value = reduced(float(tally.losses), divisor, definition, columns, setting.dtype)
            values[name] = math.nan if math.isnan(value) else value  # one nan, so that results can be compared
            divisors[name] = divisor
            said = of_definition(setting, definition, columns, divisor) + tuple(each.said() for each in tally.found)
            warnings[name] = said + too_large(said, value)
            low, high = sorted(in_units(np.array([tally.smallest, tally.largest]), definition, columns).tolist())
            extremes[name] = (low, high) if tally.smallest <= tally.largest else (math.nan, math.nan)
        groups = grouped(self.definitions, lambda first, second: self._agree(first, second, values, divisors))
        return PartResult(
            ReadOnly(values), ReadOnly(divisors), ReadOnly(extremes), ReadOnly(warnings), groups, self.rows
        )

    def _agree(self, first: str, second: str, values: Mapping[str, float], divisors: Mapping[str, float]) -> bool:
        pairs = dict(zip(combinations(self.definitions, 2), self._ratios, strict=True))
        one, two = (self.definitions[name] for name in (first, second))
        per_sample = pairs[first, second].times(one.unit(self._read[0]) / two.unit(self._read[0]))
        with np.errstate(all="ignore"):
            scale = float(np.float64(divisors[first]) / divisors[second])
        shares = per_sample.times(scale) if math.isfinite(scale) and scale else per_sample
        in_float32 = "float32" in (one.precision, two.precision)
        return bool(how_alike(values[first], values[second], per_sample, shares, in_float32))


@dataclass(frozen=True)
class PartResult:
    """What several definitions give on all rows of the parts that were put together.

    Attributes:
        values: name -> the loss, to the last bit that of `evaluate` on all rows.
        counts: name -> what the mean divides by; 1.0 for the reduction "sum".
        extremes: name -> the smallest and the largest loss of a sample; nan where there is none.
        warnings: name -> as the `warnings` of `evaluate`.
        groups: tuple of tuples of names that agree, as in `Comparison`.
        rows: how many samples.
    """

    values: Mapping[str, float]
    counts: Mapping[str, float]
    extremes: Mapping[str, tuple[float, float]]
    warnings: Mapping[str, tuple[Caution, ...]]
    groups: tuple[tuple[str, ...], ...]
    rows: int

    __repr__ = brief


def parts(
    labels: object,
    outputs: object,
    definitions: Asked,
    *,
    outputs_are: str = "logits",
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    start: int = 0,
    **changes: object,
) -> Part:
    """Evaluate several definitions on a run of rows, as what can be put together with that of other rows.

    Args:
        labels, outputs, outputs_are, sample_weights, class_axis, groups: as for `evaluate`; no rows are allowed.
        definitions, changes: as for `compare`.
        start: the number of the first row in the whole, so that warnings name the right place.

    Returns:
        A Part: `sum` of parts by `+`, then `result()`.

    Raises:
        DataError: data that can not be read, or that a definition does not take.
        ValueError: an unknown name or field, no definitions, or one that has no single value.

    >>> import xentgui
    >>> first = xentgui.parts([0], [[40.0, 0.0]], ["softmax"])
    >>> second = xentgui.parts([1, 0], [[1.0, 2.0], [3.0, 4.0]], ["softmax"], start=1)
    >>> whole = xentgui.evaluate([0, 1, 0], [[40.0, 0.0], [1.0, 2.0], [3.0, 4.0]])
    >>> (first + second).result().values["softmax"] == whole.value
    True
    """
    asked = named(definitions, changes)
    for error in asked.refused.values():
        raise error
    for name, definition in asked.definitions.items():
        if definition.reduction == "none" or "over_groups" in definition.differences:
            raise ValueError(f"{name}: only sums and means of all samples can be put together of parts")
    batch = Batch(
        labels,
        outputs,
        outputs_are=outputs_are,
        sample_weights=sample_weights,
        class_axis=class_axis,
        groups=groups,
    )
    known = SampleLosses()
    tallies = tuple(_tally(batch, definition, start, known) for definition in asked.definitions.values())
    pairs = tuple(ratios(batch, *pair, known) for pair in combinations(asked.definitions.values(), 2))
    read = (batch.shape[1], outputs_are, batch.one_dimensional, batch.indices)
    return Part(ReadOnly(asked.definitions), batch.shape[0], read, tallies, pairs)


def _tally(batch: Batch, definition: Definition, start: int, known: SampleLosses) -> Tally:
    check(batch, definition)
    setting = batch.under(definition)
    seen = [known.of(block, setting) for block in batch.blocks]
    ends = [(float(np.fmin.reduce(losses)), float(np.fmax.reduce(losses))) for losses in seen]
    summed, (counted, times) = loss_total(batch.blocks, setting), mass(batch, definition)
    found = findings(batch, definition, finite=summed.special == 0)
    return Tally(
        Exact.of(summed),
        Exact.of(counted),
        times,
        min((low for low, _ in ends if low == low), default=math.inf),
        max((high for _, high in ends if high == high), default=-math.inf),
        tuple(replace(each, where=(each.where[0] + start, *each.where[1:])) for each in found),
    )
