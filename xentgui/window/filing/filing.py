"""Files of the document: new, open, save, import, recent files, and what must be asked before something is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from xentgui.analysis import Analysis
from xentgui.beside_sheet import beside_sheet
from xentgui.entry import Edit, Entry
from xentgui.examples import examples
from xentgui.files import lesson, open_file
from xentgui.files.apart import Apart
from xentgui.files.columns import name_of
from xentgui.files.session import SUFFIX, Session, open_session
from xentgui.losses.batch import DataError
from xentgui.opening import Ahead, ImportOf, Opening, are_arrays, are_small, import_of, is_plain, read_or_refuse
from xentgui.window.actions import Standard, Verb
from xentgui.window.document import Document
from xentgui.window.exporting.save_dialog import agreed_to_replace
from xentgui.window.filing.came_in import CameIn, Dropping
from xentgui.window.filing.importing import ImportDialog
from xentgui.window.filing.recent import Recent, last_entry, remember
from xentgui.window.filing.saving import Saving, Watch
from xentgui.window.widgets.notice import Notice
from xentgui.window.widgets.plain import Answer, agreed, ask, tell
from xentgui.window.working import Working, at_once

SESSIONS = "Sessions (*.xent)"
READABLE = f"All that can be read (*{SUFFIX} *{lesson.SUFFIX} *{' *'.join(open_file.SUFFIXES)})"
ANY = "All files (*)"
LARGE = 2**20  # bytes, from which on another Python reads: this one would hold up the window


class Kept(Protocol):
    """Where unsaved work is kept while the window is open."""

    def keep_now(self) -> None:
        """Write it at once. Raises DataError."""

    def leave(self) -> None:
        """It stays, for the next start to offer."""

    def end(self) -> None:
        """Nothing is left to recover."""


class Filing(QObject):
    """Knows the file of the document; every change of the document still goes through the document."""

    said = Signal(str)
    told = Signal()  # a dialog told, or was told, what is not done: there is no more to say
    named = Signal(str)  # what the file is called now
    leaving = Signal()  # before other data come in, or the window is closed
    opened_lesson = Signal(object)  # Lesson
    entered = Signal()  # other data came in, or are offered
    noticed = Signal(object)  # Notice: a sentence over the page with what can be done
    number_found = Signal(str)  # a loss that stood beside the data, as it was written

    def __init__(
        self, parent: QWidget, document: Document, settings: QSettings | None, working: Working, *, in_place: bool
    ) -> None:
        super().__init__(parent)
        self.document, self._working = document, working
        self._parent, self._settings, self.recent = parent, settings, Recent(settings, self.open_path)
        self.path: Path | None = None
        self._folder: Path | None = None  # the one that tables were opened from last
        self.asks_always = False  # whether also untitled work is asked about when the window is closed
        self._unread = False  # what the last window was left with is not read yet: it is not written over
        self.recovering: Kept | None = None
        self._remembered = settings.value("entry") if settings is not None else None
        self._notice: Notice | None = None  # the file was changed on disk
        self.came_in = CameIn(document, self.open, self)
        self.came_in.noticed.connect(self.noticed)
        Dropping(parent).dropped.connect(self.open_paths)
        self._watch = Watch(self)
        self._watch.changed.connect(self._offer_reload)
        self._watch.gone.connect(self._tell_gone)
        self._saving = Saving(self, in_place=in_place)
        self._saving.written.connect(self._written)
        self._saving.refused.connect(lambda error: self.refuse(f"{error.reason} Your work is still here."))

    def verbs(self) -> Iterator[Verb]:
        yield Verb("new", "File", 0, "New", self.new, Standard.New)
        yield Verb("open", "File", 0, "Open…", self.open, Standard.Open)
        yield Verb("recent", "File", 1, "Open recent", lambda: None, fill=self.recent.fill)
        yield Verb("save", "File", 2, "Save", self.save, Standard.Save, self._may_save)
        yield Verb("save-as", "File", 2, "Save as…", self.save_as, Standard.SaveAs, self._may_save)

    # In

    def new(self) -> None:
        """An empty sheet."""
        if self.may_leave():
            self._working.give_way()
            self.document.open(examples["empty"].entry)
            self.set_path(None)
            self.entered.emit()
            self.said.emit("A new sheet: type or paste labels and outputs")

    def open(self) -> None:
        """A session or tables, asked for."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, "Open", self.folder(), f"{READABLE};;{SESSIONS};;{ANY}")
        self.open_paths(names)

    def open_paths(self, names: Sequence[str]) -> None:
        """One file; or several tables together, such as labels and outputs."""
        paths = [Path(name) for name in names]
        if len(paths) > 1 and any(path.suffix.lower() in (SUFFIX, lesson.SUFFIX) for path in paths):
            self.refuse("A session or a lesson holds whole sheets: open it alone.")
        elif paths:
            ahead = Ahead(self.document.entry, self.document.focus)
            self.have_read(paths, partial(read_or_refuse, paths), partial(self._take, paths, ahead), ahead)

    def open_path(self, name: str) -> None:
        """A session becomes the document, a lesson is begun; a table is put in, as a step that undo takes back."""
        self.open_paths([name])

    def have_read(
        self,
        paths: Sequence[Path],
        work: Callable[[], Any],
        take: Callable[[Any], object],
        ahead: Ahead | None = None,
        called: str = "",
    ) -> None:
        """Have files read, beside the window where they are large; what is being read is not wanted any more.

        They are `called` so where their names are not the user's.
        """
        self._working.give_way()
        self._saving.finish()
        run = at_once if are_small(paths) else self._working.run
        look = (ahead or Ahead(self.document.entry, self.document.focus)).look
        if not are_small(paths, LARGE):
            apart = Apart.is_possible() and not are_arrays(paths)
            work = Apart(work, look) if apart else partial(_then, work, look)
        run(f"Reading {called or _named(paths)}", work, take, lambda error: self.refuse(error.reason))

    def _take(self, paths: Sequence[Path], ahead: Ahead, found: Opening | open_file.Imported) -> None:
        """What was read: a session, a lesson, or tables."""
        path = paths[0].absolute()
        if isinstance(found, Opening):
            if found.lesson is not None:
                self.opened_lesson.emit(found.lesson)
                self.recent.put(path)
            elif self.may_leave():
                self.document.open(found.entry, found.focus)
                self.set_path(path)
                self.entered.emit()
                self.said.emit(f"Opened {path.name}")
            else:
                self.told.emit()
            return
        self.leaving.emit()
        name = _named(paths)
        self._folder = path.parent
        if self.enter(found, name, f"Import {name}", ahead.import_of) and len(paths) == 1:
            self.recent.put(path)

    def enter(self, data: open_file.Imported, name: str, label: str, edit_of: ImportOf = import_of) -> bool:
        """Put tables into the document; where it is not plain what is what, somebody is asked. Whether it was done."""
        before = self.document.entry
        data = beside_sheet(data, before)
        if not is_plain(data):
            dialog = ImportDialog(data, name, self._parent)
            if dialog.exec() != QDialog.DialogCode.Accepted:
                self.said.emit(f"Nothing was taken from {name}")
                return False
            data = beside_sheet(dialog.imported, before)
        if data.labels is not None or data.outputs is not None:
            self.document.apply(edit_of(data, label, self.document.focus.chosen))
            self.document.look(replace(self.document.focus, row=self.document.entry.first_counted, column=0))
            self.came_in.tell_missing(data, name)
            others = [(f"read as {each.words}", partial(self._instead, each, before, label)) for each in data.offers]
            if others:
                self.came_in.offer("; ".join(each.why for each in data.offers), others)
        self.entered.emit()
        self.said.emit(f"{label}: {' · '.join(data.reasons)}" if data.reasons else label)
        if data.number_text is not None:
            self.number_found.emit(data.number_text)
        return True

    def _instead(self, other: open_file.Offer, before: Entry, label: str) -> None:
        """The same table, read otherwise."""
        edit = import_of(other.read(), label, self.document.focus.chosen)
        self.document.apply(Edit(label, lambda _: edit.change(before)))

    def take_pasted(self, data: open_file.Imported) -> None:
        """Data were pasted in place of what was there."""
        self.entered.emit()
        self.came_in.tell_missing(data)

    def open_last(self, path: Path) -> None:
        """What the last window was left with, where it is large."""
        self._unread = True
        called = "what you left" if path == last_entry() else ""
        self.have_read([path], partial(open_session, path), partial(self._take_last, path), called=called)

    def _take_last(self, path: Path, session: Session) -> None:
        if self.may_leave():
            self._unread = False
            self.document.open(*session)
            self.set_path(None if path == last_entry() else path)
            self.entered.emit()
            self.said.emit("As you left it" if self.path is None else f"Opened {path.name}, as you left it")
        else:
            self.told.emit()

    def take(self, session: Session, original: Path | None) -> None:
        """Work that is not saved becomes the document."""
        self.document.open(*session)
        self.set_path(original)
        self.document.stack.resetClean()

    # Out

    def _may_save(self, _analysis: Analysis) -> bool:
        return not self.document.visiting

    def save(self) -> bool:
        """To its file, or to one that is asked for; whether it was written."""
        if self.path is None:
            return self.save_as()
        words = f"{self.path.name} was changed by another program since it was opened. Write over it?"
        changed = self._watch.differs and not self._saving.busy  # which is our own change
        return (not changed or agreed(self._parent, words)) and self._write(self.path)

    def save_as(self) -> bool:
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save as", self.folder("untitled.xent"), SESSIONS)
        if not name:
            return False
        path = Path(name) if name.lower().endswith(SUFFIX) else Path(name + SUFFIX)
        unasked = str(path) != name and os.path.exists(path)
        return (not unasked or agreed_to_replace(self._parent, path)) and self._write(path)

    def _write(self, path: Path) -> bool:
        return self._saving.save(path, self.document.entry, self.document.focus)

    def _written(self, path: Path, entry: Entry) -> None:
        """What is in the file is saved; what was changed while it was written is not."""
        self.set_path(path)
        if self.document.entry is entry:
            self.document.stack.setClean()
            self.said.emit(f"Saved {path.name}")
        else:
            self.said.emit(f"Saved {path.name}, without what was changed since: save again")

    def may_leave(self, *, closing: bool = False) -> bool:
        """Asks about changes that are not saved; whether to go on.

        Untitled work needs no question where the window is closed and the next one opens with it.
        """
        self.leaving.emit()
        self._saving.finish()
        document = self.document
        untouched = any(document.entry.same_as(example.entry) for example in examples.values())
        if document.stack.isClean() or (
            self.path is None and (untouched or (closing and not (self.asks_always or self._unread)))
        ):
            return True
        words = f"Save the changes to {self.path.name}?" if self.path else "Save what you entered?"
        buttons = Answer.Save | Answer.Discard | Answer.Cancel
        answer = ask(self._parent, words, buttons, Answer.Save, "Save changes?")
        return answer == Answer.Discard or (answer == Answer.Save and self.save() and self._saving.finish())

    def remember(self) -> None:
        """The window is closed: the next start opens with its place and its last entry.

        What another window left meanwhile is not written over; work that has no other place is then left for recovery.
        """
        document = self.document
        try:
            if self._settings is not None:
                self._settings.setValue("geometry", self._parent.saveGeometry())
                self._settings.sync()
                if self._unread:
                    pass
                elif self._settings.value("entry") == self._remembered:
                    remember(self._settings, document.entry, document.focus, self.path)
                elif self.path is None and self.recovering is not None and not document.stack.isClean():
                    self.recovering.leave()
                    return
        except (DataError, OSError):
            return  # what was kept for recovery is offered instead
        if self.recovering is not None:
            self.recovering.end()

    def keep_now(self) -> None:
        """Before anything else goes wrong."""
        try:
            if self.recovering is not None:
                self.recovering.keep_now()
        except DataError as error:
            self.said.emit(error.reason)

    # The file on disk

    def _tell_gone(self) -> None:
        assert self.path is not None
        self.document.stack.resetClean()
        self.said.emit(f"{self.path.name} is no longer there: save to write it again")

    def _offer_reload(self) -> None:
        if self.path is None or self._notice is not None or self._saving.busy:
            return
        words = f"{self.path.name} was changed by another program."
        if not self.document.stack.isClean():
            words += " To reload it is to lose what you changed here."
        self._notice = Notice("Changed file", words, [("Reload", self._reload), ("Keep mine", self._keep_mine)])
        self._notice.closed.connect(self._noticed)
        self.noticed.emit(self._notice)

    def _noticed(self) -> None:
        self._notice = None

    def _reload(self) -> None:
        assert self.path is not None
        self.have_read([self.path], partial(open_session, self.path), partial(self._reloaded, self.path))

    def _reloaded(self, path: Path, session: Session) -> None:
        self.leaving.emit()
        self.document.open(*session)
        self.set_path(path)
        self.said.emit(f"Reloaded {path.name}")

    def _keep_mine(self) -> None:
        self._watch.accept()
        self.document.stack.resetClean()

    def set_path(self, path: Path | None) -> None:
        """The document is that of another file, or of none."""
        self.path = path.absolute() if path else None
        self._watch.set(self.path)
        if self._notice is not None:
            self._notice.end()
        self.named.emit(path.name if path else "untitled")
        if self.path is not None:
            self.recent.put(self.path)

    # Words

    def folder(self, name: str = "") -> str:
        """Where to open and save, with a name for the file."""
        used = self.path.parent if self.path else self._folder
        return str((used if used is not None and used.is_dir() else Path.home()) / name)

    def refuse(self, words: str) -> None:
        """Why something can not be done."""
        tell(self._parent, words)
        self.told.emit()


def _named(paths: Sequence[Path]) -> str:
    return " and ".join(map(name_of, paths)) if len(paths) < 4 else f"{len(paths)} files"


def _then(work: Callable[[], Any], look: Callable[[Any], Any]) -> Any:
    return look(work())
