"""The frameworks panel in the window with real keys and clicks: searching, reading, adding, and following the data."""

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QTreeWidget

from xentgui.entry import Entry

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]])
KEY = Qt.Key


@pytest.fixture
def window(opened):
    return opened(Entry.of(np.eye(3)[[0, 1, 2, 0]], LOGITS), plots=False)


@pytest.fixture
def panel(window, qtbot):
    """Opened with Ctrl+F."""
    qtbot.keyClick(window, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())


def tree(panel):
    return panel.findChild(QTreeWidget)


def groups(panel):
    """Heading, value and the functions in sight of each group."""
    found = {}
    for place in range(tree(panel).topLevelItemCount()):
        group = tree(panel).topLevelItem(place)
        if not group.isHidden():
            items = [group.child(i) for i in range(group.childCount())]
            found[group.text(0)] = (group.text(1), [item.text(0) for item in items if not item.isHidden()])
    return found


def functions(panel):
    return [name for _, names in groups(panel).values() for name in names]


def search(qtbot, panel, text):
    edit = panel.findChild(QLineEdit)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    return edit


def button(panel, text):
    return next(each for each in panel.findChildren(QPushButton) if each.text() == text)


def words(panel):
    return " ".join(label.text() for label in panel.findChildren(QLabel))


def test_functions_that_agree_stand_together_and_say_which_card_agrees(panel):
    first, (value, names) = next(iter(groups(panel).items()))
    assert first.endswith("functions agree = TensorFlow intro = CS231n")
    assert value == "0.5500"
    assert "torch.nn.CrossEntropyLoss" in names
    assert "torch.nn.BCEWithLogitsLoss" not in names


def test_what_does_not_take_the_data_stands_last_with_its_reason(panel, qtbot):
    heading, (_, names) = list(groups(panel).items())[-1]
    assert "not take these data" in heading
    assert "Binary cross-entropy" in names
    search(qtbot, panel, "binary form of one")
    item = tree(panel).topLevelItem(tree(panel).topLevelItemCount() - 1).child(0)
    tree(panel).setCurrentItem(item)
    assert "It does not take these data: 3 columns" in words(panel)
    assert not button(panel, "Show as card").isEnabled()


def test_the_search_knows_names_arguments_and_particulars(panel, qtbot):
    search(qtbot, panel, "label_smoothing torch")
    assert {"torch.nn.CrossEntropyLoss", "liger_kernel.LigerCrossEntropyLoss"} <= set(functions(panel))
    assert "torch.nn.BCELoss" not in functions(panel)
    search(qtbot, panel, "optax")
    assert functions(panel)
    assert all("optax" in name for name in functions(panel))
    search(qtbot, panel, "no such thing")
    assert functions(panel) == []


def test_keys_lead_from_the_search_to_a_card(window, panel, qtbot):
    edit = search(qtbot, panel, "torch.nn")
    qtbot.keyClick(edit, KEY.Key_Down)
    qtbot.keyClick(edit, KEY.Key_Up)
    assert "PyTorch CrossEntropyLoss" in words(panel)
    qtbot.keyClick(edit, KEY.Key_Return)
    assert [card.title for card in window.document.analysis.cards][3:] == ["PyTorch CrossEntropyLoss"]
    window.document.stack.undo()
    assert len(window.document.analysis.cards) == 3


def test_a_click_and_the_button_make_a_card(window, panel, qtbot):
    search(qtbot, panel, "BCEWithLogits")
    qtbot.mouseClick(button(panel, "Show as card"), Qt.MouseButton.LeftButton)
    assert [card.title for card in window.document.analysis.cards][3:] == ["PyTorch BCEWithLogitsLoss"]


def test_particulars_and_the_page_of_the_documentation(panel, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    search(qtbot, panel, "CrossEntropyLoss torch.nn")
    assert "Takes logits; softmax outputs passed in are softmaxed again" in words(panel)
    assert "weight, reduction, label_smoothing, ignore_index" in words(panel)
    qtbot.mouseClick(button(panel, "Documentation"), Qt.MouseButton.LeftButton)
    assert opened == [QUrl("https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html")]


def test_a_year_is_said_once(panel, qtbot):
    search(qtbot, panel, "ch. 3")
    assert "Michael Nielsen, Neural Networks and Deep Learning (2015), chapter 3" in words(panel)
    assert words(panel).count("2015") == 1


def test_it_follows_the_data_and_keeps_what_is_selected(window, panel, qtbot):
    search(qtbot, panel, "torch.nn.CrossEntropyLoss")
    window.actions_by_id["weights"].trigger()
    assert functions(panel) == ["torch.nn.CrossEntropyLoss(weight=[1, 1, 1])"]
    assert "class weights 1, 1, 1" in words(panel)
    assert "PyTorch CrossEntropyLoss" in words(panel)
    window.document.stack.undo()
    assert functions(panel) == ["torch.nn.CrossEntropyLoss"]


def test_what_was_changed_while_it_was_closed_is_there_when_it_is_opened_again(window, panel, qtbot):
    qtbot.keyClick(panel, KEY.Key_Escape)
    assert not panel.isVisible()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.open_example("several-labels")
    qtbot.keyClick(window, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    headings = groups(panel)
    assert any("need one class in every row" in heading for heading in headings)
    values = [value for value, _ in headings.values() if value]
    assert len(set(values)) == len(values), "two values that differ look alike"


def test_data_that_can_not_be_evaluated_are_said(window, panel):
    window.open_example("three-classes")
    window.document.open(Entry.of(np.eye(2), np.array([[2.0, -1.0], [0.5, 0.5]]), outputs_are="probabilities"))
    assert functions(panel) == []
    assert "2 is not a probability" in words(panel)


def test_what_is_said_of_a_function_shows_no_markup(panel):
    told = [label for label in panel.findChildren(QLabel) if "Bishop" in label.text()]
    assert told
    assert all(label.textFormat() == Qt.TextFormat.RichText for label in told)


def test_where_no_row_has_a_label_yet_that_is_said_instead_of_zeros(window, panel):
    window.open_example("empty")
    assert functions(panel) == []
    assert "No row has a label yet" in words(panel)
