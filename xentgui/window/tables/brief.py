"""A table of very many classes, in a few columns: the true class, the largest, the one looked at, the others together.

A cell of one row is another class than the cell below it, so each says its class before its number.
"""

from __future__ import annotations

import math

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import Edit, Numbers
from xentgui.losses.batch import DataError
from xentgui.questions.largest import MOST
from xentgui.window.numbers import show_number
from xentgui.window.tables.lenses import UNDEFINED, ClassLens, Lens, OutputsLens, typed_edit

LOOKED_AT, OTHERS = 1, MOST + 2  # the columns behind the true class, and behind the largest
PLACES = ("largest", "2nd", "3rd", "4th", "5th")


class BriefLens(OutputsLens):
    """Outputs of the classes that matter in each row."""

    tip = "each row has its own classes here; find another with Edit, Find a class"

    as_a = False

    def __init__(self) -> None:
        super().__init__()
        self.underlines = True

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        return ("true", analysis.entry.class_names[analysis.focus.column], *PLACES, "others")

    def key(self, analysis: Analysis) -> object:
        return super().key(analysis), analysis.focus.column, analysis.entry.mode, analysis.entry.outputs_are

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        found, entry = analysis.largest(rows), analysis.entry
        if self.as_a:
            return self._probabilities(analysis, rows)
        looked_at = entry.of_class("outputs", rows.start, rows.stop, analysis.focus.column)
        return _in_columns(found.outputs, looked_at, found.others)

    def _probabilities(self, analysis: Analysis, rows: range) -> Numbers:
        found, looked_at = analysis.largest(rows), analysis.a_of_class(rows, analysis.focus.column)
        return _in_columns(found.a, looked_at, found.others_a)

    def beside(self, analysis: Analysis, rows: range) -> list[list[str]]:
        """The class of each cell, or how many others there are."""
        found, names = analysis.largest(rows), analysis.entry.class_names
        return [
            ["" if true < 0 else names[true], "", *(names[k] for k in top), f"{count:,}"]
            for (true, *top), count in zip(found.classes.tolist(), found.rest.tolist(), strict=True)
        ]

    def shares(self, analysis: Analysis, rows: range) -> Numbers | None:
        return self._probabilities(analysis, rows) if self.bars or self.as_a else None

    def underlined(self, analysis: Analysis, rows: range) -> np.ndarray | None:
        classes = analysis.largest(rows).classes
        true, looked_at = classes[:, :1], analysis.focus.column
        return _in_columns((classes == true) & (true >= 0), true == looked_at, np.zeros_like(true, dtype=bool))

    def text(self, number: float) -> str:
        if math.isnan(number):
            return UNDEFINED
        return show_number(number) if self.as_a else super().text(number)

    def class_at(self, analysis: Analysis, row: int, column: int) -> int | None:
        """Which class a cell is about; None for the others together, and for a true class that there is not."""
        if column >= OTHERS:
            return None
        if column == LOOKED_AT or row >= analysis.entry.rows:
            return analysis.focus.column
        place = int(analysis.largest(range(row, row + 1)).classes[0, max(column - 1, 0)])
        return None if place < 0 else place

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        place, of = self.class_at(analysis, row, column), analysis.entry.row_words(row)
        sign = "a" if self.as_a else self.sign_in(analysis)
        if place is None:
            rest = int(analysis.largest(range(row, row + 1)).rest[0])
            return f"{sign} of the other {rest:,} classes together, {of}" if column >= OTHERS else f"true class of {of}"
        where = "" if column == LOOKED_AT else f"{'true class' if not column else self.names(analysis)[column]}, "
        return f"{where}{sign}({analysis.entry.class_names[place]}) of {of}"

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        place = self.class_at(analysis, row, column)
        if place is None:
            reason = "this is no single class: choose Edit, Find a class, and type in its column"
            raise DataError(reason, table="outputs", where=(row, analysis.focus.column))
        return typed_edit(analysis, "outputs", self.sign_in(analysis), row, place, text)


def _in_columns(found: np.ndarray, looked_at: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The true class, the class looked at, the largest, the others."""
    return np.column_stack([found[:, :1], looked_at, found[:, 1:], others])


class BriefActivationsLens(BriefLens):
    """The probabilities of the same classes."""

    as_a = answers = True
    edit = Lens.edit  # nothing is typed


class WordLens(ClassLens):
    """The class of each row where there are too many for a list: its name or its number is typed."""

    tip = ""

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        return ("class",)

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        name, names = text.strip(), analysis.entry.class_names
        if name not in names and name.isdecimal() and int(name) < len(names):
            name = names[int(name)]
        return super().edit(analysis, row, column, name) if name else None
