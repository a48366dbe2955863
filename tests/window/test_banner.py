"""The first-run strip: read as a whole at every width of the window; it follows the data and leads to the answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from xentgui import edits
from xentgui.entry import Entry
from xentgui.examples import examples
from xentgui.window.banner import QUESTION, STEPS, Banner


@pytest.mark.parametrize("width", [1248, 1408, 1888])
def test_the_question_is_not_cut(qtbot, width):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.resize(width, 58)
    banner.show()
    qtbot.waitExposed(banner)
    question = next(label for label in banner.findChildren(QLabel) if label.text() == QUESTION)
    assert not question.cut


@pytest.fixture
def first(opened):
    """The window at its first start, and what the strip says and points to."""
    window = opened("two-classes", (1280, 720), plots=False, first_run=True)

    def told():
        words = [label for label in window.banner.findChildren(QLabel) if label.text() != QUESTION]
        pointed = [each.text() for each in window.banner.findChildren(QPushButton) if each.property("primary")]
        assert not words[0].cut, words[0].text()
        return words[0].text(), *pointed

    return window, told


def press(qtbot, window, name):
    text = next(text for text, step in STEPS if step == name)
    button = next(each for each in window.banner.findChildren(QPushButton) if each.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_steps_lead_to_the_answer_of_the_question(first, qtbot):
    window, told = first
    assert told() == (examples["two-classes"].says, "Add a third class  →")
    for (_, name), following in zip(
        STEPS, ("Several labels", "Soft labels", "My own numbers", "My own numbers"), strict=True
    ):
        press(qtbot, window, name)
        assert told() == (examples[name].says, following)
    assert "−ln of the likelihood of the labels" in told()[0]


def test_undo_takes_the_words_back_too(first, qtbot):
    window, told = first
    press(qtbot, window, "three-classes")
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert told() == (examples["two-classes"].says, "Add a third class  →")


def test_numbers_of_ones_own_have_the_words_of_their_mode(first):
    window, told = first
    window.document.open(Entry.of([[1, 0]], [[0.5, 0.25]]))
    assert told()[0] == examples["three-classes"].says
    window.document.open(edits.set_mode(window.document.entry, "multi-sigmoid"))
    assert told()[0] == examples["several-labels"].says
    window.document.open(edits.set_cell(window.document.entry, "outputs", 0, 0, 3.0))
    assert told()[0] == examples["several-labels"].says


def test_the_keyboard_starts_in_the_outputs(first):
    window, _ = first
    assert window.focusWidget().accessibleName() == "Outputs"
