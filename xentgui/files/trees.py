"""Nested lists and dicts, as JSON and printed arrays have them, turned into columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xentgui.files.cells import legible, read_number
from xentgui.files.columns import Column
from xentgui.files.literals import Tree
from xentgui.files.separated import MOST_CELLS, MOST_COLUMNS, ragged
from xentgui.losses.batch import DataError

LOSS = re.compile(
    r"loss|losses|cross[ _-]?entropy|entropy|nll|bce|xent|cost|criterion|objective|perplexity", re.IGNORECASE
)
SHAPE = "give a table of rows and columns: move the class axis last and reshape to (rows, classes)"


def columns_of_tree(tree: Tree, table: str = "") -> tuple[Column, ...]:
    """The columns that a value holds: a table (rows of numbers), a vector, records, or named ones of these.

    Raises DataError, with the place, for ragged rows, more than two dimensions and what is neither number nor word.
    """
    if isinstance(tree, dict):
        return _of_mapping(tree, table)
    if not isinstance(tree, list):
        return (_column([tree], table=table, vector=True),)
    if not tree:
        raise DataError(f"{_prefix(table)}there is nothing in it: a table has at least one row of numbers")
    if (plain := _plain_table(tree, table)) is not None:
        return plain
    if all(isinstance(item, dict) for item in tree):
        return _of_records([item for item in tree if isinstance(item, dict)], table)
    if (ranked := [_ranking(item) for item in tree]) and all(ranked):
        return _of_records([scores for scores in ranked if scores], table)
    depths = {_depth(item) for item in tree}
    if depths == {0}:
        return (_column(tree, table=table, vector=True),)
    if any(isinstance(item, dict) for item in tree):
        wrong = next(k for k, item in enumerate(tree) if not isinstance(item, dict))
        raise DataError(f"{_prefix(table)}item {wrong + 1} is no record where others are: each names its values")
    if len(depths) > 1 and len(tree) <= 4:
        return tuple(column for k, item in enumerate(tree) for column in columns_of_tree(item, f"{table}{k + 1}"))
    return _of_rows(tree, table)


def _plain_table(rows: list[Tree], table: str) -> tuple[Column, ...] | None:
    """The quick road for rows of numbers; None where any of it is another thing."""
    first = rows[0]
    if rank_of(rows) != 2 or not isinstance(first, list) or _too_large(len(first), len(rows)):
        return None
    found = array_of_tree(rows)
    if found is None or found.ndim != 2 or not (found.max() < np.inf):
        return None
    numbers, named = found.astype(np.float64), legible(table)
    whole = [
        type(item) is not float and (found.dtype.kind != "f" or all(type(row[j]) is not float for row in rows))  # type: ignore
        for j, item in enumerate(first)
    ]
    return tuple(
        Column("", numbers[:, j], table=named, whole=whole[j], place=j + 1, source=numbers) for j in range(len(first))
    )


def rank_of(tree: Tree) -> int:
    """How deep lists of numbers are, by their first items; 0 where no number stands at the bottom."""
    rank = 0
    while isinstance(tree, list) and tree:
        tree, rank = tree[0], rank + 1
    return rank if isinstance(tree, int | float) else 0


def array_of_tree(tree: Tree) -> NDArray[Any] | None:
    """An array of numbers in lists, however deep; None for what holds other things, or lists of several lengths."""
    try:
        found = np.array(tree)
    except ValueError:
        return None
    return found if found.dtype.kind in "bif" and found.size else None


def _too_large(columns: int, rows: int) -> bool:
    return columns > MOST_COLUMNS or columns * rows > MOST_CELLS


def _ranking(item: Tree) -> dict[str, Tree] | None:
    """One sample's scores by its classes, from the list of both that the pipelines of transformers give."""
    pairs = [each for each in item if isinstance(each, dict)] if isinstance(item, list) else []
    if not isinstance(item, list) or len(pairs) < len(item) or not all(p.keys() == {"label", "score"} for p in pairs):
        return None
    return {str(pair["label"]): pair["score"] for pair in pairs}


def without_loss(tree: Tree, text: str) -> tuple[Tree, str | None]:
    """A dict without the loss that stands in it under such a name, and that loss as it is written in the text."""
    if not isinstance(tree, dict):
        return tree, None
    losses = [name for name, value in tree.items() if LOSS.search(name) and isinstance(value, int | float)]
    rest = {name: value for name, value in tree.items() if name not in losses}
    if not losses:
        return tree, None
    written = re.search(rf"['\"]{re.escape(losses[-1])}['\"]\s*:\s*(?:[\w.]+\(){{0,3}}([-+.\w]+)", text)
    return rest, written[1] if written else repr(tree[losses[-1]])


def numbers_of_tree(tree: Tree) -> NDArray[np.float64] | None:
    """An array of numbers in lists, however deep; None for what holds words, or lists of several lengths."""
    found = array_of_tree(tree) if isinstance(tree, list) else None
    return None if found is None else found.astype(np.float64)


def _of_rows(rows: Sequence[Tree], table: str) -> tuple[Column, ...]:
    for i, row in enumerate(rows):
        if not isinstance(row, list):
            raise DataError(f"{_prefix(table)}row {i + 1} is one value where the other rows are lists", where=(i,))
        if any(isinstance(item, list | dict) for item in row):
            raise DataError(f"{_prefix(table)}there are more than two dimensions: {SHAPE}", where=(i,))
    lists = [row for row in rows if isinstance(row, list)]
    width = len(lists[0])
    if any(len(row) != width for row in lists):
        lengths, places = [len(row) for row in lists], range(1, len(rows) + 1)
        raise ragged(lengths, places, "row", partial(_cut_to, lists), _prefix(table))
    if not width:
        raise DataError(f"{_prefix(table)}there is nothing in its rows: a row has at least one number", where=(0,))
    if _too_large(width, len(rows)):
        raise DataError(
            f"{_prefix(table)}{len(rows):,} rows of {width:,} numbers are more than can be read "
            f"({MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells at most)"
        )
    return tuple(_column([row[j] for row in lists], table=table, place=j + 1) for j in range(width))


def _cut_to(rows: Sequence[list[Tree]], width: int, whole: bool) -> Callable[[str], str]:
    """In place of a printed value so many items of each row, or the rows alone that have as many."""
    return partial(_written, [row[:width] for row in rows if not whole or len(row) == width])


def _written(rows: Sequence[list[Tree]], _before: str) -> str:
    return repr(rows)


def _of_mapping(named: Mapping[str, Tree], table: str) -> tuple[Column, ...]:
    if not named:
        raise DataError(f"{_prefix(table)}there is nothing in it: name the outputs and labels")
    if isinstance(named.get("data"), list) and isinstance(named.get("columns"), list):
        return _of_split(named, table)
    if isinstance(named.get("data"), list) and isinstance(named.get("schema"), dict):
        return columns_of_tree(named["data"], table)
    if (frame := _of_frame(named, table)) is not None:
        return frame
    lists = [value for value in named.values() if isinstance(value, list) and _depth(value) == 1]
    if len(lists) == len(named) and len({len(value) for value in lists}) == 1:
        return tuple(
            _column(value, name=name, table=table, place=k + 1)
            for k, (name, value) in enumerate(zip(named, lists, strict=True))
        )
    return tuple(
        column
        for name, value in named.items()
        for column in columns_of_tree(value if isinstance(value, list | dict) else [value], _inside(table, name))
    )


def _of_frame(named: Mapping[str, Tree], table: str) -> tuple[Column, ...] | None:
    """pandas' orients "columns" and "index": names of the columns over names of the rows, or the other way round."""
    inner = [value for value in named.values() if isinstance(value, dict)]
    if len(inner) < len(named) or not inner[0] or any(set(value) != set(inner[0]) for value in inner):
        return None
    if any(isinstance(item, list | dict) for value in inner for item in value.values()):
        return None
    mixed = any(len({isinstance(item, str) for item in value.values() if item is not None}) > 1 for value in inner)
    by_rows = mixed or (_count_up(named) and not _count_up(inner[0]))
    rows = list(named if by_rows else inner[0])
    columns: dict[str, Tree] = (
        {name: [value[name] for value in inner] for name in inner[0]}
        if by_rows
        else {name: [value[row] for row in rows] for name, value in zip(named, inner, strict=True)}
    )
    index: dict[str, Tree] = {} if _count_up(rows) or "index" in columns else {"index": [*rows]}
    return _of_mapping({**index, **columns}, table)


def _count_up(names: Iterable[str]) -> bool:
    return all(name == str(k) for k, name in enumerate(names))


def _inside(table: str, name: str) -> str:
    return f"{table}.{name}" if table else name


def _of_split(named: Mapping[str, Tree], table: str) -> tuple[Column, ...]:
    """pandas' orient="split": the rows under "data", their names under "columns"."""
    columns = columns_of_tree(named["data"], table)
    names = named["columns"]
    if not isinstance(names, list) or len(names) != len(columns):
        raise DataError('"columns" and the rows of "data" differ in length: each column needs one name')
    return tuple(replace(column, name=str(name)) for column, name in zip(columns, names, strict=True))


def _of_records(records: Sequence[Mapping[str, Tree]], table: str) -> tuple[Column, ...]:
    names = list(records[0])
    for i, record in enumerate(records):
        if set(record) != set(names):
            other = sorted(set(record) ^ set(names))[0]
            raise DataError(
                f'{_prefix(table)}record {i + 1}: "{other}" is not in all records: each one names the same things',
                where=(i,),
            )
    if not names:
        raise DataError(f"{_prefix(table)}the records are empty: name the outputs and labels")
    if any(isinstance(value, list | dict) for value in records[0].values()):
        return _of_mapping({name: [record[name] for record in records] for name in names}, table)
    return tuple(
        _column([record[name] for record in records], name=name, table=table, place=k + 1)
        for k, name in enumerate(names)
    )


def _column(items: Sequence[Tree], *, name: str = "", table: str = "", place: int = 1, vector: bool = False) -> Column:
    column = Column(legible(name), None, table=legible(table), place=place, vector=vector)
    if any(isinstance(item, str) for item in items) and not all(_numeric(item) for item in items):
        wrong = next((i for i, item in enumerate(items) if not isinstance(item, str)), None)
        if wrong is not None:
            raise DataError(f"{column.where(wrong)}: a number stands among words: write all of them as words")
        return replace(column, texts=tuple(legible(str(item)) for item in items))
    kinds = {type(item) for item in items}
    if kinds <= {int, float, bool} and (quick := array_of_tree(list(items))) is not None and quick.max() < np.inf:
        return replace(column, numbers=quick.astype(np.float64), whole=float not in kinds)
    numbers = np.empty(len(items))
    for row, item in enumerate(items):
        try:
            numbers[row] = _number(item)
        except DataError as error:
            raise DataError(f"{column.where(row)}: {error.reason}", where=(row, place - 1)) from None
    return replace(column, numbers=numbers, whole=all(isinstance(item, int) for item in items))


def _numeric(item: Tree) -> bool:
    if not isinstance(item, str):
        return True
    try:
        read_number(item)
    except DataError:
        return False
    return True


def _number(item: Tree) -> float:
    if isinstance(item, str):
        return read_number(item)
    if isinstance(item, int | float):
        return read_number(str(item)) if not isinstance(item, int) or abs(item) > 2**53 else float(item)
    if item is None:
        raise DataError("there is no number here (None, null): type one, or leave out the row")
    raise DataError("a list stands where a number belongs: all rows have the same depth")


def _depth(tree: Tree) -> int:
    if isinstance(tree, dict):
        return 1
    return 1 + max(map(_depth, tree), default=0) if isinstance(tree, list) else 0


def _prefix(table: str) -> str:
    return f"{table}: " if table else ""
