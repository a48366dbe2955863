"""Files of the window: new, open, save, what is asked before something is lost, and what the next start finds."""

import os

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton
from window.dialogs import answering, button, naming
from window.dropped import drop

from xentgui import edits
from xentgui.entry import Edit, Entry, Focus
from xentgui.files.recovery import Recovery
from xentgui.files.session import open_session, save_session
from xentgui.opening import of_example, of_file
from xentgui.window.filing.recent import remembered
from xentgui.window.filing.recovering import Recovering

pytestmark = [
    pytest.mark.usefixtures("dialogs_of_qt"),
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]
CTRL = Qt.KeyboardModifier.ControlModifier
ENTRY = Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]], ("cat", "dog"))


@pytest.fixture
def opened(opened, settings):
    """Makes a window with an entry, or with a file that holds it."""

    def make(path=None, entry=ENTRY):
        if path is not None and not path.exists():
            save_session(path, entry, Focus())
        return opened(of_file(path) if path else entry, (1280, 720), plots=False, settings=settings)

    return make


def change(window, value=7.0):
    window.document.apply(Edit("Change", lambda entry: edits.set_cell(entry, "outputs", 0, 0, value)))


class TestSaving:
    def test_a_first_save_asks_for_a_name_and_gives_it_the_ending(self, opened, qtbot, tmp_path):
        window = opened()
        change(window)
        assert window.isWindowModified()
        naming(qtbot, tmp_path / "lesson")
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == 7.0
        assert not window.isWindowModified()
        assert window.windowTitle().startswith("lesson.xent")

    def test_a_save_goes_to_the_file_that_is_open(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        change(window)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == 7.0
        assert "Saved lesson.xent" in status(window)

    def test_save_as_leaves_the_old_file_as_it_was(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        change(window)
        naming(qtbot, tmp_path / "other.xent")
        window.actions_by_id["save-as"].trigger()
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == 2.0
        assert open_session(tmp_path / "other.xent").entry.cell("outputs", 0, 0) == 7.0
        assert window.windowTitle().startswith("other.xent")

    def test_an_ending_that_is_added_never_overwrites_unasked(self, opened, qtbot, tmp_path):
        save_session(tmp_path / "data.csv.xent", ENTRY, Focus())
        window = opened()
        change(window)
        asked = []
        naming(qtbot, tmp_path / "data.csv")
        answering(qtbot, "No", asked)
        window.actions_by_id["save-as"].trigger()
        assert asked == ["data.csv.xent is already there. Write over it?"]
        assert open_session(tmp_path / "data.csv.xent").entry.cell("outputs", 0, 0) == 2.0

    def test_enter_alone_does_not_write_over_a_file(self, opened, qtbot, tmp_path):
        save_session(tmp_path / "data.csv.xent", ENTRY, Focus())
        window = opened()
        change(window)
        naming(qtbot, tmp_path / "data.csv")
        answering(qtbot, None, [])
        window.actions_by_id["save-as"].trigger()
        assert open_session(tmp_path / "data.csv.xent").entry.cell("outputs", 0, 0) == 2.0

    def test_a_folder_that_can_not_be_written_is_told_and_the_work_stays(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        change(window)
        (tmp_path / "lesson.xent").unlink()
        (tmp_path / "lesson.xent").mkdir()
        asked = []
        answering(qtbot, "Yes", asked)
        answering(qtbot, "OK", asked)
        assert window.filing.save() is False
        assert "could not be written" in asked[1]
        assert asked[1].endswith("Your work is still here.")
        assert window.document.entry.cell("outputs", 0, 0) == 7.0
        assert window.isWindowModified()


def status(window):
    return [label.text() for label in window.statusBar().findChildren(QLabel)]


class TestLeaving:
    @pytest.mark.parametrize(
        ("answer", "closed", "kept"), [("Save", True, 7.0), ("Discard", True, 2.0), ("Cancel", False, 2.0)]
    )
    def test_closing_asks_about_changes_of_a_file(self, opened, qtbot, tmp_path, answer, closed, kept):
        window, asked = opened(tmp_path / "lesson.xent"), []
        change(window)
        answering(qtbot, answer, asked)
        window.close()
        assert asked == ["Save the changes to lesson.xent?"]
        assert window.isVisible() is not closed
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == kept

    def test_nothing_is_asked_where_nothing_was_changed(self, opened, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        change(window)
        window.document.stack.undo()
        assert window.close()

    def test_untitled_work_comes_back_without_a_question(self, opened, settings):
        window = opened()
        change(window)
        assert window.close()
        again = remembered(settings)
        assert again.entry.cell("outputs", 0, 0) == 7.0
        assert again.path is None

    def test_untitled_work_is_asked_about_where_nothing_is_remembered(self, opened, qtbot):
        window, asked = opened(), []
        window.filing.asks_always = True
        change(window)
        answering(qtbot, "Cancel", asked)
        assert not window.close()
        assert asked == ["Save what you entered?"]

    def test_new_asks_about_untitled_work_and_not_about_an_example(self, opened, qtbot):
        window, asked = opened(), []
        change(window)
        answering(qtbot, "Cancel", asked)
        qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
        assert window.document.entry.cell("outputs", 0, 0) == 7.0
        window.actions_by_id["example-three-classes"].trigger()
        window.actions_by_id["new"].trigger()
        assert len(asked) == 1
        assert window.document.entry is of_example("empty").entry
        assert not window.document.stack.canUndo()


class TestOpening:
    def test_a_dropped_session_becomes_the_document(self, opened, tmp_path):
        save_session(tmp_path / "lesson.xent", ENTRY, Focus(row=1))
        window = opened(entry=of_example("empty").entry)
        window.banner.show()
        drop(window, tmp_path / "lesson.xent")
        assert not window.banner.isVisible(), "its words are about the example that was there"
        assert window.document.entry.same_as(ENTRY)
        assert window.document.focus.row == 1
        assert window.windowTitle().startswith("lesson.xent")

    def test_a_table_is_a_step_that_undo_takes_back(self, opened, tmp_path):
        (tmp_path / "results.csv").write_text("prob_cat,prob_dog,label\n0.9,0.1,cat\n0.2,0.8,dog\n")
        window = opened()
        window.filing.open_path(str(tmp_path / "results.csv"))
        assert window.document.entry.outputs_are == "probabilities"
        assert window.actions_by_id["undo"].text().replace("&", "") == "Undo Import results.csv"
        window.document.stack.undo()
        assert window.document.entry.same_as(ENTRY)

    def test_open_asks_for_a_file(self, opened, qtbot, tmp_path):
        save_session(tmp_path / "lesson.xent", ENTRY, Focus())
        window = opened(entry=of_example("empty").entry)
        naming(qtbot, tmp_path / "lesson.xent")
        qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
        assert window.document.entry.same_as(ENTRY)

    @pytest.mark.parametrize("text", ["{", '{"xent": 99}', ""])
    def test_a_file_that_can_not_be_read_is_told_and_the_work_stays(self, opened, qtbot, tmp_path, text):
        (tmp_path / "lesson.xent").write_text(text)
        window, asked = opened(), []
        change(window)
        answering(qtbot, "OK", asked)
        window.filing.open_path(str(tmp_path / "lesson.xent"))
        assert asked[0].startswith("lesson.xent: ")
        assert window.document.entry.cell("outputs", 0, 0) == 7.0

    def test_recent_files_are_offered_newest_first_and_once(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "first.xent")
        save_session(tmp_path / "second.xent", ENTRY, Focus())
        for name in ("second.xent", "first.xent"):
            window.filing.open_path(str(tmp_path / name))
        menu = next(menu for menu in window.findChildren(QMenu) if menu.title().replace("&", "") == "Open recent")
        menu.aboutToShow.emit()
        names = [action.text() for action in menu.actions() if action.text()]
        assert names == ["&1 first.xent", "&2 second.xent", "Forget these"]
        menu.actions()[1].trigger()
        assert window.windowTitle().startswith("second.xent")


class TestRemembered:
    def test_a_saved_file_is_opened_again_and_not_what_was_discarded(self, opened, qtbot, settings, tmp_path):
        window, asked = opened(tmp_path / "lesson.xent"), []
        change(window)
        answering(qtbot, "Discard", asked)
        window.close()
        again = remembered(settings)
        assert again.path == tmp_path / "lesson.xent"
        assert again.entry.cell("outputs", 0, 0) == 2.0

    def test_a_large_entry_is_not_written_into_the_settings(self, opened, settings, tmp_path):
        random = np.random.default_rng(1)
        entry = Entry.of(np.eye(10)[random.integers(0, 10, 3_000)], random.normal(size=(3_000, 10)))
        window = opened(entry=entry)
        assert window.close()
        settings.sync()
        assert (tmp_path / "settings.ini").stat().st_size < 10_000
        assert remembered(settings).entry.same_as(entry)

    @pytest.mark.parametrize("text", ["{", "in a file", ""])
    def test_what_can_not_be_read_is_not_opened(self, settings, text):
        settings.setValue("entry", text)
        assert remembered(settings) is None


class TestChangedOnDisk:
    def test_reload_takes_what_another_program_wrote(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        change(window)
        other = edits.set_cell(ENTRY, "outputs", 0, 0, 9.0)
        save_session(tmp_path / "lesson.xent", other, Focus())
        qtbot.waitUntil(lambda: shows(window, "Reload"), timeout=4000)
        qtbot.mouseClick(button(window, "Reload"), Qt.MouseButton.LeftButton)
        assert window.document.entry.cell("outputs", 0, 0) == 9.0
        assert not window.isWindowModified()
        qtbot.waitUntil(lambda: not shows(window, "Reload"))

    def test_keep_mine_keeps_and_save_then_writes_over_it(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        save_session(tmp_path / "lesson.xent", edits.set_cell(ENTRY, "outputs", 0, 0, 9.0), Focus())
        qtbot.waitUntil(lambda: shows(window, "Keep mine"), timeout=4000)
        qtbot.mouseClick(button(window, "Keep mine"), Qt.MouseButton.LeftButton)
        assert window.isWindowModified()
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == 2.0

    def test_a_save_of_ones_own_is_no_change(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        change(window)
        window.filing.save()
        qtbot.wait(500)
        assert not shows(window, "Reload")

    def test_a_save_over_what_another_program_wrote_is_asked_about(self, opened, qtbot, tmp_path):
        window, asked = opened(tmp_path / "lesson.xent"), []
        change(window)
        save_session(tmp_path / "lesson.xent", edits.set_cell(ENTRY, "outputs", 0, 0, 9.0), Focus())
        answering(qtbot, "No", asked)
        assert window.filing.save() is False
        assert "changed by another program" in asked[0]
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == 9.0

    def test_a_file_that_was_taken_away_is_told_and_the_work_is_unsaved(self, opened, qtbot, tmp_path):
        window = opened(tmp_path / "lesson.xent")
        os.unlink(tmp_path / "lesson.xent")
        qtbot.waitUntil(window.isWindowModified, timeout=4000)
        assert window.filing.save()
        assert (tmp_path / "lesson.xent").exists()


def shows(window, text):
    return any(b.isVisible() and b.text() == text for b in window.findChildren(QPushButton))


class TestRecovering:
    @pytest.fixture
    def folder(self, tmp_path):
        return tmp_path / "unsaved"

    @pytest.fixture
    def recovering(self, opened, folder):
        def make(**how):
            window = opened(**how)
            window.filing.recovering = Recovering(window.filing, folder)
            return window

        return make

    def kept(self, folder):
        return list(folder.glob("*.xent"))

    def test_a_change_is_kept_soon_and_let_go_when_it_is_saved(self, recovering, qtbot, folder, tmp_path):
        window = recovering(path=tmp_path / "lesson.xent")
        change(window)
        qtbot.waitUntil(lambda: self.kept(folder) != [], timeout=2000)
        assert open_session(self.kept(folder)[0]).entry.cell("outputs", 0, 0) == 7.0
        window.filing.save()
        qtbot.waitUntil(lambda: self.kept(folder) == [], timeout=2000)
        window.close()
        assert list(folder.iterdir()) == []

    def test_many_changes_in_a_row_are_kept_while_they_go_on(self, recovering, qtbot, folder):
        window = recovering()
        for value in range(40):
            change(window, float(value))
            qtbot.wait(30)
        assert open_session(self.kept(folder)[0]).entry.cell("outputs", 0, 0) >= 15
        window.close()
        assert list(folder.iterdir()) == []

    def test_two_windows_that_are_closed_leave_both_their_sheets(self, recovering, opened, folder, settings):
        first, second = recovering(), opened()
        second.filing.recovering = Recovering(second.filing, folder)
        change(first, 7.0)
        change(second, 8.0)
        first.close()
        second.close()
        assert remembered(settings).entry.cell("outputs", 0, 0) == 7.0
        assert [open_session(path).entry.cell("outputs", 0, 0) for path in self.kept(folder)] == [8.0]

    def test_a_file_that_is_closed_last_does_not_take_the_place_of_an_untitled_sheet(self, opened, settings, tmp_path):
        untitled, saved = opened(), opened(tmp_path / "lesson.xent")
        change(untitled)
        untitled.close()
        saved.close()
        assert remembered(settings).entry.cell("outputs", 0, 0) == 7.0

    def test_an_error_of_ours_keeps_the_work_at_once(self, recovering, folder):
        window = recovering()
        change(window)
        assert self.kept(folder) == []
        window.help.show_error("Traceback")
        assert open_session(self.kept(folder)[0]).entry.cell("outputs", 0, 0) == 7.0
        for dialog in window.findChildren(QDialog):
            dialog.close()
        window.close()

    def test_undone_to_what_is_saved_there_is_nothing_to_keep(self, recovering, qtbot, folder):
        window = recovering()
        change(window)
        qtbot.waitUntil(lambda: self.kept(folder) != [], timeout=2000)
        window.document.stack.undo()
        qtbot.waitUntil(lambda: self.kept(folder) == [], timeout=2000)
        window.close()

    def left(self, folder, value, original=None):
        """Work as a process that was killed leaves it."""
        recovery = Recovery(folder)
        recovery.keep(edits.set_cell(ENTRY, "outputs", 0, 0, value), Focus(row=1), original)
        path = recovery.path.rename(recovery.path.with_name(f"gone{value}.xent"))
        lock = recovery.path.with_suffix(".lock")
        path.with_suffix(".lock").write_text(lock.read_text())
        recovery.close()

    def test_left_over_work_is_offered_and_restored_as_unsaved_work_of_its_file(
        self, recovering, qtbot, folder, tmp_path
    ):
        save_session(tmp_path / "lesson.xent", ENTRY, Focus())
        self.left(folder, 9.0, tmp_path / "lesson.xent")
        window = recovering(entry=of_example("empty").entry)
        window.filing.recovering.offer()
        qtbot.mouseClick(button(window, "Restore"), Qt.MouseButton.LeftButton)
        assert window.document.entry.cell("outputs", 0, 0) == 9.0
        assert window.document.focus.row == 1
        assert window.windowTitle().startswith("lesson.xent")
        assert window.isWindowModified()
        assert len(self.kept(folder)) == 1
        assert open_session(tmp_path / "lesson.xent").entry.cell("outputs", 0, 0) == 2.0
        window.document.stack.setClean()
        window.close()
        assert list(folder.iterdir()) == []

    def test_one_after_the_other_is_offered_and_can_be_discarded_or_left_for_later(self, recovering, qtbot, folder):
        self.left(folder, 8.0)
        self.left(folder, 9.0)
        window = recovering()
        window.filing.recovering.offer()
        qtbot.mouseClick(button(window, "Discard"), Qt.MouseButton.LeftButton)
        assert len(self.kept(folder)) == 1
        qtbot.mouseClick(button(window, "×"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not shows(window, "Restore"))
        assert len(self.kept(folder)) == 1
        assert window.document.entry.same_as(ENTRY)

    def test_damaged_work_is_told_and_stays(self, recovering, qtbot, folder):
        folder.mkdir()
        (folder / "1-aa.xent").write_text("{")
        window, asked = recovering(), []
        window.filing.recovering.offer()
        answering(qtbot, "OK", asked)
        qtbot.mouseClick(button(window, "Restore"), Qt.MouseButton.LeftButton)
        assert "damaged" in asked[0]
        assert window.document.entry.same_as(ENTRY)
        assert shows(window, "Discard")

    def test_a_folder_that_can_not_be_used_is_told(self, recovering, folder, qtbot):
        folder.write_text("")
        window = recovering()
        assert any("can" in text and "kept" in text for text in status(window))
        change(window)
        assert window.close()
