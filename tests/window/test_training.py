"""The training page with real clicks, keys and drags: what runs, what is shown, what can be taken out."""

import csv
from dataclasses import replace
from itertools import combinations
from time import sleep

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QImage, QKeySequence, QPainter, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card
from xentgui.entry import Entry, Focus, ShownCard
from xentgui.questions.contest import Contest, OfTable, Progress
from xentgui.questions.lesson import lesson
from xentgui.questions.models import LinearClassifier, Neuron
from xentgui.sources import sources
from xentgui.training_examples import COSTS, CROSS_ENTROPY, QUADRATIC, training_examples
from xentgui.window.cards.text import Value, Words
from xentgui.window.curves.axis import log_ticks
from xentgui.window.curves.geometry import Range
from xentgui.window.curves.placement import Box
from xentgui.window.document import Document
from xentgui.window.icon import icon
from xentgui.window.numbers import digits
from xentgui.window.tables.refusal import Refusal
from xentgui.window.theme import DARK, LIGHT, font, set_appearance
from xentgui.window.training.entered_table import entry_at, of_entry
from xentgui.window.training.geometry import Frame, Series, ShownChart, extent, together
from xentgui.window.training.items import last_values, names_of_curves
from xentgui.window.training.number_field import NumberField
from xentgui.window.training.points_map import PointsMap
from xentgui.window.training.points_table import Plane, read_points
from xentgui.window.training.view import TrainingView

LEFT = Qt.MouseButton.LeftButton
NAMES = ("cat", "dog", "bird")
THREE = Entry.of(np.eye(3), [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]], NAMES)


class Desk:
    """A document and the training page, wired as the window wires them."""

    def __init__(self, qtbot, entry=THREE, *, in_place=True, size=(1408, 806)):
        self.document = Document(entry, Focus())
        self.window = QWidget()
        self.view = TrainingView(in_place=in_place)
        QVBoxLayout(self.window).addWidget(self.view)
        self.window.resize(*size)
        self.said, self.left, self.followed = [], [], []
        self.view.said.connect(self.said.append)
        self.view.left.connect(self.left.append)
        self.view.followed.connect(self.followed.append)
        self.view.edited.connect(self.document.apply)
        self.view.focused.connect(self.document.look)
        self.document.changed.connect(self.view.receive)
        for key, step in (("Undo", self.document.stack.undo), ("Redo", self.document.stack.redo)):
            QShortcut(getattr(QKeySequence.StandardKey, key), self.window, step)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.document.announce()
        QApplication.processEvents()

    @property
    def running(self):
        return self.view.running

    def click(self, button):
        QTest.mouseClick(button, LEFT)

    def type(self, name, text):
        field = self.view.side.settings.field(name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def output(self, name, epoch):
        return float(self.view.running.run and self._progress().outputs[name][epoch, 0])

    def _progress(self):
        progress = Progress(self.running.contest)
        progress.extend(self.running.run)
        return progress

    def spoken(self, place):
        return self.view.cards.card(place).accessibleName()

    def strip(self):
        sentences = self.view.strip.children()
        return " ".join(child.text() for child in sentences if hasattr(child, "text"))


@pytest.fixture
def desk(qtbot, no_window_left):
    desks = []

    def make(entry=THREE, **options):
        desks.append(Desk(qtbot, entry, **options))
        return desks[-1]

    yield make
    for each in desks:
        each.window.close()
        each.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_page_opens_on_nielsens_neuron_at_its_start(desk):
    d = desk()
    assert d.running.contest.start == Neuron(0.6, 0.9)
    assert d.running.epoch == 0
    assert d.running.computed == 300
    assert "a = 0.8176" in d.view.side.settings.picture.accessibleName()
    assert "Quadratic (6): 0.3342 at epoch 0" in d.spoken(0)


@pytest.mark.parametrize(
    ("name", "quadratic", "cross", "book"),
    [("neuron-mild", "0.0940", "0.0116", "0.09"), ("neuron-wrong", "0.2028", "0.0120", "0.20")],
)
def test_the_books_experiments_take_two_clicks(desk, name, quadratic, cross, book):
    """One on the start, which asks first; one to the end. The numbers stand on cards and in the table."""
    d = desk()
    d.view.open_example(name)
    assert d.view.guess.isVisible()
    d.click(d.view.controls.button("end"))
    assert d.running.epoch == 300
    assert f"output a {quadratic}" in d.spoken(0)
    assert f"output a {cross}" in d.spoken(1)
    texts = [child.text() for child in d.view.side.end.children() if hasattr(child, "text")]
    assert {quadratic, cross, "After 300 epochs", f"the book reads {book} for ◆"} <= set(texts)


def test_the_books_lower_rate_of_cross_entropy_is_one_click_away_and_is_said(desk):
    d = desk()
    d.view.open_example("neuron-wrong", play=False)
    settings = d.view.side.settings
    assert d.running.contest.rates == (0.15, 0.15)
    assert "smaller" not in d.strip()
    d.click(settings.choice.button("book"))
    assert d.running.contest.rates == (0.15, 0.005)
    assert any(
        "0.005 for cross-entropy one sees its shape" in child.text()
        for child in settings.children()
        if hasattr(child, "text")
    )
    assert "here in steps 30 times smaller" in d.strip()
    assert d.view.controls.scale.button("linear").isChecked()  # as the book draws it
    d.click(d.view.controls.button("end"))
    assert "output a 0.7796" in d.spoken(1)
    assert "output a 0.2028" in d.spoken(0)
    d.click(settings.choice.button("equal"))
    assert d.running.contest.rates == (0.15, 0.15)
    assert d.view.controls.scale.button("log").isChecked()


def test_epochs_are_stepped_scrubbed_and_reset(desk):
    d = desk()
    controls = d.view.controls
    d.click(controls.button("step"))
    d.click(controls.button("step"))
    assert (d.running.epoch, d.running.reached) == (2, 2)
    d.click(controls.button("back"))
    assert (d.running.epoch, d.running.reached) == (1, 2)
    line = controls.timeline
    QTest.mousePress(line, LEFT, pos=line.handle().toPoint())
    QTest.mouseMove(line, QPoint(line.width() // 2, 15))
    QTest.mouseRelease(line, LEFT, pos=QPoint(line.width() // 2, 15))
    assert d.running.epoch == pytest.approx(150, abs=2)
    assert "150" in controls.count.accessibleName() or abs(d.running.epoch - 150) <= 2
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert d.running.epoch == pytest.approx(151, abs=2)
    here = d.running.epoch
    QTest.keyClick(line, Qt.Key.Key_PageDown)
    assert d.running.epoch == here - 10
    QTest.keyClick(line, Qt.Key.Key_End)
    assert d.running.epoch == 300
    d.click(controls.button("reset"))
    assert (d.running.epoch, d.running.reached) == (0, 0)


@pytest.mark.parametrize("which", ["cost", "gradient", "output"])
def test_the_line_of_a_plot_is_dragged_and_moves_with_the_keys(desk, which):
    d = desk()
    chart = getattr(d.view.charts, which)
    frame = chart.frame()
    at = QPoint(round(frame.px(100)), round(frame.box.top + 20))
    QTest.mousePress(chart.viewport(), LEFT, pos=at)
    assert d.running.epoch == pytest.approx(100, abs=1)
    QTest.mouseMove(chart.viewport(), QPoint(round(frame.px(40)), at.y()))
    QTest.mouseRelease(chart.viewport(), LEFT, pos=at)
    assert d.running.epoch == pytest.approx(40, abs=1)
    assert chart.line_at().x() == pytest.approx(frame.px(d.running.epoch), abs=0.5)
    here = d.running.epoch
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert d.running.epoch == here + 9
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert d.running.epoch == 0


def test_a_line_stays_where_the_run_is_if_nobody_listens(desk):
    d = desk()
    chart = d.view.charts.output
    chart.asked.disconnect()
    before = chart.line_at()
    QTest.mousePress(chart.viewport(), LEFT, pos=QPoint(round(chart.frame().px(200)), 40))
    assert chart.line_at() == before


def test_playing_shows_epoch_after_epoch_and_ends(desk, qtbot):
    d = desk()
    d.view.controls.changed_speed.emit(3000)
    d.click(d.view.controls.button("play"))
    assert d.view.controls.button("play").accessibleName() == "Pause"
    qtbot.waitUntil(lambda: not d.running.playing, timeout=5000)
    assert d.running.epoch == 300
    assert any(words.startswith("Run complete, 300 epochs") for words in d.said)
    assert d.view.controls.button("play").accessibleName() == "Play"
    d.click(d.view.controls.button("play"))
    assert d.running.epoch < 300  # from the start again


def test_while_it_plays_counter_cards_and_table_tell_of_one_epoch(desk, qtbot):
    d = desk()
    d.view.controls.changed_speed.emit(300)
    seen = set()

    def look():
        count = d.view.controls.count.accessibleName().split()[1]
        assert f"at epoch {count}," in d.spoken(0)
        assert any(label.text() == f"At epoch {count}" for label in d.view.side.now.findChildren(QLabel))
        seen.add(count)

    d.running.ticked.connect(look)
    d.click(d.view.controls.button("play"))
    qtbot.waitUntil(lambda: not d.running.playing)
    assert len(seen) > 2


def test_the_plots_play_too_where_each_frame_takes_long(desk, qtbot):
    d = desk()
    d.view.controls.changed_speed.emit(300)
    lines, epochs = set(), set()

    def look():
        lines.add(d.view.charts.output.line_at().x())
        epochs.add(d.running.epoch)
        sleep(0.1)

    d.running.ticked.connect(look)
    d.click(d.view.controls.button("play"))
    qtbot.waitUntil(lambda: len(epochs) > 5 or not d.running.playing)
    assert len(lines) >= 3


def test_space_plays_and_pauses(desk, qtbot):
    d = desk()
    d.view.setFocus()
    QTest.keyClick(d.view, Qt.Key.Key_Space)
    assert d.running.playing
    QTest.keyClick(d.view, Qt.Key.Key_Space)
    assert not d.running.playing


def test_a_long_run_goes_on_a_thread_and_can_be_stopped_and_resumed(desk, qtbot):
    d = desk(in_place=False)
    d.type("epochs", "200000")
    qtbot.waitUntil(lambda: d.running.computed > 500, timeout=5000)
    stop = next(b for b in d.view.findChildren(type(d.view.side.curves)) if b.text() == "Stop computing")
    assert stop.isVisible()
    d.click(stop)
    assert not d.running.computing
    stopped = d.running.computed
    assert stopped < 200_000
    QTest.qWait(60)
    assert d.running.computed == stopped
    d.running.look(stopped)
    assert d.running.epoch == stopped
    d.view.controls.changed_speed.emit(10)
    d.click(d.view.controls.button("play"))
    qtbot.waitUntil(lambda: d.running.computed > stopped, timeout=5000)


def test_closing_during_a_run_joins_the_thread(desk, qtbot):
    d = desk(in_place=False)
    d.type("epochs", "500000")
    qtbot.waitUntil(lambda: d.running.computed > 100, timeout=5000)
    d.running.play()
    d.window.close()
    assert not d.running.computing
    assert not d.running.playing


def test_leaving_the_page_interrupts_the_work_and_coming_back_goes_on(desk, qtbot):
    d = desk(in_place=False)
    d.type("epochs", "200000")
    qtbot.waitUntil(lambda: d.running.computed > 100, timeout=5000)
    d.view.hide()
    assert not d.running.computing
    left = d.running.computed
    d.view.show()
    qtbot.waitUntil(lambda: d.running.computed > left, timeout=5000)


def test_an_error_of_the_work_is_said(desk, qtbot, monkeypatch, capsys):
    d = desk(in_place=False)
    monkeypatch.setattr("xentgui.questions.training.Race.go_on", lambda race: 1 / 0)
    d.type("epochs", "500")
    qtbot.waitUntil(lambda: any("Computing ended at epoch 0" in words for words in d.said), timeout=5000)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_decimals_are_those_of_the_window(desk):
    d = desk()
    try:
        digits.decimals = 6
        d.document.announce()
        assert "0.334214" in d.spoken(0)
    finally:
        digits.decimals = 4


def test_a_run_grows_while_it_is_shown(desk, qtbot):
    """The snapshots are immutable: what was shown of an early one is what the late one says."""
    d = desk(in_place=False)
    d.type("epochs", "5000")
    qtbot.waitUntil(lambda: d.running.computed > 100, timeout=5000)
    early = d.running.run
    kept = early.traces["quadratic"].losses["quadratic"].copy()
    qtbot.waitUntil(lambda: d.running.computed == 5_000)
    np.testing.assert_array_equal(early.traces["quadratic"].losses["quadratic"], kept)
    np.testing.assert_array_equal(d.running.run.traces["quadratic"].losses["quadratic"][: len(kept)], kept)


def test_fields_start_another_run_and_refuse_with_a_reason(desk):
    d = desk()
    d.type("weight w", "-1,5")
    assert d.running.contest.start == Neuron(-1.5, 0.9)
    d.type("target y", "2")
    assert "no label" in d.said[-1]
    assert d.running.contest.start.y == 0.0
    beside = d.view.side.settings.findChild(Refusal)
    assert (beside.isVisible(), beside.text()) == (True, d.said[-1])
    d.type("bias b", "much")
    assert "not a number" in d.said[-1]
    d.type("learning rate of Quadratic", "0.3")
    assert d.running.contest.rates == (0.3, 0.15)
    d.type("momentum", "1")
    assert "momentum" in d.said[-1]
    gone = d.said[-1]
    unsaid = []
    d.view.unsaid.connect(unsaid.append)
    d.type("momentum", "0.1")
    assert not beside.isVisible()
    assert unsaid == [gone]
    d.type("momentum", "0")
    d.type("epochs", "12.5")
    assert d.running.epochs == 300
    field = d.view.side.settings.field("weight w")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert d.running.contest.start.weight == -1.4
    assert d.view.side.starts.currentText() == "your own"


def test_a_refused_text_stays_in_its_field_also_when_it_is_left_until_escape(desk):
    d = desk()
    field, beside = d.view.side.settings.field("momentum"), d.view.side.settings.findChild(Refusal)
    d.type("momentum", "0.9.9")
    d.view.side.settings.field("epochs").setFocus()
    assert (field.text(), beside.isVisible(), d.running.contest.momentum) == ("0.9.9", True, 0.0)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), beside.isVisible()) == ("0", False)


def test_a_number_that_may_be_thousands_is_asked_about(desk):
    d = desk()
    d.type("epochs", "1,000")
    assert d.said[-1] == '"1,000" may be 1.000 or 1000: type the one that you mean'
    assert d.running.epochs == 300


def test_a_run_says_its_rates_in_the_order_of_its_costs():
    assert training_examples["focal-or-plain"].contest.in_words.endswith("learning rate 0.5 and 2")


def ink(axis):
    """The rectangle that an axis paints, in pixels of the plot that it stands in."""
    canvas = QImage(1600, 1000, QImage.Format.Format_ARGB32)
    canvas.fill(0)
    painter = QPainter(canvas)
    painter.translate(axis.scenePos() + QPoint(100, 100))
    axis.picture.play(painter)
    painter.end()
    painted = np.frombuffer(canvas.constBits(), np.uint32).reshape(1000, 1600) != 0
    down, across = (np.flatnonzero(painted.any(axis=side)) - 100 for side in (1, 0))
    return across[0], down[0], across[-1], down[-1]


@pytest.mark.parametrize("height", [600, 640, 806])
def test_no_text_of_a_tick_reaches_beyond_its_plot(desk, height):
    d = desk(size=(1248, height))
    d.type("epochs", "20000")
    d.type("learning rate of Cross-entropy", "0.005")
    d.click(d.view.charts.other)
    d.view.grab()
    for plot in (d.view.charts.gradient, d.view.charts.loss_map):
        for side in ("left", "bottom"):
            left, top, right, bottom = ink(plot.getPlotItem().getAxis(side))
            assert min(left, top) >= 0
            assert right < plot.width()
            assert bottom < plot.height()


@pytest.mark.parametrize("width", [1440, 1700])
def test_no_number_beside_a_plane_is_cut(desk, width):
    d = desk(size=(width, 1200))
    d.view.open_example("exclusive-or-not", play=False)
    QApplication.processEvents()
    first = d.view.charts.points.map(0)
    picture = first.grab().toImage()
    below = range(round(first.area().bottom()) + 2, round(first.area().bottom()) + 14)
    assert len({picture.pixel(picture.width() - 1, y) for y in below}) == 1
    assert len({picture.pixel(0, y) for y in range(below.start)}) == 1


@pytest.mark.parametrize("width", [1250, 1336, 1408, 1900])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_nothing_on_a_card_is_cut_or_covered_and_where_a_cost_comes_from_is_said_by_the_pointer_at_least(
    desk, count, width
):
    d = desk(size=(width, 700))
    d.view.open_example("focal-or-plain", play=False)
    for _ in range(count - 2):
        next(each for each in d.view.side.costs.menu().actions() if not each.isChecked()).trigger()
    QApplication.processEvents()
    assert len(d.running.contest.contenders) == count
    for card in map(d.view.cards.card, range(count)):
        shown = [each.geometry() for each in card.findChildren(QLabel) if each.isVisible() and each.text()]
        assert not any(one.intersects(other) for one, other in combinations(shown, 2))
    for place, contender in enumerate(d.running.contest.contenders):
        card = d.view.cards.card(place)
        shown = [words for words in card.findChildren(Words) if words.text() == contender.source and words.isVisible()]
        assert not any(words.cut for words in shown)
        assert bool(shown) != (card.toolTip() == contender.source) or not contender.source


def test_four_costs_on_a_low_page_have_their_names_and_their_numbers_whole(desk):
    d = desk(size=(1248, 606))
    d.view.open_example("focal-or-plain", play=False)
    chosen = tuple(each for each in COSTS["classifier"] if each.name in ("softmax", "sigmoids", "smoothed", "focal"))
    d.view.side.asked.emit("costs", replace(d.running.contest, contenders=chosen))
    QApplication.processEvents()
    side, charts = d.view.side, d.view.charts
    assert (side.now.isVisible(), side.end.isVisible()) == (True, False)
    assert side.now.height() >= side.now.sizeHint().height()
    names = [each.short for each in chosen] + ["Size of the gradient"]
    titles = [words for words in charts.findChildren(Words) if words.isVisible() and words.text() in names]
    assert len(titles) == len(names)
    assert [words.text() for words in titles if words.cut] == []


def test_a_diverging_run_stops_with_its_epoch_and_reason(desk):
    d = desk()
    contest = Contest(Neuron(1.0, 0.0, x=1e200), (replace(CROSS_ENTROPY, rate=1e200), QUADRATIC), 50)
    d.view.side.asked.emit("start", contest)
    d.click(d.view.controls.button("end"))
    assert "stopped at epoch 1" in d.strip()
    assert "learning rate" in d.strip()
    assert "undefined" in d.spoken(0)


def test_the_strip_explains_the_slowdown_with_the_factor_at_the_epoch(desk):
    d = desk()
    d.view.open_example("neuron-wrong", play=False)
    d.running.look(20)
    assert "epoch 20 the factor σ′(z) is only 0.0185" in d.strip() or "is only 0.01" in d.strip()
    assert "that factor cancels: dC/dz = a − y" in d.strip()
    d.running.look(300)
    assert "hardly learns" not in d.strip()


@pytest.mark.parametrize("name", training_examples)
def test_every_example_opens_runs_and_explains_itself(desk, name):
    d = desk()
    example = training_examples[name]
    d.view.open_example(name)
    d.click(d.view.controls.button("end"))
    told = " ".join(label.text() for label in d.view.guess.findChildren(QLabel))
    assert told.replace("\N{NO-BREAK SPACE}", " ").endswith(example.shows)
    run = d.running.run
    assert run.epochs == example.contest.epochs
    assert all(trace.stopped is None for trace in run.traces.values())
    lines = lesson(example.contest, run, d._progress(), 20)
    assert len(lines) == 2
    assert d.view.side.starts.currentData() == name


def test_softmax_twice_is_slower_and_never_falls_below_its_floor():
    contest = training_examples["softmax-twice"].contest
    race = contest.race()
    while race.go_on():
        pass
    traces = race.so_far().traces
    floor = np.log(np.e + 2) - 1
    assert (traces["softmax-twice"].losses["softmax-twice"] > floor).all()
    rightly = traces["softmax-twice"].state(20).inner.batch
    from xentgui.losses.evaluation import evaluate

    assert evaluate(rightly, contest.contenders[0].definition).value > 1.5 * traces["softmax"].losses["softmax"][20]


def test_soft_labels_end_at_their_entropy_and_one_hot_ones_go_on():
    contest = training_examples["one-hot-or-soft"].contest
    race = contest.race()
    while race.go_on():
        pass
    traces = race.so_far().traces
    share = 0.1 / 3
    entropy = -((0.9 + share) * np.log(0.9 + share) + 2 * share * np.log(share))
    assert traces["smoothed"].losses["smoothed"][-1] == pytest.approx(entropy, abs=1e-9)
    assert traces["one-hot"].losses["one-hot"][-1] < 0.01


def test_another_tab_is_asked_for_and_training_stays_in_front(desk):
    d = desk()
    tabs = d.view.panel.tabs
    for index, name in ((0, "Loss curve"), (1, "Gradient")):
        QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(index).center())
        assert d.left[-1] == name
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(tabs.count() - 1).center())
    assert d.left == ["Loss curve", "Gradient"]
    assert tabs.tabText(tabs.currentIndex()) == "Training"


def test_all_tabs_stand_beside_training_where_they_have_room(desk):
    d = desk()
    tabs = d.view.panel.tabs
    for width, others in (
        (1400, ["Loss curve", "Gradient", "All probabilities", "Likelihood"]),
        (1000, ["Loss curve", "Gradient"]),
    ):
        d.view.resize(width, 800)
        assert [tabs.tabText(index) for index in range(tabs.count())] == [*others, "Training"]
        assert tabs.tabRect(tabs.count() - 1).right() < tabs.width()


# Outputs


def test_outputs_train_the_entered_table_under_the_definitions_on_show(desk):
    d = desk()
    d.click(d.view.kinds.button("outputs"))
    contest, run = d.running.contest, d.running.run
    assert [each.name for each in contest.contenders] == ["nielsen", "tensorflow-intro", "cs231n"]
    for card in d.document.analysis.cards:
        assert run.traces[card.name].losses[card.name][0] == pytest.approx(card.value, rel=1e-13)
    assert "CS231n have the same gradient here" in d.strip()
    d.click(d.view.controls.button("end"))
    tables = d.view.side.tables
    assert tables.isVisible()
    assert tables.analysis.focus.epoch == 300
    value = tables.analysis.cards[1].value
    assert value == pytest.approx(run.traces["tensorflow-intro"].losses["tensorflow-intro"][300], rel=1e-12)
    assert d.document.entry.blocks is THREE.blocks


def test_a_yes_no_question_has_one_run_for_all_three_sources(desk):
    d = desk(Entry.of([[1], [0], [1]], [[2.0], [-0.5], [0.3]], ["cat"], mode="binary"))
    d.click(d.view.kinds.button("outputs"))
    d.running.look(30)
    assert "Nielsen, TensorFlow intro and CS231n have the same gradient here" in d.strip()
    name = d.view.charts.output.accessibleName()
    assert name.startswith("Output over the epochs, epoch 30: Nielsen = TensorFlow intro = CS231n 0.9")


def test_an_epoch_can_be_entered_as_one_step_that_undo_takes_back(desk):
    d = desk()
    d.click(d.view.kinds.button("outputs"))
    d.type("epochs", "60")
    d.running.look(40)
    expected = d.running.run.traces["tensorflow-intro"]
    d.click(d.view.side.enter)
    assert d.document.stack.undoText() == "Logits of TensorFlow intro, epoch 40"
    assert not np.array_equal(d.document.entry.table("outputs"), THREE.table("outputs"))
    assert d.running.epoch == 0  # the entry changed: another run from there
    assert expected is not d.running.run.traces["tensorflow-intro"]
    d.document.stack.undo()
    np.testing.assert_array_equal(d.document.entry.table("outputs"), THREE.table("outputs"))


def test_following_tells_the_analysis_of_the_epoch_and_ends_with_none(desk):
    d = desk()
    d.click(d.view.kinds.button("outputs"))
    follow = d.view.side.findChild(QCheckBox)
    d.click(follow)
    d.running.look(7)
    shown = d.followed[-1]
    assert shown.focus.epoch == 7
    state = d.running.run.traces["tensorflow-intro"].state(7)
    np.testing.assert_array_equal(shown.entry.table("outputs"), state.outputs)
    d.click(follow)
    assert d.followed[-1] is None


def test_following_ends_when_another_thing_is_trained(desk):
    d = desk()
    d.click(d.view.kinds.button("outputs"))
    d.click(d.view.side.findChild(QCheckBox))
    d.click(d.view.kinds.button("neuron"))
    assert d.followed[-1] is None


def test_an_edit_of_the_entry_trains_anew(desk):
    d = desk()
    d.click(d.view.kinds.button("outputs"))
    first = d.running.contest
    d.document.put(edits.set_cell(d.document.entry, "outputs", 0, 0, -3.0), Focus())
    assert d.running.contest is not first
    assert d.running.contest.start.outputs[0, 0] == -3.0
    second = d.running.contest
    d.document.look(Focus(row=1))
    assert d.running.contest is second


@pytest.mark.parametrize("mode", ["softmax", "binary", "multi-sigmoid"])
def test_probabilities_are_trained_as_their_logits(mode):
    entry = Entry.of([[1, 0], [0, 1]], [[0.7, 0.3], [0.4, 0.6]], ["yes", "no"], outputs_are="probabilities", mode=mode)
    analysis = Analysis(entry, Focus())
    contest = of_entry(analysis, OfTable(epochs=3))
    race = contest.race()
    for card in analysis.cards:
        value = race.so_far().traces[card.name].losses[card.name][0]
        if mode == "softmax" or card.name != "cs231n":
            assert value == pytest.approx(card.value, rel=1e-12)
    shown = Analysis(entry_at(entry, race.so_far().traces["nielsen"], 0), Focus(epoch=0))
    assert shown.cards[0].value == pytest.approx(analysis.cards[0].value, rel=1e-12)


def test_a_table_that_cannot_be_trained_says_why_and_leaves_the_neuron(desk):
    zero = Entry.of([[1, 0]], [[1.0, 0.0]], ["yes", "no"], outputs_are="probabilities")
    d = desk(zero)
    d.click(d.view.kinds.button("outputs"))
    assert "no finite logit" in d.said[-1]
    assert d.running.contest.kind == "neuron"
    assert d.view.kinds.button("neuron").isChecked()


def test_too_many_epochs_of_a_large_table_are_refused_with_the_number_that_fits(desk):
    d = desk(Entry.of(np.eye(10)[np.arange(100) % 10], np.zeros((100, 10))))
    d.click(d.view.kinds.button("outputs"))
    d.type("epochs", "100000")
    assert "epochs fit" in d.said[-1]
    assert d.running.contest.epochs == 300


# Points in the plane


@pytest.fixture
def plane(desk):
    d = desk()
    d.view.open_example("exclusive-or-not", play=False)
    QApplication.processEvents()
    return d


@pytest.fixture
def short(plane):
    """The same of few epochs, for what trains again and again."""
    plane.type("epochs", "60")
    return plane


def points(d):
    return np.asarray(d.running.contest.start.points)


def test_a_click_adds_a_point_of_the_chosen_classes(short):
    d, first = short, short.view.charts.points.map(0)
    before = len(points(d))
    d.click(d.view.side.class_button(2))
    QTest.mouseClick(first, LEFT, pos=first.pixel(-2.0, -2.0).toPoint())
    assert len(points(d)) == before + 1
    assert points(d)[-1] == pytest.approx((-2.0, -2.0), abs=0.05)
    np.testing.assert_array_equal(d.running.contest.start.labels[-1], [1, 0, 1])
    assert d.view.side.points.item(before, 2).text() == "AC"


def test_a_drag_moves_a_point_and_the_epoch_stays(short):
    d, second = short, short.view.charts.points.map(1)
    d.running.look(50)
    start = second.pixel(*points(d)[0]).toPoint()
    QTest.mousePress(second, LEFT, pos=start)
    QTest.mouseMove(second, second.pixel(0.0, 0.0).toPoint())
    QTest.mouseRelease(second, LEFT, pos=second.pixel(0.0, 0.0).toPoint())
    assert points(d)[0] == pytest.approx((0, 0), abs=0.05)
    assert d.running.epoch == 50
    assert len(points(d)) == 21


def test_a_point_is_dragged_while_the_race_plays_and_the_race_plays_on(plane, qtbot):
    d, first = plane, plane.view.charts.points.map(0)
    d.view.controls.changed_speed.emit(10)
    d.click(d.view.controls.button("play"))
    qtbot.waitUntil(lambda: d.running.epoch > 0)
    QTest.mousePress(first, LEFT, pos=first.pixel(*points(d)[0]).toPoint())
    for x in (-0.5, 0.0):
        QTest.mouseMove(first, first.pixel(x, 0.0).toPoint())
        assert d.running.playing
        qtbot.waitUntil(lambda before=d.running.epoch: d.running.epoch > before)
        assert points(d)[0] == pytest.approx((x, 0), abs=0.05)
    QTest.mouseRelease(first, LEFT, pos=first.pixel(0.0, 0.0).toPoint())
    assert d.running.playing


def drag_first_point(d, *places):
    """Press on it and move it; the button stays down."""
    first = d.view.charts.points.map(0)
    QTest.mousePress(first, LEFT, pos=first.pixel(*points(d)[0]).toPoint())
    for place in places:
        QTest.mouseMove(first, first.pixel(*place).toPoint())


def test_what_is_shown_stays_until_the_race_of_a_dragged_point_has_come_as_far(desk, qtbot):
    d = desk(in_place=False)
    d.view.open_example("exclusive-or-not", play=False)
    qtbot.waitUntil(lambda: d.running.computed >= 20, timeout=10000)
    d.running.look(20)
    before = d.spoken(0)
    assert "at epoch 20" in before
    drag_first_point(d, (-0.5, 0.0), (0.0, 0.0))
    assert points(d)[0] == pytest.approx((0, 0), abs=0.05)
    assert d.spoken(0) == before
    qtbot.waitUntil(lambda: d.spoken(0) != before and "at epoch 20" in d.spoken(0), timeout=10000)


def test_a_race_that_plays_goes_on_at_its_epoch_where_a_point_is_dragged(desk, qtbot):
    d = desk(in_place=False)
    d.view.open_example("exclusive-or-not", play=False)
    qtbot.waitUntil(lambda: d.running.computed >= 30, timeout=10000)
    d.running.look(10)
    d.view.controls.changed_speed.emit(10)
    d.click(d.view.controls.button("play"))
    drag_first_point(d, (-0.5, 0.0), (0.0, 0.0))
    qtbot.waitUntil(lambda: d.running.computed >= 10, timeout=10000)
    assert d.running.epoch >= 10
    assert d.running.playing


def test_noise_moves_what_is_trained_and_not_what_was_entered(short):
    d = short
    before, cost = points(d), d.spoken(0)
    d.type("noise", "0.5")
    assert d.document.stack.undoText() == "Training: noise"
    np.testing.assert_array_equal(points(d), before)
    trained = d.running.contest.trained.points
    assert 0.3 < np.std(trained - before) < 0.7
    state = d.running.run.traces["softmax"].state(60)
    np.testing.assert_array_equal(state.points, trained)
    noisy = d.spoken(0)
    assert noisy != cost
    assert "noise 0.5, seed 0" in d.said[-1]
    d.type("seed", "3")
    assert d.spoken(0) != noisy, "another seed is another draw"
    for _ in range(2):
        d.document.stack.undo()
    assert d.spoken(0) == cost


def test_a_noisy_point_is_dragged_where_it_is_seen_and_keeps_its_noise(short):
    d, first = short, short.view.charts.points.map(0)
    d.type("noise", "0.4")
    noise = d.running.contest.scatter(21)
    seen = d.running.contest.trained.points[0]
    QTest.mousePress(first, LEFT, pos=first.pixel(*seen).toPoint())
    QTest.mouseMove(first, first.pixel(0.0, -0.5).toPoint())
    QTest.mouseRelease(first, LEFT, pos=first.pixel(0.0, -0.5).toPoint())
    assert d.running.contest.trained.points[0] == pytest.approx((0.0, -0.5), abs=0.05)
    assert points(d)[0] == pytest.approx(np.array([0.0, -0.5]) - noise[0], abs=0.05)
    QTest.mouseClick(first, LEFT, pos=first.pixel(-2.5, -2.5).toPoint())
    assert d.running.contest.trained.points[-1] == pytest.approx((-2.5, -2.5), abs=0.05)
    np.testing.assert_array_equal(d.running.contest.scatter(22)[:21], noise)


@pytest.mark.parametrize("text", ["-1", "1000", "x"])
def test_a_noise_that_is_none_is_refused_with_a_reason(plane, text):
    d = plane
    d.type("noise", text)
    assert d.running.contest.noise == 0
    assert "standard deviation" in d.said[-1] or "not a number" in d.said[-1]


def test_a_drag_from_a_place_where_no_point_was_taken_moves_none(plane, qtbot):
    d, alone = plane, PointsMap()  # nobody listens, so that nothing that is placed is taken
    qtbot.addWidget(alone)
    where = points(d)[:1]
    ground = Plane(Range(-3, 3), Range(-3, 3))
    alone.show_points(d.running.contest.contenders[0], where, np.eye(3)[:1], ground, None, -1)
    alone.resize(400, 400)
    alone.show()
    moved = []
    alone.moved.connect(lambda *what: moved.append(what))
    start = alone.area().bottomLeft().toPoint() + QPoint(5, -5)
    QTest.mousePress(alone, LEFT, pos=start)
    QTest.mouseMove(alone, start + QPoint(20, -20))
    assert not moved
    QTest.mouseRelease(alone, LEFT, pos=start)


def test_points_are_removed_by_key_and_right_click_and_move_with_arrows(short):
    d, first = short, short.view.charts.points.map(0)
    QTest.mouseClick(first, LEFT, pos=first.pixel(*points(d)[3]).toPoint())
    x = points(d)[3][0]
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert points(d)[3][0] > x
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert len(points(d)) == 20
    QTest.mouseClick(first, Qt.MouseButton.RightButton, pos=first.pixel(*points(d)[0]).toPoint())
    assert len(points(d)) == 19


def test_the_readout_says_what_sums_to_one_and_what_does_not(plane):
    d = plane
    d.running.look(300)
    QTest.mouseMove(d.view.charts.points.map(0), d.view.charts.points.map(0).pixel(0.0, -0.2).toPoint())
    soft, free = (d.view.charts.points.map(k).accessibleName() for k in range(2))
    assert "sum 1.00 (always 1)" in soft
    assert "(free)" in free
    assert "sum 1.00" not in free


def test_a_point_is_of_two_classes_only_for_the_sigmoids(plane):
    d = plane
    d.running.look(300)
    where = d.view.charts.points.map(0).pixel(0.1, 1.8).toPoint()
    QTest.mouseMove(d.view.charts.points.map(0), where)
    soft, free = (d.view.charts.points.map(k).accessibleName().split() for k in range(2))
    shares = [float(free[free.index(letter) + 1]) for letter in "AB"]
    assert min(shares) > 0.5
    assert min(float(soft[soft.index(letter) + 1]) for letter in "AB") <= 0.5


def test_another_class_and_pasted_points(short):
    d = short
    d.click(next(b for b in d.view.side.findChildren(type(d.view.side.curves)) if b.text() == "+ class"))
    assert d.running.contest.start.batch.shape[1] == 4
    assert d.view.charts.points.classes == (3,)
    d.document.stack.undo()
    assert d.view.charts.points.classes == (0,)
    assert d.view.side.class_button(0).isChecked()
    d.click(next(b for b in d.view.side.findChildren(type(d.view.side.curves)) if b.text() == "+ class"))
    QGuiApplication.clipboard().setText("x\ty\tclass\n1.5\t2\tA\n-1\t0\tBC\n0\t-1\t2\n")
    table = d.view.side.points
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(points(d), [[1.5, 2], [-1, 0], [0, -1]])
    np.testing.assert_array_equal(d.running.contest.start.labels[1], [0, 1, 1, 0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "from 1 to"),
        ("1 2", "line 1"),
        ("1 2 A\n1 2 Q", "line 2"),
        ("1 2 A\n1 x B", "line 2"),
        ("1 x A", 'line 1: "x" is not a number'),
    ],
)
def test_points_that_cannot_be_read_name_their_line(text, says):
    with pytest.raises(ValueError, match=says):
        read_points(text)


def test_undo_takes_back_a_whole_drag(short):
    d, first = short, short.view.charts.points.map(0)
    steps = d.document.stack.index()
    before = points(d).copy()
    QTest.mousePress(first, LEFT, pos=first.pixel(*before[0]).toPoint())
    for x in (-1.0, 0.0, 1.0):
        QTest.mouseMove(first, first.pixel(x, 0.0).toPoint())
    QTest.mouseRelease(first, LEFT, pos=first.pixel(1.0, 0.0).toPoint())
    QTest.mouseClick(first, LEFT, pos=first.pixel(2.0, -2.0).toPoint())
    assert len(points(d)) == len(before) + 1
    QTest.keyClick(first, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert points(d)[0] == pytest.approx((1, 0), abs=0.05)
    QTest.keyClick(first, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(points(d), before)
    assert d.document.stack.index() == steps
    assert d.document.stack.redoText() == "Training: move a point"


def test_undo_takes_back_a_field(desk):
    d = desk()
    d.type("weight w", "3")
    d.view.setFocus()
    QTest.keyClick(d.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert d.running.contest.start.weight == 0.6
    assert not d.document.stack.canUndo()


def test_undo_and_redo_in_a_field_are_of_the_page_once_the_number_is_finished(desk):
    d = desk()
    field = d.view.side.settings.field("weight w")
    d.type("weight w", "3")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (d.running.contest.start.weight, field.text()) == (0.6, "0.6")
    QTest.keyClick(d.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert (d.running.contest.start.weight, field.text()) == (3.0, "3")
    QTest.keyClicks(field, "1")
    typed = field.text()
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() != typed
    assert d.running.contest.start.weight == 3.0


def test_the_others_are_drawn_where_one_of_the_costs_is_not_defined(desk):
    labels = [[1.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    d = desk(Entry.of(labels, [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]], NAMES, mode="multi-sigmoid"))
    d.click(d.view.kinds.button("outputs"))
    d.click(d.view.controls.button("end"))
    assert "CS231n is not defined here" in d.strip()
    picture = d.view.charts.output.grab().toImage()
    inks = {QColor(LIGHT.definition(place)).rgb() for place in (0, 1)}
    middle = range(picture.width() * 2 // 5, picture.width() * 3 // 5)
    drawn = [x for x in middle if any(picture.pixel(x, y) in inks for y in range(picture.height()))]
    assert len(drawn) > 0.8 * len(middle)


def test_six_definitions_have_a_rate_each_and_cards_on_which_nothing_lies_over_another(desk):
    entry = THREE
    for name in ("torch.nn.BCEWithLogitsLoss", "torch.nn.MultiLabelSoftMarginLoss", "keras.losses.BinaryCrossentropy"):
        source = sources[name]
        entry = add_card(entry, ShownCard(name, source.title, source.title, source.definition, source=name))
    d = desk(entry)
    d.view.resize(1408, 806)
    d.click(d.view.kinds.button("outputs"))
    QTest.qWait(1)
    rates = [field for field in d.view.side.settings.findChildren(NumberField) if field.isVisible()]
    assert sum(field.accessibleName().startswith("learning rate of") for field in rates) == 6
    for place in range(6):
        parts = [part for part in d.view.cards.card(place).findChildren(Words) if part.isVisible() and part.text()]
        assert not any(one.geometry().intersects(other.geometry()) for one, other in combinations(parts, 2))
        assert d.view.cards.card(place).accessibleName().startswith(entry.cards[place].title)


@pytest.mark.parametrize("width", [1000, 1100, 1248, 1408, 1800])
def test_of_three_cards_the_epoch_is_said_in_full_or_not_at_all(desk, width):
    d = desk(size=(width, 620))
    d.click(d.view.kinds.button("outputs"))
    d.running.look(153)
    QTest.qWait(1)
    said = [part for part in d.view.cards.findChildren(Words) if part.isVisible() and "epoch" in part.text()]
    assert not any(part.cut for part in said)
    assert said or width < 1800


@pytest.mark.parametrize("height", [180, 230, 400])
def test_last_values_stand_in_the_order_of_the_curves(qapp, height):
    rise = 1 - np.exp(-np.arange(301) / 9)
    series = tuple(Series((k,), (f"run {k}",), end * rise) for k, end in enumerate((0.9333, 0.9932, 0.9)))
    frame = Frame(Box(50, 10, 320, height), 300, Range(0.0, 1.05), log=False)
    shown = ShownChart(series, 300, 300, 300, frame.upward, "output a", ends=True)
    values = last_values(shown, frame, LIGHT, ())
    told = {label.lines[0][0].text: label.box.top for label in values}
    assert sorted(told, key=told.get) == sorted(told, reverse=True)
    assert len(told) > 1


@pytest.mark.parametrize(
    "box", [Box(50, 10, 150, 90), Box(50, 10, 150, 180), Box(50, 10, 360, 90), Box(50, 10, 800, 600)]
)
@pytest.mark.parametrize("speed", [3, 9, 40, 150])
def test_no_text_of_a_chart_lies_on_a_curve_however_many_there_are(qapp, box, speed):
    fall = np.exp(-np.arange(301) / speed)
    series = tuple(Series((k,), (f"cost {k}",), 0.02 + (1.0 - 0.2 * k) * fall ** (k + 1)) for k in range(4))
    frame = Frame(box, 300, Range(0.0, 1.05), log=False)
    shown = ShownChart(series, 300, 300, 300, frame.upward, "cost", ends=True)
    names = names_of_curves(shown, frame, LIGHT)
    assert names
    for label in (*names, *last_values(shown, frame, LIGHT, names)):
        for each in series:
            across, down = np.arange(0, 300, 0.05), np.interp(np.arange(0, 300, 0.05), np.arange(301), each.values)
            x, y = box.left + across / 300 * box.width, np.array([frame.py(value) for value in down])
            inside = (x > label.box.left) & (x < label.box.right) & (y > label.box.top) & (y < label.box.bottom)
            assert not inside.any(), (label.lines, each.names)


def test_what_accuracy_is_stands_at_its_head(desk):
    d = desk(THREE)
    d.click(d.view.kinds.button("outputs"))
    heads = [label for label in d.view.side.now.findChildren(QLabel) if label.text() == "accuracy"]
    assert [head.toolTip() for head in heads] == ["Of 3 rows the share whose largest output is of a true class"]
    assert any(label.text() == "accuracy: share of 3 rows right" for label in d.view.side.now.findChildren(QLabel))


def test_a_number_too_wide_for_its_column_loses_decimals_and_no_digit_before_them(desk):
    d = desk()
    d.type("weight w", "-109743.8992")
    values = [value for value in d.view.side.end.findChildren(Value) if value.value < -1e5]
    assert values
    for value in values:
        assert value.shown.startswith("\N{MINUS SIGN}10974")
        assert QFontMetrics(font(11)).horizontalAdvance(value.shown) <= value.width()
        assert "-10974" in value.toolTip()


def test_a_rate_too_large_is_refused_with_its_bound(desk):
    d = desk()
    d.type("learning rate of Quadratic", "1e200")
    assert d.said[-1] == "a learning rate is a number from 0 up to, not including, 1,000,000"


def test_a_double_click_takes_the_whole_number(desk):
    d = desk()
    field = d.view.side.settings.field("learning rate of Quadratic")
    QTest.mouseDClick(field, LEFT)
    assert field.selectedText() == "0.15"


# Costs, exports, appearance


def test_more_costs_than_two_race_and_one_stays(desk):
    d = desk()
    menu = d.view.side.costs.menu()
    menu.actions()[2].trigger()
    assert [each.name for each in d.running.contest.contenders] == ["quadratic", "nielsen", "smoothed-yes-no"]
    assert d.view.cards.card(2).isVisible()
    for _ in range(2):
        d.view.side.costs.menu().actions()[1 if len(d.running.contest.contenders) == 3 else 2].trigger()
    d.view.side.costs.menu().actions()[0].trigger()
    assert len(d.running.contest.contenders) == 1
    assert "at least one" in d.said[-1]


@pytest.mark.parametrize("kind", COSTS)
def test_costs_on_offer_have_marks_of_their_own(kind):
    places = [each.place for each in COSTS[kind]]
    assert len(set(places)) == len(places)


def test_curves_are_exported_with_all_digits(desk, tmp_path, monkeypatch):
    d = desk()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "run"), "CSV (*.csv)"))
    d.click(d.view.side.curves)
    rows = list(csv.DictReader((tmp_path / "run.csv").read_text().splitlines()))
    assert len(rows) == 301
    trace = d.running.run.traces["quadratic"]
    assert float(rows[300]["Quadratic: loss Quadratic"]) == trace.losses["quadratic"][300]
    assert float(rows[300]["Quadratic: a"]) == pytest.approx(0.0940, abs=5e-5)
    assert float(rows[0]["Cross-entropy: w"]) == 0.6
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "folder.csv"), ""))
    d.click(d.view.side.curves)
    assert "folder" in d.said[-1]


@pytest.mark.parametrize("ending", ["png", "svg"])
@pytest.mark.parametrize("name", ["neuron-wrong", "exclusive-or-not"])
def test_the_picture_is_exported(desk, tmp_path, monkeypatch, name, ending):
    d = desk()
    d.view.open_example(name, play=False)
    d.click(d.view.controls.button("end"))
    path = tmp_path / f"picture.{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    d.click(d.view.side.picture)
    assert "Wrote" in d.said[-1]
    picture = QImage(str(path))
    assert picture.width() > 800
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)
    }
    assert len(colours) > 20


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_colours_follow_the_palette(desk, appearance):
    d = desk()
    set_appearance(appearance)
    QApplication.processEvents()
    wanted = DARK if appearance == "dark" else LIGHT
    picture = d.view.charts.output.grab().toImage()
    assert picture.pixelColor(picture.width() - 3, 3).name() == wanted.surface.lower()
    marks = [label.text() for label in d.view.side.settings.findChildren(QLabel) if "rate <" in label.text()]
    assert len(marks) == 2
    assert all(wanted.definition(place) in mark for place, mark in zip((3, 0), marks, strict=True))


def test_icons_are_drawn_in_the_colour_asked_for():
    for name in ("reset", "back", "play", "pause", "step", "end"):
        picture = icon(name, "#ff0000").pixmap(16, 16).toImage()
        inked = [
            picture.pixelColor(x, y) for x in range(16) for y in range(16) if picture.pixelColor(x, y).alpha() > 200
        ]
        assert inked
        assert all(each.red() > 200 and each.green() < 40 for each in inked)


@pytest.mark.parametrize("size", [(1248, 626), (1408, 806)])
@pytest.mark.parametrize("kind", ["neuron", "outputs", "classifier"])
def test_everything_has_room(desk, size, kind):
    d = desk(size=size)
    d.click(d.view.kinds.button(kind))
    QApplication.processEvents()
    assert d.window.height() <= size[1]
    inside = d.view.rect()
    for part in (d.view.side.curves, d.view.side.picture, d.view.controls, d.view.cards.card(0)):
        place = part.rect().translated(part.mapTo(d.view, QPoint(0, 0)))
        assert inside.contains(place)
    charts = d.view.charts
    assert min(charts.cost.height(), charts.gradient.height()) >= 90


# Numbers behind the plots


def test_axes_hold_all_values():
    series = (Series((0,), ("a",), np.array([0.5, 0.001, np.nan])), Series((1,), ("b",), np.array([2.0, 0.3, 0.1])))
    linear, logarithmic = extent(series, log=False), extent(series, log=True)
    assert linear.low <= 0 < 2 < linear.high
    assert logarithmic.low < -3
    assert logarithmic.high > np.log10(2)
    empty = (Series((0,), ("a",), np.array([np.nan])),)
    assert extent(empty, log=True).width > 0
    assert extent(empty, log=False).width > 0


def test_a_logarithmic_axis_has_powers_of_ten_or_round_values():
    assert [text for _, text in log_ticks(Range(-2.2, 0.3), 6)] == ["0.01", "0.1", "1"]
    assert [text for _, text in log_ticks(Range(-1.8, -0.1), 3)] == ["0.03", "0.1", "0.3"], "as even as the axis"
    assert [text for _, text in log_ticks(Range(-1.8, -0.1), 6)] == ["0.02", "0.05", "0.1", "0.2", "0.5"]
    assert [text for _, text in log_ticks(Range(-5.5, -4.4), 6)] == ["5e−6", "1e−5", "2e−5"]
    assert [text for _, text in log_ticks(Range(-3.2, -0.8), 2)] == ["0.001", "0.01", "0.1"]
    few = log_ticks(Range(-0.35, 0.35), 6)
    assert len(few) >= 2
    assert all(abs(10**value - float(text)) < 1e-9 for value, text in few)


def test_curves_that_coincide_are_one():
    x = np.linspace(1, 0, 50)
    found = together((0, 1, 2), ("a", "b", "c"), (x, x.copy(), x / 2))
    assert [each.names for each in found] == [("a", "b"), ("c",)]
    assert [each.places for each in found] == [(0, 1), (2,)]


def test_a_long_curve_is_drawn_with_few_points():
    from xentgui.window.curves.placement import Box

    frame = Frame(Box(0, 0, 400, 100), 100_000, Range(0, 1), False)
    line = frame.polyline(np.linspace(1, 0, 100_001), 100_000)
    assert len(line) <= 400
    assert line[0] == pytest.approx([0, 0])
    assert line[-1] == pytest.approx([400, 100])
    assert len(frame.polyline(np.linspace(1, 0, 100_001), 0)) == 1


def test_the_plane_shows_the_mean_of_nothing_for_a_stopped_run(desk):
    d = desk()
    start = LinearClassifier([[1e200, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])
    costs = tuple(replace(each, rate=1e200) for each in training_examples["exclusive-or-not"].contest.contenders)
    d.view.side.asked.emit("start", Contest(start, costs, 5))
    d.click(d.view.controls.button("end"))
    assert "stopped" in d.view.charts.points.map(0).accessibleName() or "stopped" in d.strip()


def test_palette_events_reach_the_page_without_a_contest(qtbot):
    view = TrainingView(in_place=True)
    qtbot.addWidget(view)
    QApplication.sendEvent(view, QEvent(QEvent.Type.PaletteChange))
    assert view.running.run is None


def test_a_changed_field_keeps_the_epoch_that_is_looked_at(desk):
    d = desk()
    d.running.look(300)
    d.click(d.view.side.settings.choice.button("book"))
    assert (d.running.epoch, d.running.reached) == (300, 300)
    assert d.said[-1] == "Another run, 300 epochs · learning rate 0.15 and 0.005"
    assert "0.4177" in d.spoken(1)


def test_one_and_the_same_run_has_one_gradient(desk):
    d = desk(Entry.of([[1.0], [0.0]], [[2.0], [-0.5]], ("cat",), mode="binary"))
    d.click(d.view.kinds.button("outputs"))
    assert d.strip().count("Size of the gradient") == 1
    assert "for each of them" in d.strip()


def test_what_is_changed_at_the_end_of_a_run_is_shown_as_far_as_it_is_computed(desk, qtbot):
    d = desk(in_place=False)
    d.click(d.view.kinds.button("classifier"))
    qtbot.waitUntil(lambda: d.running.computed == 300, timeout=10000)
    d.running.look(300)
    d.type("learning rate of Softmax", "0.4")
    assert d.running.epoch == d.running.computed < 300
    qtbot.waitUntil(lambda: d.running.epoch == 300, timeout=10000)
    assert "at epoch 300" in d.spoken(0)


def test_a_rate_is_marked_with_the_sign_of_its_cost_and_no_markup_is_seen(desk):
    d = desk()
    label = next(each for each in d.view.side.settings.findChildren(QLabel) if "◆" in each.text())
    assert label.width() >= QFontMetrics(label.font()).horizontalAdvance("rate ◆")
    assert label.sizeHint().width() < QFontMetrics(label.font()).horizontalAdvance("rate <span") + 20


def edit_cell(table, row, column, text):
    """Open the field of a cell and type over what stands there; the field."""
    table.setFocus()
    table.setCurrentCell(row, column)
    QTest.keyClick(table, Qt.Key.Key_F2)
    field = table.viewport().findChild(QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


@pytest.mark.parametrize("leave", ["Enter", "Tab", "click", "button"])
@pytest.mark.parametrize(("column", "text", "good"), [(0, "1e9", "1"), (1, "x", "2"), (2, "Q", "B")])
def test_what_is_refused_of_a_point_stays_in_its_field_with_the_reason_beside_it(plane, leave, column, text, good):
    d, table = plane, plane.view.side.points
    before = d.running.contest
    field = edit_cell(table, 1, column, text)
    if leave == "click":
        QTest.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(table.item(3, 0)).center())
    elif leave == "button":
        d.view.controls.button("play").setFocus()
    else:
        QTest.keyClick(field, Qt.Key.Key_Return if leave == "Enter" else Qt.Key.Key_Tab)
    QApplication.processEvents()
    reason = table.findChild(Refusal)
    assert (field.isVisible(), field.text()) == (True, text)
    assert reason.isVisible()
    assert d.said[-1] == reason.text()
    assert d.running.contest is before
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, good)
    assert not reason.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert table.item(1, column).text() == good
    assert d.running.contest is not before


def test_escape_gives_up_what_was_refused_of_a_point(plane):
    table = plane.view.side.points
    old = table.item(1, 0).text()
    field = edit_cell(table, 1, 0, "x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert table.item(1, 0).text() == old
    assert not table.findChild(Refusal).isVisible()
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(table.item(3, 0)).center())
    assert table.currentRow() == 3


@pytest.mark.parametrize(("size", "rows"), [((1248, 606), 1), ((1900, 1060), 2), ((2500, 1380), 2)])
def test_planes_of_four_costs_stand_in_two_rows_where_that_draws_them_larger(desk, size, rows):
    d = desk(size=size)
    d.view.open_example("focal-or-plain", play=False)
    chosen = tuple(each for each in COSTS["classifier"] if each.name in ("softmax", "sigmoids", "smoothed", "focal"))
    d.view.side.asked.emit("costs", replace(d.running.contest, contenders=chosen))
    QApplication.processEvents()
    maps = [d.view.charts.points.map(place) for place in range(4)]
    assert len({each.y() for each in maps}) == rows
    assert max(each.width() for each in maps) - min(each.width() for each in maps) <= 1
    if rows > 1:
        area = maps[0].area()
        assert 0.5 < area.width() / area.height() < 2
    d.document.stack.undo()
    QApplication.processEvents()
    assert len({each.y() for each in maps[:2]}) == 1
    assert maps[0].height() > 0.5 * d.view.charts.points.height()
