"""What was entered and where one looks: the two values that everything on the screen is asked of."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.axes import AXES, row_name
from xentgui.losses.batch import BLOCK_SIZE, Block
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.losses.rows import one_class
from xentgui.questions.contest import Training
from xentgui.training_examples import AT_FIRST

Mode = Literal["softmax", "binary", "multi-sigmoid"]
OutputsAre = Literal["logits", "probabilities"]
Table = Literal["labels", "outputs"]
Page = Literal["tables", "training"]
Numbers = NDArray[np.float64]

MODES: tuple[Mode, ...] = ("softmax", "binary", "multi-sigmoid")
LONG = 16  # letters of a row's name in a sentence
NAME = 64  # bytes, about, of the name of a row
NO_LABEL = -100  # the class index of a row that has no label yet
ACTIVATION_OF_MODE = {"softmax": "softmax", "binary": "sigmoid", "multi-sigmoid": "sigmoid"}


def row_called(name: str) -> str:
    """What sentences call a row of this name, which is cut where it is long."""
    return f"row {name if len(name) <= LONG else name[: LONG - 1] + '…'}"


def place_words(where: Sequence[int], row_words: Callable[[int], str], class_names: Sequence[str]) -> str:
    """What sentences call a place in a table: row img7, cat; only the row where that is all that is known."""
    return ", ".join([row_words(where[0]), *(class_names[column] for column in where[1:2])])


@dataclass(frozen=True)
class ShownCard:
    """A definition on show: as it is, but for what the whole window sets.

    One that follows the mode is written in a and takes the mode's activation, where its fields go with that. Base,
    reduction and class weights are the entry's, where they are not among the card's `own` fields.
    """

    name: str
    title: str
    short: str
    definition: Definition
    follows_mode: bool = False
    source: str | None = None
    own: tuple[str, ...] = ()
    slot: int = -1  # which colour and mark are its own; -1 until an entry gives it some

    def in_mode(self, entry: Entry) -> Definition:
        """The definition as it is evaluated; the same object as long as nothing that it depends on changes."""
        return _in_mode(self, entry.mode, entry.log_base, entry.reduction, entry.weights_in_mode, entry.ignores)


@lru_cache(maxsize=256)
def _in_mode(
    card: ShownCard,
    mode: Mode,
    log_base: float,
    reduction: str,
    weights: tuple[float, ...] | None,
    ignore_index: int | None,
) -> Definition:
    changes: dict[str, object] = {"reduction": reduction}
    if not card.definition.squares:
        changes["log_base"] = log_base
    if card.follows_mode and card.definition.goes_with(ACTIVATION_OF_MODE[mode]):
        changes["activation"] = ACTIVATION_OF_MODE[mode]
    if weights is not None:
        changes["class_weights"] = weights
    if ignore_index is not None and mode == "softmax":
        changes["ignore_index"] = ignore_index
    kept = {field: value for field, value in changes.items() if field not in card.own}
    return replace(card.definition, **kept)  # type: ignore[arg-type]


_NIELSEN = Definition(activation="sigmoid", likelihood="bernoulli")
THREE_SOURCES = (
    ShownCard("nielsen", "Nielsen, ch. 3", "Nielsen", _NIELSEN, True, "nielsen", slot=0),
    ShownCard(
        "tensorflow-intro", "TensorFlow intro", "TensorFlow intro", Definition(), True, "tensorflow-intro", slot=1
    ),
    ShownCard("cs231n", "CS231n notes", "CS231n", Definition(one_class=True), False, "cs231n", slot=2),
)
_SLOT_OF = {card.source: card.slot for card in THREE_SOURCES}
_SLOTS = (3, 4, 5, 0, 1, 2)  # in the order in which other definitions take them, before those from 6 on


def with_slots(cards: tuple[ShownCard, ...]) -> tuple[ShownCard, ...]:
    """Cards of which no two have the same colour and mark: each keeps its own, or takes a free one.

    The three sources have theirs wherever they come back to.
    """
    slots = [card.slot for card in cards]
    if min(slots, default=0) >= 0 and len(set(slots)) == len(slots):
        return cards
    kept = {slot: place for place, slot in reversed(list(enumerate(slots))) if slot >= 0}
    placed = []
    for place, card in enumerate(cards):
        if kept.get(card.slot) != place:
            free = itertools.chain([_SLOT_OF.get(card.source, 3)], _SLOTS, itertools.count(len(_SLOTS)))
            card = replace(card, slot=next(slot for slot in free if slot not in kept))
            kept[card.slot] = place
        placed.append(card)
    return tuple(placed)


@dataclass(frozen=True)
class Entry:
    """What was entered, and what is trained. Tables are blocks of rows, shared between one entry and the next.

    Where `ignore_index` is not None, a row whose labels are all 0 is an ignored sample, and this is its class index.
    Where all other rows name one class, it is a row without a label yet, and does not count either: see `ignores`.
    Until the first label is there no row counts.
    Where the rows were counted by several axes (sequences, images) `leading` is their shape, until rows come or go.
    `groups` is the name of the group that each row is in (a batch, a sequence), or None.
    """

    blocks: tuple[Block, ...]
    class_names: tuple[str, ...]
    sample_names: tuple[str, ...] | None = None
    mode: Mode = "softmax"
    yes: int = 0
    outputs_are: OutputsAre = "logits"
    log_base: float = math.e
    reduction: Literal["mean", "sum"] = "mean"
    class_weights: tuple[float, ...] | None = None
    ignore_index: int | None = None
    leading: tuple[int, ...] | None = None
    groups: tuple[str, ...] | None = None
    cards: tuple[ShownCard, ...] = THREE_SOURCES
    training: Training = AT_FIRST

    def __post_init__(self) -> None:
        object.__setattr__(self, "cards", with_slots(self.cards))
        if self.leading is not None and (len(self.leading) < 2 or math.prod(self.leading) != self.rows):
            object.__setattr__(self, "leading", None)

    @classmethod
    def of(cls, labels: object, outputs: object, class_names: Sequence[str] | None = None, **fields: object) -> Entry:
        """An entry from two tables of the same shape (N, K)."""
        y, f = (np.atleast_2d(np.asarray(table, dtype=float)) for table in (labels, outputs))
        names = tuple(class_names) if class_names is not None else tuple(str(k) for k in range(f.shape[1]))
        return cls(blocks=in_blocks(y, f), class_names=names, **fields)  # type: ignore[arg-type]

    @cached
    def rows(self) -> int:
        return sum(len(block.outputs) for block in self.blocks)

    @property
    def columns(self) -> int:
        return len(self.class_names)

    @property
    def shown_columns(self) -> range:
        """The columns of the tables that the mode shows: the yes/no question has one."""
        return range(self.yes, self.yes + 1) if self.mode == "binary" else range(self.columns)

    @property
    def weights_in_mode(self) -> tuple[float, ...] | None:
        """The class weights that the mode's outputs take; a yes/no question has the factors of no and yes."""
        if self.class_weights is None or self.mode != "binary":
            return self.class_weights
        return (1.0, self.class_weights[self.yes])

    @cached
    def lacks_labels(self) -> bool:
        """Whether each row is to name one class, and none does so yet."""
        return self.mode == "softmax" and self.ignore_index is None and not self.has_labels

    @cached
    def has_labels(self) -> bool:
        """Whether any label is not 0."""
        return any(block.remember(_labelled).some for block in self.blocks)

    @cached
    def ignores(self) -> int | None:
        """The class index of the rows that do not count: ignored samples, or rows that have no label yet."""
        if self.ignore_index is not None or self.mode != "softmax":
            return self.ignore_index
        found = [block.remember(_labelled) for block in self.blocks]
        some_lack = not all(each.all for each in found)
        return NO_LABEL if some_lack and all(each.one_hot for each in found) else None

    def table(self, name: Table) -> Numbers:
        """One whole table, (N, K)."""
        return np.concatenate([getattr(block, name) for block in self.blocks])

    def some(self, name: Table, start: int, stop: int) -> Numbers:
        """The rows from start to stop of one table."""
        parts, first = [], 0
        for block in self.blocks:
            last = first + len(block.outputs)
            if first < stop and start < last:
                parts.append(getattr(block, name)[max(start - first, 0) : stop - first])
            first = last
        return np.concatenate(parts) if parts else np.empty((0, self.columns))

    def of_class(self, name: Table, start: int, stop: int, column: int) -> Numbers:
        """One column of some rows, (rows,): nothing is copied of the others."""
        parts, first = [np.empty(0)], 0
        for block in self.blocks:
            parts.append(getattr(block, name)[max(start - first, 0) : max(stop - first, 0), column])
            first += len(block)
        return np.concatenate(parts)

    def cell(self, name: Table, row: int, column: int) -> float:
        return float(self.some(name, row, row + 1)[0, column])

    def same_as(self, other: Entry) -> bool:
        """Equal in every value, also where a block was copied."""
        if self.blocks != other.blocks and (self.rows != other.rows or any(changed_rows(self, other)[1:])):
            return False
        return replace(self, blocks=()) == replace(other, blocks=())

    def same_sheet(self, other: Entry) -> bool:
        """Equal in every value, whatever is trained."""
        return self.same_as(replace(other, training=self.training))

    def sample_name(self, row: int) -> str:
        """What a row is called: its name, its place among several axes (0, 3 or 0 · 12, 40), or its number."""
        if row < self.rows and self.sample_names is not None:
            return self.sample_names[row]
        if row >= self.rows or self.leading is None:
            return str(row + 1)
        return row_name(row, self.leading)

    def row_words(self, row: int) -> str:
        """What sentences call a row: row 3, row 1 · 1, 0, row img7; a long name is cut."""
        return row_called(self.sample_name(row))

    @property
    def axes(self) -> tuple[str, ...]:
        """What one place along each of the leading axes is called: sequence, place."""
        count = len(self.leading or ())
        return AXES.get(count, ("part",) * count)

    def block_name(self, axis: int, row: int) -> str:
        """Where a row stands along the leading axes up to this one: "image 0, line 2"."""
        places = np.unravel_index(row, self.leading or (self.rows,))[: axis + 1]
        return ", ".join(f"{name} {place}" for name, place in zip(self.axes, places, strict=False))

    @property
    def first_counted(self) -> int:
        """The first row that is not ignored; 0 where all are."""
        return int(self.ignored(0, self.rows).argmin()) if self.rows else 0

    def ignored(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Which of some rows count for nothing."""
        if self.ignores is None or self.mode != "softmax":
            return np.zeros(stop - start, dtype=bool)
        return np.asarray(~self.some("labels", start, stop).any(axis=1))

    def unlabelled(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Which of some rows have no label yet, and no loss."""
        return self.ignored(start, stop) & (self.ignore_index is None)


@dataclass(frozen=True)
class Focus:
    """Where one looks: the cell, the chosen card, how the curve's axis keeps the rest of its row, the epoch, the page.

    `blocks` is the leading axis up to which the places of the rows are the same in a block of the tables; None shows
    no blocks.
    """

    row: int = 0
    column: int = 0
    chosen: int = 1
    rest: Literal["kept", "rescaled"] = "rescaled"
    epoch: int | None = None
    blocks: int | None = 0
    page: Page = "tables"

    def inside(self, entry: Entry) -> Focus:
        """The nearest focus that exists in the entry."""
        columns = entry.shown_columns
        column = self.column if self.column in columns else min(columns, key=lambda k: abs(k - self.column), default=0)
        row = min(max(self.row, 0), max(entry.rows - 1, 0))
        chosen = min(max(self.chosen, 0), max(len(entry.cards) - 1, 0))
        blocks = self.blocks if self.blocks is None else min(self.blocks, max(len(entry.leading or ()) - 2, 0))
        return replace(self, row=row, column=column, chosen=chosen, blocks=blocks)


@dataclass(frozen=True)
class Edit:
    """A user's change: what Undo calls it, the pure function that makes it, and the gesture that it is part of."""

    label: str
    change: Callable[[Entry], Entry]
    gesture: int | None = None


class _Labelled(NamedTuple):
    """Whether some rows of a block have a label, whether all have, and whether those that have name one class each."""

    some: bool
    all: bool
    one_hot: bool


def _labelled(block: Block) -> _Labelled:
    labelled = block.labels.any(axis=1)
    return _Labelled(bool(labelled.any()), bool(labelled.all()), bool((one_class(block.labels) | ~labelled).all()))


def in_blocks(labels: Numbers, outputs: Numbers, weights: Numbers | None = None) -> tuple[Block, ...]:
    """Tables (N, K) cut into blocks of about 1 MiB."""
    height = max(1, BLOCK_SIZE // max(1, outputs.shape[1]))
    cuts = range(0, max(len(outputs), 1), height)
    return tuple(
        Block(
            labels[i : i + height].copy(),
            outputs[i : i + height].copy(),
            None if weights is None else weights[i : i + height].copy(),
        )
        for i in cuts
    )


def only_in(one: Entry, other: Entry) -> tuple[tuple[Block, ...], int]:
    """The blocks that one entry has and another has not, and the bytes that they alone hold in memory."""
    shared, theirs = set(other.blocks), {id(table) for block in other.blocks for table in block.tables}
    blocks = tuple(block for block in one.blocks if block not in shared)
    held = {id(table): table.nbytes for block in blocks for table in block.tables if id(table) not in theirs}
    names = ((one.sample_names, other.sample_names), (one.groups, other.groups))
    return blocks, sum(held.values()) + sum(NAME * len(mine) for mine, other in names if mine and mine is not other)


class Span(NamedTuple):
    """Where two entries differ: from `start` on, `removed` rows of the old become `inserted` rows of the new."""

    start: int
    removed: int
    inserted: int


def changed_rows(old: Entry, new: Entry) -> Span:
    """Where two entries differ; equal blocks are passed over by identity, then rows by value."""
    head = _equal_rows(old, new)
    tail = _equal_rows(old, new, backwards=True, limit=min(old.rows, new.rows) - head)
    return Span(head, old.rows - head - tail, new.rows - head - tail)


def _equal_rows(old: Entry, new: Entry, *, backwards: bool = False, limit: int | None = None) -> int:
    """How many rows are the same from the start on, or from the end; at most `limit`."""
    most = min(old.rows, new.rows) if limit is None else limit
    if old.columns != new.columns:
        return 0
    first, second = (list(entry.blocks if backwards else entry.blocks[::-1]) for entry in (old, new))
    count = passed = skipped = 0  # rows that are equal, and how far into the two blocks on top
    while count < most:
        a, b = first[-1], second[-1]
        rows = min(len(a) - passed, len(b) - skipped, most - count)
        equal = rows if a is b and passed == skipped else _equal_in(a, passed, b, skipped, rows, backwards)
        count, passed, skipped = count + equal, passed + equal, skipped + equal
        if equal < rows:
            break
        if passed == len(a):
            first.pop()
            passed = 0
        if skipped == len(b):
            second.pop()
            skipped = 0
    return count


def _equal_in(a: Block, i: int, b: Block, j: int, rows: int, backwards: bool) -> int:
    """How many of `rows` rows are the same in two blocks, `i` and `j` rows away from their starts, or ends."""
    if backwards:
        i, j = len(a) - i - rows, len(b) - j - rows
    here, there = slice(i, i + rows), slice(j, j + rows)
    same = (a.outputs[here] == b.outputs[there]).all(axis=1) & (a.labels[here] == b.labels[there]).all(axis=1)
    if a.weights is not None or b.weights is not None:
        ones = np.ones((1, 1))
        weights, others = (ones if w is None else w[part] for w, part in ((a.weights, here), (b.weights, there)))
        same &= (weights == others).all(axis=1)
    differs = np.flatnonzero(~same)
    if not len(differs):
        return rows
    return int(rows - 1 - differs[-1] if backwards else differs[0])
