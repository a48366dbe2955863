"""The plain cases of ``kernels.py`` compiled: an optional road, for who installs ``xentgui[fast]`` and asks for it.

    from xentgui.losses import compiled
    compiled.use()  # before anything is evaluated

From then on softmax and bernoulli on logits are computed by loops that LLVM makes for this processor, with an exp and a
log1p of their own; under ``precision="float32"`` what they read and give is float32. Both roads keep the promise of the
numbers; their last digits differ, so the road is chosen once for a process, by the program itself, and never by how
large a batch is: a row has the same digits however the rows are cut. The first process on a machine compiles for a
minute, later ones read what numba kept.

Every row is computed alone, a thousand cells at a time, so that what one loop wrote the next finds in the cache.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import njit, types
from numba.extending import intrinsic

from xentgui.losses import kernels
from xentgui.losses.arrays import Array
from xentgui.losses.block import Block
from xentgui.losses.definition import Setting
from xentgui.losses.labels import Factors, Labels

CELLS = 1024  # that the loops take at once
PIECE = 512  # numbers whose sum is rounded as it comes

_plain = {"error_model": "numpy", "nogil": True}
_inside = njit(inline="always", **_plain)
FUSED = bool(get_host_cpu_features().get("fma"))


@intrinsic
def _bits(_typing: Any, number: Any) -> Any:
    return types.uint64(number), lambda _, builder, __, given: builder.bitcast(given[0], ir.IntType(64))


@intrinsic
def _number(_typing: Any, bits: Any) -> Any:
    return types.float64(bits), lambda _, builder, __, given: builder.bitcast(given[0], ir.DoubleType())


@intrinsic
def _plus(_typing: Any, factor: Any, other: Any, summand: Any) -> Any:
    """``factor * other + summand``, rounded once where the processor can."""

    def built(_: Any, builder: Any, __: Any, given: Any) -> Any:
        return builder.fma(*given) if FUSED else builder.fadd(builder.fmul(*given[:2]), given[2])

    return types.float64(types.float64, types.float64, types.float64), built


LOG2E, ROUNDER = 1.4426950408889634, 1.5 * 2.0**52  # adding the second rounds to whole numbers
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # 33 bits of ln 2, and the rest
MANTISSA = np.uint64(52)


@_inside
def exp(x: float) -> float:
    """e^x for x from -700 to 700, at most 1.1 ulp off: 2^k times the series of the rest, which is within ln(2) / 2."""
    steps = _plus(x, LOG2E, ROUNDER)
    k = ROUNDER - steps
    r = _plus(k, LN2_LOW, _plus(k, LN2_HIGH, x))
    q = 1 / 6227020800.0  # 1 / 13!
    q = _plus(q, r, 1 / 479001600.0)
    q = _plus(q, r, 1 / 39916800.0)
    q = _plus(q, r, 1 / 3628800.0)
    q = _plus(q, r, 1 / 362880.0)
    q = _plus(q, r, 1 / 40320.0)
    q = _plus(q, r, 1 / 5040.0)
    q = _plus(q, r, 1 / 720.0)
    q = _plus(q, r, 1 / 120.0)
    q = _plus(q, r, 1 / 24.0)
    q = _plus(q, r, 1 / 6.0)
    q = _plus(q, r, 0.5)
    series = 1.0 + _plus(r * r, q, r)
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
    r = _plus(w, _plus(w, 0.1479819860511658591, 0.1818357216161805012), 0.2857142874366239149)
    r = z * _plus(w, r, 0.6666666666666735130)
    r += w * _plus(w, _plus(w, 0.1531383769920937332, 0.2222219843214978396), 0.3999999999940941908)
    return _plus(k, LN2_HIGH, f - (half - _plus(s, half + r, _plus(k, LN2_LOW, lost))))


@njit(**_plain)
def _exps(z: Array, e: Array) -> None:
    for i in range(z.size):
        e[i] = exp(z[i])


_in_any_order = njit(fastmath={"reassoc", "nnan", "nsz"}, **_plain)  # sums that are vectors of sums until the end


@_in_any_order
def _largest_of(row: Array) -> float:
    largest = row[0]
    for i in range(row.size):
        largest = max(largest, row[i])
    return largest


@njit(**_plain)
def _largest(table: Array, largest: Array) -> None:
    for row in range(len(table)):
        largest[row] = _largest_of(table[row])


def _of_rows(of_piece: Any) -> Any:
    """The function of every row of a table; of a wide one the sum over pieces, with what rounding it lost."""
    of_piece = _in_any_order(of_piece)

    @njit(**_plain)
    def of_rows(table: Array, other: Array, largest: Array, sums: Array) -> None:
        rows, columns = table.shape
        if columns <= PIECE:
            for row in range(rows):
                sums[row] = of_piece(table[row], other[row], largest[row])
            return
        for row in range(rows):
            sum_, lost = 0.0, 0.0
            for at in range(0, columns, PIECE):
                part = of_piece(table[row, at : at + PIECE], other[row, at : at + PIECE], largest[row])
                both = sum_ + part
                lost += part - (both - sum_) if sum_ >= part else sum_ - (both - part)
                sum_ = both
            sums[row] = sum_ + lost

    return of_rows


@_of_rows
def _sums(row: Array, _: Array, __: float) -> float:
    sum_ = 0.0
    for i in range(row.size):
        sum_ += row[i]
    return sum_


@_of_rows
def _smaller(row: Array, _: Array, largest: float) -> float:
    """The sum of what is smaller than the largest."""
    sum_ = 0.0
    for i in range(row.size):
        sum_ += 0.0 if row[i] == largest else row[i]
    return sum_


@_of_rows
def _alike(row: Array, _: Array, largest: float) -> float:
    """How many are the largest."""
    count = 0.0
    for i in range(row.size):
        count += 1.0 if row[i] == largest else 0.0
    return count


@_of_rows
def _steps(row: Array, shares: Array, largest: float) -> float:
    """How far each is below the largest, times its share."""
    sum_ = 0.0
    for i in range(row.size):
        sum_ += (largest - row[i]) * shares[i]
    return sum_


@njit(**_plain)
def _others(table: Array, largest: Array, others: Array) -> None:
    """The largest number of each row, and the sum of the others."""
    alike = np.empty(len(table))
    _largest(table, largest)
    _alike(table, table, largest, alike)
    _smaller(table, table, largest, others)
    for row in range(len(table)):
        others[row] += (alike[row] - 1.0) * largest[row]


@njit(**_plain)
def _named_rows(z: Array, named: Array, factors: Array, over: float, losses: Array, e: Array, out: Array) -> None:
    rows, columns = z.shape
    own, rest = np.empty(rows), np.empty(rows)
    _exps(z.reshape(-1), e.reshape(-1))
    for row in range(rows):
        own[row], e[row, named[row]] = e[row, named[row]], 0.0
    _sums(e, e, own, rest)
    for row in range(rows):
        losses[row] = log1p(rest[row] / own[row]) * factors[row]
    for row in range(len(out)):
        each = factors[row] / ((rest[row] + own[row]) * over)
        for column in range(columns):
            out[row, column] = e[row, column] * each
        out[row, named[row]] = 0.0 - rest[row] * each


@njit(**_plain)
def _soft_rows(z: Array, y: Array, over: float, losses: Array, e: Array, out: Array) -> None:
    rows, columns = z.shape
    own, rest, labels = np.empty(rows), np.empty(rows), np.empty(rows)
    most, others, steps = np.empty(rows), np.empty(rows), np.empty(rows)
    _exps(z.reshape(-1), e.reshape(-1))
    _others(e, own, rest)
    _sums(y, y, own, labels)
    _largest(z, most)
    _steps(z, y, most, steps)
    for row in range(rows):
        losses[row] = log1p(rest[row] / own[row]) * labels[row] + steps[row]
    if out.size:
        _others(y, most, others)
    for row in range(len(out)):
        each = 1.0 / ((own[row] + rest[row]) * over)
        for i in range(columns):
            share, mine = y[row, i], e[row, i]
            without = own[row] - mine + rest[row]
            out[row, i] = (mine * (most[row] - share + others[row]) - share * without) * each


@njit(**_plain)
def _yes_no_rows(z: Array, y: Array, w: Array, over: float, losses: Array, e: Array, out: Array) -> None:
    cost, no_largest = np.empty(z.shape), np.empty(len(z))
    each, scores, labels, small = cost.reshape(-1), z.reshape(-1), y.reshape(-1), e.reshape(-1)
    weights, slopes = w.reshape(-1), out.reshape(-1)
    for i in range(scores.size):
        small[i] = exp(-abs(scores[i]))
    for i in range(scores.size):
        each[i] = log1p(small[i]) + ((1.0 if scores[i] >= 0.0 else 0.0) - labels[i]) * scores[i]
    for i in range(slopes.size):
        a = small[i] / (1.0 + small[i])
        slopes[i] = ((1.0 - labels[i] - a) if scores[i] >= 0.0 else (a - labels[i])) / over
    for i in range(weights.size):
        each[i] *= weights[i]
    for i in range(slopes.size if weights.size else 0):
        slopes[i] = slopes[i] * weights[i] + 0.0  # no -0
    _sums(cost, cost, no_largest, losses)


def _compiled(*tables: int) -> Any:
    """Compiled in float64 and in float32, for so many axes of each table given; 0 are the classes that rows name."""

    def of(number: Any) -> Any:
        given = [types.Array(number if axes else types.int64, axes or 1, "C", readonly=True) for axes in tables]
        return types.void(*given, types.float64, number[::1], number[:, ::1])

    return njit([of(types.float64), of(types.float32)], cache=True, **_plain)


@_compiled(2, 0, 1)
def _one_class(z: Array, named: Array, factors: Array, over: float, losses: Array, out: Array) -> None:
    step = max(1, CELLS // z.shape[1])
    e = np.empty((step, z.shape[1]))
    for start in range(0, len(z), step):
        rows = slice(start, min(start + step, len(z)))
        _named_rows(z[rows], named[rows], factors[rows], over, losses[rows], e[: rows.stop - start], out[rows])


@_compiled(2, 2)
def _soft_labels(z: Array, y: Array, over: float, losses: Array, out: Array) -> None:
    step = max(1, CELLS // z.shape[1])
    e = np.empty((step, z.shape[1]))
    for start in range(0, len(z), step):
        rows = slice(start, min(start + step, len(z)))
        _soft_rows(z[rows], y[rows], over, losses[rows], e[: rows.stop - start], out[rows])


@_compiled(2, 2, 2)
def _bernoulli(z: Array, y: Array, w: Array, over: float, losses: Array, out: Array) -> None:
    step = max(1, CELLS // z.shape[1])
    e = np.empty((step, z.shape[1]))
    for start in range(0, len(z), step):
        rows = slice(start, min(start + step, len(z)))
        _yes_no_rows(z[rows], y[rows], w[rows], over, losses[rows], e[: rows.stop - start], out[rows])


class _Rows:
    """A kernel whose losses and gradient are one loop over tables of the precision."""

    def __init__(self, block: Block, setting: Setting, loop: Callable[..., None], *tables: Array) -> None:
        self._loop, self._rows, self._dtype = loop, len(block), setting.dtype
        self._given = [np.ascontiguousarray(table) for table in (setting.read(block.outputs), *tables)]

    def losses(self) -> Array:
        return self.both(1.0, np.empty((0, 0), self._dtype))

    def gradient(self, over: float, out: Array) -> None:
        self.both(over, out)

    def both(self, over: float, out: Array) -> Array:
        losses = np.empty(self._rows, self._dtype)
        self._loop(*self._given, over, losses, out)
        return losses


class OneClass(_Rows):
    """Softmax, each row with the class that it names."""

    def __init__(self, block: Block, setting: Setting, named: Array) -> None:
        everything = slice(None)
        factors = Factors(block, setting, everything, Labels(block, setting, everything)).at(named)
        super().__init__(block, setting, _one_class, named, factors)


class SoftLabels(_Rows):
    """Softmax with a share for each class."""

    def __init__(self, block: Block, setting: Setting) -> None:
        labels = setting.read(block.labels)
        for weights in kernels.weights_of(block, setting):
            labels = labels * weights.T
        super().__init__(block, setting, _soft_labels, labels)


class Bernoulli(_Rows):
    """Independent yes/no outputs."""

    def __init__(self, block: Block, setting: Setting) -> None:
        weights = np.empty((0, 0), setting.dtype)
        for given in kernels.weights_of(block, setting):
            known = weights if weights.size else np.ones(block.outputs.shape, setting.dtype)
            weights = known * given.T
        super().__init__(block, setting, _bernoulli, setting.read(block.labels), weights)


ROAD = kernels.Road(OneClass, SoftLabels, Bernoulli)


def use() -> None:
    """From now on this process takes the compiled road wherever it can: say it before anything is evaluated."""
    kernels.road = ROAD
