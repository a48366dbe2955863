"""What hypothesis draws is spread out: a generator that draws one constant would leave every test green."""

import pytest
import strategies
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from xentgui.losses.definition import Definition


def drawn(strategy, count=1000):
    seen = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(strategy)
    def draw(value):
        seen.append(value)

    draw()
    return seen


def test_scores_reach_over_their_range_and_are_often_equal():
    scores = drawn(strategies.scores())
    assert min(scores) == -1e4
    assert max(scores) == 1e4
    assert sum(abs(score) > 100 for score in scores) > 200
    assert sum(0 < abs(score) < 40 for score in scores) > 200
    assert len(set(scores)) > 100
    rows = drawn(strategies.rows_of_scores(5), 200)
    assert sum(len(set(row)) < 5 for row in rows) > 20


@pytest.mark.parametrize("strategy", [strategies.shares(), strategies.inner_shares()])
def test_shares_fill_the_interval(strategy):
    shares = drawn(strategy)
    assert all(0 <= share <= 1 for share in shares)
    assert len(set(shares)) > 100
    for low in (0.0, 0.25, 0.5, 0.75):
        assert any(low <= share <= low + 0.25 for share in shares)


def test_data_come_in_every_shape_and_reading():
    seen = drawn(strategies.data(), 200)
    assert {each.outputs_are for each in seen} == {"logits", "probabilities", "log-probabilities"}
    assert {each.outputs.ndim for each in seen} == {1, 2}
    assert {each.labels.ndim for each in seen if each.outputs.ndim == 2 and each.outputs.shape[1] > 1} == {1, 2}
    assert {None, 0, 1, 2} == {None if each.sample_weights is None else each.sample_weights.ndim for each in seen}
    assert any(((each.labels > 0) & (each.labels < 1)).any() for each in seen)


@st.composite
def definitions(draw):
    return draw(strategies.definitions_for(draw(strategies.data())))


def test_definitions_set_every_field_that_changes_arithmetic():
    seen = drawn(definitions(), 300)
    changed = {name for definition in seen for name in definition.differences}
    assert changed == set(Definition.__annotations__) - {"one_class", "one_output", "precision"}
    assert len(set(seen)) > 100
