"""Taking things out: tables, pictures, values, sentences, programs: to files that are asked for, or the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from xentgui.analysis import Analysis
from xentgui.files.atomic import write_whole
from xentgui.files.exports import formula_in
from xentgui.files.progress import come_to
from xentgui.losses.batch import Batch, DataError
from xentgui.losses.definition import Definition
from xentgui.questions.formula import latex
from xentgui.questions.saying.register import capital
from xentgui.sources import FRAMEWORKS, code
from xentgui.sources.literals import markdown_table, numpy_literal
from xentgui.window.actions import Verb, always, answered
from xentgui.window.cards.text import copy_value
from xentgui.window.exporting.picture import Picture
from xentgui.window.exporting.pictures import Sight
from xentgui.window.exporting.save_dialog import PICTURES, TABLES, asked_file
from xentgui.window.exporting.tables import KINDS, MOST_CELLS, WrittenTable, agreement_text
from xentgui.window.sizes import px
from xentgui.window.working import Work, at_once

OF_ALL_ROWS = ("data", "losses")
MOST_AT_ONCE = 50_000  # numbers of a table that is written while the window waits


def open_code_menu(row: QWidget, analysis: Analysis, definition: Definition, say: Callable[[str], None]) -> None:
    """The menu of what can be copied, under the right end of a row of the window."""
    menu = _code_menu(row.window(), analysis, definition, say)
    menu.aboutToHide.connect(partial(QTimer.singleShot, 0, menu.deleteLater))
    corner = row.mapToGlobal(QPoint(row.width(), row.height() + px(2)))
    menu.popup(corner - QPoint(menu.sizeHint().width(), 0))


def _code_menu(parent: QWidget, analysis: Analysis, definition: Definition, say: Callable[[str], None]) -> QMenu:
    """A program is written when it is picked."""
    menu = QMenu(parent)
    batch = analysis.batch
    if batch is None:
        menu.addAction("There is nothing to copy: the data cannot be evaluated yet").setEnabled(False)
        return menu

    def offer(text: str, make: Callable[[], str]) -> None:
        menu.addAction(text).triggered.connect(lambda: _copy(text, make, say))

    for framework in FRAMEWORKS:
        offer(f"{framework} program", partial(code, framework, batch, definition))
    menu.addSeparator()
    offer("Formula as LaTeX", partial(latex, definition))
    offer("Data as NumPy arrays", partial(numpy_literal, batch))
    offer("Data as a Markdown table", partial(_table, analysis, batch))
    return menu


def _table(analysis: Analysis, batch: Batch) -> str:
    samples = [analysis.entry.sample_name(row) for row in range(batch.shape[0])]
    return markdown_table(batch, analysis.shown_names, samples)


def _copy(what: str, make: Callable[[], str], say: Callable[[str], None]) -> None:
    try:
        text = make()
    except ValueError as reason:
        say(f"Not copied, {what}: {reason}")
        return
    QGuiApplication.clipboard().setText(text)
    lines = text.count("\n")
    say(f"Copied: {what}, {lines} lines" if lines > 1 else f"Copied: {what}")


class Exporting(QObject):
    """Writes what the window shows to files that are asked for, and to the clipboard.

    `shown` gives what tables and cards show: the entry, or an epoch of a training run that they follow; `folder` the
    path that a file of a name is offered at.
    """

    said = Signal(str)
    refused = Signal(str)  # why something could not be written

    def __init__(
        self,
        parent: QWidget,
        shown: Callable[[], Analysis],
        folder: Callable[[str], str],
        sheets: Mapping[str, WrittenTable],
        sights: Mapping[str, Sight],
        run: Work = at_once,
    ) -> None:
        """`run` has tables of very many rows written beside the window."""
        super().__init__(parent)
        self._run = run
        self._parent, self._shown, self._folder = parent, shown, folder
        self._sheets, self._sights = sheets, sights

    def verbs(self) -> Iterator[Verb]:
        """A verb for each table and picture and each way out."""
        yield Verb("copy-value", "Edit", 2, "Copy the value", self.copy_value, "Ctrl+Alt+C", answered)
        for name, sheet in self._sheets.items():
            when = answered if sheet.has_cards else always
            text, export = f"Save {sheet.short} as a table…", partial(self.export_table, name)
            yield Verb(f"export-{name}", "File/Export", 2, text, export, when=when)
            for kind, words in KINDS.items():
                menu, copy = f"Edit/Copy {sheet.short} as", partial(self.copy_table, name, kind)
                spoken = f"Copy {sheet.short} as {words}"
                yield Verb(f"copy-{name}-{kind}", menu, 2, words, copy, when=when, words=spoken)
        for name, sight in self._sights.items():
            when = answered if sight.has_cards else always
            text, export = f"Save picture of {sight.words}…", partial(self.export_picture, name)
            yield Verb(f"{name}-picture", "File/Export", 3, text, export, when=when)
            text, copy = f"Copy picture of {sight.words}", partial(self.copy_picture, name)
            yield Verb(f"copy-{name}-picture", "Edit/Copy picture", 2, text, copy, when=when)
        yield Verb("copy-agreement", "Edit", 2, "Copy the agreement", self.copy_agreement, when=answered)

    def export_table(self, name: str) -> None:
        """A table, to a file of the kind that its ending says."""
        sheet = self._sheets[name]
        path = asked_file(self._parent, f"{sheet.words} as a table", self._folder(f"{name}.csv"), TABLES)
        if path is None:
            return
        analysis = self._shown()
        large = name in OF_ALL_ROWS and analysis.entry.rows * analysis.entry.columns > MOST_AT_ONCE
        run = self._run if large else at_once
        run(f"Writing {path.name}", partial(_written, sheet, analysis, path), partial(self._wrote, path), self._refuse)

    def _wrote(self, path: Path, told: str | None) -> None:
        self.said.emit(f"Wrote {path}{told or ''}")

    def _refuse(self, error: DataError) -> None:
        self.refused.emit(error.reason)

    def copy_table(self, name: str, kind: str) -> None:
        """A table as text of a kind."""
        sheet, analysis = self._sheets[name], self._shown()
        if name in ("data", "losses") and analysis.entry.rows * analysis.entry.columns > MOST_CELLS:
            self.said.emit(f"{analysis.entry.rows:,} rows are more than a clipboard takes: export them as a table")
            return
        try:
            text = sheet.text(analysis, kind)
        except DataError as error:
            self.said.emit(capital(error.reason))
            return
        QGuiApplication.clipboard().setText(text)
        self.said.emit(f"Copied as {KINDS[kind]}: {sheet.words.lower()}")

    def export_picture(self, name: str) -> None:
        """A picture, to a file."""
        sight, picture = self._sights[name], self._picture(name)
        if picture is None:
            return
        path = asked_file(self._parent, f"Picture of {sight.words}", self._folder(f"{sight.file}.png"), PICTURES)
        if path is not None:
            at_once("", lambda: picture.save(path), partial(self._wrote, path), self._refuse)

    def copy_picture(self, name: str) -> None:
        """A picture, as pixels and as a drawing."""
        picture = self._picture(name)
        if picture is not None:
            picture.copy()
            self.said.emit(f"Copied a picture of {self._sights[name].words}")

    def _picture(self, name: str) -> Picture | None:
        """The picture, or None and why there is none."""
        analysis, sight = self._shown(), self._sights[name]
        picture = sight.picture(analysis)
        if picture is None:
            why = f": {analysis.row_words} has no label yet" if analysis.unlabelled else ""
            self.said.emit(f"There is no picture of {sight.words} to take{why}")
        return picture

    def copy_agreement(self) -> None:
        """What each definition gives and how they agree, in sentences."""
        QGuiApplication.clipboard().setText(agreement_text(self._shown()))
        self.said.emit("Copied the values and how they agree")

    def copy_value(self) -> None:
        """The chosen definition's value, with all its digits."""
        analysis = self._shown()
        if analysis.cards:
            self.said.emit(copy_value(analysis.cards[analysis.focus.chosen].value))


def _written(sheet: WrittenTable, analysis: Analysis, path: Path) -> str:
    """Writes a table, as the ending of its file says; what is to be told of it. Raises DataError."""
    ending = path.suffix.lower()
    text = sheet.text(analysis, ending[1:])
    come_to(0.9)  # what was cancelled is not written
    formula = formula_in(text) if ending in (".csv", ".tsv") else ""
    write_whole(path, text.encode())
    return f"; a spreadsheet may take the name {formula[:40]} for a formula" if formula else ""
