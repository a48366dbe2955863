"""The import dialog with real clicks and keys: what it shows, what it gives, and when it stays away."""

import json

import numpy as np
import pytest
from files.examples import DATA, FLOWERS
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QTableView
from window.dialogs import when_asked
from window.dropped import drop

from xentgui.entry import Entry
from xentgui.files.open_file import read_file
from xentgui.opening import is_plain
from xentgui.window.filing.filing import READABLE
from xentgui.window.filing.importing import ImportDialog
from xentgui.window.widgets.notice import Notice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
DOUBTFUL = "cat,dog,bird,visits\n0.9,0.05,0.05,3\n0.2,0.7,0.1,4\n0.1,0.1,0.8,9\n"
PLAIN = "prob_cat,prob_dog,label\n0.9,0.1,cat\n0.2,0.8,dog\n"
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def asked(qtbot, tmp_path):
    """Makes the dialog of a file with this text."""

    def make(text, name="results.csv"):
        (tmp_path / name).write_text(text)
        dialog = ImportDialog(read_file(tmp_path / name), name)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitExposed(dialog)
        return dialog

    return make


def preview(dialog):
    return dialog.findChild(QTableView)


def roles(dialog):
    grid = preview(dialog).model()
    return [grid.index(0, column).data().removesuffix(" ▾") for column in range(grid.columnCount())]


def texts(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def button(dialog, name):
    return next(b for b in dialog.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))


def give(qtbot, dialog, column, role, modifier=NONE):
    """Clicks on what a column is, and on a role in the menu."""
    table = preview(dialog)
    box = table.visualRect(table.model().index(0, column))
    qtbot.mouseClick(table.viewport(), LEFT, modifier, box.center())
    pick(qtbot, role)


def pick(qtbot, role):
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    action = next(action for action in menu.actions() if action.text() == role)
    qtbot.mouseClick(menu, LEFT, NONE, menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_each_column_is_shown_with_its_guessed_role_and_the_reasons(asked):
    dialog = asked(DOUBTFUL)
    assert roles(dialog) == ["outputs"] * 4
    grid = preview(dialog).model()
    assert [grid.index(row, 3).data() for row in (1, 2, 3)] == ["3", "4", "9"]
    assert grid.headerData(3, Qt.Orientation.Horizontal) == "visits"
    assert '"visits" holds whole numbers' in texts(dialog)
    assert "3 rows, 4 columns" in texts(dialog)


def test_long_numbers_are_shown_rounded_and_whole_as_a_tooltip(asked):
    dialog = asked("cat,dog,visits\n0.9296507660123456,0.0703492339876544,3\n0.2,0.8,4\n")
    cell = preview(dialog).model().index(1, 0)
    assert cell.data() == "0.9297"
    assert float(cell.data(Qt.ItemDataRole.ToolTipRole)) == 0.9296507660123456


def test_another_role_is_picked_with_the_pointer_and_the_result_follows(asked, qtbot):
    dialog = asked(DOUBTFUL)
    give(qtbot, dialog, 3, "sample weights")
    assert roles(dialog) == ["outputs", "outputs", "outputs", "sample weights"]
    assert dialog.imported.outputs.shape == (3, 3)
    assert dialog.imported.sample_weights[:, 0].tolist() == [3, 4, 9]
    assert dialog.imported.outputs_are == "probabilities"
    assert "3 classes (cat, dog, bird), mode Softmax" in texts(dialog)
    assert "No column holds labels" in texts(dialog)


def test_several_columns_are_changed_together(asked, qtbot):
    dialog = asked("a,b,c,d\n0.5,0.5,3,1\n0.25,0.75,4,0\n")
    table = preview(dialog)
    qtbot.mouseClick(table.viewport(), LEFT, NONE, table.visualRect(table.model().index(1, 2)).center())
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(table.viewport(), LEFT, shift, table.visualRect(table.model().index(1, 3)).center())
    qtbot.keyClick(table, Qt.Key.Key_Return)
    pick(qtbot, "left out")
    assert roles(dialog)[2:] == ["left out", "left out"]
    assert dialog.isVisible(), "Enter opens the menu and does not end the dialog"


def test_roles_that_do_not_fit_are_told_and_can_not_be_imported(asked, qtbot):
    dialog = asked(DOUBTFUL)
    give(qtbot, dialog, 3, "labels")
    assert "there is no class" in texts(dialog)
    assert not button(dialog, "Import").isEnabled()
    give(qtbot, dialog, 3, "left out")
    assert "there is no class" not in texts(dialog)
    assert button(dialog, "Import").isEnabled()


def test_the_dialog_fits_a_small_screen_however_much_there_is_to_say(asked):
    names = {f"part{k}": [[1.5, 2.0], [0.5, 3.0]] for k in range(40)}
    dialog = asked(json.dumps(names), "many.json")
    assert "and 35 more" in texts(dialog)
    assert dialog.height() <= 680


def test_how_the_labels_are_read_is_told(asked, qtbot):
    dialog = asked("0.25,0.75,dog\n0.5,0.5,cat\n")
    assert "2 classes (cat, dog), mode Softmax. Labels: a class name in each row." in texts(dialog)
    give(qtbot, dialog, 2, "left out")
    assert "Labels:" not in texts(dialog)


def test_logits_or_probabilities_is_a_click(asked, qtbot):
    dialog = asked(DOUBTFUL)
    give(qtbot, dialog, 3, "left out")
    assert button(dialog, "Outputs are: probabilities").isChecked()
    qtbot.mouseClick(button(dialog, "Outputs are: logits"), LEFT)
    assert dialog.imported.outputs_are == "logits"
    give(qtbot, dialog, 3, "sample weights")
    assert dialog.imported.outputs_are == "logits", "what was picked stays"


class TestInTheWindow:
    @pytest.fixture
    def window(self, opened, settings):
        return opened(Entry.of(np.eye(2), np.eye(2)), plots=False, settings=settings)

    def answering(self, qtbot, name, seen):
        def answer(dialog):
            seen.append(dialog.windowTitle())
            qtbot.mouseClick(button(dialog, name), LEFT)

        when_asked(ImportDialog, answer)

    def test_it_is_skipped_where_everything_is_plain(self, window, tmp_path):
        (tmp_path / "results.csv").write_text(PLAIN)
        assert is_plain(read_file(tmp_path / "results.csv"))
        window.filing.open_path(str(tmp_path / "results.csv"))
        assert window.document.entry.class_names == ("cat", "dog")

    @pytest.mark.parametrize(("answer", "rows"), [("Import", 3), ("Cancel", 2)])
    def test_it_asks_where_something_is_not_plain_and_cancel_enters_nothing(
        self, window, qtbot, tmp_path, answer, rows
    ):
        (tmp_path / "results.csv").write_text(DOUBTFUL)
        seen = []
        self.answering(qtbot, answer, seen)
        window.filing.open_path(str(tmp_path / "results.csv"))
        assert seen == ["Import results.csv"]
        assert window.document.entry.rows == rows
        assert window.document.stack.canUndo() is (answer == "Import")

    def test_a_paste_that_is_not_plain_is_asked_about(self, window, qtbot):
        seen = []
        self.answering(qtbot, "Import", seen)
        QGuiApplication.clipboard().setText("0.9\t0.1\tred\n0.2\t0.8\tblue\n")
        window.actions_by_id["paste"].trigger()
        assert seen == ["Import what was pasted"]
        assert window.document.entry.class_names == ("blue", "red")
        assert window.actions_by_id["undo"].text().replace("&", "") == "Undo Paste"

    def test_columns_that_fit_nowhere_are_shown_with_the_reason(self, window, qtbot, tmp_path):
        (tmp_path / "a.csv").write_text("label,cat,dog,visits\n7,0.9,0.1,3\n0,0.2,0.8,4\n")
        seen = []

        def answer(dialog):
            seen.append((texts(dialog), button(dialog, "Import").isEnabled()))
            for column in (0, 3):
                give(qtbot, dialog, column, "left out")
            seen.append((texts(dialog), button(dialog, "Import").isEnabled()))
            qtbot.mouseClick(button(dialog, "Import"), LEFT)

        when_asked(ImportDialog, answer)
        window.filing.open_path(str(tmp_path / "a.csv"))
        assert "line 2, column 1 (label): there is no class 7 among 3" in seen[0][0]
        assert not seen[0][1]
        assert "there is no class" not in seen[1][0]
        assert seen[1][1]
        assert window.document.entry.table("outputs").tolist() == [[0.9, 0.1], [0.2, 0.8]]
        assert window.document.entry.class_names == ("cat", "dog")

    def test_outputs_alone_are_entered_and_the_labels_are_offered_to_be_opened(self, window, tmp_path):
        np.save(tmp_path / "logits.npy", np.array([[2.0, -1.0, 1.5], [0.5, 3.0, 2.0]]))
        window.filing.open_path(str(tmp_path / "logits.npy"))
        assert window.document.entry.table("outputs").tolist() == [[2.0, -1.0, 1.5], [0.5, 3.0, 2.0]]
        assert not window.document.entry.table("labels").any()
        assert notices(window) == [
            "There are no labels in logits.npy: every one of them is 0 now. Paste them, drop a file with them, or open "
            "one."
        ]
        np.save(tmp_path / "labels.npy", np.array([1, 0]))
        window.filing.open_path(str(tmp_path / "labels.npy"))
        assert window.document.entry.table("labels").tolist() == [[0, 1, 0], [1, 0, 0]]
        assert window.document.entry.table("outputs").tolist() == [[2.0, -1.0, 1.5], [0.5, 3.0, 2.0]]
        assert notices(window) == []

    def test_labels_that_fit_the_sheet_are_kept_and_it_is_said(self, window, tmp_path):
        np.save(tmp_path / "logits.npy", np.array([[2.0, -1.0], [0.5, 3.0]]))
        window.filing.open_path(str(tmp_path / "logits.npy"))
        assert window.document.entry.table("labels").tolist() == np.eye(2).tolist()
        assert "those in the sheet are kept" in notices(window)[0]

    def test_labels_alone_that_do_not_fit_the_sheet_are_asked_about(self, window, qtbot, tmp_path):
        np.save(tmp_path / "labels.npy", np.array([1, 4]))
        seen = []
        when_asked(ImportDialog, lambda dialog: (seen.append(texts(dialog)), dialog.reject()))
        window.filing.open_path(str(tmp_path / "labels.npy"))
        assert "there is no class 4 among 2" in seen[0]
        assert window.document.entry.same_as(Entry.of(np.eye(2), np.eye(2)))

    def test_class_names_alone_are_read_for_the_classes_of_the_sheet(self, qtbot, tmp_path, window):
        (tmp_path / "logits.csv").write_text("dog,cat\n2.5,-1\n0.5,3\n")
        (tmp_path / "labels.csv").write_text("label\ncat\ndog\n")
        window.filing.open_path(str(tmp_path / "logits.csv"))
        window.filing.open_path(str(tmp_path / "labels.csv"))
        assert window.document.entry.class_names == ("dog", "cat")
        assert window.document.entry.table("labels").tolist() == [[0, 1], [1, 0]]

    def test_files_that_are_dropped_together_are_one_table(self, window, tmp_path):
        np.save(tmp_path / "val_logits.npy", np.array([[2.0, -1.0, 1.5], [0.5, 3.0, 2.0]]))
        np.save(tmp_path / "val_labels.npy", np.array([1, 0]))
        assert drop(window, tmp_path / "val_logits.npy", tmp_path / "val_labels.npy")
        assert window.document.entry.table("labels").tolist() == [[0, 1, 0], [1, 0, 0]]
        assert window.document.entry.table("outputs").tolist() == [[2.0, -1.0, 1.5], [0.5, 3.0, 2.0]]
        assert window.actions_by_id["undo"].text().replace("&", "") == "Undo Import val_logits.npy and val_labels.npy"

    def test_a_file_can_be_dropped_on_any_part_of_the_window(self, window, tmp_path):
        (tmp_path / "results.jsonl").write_text('{"cat": 0.9, "dog": 0.1, "label": "cat"}\n')
        for part in (window.cards, window.strip, window.tables):
            window.document.stack.undo()
            assert drop(part, tmp_path / "results.jsonl")
            assert window.document.entry.class_names == ("cat", "dog")

    @pytest.mark.parametrize("suffix", ["xls", "ods", "xlsx"])
    def test_workbooks_of_every_kind_are_opened_and_offered(self, window, suffix):
        pytest.importorskip("python_calamine")
        assert drop(window, DATA / f"spreadsheet.{suffix}")
        assert window.document.entry.class_names == FLOWERS
        assert window.document.entry.table("outputs").shape == (13, 3)
        assert f"*.{suffix}" in READABLE

    def test_the_next_file_is_looked_for_where_the_last_one_was(self, window, tmp_path):
        (tmp_path / "results.csv").write_text(PLAIN)
        window.filing.open_path(str(tmp_path / "results.csv"))
        assert window.filing.folder("labels.npy") == str(tmp_path / "labels.npy")

    def test_losses_go_to_my_number_and_the_sheet_stays(self, window, tmp_path):
        (tmp_path / "losses.csv").write_text("loss\n0.3133\n0.3133\n")
        window.filing.open_path(str(tmp_path / "losses.csv"))
        field = next(edit for edit in window.findChildren(QLineEdit) if edit.accessibleName() == "My number")
        assert field.text() == "0.3133 0.3133"
        assert window.document.entry.same_as(Entry.of(np.eye(2), np.eye(2)))
        assert not window.document.stack.canUndo()

    def test_a_pasted_column_of_losses_goes_to_my_number(self, window):
        field = next(edit for edit in window.findChildren(QLineEdit) if edit.accessibleName() == "My number")
        QGuiApplication.clipboard().setText("loss\n0.3133\n0.3134\n")
        window.actions_by_id["paste"].trigger()
        assert field.text() == "0.3133 0.3134"
        assert not window.document.stack.canUndo()
        QGuiApplication.clipboard().setText("label\tcat\tdog\tloss\ncat\t2.5\t1\t0.25\ndog\t2.5\t1\t1.5\n")
        window.actions_by_id["paste"].trigger()
        assert field.text() == "0.25 1.5"
        assert window.document.entry.table("outputs").tolist() == [[2.5, 1.0], [2.5, 1.0]]

    def test_a_table_is_among_the_recent_files(self, window, tmp_path):
        (tmp_path / "results.csv").write_text(PLAIN)
        window.filing.open_path(str(tmp_path / "results.csv"))
        assert window.filing.recent.names == [str(tmp_path / "results.csv")]


def notices(window):
    return [box.findChild(QLabel).text() for box in window.findChildren(Notice) if box.isVisible()]
