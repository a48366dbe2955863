"""One panel on the full screen by F11 and back, by keys: what is there works, and nothing else is touched."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QScrollArea, QTableView, QToolTip

from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, Entry, ShownCard
from xentgui.sources import sources
from xentgui.window.appearance import set_zoom
from xentgui.window.cards.card import CardTile
from xentgui.window.curves.view import LossCurve
from xentgui.window.sizes import scale
from xentgui.window.strip.sentence import Sentence

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def press(*keys):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), *(key if isinstance(key, tuple) else (key,)))
        QApplication.processEvents()


def sheet(window):
    return next(table for table in window.findChildren(QTableView) if table.accessibleName() == "Outputs")


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


def test_cards_stand_one_under_another_larger_with_their_values_beside_their_formulas(opened):
    window = opened("three-classes", (1280, 720), plots=False)
    window.cards.setFocus()
    QApplication.processEvents()
    press(KEYS.Key_F11)
    tiles = [tile for tile in window.cards.findChildren(CardTile) if tile.isVisible()]
    assert [tile.width() for tile in tiles] == [window.cards.width()] * 3
    assert scale.grown > 1.2
    for tile in tiles:
        assert tile.formula.geometry().right() < tile.value.x()
        assert tile.rect().contains(tile.row_value.geometry())
        assert tile.formula.height() > 0.4 * tile.height()
    press(KEYS.Key_Escape)
    assert len({tile.y() for tile in tiles}) == 1


def test_the_strip_has_all_its_words_large_on_the_screen(opened):
    window = opened("three-classes", (1280, 720), plots=False)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=window.strip.geometry().center())
    window.strip.setFocus()
    short = {each.text() for each in window.strip.findChildren(Sentence)}
    press(KEYS.Key_F11)
    lines = [each for each in window.strip.findChildren(Sentence) if each.isVisible()]
    assert all(each.text() == each.accessibleName() for each in lines), "the long wording"
    assert short != {each.text() for each in lines}
    assert scale.grown > 1.2
    assert sum(each.height() for each in lines) > 0.8 * window.strip.height()
    assert not QToolTip.isVisible()
    press(KEYS.Key_Escape)


def test_the_terms_beside_the_curve_say_on_the_screen_which_row_they_are_of(opened):
    window = opened("three-classes")
    terms = window.lower_right.panels[1]
    next(part for part in terms.findChildren(QFrame) if part.focusPolicy() & Qt.FocusPolicy.TabFocus).setFocus()
    press(KEYS.Key_F11)
    assert "Row 1, term by term" in [label.text() for label in terms.findChildren(QLabel) if label.isVisible()]


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


def test_what_is_trained_has_all_the_width_of_the_screen(opened):
    window = opened("neuron-wrong", (1280, 720))
    side = window.pages.training.side
    before = side.width()
    side.setFocus()
    QApplication.processEvents()
    press(KEYS.Key_F11)
    assert window.isFullScreen()
    assert side.width() > 0.9 * window.width()
    press(KEYS.Key_F11)
    assert side.width() == before


@pytest.mark.parametrize("place", PLACES)
def test_letters_lines_and_points_grow_with_the_panel_and_shrink_back(opened, settings, place):
    settings.setValue("zoom", 70)  # the screen of tests has 800 by 800 pixels, beside which a panel is to be small
    window = opened("three-classes", (900, 500), settings=settings)
    PLACES[place](window)
    QApplication.processEvents()
    before, sizes = scale.factor, (QApplication.font().pixelSize(), places(window))
    press(KEYS.Key_F11)
    assert scale.factor > 1.1 * before
    assert QApplication.font().pixelSize() > sizes[0]
    assert scale.zoom == 70, "which is what is remembered"
    press(KEYS.Key_F11)
    assert scale.factor == before
    assert (QApplication.font().pixelSize(), places(window)) == sizes


def test_cards_are_as_high_as_the_screen(opened, qtbot):
    window = opened("three-classes", (900, 500))
    window.cards.setFocus()
    *_, card = (tile for tile in window.cards.findChildren(CardTile) if tile.isVisible())
    before = card.height()
    press(KEYS.Key_F11)
    assert card.geometry().bottom() > 0.9 * window.page.height()
    press(KEYS.Key_F11)
    qtbot.waitUntil(lambda: card.height() == before)


def test_zoom_on_the_full_screen_leaves_the_panel_all_its_width(opened):
    window = opened("three-classes")
    terms = window.lower_right.panels[1]
    next(part for part in terms.findChildren(QFrame) if part.focusPolicy() & Qt.FocusPolicy.TabFocus).setFocus()
    before = places(window)
    press(KEYS.Key_F11, (KEYS.Key_Plus, CTRL))
    assert terms.width() > 0.9 * window.width()
    press((KEYS.Key_0, CTRL), KEYS.Key_F11)
    assert places(window) == before


def test_the_panel_that_is_clicked_into_is_meant_also_where_it_takes_no_keys(opened):
    window = opened("three-classes")
    tabs = window.lower_right.tabs
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=tabs.mapTo(window, tabs.tabRect(1).center()))
    assert window.tables.isAncestorOf(QApplication.focusWidget()), "it stays where one types"
    press(KEYS.Key_F11)
    assert (window.lower_right.isVisible(), window.tables.isVisible()) == (True, False)
    press(KEYS.Key_F11)
    window.tables.setFocus()
    window.cards.setFocus()
    press(KEYS.Key_F11)
    assert (window.cards.isVisible(), window.lower_right.isVisible()) == (True, False), "then the keyboard's"


def test_a_click_beside_the_panels_leaves_the_one_with_the_keyboard_meant(opened):
    window = opened("three-classes", plots=False)
    window.tables.setFocus()
    QApplication.processEvents()
    beside = window.menuBar().mapTo(window, QPoint(window.menuBar().width() - 5, 5))
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=beside)
    press(KEYS.Key_F11)
    assert window.isFullScreen()
    assert window.tables.isVisible()


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


@pytest.mark.parametrize("tab", ["All probabilities", "Loss curve", "Likelihood"])
def test_no_title_runs_into_the_tabs_that_have_grown_with_the_panel(opened, tab):
    window = opened("three-classes", (2400, 1200))
    tabs = window.lower_right.tabs
    window.lower_right.show_tab(tab)
    window.lower_right.hold(True)
    for zoom in (125, 150):
        set_zoom(zoom)
        QApplication.processEvents()
        over = QRect(tabs.mapTo(window, QPoint()), tabs.sizeHint())
        titles = [
            each for each in window.lower_right.panels[0].findChildren(QLabel) if each.isVisible() and each.text()
        ]
        assert titles
        for title in titles:
            ink = min(title.sizeHint().width(), title.width())
            box = QRect(title.mapTo(window, QPoint(title.width() - ink, 0)), QSize(ink, title.height()))
            assert not box.intersects(over), (zoom, title.text())


@pytest.mark.parametrize("example", ["two-classes", "three-classes", "several-labels"])
def test_tables_of_a_few_rows_grow_until_they_fill_the_screen_and_nothing_of_them_is_cut(opened, example):
    window = opened(example, (1280, 720), plots=False)
    cell = sheet(window).rowHeight(0)
    window.tables.setFocus()
    press(KEYS.Key_F11)
    screen = window.screen().size()
    sheets = [each for each in window.tables.findChildren(QTableView) if each.isVisible()]
    lowest = max(each.mapTo(window, each.rect().bottomLeft()).y() for each in sheets)
    assert sheet(window).rowHeight(0) > 1.2 * cell
    assert lowest > 0.7 * screen.height()
    assert sheet(window).height() >= (sheet(window).model().rowCount() + 1) * sheet(window).rowHeight(0), "all rows"
    for each in sheets:
        assert window.rect().contains(QRect(each.mapTo(window, QPoint()), each.size()))
    press(KEYS.Key_Escape)
    assert sheet(window).rowHeight(0) == cell


def test_many_rows_are_as_many_as_the_screen_holds(opened):
    many = Entry.of(np.eye(3)[[0] * 60], np.zeros((60, 3)), ("cat", "dog", "bird"))
    window = opened(many, (1280, 720), plots=False)
    window.tables.setFocus()
    press(KEYS.Key_F11)
    assert scale.grown == 1
    press(KEYS.Key_Escape)


def test_a_list_of_cards_grows_with_the_screen(opened):
    window = opened("three-classes", (1280, 720), plots=False)
    card = ShownCard("more", "More", "More", sources["softmax"].definition)
    window.document.apply(Edit("Add", partial(add_card, card=card)))
    window.cards.setFocus()
    QApplication.processEvents()
    press(KEYS.Key_F11)
    assert scale.grown > 1.05  # as wide as this screen allows
    listed = window.cards.findChild(QScrollArea)
    assert listed.widget().height() <= listed.height(), "all lines are in sight"
    press(KEYS.Key_Escape)
