"""The value as a stacked bar in the strip: its floor rises with soft labels, and nothing moves while it changes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from xentgui.entry import Focus
from xentgui.opening import Opening, of_example
from xentgui.window import theme
from xentgui.window.strip.view import EntropyBar

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(params=["light", "dark"])
def colours(request):
    theme.set_appearance(request.param)
    return theme.theme()


def bar(window):
    return window.strip.findChild(EntropyBar)


def shares(window, colours):
    """How much of the bar's length the floor takes, and how much what lies on it."""
    image = bar(window).grab().toImage()
    line = [image.pixelColor(x, image.height() // 2).name().upper() for x in range(image.width())]
    return line.count(colours.labels) / len(line), line.count(colours.outputs) / len(line)


def type_into(window, table, text, column=0):
    """Types into a cell of the first row of a table."""
    sheet = next(part for part in window.tables.findChildren(QTableView) if part.accessibleName() == table)
    place = sheet.visualRect(sheet.model().index(0, column)).center()
    QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for key in f"{text}\r":
        QTest.keyClick(QApplication.focusWidget(), key)


def test_its_parts_are_as_long_as_the_numbers_say(opened, colours):
    window = opened("soft-labels", plots=False)
    floor, top = shares(window, colours)
    entropy, divergence = window.shown.amounts
    assert entropy + divergence == pytest.approx(window.shown.cards[1].value)
    assert floor == pytest.approx(entropy, abs=0.01)
    assert top == pytest.approx(divergence, abs=0.01)


def test_a_drag_of_an_output_changes_what_lies_on_the_floor_alone(opened, colours):
    window = opened("soft-labels", plots=False)
    before, place = shares(window, colours), bar(window).geometry()
    type_into(window, "Outputs", "3")
    after = shares(window, colours)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert bar(window).geometry() == place


def test_the_floor_rises_where_a_label_becomes_soft(opened, colours):
    window = opened("three-classes", plots=False)
    before = shares(window, colours)
    assert before[0] == 0
    assert before[1] == pytest.approx(0.7268, abs=0.01)
    for value, column in (("0.6", 0), ("0.4", 1)):
        type_into(window, "Labels", value, column)
    assert shares(window, colours)[0] == pytest.approx(window.shown.amounts[0], abs=0.01)
    assert window.shown.amounts[0] > 0


def test_it_says_its_numbers_and_how_long_it_is(opened):
    window = opened("soft-labels", plots=False)
    words = bar(window).accessibleName()
    assert words == bar(window).toolTip()
    for part in ("0.5417", "0.1774"):
        assert part in words
    assert words.endswith("the whole length is 1 nat")
    type_into(window, "Outputs", "-30")
    assert "the whole length is 10 nats" in bar(window).accessibleName()


def test_where_there_are_no_two_parts_there_is_no_bar(opened):
    start = of_example("soft-labels")
    window = opened(Opening(start.entry, Focus(chosen=2)), plots=False)  # CS231n, which is not defined on soft labels
    assert not bar(window).isVisible()
    window.document.look(Focus(chosen=1))
    assert bar(window).isVisible()
