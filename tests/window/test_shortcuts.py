"""Every shortcut does what it prints, on the keyboards of three countries, without Shift for a digit or a sign."""

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from xentgui.window.main import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
UNSHIFTED = {  # what the keys give that are no letters of the alphabet
    "US": "`1234567890-=[];'#,./\\",
    "German": "^1234567890ß´ü+öä#,.-<",
    "French": "²&é\"'(-è_çà)=^$ùm*,;:!<",
}
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def on_keyboard(sequence: QKeySequence, signs: str) -> bool:
    """Whether its key gives it there without Shift."""
    key = sequence[0].key().value
    return key >= 0x01000000 or chr(key) in LETTERS or chr(key) in signs.upper() or chr(key) in signs


def with_shortcuts(window: MainWindow):
    return {name: action for name, action in window.actions_by_id.items() if action.shortcuts()}


@pytest.mark.parametrize("country", UNSHIFTED)
def test_every_shortcut_pressed_there_does_what_it_is_for(opened, country):
    window = opened("three-classes")
    done = []
    for name, action in with_shortcuts(window).items():
        action.setEnabled(True)
        action.triggered.disconnect()  # only which of them is asked for
        action.triggered.connect(lambda _=False, name=name: done.append(name))
    for name, action in with_shortcuts(window).items():
        keys = [keys for keys in action.shortcuts() if on_keyboard(keys, UNSHIFTED[country])]
        assert keys, f"{name} cannot be pressed: {action.shortcut().toString()}"
        combination: QKeyCombination = keys[0][0]
        window.setFocus()
        QTest.keyClick(window, combination.key(), combination.keyboardModifiers())
        assert done.pop() == name, keys[0].toString()
        assert not done


def test_both_keys_for_redo_do_again_what_was_taken_back(opened):
    window = opened("three-classes")
    table = next(each for each in window.findChildren(QTableView) if each.accessibleName() == "Outputs")
    table.setFocus()
    for again, modifiers in ((Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)):
        before = window.document.entry
        QTest.keyClick(table, Qt.Key.Key_Delete)
        changed = window.document.entry
        assert not changed.same_as(before)
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert window.document.entry.same_as(before)
        QTest.keyClick(window, again, modifiers)
        assert window.document.entry.same_as(changed)
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)


def test_no_two_have_the_same_keys(opened):
    keys = [keys.toString() for action in with_shortcuts(opened()).values() for keys in action.shortcuts()]
    assert len(keys) == len(set(keys))


def letter_of(action):
    return action.text().partition("&")[2][0].upper()


def test_alt_and_the_letter_underlined_open_each_menu(opened):
    window = opened()
    for action in window.menuBar().actions():
        QTest.keyClick(window, Qt.Key[f"Key_{letter_of(action)}"], Qt.KeyboardModifier.AltModifier)
        assert action.menu().isVisible(), action.text()
        action.menu().close()


@pytest.mark.parametrize("menu", range(6))
def test_a_letter_underlined_in_a_menu_does_what_it_underlines(opened, menu):
    """After Alt and the letter of the menu; it does it at once, so no other has the same."""
    window = opened(plots=False)
    top = window.menuBar().actions()[menu]
    done = []
    for action in (each for each in top.menu().actions() if "&" in each.text() and each.menu() is None):
        action.setEnabled(True)
        action.triggered.disconnect()  # only which of them is asked for
        action.triggered.connect(lambda _=False, action=action: done.append(action))
        QTest.keyClick(window, Qt.Key[f"Key_{letter_of(top)}"], Qt.KeyboardModifier.AltModifier)
        QTest.keyClicks(top.menu(), letter_of(action))
        assert done == [action], action.text()
        done.clear()


def test_nearly_everything_in_a_menu_has_its_letter(opened):
    window = opened(plots=False)
    inside = [action for top in window.menuBar().actions() for action in top.menu().actions() if action.text()]
    assert sum("&" not in action.text() for action in inside) <= 6
    hand_out = next(action for action in inside if "Hand" in action.text())
    assert letter_of(hand_out) == "H"


@pytest.mark.parametrize("place", ["Outputs", "Labels", "Loss of each row", "cards"])
def test_rows_and_classes_come_and_go_by_the_keys_that_the_menu_shows(opened, place):
    window = opened("three-classes")
    sheets = {sheet.accessibleName(): sheet for sheet in window.tables.stack.sheets}
    for key, modifiers, rows, columns in (
        (Qt.Key.Key_I, CTRL, 5, 3),
        (Qt.Key.Key_Delete, CTRL, 3, 3),
        (Qt.Key.Key_I, CTRL | SHIFT, 4, 4),
        (Qt.Key.Key_Delete, CTRL | SHIFT, 4, 2),
    ):
        sheets.get(place, window.cards).setFocus()
        QTest.keyClick(sheets.get(place, window.cards), key, modifiers)
        assert (window.document.entry.rows, window.document.entry.columns) == (rows, columns)
        window.document.undo()
