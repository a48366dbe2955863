"""Groups of rows: how they are made, what rows that come and go do to them, and what the strip says of their means."""

from __future__ import annotations

import numpy as np
import pytest

from xentgui import edits, groups_of_rows
from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card
from xentgui.entry import Entry, Focus, ShownCard
from xentgui.losses.batch import Batch, DataError
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate

LABELS = np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1]]
OUTPUTS = np.random.default_rng(4).normal(size=(8, 3)).round(2)


def sheet(**fields: object) -> Entry:
    return Entry.of(LABELS, OUTPUTS, ("cat", "dog", "bird"), **fields)


def said(entry: Entry, place: int = 1) -> str:
    """A line of the strip as it is read."""
    line = Analysis(entry, Focus()).strip[place]
    return line.mark + " " + "".join(run.text if run.value is None else f"{run.value:.4f}" for run in line.runs)


def mean_of_means(size: int) -> float:
    losses = np.log(np.exp(OUTPUTS).sum(axis=1)) - (OUTPUTS * LABELS).sum(axis=1)
    return float(np.mean([losses[start : start + size].mean() for start in range(0, 8, size)]))


def test_every_three_rows_are_batches_and_the_last_is_what_is_left() -> None:
    assert groups_of_rows.in_groups_of(sheet(), 3).groups == ("batch 1",) * 3 + ("batch 2",) * 3 + ("batch 3",) * 2


def test_a_group_for_each_sequence_follows_the_first_axis() -> None:
    entry = groups_of_rows.along_axis(sheet(leading=(2, 4)), 0)
    assert entry.groups == ("sequence 0",) * 4 + ("sequence 1",) * 4


def test_one_name_for_each_sequence_is_spread_over_its_rows() -> None:
    assert groups_of_rows.set_groups(sheet(leading=(2, 4)), ("a", "b")).groups == ("a",) * 4 + ("b",) * 4


@pytest.mark.parametrize(
    ("names", "words"), [(("a",) * 7, "8 rows need 8"), (("a",) * 7 + (" ",), "a name or a number")]
)
def test_names_that_do_not_fit_are_refused(names: tuple[str, ...], words: str) -> None:
    with pytest.raises(DataError, match=words) as refused:
        groups_of_rows.set_groups(sheet(), names)
    assert refused.value.table == "groups"


def test_a_new_row_is_in_the_group_of_the_row_above_it_and_one_that_goes_takes_its_own_along() -> None:
    entry = groups_of_rows.in_groups_of(sheet(), 4)
    longer = edits.insert_rows(entry, 4, 2)
    assert longer.groups == ("batch 1",) * 6 + ("batch 2",) * 4
    assert edits.insert_rows(entry, 0).groups == ("batch 1",) * 5 + ("batch 2",) * 4
    assert edits.delete_rows(entry, range(0, 3)).groups == ("batch 1",) + ("batch 2",) * 4
    assert edits.set_cell(entry, "outputs", 8, 0, 1.0).groups == (*entry.groups, "batch 2")


def test_other_data_have_no_groups() -> None:
    assert edits.replace_data(groups_of_rows.in_groups_of(sheet(), 4), LABELS, OUTPUTS).groups is None


def test_the_strip_says_what_the_mean_of_means_is() -> None:
    words = said(groups_of_rows.in_groups_of(sheet(), 3))
    value = evaluate(Batch(LABELS, OUTPUTS), Definition()).value
    assert words == (
        f"≠ Three batches, the last of 2 rows: the mean of means is {mean_of_means(3):.4f}, "
        f"the mean of all rows {value:.4f}."
    )


def test_means_of_equal_groups_are_the_mean_of_all_rows() -> None:
    words = said(groups_of_rows.along_axis(sheet(leading=(2, 4)), 0))
    value = evaluate(Batch(LABELS, OUTPUTS), Definition()).value
    assert words == f"= Two sequences of 4 rows: the mean of means is that of all rows, {value:.4f}."


def test_rows_that_are_ignored_do_not_count_in_their_group() -> None:
    labels = LABELS.copy()
    labels[[1, 2, 3]] = 0
    entry = Entry.of(labels, OUTPUTS, ignore_index=-100, leading=(2, 4))
    assert "Two sequences of 1 to 4 counted rows: the mean of means is " in said(groups_of_rows.along_axis(entry, 0))
    labels[0] = 0
    empty = Entry.of(labels, OUTPUTS, ignore_index=-100, leading=(2, 4))
    assert "is undefined: one of them has no row that counts" in said(groups_of_rows.along_axis(empty, 0))


def test_names_without_a_word_are_groups() -> None:
    assert said(groups_of_rows.set_groups(sheet(), tuple("12121212"))).startswith("= Two groups of 4 rows")


def test_a_card_over_groups_gives_the_mean_of_means() -> None:
    card = ShownCard("m", "m", "m", Definition(over_groups="mean"), own=("over_groups",))
    grouped = Analysis(add_card(groups_of_rows.in_groups_of(sheet(), 3), card), Focus(chosen=3))
    assert grouped.cards[3].value == pytest.approx(mean_of_means(3), rel=1e-12)
    assert grouped.worked is not None
    assert grouped.curve is not None
    without = Analysis(add_card(sheet(), card), Focus())
    assert without.cards[3].relation == "refused"


def test_a_group_typed_where_the_groups_are_gone_is_refused_in_words():
    with pytest.raises(DataError, match="no groups any more"):
        groups_of_rows.set_group(Entry.of([[1, 0]], [[2.0, 1.0]]), 0, "batch 2")
