"""Files of the document: new, open, save, import, recent files, and what must be asked before something is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox

from xentgui.edits import replace_data
from xentgui.entry import Edit
from xentgui.examples import examples
from xentgui.files import imports
from xentgui.files.session import SUFFIX, open_session, save_session, session_text
from xentgui.losses.batch import DataError
from xentgui.opening import data_fields

if TYPE_CHECKING:
    from xentgui.window.main import MainWindow

SESSIONS = "Sessions (*.xent)"
READABLE = "All that can be read (*.xent *.csv *.tsv *.txt *.json *.npy *.npz *.xlsx *.parquet *.feather *.safetensors)"
PICTURES = "Pictures (*.png)"
MOST_RECENT = 8
Answer = QMessageBox.StandardButton


class Filing(QObject):
    """Knows the file of the document; every change of the document still goes through the document."""

    def __init__(self, window: MainWindow, path: Path | None, settings: QSettings | None) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.path: Path | None = None
        self._set_path(path)

    def new(self) -> None:
        """An empty sheet."""
        if self.may_leave():
            self._window.document.open(examples["empty"].entry)
            self._set_path(None)

    def open(self) -> None:
        """A session or a table, asked for."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), f"{READABLE};;{SESSIONS}")
        if name:
            self.open_path(name)

    def open_path(self, name: str) -> None:
        """A session becomes the document; a table is put into it, as a step that undo takes back."""
        path = Path(name)
        try:
            if path.suffix.lower() == SUFFIX:
                self._open_session(path)
            else:
                self._import(path)
        except DataError as error:
            self._refuse(str(error))

    def _open_session(self, path: Path) -> None:
        entry, focus = open_session(path)
        if self.may_leave():
            self._window.document.open(entry, focus)
            self._set_path(path)
            self._window.say(f"Opened {path.name}")

    def _import(self, path: Path) -> None:
        data = imports.read_file(path)
        fields = data_fields(data)
        self._window.document.apply(Edit(f"Import {path.name}", lambda entry: replace_data(entry, **fields)))
        self._window.say(f"Imported {path.name}: {' · '.join(data.reasons)}")

    def save(self) -> bool:
        """To its file, or to one that is asked for; whether it was written."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        name, _ = QFileDialog.getSaveFileName(self._window, "Save as", self._folder("untitled.xent"), SESSIONS)
        if not name:
            return False
        path = Path(name)
        return self._write(path if path.suffix else path.with_suffix(".xent"))

    def _write(self, path: Path) -> bool:
        document = self._window.document
        try:
            save_session(path, document.entry, document.focus)
        except DataError as error:
            self._refuse(f"{error} Your work is still here.")
            return False
        document.stack.setClean()
        self._set_path(path)
        self._window.say(f"Saved {path.name}")
        return True

    def may_leave(self) -> bool:
        """Asks about changes that are not saved; whether to go on."""
        if self._window.document.stack.isClean() or self.path is None:
            return True
        buttons = Answer.Save | Answer.Discard | Answer.Cancel
        words = f"Save the changes to {self.path.name}?"
        answer = QMessageBox.question(self._window, "Save changes?", words, buttons, Answer.Save)
        return answer == Answer.Discard or (answer == Answer.Save and self.save())

    def remember(self) -> None:
        """What the next start opens with: the window's place and the last entry."""
        if self._settings is not None:
            self._settings.setValue("geometry", self._window.saveGeometry())
            self._settings.setValue("entry", session_text(self._window.document.entry, self._window.document.focus))

    def picture(self) -> None:
        """The window as a PNG."""
        name, _ = QFileDialog.getSaveFileName(self._window, "Save picture", self._folder("xentgui.png"), PICTURES)
        if name and not self._window.grab().save(name):
            self._refuse(f"{name}: the picture could not be written")

    def recent(self) -> list[str]:
        """The files opened and saved last, newest first."""
        known: Any = self._settings.value("recent", []) if self._settings else []
        return [known] if isinstance(known, str) else list(known or [])

    def _set_path(self, path: Path | None) -> None:
        self.path = path
        self._window.setWindowTitle(f"{path.name if path else 'untitled'}[*] — xentgui")
        if path is not None and self._settings is not None:
            others = [name for name in self.recent() if name != str(path)]
            self._settings.setValue("recent", [str(path), *others][:MOST_RECENT])

    def _folder(self, name: str = "") -> str:
        return str((self.path.parent if self.path else Path.home()) / name)

    def _refuse(self, words: str) -> None:
        QMessageBox.warning(self._window, "xentgui", words)
