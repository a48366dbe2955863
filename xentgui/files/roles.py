"""What is what: which columns are outputs, labels, weights and names, guessed with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from xentgui.files.columns import Column
from xentgui.files.words import (
    CLASS_NAME_WORDS,
    CLASS_WEIGHT_WORDS,
    LABEL_WORDS,
    NAME_WORDS,
    OUTPUT_WORDS,
    PREDICTED_WORDS,
    WEIGHT_WORDS,
)

Role = Literal["outputs", "labels", "sample names", "sample weights", "class names", "class weights", "nothing"]
ROLES: tuple[Role, ...] = get_args(Role)

_PREFIX = re.compile(r"^(?P<prefix>[A-Za-z]+(?:_(?:true|pred|proba|hat))?)[\s_.:(\[-]+(?P<rest>.+?)[)\]]?$")
_NUMBERED = re.compile(r"^(?P<prefix>[A-Za-z]+?)(?P<rest>\d+)$")


@dataclass(frozen=True)
class Guess:
    """The role of each column, why, and whether somebody should look."""

    roles: tuple[Role, ...]
    reasons: tuple[str, ...]
    ambiguous: bool


def guess_roles(columns: Sequence[Column]) -> Guess:
    """What each column is, from its name, its table's name and its numbers."""
    roles: list[Role | None] = [_of_classes(column, columns) or _by_name(column) for column in columns]
    reasons: list[str] = [
        f'"{column.name or column.table}" is read as {_called(role)}, by its name'
        for column, role in zip(columns, roles, strict=True)
        if role in ("labels", "sample names", "sample weights") and not _prefixed(column)
    ]
    doubts: list[str] = []
    _texts(columns, roles, reasons, doubts)
    _row_numbers(columns, roles, reasons)
    _tables(columns, roles, reasons, doubts)
    if "labels" not in roles:
        _labels_beside(columns, roles, reasons, doubts)
    filled = tuple(role or "outputs" for role in roles)
    _check_predictions(columns, filled, doubts)
    return Guess(filled, tuple(dict.fromkeys([*reasons, *doubts])), bool(doubts))


def split_name(name: str) -> tuple[str, str]:
    """A column's name cut into what it is and which class it is of: `prob_cat`, `logits[3]`, `y2`."""
    match = _PREFIX.match(name) or _NUMBERED.match(name)
    if match and _word(match["prefix"]) in LABEL_WORDS | OUTPUT_WORDS | {"p", "z", "y"}:
        return _word(match["prefix"]), match["rest"]
    return "", name


def _word(name: str) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\s.-]+", "_", snake).strip("_").lower()


def _called(role: Role | None) -> str:
    return {"labels": "labels", "sample names": "names of the samples"}.get(str(role), "weights of the samples")


def _prefixed(column: Column) -> bool:
    return bool(split_name(column.name)[0]) and _word(column.name) not in LABEL_WORDS


def _of_classes(column: Column, columns: Sequence[Column]) -> Role | None:
    """A table of its own with one entry a class: their names, or their weights."""
    word = _word(column.table.split(".")[-1])
    others = [other for other in columns if other.table != column.table]
    if not column.vector or not others or len(column) == max(map(len, others)):
        return None
    if column.texts is not None and word in CLASS_NAME_WORDS:
        return "class names"
    return "class weights" if column.numbers is not None and word in CLASS_WEIGHT_WORDS else None


def _by_name(column: Column) -> Role | None:
    """The role that a name tells; a table's name counts where the column has none of its own."""
    word = _word(column.name)
    prefix, _ = split_name(column.name)
    for name in (word, prefix, _word(column.table.split(".")[-1])):
        if name in WEIGHT_WORDS and column.numbers is not None:
            return "sample weights"
        if name in LABEL_WORDS:
            return "labels"
        if name in NAME_WORDS or (name.endswith("_id") and name not in LABEL_WORDS):
            return "sample names"
        if name in PREDICTED_WORDS and (column.texts is not None or column.whole) and name == word:
            return "nothing"
        if name in OUTPUT_WORDS | {"p", "z"} and column.numbers is not None:
            return "outputs"
    return None


def _texts(columns: Sequence[Column], roles: list[Role | None], reasons: list[str], doubts: list[str]) -> None:
    """Text columns without a telling name: class names or sample names."""
    headers = {split_name(column.name)[1] for column in columns if column.numbers is not None and column.named}
    open_ones = [i for i, column in enumerate(columns) if column.texts is not None and roles[i] is None]
    for i in open_ones:
        column, what = columns[i], f"column {columns[i].place}"
        if "labels" not in roles and (column.words <= headers or len(column.words) < len(column)):
            roles[i] = "labels"
            reasons.append(f"{what} holds class names: they are read as labels")
        elif "labels" not in roles and i == len(columns) - 1 and (i > 0 or len(columns) == 1):
            roles[i] = "labels"
            reasons.append(f"{what} holds words after the numbers: they are read as labels")
        elif "sample names" not in roles:
            roles[i] = "sample names"
            reasons.append(f"{what} holds a different name in each row: they are read as names of the samples")
        else:
            roles[i] = "nothing"
            doubts.append(f"{what} holds words that are neither labels nor names: it is left out")


def _row_numbers(columns: Sequence[Column], roles: list[Role | None], reasons: list[str]) -> None:
    """A first column that counts the rows, as pandas writes it."""
    if len(columns) < 2:
        return
    first = columns[0]
    if first.numbers is None or roles[0] is not None or first.named or not first.whole:
        return
    others_named = any(column.named or column.name for column in columns[1:])
    counted = np.array_equal(first.numbers, np.arange(len(first)) + first.numbers[0]) and first.numbers[0] in (0, 1)
    if counted and (others_named or first.name) and not first.vector:
        roles[0] = "nothing"
        reasons.append("the first column counts the rows: it is left out")


def _tables(columns: Sequence[Column], roles: list[Role | None], reasons: list[str], doubts: list[str]) -> None:
    """Several tables (in a file of arrays, or pasted one below the other) without telling names."""
    tables = list(dict.fromkeys(column.table for column in columns))
    if len(tables) < 2:
        return
    members = {table: [i for i, column in enumerate(columns) if column.table == table] for table in tables}
    unknown = [table for table in tables if all(roles[i] is None for i in members[table])]
    known = {role for role in roles if role}
    looks = {table: _could_be_labels([columns[i] for i in members[table]]) for table in unknown}
    if "labels" not in known:
        for table in sorted((t for t in unknown if looks[t]), key=lambda t: (-looks[t], tables.index(t)))[:1]:
            others = [t for t in tables if t != table]
            if not others or all(_role_of(roles, members[t]) == "outputs" or t in unknown for t in others):
                _assign(roles, members[table], "labels")
                reasons.append(
                    f"{_named(table)} is read as labels: {_why_labels([columns[i] for i in members[table]])}"
                )
                unknown.remove(table)
                if looks[table] < 2 and any(looks.get(t) for t in unknown):
                    doubts.append("either table could be the labels: check which one is")
    if "outputs" not in known and unknown:
        _assign(roles, members[unknown.pop(0)], "outputs")
    for table in unknown:
        _assign(roles, members[table], "nothing")
        doubts.append(f"{_named(table)} is neither labels nor outputs by its name: it is left out")


def _role_of(roles: list[Role | None], members: list[int]) -> Role | None:
    return roles[members[0]]


def _assign(roles: list[Role | None], members: list[int], role: Role) -> None:
    for i in members:
        roles[i] = role


def _named(table: str) -> str:
    return f'"{table}"'


def _could_be_labels(columns: Sequence[Column]) -> int:
    """3: surely (class names, one-hot rows, whole numbers in a column); 1: numbers in [0, 1]; 0: no."""
    if any(column.texts is not None for column in columns):
        return 3
    values = _stacked(columns)
    if np.isin(values, (0, 1)).all() and (len(columns) > 1 or columns[0].whole):
        return 3
    if len(columns) == 1 and (values >= 0).all() and (values == np.floor(values)).all():
        return 3
    return int(((values >= 0) & (values <= 1)).all())


def _why_labels(columns: Sequence[Column]) -> str:
    if any(column.texts is not None for column in columns):
        return "it holds class names"
    if len(columns) == 1 and columns[0].whole:
        return "it is one column of whole numbers"
    values = _stacked(columns)
    return "it holds only 0 and 1" if np.isin(values, (0, 1)).all() else "its numbers lie between 0 and 1"


def _labels_beside(columns: Sequence[Column], roles: list[Role | None], reasons: list[str], doubts: list[str]) -> None:
    """Labels in the same table as the outputs, without a name that says so."""
    rest = [i for i, role in enumerate(roles) if role is None or (role == "outputs" and columns[i].table == "")]
    if len(rest) == len(columns) == 1 < len(columns[0]) and names_classes(columns[0]) and roles[0] is None:
        roles[0] = "labels"
        reasons.append("one column of whole numbers from 0: they are read as class numbers")
    if len(rest) < 2 or len({columns[i].table for i in rest}) > 1:
        return
    half = len(rest) // 2
    for members, others in ((rest[half:], rest[:half]), (rest[:half], rest[half:])):
        if len(rest) % 2 == 0 and half > 1 and _one_hot(columns, members) and not _one_hot(columns, others):
            _assign(roles, members, "labels")
            reasons.append("half of the columns are one-hot rows of 0 and 1: they are read as labels")
            return
    for i, others in ((rest[-1], rest[:-1]), (rest[0], rest[1:])):
        column = columns[i]
        if _index_like(column, max(len(others), 2)) and all(not columns[k].whole for k in others):
            roles[i] = "labels"
            reasons.append(f"column {column.place} holds whole numbers from 0: they are read as class numbers")
            if len(column) < 2:
                doubts.append(f"column {column.place} may also be an output: with one row it cannot be told")
            return


def names_classes(column: Column) -> bool:
    """Whether one column, alone, can only be labels that name classes: words, or whole numbers from 0."""
    if column.texts is not None:
        return True
    numbers = column.numbers
    whole = numbers is not None and column.whole and bool((numbers >= 0).all())
    return whole and (column.vector or bool(numbers is not None and numbers.max() > 1))


def _one_hot(columns: Sequence[Column], members: list[int]) -> bool:
    if any(columns[i].numbers is None or not columns[i].whole for i in members):
        return False
    values = _stacked([columns[i] for i in members])
    return bool(np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all())


def _stacked(columns: Sequence[Column]) -> NDArray[np.float64]:
    return np.column_stack([column.numbers for column in columns if column.numbers is not None])


def _index_like(column: Column, classes: int) -> bool:
    numbers = column.numbers
    return numbers is not None and column.whole and bool((numbers >= 0).all() and (numbers <= classes).all())


def _check_predictions(columns: Sequence[Column], roles: Sequence[Role], doubts: list[str]) -> None:
    """Several label columns beside outputs of another number, and columns of words among outputs, need a look."""
    labels = [column for column, role in zip(columns, roles, strict=True) if role == "labels"]
    outputs = [column for column, role in zip(columns, roles, strict=True) if role == "outputs"]
    if outputs and len(labels) > 1 and len(labels) != len(outputs):
        doubts.append(f"{len(labels)} columns look like labels and {len(outputs)} like outputs: choose which are which")
    shares = [column for column in outputs if _within(column, 0, 1)]
    odd = [column for column in outputs if column.named and column.whole and not _within(column, 0, 1)]
    if len(shares) > 1 and len(shares) + len(odd) == len(outputs) and odd:
        doubts.append(f'"{odd[0].name}" holds whole numbers and the other outputs shares of 1: check what it is')


def _within(column: Column, low: float, high: float) -> bool:
    return column.numbers is not None and bool((column.numbers >= low).all() and (column.numbers <= high).all())
