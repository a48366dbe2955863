"""Files and pastes that take long to read, and entries that take long to write: the window answers all the while."""

import os
import subprocess
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView
from window.dialogs import answering, button

from xentgui import edits
from xentgui.entry import Edit, Entry, Focus
from xentgui.files.progress import come_to
from xentgui.files.recovery import Recovery
from xentgui.files.session import open_session, save_session
from xentgui.losses.batch import DataError
from xentgui.opening import UnreadableError, of_example, of_file
from xentgui.window.filing.recent import large_file
from xentgui.window.filing.recovering import Recovering

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton
SMALL = Entry.of(np.eye(2), [[2.0, -1.0], [0.5, 0.25]], ("cat", "dog"))
ROWS = 60_000


@pytest.fixture
def opened(opened, settings):
    """Makes a window that works beside itself."""

    def make(start=SMALL):
        return opened(start, (1280, 720), plots=False, settings=settings, in_place=False)

    return make


@pytest.fixture
def held():
    """Work that comes to 40 % and goes on only when it may."""

    class Held:
        def __init__(self):
            self.may_go_on, self.taken, self.refused = threading.Event(), [], []

        def __call__(self):
            come_to(0.4)
            self.may_go_on.wait(60)
            return "read"

    work = Held()
    yield work
    work.may_go_on.set()


@pytest.fixture
def large():
    return Entry.of(np.eye(2)[np.arange(ROWS) % 2], np.random.default_rng(1).normal(size=(ROWS, 2)))


def csv(path, rows=4_000, value=1.5):
    """A table that is not read while the window waits."""
    lines = (f"{value},{k % 7}.25,{'cat' if k % 2 else 'dog'}\n" for k in range(rows))
    path.write_text("cat,dog,label\n" + "".join(lines))
    return path


def begin(window, work):
    window.working.run("Reading big.csv", work, work.taken.append, work.refused.append)


def line(window):
    """What the status bar tells of work."""
    return " ".join(label.text() for label in window.working.findChildren(QLabel) if label.isVisible())


def said(window):
    return [label.text() for label in window.statusBar().findChildren(QLabel)]


def escape(qtbot, window):
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def type_into_first_output(qtbot, window, digit):
    tables = window.findChildren(QTableView)
    outputs = next(table for table in tables if table.accessibleName().lower().startswith("outputs"))
    outputs.setFocus()
    outputs.setCurrentIndex(outputs.model().index(0, 0))
    qtbot.keyClick(outputs, digit)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def first(window):
    return window.document.entry.cell("outputs", 0, 0)


def change(window, value):
    window.document.apply(Edit("Change", lambda entry: edits.set_cell(entry, "outputs", 0, 0, value)))


class TestWhileSomethingIsRead:
    def test_keys_are_answered_and_the_line_tells_how_far_it_is(self, opened, qtbot, held):
        window = opened()
        begin(window, held)
        qtbot.waitUntil(lambda: line(window) == "Reading big.csv … 40% ·")
        type_into_first_output(qtbot, window, "7")
        assert first(window) == 7.0
        assert held.taken == []
        held.may_go_on.set()
        qtbot.waitUntil(lambda: held.taken == ["read"])
        assert line(window) == ""

    def test_what_is_read_at_once_needs_no_line(self, opened, qtbot, held):
        window, shown = opened(), []
        held.may_go_on.set()
        begin(window, held)
        qtbot.waitUntil(lambda: shown.append(line(window)) or held.taken == ["read"])
        qtbot.wait(300)
        assert line(window) == ""

    @pytest.mark.parametrize("way", ["key", "pointer"])
    def test_it_is_cancelled_and_what_comes_later_is_thrown_away(self, opened, qtbot, held, way):
        window = opened()
        begin(window, held)
        qtbot.waitUntil(lambda: line(window) != "")
        if way == "key":
            escape(qtbot, window)
        else:
            qtbot.mouseClick(window.working.findChild(QPushButton), LEFT)
        assert line(window) == ""
        assert "Reading big.csv was cancelled" in said(window)
        held.may_go_on.set()
        qtbot.wait(100)
        assert held.taken == held.refused == []
        assert not window.working.busy

    @pytest.mark.parametrize("how", ["opened", "new"])
    def test_what_gives_way_to_another_file_is_told_with_what_comes_of_that(self, opened, qtbot, held, tmp_path, how):
        window = opened()
        begin(window, held)
        qtbot.waitUntil(lambda: line(window) != "")
        if how == "new":
            window.actions_by_id["new"].trigger()
            wanted = "A new sheet: type or paste labels and outputs"
        else:
            save_session(tmp_path / "small.xent", SMALL, Focus())
            window.filing.open_path(str(tmp_path / "small.xent"))
            wanted = "Opened small.xent"
        assert f"{wanted} · reading big.csv was cancelled" in said(window)

    @pytest.mark.parametrize("answer", ["OK", "Cancel"])
    def test_what_a_dialog_told_is_not_told_again_with_the_next_thing_done(self, opened, qtbot, held, tmp_path, answer):
        window, asked = opened(), []
        begin(window, held)
        qtbot.waitUntil(lambda: line(window) != "")
        type_into_first_output(qtbot, window, "7")
        file = tmp_path / "other.xent"
        if answer == "OK":
            file.write_text("{")
        else:
            save_session(file, SMALL, Focus())
        answering(qtbot, answer, asked)
        window.filing.open_path(str(file))
        assert len(asked) == 1
        window.actions_by_id["example-three-classes"].trigger()
        assert "Example: Three classes" in said(window)[0]
        assert "cancelled" not in said(window)[0]
        window.say("Something else")
        assert "Something else" in said(window), "it is told once"

    def test_a_reader_that_tells_how_far_it_is_ends_soon_after_escape(self, opened, qtbot, held):
        window, ended = opened(), threading.Event()

        def read():
            try:
                while True:
                    come_to(0.5)
            finally:
                ended.set()

        window.working.run("Reading big.csv", read, held.taken.append, held.refused.append)
        escape(qtbot, window)
        assert ended.wait(10)
        qtbot.wait(50)
        assert held.taken == held.refused == []

    def test_escape_leaves_the_cell_that_is_edited_first(self, opened, qtbot, held):
        window = opened()
        begin(window, held)
        tables = window.findChildren(QTableView)
        outputs = next(table for table in tables if table.accessibleName().lower().startswith("outputs"))
        outputs.setFocus()
        outputs.setCurrentIndex(outputs.model().index(0, 0))
        qtbot.keyClick(outputs, "7")
        assert isinstance(QApplication.focusWidget(), QLineEdit)
        escape(qtbot, window)
        assert window.working.busy
        escape(qtbot, window)
        assert not window.working.busy

    def test_escape_twice_closes_an_answer_and_cancels(self, opened, qtbot, held):
        window = opened()
        window.number.take("0.5")
        qtbot.waitUntil(window.number.panel.isVisible)
        begin(window, held)
        escape(qtbot, window)
        assert window.working.busy or window.number.panel.isVisible()
        escape(qtbot, window)
        assert not window.working.busy
        assert not window.number.panel.isVisible()

    def test_what_is_read_waits_for_an_open_dialog(self, opened, qtbot, held):
        window = opened()
        begin(window, held)
        dialog = QDialog(window, modal=True)
        dialog.show()
        held.may_go_on.set()
        qtbot.wait(200)
        assert held.taken == []
        dialog.close()
        qtbot.waitUntil(lambda: held.taken == ["read"])
        dialog.deleteLater()

    def test_the_window_closes_without_waiting_for_it(self, opened, held):
        window = opened()
        begin(window, held)
        assert window.close()
        assert not window.working.busy


class TestAWindowThatIsClosedWhileAFileIsWritten:
    @pytest.fixture
    def writing(self, opened, qtbot, held):
        window = opened()
        window.working.write("Writing report.pdf", held, held.taken.append, held.refused.append)
        assert not window.close()
        qtbot.waitUntil(lambda: line(window) == "Writing report.pdf … 40%, then the window closes ·")
        return window

    def test_it_waits_for_it_and_closes_then(self, writing, qtbot, held):
        assert not writing.close()
        held.may_go_on.set()
        qtbot.waitUntil(lambda: not writing.isVisible())
        assert held.taken == ["read"]

    def test_escape_cancels_both(self, writing, qtbot, held):
        escape(qtbot, writing)
        held.may_go_on.set()
        qtbot.wait(100)
        assert writing.isVisible()
        assert held.taken == []
        assert "Writing report.pdf was cancelled" in said(writing)
        assert writing.close()

    def test_it_stays_open_where_the_file_cannot_be_written(self, opened, qtbot, held):
        def work():
            held()
            raise DataError("the disk is full")

        window = opened()
        window.working.write("Writing report.pdf", work, held.taken.append, held.refused.append)
        assert not window.close()
        held.may_go_on.set()
        qtbot.waitUntil(lambda: [each.reason for each in held.refused] == ["the disk is full"])
        qtbot.wait(50)
        assert window.isVisible()


class TestLargeFiles:
    def test_the_data_stay_until_the_new_ones_are_whole(self, opened, qtbot, tmp_path):
        window = opened()
        window.filing.open_path(str(csv(tmp_path / "big.csv")))
        assert window.document.entry.same_as(SMALL)
        qtbot.waitUntil(lambda: window.document.entry.rows == 4_000)
        assert window.actions_by_id["undo"].text().replace("&", "") == "Undo Import big.csv"

    def test_a_small_file_is_there_at_once(self, opened, tmp_path):
        window = opened()
        window.filing.open_path(str(csv(tmp_path / "small.csv", 20)))
        assert window.document.entry.rows == 20

    def test_escape_keeps_the_data(self, opened, qtbot, tmp_path):
        window = opened()
        window.filing.open_path(str(csv(tmp_path / "big.csv")))
        escape(qtbot, window)
        assert not window.working.busy
        qtbot.wait(300)
        assert window.document.entry.same_as(SMALL)

    @pytest.mark.parametrize("rows", [20, 3_000])
    def test_of_two_files_the_last_is_kept(self, opened, qtbot, tmp_path, rows):
        window, seen = opened(), []
        window.document.changed.connect(lambda analysis: seen.append(analysis.entry.rows))
        window.filing.open_path(str(csv(tmp_path / "first.csv", 8_000)))
        window.filing.open_path(str(csv(tmp_path / "second.csv", rows)))
        qtbot.waitUntil(lambda: window.document.entry.rows == rows)
        qtbot.wait(300)
        assert set(seen) == {rows}

    def test_one_that_can_not_be_read_is_told_and_the_work_stays(self, opened, qtbot, tmp_path):
        path = csv(tmp_path / "big.csv")
        path.write_text(path.read_text() + "1.5\n")
        window, asked = opened(), []
        change(window, 7.0)
        answering(qtbot, "OK", asked)
        window.filing.open_path(str(path))
        qtbot.waitUntil(lambda: asked != [])
        assert asked[0].startswith("big.csv: line 4002: ")
        assert first(window) == 7.0
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)

    def test_a_large_session_asks_about_changes_when_it_is_read(self, opened, qtbot, tmp_path, large):
        save_session(tmp_path / "big.xent", large, Focus())
        save_session(tmp_path / "lesson.xent", SMALL, Focus())
        window, asked = opened(of_file(tmp_path / "lesson.xent")), []
        change(window, 7.0)
        answering(qtbot, "Discard", asked)
        window.filing.open_path(str(tmp_path / "big.xent"))
        assert asked == []
        qtbot.waitUntil(lambda: window.windowTitle().startswith("big.xent"))
        assert asked == ["Save the changes to lesson.xent?"]
        assert window.document.entry.same_as(large)


class TestLargePastes:
    TEXT = "cat\tdog\tlabel\n" + "".join(f"{k % 5}.5\t{k % 7}.25\t{'cat' if k % 2 else 'dog'}\n" for k in range(6_000))

    def paste(self, window):
        window.tables.setFocus()
        QGuiApplication.clipboard().setText(self.TEXT)
        window.actions_by_id["paste"].trigger()

    def test_it_comes_when_it_is_read(self, opened, qtbot):
        window = opened()
        self.paste(window)
        assert window.document.entry.same_as(SMALL)
        qtbot.waitUntil(lambda: window.document.entry.rows == 6_000)
        assert window.actions_by_id["undo"].text().replace("&", "") == "Undo Paste"

    def test_escape_keeps_the_data(self, opened, qtbot):
        window = opened()
        self.paste(window)
        escape(qtbot, window)
        qtbot.wait(300)
        assert window.document.entry.same_as(SMALL)


class TestSavingMuch:
    @pytest.fixture
    def path(self, tmp_path, large):
        save_session(tmp_path / "lesson.xent", large, Focus())
        return tmp_path / "lesson.xent"

    def kept(self, path):
        return open_session(path).entry.cell("outputs", 0, 0)

    def test_what_is_typed_while_it_is_written_is_not_saved_yet(self, opened, qtbot, path):
        window = opened(of_file(path))
        change(window, 7.0)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        assert "Saved lesson.xent" not in said(window)
        change(window, 8.0)
        qtbot.waitUntil(lambda: "Saved lesson.xent, without what was changed since: save again" in said(window))
        assert self.kept(path) == 7.0
        assert window.isWindowModified()

    def test_it_is_said_when_the_file_is_written_and_is_no_change_of_another_program(self, opened, qtbot, path):
        window = opened(of_file(path))
        change(window, 7.0)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        assert window.isWindowModified()
        qtbot.waitUntil(lambda: "Saved lesson.xent" in said(window))
        assert self.kept(path) == 7.0
        assert not window.isWindowModified()
        qtbot.wait(400)
        assert not [b for b in window.findChildren(QPushButton) if b.text() == "Reload"]

    def test_the_last_of_several_saves_is_in_the_file(self, opened, qtbot, path):
        window = opened(of_file(path))
        for value in (3.0, 4.0, 5.0):
            change(window, value)
            qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        qtbot.waitUntil(lambda: not window.isWindowModified())
        assert self.kept(path) == 5.0

    def test_closing_waits_for_it_and_asks_nothing(self, opened, qtbot, path):
        window = opened(of_file(path))
        change(window, 7.0)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        assert window.close()
        assert self.kept(path) == 7.0

    def test_a_save_that_closing_asked_for_is_waited_for(self, opened, qtbot, path):
        window, asked = opened(of_file(path)), []
        change(window, 7.0)
        answering(qtbot, "Save", asked)
        assert window.close()
        assert self.kept(path) == 7.0

    def test_one_that_fails_is_told_and_the_work_stays(self, opened, qtbot, path):
        window, asked = opened(of_file(path)), []
        change(window, 7.0)
        path.unlink()
        path.mkdir()
        answering(qtbot, "Yes", asked)
        answering(qtbot, "OK", asked)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        qtbot.waitUntil(lambda: len(asked) == 2)
        assert asked[1].endswith("Your work is still here.")
        assert window.isWindowModified()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


class TestAtTheStart:
    @pytest.fixture
    def last(self, opened, settings, large):
        """A window with a large entry was closed."""
        assert opened(large).close()
        return large_file(settings)

    def test_a_large_last_entry_is_read_when_the_window_is_there(self, opened, qtbot, last, large):
        window = opened(of_example("empty"))
        window.filing.open_last(last)
        assert window.document.entry is of_example("empty").entry
        qtbot.waitUntil(lambda: window.document.entry.same_as(large))
        assert window.windowTitle().startswith("untitled")
        assert "As you left it" in said(window)

    def test_one_that_was_not_read_is_not_written_over(self, opened, qtbot, last, large, settings):
        window, asked = opened(of_example("empty")), []
        window.filing.open_last(last)
        escape(qtbot, window)
        assert "Reading what you left was cancelled" in said(window)
        change(window, 7.0)
        answering(qtbot, "Discard", asked)
        assert window.close()
        assert asked == ["Save what you entered?"]
        assert open_session(large_file(settings)).entry.same_as(large)

    def test_large_left_over_work_is_offered_until_it_is_restored(self, opened, qtbot, tmp_path, large):
        recovery = Recovery(tmp_path / "unsaved")
        recovery.keep(large, Focus())
        recovery.leave()
        window = opened(of_example("empty"))
        window.filing.recovering = Recovering(window.filing, tmp_path / "unsaved")
        window.filing.recovering.offer()
        qtbot.mouseClick(button(window, "Restore"), LEFT)
        escape(qtbot, window)
        assert "Reading what was not saved was cancelled" in said(window)
        assert window.document.entry is of_example("empty").entry
        qtbot.mouseClick(button(window, "Restore"), LEFT)
        qtbot.waitUntil(lambda: window.document.entry.same_as(large))
        assert window.isWindowModified()
        qtbot.waitUntil(lambda: not [b for b in window.findChildren(QPushButton) if b.text() == "Restore"])
        window.document.stack.setClean()
        window.close()


class TestAFileThatAnotherPythonReads:
    """Words are read by Python itself, which would hold up the window."""

    @pytest.fixture
    def words(self, tmp_path):
        return csv(tmp_path / "words.csv", rows=80_000)

    def test_its_tables_arrive_as_they_are_read_here(self, opened, qtbot, words):
        window = opened()
        window.filing.open_path(str(words))
        qtbot.waitUntil(lambda: window.document.entry.rows == 80_000, timeout=60_000)
        assert window.document.entry.same_sheet(replace(of_file(words).entry, cards=window.document.entry.cards))
        assert line(window) == ""

    def test_escape_ends_it_at_once(self, opened, qtbot, words):
        window = opened()
        window.filing.open_path(str(words))
        assert window.working.busy
        qtbot.waitUntil(lambda: line(window) != "")
        escape(qtbot, window)
        assert not window.working.busy
        assert "Reading words.csv was cancelled" in said(window)
        assert window.document.entry.rows == 2
        qtbot.waitUntil(lambda: not children())

    def test_what_is_wrong_with_it_is_told_in_the_same_words(self, opened, qtbot, tmp_path):
        (tmp_path / "ragged.csv").write_text("a,b,label\n" + "1,2,cat\n" * 150_000 + "1,2\n")
        window, told = opened(), []
        answering(qtbot, None, told)
        window.filing.open_path(str(tmp_path / "ragged.csv"))
        qtbot.waitUntil(lambda: bool(told), timeout=60_000)
        with pytest.raises(UnreadableError) as here:
            of_file(tmp_path / "ragged.csv")
        assert told == [str(here.value)]


def children():
    """The processes that this one has started and that go on."""
    found = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True)
    return [each for each in found.stdout.splitlines() if "files.apart" in each]


class TestAFileOfArrays:
    def test_comes_as_it_is_without_another_python(self, opened, qtbot, tmp_path):
        logits, labels = np.random.default_rng(1).normal(size=(ROWS, 3)), np.arange(ROWS) % 3
        np.savez(tmp_path / "big.npz", logits=logits, labels=labels)
        window, others = opened(), []
        window.filing.open_path(str(tmp_path / "big.npz"))
        assert window.working.busy
        qtbot.waitUntil(
            lambda: others.extend(children()) or window.document.entry.rows == ROWS or bool(others), timeout=20_000
        )
        assert not others
        read = of_file(tmp_path / "big.npz").entry
        assert window.document.entry.same_sheet(replace(read, cards=window.document.entry.cards))


class TestATableOfVeryManyRows:
    @pytest.fixture
    def target(self, tmp_path, monkeypatch):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "data.csv"), ""))
        return tmp_path / "data.csv"

    def test_is_written_beside_the_window(self, opened, qtbot, large, target):
        window = opened(large)
        window.actions_by_id["export-data"].trigger()
        assert window.working.busy
        change(window, 7.0)
        qtbot.waitUntil(lambda: target.exists(), timeout=60_000)
        assert np.array_equal(of_file(target).entry.table("outputs"), large.table("outputs"))
        qtbot.waitUntil(lambda: f"Wrote {target}" in said(window))

    def test_is_whole_where_the_window_is_closed_meanwhile(self, opened, qtbot, large, target):
        window = opened(large)
        window.actions_by_id["export-data"].trigger()
        assert not window.close()
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=60_000)
        assert of_file(target).entry.rows == ROWS

    def test_escape_leaves_no_file(self, opened, qtbot, large, target):
        window = opened(large)
        window.actions_by_id["export-data"].trigger()
        escape(qtbot, window)
        assert "Writing data.csv was cancelled" in said(window)
        qtbot.wait(1000)
        assert not target.exists()


class TestAReport:
    @pytest.fixture
    def target(self, tmp_path, monkeypatch):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "report.html"), ""))
        return tmp_path / "report.html"

    def test_is_written_beside_the_window(self, opened, qtbot, target):
        window = opened()
        window.actions_by_id["report"].trigger()
        assert window.working.busy
        assert not target.exists()
        assert not window.close(), "it waits for the report"
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=60_000)
        assert f"Report written to {target}" in said(window)
        assert "Cross-entropy" in target.read_text(encoding="utf-8")

    def test_escape_leaves_no_file(self, opened, qtbot, target):
        window = opened()
        window.actions_by_id["report"].trigger()
        escape(qtbot, window)
        assert "Writing report.html was cancelled" in said(window)
        qtbot.waitUntil(lambda: not children())
        assert not target.exists()

    def test_that_can_not_be_written_is_told(self, opened, qtbot, target):
        window, told = opened(), []
        target.mkdir()
        answering(qtbot, "OK", told)
        window.actions_by_id["report"].trigger()
        qtbot.waitUntil(lambda: bool(told), timeout=60_000)
        assert "report.html could not be written" in told[0]
