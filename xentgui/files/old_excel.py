"""Which cells an old Excel file (.xls) has: a small file system ([MS-CFB]) with a stream of records ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xentgui.losses.batch import DataError

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
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
