"""The options editor with real keys: every field has its help, its value is checked, formula and value follow."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QLabel, QLineEdit, QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus, ShownCard
from xentgui.losses.definition import Definition
from xentgui.window.options import OptionsDialog, in_print
from xentgui.window.typesetting import FormulaLabel

LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]])
ENTRY = Entry.of(np.eye(3)[[0, 1, 2, 0]], LOGITS)
FIELDS = [field.name for field in dataclasses.fields(Definition)]
KEY = Qt.Key


@pytest.fixture
def dialog(qtbot):
    """The options of the second card, the TensorFlow intro."""
    opened = OptionsDialog(Analysis(ENTRY, Focus(chosen=1)), ENTRY.cards[1])
    qtbot.addWidget(opened)
    opened.show()
    return opened


def field(dialog, name):
    return next(each for each in dialog.findChildren(QWidget) if each.accessibleName() == name)


def enter(qtbot, dialog, name, text):
    """Types into a field."""
    edit = field(dialog, name)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def paste(qtbot, dialog, name, text):
    """Pastes into a field, in place of what is there."""
    QApplication.clipboard().setText(text)
    edit = field(dialog, name)
    edit.setFocus()
    edit.selectAll()
    qtbot.keySequence(edit, QKeySequence.StandardKey.Paste)


def choose(qtbot, dialog, name, choice):
    """Chooses with the arrow keys."""
    box = field(dialog, name)
    box.setFocus()
    for _ in range(box.count()):
        qtbot.keyClick(box, KEY.Key_Up)
    while box.currentText() != choice:
        before = box.currentIndex()
        qtbot.keyClick(box, KEY.Key_Down)
        assert box.currentIndex() > before, f"{choice} is not among the choices of {name}"


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]


def beside(dialog, name):
    """What stands beside a field: on its line, to the right of it."""
    edit = field(dialog, name)
    place = edit.mapTo(dialog, edit.rect().center())
    notes = [
        label for label in dialog.findChildren(QLabel) if label.mapTo(dialog, label.rect().center()).x() > place.x()
    ]
    nearest = min(notes, key=lambda label: abs(label.mapTo(dialog, label.rect().center()).y() - place.y()))
    return nearest.text()


def ok(dialog):
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_can_be_edited_and_has_its_line_of_help(dialog, name):
    assert field(dialog, name).focusPolicy() & Qt.FocusPolicy.TabFocus
    assert beside(dialog, name) == in_print(Definition.__dataclass_fields__[name].metadata["help"])


def test_help_is_written_with_the_minus_of_print(dialog):
    assert beside(dialog, "likelihood") == "what a sample costs: y ln a, also (1 − y) ln(1 − a), or squares"
    assert beside(dialog, "clip") == "epsilon: a is moved into [epsilon, 1 − epsilon]"
    assert "one-hot" in beside(dialog, "one_class")


def test_one_number_may_have_a_decimal_comma_and_several_have_commas_between_them(dialog, qtbot):
    enter(qtbot, dialog, "label_smoothing", "0,25")
    enter(qtbot, dialog, "class_weights", "1, 2, 0.5")
    assert ok(dialog).isEnabled()
    assert (dialog.card.definition.label_smoothing, dialog.card.definition.class_weights) == (0.25, (1.0, 2.0, 0.5))


@pytest.mark.parametrize("text", ["1\t2\t0.5", "1\n2\n0.5\n", "[1.0, 2.0, 0.5]"], ids=repr)
def test_weights_are_pasted_from_a_sheet_and_from_a_print(dialog, qtbot, text):
    paste(qtbot, dialog, "class_weights", text)
    assert ok(dialog).isEnabled()
    assert dialog.card.definition.class_weights == (1.0, 2.0, 0.5)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("label_smoothing", "2", "must be a number from 0 to 1"),
        ("label_smoothing", "abc", "must be a number, not 'abc'"),
        ("label_smoothing", "0.1\t0.2\n0.3\t0.4", "must be a number, not '0.1 0.2 0.3 0.4'"),
        ("clip", "0.9", "must be a number between 0 and 0.5"),
        ("log_base", "1", "must be a finite number > 0 other than 1"),
        ("ignore_index", "1.5", "must be a whole number"),
        ("class_weights", "1, -2, 3", "must be a finite number >= 0"),
        ("class_weights", "1, 2", "2 weights, where 3, one a column, are needed"),
        ("pos_weight", "2", "goes with likelihood='bernoulli' only"),
    ],
)
def test_what_can_not_be_is_said_beside_its_field_and_not_taken(dialog, qtbot, name, text, reason):
    paste(qtbot, dialog, name, text)
    assert reason in beside(dialog, name)
    assert not ok(dialog).isEnabled()
    enter(qtbot, dialog, name, "none" if name != "log_base" else "e")
    assert beside(dialog, name) == in_print(Definition.__dataclass_fields__[name].metadata["help"])
    assert ok(dialog).isEnabled()


def test_value_and_formula_follow_each_change(dialog, qtbot):
    formula = dialog.findChild(FormulaLabel)
    assert any(text.startswith("0.5500 nats") for text in texts(dialog))
    before = formula.accessibleName()
    enter(qtbot, dialog, "log_base", "2")
    assert any(text.startswith("0.7934 bits") for text in texts(dialog))
    assert formula.accessibleName() != before
    choose(qtbot, dialog, "reduction", "sum")
    assert any(text.startswith("3.1737 bits") for text in texts(dialog))


def test_what_is_accepted_is_the_definition_of_the_fields(dialog, qtbot):
    enter(qtbot, dialog, "label_smoothing", "0.1")
    enter(qtbot, dialog, "class_weights", "1, 2, 4")
    choose(qtbot, dialog, "normalise_by", "weights")
    qtbot.mouseClick(ok(dialog), Qt.MouseButton.LeftButton)
    assert dialog.result() == OptionsDialog.DialogCode.Accepted
    taken = dialog.card.definition
    assert (taken.label_smoothing, taken.class_weights, taken.normalise_by) == (0.1, (1.0, 2.0, 4.0), "weights")
    assert "label_smoothing=0.1" in dialog.card.title


def test_a_title_that_says_the_fields_goes_on_doing_so_and_one_s_own_stays(qtbot):
    for before, after in (("softmax, log_base=2", "softmax, log_base=2, label_smoothing=0.1"), ("Mine", "Mine")):
        card = ShownCard("card", before, before, Definition(log_base=2), own=("log_base",))
        opened = OptionsDialog(Analysis(ENTRY, Focus()), card)
        qtbot.addWidget(opened)
        opened.show()
        enter(qtbot, opened, "label_smoothing", "0.1")
        qtbot.mouseClick(ok(opened), Qt.MouseButton.LeftButton)
        assert opened.card.title == after


def test_escape_leaves_the_card_as_it_was(dialog, qtbot):
    enter(qtbot, dialog, "label_smoothing", "0.1")
    qtbot.keyClick(dialog, KEY.Key_Escape)
    assert dialog.result() == OptionsDialog.DialogCode.Rejected


def test_a_known_definition_fills_all_fields(dialog, qtbot):
    choose(qtbot, dialog, "Start from", "torch.nn.BCELoss")
    assert field(dialog, "log_clamp").text() == "-100.0"
    assert field(dialog, "likelihood").currentText() == "bernoulli"
    assert field(dialog, "Title").text() == "PyTorch BCELoss"


def test_in_the_window_the_options_are_a_step_and_the_formula_of_the_card_follows(opened, qtbot):
    window = opened(plots=False)
    before = window.document.analysis.cards[1]

    def fill():
        dialog = QApplication.activeModalWidget()
        enter(qtbot, dialog, "label_smoothing", "0.1")
        qtbot.keyClick(field(dialog, "label_smoothing"), KEY.Key_Return)

    QTimer.singleShot(0, fill)
    qtbot.keyClick(window, KEY.Key_E, Qt.KeyboardModifier.ControlModifier)
    after = window.document.analysis.cards[1]
    assert after.definition.label_smoothing == 0.1
    assert after.pieces != before.pieces
    assert after.value > before.value
    window.document.stack.undo()
    assert window.document.analysis.cards[1].value == before.value


def test_a_definition_of_one_s_own_is_added_as_a_card(opened, qtbot):
    window = opened(plots=False)

    def fill():
        dialog = QApplication.activeModalWidget()
        edit = field(dialog, "Title")
        assert isinstance(edit, QLineEdit)
        enter(qtbot, dialog, "Title", "In bits")
        enter(qtbot, dialog, "log_base", "2")
        assert isinstance(field(dialog, "activation"), QComboBox)
        qtbot.mouseClick(ok(dialog), Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, fill)
    qtbot.keyClick(window, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    cards = window.document.analysis.cards
    assert [card.title for card in cards][3:] == ["In bits"]
    assert cards[3].value == pytest.approx(cards[1].value / np.log(2), rel=1e-14)
