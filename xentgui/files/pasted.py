"""Pasted text turned into tables: spreadsheet blocks, and what notebooks and terminals print.

>>> pasted = read_pasted("tensor([[2.0, -1.0], [0.1, 1.5]], device='cuda:0')\\ntensor([0, 1])\\nloss = 0.4591")
>>> pasted.imported.outputs.tolist(), pasted.imported.labels.tolist(), pasted.number_text
([[2.0, -1.0], [0.1, 1.5]], [[1.0, 0.0], [0.0, 1.0]], '0.4591')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xentgui.files.cells import read_number as read_number
from xentgui.files.columns import Column
from xentgui.files.imported import Imported, assemble
from xentgui.files.labels import class_places, place_of, some_names
from xentgui.files.looks import names_classes
from xentgui.files.roles import Guess, guess_roles
from xentgui.files.segments import Segment, segments
from xentgui.files.separated import check_lines
from xentgui.losses.batch import DataError

Numbers = NDArray[np.float64]
MOST_CHARACTERS = 50_000_000


@dataclass(frozen=True, eq=False)
class Pasted:
    """What a paste holds.

    Attributes:
        columns: the columns of its tables, in the order of the paste; each knows its table.
        number_text: the loss that stands in the paste, as it is written ("0.4591"), or None.
        notes: what was left out, in plain words.
    """

    columns: tuple[Column, ...]
    number_text: str | None
    notes: tuple[str, ...] = ()

    @cached_property
    def guess(self) -> Guess:
        """What each column is taken for, and why."""
        return guess_roles(self.columns)

    @cached_property
    def holds_both(self) -> bool:
        """Whether there are labels and outputs in it: it stands for a whole entry, not for cells of one table."""
        return {"labels", "outputs"} <= set(self.guess.roles)

    @cached_property
    def imported(self) -> Imported:
        """Labels and outputs as tables of one shape. Raises DataError where they do not fit together."""
        found = assemble(self.columns, self.guess)
        return replace(found, number_text=self.number_text or found.number_text, reasons=(*found.reasons, *self.notes))

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
            raise DataError("there is no single block of numbers in what was pasted: copy one table")
        return self.cells


def read_pasted(text: str) -> Pasted:
    """What pasted text holds.

    Spreadsheet blocks (tab, comma, semicolon, bars, spaces; decimal commas where unambiguous), prints of numpy,
    torch, jax, TensorFlow and pandas, nested Python and JSON lists, columns of class numbers or class names, variable
    assignments, several blocks at once, and a loss among them.

    Raises DataError that says where what stands that cannot be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise DataError(f"this is more than {MOST_CHARACTERS // 1_000_000} million characters: save it as a file")
    check_lines(text)
    found = segments(text)
    losses = [segment.number_text for segment in found if segment.number_text is not None]
    tables = [segment for segment in found if segment.columns]
    if len(tables) > 1 and not losses:
        tables, losses = _lone_number(tables)
    columns = _one_sample(_told_apart(tables))
    if not losses and (not columns or (len(columns) > 1 and all(column.numbers is None for column in columns))):
        raise DataError("there are no numbers in it: copy the numbers, with their brackets or with separators")
    known = [loss for loss in losses if "nan" not in loss.lower()]
    notes = () if len(known) == len(losses) else ("the loss in it is nan: it is left out",)
    if not columns and not known:
        raise DataError("the number in it is nan: there is nothing to compare with")
    return Pasted(columns, known[-1] if known else None, notes)


def _lone_number(tables: list[Segment]) -> tuple[list[Segment], list[str]]:
    """A single number without a name, after tables of several rows, is the loss."""
    *rest, last = tables
    alone = len(last.columns) == 1 and len(last.columns[0]) == 1 and last.columns[0].numbers is not None
    if not alone or last.caption or last.columns[0].whole or any(len(table.columns[0]) == 1 for table in rest):
        return tables, []
    return rest, [last.text.strip().strip("[]()")]


def _told_apart(tables: Sequence[Segment]) -> tuple[Column, ...]:
    """The columns, each with a name of its own for its table where there are several."""
    names: list[str] = []
    for k, segment in enumerate(tables):
        own = segment.columns[0].table or segment.caption
        names.append(own if own and own not in names else f"block {k + 1}")
    rows = max((len(segment.columns[0]) for segment in tables), default=0)
    told: list[Column] = []
    for name, segment in zip(names, tables, strict=True):
        table = name if len(tables) > 1 else segment.caption
        told.extend(_laid(tuple(replace(column, table=column.table or table) for column in segment.columns), rows))
    return tuple(told)


def _laid(columns: tuple[Column, ...], rows: int) -> tuple[Column, ...]:
    """A row of whole numbers beside a table of as many rows is a column that was written in one line."""
    if not (len(columns) == rows > 1 and all(len(c) == 1 and c.whole and not c.name for c in columns)):
        return columns
    numbers = np.array([column.numbers[0] for column in columns if column.numbers is not None])
    return (replace(columns[0], numbers=numbers, vector=True, lines=None),)


def _one_sample(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """A vector of outputs with a single label is the row of one sample."""
    lengths = [len(column) for column in columns]
    if not (len(columns) == 2 and all(column.vector for column in columns) and min(lengths) == 1 < max(lengths)):
        return columns
    long, short = columns if lengths[0] > 1 else columns[::-1]
    if long.numbers is None:
        return columns
    row = tuple(
        replace(long, numbers=long.numbers[k : k + 1], place=k + 1, vector=False) for k in range(len(long.numbers))
    )
    return (*row, short)


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
