"""A process that runs the window without a screen and works in it with real key events until it is killed.

    typist.py type START [FILE]     types START, START + 1, ... into the first output; every tenth is saved if FILE
    typist.py type-only START FILE  the same, and nothing is saved
    typist.py restore               clicks on Restore, prints "offered VALUE" or "nothing VALUE", and ends there

It reports each number when it is on the screen, as `typed TIME NUMBER` or `saved TIME NUMBER`, in its own time.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from shiboken6 import isValid

from xentgui.opening import of_file
from xentgui.window.application import application
from xentgui.window.main import MainWindow
from xentgui.window.start import show

EVERY = 60  # milliseconds from number to number
READ_BY = 120.0  # seconds until what is restored has been read
KEYS = Qt.Key


def window() -> MainWindow:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))


def first_output() -> QTableView:
    return next(
        table for table in window().findChildren(QTableView) if table.accessibleName().lower().startswith("outputs")
    )


def own_time(pid: int | None = None) -> float:
    """Seconds, without those in which the process (this one) stood ready and others had all processors.

    What is promised is how soon the program saves, and not how many other programs there are.
    """
    told = Path(f"/proc/{pid or 'self'}/schedstat")
    waited = int(told.read_text().split()[1]) if told.exists() else 0
    return time.time() - waited / 1e9


def report(verb: str, number: int) -> None:
    print(verb, own_time(), number, flush=True)


def begin(number: int, *, saves: bool) -> None:
    window().activateWindow()
    QTest.qWaitForWindowActive(window())
    type_on(number, saves=saves)


def type_on(number: int, *, saves: bool) -> None:
    table = first_output()
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    for key in str(number):
        QTest.keyClick(QApplication.focusWidget(), key)
    QTest.keyClick(QApplication.focusWidget(), KEYS.Key_Return)
    assert window().document.entry.cell("outputs", 0, 0) == number
    report("typed", number)
    if saves and number % 10 == 0:
        QTest.keyClick(window(), KEYS.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert not window().isWindowModified()
        report("saved", number)
    QTimer.singleShot(EVERY, lambda: type_on(number + 1, saves=saves))


def restore() -> None:
    button = next((b for b in window().findChildren(QPushButton) if b.isVisible() and b.text() == "Restore"), None)
    if button is not None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        give_up = time.monotonic() + READ_BY
        while isValid(button) and button.isVisible() and time.monotonic() < give_up:
            QTest.qWait(20)
    print("nothing" if button is None else "offered", window().document.entry.cell("outputs", 0, 0), flush=True)
    os._exit(0)


def main(verb: str, start: str = "0", file: str | None = None) -> int:
    application()
    act = restore if verb == "restore" else lambda: begin(int(start), saves=verb == "type" and file is not None)
    QTimer.singleShot(300, act)
    return show(of_file(Path(file)) if file else None, size=(1280, 720), dark=False, fresh=False)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
