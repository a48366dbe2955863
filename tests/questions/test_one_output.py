"""One yes/no output in single numbers has the digits of evaluate, to the promise, whatever is drawn for both."""

import math

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import draws

import xentgui
from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.samples import OneOutput, plain_kind

BOTH = 16 * 2.0**-52  # each is within 8 last digits
LABELS = st.one_of(st.sampled_from([0.0, 1.0]), strategies.shares())
PLAIN = st.builds(
    Definition,
    activation=st.sampled_from(["softmax", "sigmoid"]),
    likelihood=st.sampled_from(["categorical", "bernoulli"]),
    log_base=st.sampled_from([math.e, 2.0]),
) | st.builds(Definition, activation=st.sampled_from(["softmax", "sigmoid"]), likelihood=st.just("quadratic"))


def same(definition, z, y):
    single, table = OneOutput(z, y), evaluate(Batch([y], [z]), definition)
    value, slope, a = float(np.sum(table.value)), table.gradient.item(), table.activations.item()
    assert single.loss(definition) == pytest.approx(value, rel=BOTH, abs=1e-300, nan_ok=True)
    parts = y * (1 - a) + (1 - y) * a  # what a slope is the difference of
    assert single.slope(definition) == pytest.approx(slope, rel=BOTH, abs=BOTH * parts * (0 < y < 1), nan_ok=True)


@settings(max_examples=draws(60))
@given(PLAIN, strategies.scores(745.0), LABELS)
def test_a_plain_cost_has_the_digits_of_evaluate(definition, z, y):
    assert plain_kind(definition) != "other"
    same(definition, z, y)


@settings(max_examples=draws(40))
@given(st.data(), strategies.scores(30.0), LABELS)
def test_any_cost_has_the_value_of_evaluate(data, z, y):
    same(data.draw(strategies.definitions_for(strategies.Data(np.array([y]), np.array([z])))), z, y)


@pytest.mark.parametrize(
    "changes", [{"one_class": True}, {"label_smoothing": 0.1}, {"clip": 1e-3}, {"precision": "float32"}]
)
def test_a_cost_with_options_is_not_plain(changes):
    assert plain_kind(Definition(**changes)) == "other"
    trained = xentgui.train(xentgui.Neuron(1, 1), costs={"it": Definition(**changes)}, learning_rate=0.1, epochs=2)
    expected = evaluate(xentgui.Neuron(1, 1).batch, Definition(**changes)).value
    assert np.array_equal(trained.traces["it"].losses["it"][0], expected, equal_nan=True)
