"""What the program opens with: an example, a session, a table that is imported, or what Python hands over.

What is handed over lies in a private folder, written by one process and removed by the other.
"""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from xentgui.analysis import Analysis
from xentgui.beside_sheet import beside_sheet
from xentgui.edits import replace_data, train
from xentgui.edits_of_cards import know
from xentgui.entry import Edit, Entry, Focus
from xentgui.examples import FIRST, examples
from xentgui.files import open_file
from xentgui.files.columns import name_of
from xentgui.files.lesson import SUFFIX as LESSON
from xentgui.files.lesson import built_in, open_lesson
from xentgui.files.pasted import read_pasted
from xentgui.files.session import SUFFIX, Session, open_session, save_session
from xentgui.lesson import Lesson
from xentgui.losses.batch import DataError
from xentgui.training_examples import training_examples

SMALL = 32 * 1024  # bytes


class UnreadableError(Exception):
    """An unknown example or a file that cannot be read: one line for standard error."""


@dataclass(frozen=True)
class Opening:
    """An entry with its focus, the session file it comes from, and a sentence for the status bar.

    `doubtful` is a table, with its name, in which something is missing or of which it is not plain what is what:
    somebody should be told or asked. `data` is all that a table held: also options of a call, the number, and what else
    it may be read as. `training` is whether what is trained is run. `number` is the loss, or the
    losses, that My number is asked about. `lesson` is begun, over what is in the window; the entry is its first step's.
    """

    entry: Entry
    focus: Focus = field(default_factory=Focus)
    path: Path | None = None
    words: str = ""
    doubtful: tuple[open_file.Imported, str] | None = None
    data: open_file.Imported | None = None
    training: bool = False
    number: str = ""
    lesson: Lesson | None = None


def opening(example: str | None, file: Path | None) -> Opening | None:
    """What the arguments ask for; None where they ask for nothing. Raises UnreadableError."""
    if example is not None:
        return of_example(example)
    return None if file is None else of_file(file)


def of_example(name: str) -> Opening:
    """An example by its name, of the definitions or of training."""
    if name in training_examples:
        first, start = examples[FIRST], training_examples[name]
        words = f"Example: {start.title} · {start.shows}"
        focus = replace(first.focus, page="training")
        return Opening(train(first.entry, start.contest), focus, words=words, training=True)
    lessons = {lesson.name: lesson for lesson in built_in()}
    if name in lessons:
        return of_lesson(lessons[name])
    if name not in examples:
        known = [*examples, *training_examples, *lessons]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise UnreadableError(f"unknown example {name!r}: {hint}")
    found = examples[name]
    return Opening(found.entry, found.focus, words=f"Example: {found.title} · {found.steps[0].says}")


def of_lesson(lesson: Lesson) -> Opening:
    """A lesson, at its first step."""
    return Opening(lesson.entry, lesson.focus, words=f"Lesson: {lesson.title}", lesson=lesson)


def of_file(path: Path) -> Opening:
    """A session, a lesson, or a table put into a new entry. Raises UnreadableError."""
    return of_files([path])


def of_files(paths: Sequence[Path]) -> Opening:
    """A session, a table, or several such as one of labels and one of outputs. Raises UnreadableError."""
    found = read(paths)
    return found if isinstance(found, Opening) else of_data(found, _named(paths))


def are_small(paths: Sequence[Path], most: int = SMALL) -> bool:
    """Whether files are read so soon that a window can wait for them, or will be refused."""
    try:
        return sum(path.stat().st_size for path in paths) <= most
    except (OSError, ValueError):
        return True


def are_arrays(paths: Sequence[Path]) -> bool:
    """Whether files hold numbers as memory does: reading them takes no longer than handing them over would."""
    return all(path.suffix.lower() in (".npy", ".npz") for path in paths)


def read(paths: Sequence[Path]) -> open_file.Imported | Opening:
    """The tables of files as they are, or a session, opened. Raises UnreadableError."""
    try:
        if len(paths) == 1 and paths[0].suffix.lower() == SUFFIX:
            return Opening(*open_session(paths[0]), paths[0])
        if len(paths) == 1 and paths[0].suffix.lower() == LESSON:
            return of_lesson(open_lesson(paths[0]))
        return open_file.read_files(paths)
    except open_file.UnclearError as unclear:
        return unclear.imported
    except DataError as error:
        raise UnreadableError(str(error)) from error


def read_or_refuse(paths: Sequence[Path]) -> open_file.Imported | Opening:
    """The same. Raises DataError."""
    try:
        return read(paths)
    except UnreadableError as error:
        raise DataError(str(error)) from None


def read_text(text: str, name: str) -> open_file.Imported:
    """The tables of what would be pasted. Raises UnreadableError.

    >>> found = read_text("tensor([[2.0, -1.0], [0.1, 1.5]])\\ntensor([0, 1])\\nloss = 0.1320", "the paste")
    >>> found.number_text, arguments(found)["labels"].tolist()
    ('0.1320', [0, 1])
    """
    try:
        pasted = read_pasted(text)
        if not pasted.columns:
            raise DataError(f"it holds {pasted.without_table} and no table: give labels and outputs")
        return pasted.imported
    except DataError as error:
        raise UnreadableError(f"{name}: {error.reason}") from error


def of_data(data: open_file.Imported, name: str) -> Opening:
    """Tables put into a new entry. Raises UnreadableError."""
    asked = (data, name) if data.doubts or data.missing else None
    if data.labels is data.outputs is None:
        return Opening(examples["empty"].entry, doubtful=asked, data=data)
    try:
        entry = replace_data(Entry.of([[0]], [[0]]), **data_fields(data))
    except DataError as error:
        raise UnreadableError(f"{name}: {error.reason}") from error
    facts = {name: value for name, value in data.facts.items() if name not in ("class_weights", "ignore_index")}
    focus = Focus(row=entry.first_counted)
    entry, words = know(entry, focus.chosen, facts), f"Imported {name}"
    return Opening(entry, focus, words=words, doubtful=asked, data=data, number=data.number_text or "")


def arguments(data: open_file.Imported) -> dict[str, Any]:
    """What was read as arguments of evaluate and match: the data, and each known field of a definition.

    labels are class indices, with `ignore_index` in ignored rows, where every row names a class; ``(N,)`` and outputs
    ``(N,)`` where there is one output.
    """
    assert data.outputs is not None
    one = data.outputs.shape[1] == 1
    labels = data.class_indices if data.class_indices is not None else data.labels
    assert labels is not None
    known = dict(data.facts)
    if data.class_weights is not None:
        known["class_weights"] = data.class_weights
    if data.ignore_index is not None:
        known["ignore_index"] = data.ignore_index
    return {
        "labels": labels[:, 0] if one else labels,
        "outputs": data.outputs[:, 0] if one else data.outputs,
        "outputs_are": data.outputs_are,
        "sample_weights": None if data.sample_weights is None else data.sample_weights[:, 0],
        "groups": data.groups,
        **known,
    }


def complete(start: Opening) -> Entry:
    """The entry to evaluate where nobody can be asked. Raises UnreadableError where labels or outputs are missing."""
    if start.doubtful is not None:
        check_complete(*start.doubtful)
    return start.entry


def check_complete(data: open_file.Imported, name: str) -> None:
    """Refuse tables without labels or outputs. Raises UnreadableError."""
    if data.problem:
        raise UnreadableError(f"{name}: {data.problem}")
    for table in data.missing:
        lacking = f"there are no {table} in it"
        others = " · ".join(reason for reason in data.reasons if reason != lacking)
        raise UnreadableError(f"{name}: {lacking}{others and ': '}{others}")


def _named(paths: Sequence[Path]) -> str:
    return " and ".join(map(name_of, paths))


def is_plain(data: open_file.Imported) -> bool:
    """Whether it is plain what each column is."""
    return not data.ambiguous


def data_fields(data: open_file.Imported) -> dict[str, Any]:
    """Imported tables as the arguments of `replace_data`."""
    names = (
        "labels",
        "outputs",
        "class_names",
        "sample_names",
        "sample_weights",
        "groups",
        "outputs_are",
        "mode",
        "class_weights",
        "ignore_index",
        "leading",
    )
    return {name: getattr(data, name) for name in names}


def import_of(data: open_file.Imported, label: str, chosen: int) -> Edit:
    """The edit that puts tables into an entry, and what is known of them into its chosen card."""
    fields, facts = data_fields(data), {k: v for k, v in data.facts.items() if k != "ignore_index"}
    return Edit(label, lambda entry: know(replace_data(entry, **fields), chosen, facts))


ImportOf = Callable[[open_file.Imported, str, int], Edit]


class Ahead:
    """What a large file makes of a document, asked where the file is read: a window would stand still for it."""

    def __init__(self, entry: Entry, focus: Focus) -> None:
        self._entry, self._focus = entry, focus
        self._made: Entry | None = None

    def look(self, found: open_file.Imported | Opening | Session) -> open_file.Imported | Opening | Session:
        """What was read, after what a window asks of it first."""
        if not isinstance(found, open_file.Imported):
            entry, focus = found.entry, found.focus
        else:
            with suppress(DataError):  # it is told where it is put in
                data = beside_sheet(found, self._entry)
                if is_plain(data) and len(data.missing) < 2:
                    self._made = import_of(data, "", self._focus.chosen).change(self._entry)
            entry, focus = self._made or self._entry, self._focus
        _ = Analysis(entry, focus).pending  # the blocks remember what they were asked
        return found

    def import_of(self, data: open_file.Imported, label: str, chosen: int) -> Edit:
        """The same edit as `import_of`, done already where the document is what it was."""
        edit, made = import_of(data, label, chosen), self._made
        if made is None or chosen != self._focus.chosen:
            return edit
        return replace(edit, change=lambda entry: made if entry is self._entry else edit.change(entry))


DATA, NUMBER = "data.xent", "number.txt"


def hand_over(entry: Entry, focus: Focus, number: str) -> Path:
    """Write what the window opens with into a folder that this user alone can read. Raises DataError, OSError."""
    folder = Path(tempfile.mkdtemp(prefix="xentgui-"))
    try:
        save_session(folder / DATA, entry, focus, durable=False)
        (folder / NUMBER).write_text(number, encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def take_over(folder: Path) -> Opening:
    """Read what was handed over, and remove it. Raises UnreadableError."""
    try:
        entry, focus = open_session(folder / DATA)
        number = (folder / NUMBER).read_text(encoding="utf-8")
        return Opening(entry, focus, words="Shown from Python", number=number)
    except (DataError, OSError) as error:
        raise UnreadableError(f"what was handed over cannot be read: {error}") from error
    finally:
        for name in (DATA, NUMBER):
            (folder / name).unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
