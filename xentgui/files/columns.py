"""Columns of a table, with their names: numbers, or text; and what a file holds, before it is said what is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from xentgui.files.cells import LONGEST, is_date, is_number, legible, missing, plain, read_number, two_readings
from xentgui.files.guess.vocabulary import LABEL_WORDS, NAME_WORDS, snake
from xentgui.files.progress import come_to
from xentgui.files.separated import CUTTING, LONGEST_TEXT, MOST_COLUMNS, TextSheet, counts_up
from xentgui.losses.batch import DataError

Row = Sequence[str]
_NEARLY = re.compile(r"[+-]?\d[\d\s.,'/]*%?", re.ASCII)  # 1,234.5 and 72%
LOOKED_AT = 20  # rows below a header


def count_titles(rows: Sequence[Row]) -> int:
    """How many rows above the header are titles: words with empty cells beside them, as merged cells leave them."""
    first = next((k for k, row in enumerate(rows[:LOOKED_AT]) if any(map(is_number, row))), 0)
    titles = 0
    while titles < first - 1 and _is_title(rows[titles], rows[first - 1]):
        titles += 1
    return titles if titles == first - 1 else 0


def _is_title(row: Row, header: Row) -> bool:
    filled = sum(bool(cell) for cell in row)
    return 0 < filled < sum(bool(cell) for cell in header) and not any(cell and missing(cell) for cell in row)


def has_header(rows: Sequence[Row], separator: str) -> bool:
    """Whether the first row names the columns."""
    first, rest = rows[0], rows[1 : LOOKED_AT + 1]
    if not rest:
        return _tells(first) and len(first) > 1 and not any(map(is_number, first))
    numeric = [j for j in range(len(first)) if all(is_number(row[j]) for row in rest)]
    mostly = [j for j in range(len(first)) if any(is_number(row[j]) for row in rest)]
    if not mostly:
        return _tells(first)
    above = [first[j] for j in numeric or mostly]
    if not any(is_number(cell) or _NEARLY.fullmatch(cell) or (missing(cell) and cell.strip()) for cell in above):
        return any(cell.strip() for cell in above)
    if len(first) > 2 and not first[0].strip() and counts_up(first[1:]):
        return True
    return _are_likelier_names(first, rest, separator) or _counts_up_beside_words(first, numeric)


def _tells(cells: Row) -> bool:
    return any(cell.strip().lower() in LABEL_WORDS for cell in cells)


def _are_likelier_names(first: Row, rest: Sequence[Row], separator: str) -> bool:
    """Whether 0, 1, 2, ... above numbers of another kind are rather names, as pandas writes them, than a row of them.

    People part numbers by spaces, and a row 0, 1 of two shares is usual: that of a program has points in all others.
    """
    if separator == " " or len(first) < 2 or not counts_up(first):
        return False
    cells = [cell for row in rest for cell in row]
    if len(first) > 2:
        return any("." in cell for cell in cells) or all(cell.lower() in _YES_OR_NO for cell in cells)
    return len(rest) > 1 and all("." in cell for cell in cells)


def _counts_up_beside_words(cells: Row, numeric: Sequence[int]) -> bool:
    """0, 1, 2, ... and the names of columns that somebody added: one above numbers, or one that tells what it is."""
    numbers = [cell for cell in cells if is_number(cell)]
    words = [j for j, cell in enumerate(cells) if cell.strip() and not is_number(cell) and not missing(cell)]
    told = any(j in numeric or cells[j].strip().lower() in LABEL_WORDS | NAME_WORDS for j in words)
    return told and len(numbers) > 1 and numbers == [str(k) for k in range(len(numbers))]


_YES_OR_NO = frozenset({"0", "1", "true", "false"})
_PLACEHOLDER = re.compile(r"(unnamed(: ?\d+)?|column ?\d+|index)?", re.IGNORECASE)
LONGEST_NAME = 200  # characters
MOST_WRITTEN = 200  # rows, of which the numbers are kept as they are written: so many losses are looked for one by one
_PLAIN = re.compile(r"[\d.eEinf+\n-]*", re.ASCII)
_DIGITS = re.compile(r"[\d\s.,'%/+-]*", re.ASCII)


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `numbers` (n,), or `texts` where it holds words.

    `table` is the caption of the table that it comes from (a variable's name, a name in a file, or empty), `whole` says
    that every number is written without a decimal point, `percent` that they were written in percent, `place` is where
    the column stands, counted from 1, and `lines` where its cells stand in a text. `written` are its numbers as they
    were printed, where they are few. `from_one` says that whoever printed it counts from 1: R, Julia, MATLAB.
    `source` is the table (n, K) out of which it was cut, where there is one. `counted` says that its table begins with
    a line 0, 1, 2, ..., of which nothing tells whether it is names or numbers. `grouped` (n,) says which cells are
    written as 1,234 is, where every comma of the table may part thousands; None where none is. `halved` says that it is
    what stands on one side of the only comma of each line, which may be a decimal comma.
    """

    name: str
    numbers: NDArray[np.float64] | None
    texts: tuple[str, ...] | None = None
    table: str = ""
    whole: bool = False
    vector: bool = False
    place: int = 1
    lines: Sequence[int] | None = None
    percent: bool = False
    written: tuple[str, ...] | None = None
    from_one: bool = False
    source: NDArray[np.float64] | None = None
    counted: bool = False
    grouped: NDArray[np.bool_] | None = None
    halved: bool = False

    def __len__(self) -> int:
        return len(self.numbers) if self.numbers is not None else len(self.texts or ())

    @property
    def named(self) -> bool:
        """Whether its name was given, and by a person."""
        return not _PLACEHOLDER.fullmatch(self.name.strip())

    @property
    def place_in_source(self) -> int | None:
        """Which column of the source it is, by where its numbers lie; None where they are others."""
        numbers, source = self.numbers, self.source
        if numbers is None or source is None or len(numbers) != len(source) or not source.strides[1]:
            return None
        start, here = (array.__array_interface__["data"][0] for array in (source, numbers))
        place, rest = divmod(here - start, source.strides[1])
        return place if rest == 0 and 0 <= place < source.shape[1] else None

    @cached_property
    def words(self) -> frozenset[str]:
        """The different texts of it."""
        return frozenset(self.texts or ())

    def where(self, row: int) -> str:
        """The place of a cell in words."""
        name = f" ({self.name})" if self.name else ""
        line = f"line {self.lines[row]}" if self.lines else f"row {row + 1}"
        table = f"{self.table}, " if self.table else ""
        return f"{table}{line}" if self.vector else f"{table}{line}, column {self.place}{name}"


@dataclass(frozen=True)
class Contents:
    """Columns, a loss beside them as it is written, what should be told, and the shape of the samples.

    `arrays` are those with names that the columns were cut out of, if they were.
    """

    columns: tuple[Column, ...]
    number_text: str | None = None
    notes: tuple[str, ...] = ()
    leading: tuple[int, ...] | None = None
    arrays: tuple[tuple[str, NDArray[Any]], ...] = ()


def side_by_side(columns: Sequence[Column]) -> NDArray[np.float64]:
    """Columns of numbers as a table (n, K); those of words are passed over. No copy where they stand so in a table."""
    source, places = columns[0].source, [column.place_in_source for column in columns]
    if source is not None and places[0] is not None and all(column.source is source for column in columns):
        last = places[0] + len(places)
        if places == list(range(places[0], last)):
            return source[:, places[0] : last]
    return np.column_stack([column.numbers for column in columns if column.numbers is not None])


def only_zeros_and_ones(numbers: NDArray[np.float64]) -> bool:
    """Whether they are 0 and 1 and nothing else."""
    return bool(np.isin(numbers, (0, 1)).all())


def check_columns(columns: Sequence[Column]) -> None:
    """Refuse more columns than can be read, and texts that are no names."""
    if len(columns) > MOST_COLUMNS:
        raise DataError(f"{len(columns):,} columns are more than the {MOST_COLUMNS:,} that can be read")
    for column in (column for column in columns if column.texts is not None):
        longest = max(map(len, column.words), default=0)
        if longest > LONGEST_TEXT:
            raise DataError(
                f"column {column.place} holds a text of {longest:,} characters, and a name has {LONGEST_TEXT:,} at most"
            )


def columns_of(sheet: TextSheet, *, table: str = "") -> tuple[Column, ...]:
    """The columns of rows of text; whether the first row is a header is found.

    Raises DataError, with the place, where a column of numbers holds something else.
    """
    titles = count_titles(sheet.rows)
    rows, lines = sheet.rows[titles:], sheet.lines[titles:]
    commented = sheet.commented and not titles
    header = has_header(rows, sheet.separator) or (commented and counts_up(rows[0]))
    counted = not commented and len(rows) > 1 and counts_up(rows[0])
    if commented and not header:
        rows, lines = rows[1:], lines[1:]
    if header and len(rows) == 1:
        raise DataError("there is a header and no row below it: a table has at least one row of numbers")
    names = [legible(plain(cell))[:LONGEST_NAME] for cell in rows[0]] if header else [""] * len(rows[0])
    body, body_lines = (rows[1:], tuple(lines[1:])) if header else (rows, tuple(lines))
    columns = []
    for j, name in enumerate(names):
        come_to(CUTTING + (1 - CUTTING) * j / len(names))
        cells = [row[j] for row in body]
        if name or any(cells):
            column = _column(cells, name, j, body_lines, table)
            columns.append(replace(column, counted=counted) if column.numbers is not None else column)
    if sheet.separator == "," and not header and _may_be_halves(columns):
        columns = [replace(column, halved=True) for column in columns]
    return _commas_told(columns)


def _may_be_halves(columns: Sequence[Column]) -> bool:
    """Whether two columns may be what stands before a decimal comma and behind it, and are no labels."""
    numbers = [column.numbers for column in columns if column.numbers is not None and column.whole]
    if len(columns) != 2 or len(numbers) != 2 or (numbers[1] < 0).any():
        return False
    return not all(map(only_zeros_and_ones, numbers))


def _commas_told(columns: list[Column]) -> tuple[Column, ...]:
    """No comma may part thousands where another of the table is a decimal comma for certain: 0,5."""
    if all(column.grouped is None or column.grouped.any() for column in columns):
        return tuple(columns)
    return tuple(replace(column, grouped=None) for column in columns)


def _column(cells: list[str], name: str, index: int, lines: Sequence[int], table: str) -> Column:
    written = tuple(cells) if len(cells) <= MOST_WRITTEN else None
    column = Column(name, None, table=table, place=index + 1, lines=lines, written=written)
    if (plain_numbers := _plain_numbers(cells)) is not None:
        return replace(column, numbers=plain_numbers, whole=not any(mark in cell for cell in cells for mark in ".eE"))
    if _holds_words(cells, name):
        return replace(column, texts=tuple(legible(plain(cell)) for cell in cells))
    percent = all(plain(cell).rstrip().endswith("%") for cell in cells)
    numbers = np.empty(len(cells))
    for row, cell in enumerate(cells):
        try:
            numbers[row] = read_number(plain(cell).strip()[:-1]) / 100 if percent else read_number(cell)
        except DataError as error:
            raise DataError(f"{column.where(row)}: {error.reason}", where=(row, index)) from None
    whole = not percent and all(map(_is_whole, cells))
    return replace(column, numbers=numbers, percent=percent, whole=whole, grouped=_grouped(cells))


def _grouped(cells: Sequence[str]) -> NDArray[np.bool_] | None:
    """Which cells are written as 1,234 is, none where another comma is a decimal comma; None without commas."""
    commas = np.array(["," in cell for cell in cells])
    grouped = np.array([two_readings(cell) is not None for cell in cells])
    return (grouped & (grouped == commas).all()) if commas.any() else None


def _holds_words(cells: Sequence[str], name: str) -> bool:
    """Whether cells that are not all numbers are words: most of them are, all are dates, or their name says so."""
    numeric = sum(map(is_number, cells))
    empty = sum(map(missing, cells))
    if numeric == empty == 0 and all(map(is_date, cells)):
        return True
    words = sum(not _DIGITS.fullmatch(plain(cell)) for cell in cells) - empty
    return words > 0 and (numeric * 2 < len(cells) - empty or snake(name) in NAME_WORDS)


def _is_whole(cell: str) -> bool:
    return not any(mark in cell for mark in ".,eE") or cell.strip().lower() in ("true", "false")


def _plain_numbers(cells: list[str]) -> NDArray[np.float64] | None:
    """The quick road for plainly written numbers; None where any cell is another thing."""
    if max(map(len, cells), default=0) > LONGEST or not _PLAIN.fullmatch("\n".join(cells)):
        return None
    try:
        numbers = np.array(list(map(float, cells)))
    except ValueError:
        return None
    return numbers if (numbers < np.inf).all() else None


def check_one_decimal_mark(sheet: TextSheet) -> None:
    """Refuse a table that writes some numbers with a decimal comma and others with a point: 1,234 may be either."""
    if sheet.separator == "," or not any("," in cell for row in sheet.rows for cell in row):
        return
    points = any(re.fullmatch(r"[+-]?\d*\.\d+", cell, re.ASCII) for row in sheet.rows for cell in row)
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        for j, cell in enumerate(row):
            if points and re.fullmatch(r"[+-]?\d+,\d+", cell, re.ASCII):
                raise DataError(
                    f'line {line}, column {j + 1}: "{cell}" has a comma where other numbers have a decimal point: '
                    "write it without a thousands separator"
                )


def name_of(path: Path) -> str:
    """The name of a file as a line can show it: names on disk may hold line breaks and bytes that are no text."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in path.name or str(path)
    )


def refuse_damaged() -> NoReturn:
    """A library says that a file is not what it should be: in words of its own, which tell a user nothing."""
    raise DataError("it is damaged, or not what its name says: save it again") from None
