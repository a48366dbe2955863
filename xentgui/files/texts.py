"""Files of text: CSV and TSV, JSON and JSON lines, and what would be pasted."""

from __future__ import annotations

import json
import math
from pathlib import Path

from xentgui.files.arrays import columns_of_arrays
from xentgui.files.columns import Contents, check_one_decimal_mark, columns_of, refuse_damaged
from xentgui.files.encoding import decoded
from xentgui.files.literals import Tree
from xentgui.files.pasted import read_pasted
from xentgui.files.plain_csv import read_plain
from xentgui.files.separated import split
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
    text, notes = decoded(path.read_bytes())
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
        raise DataError(f"it holds {pasted.without_table} and no table: type a number into My number, paste options")
    return Contents(pasted.columns, pasted.number_text, (*pasted.notes, *notes))


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
        raise DataError(f"{place}: this is not JSON ({error.msg}): check the brackets, commas and quotes") from None
    except RecursionError:
        raise DataError("its brackets are nested too deep: give a table of rows and columns") from None
    except DataError:
        raise
    except ValueError as error:
        refuse_damaged(error)
