"""The loss over weight and bias is what the definition gives for the neuron that has them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui.losses.batch import Batch
from xentgui.losses.evaluation import evaluate
from xentgui.questions.models import STEPS, Neuron, loss_map, losses_at
from xentgui.questions.training import train
from xentgui.training_examples import COSTS

numbers = st.floats(-30, 30)
costs = st.sampled_from([each.definition for each in COSTS["neuron"]])


@given(costs, numbers, st.floats(0, 1), st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_each_place_has_the_loss_of_its_neuron(cost, x, y, places):
    weights, biases = np.array(places).T
    found = losses_at(Neuron(0, 0, x, y), cost, weights, biases)
    alone = [float(np.sum(evaluate(Batch([y], [w * x + b]), cost).value)) for w, b in places]
    np.testing.assert_allclose(found, alone, rtol=1e-12, atol=1e-300)


def test_the_lattice_has_weights_along_the_first_axis_and_biases_along_the_second():
    neuron, cost = Neuron(0, 0, 2.0, 1.0), COSTS["neuron"][1].definition
    values = loss_map(neuron, cost, (-1.0, 3.0), (0.0, 2.0))
    assert values.shape == (STEPS + 1, STEPS + 1)
    corners = losses_at(neuron, cost, np.array([-1.0, 3.0, -1.0, 3.0]), np.array([0.0, 0.0, 2.0, 2.0]))
    np.testing.assert_array_equal([values[0, 0], values[-1, 0], values[0, -1], values[-1, -1]], corners)


@pytest.mark.parametrize("each", COSTS["neuron"], ids=lambda each: each.name)
def test_a_run_has_the_losses_of_the_places_on_its_path(each):
    start = Neuron(2.0, 2.0)
    run = train(start, costs=[each.definition], learning_rate=0.5, epochs=50)
    (trace,) = run.traces.values()
    w, b = np.array(trace.parameters_from(0)).T
    (losses,) = trace.losses.values()
    np.testing.assert_allclose(losses_at(start, each.definition, w, b), losses, rtol=1e-12)


def test_a_place_without_a_finite_logit_has_no_loss():
    found = losses_at(Neuron(0, 0, 1e200), COSTS["neuron"][0].definition, np.array([1e200, 0.0]), np.array([0.0, 0.0]))
    assert np.isnan(found[0])
    assert found[1] == 0.125
