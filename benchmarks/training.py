"""The training page at its highest speed: epochs a second, and the longest wait between two frames.

    python benchmarks/training.py [seconds]

Plays Nielsen's neuron under two costs at 10,000 epochs a second in a window without a screen, and measures how long the
window's thread is kept from its next frame. Exits with 1 if a frame came later than 33 ms.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer

from xentgui.analysis import Analysis
from xentgui.examples import FIRST, examples
from xentgui.training_examples import training_examples
from xentgui.window.application import application
from xentgui.window.training.view import TrainingView

LATE = 33.0  # milliseconds
SPEED = 10_000
SIZE = (1408, 806)  # of the page in a window of 1440 x 900


def computing(epochs: int) -> float:
    """Epochs a second of a race alone, without a window."""
    race = replace(training_examples["neuron-wrong"].contest, epochs=epochs).race()
    start = time.perf_counter()
    while race.go_on():
        pass
    return epochs / (time.perf_counter() - start)


def playing(seconds: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Waits between looks of the window's thread and between paints of a plot, in ms; epochs a second shown."""
    view = TrainingView()
    view.resize(*SIZE)
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    example = examples[FIRST]
    view.show()
    view.receive(Analysis(example.entry, example.focus))
    contest = replace(training_examples["neuron-wrong"].contest, epochs=int(SPEED * seconds))
    view.side.asked.emit(contest)
    view.controls.changed_speed.emit(SPEED)
    loop = QEventLoop()
    ticks: list[float] = []
    clock = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    clock.timeout.connect(lambda: ticks.append(time.perf_counter()))
    paints: list[float] = []
    view.running.changed.connect(lambda: paints.append(time.perf_counter()))
    QTimer.singleShot(500, loop.quit)  # the first frame sets up what stays
    loop.exec()
    clock.start()
    start, before = time.perf_counter(), view.running.epoch
    paints.clear()
    view.running.play()
    view.running.finished.connect(loop.quit)
    QTimer.singleShot(int(seconds * 1500), loop.quit)
    loop.exec()
    shown = (view.running.epoch - before) / (time.perf_counter() - start)
    view.close()
    return np.diff(ticks) * 1000, np.diff(paints) * 1000, shown


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    application()
    print(f"neuron, two costs, computed alone: {computing(20_000):,.0f} epochs a second")
    waits, frames, shown = playing(seconds)
    print(f"played at {SPEED:,} epochs a second: {shown:,.0f} shown")
    print(f"frames: {len(frames) + 1}, median {np.median(frames):.1f} ms apart")
    worst, share = float(waits.max()), float((waits <= LATE).mean())
    print(f"the window's thread waits at most {worst:.1f} ms; 99 % within {np.quantile(waits, 0.99):.1f} ms")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"within {LATE:.0f} ms: {100 * share:.2f} % of {len(waits):,}")
    return int(worst > LATE)


if __name__ == "__main__":
    sys.exit(main())
