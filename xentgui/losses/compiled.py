"""The plain cases of ``kernels.py`` compiled: an optional road, for who installs ``xentgui[fast]`` and asks for it.

    from xentgui.losses import compiled
    compiled.use()  # before anything is evaluated

From then on float64 softmax and bernoulli on logits are computed by loops that LLVM makes for this processor, with an
exp and a log1p of their own. Both roads keep the promise of the numbers; their last digits differ, so the road is
chosen once for a process, by the program itself, and never by how large a batch is: a row has the same digits however
the rows are cut. The first process on a machine compiles for a minute, later ones read what numba kept.

Every row is computed alone, a few thousand cells at a time, so that what one loop wrote the next finds in the cache.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from xentgui.losses import kernels
from xentgui.losses.arrays import Array
from xentgui.losses.block import Block
from xentgui.losses.definition import Setting
from xentgui.losses.labels import Factors, Labels

CELLS = 2048  # that the loops take at once
LANES = 64  # numbers of which the sum is rounded as it comes

_plain = {"error_model": "numpy", "nogil": True}
_inside = njit(inline="always", **_plain)


@intrinsic
def _bits(_typing: Any, number: Any) -> Any:
    return types.uint64(number), lambda _, builder, __, given: builder.bitcast(given[0], ir.IntType(64))


@intrinsic
def _number(_typing: Any, bits: Any) -> Any:
    return types.float64(bits), lambda _, builder, __, given: builder.bitcast(given[0], ir.DoubleType())


LOG2E, ROUNDER = 1.4426950408889634, 1.5 * 2.0**52  # adding the second rounds to whole numbers
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # 33 bits of ln 2, and the rest
MANTISSA = np.uint64(52)


@_inside
def exp(x: float) -> float:
    """e^x for x from -700 to 700, at most 1.1 ulp off: 2^k times the series of the rest, which is within ln(2) / 2."""
    steps = x * LOG2E + ROUNDER
    k = steps - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    q = 1 / 6227020800.0  # 1 / 13!
    q = q * r + 1 / 479001600.0
    q = q * r + 1 / 39916800.0
    q = q * r + 1 / 3628800.0
    q = q * r + 1 / 362880.0
    q = q * r + 1 / 40320.0
    q = q * r + 1 / 5040.0
    q = q * r + 1 / 720.0
    q = q * r + 1 / 120.0
    q = q * r + 1 / 24.0
    q = q * r + 1 / 6.0
    q = q * r + 0.5
    series = 1.0 + (r + r * r * q)
    return _number(_bits(series) + (_bits(steps) << MANTISSA))


ROOT_HALF, DIGITS = np.uint64(0x3FE6A09E00000000), np.uint64(0x000FFFFFFFFFFFFF)
BELOW, WHOLE = np.uint64(0x3FF0000000000000 - 0x3FE6A09E00000000), np.uint64(0x4330000000000000)


@_inside
def log1p(x: float) -> float:
    """ln(1 + x) for 0 <= x < 2^1022, at most 0.8 ulp off: as in FreeBSD's msun, s_log1p.c, without its branches."""
    u = 1.0 + x
    lost = (x - (u - 1.0)) / u
    bits = _bits(u) + BELOW
    k = _number((bits >> MANTISSA) | WHOLE) - (2.0**52 + 1023)
    f = _number((bits & DIGITS) + ROOT_HALF) - 1.0
    half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    r = 0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)
    r = z * (0.6666666666666735130 + w * r)
    r += w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    return k * LN2_HIGH + (f - (half - (s * (half + r) + (k * LN2_LOW + lost))))


@njit(**_plain)
def _exps(z: Array, e: Array) -> None:
    for i in range(z.size):
        e[i] = exp(z[i])


@_inside
def _few(numbers: Array) -> float:
    a = b = c = d = 0.0
    fours = numbers.size // 4
    for i in range(fours):
        a += numbers[4 * i]
        b += numbers[4 * i + 1]
        c += numbers[4 * i + 2]
        d += numbers[4 * i + 3]
    for i in range(4 * fours, numbers.size):
        a += numbers[i]
    return (a + b) + (c + d)


@njit(**_plain)
def _sums(table: Array, sums: Array) -> None:
    """The sum of each row: column by column, or in lanes whose sums are added with what rounding them lost."""
    rows, columns = table.shape
    sums[:] = 0.0
    if columns <= LANES:
        for column in range(columns):
            for row in range(rows):
                sums[row] += table[row, column]
        return
    for row in range(rows):
        sum_, lost = 0.0, 0.0
        for at in range(0, columns, LANES):
            part = _few(table[row, at : at + LANES])
            both = sum_ + part
            lost += part - (both - sum_) if sum_ >= part else sum_ - (both - part)
            sum_ = both
        sums[row] = sum_ + lost


@njit(**_plain)
def _take(table: Array, places: Array, taken: Array) -> None:
    """One number of each row, and 0 in its place."""
    for row in range(len(table)):
        taken[row] = table[row, places[row]]
        table[row, places[row]] = 0.0


@njit(**_plain)
def _largest(table: Array, places: Array) -> None:
    for row in range(len(table)):
        place = 0
        for column in range(1, table.shape[1]):
            if table[row, column] > table[row, place]:
                place = column
        places[row] = place


@njit(**_plain)
def _named_rows(z: Array, named: Array, factors: Array, over: float, losses: Array, e: Array, slopes: bool) -> None:
    rows, columns = z.shape
    own, rest = np.empty(rows), np.empty(rows)
    _exps(z.reshape(-1), e.reshape(-1))
    _take(e, named, own)
    _sums(e, rest)
    for row in range(rows):
        losses[row] = log1p(rest[row] / own[row]) * factors[row]
    if slopes:
        for row in range(rows):
            each = factors[row] / ((rest[row] + own[row]) * over)
            mine = e[row]
            for column in range(columns):
                mine[column] *= each
            mine[named[row]] = 0.0 - rest[row] * each


@njit(**_plain)
def _soft_rows(z: Array, y: Array, over: float, losses: Array, e: Array, slopes: bool) -> None:
    rows, columns = z.shape
    own, rest, steps, most, others, labels = np.empty((6, rows))
    top, place = np.empty((2, rows), np.int64)
    spare = np.empty((rows, columns))
    _exps(z.reshape(-1), e.reshape(-1))
    _largest(z, top)
    _take(e, top, own)
    _sums(e, rest)
    for row in range(rows):
        largest = z[row, top[row]]
        for column in range(columns):
            spare[row, column] = (largest - z[row, column]) * y[row, column]
    _sums(spare, steps)
    _sums(y, labels)
    for row in range(rows):
        losses[row] = log1p(rest[row] / own[row]) * labels[row] + steps[row]
    if slopes:
        spare[:] = y
        _largest(y, place)
        _take(spare, place, most)
        _sums(spare, others)
        for row in range(rows):
            whole = rest[row] + own[row]
            each = 1.0 / (whole * over)
            mine = e[row]
            by_top = own[row] * (labels[row] - y[row, top[row]]) - y[row, top[row]] * rest[row]
            if top[row] == place[row]:
                by_top = own[row] * others[row] - y[row, top[row]] * rest[row]
            by_most = mine[place[row]] * others[row] - most[row] * (whole - mine[place[row]])
            for column in range(columns):
                share = y[row, column]
                mine[column] = (mine[column] * (labels[row] - share) - share * (whole - mine[column])) * each
            mine[place[row]] = by_most * each
            mine[top[row]] = by_top * each


@njit(**_plain)
def _yes_no_rows(z: Array, y: Array, w: Array, over: float, losses: Array, out: Array) -> None:
    e, cost = np.empty(z.size), np.empty(losses.size * z.shape[1])
    scores, labels, weights, slopes = z.reshape(-1), y.reshape(-1), w.reshape(-1), out.reshape(-1)
    for i in range(z.size):
        e[i] = exp(-abs(scores[i]))
    for i in range(z.size):
        cost[i] = log1p(e[i]) + ((1.0 if scores[i] >= 0.0 else 0.0) - labels[i]) * scores[i]
    for i in range(slopes.size):
        a = e[i] / (1.0 + e[i])
        slopes[i] = ((1.0 - labels[i] - a) if scores[i] >= 0.0 else (a - labels[i])) / over
    for i in range(weights.size):
        cost[i] *= weights[i]
    for i in range(slopes.size if weights.size else 0):
        slopes[i] = slopes[i] * weights[i] + 0.0  # no -0
    _sums(cost.reshape(z.shape), losses)


_given, _named, _factors = (
    types.Array(kind, axes, "C", readonly=True)
    for kind, axes in ((types.float64, 2), (types.int64, 1), (types.float64, 1))
)
_tables, _rows = types.float64[:, ::1], types.float64[::1]


@njit(types.void(_given, _named, _factors, types.float64, _rows, _tables), cache=True, **_plain)
def _one_class(z: Array, named: Array, factors: Array, over: float, losses: Array, out: Array) -> None:
    step, slopes = max(1, CELLS // z.shape[1]), out.size > 0
    spare = np.empty((step, z.shape[1]))
    for start in range(0, len(z), step):
        rows = slice(start, min(start + step, len(z)))
        e = out[rows] if slopes else spare[: rows.stop - start]
        _named_rows(z[rows], named[rows], factors[rows], over, losses[rows], e, slopes)


@njit(types.void(_given, _given, types.float64, _rows, _tables), cache=True, **_plain)
def _soft_labels(z: Array, y: Array, over: float, losses: Array, out: Array) -> None:
    step, slopes = max(1, CELLS // z.shape[1]), out.size > 0
    spare = np.empty((step, z.shape[1]))
    for start in range(0, len(z), step):
        rows = slice(start, min(start + step, len(z)))
        e = out[rows] if slopes else spare[: rows.stop - start]
        _soft_rows(z[rows], y[rows], over, losses[rows], e, slopes)


@njit(types.void(_given, _given, _given, types.float64, _rows, _tables), cache=True, **_plain)
def _bernoulli(z: Array, y: Array, w: Array, over: float, losses: Array, out: Array) -> None:
    step = max(1, CELLS // z.shape[1])
    for start in range(0, len(z), step):
        rows = slice(start, min(start + step, len(z)))
        _yes_no_rows(z[rows], y[rows], w[rows], over, losses[rows], out[rows])


NOTHING = np.empty((0, 0))


class _Rows:
    """A kernel whose losses and gradient are one loop."""

    def __init__(self, block: Block) -> None:
        self._scores = np.ascontiguousarray(block.outputs)

    def losses(self) -> Array:
        return self.both(1.0, NOTHING)

    def gradient(self, over: float, out: Array) -> None:
        self.both(over, out)

    def both(self, over: float, out: Array) -> Array:
        losses = np.empty(len(self._scores))
        self._compute(over, losses, out)
        return losses

    def _compute(self, over: float, losses: Array, out: Array) -> None:
        raise NotImplementedError


class OneClass(_Rows):
    """Softmax, each row with the class that it names."""

    def __init__(self, block: Block, setting: Setting, named: Array) -> None:
        super().__init__(block)
        everything = slice(None)
        self._named = np.ascontiguousarray(named)
        self._factors = Factors(block, setting, everything, Labels(block, setting, everything)).at(named)

    def _compute(self, over: float, losses: Array, out: Array) -> None:
        _one_class(self._scores, self._named, np.ascontiguousarray(self._factors), over, losses, out)


class SoftLabels(_Rows):
    """Softmax with a share for each class."""

    def __init__(self, block: Block, setting: Setting) -> None:
        super().__init__(block)
        self._labels = block.labels
        for weights in kernels.weights_of(block, setting):
            self._labels = self._labels * weights.T

    def _compute(self, over: float, losses: Array, out: Array) -> None:
        _soft_labels(self._scores, np.ascontiguousarray(self._labels), over, losses, out)


class Bernoulli(_Rows):
    """Independent yes/no outputs."""

    def __init__(self, block: Block, setting: Setting) -> None:
        super().__init__(block)
        self._labels, self._weights = np.ascontiguousarray(block.labels), NOTHING
        for weights in kernels.weights_of(block, setting):
            known = self._weights if self._weights.size else np.ones(block.outputs.shape)
            self._weights = known * weights.T

    def _compute(self, over: float, losses: Array, out: Array) -> None:
        _bernoulli(self._scores, self._labels, np.ascontiguousarray(self._weights), over, losses, out)


ROAD = kernels.Road(OneClass, SoftLabels, Bernoulli)


def use() -> None:
    """From now on this process takes the compiled road wherever it can: say it before anything is evaluated."""
    kernels.roads[np.float64] = ROAD
