"""Dialogs in which a lesson is written: one step with its sentence and question, and the steps with their title."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from xentgui.analysis import Analysis
from xentgui.files.lesson import sentence, title_of
from xentgui.lesson import NEAR, Lesson, Question, Step
from xentgui.losses.batch import DataError
from xentgui.questions.card import Card
from xentgui.window.numbers import show_number
from xentgui.window.sizes import FLUSH, keep, keep_made, open_as, px, spaced
from xentgui.window.theme import NORMAL, font
from xentgui.window.widgets.choices import Combo
from xentgui.window.widgets.plain import Label, agreed, announce, scrolling

KINDS = ("none", "the number of a card, to be typed", "two cards: equal, higher or lower?")
HOW = {"equal": "is equal to", "higher": "is higher than", "lower": "is lower than"}
KEYS = ("Ctrl+Return", "Ctrl+Enter")  # agree from everywhere, also from a text that takes Enter as a new line
AROUND = (16, 14, 16, 14)


def found(step: Step) -> str:
    """What the question of a step finds: a number, or how two stand to one another."""
    first, *other = step.asked
    if not other:
        return f"It is {show_number(first.value)}."
    how = HOW[str(step.answer)]
    return f"{first.short} {show_number(first.value)} {how} {other[0].short} {show_number(other[0].value)}."


class Text(QPlainTextEdit):
    """Some lines to be written; Tab goes on to the next field."""

    def __init__(self, name: str, lines: int, words: str) -> None:
        super().__init__(words, accessibleName=name, tabChangesFocus=True)
        self.setProperty("field", True)
        keep_made(self.setFixedHeight, lambda: [lines * QFontMetrics(font(13, NORMAL)).lineSpacing() + px(20)])


class StepDialog(QDialog):
    """`step` is what was written, once it is accepted; sheet and place are those of the step that it starts from."""

    def __init__(self, parent: QWidget, step: Step, title: str, agree: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.step = self._start = step
        self._cards = [card for card in Analysis(step.entry, step.focus).cards if math.isfinite(card.value)]
        question = step.question or Question("", ())
        self._says = Text("What should be seen here?", 5, step.says)
        self._kind, self._first, self._second = Combo("Question"), Combo("About"), Combo("Compared with")
        self._asks, self._why = Text("In words", 2, question.asks), Text("After the answer", 3, question.why)
        self._told = Label(wordWrap=True)
        keep(self._told.setMinimumHeight, 36)
        self._buttons, self._agree = _buttons(self, agree)
        self._fill(question)
        self._lay_out()
        self._written = self._words()
        for text in (self._says, self._asks, self._why):
            text.textChanged.connect(self._follow)
        for box in (self._kind, self._first, self._second):
            box.activated.connect(lambda _place: self._follow())
        self._follow()
        self._says.setFocus()

    def _fill(self, question: Question) -> None:
        self._kind.addItems(KINDS[: 1 + min(2, len(self._cards))])
        self._kind.setCurrentIndex(len(question.about))
        names = [card.name for card in self._cards]
        for box, place in ((self._first, 0), (self._second, 1)):
            box.addItems([card.title for card in self._cards])
            name = question.about[place] if place < len(question.about) else ""
            box.setCurrentIndex(names.index(name) if name in names else min(place, len(names) - 1))
        self._why.setPlaceholderText("Why it is so. It may be left empty.")

    def _lay_out(self) -> None:
        rows, both = QWidget(), QWidget()
        both.setFocusProxy(self._first)
        both.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        cards = spaced(QHBoxLayout(both), 8, around=FLUSH)
        form = spaced(QFormLayout(rows, rowWrapPolicy=QFormLayout.RowWrapPolicy.WrapLongRows), 8, around=FLUSH)
        cards.addWidget(self._first)
        cards.addWidget(Label("and"))
        cards.addWidget(self._second)
        cards.addStretch(1)
        form.addRow("&What should be seen here?", self._says)
        form.addRow("&Question", self._kind)
        form.addRow("A&bout", both)
        form.addRow("&In words", self._asks)
        form.addRow("&After the answer", self._why)
        column = spaced(QVBoxLayout(self), 10, around=AROUND)
        for part in (scrolling(rows), self._told, self._buttons):
            column.addWidget(part)
        column.setStretch(0, 1)
        open_as(self, 640, 440)

    def _follow(self) -> None:
        """What can be written for the kind of question, what its answer is, or what is still to be done."""
        count = self._kind.currentIndex()
        self._first.setEnabled(count > 0)
        self._second.setEnabled(count > 1)
        for text in (self._asks, self._why):
            text.setEnabled(count > 0)
        self._asks.setPlaceholderText(self._suggested())
        self._asks.viewport().update()  # Qt paints a hint again only where it comes or goes
        try:
            self.step = self._made()
        except DataError as error:
            self._tell(f"! {error.reason}" if self._says.toPlainText().strip() else "", refused=True)
        else:
            self._tell(self._answer(), refused=False)

    def _tell(self, words: str, *, refused: bool) -> None:
        self._agree.setEnabled(not refused)
        if words != self._told.text():
            self._told.setText(words)
            announce(self, words)

    def _answer(self) -> str:
        if not self._cards:
            return "No card has a finite value on this sheet: there is nothing to ask about."
        if self.step.question is None:
            return ""
        near = "" if self.step.question.choices else f" What is as near as {100 * NEAR:g} % is right."
        return f"The answer, computed from this sheet: {found(self.step)}{near}"

    def _made(self) -> Step:
        """The step as it is written. Raises DataError where something is too long, too short or asks nothing."""
        says = sentence(self._says.toPlainText(), "what should be seen")
        about = tuple(card.name for card in self._chosen())
        if len(set(about)) < len(about):
            raise DataError("a card is compared with another one: choose two")
        if not about:
            return replace(self._start, says=says, question=None)
        asks = sentence(self._asks.toPlainText().strip() or self._suggested(), "the question")
        why = sentence(self._why.toPlainText(), "what is said after the answer", least=0)
        return replace(self._start, says=says, question=Question(asks, about, why))

    def _chosen(self) -> list[Card]:
        boxes = (self._first, self._second)[: self._kind.currentIndex()]
        return [self._cards[box.currentIndex()] for box in boxes]

    def _suggested(self) -> str:
        """The words of a question to which none are written."""
        names = [card.short for card in self._chosen()]
        if len(names) == 2:
            return f"Is {names[0]}’s number equal to, higher or lower than {names[1]}’s?"
        return f"What does {names[0]} give? Type a number." if names else ""

    def _words(self) -> tuple[str, ...]:
        return tuple(text.toPlainText() for text in (self._says, self._asks, self._why))

    def reject(self) -> None:
        """What was written is not thrown away by one key."""
        if self._words() == self._written or agreed(self, "Throw away what you wrote here?"):
            super().reject()


class LessonDialog(QDialog):
    """`steps` are those that stay, in their order, each with its place before; `lesson` is made of them."""

    def __init__(self, parent: QWidget, lesson: Lesson) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Edit the lesson")
        self.steps = [(step, place) for place, step in enumerate(lesson.steps)]
        self._start = lesson
        self._title = QLineEdit(lesson.title, placeholderText="the name of its file", accessibleName="Title")
        self._title.setProperty("field", True)
        self._list = QListWidget(accessibleName="Steps")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long sentence ends in …
        keep(self._list.setSpacing, 3)
        self._list.itemDoubleClicked.connect(self._change)
        self._list.currentRowChanged.connect(self._offer)
        self._change_it = _button("Change…", self._change, "Its sentence and its question (Enter)")
        self._up = _button("Up", lambda: self._move(-1), "One place up (Alt+Up)")
        self._down = _button("Down", lambda: self._move(1), "One place down (Alt+Down)")
        self._remove_it = _button("Remove", self._remove, "Take it out of the lesson (Delete)")
        self._buttons, self._agree = _buttons(self, "Done")
        for key, act in (
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
            ("Delete", self._remove),
            ("Return", self._change),
            ("Enter", self._change),
        ):
            QShortcut(QKeySequence(key), self._list, act, context=Qt.ShortcutContext.WidgetShortcut)
        self._title.textEdited.connect(lambda _text: self._offer())
        self._lay_out()
        self._show(0)
        self._list.setFocus()

    @property
    def lesson(self) -> Lesson:
        """The lesson as it stands. Raises DataError for a title that is too long."""
        title = self._title.text().strip()
        return replace(self._start, title=title and title_of(title), steps=tuple(step for step, _ in self.steps))

    def _lay_out(self) -> None:
        form = spaced(QFormLayout(), around=FLUSH)
        form.addRow("&Title", self._title)
        steps, buttons = spaced(QHBoxLayout(), 10, around=FLUSH), spaced(QVBoxLayout(), 6, around=FLUSH)
        for button in (self._change_it, self._up, self._down, self._remove_it):
            buttons.addWidget(button)
        buttons.addStretch(1)
        steps.addWidget(self._list, 1)
        steps.addLayout(buttons)
        column = spaced(QVBoxLayout(self), 10, around=AROUND)
        column.addLayout(form)
        column.addLayout(steps, 1)
        column.addWidget(self._buttons)
        open_as(self, 640, 400)

    def reject(self) -> None:
        """What was changed is not thrown away by one key."""
        untouched = [step for step, _ in self.steps] == list(self._start.steps)
        same = untouched and self._title.text() == self._start.title
        if same or agreed(self, "Throw away what you changed here?"):
            super().reject()

    def _show(self, row: int) -> None:
        """The steps, one of them chosen."""
        self._list.clear()
        for number, (step, _) in enumerate(self.steps, 1):
            asks = "" if step.question is None else f"   ?  {step.question.asks}"
            self._list.addItem(f"{number}   {' '.join(f'{step.says}{asks}'.split(chr(10)))}")
        self._list.setCurrentRow(row)

    def _offer(self, _row: int = 0) -> None:
        """What can be done with the step that is chosen."""
        row, last = self._list.currentRow(), len(self.steps) - 1
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < last)
        self._remove_it.setEnabled(last > 0)
        try:
            _ = self.lesson
        except DataError:
            self._agree.setEnabled(False)
        else:
            self._agree.setEnabled(True)

    def _change(self, *_item: object) -> None:
        row = self._list.currentRow()
        dialog = StepDialog(self, self.steps[row][0], f"Step {row + 1}", "Change it")
        dialog.accepted.connect(lambda: self._changed(row, dialog.step))
        dialog.open()

    def _changed(self, row: int, step: Step) -> None:
        self.steps[row] = step, self.steps[row][1]
        self._show(row)

    def _move(self, way: int) -> None:
        row = self._list.currentRow()
        there = row + way
        if 0 <= there < len(self.steps):
            self.steps[row], self.steps[there] = self.steps[there], self.steps[row]
            self._show(there)
            announce(self, f"now step {there + 1} of {len(self.steps)}")

    def _remove(self) -> None:
        if len(self.steps) > 1:
            row = self._list.currentRow()
            del self.steps[row]
            self._show(min(row, len(self.steps) - 1))


def _buttons(dialog: QDialog, agree: str) -> tuple[QDialogButtonBox, QPushButton]:
    """Cancel and the one that agrees, which Ctrl+Enter presses from everywhere."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    button: QPushButton = buttons.addButton(agree, QDialogButtonBox.ButtonRole.AcceptRole)
    button.setProperty("primary", True)
    button.setToolTip("Ctrl+Enter")
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    for key in KEYS:
        QShortcut(QKeySequence(key), dialog, button.click)
    return buttons, button


def _button(text: str, act: Callable[[], object], note: str) -> QPushButton:
    button: QPushButton = QPushButton(text, toolTip=note, autoDefault=False)
    button.clicked.connect(lambda: act())
    return button
