"""What is what: which columns are outputs, labels, weights and names, guessed with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from xentgui.files.cells import is_date
from xentgui.files.columns import Column
from xentgui.files.guess.by_name import role_of_class_list, role_of_name, split_name, table_word
from xentgui.files.guess.by_numbers import (
    could_be_labels,
    index_like,
    integral,
    names_classes,
    one_hot,
    why_labels,
    within,
    zeros_and_ones,
)
from xentgui.files.guess.vocabulary import LABEL_WORDS, OUTPUT_WORDS, telling_part

Role = Literal[
    "outputs", "labels", "sample names", "sample weights", "groups", "class names", "class weights", "losses", "nothing"
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
NEARLY_NUMBERS = tuple("0123456789+-.,$€£")  # what begins so may be a number that is written in a way of its own
AFTER = " after the numbers"
_TOLD_BY_PART: tuple[tuple[Role, frozenset[str]], ...] = (("labels", LABEL_WORDS), ("outputs", OUTPUT_WORDS))
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
    labels = {column.table for column in columns if table_word(column) in LABEL_WORDS}
    told = [
        role_of_class_list(column, rows, labelled=bool(labels - {column.table})) or role_of_name(column)
        for column in columns
    ]
    roles: list[Role | None] = [_ROLE[role] if role else None for role in told]
    reasons: list[str] = []
    doubts: list[str] = []
    _by_part_of_name(columns, roles)
    _repeated_names(columns, roles)
    _targets_beside(columns, roles)
    _prefixed_outputs(columns, roles)
    _target_as_output(columns, roles, doubts)
    _say_names(columns, roles, reasons)
    _single_values(columns, roles, rows, reasons)
    _texts(columns, roles, reasons, doubts)
    _row_numbers(columns, roles, reasons)
    _tables(columns, roles, reasons, doubts)
    if "labels" not in roles:
        _labels_beside(columns, roles, reasons, doubts)
    _beside_named_outputs(columns, roles, doubts)
    filled = tuple(role or "outputs" for role in roles)
    _check_predictions(columns, filled, doubts)
    return Guess(filled, tuple(dict.fromkeys([*reasons, *doubts])), bool(doubts))


def _by_part_of_name(columns: Sequence[Column], roles: list[Role | None]) -> None:
    """`seg_labels` and `lm_logits`, where nothing else is called so."""
    parts: dict[str, list[int]] = {}
    for i, column in enumerate(columns):
        if roles[i] is None and telling_part(column.table):
            parts.setdefault(column.table, []).append(i)
    for role, words in _TOLD_BY_PART:
        tables = [table for table in parts if telling_part(table) in words]
        if role not in roles and len(tables) == 1:
            _assign(roles, parts[tables[0]], role)


def _repeated_names(columns: Sequence[Column], roles: list[Role | None]) -> None:
    """Words that come again and again name classes and no samples, whatever they are called, where no labels are."""
    for i, column in enumerate(columns):
        again = column.texts is not None and 2 * len(column.words) <= len(column)
        if roles[i] == "sample names" and again and "labels" not in roles:
            roles[i] = None


def _targets_beside(columns: Sequence[Column], roles: list[Role | None]) -> None:
    """Letters that mean another thing beside others: y is the outputs beside t or target, one-hot p the labels."""
    tables: dict[str, list[int]] = {}
    for i, column in enumerate(columns):
        tables.setdefault(table_word(column), []).append(i)
    called = [word for word, members in tables.items() if word and "labels" in {roles[i] for i in members}]
    if "y" in called and ("t" in tables or len(called) > 1):
        _assign(roles, tables["y"], "outputs")
        _assign(roles, tables.get("t", []), "labels")
    p = [columns[i] for i in tables.get("p", [])]
    if not called and len(tables) > 1 and len(set(map(len, p))) == 1 and one_hot(p):
        _assign(roles, tables["p"], "labels")


def _say_names(columns: Sequence[Column], roles: list[Role | None], reasons: list[str]) -> None:
    called = {
        "labels": "labels",
        "sample names": "names of the samples",
        "sample weights": "weights of the samples",
        "groups": "groups of rows",
        "class weights": "weights of the classes",
        "losses": "losses",
        "nothing": "predicted classes (left out)",
    }
    for column, role in zip(columns, roles, strict=True):
        if role in called and not split_name(column.name)[0]:
            reasons.append(f'"{column.name or column.table}" is read as {called[role]}, by its name')
    if any(column.percent for column in columns):
        reasons.append("numbers with the sign % are read as shares: 72 % is 0.72")


def _prefixed_outputs(columns: Sequence[Column], roles: list[Role | None]) -> None:
    """`Class_1`, `Class_2`, ... are outputs where there are no others: labels would be 0 and 1 and no others."""
    prefixed = [i for i, role in enumerate(roles) if role == "labels" and split_name(columns[i].name)[0]]
    others = [i for i, role in enumerate(roles) if role in (None, "outputs") and columns[i].numbers is not None]
    plain = any(role == "labels" and i not in prefixed for i, role in enumerate(roles))
    numbers = [columns[i] for i in prefixed if columns[i].numbers is not None]
    if len(numbers) > 1 and not others and (plain or not zeros_and_ones(numbers)):
        _assign(roles, prefixed, "outputs")


def _target_as_output(columns: Sequence[Column], roles: list[Role | None], doubts: list[str]) -> None:
    """A target of fractions without outputs beside it is a prediction: so are submissions written."""
    labels = [i for i, role in enumerate(roles) if role == "labels"]
    others = any(role in (None, "outputs") and columns[i].numbers is not None for i, role in enumerate(roles))
    numbers = columns[labels[0]].numbers if len(labels) == 1 and not others else None
    if numbers is not None and within(columns[labels[0]], 0, 1) and not integral(columns[labels[0]]):
        roles[labels[0]] = "outputs"
        doubts.append(f'"{columns[labels[0]].name}" holds fractions and no outputs stand beside it: read as outputs')


def _single_values(columns: Sequence[Column], roles: list[Role | None], rows: int, reasons: list[str]) -> None:
    """One value beside tables of several rows is about all of them: an epoch, the name of a model."""
    for i, (column, role) in enumerate(zip(columns, roles, strict=True)):
        if column.vector and len(column) == 1 < rows and role in (None, "sample names"):
            roles[i] = "nothing"
            reasons.append(f"{_named(column.name or column.table)} is a single value: it is left out")


def _beside_named_outputs(columns: Sequence[Column], roles: list[Role | None], doubts: list[str]) -> None:
    """Where outputs are called so, numbers beside them with other names are something else."""
    named = [i for i, role in enumerate(roles) if role == "outputs" and split_name(columns[i].name)[0] in OUTPUT_WORDS]
    tables = {columns[i].table for i in named}
    others = [i for i, role in enumerate(roles) if role is None and columns[i].named and columns[i].table in tables]
    if len(named) > 1 and others:
        _assign(roles, others, "nothing")
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        doubts.append(f'left out, not being called as the outputs are: "{columns[others[0]].name}"{more}')


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
            alone = all(c.numbers is None for c in columns)
            (doubts if alone else reasons).append(f"{what} holds words{AFTER * (not alone)}: they are read as labels")
        elif "sample names" not in roles:
            roles[i] = "sample names"
            nearly = all(text[:1] in NEARLY_NUMBERS and not is_date(text) for text in column.texts or ())
            told = f"{what} holds a different name in each row: they are read as names of the samples"
            (doubts if nearly and column.named else reasons).append(told)
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
    if first.vector or not (others_named or first.name):
        return
    if counted:
        roles[0] = "nothing"
        reasons.append("the first column counts the rows: it is left out")
    elif len(np.unique(first.numbers)) == len(first) and "sample names" not in roles:
        roles[0] = "sample names"
        reasons.append("the first column has no name and a different whole number in each row: they name the samples")


BESIDE_LABELS = ("outputs", "class weights", "sample weights", "losses")  # roles that leave the labels to be found


def _tables(columns: Sequence[Column], roles: list[Role | None], reasons: list[str], doubts: list[str]) -> None:
    """Several tables (in a file of arrays, or pasted one below the other) without telling names."""
    tables = list(dict.fromkeys(column.table for column in columns))
    if len(tables) < 2:
        return
    members = {table: [i for i, column in enumerate(columns) if column.table == table] for table in tables}
    unknown = [table for table in tables if all(roles[i] is None for i in members[table])]
    known = {role for role in roles if role}
    looks = {table: could_be_labels([columns[i] for i in members[table]]) for table in unknown}
    if "labels" not in known:
        in_order = sorted((t for t in unknown if looks[t]), key=lambda t: (-looks[t], tables.index(t)))
        if in_order and looks[in_order[0]] < 2:
            in_order = in_order[::-1]  # the outputs come first in most calls
        for table in in_order[:1]:
            others = [t for t in tables if t != table]
            if not others or all(_role_of(roles, members[t]) in BESIDE_LABELS or t in unknown for t in others):
                _assign(roles, members[table], "labels")
                reasons.append(f"{_named(table)} is read as labels: {why_labels([columns[i] for i in members[table]])}")
                unknown.remove(table)
                if looks[table] < 2 and any(looks.get(t) for t in unknown):
                    doubts.append("either table could be the labels: check which one is")
    if "outputs" not in known and unknown:
        _assign(roles, members[unknown.pop(0)], "outputs")
    for table in unknown:
        if "losses" not in roles and _could_be_losses([columns[i] for i in members[table]], columns, roles):
            _assign(roles, members[table], "losses")
            reasons.append(f"{_named(table)} has a number for each row beside labels and outputs: losses")
            continue
        _assign(roles, members[table], "nothing")
        doubts.append(f"{_named(table)} is neither labels nor outputs by its name: it is left out")


def _could_be_losses(these: Sequence[Column], columns: Sequence[Column], roles: list[Role | None]) -> bool:
    """Whether one column of numbers with fractions has as many as the outputs have rows."""
    rows = [len(column) for column, role in zip(columns, roles, strict=True) if role == "outputs"]
    return len(these) == 1 and these[0].numbers is not None and not these[0].whole and rows[:1] == [len(these[0])]


def _role_of(roles: list[Role | None], members: list[int]) -> Role | None:
    return roles[members[0]]


def _assign(roles: list[Role | None], members: list[int], role: Role) -> None:
    for i in members:
        roles[i] = role


def _named(table: str) -> str:
    return f'"{table}"'


def _labels_beside(columns: Sequence[Column], roles: list[Role | None], reasons: list[str], doubts: list[str]) -> None:
    """Labels in the same table as the outputs, without a name that says so."""
    rest = [i for i, role in enumerate(roles) if role is None or (role == "outputs" and columns[i].table == "")]
    if len(rest) == 1 < len(columns[rest[0]]) and roles[rest[0]] is None and names_classes(columns[rest[0]]):
        roles[rest[0]] = "labels"
        reasons.append("one column of whole numbers from 0: they are read as class numbers")
    elif len(rest) == 1 < len(columns[rest[0]]) and columns[rest[0]].whole and zeros_and_ones([columns[rest[0]]]):
        if roles[rest[0]] is None and "labels" not in roles:
            roles[rest[0]] = "labels"
        doubts.append(f"column {columns[rest[0]].place} holds only 0 and 1, which labels and outputs may be")
    if len(rest) < 2 or len({columns[i].table for i in rest}) > 1:
        return
    if "outputs" not in roles and one_hot([columns[i] for i in rest]) and len(columns[rest[0]]) > 1:
        _assign(roles, rest, "labels")
        doubts.append("every row is a single 1 among 0: they are read as one-hot labels")
    elif not _half_of_labels(columns, roles, rest, reasons, doubts):
        _class_numbers_beside(columns, roles, rest, reasons, doubts)


def _half_of_labels(
    columns: Sequence[Column], roles: list[Role | None], rest: list[int], reasons: list[str], doubts: list[str]
) -> bool:
    """As many label columns as outputs, before or after them."""
    half = len(rest) // 2
    if len(rest) % 2 or half < 2:
        return False
    for members, others in ((rest[half:], rest[:half]), (rest[:half], rest[half:])):
        these, those = [columns[i] for i in members], [columns[i] for i in others]
        if one_hot(these) and not one_hot(those):
            _assign(roles, members, "labels")
            reasons.append("half of the columns are one-hot rows of 0 and 1: they are read as labels")
            return True
        if zeros_and_ones(these) and not zeros_and_ones(those):
            _assign(roles, members, "labels")
            doubts.append("half of the columns hold only 0 and 1: they are read as labels, several in a row")
            return True
    return False


def _class_numbers_beside(
    columns: Sequence[Column], roles: list[Role | None], rest: list[int], reasons: list[str], doubts: list[str]
) -> None:
    """A column of class numbers after or before the outputs."""
    for i, others in ((rest[-1], rest[:-1]), (rest[0], rest[1:])):
        column = columns[i]
        if not index_like(column, len(others)):
            continue
        if column.whole and all(not columns[k].whole for k in others):
            roles[i] = "labels"
            told = f"column {column.place} holds whole numbers from 0: they are read as class numbers"
            another_thing = column.named and not column.name.lower().startswith(("is_", "is ", "has_", "has "))
            (doubts if another_thing else reasons).append(told)
            if len(column) < 2:
                doubts.append(f"column {column.place} may also be an output: with one row it cannot be told")
            return
        if len(column) > 2 and all(not integral(columns[k]) for k in others):
            roles[i] = "labels"
            doubts.append(f"column {column.place} holds whole numbers from 0: they may be class numbers")
            return


def _check_predictions(columns: Sequence[Column], roles: Sequence[Role], doubts: list[str]) -> None:
    """Several label columns beside outputs of another number, and columns of words among outputs, need a look."""
    labels = [column for column, role in zip(columns, roles, strict=True) if role == "labels"]
    outputs = [column for column, role in zip(columns, roles, strict=True) if role == "outputs"]
    if outputs and len(labels) > 1 and len(labels) != len(outputs):
        doubts.append(f"{len(labels)} columns look like labels and {len(outputs)} like outputs: say which are which")
    odd = [column for column in outputs if column.named and column.whole and not within(column, 0, 1)]
    shares = [column for column in outputs if within(column, 0, 1)] if odd else []
    if len(shares) > 1 and len(shares) + len(odd) == len(outputs):
        doubts.append(f'"{odd[0].name}" holds whole numbers and the other outputs shares of 1: check what it is')
