"""Many classes: one-hot labels fold into a column of classes, the tables scroll together, the loss stays in sight."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton
from window.tables_harness import CTRL, KEYS, Bench, ten_classes, three_classes

from xentgui import edits
from xentgui.entry import Edit, Entry, Focus

opens_a_list = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform, of every popup


@pytest.fixture
def bench(bench: Callable[..., Bench]) -> Callable[..., Bench]:
    return lambda entry=None, **given: bench(entry or ten_classes(), **{"size": (490, 790), **given})


@pytest.fixture
def folded(bench: Callable[..., Bench]) -> Bench:
    return bench()


def label(bench: Bench, row: int) -> str:
    return bench.entry.class_names[int(bench.entry.table("labels")[row].argmax())]


def test_one_hot_labels_of_many_classes_are_one_column(folded: Bench) -> None:
    assert folded.sheet("Classes").isVisible()
    assert not folded.sheet("Labels").isVisible()
    assert folded.names("Classes") == ["▸ class"]
    assert [row[0] for row in folded.texts("Classes")[:20]] == [label(folded, row) for row in range(20)]


@pytest.mark.parametrize("entry", [three_classes(), ten_classes(mode="multi-sigmoid")])
def test_few_classes_and_several_labels_are_not_folded(bench: Callable[..., Bench], entry: Entry) -> None:
    assert not bench(entry).sheet("Classes").isVisible()


def test_soft_labels_are_not_folded(bench: Callable[..., Bench]) -> None:
    entry = ten_classes()
    soft = Entry.of(np.full((200, 10), 0.1), entry.table("outputs"))
    assert not bench(soft).sheet("Classes").isVisible()


@opens_a_list
def test_a_class_is_chosen_from_the_list_by_keys(folded: Bench) -> None:
    folded.click("Classes", 3, 0)
    folded.key(KEYS.Key_Space)
    box = folded.keyboard()
    assert isinstance(box, QComboBox)
    assert box.currentText() == label(folded, 3)
    folded.type("tr")
    folded.key(KEYS.Key_Return)
    assert label(folded, 3) == "truck"
    assert folded.focus[0] == 4
    assert folded.undo() == "Class of row 4"


def test_typing_in_the_column_chooses_by_the_first_letters(folded: Bench) -> None:
    folded.click("Classes", 5, 0)
    folded.type("fr\n")
    assert label(folded, 5) == "frog"


@opens_a_list
def test_escape_keeps_the_class(folded: Bench) -> None:
    before = label(folded, 5)
    folded.click("Classes", 5, 0)
    folded.key(KEYS.Key_F2)
    folded.type("t")
    folded.key(KEYS.Key_Escape)
    assert label(folded, 5) == before


def test_delete_says_that_a_row_has_one_class_here(folded: Bench) -> None:
    folded.click("Classes", 5, 0)
    folded.key(KEYS.Key_Delete)
    assert "one class" in (folded.refusal() or "")
    assert folded.document.stack.count() == 0


def test_class_names_are_pasted_into_the_column(folded: Bench) -> None:
    folded.click("Classes", 2, 0)
    folded.paste("ship\nhorse\nplane")
    assert [label(folded, row) for row in (2, 3, 4)] == ["ship", "horse", "plane"]


def test_classes_are_copied_as_names(folded: Bench) -> None:
    folded.click("Classes", 2, 0)
    folded.key(KEYS.Key_C, CTRL)
    assert folded.said[-1] == f"Copied {label(folded, 2)}"


def test_arrows_go_from_the_class_to_the_outputs_to_the_loss_and_back(folded: Bench) -> None:
    folded.click("Classes", 7, 0)
    folded.key(KEYS.Key_Right)
    assert folded.keyboard() is folded.sheet("Outputs")
    assert folded.focus == (7, 0)
    folded.key(KEYS.Key_Left)
    assert folded.keyboard() is folded.sheet("Classes")
    folded.click("Outputs", 7, 9)
    folded.key(KEYS.Key_Right)
    assert folded.keyboard() is folded.sheet("Loss of each row")
    assert folded.focus == (7, 9)
    folded.key(KEYS.Key_Left)
    assert folded.focus == (7, 9)
    assert folded.keyboard() is folded.sheet("Outputs")


def test_space_on_a_loss_goes_to_the_largest(folded: Bench) -> None:
    folded.click("Loss of each row", 0, 0)
    assert folded.said[-1].startswith("Copied ")
    folded.key(KEYS.Key_Space)
    losses = folded.document.analysis.losses(range(200))
    assert folded.focus[0] == int(losses.argmax())
    folded.key(KEYS.Key_Space)
    assert folded.focus[0] == int(np.argsort(-losses)[1])


def test_the_header_unfolds_and_a_button_folds_again(folded: Bench) -> None:
    folded.click_header("Classes", 0)
    assert folded.sheet("Labels").isVisible()
    assert folded.texts("Labels")[0].count("1") == 1
    button = next(b for b in folded.view.findChildren(QPushButton) if b.text() == "fold" and b.isVisible())
    button.click()
    assert folded.sheet("Classes").isVisible()


def test_all_tables_scroll_together(folded: Bench) -> None:
    folded.document.look(Focus(row=150, column=9))
    tops = {folded.sheet(name).rowAt(0) for name in ("Classes", "Outputs", "Loss of each row")}
    assert len(tops) == 1
    assert tops != {0}
    sheet = folded.sheet("Outputs")
    assert sheet.viewport().rect().contains(sheet.visualRect(sheet.currentIndex()))
    folded.sheet("Loss of each row").verticalScrollBar().setValue(30)
    assert folded.sheet("Classes").rowAt(0) == folded.sheet("Outputs").rowAt(0) == 30


def test_stacked_tables_scroll_together_to_both_sides(bench: Callable[..., Bench]) -> None:
    tables = bench(ten_classes(mode="multi-sigmoid"))
    names = ("Labels", "Outputs", "a = sigmoid(f)")
    for row, column in ((199, 9), (0, 0), (120, 5)):
        tables.document.look(Focus(row=row, column=column))
        assert len({tables.sheet(name).rowAt(0) for name in names}) == 1
        assert len({tables.sheet(name).columnAt(0) for name in names}) == 1
        for name in names:
            sheet = tables.sheet(name)
            assert sheet.viewport().rect().contains(sheet.visualRect(sheet.currentIndex()))


def test_no_digits_are_cut_off_where_columns_do_not_fit(bench: Callable[..., Bench]) -> None:
    for width in (400, 416, 490, 533):
        tables = bench(ten_classes(mode="multi-sigmoid"), size=(width, 790))
        sheet = tables.sheet("Outputs")
        assert sheet.columnWidth(0) >= 56
        assert sheet.viewport().width() % sheet.columnWidth(0) < 12


def test_ten_rows_are_seen_in_a_window_of_720_pixels(bench: Callable[..., Bench]) -> None:
    tables = bench(Entry.of(np.eye(3)[[0] * 10], np.zeros((10, 3))), size=(398, 616))
    for name in ("Labels", "Outputs"):
        sheet = tables.sheet(name)
        assert sheet.viewport().rect().contains(sheet.visualRect(sheet.model().index(9, 0)))


@opens_a_list
def test_a_new_row_is_added_by_choosing_its_class(folded: Bench) -> None:
    folded.document.look(Focus(row=199))
    folded.click("Classes", 199, 0)
    folded.key(KEYS.Key_Down)
    folded.key(KEYS.Key_F2)
    folded.type("sh\n")
    assert folded.entry.rows == 201
    assert label(folded, 200) == "ship"
    assert folded.names("Classes", Qt.Orientation.Vertical)[-2:] == ["201", "+"]


def corner(bench: Bench, name: str, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands in the view."""
    sheet = bench.sheet(name)
    return sheet.viewport().mapTo(bench.view, sheet.visualRect(sheet.model().index(row, column)).topLeft()).toTuple()


class TestWithWeights:
    """Weights of the classes stand under the names of the outputs' columns, which are the classes."""

    @pytest.fixture
    def weighted(self, bench: Callable[..., Bench]) -> Bench:
        return bench(ten_classes(class_weights=(1.0, 2.0) * 5))

    def test_labels_are_one_column_all_the_same(self, weighted: Bench) -> None:
        assert weighted.sheet("Classes").isVisible()
        assert not weighted.sheet("Labels").isVisible()
        assert weighted.texts("Class weights") == [["×1", "×2"] * 5]

    def test_a_row_stands_at_one_height_in_all_tables_and_a_weight_over_its_column(self, weighted: Bench) -> None:
        weighted.document.look(Focus(row=120, column=9))
        names = ("Classes", "Outputs", "Loss of each row")
        assert len({corner(weighted, name, 120, 0)[1] for name in names}) == 1
        for column in range(weighted.sheet("Outputs").columnAt(0), 10):
            assert corner(weighted, "Class weights", 0, column)[0] == corner(weighted, "Outputs", 120, column)[0]

    def test_a_weight_is_typed_and_down_leads_to_the_outputs(self, weighted: Bench) -> None:
        weighted.click("Class weights", 0, 1)
        weighted.type("3.5\n")
        assert weighted.entry.class_weights == (1.0, 3.5, *(1.0, 2.0) * 4)
        weighted.click("Class weights", 0, 1)
        weighted.key(KEYS.Key_Down)
        assert weighted.keyboard() is weighted.sheet("Outputs")

    def test_unfolded_they_stand_over_the_labels_again(self, weighted: Bench) -> None:
        weighted.click_header("Classes", 0)
        weights, labels = weighted.sheet("Class weights"), weighted.sheet("Labels")
        assert labels.isVisible()
        assert weights.isVisible()
        assert weights.parentWidget() is labels.parentWidget()
        weighted.document.apply(Edit("none", lambda entry: edits.set_class_weights(entry, None)))
        assert not weights.isVisible()
        assert labels.horizontalHeader().isVisible()
        assert weighted.sheet("Outputs").horizontalHeader().isVisible()
