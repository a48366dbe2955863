"""Contests, what they teach at an epoch, and the outputs that the plots show; without a window."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.contest import Contender, Contest, Progress, slopes
from xentgui.questions.lesson import half_way, half_ways, lesson
from xentgui.questions.models import FreeOutputs, LinearClassifier, Neuron, SoftmaxFirst
from xentgui.questions.training import train_steps
from xentgui.training_examples import COSTS, CROSS_ENTROPY, ONE_HOT, QUADRATIC, SIGMOIDS, training_examples

ROWS = np.array([[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]])


def finished(contest):
    race = contest.race()
    while race.go_on():
        pass
    run = race.so_far()
    progress = Progress(contest)
    progress.extend(run)
    return run, progress


def sentence(line):
    return "".join(run.text if run.value is None else f"{run.value:.4f}" for run in line.runs)


def numbers(line):
    return [run.value for run in line.runs if run.value is not None]


@pytest.mark.parametrize("inner", [FreeOutputs([0, 1, 2], ROWS), LinearClassifier(ROWS[:, :2], [0, 1, 2])])
def test_the_slope_of_a_softmax_that_is_taken_twice_against_differences(inner):
    start, step = SoftmaxFirst(inner), 1e-5
    here = start.parameters() + 0.1
    start = start.at(here)
    states = train_steps(start, "softmax", learning_rate=1.0)
    next(states)
    moved = next(states).model.parameters()
    for k in range(len(here)):
        ends = [
            evaluate(start.at(here + sign * step * np.eye(len(here))[k]).batch, Definition()).value for sign in (1, -1)
        ]
        assert here[k] - moved[k] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6, abs=1e-9)


def test_the_size_of_a_gradient_is_that_of_the_cards():
    contest = replace(training_examples["neuron-wrong"].contest, contenders=(QUADRATIC,))
    run, progress = finished(contest)
    (line,) = lesson(contest, run, progress, 7)
    assert numbers(line) == [slopes(contest, run.traces["quadratic"])[7]]


def test_the_factor_is_that_of_the_epoch():
    contest = training_examples["neuron-wrong"].contest
    run, progress = finished(contest)
    for epoch in (0, 20, 250):
        a = progress.outputs["quadratic"][epoch, 0]
        first, second = lesson(contest, run, progress, epoch)
        assert numbers(first) == [pytest.approx(a * (1 - a), rel=1e-12)]
        assert f"at epoch {epoch}" in sentence(first)
        assert ("hardly learns" in sentence(first)) == (a * (1 - a) < 0.1 and a > 0.5)
        assert (first.mark, second.mark) == ("≠", "ln")
    trace = run.traces["quadratic"]
    np.testing.assert_allclose(slopes(contest, trace), trace.gradient_norm / math.sqrt(2), rtol=1e-15)


def test_progress_grows_with_the_race_and_says_what_the_states_say():
    contest = replace(training_examples["one-hot-or-soft"].contest, epochs=30)
    race, progress = contest.race(), Progress(contest, row=1)
    while race.go_on():
        if race.epoch in (3, 4, 20, 30):
            progress.extend(race.so_far())
            progress.extend(race.so_far())
            assert len(progress.outputs["smoothed"]) == race.epoch + 1
    for epoch in (0, 4, 30):
        batch = race.so_far().traces["smoothed"].state(epoch).batch
        a = evaluate(batch, Definition()).activations[1]
        np.testing.assert_allclose(progress.outputs["smoothed"][epoch], a, rtol=1e-14)


def test_a_softmax_twice_shows_the_second_softmax():
    contest = Contest(FreeOutputs([0, 1, 2], ROWS), (replace(COSTS["outputs"][2]),), 5)
    run, progress = finished(contest)
    state = run.traces["softmax-twice"].state(5)
    np.testing.assert_allclose(progress.outputs["softmax-twice"][5], evaluate(state.batch, Definition()).activations[0])


def test_runs_that_coincide_are_said_to_be_one():
    first = Contender("a", "A", "A", Definition(), 0, 0.5)
    costs = (first, replace(first, name="b", short="B"), Contender("c", "C", "C", Definition(clip=0.2), 2, 0.5))
    contest = Contest(FreeOutputs([0, 1, 2], ROWS), costs, 10)
    run, progress = finished(contest)
    same, sizes = lesson(contest, run, progress, 10)
    assert sentence(same) == "A and B have the same gradient here: one and the same run."
    assert "A = B " in sentence(sizes)
    assert numbers(sizes) == [run.traces[name].gradient_norm[10] for name in "ac"]


def test_at_the_start_runs_that_leave_in_different_steps_are_not_said_to_be_one():
    nielsen = Contender("n", "N", "Nielsen", Definition(likelihood="bernoulli"), 0, 1.0)
    costs = (nielsen, Contender("c", "C", "Categorical", Definition(), 1, 1.0))
    contest = Contest(FreeOutputs([0, 1, 2], ROWS), costs, 3)
    run, progress = finished(contest)
    (line,) = lesson(contest, run, progress, 0)
    assert line.mark == "≠"
    assert numbers(line) == [run.traces[name].gradient_norm[0] for name in "nc"]
    assert numbers(line)[0] != numbers(line)[1]


def test_a_cost_that_is_not_defined_on_the_labels_says_so_and_the_others_are_still_compared():
    costs = (
        Contender("n", "N", "Nielsen", Definition(activation="sigmoid", likelihood="bernoulli"), 0, 1.0),
        Contender("c", "C", "CS231n", Definition(one_class=True), 2, 1.0),
    )
    contest = Contest(FreeOutputs([[1, 1, 0], [0, 1, 0], [0, 0, 0]], ROWS), costs, 5)
    run, progress = finished(contest)
    for epoch in (0, 5):
        undefined, sizes = lesson(contest, run, progress, epoch)
        assert sentence(undefined) == "CS231n is not defined here: it needs one true class in every row."
        assert numbers(sizes) == [run.traces["n"].gradient_norm[epoch]]


def test_one_output_is_no_matter_of_exclusive_classes():
    contest = Contest(FreeOutputs([1.0, 0.0], [0.3, 0.1]), (ONE_HOT, SIGMOIDS), 5)
    run, progress = finished(contest)
    assert "one whole" not in " ".join(map(sentence, lesson(contest, run, progress, 5)))


def test_rows_of_several_classes_are_counted():
    contest = training_examples["exclusive-or-not"].contest
    run, progress = finished(replace(contest, epochs=5))
    assert sentence(lesson(contest, run, progress, 5)[1]).startswith("3 points are of several classes")


def test_the_focal_loss_says_what_its_points_count_and_how_sure_each_run_is():
    contest = training_examples["focal-or-plain"].contest
    run, progress = finished(contest)
    labels = contest.start.batch.label_table
    given = {}
    for name in ("softmax", "focal"):
        z = run.traces[name].state(300).batch.outputs
        given[name] = (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) * labels).sum(axis=1)
    counts, sure = lesson(contest, run, progress, 300)
    factors = (1 - given["focal"]) ** 2
    assert numbers(counts) == pytest.approx([factors.min(), factors.max()], rel=1e-9)
    assert numbers(sure) == pytest.approx([given["focal"].mean(), given["softmax"].mean()], rel=1e-12)
    assert "no −ln of a likelihood" in sentence(sure)


def test_the_example_of_a_rare_class_shows_what_it_says():
    contest = training_examples["focal-or-plain"].contest
    run, _ = finished(contest)
    rare = contest.start.batch.label_table[:, 1] > 0
    for epoch in (10, 50, 300):
        z = {name: run.traces[name].state(epoch).batch.outputs for name in ("softmax", "focal")}
        lead = {name: f[:, 1] - f[:, 0] for name, f in z.items()}
        sure = {name: 1 / (1 + np.exp(-values)) for name, values in lead.items()}
        assert sure["focal"][rare].mean() > sure["softmax"][rare].mean()
        assert sure["focal"][~rare].mean() > sure["softmax"][~rare].mean()


def test_the_divergence_of_smoothed_labels_goes_to_zero():
    contest = training_examples["one-hot-or-soft"].contest
    run, progress = finished(contest)
    entropy, left = numbers(lesson(contest, run, progress, 300)[1])
    assert entropy + left == pytest.approx(run.traces["smoothed"].losses["smoothed"][300], rel=1e-12)
    assert left < 1e-9


def test_a_stopped_run_is_said_from_its_epoch_on():
    contest = Contest(Neuron(1.0, 0.0, x=1e200), (replace(CROSS_ENTROPY, rate=1e200), QUADRATIC), 5)
    run, progress = finished(contest)
    assert "stopped at epoch 1" in sentence(lesson(contest, run, progress, 1)[0])
    assert "stopped" not in sentence(lesson(contest, run, progress, 0)[0])


def test_a_run_that_goes_uphill_is_told_to_take_smaller_steps():
    contest = training_examples["exclusive-or-not"].contest.at_rates(1e5, 0.5)
    run, progress = finished(replace(contest, epochs=20))
    lines = lesson(contest, run, progress, 20)
    assert len(lines) == 2
    assert "Softmax costs" in sentence(lines[0])
    assert "At rate 100000 its steps overshoot: try a smaller one." in sentence(lines[0])
    costs = run.traces["softmax"].losses["softmax"]
    assert numbers(lines[0]) == [costs[20], costs[0]]
    assert "overshoot" not in sentence(lesson(contest, run, progress, 0)[0])


def test_rates_are_one_for_all_or_one_each():
    contest = training_examples["neuron-mild"].contest
    assert contest.rates == (0.15, 0.15)
    assert contest.at_rates(0.3).rates == (0.3, 0.3)
    assert contest.at_rates(0.3, 0.4).rates == (0.3, 0.4)
    with pytest.raises(ValueError, match="zip"):
        contest.at_rates(0.1, 0.2, 0.3)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20), st.integers(0, 3))
def test_half_way_is_the_first_epoch_in_the_lower_half_of_what_a_cost_goes_through(losses, stopped):
    values = np.array([*losses, *[np.nan] * stopped])
    epoch, start, least = half_way(values), losses[0], min(losses)
    if epoch is None:
        assert least == start
    else:
        middle = (start + least) / 2
        assert values[epoch] <= middle
        assert all(value > middle for value in losses[:epoch])


def test_those_that_learn_first_come_first_and_those_that_never_do_last():
    contest = training_examples["neuron-wrong"].contest
    stays = replace(CROSS_ENTROPY, name="stays", rate=0.0)
    contest = replace(contest, contenders=(stays, *contest.contenders))
    found = [(each.name, epoch) for each, epoch in half_ways(contest, finished(contest)[0])]
    assert [name for name, _ in found] == ["nielsen", "quadratic", "stays"]
    assert found[0][1] < 20 < 150 < found[1][1]
    assert found[2][1] is None
