"""What once ended the program or opened the error dialog: tried again with real events."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTableView
from window.tables_harness import Bench, three_classes

from xentgui.entry import Entry, Focus
from xentgui.files.session import save_session
from xentgui.opening import of_file

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEYS, LEFT = Qt.Key, Qt.MouseButton.LeftButton
CERTAIN = Entry.of([[1, 0], [0, 1]], [[0, 1], [0.5, 0.5]], ("cat", "dog"), outputs_are="probabilities")


def sheet(window, name):
    return next(table for table in window.findChildren(QTableView) if table.accessibleName() == name)


def click(window, name, row, column):
    table = sheet(window, name)
    box = table.visualRect(table.model().index(row, column))
    QTest.mouseClick(table.viewport(), LEFT, pos=box.center())


def typed(text):
    for key in text:
        QTest.keyClick(QApplication.focusWidget(), key)


@pytest.mark.parametrize("entry", [CERTAIN, Entry.of([[0.5, 0.5]], [[1, 0]], outputs_are="probabilities")])
def test_an_infinite_or_undefined_loss_is_clicked_hovered_and_copied(opened, qtbot, entry):
    window = opened(entry)
    for chosen in range(3):
        window.document.look(Focus(chosen=chosen))
        click(window, "Loss of each row", 0, 0)
        assert QGuiApplication.clipboard().text() in ("inf", "nan") or chosen == 0
        QTest.keyClick(QApplication.focusWidget(), KEYS.Key_C, Qt.KeyboardModifier.ControlModifier)
        losses = sheet(window, "Loss of each row").viewport()
        for y in range(5, losses.height(), 10):
            where = QPoint(20, y)
            QApplication.sendEvent(losses, QHelpEvent(QHelpEvent.Type.ToolTip, where, losses.mapToGlobal(where)))


def test_after_an_edit_a_table_with_sample_names_and_fewer_rows_and_classes_is_opened(opened, tmp_path):
    window = opened("three-classes")
    click(window, "Outputs", 0, 0)
    typed("7\r")
    (tmp_path / "named.csv").write_text("name,cat,dog,label\nimg1,1,2,cat\nimg2,2,1,dog\n")
    window.filing.open_path(str(tmp_path / "named.csv"))
    assert window.document.entry.sample_names == ("img1", "img2")
    assert window.document.entry.columns == 2


@pytest.mark.parametrize("size", [(1, 2), (2, 3), (5, 2), (5, 4), (9, 12), (70, 3)])
@pytest.mark.parametrize("named", [False, True])
def test_every_cell_and_name_can_be_asked_for_in_the_midst_of_every_change(qtbot, size, named):
    bench = Bench(three_classes(sample_names=("a", "b", "c", "d")))
    qtbot.addWidget(bench.view)
    rows, columns = size
    names = tuple(f"s{row}" for row in range(rows)) if named else None
    entry = Entry.of(np.eye(columns)[np.arange(rows) % columns], np.ones(size), sample_names=names)
    models = [table.model() for table in bench.view.findChildren(QTableView)]
    for model in models:
        for signal in ("rowsAboutToBe", "rows", "columnsAboutToBe", "columns"):
            for what in ("Removed", "Inserted"):
                getattr(model, signal + what).connect(lambda *_, model=model: ask_everything(model))
        model.dataChanged.connect(lambda *_, model=model: ask_everything(model))
        model.headerDataChanged.connect(lambda *_, model=model: ask_everything(model))
    before = bench.document.entry
    for each in (entry, before, entry):
        bench.document.open(each)


def ask_everything(model):
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        for row in range(model.rowCount()):
            model.headerData(row, Qt.Orientation.Vertical, role)
            for column in range(model.columnCount()):
                model.data(model.index(row, column), role)
        for column in range(model.columnCount()):
            model.headerData(column, Qt.Orientation.Horizontal, role)


@pytest.mark.parametrize("base", [3, 0.5, 1e300, 2, 1.0000001])
def test_a_session_in_any_base_is_shown_in_it(opened, tmp_path, base):
    path = tmp_path / "base.xent"
    save_session(path, three_classes(), Focus())
    session = json.loads(path.read_text())
    session["entry"]["log_base"] = base
    path.write_text(json.dumps(session))
    window = opened(of_file(path))
    box = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Logarithm")
    assert f"{base:.9g}" in box.currentText()
    assert window.document.entry.log_base == base
    box.setFocus()
    QTest.keyClick(box, KEYS.Key_Home)
    assert window.document.entry.log_base == np.e
    assert box.count() == 3


@pytest.mark.parametrize("weight", ["1e308", "1e-308", "0"])
def test_any_class_weight_can_be_typed(opened, weight):
    window = opened("three-classes", first_run=True)
    window.actions_by_id["weights"].trigger()
    for column in range(3):
        click(window, "Class weights", 0, column)
        typed(f"{weight}\r")
    assert window.document.entry.class_weights == (float(weight),) * 3
    for mode in (KEYS.Key_2, KEYS.Key_3, KEYS.Key_1):
        QTest.keyClick(window, mode, Qt.KeyboardModifier.ControlModifier)
