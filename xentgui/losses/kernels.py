"""The plain cases in one pass over a block: softmax with one class a row, softmax with soft labels, bernoulli.

Most of what is asked for is one of these three, on logits of ordinary size, and needs few of the steps of the general
road (``tile.py``). Both roads give the same digits, to the promise; :func:`plain` alone says which cases are plain.

Tables lie here with the classes first, ``(K, n)``, so that sums over the classes are sums of whole columns; from
``WIDE`` classes on their memory is ordered as the block's, and numpy sums each row pairwise. No sum depends on where in
a block its row stands. Scratch tables belong to the thread, which keeps them: a kernel is asked for its losses, then
for its gradient, before the next one is made.

Rows of one kind are computed together (:func:`of_one_kind`), on either road: so no digit of a row depends on what
stands beside it in its block.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.block import BLOCK_SIZE, Block, label_range
from xentgui.losses.definition import Setting
from xentgui.losses.labels import Factors, Labels, all_named, ignored_rows, names
from xentgui.losses.rows import one_class
from xentgui.losses.softmax import NARROW, is_narrow, scored

HEAVY = 1e9  # weights from here on might multiply to more than a number holds


def of_one_kind(block: Block, setting: Setting) -> list[tuple[Any, Block]]:
    """Where the rows of each kind stand in the block, and these rows as a block; nearly always all of them."""
    kinds: Array | int = 0
    for facts in _facts(block, setting):
        if facts.any() and not facts.all():
            kinds = 2 * kinds + facts
    if isinstance(kinds, int):
        return [(slice(None), block)]
    places = [np.flatnonzero(kinds == kind) for kind in np.unique(kinds)]
    return [(rows, block.part(rows)) for rows in places]


def _facts(block: Block, setting: Setting) -> Iterator[Array]:
    """What decides the road of a row, ``(n,)`` each; where the whole block says at once, nothing."""
    if setting.outputs_are == "logits" and not is_narrow(block, setting):
        ends = (block.outputs.min(axis=1), block.outputs.max(axis=1))
        low, high = (scored(end, setting) for end in ends)
        bound = NARROW[setting.dtype]
        yield (low >= -bound) & (high <= bound)
    if not is_light(block):
        yield np.asarray(block.weights).max(axis=1) <= HEAVY
    ignored = ignored_rows(block, setting)
    if ignored is not None:
        yield ignored
    if setting.exclusive and block.indices is None and label_range(block)[1] >= 1 and not all_named(block):
        yield one_class(block.labels)


def is_light(block: Block) -> bool:
    """Whether the samples' weights are of ordinary size."""
    return block.weights is None or bool(block.weights.max() <= HEAVY)


WIDE = 64
LEVELS = 3  # the 1 + e of two to this power outputs are multiplied before a logarithm is taken

_FREE = {"activation", "likelihood", "class_weights", "ignore_index", "one_class", "precision"}
_PRECISIONS = ("float64", "float32")


class Kernel(Protocol):
    """One block under a plain setting, in nats, before over_outputs and the reduction."""

    def losses(self) -> Array:
        """``(n,)``: what each sample costs."""

    def gradient(self, over: float, out: Array) -> None:
        """The derivative of the losses by the outputs as entered, divided by ``over``, into ``out`` ``(n, K)``."""

    def both(self, over: float, out: Array) -> Array:
        """The losses, and the gradient into ``out``."""


def plain(block: Block, setting: Setting) -> Kernel | None:
    """The kernel of a block whose rows are of one kind, or None where it needs the general road."""
    if not (_takes(setting) and _usual(block, setting)):
        return None
    if setting.two_sided:
        return road.bernoulli(block, setting)
    named = names(block, slice(None))
    if named is not None:
        return road.one_class(block, setting, named)
    return None if setting.pointwise.one_class else road.soft_labels(block, setting)


def _takes(setting: Setting) -> bool:
    definition = setting.pointwise
    if (
        setting.outputs_are != "logits"
        or definition.precision not in _PRECISIONS
        or not definition.differences.keys() <= _FREE
    ):
        return False
    if not setting.two_sided:
        return definition.exclusive and definition.activation == "softmax"
    if definition.one_class or (setting.one_dimensional and definition.class_weights):
        return False
    return definition.activation == "sigmoid" or (setting.one_dimensional and setting.pointwise.activation == "softmax")


def _usual(block: Block, setting: Setting) -> bool:
    """Whether the numbers are of ordinary size, and every row counts."""
    weights = setting.pointwise.class_weights
    light = is_light(block) and (weights is None or np.max(weights) <= HEAVY)
    return light and is_narrow(block, setting) and ignored_rows(block, setting) is None


class _InTables:
    """A kernel that keeps tables of its block, which the gradient uses up."""

    def losses(self) -> Array:
        raise NotImplementedError

    def gradient(self, over: float, out: Array) -> None:
        raise NotImplementedError

    def both(self, over: float, out: Array) -> Array:
        losses = self.losses()
        self.gradient(over, out)
        return losses


class OneClass(_InTables):
    """Softmax, each row with the class that it names: log1p(R / e) with R the sum of the others."""

    def __init__(self, block: Block, setting: Setting, named: Array) -> None:
        self._place = _of_rows(named)
        weighted = block.weights is not None or setting.pointwise.class_weights is not None
        factors = Factors(block, setting, slice(None), Labels(block, setting, slice(None))) if weighted else None
        self._factors = None if factors is None else factors.at(named)
        self._e = _table(0, block, setting)
        scores = block.outputs.T if self._e.dtype == np.float64 else _copied(block.outputs, self._e)
        np.exp(scores, out=self._e)
        self._own = self._e[self._place].copy()
        self._e[self._place] = 0.0
        self._rest = _sums(self._e)

    def losses(self) -> Array:
        losses = np.log1p(self._rest / self._own)
        if self._factors is not None:
            losses *= self._factors
        return np.asarray(losses)

    def gradient(self, over: float, out: Array) -> None:
        each = (1.0 if self._factors is None else self._factors) / ((self._own + self._rest) * over)
        np.multiply(self._e, each, out=out.T)
        out.T[self._place] = 0.0 - self._rest * each


class SoftLabels(_InTables):
    """Softmax with a share for each class: y ((m - f) + log1p(S)), with m the largest and S = R / e^m."""

    def __init__(self, block: Block, setting: Setting) -> None:
        self._scores = _copied(block.outputs, _table(1, block, setting))
        self._labels = _copied(block.labels, _table(2, block, setting))
        for weights in weights_of(block, setting):
            self._labels *= weights
        self._e = np.exp(self._scores, out=_table(0, block, setting))
        self._spare = _table(3, block, setting)
        self._largest, self._rest = _others(self._e, self._spare)

    def losses(self) -> Array:
        steps = np.subtract(np.maximum.reduce(self._scores, axis=0), self._scores, out=self._scores)
        steps *= self._labels
        losses = np.log1p(self._rest / self._largest)
        losses *= _sums(self._labels)
        losses += _sums(steps)
        return np.asarray(losses)

    def gradient(self, over: float, out: Array) -> None:
        """a (the other labels) - y (the other shares): nothing cancels in a row that names one class."""
        most, others = _others(self._labels, self._spare)
        pull = np.subtract(self._largest, self._e, out=self._scores)
        pull += self._rest
        pull *= self._labels
        push = np.subtract(most, self._labels, out=self._labels)
        push += others
        push *= self._e
        push -= pull
        np.multiply(push, 1.0 / ((self._rest + self._largest) * over), out=out.T)


class Bernoulli(_InTables):
    """Independent yes/no outputs: log1p(e^-|z|) + t z, where t is 1 - y of a score from 0 on and -y of the others.

    The logarithms of several outputs are one: log1p(a) + log1p(b) is log1p(a + b + a b), in which nothing cancels and
    no small term is lost.
    """

    def __init__(self, block: Block, setting: Setting) -> None:
        self._spare = [_table(slot, block, setting) for slot in (3, 4)]
        self._weights = None
        for weights in weights_of(block, setting):
            self._weights = weights if self._weights is None else self._weights * weights
        self._scores = _copied(block.outputs, _table(1, block, setting))
        self._scores += 0.0  # no -0, which is not below 0 and has the sign of what is
        labels = _copied(block.labels, _table(2, block, setting))
        self._toward = np.subtract(self._scores >= 0.0, labels, out=labels)
        self._e = np.abs(self._scores, out=_table(0, block, setting))
        np.negative(self._e, out=self._e)
        np.exp(self._e, out=self._e)

    def losses(self) -> Array:
        weights, spare = self._weights, self._spare[0]
        if weights is not None and len(weights) > 1:
            np.log1p(self._e, out=spare)
            spare *= weights
        else:
            together = self._together()
            spare = np.log1p(together, out=spare[: len(together)])
        losses = _sums(spare, len(self._e))
        steps = np.multiply(self._toward, self._scores, out=self._spare[0])
        if weights is not None and len(weights) > 1:
            steps *= weights
        losses += _sums(steps)
        if weights is not None and len(weights) == 1:
            losses *= weights[0]
        return np.asarray(losses)

    def _together(self) -> Array:
        """``(k, n)``: the product of the 1 + e of several outputs each, less 1."""
        together = self._e
        for level in range(LEVELS):
            half = len(together) // 2
            if half == 0:
                break
            spare = self._spare[level % 2][: len(together) - half]
            first, second, rest = together[:half], together[half : 2 * half], together[2 * half :]
            np.multiply(first, second, out=spare[:half])
            spare[:half] += first
            spare[:half] += second
            spare[half:] = rest
            together = spare
        return together

    def gradient(self, over: float, out: Array) -> None:
        """a - y is t - e / (1 + e) of a score from 0 on, and t + e / (1 + e) of the others."""
        a = np.add(self._e, 1.0, out=self._spare[0])
        np.divide(self._e, a, out=a)
        np.copysign(a, self._scores, out=a)
        np.subtract(self._toward, a, out=a)
        np.multiply(a, 1.0 / over if self._weights is None else self._weights / over, out=out.T)
        if self._weights is not None:
            out += 0.0  # no weight of 0 gives -0


def _of_rows(named: Array) -> tuple[Any, Any]:
    """The index of one class a row in a ``(K, n)`` table; a view where there is one row."""
    return (named, np.arange(len(named))) if len(named) != 1 else (int(named[0]), slice(None))


def weights_of(block: Block, setting: Setting) -> Iterator[Array]:
    """The weights of classes ``(K, 1)`` and of samples ``(1, n)`` or ``(K, n)``, where there are any."""
    if setting.pointwise.class_weights is not None:
        yield np.asarray(setting.pointwise.class_weights, dtype=setting.dtype)[:, None]
    if block.weights is not None:
        yield block.weights.T.astype(setting.dtype, copy=False)


def _sums(table: Array, columns: int | None = None) -> Array:
    """``(n,)``: the sums over what stands for so many classes; one row alone is added as it is among others."""
    if table.shape[1] == 1 and (columns or len(table)) < WIDE:
        return np.asarray(np.add.accumulate(table, axis=0)[-1])
    return np.asarray(np.add.reduce(table, axis=0))


def _others(table: Array, spare: Array) -> tuple[Array, Array]:
    """``(n,)`` each: the largest of what stands for the classes, and the sum of all but it."""
    if len(table) >= WIDE:
        place = _of_rows(table.argmax(axis=0))
        np.copyto(spare, table)
        spare[place] = 0.0
        return table[place], _sums(spare)
    largest = np.maximum.reduce(table, axis=0)
    smaller = np.less(table, largest)
    others = _sums(np.multiply(table, smaller, out=spare))
    if table.size - np.count_nonzero(smaller) > len(largest):
        others += (len(table) - np.count_nonzero(smaller, axis=0) - 1) * largest
    return largest, others


def _copied(table: Array, out: Array) -> Array:
    np.copyto(out, table.T, casting="same_kind")
    return out


class Road(NamedTuple):
    """Who computes the three plain cases."""

    one_class: Callable[[Block, Setting, Array], Kernel]
    soft_labels: Callable[[Block, Setting], Kernel]
    bernoulli: Callable[[Block, Setting], Kernel]


IN_TABLES = Road(OneClass, SoftLabels, Bernoulli)
road = IN_TABLES  # or that of ``compiled.py``


class _Kept(threading.local):
    def __init__(self) -> None:
        self.buffers: dict[tuple[int, type[np.floating[Any]]], Array] = {}


_kept = _Kept()


def _table(slot: int, block: Block, setting: Setting) -> Array:
    """``(K, n)`` numbers to write to, the same memory each time this thread asks for this slot."""
    rows, columns = block.outputs.shape
    size, key = rows * columns, (slot, setting.dtype)
    if size > 2 * BLOCK_SIZE:
        flat = np.empty(size, dtype=setting.dtype)
    else:
        if key not in _kept.buffers:
            _kept.buffers[key] = np.empty(2 * BLOCK_SIZE, dtype=setting.dtype)
        flat = _kept.buffers[key][:size]
    return flat.reshape(columns, rows) if columns < WIDE else flat.reshape(rows, columns).T
