"""What a name tells: of a column, a variable, an array in a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xentgui.files.columns import Column
from xentgui.files.guess.vocabulary import (
    CLASS_NAME_WORDS,
    CLASS_WEIGHT_WORDS,
    GROUP_WORDS,
    LABEL_WORDS,
    LOSS_WORDS,
    MANY_NAMES,
    NAME_WORDS,
    OUTPUT_WORDS,
    PREDICTED_WORDS,
    PREFIX_WORDS,
    WEIGHT_WORDS,
    bare,
    snake,
)

_PREFIX = re.compile(r"^(?P<prefix>[A-Za-z]+(?:_(?:true|pred|proba|hat))?)[\s_.:(\[-]+(?P<rest>.+?)[)\]]?$", re.DOTALL)
_NUMBERED = re.compile(r"^(?P<prefix>[A-Za-z]+?)(?P<rest>\d+)$")


@lru_cache(MANY_NAMES)
def split_name(name: str) -> tuple[str, str]:
    """A column's name cut into what it is and which class it is of: `prob_cat`, `logits[3]`, `y2`; or ("", name)."""
    match = _PREFIX.match(name) or _NUMBERED.match(name)
    whole = PREDICTED_WORDS | LABEL_WORDS | OUTPUT_WORDS
    if match and snake(match["prefix"]) in PREFIX_WORDS and snake(name) not in whole:
        return snake(match["prefix"]), match["rest"]
    return "", name


def classes_named(columns: Sequence[Column]) -> tuple[str, ...]:
    """Which class each of some columns is of, by its name."""
    return tuple(split_name(column.name)[1] for column in columns)


def role_of_name(column: Column) -> str | None:
    """The role that a column's name tells; its table's name counts where its own says nothing."""
    own = snake(column.name)
    called = own or (table_word(column) if column.vector else "")
    if called in PREDICTED_WORDS and (column.texts is not None or column.whole):
        return "nothing"
    if column.numbers is not None and (called in LOSS_WORDS or called.endswith(("_loss", "_losses", "_nll"))):
        return "losses"
    for name in (own, bare(column.name), split_name(column.name)[0], table_word(column)):
        if name in WEIGHT_WORDS and column.numbers is not None:
            return "sample weights"
        if name in LABEL_WORDS:
            return "labels"
        if name in GROUP_WORDS:
            return "groups"
        if name in NAME_WORDS or name.endswith("_id"):
            return "sample names"
        if name in OUTPUT_WORDS and column.numbers is not None:
            return "outputs"
    return None


def role_of_class_list(column: Column, rows: int, *, labelled: bool = False) -> str | None:
    """The role of a vector with one entry a class, beside tables of so many rows: their names, or their weights.

    `labelled` says that the labels stand elsewhere: different words that are called labels are then their order.
    """
    called = table_word(column)
    if column.texts is not None and len(column.words) == len(column) and (labelled and called == "labels"):
        return "class names"
    if column.texts is not None and called in ("class_names", "label_names", "target_names"):
        return "class names"
    if column.vector and called == "class_weights" and column.numbers is not None:
        return "class weights"
    if not column.vector or len(column) == rows:
        return None
    if column.texts is not None and called in CLASS_NAME_WORDS:
        return "class names"
    return "class weights" if column.numbers is not None and called in CLASS_WEIGHT_WORDS else None


def table_word(column: Column) -> str:
    """What the column's table is called, without the folder that it stands in and the part of the data."""
    return bare(column.table.split(".")[-1])
