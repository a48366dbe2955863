"""Number fields: what is typed is checked when it is finished, and what is refused says why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from xentgui.files.training import MOST_NOISE
from xentgui.losses.batch import DataError
from xentgui.window.numbers import show_entered
from xentgui.window.sizes import keep
from xentgui.window.tables.lenses import number_in
from xentgui.window.theme import theme

Check = Callable[[float], str | None]
WIDTH = 74


class NumberField(QLineEdit):
    """A number. `entered` is a new one that the check takes; `refused` is the reason why it does not."""

    entered = Signal(float)
    refused = Signal(str)

    def __init__(self, name: str, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._value = 0.0
        self._bad = False  # whether what was typed last was refused
        self.setProperty("field", True)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        keep(self.setFixedWidth, WIDTH)
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda: self._mark(bad=False))
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        """A calm edge: there are many fields on the page, and one number field above them that should stand out."""
        calm, bad = f":!focus {{ border-color: {theme().line}; }}", f"{{ border: 2px solid {theme().refused}; }}"
        wanted = f"QLineEdit{bad if self._bad else calm}"
        if self.styleSheet() != wanted:
            self.setStyleSheet(wanted)

    def _mark(self, *, bad: bool) -> None:
        self._bad = bad
        self._dress()

    def display(self, value: float) -> None:
        """Show what the value says, unless somebody is typing another one."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._mark(bad=False)
            self._write()

    def event(self, event: QEvent) -> bool:
        """Undo takes back what is typed here, or else what was done in the window; so does redo."""
        steps = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        if isinstance(event, QKeyEvent) and not self.isModified() and any(map(event.matches, steps)):
            event.ignore()
            return False
        return super().event(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The whole number, not a part of it up to the point."""
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._write()
            self.textEdited.emit(self.text())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._nudge(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def _nudge(self, sign: int) -> None:
        """One more or less in the last place that is shown."""
        shown = show_entered(self._value)
        step = 10.0 ** -len(shown.partition(".")[2]) if "e" not in shown else 0.0
        self._offer(round(self._value + sign * step, 12))

    def _finish(self) -> None:
        if not self.isModified():
            return
        try:
            value = number_in(self.text())
        except DataError as error:
            self._refuse(error.reason)
        else:
            self._offer(value)

    def _offer(self, value: float) -> None:
        reason = self._check(value)
        if reason is not None:
            self._refuse(reason)
            return
        if value != self._value:
            self._value = value
            self._write()
            self.entered.emit(value)
            return
        self._write()

    def _refuse(self, reason: str) -> None:
        """What was typed stays, to be mended."""
        self._mark(bad=True)
        self.refused.emit(reason)

    def _write(self) -> None:
        self.setText(show_entered(self._value))
        self.setModified(False)


def finite(value: float) -> str | None:
    return None if abs(value) < 1e300 else "a number below 1e300, please"


def share(value: float) -> str | None:
    return None if 0 <= value <= 1 else f"{show_entered(value)} is no label, which is between 0 and 1"


def rate(value: float) -> str | None:
    return None if 0 <= value < 1e6 else "a learning rate is a number from 0 up to, not including, 1,000,000"


def deviation(value: float) -> str | None:
    return None if 0 <= value < MOST_NOISE else f"a standard deviation from 0 up to, not including, {MOST_NOISE:,}"


def part(value: float) -> str | None:
    return None if 0 <= value < 1 else "momentum is a number from 0 up to, not including, 1"


def whole(least: int, most: int) -> Check:
    """A whole number between two others."""

    def check(value: float) -> str | None:
        good = value == value // 1 and least <= value <= most
        return None if good else f"a whole number from {least} to {most:,}, please"

    return check
