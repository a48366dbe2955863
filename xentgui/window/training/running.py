"""A race that runs on a thread, and the epoch of it that is shown: played, stepped, scrubbed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from xentgui.questions.contest import Contest
from xentgui.questions.training import Race, TrainingRun
from xentgui.window.job import FRAME, Job

BURST, REST = 0.004, 0.0005  # seconds of work and of rest in turn
LEAST_TURN = 5  # milliseconds that the work gets between two frames
MOST_WAIT = 0.1  # seconds that the work waits for the window
PATIENCE = 300  # milliseconds that an older race may stay in sight until a new one has come as far


def in_bursts(race: Race, turn: threading.Event, rest: float) -> Iterator[TrainingRun]:
    """The race to its end, a snapshot and a rest after each burst of epochs; it waits while the window is at work."""
    going = True
    while going:
        end = time.perf_counter() + BURST
        while going and time.perf_counter() < end:
            turn.wait(MOST_WAIT)
            going = race.go_on()
        yield race.so_far()
        time.sleep(rest)


class Running(QObject):
    """What is computed and what is shown of a race. `computed` runs ahead of the epoch shown, to the last epoch.

    Attributes:
        run: the newest snapshot, or None before the first contest.
        reached: the furthest epoch that was shown: so far the curves go.
    """

    changed = Signal()  # the epoch shown or what is computed
    ticked = Signal()  # a frame of playing was shown: the time to paint it
    failed = Signal(str)  # why the work ended before its time
    finished = Signal()  # playing came to the last epoch

    def __init__(self, parent: QObject | None = None, *, in_place: bool = False) -> None:
        super().__init__(parent)
        self._in_place = in_place
        self._race: Race | None = None
        self._job: Job | None = None
        self.run: TrainingRun | None = None
        self.contest: Contest | None = None
        self._wanted = self.reached = 0
        self.speed = 100.0  # epochs a second
        self._due = 0.0
        self._begun = QElapsedTimer()  # valid where a race took the place of one of the same contenders
        self._turn = threading.Event()  # set while the window leaves the interpreter to the work
        self._turn.set()
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._tick)

    def begin(self, contest: Contest, *, keep_epoch: bool = False) -> None:
        """Leave from the start of a contest. DataError and ValueError leave everything as it was."""
        race = contest.race()
        self._halt()
        self._begun.invalidate()
        if keep_epoch and self.contest is not None and self.contest.contenders == contest.contenders:
            self._begun.start()
        self._race, self.contest, self.run = race, contest, race.so_far()
        if not keep_epoch:
            self.pause()
            self._wanted = self.reached = 0
        self._wanted, self.reached = min(self._wanted, contest.epochs), min(self.reached, contest.epochs)
        self.resume()

    @property
    def epoch(self) -> int:
        """The epoch shown: the one that is wanted, or as far as it is computed."""
        return min(self._wanted, self.computed)

    @property
    def computed(self) -> int:
        return self.run.epochs if self.run is not None else 0

    @property
    def epochs(self) -> int:
        return self.contest.epochs if self.contest is not None else 0

    @property
    def computing(self) -> bool:
        return self._job is not None

    @property
    def catching_up(self) -> bool:
        """Whether what was shown may stay: the new race will soon have come to the epoch that is wanted."""
        soon = self._begun.isValid() and self._begun.elapsed() < PATIENCE
        return soon and self.computing and self.computed < self._wanted

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    def resume(self) -> None:
        """Compute on to the last epoch."""
        if self._race is not None and self._job is None and self.computed < self.epochs:
            bursts = in_bursts(self._race, self._turn, 0.0 if self._in_place else REST)  # in place nobody else waits
            job = Job(bursts, self, in_place=self._in_place)
            self._job = job
            job.snapshot.connect(self._take)
            job.ended.connect(lambda failure: self._end(job, failure))
            job.start()

    def cancel(self) -> None:
        """Compute no further; `resume` goes on from there."""
        if self._job is not None:
            self._halt()
            self.changed.emit()

    def _halt(self) -> None:
        if self._job is not None:
            self._turn.set()
            self._job.stop()
            self._job.deleteLater()
            self._job = None

    def play(self) -> None:
        """Show epoch after epoch at the speed; from the start again where the end is shown."""
        if self.epoch >= self.epochs:
            self._wanted = 0
        self.resume()
        self._due = float(self.epoch)
        self._clock.start()
        self._timer.start()
        self.changed.emit()

    def pause(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit()

    def look(self, epoch: int) -> None:
        """Show an epoch that is computed, and play no further."""
        self.pause()
        self._show(min(max(epoch, 0), self.computed))
        self._due = float(self.epoch)

    def step(self, epochs: int) -> None:
        self.look(self.epoch + epochs)

    def reset(self) -> None:
        """Back to the start, with no epoch reached."""
        self.pause()
        self._wanted = self.reached = 0
        self.changed.emit()

    def _show(self, epoch: int) -> None:
        if epoch != self._wanted:
            self._wanted, self.reached = epoch, max(self.reached, epoch)
            self.changed.emit()

    def _tick(self) -> None:
        """Show the epoch that is due. The work waits until the window has shown and painted it."""
        start = time.perf_counter()
        self._turn.clear()
        passed = self._clock.restart() * self.speed / 1000
        if not self.catching_up:
            self._due = min(self._due + passed, float(self.computed))
            self._show(int(self._due))
        self.ticked.emit()
        self._turn.set()
        taken = round(1000 * (time.perf_counter() - start))
        self._timer.setInterval(max(FRAME - taken, LEAST_TURN))
        if self.epoch >= self.epochs or (not self.computing and self.epoch >= self.computed):
            self.pause()
            self.finished.emit()

    def _take(self, run: TrainingRun) -> None:
        self.run = run
        if not self.playing:
            self.changed.emit()

    def _end(self, job: Job, failure: BaseException | None) -> None:
        if self._job is job:
            self._job = None
            job.deleteLater()
            self.changed.emit()
        if failure is not None:
            self.failed.emit(f"Computing ended at epoch {self.computed:,}: {failure or type(failure).__name__}")
