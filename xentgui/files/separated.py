"""Text with separators, as spreadsheets and CSV files have it, cut into rows of cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from xentgui.files.cells import is_number, missing, plain
from xentgui.files.progress import come_to
from xentgui.losses.batch import DataError
from xentgui.questions.saying.register import number_of

MOST_COLUMNS = 262_144  # the largest vocabularies
LONGEST_TEXT = 10_000  # characters of a name
MOST_LINES = 3_000_000
GUESSED_FROM = 200  # lines that tell the separator
MOST_CELLS = 12_000_000
TOLD_EVERY = 1_000  # rows
SOME = 3  # kinds of lines that are counted in a sentence
CUTTING = 0.5  # of reading; the other half is what stands in the columns
_COMMA_NUMBER = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?", re.ASCII)
_QUOTED = re.compile(r'"[^"\n]*"')
_WORD = re.compile(r'"([^"]*)"|([^ \t\r\n\f\v\xa0\u2003\u3000]+)')
_TYPE = re.compile(r"---|[fiu](?:8|16|32|64)|str|bool|cat")  # what polars prints below the names
_SAID = re.compile(r'"?sep=(?P<mark>[,;|\t])"?')  # the first line of files that Excel is to open
_RAGGED = {  # what a row holds, and what may be the cause
    "line": ("cell", "is one missing, or is the separator another one here?"),
    "row": ("number", "is one missing?"),
}
_RULE = re.compile(r"[\s|:+=─═-]*")


class RaggedError(DataError):
    """Rows of different lengths.

    Attributes:
        parts: rectangles that are in them: in words what is to be done, and what makes a text without the rest.
    """

    parts: tuple[tuple[str, Callable[[str], str]], ...] = ()


def ragged(
    lengths: Sequence[int],
    places: Sequence[int],
    row: Literal["line", "row"],
    cut: Callable[[int, bool], Callable[[str], str]],
    inside: str = "",
) -> RaggedError:
    """How many lines, or rows in brackets, have how many cells, the first odd one, and the rectangles in them.

    `places` count the rows from 1. `cut` makes the change of the text that leaves so many cells of each row, or of
    those alone that have as many. `inside` says of which table they are.
    """
    cell, advice = _RAGGED[row]
    counts = Counter(lengths)
    width, least = counts.most_common(1)[0][0], min(counts)
    place, odd = next((place, many) for place, many in zip(places, lengths, strict=True) if many != width)
    told = [f"{number_of(times, row)} of {number_of(cells, cell)}" for cells, times in counts.most_common(SOME)]
    others = ["others"] if len(counts) > SOME else []
    have = f"the other {row}s have" if len(lengths) > 2 else f"the other {row} has"
    error = RaggedError(
        f"{inside}{row} {place}: {number_of(odd, cell)} where {have} {width:,} ({', '.join([*told, *others])}): "
        f"every row needs as many {cell}s; {advice}"
    )
    first = (f"enter the first {least} {cell}s of each {row}", cut(least, False))
    whole = (f"enter the {counts[width]:,} {row}s of {number_of(width, cell)}", cut(width, True))
    error.parts = (*([first] if least > 1 else []), *([whole] if counts[width] > 1 else []))
    return error


def _with_lines(text: str, lines: Mapping[int, str | None]) -> str:
    there = enumerate(text.split("\n"), 1)
    return "\n".join(words for number, line in there if (words := lines.get(number, line)) is not None)


@dataclass(frozen=True)
class TextSheet:
    """Rows of cells, all of one length, and the line that each row stands on, counted from 1.

    `commented` says that the first row was a comment: a header, or no row of the table.
    """

    rows: list[list[str]]
    lines: list[int]
    separator: str
    commented: bool = False


def split(text: str, separator: str | None = None, *, first_line: int = 1) -> TextSheet:
    """Cut text into rows of cells; the separator is found if it is not given (" " is any run of spaces).

    Blank lines are passed over, as are comments (#), rules of Markdown tables, and wholly empty columns at the ends.

    Raises DataError where rows differ in length, a quote is not closed, or the text is empty.
    """
    check_lines(text)
    numbered = [(i, line) for i, line in enumerate(text.split("\n"), first_line) if line.strip(" \r,;\t\x0b\x0c")]
    if not numbered:
        raise DataError("there is nothing in it: a table has at least one row of numbers")
    if said := _SAID.fullmatch(numbered[0][1].strip()):
        separator, numbered = separator or said["mark"], numbered[1:]
    comments = [(i, line) for i, line in numbered if line.lstrip().startswith("#")]
    numbered = [(i, line) for i, line in numbered if not line.lstrip().startswith("#")]
    if not numbered:
        raise DataError("there are comments and no numbers in it: a table has at least one row of numbers")
    separator = separator or guess_separator([line for _, line in numbered[:GUESSED_FROM]])
    if separator != " " and '"' not in text:  # else a separator may stand inside a cell
        check_count(text.count(separator) + len(numbered))
    rows, lines = _cells(numbered, separator)
    if not rows:
        raise DataError("there are lines and no numbers in it: a table has at least one row of numbers")
    sheet = _rectangle(_trimmed(TextSheet(rows, lines, separator)))
    return _with_comment_as_header(sheet, comments)


def check_lines(text: str) -> None:
    """Refuse what has more lines than can be read in reasonable time."""
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise DataError(f"{lines:,} lines are more than the {MOST_LINES:,} that can be read: take a part of the rows")


def guess_separator(lines: Sequence[str]) -> str:
    """Tab, ";", "|", "," or " " (any run of spaces): what cuts the lines most evenly."""
    bare = [_QUOTED.sub("q", plain(line)) for line in lines]
    shares = {mark: _evenness(bare, mark) for mark in "\t;|,"}
    best = max(shares, key=lambda mark: shares[mark])
    if not shares[best]:
        return " "
    return " " if best == "," and _decimal_commas(bare) else best


def count_cells(line: str, separator: str) -> int:
    """How many cells a line has, quotes aside."""
    return len(line.split()) if separator == " " else _QUOTED.sub("q", line).count(separator) + 1


def _evenness(lines: Sequence[str], mark: str) -> float:
    counts = Counter(line.count(mark) for line in lines if mark != "|" or not _RULE.fullmatch(line))
    often = [(times, count) for count, times in counts.items() if count]
    return max(often)[0] / len(lines) if often else 0.0


def _decimal_commas(lines: Sequence[str]) -> bool:
    """Whether the commas are decimal commas: between digits, in cells that spaces part or that stand alone."""
    with_comma = [word for line in lines for word in line.split() if "," in word]
    if not all(_COMMA_NUMBER.fullmatch(word) for word in with_comma) or any("." in line for line in lines):
        return False
    if any(len(line.split()) > 1 for line in lines):
        return True
    if len(lines) == 1:  # a cell, as it would be typed; or the labels of a row
        return with_comma[0] not in ("0,1", "1,0", "0,0", "1,1")
    fractions = [word.split(",")[1] for word in with_comma]
    return all(len(part) > 1 for part in fractions) or any(re.match(r"0\d", part) for part in fractions)


def _cells(numbered: list[tuple[int, str]], separator: str) -> tuple[list[list[str]], list[int]]:
    if separator == " ":
        odd = next((i for i, line in numbered if line.count('"') % 2), None)
        if odd is not None:
            raise DataError(f"line {odd}: the quotes do not pair up: check this line and those after it")
        words = [[a or b for a, b in _WORD.findall(line)] for _, line in numbered]
        return words, [i for i, _ in numbered]
    if separator == "|":
        kept = [(i, line.strip()) for i, line in numbered if not _RULE.fullmatch(line.strip())]
        cut = [(i, [cell.strip() for cell in _without_edges(line).split("|")]) for i, line in kept]
        cut = [(i, cells) for i, cells in cut if not all(_TYPE.fullmatch(cell) for cell in cells)]
        return [cells for _, cells in cut], [i for i, _ in cut]
    return _separated_values(numbered, separator)


def _without_edges(line: str) -> str:
    return line.removeprefix("|").removesuffix("|")


def _separated_values(numbered: list[tuple[int, str]], separator: str) -> tuple[list[list[str]], list[int]]:
    rows, lines, size = [], [], 0
    reader = csv.reader((line + "\n" for _, line in numbered), delimiter=separator, skipinitialspace=True, strict=True)
    before = 0
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            lines.append(numbered[before][0])
            before = reader.line_num
            if len(rows) % TOLD_EVERY == 0:
                come_to(CUTTING * before / len(numbered))
            size += len(row)
            check_size(len(row), size, lines[-1])
    except csv.Error:
        line = numbered[min(before, len(numbered) - 1)][0]
        raise DataError(f"line {line}: the quotes do not pair up: check this line and those after it") from None
    return rows, lines


def check_count(cells: int) -> None:
    """Refuse more cells than can be read in reasonable time, before any is made."""
    if cells > MOST_CELLS:
        raise DataError(
            f"there are {cells:,} cells, more than the {MOST_CELLS:,} that can be read: take a part of the rows"
        )


def check_size(columns: int, cells: int, line: int) -> None:
    """Refuse more than can be read in reasonable time."""
    if columns > MOST_COLUMNS:
        raise DataError(f"line {line}: {columns:,} columns are more than the {MOST_COLUMNS:,} that can be read")
    if cells > MOST_CELLS:
        raise DataError(f"line {line}: there are more than {MOST_CELLS:,} cells: take a part of the rows")


def _trimmed(sheet: TextSheet) -> TextSheet:
    """Without columns at the ends that are empty in every row."""
    rows, width = sheet.rows, len(sheet.rows[0])
    if any(len(row) != width for row in rows):
        return sheet
    filled = [k for k in range(width) if any(row[k] for row in rows)] or [0]
    return replace(sheet, rows=[row[filled[0] : filled[-1] + 1] for row in rows])


def _rectangle(sheet: TextSheet) -> TextSheet:
    """All rows of one length; a first row that is one shorter is a header without a name over the row names."""
    rows = sheet.rows
    check_size(max(map(len, rows)), sum(map(len, rows)), sheet.lines[0])
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if _is_title(rows, width):
        rows, sheet = rows[1:], replace(sheet, lines=sheet.lines[1:])
    if len(rows) > 1 and len(rows[0]) == len(rows[1]) - 1 and _is_shorter_header(rows):
        width = len(rows[1])
        rows = [["", *rows[0]], *rows[1:]]
    sheet = replace(sheet, rows=rows)
    if any(len(row) != width for row in rows):
        raise ragged([len(row) for row in rows], sheet.lines, "line", partial(_cut_to, sheet))
    return sheet


def _cut_to(sheet: TextSheet, width: int, whole: bool) -> Callable[[str], str]:
    """So many cells of each line of a text, or of the lines alone that have as many."""
    rows = {line: row for line, row in zip(sheet.lines, sheet.rows, strict=True) if not whole or len(row) == width}
    return partial(
        _with_lines, lines={line: "\t".join(rows[line][:width]) if line in rows else None for line in sheet.lines}
    )


def _is_title(rows: list[list[str]], width: int) -> bool:
    """Whether the first line is words alone, over a header as wide as the table."""
    if not len(rows) > 2 or len(rows[0]) != 1 or len(rows[1]) != width or width < 2:
        return False
    return not any(is_number(cell) or missing(cell) for cell in rows[0] + rows[1])


def _is_shorter_header(rows: list[list[str]]) -> bool:
    """Whether a first row without a name over the names of the rows is names: words, or numbers that count up."""
    if not all(map(is_number, rows[0])):
        return True
    return counts_up(rows[0]) and not any("." in row[0] for row in rows[1:])


def counts_up(cells: Sequence[str]) -> bool:
    """0, 1, 2, ... as pandas names columns that have no name."""
    return list(cells) == [str(k) for k in range(len(cells))]


def _with_comment_as_header(sheet: TextSheet, comments: list[tuple[int, str]]) -> TextSheet:
    """The last comment before the first row may be the header if it has as many cells (numpy.savetxt writes such)."""
    before = [(line, text) for line, text in comments if line < sheet.lines[0]]
    if not before:
        return sheet
    line, text = before[-1]
    cells, _ = _cells([(line, text.lstrip().lstrip("#").strip())], sheet.separator)
    if len(cells) != 1 or len(cells[0]) != len(sheet.rows[0]):
        return sheet
    return replace(sheet, rows=[cells[0], *sheet.rows], lines=[line, *sheet.lines], commented=True)
