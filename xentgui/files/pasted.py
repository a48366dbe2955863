"""Pasted text turned into tables: spreadsheet blocks, and what notebooks and terminals print.

>>> pasted = read_pasted("tensor([[2.0, -1.0], [0.1, 1.5]], device='cuda:0')\\ntensor([0, 1])\\nloss = 0.4591")
>>> pasted.imported.outputs.tolist(), pasted.imported.labels.tolist(), pasted.number_text
([[2.0, -1.0], [0.1, 1.5]], [[1.0, 0.0], [0.0, 1.0]], '0.4591')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xentgui.files.arrays import columns_of_array, laid_flat
from xentgui.files.assemble import Imported, Offer, assemble, class_of_each_place, in_axes
from xentgui.files.cells import read_number as read_number
from xentgui.files.cells import vanished
from xentgui.files.columns import Column, check_columns, side_by_side
from xentgui.files.guess.by_name import role_of_class_list, role_of_name
from xentgui.files.guess.by_numbers import names_classes, within, zeros_and_ones
from xentgui.files.guess.logits_or_probabilities import sums_to_one
from xentgui.files.guess.roles import Guess, guess_roles
from xentgui.files.guess.vocabulary import LABEL_WORDS, OUTPUT_WORDS, WEIGHT_WORDS
from xentgui.files.labels import class_places, place_of, some_names
from xentgui.files.otherwise import fitting
from xentgui.files.segments import Segment, joined, segments
from xentgui.files.separated import check_lines
from xentgui.losses.batch import DataError
from xentgui.losses.rows import one_class

Numbers = NDArray[np.float64]
MOST_CHARACTERS = 50_000_000
ONE_SAMPLE = "two vectors of one length, of shares: they are read as labels and outputs of one sample"
FEW = 10  # numbers: a vector of so few fractions is rather one sample's than that of many yes/no questions
_FROM_ONE = re.compile(  # what R, Julia and MATLAB print, which count from 1
    r"^ *\[1\] |^ *\[1,\] |^# A tibble|<(?:dbl|fct)>|^ *[\d×x]+(?:-element)? \w*(?:Matrix|Vector)\{|^\w+ =\n\n +\S",
    re.MULTILINE,
)


NO_BLOCK = "there is no single block of numbers in what was pasted: copy one table"


@dataclass(frozen=True, eq=False)
class Pasted:
    """What a paste holds.

    Attributes:
        columns: the columns of its tables, in the order of the paste; each knows its table.
        number_text: the loss that stands in the paste, as it is written ("0.4591"), or None.
        notes: what was done and what was left out, in plain words.
        facts: the options of a pasted call, as fields of a definition, and `outputs_are` of from_logits.
        leading: the axes that count the samples, where there were more than two dimensions.
        apart: the same columns read otherwise, and what that is.
    """

    columns: tuple[Column, ...]
    number_text: str | None
    notes: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    leading: tuple[int, ...] | None = None
    apart: tuple[tuple[str, tuple[Column, ...]], ...] = ()

    @cached_property
    def guess(self) -> Guess:
        """What each column is taken for, and why."""
        return guess_roles(self.columns)

    @property
    def without_table(self) -> str:
        """What there is where no column is."""
        return "options" if self.number_text is None else f"the number {self.number_text}"

    @cached_property
    def holds_both(self) -> bool:
        """Whether there are labels and outputs in it: it stands for a whole entry, not for cells of one table."""
        return {"labels", "outputs"} <= set(self.guess.roles)

    @cached_property
    def imported(self) -> Imported:
        """Labels and outputs as tables of one shape. Raises DataError where they do not fit together."""
        return self._assembled(self.columns, self.guess)

    def _assembled(self, columns: Sequence[Column], guess: Guess) -> Imported:
        own = columns is self.columns
        columns, guess, leading = class_of_each_place(columns, guess, self.leading)
        found = assemble(columns, guess, facts=self.facts)
        others = tuple(Offer(words, ONE_SAMPLE, partial(self._read_apart, other)) for words, other in self.apart)
        told = replace(
            found,
            number_text=self.number_text or found.number_text,
            reasons=(*found.reasons, *self.notes),
            offers=(*found.offers, *(others if own else ())),
        )
        return in_axes(told, leading)

    def _read_apart(self, columns: tuple[Column, ...]) -> Imported:
        return self._assembled(columns, guess_roles(columns))

    @cached_property
    def cells(self) -> Numbers | None:
        """(n, K), the numbers as one block of cells, where the paste is one block of numbers; else None."""
        if not self.columns and self.number_text is not None:
            value = float(self.number_text.replace(",", "."))
            return np.array([[value]]) if np.isfinite(value) else None
        roles = zip(self.columns, self.guess.roles, strict=True)
        columns = [column for column, role in roles if role not in ("sample names", "nothing")]
        if len({column.table for column in columns}) != 1 or any(column.numbers is None for column in columns):
            return None
        cells = np.column_stack([column.numbers for column in columns if column.numbers is not None])
        return cells.T if columns[0].vector and not columns[0].whole else cells

    def cells_for(self, table: Literal["labels", "outputs"], class_names: Sequence[str]) -> Numbers:
        """The block of cells (n, m) that the paste means in one of the tables of an entry with these classes.

        In labels, class names and class numbers become one-hot rows. Raises DataError where the paste holds no block.
        """
        if table == "labels" and len(class_names) > 1 and len(self.columns) == 1 and names_classes(self.columns[0]):
            return _one_hot(self.columns[0], class_names)
        if self.cells is None:
            raise DataError(NO_BLOCK)
        return self.cells


def read_pasted(text: str) -> Pasted:
    """What pasted text holds.

    Spreadsheet blocks (tab, comma, semicolon, bars, spaces; decimal commas where unambiguous), prints of numpy,
    torch, jax, TensorFlow and pandas, R, Julia and MATLAB, nested Python and JSON lists, columns of class numbers or
    class names, variable assignments, calls of loss functions, several blocks at once, and a loss among them.

    Raises DataError that says where what stands that cannot be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise DataError(f"this is more than {MOST_CHARACTERS // 1_000_000} million characters: save it as a file")
    check_lines(text)
    found = segments(joined(text))
    facts = {name: value for segment in found for name, value in segment.facts.items()}
    tables, losses = _numbers_apart([segment for segment in found if not segment.facts])
    singles = [segment for segment in tables if _is_whole_and_named(segment)]
    tables, leading, notes = _laid_flat([segment for segment in tables if segment not in singles])
    notes += tuple(f'"{segment.caption}" is a single value: it is left out' for segment in singles)
    notes += vanished(text)
    columns = _told_apart(tables, from_one=_FROM_ONE.search(text) is not None)
    check_columns(columns)
    columns, turned = _samples_in_rows(fitting(columns))
    notes += turned
    columns, apart = _one_sample(columns)
    if facts and not columns and not losses:
        return Pasted((), None, notes, facts)
    if not losses and (not columns or (len(columns) > 1 and all(column.numbers is None for column in columns))):
        raise DataError("there are no numbers in it: copy the numbers, with their brackets or with separators")
    known = [loss for loss in losses if "nan" not in loss.lower()]
    notes += () if len(known) == len(losses) else ("the loss in it is nan: it is left out",)
    if not columns and not known:
        raise DataError("the number in it is nan: there is nothing to compare with")
    return Pasted(columns, known[-1] if known else None, notes, facts, leading, apart)


def _numbers_apart(found: list[Segment]) -> tuple[list[Segment], list[str]]:
    """Tables, and the losses among single numbers: those called so, else one that is no label, output or weight."""
    losses = [segment.number_text for segment in found if segment.number_text is not None]
    rest = [segment for segment in found if segment.number_text is None]
    lone = [segment for segment in rest if segment.lone is not None]
    if len(rest) == 1 and lone and not lone[0].printed and not lone[0].caption:
        return rest, losses  # a cell
    tables = [segment for segment in rest if segment.lone is None]
    called = {segment.caption for segment in rest}
    has_labels = bool(called & LABEL_WORDS) or len(tables) > 1
    data = [segment for segment in lone if _is_datum(segment, tables, has_labels)]
    numbers = [segment.lone for segment in lone if segment not in data and not _is_whole_and_named(segment)]
    kept = [segment for segment in rest if segment.columns or segment.array is not None]
    kept = [segment for segment in kept if segment.lone is None or segment in data or _is_whole_and_named(segment)]
    return kept, losses or [number for number in numbers if number is not None]


def _is_datum(lone: Segment, tables: list[Segment], has_labels: bool) -> bool:
    """Whether a single number is a label, an output or a weight of one sample, and no loss."""
    if lone.caption in LABEL_WORDS | WEIGHT_WORDS:
        return True
    if lone.caption in OUTPUT_WORDS:
        return not tables and has_labels
    return not lone.caption and not has_labels and len(tables) == 1 and _is_whole(lone)


def _is_whole(lone: Segment) -> bool:
    return lone.lone is not None and lone.lone.lstrip("+-").isdigit()


def _is_whole_and_named(lone: Segment) -> bool:
    """An epoch, a step: it is left out."""
    return bool(lone.caption) and _is_whole(lone) and lone.caption not in LABEL_WORDS | OUTPUT_WORDS | WEIGHT_WORDS


def _laid_flat(tables: list[Segment]) -> tuple[list[Segment], tuple[int, ...] | None, tuple[str, ...]]:
    """Tables where some of them have more than two dimensions: samples one a row."""
    if not any(segment.array is not None and segment.array.ndim > 2 for segment in tables):
        return tables, None, ()
    names = {segment.caption or f"block {k + 1}": segment for k, segment in enumerate(tables)}
    flat = laid_flat({name: segment.array for name, segment in names.items() if segment.array is not None})
    laid = []
    for name, segment in names.items():
        columns = columns_of_array(flat.arrays[name], name) if name in flat.arrays else segment.columns
        columns = (replace(columns[0], written=segment.written),) if len(columns) == 1 else columns
        laid.append(replace(segment, columns=columns))
    return laid, flat.leading, (flat.told,)


def _told_apart(tables: Sequence[Segment], *, from_one: bool) -> tuple[Column, ...]:
    """The columns, each with a name of its own for its table where there are several.

    `from_one` says that who printed the blocks counts from 1.
    """
    rows = max((len(segment.columns[0]) for segment in tables), default=0)
    in_tables = max((len(segment.columns[0]) for segment in tables if len(segment.columns) > 1), default=0)
    told: list[Column] = []
    for k, segment in enumerate(tables):
        taken = {column.table for column in told}
        own = segment.columns[0].table or segment.caption
        alone = own if own and own not in taken else f"block {k + 1}"
        name = alone if len(tables) > 1 else segment.caption
        counted = from_one and not segment.printed
        named = tuple(
            replace(c, table=name if not c.table or c.table in taken else c.table, from_one=counted)
            for c in segment.columns
        )
        told.extend(_laid(named, in_tables if segment.printed else rows))
    return tuple(told)


def _laid(columns: tuple[Column, ...], rows: int) -> tuple[Column, ...]:
    """A row of whole numbers beside a table of as many rows is a column that was written in one line."""
    if not (len(columns) == rows > 1 and all(len(c) == 1 and c.whole and not c.name for c in columns)):
        return columns
    return (_as_vector(columns),)


def _as_vector(columns: Sequence[Column]) -> Column:
    numbers = np.array([column.numbers[0] for column in columns if column.numbers is not None])
    return replace(columns[0], numbers=numbers, vector=True, lines=None, written=None)


def _samples_in_rows(columns: tuple[Column, ...]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Tables in which samples are columns, as Julia and MATLAB have them, turned; and what is said of it."""
    tables: dict[str, list[Column]] = {}
    for column in columns:
        tables.setdefault(column.table, []).append(column)
    wide = {name: side_by_side(part) for name, part in tables.items() if len(part) > 1 and _all_numbers(part)}
    turns = set()
    if len({table.shape for table in wide.values()}) == 1 < len(wide):
        turned = [one_class(table.T).all() and not one_class(table).all() for table in wide.values()]
        turns = set(wide) if any(turned) else set()
    elif len(wide) == 1 and any(column.from_one for column in columns):
        (name, table), *_ = wide.items()
        lengths = {len(part[0]) for part in tables.values() if len(part) == 1}
        turns = {name} if table.shape[1] in lengths and table.shape[0] not in lengths else set()
    if not turns:
        return columns, ()
    laid = [columns_of_array(wide[name].T, name) if name in turns else tuple(part) for name, part in tables.items()]
    return tuple(column for part in laid for column in part), ("each column is a sample: they are turned into rows",)


def _all_numbers(columns: Sequence[Column]) -> bool:
    of_one_length = len({len(column) for column in columns}) == 1
    return of_one_length and all(column.numbers is not None and not column.named for column in columns)


def _one_sample(columns: tuple[Column, ...]) -> tuple[tuple[Column, ...], tuple[tuple[str, tuple[Column, ...]], ...]]:
    """Vectors that are the row of one sample as its columns, and the other reading where there is one.

    A vector of outputs stands beside a single label, or beside labels that are a row of as many; or both are vectors
    of shares, that sum to 1 or are a few.
    """
    tables: dict[str, list[Column]] = {}
    for column in columns:
        tables.setdefault(column.table, []).append(column)
    long = [part for part in tables.values() if len(part) == 1 and _may_be_row(part[0])]
    rows = [part for part in tables.values() if len(part[0]) == 1 and part[0].numbers is not None]
    wide = {len(part[0]) for part in long}
    if len(wide) != 1 or any(part[0].numbers is None for part in long):
        return columns, ()
    width = wide.pop()
    as_rows = tuple(each for part in tables.values() for each in (_as_row(part[0]) if part in long else part))
    if len(long) == 1 and any(len(part) in (1, width) for part in rows):
        return as_rows, ()
    vectors = [part[0] for part in long]
    few = width <= FEW and not any(column.whole or zeros_and_ones([column]) for column in vectors)
    if (
        len(vectors) == 2
        and not rows
        and (all(map(_is_distribution, vectors)) or (few and all(map(_is_share, vectors))))
    ):
        return as_rows, ((f"{width} yes/no questions", columns),)
    return columns, ()


def _may_be_row(column: Column) -> bool:
    """Whether a vector may be the outputs or the labels of one sample."""
    told = role_of_class_list(column, 1) or role_of_name(column)
    return column.vector and len(column) > 1 and told in (None, "labels", "outputs")


def _as_row(column: Column) -> tuple[Column, ...]:
    numbers = column.numbers if column.numbers is not None else np.empty(0)
    written = column.written or ()
    return tuple(
        replace(column, numbers=numbers[k : k + 1], place=k + 1, vector=False, written=written[k : k + 1] or None)
        for k in range(len(numbers))
    )


def _is_distribution(column: Column) -> bool:
    """Whether a vector holds shares that sum to 1, as the outputs and the labels of one sample do."""
    return _is_share(column) and column.numbers is not None and sums_to_one(column.numbers[None, :])


def _is_share(column: Column) -> bool:
    return within(column, 0, 1)


def _one_hot(column: Column, class_names: Sequence[str]) -> Numbers:
    table = np.zeros((len(column), len(class_names)))
    places = class_places(class_names)
    for row in range(len(column)):
        if column.texts is not None:
            k = place_of(column.texts[row], places)
            told = f'there is no class "{column.texts[row]}": the classes are {some_names(class_names)}'
        else:
            k = int(column.numbers[row]) if column.numbers is not None else 0
            told = f"there is no class {k}: they count from 0 to {len(class_names) - 1}"
        if k is None or k >= len(class_names):
            raise DataError(f"{column.where(row)}: {told}", where=(row,))
        table[row, k] = 1.0
    return table
