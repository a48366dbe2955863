"""The window as a whole, with real keys and clicks: first steps, modes, cells, undo, examples, panes, appearance."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QSplitterHandle,
    QTableView,
    QWidget,
)

import xentgui
from xentgui.entry import Entry
from xentgui.window.application import application
from xentgui.window.numbers import digits
from xentgui.window.status import Status
from xentgui.window.theme import SCHEMES

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def named(window, name, kind=QWidget):
    """The first visible thing whose accessible name, or text, begins so."""
    for widget in window.findChildren(kind):
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if widget.isVisible() and (widget.accessibleName().startswith(name) or (text and text.startswith(name))):
            return widget
    raise LookupError(name)


def cards(window):
    """What assistive software reads on the cards: name and value."""
    return [b.accessibleName() for b in named(window, "Definitions").findChildren(QAbstractButton) if b.isVisible()]


def type_into(window, qtbot, table, row, column, text):
    """Clicks on a cell and types."""
    sheet = named(window, table, QTableView)
    box = sheet.visualRect(sheet.model().index(row, column))
    qtbot.mouseClick(sheet.viewport(), LEFT, pos=box.center())
    for key in text:
        qtbot.keyClick(QApplication.focusWidget(), key)
    qtbot.keyClick(QApplication.focusWidget(), KEYS.Key_Return)


def value_of(entry: Entry, name: str, **changes):
    return xentgui.evaluate(entry.table("labels"), entry.table("outputs"), name, **changes).value


class TestFirstSteps:
    def test_the_question_stands_there_and_all_three_agree(self, opened):
        window = opened("two-classes", first_run=True)
        texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
        assert "Three sources, three formulas. When do they give the same number?" in texts
        assert {name.split(": ")[1] for name in cards(window)} == {"0.5816 nats, mean of 4 rows"}

    def test_one_click_leads_to_the_third_class_where_nielsen_differs(self, opened, qtbot):
        window = opened("two-classes", first_run=True)
        qtbot.mouseClick(named(window, "Add a third class", QAbstractButton), LEFT)
        assert "nats" not in cards(window)[0], "it is guessed first"
        qtbot.mouseClick(named(window, "Show", QAbstractButton), LEFT)
        entry = window.document.entry
        assert entry.class_names == ("cat", "dog", "bird")
        assert [name.split(" nats")[0] for name in cards(window)] == [
            f"Nielsen, ch. 3: {value_of(entry, 'nielsen', activation='softmax'):.4f}",
            f"TensorFlow intro: {value_of(entry, 'softmax'):.4f}",
            f"CS231n notes: {value_of(entry, 'cs231n'):.4f}",
        ]

    def test_the_strip_closes_and_the_data_stay(self, opened, qtbot):
        window = opened("two-classes", first_run=True)
        before = window.document.entry
        qtbot.mouseClick(named(window, "Close first steps", QAbstractButton), LEFT)
        assert not any(
            widget.isVisible() and widget.accessibleName() == "First steps" for widget in window.findChildren(QWidget)
        )
        assert window.document.entry is before

    def test_it_is_not_there_later(self, opened):
        window = opened("two-classes")
        with pytest.raises(LookupError):
            named(window, "First steps")


class TestModes:
    def test_keys_go_round_the_modes_and_keep_the_data(self, opened, qtbot):
        window = opened()
        before = window.document.entry
        for key, mode in ((KEYS.Key_2, "binary"), (KEYS.Key_3, "multi-sigmoid"), (KEYS.Key_1, "softmax")):
            qtbot.keyClick(window, key, CTRL)
            assert window.document.entry.mode == mode
            assert window.document.entry.blocks == before.blocks
        assert window.document.entry.same_as(before)

    def test_binary_shows_one_output_and_the_others_come_back(self, opened, qtbot):
        window = opened()
        sheet = named(window, "Outputs", QTableView)
        assert sheet.model().columnCount() == 3
        qtbot.mouseClick(named(window, "Mode: Binary", QAbstractButton), LEFT)
        assert sheet.model().columnCount() == 1
        qtbot.mouseClick(named(window, "Mode: Softmax", QAbstractButton), LEFT)
        assert sheet.model().columnCount() == 3

    def test_the_mode_puts_its_activation_into_the_cards_that_follow_it(self, opened, qtbot):
        window = opened()
        qtbot.keyClick(window, KEYS.Key_3, CTRL)
        entry = window.document.entry
        assert cards(window)[0].startswith(f"Nielsen, ch. 3: {value_of(entry, 'nielsen'):.4f}")
        assert cards(window)[2].startswith(f"CS231n notes: {value_of(entry, 'cs231n'):.4f}")

    def test_base_and_sum_change_the_values_and_their_units(self, opened, qtbot):
        window = opened()
        entry = window.document.entry
        base = named(window, "Logarithm", QComboBox)
        base.setFocus()
        qtbot.keyClick(base, KEYS.Key_Down)
        rows = named(window, "Over rows", QComboBox)
        rows.setFocus()
        qtbot.keyClick(rows, KEYS.Key_Down)
        value = value_of(entry, "softmax", log_base=2, reduction="sum")
        assert cards(window)[1] == f"TensorFlow intro: {value:.4f} bits, sum of 4 rows"


class TestEditing:
    def test_a_typed_cell_changes_the_cards_and_undo_names_it(self, opened, qtbot):
        window = opened()
        before = cards(window)
        type_into(window, qtbot, "Outputs", 1, 2, "3.5")
        assert window.document.entry.cell("outputs", 1, 2) == 3.5
        after = cards(window)
        assert after != before
        undo, redo = (window.actions_by_id[name] for name in ("undo", "redo"))
        assert undo.text().replace("&", "").startswith("Undo ")
        assert "bird" in undo.text()
        assert not redo.isEnabled()
        qtbot.keyClick(window, KEYS.Key_Z, CTRL)
        assert cards(window) == before
        assert redo.text().replace("Redo", "Undo") != "Undo"
        qtbot.keySequence(window, redo.shortcut())
        assert cards(window) == after

    @pytest.mark.parametrize("text", ["abc", "nan"])
    def test_what_is_no_number_is_refused_and_the_cell_keeps_its_value(self, opened, qtbot, text):
        window = opened()
        before = window.document.entry
        type_into(window, qtbot, "Outputs", 0, 0, text)
        assert window.document.entry is before
        assert not window.document.stack.canUndo()

    def test_a_label_outside_0_to_1_is_told_in_the_status_line_too(self, opened, qtbot):
        window = opened("several-labels")
        type_into(window, qtbot, "Labels", 0, 0, "2")
        said = [label.text() for label in window.statusBar().findChildren(QLabel)]
        assert any("between 0 and 1" in text for text in said)

    def test_the_title_says_that_something_is_not_saved(self, opened, qtbot):
        window = opened()
        assert not window.isWindowModified()
        type_into(window, qtbot, "Outputs", 0, 0, "3")
        assert window.isWindowModified()
        qtbot.keyClick(window, KEYS.Key_Z, CTRL)
        assert not window.isWindowModified()


class TestMenus:
    def test_the_examples_menu_opens_each_example_as_one_step(self, opened):
        window = opened()
        before = window.document.entry
        menus = {menu.title().replace("&", ""): menu for menu in window.menuBar().findChildren(QMenu)}
        menu = menus["Examples"]
        titles = [action.text() for action in menu.actions() if action.text()]
        assert len(titles) >= 8
        for action in menu.actions():
            action.trigger()
            assert window.document.analysis.problem is None
        while window.document.stack.canUndo():
            window.document.stack.undo()
        assert window.document.entry is before

    def test_cs231n_s_figure_has_its_two_numbers(self, opened, qtbot):
        window = opened("cs231n")
        assert any(": 1.040" in name for name in cards(window))
        base = named(window, "Logarithm", QComboBox)
        base.setFocus()
        qtbot.keyClick(base, KEYS.Key_End)
        assert any(": 0.45" in name and "log10" in name for name in cards(window))

    def test_decimals_are_one_setting_for_the_whole_window(self, opened):
        window = opened()
        try:
            window.actions_by_id["digits-6"].trigger()
            value = value_of(window.document.entry, "softmax")
            assert cards(window)[1].startswith(f"TensorFlow intro: {value:.6f}")
            shown = {
                sheet.accessibleName(): sheet.model().index(0, 0).data()
                for sheet in window.findChildren(QTableView)
                if sheet.isVisible()
            }
            assert shown["Loss of each row"] == "0.417030"
            assert shown["a = softmax(f)"] == "0.659001"
        finally:
            window.actions_by_id["digits-4"].trigger()

    def test_commands_that_do_not_apply_are_off(self, opened):
        window = opened("two-classes")
        assert not window.actions_by_id["undo"].isEnabled()
        assert not window.actions_by_id["delete-class"].isEnabled()

    def test_no_two_commands_share_a_key(self, opened):
        keys = [a.shortcut().toString() for a in opened().actions_by_id.values() if not a.shortcut().isEmpty()]
        assert len(keys) == len(set(keys))


class TestGoingRound:
    @pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
    def test_f6_goes_through_every_pane_and_back(self, opened, qtbot, size):
        window = opened(size=size)
        panes = [window.top, window.tables, window.cards, window.strip, window.lower_right]
        window.top.setFocus()
        named(window, "Mode: Softmax", QAbstractButton).setFocus()

        def pane():
            return next((k for k, each in enumerate(panes) if each.isAncestorOf(QApplication.focusWidget())), None)

        forward = [pane()]
        for _ in panes:
            qtbot.keyClick(QApplication.focusWidget(), KEYS.Key_F6)
            forward.append(pane())
        assert forward == [0, 1, 2, 3, 4, 0]
        qtbot.keyClick(QApplication.focusWidget(), KEYS.Key_F6, SHIFT)
        assert pane() == 4

    def test_every_button_field_and_table_has_a_name(self, opened):
        window = opened(first_run=True)
        for widget in window.findChildren(QWidget):
            stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
            if widget.isVisible() and stops:
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or text, widget

    def test_ctrl_m_leads_to_the_number(self, opened, qtbot):
        window = opened()
        qtbot.keyClick(window, KEYS.Key_M, CTRL)
        assert QApplication.focusWidget().accessibleName() == "My number"


class TestAppearance:
    def test_dark_and_light_change_every_ground_and_are_remembered(self, opened, settings):
        window = opened(settings=settings)
        grounds = {}
        for name in ("dark", "light"):
            window.actions_by_id[f"appearance-{name}"].trigger()
            QApplication.processEvents()
            picture = window.grab().toImage()
            grounds[name] = [picture.pixelColor(4, y).lightness() for y in (60, 400, 880)]
            assert settings.value("appearance") == name
            on = [scheme for scheme in SCHEMES if window.actions_by_id[f"appearance-{scheme}"].isChecked()]
            assert on == [name]
            assert (window.palette().color(QPalette.ColorRole.Window).lightness() < 128) is (name == "dark")
        assert max(grounds["dark"]) < 64
        assert min(grounds["light"]) > 192

    def test_a_desktop_that_turns_light_leaves_what_was_chosen(self, opened, settings):
        application()
        window = opened(settings=settings)
        window.actions_by_id["appearance-dark"].trigger()
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert window.palette().color(QPalette.ColorRole.Window).lightness() < 128
        assert window.actions_by_id["appearance-dark"].isChecked()

    def test_place_and_size_come_back(self, opened, settings):
        window = opened(size=(900, 700), settings=settings)
        window.close()
        again = opened(settings=settings)
        again.restoreGeometry(settings.value("geometry"))
        assert (again.width(), again.height()) == (900, 700)


class TestWhatTheNextStartRemembers:
    def test_the_place_of_the_splitter_however_wide_the_window_is(self, opened, settings):
        window = opened(settings=settings)
        handle = window.centralWidget().findChildren(QSplitterHandle)[1]
        QTest.mousePress(handle, LEFT, pos=QPoint(4, 200))
        QTest.mouseMove(handle, QPoint(104, 200))
        QTest.mouseRelease(handle, LEFT, pos=QPoint(104, 200))
        moved = window.tables.width()
        assert moved > 480
        window.resize(1280, 720)
        QApplication.processEvents()
        assert window.tables.width() == moved
        window.close()
        assert opened(settings=settings).tables.width() == moved

    def test_the_decimals(self, opened, settings):
        window = opened(settings=settings)
        window.actions_by_id["digits-6"].trigger()
        window.close()
        digits.decimals = 2  # of a window that has no settings
        again = opened(settings=settings)
        assert again.actions_by_id["digits-6"].isChecked()
        assert any(re.search(r" 0\.726\d{3} nats", words) for words in cards(again))

    def test_not_what_cannot_be(self, opened, settings):
        settings.setValue("tables-width", "wide")
        settings.setValue("decimals", "-3")
        digits.decimals = 2
        assert opened(settings=settings).tables.width() == 416
        assert digits.decimals == 4


def test_the_top_row_follows_the_width_of_the_window(opened):
    window = opened(size=(1000, 640))
    for name in ("Mode: Softmax", "Mode: Multi-sigmoid"):
        button = named(window, name, QAbstractButton)
        assert button.visibleRegion().boundingRect().width() == button.width() >= button.minimumWidth()
    names = {label.text() for label in window.top.findChildren(QLabel) if label.isVisible()}
    assert "Log" not in names
    window.resize(1440, 900)
    QApplication.processEvents()
    names = {label.text() for label in window.top.findChildren(QLabel) if label.isVisible()}
    assert {"Log", "Over rows", "exactly one class per row; outputs sum to 1"} <= names


def test_a_status_sentence_ends_with_a_whole_part_and_tells_how_many_are_left(opened):
    window = opened(plots=False)
    status = window.statusBar().findChild(Status)
    parts = [
        "Import val.csv: the columns called logit are outputs",
        "label is the class of each row",
        "loss goes there",
    ]
    window.say(" · ".join(parts))
    assert status.shown == status.text()
    window.resize(1000, 700)
    window.say(" · ".join([*parts, *parts]))
    QApplication.processEvents()
    whole, left = status.shown.rsplit(" · ", 1)
    assert status.text().startswith(f"{whole} · ")
    assert left == f"{6 - len(whole.split(' · '))} more"
    assert status.toolTip() == status.text()
    window.say("a sentence without parts " * 20)
    assert status.shown.endswith("…")
