"""What comes alone, labels or outputs, read for the other table, which is in the sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xentgui.edits import replace_data
from xentgui.entry import Entry, Numbers, Table
from xentgui.files.assemble import Imported, in_one, of_each_place, with_outputs
from xentgui.files.columns import Column
from xentgui.files.labels import IGNORED, class_numbers
from xentgui.losses.axes import Axes, shape_words
from xentgui.losses.batch import DataError


def beside_sheet(data: Imported, entry: Entry) -> Imported:
    """Labels alone are read for the outputs that are in the sheet, outputs alone for the labels that wait there."""
    table: Table = "outputs"
    try:
        read = _beside_outputs(data, entry)
        if read is data and data.labels is None and data.outputs is not None:
            table = "labels"
            read = beside_labels(data, entry)
    except DataError as error:
        return replace(data, ambiguous=True, reasons=(*data.reasons, f"for the {table} in the sheet: {error.reason}"))
    return read


def _beside_outputs(data: Imported, entry: Entry) -> Imported:
    """Labels that have as many rows."""
    found = classes_of_places(data.columns, data.leading, entry) if "losses" not in data.roles else None
    if found is not None:
        labels, entry = found
        told = of_each_place(entry.leading or (entry.rows,))
        data = replace(replace(data, columns=(labels,), leading=None).with_roles(["labels"]), reasons=(told,))
    rows = [len(column) for column, role in zip(data.columns, data.roles, strict=True) if role == "labels"]
    if data.labels is None or data.outputs is not None or rows[0] != entry.rows:
        return data
    read = with_outputs(data, entry.table("outputs"), entry.class_names, entry.outputs_are)
    return _with_rest(read, entry, "the outputs are those in the sheet")


def beside_labels(data: Imported, entry: Entry) -> Imported:
    """Outputs such as (N, C, H, W) are laid out as class numbers (N, H, W) say that wait for them.

    Raises DataError where these name a class that is none of the outputs.
    """
    assert data.outputs is not None
    there, empty = (any(getattr(block, table).any() for block in entry.blocks) for table in ("labels", "outputs"))
    if not there or empty or not all(name.isdigit() for name in entry.class_names):
        return data
    shape = (*(data.leading or data.outputs.shape[:1]), data.outputs.shape[1])
    axes = _axes(shape, entry)
    if axes is None and (entry.leading is None or len(data.outputs) == entry.rows):
        return data
    if axes is None:
        raise DataError(
            f"the labels are class numbers for {shape_words(entry.leading or ())} places, and these outputs are "
            f"{shape_words(shape)}: they need one axis more, that of the classes"
        )
    labels, ignored = _of_classes(entry, axes.columns)
    same = axes.columns == len(data.class_names)
    names = data.class_names if same else tuple(map(str, range(axes.columns)))
    laid = replace(
        data,
        given=replace(data.given, class_names=names, entered=labels, ignore_index=ignored),
        outputs=axes.rows(data.outputs.reshape(shape)),
        mode=entry.mode,
        offers=(),
        leading=entry.leading,
    )
    return _with_rest(laid, entry, "the labels are those in the sheet")


def _axes(shape: tuple[int, ...], entry: Entry) -> Axes | None:
    """The axes of outputs of which the sheet has the labels, one a sample; None where it has not."""
    try:
        axes = Axes.of(shape, entry.leading or (entry.rows,))
    except DataError:
        return None
    return axes if axes.samples == entry.rows else None


def _of_classes(entry: Entry, classes: int) -> tuple[Numbers, int | None]:
    """The labels of a sheet for so many classes, and the mark of its ignored rows, which may have looked like a class.

    Raises DataError where they name another class.
    """
    labels = entry.table("labels")
    named = np.flatnonzero(labels[:, classes:].any(axis=0)) + classes
    mark = entry.ignore_index
    if mark is None and len(named) == 1 and named[0] in IGNORED:
        mark, named = int(named[0]), named[:0]
    if len(named):
        raise DataError(f"there is no class {named[-1]} among {classes}: class numbers run from 0 to {classes - 1}")
    return np.pad(labels[:, :classes], ((0, 0), (0, max(0, classes - labels.shape[1])))), mark


def _with_rest(read: Imported, entry: Entry, told: str) -> Imported:
    """With what stands beside the table that is kept."""
    weights = [block.weights for block in entry.blocks if block.weights is not None]
    return replace(
        read,
        sample_names=read.sample_names or entry.sample_names,
        sample_weights=np.concatenate(weights) if read.sample_weights is None and weights else read.sample_weights,
        groups=read.groups or entry.groups,
        class_weights=read.class_weights or entry.class_weights,
        leading=read.leading or entry.leading,
        reasons=(*read.reasons, told),
    )


def classes_of_places(
    columns: Sequence[Column], leading: tuple[int, ...] | None, entry: Entry
) -> tuple[Column, Entry] | None:
    """A class for each place along the leading axes of the sheet's outputs, as one column, and the entry beside which
    they are read; None where the columns are something else.

    Whole numbers in the shape (B, T) beside outputs (B, T, V) leave no doubt, though alone they would be outputs; nor
    do (N, H, W) beside (N, C, H, W): where no row has a label yet the outputs are laid out as the labels say.
    """
    if len({column.table for column in columns}) != 1 or any(column.numbers is None for column in columns):
        return None
    in_line = leading is not None and len(columns) == 1 and math.prod(leading) == len(columns[0])
    shape = leading if leading is not None and in_line else (*(leading or (len(columns[0]),)), len(columns))
    beside = laid_for(entry, shape)
    labels = in_one(columns)
    assert labels.numbers is not None
    counted = class_numbers(labels.numbers)
    if beside is None or counted is None or (counted >= beside.columns).any():
        return None
    return labels, beside


def laid_for(entry: Entry, shape: tuple[int, ...]) -> Entry | None:
    """The entry beside which labels of a shape are read; None where they do not fit its outputs."""
    if entry.leading is None or shape == entry.leading:
        return entry if shape == entry.leading else None
    whole = (*entry.leading, entry.columns)
    if shape == whole or entry.has_labels:
        return None
    try:
        axes = Axes.of(whole, shape)
    except DataError:
        return None
    table = axes.rows(entry.table("outputs").reshape(whole))
    return replace_data(
        entry, np.zeros_like(table), table, outputs_are=entry.outputs_are, mode=entry.mode, leading=axes.leading
    )
