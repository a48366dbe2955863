"""My number in the whole window, with real keys and clicks: what is typed, what is told, and what is done with it."""

import re
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QScrollArea, QWidget

from xentgui import evaluate
from xentgui.edits import set_class_weights
from xentgui.entry import Edit, Entry
from xentgui.opening import of_example
from xentgui.window.appearance import set_zoom
from xentgui.window.my_number.query import Asking

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LOGITS = np.array([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]])
LABELS = np.eye(3)[[0, 1, 2, 0]]
KEY = Qt.Key


@pytest.fixture
def opened(opened):
    """Windows as if what is in them were entered: on an untouched example My number tells what it says by itself."""

    def make(what, **how):
        given = of_example(what).entry if isinstance(what, str) else what
        if isinstance(given, Entry):
            given = replace(given, blocks=tuple(list(given.blocks)))
        return opened(given, **{"plots": False} | how)

    return make


@pytest.fixture
def weighted():
    return Entry.of(LABELS, LOGITS, class_weights=(1.0, 2.0, 4.0))


def field(window):
    return next(edit for edit in window.findChildren(QLineEdit) if edit.accessibleName() == "My number")


def ask(qtbot, window, text):
    """Types a number and Enter."""
    qtbot.keyClick(window, KEY.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is field(window)
    qtbot.keyClicks(field(window), text)
    qtbot.keyClick(field(window), KEY.Key_Return)


def answer(window):
    """The open answer, None where it is closed."""
    return next((each for each in window.findChildren(QWidget, "answer") if each.isVisible()), None)


def said(window):
    """Every word of the open answer that is in sight."""
    return " ".join(label.text() for label in answer(window).findChildren(QLabel) if label.isVisible())


def button(window, text):
    found = [each for each in answer(window).findChildren(QPushButton) if each.isVisible() and each.text() == text]
    assert found, f"no button {text!r} in: {said(window)}"
    return found[0]


def test_the_cause_with_its_formula_and_the_second_explanation(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    assert "Two explanations give 0.4591 on these 4 rows" in said(window)
    assert "class weights 1, 2, 4" in said(window)
    assert "Weighted mean, divided by the weights used" in said(window)
    assert "near, but not it" not in said(window)
    assert "Not it: the plain mean of weighted losses 0.9181" in said(window)
    assert answer(window).accessibleName().startswith("Two explanations give 0.4591")


def test_apply_makes_it_the_chosen_card_and_undo_takes_it_back(opened, weighted, qtbot):
    window = opened(weighted)
    before = window.document.analysis.cards[1].value
    ask(qtbot, window, "0.4591")
    qtbot.mouseClick(button(window, "Apply"), Qt.MouseButton.LeftButton)
    assert answer(window) is None
    assert window.document.analysis.cards[1].value == pytest.approx(0.45905921671666605, abs=1e-15)
    assert window.document.analysis.cards[1].title == "PyTorch CrossEntropyLoss"
    window.document.stack.undo()
    assert window.document.analysis.cards[1].value == before


def test_undo_from_the_field_takes_back_what_was_applied(opened, weighted, qtbot):
    window = opened(weighted)
    before = window.document.analysis.cards[1].value
    ask(qtbot, window, "0.4591")
    qtbot.mouseClick(button(window, "Apply"), Qt.MouseButton.LeftButton)
    field(window).setFocus()
    assert window.document.analysis.cards[1].value != before
    qtbot.keyClick(field(window), KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.analysis.cards[1].value == before
    assert field(window).text() == "0.4591"


def test_undo_in_the_field_is_of_the_digits_while_they_are_typed(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    entry = window.document.entry
    qtbot.keyClick(field(window), KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field(window).text() == ""
    assert window.document.entry is entry


def test_a_negative_number_and_few_digits_are_told_in_the_window_s_words(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    ask(qtbot, window, "-0.55")
    assert "Three explanations give −0.55 on these 4 rows; this is the likeliest" in said(window)
    assert "With two digits, two rarer explanations give it too" in said(window)


def test_a_search_that_breaks_off_says_so(opened, qtbot, monkeypatch, capsys):
    def broken(self):
        raise RuntimeError("no reason")
        yield

    monkeypatch.setattr("xentgui.window.my_number.query.Asking.search", broken)
    window = opened(Entry.of(LABELS, LOGITS))
    heard = []
    window.number.said.connect(heard.append)
    ask(qtbot, window, "0.55")
    assert heard == ["The search broke off: no reason"]
    assert "RuntimeError" in capsys.readouterr().err


def test_what_was_applied_goes_on_following_the_class_weights(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    qtbot.mouseClick(button(window, "Apply"), Qt.MouseButton.LeftButton)
    window.document.apply(Edit("Weights", lambda entry: set_class_weights(entry, (1.0, 1.0, 1.0))))
    assert window.document.analysis.cards[1].value == pytest.approx(0.5499607368250378, rel=1e-14)


def test_the_formula_of_a_slip_is_told_to_be_without_it(opened, qtbot):
    window = opened("three-classes")
    ask(qtbot, window, "0.3634")
    assert "Half of the loss" in said(window)
    assert "without the slip" in said(window)
    qtbot.keyClick(field(window), KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    ask(qtbot, window, "0.7268")
    assert "without the slip" not in said(window)


def test_show_as_card_leaves_the_answer_as_it_is(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    first = button(window, "Show as card")
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert len(window.document.entry.cards) == 4
    assert window.document.analysis.cards[3].value == pytest.approx(0.45905921671666605, abs=1e-15)
    assert button(window, "Show as card") is first, "the answer was made anew though nothing changed for it"


def test_code_of_an_answer_is_copied_and_prints_the_number(opened, weighted, qtbot, capsys):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    qtbot.mouseClick(button(window, "Copy as code"), Qt.MouseButton.LeftButton)
    menu = next(each for each in window.findChildren(QMenu) if each.isVisible())
    numpy_entry = next(action for action in menu.actions() if action.text() == "NumPy program")
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(numpy_entry).center())
    exec(QGuiApplication.clipboard().text(), {})
    assert float(capsys.readouterr().out) == pytest.approx(0.45905921671666605, rel=1e-12)


def test_what_tells_apart_is_tried_told_and_taken_back(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    qtbot.mouseClick(button(window, "Try it"), Qt.MouseButton.LeftButton)
    assert "What does your code give on the changed data?" in said(window)
    assert "0.5301: Weighted mean, divided by the weights used · 0.5964: Half of the loss" in said(window)
    assert QApplication.focusWidget() is field(window)
    qtbot.keyClicks(field(window), "0.5301")
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert "One explanation gives 0.5301" in said(window)
    window.document.stack.undo()
    assert window.document.entry.same_as(weighted)


@pytest.mark.parametrize("zoom", [70, 90, 110, 150])
def test_nothing_of_what_to_do_next_is_cut_at_any_zoom(opened, weighted, qtbot, zoom):
    window = opened(weighted, size=(1600, 1500))
    set_zoom(zoom)
    for text, act in (("0.4591", None), ("0.4591", "Try it"), ("0.1234", None), ("two", None)):
        ask(qtbot, window, text)
        if act is not None:
            qtbot.mouseClick(button(window, act), Qt.MouseButton.LeftButton)
        scroll = answer(window).findChild(QScrollArea)
        qtbot.waitUntil(lambda scroll=scroll: scroll.verticalScrollBar().maximum() == 0, timeout=1000)


@pytest.mark.parametrize(
    ("number", "who"),
    [("16.118096", "Keras"), ("34.538776", "scikit-learn"), ("100", "torch.nn.BCELoss"), ("1.0986", "3 classes")],
)
def test_a_known_number_is_recognised_above_all(opened, qtbot, number, who):
    window = opened("three-classes" if "classes" in who else "two-classes")
    ask(qtbot, window, number)
    assert f"{number} is known by itself" in said(window)
    recognised = [each for each in answer(window).findChildren(QWidget) if "Recognised" in each.accessibleName()]
    assert who.lower() in recognised[0].accessibleName().lower()


def test_a_known_number_is_recognised_where_the_data_can_not_be_evaluated(opened, qtbot):
    window = opened(Entry.of(np.eye(2), np.array([[2.0, -1.0], [0.5, 0.5]]), outputs_are="probabilities"))
    ask(qtbot, window, "16.118096")
    assert "The data cannot be evaluated yet" in said(window)
    assert "2 is not a probability" in said(window)
    assert "Keras" in said(window)


@pytest.mark.parametrize("number", ["hello", "1.2.3", "nan"])
def test_what_is_no_number_is_said_in_words(opened, qtbot, number):
    window = opened("three-classes")
    ask(qtbot, window, number)
    assert "That is not a number that can be looked for" in said(window)
    assert "is not a number such as 0.452, 0,452, 4.5e-3 or inf" in said(window)


@pytest.mark.parametrize(
    "text",
    [
        "0,58162",
        "loss: tensor(0.58162, device='cuda:0', grad_fn=<NllLossBackward0>)",
        "[0.1269, 0.4741, 0.5544, 1.1711]",
    ],
)
def test_a_number_is_read_as_it_was_written_or_printed(opened, qtbot, text):
    window = opened("two-classes")
    ask(qtbot, window, text)
    assert "The definition chosen, as it is" in said(window)


def test_of_a_comma_before_three_digits_it_is_said_how_the_number_is_read(opened, qtbot):
    window = opened("two-classes")
    ask(qtbot, window, "1,234")
    assert "Known: 1,234 is read as 1.234 (for 1234 leave out the comma) · outputs are logits" in said(window)


def test_of_a_number_that_is_looked_for_as_0_it_is_said(opened, qtbot):
    window = opened("two-classes")
    ask(qtbot, window, "1e-400")
    assert "Known: 1e-400 is smaller than every number here, and becomes 0 · outputs are logits" in said(window)


def test_an_infinite_loss_is_explained(opened, qtbot):
    window = opened("two-classes")
    ask(qtbot, window, "inf")
    assert "Labels and outputs swapped" in said(window)


def test_masked_logits_are_taken_and_an_infinite_loss_has_its_reason(opened, qtbot):
    masked = LOGITS.copy()
    masked[0, 2] = masked[3, 1] = -np.inf
    window = opened(Entry.of(LABELS, masked))
    ask(qtbot, window, f"{evaluate(LABELS, masked).value:.6f}")
    assert "The definition chosen, as it is" in said(window)
    masked[0, 0] = -np.inf
    window = opened(Entry.of(LABELS, masked))
    ask(qtbot, window, "0.51234")
    assert "is infinite on these data: in row 1 a is 0 where the label is 1, so -ln a is infinite" in said(window)


def test_what_names_itself_is_no_number_where_it_is_pasted_into_its_field(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    ask(qtbot, window, "0.4591")
    for text in ("weight=torch.tensor([1., 2., 4.])", "labels = tensor([0, 1, 2, 1])", "losses = [0.1, 0.2]"):
        QGuiApplication.clipboard().setText(text)
        qtbot.keyClick(field(window), KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(field(window), KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
        if "losses" not in text:
            assert field(window).text() == "0.4591"
    assert window.document.entry.class_weights == (1.0, 2.0, 4.0)
    assert window.document.entry.blocks[0].labels[3].tolist() == [0, 1, 0]
    assert field(window).text() == "losses = [0.1, 0.2]"


def test_nothing_found_is_said_with_what_is_near_and_weights_are_asked_for(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    ask(qtbot, window, "0.5512")
    assert "near, but not it" in said(window)
    ask(qtbot, window, "0.4591")
    assert "No definition I know gives 0.4591 on these 4 rows" in said(window)
    assert "near, but not it" not in said(window)
    assert "Not looked for: CTC" in said(window)
    qtbot.mouseClick(button(window, "Enter class weights"), Qt.MouseButton.LeftButton)
    assert window.document.entry.class_weights == (1.0, 1.0, 1.0)
    for keys in "124":
        qtbot.keyClicks(QApplication.focusWidget(), keys)
        qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
    assert window.document.entry.class_weights == (1.0, 2.0, 4.0)


def test_a_column_of_losses_is_matched_together(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    losses = evaluate(LABELS, LOGITS, definition="multi-sigmoid", over_outputs="mean").per_sample
    QGuiApplication.clipboard().setText("\n".join(f"{loss:.4f}" for loss in losses))
    qtbot.keyClick(window, KEY.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field(window), KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert "these 4 numbers on these 4 rows" in said(window)
    assert "all of them ✓" in said(window)
    assert "yes/no question" in said(window)


def test_a_column_of_another_length_says_what_would_fit(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    ask(qtbot, window, "0.1 0.2 0.3")
    assert "3 numbers do not fit 4 samples of 3 outputs: 4 or 12" in said(window)


def test_a_softmax_taken_twice_is_a_slip(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    a = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    ask(qtbot, window, f"{evaluate(LABELS, a).value:.6f}")
    assert "Softmax applied twice" in said(window)
    assert "a second log-softmax would have been harmless" in said(window)
    assert [each.text() for each in answer(window).findChildren(QPushButton) if each.text() == "Apply"] == []
    assert button(window, "Copy as code without the slip").isEnabled()


def test_a_log_softmax_taken_twice_is_harmless(opened, qtbot):
    logarithms = LOGITS - np.log(np.exp(LOGITS).sum(axis=1, keepdims=True))
    window = opened(Entry.of(LABELS, logarithms))
    ask(qtbot, window, "0.54996")
    assert "log-probabilities already (a second log-softmax changes nothing)" in said(window)
    assert "The definition chosen, as it is" in said(window)


def test_keys_lead_into_the_answer_through_it_and_out(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    qtbot.keyClick(field(window), KEY.Key_Down)
    assert QApplication.focusWidget() is button(window, "Apply")
    met = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
        if not answer(window).isAncestorOf(QApplication.focusWidget()):
            break
        met.append(QApplication.focusWidget().text())
    assert met[:2] == ["Show as card", "Copy as code"]
    assert met[-2:] == ["Try it", "Esc closes"]
    qtbot.keyClick(field(window), KEY.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    assert answer(window) is None
    assert QApplication.focusWidget() is field(window)
    qtbot.keyClick(field(window), KEY.Key_Return)
    qtbot.keyClick(field(window), KEY.Key_Tab)
    assert answer(window).isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Backtab)
    assert QApplication.focusWidget() is field(window)


def test_escape_closes_the_answer_from_anywhere_in_the_window(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    qtbot.keyClick(window, KEY.Key_F6)
    qtbot.keyClick(window, KEY.Key_F6)
    assert not answer(window).isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    assert answer(window) is None


def test_the_answer_comes_while_one_types_and_goes_with_the_text(opened, qtbot):
    window = opened("two-classes")
    qtbot.keyClick(window, KEY.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field(window), "0.5816")
    qtbot.waitUntil(lambda: answer(window) is not None and "0.5816" in said(window))
    for _ in range(6):
        qtbot.keyClick(field(window), KEY.Key_Backspace)
    assert answer(window) is None


def test_changed_data_are_searched_anew(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    window.actions_by_id["weights"].trigger()
    assert "Two explanations" in said(window), "the older answer stays until there is a new one"
    qtbot.waitUntil(lambda: "No definition I know gives 0.4591" in said(window))
    window.document.stack.undo()
    qtbot.waitUntil(lambda: "Two explanations" in said(window))


def test_a_value_is_copied_with_all_its_digits(opened, weighted, qtbot):
    window = opened(weighted)
    ask(qtbot, window, "0.4591")
    qtbot.mouseClick(button(window, "0.45905921671666605"), Qt.MouseButton.LeftButton)
    assert float(QGuiApplication.clipboard().text()) == 0.45905921671666605


def test_the_answer_stays_inside_a_small_window(opened, weighted, qtbot):
    window = opened(weighted, size=(1280, 720))
    ask(qtbot, window, "0.4591")
    for size in ((1280, 720), (1000, 640)):
        window.resize(*size)
        QApplication.processEvents()
        page = answer(window).parentWidget().rect()
        assert page.contains(answer(window).geometry())
        assert button(window, "Apply").visibleRegion().boundingRect().height() > 20


def test_a_long_search_shows_progress_is_stopped_and_ends_with_the_window(opened, qtbot):
    rows = np.random.default_rng(0).normal(size=(4000, 10))
    labels = np.eye(10)[np.arange(4000) % 10]
    window = opened(Entry.of(labels, rows), plots=False, in_place=False)
    ask(qtbot, window, "1.23456")
    qtbot.waitUntil(lambda: answer(window) is not None and "Looking for 1.23456" in said(window), timeout=20000)
    qtbot.waitUntil(lambda: any(each.text() == "Stop" for each in answer(window).findChildren(QPushButton)))
    stop = next(each for each in answer(window).findChildren(QPushButton) if each.text() == "Stop")
    qtbot.waitUntil(stop.isVisible, timeout=20000)
    qtbot.waitUntil(lambda: re.search(r"about \d+ (s|min) left", said(window)) is not None, timeout=20000)
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert "Stopped at" in said(window)
    assert not stop.isVisible()
    qtbot.keyClicks(field(window), "7")
    qtbot.keyClick(field(window), KEY.Key_Return)
    window.document.stack.setClean()
    assert window.close()


def seen_buttons(window):
    return [each for each in answer(window).findChildren(QPushButton) if each.isVisible()]


def test_before_anything_is_found_it_says_what_is_looked_for(opened, qtbot, monkeypatch):
    gate = threading.Event()
    search = Asking.search

    def when_open(asking):
        gate.wait(20)
        yield from search(asking)

    monkeypatch.setattr(Asking, "search", when_open)
    window = opened(Entry.of(LABELS, LOGITS), in_place=False)
    ask(qtbot, window, "0.55")
    qtbot.keyClick(field(window), KEY.Key_Return)
    assert answer(window) is None
    qtbot.waitUntil(lambda: answer(window) is not None)
    assert said(window) == "Looking for 0.55 Known: outputs are logits · one class per row"
    qtbot.waitUntil(lambda: {"Stop", "Esc closes"} == {each.text() for each in seen_buttons(window)})
    gate.set()
    qtbot.waitUntil(lambda: "The definition chosen, as it is" in said(window))


def test_rare_causes_together_are_not_dressed_as_certain(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS))
    ask(qtbot, window, "34.538776")
    assert "of rare causes together, give" in said(window)


def test_the_window_s_keys_work_from_the_field(opened, qtbot):
    window = opened("three-classes")
    met = []

    def look():
        met.append(QApplication.activeModalWidget().windowTitle())
        QApplication.activeModalWidget().close()

    qtbot.keyClick(window, KEY.Key_M, Qt.KeyboardModifier.ControlModifier)
    QTimer.singleShot(0, look)
    qtbot.keyClick(field(window), KEY.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert met == ["Options of TensorFlow intro"]


def test_independent_outputs_are_not_sent_to_the_softmax_and_the_cell_to_change_is_named(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS, ("cat", "dog", "bird"), mode="multi-sigmoid"))
    a = 1 / (1 + np.exp(-LOGITS))
    ask(qtbot, window, f"{-(LABELS * np.log(a) + (1 - LABELS) * np.log(1 - a)).sum(axis=1).mean():.4f}")
    assert "for independent outputs that is the form to use" in said(window).lower()
    assert "use the categorical" not in said(window)


def test_the_definition_as_it_is_needs_no_other_explanation(opened, qtbot):
    window = opened("two-classes")
    ask(qtbot, window, "0.58162")
    assert "One explanation gives 0.58162 on these 4 rows" in said(window)


def test_a_change_that_tells_apart_names_the_class(opened, qtbot):
    window = opened(Entry.of(LABELS, LOGITS, ("cat", "dog", "bird"), class_weights=(1.0, 2.0, 4.0)))
    ask(qtbot, window, "0.4591")
    assert "change the label of row 4 from cat to dog" in said(window)


@pytest.mark.parametrize("example", ["three-classes", "empty"])
def test_on_an_example_the_number_is_told_only_by_itself(opened, qtbot, example):
    window = opened(of_example(example))
    ask(qtbot, window, "0.4591")
    assert "no data of yours" in said(window)
    qtbot.keyClick(field(window), KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    ask(qtbot, window, "2.3026")  # ten classes, which an example does not contradict
    assert "known by itself" in said(window)


def test_before_there_are_labels_nothing_is_looked_for(opened, qtbot):
    window = opened(Entry.of(np.zeros((4, 3)), LOGITS))
    ask(qtbot, window, "0.4591")
    assert "There are no labels yet" in said(window)
    window.tables.setFocus()
    window.document.apply(Edit("Labels", lambda entry: Entry.of(LABELS, LOGITS)))
    qtbot.waitUntil(lambda: "There are no labels yet" not in said(window))


def test_a_number_that_a_card_shows_is_that_card_with_what_libraries_give_beside_it(opened, weighted, qtbot):
    window = opened(weighted)
    shown = window.document.analysis.cards
    ask(qtbot, window, f"{shown[1].value:.4f}")
    assert f"{shown[1].value:.4f} is the card TensorFlow intro, and the card CS231n notes, as they are." in said(window)
    assert "PyTorch CrossEntropyLoss gives 0.4591" in said(window)
    ask(qtbot, window, "0.4591")
    assert "as it is" not in said(window)
    assert "On the same" not in said(window)


def test_the_first_card_is_named_too(opened, qtbot):
    window = opened("three-classes")
    ask(qtbot, window, "1.2745")
    assert said(window).startswith("1.2745 is the card Nielsen, ch. 3, as it is.")


CLASSES = np.array([[[0, 1, 2, 255], [2, 1, 255, 0]], [[1, 1, 2, 2], [0, 0, 1, 0]]])  # N, H, W
IMAGES = np.random.default_rng(3).normal(size=(2, 3, 2, 4)).round(5)  # N, C, H, W


def images(outputs=IMAGES, **fields):
    """The sheet that these images are read as."""
    hot = np.where(CLASSES.reshape(-1, 1) == np.arange(3), 1.0, 0.0)
    rows = np.moveaxis(outputs, 1, -1).reshape(-1, 3)
    return Entry.of(hot, rows, leading=CLASSES.shape, ignore_index=255, **fields)


def test_the_mean_of_the_means_of_images_is_called_so(opened, qtbot):
    means = [evaluate(CLASSES[i], IMAGES[i], class_axis=0, ignore_index=255).value for i in range(2)]
    window = opened(images())
    ask(qtbot, window, f"{np.mean(means):.6f}")
    assert "The mean of the means of images" in said(window)
    assert "The means of the 2 images were averaged" in said(window)


@pytest.mark.parametrize(("names", "called"), [(None, "1 · 0, 2"), ([f"pixel{k}" for k in range(16)], "pixel10")])
def test_a_row_is_called_as_in_the_tables(opened, qtbot, names, called):
    wrong, masked = CLASSES.copy(), IMAGES.copy()
    wrong[1, 0, 2], masked[1, 2, 0, 2] = 0, -np.inf
    window = opened(images(sample_names=names))
    ask(qtbot, window, f"{evaluate(wrong, IMAGES, ignore_index=255).value:.7f}")
    assert f"Row {called} was given class 0" in said(window)
    window = opened(images(masked, sample_names=names))
    ask(qtbot, window, "1.23456")
    assert f"in row {called} a is 0" in said(window)


def test_more_digits_than_printed_outputs_can_tell_are_said_to_be_so(opened, qtbot):
    window = opened(Entry.of(LABELS, (LOGITS + 0.0123).round(4)))
    ask(qtbot, window, "0.123456789")
    told = "The outputs have 4 decimals, which say nothing of more digits of a loss than about as many: try 0.1235"
    assert told in said(window)
