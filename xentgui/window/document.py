"""The one place that changes: the entry on an undo stack and the focus; every change is announced as an analysis."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Focus, Page, only_in
from xentgui.losses.batch import DataError
from xentgui.window.actions import Standard, Verb
from xentgui.window.job import Job

REDO = ("Ctrl+Shift+Z", "Ctrl+Y")  # as it is written here, and where spreadsheets have it
MOST_KEPT = 256 * 2**20  # bytes of the steps that can be taken back
A_FEW = 2**20  # bytes that come to it before it is counted again
_gestures = count(1)


def new_gesture() -> int:
    """A number for one drag, held key or spin: what one undo takes back."""
    return next(_gestures)


class Own(NamedTuple):
    """The user's own work, while another sheet is visited: also its place on the stack, and whether it is saved."""

    entry: Entry
    focus: Focus
    place: int
    unsaved: bool


class Document(QObject):
    """Entry and focus. Applies edits, keeps undo, announces each change once."""

    changed = Signal(object)  # Analysis
    refused = Signal(object)  # DataError
    said = Signal(str)  # what was taken back or done again
    computing = Signal(object)  # int: how many blocks of rows are still to be asked before the cards have their numbers

    def __init__(
        self, entry: Entry, focus: Focus | None = None, parent: QObject | None = None, *, in_place: bool = False
    ) -> None:
        """`in_place` asks large entries for their parts at once instead of on a thread: for tests and pictures."""
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.analysis = _of_entry(entry, focus or Focus())
        self._own: Own | None = None
        self._in_place = in_place
        self._asking: Job | None = None
        self._uncounted = 0
        self._ask()

    @property
    def entry(self) -> Entry:
        return self.analysis.entry

    @property
    def focus(self) -> Focus:
        return self.analysis.focus

    @property
    def own(self) -> Own:
        """What is the user's: what is on the screen, or what was before another sheet was visited."""
        return self._own or Own(self.entry, self.focus, self.stack.index(), not self.stack.isClean())

    @property
    def visiting(self) -> bool:
        return self._own is not None

    def visit(self, label: str, entry: Entry, focus: Focus) -> None:
        """Show a sheet that is not the user's, as one step on the stack; `come_back` leads back to what was there."""
        self._own = self.own
        self.stack.setIndex(self._own.place)
        self.apply(Edit(label, lambda _own: entry))
        self.look(focus)

    def come_back(self) -> None:
        """The user's own work, as it was before the visit."""
        own, self._own = self.own, None
        self.stack.setIndex(own.place)
        self.apply(Edit("Back to your own work", lambda _other: own.entry))
        self.look(own.focus)

    def apply(self, edit: Edit) -> None:
        """Put the edit on the stack; one that changes nothing is dropped, one that is refused says why."""
        try:
            after = edit.change(self.entry)
        except DataError as error:
            self.refused.emit(error)
            return
        if not after.same_as(self.entry):
            step = _Change(self, edit, after)
            self._uncounted += step.bytes
            self.stack.push(step)
            if self._uncounted > A_FEW:
                self._drop_oldest()

    def look(self, focus: Focus) -> None:
        """Look elsewhere."""
        if replace(focus, epoch=None) != self.focus:
            self.put(self.entry, focus)

    def turn_to(self, page: Page) -> None:
        """Look at the tables, or at the training."""
        self.look(replace(self.focus, page=page))

    def open(self, entry: Entry, focus: Focus | None = None) -> None:
        """Another document: no undo leads back."""
        self.stack.clear()
        self.put(entry, focus or Focus())

    def announce(self) -> None:
        self.changed.emit(self.analysis)

    def put(self, entry: Entry, focus: Focus) -> None:
        """Show this entry and focus."""
        self.stop(wait=False)
        self.analysis = _of_entry(entry, focus)
        self._ask()
        self.announce()

    def undo(self) -> None:
        """Take back the last step."""
        if self._may_undo():
            words = f"Taken back: {self.stack.undoText()}"
            self.stack.undo()
            self.said.emit(words)

    def _may_undo(self) -> bool:
        return self.stack.canUndo() and not self._next.isObsolete()

    @property
    def _next(self) -> _Change:
        """The step that would be taken back."""
        step = self.stack.command(self.stack.index() - 1)
        assert isinstance(step, _Change)
        return step

    def _undo_words(self) -> str:
        if self.stack.canUndo() and self._next.isObsolete():
            return f"(earlier steps took more than {MOST_KEPT >> 20} MiB)"
        return self.stack.undoText()

    def _drop_oldest(self) -> None:
        """Steps that hold too much memory are kept no more, the oldest first; the last one always is."""
        self._uncounted = 0
        steps = [step for k in range(self.stack.count()) if isinstance(step := self.stack.command(k), _Change)]
        held = sum(step.bytes for step in steps)
        for step in steps[: self.stack.index() - 1]:
            if held <= MOST_KEPT:
                break
            held -= step.bytes
            step.drop()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self.stack.canRedo():
            words = f"Done again: {self.stack.redoText()}"
            self.stack.redo()
            self.said.emit(words)

    def verbs(self) -> Iterator[Verb]:
        stack = self.stack
        undo, redo = lambda _: self._may_undo(), lambda _: stack.canRedo()
        yield Verb("undo", "Edit", 0, "Undo", self.undo, Standard.Undo, undo, step=self._undo_words)
        yield Verb("redo", "Edit", 0, "Redo", self.redo, REDO, redo, step=stack.redoText)

    def stop(self, *, wait: bool = True) -> None:
        """Ends the asking for the parts of a large entry."""
        if self._asking is not None:
            self._asking.stop(wait=wait)
            self._asking.deleteLater()
            self._asking = None

    def _ask(self) -> None:
        """Has a job ask for the parts that hold up the answers; then the same analysis is announced again."""
        self.computing.emit(self.analysis.pending)
        if self.analysis.pending:
            self._asking = Job(self.analysis.parts(), self, in_place=self._in_place)
            self._asking.snapshot.connect(self.computing)
            self._asking.ended.connect(self._asked)
            self._asking.start()

    def _asked(self, failure: object) -> None:
        self.computing.emit(0)
        if failure is None and not self._in_place:
            self.announce()


def _of_entry(entry: Entry, focus: Focus) -> Analysis:
    """Of what was entered: an epoch of a training run is the training page's to show, and ends with its run."""
    return Analysis(entry, replace(focus, epoch=None))


class _Change(QUndoCommand):
    """An entry before and after, with the focus at the time; steps of one gesture are one command.

    It lives on the document's stack, and so holds the document weakly.
    """

    def __init__(self, document: Document, edit: Edit, after: Entry) -> None:
        super().__init__(edit.label)
        self._document = weakref.ref(document)
        self._gesture = edit.gesture
        self.before, self.after = document.entry, after
        self._focus = document.focus
        self._count()

    def _count(self) -> None:
        """What it holds beside the other entry; of what is not shown nothing computed is kept."""
        old, removed = only_in(self.before, self.after)
        _, added = only_in(self.after, self.before)
        for block in old:
            block.forget()
        self.bytes = max(removed, added)  # the other is what is shown, or another step holds it too

    def drop(self) -> None:
        """It can not be taken back any more."""
        self.before = self.after = replace(self.after, blocks=())
        self.bytes = 0
        self.setObsolete(True)

    def id(self) -> int:
        return self._gesture if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Change)
        self.after = other.after
        self._count()
        self.setObsolete(self.after.same_as(self.before))
        return True

    def undo(self) -> None:
        self._put(self.before, self._focus)

    def redo(self) -> None:
        self._put(self.after, self._with_the_same_card())

    def _put(self, entry: Entry, focus: Focus) -> None:
        document = self._document()
        if document is not None:
            document.put(entry, replace(focus, page=document.focus.page))

    def _with_the_same_card(self) -> Focus:
        """The focus, with the card chosen that was chosen before, where it has another place now."""
        chosen = self.before.cards[self._focus.chosen].name
        places = [place for place, card in enumerate(self.after.cards) if card.name == chosen]
        return replace(self._focus, chosen=places[0]) if places else self._focus
