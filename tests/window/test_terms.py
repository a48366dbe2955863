"""The worked terms with real pointer: going to another row, copying, and formulas that wait while one drags."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from window.desk import ViewDesk

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Focus
from xentgui.window.cards.text import Value, Words
from xentgui.window.curves.view import GradientCurve, LossCurve
from xentgui.window.lower_right import CURVE, GRADIENT, Lower
from xentgui.window.numbers import digits
from xentgui.window.terms.view import TermsView

LEFT = Qt.MouseButton.LeftButton
NAMES = ("cat", "dog", "bird")
THREE = Entry.of(np.eye(3), [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]], NAMES)
TEN = Entry.of(np.eye(10)[[3]], np.arange(10.0)[None] / 3)


class Desk(ViewDesk):
    def set(self, value):
        self.document.apply(Edit("set", lambda entry: edits.set_cell(entry, "outputs", 0, 0, value)))

    @property
    def heard(self):
        """What a screen reader finds: the names of all visible values and formulas."""
        return [w.accessibleName() for w in self.view.findChildren(QWidget) if w.isVisible() and w.accessibleName()]

    def named(self, start):
        return next(w for w in self.view.findChildren(QWidget) if w.accessibleName().startswith(start))

    def texts(self):
        return [label.text() for label in self.view.findChildren(QLabel) if label.isVisible()]

    def button(self, name):
        return next(b for b in self.view.findChildren(QToolButton) if b.accessibleName() == name)


@pytest.fixture
def desk(qtbot):
    return lambda entry=THREE, focus=None, size=(372, 440): Desk(qtbot, entry, focus, TermsView, size)


def test_a_row_without_a_label_says_so_instead_of_terms_of_0(desk):
    d = desk(Entry.of([[0, 0, 0], [0, 1, 0]], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]], NAMES))
    assert [text for text in d.texts() if text] == [
        "Row 1, term by term", "row 1 of 2", "No label yet, and so no loss: row 1 does not count.",
    ]  # fmt: skip
    assert not any(value.isVisible() for value in d.view.findChildren(Value))
    QTest.mouseClick(d.button("Next row"), LEFT)
    assert "dog, shared term: 0.2287" in d.heard
    assert not any("does not count" in text for text in d.texts())


def test_each_term_is_shown_with_its_number(desk):
    heard = desk().heard
    for words in (
        "cat, label y: 1", "cat, output a: 0.6590", "cat, shared term: 0.4170", "cat, added term: 0",
        "dog, added term: 0.2776", "bird, added term: 0.1038",
        "row 1, sum of the shared terms: 0.4170", "row 1, sum of what is added: 0.3814",
    ):  # fmt: skip
        assert words in heard


def test_each_definition_has_its_formula_with_the_numbers(desk):
    heard = " | ".join(desk().heard)
    assert "TensorFlow intro, one term survives" in heard
    assert "0.6590" in heard.split("TensorFlow intro, ")[1].split("|")[0]
    assert "0.7984" in heard.split("Nielsen, ")[1].split("|")[0]


def test_a_column_that_no_definition_adds_is_left_out(desk):
    d = desk(Entry.of([[1], [0]], [[2.0], [-0.5]], ["cat"], mode="binary"))
    assert not any("added term" in words for words in d.heard)
    assert "row 1, sum of the shared terms: 0.1269" in d.heard


def test_the_title_leaves_the_arrows_their_place_in_a_long_sheet(desk):
    d = desk(Entry.of(np.eye(2)[np.zeros(200_000, dtype=int)], np.zeros((200_000, 2))), Focus(row=104_618))
    title = next(label for label in d.view.findChildren(QLabel) if label.text().startswith("Row 104619"))
    back = d.button("Row before")
    assert back.geometry().left() - title.geometry().right() > 0
    assert "row 104,619 of 200,000" in d.texts()


def test_many_classes_end_in_the_others_together(desk):
    d = desk(TEN)
    rest = next(row for row in Analysis(TEN, Focus()).worked.rows if row.rest)
    assert any(f"{rest.rest}" in text and "other" in text for text in d.texts())
    assert any(words.startswith(f"the other {rest.rest} together, output a: ") for words in d.heard)


def test_the_arrows_go_from_row_to_row_and_stop_at_the_ends(desk):
    d = desk()
    assert "row 1 of 3" in d.texts()
    assert not d.button("Row before").isEnabled()
    QTest.mouseClick(d.button("Next row"), LEFT)
    QTest.mouseClick(d.button("Next row"), LEFT)
    assert d.document.focus.row == 2
    assert "Row 3, term by term" in d.texts()
    assert not d.button("Next row").isEnabled()
    QTest.mouseClick(d.button("Row before"), LEFT)
    assert d.document.focus.row == 1
    assert d.document.stack.count() == 0


def test_a_click_copies_all_digits_and_says_so(desk):
    d = desk()
    value = Analysis(THREE, Focus()).worked.rows[1].added
    QTest.mouseClick(d.named("dog, added term"), LEFT)
    assert QGuiApplication.clipboard().text() == repr(float(value))
    assert repr(float(value)) in d.said[-1]
    assert repr(float(value)) in d.named("dog, added term").toolTip()


def test_a_click_on_a_formula_copies_its_value(desk):
    d = desk()
    QTest.mouseClick(d.named("Nielsen, "), LEFT)
    assert float(QGuiApplication.clipboard().text()) == pytest.approx(0.7984, abs=5e-5)
    assert len(d.said) == 1


def test_numbers_follow_at_once_and_formulas_when_they_rest(desk, qtbot):
    d = desk()
    formula = d.named("TensorFlow intro, ")
    before, drawn = formula.accessibleName(), formula.grab().toImage()
    d.set(1.5)
    expected = Analysis(d.document.entry, Focus()).worked
    assert f"row 1, sum of the shared terms: {expected.shared_total:.4f}" in d.heard
    assert formula.accessibleName() != before
    assert f"{expected.shared_total:.4f}" in formula.accessibleName()
    dimmed = formula.grab().toImage()
    assert dimmed != drawn
    d.set(1.4)
    assert formula.grab().toImage() == dimmed
    qtbot.waitUntil(lambda: formula.grab().toImage() != dimmed, timeout=2000)
    d.set(2.0)
    qtbot.waitUntil(lambda: formula.grab().toImage() == drawn, timeout=2000)
    assert formula.accessibleName() == before


def test_another_row_is_typeset_when_it_rests(desk, qtbot):
    d = desk()
    QTest.mouseClick(d.button("Next row"), LEFT)
    line = Analysis(THREE, Focus(row=1)).worked.lines[0]
    assert f"{line.value:.4f}" in d.named("TensorFlow intro, ").accessibleName()
    qtbot.waitUntil(lambda: "ln" in d.named("TensorFlow intro, ").accessibleName(), timeout=2000)
    assert f"{line.value:.4f}" in d.named("TensorFlow intro, ").accessibleName()


def test_the_last_good_terms_stay_dimmed(desk):
    d = desk()
    before, heard = d.view.grab().toImage(), d.heard
    broken = Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], NAMES, outputs_are="probabilities")
    d.view.receive(Analysis(broken, Focus()))
    assert d.heard == heard
    assert d.view.grab().toImage() != before
    d.document.announce()
    assert d.view.grab().toImage() == before


@pytest.mark.parametrize("size", [(372, 440), (372, 300), (820, 290), (560, 300)])
@pytest.mark.parametrize("entry", [THREE, TEN])
def test_nothing_overlaps_and_nothing_is_cut_at_any_size(desk, size, entry):
    d = desk(entry, size=size)
    QApplication.processEvents()
    labels = [w for w in d.view.findChildren(QLabel) if w.isVisible() and w.text()]
    boxes = [(w.text(), w.geometry().translated(w.parentWidget().mapTo(d.view, w.parentWidget().rect().topLeft())))
             for w in labels]  # fmt: skip
    for number, (text, box) in enumerate(boxes):
        assert d.view.rect().contains(box), text
        for other, place in boxes[number + 1 :]:
            assert not box.intersects(place), (text, other)


def test_infinite_terms_are_said(desk):
    d = desk(Entry.of([[1, 0, 0]], [[0.0, 0.5, 0.5]], NAMES, outputs_are="probabilities"))
    assert "cat, shared term: ∞" in d.heard


def test_they_stand_beside_the_curve_or_behind_their_tab(qtbot, no_window_left):
    window = QWidget()
    qtbot.addWidget(window)
    terms, first, second = TermsView(), LossCurve(), GradientCurve()
    lower = Lower(terms, window)
    for view in (terms, first, second):
        view.receive(Analysis(THREE, Focus()))
    lower.add({CURVE: lambda _parent: first, GRADIENT: lambda _parent: second})
    lower.resize(800, 340)
    window.resize(1000, 540)
    window.show()
    assert first.isVisible()
    assert not terms.isVisible()
    lower.show_tab("Terms")
    assert terms.isVisible()
    assert not first.isVisible()
    lower.resize(960, 500)
    assert terms.isVisible()
    assert first.isVisible()
    lower.resize(800, 340)
    assert first.isVisible()
    assert not terms.isVisible()
    window.close()


def test_no_number_of_tiny_terms_is_cut(desk):
    d = desk(Entry.of([[1, 0]], [[40.0, 0.0]], ("yes", "no")))
    tiny = [w for w in d.view.findChildren(Value) if w.isVisible() and w.text() == "4.248e−18"]
    assert len(tiny) == 5  # output, both terms, both sums
    assert all(value.width() >= value.least_width() for value in tiny)
    assert not d.named("yes, label").visibleRegion().isEmpty()


def test_no_output_is_cut_however_small_it_is(desk):
    d = desk(Entry.of(np.eye(9)[[4]], [[-100.0, -100.0, -100.0, 9792.0, 47296.0, 11156.0, 4e4, 3e4, 2e4]]))
    far = [w for w in d.view.findChildren(Value) if w.isVisible() and "e−" in w.text()]
    assert far
    assert all(value.width() >= value.least_width() for value in far)


def test_an_output_too_small_for_a_float_is_shown_as_a_power_of_ten(desk):
    d = desk(Entry.of([[1, 0, 0]], [[-900.0, 1.0, 0.5]], NAMES))
    mantissa, power = d.named("cat, output a: ").text().split("e−")
    mpmath.mp.dps = 40
    a = mpmath.exp(-900) / (mpmath.exp(-900) + mpmath.e + mpmath.exp(0.5))
    assert float(a / mpmath.mpf(10) ** -int(power)) == pytest.approx(float(mantissa), abs=5e-4)
    assert "901.474" in d.named("cat, output a: ").toolTip()


def test_an_output_of_zero_that_was_entered_stays_zero(desk):
    d = desk(Entry.of([[1, 0, 0]], [[0.0, 0.5, 0.5]], NAMES, outputs_are="probabilities"))
    assert d.named("cat, output a: ").text() == "0"


def test_where_there_is_room_numbers_are_whole_and_not_small(desk):
    """Smoothed labels were 0.93, 0.03 and 0.03 beside an empty half of the table."""
    card = THREE.cards[1]
    smoothed = replace(card, definition=replace(card.definition, label_smoothing=0.1))
    d = desk(replace(THREE, cards=(smoothed,)))
    for label, number in (("cat, label y: ", "0.9333"), ("dog, label y: ", "0.0333"), ("cat, output a: ", "0.6590")):
        value = d.named(label)
        assert (value.text(), value.shown) == (number, number)
        assert value.sizeHint().width() <= value.width()


def test_the_share_of_no_is_as_short_as_that_of_yes(desk):
    d = desk(Entry.of([[0.7]], [[2.0]], ["cat"], mode="binary"))
    assert [d.named(f"cat: {answer}, label y: ").text() for answer in ("yes", "no")] == ["0.7", "0.3"]


def test_formulas_have_the_digits_of_the_window(desk, qtbot, monkeypatch):
    d = desk()
    monkeypatch.setattr(digits, "decimals", 6)
    d.document.announce()
    qtbot.waitUntil(lambda: "0.659001" in d.named("TensorFlow intro, one").accessibleName(), timeout=2000)
    assert "cat, output a: 0.659001" in d.heard


@pytest.mark.parametrize("width", [900, 984, 1000, 1100, 1280])
def test_the_number_of_the_row_never_stands_on_the_tabs(opened, width):
    window = opened("three-classes", (width, 680))
    window.lower_right.show_tab("Terms")
    QApplication.processEvents()
    tabs, inside = window.lower_right.tabs, window.page.inside
    last = tabs.mapTo(inside, tabs.tabRect(tabs.count() - 1).bottomRight())
    [back] = [each for each in window.findChildren(QToolButton) if each.accessibleName() == "Row before"]
    at = back.mapTo(inside, back.rect().topLeft())
    assert at.x() > last.x() or at.y() >= last.y() - 1


def test_a_row_with_a_long_name_is_named_in_full_before_anything_else_is_said(desk):
    entry = replace(THREE, sample_names=("short", "img_000013.png", "img_000014.png"))
    for row, title in ((0, "Row short, term by term"), (1, "Row img_000013.png")):
        assert title in desk(entry, Focus(row=row)).texts()


@pytest.mark.parametrize("chosen_before", [False, True], ids=["from the menu", "at the last start"])
def test_classes_keep_their_names_beside_ten_decimals(opened, settings, chosen_before):
    if chosen_before:
        settings.setValue("decimals", 10)
    window = opened("three-classes", settings=settings)
    before = window.terms.width()
    window.actions_by_id["digits-10"].trigger()
    QApplication.processEvents()
    names = [label for label in window.terms.findChildren(Words) if label.isVisible() and label.text() in NAMES]
    assert [name.text() for name in names if name.cut] == []
    assert len(names) == len(NAMES)
    tabs = window.lower_right.tabs
    assert tabs.tabRect(tabs.count() - 1).right() < tabs.width()
    window.actions_by_id["digits-4"].trigger()
    QApplication.processEvents()
    assert chosen_before or window.terms.width() == before
