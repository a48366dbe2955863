"""What was opened and is closed is gone from memory, and nothing is lost while it is open."""

import gc
import sys
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from xentgui import edits
from xentgui.entry import Edit
from xentgui.examples import examples
from xentgui.window.document import Document
from xentgui.window.main import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CHANGE = Edit("Change", lambda entry: edits.set_cell(entry, "outputs", 0, 0, 7.0))


def delete_what_is_closed():
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_document_with_steps_to_undo_ends_with_its_last_holder(qapp):
    document = Document(examples["three-classes"].entry)
    document.apply(CHANGE)
    document.stack.undo()
    gone = weakref.ref(document)
    del document
    gc.collect()
    assert gone() is None


def test_a_window_ends_with_all_that_is_in_it(qtbot):
    window = MainWindow(in_place=True)
    window.show()
    window.put_in_plots()
    window.document.apply(CHANGE)
    window.pages.open_training()
    parts = [window, window.document, *window.views_of_entry, window.number, window.filing, window.pages.training]
    gone = [weakref.ref(part) for part in parts]
    window.document.stack.setClean()
    window.close()
    window.deleteLater()
    del window, parts
    delete_what_is_closed()
    gc.collect()
    assert [part() for part in gone if part() is not None] == []


def test_no_dialog_leaves_anything_behind(opened, qtbot, tmp_path):
    window = opened("three-classes", plots=False)
    (tmp_path / "unclear.csv").write_text("a,b,c\n1,2,3\n4,5,6\n")
    acts = [window.actions_by_id[name].trigger for name in ("options", "add-card", "shortcuts", "about")]
    acts += [partial(window.filing.open_path, str(tmp_path / "unclear.csv")), partial(window.filing.refuse, "no")]

    def answered(act):
        closing = QTimer(window, interval=5)
        closing.timeout.connect(lambda: [box.reject() for box in [QApplication.activeModalWidget()] if box])
        closing.start()
        act()
        closing.stop()
        closing.deleteLater()
        delete_what_is_closed()

    for act in acts:
        answered(act)
        before = len(QApplication.allWidgets())
        answered(act)
        assert len(QApplication.allWidgets()) == before


def test_none_keeps_its_references(qtbot):
    """Some versions of PySide lose one on every call that returns nothing, until the interpreter ends."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(1000):
        label.setText("text")
    assert sys.getrefcount(None) >= before - 10
