"""What the user can do to an entry: pure functions Entry -> Entry that raise DataError where the input is refused."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xentgui.blocks_of_rows import change_rows, map_blocks, merged, split
from xentgui.entry import ACTIVATION_OF_MODE, Entry, Mode, Numbers, OutputsAre, Table, in_blocks
from xentgui.losses.batch import Batch, Block, DataError
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.rows import sums_to_one
from xentgui.questions.contest import Contest, Kind, OfTable

MOST_COLUMNS = 10_000
LONGEST_NAME = 10_000  # characters: longer ones are no names, and are read from no file


def signed(value: float) -> str:
    """A number in a sentence of the window, with its minus sign."""
    return f"{value:g}".replace("-", "\u2212")


def _within(block: Block) -> NDArray[np.bool_]:
    return (block.outputs >= 0) & (block.outputs <= 1)


def not_probabilities(blocks: tuple[Block, ...]) -> DataError | None:
    """What is wrong with outputs that are read as probabilities, at the first place where it is."""
    first = 0
    for block in blocks:
        within = block.remember(_within)
        if not within.all():
            row, column = (int(i) for i in np.argwhere(~within)[0])
            value = block.outputs[row, column]
            reason = f"{signed(value)} is not a probability: change it to a number from 0 to 1, or switch to logits"
            return DataError(reason, table="outputs", where=(first + row, column))
        first += len(block)
    return None


def check_cell(entry: Entry, table: Table, row: int, column: int, value: float) -> None:
    """Refuse a number that the table cannot hold."""
    reason = None
    if math.isnan(value):
        reason = "nan is not a number that can be entered: type a number, or clear the cell"
    elif table == "labels" and not 0 <= value <= 1:
        reason = f"a label lies between 0 and 1, and {signed(value)} does not: type 0, 1, or a share in between"
    elif table == "outputs" and value == math.inf:
        reason = "an infinite output cannot be entered: type a large number such as 1e4 instead"
    elif table == "outputs" and entry.outputs_are == "probabilities" and not 0 <= value <= 1:
        reason = f"{signed(value)} is not a probability: type a number from 0 to 1, or switch the outputs to logits"
    if reason:
        raise DataError(reason, table=table, where=(row, column))


def set_cell(entry: Entry, table: Table, row: int, column: int, value: float) -> Entry:
    """One cell; the row after the last one is added."""
    return paste(entry, table, row, column, np.array([[value]]))


def paste(entry: Entry, table: Table, row: int, column: int, values: Numbers) -> Entry:
    """A block of cells from (row, column) on; rows and classes that it needs are added."""
    height, width = values.shape
    for i, j in np.argwhere(~_allowed(entry, table, values)):
        check_cell(entry, table, row + int(i), column + int(j), float(values[i, j]))
    entry = _with_columns(_with_rows(entry, row + height), column + width)

    def change(labels: Numbers, outputs: Numbers, start: int) -> None:
        target = labels if table == "labels" else outputs
        first, last = max(row - start, 0), min(row + height - start, len(target))
        target[first:last, column : column + width] = values[first + start - row : last + start - row]

    return change_rows(entry, row, row + height, change)


def clear(entry: Entry, table: Table, rows: range, columns: range) -> Entry:
    """Cells set to 0."""
    inside = range(rows.start, min(rows.stop, entry.rows))
    columns = range(columns.start, min(columns.stop, entry.columns))
    return paste(entry, table, inside.start, columns.start, np.zeros((len(inside), len(columns)))) if inside else entry


def toggle_label(entry: Entry, row: int, column: int) -> Entry:
    """0 becomes 1 and all else 0; in softmax mode the class that is switched on is the row's only one."""
    on = entry.cell("labels", row, column) == 0 if row < entry.rows else True
    if entry.mode == "softmax" and on:
        return choose_class(entry, row, column)
    return set_cell(entry, "labels", row, column, float(on))


def choose_class(entry: Entry, row: int, column: int) -> Entry:
    """The row's label becomes one-hot."""
    return paste(entry, "labels", row, 0, (np.arange(entry.columns) == column)[None].astype(float))


def insert_rows(entry: Entry, row: int, count: int = 1) -> Entry:
    """Empty rows before `row`."""
    before, after = split(entry, row)
    empty = in_blocks(np.zeros((count, entry.columns)), np.zeros((count, entry.columns)), _unit_weights(entry, count))
    names = entry.sample_names
    if names is not None:
        names = names[:row] + tuple(f"new {k + 1}" for k in range(count)) + names[row:]
    groups = entry.groups and entry.groups[:row] + entry.groups[max(row - 1, 0) :][:1] * count + entry.groups[row:]
    return replace(entry, blocks=merged(before + empty + after), sample_names=names, groups=groups)


def delete_rows(entry: Entry, rows: range) -> Entry:
    """Rows taken out; the last one left is emptied instead."""
    if len(rows) >= entry.rows:
        blank = np.zeros((1, entry.columns))
        return replace(entry, blocks=in_blocks(blank, blank), sample_names=None, groups=None)
    before, rest = split(entry, rows.start)
    _, after = split(replace(entry, blocks=rest), len(rows))
    names, groups = (each and each[: rows.start] + each[rows.stop :] for each in (entry.sample_names, entry.groups))
    return replace(entry, blocks=merged(before + after), sample_names=names, groups=groups)


def insert_column(entry: Entry, column: int, count: int = 1) -> Entry:
    """Empty classes before `column`."""
    names = entry.class_names
    names = (*names[:column], *_new_names(names, count), *names[column:])
    weights = entry.class_weights and (*entry.class_weights[:column], *(1.0,) * count, *entry.class_weights[column:])
    changed = map_blocks(entry, lambda table: np.insert(table, [column] * count, 0.0, axis=1))
    yes = entry.yes + (count if column <= entry.yes else 0)
    return replace(changed, class_names=names, class_weights=weights, yes=yes)


def delete_column(entry: Entry, column: int) -> Entry:
    """A class taken out of both tables."""
    if entry.columns == 1:
        raise DataError("the last class cannot be deleted: clear its cells instead", table="outputs", where=None)
    names = entry.class_names[:column] + entry.class_names[column + 1 :]
    weights = entry.class_weights and entry.class_weights[:column] + entry.class_weights[column + 1 :]
    yes = min(entry.yes - (column < entry.yes), len(names) - 1)
    changed = map_blocks(entry, lambda table: np.delete(table, column, axis=1))
    return replace(changed, class_names=names, class_weights=weights, yes=yes)


def delete_columns(entry: Entry, columns: range) -> Entry:
    """Several neighbouring classes taken out."""
    for column in reversed(columns):
        entry = delete_column(entry, column)
    return entry


def rename_class(entry: Entry, column: int, name: str) -> Entry:
    """Another name over a column; names differ from one another."""
    _check_there("class", column, entry.columns)
    name = name.strip()[:LONGEST_NAME]
    if not name or name in entry.class_names[:column] + entry.class_names[column + 1 :]:
        why = f"there is a class {name!r} already" if name else "a class needs a name"
        raise DataError(f"{why}: type another name", table="outputs", where=None)
    return replace(entry, class_names=(*entry.class_names[:column], name, *entry.class_names[column + 1 :]))


def rename_sample(entry: Entry, row: int, name: str) -> Entry:
    """Another name beside a row; an empty one is its number."""
    _check_there("row", row, entry.rows)
    plain = replace(entry, sample_names=None)
    names = list(map(entry.sample_name, range(entry.rows)))
    names[row] = name.strip()[:LONGEST_NAME] or plain.sample_name(row)
    numbered = all(text == plain.sample_name(k) for k, text in enumerate(names))
    return replace(entry, sample_names=None if numbered else tuple(names))


def set_mode(entry: Entry, mode: Mode, column: int | None = None) -> Entry:
    """Another model of the same numbers; binary asks about one column (the selected one), the others are kept."""
    yes = entry.yes if column is None or mode != "binary" or entry.mode == "binary" else column
    return replace(entry, mode=mode, yes=min(yes, entry.columns - 1))


def enter_difference(entry: Entry, column: int) -> Entry:
    """Two classes as one yes/no question: the logit z1 - z2 in this column and 0 in the other, which softmax equals."""
    other = entry.table("outputs")[:, [1 - column]]
    return replace(paste(entry, "outputs", 0, 0, entry.table("outputs") - other), mode="binary", yes=column)


def set_outputs_are(entry: Entry, outputs_are: OutputsAre) -> Entry:
    """The same numbers read as logits or as probabilities."""
    return replace(entry, outputs_are=outputs_are)


def convert_outputs(entry: Entry, outputs_are: OutputsAre) -> Entry:
    """Logits become the probabilities that the mode's activation makes of them, or these become such logits."""
    if outputs_are == entry.outputs_are:
        return entry
    to = _probabilities if outputs_are == "probabilities" else _logits
    first, blocks = 0, []
    for block in entry.blocks:
        blocks.append(Block(block.labels, to(entry.mode, block, first), block.weights))
        first += len(block)
    return replace(entry, blocks=tuple(blocks), outputs_are=outputs_are)


def _probabilities(mode: Mode, block: Block, _first: int) -> Numbers:
    likelihood = "categorical" if mode == "softmax" else "bernoulli"
    definition = Definition(activation=ACTIVATION_OF_MODE[mode], likelihood=likelihood)
    return np.array(evaluate(Batch.of_blocks((block,)), definition).activations_of(0, len(block)), dtype=float)


def _logits(mode: Mode, block: Block, first: int) -> Numbers:
    a = block.outputs
    if mode == "softmax" and not (whole := sums_to_one(a)).all():
        row = int(whole.argmin())
        reason = f"{signed(float(a[row].sum()))} is the sum of this row, and softmax makes rows that sum to 1"
        raise DataError(
            f"{reason}: change it, or read the numbers as they stand", table="outputs", where=(first + row, 0)
        )
    logits = logits_of(a, mode)
    for row, column in np.argwhere(~np.isfinite(logits)):
        reason = f"no finite logit makes a probability of {signed(a[row, column])}: type one between 0 and 1"
        raise DataError(reason, table="outputs", where=(first + int(row), int(column)))
    return np.asarray(logits + 0.0)


def logits_of(a: Numbers, mode: Mode) -> Numbers:
    """The logits of which the mode makes these probabilities; infinite or undefined where there are none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logits: Numbers = np.log(a) if mode == "softmax" else np.log(a) - np.log1p(-a)
    return logits


def ask_about(entry: Entry, column: int) -> Entry:
    """The yes/no question is about this class."""
    return replace(entry, yes=column)


def third_class(entry: Entry) -> Entry:
    """One class more, beside what was entered; a yes/no question alone becomes two classes with the same answers."""
    if entry.columns == 1:
        yes, name = entry, entry.class_names[0]
        labels, outputs = yes.table("labels"), yes.table("outputs")
        even = 0.0 if entry.outputs_are == "logits" else 1 - outputs
        blocks = in_blocks(np.hstack([labels, 1 - labels]), np.hstack([outputs, even + np.zeros_like(outputs)]))
        weights = None if entry.class_weights is None else (entry.class_weights[0], 1.0)
        entry = replace(entry, blocks=blocks, class_names=(name, f"no {name}"), class_weights=weights)
    return replace(insert_column(entry, entry.columns), mode="softmax")


def set_log_base(entry: Entry, log_base: float) -> Entry:
    return replace(entry, log_base=log_base)


def set_reduction(entry: Entry, reduction: str) -> Entry:
    return replace(entry, reduction=reduction)  # type: ignore[arg-type]


def set_class_weights(entry: Entry, weights: Sequence[float] | None) -> Entry:
    """A factor for each class, or none."""
    if weights is None:
        return replace(entry, class_weights=None)
    for column, weight in enumerate(weights):
        if not (math.isfinite(weight) and weight >= 0):
            reason = f"a class weight is a number of at least 0, and {signed(weight)} is not: type such a number"
            raise DataError(reason, table="class_weights", where=(column,))
    if len(weights) != entry.columns:
        reason = f"{entry.columns} classes need {entry.columns} weights, and there are {len(weights)}"
        raise DataError(reason, table="class_weights", where=None)
    return replace(entry, class_weights=tuple(map(float, weights)))


def set_class_weight(entry: Entry, column: int, weight: float) -> Entry:
    """The factor of one class; the others are 1 where there were none."""
    _check_there("class", column, entry.columns)
    weights = list(entry.class_weights or (1.0,) * entry.columns)
    weights[column] = weight
    return set_class_weights(entry, weights)


def set_sample_weights(entry: Entry, weights: Numbers | None) -> Entry:
    """A weight for each row, or none."""
    table = None if weights is None else np.reshape(weights, (entry.rows, 1)).astype(float)
    return replace(entry, blocks=in_blocks(entry.table("labels"), entry.table("outputs"), table))


def replace_data(
    entry: Entry,
    labels: Numbers | None,
    outputs: Numbers | None,
    *,
    class_names: Sequence[str] | None = None,
    sample_names: Sequence[str] | None = None,
    sample_weights: Numbers | None = None,
    groups: Sequence[str] | None = None,
    outputs_are: OutputsAre | None = None,
    mode: Mode | None = None,
    class_weights: Sequence[float] | None = None,
    ignore_index: int | None = None,
    leading: tuple[int, ...] | None = None,
) -> Entry:
    """Other tables; cards, base and reduction stay. A table that is None is kept if it fits, else empty."""
    labels, outputs = _completed(entry, "labels", labels, outputs), _completed(entry, "outputs", outputs, labels)
    reading: OutputsAre = outputs_are or entry.outputs_are
    names = tuple(class_names) if class_names is not None else tuple(str(k) for k in range(outputs.shape[1]))
    new = replace(
        entry,
        blocks=(),
        class_names=names,
        sample_names=tuple(sample_names) if sample_names is not None else None,
        outputs_are=reading,
        mode=mode or ("binary" if outputs.shape[1] == 1 else entry.mode),
        yes=0,
        class_weights=tuple(class_weights) if class_weights is not None else None,
        ignore_index=ignore_index,
        groups=tuple(groups) if groups is not None else None,
    )
    tables: tuple[tuple[Table, Numbers], ...] = (("labels", labels), ("outputs", outputs))
    for table, values in tables:
        for i, j in np.argwhere(~_allowed(new, table, values)):
            check_cell(new, table, int(i), int(j), float(values[i, j]))
    if len(outputs) > 0 and new.mode == "binary" and outputs.shape[1] > 1:
        new = replace(new, mode="softmax")
    return replace(new, blocks=in_blocks(labels, outputs, sample_weights), leading=leading)


def _check_there(what: str, place: int, count: int) -> None:
    """An editor may be open while what it stands on goes."""
    if place >= count:
        raise DataError(f"this {what} is not there any more: nothing was changed", table=None, where=None)


def _completed(entry: Entry, name: Table, table: Numbers | None, other: Numbers | None) -> Numbers:
    if table is not None:
        return table
    kept = entry.table(name)
    return kept if other is None or kept.shape == other.shape else np.zeros_like(other)


def _allowed(entry: Entry, table: Table, values: Numbers) -> np.ndarray:
    within: np.ndarray = (values >= 0) & (values <= 1)
    return within if table == "labels" or entry.outputs_are == "probabilities" else values < np.inf


def _unit_weights(entry: Entry, count: int) -> Numbers | None:
    weights = entry.blocks[0].weights if entry.blocks else None
    return None if weights is None else np.ones((count, weights.shape[1]))


def _with_rows(entry: Entry, rows: int) -> Entry:
    missing = rows - entry.rows
    return insert_rows(entry, entry.rows, missing) if missing > 0 else entry


def _with_columns(entry: Entry, columns: int) -> Entry:
    missing = columns - entry.columns
    if missing > 0 and columns > MOST_COLUMNS:
        reason = f"more than {MOST_COLUMNS:,} classes cannot be entered by hand: open a file that holds them"
        raise DataError(reason, table="outputs", where=None)
    return insert_column(entry, entry.columns, missing) if missing > 0 else entry


def _new_names(names: Sequence[str], count: int) -> tuple[str, ...]:
    """Names for new classes: the next numbers where all are numbers."""
    if names and all(name.isdecimal() for name in names):
        first = max(map(int, names)) + 1
        return tuple(str(first + k) for k in range(count))
    numbered = (f"class {k}" for k in itertools.count(len(names) + 1))
    taken = set(names)
    return tuple(itertools.islice((name for name in numbered if name not in taken), count))


def train(entry: Entry, what: Contest | OfTable) -> Entry:
    """The entry with this as what is trained."""
    return replace(entry, training=entry.training.with_front(what))


def train_kind(entry: Entry, kind: Kind) -> Entry:
    """The entry with the neuron, the outputs or the classifier as what is trained, as it was left."""
    return replace(entry, training=replace(entry.training, kind=kind))
