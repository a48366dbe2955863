"""Files of text: CSV and TSV, JSON and JSON lines, and what would be pasted; CSV of plain numbers in one go."""

from __future__ import annotations

import importlib.util
import itertools
import json
import math
import mmap
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xentgui.files.arrays import columns_of_arrays
from xentgui.files.cells import vanished
from xentgui.files.columns import Column, Contents, check_one_decimal_mark, columns_of, refuse_damaged
from xentgui.files.literals import Tree
from xentgui.files.pasted import read_pasted
from xentgui.files.separated import GUESSED_FROM, TextSheet, check_count, split
from xentgui.files.trees import array_of_tree, columns_of_tree, rank_of, without_loss
from xentgui.losses.batch import DataError

SEPARATED = (".csv", ".tsv", ".tab")
MOST_TEXT = 200 * 1024 * 1024


def read_text(path: Path) -> Contents:
    """What a text holds. Raises DataError with the line of what cannot be read."""
    size = path.stat().st_size
    if size > MOST_TEXT:
        raise DataError(f"it holds {size / 2**20:,.0f} MiB of text, and {MOST_TEXT // 2**20} MiB are read at most")
    suffix = path.suffix.lower()
    if suffix in SEPARATED and (plain := read_plain(path)) is not None:
        return plain
    text, encoded = decoded(path.read_bytes())
    notes = (*vanished(text), *encoded)
    if suffix in (".jsonl", ".ndjson"):
        return Contents(columns_of_tree(_json_lines(text)), None, notes)
    if suffix == ".json":
        tree, number = without_loss(_json_or_lines(text), text)
        if not isinstance(tree, list | dict):
            raise DataError("it holds a single value: give labels and outputs as lists")
        return _of_tree(tree, number, notes)
    if text.lstrip()[:1] in ("{", "[") and (tree := _json_if_it_is(text)) is not None:
        return _of_tree(*without_loss(tree, text), notes)
    if suffix in SEPARATED:
        sheet = split(text.replace("\r\n", "\n").replace("\r", "\n"))
        check_one_decimal_mark(sheet)
        return Contents(columns_of(sheet), None, notes)
    pasted = read_pasted(text)
    if not pasted.columns:
        raise DataError(f"it holds {pasted.without_table} and no table: give labels and outputs")
    return Contents(pasted.columns, pasted.number_text, (*pasted.notes, *encoded))


def _of_tree(tree: Tree, number: str | None, notes: tuple[str, ...]) -> Contents:
    """What lists and names hold; lists of more than two dimensions are arrays, as in a file of them."""
    named = tree if isinstance(tree, dict) else {"": tree}
    if max(map(rank_of, named.values()), default=0) > 2:
        arrays = {name: array_of_tree(value) for name, value in named.items()}
        if all(array is not None for name, array in arrays.items() if rank_of(named[name])):
            flat = columns_of_arrays((name, array) for name, array in arrays.items() if array is not None)
            words = [c for name, array in arrays.items() if array is None for c in columns_of_tree(named[name], name)]
            return Contents((*flat.columns, *words), number, (*flat.notes, *notes), flat.leading)
    return Contents(columns_of_tree(tree), number, notes)


def _json_if_it_is(text: str) -> Tree:
    """The JSON that a text with another name is; None if it is none."""
    try:
        tree: Tree = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tree


def _json_or_lines(text: str) -> Tree:
    """JSON, or a record of it in each line, which is often called .json too."""
    try:
        return _json(text)
    except DataError:
        lines = text.split("\n", 2)
        if len(lines) < 2 or not all(line.strip().startswith("{") and line.strip().endswith("}") for line in lines[:2]):
            raise
    return _json_lines(text)


def _json_lines(text: str) -> list[Tree]:
    return [_json(line, k) for k, line in enumerate(text.split("\n"), 1) if line.strip()]


def _json(text: str, line: int | None = None) -> Tree:
    def constant(word: str) -> float:
        if word == "-Infinity":
            return -math.inf
        raise DataError(f"{word} is not a number that can be entered: replace it, or leave out the row")

    try:
        tree: Tree = json.loads(text, parse_constant=constant)
        return tree
    except json.JSONDecodeError as error:
        place = f"line {line or error.lineno}, column {error.colno}"
        raise DataError(f"{place}: this is not JSON: check the brackets, commas and quotes") from None
    except RecursionError:
        raise DataError("its brackets are nested too deep: give a table of rows and columns") from None
    except DataError:
        raise
    except ValueError:
        refuse_damaged()


LOOKED_AT = 300  # lines, among which there are enough to guess a separator from
A_PIECE = 2**20
_PLAIN = b"0123456789.eE+- \n"  # with a separator: what stands in plain rows; no library reads other words from these
_SEPARATORS = (",", ";", "\t", " ")


class Head(NamedTuple):
    """What the first lines tell of all rows: the columns, the separator, and where the rows begin."""

    columns: tuple[Column, ...]
    separator: str
    line: int
    offset: int
    returns: bool
    notes: tuple[str, ...]


def read_plain(path: Path) -> Contents | None:
    """The columns of a CSV file of plain numbers; None where it is short, or where anything else stands in it.

    Raises DataError where it holds more cells than can be read.
    """
    with path.open("rb") as file:
        head = head_of(list(itertools.islice(file, LOOKED_AT)))
        columns = None if head is None else columns_of_rows(file, head)
        if head is None or columns is None:
            return None
        told = _vanished_in(file, head.offset)
    return Contents(columns, None, (*told, *head.notes))


def _vanished_in(file: BinaryIO, start: int) -> tuple[str, ...]:
    """What `vanished` says of the lines from there on; most files have no exponents, and are not cut into lines."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        if max(text.find(sign) for sign in (b"e-", b"E-")) < 0:
            return ()
    file.seek(start)
    pieces = iter(partial(file.readlines, A_PIECE), [])
    return next(filter(None, (vanished(b"".join(piece).decode("ascii")) for piece in pieces)), ())


def columns_of_rows(file: BinaryIO, head: Head) -> tuple[Column, ...] | None:
    """The columns of all rows from where they begin; None where anything but plain numbers stands in them."""
    file.seek(head.offset)
    rows = _count_plain(file, head)
    if not rows:
        return None
    check_count(rows * len(head.columns))
    table, whole = _table(file, head)
    if table is None or len(table) != rows or not (table < np.inf).all():
        return None
    lines = range(head.line, head.line + rows)
    return tuple(
        replace(column, numbers=table[:, j], source=table, whole=whole[j], written=None, lines=lines)
        for j, column in enumerate(head.columns)
    )


def head_of(lines: Sequence[bytes]) -> Head | None:
    """What the first lines tell; None where they are few, or do not tell of plain numbers."""
    if len(lines) < LOOKED_AT or any(b"\r" in line.rstrip(b"\r\n") for line in lines):
        return None
    try:
        text, notes = decoded(b"".join(lines))
        sheet = split(text.replace("\r\n", "\n"))
        columns = columns_of(sheet)
    except DataError:
        return None
    if not _tells(sheet, columns) or columns[0].lines is None:
        return None
    first = columns[0].lines[0]
    return Head(columns, sheet.separator, first, sum(map(len, lines[: first - 1])), b"\r" in lines[0], notes)


def _tells(sheet: TextSheet, columns: Sequence[Column]) -> bool:
    plain = len(columns) == len(sheet.rows[0]) and all(c.numbers is not None and not c.percent for c in columns)
    return plain and len(sheet.rows) > GUESSED_FROM and sheet.separator in _SEPARATORS


def _count_plain(file: BinaryIO, head: Head) -> int:
    """How many lines there are to the end; 0 where any of them holds what does not stand in plain numbers."""
    allowed, rows, returns, piece = _PLAIN + head.separator.encode() + b"\r" * head.returns, 0, 0, b"\n"
    while more := file.read(A_PIECE):
        if more.translate(None, allowed):
            return 0
        piece = more
        rows += piece.count(b"\n")
        returns += piece.count(b"\r") if head.returns else 0
    rows += not piece.endswith(b"\n")
    return rows if returns == rows * head.returns else 0


def _table(file: BinaryIO, head: Head) -> tuple[NDArray[np.float64] | None, tuple[bool, ...]]:
    """The rows (n, K), and which columns are written without a decimal point.

    Those are the ones that are so in the first lines, but for the ones where fractions come later.
    """
    whole = tuple(column.whole for column in head.columns)
    table = _read(file, head, whole)
    if table is not None or not any(whole):
        return table, whole
    table = _read(file, head, (False,) * len(whole))
    if table is not None:
        whole = tuple(each and bool((np.floor(table[:, j]) == table[:, j]).all()) for j, each in enumerate(whole))
        table = _read(file, head, whole)
    return table, whole


def _read(file: BinaryIO, head: Head, whole: Sequence[bool]) -> NDArray[np.float64] | None:
    """The rows (n, K); None where a library finds that they are not all such numbers."""
    file.seek(head.offset)
    try:
        if head.separator != " " and importlib.util.find_spec("pyarrow"):
            return _by_arrow(file, head.separator, whole)
        return _by_numpy(file, head.separator, whole)
    except (ValueError, Warning):  # pyarrow's errors are too
        return None


def _by_arrow(file: BinaryIO, separator: str, whole: Sequence[bool]) -> NDArray[np.float64]:
    csv = importlib.import_module("pyarrow.csv")
    names = [str(j) for j in range(len(whole))]
    kinds = {name: "int64" if each else "float64" for name, each in zip(names, whole, strict=True)}
    found = csv.read_csv(
        file,
        csv.ReadOptions(column_names=names),
        csv.ParseOptions(delimiter=separator, quote_char=False),
        csv.ConvertOptions(column_types=kinds, null_values=[], check_utf8=False),
    )
    table = np.empty((found.num_rows, len(whole)))
    for j, kind in enumerate(np.int64 if each else np.float64 for each in whole):
        start = 0
        for chunk in found.column(j).chunks:
            values = np.frombuffer(chunk.buffers()[1], kind, len(chunk), 8 * chunk.offset)  # to_numpy imports pandas
            table[start : start + len(chunk), j] = values
            start += len(chunk)
    return table


def _by_numpy(file: BinaryIO, separator: str, whole: Sequence[bool]) -> NDArray[np.float64]:
    names = [str(j) for j in range(len(whole))]
    kinds = np.dtype([(name, np.int64 if each else np.float64) for name, each in zip(names, whole, strict=True)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a whole number that is none
        found = np.loadtxt(file, kinds, delimiter=None if separator == " " else separator, comments=None, ndmin=1)
    return np.column_stack([found[name] for name in names]).astype(np.float64, copy=False)


_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
          b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # fmt: skip
_NO_TEXT = bytes([*range(8), *range(14, 27)])


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and a note where the encoding had to be guessed."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError:
                raise DataError("its text is damaged: save it again as UTF-8") from None
    if len(data.translate(None, _NO_TEXT)) < len(data):
        raise DataError("it is not a text (or one in UTF-16 without a mark): save it as CSV in UTF-8")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text, ("the file is not in UTF-8: it is read as Western (Windows-1252)",)
