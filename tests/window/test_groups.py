"""The thin column of groups: made from a menu, typed, pasted, taken back, and used by My number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QInputDialog, QTableView
from pytestqt.qtbot import QtBot
from window.tables_harness import KEYS, Bench, ten_classes, three_classes

from xentgui import groups_of_rows
from xentgui.entry import Edit, Entry
from xentgui.window.main import MainWindow
from xentgui.window.my_number.query import Asking


def names(bench: Bench) -> list[str]:
    return [row[0] for row in bench.texts("Groups")]


def test_the_column_is_shown_only_when_there_are_groups(bench: Callable[[Entry], Bench]) -> None:
    there = bench(three_classes())
    assert not there.sheet("Groups").isVisible()
    there.document.apply(Edit("Groups of 2 rows", lambda entry: groups_of_rows.in_groups_of(entry, 2)))
    assert there.sheet("Groups").isVisible()
    assert names(there) == ["batch 1", "batch 1", "batch 2", "batch 2", ""]
    assert there.undo() == "Groups of 2 rows"
    assert not there.sheet("Groups").isVisible()


@pytest.mark.parametrize("entry", [three_classes(), ten_classes()])
def test_columns_of_labels_and_outputs_stay_below_one_another(bench: Callable[[Entry], Bench], entry: Entry) -> None:
    there = bench(groups_of_rows.in_groups_of(entry, 2))
    shown = [there.sheet(name) for name in ("Labels", "Outputs") if there.sheet(name).isVisible()]
    assert len({sheet.viewport().mapTo(there.view, sheet.viewport().rect().topLeft()).x() for sheet in shown}) == 1
    column = there.sheet("Groups")
    assert column.mapTo(there.view, column.rect().topLeft()).x() < shown[0].mapTo(there.view, column.pos()).x()


def test_a_group_is_typed(bench: Callable[[Entry], Bench]) -> None:
    there = bench(groups_of_rows.in_groups_of(three_classes(), 2))
    there.click("Groups", 1, 0)
    there.type("batch 2\n")
    assert there.entry.groups == ("batch 1", "batch 2", "batch 2", "batch 2")
    there.key(KEYS.Key_Delete)
    assert "each row is in a group" in (there.refusal() or "")


def test_an_empty_name_is_refused_beside_its_cell(bench: Callable[[Entry], Bench]) -> None:
    there = bench(groups_of_rows.in_groups_of(three_classes(), 2))
    there.click("Groups", 1, 0)
    there.type("x")
    there.key(KEYS.Key_Backspace)
    there.type("\n")
    assert "type a name or a number" in (there.refusal() or "")
    there.key(KEYS.Key_Escape)


@pytest.mark.parametrize("text", ["a\na\nb\nb", "1\n1\n2\n2", "[1, 1, 2, 2]"])
def test_groups_are_pasted_where_the_keyboard_is(bench: Callable[[Entry], Bench], text: str) -> None:
    there = bench(groups_of_rows.in_groups_of(three_classes(), 4))
    there.click("Groups", 2, 0)
    there.paste(text)
    assert there.entry.groups in (tuple("aabb"), tuple("1122"))
    assert there.entry.same_as(groups_of_rows.set_groups(there.entry, there.entry.groups))
    assert np.array_equal(there.entry.table("outputs"), three_classes().table("outputs"))


def test_a_name_wins_over_the_place(bench: Callable[[Entry], Bench]) -> None:
    mine = Entry.of(np.eye(3)[[0, 1, 2, 0]], np.ones((4, 3)))
    there = bench(mine)
    there.click("Outputs", 0, 0)
    there.paste("batch_ids = tensor([0, 0, 1, 1])")
    assert there.entry.groups == tuple("0011")
    assert there.said[-1] == "Pasted 4 names of groups"


def test_one_name_for_each_sequence_is_enough(bench: Callable[[Entry], Bench]) -> None:
    there = bench(Entry.of(np.eye(3)[[0, 1, 2, 0]], np.ones((4, 3)), leading=(2, 2)))
    there.click("Outputs", 0, 0)
    there.paste("groups = [7, 8]")
    assert there.entry.groups == tuple("7788")


def test_arrows_lead_from_the_labels_into_the_groups(bench: Callable[[Entry], Bench]) -> None:
    there = bench(groups_of_rows.in_groups_of(three_classes(), 2))
    there.click("Labels", 1, 0)
    there.key(KEYS.Key_Left)
    assert there.keyboard() is there.sheet("Groups")
    there.key(KEYS.Key_Right)
    assert there.keyboard() is there.sheet("Labels")


def test_every_n_rows_are_asked_for_from_the_menu(opened: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = opened(three_classes(), plots=False)
    window.actions_by_id["groups-of-rows"].trigger()
    dialog = next(each for each in window.findChildren(QInputDialog) if each.isVisible())
    dialog.setIntValue(3)
    qtbot.keyClick(dialog, KEYS.Key_Return)
    assert window.document.entry.groups == ("batch 1",) * 3 + ("batch 2",)
    window.actions_by_id["groups-none"].trigger()
    assert window.document.entry.groups is None
    assert not window.actions_by_id["groups-of-axis"].isEnabled()


def test_groups_to_be_typed_have_the_keyboard(opened: Callable[..., MainWindow]) -> None:
    window = opened(three_classes(), plots=False)
    window.actions_by_id["groups-typed"].trigger()
    focus = QApplication.focusWidget()
    assert isinstance(focus, QTableView)
    assert focus.accessibleName() == "Groups"
    assert window.document.entry.groups == ("1",) * 4


def test_my_number_knows_the_groups(opened: Callable[..., MainWindow]) -> None:
    random = np.random.default_rng(3)
    outputs, labels = random.normal(size=(9, 4)).round(2), np.eye(4)[random.integers(0, 4, 9)]
    entry = groups_of_rows.set_groups(Entry.of(labels, outputs), tuple("abcabcabb"))
    losses = np.log(np.exp(outputs).sum(axis=1)) - (outputs * labels).sum(axis=1)
    means = np.mean([losses[[name == each for each in entry.groups or ()]].mean() for name in "abc"])
    analysis = opened(entry, plots=False).document.analysis
    *_, last = Asking(analysis, f"{means:.6f}").search()
    assert "he means of the 3 groups were averaged" in last.matches[0].explanation


def test_my_number_finds_the_mean_of_sequence_means_by_itself(opened: Callable[..., MainWindow]) -> None:
    random = np.random.default_rng(8)
    outputs, labels = random.normal(size=(10, 4)).round(2), np.eye(4)[random.integers(0, 4, 10)]
    losses = np.log(np.exp(outputs).sum(axis=1)) - (outputs * labels).sum(axis=1)
    labels[[3, 4, 9]] = 0  # padding
    means = np.mean([losses[:3].mean(), losses[5:9].mean()])
    entry = Entry.of(labels, outputs, leading=(2, 5), ignore_index=-100)
    *_, last = Asking(opened(entry, plots=False).document.analysis, f"{means:.6f}").search()
    assert "he means of the 2 sequences were averaged" in last.matches[0].explanation
