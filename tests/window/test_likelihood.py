"""The likelihood of a row in the window: what its bars show, what is said of it, and what it follows."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, Entry, Focus, ShownCard
from xentgui.losses.definition import Definition
from xentgui.window.likelihood import LikelihoodView, lines
from xentgui.window.lower_right import LIKELIHOOD
from xentgui.window.theme import theme

NAMES = ("cat", "dog", "bird")
ROW = Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], NAMES)
SIGMOIDS = Entry.of([[1, 1, 0]], [[2.0, 1.0, -1.5]], NAMES, mode="multi-sigmoid")


@pytest.fixture
def shown(qtbot, no_window_left):
    views = []

    def make(entry, chosen=1):
        view = LikelihoodView()
        views.append(view)
        qtbot.addWidget(view)
        view.resize(560, 460)
        view.show()
        qtbot.waitExposed(view)
        view.receive(Analysis(entry, Focus(chosen=chosen)))
        QApplication.processEvents()
        return view

    yield make
    for view in views:
        view.close()


def said(view):
    return view.plot.accessibleName()


def test_the_product_of_a_row_is_said_factor_by_factor(shown):
    assert (
        "cat: a = 0.6590, −ln of it 0.4170; dog: 1 − a = 0.7576, −ln of it 0.2776; "
        "bird: 1 − a = 0.9014, −ln of it 0.1038. product 0.4500, sum 0.7984 nats"
    ) in said(shown(ROW, 0))
    assert "cat: a = 0.6590, −ln of it 0.4170. product 0.6590, sum 0.4170 nats" in said(shown(ROW, 1))


def test_a_row_without_a_label_says_so_instead_of_a_product_of_1(shown):
    view = shown(Entry.of(np.zeros((1, 3)), [[2.0, 1.0, 0.1]], NAMES))
    words = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert words == ["Likelihood of row 1, TensorFlow intro", "No label yet, and so no loss: row 1 does not count."]
    assert not view.plot.isVisible()
    assert view.picture() is None
    view.receive(Analysis(ROW, Focus(chosen=1)))
    assert view.plot.isVisible()


def test_a_softmax_fills_three_of_eight_and_the_sum_over_all_outputs_is_no_likelihood_there(shown):
    text = said(shown(ROW, 0))
    a = np.exp([2.0, 1.0, 0.1]) / np.exp([2.0, 1.0, 0.1]).sum()
    together = sum(a[k] * np.prod(np.delete(1 - a, k)) for k in range(3))
    assert "cat: categorical 0.6590, Bernoulli 0.4500, as entered" in text
    assert "cat, dog: categorical 0, Bernoulli 0.1440, cannot be" in text
    assert text.count("cannot be") == 5 + 1, "five labellings, and the reason"
    assert f"sum to 1.0000 and {together:.4f}" in text
    assert f"Nielsen gives them {together:.4f} together, not 1" in text
    assert "−ln of no likelihood" in text
    assert "TensorFlow intro gives them 1 together: it is −ln of a likelihood." in said(shown(ROW, 1))


def test_a_row_of_several_labels_is_none_of_those_that_a_softmax_stands_for(shown):
    text = said(shown(Entry.of([[1, 1, 0]], [[2.0, 1.0, 0.1]], NAMES), 1))
    assert "The labels of this row are none of these, so TensorFlow intro is −ln of no likelihood here." in text
    assert "−ln of a likelihood" not in text


def test_sigmoids_fill_all_eight_and_there_the_categorical_sum_is_no_likelihood(shown):
    text = said(shown(SIGMOIDS, 0))
    assert "cannot be" not in text
    assert "all 8 labellings can be. Nielsen gives them 1 together: it is −ln of a likelihood." in text
    a = 1 / (1 + np.exp([-2.0, -1.0, 1.5]))
    assert f"TensorFlow intro gives them {np.prod(1 + a):.4f} together, not 1" in said(shown(SIGMOIDS, 1))


def test_a_binary_question_has_two_labellings(shown):
    text = said(shown(Entry.of([[1]], [[2.0]], ["cat"], mode="binary"), 0))
    assert "cat: categorical 0.8808, Bernoulli 0.8808, as entered" in text
    assert "not cat: categorical 0.1192, Bernoulli 0.1192" in text
    assert "−ln of a likelihood" in text


def test_five_outputs_have_their_product_and_a_sentence(shown):
    text = said(shown(Entry.of(np.eye(5), np.eye(5)), 1))
    assert "5 outputs can be labelled in 32 ways: up to 4 outputs have them all here." in text
    assert "product 0.4046, sum 0.9048 nats" in text


def test_squares_are_said_to_be_no_product(shown):
    card = ShownCard("quadratic", "Quadratic", "Quadratic", Definition(likelihood="quadratic"))
    text = said(shown(add_card(ROW, card), 3))
    assert "Quadratic takes squares, not logarithms of probabilities: it is no product." in text
    assert "−ln of it" not in text


@pytest.mark.parametrize(
    ("labels", "chosen", "words"),
    [
        ([0.7, 0.2, 0.1], 1, "cat: a^0.7 = 0.7468"),
        ([0.7, 0.2, 0.1], 0, "dog: a^0.2 · (1 − a)^0.8"),
        ([0.7, 0.2, 0.1], 2, "not this sum: it is not defined for such labels"),
    ],
)
def test_labels_that_are_shares_are_powers(shown, labels, chosen, words):
    assert words in said(shown(Entry.of([labels], [[2.0, 1.0, 0.1]], NAMES), chosen))


def test_where_the_definition_weighs_the_loss_is_said_to_be_another_number(shown):
    weighted = Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], NAMES, class_weights=(2.0, 1.0, 1.0))
    assert "TensorFlow intro gives this row 0.8341 nats, not this sum: it also weighs" in said(shown(weighted))


def test_many_factors_are_put_together_so_that_their_product_is_the_whole():
    entry = Entry.of([[1, 0, 0, 0, 0, 0, 0, 0, 0, 1]], [np.linspace(-2, 2, 10)], mode="multi-sigmoid")
    found = Analysis(entry, Focus(chosen=0)).likelihood
    drawn = lines(found, tuple("abcdefghij"))
    assert len(drawn) == 7
    assert drawn[-1].name == "the other 4"
    assert np.prod([each.value for each in drawn]) == pytest.approx(found.product, rel=1e-12)
    assert sum(each.cost for each in drawn) == pytest.approx(found.cost, rel=1e-12)


def test_a_bar_is_as_long_as_its_probability(shown):
    entry = Entry.of([[1, 0, 0]], [[0.5, 0.25, 0.25]], NAMES, outputs_are="probabilities")
    image = shown(entry, 1).plot.grab().toImage()
    scale = image.devicePixelRatio()
    row = [image.pixelColor(x, round(34 * scale)) for x in range(image.width())]  # through the first factor's bar
    outline = [x for x, colour in enumerate(row) if colour == QColor(theme().line)]
    last = outline[-1]
    filled = next(x for x in range(last) if row[x].hslSaturation() > 60 and row[x] == row[x + 6])
    long = sum(row[x] == row[filled] for x in range(filled, last))
    assert long / (last - filled) == pytest.approx(0.5, abs=0.02)


def test_the_tab_follows_card_row_and_cell(opened):
    window = opened()
    window.lower_right.show_tab(LIKELIHOOD)
    view = window.findChild(LikelihoodView)
    assert view.isVisible()
    assert said(view).startswith("Likelihood of row 1 under TensorFlow intro")
    QTest.keyClick(window.tables.focusWidget() or window.tables, Qt.Key.Key_Down)
    window.document.look(Focus(row=1, chosen=0))
    assert said(view).startswith("Likelihood of row 2 under Nielsen")
    before = said(view)
    window.document.apply(Edit("swap", lambda entry: ROW))
    assert said(view) != before


@pytest.mark.parametrize("size", [(1000, 640), (1280, 720), (1440, 900)], ids=str)
def test_all_tabs_have_room_for_their_words(opened, size):
    window = opened("three-classes", size)
    tabs = window.lower_right.tabs
    last = tabs.tabRect(tabs.count() - 1)
    room = tabs.parentWidget().width() - tabs.x()
    assert last.right() <= min(tabs.width(), room)


def test_its_picture_is_copied_from_the_menu(opened):
    window = opened()
    window.lower_right.show_tab(LIKELIHOOD)
    window.actions_by_id["copy-plots-picture"].trigger()
    svg = bytes(QApplication.clipboard().mimeData().data("image/svg+xml").data()).decode()
    assert "Likelihood of row 1, TensorFlow intro" in svg
    assert "if it were" in svg
