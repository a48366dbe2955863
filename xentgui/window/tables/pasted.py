"""What was pasted: what it may be by name, place and shape, the options of a call, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from xentgui import edits
from xentgui.edits_of_cards import known
from xentgui.entry import Entry, Numbers, Table
from xentgui.files.assemble import Imported
from xentgui.files.guess.by_name import role_of_name, table_word
from xentgui.files.guess.vocabulary import CLASS_WEIGHT_WORDS, snake
from xentgui.files.labels import class_numbers
from xentgui.files.pasted import Pasted
from xentgui.losses.batch import DataError
from xentgui.opening import data_fields
from xentgui.questions.saying.register import first_of
from xentgui.window.numbers import digits
from xentgui.window.tables.lenses import fixed, written

Place = Literal["labels", "outputs", "weights", "groups"]  # where the keyboard is
Kind = Literal["class weights", "sample weights", "groups", "labels", "outputs"]
GROUP_WORDS = frozenset({"group", "groups", "batch", "batch_id", "batch_ids", "sequence", "sequence_id", "group_ids"})
_PRINTED = re.compile(r"\s*(?:[\w.]+\s*=\s*)?((?:[\w.]+\.)?(?:tensor|Tensor|array|Array))\s*\(")


def of_card(facts: Mapping[str, object]) -> dict[str, object]:
    """The options that are a card's own; what the outputs are and which label is ignored belongs to the data."""
    return {name: value for name, value in facts.items() if name not in ("outputs_are", "ignore_index")}


def weighs_classes(pasted: Pasted) -> bool:
    """Whether it is what Keras takes as class_weight: a number for each class, under its number or name."""
    named = [column.table.partition(".") for column in pasted.columns]
    one_each = all(len(column) == 1 and column.numbers is not None for column in pasted.columns)
    return one_each and all(snake(name) in ("class_weight", "class_weights") and key for name, _, key in named)


def in_order_of_classes(pasted: Pasted, entry: Entry) -> Pasted:
    """The same numbers in the order of the classes."""
    keys = {column.table.partition(".")[2]: column for column in pasted.columns}
    if set(keys) == set(entry.class_names):
        order: list[str] = list(entry.class_names)
    elif all(key.isdecimal() for key in keys):
        order = sorted(keys, key=int)
    else:
        raise DataError(f"class_weight names {', '.join(keys)}, and the classes are {', '.join(entry.class_names[:9])}")
    return replace(pasted, columns=tuple(keys[key] for key in order))


def beside(entry: Entry, pasted: Pasted) -> Entry:
    """The entry as it is with what was pasted, so far as cards look at it."""
    found = pasted.imported
    return entry if found.ambiguous else edits.replace_data(entry, **data_fields(found))


def told_facts(entry: Entry, facts: Mapping[str, object], chosen: int) -> list[str]:
    """The options of a pasted call, in words."""
    words = known(entry, chosen, facts)
    return [f"known: {', '.join(words)}"] if words else []


def kinds(pasted: Pasted, entry: Entry, place: Place) -> Iterator[Kind]:
    """What it is, by its name, by the place, by shape and kind; the first is the likeliest."""
    called = _called(pasted, entry)
    if called is not None:
        yield called
        if called == "class weights" and _count(pasted) == entry.rows:
            yield "sample weights"
        return
    if place == "groups":
        yield "groups"
        return
    in_one_line = line_of(pasted)
    if place == "weights" or (entry.class_weights is not None and place == "outputs" and _weighs(in_one_line, entry)):
        yield "class weights"
    if place == "labels":
        yield "labels"
        return
    if names_rows(pasted, entry):
        yield "labels"
        if in_one_line is None or len(in_one_line) > entry.columns:
            return
    if place == "outputs":
        yield "outputs"
        if pasted.columns[0].vector and _weighs(in_one_line, entry):
            yield "class weights"


def _called(pasted: Pasted, entry: Entry) -> Kind | None:
    """What the name of a table, or of its columns, says."""
    first = pasted.columns[0]
    if {snake(first.table), snake(first.name)} & GROUP_WORDS and len(pasted.columns) == 1:
        return "groups"
    role = role_of_name(first)
    if role == "sample weights" and table_word(first) in CLASS_WEIGHT_WORDS and _count(pasted) == entry.columns:
        return "class weights"
    if role == "sample weights" or table_word(first) == "class_weights":
        return "sample weights" if role == "sample weights" else "class weights"
    return "labels" if role == "labels" else "outputs" if role == "outputs" else None


def _count(pasted: Pasted) -> int:
    line = line_of(pasted)
    return 0 if line is None else len(line)


def line_of(pasted: Pasted) -> Numbers | None:
    """(n,): the numbers of a vector, a row or a column; None for a table and for words."""
    numbers = [column.numbers for column in pasted.columns]
    if any(each is None for each in numbers) or (len(numbers) > 1 and max(map(len, pasted.columns)) > 1):
        return None
    return np.concatenate([each for each in numbers if each is not None])


def _weighs(line: Numbers | None, entry: Entry) -> bool:
    return line is not None and len(line) == entry.columns > 1 and bool((line >= 0).all())


def names_rows(pasted: Pasted, entry: Entry) -> bool:
    """Whether it is words, or whole numbers that name a class, or mark it as ignored, one for each row."""
    if len(pasted.columns) == 1 and pasted.columns[0].numbers is None:
        return entry.mode != "binary"
    line = line_of(pasted)
    if line is None or len(line) != entry.rows or entry.rows < 2 or not all(column.whole for column in pasted.columns):
        return False
    classes = 2 if entry.mode == "binary" else entry.columns
    counted = class_numbers(line)
    return counted is not None and len(counted) > 0 and bool((counted < classes).all())


def note_on_sums(entry: Entry, table: Table, cells: Numbers) -> list[str]:
    """A word where numbers read as logits look like probabilities."""
    if table == "labels" or entry.outputs_are == "probabilities" or cells.shape[1] < 2 or cells.min() < 0:
        return []
    sums = np.abs(cells.sum(axis=1) - 1) < 1e-3
    return ["every row sums to 1: choose probabilities a, if that is what they are"] if sums.all() else []


def words_of(text: str, found: Imported, indices: bool) -> str:
    """What was taken for what: "Pasted tensor([[2, 0.5, −1], …]) as logits and [0, 1, 2, 0] as class indices"."""
    assert found.labels is not None
    assert found.outputs is not None
    printed = _PRINTED.match(text)
    opening, closing = (f"{printed.group(1)}(", ")") if printed else ("", "")
    rows = found.outputs
    outputs = f"{opening}[{_row(rows[0].tolist())}{', …' if len(rows) > 1 else ''}]{closing}"
    if indices and found.class_indices is not None:
        labels = f"{opening}[{first_of([str(k) for k in found.class_indices[:7]])}]{closing} as class indices"
    else:
        labels = f"{size_of(found.labels)} as labels"
    notes = f" ({'; '.join(found.reasons)})" if found.ambiguous else ""
    return f"Pasted {outputs} as {found.outputs_are} and {labels}{notes}"


def _row(numbers: list[float]) -> str:
    places = next((k for k in range(1, digits.decimals) if written(np.array(numbers[:4]), k)), max(digits.decimals, 1))
    return f"[{first_of([fixed(number, places) for number in numbers[:5]], 4)}]"


def size_of(cells: Numbers) -> str:
    rows, columns = cells.shape
    return "1 cell" if rows == columns == 1 else f"{rows:,} × {columns:,} cells"
