"""The training page in the whole window: all tables follow an epoch and one gets back; keys go to what one sees."""

from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from window.dialogs import answering

from xentgui import edits
from xentgui.entry import Edit, Entry, Focus
from xentgui.examples import FIRST_STEPS
from xentgui.files.session import open_session
from xentgui.opening import Opening, of_file
from xentgui.window.filing.recent import remembered
from xentgui.window.filing.recovering import Recovering
from xentgui.window.main import MainWindow
from xentgui.window.training.number_field import NumberField

LEFT = Qt.MouseButton.LeftButton
THREE = Entry.of(np.eye(3), [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]], ("cat", "dog", "bird"))


@pytest.fixture
def open_window(qtbot):
    """Opens whole windows, which may be closed with changes."""

    def opened(start, **options):
        window = MainWindow(start, in_place=True, **options)
        qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
        window.show()
        return window

    return opened


@pytest.fixture
def whole(qtbot):
    """The whole window on the three-class table, with its outputs trained and all tables following epoch 7."""
    window = MainWindow(Opening(THREE), in_place=True, first_run=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
    window.resize(1280, 720)
    window.show()
    window.put_in_plots()
    window.pages.open_training()
    page = window.pages.training
    QTest.mouseClick(page.kinds.button("outputs"), LEFT)
    page.running.look(7)
    QTest.mouseClick(page.side.follow, LEFT)
    window.pages.leave_training("Loss curve")
    return window, page


def test_tables_that_follow_an_epoch_say_so_and_lead_back(whole):
    window, page = whole
    bar = page.following
    assert bar.isVisible()
    assert "epoch 7 of 300" in bar.findChild(QLabel).text()
    assert window.tables.analysis.focus.epoch == 7
    assert window.document.focus.epoch is None
    assert not window.banner.isVisible()
    bar.timeline.asked.emit(9)
    assert window.cards.analysis.focus.epoch == 9
    QTest.mouseClick(bar.back, LEFT)
    assert not bar.isVisible()
    assert window.tables.analysis.entry is window.document.entry
    assert not page.side.follow.isChecked()


def test_while_an_epoch_is_followed_one_can_look_elsewhere(whole):
    window, page = whole
    window.tables.focused.emit(replace(window.tables.analysis.focus, row=2))
    assert (window.terms.analysis.focus.row, window.terms.analysis.focus.epoch) == (2, 7)
    window.cards.focused.emit(replace(window.cards.analysis.focus, chosen=0))
    assert (window.cards.analysis.focus.chosen, window.cards.analysis.focus.epoch) == (0, 7)
    state = page.running.run.traces["nielsen"].state(7)
    np.testing.assert_array_equal(window.tables.analysis.entry.table("outputs"), state.outputs)
    assert "Nielsen" in page.following.findChild(QLabel).text()


def test_what_is_copied_is_what_the_cards_show(whole):
    window, page = whole
    window.exporting.copy_value()
    trace = page.running.run.traces["tensorflow-intro"]
    copied = float(QGuiApplication.clipboard().text())
    assert copied == pytest.approx(trace.losses["tensorflow-intro"][7], rel=1e-15)


def test_a_session_that_names_an_epoch_opens_on_the_entry(qtbot):
    window = MainWindow(Opening(THREE, Focus(epoch=5)), in_place=True)
    qtbot.addWidget(window)
    assert window.document.focus.epoch is None
    window.document.open(THREE, Focus(row=1, epoch=5))
    assert window.document.focus == Focus(row=1)


def test_another_entry_ends_the_following(whole):
    window, page = whole
    window.top.pick_mode("multi-sigmoid")
    assert window.tables.analysis is window.document.analysis
    assert window.document.entry.mode == "multi-sigmoid"
    assert not page.following.isVisible()


def test_the_logits_of_the_followed_epoch_can_be_entered_there(whole):
    window, page = whole
    expected = page.running.run.traces["tensorflow-intro"].state(7).outputs
    QTest.mouseClick(page.following.enter, LEFT)
    np.testing.assert_array_equal(window.document.entry.table("outputs"), expected)
    assert window.tables.analysis.focus.epoch is None
    window.document.stack.undo()
    np.testing.assert_array_equal(window.document.entry.table("outputs"), THREE.table("outputs"))


def test_points_are_pasted_with_the_key_of_the_window(whole):
    window, page = whole
    window.pages.open_training_example("exclusive-or-not", play=False)
    QGuiApplication.clipboard().setText("1\t2\tA\n2\t-1\tB")
    page.side.points.setFocus()
    QTest.keyClick(page.side.points, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(page.running.contest.start.points, [[1.0, 2.0], [2.0, -1.0]])
    assert window.document.entry.blocks is THREE.blocks
    page.controls.timeline.setFocus()
    QGuiApplication.clipboard().setText("0\t0\tC")
    QTest.keyClick(page.controls.timeline, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(page.running.contest.start.points, [[0.0, 0.0]])


def test_a_key_leads_back_to_the_tables_and_escape_closes_no_page(whole):
    window, page = whole
    window.pages.open_training()
    page.controls.timeline.setFocus()
    QTest.keyClick(page.controls.timeline, Qt.Key.Key_Escape)
    assert page.isVisible()
    QTest.keyClick(page.controls.timeline, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.tables.isVisible()
    assert not page.isVisible()


def test_a_key_leads_back_from_wherever_the_keyboard_is_and_the_curve_has_its_tab(qtbot):
    window = MainWindow(Opening(THREE), in_place=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
    window.show()
    window.put_in_plots()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    for name in ("Mode: Softmax", "My number", "Play"):
        tabs = window.lower_right.tabs
        QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(tabs.count() - 1).center())
        page = window.pages.training
        assert page.isVisible(), name
        QTest.mouseClick(page.kinds.button("outputs"), LEFT)
        here = next(each for each in window.findChildren(QWidget) if each.accessibleName() == name and each.isVisible())
        here.setFocus()
        QTest.keyClick(here, Qt.Key.Key_Escape)
        assert page.isVisible(), name
        QTest.keyClick(here, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        assert window.tables.isVisible(), name
        assert tabs.tabText(tabs.currentIndex()) == "Loss curve", name


def test_what_is_not_of_the_entry_takes_no_mode_nor_logarithm(qtbot):
    window = MainWindow(Opening(THREE), in_place=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
    window.show()
    window.put_in_plots()
    mode = next(each for each in window.findChildren(QWidget) if each.accessibleName() == "Mode")
    window.pages.open_training()
    assert not mode.isEnabled()
    on = lambda: [b.text() for b in mode.findChildren(QPushButton) if b.isChecked()]  # noqa: E731
    assert on() == ["Binary"]
    assert any(label.text() == "trained: neuron" for label in window.top.findChildren(QLabel))
    QTest.mouseClick(window.pages.training.kinds.button("classifier"), LEFT)
    assert on() == []  # one run has a softmax, the other sigmoids
    QTest.mouseClick(window.pages.training.kinds.button("outputs"), LEFT)
    assert mode.isEnabled()
    QTest.mouseClick(window.pages.training.kinds.button("neuron"), LEFT)
    assert not mode.isEnabled()
    window.pages.leave_training("Loss curve")
    assert mode.isEnabled()
    assert on() == ["Softmax"]


def test_one_undo_goes_through_what_was_done_in_the_sheet_and_on_the_training_page(qtbot):
    window = MainWindow(Opening(THREE), in_place=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
    window.show()
    window.open_example("soft-labels")
    window.pages.open_training()
    page, undo = window.pages.training, window.actions_by_id["undo"]
    QTest.mouseClick(page.side.settings.choice.button("book"), LEFT)
    edit = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "&Edit")
    edit.aboutToShow.emit()
    assert undo.text().replace("&", "") == "Undo Training: the book’s rates"
    undo.trigger()
    assert page.running.contest.rates == (0.15, 0.15)
    edit.aboutToShow.emit()
    assert window.actions_by_id["redo"].text().replace("&", "") == "Redo Training: the book’s rates"
    window.actions_by_id["redo"].trigger()
    assert page.running.contest.rates == (0.15, 0.005)
    window.pages.leave_training("Loss curve")
    window.top.pick_mode("binary")
    undo.trigger()
    assert window.document.entry.mode == "softmax"
    undo.trigger()
    assert undo.text().replace("&", "") == "Undo Example Soft labels"
    undo.trigger()
    assert window.document.entry.same_as(THREE)
    assert not window.isWindowModified()
    assert "Taken back: Example Soft labels" in [label.text() for label in window.statusBar().findChildren(QLabel)]


def test_paste_and_rows_by_key_leave_the_hidden_tables_alone(qtbot):
    window = MainWindow(Opening(THREE), in_place=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
    window.show()
    window.pages.open_training()
    QGuiApplication.clipboard().setText("9\t9\t9")
    for verb in ("paste", "insert-row", "delete-class"):
        window.actions_by_id[verb].trigger()
    assert window.document.entry.same_as(THREE)
    window.pages.leave_training("Loss curve")
    window.actions_by_id["insert-row"].trigger()
    assert window.document.entry.rows == 4


def test_points_are_copied_with_all_digits_and_pasted_again(whole):
    window, page = whole
    window.pages.open_training()
    QTest.mouseClick(page.kinds.button("classifier"), LEFT)
    QGuiApplication.clipboard().setText("0.1 -1e-9 A\n1 2 AB\n3 4 –")
    table = page.side.points
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    lines = ["0.1\t-1e-09\tA", "1.0\t2.0\tAB", "3.0\t4.0\t–"]
    page.setFocus()
    for selected, wanted in (((), lines), ((0, 2), [lines[0], lines[2]])):
        for row in selected:
            table.item(row, 0).setSelected(True)
        QTest.keyClick(table if selected else page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text().splitlines() == ["x1\tx2\tclass", *wanted]
        QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert len(page.running.contest.start.points) == len(wanted)


def paste_two_points(page):
    """What is not in any example: the book's rates, and two points of one's own."""
    QTest.mouseClick(page.side.settings.choice.button("book"), LEFT)
    QTest.mouseClick(page.kinds.button("classifier"), LEFT)
    page.setFocus()
    QGuiApplication.clipboard().setText("0.5\t-1\tA\n1\t2\tAB")
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def has_two_points(window):
    """Whether they are in the document, and on the page as it is opened."""
    window.pages.open_training()
    page = window.pages.training
    QTest.mouseClick(page.kinds.button("neuron"), LEFT)
    rates = page.running.contest.rates == (0.15, 0.005) and page.side.starts.currentText() == "mild start"
    QTest.mouseClick(page.kinds.button("classifier"), LEFT)
    start = page.running.contest.start
    labels = start.batch.label_table.tolist() == [[1, 0, 0], [1, 1, 0]]
    return rates and labels and start.points.tolist() == [[0.5, -1.0], [1.0, 2.0]]


def test_points_rates_and_costs_are_there_at_the_next_start(open_window):
    settings = QSettings()
    first = open_window(Opening(THREE), settings=settings)
    first.pages.open_training()
    paste_two_points(first.pages.training)
    first.close()
    assert has_two_points(open_window(remembered(settings), settings=settings))


def test_what_is_trained_is_saved_and_asked_about(open_window, qtbot, tmp_path):
    path, asked = tmp_path / "lesson.xent", []
    window = open_window(Opening(THREE, path=path))
    window.pages.open_training()
    paste_two_points(window.pages.training)
    assert window.isWindowModified()
    answering(qtbot, "Cancel", asked)
    assert not window.close()
    assert asked == ["Save the changes to lesson.xent?"]
    assert not path.exists()
    answering(qtbot, "Save", asked)
    assert window.close()
    assert has_two_points(open_window(of_file(path)))


def test_what_is_trained_is_offered_back_after_a_crash(open_window, tmp_path):
    first = open_window(Opening(THREE))
    first.filing.recovering = Recovering(first.filing, tmp_path)
    first.pages.open_training()
    paste_two_points(first.pages.training)
    first.filing.recovering.leave()  # as a kill does, which lets go of the lock
    second = open_window(Opening(THREE))
    second.filing.recovering = Recovering(second.filing, tmp_path)
    second.filing.recovering.offer()
    restore = next(button for button in second.findChildren(QPushButton) if button.text() == "Restore")
    QTest.mouseClick(restore, LEFT)
    assert has_two_points(second)
    second.filing.recovering.end()


def on_training(window):
    """Which page a window comes up with, once its plots are there."""
    window.put_in_plots()
    return window.pages.on_training


class TestThePageThatOneLooksAt:
    def test_is_there_at_the_next_start(self, open_window, settings):
        first = open_window(Opening(THREE), settings=settings)
        first.actions_by_id["training"].trigger()
        assert not first.document.stack.canUndo(), "to look is no change"
        first.close()
        again = open_window(remembered(settings), settings=settings)
        assert on_training(again)
        assert not again.pages.training.running.playing
        again.actions_by_id["training"].trigger()
        again.close()
        assert not on_training(open_window(remembered(settings), settings=settings))

    @pytest.mark.parametrize("training", [True, False], ids=["training", "tables"])
    def test_comes_with_a_session_opened_on_the_other(self, open_window, tmp_path, training):
        window = open_window(Opening(THREE, path=tmp_path / "run.xent"))
        window.put_in_plots()
        if training:
            window.pages.open_training()
        window.actions_by_id["save"].trigger()
        window.pages.toggle_training()
        window.filing.open_path(str(tmp_path / "run.xent"))
        assert window.pages.on_training is training

    def test_is_there_after_a_crash_also_where_it_was_turned_to_last(self, open_window, qtbot, tmp_path):
        first = open_window(Opening(THREE))
        first.filing.recovering = Recovering(first.filing, tmp_path / "kept")
        first.document.apply(Edit("a number", partial(edits.set_cell, table="outputs", row=0, column=0, value=3.0)))
        qtbot.waitUntil(lambda: any((tmp_path / "kept").glob("*.xent")))
        first.actions_by_id["training"].trigger()
        [kept] = (tmp_path / "kept").glob("*.xent")
        qtbot.waitUntil(lambda: open_session(kept).focus.page == "training")
        first.filing.recovering.leave()
        second = open_window(Opening(THREE))
        second.filing.recovering = Recovering(second.filing, tmp_path / "kept")
        second.filing.recovering.offer()
        restore = next(button for button in second.findChildren(QPushButton) if button.text() == "Restore")
        QTest.mouseClick(restore, LEFT)
        assert on_training(second)
        second.filing.recovering.end()

    def test_stays_when_a_step_of_the_other_is_taken_back(self, open_window):
        window = open_window(Opening(THREE))
        window.document.apply(Edit("a number", partial(edits.set_cell, table="outputs", row=0, column=0, value=3.0)))
        window.pages.open_training()
        window.document.undo()
        assert window.pages.on_training

    def test_comes_back_after_a_lesson(self, open_window):
        window = open_window(Opening(THREE))
        window.pages.open_training()
        window.lessons.begin(FIRST_STEPS, 0)
        assert not window.pages.on_training
        window.lessons.leave()
        assert window.pages.on_training


def test_an_example_of_the_sheet_leaves_what_is_trained(open_window):
    window = open_window(Opening(THREE))
    window.pages.open_training()
    paste_two_points(window.pages.training)
    window.open_example("soft-labels")
    assert has_two_points(window)


def test_a_session_whose_table_cannot_be_trained_opens_with_the_reason(open_window):
    zero = Entry.of([[1, 0]], [[1.0, 0.0]], ["yes", "no"], outputs_are="probabilities")
    window = open_window(Opening(edits.train_kind(zero, "outputs")))
    window.pages.open_training()
    said = [label.text() for label in window.statusBar().findChildren(QLabel)]
    assert any("no finite logit" in words for words in said)
    assert window.pages.training.running.contest.kind == "neuron"


def test_in_the_smallest_window_no_part_of_the_page_covers_another(qtbot):
    window = MainWindow(Opening(THREE), in_place=True)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.stack.setClean())
    window.resize(1000, 640)
    window.show()
    window.pages.open_training()
    page = window.pages.training
    fields = [field for field in page.side.settings.findChildren(NumberField) if field.isVisible()]
    boxes = [field.geometry() for field in fields]
    assert len(boxes) > 4
    assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
    for kind in ("neuron", "outputs", "classifier"):
        QTest.mouseClick(page.kinds.button(kind), LEFT)
        QTest.qWait(1)
        shown = [button.visibleRegion().boundingRect().width() for button in page.kinds.findChildren(QPushButton)]
        assert shown == [button.width() for button in page.kinds.findChildren(QPushButton)]
        count, line = page.controls.count.geometry(), page.controls.timeline.geometry()
        assert not count.intersects(line)
