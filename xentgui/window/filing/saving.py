"""The open file on the disk: written beside the window, one entry after the other, and watched for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from xentgui.entry import Entry, Focus
from xentgui.files.atomic import Stamp
from xentgui.files.session import save_session
from xentgui.losses.batch import DataError
from xentgui.window.job import Job

MOST_AT_ONCE = 100_000  # numbers in a table
SETTLES = 200  # milliseconds that other programs take to write a file


class Watch(QObject):
    """Watches one file; `changed` and `gone` are emitted when it is no longer as it was when last set or accepted."""

    changed = Signal()
    gone = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._stamp: Stamp | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLES)
        self._settled.timeout.connect(self._look)
        self._watcher.fileChanged.connect(lambda _path: self._settled.start())
        self._watcher.directoryChanged.connect(lambda _path: self._settled.start())

    def set(self, path: Path | None) -> None:
        """The file, as it is now, is the one that is known here."""
        self._path = path
        self.accept()
        self._watch()

    def accept(self) -> None:
        """What another program wrote is known."""
        self._stamp = Stamp.of(self._path) if self._path else None

    @property
    def differs(self) -> bool:
        """Whether there is something in its place that is not known here."""
        return self._path is not None and Stamp.of(self._path) not in (None, self._stamp)

    def _look(self) -> None:
        self._watch()
        if self._path is None or self._stamp is None:
            return
        if self.differs:
            self.changed.emit()
        elif not self._path.exists():
            self._stamp = None
            self.gone.emit()

    def _watch(self) -> None:
        """The file and its folder: a file that is replaced is another file."""
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        if self._path is not None:
            self._watcher.addPaths([str(path) for path in (self._path, self._path.parent) if path.exists()])


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
