"""A question in one line: choices, or a number to type, and a way to see the answer without a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from xentgui.files.cells import read_number
from xentgui.losses.batch import DataError
from xentgui.window.keyboard import ENTER
from xentgui.window.sizes import keep
from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.plain import Label, announce

MOST = 7  # choices
FIELD, HEIGHT = 110, 30  # pixels
WORDS = 240  # the least width of what is asked, beside the choices


class QuestionRow(QWidget):
    """It shows a question or what is told of it; `answered` is what somebody says."""

    answered = Signal(str)  # a choice, a number as it was typed, or "" where the answer was asked for

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asks = Label(wordWrap=True)
        self._keys: list[str] = []
        self._asked = ""
        self._choices = [pressed("", partial(self._choose, place)) for place in range(MOST)]
        self._field = QLineEdit(accessibleName="Your number", placeholderText="a number")
        self._field.setProperty("field", True)
        keep(self._field.setFixedWidth, FIELD)
        self._check_it = pressed("Check", self._check)
        self._show = pressed("Show", lambda: self.answered.emit(""), "See the answer without a guess")
        self._row = Lines(self)
        self._row.put(self._asks, stretch=1, least=WORDS)
        for widget in self._choices:
            self._row.put(widget)
        self._row.put(self._field, self._check_it)
        self._row.put(self._show)
        keep(self.setMinimumHeight, HEIGHT)  # also without its buttons: nothing moves with an answer

    @property
    def words(self) -> str:
        """What is asked or told."""
        return str(self._asks.text())

    @property
    def lines(self) -> int:
        """In how many lines question and choices stand."""
        return self._row.lines

    def ask(self, words: str, choices: Mapping[str, str]) -> None:
        """A question; `choices` are answers with the words on their buttons, without any a number is to be typed."""
        self._keys, self._asked = list(choices), words
        self._field.clear()
        self._arrange(words, is_open=True)
        for button, text in zip(self._choices, choices.values(), strict=False):
            button.setText(text)
        self._row.fit(self.width())

    def tell(self, words: str, *, open_to_see: bool = False) -> None:
        """What is said after an answer; `open_to_see` is whether there is still something to be shown."""
        self._keys = []
        self._arrange(words, is_open=False)
        self._show.setVisible(open_to_see)
        self._row.fit(self.width())

    def _arrange(self, words: str, *, is_open: bool) -> None:
        self._asks.setText(unbroken(words))
        for place, button in enumerate(self._choices):
            button.setVisible(place < len(self._keys))
        for widget in (self._field, self._check_it):
            widget.setVisible(is_open and not self._keys)
        self._show.setVisible(is_open)
        self._row.fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.fit(self.width())

    def take_keyboard(self) -> bool:
        """To the question; whether there is one that is open."""
        places = [widget for widget in (*self._choices, self._field) if not widget.isHidden()]
        if places:
            places[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(places)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field is taken here: the way on, which then has the keyboard, is not pressed by it too."""
        if event.key() in ENTER and self._field.hasFocus():
            self._check()
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        self.answered.emit(self._keys[place])

    def _check(self) -> None:
        """A typed number is an answer; what is none stays in the field, with the reason."""
        try:
            read_number(self._field.text())
        except DataError as error:
            reason = f"{error.reason}." if self._field.text().strip() else "Type a number, or press Show."
            self._asks.setText(unbroken(f"{self._asked}  ✗ {reason}"))
            announce(self, reason)
            self._field.setFocus()
            self._field.selectAll()
        else:
            self.answered.emit(self._field.text())


def pressed(text: str, act: Callable[[], object], note: str = "") -> QPushButton:
    """A button that does this."""
    button: QPushButton = QPushButton(text, toolTip=note)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda: act())
    return button


def closing(name: str, act: Callable[[], object], note: str) -> QPushButton:
    """The × at the end of a bar."""
    button = pressed("×", act, note)
    button.setAccessibleName(name)
    button.setProperty("link", True)
    button.setProperty("sign", True)
    keep(button.setFixedWidth, 22)
    return button


def unbroken(words: str) -> str:
    """A formula is not broken at its signs, nor behind its logarithms, at the end of a line."""
    words = re.sub(r"\b(ln|log) ", "\\1\N{NO-BREAK SPACE}", words)
    return re.sub(r" ([−+=/·]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", words)
