"""Files larger than memory, as runs of rows that are read one after the other: .npy, .safetensors, Parquet and CSV."""

from __future__ import annotations

import importlib
import io
import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xentgui.files.arrays import columns_of_arrays, header_of_npy
from xentgui.files.columns import Column, refuse_damaged
from xentgui.files.optional import columns_of_batch, library
from xentgui.files.texts import LOOKED_AT, SEPARATED, Head, columns_of_rows, head_of
from xentgui.losses.batch import DataError

LARGE = 64 * 2**20  # bytes of a file that is read in pieces
HEADER = 64 * 2**20  # bytes, of what the tensors of a file are
CELLS = 1_000_000  # of a piece
TEXT = 16 * 2**20  # bytes of a piece of CSV
_KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1"}
Piece = tuple[Column, ...]


@dataclass(frozen=True)
class Stored:
    """An array in a file, row after row from `offset` on; nothing of it is in memory. `halves` are bfloat16."""

    path: Path
    offset: int
    kind: np.dtype[Any]
    shape: tuple[int, ...]
    halves: bool = False

    def rows(self, start: int, stop: int) -> NDArray[Any]:
        """The rows from start to stop. Raises DataError where the file ends before."""
        each = math.prod(self.shape[1:])
        with self.path.open("rb") as file:
            file.seek(self.offset + start * each * self.kind.itemsize)
            found = np.fromfile(file, self.kind, (stop - start) * each)
        if len(found) < (stop - start) * each:
            raise DataError("it ends before its header says: it is truncated or damaged, save it again")
        table: NDArray[Any] = (found.astype("<u4") << 16).view("<f4") if self.halves else found
        return table.reshape(-1, *self.shape[1:])


def pieces_of(paths: Mapping[str, Path]) -> Iterator[Piece] | None:
    """Runs of rows of files, each a table called as it is in the mapping; None where they are small or of other kinds.

    The iterator raises DataError for what cannot be read.
    """
    several = list(paths.values())
    if not several or not all(map(os.path.isfile, several)) or sum(path.stat().st_size for path in several) < LARGE:
        return None
    try:
        return _cut(paths)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # it is damaged: whoever reads it at once says how


def _cut(paths: Mapping[str, Path]) -> Iterator[Piece] | None:
    several = list(paths.values())
    suffixes = {path.suffix.lower() for path in several}
    if suffixes == {".npy"}:
        stored = {name if len(paths) > 1 else "": stored_in_npy(path) for name, path in paths.items()}
        return None if None in stored.values() else _of_arrays({name: each for name, each in stored.items() if each})
    if len(several) > 1:
        return None
    if suffixes == {".safetensors"}:
        tensors = stored_in_safetensors(several[0])
        return None if tensors is None else _of_arrays(tensors)
    if suffixes == {".parquet"}:
        return _of_parquet(several[0])
    return _of_csv(several[0]) if suffixes <= set(SEPARATED) else None


def stored_in_npy(path: Path) -> Stored | None:
    """The array of a .npy file; None where it is no table of numbers, row after row."""
    with path.open("rb") as file:
        shape, fortran, kind = header_of_npy(file)
        return _plain(Stored(path, file.tell(), kind, shape)) if not fortran or len(shape) == 1 else None


def stored_in_safetensors(path: Path) -> dict[str, Stored] | None:
    """The tensors of a file by their names; None where one of them is no table of numbers."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        told = json.loads(file.read(min(length, HEADER)))
    told.pop("__metadata__", None)
    found: dict[str, Stored] = {}
    for name, each in told.items():
        kind, halves = each["dtype"], each["dtype"] == "BF16"
        if kind not in _KINDS and not halves:
            return None
        start, _ = each["data_offsets"]
        offset = 8 + length + start if start >= 0 else -1
        stored = _plain(Stored(path, offset, np.dtype("<u2" if halves else _KINDS[kind]), tuple(each["shape"]), halves))
        if stored is None:
            return None
        found[name] = stored
    return found or None


def _plain(stored: Stored) -> Stored | None:
    """It, where it is a table of numbers that its file holds as a whole."""
    counts = all(type(each) is int and each > 0 for each in (stored.offset, *stored.shape))
    if not counts or len(stored.shape) not in (1, 2) or stored.kind.kind not in "biuf":
        return None
    ends = stored.offset + math.prod(stored.shape) * stored.kind.itemsize
    return stored if ends <= stored.path.stat().st_size else None


def _of_arrays(stored: Mapping[str, Stored]) -> Iterator[Piece]:
    """Arrays with as many rows as the largest are cut; others, such as class weights, are whole in each piece."""
    rows = max(stored.values(), key=lambda each: math.prod(each.shape)).shape[0]
    width = sum(math.prod(each.shape[1:]) for each in stored.values())
    whole = {name: each.rows(0, each.shape[0]) for name, each in stored.items() if each.shape[0] != rows}
    for start in range(0, rows, step := max(1, CELLS // width)):
        stop = min(start + step, rows)
        cut = [(name, whole[name] if name in whole else each.rows(start, stop)) for name, each in stored.items()]
        yield columns_of_arrays(cut).columns


def _of_parquet(path: Path) -> Iterator[Piece]:
    parquet = library("pyarrow.parquet", "pyarrow", "Parquet files")
    try:
        with parquet.ParquetFile(path) as file:
            step = max(1, CELLS // max(1, file.metadata.num_columns))
            for batch in file.iter_batches(step, use_threads=False):
                yield columns_of_batch(importlib.import_module("pyarrow").Table.from_batches([batch]))
    except DataError:
        raise
    except Exception:  # the library raises what it likes
        refuse_damaged()


def _of_csv(path: Path) -> Iterator[Piece] | None:
    with path.open("rb") as file:
        head = head_of(list(islice(file, LOOKED_AT)))
    return None if head is None else _of_lines(path, head)


def _of_lines(path: Path, head: Head) -> Iterator[Piece]:
    line, rest = head.line, b""
    with path.open("rb") as file:
        file.seek(head.offset)
        while more := file.read(TEXT):
            text, newline, rest = (rest + more).rpartition(b"\n")
            if newline:
                yield (piece := _of_text(text + newline, head, line))
                line += len(piece[0])
                head = head._replace(columns=tuple(replace(column, counted=False) for column in head.columns))
    if rest:
        yield _of_text(rest, head, line)


def _of_text(text: bytes, head: Head, line: int) -> Piece:
    found = columns_of_rows(io.BytesIO(text), head._replace(line=line, offset=0))
    if found is None:
        raise DataError(
            f"in the {text.count(10):,} lines from {line:,} on stands something else than plain numbers, and a file of "
            "this size is read in pieces that hold nothing else"
        )
    return found
