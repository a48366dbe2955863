"""What the verbs are given: files, standard input, labels and outputs in files of their own, and the number in them."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus, Mode, place_words, row_called
from xentgui.files import open_file
from xentgui.files.columns import name_of
from xentgui.files.otherwise import fitting
from xentgui.files.pieces import Piece, pieces_of
from xentgui.files.session import SUFFIX
from xentgui.losses.axes import row_name
from xentgui.losses.batch import DataError
from xentgui.losses.cautions import Caution
from xentgui.opening import Opening, UnreadableError, arguments, check_complete, of_data, read, read_text
from xentgui.questions.number import as_printed, read_number
from xentgui.questions.saying.register import listed_numbers

STANDARD_INPUT = "-"
_DATA = ("labels", "outputs", "outputs_are", "sample_weights", "groups")


@dataclass(frozen=True)
class Given:
    """The data of a verb: `data` are arguments of the public functions, `known` fields of a definition.

    `leading` is the shape of the samples where they stood in several axes, `sample_name` what each is called.
    """

    name: str
    mode: Mode
    data: dict[str, Any]
    known: dict[str, Any]
    number: str = ""
    doubts: tuple[str, ...] = ()
    leading: tuple[int, ...] | None = None
    sample_name: Callable[[int], str] = str
    class_names: tuple[str, ...] = ()

    def row_words(self, row: int) -> str:
        """What sentences call a row."""
        return row_called(self.sample_name(row))

    def refused(self, error: DataError) -> str:
        """What is wrong with the data, with its place as the window calls it."""
        if error.table not in ("labels", "outputs") or error.where is None:
            return str(error)
        return f"{error.table}, {self.place(error.where)}: {error.reason}"

    def warned(self, warning: Caution) -> str:
        """A warning, with its place as the window calls it."""
        return warning.reason if warning.where is None else f"{self.place(warning.where)}: {warning.reason}"

    def place(self, where: Sequence[int]) -> str:
        return place_words(where, self.row_words, self.class_names)

    @property
    def in_axes(self) -> dict[str, Any]:
        """Labels, outputs and groups with the axes in which their samples stood, as arguments."""
        given = {name: self.data[name] for name in ("labels", "outputs", "groups")}
        if self.leading is None or self.data["outputs"].ndim == 1:
            return given
        arrays = {name: np.asarray(each) for name, each in given.items() if each is not None}
        given |= {name: each.reshape(*self.leading, *each.shape[1:]) for name, each in arrays.items()}
        return given | {"class_axis": -1}

    @property
    def definition(self) -> str:
        """What is asked about where nobody says it."""
        return "multi-sigmoid" if self.mode == "multi-sigmoid" else "softmax"

    @property
    def used(self) -> str:
        """What stood in the data beside labels and outputs and is used, in words; "" where there was nothing."""
        beside = [words for words in ("sample weights", "groups") if self.data[words.replace(" ", "_")] is not None]
        return " · ".join([*beside, *(_told(name, value) for name, value in self.known.items())])


def add_files(parser: argparse.ArgumentParser) -> None:
    """The options that say where the data are."""
    parser.add_argument("--labels", metavar="FILE", type=Path, help="a file of labels alone, beside --outputs")
    parser.add_argument("--outputs", metavar="FILE", type=Path, help="a file of outputs alone, beside --labels")


def is_file(word: str) -> bool:
    """Whether a word names a file, or standard input; else it is a number."""
    suffix = Path(word).suffix.lower()
    return word == STANDARD_INPUT or suffix in (SUFFIX, *open_file.SUFFIXES) or os.path.exists(word)


def is_number(word: str) -> bool:
    """Whether a word is one or several numbers, as they were printed."""
    try:
        return bool(read_number(as_printed(word)))
    except ValueError:
        return False


def given(files: Sequence[str], options: argparse.Namespace) -> Given:
    """The data of a verb. Raises UnreadableError."""
    found, name = _read(files, options), named(files, options)
    if isinstance(found, Opening):
        data, known = _of_entry(found.entry)
        said = data if options.outputs_are is None else {**data, "outputs_are": options.outputs_are}
        entry = found.entry
        names = Analysis(entry, found.focus).shown_names
        return Given(
            name, entry.mode, said, known, leading=entry.leading, sample_name=entry.sample_name, class_names=names
        )
    return given_of(found, name, options.outputs_are)


def given_of(found: open_file.Imported, name: str, outputs_are: str | None) -> Given:
    """Tables as the data of a verb. Raises UnreadableError where labels or outputs are missing."""
    check_complete(found, name)
    known = arguments(found)
    data = {field: known.pop(field) for field in _DATA}
    data["outputs_are"] = outputs_are or data["outputs_are"]
    return Given(
        name, found.mode, data, known, found.number_text or "", found.doubts, found.leading,
        partial(_sample_name, found), found.class_names,
    )  # fmt: skip


def _sample_name(found: open_file.Imported, row: int) -> str:
    """What a row of a table is called; of a file that is read in pieces the names of the first are known."""
    names = found.sample_names or ()
    return names[row] if row < len(names) else row_name(row, found.leading or ())


def named(files: Sequence[str], options: argparse.Namespace) -> str:
    """What the data are called in messages."""
    alone = [path for path in (options.labels, options.outputs) if path is not None]
    paths = alone or [Path(word) for word in files if word != STANDARD_INPUT]
    return " and ".join(map(name_of, paths)) or "standard input"


def in_pieces(files: Sequence[str], options: argparse.Namespace) -> Iterator[Piece] | None:
    """The data of a verb as runs of rows; None where they are not too large to be read at once. Raises DataError."""
    if options.labels is not None and options.outputs is not None and not files:
        return pieces_of({"labels": options.labels, "outputs": options.outputs})
    paths = [Path(word) for word in files]
    return pieces_of({path.stem: path for path in paths}) if len({path.stem for path in paths}) == len(paths) else None


def opened(files: Sequence[str], options: argparse.Namespace) -> Opening:
    """What the words and options name, put into an entry. Raises UnreadableError."""
    found = _read(files, options)
    return found if isinstance(found, Opening) else of_data(found, named(files, options))


def _read(files: Sequence[str], options: argparse.Namespace) -> open_file.Imported | Opening:
    """The files, standard input, or one file of labels and one of outputs."""
    if options.labels is not None or options.outputs is not None:
        if files or options.labels is None or options.outputs is None:
            raise UnreadableError("--labels and --outputs go together, and without another file")
        return _labels_and_outputs(options.labels, options.outputs)
    if not files:
        raise UnreadableError("name a file, or - for standard input")
    if files == [STANDARD_INPUT]:
        return _standard_input()
    if STANDARD_INPUT in files:
        raise UnreadableError("- is standard input, alone: give its text, or files")
    return read([Path(word) for word in files])


def _labels_and_outputs(labels: Path, outputs: Path) -> open_file.Imported:
    """Two files of which it is said what they hold, whatever their columns are called."""
    found, names = [_table(path) for path in (labels, outputs)], ("labels", "outputs")
    tables = dict(zip(names, found, strict=True))
    columns = [replace(column, table=table) for table, data in tables.items() for column in data.columns]
    roles: list[Any] = [_role(role, table) for table, data in tables.items() for role in data.roles]
    try:
        if any(data.leading is not None for data in found):
            return open_file.read_files([labels, outputs], names)
        return replace(found[1], columns=fitting(columns)).with_roles(roles)
    except DataError as error:
        raise UnreadableError(f"{name_of(labels)} and {name_of(outputs)}: {error.reason}") from error


def _role(role: str, table: str) -> str:
    return table if role in ("labels", "outputs", "losses") else role


def _table(path: Path) -> open_file.Imported:
    found = read([path])
    if isinstance(found, Opening):
        raise UnreadableError(f"{name_of(path)} is a session: give it alone")
    return found


def _standard_input() -> open_file.Imported | Opening:
    """What is printed or copied, or the bytes of a file."""
    try:
        content = b"" if sys.stdin is None else sys.stdin.buffer.read()  # None where it was closed
    except OSError as error:
        raise UnreadableError(f"standard input cannot be read ({error.strerror})") from error
    try:
        return read_text(content.decode(), "standard input")
    except (UnicodeDecodeError, UnreadableError) as problem:
        with tempfile.TemporaryDirectory(prefix="xentgui-") as folder:
            path = Path(folder) / "standard input"
            path.write_bytes(content)
            try:
                return read([path])
            except UnreadableError as error:
                raise (problem if isinstance(problem, UnreadableError) else error) from None


def _of_entry(entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """A session's entry as arguments of the public functions, and the fields that it knows."""
    analysis = Analysis(entry, Focus())
    batch = analysis.batch
    if batch is None:
        raise UnreadableError(analysis.problem.reason if analysis.problem else "there are no rows in it")
    data = (batch.labels, batch.outputs, entry.outputs_are, batch.sample_weights, entry.groups)
    return dict(zip(_DATA, data, strict=True)), analysis.known


def _told(name: str, value: Any) -> str:
    if name == "class_weights":
        return f"class weights {listed_numbers(np.atleast_1d(value))}"
    if name == "ignore_index":
        return f"rows with the label {value} are ignored"
    return f"{name}={value}"
