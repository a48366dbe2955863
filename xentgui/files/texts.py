"""Files of text: CSV and TSV, JSON and JSON lines, and what would be pasted."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

from xentgui.files.columns import check_one_decimal_mark, columns_of
from xentgui.files.contents import Contents, refuse_damaged
from xentgui.files.literals import Tree
from xentgui.files.pasted import read_pasted
from xentgui.files.separated import split
from xentgui.files.trees import columns_of_tree, without_loss
from xentgui.losses.batch import DataError

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
          b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # fmt: skip
_NO_TEXT = re.compile(rb"[\x00-\x07\x0e-\x1a]")
MOST_TEXT = 200 * 1024 * 1024


def read_text(path: Path) -> Contents:
    """What a text holds. Raises DataError with the line of what cannot be read."""
    size = path.stat().st_size
    if size > MOST_TEXT:
        raise DataError(f"it holds {size / 2**20:,.0f} MiB of text, and {MOST_TEXT // 2**20} MiB are read at most")
    text, notes = _decoded(path.read_bytes())
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return Contents(columns_of_tree(_json_lines(text)), None, notes)
    if suffix == ".json":
        tree, number = without_loss(_json_or_lines(text), text)
        if not isinstance(tree, list | dict):
            raise DataError("it holds a single value: give labels and outputs as lists")
        return Contents(columns_of_tree(tree), number, notes)
    if text.lstrip()[:1] in ("{", "[") and (tree := _json_if_it_is(text)) is not None:
        tree, number = without_loss(tree, text)
        return Contents(columns_of_tree(tree), number, notes)
    if suffix in (".csv", ".tsv", ".tab"):
        sheet = split(text.replace("\r\n", "\n").replace("\r", "\n"))
        check_one_decimal_mark(sheet)
        return Contents(columns_of(sheet), None, notes)
    pasted = read_pasted(text)
    if not pasted.columns:
        raise DataError(f"it holds the number {pasted.number_text} and no table: type it into My number")
    return Contents(pasted.columns, pasted.number_text, (*pasted.notes, *notes))


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
        raise DataError(f"{place}: this is not JSON ({error.msg}): check the brackets, commas and quotes") from None
    except RecursionError:
        raise DataError("its brackets are nested too deep: give a table of rows and columns") from None
    except DataError:
        raise
    except ValueError as error:
        refuse_damaged(error)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and a note where the encoding had to be guessed."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError:
                raise DataError("its text is damaged: save it again as UTF-8") from None
    if _NO_TEXT.search(data):
        raise DataError("it is not a text (or one in UTF-16 without a mark): save it as CSV in UTF-8")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text, ("the file is not in UTF-8: it is read as Western (Windows-1252)",)
