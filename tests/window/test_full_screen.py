"""One panel on the full screen by F11 and back, by keys: what is there works, and nothing else is touched."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QTableView

from xentgui.window.curves.view import LossCurve

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def press(*keys):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), *(key if isinstance(key, tuple) else (key,)))
        QApplication.processEvents()


def places(window):
    """What is to be seen of the window, and how it shares its width."""
    parts = [window.top, window.tables, window.cards, window.strip, window.lower_right, *window.lower_right.panels]
    return [(part.isVisible(), part.x(), part.width()) for part in (*parts, window.menuBar())]


def to_curve(window):
    window.lower_right.findChild(LossCurve).plot.setFocus()


PLACES = {
    "tables": lambda window: window.tables.setFocus(),
    "cards": lambda window: window.cards.setFocus(),
    "curve": to_curve,
}


@pytest.mark.parametrize("back", [KEYS.Key_F11, KEYS.Key_Escape], ids=["F11", "Esc"])
@pytest.mark.parametrize("place", PLACES)
def test_the_panel_with_the_keyboard_has_the_screen_until_f11_or_escape(opened, place, back):
    window = opened("three-classes")
    PLACES[place](window)
    QApplication.processEvents()
    before, document, keyboard = places(window), window.document.analysis, QApplication.focusWidget()
    press(KEYS.Key_F11)
    assert window.isFullScreen()
    assert sum(visible for visible, *_ in places(window)[1:5]) == 1
    assert not window.menuBar().isVisible()
    assert QApplication.focusWidget() is keyboard
    press(back)
    assert not window.isFullScreen()
    assert places(window) == before
    assert QApplication.focusWidget() is keyboard
    assert window.document.analysis is document
    assert not window.document.stack.canUndo()


def test_the_field_that_had_the_keyboard_may_be_gone_when_the_screen_is_given_back(opened):
    window = opened("three-classes")
    press(KEYS.Key_F2, KEYS.Key_F11)
    assert window.isFullScreen()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    press(KEYS.Key_Return)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    press(KEYS.Key_F11)
    assert not window.isFullScreen()
    assert window.strip.isVisible()


def test_the_plot_grows_and_its_point_moves_and_moves_back(opened, qtbot):
    window = opened("three-classes", (1000, 640))
    plot = window.lower_right.findChild(LossCurve).plot
    qtbot.waitUntil(lambda: plot.point() is not None)
    plot.setFocus()
    height = plot.height()
    press(KEYS.Key_F11)
    assert plot.height() > 1.5 * height
    before = window.document.entry.cell("outputs", 0, 0)
    press(KEYS.Key_Right)
    assert window.document.entry.cell("outputs", 0, 0) > before
    press((KEYS.Key_Z, CTRL))
    assert window.document.entry.cell("outputs", 0, 0) == before
    assert window.isFullScreen()


def test_the_terms_beside_the_curve_stand_alone(opened):
    window = opened("three-classes")
    curve, terms = window.lower_right.panels
    stop = next(part for part in terms.findChildren(QFrame) if part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    stop.setFocus()
    press(KEYS.Key_F11)
    assert (curve.isVisible(), terms.isVisible()) == (False, True)
    assert terms.width() > 0.9 * window.width()
    press(KEYS.Key_Escape)
    assert (curve.isVisible(), terms.isVisible()) == (True, True)
    assert terms.width() < 0.5 * window.width()


def test_escape_leaves_the_editor_before_the_screen(opened, qtbot):
    window = opened("three-classes")
    press(KEYS.Key_F11, KEYS.Key_F2)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    press(KEYS.Key_Escape)
    assert window.isFullScreen()
    assert isinstance(QApplication.focusWidget(), QTableView)
    press(KEYS.Key_Escape)
    assert not window.isFullScreen()


def test_the_answer_to_my_number_has_the_screen_and_closes_with_it(opened, qtbot):
    window = opened("three-classes")
    press((KEYS.Key_M, CTRL))
    QTest.keyClicks(QApplication.focusWidget(), "0.7268")
    press(KEYS.Key_Return)
    panel = window.number.panel
    qtbot.waitUntil(panel.isVisible)
    press(KEYS.Key_F11)
    assert window.isFullScreen()
    assert panel.width() > 0.9 * window.width()
    press(KEYS.Key_F11)
    assert panel.isVisible()
    assert panel.width() < 0.9 * window.width()
    press(KEYS.Key_F11, KEYS.Key_Escape)
    assert not window.isFullScreen()
    assert not panel.isVisible()


def test_another_page_gives_the_screen_back(opened):
    window = opened("three-classes")
    press(KEYS.Key_F11, (KEYS.Key_T, CTRL))
    assert not window.isFullScreen()
    assert window.pages.training.isVisible()
    window.pages.training.charts.setFocus()
    press(KEYS.Key_F11)
    assert window.isFullScreen()
    assert not window.pages.training.side.isVisible()
    press(KEYS.Key_F11)
    assert window.pages.training.side.isVisible()


def test_a_window_closed_from_there_comes_back_as_a_window(opened):
    window = opened("three-classes")
    press(KEYS.Key_F11)
    window.close()
    assert not window.isFullScreen()
    assert window.menuBar().isVisibleTo(window)
