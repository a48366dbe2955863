"""What the user can do: each edit is a function of an entry, and what it refuses says where and why."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentgui import blocks_of_rows, edits
from xentgui.analysis import Analysis
from xentgui.edits_of_cards import remove_card
from xentgui.entry import MODES, Entry, Focus
from xentgui.losses.batch import Block, DataError


@pytest.fixture
def entry() -> Entry:
    outputs = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]]
    return Entry.of(np.eye(3)[[0, 1, 2, 0]], outputs, ("cat", "dog", "bird"))


def test_a_cell_is_set_and_the_old_entry_stays(entry: Entry) -> None:
    new = edits.set_cell(entry, "outputs", 1, 2, 7.5)
    assert new.cell("outputs", 1, 2) == 7.5
    assert entry.cell("outputs", 1, 2) == -0.4
    assert np.array_equal(new.table("labels"), entry.table("labels"))


@pytest.mark.parametrize(
    ("table", "value", "reason"),
    [
        ("labels", 1.5, "between 0 and 1"),
        ("labels", -0.1, "between 0 and 1"),
        ("labels", math.nan, "nan"),
        ("outputs", math.nan, "nan"),
        ("outputs", math.inf, "infinite"),
    ],
)
def test_what_a_table_cannot_hold_is_refused_at_its_place(entry: Entry, table: str, value: float, reason: str) -> None:
    with pytest.raises(DataError, match=reason) as refused:
        edits.set_cell(entry, table, 2, 1, value)  # type: ignore[arg-type]
    assert (refused.value.table, refused.value.where) == (table, (2, 1))


def test_an_output_read_as_probability_is_between_0_and_1(entry: Entry) -> None:
    shares = replace(entry, blocks=Entry.of(np.eye(3), np.full((3, 3), 0.25)).blocks, outputs_are="probabilities")
    assert edits.set_cell(shares, "outputs", 0, 0, 1.0).cell("outputs", 0, 0) == 1.0
    with pytest.raises(DataError, match="switch the outputs to logits"):
        edits.set_cell(shares, "outputs", 0, 0, 1.5)


def test_the_first_wrong_cell_of_a_paste_is_named(entry: Entry) -> None:
    with pytest.raises(DataError) as refused:
        edits.paste(entry, "labels", 1, 0, np.array([[0.0, 1.0], [0.5, 3.0]]))
    assert refused.value.where == (2, 1)


def test_a_paste_adds_the_rows_and_classes_that_it_needs(entry: Entry) -> None:
    new = edits.paste(entry, "outputs", 3, 2, np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert (new.rows, new.columns) == (5, 4)
    assert new.table("outputs")[3:, 2:].tolist() == [[1, 2], [3, 4]]
    assert new.table("labels")[4].tolist() == [0, 0, 0, 0]
    assert len(set(new.class_names)) == 4


def test_a_paste_over_several_blocks_fills_each(entry: Entry) -> None:
    labels, outputs = entry.table("labels"), entry.table("outputs")
    cut = replace(
        entry, blocks=(Block(labels[:2].copy(), outputs[:2].copy()), Block(labels[2:].copy(), outputs[2:].copy()))
    )
    new = edits.paste(cut, "outputs", 1, 1, np.array([[10.0], [20.0], [30.0]]))
    assert new.table("outputs")[:, 1].tolist() == [1.0, 10.0, 20.0, 30.0]


def test_clearing_sets_to_zero_and_ends_with_the_table(entry: Entry) -> None:
    new = edits.clear(entry, "outputs", range(2, 9), range(0, 2))
    assert new.table("outputs").tolist()[2:] == [[0, 0, 1.9], [0, 0, 0.6]]
    assert edits.clear(entry, "outputs", range(4, 5), range(0, 1)).same_as(entry)


def test_a_label_switched_on_in_softmax_is_the_only_one(entry: Entry) -> None:
    assert edits.toggle_label(entry, 0, 2).table("labels")[0].tolist() == [0, 0, 1]
    assert edits.toggle_label(entry, 0, 0).table("labels")[0].tolist() == [0, 0, 0]
    several = replace(entry, mode="multi-sigmoid")
    assert edits.toggle_label(several, 0, 2).table("labels")[0].tolist() == [1, 0, 1]


def test_a_label_switched_on_after_the_last_row_adds_it(entry: Entry) -> None:
    assert edits.toggle_label(entry, 4, 1).table("labels")[4].tolist() == [0, 1, 0]


@given(st.integers(0, 4), st.integers(1, 3))
def test_rows_inserted_and_deleted_again_leave_no_trace(row: int, count: int) -> None:
    entry = Entry.of(np.eye(2)[[0, 1, 0, 1]], np.arange(8.0).reshape(4, 2), sample_names=("a", "b", "c", "d"))
    longer = edits.insert_rows(entry, row, count)
    assert longer.rows == len(longer.sample_names or ()) == 4 + count
    assert not longer.table("outputs")[row : row + count].any()
    assert edits.delete_rows(longer, range(row, row + count)).same_as(entry)


def test_the_last_row_is_emptied_instead_of_deleted(entry: Entry) -> None:
    new = edits.delete_rows(entry, range(4))
    assert new.rows == 1
    assert not new.table("outputs").any()


def test_rows_keep_their_weights(entry: Entry) -> None:
    labels, outputs = entry.table("labels"), entry.table("outputs")
    weighted = replace(entry, blocks=(Block(labels, outputs, np.array([[1.0], [2.0], [3.0], [4.0]])),))
    new = edits.delete_rows(edits.insert_rows(weighted, 1), range(3, 4))
    weights = np.concatenate([block.weights for block in new.blocks if block.weights is not None])
    assert weights[:, 0].tolist() == [1.0, 1.0, 2.0, 4.0]


@given(st.integers(0, 3))
def test_a_class_inserted_and_deleted_again_leaves_no_trace(column: int) -> None:
    entry = Entry.of(np.eye(3), np.arange(9.0).reshape(3, 3), ("a", "b", "c"), class_weights=(1.0, 2.0, 3.0), yes=1)
    wider = edits.insert_column(entry, column)
    assert len(wider.class_names) == len(set(wider.class_names)) == 4
    assert wider.class_weights is not None
    assert wider.class_weights[column] == 1.0
    assert edits.delete_column(wider, column).same_as(replace(entry, yes=edits.delete_column(wider, column).yes))


@pytest.mark.parametrize("mode", ["softmax", "binary"])
@pytest.mark.parametrize("column", range(4))
def test_the_question_stays_about_the_same_class(mode: str, column: int) -> None:
    entry = Entry.of(np.eye(3), np.eye(3), ("a", "b", "c"), mode=mode, yes=1)
    wider = edits.insert_column(entry, column)
    assert wider.class_names[wider.yes] == "b"
    assert edits.delete_column(wider, column).class_names[edits.delete_column(wider, column).yes] == "b"


def test_several_classes_are_deleted_but_not_all(entry: Entry) -> None:
    assert edits.delete_columns(entry, range(1, 3)).class_names == ("cat",)
    with pytest.raises(DataError, match="last class"):
        edits.delete_columns(entry, range(0, 3))


def test_new_classes_are_named_like_the_others() -> None:
    numbered = edits.insert_column(Entry.of(np.eye(3), np.eye(3)), 3)
    assert numbered.class_names == ("0", "1", "2", "3")


def test_a_class_is_renamed_but_not_to_a_name_that_is_taken(entry: Entry) -> None:
    assert edits.rename_class(entry, 1, " hound ").class_names == ("cat", "hound", "bird")
    for name, reason in (("cat", "already"), ("  ", "needs a name")):
        with pytest.raises(DataError, match=reason):
            edits.rename_class(entry, 1, name)


def test_a_row_is_renamed_and_an_empty_name_is_its_number(entry: Entry) -> None:
    named = edits.rename_sample(entry, 1, "x")
    assert named.sample_names == ("1", "x", "3", "4")
    assert edits.rename_sample(named, 1, "").sample_names is None


def test_class_weights_are_checked(entry: Entry) -> None:
    assert edits.set_class_weight(entry, 1, 3.0).class_weights == (1.0, 3.0, 1.0)
    with pytest.raises(DataError) as refused:
        edits.set_class_weights(entry, [1.0, -2.0, 1.0])
    assert (refused.value.table, refused.value.where) == ("class_weights", (1,))
    with pytest.raises(DataError, match="3 classes need 3 weights"):
        edits.set_class_weights(entry, [1.0])
    assert edits.set_class_weights(edits.set_class_weight(entry, 1, 3.0), None).class_weights is None


def test_replaced_data_keeps_cards_and_base(entry: Entry) -> None:
    before = edits.set_log_base(remove_card(entry, 0), 2.0)
    new = edits.replace_data(before, np.eye(2), np.array([[0.1, 0.9], [0.5, 0.5]]), outputs_are="probabilities")
    assert (new.rows, new.class_names, new.outputs_are) == (2, ("0", "1"), "probabilities")
    assert (new.log_base, new.cards) == (2.0, before.cards)


def test_replaced_data_is_checked(entry: Entry) -> None:
    with pytest.raises(DataError) as refused:
        edits.replace_data(entry, np.eye(2), np.array([[0.1, 1.9], [0.5, 0.5]]), outputs_are="probabilities")
    assert (refused.value.table, refused.value.where) == ("outputs", (0, 1))


def test_one_column_is_a_yes_no_question_and_several_are_none(entry: Entry) -> None:
    one = edits.replace_data(entry, np.ones((2, 1)), np.zeros((2, 1)))
    assert one.mode == "binary"
    assert edits.replace_data(one, np.eye(3), np.eye(3)).mode == "softmax"


def test_a_refused_number_has_the_minus_sign_of_the_window() -> None:
    with pytest.raises(DataError, match=r"\u22120\.5 does not"):
        edits.set_cell(Entry.of([[1, 0]], [[0, 0]]), "labels", 0, 0, -0.5)


def test_logits_become_probabilities_and_these_logits_again(entry: Entry) -> None:
    for mode in MODES:
        entry = edits.set_mode(entry, mode)
        shares = edits.convert_outputs(entry, "probabilities")
        assert shares.outputs_are == "probabilities"
        before, after = Analysis(entry, Focus()), Analysis(shares, Focus())
        of_the_mode = len(before.cards) if mode == "softmax" else 2  # the notes' start from scores and take a softmax
        values = [[card.value for card in each.cards[:of_the_mode]] for each in (after, before)]
        assert values[0] == pytest.approx(values[1], rel=1e-12)
        back = edits.convert_outputs(shares, "logits")
        np.testing.assert_allclose(Analysis(back, Focus()).activations(range(4)), before.activations(range(4)), 1e-12)
        assert edits.convert_outputs(back, "logits") is back


def test_probabilities_that_no_logits_give_are_refused_at_their_place() -> None:
    for rows, mode, where in (
        ([[0.5, 0.5], [1.0, 0.0]], "softmax", (1, 1)),
        ([[0.5, 0.5], [0.2, 1.0]], "multi-sigmoid", (1, 1)),
        ([[0.5, 0.5], [0.2, 0.7]], "softmax", (1, 0)),
        ([[0.5, 0.5], [1.5, -0.5]], "softmax", (1, 1)),
        ([[0.5, 0.5], [0.2, -3.0]], "multi-sigmoid", (1, 1)),
        ([[0.5, 0.5], [2.0, 0.5]], "multi-sigmoid", (1, 0)),
    ):
        entry = Entry.of(np.eye(2), rows, outputs_are="probabilities", mode=mode)
        with pytest.raises(DataError) as refused:
            edits.convert_outputs(entry, "logits")
        assert refused.value.where == where


def test_a_third_class_keeps_what_was_entered() -> None:
    one = Entry.of([[1], [0]], [[2.0], [-0.5]], ("cat",), mode="binary")
    three = edits.third_class(one)
    assert three.mode == "softmax"
    assert three.class_names[:2] == ("cat", "no cat")
    assert three.table("outputs").tolist() == [[2, 0, 0], [-0.5, 0, 0]]
    assert three.table("labels").tolist() == [[1, 0, 0], [0, 1, 0]]
    two = Analysis(edits.delete_column(three, 2), Focus())
    assert two.activations(range(2))[:, :1] == pytest.approx(Analysis(one, Focus()).activations(range(2)))
    assert edits.third_class(three).table("outputs").tolist() == [[2, 0, 0, 0], [-0.5, 0, 0, 0]]


@given(st.integers(0, 2999), st.integers(0, 2), st.lists(st.integers(0, 2999), min_size=1, max_size=60))
@settings(max_examples=20)
def test_a_large_block_is_cut_around_what_is_changed_and_gives_the_same_bits(first, column, rows):
    """Only the changed rows are computed again; neither the value nor what is entered depends on the cuts."""
    chance = np.random.default_rng(first)
    labels, outputs = np.eye(3)[chance.integers(3, size=3000)], chance.normal(size=(3000, 3)).round(3)
    entry = Entry.of(labels, outputs)
    for row in (first, *rows):
        entry = edits.set_cell(entry, "outputs", row, column, float(row))
        outputs[row, column] = row
    assert np.array_equal(entry.table("outputs"), outputs)
    assert np.array_equal(entry.table("labels"), labels)
    assert len(entry.blocks) <= blocks_of_rows.MOST_CUT + 2
    whole = Analysis(Entry.of(labels, outputs), Focus())
    assert [card.value for card in Analysis(entry, Focus()).cards] == [card.value for card in whole.cards]


def test_the_rows_around_a_changed_one_are_shared_and_stay_known():
    entry = edits.set_cell(Entry.of(np.eye(3)[[0] * 3000], np.zeros((3000, 3))), "outputs", 1500, 0, 1.0)
    again = edits.set_cell(entry, "outputs", 1500, 0, 2.0)
    assert [len(block) for block in again.blocks] == [1500, 1, 1499]
    assert [old is new for old, new in zip(entry.blocks, again.blocks, strict=True)] == [True, False, True]


def test_a_name_typed_for_a_row_that_is_gone_is_refused_in_words():
    with pytest.raises(DataError, match="not there any more"):
        edits.rename_sample(Entry.of([[1, 0]], [[2.0, 1.0]]), 1, "img2")


@pytest.mark.parametrize("edit", [edits.rename_class, edits.set_class_weight])
def test_what_is_typed_for_a_class_that_is_gone_is_refused_in_words(edit):
    with pytest.raises(DataError, match="not there any more"):
        edit(Entry.of([[1, 0]], [[2.0, 1.0]]), 2, "bird" if edit is edits.rename_class else 3.0)
