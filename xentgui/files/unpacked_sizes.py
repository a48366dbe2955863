"""How large Feather and Parquet files are when they are unpacked, told from their descriptions before anything is.

A Feather file is a row of messages: a length, a flatbuffer that describes buffers, and the buffers; a packed buffer
begins with its own size: see the Arrow format. A Parquet file ends with a description of its columns, in Thrift's
compact protocol, and each column is a row of pages that begin with one of their own. The library's own account of a
column is not asked: it ends the program where the description is damaged, and it may say less than the pages hold.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

MAGIC = 8  # bytes before the first message
_DICTIONARY, _RECORDS = 2, 3  # what a message may hold
_LARGEST = 64 * 1024 * 1024  # bytes of a description


def size_of_feather(path: Path) -> int:
    """The bytes of all buffers when they are unpacked. Raises ValueError or struct.error where it is damaged."""
    total = 0
    with path.open("rb") as file:
        file.seek(MAGIC)
        while (length := _length(file)) > 0:
            if length > _LARGEST:
                raise ValueError("a message describes itself at too great length")
            message = _Table.root(file.read(length))
            body, start = message.whole(3, "<q"), file.tell()
            total += sum(_unpacked(file, start, offset, size) for offset, size in _buffers(message))
            file.seek(start + body)
    return total


def _length(file: IO[bytes]) -> int:
    """The length of the next message; 0 at the end."""
    start = file.read(8)
    marked = len(start) == 8 and start[:4] == b"\xff\xff\xff\xff"
    return int(struct.unpack("<i", start[4:])[0]) if marked else 0


def _unpacked(file: IO[bytes], start: int, offset: int, size: int) -> int:
    file.seek(start + offset)
    told = int(struct.unpack("<q", file.read(8))[0]) if size >= 8 else 0
    return size if told < 0 else told


class _Table:
    """A table of a flatbuffer: its fields are found by their number."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place = data, place
        self.fields = place - struct.unpack_from("<i", data, place)[0]

    @classmethod
    def root(cls, data: bytes) -> _Table:
        return cls(data, struct.unpack_from("<I", data)[0])

    def _at(self, number: int) -> int | None:
        """Where a field stands; None where it has its default."""
        size = struct.unpack_from("<H", self.data, self.fields)[0]
        if 4 + 2 * number >= size:
            return None
        offset = struct.unpack_from("<H", self.data, self.fields + 4 + 2 * number)[0]
        return self.place + offset if offset else None

    def whole(self, number: int, form: str) -> int:
        place = self._at(number)
        return 0 if place is None else int(struct.unpack_from(form, self.data, place)[0])

    def inside(self, number: int) -> _Table | None:
        place = self._at(number)
        return None if place is None else _Table(self.data, place + struct.unpack_from("<I", self.data, place)[0])

    def pairs(self, number: int) -> list[tuple[int, int]]:
        """A vector of pairs of 64-bit numbers."""
        place = self._at(number)
        if place is None:
            return []
        place += struct.unpack_from("<I", self.data, place)[0]
        count = min(struct.unpack_from("<I", self.data, place)[0], len(self.data) // 16)
        return [struct.unpack_from("<qq", self.data, place + 4 + 16 * k) for k in range(count)]


def _buffers(message: _Table) -> list[tuple[int, int]]:
    """Where the packed buffers of a message lie in what follows it; none where they are not packed."""
    kind, header = message.whole(1, "<B"), message.inside(2)
    if header is None or kind not in (_DICTIONARY, _RECORDS):
        return []
    records = header.inside(1) if kind == _DICTIONARY else header
    return [] if records is None or records.inside(3) is None else records.pairs(2)


MOST_PAGES = 200_000
_LONGEST_FOOTER = 16 * 1024 * 1024  # bytes
_LONGEST_PAGE_HEADER = 64 * 1024  # bytes
_GROUPS, _COLUMNS, _PAGES = 4, 1, 3  # the fields of a Parquet file, of its row groups, of their columns
_VALUES, _FIRST_PAGE, _WORDS = 5, 9, 11  # of what describes the pages of a column
_UNPACKED, _PACKED, _HEADERS = 2, 3, (5, 8)  # of a page; the headers of data tell first how many values there are


def sizes_of_parquet(path: Path) -> tuple[int, int]:
    """The bytes of all pages when they are unpacked, and their values. Raises ValueError or so where it is damaged."""
    size = values = 0
    with path.open("rb") as file:
        for count, page in enumerate(_pages(file)):
            if count > MOST_PAGES:
                raise ValueError("there are too many pages in it")
            size += page[_UNPACKED]
            values += _values(page)
    return size, values


def _pages(file: IO[bytes]) -> Iterator[dict[int, Any]]:
    """The descriptions of all pages, one column after the other."""
    end = file.seek(-8, 2)
    length = int(struct.unpack("<I", file.read(4))[0])
    if length > min(_LONGEST_FOOTER, end):
        raise ValueError("it describes itself at too great length")
    file.seek(end - length)
    for group in _Compact(file.read(length)).structure()[_GROUPS]:
        for column in group[_COLUMNS]:
            told, seen = column[_PAGES], 0
            place = min(told[_FIRST_PAGE], told.get(_WORDS) or told[_FIRST_PAGE])
            while seen < told[_VALUES]:
                file.seek(place)
                header = _Compact(file.read(_LONGEST_PAGE_HEADER))
                yield (page := header.structure())
                place += header.place + page[_PACKED]
                seen += _values(page)


def _values(page: dict[int, Any]) -> int:
    return next((int(page[header][1]) for header in _HEADERS if header in page), 0)


class _Compact:
    """Thrift's compact protocol: a structure is its fields by their numbers."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def structure(self) -> dict[int, Any]:
        fields: dict[int, Any] = {}
        number = 0
        while (start := self._byte()) & 15:
            number = number + (start >> 4) if start >> 4 else self._whole()
            fields[number] = self._value(start & 15)
        return fields

    def _value(self, kind: int) -> Any:
        if kind in (1, 2):
            return kind == 1
        if kind in (4, 5, 6):
            return self._whole()
        if kind == 9:
            return self._list()
        if kind == 12:
            return self.structure()
        length = self._count() if kind == 8 else {3: 1, 7: 8}[kind]  # a text, a byte, a float
        self.place += length
        return None

    def _list(self) -> list[Any]:
        start = self._byte()
        count, kind = start >> 4, start & 15
        if count == 15:
            count = self._count()
        if count > len(self.data):
            raise ValueError("a list is longer than the file")
        return [self._byte() == 1 if kind in (1, 2) else self._value(kind) for _ in range(count)]

    def _whole(self) -> int:
        count = self._count()
        return count >> 1 ^ -(count & 1)

    def _count(self) -> int:
        value, shift = 0, 0
        while (byte := self._byte()) > 127:
            value |= (byte & 127) << shift
            shift += 7
            if shift > 63:
                raise ValueError("a number is longer than 64 bits")
        return value | byte << shift

    def _byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1]
