"""What was entered: tables as blocks, the columns of a mode, and where two entries differ."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import NO_LABEL, THREE_SOURCES, Entry, Focus, Span, changed_rows, in_blocks
from xentgui.losses.batch import BLOCK_SIZE, Block
from xentgui.losses.definition import Definition

THREE = ("cat", "dog", "bird")


def entry_of(rows: int = 4, columns: int = 3, **fields: object) -> Entry:
    outputs = np.arange(rows * columns, dtype=float).reshape(rows, columns)
    return Entry.of(np.eye(columns)[np.arange(rows) % columns], outputs, **fields)


def in_small_blocks(entry: Entry, cuts: list[int]) -> Entry:
    """The same rows in other blocks."""
    edges = sorted({0, entry.rows, *(cut for cut in cuts if 0 < cut < entry.rows)})
    labels, outputs = entry.table("labels"), entry.table("outputs")
    pairs = pairwise(edges)
    return replace(entry, blocks=tuple(Block(labels[a:b].copy(), outputs[a:b].copy()) for a, b in pairs))


@st.composite
def entries(draw: st.DrawFn, columns: int = 2) -> Entry:
    rows = draw(st.integers(0, 9))
    few = st.sampled_from([0.0, 1.0])
    row = st.lists(few, min_size=columns, max_size=columns)
    tables = [np.array(draw(st.lists(row, min_size=rows, max_size=rows))).reshape(rows, columns) for _ in "yf"]
    entry = Entry(blocks=in_blocks(*tables), class_names=tuple("ab"[:columns]))
    return in_small_blocks(entry, draw(st.lists(st.integers(1, 8), max_size=3))) if rows else entry


@st.composite
def edited(draw: st.DrawFn) -> tuple[Entry, Entry]:
    """An entry and what a few edits make of it, blocks shared where nothing changed."""
    old = new = draw(entries().filter(lambda entry: entry.rows > 0))
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.integers(0, new.rows - 1))
        kind = draw(st.sampled_from(["cell", "insert", "delete"]))
        if kind == "cell":
            new = edits.set_cell(new, "outputs", row, 0, draw(st.sampled_from([0.0, 1.0, 7.0])))
        elif kind == "insert":
            new = edits.insert_rows(new, row, draw(st.integers(1, 3)))
        else:
            new = edits.delete_rows(new, range(row, min(row + 2, new.rows)))
    return old, new


def rows_of(entry: Entry) -> list[tuple[float, ...]]:
    return [tuple(row) for row in np.hstack([entry.table("labels"), entry.table("outputs")]).tolist()]


@given(st.one_of(edited(), st.tuples(entries(), entries())))
def test_replaying_the_span_on_the_old_gives_the_new(pair: tuple[Entry, Entry]) -> None:
    old, new = pair
    start, removed, inserted = changed_rows(old, new)
    before, after = rows_of(old), rows_of(new)
    assert before[:start] + after[start : start + inserted] + before[start + removed :] == after
    assert len(before) - removed + inserted == len(after)


@given(st.one_of(edited(), st.tuples(entries(), entries())))
def test_the_span_is_as_small_as_possible(pair: tuple[Entry, Entry]) -> None:
    old, new = pair
    start, removed, inserted = changed_rows(old, new)
    before, after = rows_of(old), rows_of(new)
    if removed and inserted:
        assert before[start] != after[start]
        assert before[start + removed - 1] != after[start + inserted - 1]


@given(entries(), st.lists(st.integers(1, 8), max_size=3))
def test_other_blocks_of_the_same_rows_are_no_difference(entry: Entry, cuts: list[int]) -> None:
    if entry.rows:
        other = in_small_blocks(entry, cuts)
        assert changed_rows(entry, other) == (entry.rows, 0, 0)
        assert entry.same_as(other)


def test_entries_of_other_columns_differ_everywhere() -> None:
    assert changed_rows(entry_of(4, 3), entry_of(5, 2)) == Span(0, 4, 5)


def test_one_changed_cell_in_many_rows_is_one_row() -> None:
    old = entry_of(30_000, 10)
    assert len(old.blocks) > 1
    new = edits.set_cell(old, "outputs", 20_000, 3, -1.0)
    assert changed_rows(old, new) == (20_000, 1, 1)


def test_a_table_is_cut_into_blocks_of_a_mebibyte() -> None:
    entry = entry_of(30_000, 10)
    assert [len(block) for block in entry.blocks] == [
        BLOCK_SIZE // 10,
        BLOCK_SIZE // 10,
        30_000 - 2 * (BLOCK_SIZE // 10),
    ]
    assert np.array_equal(entry.table("outputs"), np.arange(300_000.0).reshape(30_000, 10))


@given(st.integers(0, 12), st.integers(0, 12))
def test_some_rows_are_those_of_the_whole_table(start: int, stop: int) -> None:
    entry = in_small_blocks(entry_of(9), [2, 5])
    assert np.array_equal(entry.some("outputs", start, stop), entry.table("outputs")[start:stop])


def test_an_edit_shares_the_blocks_that_it_does_not_touch() -> None:
    old = in_small_blocks(entry_of(9), [3, 6])
    new = edits.set_cell(old, "labels", 4, 0, 0.5)
    assert [a is b for a, b in zip(old.blocks, new.blocks, strict=True)] == [True, False, True]


def test_the_same_number_typed_again_changes_nothing() -> None:
    entry = entry_of()
    assert edits.set_cell(entry, "outputs", 1, 1, 4.0).same_as(entry)
    assert not edits.set_cell(entry, "outputs", 1, 1, 5.0).same_as(entry)
    assert not edits.rename_class(entry, 0, "first").same_as(entry)


def test_binary_shows_one_column_and_the_others_are_kept() -> None:
    entry = entry_of(class_names=THREE)
    binary = edits.set_mode(entry, "binary", 2)
    assert list(binary.shown_columns) == [2]
    assert edits.set_mode(binary, "softmax").same_as(replace(entry, yes=2))


@pytest.mark.parametrize(
    ("focus", "inside"),
    [
        (Focus(row=9, column=9, chosen=9), Focus(row=3, column=2, chosen=2)),
        (Focus(row=-1, column=-1, chosen=-1), Focus(row=0, column=0, chosen=0)),
        (Focus(row=2, column=1, chosen=0), Focus(row=2, column=1, chosen=0)),
    ],
)
def test_a_focus_outside_is_moved_inside(focus: Focus, inside: Focus) -> None:
    assert focus.inside(entry_of()) == inside


def test_in_binary_the_focus_is_in_the_column_of_yes() -> None:
    assert Focus(column=0).inside(edits.set_mode(entry_of(), "binary", 1)).column == 1


def test_rows_are_called_by_their_number_or_their_name() -> None:
    assert entry_of().sample_name(2) == "3"
    assert replace(entry_of(), sample_names=("a", "b", "c", "d")).sample_name(2) == "c"


def test_rows_of_several_axes_are_named_by_their_place_until_rows_come_or_go():
    tokens = Entry.of(np.eye(3)[[0, 1, 2, 0, 1, 2]], np.zeros((6, 3)), leading=(2, 3))
    assert [tokens.sample_name(row) for row in (0, 4, 6)] == ["0, 0", "1, 1", "7"]
    pixels = Entry.of(np.zeros((24, 2)), np.zeros((24, 2)), leading=(2, 3, 4))
    assert pixels.sample_name(23) == "1 · 2, 3"
    assert edits.set_cell(tokens, "outputs", 2, 0, 1.0).leading == (2, 3)
    fewer = edits.delete_rows(tokens, range(1))
    assert fewer.leading is None
    assert edits.insert_rows(fewer, 0).leading is None
    assert edits.rename_sample(tokens, 1, "the").sample_names == ("0, 0", "the", "0, 2", "1, 0", "1, 1", "1, 2")


def test_ignored_rows_are_those_without_a_label():
    labels = np.array([[0.0, 0.0], [1.0, 0.0]])
    assert not Entry.of(labels, np.zeros((2, 2)), mode="multi-sigmoid").ignored(0, 2).any()
    assert Entry.of(labels, np.zeros((2, 2)), ignore_index=-100).ignored(0, 2).tolist() == [True, False]


def test_a_row_without_a_label_does_not_count_until_it_has_one():
    entry = Entry.of(np.eye(3)[[0, 1]], [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]])
    values = [card.value for card in Analysis(entry, Focus()).cards]
    longer = edits.insert_rows(entry, 2, 2)
    assert longer.ignores == NO_LABEL
    assert longer.ignored(0, 4).tolist() == [False, False, True, True]
    assert [card.value for card in Analysis(longer, Focus()).cards] == values
    labelled = edits.choose_class(edits.choose_class(longer, 2, 0), 3, 1)
    assert labelled.ignores is None
    assert Analysis(labelled, Focus()).cards[1].value > values[1]


@pytest.mark.parametrize(
    ("labels", "fields", "ignores"),
    [
        ([[0, 0], [0, 0]], {}, NO_LABEL),
        ([[0.5, 0.5], [0, 0]], {}, None),
        ([[1, 0], [0, 0]], {"mode": "multi-sigmoid"}, None),
        ([[1, 0], [0, 0]], {"mode": "binary"}, None),
        ([[1, 0], [0, 0]], {"ignore_index": 255}, 255),
        ([[1, 0], [0, 1]], {}, None),
    ],
)
def test_only_where_all_others_name_one_class_each_is_a_row_of_zeros_one_without_a_label(labels, fields, ignores):
    assert Entry.of(labels, np.zeros((2, 2)), **fields).ignores == ignores


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_before_the_first_label_no_card_has_a_value_and_all_say_why(reduction):
    entry = Entry.of(np.zeros((2, 3)), [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]], reduction=reduction)
    analysis = Analysis(entry, Focus())
    assert [str(card.value) for card in analysis.cards] == ["nan"] * 3
    assert {card.problem for card in analysis.cards} == {"no row has a label yet"}
    assert [run.text for line in analysis.strip for run in line.runs] == [
        "No row has a label yet: there is nothing to compare the outputs with."
    ]
    assert analysis.amounts is None
    first = Analysis(edits.choose_class(entry, 0, 0), Focus())
    assert [card.problem for card in first.cards] == [None] * 3
    assert round(first.cards[1].value, 4) == 0.4170


@pytest.mark.parametrize("mode", ["binary", "multi-sigmoid"])
def test_a_card_whose_fields_need_a_softmax_keeps_it_in_every_mode(mode):
    card = replace(THREE_SOURCES[1], definition=Definition(z_loss=0.1))
    shown = Analysis(Entry.of([[1, 0], [0, 1]], [[1.0, 2.0], [0.5, -1.0]], cards=(card,), mode=mode), Focus())
    assert shown.shown[0].definition.activation == "softmax"
    assert math.isfinite(shown.cards[0].value)
