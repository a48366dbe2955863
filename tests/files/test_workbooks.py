"""Workbooks of LibreOffice and of old Excel: what reaches too far, or is damaged, is refused in a sentence."""

import struct
import zipfile

import numpy as np
import pytest
from files.examples import DATA

from xentgui.command_line import main
from xentgui.files.open_file import read_file
from xentgui.losses.batch import DataError

pytest.importorskip("python_calamine")
CELL = '<table:table-cell office:value-type="float" office:value="0.5"{}/>'
EXTENT, WORDS = b"\x00\x02\x0e\x00", b"\xfc\x00"  # records of an old file


@pytest.fixture
def open_document(tmp_path):
    """Writes the example with other rows."""

    def write(rows):
        with zipfile.ZipFile(DATA / "spreadsheet.ods") as example, zipfile.ZipFile(tmp_path / "a.ods", "w") as written:
            for name in example.namelist():
                content = example.read(name)
                if name == "content.xml":
                    start, end = content.index(b"<table:table-row"), content.rindex(b"</table:table>")
                    content = content[:start] + rows.encode() + content[end:]
                written.writestr(name, content)
        return tmp_path / "a.ods"

    return write


@pytest.fixture
def old_excel(tmp_path):
    """Writes the example with other bytes behind the head of a record."""

    def write(record, at, *numbers):
        content = bytearray((DATA / "spreadsheet.xls").read_bytes())
        struct.pack_into(f"<{len(numbers)}I", content, content.index(record) + at, *numbers)
        (tmp_path / "a.xls").write_bytes(content)
        return tmp_path / "a.xls"

    return write


def row(cells, many=1):
    return f'<table:table-row table:number-rows-repeated="{many}">{cells}</table:table-row>'


def of(many):
    return f' table:number-columns-repeated="{many}"'


def test_rows_that_stand_for_many_are_read_and_empty_ones_at_the_end_count_for_nothing(open_document):
    empty = f"<table:table-cell{of(16_384)}/>"
    found = read_file(open_document(row(CELL.format(of(3)), 4) + row(empty, 1_048_572)))
    assert np.array_equal(found.outputs, np.full((4, 3), 0.5))


@pytest.mark.parametrize(
    "rows",
    [row(CELL.format(of(100)), 10**6), row("<table:table-cell/>", 10**6) + row(f"<table:table-cell{of(99)}/>" + CELL)],
    ids=["one cell for many", "a cell far away"],
)
def test_a_small_file_with_many_cells_is_refused_by_their_count(open_document, rows):
    path = open_document(rows.replace("{}", ""))
    assert path.stat().st_size < 100_000
    with pytest.raises(DataError, match=r"the sheet is too large .*save it as CSV"):
        read_file(path)


def test_a_table_that_does_not_end_is_damaged(open_document):
    with pytest.raises(DataError, match=r"a\.ods: it is damaged"):
        read_file(open_document("<table:table-row>"))


@pytest.mark.parametrize(
    ("record", "at", "numbers", "told"),
    [
        (EXTENT, 4, (0, 65_536, 256 << 16), r"the sheet is too large .*row 65,536 and column 256"),
        (EXTENT, 4, (9, 5, 5 << 16), "damaged"),
        (WORDS, 4, (0, 2**31 - 1), "damaged"),
        (b"\xd0\xcf\x11\xe0", 48, (10**6,), "damaged"),
    ],
    ids=["far cell", "ends before it begins", "more words than bytes", "a sector that is not there"],
)
def test_an_old_file_that_says_more_than_it_holds_is_refused(old_excel, record, at, numbers, told):
    with pytest.raises(DataError, match=told):
        read_file(old_excel(record, at, *numbers))


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_the_command_line_takes_them_as_files_and_on_standard_input(suffix, capsys):
    assert main(["evaluate", str(DATA / f"spreadsheet.{suffix}")]) == 0
    told = capsys.readouterr().out
    assert main(["evaluate", str(DATA / "spreadsheet_german.csv")]) == 0
    assert capsys.readouterr().out == told
