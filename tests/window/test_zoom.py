"""Everything follows the desktop's font and the zoom, by wheel, key and menu; a small window loses nothing."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)
from window.dialogs import when_asked
from window.tables_harness import ten_classes

from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card
from xentgui.entry import Edit, Focus, ShownCard
from xentgui.examples import FIRST_STEPS, examples
from xentgui.losses.definition import Definition
from xentgui.opening import of_example
from xentgui.window.appearance import set_zoom, suit_screen
from xentgui.window.cards.text import Value, Words
from xentgui.window.curves.view import LossCurve
from xentgui.window.report import report_html
from xentgui.window.sizes import LEVELS, px, scale
from xentgui.window.theme import look, set_appearance
from xentgui.window.typesetting import FormulaLabel
from xentgui.window.widgets.choices import ARROW, SIDE, Combo

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, CTRL, NONE = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def turn(window, over, notches, modifiers=CTRL):
    """The wheel over a part of the window, as the desktop sends it."""
    place = QPointF(over.mapTo(window, over.rect().center()))
    where = window.mapToGlobal(place)
    delta, kept = QPoint(0, 120 * notches), Qt.MouseButton.NoButton
    event = QWheelEvent(place, where, QPoint(), delta, kept, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(window.windowHandle(), event)


def sheet(window, name="Outputs"):
    return next(table for table in window.findChildren(QTableView) if table.accessibleName() == name)


def measures(window):
    """Of a font, a row, a card, a formula, an axis and a margin."""
    plot = window.lower_right.findChild(LossCurve).plot
    return {
        "font": QApplication.font().pixelSize(),
        "row": sheet(window).rowHeight(0),
        "strip": window.strip.height(),
        "formula": window.cards.findChild(FormulaLabel).sizeHint().height(),
        "axis": plot.getPlotItem().getAxis("left").width(),
        "margin": window.top.x(),
    }


def settled(window):
    for _ in range(4):
        QApplication.processEvents()


class TestZoom:
    def test_the_wheel_with_ctrl_over_any_part_is_the_zoom(self, opened, qtbot):
        window = opened("three-classes")
        plot = window.lower_right.findChild(LossCurve).plot
        for over, notch, zoom in ((sheet(window).viewport(), 1, 110), (window.cards, 1, 125), (plot, -1, 110)):
            turn(window, over, notch)
            qtbot.waitUntil(lambda zoom=zoom: scale.zoom == zoom)

    def test_the_wheel_alone_is_not(self, opened):
        window = opened("three-classes")
        turn(window, window.cards, 3, NONE)
        settled(window)
        assert scale.zoom == 100

    def test_many_notches_end_at_the_largest_and_the_least(self, opened, qtbot):
        window = opened("three-classes")
        for notches, end in ((40, LEVELS[-1]), (-40, LEVELS[0])):
            turn(window, window.cards, notches)
            qtbot.waitUntil(lambda end=end: scale.zoom == end)
        assert (LEVELS[0], LEVELS[-1]) == (70, 250)

    def test_keys(self, opened, qtbot):
        window = opened("three-classes")
        for key, zoom in ((KEYS.Key_Plus, 110), (KEYS.Key_Equal, 125), (KEYS.Key_Minus, 110), (KEYS.Key_0, 100)):
            QTest.keyClick(window, key, CTRL)
            qtbot.waitUntil(lambda zoom=zoom: scale.zoom == zoom)

    def test_keys_that_came_while_it_changed_are_one_change(self, opened, qtbot):
        window, changes = opened("three-classes"), []
        scale.changed.connect(lambda: changes.append(scale.zoom))
        for _ in range(4):
            QTest.keyClick(window, KEYS.Key_Plus, CTRL)
        qtbot.waitUntil(lambda: scale.zoom == LEVELS[LEVELS.index(100) + 4])
        QTest.keyClick(window, KEYS.Key_Minus, CTRL)
        QTest.keyClick(window, KEYS.Key_0, CTRL)
        settled(window)
        assert changes == [LEVELS[LEVELS.index(100) + 4], 100]

    def test_everything_grows_alike_and_comes_back(self, opened):
        window = opened("three-classes")
        settled(window)
        before = measures(window)
        window.resize(2880, 1800)
        set_zoom(200)
        settled(window)
        assert measures(window) == {name: pytest.approx(2 * size, abs=2) for name, size in before.items()}
        window.resize(1440, 900)
        set_zoom(100)
        settled(window)
        assert measures(window) == before

    @pytest.mark.parametrize("zoom", [70, 150, 250])
    def test_a_window_that_is_zoomed_stands_as_one_that_was_opened_so(self, opened, settings, zoom):
        size = (1440 * zoom // 100, 900 * zoom // 100)
        window = opened("three-classes", size)
        set_zoom(zoom)
        settled(window)
        settings.setValue("zoom", zoom)
        other = opened("three-classes", size, settings=settings)
        settled(other)
        assert places(window.page.inside) == places(other.page.inside)

    def test_the_next_start_has_it(self, opened, settings):
        window = opened("three-classes", settings=settings)
        QTest.keyClick(window, KEYS.Key_Plus, CTRL)
        settled(window)
        window.close()
        set_zoom(100)
        opened("three-classes", settings=settings)
        assert scale.zoom == 110

    def test_settings_of_nonsense_are_as_if_there_were_none(self, opened, settings):
        settings.setValue("zoom", "huge")
        opened("three-classes", settings=settings)
        assert scale.zoom == 100

    def test_the_point_is_dragged_at_any_zoom(self, opened, qtbot):
        window = opened("three-classes", (2160, 1350))
        set_zoom(150)
        settled(window)
        plot = window.lower_right.findChild(LossCurve).plot
        before, start = window.document.entry, plot.point().toPoint()
        QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
        for step in range(10, 100, 10):
            QTest.mouseMove(plot.viewport(), start + QPoint(step, 0))
        QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(90, 0))
        qtbot.waitUntil(lambda: window.document.entry is not before)

    def test_reports_do_not_follow_it(self):
        analysis = Analysis(examples["three-classes"].entry, Focus())
        before = report_html(analysis)
        set_zoom(200)
        assert report_html(analysis) == before

    def test_a_panel_has_the_whole_screen_at_any_zoom_and_gives_it_back(self, opened):
        window = opened("three-classes", (1280, 720))
        set_zoom(150)
        settled(window)
        before = window.tables.geometry()
        window.tables.setFocus()
        QTest.keyClick(QApplication.focusWidget(), KEYS.Key_F11)
        settled(window)
        assert window.isFullScreen()
        assert window.page.viewport().rect().contains(rect_in(window.tables, window.page.viewport()))
        QTest.keyClick(QApplication.focusWidget(), KEYS.Key_Escape)
        settled(window)
        assert window.tables.geometry() == before


def places(page):
    shown = [part for part in page.findChildren(QWidget) if part.isVisible() and isinstance(part, QLabel | QTableView)]
    return sorted((part.accessibleName(), rect_in(part, page).getRect()) for part in shown if part.accessibleName())


def rect_in(part, outer):
    return QRect(part.mapTo(outer, QPoint(0, 0)), part.size())


def test_sizes_follow_the_font_of_the_desktop(opened):
    face = QFont(QApplication.font())
    face.setPixelSize(26)
    try:
        scale.follow(face)
        set_appearance(look.appearance)
        window = opened("three-classes", (2880, 1800))
        assert QApplication.font().pixelSize() == 26
        assert sheet(window).rowHeight(0) == 60
    finally:
        face.setPixelSize(13)
        scale.follow(face)
        set_appearance(look.appearance)


@pytest.mark.parametrize("pixels", [10, 12, 13])
def test_no_switch_over_a_table_is_cut_with_any_font_of_the_desktop(opened, pixels):
    face = QFont(QApplication.font())
    face.setPixelSize(pixels)
    try:
        scale.follow(face)
        set_appearance(look.appearance)
        window = opened("three-classes")
        settled(window)
        shown = [each for each in window.tables.findChildren(QPushButton) if each.isVisible()]
        switches = [each for each in shown if each.property("segment")]
        assert switches
        assert all(each.visibleRegion().boundingRect() == each.rect() for each in switches)
    finally:
        face.setPixelSize(13)
        scale.follow(face)
        set_appearance(look.appearance)


def test_they_follow_it_while_the_window_is_open(opened):
    """The desktop gives the program another font; Qt says so, and gives up the one that the program had set."""
    window = opened("three-classes", (2880, 1800))
    ours, face = QApplication.font(), QFont(QApplication.font())
    face.setPixelSize(26)
    try:
        QApplication.setFont(face)
        settled(window)
        assert sheet(window).rowHeight(0) == 60
        QApplication.sendEvent(window, QEvent(QEvent.Type.ThemeChange))
        settled(window)
        assert sheet(window).rowHeight(0) == 60, "a theme with the same font"
    finally:
        QApplication.setFont(ours)
        settled(window)
    assert sheet(window).rowHeight(0) == 30


def test_a_step_of_the_zoom_lays_a_plot_out_a_few_times(opened):
    """It was seven times: for each part of the window that changed."""
    window = opened("three-classes")
    plot, drawn = window.lower_right.findChild(LossCurve).plot, []
    plot.getPlotItem().vb.sigResized.connect(lambda: drawn.append(scale.zoom))
    for zoom in (110, 125, 110, 100):
        set_zoom(zoom)
        settled(window)
    assert max(drawn.count(zoom) for zoom in (100, 125)) <= 5


def sheets_and_pages(window):
    """Shows one after another what may stand on the page, and says what it is."""
    yield "first steps"
    for name in ("two-outputs", "several-labels"):
        window.open_example(name)
        yield name
    window.document.apply(Edit("ten classes", lambda _: ten_classes()))
    yield "ten classes"
    for losses in ("focal", "poly"):
        card = ShownCard(losses, f"My {losses} loss", losses, Definition(focal_gamma=2.0))
        window.document.apply(Edit("card", partial(add_card, card=card)))
    yield "a list of cards"
    window.lessons.begin(FIRST_STEPS, 1)
    yield "a lesson that asks"
    window.lessons.leave()
    for name in ("neuron-wrong", "one-hot-or-soft", "exclusive-or-not"):
        window.pages.open_training_example(name)
        yield name


class TestSmallWindow:
    def test_no_page_scrolls_sideways_at_any_zoom(self, opened):
        window, beyond = opened("two-classes", (900, 500), first_run=True), []
        for shown in sheets_and_pages(window):
            for size, zooms in (((900, 500), (100, 125, 175, 250)), ((1280, 720), (150, 225))):
                window.resize(*size)
                for zoom in zooms:
                    set_zoom(zoom)
                    settled(window)
                    if window.page.horizontalScrollBar().maximum():
                        beyond.append((shown, size, zoom))
        assert beyond == []

    @pytest.mark.parametrize("size", [(900, 500), (1280, 720), (1440, 900)], ids=str)
    @pytest.mark.parametrize("zoom", [150, 200, 250])
    def test_no_button_and_no_field_is_cut_at_the_sides(self, opened, size, zoom):
        window, cut = opened("two-classes", size, first_run=True), []
        set_zoom(zoom)
        for shown in sheets_and_pages(window):
            settled(window)
            for kind in (QPushButton, QLineEdit, QComboBox):
                parts = filter(QWidget.isVisible, window.page.inside.findChildren(kind))
                names = [(part.accessibleName() or part.text(), part) for part in parts]
                cut += [(shown, name) for name, part in names if is_cut_at_a_side(part, window.page.inside)]
        assert cut == []

    def test_a_window_that_becomes_low_stands_as_one_that_was_opened_so(self, opened):
        window, other = opened("three-classes", (1440, 900)), opened("three-classes", (1440, 720))
        settled(other)
        for size in ((1440, 720), (1440, 900), (1440, 720)):
            window.resize(*size)
            settled(window)
        assert places(window.page.inside) == places(other.page.inside)

    def test_the_smallest_is_900_by_500_at_any_zoom(self, opened):
        window = opened("three-classes", (300, 300))
        for zoom in (100, 250):
            set_zoom(zoom)
            window.resize(300, 300)
            assert (window.width(), window.height()) == (900, 500)

    def test_where_there_is_room_nothing_scrolls(self, opened):
        page = opened("three-classes", (1000, 640)).page
        assert not page.verticalScrollBar().isVisible()
        assert not page.horizontalScrollBar().isVisible()

    @pytest.mark.parametrize("training", [False, True], ids=["entered", "training"])
    @pytest.mark.parametrize("zoom", [100, 250])
    def test_every_control_comes_into_sight_by_tab(self, opened, zoom, training):
        window = opened("three-classes", (900, 500), first_run=True)
        if training:
            window.pages.open_training()
        set_zoom(zoom)
        settled(window)
        window.tables.setFocus()
        reached, hidden = set(), []
        for _ in range(200):
            focus = QApplication.focusWidget()
            if focus in reached:
                break
            reached.add(focus)
            if not in_sight(focus, window.page.viewport()):
                hidden.append(focus.accessibleName() or focus.text())
            if isinstance(focus, QTableView):  # in which Tab goes from cell to cell
                QTest.keyClick(focus, KEYS.Key_F6)
            else:
                QTest.keyClick(focus, KEYS.Key_Tab)
        assert hidden == []
        assert len(reached) > 15

    def test_the_cell_that_the_keys_go_to_comes_into_sight(self, opened, qtbot):
        window = opened(of_example("three-classes"), (900, 500))
        set_zoom(200)
        settled(window)
        table = sheet(window)
        table.setFocus()
        for key in (KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Right, KEYS.Key_Right):
            QTest.keyClick(table, key)
            settled(window)
            cell = table.visualRect(table.currentIndex())
            place = QRect(table.viewport().mapTo(window.page.viewport(), cell.topLeft()), cell.size())
            assert window.page.viewport().rect().contains(place)


def is_cut_at_a_side(part, page):
    """Whether anything in which it stands is too narrow for it, or its words have too little room."""
    around = part.parentWidget()
    while around is not page:
        place = rect_in(part, around)
        if place.left() < 0 or place.right() >= around.width():
            return True
        around = around.parentWidget()
    return isinstance(part, QPushButton) and part.width() < part.fontMetrics().horizontalAdvance(part.text())


def in_sight(part, viewport):
    """All of it, or where it is larger the beginning of it."""
    place, seen = rect_in(part, viewport), viewport.rect()
    return seen.contains(place.topLeft()) and (
        seen.contains(place) or place.width() > seen.width() - 24 or place.height() > seen.height() - 24
    )


def test_at_the_largest_zoom_no_word_on_a_card_is_cut(opened):
    window = opened("three-classes", (1440, 900), plots=False)
    set_zoom(LEVELS[-1])
    settled(window)
    words = [part for part in window.cards.findChildren(Words) if part.isVisible() and part.text()]
    assert [part.text() for part in words if part.cut and not isinstance(part, Value)] == []
    assert len(words) > 15


def test_at_the_largest_zoom_the_options_scroll_down_and_not_sideways(opened):
    window = opened("three-classes", (1440, 900), plots=False)
    set_zoom(LEVELS[-1])
    seen = []

    def look_at(dialog):
        dialog.resize(1280, 640)
        settled(dialog)
        (area,) = (area for area in dialog.findChildren(QScrollArea) if area.widget())
        seen.extend((area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum() > 0))
        dialog.close()

    when_asked(QDialog, look_at)
    window.actions_by_id["options"].trigger()
    assert seen == [0, True]


def test_at_the_largest_zoom_every_dialog_still_fits_on_the_screen(opened):
    window = opened("three-classes", plots=False)
    set_zoom(LEVELS[-1])
    seen = []

    def look_at(dialog):
        free = dialog.screen().availableGeometry()
        buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.text()]
        seen.append((dialog.width() <= free.width(), dialog.height() <= free.height()))
        seen.extend((dialog.rect().contains(rect_in(b, dialog)), True) for b in buttons)
        dialog.close()

    for verb in ("shortcuts", "signs", "about", "options", "hand-out"):
        when_asked(QDialog, look_at)
        window.actions_by_id[verb].trigger()
    for verb in ("palette", "frameworks"):  # which leave the window its keys
        window.actions_by_id[verb].trigger()
        look_at(next(d for d in window.findChildren(QDialog) if d.isVisible()))
    assert all(map(all, seen)), seen


@pytest.mark.parametrize("zoom", LEVELS)
def test_no_choice_in_a_box_is_cut_at_any_zoom(opened, zoom):
    window = opened(plots=False, size=(3600, 1800))
    set_zoom(zoom)
    settled(window)
    for box in filter(QWidget.isVisible, window.top.findChildren(Combo)):
        width = QFontMetricsF(box.font()).horizontalAdvance(box.currentText())
        assert box.width() - px(SIDE) - px(ARROW) >= width, box.currentText()


class TestLargeScreen:
    """What is large is the screen as the desktop scales it; only who begins is asked nothing."""

    @pytest.mark.parametrize(
        ("screen", "zoom"),
        [((1280, 720), 100), ((1920, 1080), 100), ((2560, 1440), 100), ((3440, 1440), 110), ((3840, 2160), 150)],
    )
    def test_the_first_start_takes_a_zoom_at_which_a_large_screen_is_read(self, settings, screen, zoom):
        told = suit_screen(QSize(*screen), settings)
        assert scale.zoom == zoom
        assert told == ("" if zoom == 100 else f"Zoom {zoom} %, as the screen is large; Ctrl+0 for 100 %")

    def test_the_next_start_has_it_too_and_who_goes_back_stays_there(self, settings, opened):
        suit_screen(QSize(3840, 2160), settings)
        window = opened(settings=settings, plots=False)
        assert scale.zoom == 150
        QTest.keyClick(window, KEYS.Key_0, CTRL)
        settled(window)
        assert scale.zoom == 100
        assert suit_screen(QSize(3840, 2160), settings) == ""
        assert scale.zoom == 100

    def test_who_has_worked_here_before_keeps_what_they_are_used_to(self, settings):
        settings.setValue("geometry", b"")
        assert suit_screen(QSize(3840, 2160), settings) == ""
        assert scale.zoom == 100

    def test_a_larger_font_of_the_desktop_is_enough(self, settings):
        larger = QFont(QApplication.font())
        larger.setPixelSize(26)
        try:
            scale.follow(larger)
            assert suit_screen(QSize(3840, 2160), settings) == ""
        finally:
            larger.setPixelSize(13)
            scale.follow(larger)


def test_the_terms_have_more_of_a_wide_window(opened):
    narrow, wide = (opened("soft-labels", (width, 900)) for width in (1440, 3000))
    widths = [window.lower_right.panels[1].width() for window in (narrow, wide)]
    assert widths[0] == 404
    assert 600 <= widths[1] <= 0.3 * wide.width()
