"""Tables of text that may be read in two ways: a first line 0, 1, 2 is names or numbers, and 1,234 is 1.234 or 1234."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from xentgui.files.columns import Column, only_zeros_and_ones

SHOWN = 4  # numbers of a first line


class Otherwise(NamedTuple):
    """Another reading: what it is, in a few words, how the columns are read now, and the columns read so."""

    words: str
    why: str
    columns: tuple[Column, ...]


def readings_otherwise(columns: Sequence[Column]) -> Iterator[Otherwise]:
    """What else columns may be, where that is likely enough to be said."""
    counted = [column for column in columns if column.counted]
    if counted and _may_be_header(counted):
        shown = " ".join(map(str, range(min(len(counted), SHOWN)))) + (" …" if len(counted) > SHOWN else "")
        named = ("a header", "numbers without a header")
        numbers = "numbers" if len(counted) > 1 else "a number"
        now, other = named if counted[0].name else (numbers, "a header and numbers")
        yield Otherwise(other, f"the first line, {shown}, is read as {now}", first_lines_otherwise(columns))
    grouped = (c.numbers[c.grouped] for c in columns if c.numbers is not None and c.grouped is not None)
    if (first := next(grouped, None)) is not None:
        whole = round(first[0] * 1000)
        words, why = f"{whole}, with a comma before thousands", f"{whole:,} is read as {whole / 1000:.3f}"
        yield Otherwise(words, why, tuple(map(_in_thousands, columns)))
    halves = [column.numbers for column in columns if column.halved and column.written and column.numbers is not None]
    if len(halves) == 2 == len(columns):
        decimals = np.array([float(f"{whole:.0f}.{fraction:.0f}") for whole, fraction in zip(*halves, strict=True)])
        whole, fraction = (f"{half[0]:.0f}" for half in halves)
        one = replace(columns[0], numbers=decimals, whole=False, halved=False, source=None, written=None)
        yield Otherwise("decimal numbers", f"{whole},{fraction} is read as {whole} and {fraction}", (one,))


def fitting(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, with their first lines read otherwise where only so all tables have as many rows."""
    lengths = set(map(len, columns))
    if len(lengths) > 1 and any(column.counted for column in columns):
        both = list(zip(columns, first_lines_otherwise(columns), strict=True))
        for rows in sorted(lengths):
            if all(rows in map(len, each) for each in both):
                return tuple(now if len(now) == rows else other for now, other in both)
    return tuple(columns)


def without_header(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, with a first line of numbers as numbers."""
    named = any(column.counted and column.name for column in columns)
    return first_lines_otherwise(columns) if named else tuple(columns)


def first_lines_otherwise(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The names of the counted columns as their first numbers, or these as the names."""
    return tuple(_first_line_otherwise(column) if column.counted else column for column in columns)


def _first_line_otherwise(column: Column) -> Column:
    numbers, written = column.numbers, column.written
    assert numbers is not None
    if column.name:
        name, numbers = "", np.concatenate([[float(column.name)], numbers])
        written = written and (column.name, *written)
    else:
        name, numbers, written = f"{numbers[0]:g}", numbers[1:], written and written[1:]
    return replace(column, name=name, numbers=numbers, written=written, lines=None, source=None, counted=False)


def _may_be_header(counted: Sequence[Column]) -> bool:
    """Whether 0, 1, 2, ... stand above numbers of another kind: fractions, or yes and no below more than two."""
    if any(not column.whole for column in counted):
        return True
    below = [c.numbers if c.name else c.numbers[1:] for c in counted if c.numbers is not None]
    return len(counted) > 2 and all(map(only_zeros_and_ones, below))


def _in_thousands(column: Column) -> Column:
    if column.grouped is None or column.numbers is None:
        return column
    numbers = np.where(column.grouped, np.round(column.numbers * 1000), column.numbers)
    return replace(column, numbers=numbers, grouped=None, source=None, written=None)
