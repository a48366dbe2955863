"""Copy and paste: blocks of a spreadsheet, what notebooks print, class names and indices, the loss among them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from window.tables_harness import CTRL, KEYS, SHIFT, Bench, three_classes

from xentgui.entry import Entry
from xentgui.window.numbers import MINUS


def test_a_block_goes_to_the_current_cell(tables: Bench) -> None:
    tables.click("Outputs", 1, 1)
    tables.paste("9\t8\n7\t6")
    assert tables.entry.table("outputs")[1:3].tolist() == [[0.5, 9, 8], [0.3, 7, 6]]
    assert tables.undo() == "Paste"
    assert tables.entry.same_as(three_classes())


@pytest.mark.parametrize("text", ["1,5\t2,5", "1.5,2.5", "1,5;2,5", "1.5 2.5", "[1.5, 2.5]"])
def test_separators_and_decimal_commas_are_understood(tables: Bench, text: str) -> None:
    tables.click("Outputs", 0, 0)
    tables.paste(text)
    assert tables.entry.table("outputs")[0].tolist() == [1.5, 2.5, 0.1]


def test_a_block_that_reaches_further_adds_rows_and_classes(tables: Bench) -> None:
    tables.click("Outputs", 3, 2)
    tables.paste("1.5\t2.5\n3.5\t4.5")
    assert (tables.entry.rows, tables.entry.columns) == (5, 4)
    assert tables.entry.table("outputs")[3:, 2:].tolist() == [[1.5, 2.5], [3.5, 4.5]]


def test_copied_cells_have_all_their_digits(bench: Callable[..., Bench]) -> None:
    tables = bench(Entry.of(np.eye(2), [[1 / 3, 2.0], [-0.1, 1e-20]]))
    tables.click("Outputs", 0, 0)
    tables.click("Outputs", 1, 1, SHIFT)
    tables.key(KEYS.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "0.3333333333333333\t2\n-0.1\t1e-20"


def test_what_is_copied_is_pasted_as_it_was(tables: Bench) -> None:
    tables.click("Labels", 0, 0)
    tables.click("Labels", 1, 2, SHIFT)
    tables.key(KEYS.Key_C, CTRL)
    text = QGuiApplication.clipboard().text()
    tables.click("Labels", 2, 0)
    tables.key(KEYS.Key_V, CTRL)
    assert text == "1\t0\t0\n0\t1\t0"
    assert tables.entry.table("labels")[2:].tolist() == [[1, 0, 0], [0, 1, 0]]


def test_a_copied_row_of_0_1_2_is_pasted_as_a_row(bench: Callable[..., Bench]) -> None:
    outputs = [[0, 1, 2], [0.5, 0.25, 1.5], [0, 0, 0], [0, 0, 0]]
    tables = bench(Entry.of(np.eye(3)[[0, 1, 2, 0]], outputs))
    tables.click("Outputs", 0, 0)
    tables.click("Outputs", 1, 2, SHIFT)
    tables.key(KEYS.Key_C, CTRL)
    tables.click("Outputs", 2, 0)
    tables.key(KEYS.Key_V, CTRL)
    assert tables.entry.table("outputs").tolist() == [*outputs[:2], *outputs[:2]]


@pytest.mark.parametrize("text", ["1e-400\t2", "[[1e-400, 2]]", "logits = [[1e-400, 2], [1, 2]]\nlabels = [0, 1]"])
def test_of_a_pasted_number_that_becomes_0_it_is_said(tables: Bench, text: str) -> None:
    tables.click("Outputs", 0, 0)
    tables.paste(text)
    assert tables.entry.table("outputs")[0, :2].tolist() == [0, 2]
    assert tables.said[-1].endswith("1e-400 is smaller than every number here, and becomes 0")


def test_a_paste_that_is_refused_for_its_labels_frames_the_labels(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.paste("logits = [[1, 2, 3], [1, 2, 4]]\nlabels = [0, 7]")
    assert "no class 7" in (tables.refusal() or "")
    assert tables.sheet("Labels").refused == (1, 0)
    assert tables.sheet("Outputs").refused is None


def test_cutting_copies_and_clears(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.key(KEYS.Key_X, CTRL)
    assert QGuiApplication.clipboard().text() == "2"
    assert tables.entry.cell("outputs", 0, 0) == 0


def test_a_printed_batch_with_labels_and_a_loss_replaces_the_data(tables: Bench) -> None:
    tables.click("Outputs", 2, 1)
    tables.paste(
        "tensor([[ 2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]], device='cuda:0', "
        "grad_fn=<AddmmBackward0>)\ntensor([0, 1, 2, 0])\nloss: 0.4591"
    )
    assert tables.entry.table("outputs")[0].tolist() == [2.0, 0.5, -1.0]
    assert tables.entry.table("labels").tolist() == np.eye(3)[[0, 1, 2, 0]].tolist()
    assert (tables.entry.mode, tables.entry.class_names) == ("softmax", ("0", "1", "2"))
    assert tables.numbers == ["0.4591"]
    words = f"Pasted tensor([[2.0, 0.5, {MINUS}1.0], …]) as logits and tensor([0, 1, 2, 0]) as class indices"
    assert tables.said[-1] == words
    assert "Labels: from class indices ✓" in tables.words()
    tables.click("Labels", 0, 1)
    tables.key(KEYS.Key_Space)
    assert "Labels: one-hot ✓" in tables.words()
    tables.undo()
    assert "Labels: from class indices ✓" in tables.words()


def test_labels_beside_logits_replace_the_data_where_they_do_not_fit(bench: Callable[..., Bench]) -> None:
    tables = bench(Entry.of(np.eye(2), np.zeros((2, 2)), mode="binary"))
    tables.click("Outputs", 0, 0)
    tables.paste("2.0\t0.5\t-1.0\t0\n0.1\t1.2\t0.3\t1\n-0.5\t0.0\t1.5\t2")
    assert tables.entry.table("labels").tolist() == np.eye(3).tolist()
    assert tables.entry.mode == "softmax"


def test_a_block_that_fits_is_a_block_even_if_a_column_could_be_labels(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.paste("0.5\t2.2\t1\n0.1\t1.2\t0\n0.3\t0.2\t2")
    assert tables.entry.table("outputs")[:3].tolist() == [[0.5, 2.2, 1], [0.1, 1.2, 0], [0.3, 0.2, 2]]
    assert tables.entry.rows == 4


@pytest.mark.parametrize("text", ["2\n0\n1\n1", "tensor([2, 0, 1, 1])", "bird\ncat\ndog\ndog"])
@pytest.mark.parametrize("column", [0, 2])
def test_class_indices_and_names_fill_the_labels(tables: Bench, text: str, column: int) -> None:
    tables.click("Labels", 0, column)
    tables.paste(text)
    assert tables.entry.table("labels").tolist() == np.eye(3)[[2, 0, 1, 1]].tolist()


@pytest.mark.parametrize("text", ["tensor([2, 0, 1, 1])", "bird\ncat\ndog\ndog"])
def test_classes_pasted_on_the_outputs_are_labels(tables: Bench, text: str) -> None:
    tables.click("Outputs", 1, 1)
    tables.paste(text)
    assert tables.entry.table("labels").tolist() == np.eye(3)[[2, 0, 1, 1]].tolist()
    assert np.array_equal(tables.entry.table("outputs"), three_classes().table("outputs"))


def test_zeros_and_ones_pasted_on_a_yes_no_output_are_labels(bench: Callable[..., Bench]) -> None:
    tables = bench(three_classes(mode="binary", yes=0))
    tables.click("Outputs", 2, 0)
    tables.paste("array([0, 1, 1, 0])")
    assert tables.entry.table("labels")[:, 0].tolist() == [0, 1, 1, 0]
    assert np.array_equal(tables.entry.table("outputs"), three_classes().table("outputs"))


def test_logits_that_look_like_probabilities_are_mentioned(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.paste("0.2\t0.3\t0.5\n0.1\t0.8\t0.1")
    assert "every row sums to 1" in tables.said[-1]
    tables.paste("0.2\t0.3\t1.5")
    assert "sums to 1" not in tables.said[-1]


def test_a_block_wider_than_binary_shows_goes_to_softmax(bench: Callable[..., Bench]) -> None:
    tables = bench(three_classes(mode="binary", yes=1))
    tables.click("Outputs", 0, 0)
    tables.paste("1.5\t2.5\t3.5")
    assert tables.entry.mode == "softmax"
    assert tables.entry.table("outputs")[0].tolist() == [1.5, 2.5, 3.5]
    assert "Softmax" in tables.said[-1]
    tables.undo()
    assert tables.entry.mode == "binary"


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("Labels", "0.5\n7.5", "between 0 and 1"),
        ("Labels", "cat\nwolf", 'no class "wolf"'),
        ("Outputs", "1.0\nnan", "nan"),
        ("Outputs", "[[1.0, 2.0], ..., [3.0, 4.0]]", "left out by the print"),
        ("Outputs", "hello world, this is no table.", ""),
    ],
)
def test_a_paste_that_cannot_be_is_refused_with_its_reason(tables: Bench, table: str, text: str, reason: str) -> None:
    tables.click(table, 1, 1)
    tables.paste(text)
    assert tables.refusal()
    assert reason in (tables.refusal() or "")
    assert tables.entry.same_as(three_classes())


def test_pasting_nothing_does_nothing(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.paste("  \n")
    assert tables.document.stack.count() == 0
    assert tables.refusal() is None


def _drop(tables: Bench, data: QMimeData) -> None:
    where, copy, button = QPoint(100, 100), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(tables.view, QDragEnterEvent(where, copy, data, button, keys))
    QApplication.sendEvent(tables.view, QDropEvent(where, copy, data, button, keys))


def test_text_is_dropped_as_if_it_were_pasted(tables: Bench) -> None:
    data = QMimeData()
    data.setText("9\t8\t7")
    tables.click("Outputs", 0, 0)
    _drop(tables, data)
    assert tables.entry.table("outputs")[0].tolist() == [9, 8, 7]
