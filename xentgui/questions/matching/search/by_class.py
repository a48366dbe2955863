"""Large tables: of each row what the class that it names costs, and all outputs together, block by block.

No table of halves is made, and no logarithm is taken of what no reading of the labels asks for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np

from xentgui.losses.activations import Activation, Sigmoid
from xentgui.losses.arrays import Array, Float
from xentgui.losses.block import Block
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.likelihoods import Logarithms
from xentgui.losses.shares import at_rows
from xentgui.losses.softmax import one_output
from xentgui.losses.tile import Shared, Tile
from xentgui.losses.workers import each
from xentgui.questions.matching.logarithms import Halved, cancelling, halves_of, held_by
from xentgui.questions.matching.steps.label_reading import LabelReading

Answer = TypeVar("Answer")

AT_A_TIME = 80_000_000  # numbers that are read in one pass, of all routes
WIDE = 64  # columns, from which on rows are summed as they lie
INFINITE = 1e280  # an infinite half is held here, so that a factor of 0 gives 0
LEVELS = 3  # two to this power numbers are multiplied before a logarithm is taken
SMALLEST = 1e-30  # of numbers that are multiplied


class Way(Protocol):
    """What is known of a route here."""

    @property
    def reading(self) -> object: ...
    @property
    def read_as(self) -> str: ...
    @property
    def numbers(self) -> Float: ...
    @property
    def pointwise(self) -> Definition: ...
    @property
    def unstable(self) -> bool: ...
    @property
    def clipped_first(self) -> bool: ...


@dataclass(frozen=True, eq=False)
class Asked:
    """The classes of all rows ``(N,)`` that readings of the labels name; `smoothed`: all outputs are asked for too."""

    classes: tuple[Array, ...]
    smoothed: bool
    names: tuple[int, ...]  # which array of a reading each of them comes from

    def place(self, labels: LabelReading) -> int:
        """The place of the classes that a reading names."""
        return self.names.index(id(labels.classes))


@dataclass(frozen=True, eq=False)
class OfRows:
    """The halves at the classes that are asked ``(C, N)``, and their sums over all outputs ``(N,)``."""

    yes: Float
    no: Float | None
    all_yes: Float | None
    all_no: Float | None

    @property
    def is_defined(self) -> bool:
        """Whether no half is nan."""
        parts = (self.yes, self.no, self.all_yes, self.all_no)
        return not any(np.isnan(part.max()) for part in parts if part is not None)

    @property
    def is_infinite(self) -> bool:
        """Whether some half for the label 0 is, so that no difference may be taken of its sums."""
        return self.all_no is not None and bool(self.all_no.max() >= INFINITE)

    @classmethod
    def joined(cls, blocks: Sequence["OfRows"]) -> "OfRows":
        """Those of all rows."""
        first = blocks[0]
        if len(blocks) == 1:
            return first
        yes, no, all_yes, all_no = (
            None if getattr(first, name) is None else np.concatenate([getattr(each, name) for each in blocks], axis=-1)
            for name in ("yes", "no", "all_yes", "all_no")
        )
        assert yes is not None
        return cls(yes, no, all_yes, all_no)


class Passes:
    """What is asked of some routes, several in one pass over the rows, which are read when the first is needed."""

    def __init__(self, asked: Sequence[tuple[Way, Asked]]) -> None:
        self._left = dict(asked)
        self._found: dict[Way, OfRows] = {}

    def of(self, route: Way) -> OfRows:
        """What is asked of a route, which is forgotten then."""
        if route not in self._found:
            others = [one for one in self._left if one is not route and _alike(one, route)]
            some = [route, *others[: max(AT_A_TIME // route.numbers.size, 1) - 1]]
            self._found |= zip(some, _read([(one, self._left.pop(one)) for one in some]), strict=True)
        return self._found.pop(route)


def _alike(one: Way, other: Way) -> bool:
    """Whether both get the same numbers."""
    clipped = one.clipped_first or other.clipped_first
    return one.reading is other.reading and one.read_as == other.read_as and not clipped


def _read(some: Sequence[tuple[Way, Asked]]) -> list[OfRows]:
    batch = Halved(some[0][0].numbers, some[0][0].read_as).batch

    def of_block(start: int, block: Block) -> list[OfRows]:
        read, rows = _BlockRead(block), slice(start, start + len(block))
        with np.errstate(all="ignore"):
            return [read.of(route, batch.under(route.pointwise), asked, rows) for route, asked in some]

    found = each(lambda at: of_block(*at), list(batch.starts()))
    return [OfRows.joined(blocks) for blocks in zip(*found, strict=True)]


class _BlockRead:
    """Some rows that route after route is asked of: what makes a is shared."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._activations: Shared = {}
        self._shared: dict[tuple[object, ...], Any] = {}  # made of activations and classes, by their id

    def of(self, route: Way, setting: Setting, asked: Asked, rows: slice) -> OfRows:
        """What is asked of a route, of these `rows` of all."""
        columns = [self._columns(classes, rows) for classes in asked.classes]
        if route.unstable or setting.pointwise.squares:
            return self._of_table(route, setting, asked, columns)
        definition, clip = setting.pointwise, held_by(setting.pointwise)
        activation = Tile(self.block, setting, shared=self._activations).activation
        at = [Logarithms(self._at(activation, each), definition, clip) for each in columns]
        whole = Logarithms(activation, definition, clip)
        yes = np.stack([each.yes[:, 0] for each in at], dtype=np.float64)
        all_yes = self._together(activation, definition, whole, False) if asked.smoothed else None
        if definition.exclusive:
            return OfRows(yes, None, all_yes, None)
        no = np.stack([each.no[:, 0] for each in at], dtype=np.float64)
        return OfRows(yes, no, all_yes, self._together(activation, definition, whole, True))

    def _of_table(self, route: Way, setting: Setting, asked: Asked, columns: list[Array]) -> OfRows:
        halves: tuple[Float, Float | None]
        if route.unstable:
            halves = cancelling(self.block.outputs)
        else:
            halves = halves_of(self.block, [setting], self._activations)
        yes, no = halves
        assert no is not None
        at = [[half[at_rows(each)] for each in columns] for half in (yes, no)]
        return OfRows(np.stack(at[0]), np.stack(at[1]), yes.sum(axis=1) if asked.smoothed else None, no.sum(axis=1))

    def _at(self, activation: Activation, columns: Array) -> Activation:
        return self._once(("at", id(activation), id(columns)), lambda: one_output(activation, columns))

    def _columns(self, classes: Array, rows: slice) -> Array:
        last = self.block.outputs.shape[1] - 1
        return self._once((id(classes),), lambda: np.clip(classes[rows], 0, last))

    def _once(self, key: tuple[object, ...], made: Callable[[], Answer]) -> Answer:
        if key not in self._shared:
            self._shared[key] = made()
        found: Answer = self._shared[key]
        return found

    def _together(self, activation: Activation, definition: Definition, whole: Logarithms, for_no: bool) -> Float:
        """``(n,)``: the sums of -ln a, or of -ln(1 - a), over all outputs."""
        sums = None
        direct = isinstance(activation, Sigmoid) and whole.is_plain  # two passes after an exp
        if definition.precision == "float64" and definition.log_clamp is None and not direct:
            tables = self._once(
                ("tables", id(activation)), lambda: (_by_columns(activation.a), _by_columns(activation.rest))
            )
            own, other = reversed(tables) if for_no else tables
            sums = minus_logs_together(own, other, definition.log_epsilon or 0.0, held_by(definition) or 0.0)
        return (whole.no if for_no else whole.yes).sum(axis=1, dtype=np.float64) if sums is None else sums


def _by_columns(table: Array) -> Array:
    """``(K, n)``: whole columns one after another, unless rows are long."""
    return table.T if table.shape[1] >= WIDE else np.ascontiguousarray(table.T)


def minus_logs_together(own: Array, other: Array, epsilon: float, clip: float) -> Float | None:
    """``(n,)``: the sums over the columns ``(K, n)`` of -ln(own + epsilon), both clipped; None where one is tiny.

    `other` is 1 - own with its own digits. Numbers from 1/2 on are multiplied as 1 + x, less 1, and smaller ones as
    they are: one logarithm is taken of several, and no small term is lost.
    """
    if clip:
        own, other = np.maximum(own, clip), np.maximum(other, clip)
    small = own + epsilon
    if not small.min() >= SMALLEST:
        return None
    small *= 2.0
    np.minimum(small, 1.0, out=small)
    x = epsilon - other
    np.maximum(x, -0.5, out=x)
    for _ in range(LEVELS):
        half = len(x) // 2
        if half == 0:
            break
        product = x[:half] * x[half : 2 * half]
        product += x[:half]
        product += x[half : 2 * half]
        fewer = small[:half] * small[half : 2 * half]
        if len(x) % 2:
            product, fewer = np.concatenate([product, x[-1:]]), np.concatenate([fewer, small[-1:]])
        x, small = product, fewer
    return np.asarray(-(np.log1p(x).sum(axis=0) + np.log(small).sum(axis=0)))
