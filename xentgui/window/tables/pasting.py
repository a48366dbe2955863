"""What a paste means for an entry: an edit, a sentence about it, a loss that stood there, and what else it may be.

A name wins; then the place where the keyboard is; then shape and kind against what is in the sheet. Nothing entered is
overwritten by data of another kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from xentgui import edits, groups_of_rows
from xentgui.beside_sheet import beside_labels, classes_of_places, laid_for
from xentgui.edits_of_cards import know
from xentgui.entry import Edit, Entry, Numbers, Table
from xentgui.examples import is_untouched
from xentgui.files.assemble import Imported, class_of_each_place
from xentgui.files.columns import Column, only_zeros_and_ones
from xentgui.files.guess.logits_or_probabilities import read_outputs
from xentgui.files.labels import labels_of
from xentgui.files.otherwise import readings_otherwise, without_header
from xentgui.files.pasted import NO_BLOCK, Pasted, read_pasted
from xentgui.losses.axes import shape_words
from xentgui.losses.batch import DataError
from xentgui.losses.rows import one_class, zeros_and_ones
from xentgui.opening import data_fields
from xentgui.questions.saying.register import first_of
from xentgui.window.tables.pasted import (
    Kind,
    Place,
    beside,
    in_order_of_classes,
    kinds,
    line_of,
    names_rows,
    note_on_sums,
    of_card,
    size_of,
    told_facts,
    weighs_classes,
    words_of,
)

Change = Callable[[Entry], Entry]


@dataclass(frozen=True)
class Paste:
    """An edit and what to say of it. `size` is what it filled, `indices` whether the labels came as class indices.

    `doubtful` is labels and outputs of which it is not plain which is what: somebody is asked before the edit is made.
    It is also losses alone, which are no cells of a table. `others` are other readings, and `why` this one was taken.
    `data` is what came in anew, where labels or outputs may be missing.
    """

    edit: Edit | None
    words: str
    number: str | None = None
    table: Table | None = None
    corner: tuple[int, int] = (0, 0)
    size: tuple[int, int] = (0, 0)
    indices: bool = False
    doubtful: Imported | None = None
    data: Imported | None = None
    why: str = ""
    others: tuple[tuple[str, Edit], ...] = ()


def pasted_at(
    text: str, entry: Entry, place: Place, row: int, column: int, *, plain: bool = False, chosen: int = 0
) -> Paste:
    """What pasting a text does where the keyboard is; `column` counts the entry's columns, `chosen` is a card.

    Labels and outputs together replace the data, unless they are a block without names that fits the table from the
    cell on, or `plain`: copied here. Raises DataError where it cannot be.
    """
    pasted = read_pasted(text)
    if plain:
        copied = replace(pasted, columns=without_header(pasted.columns))
        return _block(copied, entry, "labels" if place == "labels" else "outputs", row, column)
    facts = of_card(pasted.facts)
    take = partial(know, index=chosen, facts=facts)
    if not pasted.columns:
        return _options(pasted, entry, take, facts, chosen)
    if weighs_classes(pasted):
        return _as("class weights", in_order_of_classes(pasted, entry), entry, place, row, column)
    if pasted.holds_both and not _fits(pasted, entry, column) and not names_rows(pasted, entry):
        return _whole(text, pasted, take, told_facts(beside(entry, pasted), facts, chosen) if facts else [])
    if set(pasted.guess.roles) == {"losses"}:
        return Paste(None, "", doubtful=pasted.imported)
    paste = _piece(pasted, entry, place, row, column)
    words = "; ".join([paste.words, *told_facts(entry, facts, chosen)])
    return replace(paste, words=words, number=pasted.number_text or paste.number, edit=_also(paste.edit, take))


def _also(edit: Edit | None, take: Change) -> Edit | None:
    return edit and Edit(edit.label, lambda entry: take(edit.change(entry)))


def _options(pasted: Pasted, entry: Entry, take: Change, facts: Mapping[str, object], chosen: int) -> Paste:
    """A number with a name, or printed as a value, and options of a call: they are no cells of a table."""

    def change(entry: Entry) -> Entry:
        outputs_are = pasted.facts.get("outputs_are", entry.outputs_are)
        ignored = pasted.facts.get("ignore_index", entry.ignore_index)
        return replace(take(entry), outputs_are=outputs_are, ignore_index=ignored)

    words = [] if pasted.number_text is None else [f"{pasted.number_text} goes to My number"]
    words += told_facts(entry, facts, chosen)
    told = {"outputs_are": "outputs are {}", "ignore_index": "rows with the label {} are ignored"}
    words += [told[name].format(pasted.facts[name]) for name in told if name in pasted.facts]
    nothing = pasted.number_text is None and change(entry).same_as(entry)
    return Paste(None if nothing else Edit("Paste options", change), "; ".join(words), pasted.number_text)


def _piece(pasted: Pasted, entry: Entry, place: Place, row: int, column: int) -> Paste:
    """One table, or one vector: what it is, and what else it may be."""
    places = classes_of_places(pasted.columns, pasted.leading, entry)
    if places is not None:
        return _labels_of_places(*places)
    if entry.leading is not None and set(pasted.guess.roles) == {"outputs"} and len(pasted.columns[0]) > 1:
        found = beside_labels(pasted.imported, entry)
        if found.labels is not None:
            return _new(pasted, found)
    if _starts_anew(pasted, entry):
        return _new(pasted, _imported(pasted))
    readings: list[tuple[Kind, Paste]] = []
    refusal: DataError | None = None
    for kind in dict.fromkeys(kinds(pasted, entry, place)):
        try:
            readings.append((kind, _as(kind, pasted, entry, place, row, column)))
        except DataError as error:
            refusal = refusal or error
    if not readings:
        raise refusal or DataError(NO_BLOCK)
    (kind, paste), *rest = readings
    others = [(_told(other, row), each.edit) for other, each in rest if each.edit is not None]
    why = [paste.words] if others else []
    for other in readings_otherwise(pasted.columns):
        with suppress(DataError):
            read = _as(kind, replace(pasted, columns=other.columns), entry, place, row, column)
            others += [(f"read as {other.words}", read.edit)] if read.edit is not None else []
            why.append(other.why)
    return replace(paste, why="; ".join(why), others=tuple(others))


def _as(kind: Kind, pasted: Pasted, entry: Entry, place: Place, row: int, column: int) -> Paste:
    """The paste read as one kind of thing. Raises DataError where it cannot be."""
    read: Mapping[Kind, Callable[[], Paste]] = {
        "labels": lambda: _labels(pasted, entry, place, row, column),
        "outputs": lambda: _block(pasted, entry, "outputs", row, column),
        "groups": lambda: _groups(pasted, entry),
        "class weights": lambda: _class_weights(_weights(pasted), entry),
        "sample weights": lambda: _row_weights(_weights(pasted), entry),
    }
    return read[kind]()


def _weights(pasted: Pasted) -> Numbers:
    line = line_of(pasted)
    if line is None:
        raise DataError("weights are one number for each class, or one for each row")
    return line


def _class_weights(line: Numbers, entry: Entry) -> Paste:
    if len(line) != entry.columns:
        raise DataError(f"{entry.columns} classes need {entry.columns} weights, and there are {len(line)}")
    edits.set_class_weights(entry, line.tolist())
    change: Change = partial(edits.set_class_weights, weights=line.tolist())
    return Paste(Edit("Paste class weights", change), f"Pasted {_listed(line)} as weights of the classes")


def _row_weights(line: Numbers, entry: Entry) -> Paste:
    if len(line) != entry.rows or (line < 0).any():
        raise DataError(f"{entry.rows} rows need {entry.rows} weights of at least 0, and there are {len(line)}")
    change: Change = partial(edits.set_sample_weights, weights=line)
    return Paste(Edit("Paste weights", change), f"Pasted {_listed(line)} as weights of the rows")


def _groups(pasted: Pasted, entry: Entry) -> Paste:
    """One name or number for each row, or for each index of the first axis."""
    line, texts = line_of(pasted), pasted.columns[0].texts
    if line is None and (texts is None or len(pasted.columns) > 1):
        raise DataError("groups are one name or number for each row", table="groups")
    names = tuple(texts or ()) if line is None else tuple(f"{number:g}" for number in line)
    groups_of_rows.set_groups(entry, names)
    change: Change = partial(groups_of_rows.set_groups, groups=names)
    return Paste(Edit("Paste groups", change), f"Pasted {len(names):,} names of groups")


def _told(kind: Kind, row: int) -> str:
    return f"outputs from row {row + 1} on" if kind == "outputs" else kind


def _listed(line: Numbers) -> str:
    return first_of([f"{number:g}" for number in line[:7]])


def _labels(pasted: Pasted, entry: Entry, place: Place, row: int, column: int) -> Paste:
    """Labels of all rows, where there is one for each; else cells of the table of labels."""
    placed, _, shape = class_of_each_place(pasted.columns, pasted.guess, pasted.leading)
    if shape is not None and len(placed) < len(pasted.columns):
        why = f"these are class numbers for {shape_words(shape)} places, and the sheet has {entry.rows:,} rows"
        raise DataError(f"{why}: paste them after their outputs, or into a new sheet")
    line = line_of(pasted)
    whole = [each for each in pasted.columns if each.numbers is not None and (each.whole or each.vector)]
    of_rows = line is not None and len(line) == entry.rows > 1 and len(whole) == len(pasted.columns) > 0
    named = entry.mode == "softmax" and (of_rows or pasted.columns[0].numbers is None)
    if not named or (line is None and len(pasted.columns[0]) != entry.rows) or _is_block(pasted, entry):
        block = _block(pasted, entry, "labels", 0 if of_rows and place == "outputs" else row, column)
        return _apart(block) if entry.lacks_labels and _name_several(block, entry) else block
    labels = pasted.columns[0] if line is None else _as_column(pasted.columns[0], line)
    return _class_indices(labels, entry)


def _name_several(paste: Paste, entry: Entry) -> bool:
    labels = paste.edit.change(entry).table("labels") if paste.edit is not None else np.zeros((1, 1))
    return bool(zeros_and_ones(labels).all() and (labels.sum(axis=1) > 1).any())


def _apart(paste: Paste) -> Paste:
    """The first labels beside outputs decide of what kind these are: here each is a yes/no question of its own."""
    words = f"{paste.words}; rows name several classes, so the mode is Multi-sigmoid now"
    return replace(paste, edit=_also(paste.edit, partial(edits.set_mode, mode="multi-sigmoid")), words=words)


def _labels_of_places(labels: Column, beside: Entry) -> Paste:
    """A class for each place along the leading axes, beside outputs that are laid out as these labels say."""
    assert beside.leading is not None
    shape = beside.leading
    return _class_indices(labels, beside, lambda entry: laid_for(entry, shape) or beside)


def _class_indices(labels: Column, beside: Entry, laid: Change = lambda entry: entry) -> Paste:
    """A class for each row of an entry, which is `laid` out anew first where that is needed."""
    given = labels_of([labels], beside.table("outputs"), beside.class_names, named=True)
    table = given.table
    assert table is not None
    words = "; ".join([f"Pasted {len(table):,} labels as class indices", *given.notes])
    edit = Edit("Paste", lambda entry: _relabelled(laid(entry), table, given.ignore_index))
    return Paste(edit, words, None, "labels", (0, 0), table.shape, indices=True)


def _is_block(pasted: Pasted, entry: Entry) -> bool:
    """Whether it is a column of 0 and 1 for one class, or one row of the table."""
    first = pasted.columns[0]
    if first.vector or first.numbers is None:
        return False
    if len(pasted.columns) > 1:
        return entry.rows != len(pasted.columns) or entry.columns == entry.rows
    return only_zeros_and_ones(first.numbers)


def _as_column(column: Column, line: Numbers) -> Column:
    return replace(column, numbers=line, vector=True, lines=None, written=None)


def _relabelled(entry: Entry, labels: Numbers, ignore_index: int | None) -> Entry:
    """Other labels; outputs that were read alone are read again beside the first ones."""
    first = not entry.has_labels
    entry = replace(edits.paste(entry, "labels", 0, 0, labels), ignore_index=ignore_index)
    if first and entry.mode == "multi-sigmoid" and one_class(labels[labels.any(axis=1)]).all():
        read = read_outputs(entry.table("outputs"), "", None, True)
        entry = replace(entry, outputs_are=read.outputs_are, mode="softmax")
    return entry


def _block(pasted: Pasted, entry: Entry, table: Table, row: int, column: int) -> Paste:
    """Cells from the place on."""
    names = entry.class_names if entry.mode != "binary" else (entry.class_names[entry.yes],)
    cells = pasted.cells_for(table, names)
    indices = cells is not pasted.cells
    corner = (row, 0 if indices else column)
    change: Change = partial(edits.paste, table=table, row=row, column=corner[1], values=cells)
    notes = [*pasted.notes, *note_on_sums(entry, table, cells)]
    if entry.mode == "binary" and cells.shape[1] > 1:
        corner = (row, 0)
        change = partial(_in_softmax, table=table, row=row, values=cells)
        notes.append("Binary has one column, so the mode is Softmax now")
    words = "; ".join([f"Pasted {size_of(cells)} as {'class indices' if indices else table}", *notes])
    return Paste(Edit("Paste", change), words, None, table, corner, cells.shape, indices)


def _in_softmax(entry: Entry, table: Table, row: int, values: Numbers) -> Entry:
    return edits.paste(edits.set_mode(entry, "softmax"), table, row, 0, values)


def _fits(pasted: Pasted, entry: Entry, column: int) -> bool:
    """Whether it is one block of numbers without names that fits the table from a column on, in data of one's own."""
    if pasted.cells is None or is_untouched(entry) or any(part.named for part in pasted.columns):
        return False
    return int(pasted.cells.shape[1]) <= (1 if entry.mode == "binary" else entry.columns - column)


def _starts_anew(pasted: Pasted, entry: Entry) -> bool:
    """Whether outputs, or labels of other rows, come in place of an example that nobody has touched."""
    if not is_untouched(entry) or (len(pasted.columns) == 1 and len(pasted.columns[0]) == 1):
        return False
    roles = set(pasted.guess.roles)
    return "outputs" in roles or ("labels" in roles and not names_rows(pasted, entry))


def _new(pasted: Pasted, found: Imported) -> Paste:
    """Labels or outputs that begin a sheet, where the other table is empty; or outputs of the labels in it."""
    if found.ambiguous:
        return Paste(None, "", doubtful=found)
    table = found.outputs if found.outputs is not None else found.labels
    assert table is not None
    what = found.outputs_are if found.outputs is not None else "labels"
    words = "; ".join([f"Pasted {size_of(table)} as {what}", *pasted.notes])
    if found.outputs is None and found.leading is not None:
        words = f"Pasted {shape_words(found.leading)} labels as class indices: they wait for their outputs"
    why, others = _offered(found, _begun)
    return Paste(_begun(found), words, found.number_text, data=found, why=why, others=others)


def _imported(pasted: Pasted) -> Imported:
    """Labels and outputs of a paste. Raises DataError; what is refused at a place is a label."""
    try:
        return pasted.imported
    except DataError as error:
        raise DataError(error.reason, "labels" if error.where else None, error.where) from None


def _begun(found: Imported) -> Edit:
    fields = data_fields(found)
    there = found.outputs if found.outputs is not None else found.labels
    for name in ("labels", "outputs"):
        fields[name] = np.zeros_like(there) if fields[name] is None else fields[name]
    return Edit("Paste", partial(edits.replace_data, **fields))


def _offered(found: Imported, enter: Callable[[Imported], Edit]) -> tuple[str, tuple[tuple[str, Edit], ...]]:
    """Why data were read as they were, and the other readings."""
    others = tuple((f"read as {offer.words}", enter(offer.read())) for offer in found.offers)
    return "; ".join(offer.why for offer in found.offers), others


def _whole(text: str, pasted: Pasted, take: Change, told: list[str]) -> Paste:
    found = _imported(pasted)
    assert found.outputs is not None
    indices = found.roles.count("labels") == 1 and found.outputs.shape[1] > 1
    doubtful = found if found.ambiguous else None
    why, others = _offered(found, lambda read: _entered(read, take))
    words = "; ".join([words_of(text, found, indices), *(() if found.ambiguous else pasted.notes), *told])
    return Paste(
        _entered(found, take), words, found.number_text, indices=indices, doubtful=doubtful, data=found, why=why,
        others=others,
    )  # fmt: skip


def _entered(found: Imported, take: Change) -> Edit:
    return Edit("Paste", lambda entry: take(edits.replace_data(entry, **data_fields(found))))
