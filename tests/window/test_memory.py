"""What was opened and is closed is gone from memory, and nothing is lost while it is open."""

import gc
import os
import subprocess
import sys
import tracemalloc
import weakref
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from xentgui import edits
from xentgui.entry import Edit, Entry
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


def large_entry(rows=200_000, columns=10):
    chance = np.random.default_rng(1)
    labels = np.eye(columns)[chance.integers(columns, size=rows)]
    return Entry.of(labels, chance.normal(size=(rows, columns)).round(2))


def change_cell(document, row, value):
    change = partial(edits.set_cell, table="outputs", row=row, column=3, value=value)
    document.apply(Edit(f"Change row {row}", change))
    return document.analysis.cards[0].value


def test_a_step_of_one_cell_keeps_at_most_64_KiB(qapp):
    document = Document(large_entry(), in_place=True)
    values, rows = [], [70_000 + 9_000 * k for k in range(12)]
    for row in rows[:4]:
        change_cell(document, row, 7.0)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for row in rows[4:]:
        values.append(change_cell(document, row, 7.0))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before <= len(values) * 64 * 1024
    for value in reversed(values):
        assert document.analysis.cards[0].value == value
        document.undo()
    assert document.entry.cell("outputs", rows[4], 3) == large_entry().cell("outputs", rows[4], 3)


def test_steps_that_hold_much_are_kept_within_bounds_and_the_menu_says_so(opened, monkeypatch):
    monkeypatch.setattr("xentgui.window.document.MOST_KEPT", 20 * 2**20)
    window = opened("three-classes", plots=False)
    document, undo = window.document, window.actions_by_id["undo"]
    for k in range(4):
        document.apply(Edit(f"Other numbers {k}", lambda entry, k=k: replace(large_entry(50_000), yes=k)))
    for k in (3, 2):
        assert undo.isEnabled()
        assert undo.text().replace("&", "") == f"Undo Other numbers {k}"
        undo.trigger()
    assert document.entry.yes == 1
    assert not undo.isEnabled()
    assert "earlier steps took more than 20 MiB" in undo.text()
    document.stack.undo()
    assert document.entry.yes == 1


STARTED = """
import gc, os, sys
from xentgui.window import start
from PySide6.QtCore import QTimer
usual = start.MainWindow.put_in_plots
def then(window):
    usual(window)
    QTimer.singleShot(0, tell)
def tell():
    print(gc.get_freeze_count() > 50_000 > len(gc.get_objects()), flush=True)
    os._exit(0)
start.MainWindow.put_in_plots = then
start.show(None, size=(1440, 900), dark=False, fresh=True)
"""


def test_what_a_window_is_made_of_is_not_looked_through_for_garbage_while_it_is_used():
    """That took a tenth of a second in the midst of scrolling."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run([sys.executable, "-c", STARTED], env=environment, capture_output=True, text=True, timeout=120)
    assert told.stdout.strip() == "True", told.stderr
