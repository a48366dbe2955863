"""Workbooks of Excel and LibreOffice: the sheet with the numbers, or the sheets called labels, outputs, weights.

How far the sheets reach is told before a library takes memory for all of their cells; of an old Excel file (.xls) from
its small file system ([MS-CFB]) with a stream of records ([MS-XLS]).
"""

from __future__ import annotations

import datetime
import html
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from xentgui.files.arrays import check_size
from xentgui.files.cells import is_number
from xentgui.files.columns import Contents, columns_of
from xentgui.files.guess.vocabulary import TABLE_WORDS, snake
from xentgui.files.optional import OLD_EXCEL, library
from xentgui.files.separated import TextSheet
from xentgui.losses.batch import DataError

_FORMULA = re.compile(rb"""<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*><f\b[^>]*>([^<]*)</f>\s*(?:<v\s*/>|<v></v>)?</c>""")
_ERROR = re.compile(rb"""<c\b([^>]*\bt="e"[^>]*)>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>""")
_ADDRESS = re.compile(rb"""\br="([A-Z]+)(\d+)\"""")
_NAMED_SHEET = re.compile(rb"""<sheet\b[^>]*?\bname="([^"]*)"[^>]*?:id="([^"]*)\"""")
_PART = re.compile(rb"""<Relationship\b(?=[^>]*?\bId="([^"]*)")[^>]*?\bTarget="/?(?:xl/)?([^"]*)\"""")


def read_workbook(path: Path) -> Contents:
    """The columns of the sheets called labels, outputs, ..., where there are such, else of the first with numbers.

    Raises DataError, with the line of what cannot be read.
    """
    calamine = library("python_calamine", "python-calamine", "workbooks")
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


def _sheets(path: Path, calamine: Any) -> Iterator[tuple[str, TextSheet]]:
    """The sheets that are not empty."""
    errors = _errors(path)
    with path.open("rb") as file, calamine.load_workbook(file) as book:
        for name in book.sheet_names:
            values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for row, column, error in errors.get(name, ()):
                values[row][column] = error
            rows, lines = _rows(values)
            if rows:
                yield name, TextSheet(rows, lines, "\t")


def _errors(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """The cells with errors of each sheet of an .xlsx file, which the library leaves empty: row, column, the error."""
    if not is_xlsx(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        parts = dict(_PART.findall(archive.read("xl/_rels/workbook.xml.rels")))
        named = {
            html.unescape(name.decode()): parts[key]
            for name, key in _NAMED_SHEET.findall(archive.read("xl/workbook.xml"))
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


MOST_COLUMNS = 10_000
MOST_CELLS, MOST_UNPACKED = 1_500_000, 128 * 2**20
MOST_PLACES = 4_000_000  # cells of the rectangles around the data: the library makes all of them
_ROWS = re.compile(rb"""<(?:row|c)\b[^>]*?\br\s*=\s*["'][A-Za-z]*(\d+)""")
_COLUMNS = re.compile(rb"""<c\b[^>]*?\br\s*=\s*["']([A-Za-z]+)""")


@dataclass(frozen=True)
class Extent:
    """The last row and column with something in it, counted from 1, and how many cells there are."""

    rows: int = 0
    columns: int = 0
    cells: int = 0


def check_extent(path: Path) -> None:
    """Refuse a workbook by count. Raises DataError, or another error where it is damaged."""
    cells = places = 0
    for extent in _extents(path):
        here = extent.rows * max(extent.columns, 1)
        cells, places = cells + extent.cells, places + here
        if cells > MOST_CELLS:
            _refuse_size(f"{cells:,} cells")
        if here > MOST_PLACES or extent.columns > MOST_COLUMNS:
            _refuse_size(f"its last cell is in row {extent.rows:,} and column {extent.columns:,}")
        if places > MOST_PLACES:
            _refuse_size(f"its sheets have {places:,} places together")


def _refuse_size(told: str) -> None:
    raise DataError(
        f"the sheet is too large ({told}; {MOST_CELLS:,} cells, {MOST_COLUMNS:,} columns and {MOST_PLACES:,} places "
        "are read at most): save it as CSV"
    )


def _extents(path: Path) -> Iterator[Extent]:
    """The extent of each sheet."""
    with path.open("rb") as file:
        if file.read(4) == OLD_EXCEL:
            check_size(path.stat().st_size, MOST_UNPACKED)
            yield from map(_of_reached, sheets_of(path.read_bytes()))
            return
    with zipfile.ZipFile(path) as archive:
        check_size(sum(info.file_size for info in archive.infolist()), MOST_UNPACKED)
        if "content.xml" in archive.namelist():
            yield from _of_open_document(archive.read("content.xml"))
            return
    for xml in xml_of_sheets(path):
        rows = max((int(row[:12]) for row in set(_ROWS.findall(xml))), default=0)
        columns = max((column_number(letters[:6]) for letters in set(_COLUMNS.findall(xml))), default=0)
        yield Extent(rows, columns, xml.count(b"<c ") + xml.count(b"<c>"))


def is_xlsx(path: Path) -> bool:
    """Whether it is a workbook of Excel 2007 and later, with which Excel's errors and formulas can be looked up."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def xml_of_sheets(path: Path) -> Iterator[bytes]:
    """What the sheets of an .xlsx file are written as."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower().startswith("xl/") and name.lower().endswith(".xml") and b"sheetData" in archive.read(name):
                yield archive.read(name)


def column_number(letters: bytes) -> int:
    """The number of a column from 1, of its letters."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _of_reached(reached: Iterable[tuple[int, int, int]]) -> Extent:
    """The extent of a sheet by its runs of cells: the last row and column of each, and how many cells it is."""
    rows = columns = cells = 0
    for row, column, run in reached:
        rows, columns, cells = max(rows, row), max(columns, column), cells + run
    return Extent(rows, columns, cells)


class _OpenDocument:
    """What is told while an OpenDocument table is parsed: a row or a cell may stand for many like it."""

    def __init__(self) -> None:
        self.sheets: list[list[tuple[int, int, int]]] = [[]]
        self._row = self._column = 0
        self._rows = 1

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.sheets.append([])
            self._row = 0
        elif name == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._row, self._column = self._row + self._rows, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            many = int(attributes.get("table:number-columns-repeated", 1))
            self._column += many
            if any("value" in each or "formula" in each for each in attributes):
                self.sheets[-1].append((self._row, self._column, many * self._rows))


def _of_open_document(xml: bytes) -> Iterator[Extent]:
    """Raises ExpatError for what is not well-formed, on which the library would wait for ever."""
    seen, parser = _OpenDocument(), expat.ParserCreate()
    parser.StartElementHandler = seen.begin
    parser.Parse(xml, True)
    return map(_of_reached, seen.sheets)


SECTOR, SMALL_SECTOR, LISTED, SMALLEST = 512, 64, 109, 4096  # bytes; sectors of the table; a stream below is small
NONE = 0xFFFFFFFA  # and above: no sector
_SHEET, _WORDS, _END, _EXTENT, _RUNS = 0x85, 0xFC, 0x0A, 0x200, (0xBD, 0xBE)
_CELLS = {0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x206, 0x207, 0x27E, 0x406}


def sheets_of(file: bytes) -> Iterator[Iterator[tuple[int, int, int]]]:
    """The cells of each sheet as runs: row and last column, counted from 1, and how many cells it is.

    Raises DataError, or struct.error where the file is damaged.
    """
    stream = _workbook(file)
    for kind, at, _ in _records(stream, 0):
        if kind == _WORDS and struct.unpack_from("<I", stream, at + 4)[0] > len(stream):
            raise ValueError("more words than there are")
        if kind == _SHEET:
            yield _runs(stream, struct.unpack_from("<I", stream, at)[0])


def _runs(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    for kind, at, length in _records(stream, start):
        if kind == _EXTENT:
            first_row, row, first_column, column = struct.unpack_from("<IIHH" if length > 10 else "<HHHH", stream, at)
            if row and column and (first_row >= row or first_column >= column):
                raise ValueError("its first cell is behind its last")
            yield row, column, 0
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, at)
            last = struct.unpack_from("<H", stream, at + length - 2)[0] if kind in _RUNS else column
            yield row + 1, last + 1, max(last - column, 0) + 1


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records from a place to the next end: the kind, the place and the length of what is in each."""
    kind = -1
    while kind != _END and at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _workbook(file: bytes) -> bytes:
    """The stream of records. Whatever says that there is more than the file holds is refused here already."""
    if struct.unpack_from("<I", file, 68)[0] < NONE:  # 6.8 MB and more
        raise DataError("it is too large for an Excel file of the old kind: save it as .xlsx or CSV")
    if max(struct.unpack_from("<4x4xI16xI4xI", file, 36)) > len(file) // SECTOR:
        raise ValueError("more sectors than there are")
    sectors, start = file[SECTOR:], struct.unpack_from("<I", file, 48)[0]
    listed = [each for each in struct.unpack_from(f"<{LISTED}I", file, 76) if each < NONE]
    table = _numbers(b"".join(sectors[SECTOR * each : SECTOR * (each + 1)] for each in listed))
    entries = _entries(_chained(sectors, SECTOR, table, start), len(file))
    first, size = entries.get("Workbook") or entries.get("Book") or (0, 0)
    if not size:
        raise DataError("there is no workbook in it: open it where it was made, and save the table as .xlsx or CSV")
    if size >= SMALLEST:
        return _chained(sectors, SECTOR, table, first)[:size]
    small = _chained(sectors, SECTOR, table, next(iter(entries.values()))[0])
    small_table = _numbers(_chained(sectors, SECTOR, table, struct.unpack_from("<I", file, 60)[0]))
    return _chained(small, SMALL_SECTOR, small_table, first)[:size]


def _entries(directory: bytes, most: int) -> dict[str, tuple[int, int]]:
    """The first sector and the size of each stream by its name."""
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - 127, 128):
        name = directory[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        first, size = struct.unpack_from("<II", directory, at + 116)
        if size > most:
            raise ValueError("a stream larger than the file")
        found.setdefault(name, (first, size))
    return found


def _chained(sectors: bytes, size: int, table: tuple[int, ...], sector: int) -> bytes:
    """The sectors from one on, each of which names the next."""
    parts: list[bytes] = []
    while sector < NONE:
        if sector >= min(len(table), -(-len(sectors) // size)) or len(parts) > len(table):
            raise ValueError("sectors that lead nowhere")
        parts.append(sectors[size * sector : size * (sector + 1)])
        sector = table[sector]
    return b"".join(parts)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
