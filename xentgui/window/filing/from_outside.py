"""What comes from outside: files dropped on the window, and what other programs do to the file that is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QFileSystemWatcher, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from xentgui.files.atomic import Stamp

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
