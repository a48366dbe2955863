"""The lesson in hand: its bar, what an open question covers, its steps as visits of the document, and one's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from xentgui.analysis import Analysis
from xentgui.files.cells import read_number
from xentgui.files.lesson import MOST_STEPS, SUFFIX, built_in, lesson_text, save_lesson
from xentgui.lesson import Lesson, Step
from xentgui.losses.batch import DataError
from xentgui.window.actions import Verb
from xentgui.window.cards.text import width_of
from xentgui.window.cards.view import CardsView
from xentgui.window.exporting.save_dialog import asked_file
from xentgui.window.filing.filing import Filing
from xentgui.window.lesson_writing import LessonDialog, StepDialog, found
from xentgui.window.sizes import keep_made, px, spaced
from xentgui.window.theme import SEMIBOLD, keep_font
from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.plain import Answer, Label, announce, ask, tip
from xentgui.window.widgets.question import QuestionRow, closing, pressed, unbroken

STEPS, WORDS = 8, 260  # between the parts of its first line, and the least of its words
ROOMY = 300  # pixels of width from which there is room for words, but for a line
ON, PADDING = "Next  →", 16  # of its button, in pixels
KINDS = {SUFFIX: f"Lessons (*{SUFFIX})"}
MENU = "Examples/Lesson"


class Cover(Label):
    """In the place of a widget while that is hidden, also from assistive software."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(parent=over.parentWidget(), alignment=Qt.AlignmentFlag.AlignCenter)
        self.setProperty("panel", True)
        self._over = over
        policy = over.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        over.setSizePolicy(policy)
        over.parentWidget().installEventFilter(self)
        self.hide()

    def cover(self, covers: bool) -> None:
        """Cover it, or show it again."""
        if covers == self.isHidden():
            self._over.setVisible(not covers)
            self.setVisible(covers)
            for inside in self._over.findChildren(QWidget):
                inside.updateGeometry()  # what came into it meanwhile takes its place
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isHidden() and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._place)
        return False

    def _place(self) -> None:
        self.setGeometry(self._over.geometry())
        roomy = self.width() >= px(ROOMY) and self.height() >= 2 * self.fontMetrics().height()
        self.setText("?  Hidden until you answer" if roomy else "?")
        self.raise_()


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
        self._next = pressed(ON, lambda: self.moved.emit(1), "The next step (F8)")
        keep_made(self._next.setMinimumWidth, lambda: [width_of(ON, 13, SEMIBOLD) + 2 * px(PADDING)])  # also in bold
        self._close = closing("Leave the lesson", self.left.emit, "Leave the lesson; your own work comes back")
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        words, head = spaced(QVBoxLayout(self), 6, around=(16, 8, 12, 8)), QWidget()
        self._steps = Lines(head, STEPS)
        self._steps.put(self._place)
        self._steps.put(self._says, stretch=1, least=WORDS)
        self._steps.put(self._back, self._next, self._close)
        words.addWidget(head)
        words.addWidget(self._question)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._steps.fit(self._question.width())

    def show_step(self, lesson: Lesson, place: int, given: str | None, *, changed: bool) -> None:
        """A step of a lesson; `given` is what was answered to its question, None where nothing was yet.

        `changed` is whether the sheet on the screen is no longer that of the step.
        """
        step, last = lesson.steps[place], len(lesson.steps) - 1
        self._place.setText(f"Step {place + 1} of {last + 1}")
        self._place.setToolTip(tip(lesson.title))
        self._says.setText(unbroken(step.says))
        self._back.setEnabled(place > 0)
        self._next.setText("Finish" if place == last else ON)
        self._show_question(step, given, changed=changed)
        self.show()
        if not self._question.take_keyboard():
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        asks = "" if step.question is None else self._question.words
        announce(self, f"Step {place + 1} of {last + 1}. {step.says} {asks}")

    def tell(self, step: Step, given: str, *, changed: bool) -> None:
        """What is said after an answer, where other numbers stand on the screen meanwhile or again."""
        self._question.tell(told(step, given, changed=changed))

    def _show_question(self, step: Step, given: str | None, *, changed: bool) -> None:
        question = step.question
        self._question.setVisible(question is not None)
        if question is None or given is not None:
            self._question.tell("" if question is None or given is None else told(step, given, changed=changed))
        else:
            self._question.ask(question.asks, {choice: choice.capitalize() for choice in question.choices})
        self._next.setProperty("primary", question is None or given is not None)
        self._next.style().unpolish(self._next)
        self._next.style().polish(self._next)


def told(step: Step, given: str, *, changed: bool) -> str:
    """What is said after an answer: whether it is right, what is, and why; of which sheet, where it is another now."""
    assert step.question is not None
    before = "Before your change: " if changed else ""
    return f"{before}{_verdict(step, given)}{found(step)} {step.question.why}".rstrip()


def _verdict(step: Step, given: str) -> str:
    if not given:
        return ""
    right = step.is_right(given if len(step.asked) == 2 else read_number(given))
    return "✓  Right. " if right else f"✗  You said {given}. "


class Lessons(QObject):
    """`cards` and the widgets of `covers` are what a question hides until it is answered."""

    said = Signal(str)
    shown = Signal()  # a step is on the screen
    hid = Signal(bool)  # whether there is a question now that is not answered

    def __init__(
        self, parent: QWidget, filing: Filing, settings: QSettings | None, cards: CardsView, *covers: QWidget
    ) -> None:
        super().__init__(parent)
        self.bar = LessonBar()
        self._parent, self._filing, self._settings, self._cards = parent, filing, settings, cards
        self._document = filing.document
        self._covers = [Cover(widget) for widget in covers]
        self._lesson: Lesson | None = None
        self._place = 0
        self._answers: dict[str, str] = {}
        self._key = ""  # where the answers to this lesson are kept; a changed lesson is another one
        self._moving, self._unsaved = False, False
        self._before: QWidget | None = None  # what had the keyboard
        self.bar.moved.connect(self.move)
        self.bar.answered.connect(self._answer)
        self.bar.left.connect(self.leave)
        filing.opened_lesson.connect(self.begin)
        filing.leaving.connect(self.leave)
        self._document.stack.indexChanged.connect(self._taken_back)
        self._document.changed.connect(lambda _analysis: self._compare())
        self._changed = False  # whether the sheet on the screen is no longer that of the step

    def verbs(self) -> Iterator[Verb]:
        for lesson in built_in():
            yield Verb(f"lesson-{lesson.name}", "Examples", 2, f"Lesson: {lesson.title}", partial(self.begin, lesson))
        yield Verb("lesson-next", MENU, 2, "Next step", partial(self.move, 1), "F8", self._is_on)
        yield Verb("lesson-back", MENU, 2, "Step before", partial(self.move, -1), "Shift+F8", self._is_on)
        yield Verb("lesson-again", MENU, 2, "Begin again, without my answers", self._again, when=self._is_on)
        yield Verb("lesson-leave", MENU, 2, "Leave the lesson", self.leave, when=self._is_on)
        yield Verb("add-step", MENU, 2, "Add this view as a step…", self._add_step, when=self._may_add, tells=True)
        yield Verb("edit-lesson", MENU, 2, "Edit the lesson…", self._edit, when=self._is_there, tells=True)
        yield Verb("save-lesson", MENU, 2, "Save lesson as…", self.save_as, when=self._is_there)

    def _is_on(self, _analysis: Analysis) -> bool:
        return self._document.visiting

    def _is_there(self, _analysis: Analysis) -> bool:
        return self._lesson is not None

    def _may_add(self, analysis: Analysis) -> bool:
        return analysis.entry.rows > 0 and (self._lesson is None or len(self._lesson.steps) < MOST_STEPS)

    # The way through

    def begin(self, lesson: Lesson, place: int = 0) -> None:
        """A lesson, from this step on; what was on the screen comes back when it is left."""
        if not self.may_leave():
            return
        if not self._document.visiting:
            self._before = self._parent.focusWidget()
        self._place, self._unsaved = place, False
        self._take(lesson)
        self._answers = self._kept()
        self._show()

    def _take(self, lesson: Lesson) -> None:
        """Have it in hand; its answers are kept apart from those of any other."""
        self._lesson = lesson
        digest = hashlib.sha256(lesson_text(lesson).encode(errors="replace")).hexdigest()
        self._key = f"lessons/{digest[:16]}"

    def move(self, way: int) -> None:
        """A step on or back; on from the last one is out."""
        if self._lesson is None or not self._document.visiting:
            return
        place = self._place + way
        if place == len(self._lesson.steps):
            self.leave()
        elif place >= 0:
            self._place = place
            self._show()

    def leave(self) -> None:
        """Back to what was on the screen before. Nothing is asked: a lesson of one's own stays in hand."""
        if not self._document.visiting:
            return
        self.bar.hide()
        self._cover(())
        self._moving = True
        if not self._unsaved:
            self._lesson = None
        self._document.come_back()
        self._moving = False
        self._document.announce()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()
        self.said.emit("The lesson is left: your own work is back")

    def _show(self) -> None:
        assert self._lesson is not None
        step = self._lesson.steps[self._place]
        self._moving = True
        self._cover_asked()
        self._document.visit(f"Lesson, step {self._place + 1}", step.entry, step.focus)
        self._moving = False
        self._document.announce()
        self._filing.entered.emit()
        self.shown.emit()
        self._show_bar()

    def _show_bar(self) -> None:
        if self._lesson is not None:
            given = self._answers.get(str(self._place))
            self.bar.show_step(self._lesson, self._place, given, changed=self._changed)

    def _compare(self) -> None:
        """The answer to a question is that of its own sheet, whatever is on the screen."""
        if self._lesson is None or not self._document.visiting:
            return
        step, given = self._lesson.steps[self._place], self._answers.get(str(self._place))
        changed = not self._document.entry.same_sheet(step.entry)
        if changed != self._changed:
            self._changed = changed
            if step.question is not None and given is not None:
                self.bar.tell(step, given, changed=changed)

    def _taken_back(self, index: int) -> None:
        """To undo a step of a lesson is to leave it."""
        if self._document.visiting and not self._moving and index <= self._document.own.place:
            self.leave()

    def _cover_asked(self) -> None:
        """Cover what the step on the screen asks about, where it is not answered."""
        assert self._lesson is not None
        question = self._lesson.steps[self._place].question
        self._cover(() if question is None or str(self._place) in self._answers else question.about)

    def _cover(self, names: Sequence[str]) -> None:
        self._cards.cover(names)
        for cover in self._covers:
            cover.cover(bool(names))
        self.hid.emit(bool(names))

    # Answers

    def _answer(self, given: str) -> None:
        assert self._lesson is not None
        self._answers[str(self._place)] = given
        if self._settings is not None:
            self._settings.setValue(self._key, json.dumps(self._answers))
        self._cover(())
        self._show_bar()

    def _again(self) -> None:
        self._answers, self._place = {}, 0
        if self._settings is not None:
            self._settings.remove(self._key)
        self._show()

    def _kept(self) -> dict[str, str]:
        """What was answered when this lesson was last open; nothing where what stands there is damaged."""
        text = "{}" if self._settings is None else str(self._settings.value(self._key, "{}"))
        try:
            kept = json.loads(text)
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) and all(isinstance(given, str) for given in kept.values()) else {}

    # One's own

    def _add_step(self) -> None:
        """What is on the screen, with a sentence, is the last step of the lesson in hand, or of a new one."""
        number = len(self._lesson.steps) + 1 if self._lesson is not None else 1
        step = Step("", self._document.entry, self._document.focus)
        dialog = StepDialog(self._parent, step, "Add this view as a step", f"Add as step {number}")
        dialog.accepted.connect(lambda: self._added(dialog.step))
        dialog.open()

    def _added(self, step: Step) -> None:
        lesson = (self._lesson or Lesson("", ())).with_step(step)
        self._made(lesson)
        self.said.emit(f"Step {len(lesson.steps)} of your lesson: save it from Examples, Lesson, when it is done")

    def _edit(self) -> None:
        assert self._lesson is not None
        dialog = LessonDialog(self._parent, self._lesson)
        dialog.accepted.connect(lambda: self._edited(dialog))
        dialog.open()

    def _edited(self, dialog: LessonDialog) -> None:
        """Answers go with their steps, where these still ask the same; the step on the screen stays on it."""
        assert self._lesson is not None
        before, places = self._lesson.steps, [place for _, place in dialog.steps]
        asked = [
            (str(place), str(was))
            for place, (step, was) in enumerate(dialog.steps)
            if step.question == before[was].question and str(was) in self._answers
        ]
        self._answers = {place: self._answers[was] for place, was in asked}
        stays = self._place in places
        self._place = places.index(self._place) if stays else min(self._place, len(places) - 1)
        self._made(dialog.lesson)
        if self._document.visiting and not stays:
            self._show()
        self.said.emit("The lesson is changed: save it from Examples, Lesson")

    def _made(self, lesson: Lesson) -> None:
        """Have in hand what was made, and not saved yet."""
        self._take(lesson)
        self._unsaved = True
        if self._document.visiting:
            self._cover_asked()
            self._show_bar()
        self._document.announce()

    def save_as(self) -> bool:
        """To a file that is asked for; whether it was written."""
        assert self._lesson is not None
        path = asked_file(self._parent, "Save lesson as", self._filing.folder(f"lesson{SUFFIX}"), KINDS)
        return path is not None and self._write(path)

    def _write(self, path: Path) -> bool:
        assert self._lesson is not None
        if not self._lesson.title:
            self._lesson = Lesson(path.stem, self._lesson.steps)
        try:
            save_lesson(path, self._lesson)
        except DataError as error:
            self._filing.refuse(f"{error.reason} Your lesson is still here.")
            return False
        self._unsaved = False
        self.said.emit(f"Saved {path.name}: open it to see it as a lesson")
        return True

    def may_leave(self) -> bool:
        """Asks about steps of one's own that are not saved; whether to go on."""
        if not self._unsaved:
            return True
        buttons = Answer.Save | Answer.Discard | Answer.Cancel
        answer = ask(self._parent, "Save the lesson that you made?", buttons, Answer.Save, "Save changes?")
        if answer == Answer.Discard:
            self.discard()
        return answer == Answer.Discard or (answer == Answer.Save and self.save_as())

    def discard(self) -> None:
        """Let go of what was made and is not saved."""
        self._unsaved = False
