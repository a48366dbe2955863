"""All probabilities with real pointer and keys: the point is dragged in triangle and square, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from window.desk import LEFT, PointDesk

from xentgui.entry import Entry, Focus
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.window.numbers import show_number
from xentgui.window.surface.plot import readout
from xentgui.window.surface.view import SurfaceView
from xentgui.window.theme import DARK, LIGHT, set_appearance

NAMES = ("cat", "dog", "bird")
THREE = Entry.of(np.eye(3), [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]], NAMES)
SHARES = Entry.of([[1, 0, 0]], [[0.5, 0.3, 0.2]], NAMES, outputs_are="probabilities")
SQUARE = Entry.of([[1, 0]], [[0.8, -1.0]], NAMES[:2], mode="multi-sigmoid")
SOFT = Entry.of([[0.7, 0.2, 0.1]], [[2.0, 1.0, 0.1]], NAMES)


class Desk(PointDesk):
    @property
    def plot(self):
        return self.view.plot

    @property
    def a(self):
        """The probabilities of the focused row."""
        row = self.document.focus.row
        return self.document.analysis.activations(range(row, row + 1))[0]

    def pixel(self, place, picture=0):
        x, y = self.plot.maps[picture].plane.pixel(np.array(place, dtype=float))
        return QPoint(round(x), round(y))

    def drag(self, *places, picture=0):
        QTest.mousePress(self.plot.viewport(), LEFT, pos=self.plot.point(picture).toPoint())
        for place in places:
            QTest.mouseMove(self.plot.viewport(), self.pixel(place, picture))
        QTest.mouseRelease(self.plot.viewport(), LEFT, pos=self.pixel(places[-1], picture))

    def colour_at(self, place):
        image = self.plot.grab().toImage()
        return image.pixelColor(self.pixel(place) * image.devicePixelRatio())

    @property
    def words(self):
        return [label.text() for label in self.view.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def desk(qtbot):
    return lambda entry=THREE, focus=None: Desk(qtbot, entry, focus, SurfaceView)


NEAR = 0.006  # of a probability: two pixels


@pytest.mark.parametrize(
    ("entry", "there"), [(THREE, [0.3, 0.2, 0.5]), (SQUARE, [0.2, 0.7])], ids=["triangle", "square"]
)
def test_a_drag_is_one_undo_step_and_the_point_follows_the_value(desk, entry, there):
    d = desk(entry)
    before = d.a
    d.drag(np.full(len(there), 1 / 3), there)
    assert d.a == pytest.approx(there, abs=NEAR)
    assert d.steps == ["Drag the point of row 1"]
    assert (d.plot.point() - d.pixel(d.a)).manhattanLength() <= 2
    d.document.stack.undo()
    assert np.array_equal(d.a, before)
    assert (d.plot.point() - d.pixel(before)).manhattanLength() <= 2


def test_logits_keep_their_common_height_when_the_point_moves(desk):
    d = desk()
    d.drag([0.2, 0.3, 0.5])
    row = d.document.entry.some("outputs", 0, 1)[0]
    assert np.logaddexp.reduce(row) == pytest.approx(np.logaddexp.reduce([2.0, 1.0, 0.1]), abs=2e-3)
    assert np.array_equal(row, np.round(row, 3))


def test_probabilities_still_sum_to_1(desk):
    d = desk(SHARES)
    d.drag([0.123, 0.456, 0.421])
    row = d.document.entry.some("outputs", 0, 1)[0]
    assert row == pytest.approx([0.123, 0.456, 0.421], abs=NEAR)
    assert row.sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(("entry", "inside"), [(SHARES, 0.0), (THREE, 5e-4)], ids=["probabilities", "logits"])
def test_a_drag_beyond_an_edge_stays_in_the_picture(desk, entry, inside):
    d = desk(entry)
    QTest.mousePress(d.plot.viewport(), LEFT, pos=d.plot.point().toPoint())
    QTest.mouseMove(d.plot.viewport(), d.pixel([0.5, 0.5, 0]) + QPoint(0, 60))
    QTest.mouseRelease(d.plot.viewport(), LEFT)
    assert d.a.sum() == pytest.approx(1)
    assert inside <= d.a[2] <= 2e-3
    assert np.isfinite(d.document.entry.some("outputs", 0, 1)).all()


def test_a_press_away_from_the_point_moves_nothing(desk):
    d = desk()
    QTest.mousePress(d.plot.viewport(), LEFT, pos=d.pixel([0.1, 0.8, 0.1]))
    QTest.mouseMove(d.plot.viewport(), d.pixel([0.1, 0.1, 0.8]))
    QTest.mouseRelease(d.plot.viewport(), LEFT, pos=d.pixel([0.1, 0.1, 0.8]))
    assert d.steps == []


@pytest.mark.parametrize(
    ("key", "way"),
    [(Qt.Key.Key_Right, (-1, 1, 0)), (Qt.Key.Key_Left, (1, -1, 0)), (Qt.Key.Key_Up, (-0.5, -0.5, 1)),
     (Qt.Key.Key_Down, (0.5, 0.5, -1))],
)  # fmt: skip
def test_an_arrow_key_moves_the_point_by_a_hundredth_and_with_shift_by_ten(desk, key, way):
    d = desk(SHARES)
    before = d.a
    d.hold(key, 1)
    assert d.a - before == pytest.approx(0.01 * np.array(way), abs=1.1e-3)
    d.hold(key, 1, Qt.KeyboardModifier.ShiftModifier)
    assert d.a - before == pytest.approx(0.11 * np.array(way), abs=1.1e-3)
    assert len(d.steps) == 2


def test_a_held_key_is_one_undo_step_and_escape_takes_it_back(desk):
    d = desk()
    before = d.a
    d.hold(Qt.Key.Key_Up, 6)
    assert d.a[2] - before[2] == pytest.approx(0.06, abs=4e-3)
    assert len(d.steps) == 1
    QTest.keyPress(d.plot, Qt.Key.Key_Up)
    QTest.keyClick(d.plot, Qt.Key.Key_Escape)
    assert d.a[2] - before[2] == pytest.approx(0.06, abs=4e-3)
    QTest.keyRelease(d.plot, Qt.Key.Key_Up)
    assert len(d.steps) == 1


def test_escape_in_a_drag_puts_the_point_back(desk):
    d = desk()
    before = d.document.entry
    QTest.mousePress(d.plot.viewport(), LEFT, pos=d.plot.point().toPoint())
    QTest.mouseMove(d.plot.viewport(), d.pixel([0.1, 0.1, 0.8]))
    assert d.steps
    QTest.keyClick(d.plot, Qt.Key.Key_Escape)
    assert d.document.entry.same_as(before)
    QTest.mouseMove(d.plot.viewport(), d.pixel([0.3, 0.3, 0.4]))
    assert d.document.entry.same_as(before)


def test_only_the_point_is_drawn_again_while_it_moves(desk):
    d = desk()
    before = d.plot.maps
    d.drag([0.2, 0.3, 0.5], [0.5, 0.4, 0.1])
    assert d.plot.maps is before
    d.document.look(Focus(row=1))
    assert d.plot.maps is not before, "the labels are others"


def test_side_by_side_there_is_a_picture_for_each_and_the_point_is_dragged_in_any(desk):
    d = desk()
    assert len(d.plot.maps) == 1
    QTest.mouseClick(d.view.switch.button("beside"), LEFT)
    assert len(d.plot.maps) == 2, "two of the three coincide"
    rooms = [each.room for each in d.plot.maps]
    assert rooms[0].right < rooms[1].left
    for picture, there in ((1, [0.2, 0.6, 0.2]), (0, [0.5, 0.2, 0.3])):
        d.drag(there, picture=picture)
        assert d.a == pytest.approx(there, abs=2 * NEAR)
    QTest.mouseClick(d.view.switch.button("over"), LEFT)
    assert len(d.plot.maps) == 1


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_colour_is_deeper_where_the_loss_is_higher(desk, colours):
    set_appearance("dark" if colours.dark else "light")
    d = desk()
    ground, full = QColor(colours.surface), QColor(colours.definition(1))

    def depth(place):
        here = d.colour_at(place)
        parts = [(a - g, f - g) for a, g, f in zip(here.getRgb()[:3], ground.getRgb(), full.getRgb(), strict=False)]
        return sum(a * f for a, f in parts) / sum(f * f for _, f in parts)

    low, middle, high = depth([0.93, 0.02, 0.05]), depth([0.42, 0.53, 0.05]), depth([0.01, 0.92, 0.07])
    assert low < 0.1 < middle < 0.4 < high < 0.8


def test_colours_reach_the_edge_as_they_are(desk):
    """Where a(cat) is the same the loss is, and the colour: also at the edge, which had teeth on a large picture."""
    d = desk(Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], NAMES))
    d.window.resize(1600, 1400)
    d.view.resize(1580, 1380)
    QApplication.processEvents()
    image = d.plot.grab().toImage()

    def colours(bird):
        places = [d.pixel([cat, 1 - cat - bird, bird]) for cat in np.linspace(0.05, 0.45, 200)]
        return np.array([image.pixelColor(place * image.devicePixelRatio()).getRgb() for place in places], dtype=float)

    at_edge, inside = colours(0.0035), colours(0.02)
    assert np.quantile(np.abs(at_edge - inside).max(axis=1), 0.85) <= 1, "but for the lines"


@pytest.mark.parametrize("labels", [[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.0, 0.1, 0.9]])
def test_colours_have_no_teeth_at_an_edge_where_the_loss_is_infinite(desk, labels):
    d = desk(Entry.of([labels], [[2.0, 1.0, 0.1]], NAMES))
    d.window.resize(1600, 1400)
    d.view.resize(1580, 1380)
    QApplication.processEvents()
    image = d.plot.grab().toImage()
    for outside in range(3):
        others = [k for k in range(3) if k != outside]

        def place(share, outside=outside, others=others):
            found = np.full(3, 0.002)
            found[others] = share * 0.998, (1 - share) * 0.998
            return d.pixel(found) * image.devicePixelRatio()

        along = np.array([image.pixelColor(place(share)).getRgb() for share in np.linspace(0.1, 0.9, 1000)], float)
        turns = np.abs(np.diff(along, axis=0)).max(axis=1)
        assert np.quantile(turns, 0.9) <= 2, outside


def test_the_readout_at_the_pointer_is_exact_and_goes_with_it(desk):
    d = desk()
    nothing = d.plot.grab().toImage()
    QTest.mouseMove(d.plot.viewport(), d.pixel([0.2, 0.6, 0.2]))
    QApplication.processEvents()
    assert d.plot.grab().toImage() != nothing
    QTest.mouseMove(d.plot.viewport(), QPoint(3, d.plot.height() - 3))
    QApplication.processEvents()
    assert d.plot.grab().toImage() == nothing


def test_what_is_read_out_is_what_the_definitions_give_there(desk):
    d = desk()
    place = np.array([0.2, 0.6, 0.2])
    texts = ["".join(run.text for run in line) for line in readout(d.view.shown, place, LIGHT)]
    assert texts[:3] == ["a(cat) = 0.2000", "a(dog) = 0.6000", "a(bird) = 0.2000"]
    assert texts[3:] == [show_number(-np.log(0.2 * 0.4 * 0.8)), show_number(-np.log(0.2))]


def test_it_says_where_the_point_is_what_it_loses_and_where_least(desk):
    d = desk(SOFT)
    said = d.plot.accessibleName()
    assert said.startswith("Loss of row 1 over all probabilities. a(cat) = 0.6590, a(dog) = 0.2424, a(bird) = 0.0986: ")
    assert "Nielsen 1.4453; TensorFlow intro 0.8070 nats" in said
    assert "TensorFlow intro is least, 0.8018, at a(cat) = 0.7000, a(dog) = 0.2000, a(bird) = 0.1000" in said
    assert "CS231n: not defined here" in said


def test_on_free_outputs_it_says_that_the_categorical_sum_is_least_along_an_edge(desk):
    d = desk(SQUARE)
    assert "TensorFlow intro is least, 0, wherever a(cat) = 1.0000" in d.plot.accessibleName()


def test_what_is_said_follows_the_point(desk):
    d = desk(SHARES)
    d.drag([0.25, 0.5, 0.25])
    value = evaluate(d.document.analysis.batch, Definition()).per_sample[0]
    assert f"TensorFlow intro = CS231n {show_number(float(value))}" in d.plot.accessibleName()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry.of(np.eye(4), np.eye(4)), "4 classes that sum to 1 have 3 directions"),
        (Entry.of(np.eye(2), np.eye(2)), "the loss curve is the picture"),
        (Entry.of([[1]], [[2.0]], mode="binary"), "the loss curve is the picture"),
        (Entry.of(np.eye(3), np.eye(3), mode="multi-sigmoid"), "3 independent outputs have 3 directions"),
    ],
    ids=["four", "two", "binary", "three free"],
)
def test_where_there_is_no_picture_it_says_why(desk, entry, words):
    d = desk(entry)
    assert not d.plot.isVisible()
    assert any(words in text for text in d.words)
    assert not d.view.switch.isVisible()


def test_a_row_that_does_not_sum_to_1_has_no_point(desk):
    d = desk(Entry.of([[1, 0, 0]], [[0.5, 0.3, 0.1]], NAMES, outputs_are="probabilities"))
    assert d.plot.point() is None
    assert "The row does not sum to 1" in d.plot.accessibleName()
    d.hold(Qt.Key.Key_Up, 1)
    assert d.steps == []


def test_a_masked_output_is_not_moved(desk):
    d = desk(Entry.of([[1, 0, 0]], [[0.5, 0.3, -np.inf]], NAMES))
    d.hold(Qt.Key.Key_Up, 1)
    d.drag([0.2, 0.3, 0.5])
    assert d.steps == []


def test_a_long_name_of_a_class_leaves_the_picture_its_room(desk):
    long = "pneumonoultramicroscopicsilicovolcanoconiosis " * 3
    d = desk(Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], (long, "dog", "bird")))
    corners = d.plot.maps[0].plane.corners
    assert np.ptp(corners[:, 0]) > 250
    assert long in d.plot.accessibleName()


def test_the_picture_has_its_title_and_no_handle(desk):
    d = desk()
    picture = d.view.picture()
    assert picture.title == "Loss of row 1 over all probabilities"
    svg = picture.svg()
    assert "a(cat) = 1" in svg
    assert "drag the point" not in svg


def test_one_picture_or_several_is_as_it_was_chosen_last(opened, qtbot, settings):
    for before, after in ((1, 2), (2, 2)):
        window = opened("three-classes", settings=settings)
        window.lower_right.show_tab("All probabilities")
        view = window.lower_right.findChild(SurfaceView)
        assert len(view.plot.maps) == before
        qtbot.mouseClick(view.switch.button("beside"), LEFT)
        assert len(view.plot.maps) == after
        window.close()


LONG = replace(
    SOFT, cards=(SOFT.cards[0], replace(SOFT.cards[1], short="PyTorch CrossEntropyLoss, weighted and smoothed"))
)


@pytest.mark.parametrize("entry", [SOFT, LONG], ids=["short names", "a long name"])
@pytest.mark.parametrize("width", [430, 497, 620])
def test_side_by_side_no_number_over_a_picture_is_cut(desk, width, entry):
    """Of "least 0.8018" stood 0.801 at the right edge."""
    d = desk(entry)
    d.view.resize(width, 420)
    QTest.mouseClick(d.view.switch.button("beside"), LEFT)
    QApplication.processEvents()
    image = d.plot.grab().toImage()
    ground = image.pixelColor(image.width() - 1, image.height() // 2)
    for x in range(image.width() - 6, image.width()):
        assert {image.pixelColor(x, y).name() for y in range(60)} == {ground.name()}


def test_a_row_without_a_label_says_so_instead_of_a_loss_of_0_everywhere(opened):
    window = opened("empty")
    window.lower_right.show_tab("All probabilities")
    said = [label.text() for label in window.lower_right.findChildren(QLabel) if label.isVisible()]
    assert "No label yet, and so no loss: row 1 does not count." in said
