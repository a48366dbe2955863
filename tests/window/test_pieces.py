"""Data that come in pieces, each pasted by itself: a name wins, then the place of the keyboard, then shape and kind."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView

from xentgui import edits, evaluate
from xentgui.entry import Edit
from xentgui.opening import of_example
from xentgui.window.main import MainWindow
from xentgui.window.widgets.notice import Notice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL = Qt.KeyboardModifier.ControlModifier
Z = "tensor([[ 2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.5, 0.5]])"
TABLE = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.5, 0.5]]


class Desk:
    """A window, and somebody who pastes into it."""

    def __init__(self, qtbot, example: str) -> None:
        self.window = MainWindow(of_example(example), in_place=True)
        qtbot.addWidget(self.window)
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.qtbot = qtbot

    @property
    def entry(self):
        return self.window.document.entry

    def show_weights(self) -> None:
        """The row of weights, with the keyboard in it, as where somebody wants to enter them."""
        weigh = partial(edits.set_class_weights, weights=(1.0,) * self.entry.columns)
        self.window.document.apply(Edit("Class weights", weigh))
        self.window.tables.enter_weights()

    def sheet(self, name: str) -> QTableView:
        return next(sheet for sheet in self.window.findChildren(QTableView) if sheet.accessibleName() == name)

    def click(self, name: str, row: int = 0, column: int = 0) -> None:
        sheet = self.sheet(name)
        where = sheet.visualRect(sheet.model().index(row, column)).center()
        QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=where)

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CTRL)

    def number(self) -> str:
        fields = self.window.findChildren(QLineEdit)
        return next(field for field in fields if field.accessibleName() == "My number").text()

    def status(self) -> str:
        """What the status bar says."""
        return self.window.statusBar().findChild(QLabel).text()

    def notices(self) -> dict[str, str]:
        """The lines over the page: what each is called, and its words."""
        shown = [notice for notice in self.window.findChildren(Notice) if notice.isVisible()]
        return {notice.accessibleName(): notice.findChild(QLabel).text() for notice in shown}

    def press(self, text: str) -> None:
        buttons = [b for notice in self.window.findChildren(Notice) for b in notice.findChildren(QPushButton)]
        QTest.mouseClick(next(b for b in buttons if b.text() == text and b.isVisible()), Qt.MouseButton.LeftButton)


@pytest.fixture
def desk(qtbot):
    return lambda example="three-classes": Desk(qtbot, example)


@pytest.fixture
def with_data(desk):
    """A window with logits and labels of one's own, pasted one after the other."""
    made = desk("empty")
    made.click("Outputs")
    for piece in (Z, "tensor([0, 1, 2, 0])"):
        made.paste(piece)
    return made


def classes(entry) -> list[int]:
    return entry.table("labels").argmax(axis=1).tolist()


@pytest.mark.parametrize("example", ["empty", "three-classes"])
def test_logits_labels_and_the_number_come_one_after_the_other(desk, example):
    made = desk(example)
    made.click("Outputs")
    made.paste(Z)
    assert made.entry.table("outputs").tolist() == TABLE
    assert not made.entry.table("labels").any()
    assert "No labels" in made.notices()
    made.paste("tensor([0, 1, 2, 0])")
    assert made.entry.table("outputs").tolist() == TABLE
    assert classes(made.entry) == [0, 1, 2, 0]
    assert "No labels" not in made.notices()
    made.paste("tensor(0.4591)")
    assert made.entry.table("outputs").tolist() == TABLE
    assert made.number() == "tensor(0.4591)" or made.number() == "0.4591"


def test_that_labels_are_missing_goes_with_the_paste(desk):
    made = desk("empty")
    made.click("Outputs")
    made.paste(Z)
    assert "No labels" in made.notices()
    made.window.document.undo()
    assert "No labels" not in made.notices()


@pytest.mark.parametrize("place", ["Outputs", "Labels"])
def test_class_numbers_one_for_each_row_are_labels_however_they_are_written(desk, place):
    made = desk("empty")
    made.click("Outputs")
    made.paste(Z)
    for text in ("0 1 2 0", "0, 1, 2, 0", "0\n1\n2\n0", "[0, 1, 2, 0]", "0\t1\t2\t0", "labels = [0, 1, 2, 0]"):
        made.click(place)
        made.paste(text)
        assert made.entry.table("outputs").tolist() == TABLE, text
        assert classes(made.entry) == [0, 1, 2, 0], text
        assert made.entry.table("labels").sum() == 4, text
        made.window.document.undo()
        assert not made.entry.table("labels").any(), text


@pytest.mark.parametrize("text", ["labels = [[1,1,0],[0,1,0],[0,0,0],[1,0,1]]", "1 1 0\n0 1 0\n0 0 0\n1 0 1"])
def test_first_labels_that_name_several_classes_make_each_output_a_question_of_its_own(desk, text):
    made = desk("empty")
    made.click("Outputs")
    made.paste(Z)
    assert made.entry.mode == "softmax"
    made.click("Labels")
    made.paste(text)
    assert (made.entry.mode, made.entry.table("labels").sum()) == ("multi-sigmoid", 5)
    assert "rows name several classes, so the mode is Multi-sigmoid now" in made.status()
    made.window.document.undo()
    assert (made.entry.mode, made.entry.table("labels").sum()) == ("softmax", 0)
    made.paste("0 1 2 0")
    made.paste(text)
    assert made.entry.mode == "softmax", "these are not the first"


WEIGHTS = ["1 2 4", "[1, 2, 4]", "1\t2\t4", "class_weights = [1, 2, 4]", "weight=torch.tensor([1., 2., 4.])", "1\n2\n4"]


def test_the_row_of_weights_takes_weights(with_data):
    with_data.show_weights()
    for text in WEIGHTS:
        with_data.paste(text)
        assert with_data.entry.class_weights == (1.0, 2.0, 4.0), text
        assert with_data.entry.table("outputs").tolist() == TABLE, text
        assert classes(with_data.entry) == [0, 1, 2, 0], text
        with_data.window.document.undo()
        assert with_data.entry.class_weights == (1.0, 1.0, 1.0), text


def test_weights_with_a_name_are_weights_wherever_the_keyboard_is(with_data):
    weight = "weight=torch.tensor([1., 2., 4.])"
    for text in ("class_weights = [1, 2, 4]", weight, f"nn.CrossEntropyLoss({weight})"):
        with_data.click("Labels", 1, 1)
        with_data.paste(text)
        assert with_data.entry.class_weights == (1.0, 2.0, 4.0), text
        assert with_data.entry.table("outputs").tolist() == TABLE, text
        assert classes(with_data.entry) == [0, 1, 2, 0], text
        with_data.window.document.undo()
        assert with_data.entry.class_weights is None, text


def test_a_row_beside_shown_weights_is_weights_and_the_other_reading_a_click_away(with_data):
    with_data.show_weights()
    with_data.click("Outputs", 1, 0)
    with_data.paste("1 2 4")
    assert with_data.entry.class_weights == (1.0, 2.0, 4.0)
    assert with_data.entry.table("outputs").tolist() == TABLE
    assert "weights of the classes" in with_data.notices()["Another reading"]
    with_data.press("Outputs from row 2 on")
    assert with_data.entry.table("outputs")[1].tolist() == [1, 2, 4]
    assert with_data.entry.class_weights == (1.0, 1.0, 1.0)


def test_one_weight_for_each_row_with_a_name_weighs_the_rows(with_data):
    with_data.paste("sample_weight = [1, 2, 1, 0.5]")
    assert np.concatenate([b.weights for b in with_data.entry.blocks])[:, 0].tolist() == [1, 2, 1, 0.5]
    assert with_data.entry.table("outputs").tolist() == TABLE


def test_ignored_rows_are_kept_and_count_for_nothing(with_data):
    with_data.paste("labels: tensor([-100, 2, 1, 0])")
    assert with_data.entry.table("outputs").tolist() == TABLE
    assert with_data.entry.rows == 4
    assert with_data.entry.ignore_index == -100
    analysis = with_data.window.document.analysis
    assert analysis.batch.labels.tolist() == [-100, 2, 1, 0]
    expected = evaluate([-100, 2, 1, 0], TABLE, ignore_index=-100).value
    np.testing.assert_allclose(analysis.cards[analysis.focus.chosen].value, expected, rtol=1e-12)


@pytest.mark.parametrize("text", ["output: 0.4426", "tensor(0.4426)"])
def test_a_number_with_a_name_or_as_a_print_is_no_cell(with_data, text):
    with_data.click("Outputs", 1, 1)
    with_data.paste(text)
    assert with_data.entry.table("outputs").tolist() == TABLE
    assert "0.4426" in with_data.number()


def test_a_number_alone_is_the_cell(with_data):
    with_data.click("Outputs", 1, 1)
    with_data.paste("0.4426")
    assert with_data.entry.cell("outputs", 1, 1) == 0.4426


def test_options_of_a_pasted_call_become_the_cards_own(with_data):
    chosen = with_data.window.document.focus.chosen
    with_data.paste(f"{Z}\nlabels = [0, 1, 2, 0]\nF.cross_entropy(logits, labels, label_smoothing=0.1)\n0.4591")
    card = with_data.entry.cards[chosen]
    assert card.definition.label_smoothing == 0.1
    assert "label_smoothing" in card.own
    assert "0.4591" in with_data.number()


def test_the_first_paste_over_an_example_that_nobody_touched_is_new_data(desk):
    made = desk("three-classes")
    made.click("Outputs")
    made.paste("[[4, 0, -2]]")
    assert made.entry.table("outputs").tolist() == [[4, 0, -2]]
    assert made.entry.class_names == ("0", "1", "2")
    assert not made.entry.table("labels").any()
    assert "No labels" in made.notices()


def test_a_cell_pasted_over_an_example_is_a_cell(desk):
    made = desk("three-classes")
    rows = made.entry.rows
    made.click("Outputs")
    made.paste("7.5")
    assert made.entry.cell("outputs", 0, 0) == 7.5
    assert made.entry.rows == rows


def test_numbers_within_0_and_1_beside_classes_are_logits_and_probabilities_are_a_click_away(desk):
    made = desk("empty")
    made.click("Outputs")
    made.paste("x = tensor([[0., 1., 1.], [0., 1., 1.]])\ny = tensor([1, 2])")
    assert (made.entry.mode, made.entry.outputs_are) == ("softmax", "logits")
    assert "rows of outputs do not sum to 1" in made.notices()["Another reading"]
    made.press("Read as probabilities")
    assert made.entry.outputs_are == "probabilities"
    assert "Another reading" not in made.notices()
    made.window.document.stack.undo()
    assert made.entry.outputs_are == "logits"


def test_the_other_reading_goes_when_the_data_are_changed(desk):
    made = desk("empty")
    made.click("Outputs")
    made.paste("x = tensor([[0., 1., 1.], [0., 1., 1.]])\ny = tensor([1, 2])")
    made.click("Outputs", 0, 0)
    QTest.keyClicks(QApplication.focusWidget(), "5")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert "Another reading" not in made.notices()


def test_logits_pasted_on_the_labels_are_no_labels(with_data):
    with_data.click("Labels")
    with_data.paste("logits = tensor([[1.0, 2.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.5, 0.5]])")
    assert classes(with_data.entry) == [0, 1, 2, 0]
    assert with_data.entry.table("outputs")[0].tolist() == [1.0, 2.5, -1.0]


def test_a_masked_logit_is_entered_and_can_be_looked_at(desk):
    made = desk("empty")
    made.click("Outputs")
    made.window.put_in_plots()
    made.paste("logits = tensor([[2.0, -inf, 0.5], [0.1, 1.2, 0.3]])\nlabels = tensor([0, 1])")
    assert made.entry.table("outputs")[0].tolist() == [2.0, -np.inf, 0.5]
    made.click("Outputs", 0, 1)
    assert made.window.document.focus.column == 1
    analysis = made.window.document.analysis
    expected = evaluate([0, 1], made.entry.table("outputs")).value
    np.testing.assert_allclose(analysis.cards[analysis.focus.chosen].value, expected, rtol=1e-12)
    made.click("Outputs", 0, 0)
    made.click("Labels", 0, 1)


# Options, alone and beside data


def test_options_alone_are_taken_over_by_the_card_and_named(with_data):
    table = with_data.entry.table("outputs")
    with_data.paste("criterion = nn.CrossEntropyLoss(label_smoothing=0.1)")
    card = with_data.entry.cards[1]
    assert (card.definition.label_smoothing, card.own) == (0.1, ("label_smoothing",))
    assert np.array_equal(with_data.entry.table("outputs"), table)
    assert with_data.status() == "known: label smoothing 0.1"
    with_data.window.document.undo()
    assert with_data.entry.cards[1].definition.label_smoothing == 0


def test_what_the_outputs_are_is_an_option_too(with_data):
    with_data.paste("loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2)")
    assert with_data.entry.outputs_are == "logits"
    assert with_data.status() == "known: label smoothing 0.2; outputs are logits"


@pytest.mark.parametrize("text", ["nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.]))", "pos_weight = tensor([3.])"])
def test_pos_weight_goes_to_a_yes_no_card(with_data, text):
    with_data.paste(text)
    assert [card.definition.pos_weight for card in with_data.entry.cards] == [3.0, None, None]
    assert with_data.status() == "known: pos weight 3 for Nielsen, ch. 3"


@pytest.mark.parametrize(
    ("text", "cards"), [("pos_weight=torch.tensor([3., 1.])", slice(None)), ("pos_weight=3.0", slice(1, None))]
)
def test_pos_weight_that_no_card_takes_is_said(with_data, text, cards):
    with_data.window.document.apply(Edit("Fewer", lambda entry: replace(entry, cards=entry.cards[cards])))
    with_data.paste(f"nn.BCEWithLogitsLoss({text})")
    assert all(card.definition.pos_weight is None for card in with_data.entry.cards)
    assert with_data.status().endswith("is left out, since no card here takes it")


@pytest.mark.parametrize("text", ["class_weight={0: 1., 2: 4., 1: 5.}", "class_weights = {'0': 1., '1': 5., '2': 4.}"])
def test_the_class_weight_of_keras_is_the_row_of_weights(with_data, text):
    before = with_data.entry
    with_data.paste(text)
    assert with_data.entry.class_weights == (1.0, 5.0, 4.0)
    assert np.array_equal(with_data.entry.table("labels"), before.table("labels"))


def test_class_weights_of_other_classes_are_refused(with_data):
    with_data.paste("class_weight={'cow': 1., 'pig': 5., 'hen': 4.}")
    assert with_data.entry.class_weights is None
    assert "class_weight names cow, pig, hen" in with_data.status()


IMAGES = np.arange(48.0).reshape(2, 3, 2, 4) % 7 / 4  # N, C, H, W
CLASSES = np.array([[[0, 1, 2, 255], [2, 1, 0, 0]], [[1, 1, 2, 2], [255, 0, 1, 0]]])
TOKENS = np.arange(24.0).reshape(2, 3, 4) % 5 / 4  # B, T, V
NEXT = np.array([[0, 3, -100], [1, 2, 3]])


def printed(table: np.ndarray) -> str:
    return f"tensor({np.array2string(table, separator=', ')})"


@pytest.mark.parametrize("order", ["outputs first", "labels first", "labels without a name"])
@pytest.mark.parametrize(
    ("outputs", "labels", "axis"), [(IMAGES, CLASSES, 1), (TOKENS, NEXT, 2)], ids=["image", "text"]
)
@pytest.mark.parametrize("example", ["empty", "two-classes"])
def test_images_and_sequences_come_in_pieces_too(desk, example, outputs, labels, axis, order):
    made = desk(example)
    made.click("Outputs")
    pieces = [f"logits = {printed(outputs)}", f"{'' if 'without' in order else 'labels = '}{printed(labels)}"]
    for text in reversed(pieces) if order == "labels first" else pieces:
        made.paste(text)
    rows = np.moveaxis(outputs, axis, -1).reshape(-1, outputs.shape[axis])
    assert made.entry.table("outputs").tolist() == rows.tolist()
    assert made.entry.leading == labels.shape
    counted = (labels >= 0) & (labels < rows.shape[1])
    assert (made.entry.table("labels").argmax(axis=1) == np.where(counted, labels, 0).ravel()).all()
    assert made.entry.table("labels").sum() == counted.sum()
    assert not {"No labels", "No outputs"} & set(made.notices())
    value = evaluate(labels, outputs, ignore_index=int(labels.flat[np.argmin(counted)])).value
    assert made.window.document.analysis.cards[1].value == pytest.approx(value, rel=1e-12)


def test_labels_of_places_wait_for_their_outputs_and_others_are_refused(desk):
    made = desk("empty")
    made.click("Outputs")
    made.paste(f"labels = {printed(NEXT)}")
    assert made.status() == "Pasted (2, 3) labels as class indices: they wait for their outputs"
    assert made.entry.leading == (2, 3)
    made.paste(f"logits = {printed(TOKENS[:, :, :3])}")
    assert "there is no class 3 among 3" in made.status()
    made.paste(f"logits = {printed(TOKENS[:, 0])}")
    assert "class numbers for (2, 3) places, and these outputs are (2, 4): they need one axis more" in made.status()
    assert not made.entry.table("outputs").any()


def test_labels_of_places_beside_other_outputs_say_what_to_do(with_data):
    before = with_data.entry
    with_data.paste(f"labels = {printed(NEXT)}")
    wanted = "class numbers for (2, 3) places, and the sheet has 4 rows: paste them after their outputs"
    assert wanted in with_data.status()
    assert with_data.entry is before


def test_the_first_row_that_counts_is_looked_at(desk):
    made = desk("two-classes")
    made.click("Outputs")
    made.paste("logits = [[1, 0], [0, 1], [2, 0.5]]\nlabels = [-100, 1, 0]")
    assert made.window.document.focus.row == 1
    assert made.sheet("Outputs").currentIndex().row() == 1


def test_outputs_of_images_alone_say_which_axis_is_the_class_and_offer_the_second(desk):
    made = desk("empty")
    made.click("Outputs")
    made.paste(printed(IMAGES))
    assert "(2, 3, 2, 4) is read as (2, 3, 2) samples of 4 classes" in made.status()
    made.press("Read as (2, 2, 4) samples of 3 classes")
    assert made.entry.leading == (2, 2, 4)
    assert made.entry.table("outputs").tolist() == np.moveaxis(IMAGES, 1, -1).reshape(-1, 3).tolist()


def test_the_line_that_outputs_are_missing_goes_when_they_come(desk):
    made = desk("two-classes")
    made.click("Outputs")
    made.paste("labels = [0 1 2 0]")
    assert "No outputs" in made.notices()
    made.paste(Z)
    assert made.entry.table("outputs").tolist() == TABLE
    assert classes(made.entry) == [0, 1, 2, 0]
    assert "No outputs" not in made.notices()


def test_a_row_that_may_be_weights_is_a_row_and_weights_are_a_click_away(with_data):
    with_data.click("Outputs")
    with_data.paste("[1. 2. 4.]")
    assert with_data.entry.table("outputs")[0].tolist() == [1, 2, 4]
    with_data.press("Class weights")
    assert with_data.entry.class_weights == (1, 2, 4)
    assert with_data.entry.table("outputs").tolist() == TABLE
