"""Taking things out: tables, pictures, values and sentences, to files that are asked for and to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from xentgui.analysis import Analysis
from xentgui.files.atomic import write_whole
from xentgui.files.exports import trace_columns
from xentgui.losses.batch import DataError
from xentgui.window.exporting.asked import PICTURES, TABLES, asked_file
from xentgui.window.exporting.pictured import SIGHTS
from xentgui.window.exporting.tabled import KINDS, MOST_CELLS, SHEETS, agreement_text, columns_text
from xentgui.window.theme import all_digits

if TYPE_CHECKING:
    from xentgui.window.main import MainWindow


class Exporting(QObject):
    """Writes what the window shows to files that are asked for, and to the clipboard."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def shown(self) -> Analysis:
        """What tables and cards show: the entry, or an epoch of a training run that they follow."""
        return self._window.cards.analysis or self._window.document.analysis

    def export_table(self, name: str) -> None:
        """A table of `SHEETS`, to a file of the kind that its ending says."""
        sheet = SHEETS[name]
        path = asked_file(self._window, f"{sheet.words} as a table", self._window.filing.folder(f"{name}.csv"), TABLES)
        if path is None:
            return
        text = self._text(name, path.suffix.lower()[1:])
        self._write(path, lambda: write_whole(path, text.encode()))

    def _write(self, path: Path, write: Callable[[], object]) -> None:
        """Write a file and say so, or why it could not be."""
        try:
            write()
        except DataError as error:
            self._window.filing.refuse(error.reason)
        else:
            self._window.say(f"Wrote {path}")

    def copy_table(self, name: str, kind: str) -> None:
        """A table of `SHEETS` as text of a kind."""
        sheet, analysis = SHEETS[name], self.shown
        if name in ("data", "losses") and analysis.entry.rows * analysis.entry.columns > MOST_CELLS:
            self._window.say(f"{analysis.entry.rows:,} rows are more than a clipboard takes: export them as a table")
            return
        QGuiApplication.clipboard().setText(self._text(name, kind))
        self._window.say(f"Copied as {KINDS[kind]}: {sheet.words.lower()}")

    def _text(self, name: str, kind: str) -> str:
        """A table of `SHEETS`; where the training page is on the screen the curves are those of the training."""
        training = self._window.verbs.training
        if name == "curves" and training is not None and training.isVisible():
            return columns_text(trace_columns(training.traces()), kind)
        return SHEETS[name].text(self.shown, kind)

    def export_picture(self, name: str) -> None:
        """A picture of `SIGHTS`, to a file."""
        sight = SIGHTS[name]
        start = self._window.filing.folder(f"{sight.file}.png")
        path = asked_file(self._window, f"Picture of {sight.words}", start, PICTURES)
        if path is None:
            return
        picture = sight.picture(self._window, self.shown)
        if picture is not None:
            self._write(path, lambda: picture.save(path))

    def copy_picture(self, name: str) -> None:
        """A picture of `SIGHTS`, as pixels and as a drawing."""
        picture = SIGHTS[name].picture(self._window, self.shown)
        if picture is not None:
            picture.copy()
            self._window.say(f"Copied a picture of {SIGHTS[name].words}")

    def copy_agreement(self) -> None:
        """What each definition gives and how they agree, in sentences."""
        QGuiApplication.clipboard().setText(agreement_text(self.shown))
        self._window.say("Copied the values and how they agree")

    def copy_value(self) -> None:
        """The chosen definition's value, with all its digits."""
        analysis = self.shown
        if analysis.cards:
            value = all_digits(analysis.cards[analysis.focus.chosen].value)
            QGuiApplication.clipboard().setText(value)
            self._window.say(f"Copied {value}")
