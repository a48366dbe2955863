"""The import dialog with real clicks and keys: what it shows, what it gives, and when it stays away."""

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QTableView

from xentgui.entry import Entry
from xentgui.files.imports import read_file
from xentgui.opening import Opening, is_plain
from xentgui.window.importing import ImportDialog
from xentgui.window.main import MainWindow

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
    def window(self, qtbot, tmp_path):
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Opening(Entry.of(np.eye(2), np.eye(2))), settings=settings, in_place=True)
        qtbot.addWidget(window)
        window.show()
        return window

    def answering(self, qtbot, name, seen):
        def answer():
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, ImportDialog):
                QTimer.singleShot(20, answer)
                return
            seen.append(dialog.windowTitle())
            qtbot.mouseClick(button(dialog, name), LEFT)

        QTimer.singleShot(20, answer)

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
        assert window.actions_by_id["undo"].text() == "Undo Paste"

    def test_labels_that_are_missing_are_asked_about(self, window, qtbot, tmp_path):
        np.save(tmp_path / "logits.npy", np.array([[2.0, -1.0], [0.5, 3.0]]))
        seen = []
        self.answering(qtbot, "Import", seen)
        window.filing.open_path(str(tmp_path / "logits.npy"))
        assert seen == ["Import logits.npy"]
        assert window.document.entry.table("outputs").tolist() == [[2.0, -1.0], [0.5, 3.0]]
        assert window.document.entry.table("labels").tolist() == np.eye(2).tolist()
