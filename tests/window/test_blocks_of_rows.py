"""Rows of several axes in blocks: a line between them, a title, and which axis that is; where one looks, no edit."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.opening import Opening
from xentgui.window.lower_right import CURVE, GRADIENT, LIKELIHOOD, SURFACE
from xentgui.window.main import MainWindow
from xentgui.window.tables.sheet import Sheet


def tokens(**fields: object) -> Entry:
    return Entry.of(np.eye(3)[[0, 1, 2, 0, 1, 2]], np.zeros((6, 3)), leading=(2, 3), **fields)


def pixels() -> Entry:
    return Entry.of(np.tile(np.eye(2), (12, 1)), np.zeros((24, 2)), leading=(2, 3, 4))


@pytest.mark.parametrize(
    ("entry", "axis", "row", "name"),
    [
        (tokens(), 0, 4, ("sequence 1", "1")),
        (tokens(), None, 4, ("", "1, 1")),
        (pixels(), 0, 17, ("image 1", "1, 1")),
        (pixels(), 1, 17, ("image 1, line 1", "1")),
        (pixels(), 7, 17, ("image 1, line 1", "1")),
        (tokens(sample_names=tuple("abcdef")), 0, 4, ("sequence 1", "e")),
        (Entry.of([[1, 0]], [[0, 0]]), 0, 0, ("", "1")),
    ],
)
def test_a_row_is_called_by_its_block_and_its_place_in_it(
    entry: Entry, axis: int | None, row: int, name: tuple[str, str]
) -> None:
    assert Analysis(entry, Focus(blocks=axis)).row_name(row) == name


def outputs(window: MainWindow) -> Sheet:
    return next(sheet for sheet in window.findChildren(Sheet) if sheet.accessibleName() == "Outputs")


def below(sheet: Sheet, row: int) -> QImage:
    """The line below a row."""
    bottom = sheet.rowViewportPosition(row) + sheet.rowHeight(row) - 1
    return sheet.viewport().grab(QRect(QPoint(2, bottom), sheet.viewport().rect().bottomRight()).adjusted(
        0, 0, -20, -(sheet.viewport().height() - bottom - 1)
    )).toImage()  # fmt: skip


def test_a_darker_line_stands_between_blocks_alone(opened: Callable[..., MainWindow]) -> None:
    sheet = outputs(opened(tokens(), plots=False))
    assert below(sheet, 0) == below(sheet, 1)
    assert below(sheet, 2) != below(sheet, 1)


def test_the_menu_chooses_the_axis_and_nothing_is_edited(opened: Callable[..., MainWindow]) -> None:
    window = opened(pixels(), plots=False)
    entry, sheet = window.document.entry, outputs(window)
    assert window.actions_by_id["blocks-0"].isChecked()
    assert sheet.grid.run == 12
    window.actions_by_id["blocks-1"].trigger()
    assert (window.document.focus.blocks, sheet.grid.run) == (1, 4)
    window.actions_by_id["blocks-none"].trigger()
    assert (window.document.focus.blocks, sheet.grid.run) == (None, 0)
    assert window.document.entry is entry
    assert not window.document.stack.canUndo()
    assert not window.actions_by_id["blocks-2"].isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform, of every popup
def test_the_switch_over_the_names_says_and_opens_the_choice(opened: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = opened(tokens(), plots=False)
    switch = next(each for each in window.findChildren(QPushButton) if each.accessibleName().startswith("Blocks"))
    assert (switch.isVisible(), switch.accessibleName()) == (True, "Blocks of rows: sequence")
    switch.setFocus()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    menu = next(each for each in switch.findChildren(QMenu))
    assert [action.text() for action in menu.actions()] == ["A block for each sequence", "No blocks"]
    menu.actions()[1].trigger()
    menu.close()
    assert switch.accessibleName() == "Blocks of rows: none"


def test_rows_of_one_axis_have_no_switch(opened: Callable[..., MainWindow]) -> None:
    window = opened("three-classes", plots=False)
    switch = next(each for each in window.findChildren(QPushButton) if each.accessibleName().startswith("Blocks"))
    assert not switch.isVisible()
    assert not window.actions_by_id["blocks-none"].isEnabled()


def sayings(window: MainWindow) -> set[str]:
    """All that visible widgets say, to the eye or aloud."""
    found: set[str] = set()
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window):
            text = getattr(widget, "text", None)
            found |= {widget.accessibleName(), widget.accessibleDescription(), text() if callable(text) else ""}
    return found


@pytest.mark.parametrize(
    ("entry", "name"), [(tokens(), "1, 1"), (tokens(sample_names=("a", "b", "c", "d", "<s>", "f")), "<s>")]
)
def test_every_view_calls_a_row_as_the_tables_do(opened: Callable[..., MainWindow], entry: Entry, name: str) -> None:
    window = opened(Opening(entry, Focus(row=4)))
    for tab in (CURVE, GRADIENT, SURFACE, LIKELIHOOD):
        window.lower_right.show_tab(tab)
        told = [each.lower() for each in sayings(window)]
        assert not [each for each in told if re.search(r"\brow 5\b(?! of 6)", each)], tab
        assert len([each for each in told if f"row {name}" in each]) >= 5, tab


@pytest.mark.parametrize(
    ("labels", "outputs", "words"),
    [
        ([1, 1, 0], [0.5, 0.25, 0.25], "in row {}"),
        ([0.5, 0.25, 0.25], [0.5, 0.25, 0.25], "row {} has soft labels"),
        ([1, 0, 0], [0, 0.5, 0.5], "row {} gives 0 the label 1"),
        ([1, 0, 0], [0.5, 0.5, 0.5], "outputs of row {} sum to 1.5"),
    ],
)
@pytest.mark.parametrize("names", [None, ("a", "b", "c", "d", "catB", "f")])
def test_every_reason_calls_a_row_as_the_tables_do(
    opened: Callable[..., MainWindow],
    labels: list[float],
    outputs: list[float],
    words: str,
    names: tuple[str, ...] | None,
) -> None:
    y, a = np.eye(3)[[0, 1, 2, 0, 1, 2]], np.full((6, 3), 1 / 3)
    y[4], a[4] = labels, outputs
    window = opened(
        Opening(Entry.of(y, a, leading=(2, 3), outputs_are="probabilities", sample_names=names), Focus(row=4)),
        plots=False,
    )
    told: set[str] = set()
    window.cards.setFocus(Qt.FocusReason.OtherFocusReason)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(QApplication.focusWidget(), key)
        told |= sayings(window) | {QApplication.focusWidget().accessibleDescription()}
    assert not [each for each in told if re.search(r"\brow 5\b(?! of 6)", each, re.IGNORECASE)]
    assert [each for each in told if words.format("1, 1" if names is None else "catB") in each]


def test_a_long_name_of_a_row_is_cut_in_sentences() -> None:
    names = tuple(f"photographs/2026/{letter}.jpeg" for letter in "abcdef")
    assert Analysis(tokens(sample_names=names), Focus(row=4)).row_words == "row photographs/202…"
