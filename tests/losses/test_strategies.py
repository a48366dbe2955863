"""What hypothesis draws is spread out: a generator that draws one constant would leave every test green."""

import inspect
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import strategies
from hypothesis import strategies as st
from strategies import drawn

from xentgui import Batch
from xentgui.losses.definition import FIELD_NAMES


def test_scores_reach_over_their_range_and_are_often_equal():
    scores = drawn(strategies.scores(), 300)
    assert min(scores) == -1e4
    assert max(scores) == 1e4
    assert sum(abs(score) > 100 for score in scores) > 50
    assert sum(0 < abs(score) < 40 for score in scores) > 50
    assert len(set(scores)) > 100
    rows = drawn(strategies.rows_of_scores(5), 200)
    assert sum(len(set(row)) < 5 for row in rows) > 20


@pytest.mark.parametrize("strategy", [strategies.shares(), strategies.inner_shares()])
def test_shares_fill_the_interval(strategy):
    shares = drawn(strategy, 300)
    assert all(0 <= share <= 1 for share in shares)
    assert len(set(shares)) > 100
    for low in (0.0, 0.25, 0.5, 0.75):
        assert any(low <= share <= low + 0.25 for share in shares)


@cache
def some_data():
    return drawn(strategies.data(), 200)


def test_data_come_in_every_shape_and_reading():
    seen = some_data()
    assert {each.outputs_are for each in seen} == {"logits", "probabilities", "log-probabilities"}
    assert {each.outputs.ndim for each in seen} == {1, 2}
    assert {each.labels.ndim for each in seen if each.outputs.ndim == 2 and each.outputs.shape[1] > 1} == {1, 2}
    assert {None, 0, 1, 2} == {None if each.sample_weights is None else each.sample_weights.ndim for each in seen}
    assert any(((each.labels > 0) & (each.labels < 1)).any() for each in seen)


@st.composite
def questions(draw, family=False):
    data = draw(strategies.data())
    return data, draw(strategies.definitions_for(data, family=family))


@cache
def some_questions(family):
    return drawn(questions(family), 300)


NOT_DRAWN = {"one_class", "one_output", "precision"}
OF_THE_FAMILY = FIELD_NAMES[FIELD_NAMES.index("over_groups") :]


@pytest.mark.parametrize("family", [False, True])
def test_definitions_set_every_field_that_changes_arithmetic(family):
    seen = [definition for _, definition in some_questions(family)]
    changed = {name for definition in seen for name in definition.differences}
    assert changed == set(FIELD_NAMES) - NOT_DRAWN - (set() if family else set(OF_THE_FAMILY))
    assert len(set(seen)) > 50
    assert sum(definition.renormalise is not None for definition in seen) > 7
    for name in OF_THE_FAMILY if family else ():
        assert sum(name in definition.differences for definition in seen) > 2, name


def test_some_rows_are_ignored_and_some_are_not():
    ignored = kept = 0
    for data, definition in some_questions(False):
        batch = Batch(data.labels, data.outputs, outputs_are=data.outputs_are, sample_weights=data.sample_weights)
        if definition.ignore_index is not None:
            same = np.ravel(batch.labels) == definition.ignore_index
            ignored += bool(same.any())
            kept += bool((~same).any())
    assert ignored > 10
    assert kept > 10


def test_one_hot_rows_name_every_class():
    seen = np.concatenate(drawn(strategies.one_hot_rows(4, 3), 50))
    assert (seen.sum(axis=1) == 1).all()
    assert (seen.sum(axis=0) > 20).all()


def test_tables_have_their_shape_and_all_their_elements():
    seen = drawn(strategies.tables(3, 2, strategies.shares()), 50)
    assert {table.shape for table in seen} == {(3, 2)}
    assert len(np.unique(seen)) > 30


def test_groups_are_of_one_and_of_several_samples():
    sizes = [len(set(data.groups)) for data in some_data()]
    assert {1, 2, 3} <= set(sizes)


def test_what_is_seldom_is_drawn_in_a_quarter():
    pairs = drawn(st.tuples(st.integers(), strategies.seldom("usual", "one", "other")), 400)
    seen = [value for _, value in pairs]  # with a number beside it: hypothesis ends where few values are all drawn
    assert 0.5 < seen.count("usual") / len(seen) < 0.95
    assert min(seen.count("one"), seen.count("other")) > 20


def test_every_strategy_stands_here():
    text = Path(__file__).read_text(encoding="utf-8")
    for name, each in inspect.getmembers(strategies, inspect.isfunction):
        if each.__module__ == "strategies" and not name.startswith("_"):
            assert f"strategies.{name}(" in text or name in ("drawn", "draws"), name
