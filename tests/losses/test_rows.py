"""Rows are one-hot, and sum to 1, by one rule: evaluate, the facts and the captions never differ about one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui import Batch, Definition, evaluate
from xentgui.losses import rows
from xentgui.questions.facts import label_facts, output_facts


def test_a_row_that_sums_to_a_millionth_more_than_one_is_said_by_all_or_by_none():
    for total, told in ((1.000001, False), (0.999999, False), (1.0000011, True), (0.9999989, True)):
        table = np.array([[0.5, total - 0.5]])
        batch = Batch(table, table, outputs_are="probabilities")
        codes = {caution.code for caution in evaluate(table, table, outputs_are="probabilities").warnings}
        assert codes == ({"outputs-do-not-sum-to-one", "labels-do-not-sum-to-one"} if told else set())
        assert output_facts(batch, Definition()).sum_to_one is not told
        assert (label_facts(batch).not_summing is not None) is told


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), min_size=1, max_size=5))
def test_one_hot_is_zeros_and_a_single_one(table):
    table = np.array(table)
    wanted = [sorted(row) == [0, 0, 1] for row in table.tolist()]
    assert rows.one_class(table).tolist() == wanted
    assert (rows.zeros_and_ones(table) & (table.sum(axis=1) == 1)).tolist() == wanted


def test_rows_without_a_number_or_without_an_end_do_not_sum_to_one():
    assert rows.sums_to_one(np.array([[np.nan, 1.0], [np.inf, -np.inf], [0.25, 0.75]])).tolist() == [False, False, True]
    assert rows.sums_to_one(np.array([[0.5, 0.52]]), 0.03).tolist() == [True]


def test_smoothing_keeps_the_sum_and_takes_its_share():
    assert rows.smoothed(np.array([[0.0, 1.0, 0.0]]), 0.3, 3)[0] == pytest.approx([0.1, 0.8, 0.1], rel=1e-15)


def test_a_yes_no_row_weighs_what_its_label_says():
    labels = np.array([[0.0], [1.0], [0.25]])
    assert rows.yes_no(labels, 1 - labels, np.array([2.0, 4.0]))[:, 0].tolist() == [2.0, 4.0, 2.5]
