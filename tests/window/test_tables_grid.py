"""The models of the tables tell exactly what changed: who follows their signals alone shows what they show."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from window.tables_harness import Bench, ten_classes, three_classes

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Focus, Span, changed_rows
from xentgui.window.tables.grid import GridModel
from xentgui.window.tables.lenses import ActivationsLens, LabelsLens, Lens, LossLens, OutputsLens

LENSES: dict[str, Callable[[], Lens]] = {
    "labels": LabelsLens,
    "outputs": OutputsLens,
    "loss": LossLens,
    "a": ActivationsLens,
}


KINDS = ("output", "label", "insert", "delete", "class", "fewer", "mode", "rename", "other")


class Follower:
    """Shows a model by its signals alone; `told` counts the cells that it was told to read again."""

    def __init__(self, model: GridModel) -> None:
        self.model = model
        self.cells: list[list[str]] = self.read()
        self.told = 0
        self.resets = 0
        model.rowsInserted.connect(self._rows_inserted)
        model.rowsRemoved.connect(self._rows_removed)
        model.columnsInserted.connect(self._columns_inserted)
        model.columnsRemoved.connect(self._columns_removed)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)

    def read(self) -> list[list[str]]:
        columns = range(self.model.columnCount())
        return [[self.model.index(row, column).data() for column in columns] for row in range(self.model.rowCount())]

    def _rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        width = len(self.cells[0]) if self.cells else self.model.columnCount()
        self.cells[first:first] = [["?"] * width for _ in range(last - first + 1)]
        self._read(range(first, last + 1), range(width))

    def _rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self.cells[first : last + 1]

    def _columns_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row in self.cells:
            row[first:first] = ["?"] * (last - first + 1)
        self._read(range(len(self.cells)), range(first, last + 1))

    def _columns_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row in self.cells:
            del row[first : last + 1]

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        rows, columns = range(first.row(), last.row() + 1), range(first.column(), last.column() + 1)
        self.told += len(rows) * len(columns)
        self._read(rows, columns)

    def _reset(self) -> None:
        self.resets += 1

    def _read(self, rows: range, columns: range) -> None:
        for row in rows:
            for column in columns:
                self.cells[row][column] = self.model.index(row, column).data()


def shown(lens: Lens, entry: Entry) -> GridModel:
    model = GridModel(lens)
    model.show(Analysis(entry, Focus()), Span(0, 0, entry.rows))
    return model


@st.composite
def changes(draw: st.DrawFn) -> list[Entry]:
    """An entry, and what several edits make of it one after the other."""
    entries = [three_classes()]
    for _ in range(draw(st.integers(1, 5))):
        entry = entries[-1]
        row, column = draw(st.integers(0, entry.rows - 1)), draw(st.integers(0, entry.columns - 1))
        kind = draw(
            st.sampled_from(["output", "label", "insert", "delete", "class", "fewer", "mode", "rename", "other"])
        )
        entries.append(_change(entry, kind, row, column, draw(st.integers(0, 2))))
    return entries


def _change(entry: Entry, kind: str, row: int, column: int, number: int) -> Entry:
    if kind == "output":
        return edits.set_cell(entry, "outputs", row, column, number + 0.5)
    if kind == "label":
        return edits.toggle_label(entry, row, column)
    if kind == "insert":
        return edits.insert_rows(entry, row, number + 1)
    if kind == "delete":
        return edits.delete_rows(entry, range(row, min(row + number + 1, entry.rows)))
    if kind == "class":
        return edits.insert_column(entry, column, number + 1)
    if kind == "fewer":
        return edits.delete_column(entry, column) if entry.columns > 1 else entry
    if kind == "mode":
        return edits.set_mode(entry, ("softmax", "binary", "multi-sigmoid")[number], column)
    if kind == "rename":
        free = (f"name {k}" for k in count(number) if f"name {k}" not in entry.class_names)
        return edits.rename_class(entry, column, next(free))
    return edits.replace_data(entry, np.eye(2), np.full((2, 2), float(number)), class_names=("a", f"b{number}"))


@pytest.mark.parametrize("name", LENSES)
@given(entries=changes())
@settings(max_examples=60)
def test_who_follows_the_signals_shows_what_the_model_shows(qapp: object, name: str, entries: list[Entry]) -> None:
    model = shown(LENSES[name](), entries[0])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    follower = Follower(model)
    for old, new in pairwise(entries):
        model.show(Analysis(new, Focus()), changed_rows(old, new))
        assert follower.cells == follower.read()
    assert follower.resets == 0
    del tester


def test_one_typed_cell_is_one_told_cell(qapp: object) -> None:
    entry = ten_classes()
    for name, lens in (("outputs", OutputsLens()), ("labels", LabelsLens())):
        model = shown(lens, entry)
        follower = Follower(model)
        new = edits.set_cell(entry, "outputs", 150, 3, 9.0)
        model.show(Analysis(new, Focus()), changed_rows(entry, new))
        assert follower.told == (1 if name == "outputs" else 0)


def test_another_card_changes_every_loss_and_nothing_else(qapp: object) -> None:
    entry = three_classes()
    for name, told in (("loss", 4), ("outputs", 0), ("a", 0)):
        model = shown(LENSES[name](), entry)
        follower = Follower(model)
        model.show(Analysis(entry, Focus(chosen=0)), Span(entry.rows, 0, 0))
        assert follower.told == told
        assert follower.cells == follower.read()


def test_what_is_typed_in_an_editor_survives_a_change_of_its_cell(qtbot: object) -> None:
    bench = Bench(three_classes())
    qtbot.addWidget(bench.view)
    bench.click("Outputs", 0, 0)
    bench.type("12")
    bench.document.apply(Edit("Change", lambda entry: edits.set_cell(entry, "outputs", 0, 0, 7.0)))
    assert bench.keyboard().property("text") == "12"
    bench.type("\n")
    assert bench.entry.cell("outputs", 0, 0) == 12


def test_a_hundred_thousand_rows_are_shown_by_asking_for_those_in_sight(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ten_classes(100_000)
    asked: list[range] = []
    original = Analysis.activations
    monkeypatch.setattr(Analysis, "activations", lambda self, rows: (asked.append(rows), original(self, rows))[1])
    model = shown(ActivationsLens(), entry)
    for row in range(50_000, 50_027):
        assert model.index(row, 0).data()
    assert sum(map(len, asked)) <= 128
