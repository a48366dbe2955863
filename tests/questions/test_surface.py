"""The loss over all probabilities of a row: its values, where it is least, what a moved point makes of the outputs."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.surface import STEPS, Sample, contours, lattice, moved, no_picture, shape_of, surface, within

NIELSEN, INTRO = Definition(likelihood="bernoulli"), Definition()
SIGMOIDS = Definition(activation="sigmoid", likelihood="bernoulli")
QUADRATIC = Definition(likelihood="quadratic")
SOFT = [0.5, 0.3, 0.2]
few = settings(max_examples=12, deadline=None)


def batch_of(labels, outputs, outputs_are="logits", **weights):
    return Batch([labels], [outputs], outputs_are=outputs_are, **weights)


def layer_of(labels, definition, shape="triangle", outputs_are="logits", **weights):
    outputs = np.full(len(labels), 1 / 3 if shape == "triangle" else 0.5)
    return surface(batch_of(labels, outputs, outputs_are, **weights), 0, {"it": definition}, shape).layers["it"]


DEFINITIONS = {
    "categorical": INTRO,
    "bernoulli": NIELSEN,
    "quadratic": QUADRATIC,
    "weighted": Definition(class_weights=(1.0, 3.0, 0.5)),
    "smoothed, in bits": Definition(label_smoothing=0.2, log_base=2.0, likelihood="bernoulli"),
    "focal": Definition(focal_gamma=2.0),
    "mean over outputs": Definition(likelihood="bernoulli", over_outputs="mean", reduction="sum"),
}


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("outputs_are", ["logits", "probabilities"])
@pytest.mark.parametrize("labels", [[1, 0, 0], SOFT, [1, 1, 0]], ids=str)
def test_a_value_of_the_triangle_is_the_loss_of_a_row_with_these_probabilities(name, outputs_are, labels):
    layer = layer_of(labels, DEFINITIONS[name], outputs_are=outputs_are)
    for i, j in ((53, 53), (1, 1), (120, 39), (159, 1), (160, 0), (0, 7)):
        a = np.array([i, j, STEPS - i - j]) / STEPS
        expected = evaluate(batch_of(labels, a, "probabilities"), DEFINITIONS[name]).per_sample[0]
        assert layer.values[i, j] == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)
    assert np.isnan(layer.values[100, 100]), "beyond the edge there are no probabilities"


@pytest.mark.parametrize("definition", [SIGMOIDS, replace(SIGMOIDS, temperature=2.0), Definition(one_class=True)])
def test_a_value_of_the_square_is_the_loss_of_a_row_whose_logits_give_these_probabilities(definition):
    layer = layer_of([1, 0], definition, "square")
    for i, j in ((40, 80), (1, 159), (155, 12)):
        a = np.array([i, j]) / STEPS
        row = batch_of([1, 0], np.log(a / (1 - a)))
        assert layer.values[i, j] == pytest.approx(evaluate(row, definition).per_sample[0], rel=1e-12, abs=1e-12)


def test_the_temperature_is_that_of_the_scores():
    cool = replace(INTRO, temperature=2.0)
    layer = layer_of(SOFT, cool)
    a = np.array([100, 40, 20]) / STEPS
    expected = evaluate(batch_of(SOFT, np.log(a) + 5.0), cool).per_sample[0]
    assert layer.values[100, 40] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("definition", [SIGMOIDS, Definition(softcap=3.0), Definition(z_loss=0.1)], ids=str)
def test_what_asks_for_the_scores_themselves_has_no_place_over_the_probabilities(definition):
    batch = batch_of([1, 0, 0], [2.0, 1.0, 0.1])
    found = surface(batch, 0, {"it": definition, "intro": INTRO}, "triangle")
    assert found.refused["it"] == "needs the scores f, not only a"
    assert list(found.layers) == ["intro"]
    shifted = batch_of([1, 0, 0], [7.0, 6.0, 5.1])
    assert evaluate(batch, definition).value != pytest.approx(evaluate(shifted, definition).value, rel=1e-6)


def test_a_row_is_weighted_and_ignored_as_the_batch_says():
    layer = layer_of([1, 0, 0], INTRO, sample_weights=[3.0])
    assert layer.values[80, 40] == pytest.approx(3 * math.log(2))
    ignored = Batch([-100], [[0.0, 0.0, 0.0]])
    found = surface(ignored, 0, {"it": Definition(ignore_index=-100)}, "triangle").layers["it"]
    assert found.lowest == 0
    assert len(found.least) == len(lattice("triangle")[0]), "every place is as good"


@few
@given(st.lists(st.floats(0.05, 1.0), min_size=3, max_size=3), st.sampled_from([INTRO, NIELSEN, QUADRATIC]))
def test_inside_the_triangle_the_slope_along_it_is_0_where_the_loss_is_least(raw, definition):
    labels = np.array(raw) / np.sum(raw)
    layer = layer_of(labels, definition)
    [place] = layer.least
    assert place == pytest.approx(labels, abs=1e-6), "labels that sum to 1 are the least place of all three"
    assert slope_along(labels, place, definition) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    "definition",
    [
        replace(NIELSEN, label_smoothing=0.3),
        replace(NIELSEN, class_weights=(1.0, 4.0, 2.0)),
        Definition(focal_gamma=1.0),
        Definition(class_weights=(1.0, 3.0, 0.5)),
    ],
    ids=str,
)
@pytest.mark.parametrize("labels", [SOFT, [0.6, 0.3, 0.6]], ids=str)
def test_the_slope_is_0_where_the_loss_is_least_also_where_that_is_not_at_the_labels(labels, definition):
    layer = layer_of(labels, definition)
    [place] = layer.least
    assert place.min() > 0.01
    assert place.sum() == pytest.approx(1, abs=1e-12)
    assert slope_along(labels, place, definition) == pytest.approx(0, abs=1e-4)
    assert layer.lowest <= np.nanmin(layer.values)


def slope_along(labels, place, definition):
    """The largest slope in a direction that keeps the sum."""
    slopes = evaluate(batch_of(labels, place, "probabilities"), replace(definition, reduction="sum")).gradient[0]
    return np.abs(slopes - slopes.mean()).max()


def test_one_true_class_has_its_least_place_at_the_corner_whatever_adds_the_wrong_ones():
    for definition in (INTRO, NIELSEN, QUADRATIC, Definition(focal_gamma=2.0)):
        layer = layer_of([0, 1, 0], definition)
        assert layer.least.tolist() == [[0, 1, 0]]
        assert layer.lowest == 0


def test_on_free_outputs_the_categorical_sum_is_least_along_a_whole_edge():
    layer = layer_of([1, 0], Definition(activation="sigmoid"), "square")
    assert layer.lowest == 0
    assert (layer.least[:, 0] == 1).all()
    assert len(layer.least) == STEPS + 1
    assert layer_of([1, 0], SIGMOIDS, "square").least.tolist() == [[1, 0]]


def test_where_the_loss_is_undefined_nothing_is_least():
    layer = layer_of(SOFT, Definition(one_class=True))
    assert math.isnan(layer.lowest)
    assert layer.least.shape == (0, 3)


def test_the_surface_is_kept_while_only_the_outputs_move():
    named = {"it": NIELSEN}
    first = surface(batch_of([1, 0, 0], [2.0, 1.0, 0.1]), 0, named, "triangle")
    assert surface(batch_of([1, 0, 0], [0.0, -1.0, 4.0]), 0, named, "triangle") is first
    assert surface(batch_of([0, 1, 0], [0.0, -1.0, 4.0]), 0, named, "triangle") is not first


def test_the_value_at_one_place_is_exact():
    place = np.array([0.61, 0.29, 0.1])
    found = surface(batch_of([1, 0, 0], [2.0, 1.0, 0.1]), 0, {"intro": INTRO, "nielsen": NIELSEN}, "triangle")
    values = found.losses(place)
    assert values["intro"] == pytest.approx(-math.log(0.61), rel=1e-14)
    assert values["nielsen"] == pytest.approx(-math.log(0.61 * 0.71 * 0.9), rel=1e-14)


@given(st.lists(st.floats(-4, 4), min_size=3, max_size=3))
def test_logits_moved_to_the_probabilities_that_they_have_stay(row):
    sample = Sample("triangle", "logits", (1.0, 0.0, 0.0), None, None)
    a = np.exp(row) / np.exp(row).sum()
    back = moved(sample, np.array(row), a)
    assert back == pytest.approx(row, abs=5.1e-4) or a.min() < 1e-3


@given(st.floats(0, 1), st.floats(0, 1))
def test_moved_probabilities_sum_to_1_and_are_thousandths(first, second):
    a = within("triangle", np.array([first, second]))
    row = moved(Sample("triangle", "probabilities", (1.0, 0.0, 0.0), None, None), a, a)
    assert row == pytest.approx(a, abs=1.1e-3)
    assert math.fsum(row) == pytest.approx(1, abs=1e-15)
    assert (row >= 0).all()
    assert np.array_equal(row, np.round(row, 3))


@pytest.mark.parametrize("shape", ["triangle", "square"])
def test_logits_never_become_infinite(shape):
    sample = Sample(shape, "logits", (1.0, 0.0), None, None)
    corner = within(shape, np.array([5.0, -3.0]))
    assert np.isfinite(moved(sample, np.zeros(len(corner)), corner)).all()


def test_a_point_beyond_an_edge_comes_to_it():
    assert within("triangle", np.array([0.9, 0.6])) == pytest.approx([0.6, 0.4, 0.0], abs=1e-15)
    assert within("square", np.array([1.5, -0.2])).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("columns", "mode", "shape", "words"),
    [
        (3, "softmax", "triangle", ""),
        (2, "multi-sigmoid", "square", ""),
        (2, "softmax", None, "loss curve"),
        (1, "binary", None, "loss curve"),
        (1, "multi-sigmoid", None, "loss curve"),
        (4, "softmax", None, "4 classes that sum to 1 have 3 directions"),
        (3, "multi-sigmoid", None, "3 independent outputs have 3 directions"),
    ],
)
def test_where_there_is_no_picture_a_sentence_says_why(columns, mode, shape, words):
    assert shape_of(columns, mode) == shape
    assert words in no_picture(columns, mode)


@pytest.mark.parametrize("level", [0.2, 0.9, 2.0])
@pytest.mark.parametrize("definition", [INTRO, NIELSEN], ids=str)
def test_along_a_contour_the_loss_is_its_level(definition, level):
    layer = layer_of(SOFT if level > 1 else [1, 0, 0], definition)
    lines = contours(layer.values, level)
    assert lines
    sample = Sample.of(batch_of(SOFT if level > 1 else [1, 0, 0], [0, 0, 0]), 0, "triangle")
    for line in lines:
        first_two = line / STEPS
        a = np.column_stack([first_two, 1 - first_two.sum(axis=1)])
        found = sample.losses(definition, np.abs(a))
        near_edge = a.min(axis=1) < 4 / STEPS
        assert np.abs(found - level)[~near_edge].max(initial=0) < 2e-3 * level


def test_a_contour_around_a_least_place_is_one_closed_line():
    [line] = contours(layer_of([1 / 3] * 3, QUADRATIC).values, 0.02)
    assert line[0].tolist() == line[-1].tolist()
    away = np.hypot(*np.diff(line, axis=0).T)
    assert away.max() <= math.sqrt(2), "its points are neighbours"


def test_a_level_that_no_value_reaches_has_no_contour():
    values = np.array([[0.0, 1.0], [2.0, np.inf]])
    assert contours(values, 5.0) == []
    assert contours(values, -1.0) == []
    assert len(contours(values, 0.5)) == 1
