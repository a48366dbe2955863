"""The first-run strip, whole at every width of the window: its steps are a lesson that leads to the answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from xentgui.examples import FIRST_STEPS
from xentgui.window.banner import INVITES, QUESTION, STEPS, Banner
from xentgui.window.theme import LIGHT


@pytest.mark.parametrize("width", [1248, 1408, 1888])
def test_the_question_is_not_cut(qtbot, width):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.resize(width, 58)
    banner.show()
    qtbot.waitExposed(banner)
    words = {label.text(): label for label in banner.findChildren(QLabel)}
    assert not any(words[text].cut for text in (QUESTION, INVITES))


@pytest.fixture
def first(opened):
    """The window at its first start."""
    return opened("two-classes", (1280, 720), plots=False, first_run=True)


def press(qtbot, window, text):
    button = next(each for each in window.findChildren(QPushButton) if each.text() == text and each.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def told(window):
    words = " ".join(label.text() for label in window.lessons.bar.findChildren(QLabel) if label.isVisible())
    return words.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("place", "text"), STEPS.items())
def test_each_button_leads_to_its_step(first, qtbot, place, text):
    press(qtbot, first, text)
    assert not first.banner.isVisible()
    assert told(first).startswith(f"Step {place + 1} of 5 {FIRST_STEPS.steps[place].says}")


def test_the_steps_ask_first_and_lead_to_the_answer_where_all_agree(first, qtbot):
    own = first.document.entry
    press(qtbot, first, STEPS[1])
    for right in ("Higher", "Lower", None):
        if right is not None:
            assert any(card.accessibleName().endswith("hidden until you answer") for card in _cards(first))
            press(qtbot, first, right)
            assert "✓" in told(first)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)  # Next has the keyboard
    assert "Step 5 of 5 The answer: they give one number when each is −ln of the likelihood" in told(first)
    assert {card.accessibleName().split(": ")[1] for card in _cards(first)} == {"0.5816 nats, mean of 4 rows"}
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert first.document.entry is own
    assert QApplication.focusWidget().isVisible()  # and not the step that began it, which is gone
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not first.document.visiting


def test_nothing_moves_with_an_answer(first, qtbot):
    press(qtbot, first, STEPS[1])
    qtbot.wait(100)
    high = first.lessons.bar.height()
    press(qtbot, first, "Higher")
    qtbot.wait(100)
    assert first.lessons.bar.height() == high


def test_the_way_on_is_whole_and_ringed_where_it_has_the_keyboard(first, qtbot):
    press(qtbot, first, STEPS[1])
    press(qtbot, first, "Higher")
    way = QApplication.focusWidget()
    assert way.text() == "Next  →"
    qtbot.waitUntil(lambda: way.width() >= way.sizeHint().width())  # its words are bold now
    painted = way.grab().toImage()
    colours = {painted.pixelColor(0, painted.height() // 2).name(), painted.pixelColor(20, 1).name()}
    assert colours == {LIGHT.ring.lower()}
    between = {painted.pixelColor(x, y).name() for x in range(4, way.width() - 4) for y in (4, way.height() - 5)}
    assert between == {LIGHT.chosen.lower()}, "nothing crosses the words"


def _cards(window):
    view = next(each for each in window.findChildren(QWidget) if each.accessibleName() == "Definitions")
    return [card for card in view.children() if isinstance(card, QWidget) and card.isVisible()]


def test_ones_own_numbers_have_an_empty_sheet(first, qtbot):
    press(qtbot, first, "My own numbers")
    assert not first.document.visiting
    assert first.document.stack.undoText() == "Example An empty sheet"


@pytest.mark.parametrize("how", ["a class more", "a paste", "an example"])
def test_it_goes_over_data_of_ones_own_and_comes_back_with_undo(first, qtbot, how):
    qtbot.keyClick(first.focusWidget(), Qt.Key.Key_0)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert first.banner.isVisible()  # it invites to change a cell
    if how == "a class more":
        press(qtbot, first, STEPS[1])
    elif how == "a paste":
        QApplication.clipboard().setText("logits = [[2, 1, 0], [0, 1, 2]]\nlabels = [0, 1]")
        first.actions_by_id["paste"].trigger()
    else:
        first.actions_by_id["example-three-classes"].trigger()
    assert first.document.entry.columns == 3
    assert not first.banner.isVisible()
    first.actions_by_id["undo"].trigger()
    assert first.banner.isVisible() is (how != "a paste")  # then somebody has begun with numbers of their own
    first.actions_by_id["first-steps"].trigger()
    assert first.banner.isVisible()


def test_the_keyboard_starts_in_the_outputs(first):
    assert first.focusWidget().accessibleName() == "Outputs"
