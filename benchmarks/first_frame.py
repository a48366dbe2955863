"""From the start of Python to the first painted frame: python benchmarks/first_frame.py [ROUNDS].

Ours beside a bare QMainWindow, each in a process of its own, in turns; milliseconds of processor time, the least of the
rounds, and how many times the bare one ours is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

CACHE = tempfile.mkdtemp()  # as an installed program has it
SAY = "print(1e3 * time.process_time(), flush=True); os._exit(0)"
BARE = f"""
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.say)
    def say(self):
        {SAY}
application = QApplication([])
window = Window()
window.setCentralWidget(QLabel("bare"))
window.resize(1440, 900)
window.show()
application.exec()
"""
OURS = f"""
import os, time
from xentgui.window import start
def say(window):
    {SAY}
start.MainWindow.put_in_plots = say
start.show(None, size=(1440, 900), dark=False, fresh=True)
"""


def milliseconds(program: str) -> float:
    environment = {
        "QT_QPA_PLATFORM": "offscreen",
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": CACHE,
    }
    found = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    return float(found.stdout)


def main(rounds: int = 7) -> None:
    times = [(milliseconds(OURS), milliseconds(BARE)) for _ in range(rounds + 1)][1:]
    ours, bare = (min(each) for each in zip(*times, strict=True))
    print(f"first frame: {ours:.0f} ms, bare window {bare:.0f} ms: {ours / bare:.1f} times")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
