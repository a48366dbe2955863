"""What is what: which columns are outputs, labels, weights and names, guessed with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from xentgui.files.columns import Column
from xentgui.files.names import role_of_class_list, role_of_name, split_name
from xentgui.files.words import OUTPUT_WORDS

Role = Literal["outputs", "labels", "sample names", "sample weights", "class names", "class weights", "nothing"]
ROLES: tuple[Role, ...] = get_args(Role)
_ROLE: dict[str, Role] = {role: role for role in ROLES}


@dataclass(frozen=True)
class Guess:
    """The role of each column, why, and whether somebody should look."""

    roles: tuple[Role, ...]
    reasons: tuple[str, ...]
    ambiguous: bool


def guess_roles(columns: Sequence[Column]) -> Guess:
    """What each column is, from its name, its table's name and its numbers."""
    rows = max((len(column) for column in columns if not column.vector), default=max(map(len, columns), default=0))
    told = [role_of_class_list(column, rows) or role_of_name(column) for column in columns]
    roles: list[Role | None] = [_ROLE[role] if role else None for role in told]
    reasons: list[str] = []
    doubts: list[str] = []
    _prefixed_outputs(columns, roles)
    _say_names(columns, roles, reasons)
    _texts(columns, roles, reasons, doubts)
    _row_numbers(columns, roles, reasons)
    _tables(columns, roles, reasons, doubts)
    if "labels" not in roles:
        _labels_beside(columns, roles, reasons, doubts)
    _beside_named_outputs(columns, roles, doubts)
    filled = tuple(role or "outputs" for role in roles)
    _check_predictions(columns, filled, doubts)
    return Guess(filled, tuple(dict.fromkeys([*reasons, *doubts])), bool(doubts))


def _say_names(columns: Sequence[Column], roles: list[Role | None], reasons: list[str]) -> None:
    called = {
        "labels": "labels",
        "sample names": "names of the samples",
        "sample weights": "weights of the samples",
        "class weights": "weights of the classes",
    }
    for column, role in zip(columns, roles, strict=True):
        if role in called and not split_name(column.name)[0]:
            reasons.append(f'"{column.name or column.table}" is read as {called[role]}, by its name')


def _prefixed_outputs(columns: Sequence[Column], roles: list[Role | None]) -> None:
    """`Class_1`, `Class_2`, ... are outputs where there are no others: labels would be 0 and 1 and no others."""
    prefixed = [i for i, role in enumerate(roles) if role == "labels" and split_name(columns[i].name)[0]]
    others = [i for i, role in enumerate(roles) if role in (None, "outputs") and columns[i].numbers is not None]
    plain = any(role == "labels" and i not in prefixed for i, role in enumerate(roles))
    numbers = [columns[i] for i in prefixed if columns[i].numbers is not None]
    if len(numbers) > 1 and not others and (plain or not np.isin(_stacked(numbers), (0, 1)).all()):
        _assign(roles, prefixed, "outputs")


def _beside_named_outputs(columns: Sequence[Column], roles: list[Role | None], doubts: list[str]) -> None:
    """Where outputs are called so, numbers beside them with other names are something else."""
    named = [i for i, role in enumerate(roles) if role == "outputs" and split_name(columns[i].name)[0] in OUTPUT_WORDS]
    tables = {columns[i].table for i in named}
    others = [i for i, role in enumerate(roles) if role is None and columns[i].named and columns[i].table in tables]
    if len(named) > 1 and others:
        _assign(roles, others, "nothing")
        doubts.append(f'"{columns[others[0]].name}" is not called as the other outputs are: it is left out')


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
    if len(rest) == 1 < len(columns[rest[0]]) and roles[rest[0]] is None and names_classes(columns[rest[0]]):
        roles[rest[0]] = "labels"
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
