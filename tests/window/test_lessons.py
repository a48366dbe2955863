"""A lesson by keyboard: what is asked about is covered until it is answered, and one's own work comes back."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)
from window.on_screen import shown_anywhere

from xentgui.edits import set_cell
from xentgui.entry import Edit
from xentgui.examples import examples
from xentgui.files.lesson import built_in, open_lesson, save_lesson
from xentgui.files.recovery import left_over
from xentgui.lesson import Lesson, Question, Step
from xentgui.opening import of_file
from xentgui.window.filing.recovering import Recovering
from xentgui.window.lesson_writing import LessonDialog, StepDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
[THREE] = [lesson for lesson in built_in() if lesson.name == "three-definitions"]
HIDDEN = "hidden until you answer"


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def typed(text):
    for letter in text:
        QTest.keyClick(QApplication.focusWidget(), letter)
    press(KEYS.Key_Return)


def bar(window):
    return next(each for each in window.findChildren(QWidget) if each.accessibleName() == "Lesson")


def told(window):
    """What stands in the bar."""
    return " ".join(label.text() for label in bar(window).findChildren(QLabel) if label.isVisible()).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def on_cards(window):
    view = next(each for each in window.findChildren(QWidget) if each.accessibleName() == "Definitions")
    return [tile.accessibleName() for tile in view.children() if isinstance(tile, QWidget) and tile.isVisible()]


def begin(window, lesson="three-definitions"):
    window.actions_by_id[f"lesson-{lesson}"].trigger()


ANSWERS = ("0.22", "1.61", "equal", "higher", "equal", "higher", None)


def test_the_whole_lesson_by_keyboard(opened):
    window = opened("three-classes", plots=False)
    own = window.document.entry
    begin(window)
    for number, (step, answer) in enumerate(zip(THREE.steps, ANSWERS, strict=True), 1):
        assert told(window).startswith(f"Step {number} of 7")
        assert window.document.entry.same_as(step.entry)
        assert any(name.endswith(HIDDEN) for name in on_cards(window)) == (answer is not None)
        if answer in ("equal", "higher"):
            for _ in range(("equal", "higher").index(answer)):
                press(KEYS.Key_Tab)
            assert QApplication.focusWidget().text().lower() == answer
            press(KEYS.Key_Space)
        elif answer is not None:
            typed(answer)
        if answer is not None:
            assert "✓" in told(window)
            assert not any(name.endswith(HIDDEN) for name in on_cards(window))
        press(KEYS.Key_Return)  # Next has the keyboard
    assert not bar(window).isVisible()
    assert window.document.entry is own
    assert window.document.stack.isClean()
    assert window.tables.isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
def test_an_open_question_tells_its_numbers_nowhere(opened, size):
    window = opened("empty", size=size)
    begin(window)
    for _ in range(3):
        press(KEYS.Key_F8)
    assert told(window).startswith("Step 4 of 7")
    for number in ("0.7133", "0.3567"):
        assert not shown_anywhere(window, number)
    press(KEYS.Key_Space)
    assert "✗" in told(window)
    assert "You said equal. Nielsen 0.7133 is higher than TensorFlow intro 0.3567." in told(window)
    for number in ("0.7133", "0.3567"):
        assert shown_anywhere(window, number)
    assert window.strip.isVisible()
    assert window.lower_right.tabs.isVisible()
    assert window.lower_right.tabs.width() > 100


def test_what_would_tell_the_numbers_rests_until_the_question_is_answered(opened):
    window = opened("three-classes")
    window.actions_by_id["frameworks"].trigger()
    telling = ("report", "hand-out", "frameworks", "my-number", "copy-value", "copy-agreement", "options")
    assert all(window.actions_by_id[name].isEnabled() for name in telling)
    begin(window)
    for _ in range(3):
        press(KEYS.Key_F8)
    assert told(window).startswith("Step 4 of 7")
    assert not any(window.actions_by_id[name].isEnabled() for name in telling)
    assert not any(dialog.isVisible() for dialog in window.findChildren(QDialog))
    keyboard = QApplication.focusWidget()
    press(KEYS.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is keyboard
    press(KEYS.Key_Space)  # the answer
    assert all(window.actions_by_id[name].isEnabled() for name in telling)
    press(KEYS.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget().accessibleName() == "My number"


def test_an_answer_says_that_it_is_of_another_sheet_than_the_one_on_the_screen(opened):
    window = opened(plots=False)
    begin(window)
    typed("0.22")
    right = "✓  Right. It is 0.2231."
    assert right in told(window)
    window.document.apply(Edit("Change", lambda entry: set_cell(entry, "outputs", 0, 0, 0.5)))
    assert f"Before your change: {right}" in told(window)
    window.actions_by_id["undo"].trigger()
    assert right in told(window)
    assert "Before your change" not in told(window)
    window.open_example("soft-labels")
    assert f"Before your change: {right}" in told(window)
    press(KEYS.Key_F8)
    typed("1.61")
    assert "Before your change" not in told(window)


def test_show_tells_the_answer_without_a_guess(opened):
    window = opened(plots=False)
    begin(window)
    for _ in range(3):
        press(KEYS.Key_Tab)  # the field, Check, Show
        if QApplication.focusWidget().text() == "Show":
            break
    press(KEYS.Key_Return)
    assert "It is 0.2231." in told(window)
    assert "✓" not in told(window)
    assert "✗" not in told(window)
    assert told(window).startswith("Step 1 of 7"), "Enter pressed one button, not two"


def test_what_is_no_number_stays_in_the_field_with_the_reason(opened):
    window = opened(plots=False)
    begin(window)
    typed("two")
    assert '"two" is not a number' in told(window)
    assert "How large is −ln 0.8?" in told(window), "the question stays beside the reason"
    assert on_cards(window)[0].endswith(HIDDEN)
    for _ in "two":
        press(KEYS.Key_Backspace)
    typed("")
    assert "How large is −ln 0.8?" in told(window)
    assert "Type a number, or press Show." in told(window)
    typed("0,22")
    assert "✓" in told(window)


def test_back_shows_the_step_before_with_its_answer(opened):
    window = opened(plots=False)
    begin(window)
    typed("3")
    press(KEYS.Key_F8)
    press(KEYS.Key_F8, SHIFT)
    assert "✗  You said 3. It is 0.2231." in told(window)
    assert window.document.entry.same_as(THREE.steps[0].entry)


def test_answers_are_there_again_until_they_are_taken_away(opened, settings):
    window = opened("three-classes", settings=settings, plots=False)
    begin(window)
    typed("0.22")
    window.actions_by_id["lesson-leave"].trigger()
    other = opened("three-classes", settings=settings, plots=False)
    begin(other)
    assert "✓" in told(other)
    other.actions_by_id["lesson-again"].trigger()
    assert on_cards(other)[0].endswith(HIDDEN)


def test_what_was_typed_before_and_not_saved_comes_back_with_its_undo(opened):
    window = opened("three-classes", plots=False)
    window.document.apply(Edit("Mine", lambda _: examples["soft-labels"].entry))
    begin(window)
    press(KEYS.Key_F8)
    window.document.apply(Edit("In the lesson", lambda _: examples["cs231n"].entry))
    window.actions_by_id["lesson-leave"].trigger()
    assert window.document.entry is examples["soft-labels"].entry
    assert window.document.stack.undoText() == "Mine"
    assert not window.document.stack.isClean()


def test_to_undo_a_step_of_a_lesson_is_to_leave_it(opened):
    window = opened("three-classes", plots=False)
    begin(window)
    window.actions_by_id["undo"].trigger()
    assert not bar(window).isVisible()
    assert window.document.entry is examples["three-classes"].entry
    assert not any(name.endswith(HIDDEN) for name in on_cards(window))


def test_the_sheet_of_a_step_is_not_saved_over_ones_own(opened):
    window = opened("three-classes", plots=False)
    begin(window)
    assert not window.actions_by_id["save"].isEnabled()
    window.actions_by_id["lesson-leave"].trigger()
    assert window.actions_by_id["save"].isEnabled()


def test_a_crash_in_a_lesson_leaves_ones_own_work(opened, tmp_path):
    window = opened("three-classes", plots=False)
    recovering = Recovering(window.filing, tmp_path)
    window.document.apply(Edit("Mine", lambda _: examples["soft-labels"].entry))
    begin(window)
    recovering.keep_now()
    recovering.leave()
    [work] = left_over(tmp_path)
    assert work.open().entry.same_as(examples["soft-labels"].entry)


def test_a_closed_window_remembers_ones_own_work(opened, settings):
    window = opened("three-classes", settings=settings, plots=False)
    begin(window)
    window.close()
    labels = json.loads(settings.value("entry"))["entry"]["labels"]
    assert labels == examples["three-classes"].entry.table("labels").tolist()


def until(condition):
    """Whether it comes true within a second."""
    return any(condition() or QTest.qWait(10) for _ in range(100))


def dialog(window, kind):
    """The dialog of this kind, which has the keyboard."""
    found = next(each for each in window.findChildren(kind) if each.isVisible())
    assert until(lambda: QApplication.activeWindow() is found)
    return found


def write(text):
    """Into what has the keyboard; a line break is the Enter key."""
    for letter in text:
        if letter == "\n":
            press(KEYS.Key_Return)
        else:
            QTest.keyClick(QApplication.focusWidget(), letter)


def agree():
    """Ctrl+Enter, and the keyboard is where it was before, as on a desktop."""
    ending = QApplication.activeWindow()
    below = ending.parentWidget()
    press(KEYS.Key_Return, Qt.KeyboardModifier.ControlModifier)
    below.activateWindow()
    assert until(lambda: QApplication.activeWindow() is below)


def add_step(window, says, *then):
    """A step by keyboard: its sentence, then Tab before each further text; arrow keys choose in a box."""
    window.actions_by_id["add-step"].trigger()
    dialog(window, StepDialog)
    write(says)
    for text in then:
        press(KEYS.Key_Tab)
        if isinstance(text, int):
            for _ in range(text):
                press(KEYS.Key_Down)
        else:
            write(text)
    agree()


def saved(window, path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_by_id["save-lesson"].trigger()
    return open_lesson(path)


def discarded(window, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: QMessageBox.StandardButton.Discard)
    assert window.close()


def test_ones_own_lesson_with_questions_is_made_saved_and_opened(opened, tmp_path, monkeypatch):
    window = opened("three-classes", plots=False)
    add_step(window, "First line.\nSecond line.", 1, 1, "How large?", "So much.")  # of the number of the second card
    window.open_example("two-outputs")
    add_step(window, "Then.", 2)  # the first two cards compared, in the words that are suggested
    window.open_example("soft-labels")
    add_step(window, "Last.")
    lesson = saved(window, tmp_path / "mine.lesson", monkeypatch)
    assert (lesson.title, [step.says for step in lesson.steps]) == (
        "mine",
        ["First line.\nSecond line.", "Then.", "Last."],
    )
    assert [step.question for step in lesson.steps] == [
        Question("How large?", ("tensorflow-intro",), "So much."),
        Question(
            "Is Nielsen’s number equal to, higher or lower than TensorFlow intro’s?", ("nielsen", "tensorflow-intro")
        ),
        None,
    ]
    assert lesson.steps[2].entry.same_as(examples["soft-labels"].entry)
    window.filing.open_path(str(tmp_path / "mine.lesson"))
    assert told(window).startswith("Step 1 of 3 First line.\nSecond line. How large?")
    typed("0.73")
    assert "✓  Right. It is 0.7268. So much." in told(window)
    press(KEYS.Key_Return)
    press(KEYS.Key_Tab)
    press(KEYS.Key_Space)
    assert "✓  Right. Nielsen 1.1632 is higher than TensorFlow intro 0.5816." in told(window)


def test_the_dialog_says_the_answer_and_what_is_too_long(opened, monkeypatch):
    window = opened("three-classes", plots=False)
    window.actions_by_id["add-step"].trigger()
    writing = dialog(window, StepDialog)
    adding = next(each for each in writing.findChildren(QPushButton) if each.text() == "Add as step 1")
    assert not adding.isEnabled()
    write("Look.")
    press(KEYS.Key_Tab)
    press(KEYS.Key_Down)
    press(KEYS.Key_Down)
    assert shown_anywhere(writing, "Nielsen 1.2745 is higher than TensorFlow intro 0.7268.")
    for place, says in ((0, "a card is compared with another one"), (1, "TensorFlow intro 0.7268 is equal to CS231n")):
        press(KEYS.Key_Tab)
        press(KEYS.Key_Down)  # the second card beside itself, then the third one beside it
        assert shown_anywhere(writing, says)
        assert adding.isEnabled() == bool(place)
    QApplication.clipboard().setText("x" * 601)
    for _ in range(3):
        press(KEYS.Key_Backtab, SHIFT)
    assert QApplication.focusWidget().toPlainText() == "Look."
    QTest.keySequence(QApplication.focusWidget(), "Ctrl+A")
    QTest.keySequence(QApplication.focusWidget(), "Ctrl+V")
    assert shown_anywhere(writing, "sentence of 1 to 600 characters")
    assert not adding.isEnabled()
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or QMessageBox.StandardButton.No)
    press(KEYS.Key_Escape)
    assert writing.isVisible()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or QMessageBox.StandardButton.Yes)
    press(KEYS.Key_Escape)
    assert asked == ["Throw away what you wrote here?"] * 2
    assert not writing.isVisible()
    assert not window.actions_by_id["save-lesson"].isEnabled()


def test_a_sheet_without_a_value_has_nothing_to_ask_about(opened):
    window = opened("empty", plots=False)
    window.actions_by_id["add-step"].trigger()
    writing = dialog(window, StepDialog)
    write("Look.")
    assert shown_anywhere(writing, "No card has a finite value on this sheet")
    box = writing.findChildren(QComboBox)[0]
    assert box.count() == 1
    for _ in "Look.":
        press(KEYS.Key_Backspace)
    press(KEYS.Key_Escape)
    assert not writing.isVisible()


def test_steps_of_ones_own_are_moved_changed_and_taken_out_by_key(opened, tmp_path, monkeypatch):
    window = opened("three-classes", plots=False)
    for says in ("One.", "Two.", "Three."):
        add_step(window, says)
    window.actions_by_id["edit-lesson"].trigger()
    dialog(window, LessonDialog)
    press(KEYS.Key_Down, Qt.KeyboardModifier.AltModifier)  # Two. One. Three.
    press(KEYS.Key_Down)
    press(KEYS.Key_Delete)  # Two. One.
    press(KEYS.Key_Up)
    press(KEYS.Key_Return)
    dialog(window, StepDialog)
    write("And ")
    agree()
    press(KEYS.Key_Backtab, SHIFT)
    write("Mine")
    agree()
    lesson = saved(window, tmp_path / "a.lesson", monkeypatch)
    assert (lesson.title, [step.says for step in lesson.steps]) == ("Mine", ["And Two.", "One."])


def test_what_is_changed_in_an_open_lesson_shows_at_once_and_answers_go_with_their_steps(opened, settings, monkeypatch):
    window = opened("three-classes", settings=settings, plots=False)
    begin(window)
    typed("0.22")
    press(KEYS.Key_F8)
    typed("1.61")
    window.actions_by_id["edit-lesson"].trigger()
    dialog(window, LessonDialog)
    press(KEYS.Key_Down, Qt.KeyboardModifier.AltModifier)  # the second step is the first one now
    agree()
    assert told(window).startswith("Step 1 of 7 The program says a = 0.8 again")
    assert "✓  Right. It is 1.6094." in told(window)
    press(KEYS.Key_F8)
    assert "✓  Right. It is 0.2231." in told(window)
    window.actions_by_id["edit-lesson"].trigger()
    dialog(window, LessonDialog)
    press(KEYS.Key_Down)
    press(KEYS.Key_Delete)  # the step on the screen
    agree()
    assert told(window).startswith("Step 2 of 6 Four pictures")
    assert window.document.entry.same_as(THREE.steps[2].entry)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: QMessageBox.StandardButton.Discard)
    begin(window)
    assert told(window).startswith("Step 1 of 7 A program looks at a picture")
    assert "✓  Right. It is 0.2231." in told(window), "the answers to the lesson that was changed are kept as they were"


def test_while_a_question_is_open_no_dialog_tells_its_answer(opened):
    window = opened("three-classes", plots=False)
    begin(window)
    assert not window.actions_by_id["add-step"].isEnabled()
    assert not window.actions_by_id["edit-lesson"].isEnabled()
    typed("0.22")
    assert window.actions_by_id["add-step"].isEnabled()
    assert window.actions_by_id["edit-lesson"].isEnabled()


def test_a_lesson_that_is_not_saved_is_asked_about_when_the_window_is_closed(opened, monkeypatch):
    window = opened("three-classes", plots=False)
    add_step(window, "First.")
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert asked == ["Save the lesson that you made?"]
    discarded(window, monkeypatch)


def test_a_bad_lesson_file_is_refused_in_words_and_changes_nothing(opened, tmp_path, monkeypatch):
    window = opened("three-classes", plots=False)
    (tmp_path / "bad.lesson").write_text('{"lesson": 1, "title": "T", "steps": [{"says": "x"}]}')
    told_of = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told_of.append(box.text()) or 0)
    window.filing.open_path(str(tmp_path / "bad.lesson"))
    assert told_of[0].startswith("bad.lesson: step 1: entry")
    assert window.document.entry is examples["three-classes"].entry


def test_a_lesson_file_opens_the_window_at_its_first_step(opened, tmp_path):
    steps = (Step("Look.", examples["two-outputs"].entry, question=Question("?", ("nielsen",))),)
    save_lesson(tmp_path / "a.lesson", Lesson("A", steps))
    window = opened(of_file(tmp_path / "a.lesson"), plots=False)
    assert told(window).startswith("Step 1 of 1 Look. ?")
    assert on_cards(window)[0].endswith(HIDDEN)
    assert on_cards(window)[1].startswith("TensorFlow intro: 0.5816"), "only what is asked about is hidden"
