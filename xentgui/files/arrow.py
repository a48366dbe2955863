"""How large an Arrow file is when it is unpacked, told from its messages before anything is: see the Arrow format.

A message is a length, a flatbuffer that describes buffers, and the buffers; a packed buffer begins with its own size.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

MAGIC = 8  # bytes before the first message
_DICTIONARY, _RECORDS = 2, 3  # what a message may hold
_LARGEST = 64 * 1024 * 1024  # bytes of a description


def unpacked_size(path: Path) -> int:
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
