"""Whatever is pressed in whatever order, the tables show the entry and every step can be undone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QTableView
from window.tables_harness import CTRL, KEYS, NONE, SHIFT, Bench, ten_classes, three_classes

from xentgui import edits
from xentgui.entry import Edit, Entry
from xentgui.window.numbers import MINUS

ARROWS = (KEYS.Key_Left, KEYS.Key_Right, KEYS.Key_Up, KEYS.Key_Down, KEYS.Key_Home, KEYS.Key_End, KEYS.Key_Tab)
WITH_CTRL = (KEYS.Key_I, KEYS.Key_Delete, KEYS.Key_C, KEYS.Key_X, KEYS.Key_V)
STEPS = st.one_of(
    st.tuples(st.just("key"), st.sampled_from(ARROWS), st.sampled_from([NONE, NONE, SHIFT, CTRL])),
    st.tuples(st.just("key"), st.sampled_from([KEYS.Key_Delete, KEYS.Key_F2, KEYS.Key_Return]), st.just(NONE)),
    st.tuples(
        st.just("key"),
        st.sampled_from(WITH_CTRL),
        st.just(CTRL),
    ),
    st.tuples(st.just("space"), st.sampled_from([NONE, SHIFT, CTRL])),
    st.tuples(st.just("type"), st.sampled_from(["1\n", "0.5\t", "-2.25\n", "x\n", "7", "3\t"])),
    st.tuples(st.just("table"), st.sampled_from(["Labels", "Outputs", "a"])),
    st.tuples(st.just("mode"), st.sampled_from(["softmax", "binary", "multi-sigmoid"])),
    st.tuples(st.sampled_from(["undo", "redo", "loss"])),
)


def _do(bench: Bench, step: tuple) -> None:
    kind, *given = step
    if kind == "key":
        bench.key(*given)
    elif kind == "space":
        bench.key(KEYS.Key_Space, *given)
    elif kind == "type":
        bench.type(*given)
    elif kind == "table":
        _to_table(bench, *given)
    elif kind == "mode":
        bench.document.apply(Edit("Mode", lambda entry: edits.set_mode(entry, given[0], bench.document.focus.column)))
    elif kind == "loss":
        bench.click_header("Loss of each row", 0)
    else:
        getattr(bench.document.stack, kind)()


def _to_table(bench: Bench, name: str) -> None:
    for sheet in bench.view.findChildren(QTableView):
        if sheet.accessibleName().startswith(name) and sheet.isVisible():
            sheet.setFocus()


def _written(entry: Entry) -> list[list[float]]:
    table = entry.table("outputs")[:, list(entry.shown_columns)]
    return [[float(f"{number:.4f}") for number in row] for row in table.tolist()]


def _shown(bench: Bench) -> list[list[float]]:
    rows = bench.texts("Outputs")[:-1]
    return [[float(text.replace(MINUS, "-")) for text in row] for row in rows]


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform, of every popup
@pytest.mark.parametrize("start", [three_classes(), ten_classes(12)], ids=["three", "ten"])
@given(steps=st.lists(STEPS, min_size=5, max_size=25))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_keys_leave_the_tables_true(qtbot: object, start: Entry, steps: list[tuple]) -> None:
    bench = Bench(start)
    try:
        bench.click("Outputs", 0, 0)
        for step in steps:
            _do(bench, step)
        entry = bench.entry
        assert np.allclose(_shown(bench), _written(entry), atol=1e-12)
        row, column = bench.focus
        assert row < entry.rows
        assert column in entry.shown_columns
        while bench.document.stack.canUndo():
            bench.document.stack.undo()
        assert bench.entry.same_as(start)
    finally:
        bench.view.close()
        bench.view.deleteLater()
