"""The whole window by keyboard alone: where the keys lead, and that nothing is lost on the way."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, ShownCard
from xentgui.sources import sources
from xentgui.window.strip.sentence import Sentence

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


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


def test_training_has_the_keyboard_and_its_own_key_gives_it_back(opened):
    window = opened()
    press(KEYS.Key_T, CTRL)
    assert focused(window) == "Play"
    press(KEYS.Key_End)
    assert window.pages.training.running.epoch == 300
    press(KEYS.Key_M, CTRL)
    assert focused(window) == "My number"
    press(KEYS.Key_Escape)
    assert window.pages.currentIndex() == 1, "Escape closes no page"
    press(KEYS.Key_T, CTRL)
    assert focused(window) == "Outputs"
    assert window.pages.currentIndex() == 0


def test_the_tabs_lead_from_training_to_a_curve(opened):
    window = opened()
    press(KEYS.Key_T, CTRL)
    window.pages.training.panel.tabs.setFocus(Qt.FocusReason.TabFocusReason)
    press(KEYS.Key_Left)
    assert window.pages.currentIndex() == 0
    assert QApplication.focusWidget() is window.lower_right.tabs
    assert window.lower_right.front == "Likelihood"


def tabbed(start):
    """Where Tab leads, from one place on until it has been there before, and whether that is where it began."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    names, seen, here = [], [], start
    while here not in seen:
        seen.append(here)
        names.append((here.accessibleName() or here.text()).partition(":")[0])
        press(KEYS.Key_Tab)
        here = QApplication.focusWidget()
    return names, here is start


def test_tab_goes_through_the_page_as_it_stands(opened):
    window = opened("two-classes")
    order, _ = tabbed(cards(window)[1][1])  # until a table keeps it
    assert order.pop(1).startswith("Nielsen (63), summed over both classes"), "a sentence with words that open"
    assert order.pop(1).startswith("TensorFlow intro is the negative log-likelihood"), "another one"
    assert order == ["TensorFlow intro", "Panels", "Loss of row 1 as f(cat) moves. f(cat) = 2", "Next row",
                     "Terms of the row", "Mode", "My number", "Logarithm", "Over rows", "Copy as code",
                     "Outputs"]  # fmt: skip


def test_tab_goes_round_training_as_it_stands(opened):
    window = opened()
    press(KEYS.Key_T, CTRL)
    order, round_about = tabbed(window.number.field.findChild(QLineEdit))
    assert round_about
    places = ["My number", "Start", "input x", "Quadratic (6)", "Cross-entropy (57)", "Panels", "Train",
              "Cost, epoch by epoch, epoch 0", "Play", "Epoch", "Speed"]  # fmt: skip
    assert [order.index(name) for name in places] == sorted(order.index(name) for name in places)


def test_lines_of_the_list_come_in_their_order(opened):
    window = opened()
    for name in ("torch.nn.CrossEntropyLoss", "torch.nn.NLLLoss"):
        card = ShownCard(name, name, name, sources[name].definition, source=name)
        window.document.apply(Edit("Add", partial(add_card, card=card)))
    assert len(cards(window)) == 5
    order, _ = tabbed(cards(window)[1][1])
    sentences = [part.accessibleName().partition(":")[0] for part in window.strip.findChildren(Sentence)]
    assert order[:6] == ["TensorFlow intro", *sentences, "A case where all agree", "Panels"]


def test_f6_enters_each_pane_where_the_keyboard_belongs(opened):
    window = opened("cs231n")  # its card is the third
    window.banner.show()
    press(KEYS.Key_2, CTRL)
    found = []
    for _ in range(8):
        press(KEYS.Key_F6)
        found.append(QApplication.focusWidget().accessibleName().partition(":")[0] or QApplication.focusWidget().text())
    right = ["CS231n notes", "Nielsen (63), summed over both classes", "Loss of row 1"]
    begins = [*right, "Mode", "Add a third class", "Outputs", *right[:2]]
    assert all(name.startswith(begin) for name, begin in zip(found, begins, strict=True)), found
    assert window.top.focusProxy().text() == "Binary"


def test_f6_reaches_the_answer_to_my_number_and_leaves_it(opened, qtbot):
    window = opened()
    press(KEYS.Key_M, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), "2.3535")
    press(KEYS.Key_Return)
    press(KEYS.Key_F6)
    assert window.number.panel.isAncestorOf(QApplication.focusWidget())
    press(KEYS.Key_F6)
    assert window.tables.isAncestorOf(QApplication.focusWidget())
    press(KEYS.Key_F6, SHIFT)
    assert window.number.panel.isAncestorOf(QApplication.focusWidget())


def test_the_keyboard_goes_from_the_card_to_its_line_and_back(opened):
    window = opened()
    cards(window)[1][1].setFocus(Qt.FocusReason.TabFocusReason)
    card = ShownCard("more", "More", "More", sources["softmax"].definition)
    window.document.apply(Edit("Add", partial(add_card, card=card)))
    assert len(cards(window)) == 4
    assert chosen(window) == focused(window) == "TensorFlow intro"
    again(window, "undo")
    assert len(cards(window)) == 3
    assert chosen(window) == focused(window) == "TensorFlow intro"


@pytest.mark.parametrize("key", [KEYS.Key_Return, KEYS.Key_Enter, KEYS.Key_Space])
def test_a_button_is_pressed_by_enter_as_by_space(opened, key):
    window = opened()
    next(button for button in window.findChildren(QAbstractButton) if button.text() == "Binary").setFocus()
    press(key)
    assert window.document.entry.mode == "binary"


def test_shift_f10_opens_the_menu_of_a_card(opened, qtbot):
    window = opened()
    cards(window)[2][1].setFocus(Qt.FocusReason.TabFocusReason)
    press(KEYS.Key_F10, SHIFT)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert "Move towards the first" in [action.text() for action in menu.actions()]
    menu.close()
    assert chosen(window) == "CS231n notes"


def test_escape_leaves_the_tables_for_the_chosen_card(opened):
    window = opened("cs231n", size=(1280, 720))
    assert focused(window) == "Outputs"
    press(KEYS.Key_Escape)
    assert focused(window) == chosen(window) == "CS231n notes"
