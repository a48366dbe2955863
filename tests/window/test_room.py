"""There is room for what is said: no card cuts its words, every sentence is whole, and nothing moves in a drag."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QScrollBar, QTableView, QWidget
from window.tables_harness import ten_classes

from xentgui.examples import examples
from xentgui.opening import of_example
from xentgui.window.cards.text import Value, Words
from xentgui.window.curves.view import LossCurve
from xentgui.window.strip.sentence import Sentence
from xentgui.window.theme import SEMIBOLD, font
from xentgui.window.typesetting import FormulaLabel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (2560, 1440)], ids=str)
def test_nothing_is_cut(opened, size):
    window = opened("empty", size)
    for name in examples:
        window.open_example(name)
        QApplication.processEvents()
        words = [part for part in window.cards.findChildren(Words) if part.isVisible() and not isinstance(part, Value)]
        sentences = [part for part in window.strip.findChildren(Sentence) if part.isVisible()]
        assert words, name
        assert sentences, name
        assert [part.text() for part in (*words, *sentences) if part.cut] == [], name


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_sentences_of_the_first_examples_take_one_line_each(opened, width):
    window = opened("three-classes", (width, 720))
    for sentence in window.strip.findChildren(Sentence):
        assert sentence.sizeHint().width() <= sentence.width(), sentence.text()


@pytest.mark.parametrize("decimals", [4, 10])
@pytest.mark.parametrize("width", [1280, 1370, 1440])
def test_every_tab_is_whole_beside_terms_of_any_width(opened, width, decimals):
    window = opened("three-classes", (width, 900))
    window.actions_by_id[f"digits-{decimals}"].trigger()
    QApplication.processEvents()
    tabs = window.lower_right.tabs
    assert tabs.tabRect(tabs.count() - 1).right() < tabs.width()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)], ids=str)
@pytest.mark.parametrize("example", ["exclusive-or-not", "one-hot-or-soft"])
def test_no_formula_of_four_costs_is_tiny(opened, size, example):
    window = opened("three-classes", size, plots=False)
    window.pages.open_training_example(example, play=False)
    costs = window.pages.training.side.costs.menu()
    while sum(each.isChecked() for each in costs.actions()) < 4:
        next(each for each in costs.actions() if not each.isChecked()).trigger()
    QApplication.processEvents()
    shown = [label for label in window.pages.training.cards.findChildren(FormulaLabel) if label.isVisible()]
    assert len(shown) == 4
    assert min(label.fitting(18, label.width(), label.height()) for label in shown) >= 10.5


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)], ids=str)
def test_a_question_about_four_costs_has_room_for_its_words_and_every_choice(opened, size):
    window = opened("three-classes", size)
    window.pages.open_training_example("exclusive-or-not")
    costs = window.pages.training.side.costs.menu()
    while sum(each.isChecked() for each in costs.actions()) < 4:
        next(each for each in costs.actions() if not each.isChecked()).trigger()
    QApplication.processEvents()
    guess = window.pages.training.guess
    assert guess.isVisible()
    parts = [part for part in guess.findChildren(QPushButton) if part.isVisible()]
    assert len(parts) == 7
    assert all(guess.rect().contains(QRect(part.mapTo(guess, QPoint()), part.size())) for part in parts)
    (asks,) = (label for label in guess.findChildren(QLabel) if label.isVisible())
    assert asks.heightForWidth(asks.width()) <= asks.height()


def places(window):
    """Where every table and every label that is not a formula stands."""
    parts = [part for part in window.findChildren(QWidget) if part.isVisible()]
    shown = [part for part in parts if isinstance(part, QLabel | QTableView | QAbstractButton)]
    return {part: QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in shown}


def moved(before, after):
    """What stands elsewhere, or is there only once: its kind, its name, and where it was and is."""
    parts = [part for part in before.keys() | after.keys() if before.get(part) != after.get(part)]
    return [(type(part).__name__, part.accessibleName(), before.get(part), after.get(part)) for part in parts]


@pytest.mark.parametrize("entry", [of_example("three-classes").entry, ten_classes()], ids=["three", "ten"])
def test_nothing_moves_while_the_point_is_dragged(opened, qtbot, entry):
    window = opened(entry)
    plot = window.lower_right.findChild(LossCurve).plot
    qtbot.waitUntil(lambda: plot.point() is not None and plot.isVisible())
    before = places(window)
    start = plot.point().toPoint()
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
    values = set()
    for step in range(-120, 140, 20):
        QTest.mouseMove(plot.viewport(), start + QPoint(step, 0))
        values.add(window.document.entry.cell("outputs", 0, 0))
        assert moved(before, places(window)) == []
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(120, 0))
    assert len(values) > 8
    assert moved(before, places(window)) == []


@pytest.mark.parametrize("size", [(1000, 640), (1280, 720), (1440, 900)], ids=str)
def test_every_value_on_a_card_has_all_its_decimals_in_a_large_size(opened, size):
    window = opened("three-classes", size)
    for card in window.document.analysis.cards:
        values = [part for part in window.cards.findChildren(Value) if part.isVisible() and part.value == card.value]
        assert values
        for value in values:
            assert QFontMetrics(font(16, SEMIBOLD)).horizontalAdvance(f"{card.value:.4f}") <= value.width()


@pytest.mark.parametrize(("width", "scrolls"), [(1440, True), (2560, False), (3840, False)])
def test_a_large_window_shows_all_of_ten_classes_and_leaves_most_of_it_to_what_they_give(opened, width, scrolls):
    window = opened(ten_classes(), (width, 1400), plots=False)
    bars = [bar for bar in window.tables.findChildren(QScrollBar) if bar.accessibleName() == "Outputs: scroll classes"]
    assert bars[0].isVisible() == scrolls
    assert window.tables.width() < 0.36 * width
