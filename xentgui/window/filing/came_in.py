"""What comes in: dropped files, and what is said over the page of data: other readings of it, or missing labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from xentgui.entry import Table
from xentgui.files.open_file import Imported
from xentgui.questions.saying.register import capital
from xentgui.window.document import Document
from xentgui.window.widgets.notice import Notice


class Dropping(QObject):
    """Emits `dropped` with the paths; a text goes to what it was dropped on."""

    dropped = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        paths = local_files(event.mimeData())
        if not paths:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True


def local_files(data: QMimeData) -> list[str]:
    """The paths of the files that are dragged."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class CameIn(QObject):
    """Two notices at most: each goes when it is true no more."""

    noticed = Signal(object)  # Notice

    def __init__(self, document: Document, open_more: Callable[[], object], parent: QObject) -> None:
        """`open_more` asks for the file with what is missing."""
        super().__init__(parent)
        self._document, self._open_more = document, open_more
        self._offer: Notice | None = None  # a table may be read otherwise
        self._offered = document.entry  # the data that it is about
        self._missing: Notice | None = None  # labels or outputs are missing
        self._lacking: Table = "labels"  # which of them
        self._steps = 0  # on the stack when that was said
        document.changed.connect(self._follow)
        document.stack.indexChanged.connect(self._taken_back)

    def offer(self, why: str, choices: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """How something was read, and other readings, until the data are changed."""
        if self._offer is not None:
            self._offer.end()
        self._offer = Notice("Another reading", f"{capital(why)}.", [(capital(text), act) for text, act in choices])
        self._offered = self._document.entry
        self._offer.closed.connect(self._offer_closed)
        self.noticed.emit(self._offer)

    def _offer_closed(self) -> None:
        self._offer = None

    def tell_missing(self, data: Imported, name: str = "what was pasted") -> None:
        """Labels or outputs alone: where the others come from now, and how to bring them in."""
        if self._missing is not None:
            self._missing.end()
        missing: Table = "labels" if data.labels is None else "outputs"
        there = data.outputs if data.labels is None else data.labels
        if there is None or (data.labels is not None and data.outputs is not None):
            return
        self._lacking, self._steps = missing, self._document.stack.index()
        now = "those in the sheet are kept" if self._holds(missing) else "every one of them is 0 now"
        words = f"There are no {missing} in {name}: {now}. Paste them, drop a file with them, or open one."
        self._missing = Notice(f"No {missing}", words, [(f"Open {missing}…", self._open_more)])
        self._missing.closed.connect(self._told_missing)
        self.noticed.emit(self._missing)

    def _told_missing(self) -> None:
        self._missing = None

    def _follow(self) -> None:
        """What was said of data goes when they have changed."""
        if self._offer is not None and self._document.entry.blocks is not self._offered.blocks:
            self._offer.end()
        if self._missing is not None and self._holds(self._lacking):
            self._missing.end()

    def _holds(self, table: Table) -> bool:
        """Whether anything but 0 stands in a table."""
        return any(getattr(block, table).any() for block in self._document.entry.blocks)

    def _taken_back(self, step: int) -> None:
        """The data that were said to lack something are not there any more."""
        if self._missing is not None and step < self._steps:
            self._missing.end()
