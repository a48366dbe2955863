"""A process that runs the window without a screen and works in it with real key events until it is killed.

    typist.py type START [FILE]     types START, START + 1, ... into the first output; every tenth is saved if FILE
    typist.py restore               clicks on Restore, prints "offered VALUE" or "nothing VALUE", and ends there

It reports each number when it is on the screen, as `typed TIME NUMBER` or `saved TIME NUMBER`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView

from xentgui.opening import of_file
from xentgui.window.main import MainWindow
from xentgui.window.start import application, show

EVERY = 60  # milliseconds from number to number
KEYS = Qt.Key


def window() -> MainWindow:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))


def first_output() -> QTableView:
    return next(
        table for table in window().findChildren(QTableView) if table.accessibleName().lower().startswith("outputs")
    )


def report(verb: str, number: int) -> None:
    print(verb, time.time(), number, flush=True)


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
    buttons = [b for b in window().findChildren(QPushButton) if b.isVisible() and b.text() == "Restore"]
    for button in buttons[:1]:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    print("offered" if buttons else "nothing", window().document.entry.cell("outputs", 0, 0), flush=True)
    os._exit(0)


def main(verb: str, start: str = "0", file: str | None = None) -> int:
    application()
    act = restore if verb == "restore" else lambda: begin(int(start), saves=file is not None)
    QTimer.singleShot(300, act)
    return show(of_file(Path(file)) if file else None, size=(1280, 720), dark=False, fresh=False)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
