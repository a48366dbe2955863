"""Groups of rows: what they are called and how they are counted, and the edits that make them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xentgui.edits import LONGEST_NAME
from xentgui.entry import Entry
from xentgui.losses.batch import DataError

_COUNTED = re.compile(r"(?:.*[ ,])?([a-z]+)[ _-]?\d+")


def numbered(groups: Sequence[str]) -> NDArray[np.int64]:
    """(N,): the number of each row's group, counted from 0 in the order in which they first come.

    >>> numbered(("b", "a", "b")).tolist()
    [0, 1, 0]
    """
    places: dict[str, int] = {}
    return np.array([places.setdefault(name, len(places)) for name in groups], dtype=np.int64)


def noun(groups: Sequence[str]) -> str:
    """What one of them is called: the word that all names share before their numbers, or "group".

    >>> noun(("batch 1", "batch 2")), noun(("1", "2"))
    ('batch', 'group')
    """
    found = {match and match[1] for match in map(_COUNTED.fullmatch, dict.fromkeys(groups))}
    return (found.pop() if len(found) == 1 else None) or "group"


def set_groups(entry: Entry, groups: Sequence[str] | None) -> Entry:
    """A group for each row, one for each index of the first axis, or none. Raises DataError where they are others."""
    if groups is None:
        return replace(entry, groups=None)
    names = [name.strip()[:LONGEST_NAME] for name in groups]
    if entry.leading is not None and len(names) == entry.leading[0]:
        names = [name for name in names for _ in range(entry.rows // len(names))]
    if len(names) != entry.rows:
        reason = f"{entry.rows:,} rows need {entry.rows:,} names of groups, and there are {len(names):,}"
        raise DataError(reason, table="groups")
    if not all(names):
        raise DataError("each row is in a group: type a name or a number", table="groups", where=(names.index(""), 0))
    return replace(entry, groups=tuple(names))


def set_group(entry: Entry, row: int, name: str) -> Entry:
    """Another group for one row."""
    if entry.groups is None:
        raise DataError("the rows are in no groups any more: make groups first (Edit > Groups of rows)", table="groups")
    return set_groups(entry, (*entry.groups[:row], name, *entry.groups[row + 1 :]))


def in_groups_of(entry: Entry, size: int) -> Entry:
    """Batches of so many rows, the last of what is left."""
    return replace(entry, groups=tuple(f"batch {row // size + 1}" for row in range(entry.rows)))


def along_axis(entry: Entry, axis: int) -> Entry:
    """A group for each place along the leading axes up to this one: for each sequence, for each image."""
    return replace(entry, groups=tuple(entry.block_name(axis, row) for row in range(entry.rows)))
