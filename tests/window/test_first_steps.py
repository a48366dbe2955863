"""Nothing that was typed is lost on the first steps, and what is said is of the last thing done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QPushButton, QTableView, QWidget

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


def press(window, text):
    QTest.mouseClick(next(b for b in window.findChildren(QPushButton) if b.text().startswith(text)), LEFT)


def type_into_the_first_output(window, text):
    sheet = next(t for t in window.findChildren(QTableView) if t.accessibleName() == "Outputs")
    QTest.mouseClick(sheet.viewport(), LEFT, pos=sheet.visualRect(sheet.model().index(0, 0)).center())
    for key in f"{text}\r":
        QTest.keyClick(QApplication.focusWidget(), key)


def status(window):
    return next(label.text() for label in window.statusBar().findChildren(QLabel))


def test_a_third_class_is_added_to_what_was_typed(opened):
    window = opened("two-classes", plots=False, first_run=True)
    type_into_the_first_output(window, "7")
    press(window, "Add a third class")
    entry = window.document.entry
    assert entry.columns == 3
    assert entry.table("outputs")[0].tolist() == [7, 0, 0]
    assert "beside what you entered" in status(window)
    window.document.stack.undo()
    assert window.document.entry.columns == 1


def test_what_nobody_touched_makes_room_for_the_example(opened):
    window = opened("two-classes", plots=False, first_run=True)
    press(window, "Add a third class")
    assert window.document.entry.class_names == ("cat", "dog", "bird")


def test_no_fourth_class_is_added_as_the_third(opened):
    window = opened("three-classes", plots=False)
    type_into_the_first_output(window, "7")
    own = window.document.entry
    window.actions_by_id["first-steps"].trigger()
    press(window, "Add a third class")
    assert window.document.entry.class_names == ("cat", "dog", "bird")
    assert window.document.entry.table("outputs")[0, 0] != 7
    leave = next(b for b in window.findChildren(QAbstractButton) if b.accessibleName() == "Leave the lesson")
    QTest.mouseClick(leave, LEFT)
    assert window.document.entry.same_sheet(own)


def test_first_steps_come_back_from_help(opened):
    window = opened("two-classes", plots=False, first_run=True)
    first = next(w for w in window.findChildren(QWidget) if w.accessibleName() == "First steps")
    press(window, "×")
    assert not first.isVisible()
    window.actions_by_id["first-steps"].trigger()
    assert first.isVisible()


def test_the_status_bar_tells_of_the_last_thing_done_alone(opened):
    window = opened(plots=False)
    window.actions_by_id["copy-value"].trigger()
    assert status(window).startswith("Copied")
    type_into_the_first_output(window, "7")
    assert status(window) == ""
    window.actions_by_id["undo"].trigger()
    assert status(window).startswith("Taken back")


def test_binary_says_which_class_it_asks_about_and_offers_the_others(opened):
    window = opened(plots=False)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert status(window).startswith("Asks about cat")
    choice = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Class asked about")
    assert choice.isVisible()
    assert [choice.itemText(place) for place in range(choice.count())] == ["cat", "dog", "bird"]
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert window.document.entry.yes == 1
    assert window.document.stack.undoText() == "Ask about dog"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not choice.isVisible()


def test_numbers_are_read_as_they_stand_from_the_menu(opened):
    window = opened("soft-labels", plots=False)
    before = window.document.entry.table("outputs").tolist()
    window.actions_by_id["read-probabilities"].trigger()
    assert window.document.entry.outputs_are == "probabilities"
    assert window.document.entry.table("outputs").tolist() == before
    assert not window.actions_by_id["read-probabilities"].isEnabled()
    assert window.actions_by_id["read-logits"].isEnabled()
