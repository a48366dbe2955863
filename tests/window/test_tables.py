"""The tables as a person uses them: typing, moving, refusing, renaming, rows and classes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QMenu, QPushButton, QScrollBar, QTableView
from window.tables_harness import CTRL, KEYS, SHIFT, Bench, ten_classes, three_classes

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, Focus, in_blocks
from xentgui.window.appearance import grow
from xentgui.window.numbers import MINUS, digits
from xentgui.window.theme import SEMIBOLD, font, set_appearance

SHARES = {"outputs_are": "probabilities"}


# What stands there


def test_the_tables_show_labels_outputs_losses_and_a(tables: Bench) -> None:
    assert tables.texts("Labels")[:2] == [["1", "0", "0"], ["0", "1", "0"]]
    assert tables.texts("Outputs")[1] == ["0.5", "2.2", f"{MINUS}0.4"]
    assert tables.texts("Loss of each row")[:4] == [["0.4170"], ["0.2287"], ["0.5015"], ["1.7599"]]
    assert tables.texts("a = softmax(f)")[0] == ["0.6590", "0.2424", "0.0986"]
    assert tables.names("Outputs") == ["cat", "dog", "bird"]
    assert tables.names("Labels", Qt.Orientation.Vertical) == ["1", "2", "3", "4", "+"]


def test_captions_say_what_the_tables_are(tables: Bench) -> None:
    words = tables.words()
    assert "Labels: one-hot ✓" in words
    assert "a = softmax(f): rows sum to 1 ✓" in words
    assert "mean of the losses: 0.7268" in words


def test_every_cell_says_what_it_is(tables: Bench) -> None:
    name = tables.sheet("Outputs").model().index(1, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name == f"f(bird) of row 2: {MINUS}0.4"


def test_binary_shows_one_column_and_both_answers(bench: Callable[..., Bench]) -> None:
    tables = bench(three_classes(mode="binary", yes=1))
    assert tables.names("Outputs") == ["dog"]
    assert tables.names("a = sigmoid(f)") == ["yes: a", f"no: 1 {MINUS} a"]
    assert tables.texts("a = sigmoid(f)")[0] == ["0.7311", "0.2689"]
    assert "Labels: 1 = yes, 0 = no" in tables.words()


def test_a_low_window_has_a_switch_instead_of_the_third_table(bench: Callable[..., Bench]) -> None:
    tables = bench(size=(398, 616))
    assert not tables.sheet("a = softmax(f)").isVisible()
    buttons = {button.text(): button for button in tables.view.findChildren(QPushButton) if button.isVisible()}
    buttons["as a"].click()
    assert tables.texts("Outputs")[0] == ["0.6590", "0.2424", "0.0986"]
    buttons["as entered"].click()
    assert tables.texts("Outputs")[0] == ["2.0", "1.0", "0.1"]


def test_probabilities_stand_as_a_and_a_wrong_one_is_named(tables: Bench) -> None:
    button = next(b for b in tables.view.findChildren(QPushButton) if b.text() == "probabilities a")
    tables.document.apply(Edit("As they stand", lambda entry: edits.set_outputs_are(entry, "probabilities")))
    assert any(name.startswith("Outputs: ! row 1: ") for name in tables.words())
    assert tables.texts("Loss of each row")[0] == ["0.4170"]  # the last good answer stays, dimmed
    tables.undo()
    assert "Outputs: ! row 1" not in " ".join(tables.words())
    button.click()
    assert tables.entry.outputs_are == "probabilities"
    np.testing.assert_allclose(tables.entry.table("outputs")[0], [0.65900114, 0.24243297, 0.09856589], atol=1e-8)
    assert tables.texts("Loss of each row")[0] == ["0.4170"]
    assert tables.undo() == "Outputs to probabilities"
    assert tables.entry.table("outputs")[0].tolist() == [2.0, 1.0, 0.1]


# Typing


def test_typing_and_enter_sets_a_cell_and_goes_down(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("3.5\n")
    assert tables.entry.cell("outputs", 0, 0) == 3.5
    assert tables.focus == (1, 0)
    tables.type("-1\n")
    assert tables.entry.cell("outputs", 1, 0) == -1
    assert tables.texts("Outputs")[1][0] == f"{MINUS}1.0"


def test_tab_goes_on_and_into_the_next_row(tables: Bench) -> None:
    tables.click("Outputs", 0, 1)
    tables.type("7\t8\t9\t")
    assert tables.entry.table("outputs")[:2].tolist() == [[2.0, 7.0, 8.0], [9.0, 2.2, -0.4]]
    assert tables.focus == (1, 1)
    tables.key(KEYS.Key_Backtab)
    tables.key(KEYS.Key_Backtab)
    assert tables.focus == (0, 2)


def test_enter_after_tab_goes_back_to_the_column_where_tab_began(tables: Bench) -> None:
    tables.click("Outputs", 1, 0)
    tables.type("7\t8\t9\n")
    assert tables.focus == (2, 0)
    tables.type("4\t5\n")
    assert tables.focus == (3, 0)
    assert tables.entry.table("outputs")[1:3].tolist() == [[7.0, 8.0, 9.0], [4.0, 5.0, 1.9]]
    tables.type("6\t")
    tables.click("Outputs", 0, 2)
    tables.type("\n")
    assert tables.focus == (1, 2)


def test_arrows_leave_a_cell_that_is_being_typed(tables: Bench) -> None:
    tables.click("Outputs", 1, 1)
    tables.type("4")
    tables.key(KEYS.Key_Right)
    assert tables.entry.cell("outputs", 1, 1) == 4
    assert tables.focus == (1, 2)
    tables.type("5")
    tables.key(KEYS.Key_Up)
    assert tables.entry.cell("outputs", 1, 2) == 5
    assert tables.focus == (0, 2)


@pytest.mark.parametrize("opening", ["F2", "double click"])
def test_f2_and_double_click_edit_what_stands_there_with_all_digits(bench: Callable[..., Bench], opening: str) -> None:
    entry = three_classes()
    tables = bench(Entry.of(entry.table("labels"), [[1 / 3, 0, 0]] * 4))
    tables.click("Outputs", 0, 0, double=opening != "F2")
    if opening == "F2":
        tables.key(KEYS.Key_F2)
    assert tables.keyboard().property("text") == "0.3333333333333333"
    tables.key(KEYS.Key_End)
    tables.key(KEYS.Key_Left)  # moves in the text, not to another cell
    tables.key(KEYS.Key_Delete)
    tables.key(KEYS.Key_Return)
    assert tables.entry.cell("outputs", 0, 0) == 0.333333333333333


def test_escape_leaves_the_cell_with_its_value_then_the_table(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("9")
    tables.key(KEYS.Key_Escape)
    assert tables.entry.cell("outputs", 0, 0) == 2
    assert tables.keyboard() is tables.sheet("Outputs")
    tables.key(KEYS.Key_Escape)
    assert tables.keyboard() is not tables.sheet("Outputs")


def test_a_decimal_comma_is_understood(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("0,75\n")
    assert tables.entry.cell("outputs", 0, 0) == 0.75


def test_leaving_a_cell_without_typing_changes_nothing(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.key(KEYS.Key_F2)
    tables.key(KEYS.Key_Return)
    assert tables.document.stack.count() == 0


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("Outputs", "abc", "is not a number"),
        ("Outputs", "nan", "is not a number"),
        ("Outputs", "inf", "is not a number"),
        ("Outputs", "1.2.3", "is not one number"),
        ("Outputs", "50%", "percentage"),
        ("Labels", "2", "between 0 and 1"),
        ("Labels", "-0.5", "between 0 and 1"),
        ("Labels", "yes", "is not a number"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_cell(tables: Bench, table: str, text: str, reason: str) -> None:
    before = tables.entry
    tables.click(table, 1, 1)
    tables.type(text + "\n")
    assert reason in (tables.refusal() or "")
    assert tables.entry is before
    assert tables.focus == (1, 1)  # one stays at the cell
    tables.type("1\n")
    assert tables.refusal() is None
    assert tables.entry.cell("labels" if table == "Labels" else "outputs", 1, 1) == 1


def test_the_reason_stands_beside_its_cell_and_inside_the_view(bench: Callable[..., Bench]) -> None:
    tables = bench(ten_classes(mode="multi-sigmoid"))
    for row, column in ((0, 0), (199, 9)):
        tables.click("Outputs", row, column)
        tables.type("x\n")
        assert tables.refusal()
        label = next(w for w in tables.view.findChildren(QLabel) if w.accessibleName().startswith("Refused"))
        sheet = tables.sheet("Outputs")
        cell = sheet.visualRect(sheet.model().index(row, column))
        top = sheet.viewport().mapTo(tables.view, cell.topLeft()).y()
        assert tables.view.rect().contains(label.geometry())
        assert min(abs(label.y() - top - cell.height()), abs(label.geometry().bottom() - top)) < 8
        tables.key(KEYS.Key_Escape)


@pytest.mark.parametrize("way", ["Enter", "Down", "click", "click in another table", "click on a name", "leave"])
def test_a_refused_text_stays_in_its_editor_with_the_reason_until_escape(tables: Bench, way: str) -> None:
    before = tables.entry
    tables.click("Outputs", 1, 1)
    tables.type("1.2.3")
    editor = tables.keyboard()
    if way in ("Enter", "Down"):
        tables.key(KEYS.Key_Return if way == "Enter" else KEYS.Key_Down)
    elif way == "click on a name":
        tables.click_header("Outputs", 2)
    elif way == "leave":
        tables.sheet("a = softmax(f)").setFocus()
    else:
        tables.click("Labels" if "another" in way else "Outputs", 3, 2)
    assert "is not one number" in (tables.refusal() or "")
    assert isinstance(editor, QLineEdit)
    assert editor.isVisible()
    assert editor.text() == "1.2.3"
    assert tables.entry is before
    QTest.keyClick(editor, KEYS.Key_Escape)
    assert tables.refusal() is None
    assert tables.keyboard() is not editor
    assert tables.texts("Outputs")[1][1] == "2.2"


@pytest.mark.parametrize("logit", [-745.0, -720.0, -40.0, 0.0, 40.0, 720.0, 745.0])
def test_both_answers_of_a_yes_no_question_are_exact_wherever_they_are_numbers(qtbot: object, logit: float) -> None:
    bench = Bench(Entry.of([[1], [0]], [[logit], [-logit]], ("cat",), mode="binary"))
    qtbot.addWidget(bench.view)
    model = bench.sheet("a = sigmoid(f)").model()
    yes, no = (float(model.index(0, column).data(Qt.ItemDataRole.EditRole)) for column in range(2))
    assert [float(model.index(1, column).data(Qt.ItemDataRole.EditRole)) for column in range(2)] == [no, yes]
    assert min(yes, no) == pytest.approx(math.exp(-abs(logit)) / (1 + math.exp(-abs(logit))), rel=1e-15, abs=5e-324)


@pytest.mark.parametrize("entry", [three_classes(), ten_classes(20), three_classes(mode="binary")])
def test_ten_decimals_are_shown_where_ten_are_wanted(bench: Callable[..., Bench], entry: Entry) -> None:
    digits.decimals = 10
    try:
        tables = bench(entry)
        sheet = tables.sheet("Loss of each row")
        text = tables.texts("Loss of each row")[0][0]
        assert len(text.partition(".")[2]) == 10
        assert QFontMetrics(font(13, SEMIBOLD)).horizontalAdvance(text) <= sheet.columnWidth(0) - 8
        next(b for b in tables.view.findChildren(QPushButton) if b.text() == "as a").click()
        shares = tables.sheet("Outputs")
        shown = tables.texts("Outputs")[0][0]
        assert QFontMetrics(font(13)).horizontalAdvance(shown) <= shares.columnWidth(0) - 8
    finally:
        digits.decimals = 4


def test_a_refused_class_weight_is_marked_in_its_cell(bench: Callable[..., Bench]) -> None:
    tables = bench(three_classes(class_weights=(1.0, 2.0, 3.0)))
    for text in ("-1", "x"):
        tables.click("Class weights", 0, 2)
        tables.type(text + "\n")
        assert tables.refusal()
        assert tables.sheet("Class weights").refused == (0, 2)
        tables.key(KEYS.Key_Escape)
    assert tables.entry.class_weights == (1.0, 2.0, 3.0)


@pytest.mark.parametrize(("text", "one", "other"), [("12,345", "12.345", "12345"), ("-1,000", "-1.000", "-1000")])
def test_a_number_that_may_be_two_is_asked_about(tables: Bench, text: str, one: str, other: str) -> None:
    tables.click("Outputs", 0, 0)
    tables.type(text + "\n")
    assert tables.refusal() == f'"{text}" may be {one} or {other}: type the one that you mean'
    tables.type(other + "\n")
    assert tables.entry.cell("outputs", 0, 0) == float(other)


@pytest.mark.parametrize("text", ["0,123", "12,34", "1,5", "0,5"])
def test_other_decimal_commas_are_read(tables: Bench, text: str) -> None:
    tables.click("Outputs", 0, 0)
    tables.type(text + "\n")
    assert tables.entry.cell("outputs", 0, 0) == float(text.replace(",", "."))


def test_a_number_that_is_too_small_says_that_it_becomes_0(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("1e-400\n")
    assert tables.entry.cell("outputs", 0, 0) == 0
    assert tables.said[-1] == "1e-400 is smaller than every number here, and becomes 0"
    tables.type("0e5\n")
    assert len(tables.said) == 1


def test_every_step_is_undone_and_named(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("3\n4\n")
    assert tables.undo() == "Change f(cat) of row 2"
    assert tables.focus == (1, 0)
    assert tables.undo() == "Change f(cat) of row 1"
    assert tables.entry.table("outputs").tolist() == three_classes().table("outputs").tolist()
    tables.document.stack.redo()
    assert tables.texts("Outputs")[0][0] == "3.0"


def test_the_decimals_shown_do_not_become_fewer_while_one_works(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("2.25\n")
    assert tables.texts("Outputs")[:2] == [["2.25", "1.00", "0.10"], ["0.50", "2.20", f"{MINUS}0.40"]]
    tables.click("Outputs", 0, 0)
    tables.type("2\n")
    assert tables.texts("Outputs")[0] == ["2.00", "1.00", "0.10"]


def test_undo_from_the_menu_drops_what_is_being_typed(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.type("3\n")
    tables.click("Outputs", 2, 2)
    tables.type("8")
    tables.document.stack.undo()
    assert tables.entry.same_as(three_classes())
    assert tables.document.stack.canRedo()
    assert tables.focus == (0, 0)


# The row that is not there yet


def test_typing_in_the_last_row_adds_it(tables: Bench) -> None:
    tables.click("Outputs", 3, 1)
    tables.key(KEYS.Key_Down)
    assert tables.focus == (3, 1)  # the curve keeps the last row
    tables.type("6\t7\n")
    assert tables.entry.rows == 5
    assert tables.entry.table("outputs")[4].tolist() == [0, 6, 7]
    assert tables.names("Labels", Qt.Orientation.Vertical)[-2:] == ["5", "+"]
    assert tables.focus == (4, 2)
    tables.undo()
    tables.undo()
    assert tables.entry.rows == 4


def test_a_number_in_the_last_row_is_taken_once_where_a_click_leaves_it(tables: Bench) -> None:
    tables.click("Outputs", 4, 0)
    tables.type("8")
    tables.click("Labels", 1, 1)
    assert tables.entry.table("outputs")[4].tolist() == [8, 0, 0]
    assert tables.document.stack.count() == 1
    assert tables.focus == (1, 1)


def test_nothing_typed_in_the_last_row_adds_nothing(tables: Bench) -> None:
    tables.click("Outputs", 4, 0)
    tables.key(KEYS.Key_F2)
    tables.type("\n")
    assert tables.entry.rows == 4
    assert tables.refusal() is None


def test_space_in_the_last_row_adds_a_row_of_that_class(tables: Bench) -> None:
    tables.click("Labels", 4, 2)
    tables.key(KEYS.Key_Space)
    assert tables.entry.table("labels")[4].tolist() == [0, 0, 1]
    assert tables.focus == (4, 2)


# Labels


def test_space_makes_a_row_one_hot_in_softmax(tables: Bench) -> None:
    tables.click("Labels", 0, 2)
    tables.key(KEYS.Key_Space)
    assert tables.entry.table("labels")[0].tolist() == [0, 0, 1]
    tables.key(KEYS.Key_Space)
    assert tables.entry.table("labels")[0].tolist() == [0, 0, 0]
    assert "Labels: row 1 has no label yet, so it does not count" in tables.words()
    assert tables.texts("Loss of each row")[0] == ["no label"]
    tables.key(KEYS.Key_Space)
    assert "Labels: one-hot ✓" in tables.words()


def test_space_toggles_one_label_in_multi_sigmoid(bench: Callable[..., Bench]) -> None:
    tables = bench(three_classes(mode="multi-sigmoid"))
    tables.click("Labels", 0, 2)
    tables.key(KEYS.Key_Space)
    assert tables.entry.table("labels")[0].tolist() == [1, 0, 1]


def test_delete_clears_what_is_selected(tables: Bench) -> None:
    tables.click("Outputs", 0, 0)
    tables.click("Outputs", 1, 1, SHIFT)
    tables.key(KEYS.Key_Delete)
    assert tables.entry.table("outputs")[:2].tolist() == [[0, 0, 0.1], [0, 0, -0.4]]
    assert tables.undo() == "Clear cells"


# Rows and classes


def test_rows_are_inserted_and_deleted_by_keys(tables: Bench) -> None:
    tables.click("Outputs", 1, 2)
    tables.key(KEYS.Key_I, CTRL)
    assert tables.entry.table("outputs")[1].tolist() == [0, 0, 0]
    assert (tables.entry.rows, tables.focus) == (5, (1, 2))
    tables.key(KEYS.Key_Delete, CTRL)
    assert tables.entry.same_as(three_classes())
    tables.click("Outputs", 1, 0)
    tables.click("Outputs", 2, 0, SHIFT)
    tables.key(KEYS.Key_Delete, CTRL)
    assert tables.entry.table("outputs")[:, 0].tolist() == [2.0, 0.2]
    assert tables.undo() == "Delete 2 rows"


def test_whole_columns_selected_are_classes(tables: Bench) -> None:
    tables.click("Outputs", 0, 1)
    tables.key(KEYS.Key_Space, CTRL)
    tables.key(KEYS.Key_I, CTRL)
    assert tables.entry.class_names == ("cat", "class 4", "dog", "bird")
    tables.click_header("Outputs", 2)
    tables.key(KEYS.Key_Delete, CTRL)
    assert tables.entry.class_names == ("cat", "class 4", "bird")
    assert tables.names("Labels") == ["cat", "class 4", "bird"]


def test_the_verbs_of_the_menu_work_without_keys(tables: Bench) -> None:
    tables.click("Outputs", 3, 0)
    tables.view.commands.insert_row()
    tables.view.commands.insert_column()
    assert (tables.entry.rows, tables.entry.columns) == (5, 4)
    tables.view.commands.delete_rows()
    tables.view.commands.delete_column()
    assert tables.entry.same_as(three_classes())


def test_classes_are_renamed_in_place(tables: Bench) -> None:
    tables.click_header("Labels", 1, double=True)
    tables.type("hound\n")
    assert tables.entry.class_names == ("cat", "hound", "bird")
    assert tables.names("Outputs") == ["cat", "hound", "bird"]
    assert tables.undo() == "Rename class dog"
    tables.click_header("Outputs", 0, double=True)
    tables.type("wolf")
    tables.key(KEYS.Key_Escape)
    assert tables.entry.class_names == ("cat", "dog", "bird")


def test_a_name_that_is_taken_is_refused_at_the_header(tables: Bench) -> None:
    tables.click_header("Outputs", 0, double=True)
    tables.type("dog\n")
    assert "already" in (tables.refusal() or "")
    assert tables.entry.class_names == ("cat", "dog", "bird")
    assert isinstance(tables.keyboard(), QLineEdit)
    assert tables.keyboard().text() == "dog"
    tables.type("wolf\n")
    assert tables.refusal() is None
    assert tables.entry.class_names == ("wolf", "dog", "bird")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_names_of_classes_and_rows_have_menus_of_their_own(tables: Bench) -> None:
    for down, section, words, done in (
        (False, 1, "Delete class", lambda: tables.entry.class_names == ("cat", "bird")),
        (False, 1, "Insert class before", lambda: tables.entry.class_names[0::2] == ("cat", "bird")),
        (True, 2, "Delete rows", lambda: tables.entry.rows == 3),
        (True, 0, "Insert row below", lambda: tables.entry.table("outputs")[1].tolist() == [0, 0, 0]),
    ):
        header = tables.sheet("Outputs").verticalHeader() if down else tables.sheet("Outputs").horizontalHeader()
        middle = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
        where = QPoint(10, middle) if down else QPoint(middle, 10)
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, header.viewport().mapToGlobal(where))
        QApplication.sendEvent(header.viewport(), asked)
        menu = next(menu for menu in tables.view.findChildren(QMenu) if menu.isVisible())
        assert len(menu.actions()) == 4
        next(action for action in menu.actions() if action.text().startswith(words)).trigger()
        menu.close()
        assert done()


def test_the_plus_beside_the_names_adds_a_class(tables: Bench) -> None:
    plus = next(b for b in tables.view.findChildren(QPushButton) if b.accessibleName() == "Add a class")
    QTest.mouseClick(plus, Qt.MouseButton.LeftButton)
    assert tables.entry.columns == 4
    assert tables.focus[1] == 3
    tables.document.apply(Edit("Binary", lambda entry: edits.set_mode(entry, "binary", 0)))
    assert not plus.isVisible()


def test_rows_are_renamed_in_place(tables: Bench) -> None:
    tables.click_header("Outputs", 2, down=True, double=True)
    tables.type("mail\n")
    assert tables.entry.sample_names == ("1", "2", "mail", "4")
    assert tables.names("Labels", Qt.Orientation.Vertical)[2] == "mail"


# Where one looks


def test_shift_and_arrows_select(tables: Bench) -> None:
    tables.click("Outputs", 1, 0)
    tables.key(KEYS.Key_Right, SHIFT)
    tables.key(KEYS.Key_Down, SHIFT)
    tables.key(KEYS.Key_Delete)
    assert tables.entry.table("outputs").tolist() == [[2.0, 1.0, 0.1], [0, 0, -0.4], [0, 0, 1.9], [0.2, 1.4, 0.6]]


def test_the_focus_follows_the_current_cell_and_the_other_tables_too(tables: Bench) -> None:
    tables.click("Labels", 2, 1)
    assert tables.focus == (2, 1)
    tables.key(KEYS.Key_Right)
    assert tables.focus == (2, 2)
    index = tables.sheet("Outputs").currentIndex()
    assert (index.row(), index.column()) == (2, 2)


def test_the_current_cell_follows_the_focus_and_tells_nobody(tables: Bench) -> None:
    told: list[object] = []
    tables.view.focused.connect(told.append)
    tables.document.look(Focus(row=3, column=2))
    index = tables.sheet("Outputs").currentIndex()
    assert (index.row(), index.column()) == (3, 2)
    assert told == []


def test_the_loss_header_goes_to_the_largest_and_on(tables: Bench) -> None:
    visited = []
    for _ in range(5):
        tables.click_header("Loss of each row", 0)
        visited.append(tables.focus[0])
    assert visited == [3, 2, 0, 1, 3]
    tables.click_header("Loss of each row", 0)
    assert "Go to the next larger loss" in tables.words()


def test_class_weights_stand_above_the_labels_and_are_typed(bench: Callable[..., Bench]) -> None:
    tables = bench(three_classes(class_weights=(1.0, 2.0, 4.0)))
    assert tables.texts("Class weights") == [["×1", "×2", "×4"]]
    tables.click("Labels", 0, 1)
    tables.key(KEYS.Key_Up)
    tables.type("2.5\n")
    assert tables.entry.class_weights == (1.0, 2.5, 4.0)
    tables.type("-1\n")
    assert "at least 0" in (tables.refusal() or "")
    tables.key(KEYS.Key_Escape)
    tables.key(KEYS.Key_Down)
    assert tables.keyboard() is tables.sheet("Labels")


def test_down_and_up_lead_over_the_edges_of_the_tables(tables: Bench) -> None:
    tables.click("Labels", 3, 2)
    tables.key(KEYS.Key_Down)
    tables.key(KEYS.Key_Down)
    assert tables.keyboard() is tables.sheet("Outputs")
    assert tables.focus == (0, 2)
    tables.key(KEYS.Key_Up)
    assert tables.keyboard() is tables.sheet("Labels")
    assert tables.sheet("Labels").currentIndex().row() == 4
    for table in ("Labels", "Outputs"):
        tables.click(table, 3, 1)
        tables.key(KEYS.Key_Down)
        tables.key(KEYS.Key_Down)
    assert tables.keyboard() is tables.sheet("a = softmax(f)")
    assert tables.focus == (0, 1)


def test_a_held_key_ends_at_the_last_row(tables: Bench) -> None:
    tables.click("Labels", 0, 0)
    for _ in range(9):
        held = QKeyEvent(QEvent.Type.KeyPress, KEYS.Key_Down, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(tables.sheet("Labels"), held)
    assert tables.keyboard() is tables.sheet("Labels")
    assert tables.sheet("Labels").currentIndex().row() == 4


def test_an_epoch_of_a_training_run_is_read_only(bench: Callable[..., Bench]) -> None:
    tables = bench()
    for key in (KEYS.Key_5, KEYS.Key_Delete, KEYS.Key_Space):
        tables.click("Labels", 0, 0)
        assert tables.refusal() is None
        tables.view.receive(Analysis(tables.entry, Focus(epoch=20)))
        assert "Outputs: epoch 20, read-only" in tables.words()
        assert not tables.view.stack.reading.isVisible()  # in the way of these words, and nothing to be picked
        tables.key(key)
        assert "epoch 20" in (tables.refusal() or "")
    tables.key(KEYS.Key_I, CTRL)
    assert tables.entry.same_as(three_classes())


@pytest.mark.parametrize(
    ("table", "reason"), [("Loss of each row", "the loss is computed"), ("a = softmax(f)", "a is computed")]
)
def test_what_is_computed_says_so_where_one_types(tables: Bench, table: str, reason: str) -> None:
    tables.click(table, 1, 0)
    tables.type("5")
    assert reason in (tables.refusal() or "")
    tables.key(KEYS.Key_Delete)
    assert reason in (tables.refusal() or "")
    assert tables.entry.same_as(three_classes())


# What those see who do not see it


def test_every_table_and_control_has_a_name(tables: Bench) -> None:
    for kind in (QTableView, QPushButton, QComboBox, QScrollBar):
        for widget in tables.view.findChildren(kind):
            inside = any(table.isAncestorOf(widget) for table in tables.view.findChildren(QTableView))
            if widget.isVisible() and not inside:
                assert widget.accessibleName() or widget.property("text"), widget


def test_every_table_is_reached_by_tab_and_left_by_escape(tables: Bench) -> None:
    tables.sheet("Labels").setFocus()
    reached = []
    for _ in range(12):
        reached.append(tables.keyboard())
        tables.key(KEYS.Key_Escape if isinstance(tables.keyboard(), QTableView) else KEYS.Key_Tab)
    names = {widget.accessibleName() for widget in reached}
    assert {"Labels", "Outputs", "a = softmax(f)", "Outputs are: logits f"} <= names


def test_the_table_that_has_the_keyboard_is_seen(tables: Bench) -> None:
    """The frame of its cell, and the line around it."""
    pictures = []
    for name in ("Labels", "Outputs"):
        tables.sheet(name).setFocus()
        pictures.append(tables.view.grab().toImage())
    assert pictures[0] != pictures[1]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_cell_has_what_can_be_done(tables: Bench) -> None:
    tables.click("Labels", 1, 1)
    sheet = tables.sheet("Labels")
    QApplication.sendEvent(sheet, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    menu = next(menu for menu in tables.view.findChildren(QMenu) if menu.isVisible())
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert {"Copy", "Paste", "Insert row above", "Delete class", "Rename class…"} <= set(actions)
    actions["Insert class after"].trigger()
    menu.close()
    assert tables.entry.class_names == ("cat", "dog", "class 4", "bird")


def test_the_pictures_of_light_and_dark_differ_and_nothing_else_does(tables: Bench) -> None:
    before = tables.texts("Outputs")
    light = tables.view.grab().toImage().pixelColor(2, 300)
    set_appearance("dark")
    QApplication.processEvents()
    dark = tables.view.grab().toImage().pixelColor(2, 300)
    assert dark.lightness() < 80 < light.lightness()
    assert tables.texts("Outputs") == before


@pytest.mark.parametrize(
    ("fields", "outputs", "words"),
    [
        (
            {"outputs_are": "probabilities"},
            [[0.5, 0.25, 0.25], [0.5, 0.5, 0.3]],
            "a as entered: ! row 2 sums to 1.3000",
        ),
        (SHARES, [[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]], "a as entered: rows sum to 1 ✓"),
        ({"mode": "multi-sigmoid"}, [[1, 2, 3], [4, 5, 6]], "a = sigmoid(f): each between 0 and 1"),
        ({"mode": "binary"}, [[1, 2, 3], [4, 5, 6]], f"a = sigmoid(f): a + (1 {MINUS} a) = 1 ✓"),
    ],
)
def test_captions_are_checked_on_the_data(
    bench: Callable[..., Bench], fields: dict[str, object], outputs: list[list[float]], words: str
) -> None:
    tables = bench(Entry.of([[1, 0, 0], [0, 1, 0]], outputs, **fields))
    assert words in tables.words()


@pytest.mark.parametrize(
    ("fields", "outputs", "table", "texts"),
    [
        ({}, [800.0, -900.0, 0.5], "a = softmax(f)", ["1.0000", f"5.005e{MINUS}739", f"6.047e{MINUS}348"]),
        ({"mode": "binary"}, [1700.0, 0.0, 0.0], "a = sigmoid(f)", ["1.0000", f"5.005e{MINUS}739"]),
        ({}, [1.0, -np.inf, 0.0], "a = softmax(f)", ["0.7311", "0", "0.2689"]),
        ({"outputs_are": "probabilities"}, [1.0, 0.0, 0.0], "a as entered", ["1.0000", "0", "0"]),
    ],
)
def test_a_probability_too_small_for_a_float_is_shown_as_in_the_terms(
    bench: Callable[..., Bench], fields: dict[str, object], outputs: list[float], table: str, texts: list[str]
) -> None:
    assert bench(Entry.of([[0, 1, 0]], [outputs], **fields)).texts(table)[0] == texts


def test_a_row_without_a_label_among_soft_labels_is_said_to_count(bench: Callable[..., Bench]) -> None:
    tables = bench(Entry.of([[0.7, 0.3], [0, 0]], [[2.0, 1.0], [0.5, 0.0]]))
    assert "Labels: ! row 2 has no label yet, and counts as all 0" in tables.words()
    assert tables.texts("Loss of each row")[1] == ["0"]


def test_weighted_rows_are_said(bench: Callable[..., Bench]) -> None:
    entry = three_classes()
    weighted = replace(entry, blocks=in_blocks(entry.table("labels"), entry.table("outputs"), np.full((4, 1), 2.0)))
    assert "Outputs: weighted rows" in bench(weighted).words()


def test_an_entry_without_rows_asks_for_some(bench: Callable[..., Bench]) -> None:
    tables = bench(Entry(blocks=in_blocks(np.empty((0, 3)), np.empty((0, 3))), class_names=("a", "b", "c")))
    assert any("there are no rows yet" in name for name in tables.words())
    tables.click("Outputs", 0, 1)
    tables.type("2\n")
    assert tables.entry.table("outputs").tolist() == [[0, 2, 0]]
    assert tables.undo()
    assert tables.entry.rows == 0


def test_a_new_sheet_greets_with_what_to_do(bench: Callable[..., Bench]) -> None:
    tables = bench(Entry.of(np.zeros((1, 3)), np.zeros((1, 3)), ("cat", "dog", "bird")))
    assert "Labels: no labels yet: press Space in a class, or paste" in tables.words()
    assert tables.refusal() is None


def test_a_new_row_leaves_the_mean_as_it_is_and_says_why(tables: Bench) -> None:
    mean = tables.document.analysis.cards[1].value
    tables.click("Outputs", 4, 0)
    tables.type("3\n")
    assert tables.entry.rows == 5
    assert tables.document.analysis.cards[1].value == mean
    assert tables.texts("Loss of each row")[4] == ["no label"]
    assert "Labels: row 5 has no label yet, so it does not count" in tables.words()
    tables.click("Labels", 4, 0)
    tables.key(KEYS.Key_Space)
    assert tables.document.analysis.cards[1].value != mean


def test_rows_are_as_high_as_before_when_another_panel_gives_back_a_large_screen(tables):
    rows = tables.sheet("Outputs").verticalHeader()
    before = [rows.sectionSize(k) for k in range(rows.count())]
    try:
        grow(3.5)
    finally:
        grow(1.0)
    QApplication.processEvents()
    assert [rows.sectionSize(k) for k in range(rows.count())] == before
