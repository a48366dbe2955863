"""Long work on values beside the window: one at a time, told in the status bar, and ended with Esc."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from xentgui.files.apart import Apart
from xentgui.files.progress import telling
from xentgui.losses.batch import DataError
from xentgui.window.job import Job
from xentgui.window.sizes import FLUSH, keep_made, px, spaced
from xentgui.window.widgets.plain import Label, announce

LATE = 200  # milliseconds: what is done earlier needs no line
AGAIN = 100  # milliseconds from one look for an open dialog to the next


class Work(Protocol):
    """Does work on values; what it gives is taken, or its DataError refused."""

    def __call__(
        self,
        words: str,
        work: Callable[[], Any],
        take: Callable[[Any], object],
        refuse: Callable[[DataError], object],
        /,
    ) -> None: ...


def at_once(
    _words: str, work: Callable[[], Any], take: Callable[[Any], object], refuse: Callable[[DataError], object]
) -> None:
    """Here and now."""
    _outcome_of(work).give(take, refuse)


@dataclass(frozen=True)
class _Outcome:
    """What work came to."""

    value: Any = None
    refusal: DataError | None = None

    def give(self, take: Callable[[Any], object], refuse: Callable[[DataError], object]) -> None:
        if self.refusal is None:
            take(self.value)
        else:
            refuse(self.refusal)


def _outcome_of(work: Callable[[], Any]) -> _Outcome:
    try:
        return _Outcome(work())
    except DataError as refusal:
        return _Outcome(refusal=refusal)


def _steps(work: Callable[[], Any], tell: Callable[[float], None]) -> Iterator[_Outcome]:
    with telling(tell):
        outcome = _outcome_of(work)
    yield outcome


class Working(QWidget):
    """Runs work on a job; its line is shown late, with how far the work is where it tells that."""

    said = Signal(str)  # what was cancelled
    gave_way = Signal(str)  # what was cancelled for something else

    def __init__(self, window: QWidget, *, in_place: bool = False) -> None:
        super().__init__(window)
        self._in_place = in_place
        self._job: Job | None = None
        self._words, self._outcome = "", _Outcome()
        self._apart: Apart | None = None
        self._writes = False
        self._then: Callable[[], object] | None = None  # the window is closed when this is done
        self._line = Label()
        stop = QPushButton("Esc cancels", accessibleName="Cancel", focusPolicy=Qt.FocusPolicy.NoFocus)
        stop.setProperty("link", True)
        stop.clicked.connect(self.cancel)
        row = spaced(QHBoxLayout(self), around=FLUSH)
        for part in (self._line, Label("·"), stop):
            row.addWidget(part)
        line = self._line
        keep_made(self.setFixedHeight, lambda: [line.sizeHint().height() + px(2)])  # the status bar is no higher for it
        stop.setStyleSheet("min-height: 0")
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(self._appear)
        self._escape = QShortcut(Qt.Key.Key_Escape, window, self.cancel, enabled=False)
        self._escape.activatedAmbiguously.connect(self.cancel)  # an answer is open too
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    def run(
        self, words: str, work: Callable[[], Any], take: Callable[[Any], object], refuse: Callable[[DataError], object]
    ) -> None:
        """Has `work`, which touches values alone, done on a thread, which waits where it is done `Apart`.

        Other work that is under way is cancelled.

        What it gives is taken on the window's thread, when no dialog is open. `words` say what is done: Reading big.csv
        """
        self.give_way()
        self._words, self._outcome = words, _Outcome()
        self._apart = work if isinstance(work, Apart) else None
        job = Job(_steps(work, lambda part: job.tell(part)), self, in_place=self._in_place)
        self._job = job
        job.snapshot.connect(self._follow)
        job.ended.connect(partial(self._ended, take, refuse))
        self._escape.setEnabled(True)
        self._say_how_far()
        self._late.start()
        job.start()

    def write(
        self, words: str, work: Callable[[], Any], take: Callable[[Any], object], refuse: Callable[[DataError], object]
    ) -> None:
        """The same for work that writes a file: a window that is closed meanwhile waits for it."""
        self.run(words, work, take, refuse)
        self._writes = self.busy

    def holds(self, close: Callable[[], object]) -> bool:
        """Whether a file is being written: `close` is then called when it is, unless that is cancelled or refused."""
        if self._writes:
            self._then = close
            self._say_how_far()
            self._appear()
        return self._writes

    def cancel(self) -> None:
        """Nobody waits for what is under way: it ends where it can, and what it gives is thrown away."""
        self._stop(self.said)

    def give_way(self) -> None:
        """The same where it is not what somebody asked for, but what it takes to do something else."""
        self._stop(self.gave_way)

    def _stop(self, told: SignalInstance) -> None:
        if self._job is not None:
            self._job.stop(wait=False)
            if self._apart is not None:
                self._apart.end()
            self._end()
            told.emit(f"{self._words} was cancelled")

    def _follow(self, snapshot: float | _Outcome) -> None:
        if isinstance(snapshot, _Outcome):
            self._outcome = snapshot
        else:
            self._say_how_far(f" {snapshot:.0%}")

    def _say_how_far(self, part: str = "") -> None:
        self._line.setText(f"{self._words} …{part}{self._after}")

    @property
    def _after(self) -> str:
        return ", then the window closes" if self._then else ""

    def _appear(self) -> None:
        self.show()
        announce(self, f"{self._words}{self._after}, Esc cancels")

    def _ended(
        self,
        take: Callable[[Any], object],
        refuse: Callable[[DataError], object],
        failure: BaseException | None,
    ) -> None:
        if QApplication.activeModalWidget() is not None and not self._in_place:
            QTimer.singleShot(AGAIN, self._job, partial(self._ended, take, refuse, failure))
            return
        then = self._then
        self._end()
        if failure is not None:
            raise failure
        self._outcome.give(take, refuse)
        if then is not None and self._outcome.refusal is None:
            then()

    def _end(self) -> None:
        assert self._job is not None
        self._late.stop()
        self._escape.setEnabled(False)
        self.hide()
        self._job.deleteLater()
        self._job, self._writes, self._then = None, False, None
