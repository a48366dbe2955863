"""Words that open: on hover, by the keyboard, for those who hear them, and on the page that lists them all."""

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTextBrowser, QToolTip

from xentgui.entry import Entry
from xentgui.window.cards.choice import Pill
from xentgui.window.cards.text import Words
from xentgui.window.strip.sentence import Sentence

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NASTY = '<img src="file:///x">'


@pytest.fixture(autouse=True)
def no_tip_left():
    yield
    QToolTip.hideText()


def hover(widget, place):
    QToolTip.hideText()
    QApplication.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    return QToolTip.text()


def sentence(window, words):
    return next(part for part in window.strip.findChildren(Sentence) if words in part.accessibleName())


def all_along(widget):
    """What hover tells from left to right, line by line, once each."""
    places = (QPoint(x, y) for y in range(6, widget.height(), 12) for x in range(0, widget.width(), 8))
    return list(dict.fromkeys(hover(widget, place) for place in places))


def test_hover_on_a_word_of_the_strip_tells_it_with_its_number(opened):
    told = all_along(sentence(opened("soft-labels"), "entropy of the labels"))
    assert any(text.startswith("entropy: ") and text.endswith("TensorFlow intro: 0.5417 nats.") for text in told)
    assert any(text.startswith("divergence: ") and "0.1774" in text for text in told)
    assert any(text.startswith("likelihood: ") for text in told)
    assert any("click to copy" in text for text in told), "numbers tell their digits as before"


def test_hover_on_a_word_of_a_card_tells_it(opened):
    window = opened("three-classes", plots=False)
    words = {part.text(): part for part in window.cards.findChildren(Words) if part.isVisible()}
    told = hover(words["!  (63) on softmax outputs"], QPoint(30, 8))
    assert told.startswith("(63): Nielsen’s formula for several outputs")
    assert "\nsoftmax: " in told
    assert "a(cat) = 0.6590" in told
    assert "0.7268 nats" in hover(words["nats, mean of 4 rows"], QPoint(8, 8))


def test_every_pill_and_badge_tells_what_it_means_with_its_number_in_the_row(opened):
    window = opened("three-classes", size=(1440, 900), plots=False)
    pills = {part.text(): hover(part, QPoint(8, 8)) for part in window.cards.findChildren(Pill) if part.isVisible()}
    assert pills == {
        "+0.5477": "+0.5477: So much more or less than the chosen one gives.\nWhat makes the difference is said below."
        "\nRow 1: 0.7984 nats.",
        "compared with": "compared with: The others are compared with this definition.\n"
        "To choose another card compares them with that one.\nRow 1: 0.4170 nats.",
        "= equal": "= equal: The chosen one gives the same number, in every row.\n"
        "On these data two formulas say the same thing.\nRow 1: 0.4170 nats.",
    }
    QTest.keyClick(window.tables.focusWidget() or QApplication.focusWidget(), Qt.Key.Key_Down)
    badges = {part.text(): part.toolTip() for part in window.strip.findChildren(QLabel) if part.isVisible()}
    for sign in ("=", "≠", "ln"):
        assert badges[sign].count("\n") == 2
        assert badges[sign].endswith("\nRow 2, TensorFlow intro: 0.2287 nats.")


def test_the_number_is_that_of_the_row_and_data_shown_now(opened):
    window = opened("three-classes", plots=False)
    line = sentence(window, "the true class k")
    assert any("k is cat, and aₖ is 0.6590" in text for text in all_along(line))
    QTest.keyClick(window.tables.focusWidget() or QApplication.focusWidget(), Qt.Key.Key_Down)
    assert window.document.focus.row == 1
    assert any("Row 2, TensorFlow intro: k is dog, and aₖ is 0.7956" in text for text in all_along(line))


def test_the_keyboard_goes_from_word_to_word_and_each_opens_and_is_told(opened, qtbot):
    window = opened("soft-labels", plots=False)
    line = sentence(window, "entropy of the labels")
    window.cards.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line
    names = []
    for _ in range(5):
        qtbot.waitUntil(lambda: QToolTip.isVisible() and QToolTip.text() == line.accessibleDescription())
        names.append(line.accessibleDescription().partition(":")[0])
        QTest.keyClick(line, Qt.Key.Key_Right)
    assert names == ["likelihood", "categorical", "entropy", "divergence", "likelihood"]
    QTest.keyClick(line, Qt.Key.Key_Left)
    assert line.accessibleDescription().startswith("likelihood: ")
    qtbot.waitUntil(lambda: QToolTip.text().startswith("likelihood: "))
    QTest.keyClick(line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_card_tells_its_words_while_the_keyboard_is_on_it(opened, qtbot):
    window = opened("three-classes", plots=False)
    card = window.cards.focusProxy()
    assert "nats: " not in card.accessibleDescription()
    card.setFocus(Qt.FocusReason.TabFocusReason)
    assert "nats: The unit of a loss" in card.accessibleDescription()
    qtbot.waitUntil(lambda: QToolTip.text().startswith("compared with: "))


def test_going_from_pane_to_pane_opens_no_word(opened):
    opened("soft-labels", plots=False)
    passed = set()
    for key in [Qt.Key.Key_F6] * 8:
        QTest.keyClick(QApplication.focusWidget(), key)
        passed.add(type(QApplication.focusWidget()).__name__)
        QTest.qWait(20)
        assert not QToolTip.isVisible(), QToolTip.text()
    assert {"CardTile", "Sentence"} <= passed


def test_a_class_named_like_markup_is_told_as_it_is(opened):
    window = opened(Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], (NASTY, "b", "c")), plots=False)
    told = [text for text in all_along(sentence(window, "the true class k")) if "k is" in text]
    assert told
    assert all("<img" not in text and "&lt;img" in text for text in told)


def test_the_page_lists_all_words_with_their_numbers_and_the_sources(opened):
    window = opened(Entry.of([[1, 0, 0]], [[2.0, 1.0, 0.1]], (NASTY, "b", "c")), plots=False)
    seen = []

    def read():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, read)
            return
        seen.append((dialog.windowTitle(), dialog.findChild(QTextBrowser).toPlainText()))
        dialog.close()

    QTimer.singleShot(20, read)
    window.actions_by_id["signs"].trigger()
    [(title, page)] = seen
    assert title == "What the signs mean"
    assert all(f"\n{word}\n" in f"\n{page}".replace("\u2028", "\n") for word in window.shown.words)
    assert f"k is {NASTY}, and aₖ is 0.6590" in page
    for url in ("neuralnetworksanddeeplearning.com", "github.com/tensorflow", "cs231n.github.io"):
        assert url in page
