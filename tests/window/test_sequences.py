"""Sequences and images in the tables: rows are named by their place, ignored ones stay, dimmed, and say so."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SEQUENCES = """
logits = tensor([[[ 2.0, 0.5, -1.0], [ 0.1, 1.2, 0.3]], [[ 0.2, 1.5, -1.0], [ 0.7, 0.2, 0.3]]])
labels = tensor([[-100, 1], [1, 0]])
"""


def paste(window, text: str) -> None:
    window.tables.setFocus()
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def sheet(window, name: str) -> QTableView:
    return next(found for found in window.findChildren(QTableView) if found.accessibleName() == name)


def test_rows_are_named_by_their_place_and_the_caption_says_the_shape(opened):
    window = opened()
    paste(window, SEQUENCES)
    model = sheet(window, "Outputs").model()
    names = [model.headerData(row, Qt.Orientation.Vertical) for row in range(4)]
    assert names == ["0, 0", "0, 1", "1, 0", "1, 1"]
    assert any(label.text() == "(2, 2, 3)" for label in window.findChildren(QLabel))


def test_a_shape_that_the_caption_has_no_room_for_is_told_on_hover(opened):
    window = opened("empty", (1280, 720))
    logits = [[[0.5] * 20] * 3] * 4
    paste(window, f"logits = tensor({logits})\nlabels = tensor({[[0] * 3] * 4})")
    state = next(each for each in window.findChildren(QLabel) if each.accessibleName() == "Outputs: (4, 3, 20)")
    assert state.text().endswith("…")
    assert "(4, 3, 20)" in state.toolTip()


def test_an_ignored_row_stays_and_says_so_in_place_of_its_loss(opened):
    window = opened()
    paste(window, SEQUENCES)
    losses = sheet(window, "Loss of each row").model()
    assert losses.index(0, 0).data() == "ignored"
    assert float(losses.index(1, 0).data()) == pytest.approx(0.5536, abs=1e-4)
    assert window.document.entry.rows == 4
    outputs = sheet(window, "Outputs")
    outputs.setFocus()
    QTest.keyClick(outputs, Qt.Key.Key_Up)
    titles = [part.accessibleName() for part in window.findChildren(QWidget)]
    assert any(title.startswith("Loss of row 0, 0, ignored, as f") for title in titles)


def test_ignored_rows_have_no_rank_among_the_losses(opened):
    window = opened()
    paste(window, SEQUENCES)
    visited = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        visited.append(window.document.focus.row)
    assert sorted(visited[:3]) == [1, 2, 3]
    assert visited[3] == visited[0]
    assert any(label.text() == "1st of 3" and label.isVisible() for label in window.findChildren(QLabel))


def test_a_row_that_comes_makes_the_names_numbers_again(opened):
    window = opened()
    paste(window, SEQUENCES)
    outputs = sheet(window, "Outputs")
    outputs.setFocus()
    outputs.setCurrentIndex(outputs.model().index(4, 0))
    QTest.keyClicks(outputs, "7")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    names = [outputs.model().headerData(row, Qt.Orientation.Vertical) for row in range(5)]
    assert names == ["1", "2", "3", "4", "5"]
