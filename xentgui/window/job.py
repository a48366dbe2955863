"""Long work off the window's thread: a generator of snapshots, of which the latest is shown."""

from __future__ import annotations

import threading
import traceback
from collections import deque
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from xentgui.files.progress import StoppedError

FRAME = 16  # milliseconds between two looks at the latest snapshot


class Job(QObject):
    """Runs a generator on a thread; `snapshot` is emitted at most once a frame with the latest value, then `ended`."""

    snapshot = Signal(object)
    ended = Signal(object)  # the exception that ended it, or None

    def __init__(self, steps: Iterable[Any], parent: QObject | None = None, *, in_place: bool = False) -> None:
        super().__init__(parent)
        self._steps = steps
        self._latest: deque[Any] = deque(maxlen=1)
        self._failure: BaseException | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._look)
        self._in_place = in_place

    def start(self) -> None:
        if self._in_place:
            self._run()
            self._finish()
        else:
            self._thread.start()
            self._timer.start()

    def stop(self, *, wait: bool = True) -> None:
        """Ends it between two snapshots, without a further signal; waits for that, or leaves the thread to it."""
        self._stop.set()
        self._timer.stop()
        if wait and self._thread.is_alive():
            self._thread.join()

    def finish(self) -> None:
        """Waits for its end, and emits what is left to emit."""
        if self._thread.is_alive():
            self._thread.join()
        self._timer.stop()
        self._finish()

    def tell(self, value: Any) -> None:
        """A snapshot from inside a step, on its thread. Raises StoppedError where the job was stopped."""
        if self._stop.is_set():
            raise StoppedError
        self._latest.append(value)

    def _run(self) -> None:
        try:
            for value in self._steps:
                self._latest.append(value)
                if self._stop.is_set():
                    return
        except StoppedError:
            return
        except Exception as failure:
            traceback.print_exc()
            self._failure = failure

    def _look(self) -> None:
        if not self._thread.is_alive():
            self._timer.stop()
            self._finish()
            return
        self._tell()

    def _finish(self) -> None:
        self._tell()
        self.ended.emit(self._failure)

    def _tell(self) -> None:
        if self._latest:
            self.snapshot.emit(self._latest.pop())
