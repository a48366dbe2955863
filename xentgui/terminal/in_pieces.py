"""What a definition gives on files larger than memory: run of rows by run of rows, exactly as on all at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import xentgui
from xentgui.files.assemble import Imported, assemble
from xentgui.files.guess.roles import guess_roles
from xentgui.files.pieces import Piece
from xentgui.losses.batch import DataError
from xentgui.losses.definition import Definition
from xentgui.sources import resolve
from xentgui.terminal.inputs import Given, given_of

MARK = -100  # stands in ignored rows, whatever label marked them


@dataclass(frozen=True)
class Whole:
    """The value on all rows, the definition that gives it, its warnings, and the first rows as they were read."""

    value: float
    definition: Definition
    warnings: tuple[str, ...]
    first: Given


def evaluate_pieces(pieces: Iterator[Piece], name: str, options: argparse.Namespace) -> Whole:
    """The value on all rows. Raises DataError, with the rows, where pieces cannot be read, or not as the first is."""
    total: xentgui.Part | None = None
    first: tuple[Imported, Given] | None = None
    guess, marks = None, {MARK}
    for columns in pieces:
        start = 0 if total is None else total.rows
        guess = guess or guess_roles(columns)
        try:
            found = assemble(columns, guess, name)
            given = given_of(found, name)
            first = first or (found, given)
            _check_alike(first[0], found)
            marks |= {found.ignore_index} - {None}  # type: ignore[arg-type]
            part = xentgui.parts(**_data(given), definitions={"": _definition(first[1], options, MARK)}, start=start)
            total = part if total is None else total + part
        except DataError as error:
            rows = f"rows {start + 1:,} to {start + len(columns[0]):,}"
            raise DataError(f"{name}, {rows}: {error.reason}") from None
    if total is None or first is None:
        raise DataError(f"{name}: there are no rows in it")
    if len(marks) > 2:
        raise DataError(f"{name}: rows are marked as ignored with {' and '.join(map(str, sorted(marks - {MARK})))}")
    mark = next(iter(marks - {MARK}), first[1].known.get("ignore_index"))
    result = total.result()
    return Whole(result.values[""], _definition(first[1], options, mark), tuple(result.warnings[""]), first[1])


def _check_alike(first: Imported, found: Imported) -> None:
    """Refuse rows that alone would be read in another way than the first ones."""
    alike = {
        "outputs are": (first.outputs_are, found.outputs_are),
        "classes are": (", ".join(first.class_names), ", ".join(found.class_names)),
        "class weights are": (first.class_weights, found.class_weights),
        "class numbers run from": (int(first.given.from_one), int(found.given.from_one)),
    }
    for what, (one, other) in alike.items():
        if one != other:
            raise DataError(
                f"{what} {other} in these rows and {one} in the first ones: a file of this size is read in pieces, "
                "which have to be alike (shuffle the rows, or name the columns)"
            )


def _data(given: Given) -> dict[str, Any]:
    """The arguments of parts, with one mark in ignored rows."""
    mark, data = given.known.get("ignore_index", MARK), {**given.data}
    data.pop("groups")  # rows in pieces are not told apart by them, and a definition that does so is refused
    return data if mark == MARK else {**data, "labels": np.where(data["labels"] == mark, MARK, data["labels"])}


def _definition(first: Given, options: argparse.Namespace, mark: int | None) -> Definition:
    """What is asked about; rows may be ignored where labels are class numbers."""
    fields = {**first.known, **dict(options.set)}
    indices = np.ndim(first.data["labels"]) < np.ndim(first.data["outputs"])
    if indices and mark is not None and "ignore_index" not in dict(options.set):
        fields["ignore_index"] = mark
    return resolve(options.definition or first.definition, fields)
