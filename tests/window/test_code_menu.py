"""Copy as code from the top row, by key and from a card: programs that print the value, LaTeX, and the data."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from xentgui.entry import Entry

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]])
WORDS = {
    "PyTorch program": "F.cross_entropy(",
    "TensorFlow program": "tf.nn.sparse_softmax_cross_entropy_with_logits",
    "Keras program": "keras",
    "JAX program": "optax.softmax_cross_entropy_with_integer_labels",
    "scikit-learn program": "log_loss",
    "NumPy program": "np",
    "Formula as LaTeX": r"\ln",
    "Data as NumPy arrays": "np.array",
    "Data as a Markdown table": "| ---: |",
}


@pytest.fixture
def window(opened):
    return opened(Entry.of(np.eye(3)[[0, 1, 2, 0]], LOGITS), plots=False)


def opened_menu(window, qtbot):
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_C, keys)
    return next(menu for menu in window.findChildren(QMenu) if menu.isVisible())


def copied(window, qtbot, text):
    """What is on the clipboard after a click on an entry of the menu."""
    QGuiApplication.clipboard().clear()
    menu = opened_menu(window, qtbot)
    action = next(each for each in menu.actions() if each.text() == text)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    return QGuiApplication.clipboard().text()


def test_each_entry_copies_what_it_says(window, qtbot):
    for text, words in WORDS.items():
        assert words in copied(window, qtbot, text), text


def test_the_numpy_program_prints_the_value_of_the_card(window, qtbot, capsys):
    exec(copied(window, qtbot, "NumPy program"), {})
    assert float(capsys.readouterr().out) == pytest.approx(window.document.analysis.cards[1].value, rel=1e-12)


def test_the_markdown_table_has_the_names_of_the_rows(opened, qtbot):
    window = opened(Entry.of(np.eye(3)[[0, 1]], LOGITS[:2], sample_names=("img1", "img2")), plots=False)
    lines = copied(window, qtbot, "Data as a Markdown table").splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| img1", "| img2"]


def test_the_data_come_back_from_the_numpy_literal(window, qtbot):
    names = {"np": np}
    exec(copied(window, qtbot, "Data as NumPy arrays"), names)
    assert any(isinstance(each, np.ndarray) and np.array_equal(each, LOGITS) for each in names.values())


def test_what_a_framework_has_no_words_for_is_said_and_nothing_is_copied(window, qtbot):
    window.actions_by_id["previous-card"].trigger()
    text = copied(window, qtbot, "scikit-learn program")
    said = [label.text() for label in window.statusBar().children() if hasattr(label, "text")]
    assert text == ""
    assert any(words.startswith("Not copied, scikit-learn program: ") for words in said)


def test_data_that_can_not_be_evaluated_leave_nothing_to_copy(window, qtbot):
    window.document.open(Entry.of(np.eye(2), np.array([[2.0, -1.0], [0.5, 0.5]]), outputs_are="probabilities"))
    actions = opened_menu(window, qtbot).actions()
    assert [action.isEnabled() for action in actions] == [False]
    assert "cannot be evaluated yet" in actions[0].text()
