"""A large entry is in the tables at once; cards and strip follow when a job has asked the blocks for their prefetch."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from xentgui import edits
from xentgui.entry import Edit, Entry, Focus, in_blocks
from xentgui.questions import prefetch
from xentgui.window.document import Document

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def large(seed=0):
    chance = np.random.default_rng(seed)
    tables = [(np.eye(3)[chance.integers(3, size=50)], chance.normal(size=(50, 3))) for _ in range(8)]
    return Entry(tuple(b for y, f in tables for b in in_blocks(y, f)), ("cat", "dog", "bird"))


@pytest.fixture
def gate(monkeypatch):
    """Blocks answer a job when it is open."""
    gate, ask = threading.Event(), prefetch.ask

    def when_open(*words):
        gate.wait(5)
        ask(*words)

    monkeypatch.setattr(prefetch, "ask", when_open)
    yield gate
    gate.set()


@pytest.fixture
def document(qapp):
    document = Document(Entry.of(np.eye(2), np.eye(2)))
    document.announced = []
    document.changed.connect(lambda analysis: document.announced.append((analysis, bool(analysis.pending))))
    yield document
    document.stop()


def test_the_same_analysis_is_announced_again_when_its_parts_are_known(document, gate, qtbot):
    document.open(large())
    assert [pending for _, pending in document.announced] == [True]
    gate.set()
    qtbot.waitUntil(lambda: len(document.announced) == 2)
    (first, _), (second, pending) = document.announced
    assert first is second is document.analysis
    assert not pending


def test_a_newer_change_ends_the_asking(document, gate, qtbot):
    document.open(large())
    document.look(replace(document.focus, chosen=0))
    document.apply(Edit("Change", lambda entry: edits.set_cell(entry, "outputs", 0, 0, 9.0)))
    gate.set()
    qtbot.waitUntil(lambda: not document.announced[-1][1])
    assert [pending for _, pending in document.announced] == [True, True, True, False]
    assert document.announced[-1][0] is document.analysis


def test_in_place_there_is_one_announcement_with_all_answers(qapp):
    document = Document(Entry.of(np.eye(2), np.eye(2)), in_place=True)
    found = []
    document.changed.connect(lambda analysis: found.append(analysis.pending))
    document.open(large(), Focus())
    assert found == [False]


def test_the_window_dims_what_is_not_known_yet_and_then_shows_it(gate, opened, qtbot):
    window = opened(Entry.of(np.eye(2), np.eye(2)), plots=False, in_place=False)
    before = values(window)
    window.document.open(large())
    assert window.document.analysis.pending
    assert window.tables.stack.outputs.grid.rowCount() >= 400, "the tables never wait"
    assert window.cards.graphicsEffect().isEnabled()
    assert window.strip.graphicsEffect().isEnabled()
    assert values(window) == before, "the last good answer"
    gate.set()
    qtbot.waitUntil(lambda: not window.cards.graphicsEffect().isEnabled())
    assert not window.strip.graphicsEffect().isEnabled()
    shown = window.document.analysis.cards
    assert [text.partition(": ")[2].split()[0] for text in values(window)] == [f"{card.value:.4f}" for card in shown]


def test_the_status_bar_says_how_far_the_cards_are(gate, opened, qtbot):
    window = opened(Entry.of(np.eye(2), np.eye(2)), plots=False, in_place=False)
    window.document.open(large())
    qtbot.waitUntil(lambda: "Computing the cards … 0%" in in_status(window))
    gate.set()
    qtbot.waitUntil(lambda: not window.document.analysis.pending)
    qtbot.waitUntil(lambda: not any("Computing" in words for words in in_status(window)))


def test_a_large_entry_at_the_start_is_answered_too(opened, qtbot):
    window = opened(large(), plots=False, in_place=False)
    qtbot.waitUntil(lambda: len(values(window)) == 3)


def in_status(window):
    return [label.text() for label in window.statusBar().findChildren(QLabel) if label.isVisible()]


def values(window):
    cards = next(w for w in window.findChildren(QWidget) if w.accessibleName() == "Definitions")
    return [b.accessibleName() for b in cards.findChildren(QAbstractButton) if b.isVisible()]
