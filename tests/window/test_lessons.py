"""A lesson by keyboard: what is asked about is covered until it is answered, and one's own work comes back."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QLabel, QMessageBox, QWidget
from window.on_screen import shown_anywhere

from xentgui.entry import Edit
from xentgui.examples import examples
from xentgui.files.lesson import built_in, open_lesson, save_lesson
from xentgui.files.recovery import left_over
from xentgui.lesson import Lesson, Question, Step
from xentgui.opening import of_file
from xentgui.window.filing.recovering import Recovering

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


def test_ones_own_lesson_is_made_saved_and_opened(opened, tmp_path, monkeypatch):
    window = opened("three-classes", plots=False)
    for words, name in (("First.", "three-classes"), ("Then.", "soft-labels")):
        window.open_example(name)
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, words=words: (words, True))
        window.actions_by_id["add-step"].trigger()
    path = tmp_path / "mine.lesson"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_by_id["save-lesson"].trigger()
    lesson = open_lesson(path)
    assert (lesson.title, [step.says for step in lesson.steps]) == ("mine", ["First.", "Then."])
    assert lesson.steps[1].entry.same_as(examples["soft-labels"].entry)
    window.filing.open_path(str(path))
    assert told(window).startswith("Step 1 of 2 First.")


def test_a_lesson_that_is_not_saved_is_asked_about_when_the_window_is_closed(opened, monkeypatch):
    window = opened("three-classes", plots=False)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("First.", True))
    window.actions_by_id["add-step"].trigger()
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert asked == ["Save the lesson that you made?"]
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: QMessageBox.StandardButton.Discard)
    assert window.close()


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
