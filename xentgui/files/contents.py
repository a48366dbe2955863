"""What a file holds, before it is said what is what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from xentgui.files.columns import Column
from xentgui.losses.batch import DataError


@dataclass(frozen=True)
class Contents:
    """Columns, a loss beside them as it is written, what should be told, and the shape of the samples."""

    columns: tuple[Column, ...]
    number_text: str | None = None
    notes: tuple[str, ...] = ()
    leading: tuple[int, ...] | None = None


def name_of(path: Path) -> str:
    """The name of a file as a line can show it: names on disk may hold line breaks and bytes that are no text."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in path.name)


def refuse_damaged(error: Exception) -> NoReturn:
    """A library says that a file is not what it should be."""
    told = " ".join(str(error).split())[:120] or type(error).__name__
    raise DataError(f"it is damaged, or not what its name says ({told}): save it again") from None
