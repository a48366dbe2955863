"""A monkey at the window: clicks, drags, types, pastes and chooses from menus at random, the same for the same seed.

    python tests/window/monkey.py [--seeds 1 2 3 4 5] [--steps 2000] [--example NAME]

It ends with what was raised, or which step stood still; on a desktop, or without one under QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import time
import traceback
from collections import deque

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from shiboken6 import isValid

from xentgui.opening import of_example
from xentgui.window.main import MainWindow

KEYS = Qt.Key
TYPED = (
    *map(KEYS, range(KEYS.Key_0.value, KEYS.Key_9.value + 1)),
    *(KEYS.Key_Return, KEYS.Key_Tab, KEYS.Key_Backtab, KEYS.Key_Escape, KEYS.Key_Space, KEYS.Key_F2, KEYS.Key_F6),
    *(KEYS.Key_Left, KEYS.Key_Right, KEYS.Key_Up, KEYS.Key_Down, KEYS.Key_Home, KEYS.Key_End, KEYS.Key_PageDown),
    *(KEYS.Key_Minus, KEYS.Key_Period, KEYS.Key_Comma, KEYS.Key_E, KEYS.Key_A, KEYS.Key_Delete, KEYS.Key_Backspace),
)
WITH_CTRL = (*map(KEYS, b"AZYXCVIMEDFT123"), KEYS.Key_Delete, KEYS.Key_PageUp, KEYS.Key_PageDown)
MODIFIERS = (
    *[Qt.KeyboardModifier.NoModifier] * 5,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
PASTED = (
    *("1\t2\t3\n4\t5\t6", "0.5", "tensor([[2.0, -1.0], [0.5, 1.0]])\ntensor([0, 1])", "nan", "1e308 -1e308"),
    *("0.4591", "cat", "[1, 2, 4]", "12,345", "1e-400", "<img src='file:///x'>", "a,b\n1,2\n3,4", "", "\x00", "1 0 0"),
)
LEFT_OUT = ("quit", "Documentation")  # they end the window, or open another program
STILL = 60  # seconds after which a step is said to stand still


class Monkey:
    """One monkey at one window. `acts` are the last things that it did, `raised` what came of them."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window, self._random = window, random.Random(seed)
        self.acts: deque[str] = deque(maxlen=12)
        self.raised: list[str] = []
        self.slowest = 0.0
        self._modal = QTimer(window, interval=30)
        self._modal.timeout.connect(self._leave_dialog)

    def run(self, steps: int) -> None:
        """So many things, each until the window rests; ends at the first that raises."""
        before, sys.excepthook = sys.excepthook, self._note
        self._modal.start()
        try:
            for _ in range(steps):
                start = time.monotonic()
                self._step()
                QApplication.processEvents()
                self.slowest = max(self.slowest, time.monotonic() - start)
                if self.raised:
                    return
        except RuntimeError:  # of what has been deleted
            self._note(*sys.exc_info())
        finally:
            self._modal.stop()
            self._leave_dialog()
            QApplication.processEvents()
            sys.excepthook = before

    def _note(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        self.raised.append("".join(traceback.format_exception(kind, error, trace)))

    def _step(self) -> None:
        act = self._random.choices(
            (self._click, self._drag, self._key, self._word, self._paste, self._choose, self._wheel, self._resize),
            (30, 12, 25, 8, 4, 8, 5, 1),
        )[0]
        menu = QApplication.activePopupWidget()
        if menu is not None and self._random.random() < 0.3:
            menu.close()
        act()

    def _widget(self) -> QWidget:
        """Anything in sight, of the window or of what stands over it."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._window
        parts = [part for part in top.findChildren(QWidget) if part.isVisible() and part.isEnabled()]
        parts = [part for part in parts if getattr(part, "text", str)() not in LEFT_OUT]
        return self._random.choice(parts or [top])

    def _place(self, widget: QWidget) -> QPoint:
        return QPoint(self._random.randrange(max(widget.width(), 1)), self._random.randrange(max(widget.height(), 1)))

    def _did(self, what: str, widget: QWidget | None) -> None:
        name = widget.accessibleName() if widget is not None else ""
        self.acts.append(f"{what} {type(widget).__name__} {name[:40]}")

    def _click(self) -> None:
        widget = self._widget()
        if isinstance(widget, QMenu):
            return
        button = Qt.MouseButton.RightButton if self._random.random() < 0.15 else Qt.MouseButton.LeftButton
        act = QTest.mouseDClick if self._random.random() < 0.15 else QTest.mouseClick
        self._did("click", widget)
        act(widget, button, self._random.choice(MODIFIERS), self._place(widget))

    def _drag(self) -> None:
        widget = self._widget()
        places = [self._place(widget) for _ in range(self._random.randrange(2, 6))]
        self._did("drag", widget)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places:
            QTest.mouseMove(widget, place)
            QApplication.processEvents()
            if self._random.random() < 0.1:
                QTest.keyClick(QApplication.focusWidget() or self._window, KEYS.Key_Escape)
            if not isValid(widget):  # it was of a dialog that has been closed
                return
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])

    def _key(self) -> None:
        widget, modifier = QApplication.focusWidget() or self._window, self._random.choice(MODIFIERS)
        key = self._random.choice(WITH_CTRL if modifier == Qt.KeyboardModifier.ControlModifier else TYPED)
        self._did(f"{modifier.name} {key.name}", widget)
        QTest.keyClick(widget, key, modifier)

    def _word(self) -> None:
        for letter in self._random.choice(("-12.5\r", "1e3\r", "x\r", "0.25\t", "1,000\r", "1e400\r", "dog\r")):
            self._did(f"types {letter!r}", QApplication.focusWidget())
            QTest.keyClick(QApplication.focusWidget() or self._window, letter)

    def _paste(self) -> None:
        QGuiApplication.clipboard().setText(self._random.choice(PASTED))
        widget = QApplication.focusWidget() or self._window
        self._did("pastes in", widget)
        QTest.keyClick(widget, KEYS.Key_V, Qt.KeyboardModifier.ControlModifier)

    def _choose(self) -> None:
        actions = [name for name, action in self._window.actions_by_id.items() if self._chosen(name, action)]
        name = self._random.choice(actions)
        self.acts.append(f"chooses {name}")
        if QApplication.activeModalWidget() is None:
            self._window.actions_by_id[name].trigger()

    def _chosen(self, name: str, action: QAction) -> bool:
        return name not in LEFT_OUT and action.isEnabled() and action.menu() is None

    def _wheel(self) -> None:
        widget, turn = self._widget(), self._random.choice((-120, 120, 480))
        self._did("wheel", widget)
        at = QPointF(self._place(widget))
        buttons, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(
            at, widget.mapToGlobal(at), QPoint(), QPoint(0, turn), buttons, self._random.choice(MODIFIERS), phase, False
        )
        QApplication.sendEvent(widget, event)

    def _resize(self) -> None:
        self._window.resize(self._random.choice((1000, 1280, 1440, 1900)), self._random.choice((640, 720, 900, 1100)))

    def _leave_dialog(self) -> None:
        """What holds the window up is tried a little, and left."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            if self._random.random() < 0.5 and dialog.isAncestorOf(QApplication.focusWidget()):
                self._key()  # not on what it stands over: that may open another one, and this timer then waits for it
            elif QApplication.activeModalWidget() is dialog:
                dialog.reject()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3, 4, 5])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--example", default="three-classes")
    asked = parser.parse_args()
    from xentgui.window.application import application

    application()
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    for seed in asked.seeds:
        window = MainWindow(of_example(asked.example), first_run=True)
        window.resize(1280, 720)
        window.show()
        window.put_in_plots()
        QTest.qWaitForWindowActive(window)
        monkey = Monkey(window, seed)
        faulthandler.dump_traceback_later(STILL * asked.steps / 100, exit=True)
        monkey.run(asked.steps)
        faulthandler.cancel_dump_traceback_later()
        print(f"seed {seed}: {len(monkey.raised)} raised, slowest step {monkey.slowest:.1f} s", flush=True)
        if monkey.raised:
            print("\n".join(monkey.acts), "\n", "\n".join(monkey.raised))
            return 1
        window.document.stack.setClean()
        window.lessons.discard()
        window.close()
        window.deleteLater()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
