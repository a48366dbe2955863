"""What the program opens with: an example, a session, or a table that is imported."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xentgui.edits import replace_data
from xentgui.entry import Entry, Focus
from xentgui.examples import FIRST, examples
from xentgui.files import imports
from xentgui.files.session import SUFFIX, open_session
from xentgui.losses.batch import DataError
from xentgui.training_examples import training_examples


class UnreadableError(Exception):
    """An unknown example or a file that cannot be read: one line for standard error."""


@dataclass(frozen=True)
class Opening:
    """An entry with its focus, the session file it comes from, and a sentence for the status bar.

    `doubtful` is a table of which it is not plain what is what, with its name: somebody should be asked. `training` is
    the name of a start of training, whose page is opened.
    """

    entry: Entry
    focus: Focus = field(default_factory=Focus)
    path: Path | None = None
    words: str = ""
    doubtful: tuple[imports.Imported, str] | None = None
    training: str | None = None


def opening(example: str | None, file: Path | None) -> Opening | None:
    """What the arguments ask for; None where they ask for nothing. Raises UnreadableError."""
    if example is not None:
        return of_example(example)
    return None if file is None else of_file(file)


def of_example(name: str) -> Opening:
    """An example by its name, of the definitions or of training."""
    if name in training_examples:
        first = examples[FIRST]
        return Opening(first.entry, first.focus, training=name)
    if name not in examples:
        known = [*examples, *training_examples]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise UnreadableError(f"unknown example {name!r}: {hint}")
    found = examples[name]
    return Opening(found.entry, found.focus, words=f"Example: {found.title} · {found.shows}")


def of_file(path: Path) -> Opening:
    """A session, or a table put into a new entry."""
    try:
        if path.suffix.lower() == SUFFIX:
            return Opening(*open_session(path), path)
        data = imports.read_file(path)
        entry = replace_data(Entry.of([[0]], [[0]]), **data_fields(data))
        return Opening(entry, words=f"Imported {path.name}", doubtful=None if is_plain(data) else (data, path.name))
    except DataError as error:
        raise UnreadableError(str(error)) from error


def is_plain(data: imports.Imported) -> bool:
    """Whether it is plain which columns are labels and which outputs."""
    return not data.ambiguous and data.labels is not None and data.outputs is not None


def data_fields(data: imports.Imported) -> dict[str, Any]:
    """Imported tables as the arguments of `replace_data`."""
    names = (
        "labels",
        "outputs",
        "class_names",
        "sample_names",
        "sample_weights",
        "outputs_are",
        "mode",
        "class_weights",
    )
    return {name: getattr(data, name) for name in names}
