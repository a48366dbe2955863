"""Sessions written one after the other: large ones beside the window, which goes on with the next entry meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from xentgui.entry import Entry, Focus
from xentgui.files.session import save_session
from xentgui.losses.batch import DataError
from xentgui.window.job import Job

MOST_AT_ONCE = 100_000  # numbers in a table


class Saving(QObject):
    """Writes what it is given; of several entries for one file that wait, the newest."""

    written = Signal(object, object)  # the path, and the entry that is in it now
    refused = Signal(object)  # DataError

    def __init__(self, parent: QObject, *, in_place: bool = False) -> None:
        super().__init__(parent)
        self._in_place = in_place
        self._job: Job | None = None
        self._waiting: dict[Path, tuple[Entry, Focus]] = {}
        self._refusal: DataError | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self._job is not None

    def save(self, path: Path, entry: Entry, focus: Focus) -> bool:
        """Write it as soon as what was asked for before is written; whether it is written, or will be."""
        self._refusal = None
        self._waiting[path] = entry, focus
        if self._job is None:
            self._next()
        return self._refusal is None

    def finish(self) -> bool:
        """Waits until all is written; whether the last of it was."""
        while self._job is not None:
            self._job.finish()
        return self._refusal is None

    def _next(self) -> None:
        path = next(iter(self._waiting))
        entry, focus = self._waiting.pop(path)
        small = entry.rows * entry.columns <= MOST_AT_ONCE
        self._job = Job(_writing(path, entry, focus), self, in_place=self._in_place or small)
        self._job.snapshot.connect(self._refuse)
        self._job.ended.connect(partial(self._ended, path, entry))
        self._job.start()

    def _refuse(self, refusal: DataError | None) -> None:
        self._refusal = refusal

    def _ended(self, path: Path, entry: Entry, failure: BaseException | None) -> None:
        assert self._job is not None
        self._job.deleteLater()
        self._job = None
        if failure is not None:
            raise failure
        if self._refusal is None:
            self.written.emit(path, entry)
        else:
            self.refused.emit(self._refusal)
        if self._waiting and self._job is None:
            self._next()


def _writing(path: Path, entry: Entry, focus: Focus) -> Iterator[DataError | None]:
    try:
        save_session(path, entry, focus)
    except DataError as refusal:
        yield refusal
    else:
        yield None
