"""How the labels may have been read: as they are, off by one, recoded, smoothed over, left out."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import factorial, log2

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.batch import one_hot
from xentgui.losses.cached import cached
from xentgui.questions.matching.given import Facts, Given
from xentgui.questions.matching.slips import SLIPS

IGNORED = -100  # what PyTorch and transformers leave out
MANY_CLASSES = 4  # all orders of the classes are tried up to here


@dataclass(frozen=True, eq=False)
class LabelReading:
    """One way to read the labels. `table` is ``(N, K)``, `keep` ``(N,)`` says which rows count.

    `bits` counts the slips, `field_bits` at least what the field `ignore_index` costs.
    `entered` is what `evaluate` takes for it (class indices or a table), or None where it refuses such labels.
    """

    key: str
    slips: tuple[str, ...]
    bits: float
    table: Float
    keep: Array
    entered: Array | None
    ignore_index: int | None = None
    field_bits: float = 0.0

    @property
    def all_bits(self) -> float:
        """How rare it is with the field that says which rows are ignored."""
        return self.bits + self.field_bits

    @cached
    def hard(self) -> bool:
        """Whether every label is 0 or 1."""
        return bool(((self.table == 0) | (self.table == 1)).all())

    @property
    def indices(self) -> bool:
        """Whether `evaluate` gets class indices."""
        return self.entered is not None and self.entered.ndim == 1 and self.table.shape[1] > 1


def label_readings(given: Given, facts: Facts) -> list[LabelReading]:
    """Every reading of the labels, the plain one first; readings that change nothing are left out."""
    makers = _of_indices if given.indices else _of_one_column if given.columns == 1 else _of_table
    readings = sorted(makers(given, facts), key=lambda reading: reading.all_bits)
    return [reading for number, reading in enumerate(readings) if not _is_repeated(reading, readings[:number])]


def reading_of(given: Given, facts: Facts, key: str) -> LabelReading | None:
    """The reading that has this key, or None where these labels do not allow it."""
    found = next((reading for reading in label_readings(given, facts) if reading.key == key), None)
    if found is None and key.startswith("order ") and (given.indices or given.one_class):
        return reordered(given, tuple(map(int, key.removeprefix("order ").split(","))), 0.0)
    return found


def classes_of(given: Given) -> Array | None:
    """``(N,)`` class indices where every row names one class, else None."""
    if given.indices:
        classes = given.labels.astype(np.int64)
        return classes if bool(((classes >= 0) & (classes < given.columns)).all()) else None
    return given.table.argmax(axis=1) if given.one_class else None


def reordered(given: Given, order: tuple[int, ...], bits: float) -> LabelReading | None:
    """Labels of which each class c was taken for `order[c]`."""
    classes = classes_of(given)
    if classes is None or len(order) != given.columns:
        return None
    name = ",".join(map(str, order))
    reading = _of_classes(f"order {name}", ("labels-recoded",), np.array(order)[classes], given.columns, bits)
    return reading if given.indices else replace(reading, entered=reading.table)


def _is_repeated(reading: LabelReading, earlier: list[LabelReading]) -> bool:
    return any(
        other.slips == reading.slips
        and other.ignore_index == reading.ignore_index
        and np.array_equal(other.table, reading.table)
        for other in earlier
    )


def _make(key: str, slips: tuple[str, ...], table: Array, entered: Array | None, more: float = 0.0) -> LabelReading:
    bits = sum(SLIPS[slug].bits for slug in slips) + more
    return LabelReading(key, slips, bits, table, np.ones(len(table), dtype=bool), entered)


def _of_classes(key: str, slips: tuple[str, ...], classes: Array, columns: int, more: float = 0.0) -> LabelReading:
    return _make(key, slips, one_hot(classes, columns), classes, more)


def _of_indices(given: Given, facts: Facts) -> Iterator[LabelReading]:
    classes, columns = given.labels.astype(np.int64), given.columns
    outside = np.unique(classes[(classes < 0) | (classes >= columns)])
    if not len(outside):
        yield _of_classes("plain", (), classes, columns)
    else:
        yield _make("zero-rows", ("labels-outside-0-1",), given.table, None, 1.0)
    if given.counts is None and (outside < 0).all():
        yield from _shifted(classes, columns)
    yield from _ignoring(classes, columns, outside, facts)
    yield from _recoded(classes, columns, len(outside) > 0)


def _ignoring(classes: Array, columns: int, outside: Array, facts: Facts) -> Iterator[LabelReading]:
    known = facts.known.get("ignore_index")
    for each in np.unique(classes):
        rest = outside[outside != each]
        if len(rest) or (classes == each).all():
            continue
        reading = _of_classes(f"without {each}", (), classes, columns)
        yield replace(reading, keep=classes != each, ignore_index=int(each), field_bits=0.0 if known == each else 2.5)


def _shifted(classes: Array, columns: int) -> Iterator[LabelReading]:
    """Each row with the label of the next one, or of the one before; what has none is left out, as with -100."""
    for step in (1, -1):
        moved = np.roll(classes, -step)
        moved[-1 if step > 0 else 0] = IGNORED
        keep = moved >= 0
        if keep.any() and len(classes) > 1:
            reading = _of_classes(f"shifted {step}", ("labels-shifted",), moved, columns)
            yield replace(reading, keep=keep, ignore_index=IGNORED)


def _recoded(classes: Array, columns: int, unusual: bool) -> Iterator[LabelReading]:
    for step in (-1, 1):
        moved = (classes + step) % columns
        fits = unusual and bool(((classes + step >= 0) & (classes + step < columns)).all())
        yield _of_classes(f"moved {step}", ("labels-off-by-one",), moved, columns, -3.0 if fits else 0.0)
    found, ranks = np.unique(classes, return_inverse=True)
    if len(found) <= columns and (unusual or not np.array_equal(ranks, classes)):
        yield _of_classes("ranks", ("labels-recoded",), ranks, columns, -2.5 if unusual else 0.0)
    if unusual:
        return
    yield _of_classes("reversed", ("labels-recoded",), columns - 1 - classes, columns)
    for order in _orders(columns):
        name = ",".join(map(str, order))
        yield _of_classes(f"order {name}", ("labels-recoded",), np.array(order)[classes], columns, _order_bits(columns))


def _orders(columns: int) -> Iterator[tuple[int, ...]]:
    if 2 < columns <= MANY_CLASSES:
        yield from itertools.islice(itertools.permutations(range(columns)), 1, None)


def _order_bits(columns: int) -> float:
    return log2(factorial(columns)) - 1.0


def _of_table(given: Given, facts: Facts) -> Iterator[LabelReading]:
    table, columns = given.labels, given.columns
    within = bool(((table >= 0) & (table <= 1)).all())
    yield _make("plain", () if within else ("labels-outside-0-1",), table, table if within else None)
    if set(np.unique(table)) == {-1.0, 1.0}:
        yield _make("signs", ("labels-recoded",), (table + 1) / 2, (table + 1) / 2, -2.5)
    sums = table.sum(axis=1, keepdims=True)
    if (table >= 0).all() and (sums > 0).all() and not np.allclose(sums, 1, atol=1e-9):
        yield _make("shares", ("labels-normalised",), table / sums, table / sums)
    if given.one_class:
        yield from _of_one_class(given, table.argmax(axis=1))
        return
    hard = np.eye(columns)[table.argmax(axis=1)]
    yield _make("hard", ("labels-hardened",), hard, hard)
    if within:
        yield _make("reversed", ("labels-recoded",), table[:, ::-1], table[:, ::-1])
        for step in (-1, 1):
            moved = np.roll(table, step, axis=1)
            yield _make(f"moved {step}", ("labels-off-by-one",), moved, moved)
        yield _make("flipped", ("labels-recoded",), 1 - table, 1 - table)


def _of_one_class(given: Given, classes: Array) -> Iterator[LabelReading]:
    columns = given.columns
    for reading in _recoded(classes, columns, False):
        yield replace(reading, entered=reading.table)
    if given.counts is None:
        yield from _shifted(classes, columns)
    for each in np.unique(classes):
        if not (classes == each).all():
            reading = _of_classes(f"without {each}", ("rows-ignored",), classes, columns)
            yield replace(reading, keep=classes != each, ignore_index=int(each))


def _of_one_column(given: Given, facts: Facts) -> Iterator[LabelReading]:
    table = given.labels
    found = np.unique(table)
    within = bool(((table >= 0) & (table <= 1)).all())

    def reading(key: str, slips: tuple[str, ...], labels: Array, more: float = 0.0) -> LabelReading:
        takes = bool(((labels >= 0) & (labels <= 1)).all())
        return _make(key, slips, labels, given.shaped(labels) if takes else None, more)

    yield reading("plain", () if within else ("labels-outside-0-1",), table)
    known = facts.known.get("ignore_index")
    if known is not None and (table == known).any() and not (table == known).all():
        rest = reading("ignored", (), np.where(table == known, 0.0, table))
        if rest.entered is not None:
            kept = (table != known)[:, 0]
            yield replace(rest, entered=given.shaped(table), keep=kept, ignore_index=int(known))
    if within:
        yield reading("flipped", ("labels-recoded",), 1 - table)
    else:
        yield reading("one down", ("labels-off-by-one",), table - 1, -3.0 if set(found) <= {1.0, 2.0} else 0.0)
        yield reading("signs", ("labels-recoded",), (table + 1) / 2, -3.0 if set(found) <= {-1.0, 1.0} else 0.0)
        yield reading("positive", ("labels-recoded",), (table > 0).astype(np.float64), -1.0)
        yield reading("not positive", ("labels-recoded",), (table <= 0).astype(np.float64), 0.5)
        if len(found) == 2:
            yield reading("largest", ("labels-recoded",), (table == found[1]).astype(np.float64), -2.5)
            yield reading("smallest", ("labels-recoded",), (table == found[0]).astype(np.float64), 0.0)
    if len(found) > 2 and within:
        yield reading("hard", ("labels-hardened",), (table > 0.5).astype(np.float64))
    if len(table) > 1 and len(found) > 1:
        yield reading("broadcast", ("labels-broadcast",), np.full_like(table, table.mean()))
