"""The curves with real pointer and keys: dragging, arrows, Escape, and what they say and draw."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from window.desk import LEFT, PointDesk

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Focus
from xentgui.losses.batch import DataError
from xentgui.window.curves import plot_text
from xentgui.window.curves.axis import Axis, tick_text, ticks
from xentgui.window.curves.geometry import Range, across, groups, upward
from xentgui.window.curves.gesture import with_rest
from xentgui.window.curves.placement import Box, dense, place_names
from xentgui.window.curves.view import GradientCurve, LossCurve
from xentgui.window.numbers import show_number
from xentgui.window.theme import DARK, LIGHT, set_appearance

NAMES = ("cat", "dog", "bird")
THREE = Entry.of(np.eye(3), [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]], NAMES)
SHARES = Entry.of([[1, 0, 0]], [[0.5, 0.3, 0.2]], NAMES, outputs_are="probabilities")
STEP = 11 / 100  # the axis of row 1 as f(cat) moves goes from -4 to 7


class Desk(PointDesk):
    @property
    def cell(self):
        focus = self.document.focus
        return self.document.entry.cell("outputs", focus.row, focus.column)

    @property
    def axes(self):
        frame = self.view.plot.frame()
        return frame.across, frame.upward

    def pixel(self, x):
        """Where the handle would stand at x, at the height at which it stands now."""
        return QPoint(round(self.view.plot.frame().px(x)), round(self.view.plot.point().y()))

    def press(self, at=None):
        QTest.mousePress(self.view.plot.viewport(), LEFT, pos=at or self.view.plot.point().toPoint())

    def move(self, at):
        QTest.mouseMove(self.view.plot.viewport(), at)

    def release(self, at):
        QTest.mouseRelease(self.view.plot.viewport(), LEFT, pos=at)

    def drag(self, *xs):
        self.press()
        for x in xs:
            self.move(self.pixel(x))
        self.release(self.pixel(xs[-1]))

    @property
    def pixel_width(self):
        frame = self.view.plot.frame()
        return frame.across.width / frame.box.width


@pytest.fixture
def desk(qtbot):
    return lambda entry=THREE, focus=None, kind=LossCurve: Desk(qtbot, entry, focus, kind)


@pytest.mark.parametrize("kind", [LossCurve, GradientCurve])
def test_a_drag_is_one_undo_step_and_the_point_follows_the_value(desk, kind):
    d = desk(kind=kind)
    d.drag(1.5, 0.5, -1.0)
    assert d.cell == pytest.approx(-1.0, abs=d.pixel_width)
    assert d.steps == ["Drag f(cat)"]
    assert d.view.plot.point().x() == pytest.approx(d.view.plot.frame().px(d.cell), abs=1)
    d.document.stack.undo()
    assert d.cell == 2.0
    assert d.view.plot.point().x() == pytest.approx(d.view.plot.frame().px(2.0), abs=1)


def test_two_drags_are_two_steps_and_one_that_comes_back_is_none(desk):
    d = desk()
    d.drag(1.0)
    d.drag(3.0)
    assert len(d.steps) == 2
    d.press()
    start = d.view.plot.point().toPoint()
    d.move(d.pixel(0.0))
    assert len(d.steps) == 3
    d.move(start)
    d.release(start)
    assert len(d.steps) == 2


def test_the_point_is_where_the_value_says_not_where_it_is_dragged(desk):
    d = desk()
    d.view.edited.disconnect(d.document.apply)
    with_asked = []
    d.view.edited.connect(with_asked.append)
    before = d.view.plot.point()
    d.drag(-2.0)
    assert with_asked
    assert d.view.plot.point() == before
    assert d.cell == 2.0


def test_a_press_away_from_the_point_takes_nothing(desk):
    d = desk()
    away = d.view.plot.point().toPoint() - QPoint(60, 60)
    d.press(away)
    d.move(away - QPoint(50, 0))
    d.release(away - QPoint(50, 0))
    assert d.steps == []


def test_the_dotted_line_can_be_taken_too_and_the_value_does_not_jump(desk):
    d = desk()
    grip = QPoint(d.pixel(2.0).x() + 4, round(d.view.plot.frame().box.top) + 60)
    d.press(grip)
    d.move(grip)
    assert d.cell == pytest.approx(2.0, abs=0.6 * d.pixel_width)
    d.release(grip)


def test_the_axes_stay_during_a_drag(desk):
    d = desk(Entry.of([[1, 0, 0]], [[-20.0, 1.0, 0.1]], NAMES))
    before = d.axes
    d.press()
    for x in (-10.0, 0.0, 5.0):
        d.move(d.pixel(x))
        assert d.axes == before
    d.release(d.pixel(5.0))
    assert d.axes[0].low > before[0].low


def test_a_drag_stops_at_the_ends_of_the_axis(desk):
    d = desk()
    end = d.axes[0].high
    d.press()
    d.move(QPoint(5000, d.pixel(0).y()))
    d.release(QPoint(5000, d.pixel(0).y()))
    assert d.cell == end


def test_a_dragged_value_has_the_decimals_that_a_pixel_needs(desk):
    d = desk()
    d.drag(0.777)
    assert d.cell == round(d.cell, 2)
    d.hold(Qt.Key.Key_Left, 1)
    assert d.cell == pytest.approx(round(d.cell, 3), abs=0)


def test_escape_takes_the_drag_back_and_the_rest_of_it_does_nothing(desk):
    d = desk()
    d.drag(1.0)
    d.press()
    d.move(d.pixel(-2.0))
    QTest.keyClick(d.view.plot, Qt.Key.Key_Escape)
    assert d.cell == pytest.approx(1.0, abs=d.pixel_width)
    d.move(d.pixel(4.0))
    d.release(d.pixel(4.0))
    assert d.cell == pytest.approx(1.0, abs=d.pixel_width)
    assert len(d.steps) == 1


def test_escape_before_anything_moved_leaves_earlier_steps(desk):
    d = desk()
    d.drag(1.0)
    d.press()
    QTest.keyClick(d.view.plot, Qt.Key.Key_Escape)
    d.release(d.pixel(1.0))
    assert len(d.steps) == 1


def test_arrows_move_by_a_hundredth_of_the_axis_and_shift_by_ten(desk):
    d = desk()
    d.hold(Qt.Key.Key_Left, 1)
    assert d.cell == pytest.approx(2.0 - STEP, abs=1e-3)
    d.hold(Qt.Key.Key_Right, 1, Qt.KeyboardModifier.ShiftModifier)
    assert d.cell == pytest.approx(2.0 + 9 * STEP, abs=1e-3)
    assert len(d.steps) == 2


def test_a_held_key_is_one_step_and_its_next_press_another(desk):
    d = desk()
    d.hold(Qt.Key.Key_Right, 7)
    assert d.cell == pytest.approx(2.0 + 7 * STEP, abs=1e-3)
    assert len(d.steps) == 1
    d.hold(Qt.Key.Key_Right, 3)
    assert len(d.steps) == 2
    d.document.stack.undo()
    d.document.stack.undo()
    assert d.cell == 2.0


def test_escape_while_a_key_is_held_takes_it_back(desk):
    d = desk()
    QTest.keyPress(d.view.plot, Qt.Key.Key_Left)
    QTest.keyClick(d.view.plot, Qt.Key.Key_Escape)
    repeat = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(d.view.plot, repeat)
    assert d.cell == 2.0
    assert d.steps == []


def test_other_keys_are_left_to_the_window(desk):
    d = desk()
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(d.view.plot, event)
    assert not event.isAccepted()


def test_the_curve_follows_the_focus(desk):
    d = desk()
    d.document.look(Focus(row=1, column=1))
    assert d.view.plot.accessibleName().startswith("Loss of row 2 as f(dog) moves. f(dog) = 2.2")
    d.drag(1.0)
    assert d.document.entry.cell("outputs", 1, 1) == pytest.approx(1.0, abs=d.pixel_width)
    assert d.steps == ["Drag f(dog)"]


def test_it_says_each_value_and_which_are_equal(desk):
    d = desk()
    name = d.view.plot.accessibleName()
    assert "Nielsen 0.7984" in name
    assert "TensorFlow intro = CS231n 0.4170" in name


def test_one_yes_no_output_moves_its_own_column(desk):
    d = desk(replace(THREE, mode="binary", yes=1), Focus(column=1))
    assert "Nielsen = TensorFlow intro = CS231n" in d.view.plot.accessibleName()
    d.drag(3.0)
    assert d.document.entry.cell("outputs", 0, 1) == pytest.approx(3.0, abs=d.pixel_width)
    assert d.document.entry.cell("outputs", 0, 0) == 2.0


def test_a_definition_without_a_curve_is_named(desk):
    d = desk(Entry.of([[0.7, 0.2, 0.1]], [[2.0, 1.0, 0.1]], NAMES))
    assert "CS231n not defined here" in d.view.plot.accessibleName()


def test_infinite_losses_are_shown_and_dragged_away_from(desk):
    d = desk(Entry.of([[1, 0, 0]], [[0.0, 0.6, 0.4]], NAMES, outputs_are="probabilities"))
    assert "TensorFlow intro = CS231n ∞" in d.view.plot.accessibleName()
    d.drag(0.5)
    assert d.cell == pytest.approx(0.5, abs=d.pixel_width)


def test_the_rest_of_a_row_of_probabilities_is_rescaled_also_after_a_visit_to_one(desk):
    d = desk(SHARES)
    d.press()
    d.move(d.pixel(1.2))
    assert d.document.entry.some("outputs", 0, 1)[0].tolist() == [1.0, 0.0, 0.0]
    d.move(d.pixel(0.2))
    d.release(d.pixel(0.2))
    row = d.document.entry.some("outputs", 0, 1)[0]
    assert row.sum() == pytest.approx(1.0, abs=1e-12)
    assert row[1] / row[2] == pytest.approx(1.5, rel=1e-12)
    assert len(d.steps) == 1


def test_the_rest_is_kept_where_that_is_chosen(desk):
    d = desk(SHARES)
    kept = next(button for button in d.view.findChildren(QPushButton) if "kept" in button.text())
    QTest.mouseClick(kept, LEFT)
    assert d.document.focus.rest == "kept"
    d.drag(0.9)
    assert d.document.entry.some("outputs", 0, 1)[0][1:].tolist() == [0.3, 0.2]


def test_independent_probabilities_have_no_rest(desk):
    d = desk(replace(SHARES, mode="multi-sigmoid"))
    assert not any(button.isVisible() for button in d.view.findChildren(QPushButton))
    d.drag(0.9)
    assert d.document.entry.some("outputs", 0, 1)[0][1:].tolist() == [0.3, 0.2]
    curve = d.view.analysis.curve
    place = np.abs(curve.x - 0.1).argmin()
    assert curve.losses["nielsen"][place] == pytest.approx(-np.log(curve.x[place] * 0.7 * 0.8), rel=1e-12)


def test_an_epoch_of_a_run_is_read_only(desk):
    d = desk()
    d.view.receive(Analysis(THREE, Focus(epoch=3)))
    d.drag(-1.0)
    d.hold(Qt.Key.Key_Left, 2)
    assert d.steps == []


def test_the_last_good_curve_stays_dimmed_while_there_is_none(desk):
    d = desk()
    said = d.view.plot.accessibleName()
    broken = Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], NAMES, outputs_are="probabilities")
    before = d.view.grab().toImage()
    d.view.receive(Analysis(broken, Focus()))
    assert d.view.plot.accessibleName() == said
    assert d.view.grab().toImage() != before
    d.document.announce()
    assert d.view.grab().toImage() == before


def test_the_pointer_reads_out_and_leaves_no_trace(desk):
    d = desk()
    before = d.view.grab().toImage()
    d.move(d.pixel(-3.0))
    assert d.view.grab().toImage() != before
    d.move(QPoint(2, 2))
    assert d.view.grab().toImage() == before


def test_the_colours_follow_the_palette(desk, qtbot):
    d = desk()
    corner = QPoint(3, d.view.height() - 3)
    for appearance, theme in (("dark", DARK), ("light", LIGHT)):
        set_appearance(appearance)
        QApplication.processEvents()
        assert d.view.grab().toImage().pixelColor(corner) == QColor(theme.surface)


def test_pictures_are_written_as_png_and_svg(desk, tmp_path):
    d = desk()
    d.view.picture().save(tmp_path / "curve.png")
    assert QImage(str(tmp_path / "curve.png")).width() > 1000
    d.view.picture().save(tmp_path / "curve.svg")
    drawing = (tmp_path / "curve.svg").read_text(encoding="utf-8")
    for words in ("Loss of row 1 as f(cat) moves", "Nielsen", "TensorFlow intro", "logit f of cat", "0.7984"):
        assert words in drawing
    assert "drag" not in drawing
    with pytest.raises(DataError, match="No such file"):
        d.view.picture().save(tmp_path / "nowhere" / "curve.png")


def test_a_drawing_keeps_its_curves_inside_the_frame(desk, tmp_path):
    d = desk()
    d.view.picture().save(str(tmp_path / "curve.svg"))
    image = QImage(566, 460, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    QSvgRenderer(str(tmp_path / "curve.svg")).render(painter)
    painter.end()
    colours = [QColor(LIGHT.definition(card)) for card in range(3)]

    def drawn(column):
        pixels = [image.pixelColor(column, row) for row in range(image.height())]
        return any(abs(pixel.hue() - colour.hue()) < 8 and pixel.saturation() > 90 for pixel in pixels
                   for colour in colours)  # fmt: skip

    edge = 12 + round(d.view.plot.frame().box.left)
    assert drawn(edge + 6)
    assert not any(drawn(column) for column in range(edge - 20, edge - 3))


def test_the_title_leaves_the_first_line_to_the_tabs_where_both_do_not_fit(desk):
    d = desk()
    title = next(label for label in d.view.findChildren(QLabel) if label.accessibleName().startswith("Loss of row 1"))
    d.view.keep_left(200)
    assert title.geometry().left() >= 200
    assert title.geometry().top() == 0
    d.view.keep_left(400)
    QApplication.processEvents()
    assert title.geometry().top() >= 30
    assert d.view.plot.geometry().top() >= title.geometry().bottom()


def test_a_tab_behind_waits_until_it_is_in_front(desk):
    d = desk()
    said = d.view.plot.accessibleName()
    d.view.hide()
    d.document.apply(Edit("set", lambda entry: edits.set_cell(entry, "outputs", 0, 0, -1.0)))
    assert d.view.plot.accessibleName() == said
    d.view.show()
    assert "f(cat) = −1" in d.view.plot.accessibleName()


def test_other_parts_of_the_window_do_not_import_pyqtgraph():
    program = "import sys, xentgui.window.terms, xentgui.window.cards; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_readout_gives_x_and_each_value_of_the_computed_curves(desk, monkeypatch):
    d = desk()
    texts = []
    monkeypatch.setattr(plot_text, "paint", lambda painter, lines, left, top: texts.append(lines))
    pointer = d.pixel(-3.0)
    d.move(pointer)
    d.view.grab()
    curve = d.view.analysis.curve
    index = int(np.abs(curve.x - d.view.plot.frame().x_at(pointer.x())).argmin())
    said = ["".join(run.text for run in line) for line in texts[-1]]
    expected = [f"f = {show_number(curve.x[index])}"]
    expected += [show_number(curve.losses[name][index]) for name in ("nielsen", "cs231n")]
    assert said == expected
    assert [run.mark for run in texts[-1][2] if run.mark is not None] == [1, 2]


def test_equal_curves_are_one_group():
    analysis = Analysis(THREE, Focus())
    curves = groups({k: analysis.curve.losses[card.name] for k, card in enumerate(analysis.cards)})
    assert [(group.cards, group.sign) for group in curves] == [((0,), "="), ((1, 2), "=")]


def test_curves_within_rounding_are_one_line_with_another_sign():
    x = np.linspace(1, 2, 5)
    merged = groups({0: x, 1: x * (1 + 1e-9), 2: x * 1.01, 3: np.full(5, np.nan)})
    assert [(group.cards, group.sign) for group in merged] == [((0, 1), "≈"), ((2,), "=")]


def test_the_axis_lies_around_the_other_logits_and_holds_the_point():
    assert across([2.0, 1.0, 0.1], 0, probabilities=False) == Range(-4.0, 7.0)
    assert across([-30.0, 1.0, 0.1], 0, probabilities=False) == Range(-31.0, 7.0)
    assert across([2.0], 0, probabilities=False) == Range(-4.0, 6.0)
    assert across([0.2, 0.8], 1, probabilities=True) == Range(0.0, 1.0)


def test_a_curve_far_above_the_chosen_does_not_flatten_it():
    x = np.linspace(0, 10, 101)
    shown = groups({0: 700 + x, 1: 10 - x})
    assert upward(shown, 1, x, Range(0, 10), 50).high < 30
    flat = groups({0: 1 + x, 1: np.full(101, 0.1)})
    assert upward(flat, 1, x, Range(0, 10), 50).high > 10


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 12))
@settings(max_examples=100)
def test_ticks_are_few_round_and_told_apart(low, width, most):
    axis = Range(low, low + width)
    if axis.width < 1e-9 * max(abs(low), 1):
        return
    values, step = ticks(axis, most)
    assert len(values) <= most + 1
    assert all(axis.low - step * 1e-6 <= value <= axis.high + step * 1e-6 for value in values)
    mantissa = step / 10 ** np.floor(np.log10(step) + 1e-9)
    assert min(abs(mantissa - each) for each in (1, 2, 5, 10)) < 1e-6
    texts = [tick_text(value, step) for value in values]
    assert len(set(texts)) == len(texts)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.sampled_from(["left", "bottom"]), st.integers(20, 900))
@settings(max_examples=100)
def test_an_axis_has_at_least_two_ticks_however_short_it_is(low, width, side, pixels):
    ((_, values),) = Axis(side).tickValues(low, low + width, pixels)
    assert len(values) >= 2


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(0, 1), st.data())
@settings(max_examples=100)
def test_a_rescaled_rest_sums_to_what_is_left(row, value, data):
    column = data.draw(st.integers(0, len(row) - 1))
    changed = with_rest(np.array(row), column, value)
    assert changed[column] == value
    assert changed.sum() == pytest.approx(1.0, abs=1e-12)
    assert (changed >= 0).all()


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(20, 300)), min_size=1, max_size=6), st.booleans())
@settings(max_examples=40)
def test_names_stand_in_the_frame_and_not_on_one_another(given_curves, tall):
    frame = Box(50, 0, 450, 300 if tall else 180)
    x = np.linspace(40, 520, 200)
    lines = [np.column_stack([x, start + slope * (x - 40) / 5]) for slope, start in given_curves]
    taken = [Box(200, 0, 6, 400)]
    places = [
        place
        for place in place_names([(110.0, 15.0)] * len(lines), [dense(line, frame) for line in lines], frame, taken)
        if place
    ]
    boxes = [place.box for place in places] + taken
    for number, box in enumerate(boxes[:-1]):
        assert frame.holds(box)
        for other in boxes[number + 1 :]:
            apart = box.right <= other.left or other.right <= box.left or box.bottom <= other.top
            assert apart or other.bottom <= box.top


def test_a_name_stands_clear_of_curves_where_there_is_room():
    x = np.linspace(40, 520, 200)
    lines = [np.column_stack([x, 40 + 0 * x]), np.column_stack([x, 60 + 0.3 * x])]
    frame = Box(50, 0, 450, 300)
    for place in place_names([(110.0, 15.0)] * 2, [dense(line, frame) for line in lines], frame, []):
        for line in lines:
            across, down = line.T
            box = place.box
            hit = (across > box.left) & (across < box.right) & (down > box.top) & (down < box.bottom)
            assert not hit.any()


@pytest.mark.parametrize("row", [[2.0, 1e308, 0.1], [-1e308, 1e308, 0.0], [1.7e308, -1.7e308, 0.0], [1e17, 0.0, 0.0]])
@pytest.mark.parametrize("column", [0, 1])
def test_logits_at_the_end_of_the_floats_have_a_plot_with_finite_axes(desk, row, column):
    for kind in (LossCurve, GradientCurve):
        d = desk(Entry.of([[1, 0, 0]], [row], NAMES), Focus(row=0, column=column), kind)
        for axis in d.axes:
            assert 0 < axis.width < np.inf
        d.view.grab()


def test_losses_too_small_to_be_told_apart_on_the_axis_still_have_their_values(desk):
    d = desk(Entry.of([[1, 0]], [[40.0, 0.0]], ("yes", "no")))
    gap = d.view.gap(d.document.analysis, groups_of(d), index_of(d))
    assert gap is not None
    assert gap.upper != gap.lower
    assert show_number(gap.added) == "4.248e−18"


def groups_of(desk):
    analysis = desk.document.analysis
    return groups({k: analysis.curve.losses[card.name] for k, card in enumerate(analysis.cards)})


def index_of(desk):
    curve = desk.document.analysis.curve
    return int(np.flatnonzero(curve.x == curve.here)[0])


def test_the_point_is_the_card_also_where_a_row_of_probabilities_does_not_sum_to_1(desk):
    d = desk(Entry.of([[1, 0, 0]], [[0.5, 0.2, 0.1]], ("cat", "dog", "bird"), outputs_are="probabilities"))
    analysis = d.document.analysis
    here = int(np.flatnonzero(analysis.curve.x == 0.5)[0])
    for card in analysis.cards:
        assert analysis.curve.losses[card.name][here] == card.row_value
    rescaled = d.view.header.rest.button("rescaled")
    assert d.view.header.rest.button("kept").isChecked()
    assert not rescaled.isEnabled()
    d.document.apply(Edit("Whole", lambda entry: edits.set_cell(entry, "outputs", 0, 2, 0.3)))
    assert rescaled.isEnabled()
    assert rescaled.isChecked()


def test_a_loss_that_falls_far_fills_an_axis_of_powers_of_ten(desk):
    d = desk(Entry.of([[1], [0]], [[720.0], [-720.0]], ("cat",), mode="binary"))
    frame, curve = d.view.plot.frame(), d.document.analysis.curve
    assert frame.log
    points = frame.polyline(curve.x, curve.losses["nielsen"])
    inside = points[(points[:, 0] >= frame.box.left) & (points[:, 0] <= frame.box.right)]
    assert np.ptp(inside[:, 0]) > 0.95 * frame.box.width
    assert np.ptp(inside[:, 1]) > 0.8 * frame.box.height
    assert frame.shows(curve.losses["nielsen"][int(np.flatnonzero(curve.x == 720)[0])])
    d.document.apply(Edit("Near", lambda entry: edits.set_cell(entry, "outputs", 0, 0, 2.0)))
    assert not d.view.plot.frame().log


def test_a_drag_keeps_the_axis_of_powers_of_ten(desk):
    d = desk(Entry.of([[1], [0]], [[200.0], [-720.0]], ("cat",), mode="binary"))
    plot = d.view.plot
    start = plot.point().toPoint()
    QTest.mousePress(plot.viewport(), LEFT, pos=start)
    before = plot.frame()
    for step in (40, 90, 150):
        QTest.mouseMove(plot.viewport(), start - QPoint(step, 0))
        assert plot.frame() == before
    QTest.mouseRelease(plot.viewport(), LEFT, pos=start - QPoint(150, 0))
    assert d.cell < 200


def test_a_row_without_a_label_has_no_curve_at_0_but_what_it_lacks(desk):
    d = desk(Entry.of(np.zeros((1, 3)), np.zeros((1, 3)), NAMES))
    assert d.view.plot.accessibleName().endswith("f(cat) = 0: no label yet, and so no loss")
    flat = d.view.plot.grab().toImage()
    d.document.apply(Edit("Label", lambda entry: edits.set_cell(entry, "labels", 0, 0, 1.0)))
    assert "no label" not in d.view.plot.accessibleName()
    assert d.view.plot.grab().toImage() != flat
