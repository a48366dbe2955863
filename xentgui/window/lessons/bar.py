"""The bar of a lesson: which step it is, its sentence, its question and the answer, and the way on and back."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from xentgui.files.cells import read_number
from xentgui.lesson import CHOICES, Lesson, Step
from xentgui.losses.batch import DataError
from xentgui.window.sizes import keep
from xentgui.window.theme import SEMIBOLD, keep_font, show_number
from xentgui.window.untaken import ENTER
from xentgui.window.widgets.plain import Label, announce, tip

HOW = {"equal": "is equal to", "higher": "is higher than", "lower": "is lower than"}
FIELD = 110


class LessonBar(QFrame):
    """It shows one step; `moved`, `answered` and `left` say what the person wants."""

    moved = Signal(int)  # one step on (1) or back (-1)
    answered = Signal(str)  # a choice, a number as it was typed, or "" where the answer was asked for
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName("Lesson")
        self._place, self._says, self._asks = Label(), Label(wordWrap=True), Label(wordWrap=True)
        keep_font(self._place, 13, SEMIBOLD)
        self._choices = {choice: self._button(choice.capitalize(), self._choose(choice)) for choice in CHOICES}
        self._field = QLineEdit(accessibleName="Your number", placeholderText="a number")
        self._field.setProperty("field", True)
        keep(self._field.setFixedWidth, FIELD)
        self._check_it = self._button("Check", self._check)
        self._show = self._button("Show", self._choose(""), "See the answer without a guess")
        self._back = self._button("←  Back", lambda: self.moved.emit(-1), "The step before (Shift+F8)")
        self._next = self._button("Next  →", lambda: self.moved.emit(1), "The next step (F8)")
        self._close = self._button("×", self.left.emit, "Leave the lesson; your own work comes back")
        self._close.setAccessibleName("Leave the lesson")
        self._close.setProperty("link", True)
        self._close.setProperty("sign", True)
        keep(self._close.setFixedWidth, 22)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        words, steps, answers = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        keep(words.setContentsMargins, 16, 8, 12, 8)
        keep(words.setSpacing, 6)
        step = (self._place, self._says, self._back, self._next, self._close)
        question = (self._asks, *self._choices.values(), self._field, self._check_it, self._show)
        for row, widgets, wide in ((steps, step, self._says), (answers, question, self._asks)):
            keep(row.setSpacing, 8)
            words.addLayout(row)
            for widget in widgets:
                row.addWidget(widget, int(widget is wide))
        steps.insertSpacing(1, 4)

    def _button(self, text: str, act: Callable[[], object], note: str = "") -> QPushButton:
        button: QPushButton = QPushButton(text, toolTip=note)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: act())
        return button

    def show_step(self, lesson: Lesson, place: int, given: str | None) -> None:
        """A step of a lesson; `given` is what was answered to its question, None where nothing was yet."""
        step, last = lesson.steps[place], len(lesson.steps) - 1
        self._place.setText(f"Step {place + 1} of {last + 1}")
        self._place.setToolTip(tip(lesson.title))
        self._says.setText(_unbroken(step.says))
        self._back.setEnabled(place > 0)
        self._next.setText("Finish" if place == last else "Next  →")
        self._field.clear()
        self._show_question(step, given)
        self.show()
        self._take_keyboard()
        announce(self, f"Step {place + 1} of {last + 1}. {step.says} {self._asks.text()}")

    def _show_question(self, step: Step, given: str | None) -> None:
        question = step.question
        is_open = question is not None and given is None
        for choice, button in self._choices.items():
            button.setVisible(is_open and choice in question.choices)
        for widget in (self._field, self._check_it):
            widget.setVisible(is_open and not question.choices)
        self._show.setVisible(is_open)
        self._asks.setVisible(question is not None)
        if question is not None:
            self._asks.setText(_unbroken(question.asks if given is None else told(step, given)))
        self._next.setProperty("primary", not is_open)
        self._next.style().unpolish(self._next)
        self._next.style().polish(self._next)

    def _take_keyboard(self) -> None:
        """To the question while it is open, else to the way on."""
        places = [*self._choices.values(), self._field, self._next]
        next(widget for widget in places if not widget.isHidden()).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field is taken here: the way on, which then has the keyboard, is not pressed by it too."""
        if event.key() in ENTER and self._field.hasFocus():
            self._check()
        else:
            super().keyPressEvent(event)

    def _choose(self, given: str) -> Callable[[], None]:
        return lambda: self.answered.emit(given)

    def _check(self) -> None:
        """A typed number is an answer; what is none stays in the field, with the reason."""
        try:
            read_number(self._field.text())
        except DataError as error:
            self._asks.setText(f"{error.reason}. Or press Show.")
            announce(self, self._asks.text())
            self._field.setFocus()
            self._field.selectAll()
        else:
            self.answered.emit(self._field.text())


def _unbroken(words: str) -> str:
    """A formula is not broken at its signs at the end of a line."""
    return re.sub(r" ([−+=/·]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", words)


def told(step: Step, given: str) -> str:
    """What is said after an answer: whether it is right, what is, and why."""
    question, cards = step.question, step.asked
    assert question is not None
    first = f"{cards[0].short} {show_number(cards[0].value)}"
    if len(cards) == 2:
        found = f"{first} {HOW[str(step.answer)]} {cards[1].short} {show_number(cards[1].value)}."
    else:
        found = f"It is {show_number(cards[0].value)}."
    return f"{_verdict(step, given)}{found} {question.why}".rstrip()


def _verdict(step: Step, given: str) -> str:
    if not given:
        return ""
    right = step.is_right(given if len(step.asked) == 2 else read_number(given))
    return "✓  Right. " if right else f"✗  You said {given}. "
