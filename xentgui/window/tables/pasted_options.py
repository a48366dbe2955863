"""The options of a pasted call: which are a card's own, which are weights under a name, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xentgui import edits
from xentgui.edits_of_cards import known
from xentgui.entry import Entry
from xentgui.files.guess.vocabulary import snake
from xentgui.files.pasted import Pasted
from xentgui.losses.batch import DataError
from xentgui.opening import data_fields


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
