"""Colour and mark belong to a definition: they stay when cards are moved, removed, added and undone, in every view."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QWidget

from xentgui.window.cards.text import Value
from xentgui.window.theme import DARK, LIGHT, style_sheet

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
PURPLE, GREEN, OLIVE = LIGHT.definitions[:3]


@pytest.fixture
def window(opened):
    return opened()


def colours_in(widget):
    """The colours of definitions on a part of the screen, by their number of pixels."""
    image = widget.grab().toImage()
    found = Counter(image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height()))
    return {name: found[name] for name in LIGHT.definitions if found[name]}


def choices(window):
    cards = next(w for w in window.findChildren(QWidget) if w.accessibleName() == "Definitions")
    return [button for button in cards.findChildren(QAbstractButton) if button.isVisible()]


def colour_of_each(window):
    """Card name -> the colour that most of its value is painted in."""
    found = {}
    for choice in choices(window):
        value = max((v for v in choice.findChildren(Value) if v.isVisible()), key=lambda v: v.width() * v.height())
        painted = colours_in(value)
        found[choice.accessibleName().partition(":")[0]] = max(painted, key=painted.__getitem__)
    return found


THREE = {"Nielsen, ch. 3": PURPLE, "TensorFlow intro": GREEN, "CS231n notes": OLIVE}


def test_a_removed_card_takes_its_colour_along_and_brings_it_back(window, qtbot):
    assert colour_of_each(window) == THREE
    choices(window)[0].setFocus()
    qtbot.keyClick(choices(window)[0], KEYS.Key_Delete)
    assert colour_of_each(window) == {"TensorFlow intro": GREEN, "CS231n notes": OLIVE}
    for part in (window.lower_right, window.strip, window.tables):
        assert PURPLE not in colours_in(part), part
    assert GREEN in colours_in(window.tables), "the loss column"
    window.document.stack.undo()
    assert colour_of_each(window) == THREE


def test_cards_that_change_places_keep_their_colours_in_all_views(window, qtbot):
    before = {part: colours_in(part).keys() for part in (window.lower_right, window.strip)}
    choices(window)[1].setFocus()
    qtbot.keyClick(choices(window)[1], KEYS.Key_Left, ALT)
    assert next(iter(colour_of_each(window))) == "TensorFlow intro"
    assert colour_of_each(window) == THREE
    assert {part: colours_in(part).keys() for part in before} == before
    assert colours_in(window.tables).keys() == {GREEN}, "the loss column follows the chosen definition"


def test_a_training_run_of_the_entry_has_the_colours_of_its_cards(window, qtbot):
    choices(window)[0].setFocus()
    qtbot.keyClick(choices(window)[0], KEYS.Key_Delete)
    window.pages.open_training()
    QTest.mouseClick(window.pages.training.kinds.button("outputs"), Qt.MouseButton.LeftButton)
    painted = colours_in(window.pages.currentWidget()).keys()
    assert {GREEN, OLIVE} <= painted
    assert PURPLE not in painted


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_box_that_is_not_checked_has_an_edge_that_is_seen(qtbot, colours):
    box = QCheckBox("All digits")
    qtbot.addWidget(box)
    box.setStyleSheet(style_sheet(colours))
    image = box.grab().toImage()
    edge = [image.pixelColor(x, image.height() // 2).name().upper() for x in range(16)]
    assert edge.count(colours.secondary.upper()) == 2
