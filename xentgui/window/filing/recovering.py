"""Work that is not saved is kept beside the program while it is made, and offered back after a crash."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QTimer

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus, Page
from xentgui.files.recovery import LeftOver, Recovery, left_over
from xentgui.files.session import Session
from xentgui.losses.batch import DataError
from xentgui.window.filing.filing import Filing
from xentgui.window.job import Job
from xentgui.window.widgets.notice import Notice

KEEP_AFTER = 0.5  # seconds from a change to its being written
OLDEST = 2.0  # seconds: what is older is not lost, where it can be written in half of that


class Recovering(QObject):
    """Keeps the unsaved work of one window in a folder. Writing goes on beside the window, which never waits for it."""

    def __init__(self, filing: Filing, folder: Path) -> None:
        super().__init__(filing)
        self._filing, self._document, self._folder = filing, filing.document, folder
        self._job: Job | None = None
        self._seen = _seen(filing.document.analysis)
        self._timer = QTimer(self, singleShot=True, interval=_pause(0.0))
        self._late = False  # a change waits for the end of the writing of an earlier one
        self._timer.timeout.connect(self._keep)
        self._recovery: Recovery | None = None
        try:
            self._recovery = Recovery(folder)
        except DataError as error:
            filing.said.emit(error.reason)
            return
        document = self._document
        document.changed.connect(self._follow)
        document.stack.cleanChanged.connect(lambda _clean: self._follow(document.analysis, always=True))

    def _follow(self, analysis: Analysis, *, always: bool = False) -> None:
        """Write soon after the first change, however many follow."""
        (entry, page), self._seen = self._seen, _seen(analysis)
        same = analysis.entry is entry and analysis.focus.page == page
        if self._recovery is None or (same and not always):
            return
        if not self._document.own.unsaved and self._job is None:
            self._timer.stop()
            self._recovery.forget()
        elif not self._timer.isActive():
            self._timer.start()

    def _keep(self) -> None:
        self._late = self._job is not None
        if self._late:
            return
        own = self._document.own
        if self._recovery is None or not own.unsaved:
            self._forget()
            return
        self._job = Job(_writing(self._recovery, own.entry, own.focus, self._filing.path), self)
        self._job.snapshot.connect(self._took)
        self._job.ended.connect(self._kept)
        self._job.start()

    def _took(self, seconds: float) -> None:
        self._timer.setInterval(_pause(seconds))

    def _kept(self, failure: BaseException | None) -> None:
        self._job = None
        if failure is not None:
            self._filing.said.emit(f"Unsaved work is not kept: {getattr(failure, 'reason', failure)}")
        if not self._document.own.unsaved:
            self._forget()
        elif self._late:
            self._keep()

    def _forget(self) -> None:
        if self._recovery is not None:
            self._recovery.forget()

    def keep_now(self) -> None:
        """Write at once, after an error of ours or before what is left over is let go. Raises DataError."""
        self._finish()
        own = self._document.own
        if self._recovery is not None and own.unsaved:
            self._recovery.keep(own.entry, own.focus, self._filing.path)

    def leave(self) -> None:
        """The window is closed and its work stays, for the next start to offer. Raises DataError."""
        self.keep_now()
        if self._recovery is not None:
            self._recovery.leave()
            self._recovery = None

    def end(self) -> None:
        """The window is closed as it should be: nothing is left to recover."""
        self._finish()
        if self._recovery is not None:
            self._recovery.close()
            self._recovery = None

    def _finish(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.stop()
            self._job = None

    # What earlier runs left

    def offer(self) -> None:
        """Offer back the latest work that an earlier run left, then the next."""
        works = left_over(self._folder)
        if works:
            self._filing.entered.emit()
            self._offer(works)

    def _offer(self, works: tuple[LeftOver, ...]) -> None:
        work, *others = works
        choices = [("Restore", lambda: self._restore(work, notice)), ("Discard", work.discard)]
        notice: Notice = Notice("Unsaved work", told(work), choices)
        if others:
            notice.closed.connect(lambda: self._offer(tuple(others)))
        self._filing.noticed.emit(notice)

    def _restore(self, work: LeftOver, notice: Notice) -> bool:
        """Have it read, to be opened as unsaved work; until then it is offered."""
        take = partial(self._take, work, notice)
        self._filing.have_read([work.path], partial(_opened, work), take, called="what was not saved")
        return False

    def _take(self, work: LeftOver, notice: Notice, session: Session) -> None:
        filing = self._filing
        if not filing.may_leave():
            return
        filing.take(session, work.original)
        try:
            self.keep_now()
        except DataError as error:
            filing.refuse(f"This work can not be restored: {error.reason}")
            return
        work.discard()
        notice.end()
        filing.said.emit("Restored; it is not saved yet")


def _seen(analysis: Analysis) -> tuple[Entry, Page]:
    """What is written again when it changes: the entry, and the page that one looks at."""
    return analysis.entry, analysis.focus.page


def told(work: LeftOver) -> str:
    """Left-over work in a sentence: whose it is, when it was kept, and how large it is."""
    locale = QLocale()
    when = locale.toString(work.kept.astimezone(), QLocale.FormatType.ShortFormat)
    size = locale.formattedDataSize(work.path.stat().st_size) if work.path.exists() else "gone"
    name = work.original.name if work.original is not None else "an untitled sheet"
    return f"xentgui ended before {name} was saved. Its work of {when} ({size}) is still here."


def _pause(writing: float) -> int:
    """Milliseconds to wait after a change where writing takes so many seconds: twice that, as long as it is in time."""
    return int(1000 * max(KEEP_AFTER, min(2 * writing, OLDEST - 1.5 * writing)))


def _writing(recovery: Recovery, entry: Entry, focus: Focus, path: Path | None) -> Iterator[float]:
    start = time.monotonic()
    recovery.keep(entry, focus, path)
    yield time.monotonic() - start


def _opened(work: LeftOver) -> Session:
    try:
        return work.open()
    except DataError as error:
        raise DataError(f"This work can not be restored: {error.reason}") from None
