"""What a grid shows of an analysis: a lens holds no data, it says which numbers stand in which row and how they read.

A new kind of column is a new lens here; `GridModel` and `Sheet` do not change.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import ClassVar

import numpy as np

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Numbers, Table
from xentgui.files.cells import read_number, two_readings
from xentgui.groups_of_rows import set_group
from xentgui.losses.batch import Block, DataError
from xentgui.questions.card import WITHOUT_LABEL
from xentgui.window.numbers import MINUS, digits, show_number
from xentgui.window.theme import Theme

SEVERAL = -1  # in place of a class: the labels of the row name more than one
UNDEFINED = "—"  # where a narrow cell has no room for the word
Ink = tuple[str, bool]  # a colour and whether the text is bold


class Lens:
    """The rows of an entry as numbers and texts. `growing`: an empty row follows the last one."""

    table: ClassVar[Table | None] = None  # the table of the entry that it edits
    sign: ClassVar[str] = ""  # what a cell is called: y, f, a
    tip: ClassVar[str] = "double click to rename, right click for more"  # over the columns' names
    growing = False
    bars = False  # whether bars stand behind the numbers
    answers = False  # whether it shows answers, which are kept and dimmed where there are none

    def rows(self, analysis: Analysis) -> int:
        return analysis.entry.rows

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        """The columns' names."""
        return analysis.shown_names

    def key(self, analysis: Analysis) -> object:
        """What every row depends on, beside its own numbers."""
        return analysis.entry.shown_columns, analysis.entry.ignores

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        """The numbers of some rows, (rows, columns)."""
        raise NotImplementedError

    def shares(self, analysis: Analysis, rows: range) -> Numbers | None:
        """The lengths of the bars behind the numbers, 0 to 1, or no bars."""
        return None

    def underlined(self, analysis: Analysis, rows: range) -> np.ndarray | None:
        """Which numbers are underlined."""
        return None

    def text(self, number: float) -> str:
        return UNDEFINED if math.isnan(number) else show_number(number)

    def beside(self, analysis: Analysis, rows: range) -> list[list[str]] | None:
        """The words that stand before the numbers, or none."""
        return None

    def instead(self, analysis: Analysis) -> str | None:
        """What stands in a row of an ignored sample in place of its numbers; None where these stand themselves."""
        return None

    def typed(self, number: float) -> str:
        """The number as an editor and the clipboard hold it: all its digits."""
        return plain_digits(number)

    def ink(self, number: float, colours: Theme) -> Ink:
        return colours.outputs, False

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        """What a screen reader calls a cell."""
        return f"{self.sign_in(analysis)}({self.names(analysis)[column]}) of {analysis.entry.row_words(row)}"

    def sign_in(self, analysis: Analysis) -> str:
        return self.sign

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        """What typing this text there means; None where it means nothing. Raises DataError where it is refused."""
        return None


class LabelsLens(Lens):
    table, sign, growing = "labels", "y", True

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        return entered(analysis.entry, "labels", rows)

    def text(self, number: float) -> str:
        return short(number, digits.decimals)

    def ink(self, number: float, colours: Theme) -> Ink:
        return (colours.labels, number == 1) if number else (colours.secondary, False)

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        return typed_edit(analysis, "labels", "y", row, column, text)


class OutputsLens(Lens):
    """The outputs as entered, with as many decimals as they need; these never become fewer in one document."""

    table, sign, growing = "outputs", "f", True

    def __init__(self) -> None:
        self.decimals = 1
        self.bars = False
        self.underlines = False

    def key(self, analysis: Analysis) -> object:
        return super().key(analysis), self.decimals, self.bars, self.underlines, self.answer_key(analysis)

    def answer_key(self, analysis: Analysis) -> object:
        return (analysis.entry.mode, analysis.entry.outputs_are) if self.bars else None

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        return entered(analysis.entry, "outputs", rows)

    def shares(self, analysis: Analysis, rows: range) -> Numbers | None:
        return analysis.activations(rows) if self.bars else None

    def underlined(self, analysis: Analysis, rows: range) -> np.ndarray | None:
        return entered(analysis.entry, "labels", rows) == 1 if self.underlines else None

    def text(self, number: float) -> str:
        return fixed(number, self.decimals)

    def sign_in(self, analysis: Analysis) -> str:
        return "f" if analysis.entry.outputs_are == "logits" else "a"

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        return typed_edit(analysis, "outputs", self.sign_in(analysis), row, column, text)


class ActivationsLens(Lens):
    """What the mode's activation makes of the outputs; a yes/no question has the columns a and 1 - a."""

    sign, tip = "a", ""
    answers = True

    def __init__(self, *, growing: bool = False, both: bool = True) -> None:
        self.growing = growing
        self._both = both  # whether the answer no has its own column
        self.underlines = False

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        if analysis.entry.mode == "binary" and self._both:
            return "yes: a", f"no: 1 {MINUS} a"
        return analysis.shown_names

    def key(self, analysis: Analysis) -> object:
        return analysis.entry.mode, analysis.entry.outputs_are, super().key(analysis), self.underlines

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        a = analysis.activations(rows)
        if analysis.entry.mode != "binary" or not self._both:
            return a
        return np.hstack([a, analysis.complements(rows)])

    def shares(self, analysis: Analysis, rows: range) -> Numbers | None:
        return self.numbers(analysis, rows)

    def underlined(self, analysis: Analysis, rows: range) -> np.ndarray | None:
        return entered(analysis.entry, "labels", rows) == 1 if self.underlines else None

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        if analysis.entry.mode == "binary":
            return f"{self.names(analysis)[column]} of {analysis.entry.row_words(row)}"
        return super().called(analysis, row, column)


class LossLens(Lens):
    """The loss of each row under the chosen card, in its colour."""

    sign, growing, answers = "loss", True, True
    tip = "go to the largest loss, from there to the next"

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        return ("loss ▾",)

    def key(self, analysis: Analysis) -> object:
        entry, chosen = analysis.entry, analysis.shown[analysis.focus.chosen]
        return chosen.slot, chosen.definition, entry.mode, entry.outputs_are, super().key(analysis)

    def instead(self, analysis: Analysis) -> str | None:
        return "ignored" if analysis.entry.ignore_index is not None else WITHOUT_LABEL

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        self.slot = analysis.shown[analysis.focus.chosen].slot
        return analysis.losses(rows)[:, None]

    def ink(self, number: float, colours: Theme) -> Ink:
        return colours.definition(self.slot), False

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        return f"loss of {analysis.entry.row_words(row)}"

    slot = 0


class ClassLens(Lens):
    """The labels folded into one column: the class of each one-hot row."""

    table, sign, growing = "labels", "class", True
    tip = "show the labels as a table"

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        return ("▸ class",)

    def key(self, analysis: Analysis) -> object:
        return analysis.entry.class_names, analysis.entry.ignores

    def instead(self, analysis: Analysis) -> str | None:
        return "" if analysis.entry.ignore_index is None else str(analysis.entry.ignore_index)

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        self._names = analysis.entry.class_names
        labels = entered(analysis.entry, "labels", rows)
        several = np.where(labels.any(axis=1), SEVERAL, np.nan)
        return np.where(labels.max(axis=1, initial=0) == 1, labels.argmax(axis=1), several)[:, None]

    def text(self, number: float) -> str:
        return "" if math.isnan(number) else "several" if number == SEVERAL else self._names[int(number)]

    def typed(self, number: float) -> str:
        return self.text(number)

    def ink(self, number: float, colours: Theme) -> Ink:
        return colours.labels, False

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        return f"class of {analysis.entry.row_words(row)}"

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        name = text.strip()
        names = analysis.entry.class_names
        if name not in names:
            raise DataError(f'there is no class "{name}": choose one of the list', table="labels", where=(row, 0))
        change = partial(edits.choose_class, row=row, column=names.index(name))
        return Edit(f"Class of {analysis.entry.row_words(row)}", change)


class GroupsLens(Lens):
    """The group that each row is in."""

    sign, growing, tip = "group", True, "rows of one group are put together first: see Edit > Groups"

    def __init__(self) -> None:
        self._groups: tuple[str, ...] = ()

    def rows(self, analysis: Analysis) -> int:
        return len(analysis.entry.groups or ())

    def names(self, analysis: Analysis) -> tuple[str, ...]:
        return ("group",)

    def key(self, analysis: Analysis) -> object:
        return analysis.entry.groups, analysis.entry.ignores

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        self._groups = analysis.entry.groups or ()
        return np.arange(rows.start, rows.stop, dtype=float)[:, None]

    def text(self, number: float) -> str:
        return self._groups[int(number)]

    def typed(self, number: float) -> str:
        return self.text(number)

    def ink(self, number: float, colours: Theme) -> Ink:
        return colours.secondary, False

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        return f"group of {analysis.entry.row_words(row)}"

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        if row >= analysis.entry.rows:
            if text.strip():
                raise DataError("this row is not there yet: type its label or an output first", "groups", (row, 0))
            return None
        return Edit(f"Group of {analysis.entry.row_words(row)}", partial(set_group, row=row, name=text))


class WeightsLens(Lens):
    """The class weights, one row under the header of the labels."""

    sign = "w"

    def rows(self, analysis: Analysis) -> int:
        return int(analysis.entry.class_weights is not None)

    def numbers(self, analysis: Analysis, rows: range) -> Numbers:
        weights = analysis.entry.class_weights
        if weights is None:
            return np.empty((0, len(analysis.entry.shown_columns)))
        return np.array([[weights[k] for k in analysis.entry.shown_columns]])

    def key(self, analysis: Analysis) -> object:
        return analysis.entry.shown_columns, analysis.entry.class_weights

    def text(self, number: float) -> str:
        return f"×{short(number, digits.decimals)}"

    def ink(self, number: float, colours: Theme) -> Ink:
        return colours.secondary, False

    def called(self, analysis: Analysis, row: int, column: int) -> str:
        return f"weight of class {analysis.shown_names[column]}"

    def edit(self, analysis: Analysis, row: int, column: int, text: str) -> Edit | None:
        place = analysis.entry.shown_columns[column]
        number = number_in(text.strip().lstrip("×"), None, (place,))
        name = analysis.entry.class_names[place]
        return Edit(f"Weight of {name}", partial(edits.set_class_weight, column=place, weight=number))


def typed_edit(analysis: Analysis, table: Table, sign: str, row: int, column: int, text: str) -> Edit | None:
    """The edit that typing a text into a cell of a table asks for."""
    entry = analysis.entry
    place = entry.shown_columns[column]
    if not text.strip() and row >= entry.rows:
        return None
    number = number_in(text, table, (row, place))
    change = partial(edits.set_cell, table=table, row=row, column=place, value=number)
    return Edit(f"Change {sign}({entry.class_names[place]}) of {entry.row_words(row)}", change)


def number_in(text: str, table: Table | None = None, where: tuple[int, ...] = ()) -> float:
    """The number that a text means, or DataError with the place of the cell."""
    both = two_readings(text)
    if both is not None:
        reason = f'"{text.strip()}" may be {both[0]} or {both[1]}: type the one that you mean'
        raise DataError(reason, table=table, where=where)
    try:
        return read_number(text)
    except DataError as error:
        raise DataError(error.reason, table=table, where=where) from None


def entered(entry: Entry, table: Table, rows: range) -> Numbers:
    """Some rows of a table, in the columns that the mode shows."""
    values = entry.some(table, rows.start, rows.stop)
    return values if len(entry.shown_columns) == entry.columns else values[:, list(entry.shown_columns)]


def decimals_of(entry: Entry, fewest: int = 1) -> int:
    """The decimals that the outputs need, from `fewest` to those that the window shows; asked of each block once."""
    most = max(digits.decimals, 1)
    places = min(fewest, most)
    for block in entry.blocks:
        while places < most and not block.remember(_outputs_written, places):
            places += 1
    return places


def _outputs_written(block: Block, places: int) -> bool:
    return written(block.outputs, places)


def written(outputs: Numbers, places: int) -> bool:
    """Whether so many decimals write every output; those so large that powers of ten are shown do not matter."""
    small = outputs[np.abs(outputs) < 1e7]
    return bool((np.round(small, places) == small).all())


@lru_cache(maxsize=8192)
def fixed(number: float, decimals: int) -> str:
    """A number with a fixed number of decimals, 0 as well."""
    return f"{0:.{decimals}f}" if number == 0 else show_number(number, decimals=decimals)


@lru_cache(maxsize=8192)
def short(number: float, decimals: int) -> str:
    """A number without the zeros at its end."""
    text = show_number(number, decimals=decimals)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def short_power(number: float, places: int) -> str:
    """A number as a power of ten with so many decimals: 1.23e5."""
    mantissa, exponent = f"{number:.{places}e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def plain_digits(number: float) -> str:
    """All digits, without a decimal point where the number is whole."""
    return f"{number:.0f}" if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))
