"""The bar of a lesson: which step it is, its sentence, its question and the answer, and the way on and back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from xentgui.files.cells import read_number
from xentgui.lesson import Lesson, Step
from xentgui.window.sizes import keep
from xentgui.window.theme import SEMIBOLD, keep_font, show_number
from xentgui.window.widgets.plain import Label, announce, tip
from xentgui.window.widgets.question import QuestionRow, closing, pressed, unbroken

HOW = {"equal": "is equal to", "higher": "is higher than", "lower": "is lower than"}


class LessonBar(QFrame):
    """It shows one step; `moved`, `answered` and `left` say what the person wants."""

    moved = Signal(int)  # one step on (1) or back (-1)
    answered = Signal(str)  # as by the row of the question
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName("Lesson")
        self._place, self._says, self._question = Label(), Label(wordWrap=True), QuestionRow()
        keep_font(self._place, 13, SEMIBOLD)
        self._question.answered.connect(self.answered)
        self._back = pressed("←  Back", lambda: self.moved.emit(-1), "The step before (Shift+F8)")
        self._next = pressed("Next  →", lambda: self.moved.emit(1), "The next step (F8)")
        self._close = closing("Leave the lesson", self.left.emit, "Leave the lesson; your own work comes back")
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        words, steps = QVBoxLayout(self), QHBoxLayout()
        keep(words.setContentsMargins, 16, 8, 12, 8)
        keep(words.setSpacing, 6)
        keep(steps.setSpacing, 8)
        words.addLayout(steps)
        for widget in (self._place, self._says, self._back, self._next, self._close):
            steps.addWidget(widget, int(widget is self._says))
        words.addWidget(self._question)
        steps.insertSpacing(1, 4)

    def show_step(self, lesson: Lesson, place: int, given: str | None) -> None:
        """A step of a lesson; `given` is what was answered to its question, None where nothing was yet."""
        step, last = lesson.steps[place], len(lesson.steps) - 1
        self._place.setText(f"Step {place + 1} of {last + 1}")
        self._place.setToolTip(tip(lesson.title))
        self._says.setText(unbroken(step.says))
        self._back.setEnabled(place > 0)
        self._next.setText("Finish" if place == last else "Next  →")
        self._show_question(step, given)
        self.show()
        if not self._question.take_keyboard():
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        asks = "" if step.question is None else self._question.words
        announce(self, f"Step {place + 1} of {last + 1}. {step.says} {asks}")

    def _show_question(self, step: Step, given: str | None) -> None:
        question = step.question
        self._question.setVisible(question is not None)
        if question is None or given is not None:
            self._question.tell("" if question is None or given is None else told(step, given))
        else:
            self._question.ask(question.asks, {choice: choice.capitalize() for choice in question.choices})
        self._next.setProperty("primary", question is None or given is not None)
        self._next.style().unpolish(self._next)
        self._next.style().polish(self._next)


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
