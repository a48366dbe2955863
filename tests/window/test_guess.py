"""Before a race one guesses which run learns first: what would tell it is hidden until it is run, or asked for."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from window.on_screen import shown_anywhere

from xentgui.questions.lesson import half_ways
from xentgui.training_examples import training_examples

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT, KEYS = Qt.MouseButton.LeftButton, Qt.Key
ENDS = ("0.2028", "−0.6843", "−2.2050")  # of both runs from the badly wrong start
WHY = training_examples["neuron-wrong"].shows


@pytest.fixture
def window(opened):
    window = opened("three-classes")
    window.actions_by_id["training-neuron-wrong"].trigger()
    return window


def press(window, text):
    guess = window.pages.training.guess
    QTest.mouseClick(next(each for each in guess.findChildren(QPushButton) if each.text() == text), LEFT)


def told(window):
    words = " ".join(each.text() for each in window.pages.training.guess.findChildren(QLabel))
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_an_example_asks_before_it_runs_and_tells_its_end_nowhere(window):
    page = window.pages.training
    assert told(window).startswith("Which learns first")
    assert (page.running.epoch, page.running.playing) == (0, False)
    assert page.guess.isAncestorOf(QApplication.focusWidget())
    for number in (*ENDS, "hardly learns", "the book reads"):
        assert not shown_anywhere(window, number)


@pytest.mark.parametrize(("tabs", "verdict"), [(0, "✗  You said: Quadratic. Half"), (1, "✓  Right. Half")])
def test_a_guess_by_keyboard_starts_the_race_which_tells_at_its_end(window, qtbot, tabs, verdict):
    page = window.pages.training
    page.controls.changed_speed.emit(10)
    for _ in range(tabs):
        QTest.keyClick(QApplication.focusWidget(), KEYS.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), KEYS.Key_Space)
    assert page.running.playing
    qtbot.waitUntil(lambda: bool(shown_anywhere(window, "hidden until it is run")))
    assert not shown_anywhere(window, ENDS[0])
    page.controls.changed_speed.emit(3000)
    qtbot.waitUntil(lambda: not page.running.playing)
    assert told(window).startswith(verdict)
    assert f"Cross-entropy at epoch 8, Quadratic at epoch 211. {WHY}" in told(window)
    for number in ENDS:
        assert shown_anywhere(window, number)


def test_it_is_told_without_a_guess_when_it_is_asked_for_and_the_race_still_stands_at_its_start(window):
    page = window.pages.training
    press(window, "Show")
    assert told(window).startswith("Half of the way down: Cross-entropy at epoch 8")
    assert shown_anywhere(window, ENDS[0])
    assert (page.running.epoch, page.running.playing) == (0, False)
    assert QApplication.focusWidget() is page.controls.button("play")


def test_the_keyboard_goes_on_to_play_when_the_question_is_closed(window):
    page = window.pages.training
    QTest.mouseClick(next(each for each in page.guess.findChildren(QPushButton) if each.text() == "×"), LEFT)
    assert page.guess.isHidden()
    assert QApplication.focusWidget() is page.controls.button("play")


def test_a_race_that_is_run_without_a_guess_tells_no_verdict(window):
    window.pages.training.controls.button("end").click()
    assert told(window).startswith("Half of the way down")


def test_both_at_once_is_right_where_it_is_so(window):
    window.actions_by_id["training-one-hot-or-soft"].trigger()
    press(window, "Both at once")
    window.pages.training.controls.button("end").click()
    assert told(window).startswith("✓  Right. ")


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("how", ["close", "field", "undo"])
def test_a_question_that_is_closed_or_about_another_race_goes_and_hides_nothing(window, how, told):
    page = window.pages.training
    if told:
        press(window, "Show")
    if how == "close":
        press(window, "×")
    elif how == "field":
        page.side.settings.choice.button("book").click()
    else:
        window.document.undo()
    assert not page.guess.isVisible()
    assert not shown_anywhere(window, "hidden until")


@pytest.mark.parametrize("wanted", [["Softmax taken twice"], ["Softmax taken twice", "Focal loss, γ = 2"]])
def test_other_costs_are_asked_about_while_nobody_has_guessed(opened, wanted):
    """The question closed, and the end of the race was told."""
    window = opened("three-classes", (1280, 720))
    window.actions_by_id["training-exclusive-or-not"].trigger()
    page = window.pages.training
    for title in wanted:
        next(each for each in page.side.costs.menu().actions() if each.text() == title).trigger()
    QApplication.processEvents()
    assert page.guess.isVisible()
    buttons = [each for each in page.guess.findChildren(QPushButton) if each.isVisible() and each.text() != "×"]
    shorts = [each.short for each in page.running.contest.contenders]
    assert [each.text() for each in buttons] == [*shorts, "Several at once", "Show"]
    assert all(each.width() >= each.sizeHint().width() for each in buttons)
    assert shown_anywhere(window, "idden until you answer")
    press(window, "Sigmoids")
    page.controls.button("end").click()
    assert told(window).startswith("✗  You said: Sigmoids. Half of the way down: ")
    for _ in wanted:
        window.document.undo()
    assert not page.guess.isVisible()


def test_a_race_of_one_cost_asks_nothing(window):
    page = window.pages.training
    next(each for each in page.side.costs.menu().actions() if each.text() == "Quadratic (6)").trigger()
    assert not page.guess.isVisible()


def test_what_stands_at_its_end_asks_nothing(window):
    window.pages.open_training_example("neuron-mild", play=False)
    assert not window.pages.training.guess.isVisible()


@pytest.mark.parametrize("given", ["", "Show", "Softmax"])
def test_the_question_stays_while_a_point_is_dragged_and_is_then_asked_of_the_race_from_there(opened, given):
    window = opened("three-classes")
    window.actions_by_id["training-exclusive-or-not"].trigger()
    page = window.pages.training
    if given:
        press(window, given)
        page.running.pause()
    first, before = page.charts.points.map(0), page.charts.points.map(0).mapTo(page, QPoint())
    at = first.pixel(*page.running.contest.start.points[0]).toPoint()
    QTest.mousePress(first, LEFT, pos=at)
    for x in (0.0, 2.0):
        QTest.mouseMove(first, first.pixel(x, 2.0).toPoint())
        QApplication.processEvents()
        assert page.guess.isVisible()
        assert first.mapTo(page, QPoint()) == before
    QTest.mouseRelease(first, LEFT, pos=first.pixel(2.0, 2.0).toPoint())
    assert page.running.contest.start.points[0] == pytest.approx((2, 2), abs=0.1)
    page.controls.button("end").click()
    halves = {f"{each.short} at epoch {epoch}" for each, epoch in half_ways(page.running.contest, page.running.run)}
    assert all(half in told(window) for half in halves)
    assert training_examples["exclusive-or-not"].shows not in told(window)
    window.document.undo()
    assert not page.guess.isVisible()
