"""evaluate(batch, definition): what a definition gives on a batch, computed when it is asked for.

Read this room in the order in which a number is made:

1. ``definition.py``, and ``fields.py`` of which it is made: a definition is a point. Its *pointwise* half says what
   each output adds, the other half how these are put together; a ``Setting`` is the first and how the data are read.
2. ``arrays.py``, ``block.py``, ``batch.py``: what people hand over is checked once and cut into blocks of rows, which
   are shared and never changed, and remember what was computed of them.
3. ``labels.py``: y and 1 - y, smoothed, and everything that multiplies a logarithm.
4. ``activations.py``, ``shares.py``, ``softmax.py``: from the outputs as entered to a, 1 - a and their logarithms, each
   with its own last digits right, and the way back for derivatives.
5. ``likelihoods.py``: the logarithms clipped and clamped, then categorical, bernoulli or quadratic.
6. ``tile.py``: all of this for some rows of a block; ``summation.py`` adds them.
   Where a block's case is plain, ``kernels.py`` does it in one pass; it keeps rows of different kinds apart, and
   ``workers.py`` takes many blocks at once.
7. ``denominators.py``, then :class:`Evaluation` here: what the mean divides by, the reduction and the base.
8. ``cautions.py``: what a definition refuses of data, and what it only warns of.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from xentgui.losses.arrays import Array, read_only, rounded
from xentgui.losses.batch import Batch
from xentgui.losses.block import Block, ask_all
from xentgui.losses.brief import briefly
from xentgui.losses.cached import cached
from xentgui.losses.cautions import Caution, cautions, check, too_large
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.denominators import Groups, denominator
from xentgui.losses.kernels import of_one_kind, plain
from xentgui.losses.labels import all_named, ignored_rows
from xentgui.losses.summation import Total, merged, total
from xentgui.losses.tile import Shared, Tile
from xentgui.losses.workers import each

Fill = Callable[[Block, Array], None]  # an answer about a block, and where to write it
Sums = Callable[[tuple[Block, ...], Setting], float]


def evaluate(batch: Batch, definition: Definition) -> "Evaluation":
    """What ``definition`` gives on ``batch``.

    Raises:
        DataError: the definition does not take this data.

    >>> print(f"{evaluate(Batch([0], [[40.0, 0.0]]), Definition()).value:.13g}")
    4.248354255292e-18
    """
    check(batch, definition)
    return Evaluation(batch, definition)


def reduced(sums: float, divisor: float, definition: Definition, columns: int, dtype: type[np.floating[Any]]) -> float:
    """The value of samples whose losses add up to ``sums`` nats."""
    if divisor == 0:
        return empty(definition)
    if dtype is np.float64 and not definition.temperature_squared:
        return float(sums / divisor / definition.unit(columns) + 0.0)
    with np.errstate(all="ignore"):
        return float(in_units(np.asarray(dtype(sums) / dtype(divisor)), definition, columns))


def in_units(nats: Array, definition: Definition, columns: int) -> Array:
    """Sums over the outputs in nats, as the definition puts outputs together, in its base and precision; never -0."""
    one = definition.unit(columns)
    each = _hot(nats if one == 1.0 else nats / one, definition)
    return rounded(np.asarray(each + 0.0), definition.precision)


def _hot(nats: Array, definition: Definition) -> Array:
    """Times the temperature squared, where the definition says so."""
    return nats * definition.temperature * definition.temperature if definition.temperature_squared else nats


def empty(definition: Definition) -> float:
    """What the mean of nothing is."""
    return 0.0 if definition.empty_mean == "zero" else math.nan


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a definition gives on a batch of N samples and K outputs (K = 1 for one column).

    Losses are in units of the definition's logarithm: nats for base e, bits for 2. Arrays are read-only and computed
    when first asked for.

    Attributes:
        batch, definition: what was evaluated.
    """

    batch: Batch
    definition: Definition

    def __repr__(self) -> str:
        return briefly("Evaluation", {"value": self.value, "definition": self.definition, "batch": self.batch})

    def __reduce__(self) -> tuple[type["Evaluation"], tuple[Batch, Definition]]:
        return type(self), (self.batch, self.definition)

    @cached
    def value(self) -> float | Array:
        """The loss: a float; ``(N,)`` with reduction "none", ``(N, K)`` if over_outputs is "none" too."""
        if self.definition.reduction == "none":
            return self.terms if self._by_elements else self.per_sample
        return self._reduced(self._losses, loss_sum)

    @cached
    def terms(self) -> Array:
        """``(N, K)``: what each output adds to its sample; weights, base and the 1/K of a mean included."""
        return self._scaled(self._table(self._of_tile(lambda tile: tile.terms)))

    @cached
    def per_sample(self) -> Array:
        """``(N,)``: the sums of the rows of ``terms``, before the reduction over samples."""
        return self._scaled(self._column(self._losses))

    @cached
    def divisor(self) -> float:
        """value = sum of terms / divisor; 1.0 for the reductions "sum" and "none"."""
        if self._groups is not None:
            return self._groups.divisor(self._column(self._losses))
        return denominator(self.batch, self.definition) if self.definition.reduction == "mean" else 1.0

    @cached
    def activations(self) -> Array:
        """``(N, K)``: the probabilities before clipping; of *yes* for ``(N,)`` outputs."""
        return read_only(self._table(self._of_tile(Tile.activations)) + 0.0)

    @cached
    def gradient(self) -> Array:
        """``(N, K)``: derivative of ``value`` (of its sum, if it is an array) by each output as entered."""
        divisor = self.divisor if self._groups is None else 1.0
        if divisor == 0:
            return read_only(np.full(self.batch.shape, empty(self.definition), dtype=self._setting.dtype))
        over = divisor * self.definition.unit(self.batch.shape[1])
        slopes = self._table(lambda block, out: gradient(block, self._setting, over, out))
        with np.errstate(all="ignore"):
            slopes = _hot(slopes, self.definition)
            if self._groups is not None:
                divisors = self._groups.of_samples()
                slopes /= divisors[:, None]
                slopes[divisors == 0] = empty(self.definition)
        return read_only(slopes)

    @cached
    def entropy(self) -> float | Array | None:
        """The entropy of the labels, -sum y ln y, with the same weights, base and reduction.

        None for quadratic, and where a field makes it no cross-entropy, as focal_gamma does.
        """
        if not self.definition.is_cross_entropy:
            return None
        if self._by_elements and self.definition.reduction == "none":
            return self._scaled(self._table(self._of_tile(Tile.entropies)))
        return self._put_together(self._of_tile(entropies_of_rows), entropy_sum)

    @cached
    def kl(self) -> float | Array | None:
        """The Kullback-Leibler divergence of outputs from labels, sum y ln(y / a): value = entropy + kl.

        With divergence it is the value itself; None where the entropy is.
        """
        if not self.definition.is_cross_entropy:
            return None
        if self._by_elements and self.definition.reduction == "none":
            return self._scaled(self._table(self._of_tile(Tile.divergences)))
        return self._put_together(self._of_tile(Tile.divergences_of_rows), divergence_sum)

    @cached
    def warnings(self) -> tuple[Caution, ...]:
        """What the definition assumes and the data breaks, in plain words."""
        finite = loss_total(self.batch.blocks, self._setting).special == 0
        found = cautions(self.batch, self.definition, self.divisor, finite=finite)
        return found + too_large(found, self.value)

    def rows(self, start: int, stop: int) -> tuple[Array, Array]:
        """``per_sample`` and ``activations`` of the rows ``start`` to ``stop``, computing these rows alone."""
        return self.losses_of(start, stop), self.activations_of(start, stop)

    def losses_of(self, start: int, stop: int) -> Array:
        """``per_sample`` of the rows ``start`` to ``stop``."""
        found = (losses(block, self._setting, part) for block, part in self._parts(start, stop))
        return self._scaled(np.concatenate([np.empty(0), *found]))

    def loss_of(self, row: int) -> float:
        """``per_sample`` of one row, kept: cards and worked terms both show it."""
        if row not in self._of_rows:
            self._of_rows[row] = float(self.losses_of(row, row + 1)[0])
        return self._of_rows[row]

    @cached
    def _of_rows(self) -> dict[int, float]:
        return {}

    def activations_of(self, start: int, stop: int) -> Array:
        """``activations`` of the rows ``start`` to ``stop``."""
        with np.errstate(all="ignore"):
            found = [Tile(block, self._setting, part).activations() for block, part in self._parts(start, stop)]
        return read_only(np.concatenate([np.empty((0, self.batch.shape[1])), *found]) + 0.0)

    def _parts(self, start: int, stop: int) -> Iterator[tuple[Block, slice]]:
        """The blocks that hold the rows ``start`` to ``stop``, and which rows of each these are."""
        for first, block in self.batch.starts():
            part = slice(max(start - first, 0), min(stop - first, len(block)))
            if part.start < part.stop:
                yield block, part

    def _losses(self, block: Block, out: Array) -> None:
        out[:] = losses(block, self._setting)

    @cached
    def _setting(self) -> Setting:
        return self.batch.under(self.definition)

    @property
    def _by_elements(self) -> bool:
        return self.definition.over_outputs == "none" and not self.batch.one_dimensional

    @cached
    def _groups(self) -> Groups | None:
        """The groups in which the samples are reduced, where there are any."""
        if self.definition.over_groups is None or self.definition.reduction == "none":
            return None
        return Groups.of(self.batch, self.definition, empty(self.definition))

    def _put_together(self, of_rows: Fill, sums: Sums) -> float | Array:
        """Rows in nats, or the sums of the blocks, scaled and reduced as the losses are."""
        if self.definition.reduction == "none":
            return self._scaled(self._column(of_rows))
        return self._reduced(of_rows, sums)

    def _reduced(self, of_rows: Fill, sums: Sums) -> float:
        if self.definition.over_groups is not None and self._groups is not None:
            return float(self._scaled(np.asarray(self._setting.dtype(self._groups.together(self._column(of_rows))))))
        columns, setting = self.batch.shape[1], self._setting
        return reduced(sums(self.batch.blocks, setting), self.divisor, self.definition, columns, setting.dtype)

    def _scaled(self, nats: Array) -> Array:
        """A result: in units, and rounded to the precision."""
        with np.errstate(all="ignore"):
            return read_only(in_units(nats, self.definition, self.batch.shape[1]))

    def _of_tile(self, answer: Callable[[Tile], Array]) -> Fill:
        def fill(block: Block, out: Array) -> None:
            with np.errstate(all="ignore"):
                out[:] = answer(Tile(block, self._setting))

        return fill

    def _table(self, fill: Fill) -> Array:
        return self._filled(np.empty(self.batch.shape, dtype=self._setting.dtype), fill)

    def _column(self, fill: Fill) -> Array:
        return self._filled(np.empty(self.batch.shape[0], dtype=self._setting.dtype), fill)

    def _filled(self, answer: Array, fill: Fill) -> Array:
        each(lambda at: fill(at[1], answer[at[0] : at[0] + len(at[1])]), list(self.batch.starts()))
        return answer


def losses(block: Block, setting: Setting, rows: slice = slice(None), shared: Shared | None = None) -> Array:
    """``(n,)``: what each of these samples of the block costs, in nats, before over_outputs."""
    part = block.part(rows)
    with np.errstate(all="ignore"):
        pieces = of_one_kind(part, setting)
        if len(pieces) == 1:
            return _losses(part, setting, shared)
        answer = np.empty(len(part), dtype=setting.dtype)
        for places, piece in pieces:
            answer[places] = _losses(piece, setting)
    return answer


def _losses(block: Block, setting: Setting, shared: Shared | None = None) -> Array:
    kernel = plain(block, setting)
    return Tile(block, setting, shared=shared).losses if kernel is None else kernel.losses()


def gradient(block: Block, setting: Setting, over: float, out: Array) -> None:
    """The derivative of ``losses`` by the outputs as entered, divided by ``over``, into ``out`` ``(n, K)``."""
    with np.errstate(all="ignore"):
        for places, piece in of_one_kind(block, setting):
            if piece is block:
                _gradient(block, setting, over, out)
            else:
                slopes = np.empty((len(piece), out.shape[1]), dtype=out.dtype)
                _gradient(piece, setting, over, slopes)
                out[places] = slopes


def _gradient(block: Block, setting: Setting, over: float, out: Array) -> None:
    kernel = plain(block, setting)
    if kernel is None:
        np.divide(Tile(block, setting).gradient(), over, out=out)
        out += 0.0  # no zero is -0
        return
    if knows_part(block, setting):
        kernel.gradient(over, out)
    else:
        block.keep(total(kernel.both(over, out)), _loss, setting)
    if over < 0:
        out += 0.0


def loss_total(blocks: tuple[Block, ...], setting: Setting) -> Total:
    """The sum of the losses of all samples, in nats, before over_outputs."""
    return merged(ask_all(blocks, _loss, setting))


def loss_sum(blocks: tuple[Block, ...], setting: Setting) -> float:
    """The sum of the losses of all samples, in nats."""
    return float(loss_total(blocks, setting))


def entropy_sum(blocks: tuple[Block, ...], setting: Setting) -> float:
    """The sum of the entropies of all labels, in nats."""
    return float(merged(ask_all(blocks, _entropy, setting)))


def divergence_sum(blocks: tuple[Block, ...], setting: Setting) -> float:
    """The sum of the divergences of all samples, in nats."""
    return float(merged(ask_all(blocks, _divergence, setting)))


def losses_of(block: Block, settings: Iterable[Setting]) -> Iterator[Array]:
    """The losses of the block's samples under each setting, in nats, which nobody remembers; the block does their sum.

    What settings have in common is made once.
    """
    shared: Shared = {}
    known: dict[Setting, Array] = {}
    for setting in settings:
        acting = _acting(block, setting)
        if acting not in known:
            known[acting] = losses(block, acting, shared=shared)
        if not knows_part(block, acting):
            block.keep(total(known[acting]), _loss, acting)
        block.remember(_loss, setting)
        yield known[acting]


def _acting(block: Block, setting: Setting) -> Setting:
    """The setting without what asks for no other loss of this block: to ignore what no row names, to want one class."""
    one = setting.pointwise.one_class and setting.exclusive and (block.indices is not None or all_named(block))
    return _without(setting, ignore=ignored_rows(block, setting) is None, one_class=one)


@lru_cache(maxsize=256)
def _without(setting: Setting, *, ignore: bool, one_class: bool) -> Setting:
    ignored = None if ignore else setting.pointwise.ignore_index
    wanted = setting.pointwise.one_class and not one_class
    fewer = replace(setting.pointwise, ignore_index=ignored, one_class=wanted)
    return setting if fewer == setting.pointwise else replace(setting, pointwise=fewer)


def ask_ahead(batch: Batch, definitions: Iterable[Definition]) -> None:
    """Let the blocks remember their sums under several definitions, which have much in common."""
    settings = tuple(dict.fromkeys(map(batch.under, definitions)))
    each(lambda block: deque(losses_of(block, (a for a in settings if not knows_part(block, a))), 0), batch.blocks)


def knows_part(block: Block, setting: Setting) -> bool:
    """Whether the block remembers the sum of its losses."""
    return block.knows(_loss, setting)


def entropies_of_rows(tile: Tile) -> Array:
    """``(n,)``: the entropy of each sample's labels, in nats."""
    with np.errstate(all="ignore"):
        sums: Array = tile.entropies().sum(axis=1)
    return sums


def _loss(block: Block, setting: Setting) -> Total:
    acting = _acting(block, setting)
    return total(losses(block, setting)) if acting is setting else block.remember(_loss, acting)


def _entropy(block: Block, setting: Setting) -> Total:
    return total(entropies_of_rows(Tile(block, setting)))


def _divergence(block: Block, setting: Setting) -> Total:
    with np.errstate(all="ignore"):
        return total(Tile(block, setting).divergences_of_rows())
