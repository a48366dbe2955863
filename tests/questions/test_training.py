"""Training: the book's numbers, gradients against mpmath and differences, torch's SGD, and runs that end."""

import math
from itertools import islice

import mpmath
import numpy as np
import pytest

import xentgui
from xentgui import DataError, Definition, FreeOutputs, LinearClassifier, Neuron
from xentgui.losses.evaluation import evaluate

POINTS = np.array([[1.0, 0.2], [0.1, 1.3], [-0.7, 0.4], [0.5, -1.1], [-0.2, -0.6], [1.4, 0.9]])
CLASSES = np.array([0, 1, 2, 0, 2, 1])
SEVERAL = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 0, 0], [1, 1, 1.0]])
COSTS = ("nielsen", "softmax", "quadratic")


def output(neuron):
    z = neuron.weight * neuron.x + neuron.bias
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize(
    ("start", "cost", "rate", "first", "last"),
    [
        (Neuron(0.6, 0.9), "quadratic", 0.15, 0.8176, 0.0940),
        (Neuron(2, 2), "quadratic", 0.15, 0.9820, 0.2028),
        (Neuron(0.6, 0.9), "nielsen", 0.005, 0.8176, 0.4177),
        (Neuron(2, 2), "nielsen", 0.005, 0.9820, 0.7796),
        (Neuron(0.6, 0.9), "nielsen", 0.15, 0.8176, 0.0116),
        (Neuron(2, 2), "nielsen", 0.15, 0.9820, 0.0120),
    ],
)
def test_the_experiments_of_the_book(start, cost, rate, first, last):
    trace = xentgui.train(start, costs=[cost], learning_rate=rate, epochs=300).traces[cost]
    assert output(trace.state(0)) == pytest.approx(first, abs=5e-5)
    assert output(trace.state(300)) == pytest.approx(last, abs=5e-5)
    assert trace.losses[cost].shape == trace.gradient_norm.shape == trace.accuracy.shape == (301,)
    assert np.isnan(trace.accuracy).all()
    assert trace.stopped is None
    assert trace.state(300).x == 1.0


def test_the_neuron_step_by_step_in_mpmath():
    """300 epochs at 40 digits: the same losses, weights and slopes to 1e-12."""
    trace = xentgui.train(Neuron(2, 2), costs=["nielsen"], learning_rate=0.15, epochs=300).traces["nielsen"]
    with mpmath.workdps(40):
        weight = bias = mpmath.mpf(2)
        rate = mpmath.mpf(0.15)
        for epoch in range(301):
            z = weight + bias
            slope = 1 / (1 + mpmath.exp(-z))
            assert trace.losses["nielsen"][epoch] == pytest.approx(float(mpmath.log1p(mpmath.exp(z))), rel=1e-12)
            assert trace.gradient_norm[epoch] == pytest.approx(float(slope * mpmath.sqrt(2)), rel=1e-12)
            assert trace.state(epoch).weight == pytest.approx(float(weight), rel=1e-12, abs=1e-13)
            weight, bias = weight - rate * slope, bias - rate * slope


def test_the_quadratic_slope_has_the_factor_that_cross_entropy_cancels():
    for z in (-3.0, 0.4, 5.0):
        quadratic, cross = (
            next(xentgui.train_steps(Neuron(z, 0), cost, learning_rate=0)).gradient_norm
            for cost in ("quadratic", "nielsen")
        )
        a = 1 / (1 + math.exp(-z))
        assert quadratic == pytest.approx(cross * a * (1 - a), rel=1e-12)


def starts():
    rows = np.array([[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]])
    return {
        "outputs-one-hot": FreeOutputs([0, 1, 2], rows),
        "outputs-soft": FreeOutputs([[0.7, 0.2, 0.1], [0, 0.5, 0.5], [1, 0, 0]], rows),
        "one-column": FreeOutputs([1, 0, 0.3], [0.2, -1.0, 2.0]),
        "classes": LinearClassifier(POINTS, CLASSES, np.full((2, 3), 0.1), [0.1, 0.0, -0.3]),
        "several": LinearClassifier(POINTS, SEVERAL, np.full((2, 3), 0.1)),
    }


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("name", starts())
def test_gradients_against_central_differences(name, cost):
    """One step of rate 1 moves by minus the gradient, each parameter as the differences of the loss say."""
    start, definition = starts()[name], xentgui.definitions[cost]
    here, step = start.parameters(), 1e-5
    moved = next(islice(xentgui.train_steps(start, cost, learning_rate=1.0), 1, None)).model.parameters()
    for k in range(len(here)):
        ends = []
        for sign in (1, -1):
            there = here.copy()
            there[k] += sign * step
            ends.append(evaluate(start.at(there).batch, definition).value)
        slope = (ends[0] - ends[1]) / (2 * step)
        assert here[k] - moved[k] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_the_classifier_against_mpmath():
    """The gradient of a softmax classifier, points.T @ (a - y) / n, at 40 digits."""
    start = starts()["classes"]
    weights = next(islice(xentgui.train_steps(start, "softmax", learning_rate=1.0), 1, None)).model.weights
    with mpmath.workdps(40):
        for d in range(2):
            for k in range(3):
                slope = mpmath.mpf(0)
                for point, true in zip(POINTS, CLASSES, strict=True):
                    logits = [
                        mpmath.fsum(mpmath.mpf(point[i]) * mpmath.mpf(start.weights[i, j]) for i in range(2))
                        + mpmath.mpf(start.biases[j])
                        for j in range(3)
                    ]
                    share = mpmath.exp(logits[k]) / mpmath.fsum(mpmath.exp(z) for z in logits)
                    slope += mpmath.mpf(point[d]) * (share - (k == true)) / len(POINTS)
                assert start.weights[d, k] - weights[d, k] == pytest.approx(float(slope), rel=1e-12, abs=1e-15)


def test_every_cost_is_measured_on_every_run():
    run = xentgui.train(starts()["classes"], costs=COSTS, learning_rate=[0.1, 0.2, 0.3], epochs=5)
    assert list(run.traces) == list(COSTS)
    assert run.epochs == 5
    for trace in run.traces.values():
        assert list(trace.losses) == list(COSTS)
        for cost in COSTS:
            for epoch in (0, 5):
                expected = evaluate(trace.state(epoch).batch, xentgui.definitions[cost]).value
                assert trace.losses[cost][epoch] == pytest.approx(expected, rel=1e-13)
        assert not trace.gradient_norm.flags.writeable
    assert len({trace.losses["softmax"][5] for trace in run.traces.values()}) == 3


@pytest.mark.parametrize("name", starts())
def test_a_state_is_of_the_type_of_the_start(name):
    start = starts()[name]
    trace = xentgui.train(start, costs=["nielsen"], learning_rate=0.1, epochs=3).traces["nielsen"]
    for epoch in (0, 3):
        assert type(trace.state(epoch)) is type(start)
    np.testing.assert_array_equal(trace.state(0).batch.outputs, start.batch.outputs)
    np.testing.assert_array_equal(trace.state(3).batch.labels, start.batch.labels)
    with pytest.raises(ValueError, match="epochs 0 to 3"):
        trace.state(4)
    with pytest.raises(ValueError, match="epoch -1"):
        trace.state(-1)


def test_accuracy_is_the_share_of_rows_whose_largest_output_is_the_largest_label():
    start = FreeOutputs([0, 1, 2, 0], [[2, 1, 0], [2, 1, 0], [0, 1, 2], [0, 0, 1.0]])
    trace = xentgui.train(start, costs=["softmax"], learning_rate=5.0, epochs=30).traces["softmax"]
    assert trace.accuracy[0] == 0.5
    assert trace.accuracy[30] == 1.0
    one = FreeOutputs([1, 0, 0], [0.3, 0.4, -2.0])
    assert xentgui.train(one, costs=["nielsen"], learning_rate=0, epochs=0).traces["nielsen"].accuracy[0] == 2 / 3


def test_an_ignored_row_does_not_move_and_does_not_count():
    start = FreeOutputs([0, -100, 1], [[0.0, 1.0], [3.0, 0.0], [0.0, 1.0]])
    cost = "torch.nn.CrossEntropyLoss"
    trace = xentgui.train(start, costs=[cost], learning_rate=1.0, epochs=4).traces[cost]
    np.testing.assert_array_equal(trace.state(4).batch.outputs[1], [3.0, 0.0])
    assert trace.accuracy[0] == 0.5
    assert trace.losses[cost][0] == pytest.approx((math.log1p(math.e) + math.log1p(math.exp(-1))) / 2, rel=1e-14)


def test_batches_momentum_and_seeds_are_reproducible():
    def run(**options):
        start = starts()["classes"]
        trace = xentgui.train(start, costs=["softmax"], learning_rate=0.3, epochs=20, **options).traces["softmax"]
        return trace.state(20).parameters()

    plain = run()
    np.testing.assert_array_equal(run(), plain)
    np.testing.assert_array_equal(run(batch_size=2, seed=3), run(batch_size=2, seed=3))
    assert not np.array_equal(run(batch_size=2, seed=3), run(batch_size=2, seed=4))
    assert not np.allclose(run(batch_size=2), plain)
    assert not np.allclose(run(momentum=0.9), plain)
    np.testing.assert_allclose(run(batch_size=100), plain, rtol=1e-12)
    np.testing.assert_array_equal(run(seed=7), plain)


def test_momentum_against_its_two_lines():
    weight, velocity = 0.5, 0.0
    states = list(islice(xentgui.train_steps(Neuron(0.5, 0, y=1), "nielsen", learning_rate=0.2, momentum=0.8), 40))
    bias, speed = 0.0, 0.0
    for state in states:
        assert state.model.weight == pytest.approx(weight, rel=1e-12)
        slope = -1 / (1 + math.exp(weight + bias))
        velocity, speed = 0.8 * velocity - 0.2 * slope, 0.8 * speed - 0.2 * slope
        weight, bias = weight + velocity, bias + speed


def test_steps_go_on_without_end_and_agree_with_the_run():
    steps = xentgui.train_steps(Neuron(2, 2), "quadratic", learning_rate=0.15)
    states = list(islice(steps, 301))
    trace = xentgui.train(Neuron(2, 2), costs=["quadratic"], learning_rate=0.15, epochs=300).traces["quadratic"]
    assert [state.epoch for state in states] == list(range(301))
    assert states[0].model == Neuron(2, 2)
    assert states[300].model == trace.state(300)
    assert [state.loss for state in states] == list(trace.losses["quadratic"])
    assert [state.gradient_norm for state in states] == list(trace.gradient_norm)
    assert next(steps).epoch == 301


def test_a_run_that_is_no_longer_finite_says_where_and_why():
    start = Neuron(1.0, 0.0, x=1e200, y=0.0)
    run = xentgui.train(start, costs=["nielsen", "quadratic"], learning_rate=1e200, epochs=5)
    stopped, going = run.traces["nielsen"], run.traces["quadratic"]
    epoch, reason = stopped.stopped
    assert epoch == 1
    assert "learning rate" in reason
    assert np.isfinite(stopped.losses["nielsen"][0])
    for array in (stopped.losses["nielsen"], stopped.losses["quadratic"], stopped.gradient_norm):
        assert array.shape == (6,)
        assert np.isnan(array[1:]).all()
    with pytest.raises(ValueError, match="epochs 0 to 0"):
        stopped.state(1)
    assert going.stopped is None
    assert np.isfinite(going.gradient_norm).all()
    states = list(xentgui.train_steps(start, "nielsen", learning_rate=1e200))
    assert [state.epoch for state in states] == [0]


def test_a_start_without_a_finite_loss_stops_at_once():
    start = FreeOutputs([[1, 0]], [[-math.inf, 0.0]])
    trace = xentgui.train(start, costs=["softmax"], learning_rate=0.1, epochs=2).traces["softmax"]
    assert trace.stopped[0] == 0
    assert np.isnan(trace.losses["softmax"]).all()
    np.testing.assert_array_equal(trace.state(0).batch.outputs, [[-math.inf, 0.0]])


def test_sample_weights_pull_as_they_weigh():
    rows, weights = [[0.0, 1.0], [0.3, 0.2], [1.0, 0.0]], [1.0, 0.0, 3.0]
    start = FreeOutputs([0, 1, 1], rows, weights)
    trace = xentgui.train(start, costs=["softmax"], learning_rate=0.5, epochs=2, batch_size=2).traces["softmax"]
    assert trace.losses["softmax"][0] == xentgui.evaluate([0, 1, 1], rows, sample_weights=weights).value
    np.testing.assert_array_equal(trace.state(2).batch.outputs[1], rows[1])
    assert trace.losses["softmax"][2] < trace.losses["softmax"][0]


def test_an_unreduced_cost_pulls_by_its_sum():
    start = starts()["outputs-one-hot"]
    costs = {"none": Definition(reduction="none"), "sum": Definition(reduction="sum")}
    run = xentgui.train(start, costs=costs, learning_rate=0.1, epochs=3)
    np.testing.assert_allclose(run.traces["none"].losses["none"], run.traces["sum"].losses["sum"], rtol=1e-14)


OPTIONS = {"costs": ["nielsen"], "learning_rate": 0.1, "epochs": 3}


@pytest.mark.parametrize(
    "options",
    [
        {"costs": []},
        {"costs": None},
        {"costs": "nielsen"},
        {"costs": ["neilsen"]},
        {"learning_rate": -0.1},
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"learning_rate": "fast"},
        {"learning_rate": None},
        {"learning_rate": []},
        {"learning_rate": [0.1, 0.2]},
        {"costs": ["nielsen", "quadratic"], "learning_rate": [0.1]},
        {"learning_rate": [[0.1], [0.1, 0.2]]},
        {"epochs": -1},
        {"epochs": 2.5},
        {"epochs": True},
        {"batch_size": 0},
        {"batch_size": 1.5},
        {"momentum": 1.0},
        {"momentum": -0.1},
        {"momentum": "much"},
        {"momentum": math.nan},
        {"seed": -1},
        {"seed": "luck"},
    ],
)
def test_what_makes_no_sense_is_a_value_error(options):
    with pytest.raises(ValueError):  # noqa: PT011
        xentgui.train(Neuron(1, 1), **(OPTIONS | options))


def test_missing_costs_and_other_starts_are_value_errors():
    with pytest.raises(ValueError, match="no costs"):
        xentgui.train(Neuron(1, 1), learning_rate=0.1, epochs=1)
    with pytest.raises(ValueError, match="can not be trained"):
        xentgui.train((1, 1), **OPTIONS)
    with pytest.raises(ValueError, match="can not be trained"):
        xentgui.train({"softmax": Neuron(1, 1)}, **OPTIONS)
    with pytest.raises(ValueError, match="learning rate"):
        xentgui.train_steps(Neuron(1, 1), "nielsen", learning_rate=[0.1, 0.2])
    with pytest.raises(ValueError, match="nielsen"):
        xentgui.train_steps(Neuron(1, 1), "neilsen", learning_rate=0.1)


@pytest.mark.parametrize(
    ("table", "make"),
    [
        ("weights", lambda: Neuron("one", 1)),
        ("biases", lambda: Neuron(1, math.inf)),
        ("points", lambda: Neuron(1, 1, x=math.nan)),
        ("labels", lambda: Neuron(1, 1, y=1.5)),
        ("points", lambda: LinearClassifier([1.0, 2.0], [0, 1])),
        ("points", lambda: LinearClassifier([[1.0, math.inf]], [0])),
        ("points", lambda: LinearClassifier(np.empty((0, 2)), [])),
        ("labels", lambda: LinearClassifier(POINTS, [0, 1])),
        ("labels", lambda: LinearClassifier(POINTS, CLASSES + 0.5)),
        ("labels", lambda: LinearClassifier([[1.0]], [1e300])),
        ("labels", lambda: LinearClassifier([[1.0]], [math.inf])),
        ("labels", lambda: LinearClassifier(POINTS, SEVERAL * 2)),
        ("weights", lambda: LinearClassifier(POINTS, CLASSES, np.zeros((3, 3)))),
        ("weights", lambda: LinearClassifier(POINTS, SEVERAL, np.zeros((2, 2)))),
        ("weights", lambda: LinearClassifier(POINTS, CLASSES, [[math.nan] * 3] * 2)),
        ("biases", lambda: LinearClassifier(POINTS, CLASSES, biases=[0, 0])),
        ("labels", lambda: FreeOutputs([[2.0, 0.0]], [[1.0, 0.0]])),
        ("outputs", lambda: FreeOutputs([0], [["a", 1.0]])),
        ("labels", lambda: xentgui.train(FreeOutputs(np.empty((0, 2)), np.empty((0, 2))), **OPTIONS)),
        ("labels", lambda: xentgui.train(LinearClassifier(POINTS, CLASSES, np.zeros((2, 2))), **OPTIONS)),
    ],
)
def test_wrong_data_is_a_data_error_that_names_its_table(table, make):
    with pytest.raises(DataError) as refused:
        make()
    assert refused.value.table == table


def test_a_single_number_has_no_place():
    with pytest.raises(DataError) as refused:
        Neuron(math.nan, 1)
    assert refused.value.where is None
    assert str(refused.value) == f"weights: {refused.value.reason}"


@pytest.mark.parametrize("epoch", [-1, 4, 1.0, "1"])
def test_an_epoch_that_does_not_exist_is_a_value_error(epoch):
    trace = xentgui.train(Neuron(1, 1), **OPTIONS).traces["nielsen"]
    with pytest.raises(ValueError, match="epoch"):
        trace.state(epoch)


def test_starts_keep_copies():
    points, outputs = POINTS.copy(), np.ones((2, 3))
    classifier, free = LinearClassifier(points, CLASSES), FreeOutputs([0, 1], outputs)
    points[0, 0] = outputs[0, 0] = 9.0
    assert classifier.points[0, 0] == 1.0
    assert free.outputs[0, 0] == 1.0
    assert classifier.weights.shape == (2, 3)
    assert not classifier.weights.any()
    for array in (classifier.points, classifier.weights, classifier.biases, classifier.labels, free.outputs):
        assert not array.flags.writeable


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize(("cost", "several"), [("softmax", False), ("nielsen", True)])
def test_torch_sgd_step_by_step(cost, several, momentum):
    """Every parameter after each of 100 steps, to 1e-12. Momentum is the same but for where the rate stands."""
    torch = pytest.importorskip("torch")
    labels = SEVERAL if several else CLASSES
    start = LinearClassifier(POINTS, labels, np.full((2, 3), 0.1), [0.1, 0.0, -0.3])
    states = islice(xentgui.train_steps(start, cost, learning_rate=0.2, momentum=momentum), 101)
    weights, biases = (torch.tensor(np.array(a), requires_grad=True) for a in (start.weights, start.biases))
    descent = torch.optim.SGD([weights, biases], lr=0.2, momentum=momentum)
    points, truth = torch.tensor(POINTS), torch.tensor(labels)
    for state in states:
        np.testing.assert_allclose(state.model.weights, weights.detach().numpy(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(state.model.biases, biases.detach().numpy(), rtol=1e-12, atol=1e-12)
        logits = points @ weights + biases
        if several:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth, reduction="sum") / len(truth)
        else:
            loss = torch.nn.functional.cross_entropy(logits, truth)
        assert state.loss == pytest.approx(float(loss.detach()), rel=1e-12)
        descent.zero_grad()
        loss.backward()
        descent.step()
