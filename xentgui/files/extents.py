"""How far the sheets of a workbook reach, told before a library takes memory for all of their cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from xentgui.files.arrays import check_size
from xentgui.files.old_excel import OLD_EXCEL, sheets_of
from xentgui.losses.batch import DataError

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
