"""The whole window by keyboard alone: where the keys lead, and that nothing is lost on the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from xentgui.opening import of_example
from xentgui.window.main import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(qtbot):
    made = []

    def make(name="three-classes", size=(1440, 900)):
        window = MainWindow(of_example(name), in_place=True)
        qtbot.addWidget(window)
        made.append(window)
        window.resize(*size)
        window.show()
        window.put_in_plots()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        return window

    yield make
    for window in made:
        window.document.stack.setClean()


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def again(window, step):
    """The keys of undo or redo."""
    QTest.keySequence(QApplication.focusWidget(), window.actions_by_id[step].shortcut())


def cards(window):
    """What assistive software reads on the cards, and which of them is on."""
    view = next(each for each in window.findChildren(QWidget) if each.accessibleName() == "Definitions")
    return [(each.accessibleName(), each) for each in view.findChildren(QAbstractButton) if each.isVisible()]


def chosen(window):
    [name] = [name for name, card in cards(window) if card.isChecked()]
    return name.partition(":")[0]


def focused(window):
    return QApplication.focusWidget().accessibleName().partition(":")[0]


def test_a_moved_card_stays_chosen_through_undo_and_redo(opened):
    window = opened()
    cards(window)[1][1].setFocus(Qt.FocusReason.TabFocusReason)
    press(KEYS.Key_Up, ALT)
    assert cards(window)[0][0].startswith("TensorFlow intro: ")
    for step, place in (("undo", 1), ("redo", 0), ("undo", 1), ("redo", 0)):
        again(window, step)
        assert chosen(window) == focused(window) == "TensorFlow intro"
        assert window.document.focus.chosen == place


def test_a_card_that_is_removed_leaves_the_other_chosen(opened):
    window = opened()
    cards(window)[0][1].setFocus(Qt.FocusReason.TabFocusReason)
    press(KEYS.Key_Delete)
    assert len(cards(window)) == 2
    assert chosen(window) == "TensorFlow intro"
    for step in ("undo", "redo"):
        again(window, step)
        assert chosen(window) == "TensorFlow intro"


def test_training_has_the_keyboard_and_escape_gives_it_back(opened):
    window = opened()
    press(KEYS.Key_T, CTRL)
    assert focused(window) == "Play"
    press(KEYS.Key_End)
    assert window.verbs.training.running.epoch == 300
    press(KEYS.Key_M, CTRL)
    assert focused(window) == "My number"
    press(KEYS.Key_Escape)
    assert focused(window) == "Outputs"
    assert window.pages.currentIndex() == 0


def test_the_tabs_lead_from_training_to_a_curve(opened):
    window = opened()
    press(KEYS.Key_T, CTRL)
    window.verbs.training.panel.tabs.setFocus(Qt.FocusReason.TabFocusReason)
    press(KEYS.Key_Left)
    assert window.pages.currentIndex() == 0
    assert QApplication.focusWidget() is window.lower_right.tabs
    assert window.lower_right.front == "Gradient"
