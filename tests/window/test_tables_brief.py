"""Very many classes: each row shows its true class, its largest outputs, one looked at, and the others together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QListWidget
from pytestqt.qtbot import QtBot
from window.tables_harness import CTRL, KEYS, Bench

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.questions.largest import Largest, largest
from xentgui.window.main import MainWindow
from xentgui.window.tables.view import FindClass, classes_called
from xentgui.window.theme import font

CLASSES = 1200
NAMES = tuple(f"word{k}" for k in range(CLASSES))


def words(rows: int = 6, classes: int = CLASSES, **fields: object) -> Entry:
    random = np.random.default_rng(5)
    outputs, truth = random.normal(size=(rows, classes)).round(2), random.integers(0, classes, rows)
    outputs[np.arange(rows), truth] += random.normal(size=rows).round(1) + 3
    labels = np.zeros((rows, classes))
    labels[np.arange(rows), truth] = 1
    return Entry.of(labels, outputs, tuple(f"word{k}" for k in range(classes)), **fields)


@pytest.fixture
def bench(bench: Callable[..., Bench]) -> Callable[..., Bench]:
    return lambda entry, **given: bench(entry, **{"size": (640, 790), **given})


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", None])
def test_true_class_largest_and_others_are_what_the_whole_row_says(activation: str | None) -> None:
    entry = words()
    outputs = entry.table("outputs")
    if activation is None:
        outputs = np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True)
        entry = Entry.of(entry.table("labels"), outputs, NAMES)
    a = {"softmax": np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True), "sigmoid": 1 / (1 + np.exp(-outputs))}
    probabilities = outputs if activation is None else a[activation]
    found = largest(entry.blocks, 1, 5, activation)
    for k, row in enumerate(range(1, 5)):
        order = np.argsort(-outputs[row], kind="stable")[:5]
        true = int(entry.table("labels")[row].argmax())
        assert found.classes[k].tolist() == [true, *order]
        np.testing.assert_allclose(found.a[k], probabilities[row, found.classes[k]], rtol=1e-12)
        others = np.setdiff1d(np.arange(CLASSES), found.classes[k])
        assert found.rest[k] == len(others)
        if activation != "sigmoid":
            np.testing.assert_allclose(found.others_a[k], probabilities[row, others].sum(), rtol=1e-9)


def test_a_row_without_a_class_has_no_true_one_and_infinite_logits_are_taken() -> None:
    outputs = np.zeros((2, 9))
    outputs[:, 3:] = -np.inf
    found: Largest = largest(Entry.of(np.eye(9)[[1, 1]] * [[1], [0]], outputs).blocks, 0, 2, "softmax")
    assert found.classes[:, 0].tolist() == [1, -1]
    assert np.isnan(found.outputs[1, 0])
    assert found.rest.tolist() == [4, 4]
    assert found.others_a.tolist() == [0.0, 0.0]


def test_the_table_has_a_few_columns_whatever_the_classes_are(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    assert there.names("Outputs") == ["true", "word0", "largest", "2nd", "3rd", "4th", "5th", "others"]
    assert there.sheet("Outputs").model().columnCount() == 8
    assert not there.sheet("Labels").isVisible()
    truth = there.entry.table("labels").argmax(axis=1)
    assert [row[0] for row in there.texts("Classes")[:6]] == [NAMES[k] for k in truth]


def test_a_cell_says_its_class_to_those_who_hear_it(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    index = there.sheet("Outputs").model().index(0, 0)
    true = int(there.entry.table("labels")[0].argmax())
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith(f"true class, f(word{true}) of row 1: ")
    others = there.sheet("Outputs").model().index(0, 7).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "classes together, row 1" in others


def test_going_to_a_cell_looks_at_its_class(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    there.click("Outputs", 2, 2)
    highest = int(there.entry.table("outputs")[2].argmax())
    assert there.focus == (2, highest)
    assert there.names("Outputs")[1] == f"word{highest}"
    assert there.sheet("Outputs").currentIndex().column() == 2


def test_what_is_typed_goes_to_the_class_of_the_cell(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    there.click("Outputs", 2, 3)
    second = there.focus[1]
    there.type("0.5\n")
    assert there.entry.cell("outputs", 2, second) == 0.5
    assert there.focus[1] == second
    there.click("Outputs", 2, 7)
    there.type("1")
    there.key(KEYS.Key_Return)
    assert "no single class" in (there.refusal() or "")
    there.key(KEYS.Key_Escape)


def test_a_label_is_typed_by_name_or_by_number(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    there.click("Classes", 1, 0)
    there.type("word77\n")
    assert there.entry.table("labels")[1].argmax() == 77
    there.type("1199\n")
    assert there.entry.table("labels")[2].argmax() == 1199
    there.type("word5000\n")
    assert "no class" in (there.refusal() or "")
    there.key(KEYS.Key_Escape)


def test_several_columns_are_not_cleared_at_once(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    before = there.entry
    there.click("Outputs", 0, 1)
    there.key(KEYS.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    there.key(KEYS.Key_Delete)
    assert there.entry is before
    assert "one column at a time" in (there.refusal() or "")


def test_soft_labels_are_several(bench: Callable[..., Bench]) -> None:
    labels = np.zeros((2, CLASSES))
    labels[0, :2], labels[1, 4] = 0.5, 1
    there = bench(Entry.of(labels, np.zeros((2, CLASSES)), NAMES))
    assert [row[0] for row in there.texts("Classes")] == ["several", "word4", ""]


@pytest.mark.parametrize(
    ("text", "found"),
    [("cat", [0, 3]), ("1", [1, 2]), ("0", [0, 2]), ("B1", [4]), ("", []), ("99", [])],
)
def test_classes_are_found_by_name_and_number(text: str, found: list[int]) -> None:
    assert classes_called(text, ["cat", "1", "10", "category", "b1"])[: len(found)] == found


def test_a_class_is_found_without_the_mouse(opened: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = opened(words(), plots=False)
    window.actions_by_id["find-class"].trigger()
    dialog = next(each for each in window.findChildren(FindClass) if each.isVisible())
    field = dialog.findChild(QLineEdit)
    qtbot.keyClicks(field, "nothing")
    assert dialog.findChild(QListWidget).item(0).text() == "no class has this name or number"
    qtbot.keyClick(field, KEYS.Key_Return)
    assert dialog.isVisible()
    field.selectAll()
    qtbot.keyClicks(field, "word777")
    assert dialog.findChild(QListWidget).count() == 1
    qtbot.keyClick(field, KEYS.Key_Return)
    assert window.document.focus.column == 777


def test_the_worst_row_is_gone_to_by_key(opened: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = opened(words(), plots=False)
    qtbot.keyClick(window.tables.focusProxy(), KEYS.Key_L, CTRL)
    worst = int(np.argmax(window.document.analysis.losses(range(6))))
    true = int(window.document.entry.table("labels")[worst].argmax())
    assert (window.document.focus.row, window.document.focus.column) == (worst, true)


def test_the_mean_says_its_perplexity(bench: Callable[..., Bench]) -> None:
    there = bench(words())
    value = there.document.analysis.cards[1].value
    assert any(f"perplexity {np.exp(value):.4f}" in name for name in there.words())
    assert Analysis(words(log_base=2.0), Focus()).perplexity == pytest.approx(np.exp(value), rel=1e-12)
    assert Analysis(words(reduction="sum"), Focus()).perplexity is None
    assert Analysis(words(), Focus(chosen=0)).perplexity is None


@pytest.mark.parametrize("changes", [{"focal_gamma": 2.0}, {"poly_epsilon": 1.0}, {"label_smoothing": 0.1}], ids=str)
def test_a_mean_of_more_than_the_logarithms_of_the_true_classes_says_no_perplexity(changes: dict[str, float]) -> None:
    card = words().cards[1]
    changed = replace(card, definition=replace(card.definition, **changes))
    assert Analysis(words(cards=(card,)), Focus(chosen=0)).perplexity is not None
    assert Analysis(words(cards=(changed,)), Focus(chosen=0)).perplexity is None


def test_nothing_as_large_as_all_classes_squared_is_made(bench: Callable[..., Bench]) -> None:
    there = bench(words(rows=2, classes=131_072))
    there.click("Outputs", 1, 0)
    there.type("2\n")
    there.click("Classes", 0, 0)
    there.type("131071\n")
    assert there.entry.table("labels")[0].argmax() == 131_071
    assert there.document.analysis.curve is not None


def test_the_number_of_a_class_of_a_vocabulary_stands_whole_before_its_output(bench: Callable[..., Bench]) -> None:
    labels, outputs = np.zeros((2, 50_000)), np.zeros((2, 50_000))
    labels[:, 44_444], outputs[:, 48_888] = 1, 12.3456
    sheet = bench(Entry.of(labels, outputs, tuple(map(str, range(50_000))))).sheet("Outputs")
    assert QFontMetrics(font(13)).horizontalAdvance("48888 12.3456") <= sheet.columnWidth(0) - 8
