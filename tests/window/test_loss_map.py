"""The map of a neuron's loss with real clicks, keys and drags: what it reads out, and its start that is moved."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from xentgui.questions.models import Neuron, losses_at
from xentgui.window.numbers import show_number
from xentgui.window.theme import theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
KEYS, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(opened):
    """The training page with the map of the neuron in front."""
    window = opened("neuron-wrong")
    page = window.pages.training
    click(page, "Loss over w and b")
    return page


def click(page, text):
    QTest.mouseClick(next(each for each in page.findChildren(QPushButton) if each.text() == text), LEFT)


def contest(page):
    return page.analysis.entry.training.neuron


def pixel(chart, w, b):
    frame = chart.frame()
    return QPoint(round(frame.px(w)), round(frame.py(b)))


def inked(chart):
    return chart.grab().toImage()


def test_the_map_takes_the_place_of_the_output_and_gives_it_back(page):
    charts = page.charts
    assert (charts.loss_map.isVisible(), charts.output.isVisible()) == (True, False)
    click(page, "Output over the epochs")
    assert (charts.loss_map.isVisible(), charts.output.isVisible()) == (False, True)
    page.train("classifier")
    assert not charts.other.isVisible()


def test_it_holds_both_paths_and_says_where_the_runs_are(page):
    frame = page.charts.loss_map.frame()
    for trace in page.running.run.traces.values():
        w, b = np.array(trace.parameters_from(0)).T
        assert frame.across.low < w.min() <= w.max() < frame.across.high
        assert frame.upward.low < b.min() <= b.max() < frame.upward.high
    page.running.look(300)
    said = page.charts.loss_map.accessibleName()
    assert "epoch 300: Quadratic at w = −0.6843, b = −0.6843 loses 0.0206" in said
    assert said.endswith("In colour Cross-entropy (57)")
    page.cards.card(0).click()
    assert page.charts.loss_map.accessibleName().endswith("In colour Quadratic (6)")


def test_colours_and_lines_are_of_the_chosen_cost_and_paths_go_as_far_as_is_shown(page):
    chart = page.charts.loss_map
    page.running.reset()
    at_first = inked(chart)
    page.running.look(300)
    ran = inked(chart)
    assert ran != at_first
    page.cards.card(0).click()
    assert inked(chart) != ran


@pytest.mark.parametrize("key", ["Key_Left", "Key_Right", "Key_Up", "Key_Down"])
def test_the_arrow_keys_read_out_exact_losses_beside_the_run(page, key):
    chart, told = page.charts.loss_map, []
    page.said.connect(told.append)
    page.running.look(300)
    chart.setFocus()
    QTest.keyClick(chart, getattr(KEYS, key), SHIFT)
    across, upward = chart.frame().across, chart.frame().upward
    way = {"Key_Left": (-1, 0), "Key_Right": (1, 0), "Key_Up": (0, 1), "Key_Down": (0, -1)}[key]
    w, b = page.running.run.traces["nielsen"].parameters(300) + 0.1 * np.array(way) * (across.width, upward.width)
    losses = [
        losses_at(Neuron(2, 2), each.definition, np.array([w]), np.array([b]))[0] for each in contest(page).contenders
    ]
    assert f"w = {show_number(w)}  b = {show_number(b)}, z = {show_number(w + b)}" in told[-1]
    assert told[-1].endswith(f"Quadratic {show_number(losses[0])}, Cross-entropy {show_number(losses[1])}")


def test_enter_starts_the_runs_from_the_place_that_is_read_out(page):
    chart = page.charts.loss_map
    page.running.look(0)
    chart.setFocus()
    QTest.keyClick(chart, KEYS.Key_Left, SHIFT)
    QTest.keyClick(chart, KEYS.Key_Return)
    start = contest(page).start
    assert start.bias == 2.0
    assert start.weight < 2.0
    assert page.window().document.stack.undoText() == "Training: move the start"


def test_the_start_is_dragged_in_one_step_of_undo_while_the_picture_stands_still(page):
    chart, stack = page.charts.loss_map, page.window().document.stack
    before, count = chart.frame(), stack.count()
    QTest.mousePress(chart.viewport(), LEFT, pos=pixel(chart, 2, 2))
    for w, b in ((1.5, 2.0), (1.0, 1.5)):
        QTest.mouseMove(chart.viewport(), pixel(chart, w, b))
        QApplication.processEvents()
        assert chart.frame() == before
    QTest.mouseRelease(chart.viewport(), LEFT, pos=pixel(chart, 1.0, 1.5))
    assert (contest(page).start.weight, contest(page).start.bias) == pytest.approx((1.0, 1.5), abs=0.05)
    assert stack.count() == count + 1
    stack.undo()
    assert contest(page).start == Neuron(2.0, 2.0)


def test_a_press_beside_the_start_moves_nothing(page):
    chart = page.charts.loss_map
    QTest.mousePress(chart.viewport(), LEFT, pos=pixel(chart, 0, 1.5))
    QTest.mouseMove(chart.viewport(), pixel(chart, 1, 1))
    QTest.mouseRelease(chart.viewport(), LEFT, pos=pixel(chart, 1, 1))
    assert contest(page).start == Neuron(2.0, 2.0)


def test_the_pointer_reads_out_what_is_under_it(page):
    chart = page.charts.loss_map
    chart.clearFocus()
    without = inked(chart)
    QTest.mouseMove(chart.viewport(), pixel(chart, -1, 1))
    assert inked(chart) != without
    QTest.mouseMove(chart.viewport(), QPoint(5, 5))
    assert inked(chart) == without


@pytest.mark.parametrize("rates", [(1e200, 0.15), (0.0, 0.0)])
def test_runs_that_diverge_or_stand_still_have_a_map_too(page, rates):
    page.side.asked.emit("rates", contest(page).at_rates(*rates))
    frame = page.charts.loss_map.frame()
    assert 1 <= frame.across.width < 200
    assert inked(page.charts.loss_map).width() > 100


@pytest.mark.parametrize(
    "start", [Neuron(1e299, 1e299, 1e299), Neuron(1e12, 0.0, 1e-3), Neuron(3, 3, 0.0), Neuron(1, 1, -2)]
)
def test_any_start_has_a_map(page, start):
    page.side.asked.emit("start", replace(contest(page), start=start))
    assert contest(page).start == start
    frame = page.charts.loss_map.frame()
    assert frame.across.low < start.weight < frame.across.high
    assert inked(page.charts.loss_map).width() > 100


def test_the_exported_picture_shows_the_map_that_is_in_front(page):
    with_map = page.picture().svg()
    assert "weight w" in with_map
    click(page, "Output over the epochs")
    assert "weight w" not in page.picture().svg()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (2400, 1500)])
@pytest.mark.parametrize("rates", [(0.15, 0.15), (0.15, 0.005), (0.3, 0.6)])
def test_no_word_on_the_map_hides_a_path(opened, size, rates):
    """Of the words the start's hid the first epochs, which a small picture has just there."""
    window = opened("neuron-wrong", size)
    page = window.pages.training
    page.side.asked.emit("rates", contest(page).at_rates(*rates))
    click(page, "Loss over w and b")
    page.running.look(300)
    QApplication.processEvents()
    picture = page.charts.loss_map.grab().toImage()
    frame = page.charts.loss_map.frame()
    for trace, place in zip(page.running.run.traces.values(), page.running.contest.contenders, strict=True):
        w, b = np.array(trace.parameters_from(0)).T
        colour = QColor(theme().definition(place.place))
        for share in np.linspace(0.03, 0.97, 60):
            at = w[0] + share * (w[-1] - w[0]), b[0] + share * (b[-1] - b[0])
            x, y = round(frame.px(at[0])), round(frame.py(at[1]))
            near = [picture.pixelColor(x + dx, y + dy) for dx in range(-7, 8) for dy in range(-7, 8)]
            assert any(_alike(each, colour) for each in near), (place.short, share)


def test_cards_charts_and_map_tell_the_same_epoch_while_it_plays(page, qtbot):
    """A frame has the plots or the numbers: the map told its own."""
    page.running.reset()
    page.running.play()
    told = []

    def at_the_end():
        spoken = (page.cards.card(0), page.charts.cost, page.charts.loss_map)
        told.append([re.search(r"epoch (\d+)", each.accessibleName())[1] for each in spoken])
        return told[-1][0] == "300"

    qtbot.waitUntil(at_the_end)
    assert len({tuple(each) for each in told}) > 2
    assert all(len(set(each)) == 1 for each in told)


def _alike(one, other):
    return max(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True)) < 25
