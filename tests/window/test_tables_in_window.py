"""The tables inside the window: its menus, its undo and its status line know what is done in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView
from window.dialogs import button
from window.tables_harness import CTRL

from xentgui.entry import Edit, Entry
from xentgui.losses.batch import DataError
from xentgui.window.help import plain
from xentgui.window.main import MainWindow


@pytest.fixture
def window(opened: Callable[..., MainWindow]) -> MainWindow:
    return opened("two-classes", plots=False)


def action(window: MainWindow, start: str) -> QAction:
    return next(found for found in window.findChildren(QAction) if plain(found).startswith(start))


def outputs(window: MainWindow) -> QTableView:
    return next(t for t in window.tables.findChildren(QTableView) if t.accessibleName() == "Outputs")


def test_undo_is_offered_with_its_name_as_soon_as_something_was_done(window: MainWindow) -> None:
    before = window.document.entry
    QGuiApplication.clipboard().setText("tensor([[2.0, 0.5, -1.0], [0.1, 1.2, 0.3]])\ntensor([0, 1])")
    assert QApplication.focusWidget() is outputs(window)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CTRL)
    assert window.document.entry.columns == 3
    undo = action(window, "Undo")
    assert (plain(undo), undo.isEnabled()) == ("Undo Paste", True)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CTRL)
    assert window.document.entry is before
    assert plain(action(window, "Redo")) == "Redo Paste"


def test_the_menu_edits_the_table_that_had_the_keyboard(window: MainWindow) -> None:
    rows = window.document.entry.rows
    action(window, "Insert row").trigger()
    assert window.document.entry.rows == rows + 1
    action(window, "Delete rows").trigger()
    assert window.document.entry.rows == rows
    window.actions_by_id["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "2"


def test_a_refusal_is_said_beside_the_cell_and_in_the_status_line(window: MainWindow) -> None:
    QTest.keyClicks(QApplication.focusWidget(), "x")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    labels = [label for label in window.findChildren(QLabel) if label.isVisible()]
    assert any(label.accessibleName().startswith('Refused: "x" is not a number') for label in labels)
    assert sum("is not a number" in label.text() for label in labels) == 2


def told(window: MainWindow) -> str:
    return window.statusBar().findChild(QLabel).text()


def test_a_refusal_leaves_the_status_line_with_escape(window: MainWindow) -> None:
    QTest.keyClicks(QApplication.focusWidget(), "x")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert "is not a number" in told(window)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert told(window) == ""


def test_a_refusal_leaves_the_status_line_when_one_moves_on(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("no table, but words")
    sheet = outputs(window)
    QTest.keyClick(sheet, Qt.Key.Key_V, CTRL)
    assert told(window)
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    assert told(window) == ""


def test_what_was_said_after_a_refusal_stays_when_the_reason_is_closed(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("no table, but words")
    sheet = outputs(window)
    QTest.keyClick(sheet, Qt.Key.Key_V, CTRL)
    window.actions_by_id["copy-value"].trigger()
    assert told(window).startswith("Copied")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert told(window).startswith("Copied")


def test_a_refused_edit_leaves_the_status_line_when_one_moves_on(window: MainWindow) -> None:
    def refused(_entry: Entry) -> Entry:
        raise DataError("that cannot be")

    window.document.apply(Edit("Refused", refused))
    assert told(window) == "that cannot be"
    QTest.keyClick(outputs(window), Qt.Key.Key_Down)
    assert told(window) == ""


def test_escape_closes_the_answer_to_a_pasted_loss_before_it_leaves_the_table(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("tensor([[2.1, 0.3, -1.2], [0.4, 1.7, 0.2]])\ntensor([0, 1])\ntensor(0.2934)")
    sheet = outputs(window)
    QTest.keyClick(sheet, Qt.Key.Key_V, CTRL)
    assert window.number.panel.isVisible()
    assert QApplication.focusWidget() is sheet
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not window.number.panel.isVisible()
    assert QApplication.focusWidget() is sheet
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is not sheet


def test_logits_labels_weights_and_loss_without_names_give_the_cause(window: MainWindow) -> None:
    rows = "[[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]"
    QGuiApplication.clipboard().setText(
        f"tensor({rows})\ntensor([0, 1, 2, 0])\nweight=torch.tensor([1., 2., 4.])\nloss 0.4591"
    )
    QTest.keyClick(outputs(window), Qt.Key.Key_V, CTRL)
    assert window.document.entry.class_weights == (1.0, 2.0, 4.0)
    titles = [label.text() for label in window.number.panel.findChildren(QLabel) if label.isVisible()]
    assert "Weighted mean, divided by the weights used" in titles


Rows = list[list[float]]
BRACKETS = "loss 0.5\nlogits = tensor([[1.0, 2.0, 3.0],\n  [4.0, 5.0],\n  [6.0, 7.0, 8.0]], grad_fn=<X>)"
OF_LINES = "line 2: 2 cells where the other lines have 3 (2 lines of 3 cells, 1 line of 2 cells)"
OF_ROWS = "logits: row 2: 2 numbers where the other rows have 3 (2 rows of 3 numbers, 1 row of 2 numbers)"
FIRST_TWO, OF_THREE = [[1, 2], [4, 5], [6, 7]], [[1, 2, 3], [6, 7, 8]]


@pytest.mark.parametrize(
    ("text", "told", "choice", "wanted"),
    [
        ("1\t2\t3\n4\t5\n6\t7\t8", OF_LINES, "Enter the first 2 cells of each line", FIRST_TWO),
        ("1\t2\t3\n4\t5\n6\t7\t8", OF_LINES, "Enter the 2 lines of 3 cells", OF_THREE),
        (BRACKETS, OF_ROWS, "Enter the first 2 numbers of each row", FIRST_TWO),
        (BRACKETS, OF_ROWS, "Enter the 2 rows of 3 numbers", OF_THREE),
    ],
)
def test_of_a_ragged_paste_it_says_which_row_is_odd_and_offers_the_rectangles_in_it(
    opened: Callable[..., MainWindow], text: str, told: str, choice: str, wanted: list[list[float]]
) -> None:
    window = opened(Entry.of(np.eye(3), np.zeros((3, 3))), plots=False)
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert not window.document.stack.canUndo()
    assert any(told in label.text() for label in window.statusBar().findChildren(QLabel))
    QTest.mouseClick(button(window, choice), Qt.MouseButton.LeftButton)
    entered = window.document.entry.table("outputs")
    assert entered[: len(wanted), : len(wanted[0])].tolist() == wanted
    assert not entered[len(wanted) :].any()
    assert not any(each.text() == choice and each.isVisible() for each in window.findChildren(QPushButton))


@pytest.mark.parametrize(
    ("text", "choice", "now", "then"),
    [
        ("0 1\n0.5 0.25", "Read as a header and numbers", [[0, 1], [0.5, 0.25]], [[0.5, 0.25]]),
        ("1,234\t2,000", "Read as 1234, with a comma before thousands", [[1.234, 2]], [[1234, 2000]]),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_what_a_paste_may_be_too_is_one_click_away(
    opened: Callable[..., MainWindow],
    text: str,
    choice: str,
    now: list[list[float]],
    then: list[list[float]],
    own: bool,
) -> None:
    window = opened(Entry.of(np.eye(3), np.zeros((3, 3))) if own else "three-classes", plots=False)
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CTRL)
    assert window.document.entry.table("outputs")[: len(now), :2].tolist() == now
    QTest.mouseClick(button(window, choice), Qt.MouseButton.LeftButton)
    entered = window.document.entry.table("outputs")
    assert entered[: len(then), :2].tolist() == then
    assert not entered[len(then) :].any()


@pytest.mark.parametrize("verb", ["new", "example"])
def test_a_refused_text_does_not_stay_over_other_data(opened: Callable[..., MainWindow], verb: str) -> None:
    window = opened("three-classes", plots=False)
    for letter in "abc":
        QTest.keyClicks(QApplication.focusWidget(), letter)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "abc"
    window.filing.new() if verb == "new" else window.open_example("soft-labels")
    assert QApplication.focusWidget() is outputs(window)
    seen = [each.accessibleName() for each in window.findChildren(QLabel) if each.isVisible()]
    assert not any(name.startswith("Refused") for name in seen)


@pytest.mark.parametrize(("rows", "ignored", "top"), [(9, 8, 0), (12, 10, 2), (40, 5, 0)])
def test_after_ignored_rows_the_first_that_counts_is_in_sight_and_no_row_more_is_scrolled_away(
    opened: Callable[..., MainWindow], rows: int, ignored: int, top: int
) -> None:
    window = opened("three-classes", (1280, 720), plots=False)
    logits = [[0.1 * row, 1.0, 2.0] for row in range(rows)]
    labels = [-100] * ignored + [row % 3 for row in range(rows - ignored)]
    QGuiApplication.clipboard().setText(f"logits = tensor({logits})\nlabels = tensor({labels})")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CTRL)
    assert window.document.entry.rows == rows
    assert outputs(window).currentIndex().row() == ignored
    assert outputs(window).rowAt(1) == top


def test_class_weights_are_typed_where_they_came(window: MainWindow) -> None:
    window.open_example("three-classes")
    before = window.document.entry.blocks
    window.actions_by_id["weights"].trigger()
    for keys in "124":
        QTest.keyClicks(QApplication.focusWidget(), keys)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert window.document.entry.class_weights == (1.0, 2.0, 4.0)
    assert window.document.entry.blocks is before
    window.actions_by_id["weights"].trigger()
    assert window.document.entry.class_weights is None
    assert isinstance(QApplication.focusWidget(), QTableView)
