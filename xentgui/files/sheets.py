"""Workbooks of Excel and LibreOffice: the sheet with the numbers, or the sheets called labels, outputs, weights."""

from __future__ import annotations

import datetime
import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xentgui.files.cells import is_number
from xentgui.files.columns import Contents, columns_of
from xentgui.files.extents import check_extent, column_number, is_xlsx, xml_of_sheets
from xentgui.files.guess.vocabulary import TABLE_WORDS, snake
from xentgui.files.separated import Sheet
from xentgui.losses.batch import DataError

_FORMULA = re.compile(rb"""<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*><f\b[^>]*>([^<]*)</f>\s*(?:<v\s*/>|<v></v>)?</c>""")
_ERROR = re.compile(rb"""<c\b([^>]*\bt="e"[^>]*)>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>""")
_ADDRESS = re.compile(rb"""\br="([A-Z]+)(\d+)\"""")
_SHEET = re.compile(rb"""<sheet\b[^>]*?\bname="([^"]*)"[^>]*?:id="([^"]*)\"""")
_PART = re.compile(rb"""<Relationship\b(?=[^>]*?\bId="([^"]*)")[^>]*?\bTarget="/?(?:xl/)?([^"]*)\"""")


def read_sheets(path: Path, calamine: Any) -> Contents:
    """The columns of the sheets called labels, outputs, ..., where there are such, else of the first with numbers.

    Raises DataError, with the line of what cannot be read.
    """
    check_extent(path)
    found = dict(_sheets(path, calamine))
    if not found:
        raise DataError("all its sheets are empty: put labels and outputs on the first one")
    chosen = [name for name in found if snake(name) in TABLE_WORDS]
    if len(chosen) < 2:
        numeric = (name for name, sheet in found.items() if any(any(map(is_number, row)) for row in sheet.rows))
        chosen = [next(numeric, next(iter(found)))]
    others = [name for name in found if name not in chosen]
    notes = (f"read from the sheet {_listed(chosen)}; {_listed(others)} left out",) if others else ()
    try:
        columns = [columns_of(found[name], table=name if len(chosen) > 1 else "") for name in chosen]
        return Contents(tuple(column for each in columns for column in each), None, notes)
    except DataError as error:
        if is_xlsx(path):
            _refuse_formulas(path)
        place = f'sheet "{chosen[0]}", ' if len(found) > 1 else ""
        raise DataError(f"{place}{error.reason}", where=error.where) from None


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f'"{name}"' for name in names[:3]) + (" and others" if len(names) > 3 else "")


def _sheets(path: Path, calamine: Any) -> Iterator[tuple[str, Sheet]]:
    """The sheets that are not empty."""
    errors = _errors(path)
    with path.open("rb") as file, calamine.load_workbook(file) as book:
        for name in book.sheet_names:
            values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for row, column, error in errors.get(name, ()):
                values[row][column] = error
            rows, lines = _rows(values)
            if rows:
                yield name, Sheet(rows, lines, "\t")


def _errors(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """The cells with errors of each sheet of an .xlsx file, which the library leaves empty: row, column, the error."""
    if not is_xlsx(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        parts = dict(_PART.findall(archive.read("xl/_rels/workbook.xml.rels")))
        named = {
            html.unescape(name.decode()): parts[key] for name, key in _SHEET.findall(archive.read("xl/workbook.xml"))
        }
        found: dict[str, list[tuple[int, int, str]]] = {}
        for name, part in named.items():
            for cell in _ERROR.finditer(archive.read(f"xl/{part.decode()}")):
                error, place = cell[2].decode(), _ADDRESS.search(cell[1])
                if place is None:
                    raise DataError(f'sheet "{name}": {error} is not a number: type one, or leave out the row')
                found.setdefault(name, []).append((int(place[2]) - 1, column_number(place[1]) - 1, error))
    return found


def _refuse_formulas(path: Path) -> None:
    """A workbook that a program wrote has formulas without their values: nobody has computed them yet."""
    for letters, row, formula in (found.groups() for xml in xml_of_sheets(path) for found in _FORMULA.finditer(xml)):
        raise DataError(
            f"row {row.decode()}, column {column_number(letters)}: the value of the formula "
            f"={html.unescape(formula.decode())[:20]} is not in the file: open it in Excel or LibreOffice and save it, "
            "or save it as CSV there"
        )


def _rows(given: Iterable[Sequence[object]]) -> tuple[list[list[str]], list[int]]:
    """Rows of text without the empty ones and the empty cells at the ends, all of one length, and their lines."""
    numbered = [(line, [_text(value) for value in values]) for line, values in enumerate(given, 1)]
    filled = [(line, row) for line, row in numbered if any(row)]
    width = max((len(row) for _, row in filled), default=0)
    while width and not any(row[width - 1] for _, row in filled):
        width -= 1
    return [row[:width] for _, row in filled], [line for line, _ in filled]


def _text(value: object) -> str:
    if isinstance(value, float):  # all numbers are, however they were written
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value).strip()
