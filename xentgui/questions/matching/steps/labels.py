"""What goes wrong with the labels: off by one, recoded, shifted, made hard, left out, used as they are."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import factorial, inf, log2
from typing import ClassVar

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import one_hot
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.steps.label_reading import LabelReading, LabelStep, reading_of_classes, reading_of_table
from xentgui.questions.matching.steps.orders import order_in_words
from xentgui.questions.matching.steps.step import every

IGNORED = -100  # what PyTorch and transformers leave out
PADDING = (IGNORED, -1, 255)  # what stands where there is no label
MANY_CLASSES = 4  # all orders of the classes are tried up to here


@dataclass(frozen=True)
class OutsideZeroOne(LabelStep):
    found: tuple[float, ...] = field(default=(), compare=False)

    slug = "labels-outside-0-1"
    bits = 1.0
    title = "Labels outside 0 to 1 used as they are"
    happened = "a formula for labels between 0 and 1 was given other numbers and used them as they are"
    advice = "use one-hot rows, or labels 0 and 1"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.within or (given.indices and not len(given.outside)):
            return
        step = cls(tuple(np.unique(given.labels).tolist()))
        if not given.indices:
            yield step.of_table(given, given.labels)
        else:
            padded = bool(np.isin(given.outside, PADDING).all())
            yield replace(step.of_table(given, given.table, 5.0 if padded else 1.0), entered=None)

    @property
    def says(self) -> str:
        if not 1 < len(self.found) < 4:
            return self.happened
        *some, last = (f"{each:g}" for each in self.found)
        return f"{self.happened} ({', '.join(some)} and {last})"


@dataclass(frozen=True)
class OffByOne(LabelStep):
    by: int

    slug = "labels-off-by-one"
    bits, likelier = 3.5, 3.0
    title = "Labels off by one class"
    happened = "the class numbers are off by one"
    advice = "count the classes from 0"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.columns == 1:
            if not given.within:
                plain = set(np.unique(given.labels)) <= {1.0, 2.0}
                yield cls(-1).of_table(given, given.labels - 1, -3.0 if plain else 0.0)
            return
        for by in (-1, 1):
            if given.columns == 2 and not len(given.outside):
                continue  # two classes in the other order
            if given.indices or given.one_class:
                moved = given.classes + by
                fits = len(given.outside) > 0 and bool(((moved >= 0) & (moved < given.columns)).all())
                yield cls(by).of_classes(given, moved % given.columns, -3.0 if fits else 0.0)
            elif given.within:
                yield cls(by).of_table(given, np.roll(given.labels, by, axis=1))

    @property
    def says(self) -> str:
        return f"{self.happened} (each was taken for the one {'above' if self.by > 0 else 'below'} it)"


@dataclass(frozen=True)
class Recoding(LabelStep):
    """Class c was taken for `order[c]`."""

    order: tuple[int, ...]

    slug = "labels-recoded"
    bits = 3.5
    title = "Labels recoded"
    happened = "the labels were recoded: the classes stand in another order, or under other numbers, than the outputs"
    advice = "put labels and outputs in the same order of classes"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        columns = given.columns
        if len(given.outside) or not (given.indices or given.one_class):
            return
        yield cls(tuple(range(columns))[::-1]).applied(given)
        for order in itertools.permutations(range(columns)) if 2 < columns <= MANY_CLASSES else ():
            if order != tuple(range(columns)):
                yield cls(order).applied(given, log2(factorial(columns)) - 1.0)

    def applied(self, given: Given, more: float = 0.0) -> LabelReading:
        """The reading of labels that name one class each."""
        return self.of_classes(given, np.array(self.order)[given.classes], more)

    @property
    def says(self) -> str:
        return f"{self.happened} ({order_in_words(self.order)})"


RENUMBERED = {
    "ranks": "the class numbers that occur were counted 0, 1, 2, ...",
    "signs": "-1 and 1 were read as 0 and 1",
    "flipped": "yes and no changed places",
    "reversed": "the columns stand in the reverse order",
    "positive": "every label above 0 was read as 1, the others as 0",
    "not positive": "every label above 0 was read as 0, the others as 1",
    "largest": "the larger of the two labels was read as 1, the smaller as 0",
    "smallest": "the smaller of the two labels was read as 1, the larger as 0",
}


@dataclass(frozen=True)
class Renumbered(LabelStep):
    """Other numbers were taken for the classes: `how`, one of RENUMBERED."""

    how: str
    found: tuple[float, ...] = field(default=(), compare=False)

    slug = "labels-recoded"
    bits, likelier = Recoding.bits, 3.0
    title = Recoding.title
    happened = Recoding.happened
    advice = Recoding.advice

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.indices or given.one_class:
            yield from cls._of_classes(given)
        elif given.columns == 1:
            yield from cls._of_one_column(given)
        else:
            if (np.abs(given.labels) == 1).all() and given.labels.min() < given.labels.max():
                yield cls("signs").of_table(given, (given.labels + 1) / 2, -2.5)
            if given.within:
                yield cls("reversed").of_table(given, given.labels[:, ::-1])
                yield cls("flipped").of_table(given, 1 - given.labels)

    @classmethod
    def _of_classes(cls, given: Given) -> Iterator[LabelReading]:
        found, ranks = np.unique(given.classes, return_inverse=True)
        unusual = len(given.outside) > 0
        if len(found) <= given.columns and (unusual or not np.array_equal(ranks, given.classes)):
            step = cls("ranks", tuple(found.tolist()))
            yield step.of_classes(given, ranks, -2.5 if unusual else 0.0)

    @classmethod
    def _of_one_column(cls, given: Given) -> Iterator[LabelReading]:
        table = given.labels
        if given.within:
            yield cls("flipped").of_table(given, 1 - table)
            return
        found = np.unique(table)
        yield cls("signs").of_table(given, (table + 1) / 2, -3.0 if set(found) <= {-1.0, 1.0} else 0.0)
        yield cls("positive").of_table(given, (table > 0) * 1.0, -1.0)
        yield cls("not positive").of_table(given, (table <= 0) * 1.0, 0.5)
        if len(found) == 2:
            yield cls("largest").of_table(given, (table == found[1]) * 1.0, -2.5)
            yield cls("smallest").of_table(given, (table == found[0]) * 1.0)

    @property
    def says(self) -> str:
        how = RENUMBERED[self.how]
        if self.how == "ranks" and len(self.found) <= 6:
            how = f"the class numbers {', '.join(f'{each:g}' for each in self.found)} were counted 0, 1, 2, ..."
        return f"{self.happened} ({how})"


@dataclass(frozen=True)
class Shifted(LabelStep):
    by: int

    slug = "labels-shifted"
    bits = 3.5
    title = "Labels shifted by one row"
    happened = "each row met the label of its neighbour, and the row without one was left out"
    advice = "shift labels and outputs against each other once: language models of transformers do it inside"
    tells = ("ignore_index",)
    times: ClassVar[int] = 1

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        """Each row with the label of the next one, or of the one before; what has none is left out, as with -100."""
        if given.counts is not None or not (given.indices or given.one_class) or (given.outside >= 0).any():
            return
        for by in (cls.times, -cls.times):
            moved = _shifted(given, by)
            keep = moved >= 0
            if keep.any():
                reading = reading_of_classes(cls(by), replace(given, indices=True), moved, cls.bits)
                yield replace(reading, keep=keep, ignore_index=IGNORED)

    @property
    def says(self) -> str:
        neighbour = "next row" if self.by > 0 else "row before"
        return f"each row met the label of the {neighbour}, and the row without one was left out"


@dataclass(frozen=True)
class ShiftedTwice(Shifted):
    slug = "labels-shifted-twice"
    bits = 4.5
    title = "Labels shifted twice"
    happened = "the labels were shifted twice, so that each row met the label of the next but one"
    advice = "shift once: language models of transformers do it inside"
    times = 2

    @property
    def says(self) -> str:
        return self.happened if self.by > 0 else f"{self.happened}, backwards"


def _shifted(given: Given, by: int) -> Array:
    """``(N,)`` the class of the row `by` rows on, inside each sequence; what has none is ignored."""
    classes = np.where((given.classes < 0) | (given.classes >= given.columns), IGNORED, given.classes)
    runs = classes.reshape(-1, given.run or given.rows)
    moved = np.full_like(runs, IGNORED)
    if by > 0:
        moved[:, :-by] = runs[:, by:]
    else:
        moved[:, -by:] = runs[:, :by]
    return np.asarray(moved.ravel())


@dataclass(frozen=True)
class MaskForgotten(LabelStep):
    slug = "mask-forgotten"
    bits = 4.5
    title = "The one-hot mask was forgotten"
    happened = "the logarithms of all classes were added up, not that of the true class alone"
    advice = "multiply by the one-hot labels before adding up"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.columns > 1 and not len(given.outside) and (given.indices or given.one_class):
            ones = np.broadcast_to(1.0, given.outputs.shape)
            yield replace(cls().of_table(given, ones), entered=ones)


@dataclass(frozen=True)
class Normalised(LabelStep):
    slug = "labels-normalised"
    bits = 2.5
    title = "Labels divided by their sum"
    happened = "each row of labels was divided by its sum"
    advice = "leave the labels as they are, or say that they are shares"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.indices or given.columns == 1:
            return
        with np.errstate(over="ignore"):
            sums = given.labels.sum(axis=1, keepdims=True)
        if (given.labels >= 0).all() and (sums > 0).all() and not np.allclose(sums, 1, atol=1e-9):
            yield cls().of_table(given, given.labels / sums)


@dataclass(frozen=True)
class MadeHard(LabelStep):
    """`lesser`: of rows that mix two labels, as mixup makes them, the smaller one."""

    lesser: bool = False

    slug = "labels-hardened"
    bits = 3.5
    title = "Soft labels made hard"
    happened = "only the largest label of each row was used, as if it were certain"
    advice = "pass the shares themselves"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.indices or given.one_class:
            return
        if given.columns > 1:
            yield cls().of_table(given, one_hot(given.labels.argmax(axis=1), given.columns))
            there = given.labels > 0
            if given.within and there.any(axis=1).all() and there.sum(axis=1).max() == 2:
                smaller = np.where(there, given.labels, np.inf).argmin(axis=1)
                yield cls(lesser=True).of_table(given, one_hot(smaller, given.columns))
        elif given.within and len(np.unique(given.labels)) > 2:
            yield cls().of_table(given, (given.labels > 0.5) * 1.0)

    @property
    def says(self) -> str:
        of = "the smaller of the two mixed labels" if self.lesser else "the largest label"
        return f"only {of} of each row was used, as if it were certain"


@dataclass(frozen=True)
class Broadcast(LabelStep):
    slug = "labels-broadcast"
    bits = 4.0
    title = "Labels broadcast against the outputs"
    happened = "shapes (N,) and (N, 1) were broadcast, so that every output met every label"
    advice = "give both the same shape"

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if given.columns == 1 and given.rows > 1 and len(np.unique(given.labels)) > 1:
            yield cls().of_table(given, np.full_like(given.labels, given.labels.mean()))


@dataclass(frozen=True)
class RowsIgnored(LabelStep):
    left_out: int

    slug = "rows-ignored"
    bits = 4.0
    title = "Some rows left out"
    happened = "the rows of one class were left out"
    advice = "check ignore_index, padding and masks"
    tells = ("ignore_index",)

    @classmethod
    def readings(cls, given: Given) -> Iterator[LabelReading]:
        if not given.one_class or given.indices:
            return
        for each in map(int, np.unique(given.classes)):
            if not (given.classes == each).all():
                reading = reading_of_classes(cls(each), replace(given, indices=True), given.classes, cls.bits)
                yield replace(reading, keep=given.classes != each, ignore_index=each)

    @property
    def says(self) -> str:
        return f"{self.happened} (class {self.left_out})"


LABEL_STEPS = tuple(every(LabelStep))


def label_readings(given: Given, facts: Facts, most: float = inf) -> list[LabelReading]:
    """Every reading of the labels by steps of at most so many bits, the plain one first; none that changes nothing."""
    steps = [step for step in LABEL_STEPS if step.bits - step.likelier <= most]
    found = [*plain_readings(given, facts), *(each for step in steps for each in step.readings(given))]
    kept: list[LabelReading] = []
    alike: dict[tuple[object, ...], list[LabelReading]] = {}
    for reading in sorted(found, key=lambda reading: reading.all_bits):
        known = alike.setdefault((reading.step and reading.step.slug, reading.ignore_index), [])
        if not any(other.same_labels(reading) for other in known):
            known.append(reading)
            kept.append(reading)
    unused = _unused(given, facts)
    return [replace(reading, unused=unused) if reading.ignore_index is None else reading for reading in kept]


def reading_of(given: Given, facts: Facts, key: tuple[object, ...]) -> LabelReading | None:
    """The reading that has this key, or None where these labels do not allow it."""
    found = next((reading for reading in label_readings(given, facts) if reading.key == key), None)
    if found is None and isinstance(key[0], Recoding) and (given.indices or given.one_class):
        return key[0].applied(given)
    return found


def _unused(given: Given, facts: Facts) -> tuple[int, ...]:
    """The values of `ignore_index` that these labels do not have: what is known, and PyTorch's own."""
    known = facts.known.get("ignore_index", facts.chosen.ignore_index)
    asked = dict.fromkeys(each for each in (known, IGNORED) if each is not None)
    taken = given.indices or given.columns == 1
    return tuple(each for each in asked if not (given.labels == each).any() and (taken or each < 0))


def plain_readings(given: Given, facts: Facts) -> Iterator[LabelReading]:
    """The labels as they are, and without the rows of an index that is ignored."""
    known = facts.known.get("ignore_index")
    if given.indices:
        if not len(given.outside):
            yield reading_of_classes(None, given, given.classes, 0.0)
        yield from _without_an_index(given, known)
        return
    if given.within:
        yield reading_of_table(None, given, given.labels, 0.0)
    if given.columns == 1 and known is not None and (given.labels == known).any():
        kept = (given.labels != known)[:, 0]
        rest = reading_of_table(None, given, np.where(kept[:, None], given.labels, 0.0), 0.0)
        if kept.any() and rest.entered is not None:
            yield replace(rest, entered=given.shaped(given.labels), keep=kept, ignore_index=int(known))


def _without_an_index(given: Given, known: object) -> Iterator[LabelReading]:
    classes = given.classes
    for each in map(int, np.unique(classes)):
        if (given.outside == each).all() and not (classes == each).all():
            reading = reading_of_classes(None, given, classes, 0.0)
            padding = len(given.outside) > 0 and each in PADDING
            bits = 0.0 if known == each else 0.5 if padding else 2.5
            yield replace(reading, keep=classes != each, ignore_index=each, field_bits=bits)
