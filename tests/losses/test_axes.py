"""Outputs of more than two axes are rows of K outputs: the same numbers, and every place in the axes as given."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui import Batch, DataError, compare, curve, evaluate

RANDOM = np.random.default_rng(7)
BTV = RANDOM.normal(size=(2, 3, 5))
NCHW = RANDOM.normal(size=(2, 3, 4, 4))


@st.composite
def shapes(draw):
    """A shape of two to five axes and which of them holds the classes."""
    shape = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    axis = draw(st.integers(0, len(shape) - 1))
    shape[axis] = draw(st.integers(2, 5))
    return tuple(shape), axis


@given(shapes(), st.booleans(), st.booleans(), st.sampled_from(["softmax", "multi-sigmoid"]), st.integers(0, 99))
def test_any_class_axis_gives_what_rows_of_outputs_give(case, indices, from_the_end, definition, seed):
    shape, axis = case
    random = np.random.default_rng(seed)
    outputs, columns = random.normal(size=shape), shape[axis]
    leading = shape[:axis] + shape[axis + 1 :]
    rows = np.moveaxis(outputs, axis, -1).reshape(-1, columns)
    labels = random.integers(0, columns, leading) if indices else random.random(shape)
    flat = labels.reshape(-1) if indices else np.moveaxis(labels, axis, -1).reshape(-1, columns)
    weights = random.random(leading)
    said = axis - len(shape) if from_the_end else axis
    got = evaluate(labels, outputs, definition, sample_weights=weights, class_axis=said)
    wanted = evaluate(flat, rows, definition, sample_weights=weights.reshape(-1))
    assert got.value == wanted.value
    assert np.array_equal(got.gradient, wanted.gradient)
    assert got.batch.leading == leading
    assert got.batch.class_axis == axis
    assert np.array_equal(got.batch.outputs, outputs)


@pytest.mark.parametrize(
    ("outputs", "labels", "axis"),
    [
        ((2, 3, 5), (2, 3), 2),
        ((2, 3, 5), (2, 5), 1),
        ((2, 3, 5), (3, 5), 0),
        ((3, 3, 3), (3, 3), 2),
        ((2, 3, 4, 4), (2, 4, 4), 1),
        ((2, 3, 5), (2, 3, 5), 2),
        ((4, 5), (4,), 1),
        ((4, 4), (4,), 1),
        ((4,), (4,), None),
    ],
)
def test_the_class_axis_is_found_by_the_shape_of_the_labels(outputs, labels, axis):
    assert Batch(np.zeros(labels), np.zeros(outputs)).class_axis == axis


def test_a_vector_of_scores_is_one_sample_where_it_is_said():
    one = evaluate([2], [[1.0, 2.0, 3.0]])
    for labels in (2, [2], [0, 0, 1], [[0, 0, 1]]):
        got = evaluate(labels, [1.0, 2.0, 3.0], class_axis=0)
        assert got.value == one.value
        assert got.batch.shape == (1, 3)
        assert got.batch.leading == ()
    with pytest.raises(DataError, match=r"do not fit outputs of shape \(3,\)"):
        evaluate([2], [1.0, 2.0, 3.0])


def test_weights_of_one_an_output_move_with_it():
    weights = RANDOM.random((2, 3, 4, 4))
    labels = RANDOM.integers(0, 3, (2, 4, 4))
    got = evaluate(labels, NCHW, sample_weights=weights)
    wanted = evaluate(
        labels.reshape(-1),
        np.moveaxis(NCHW, 1, -1).reshape(-1, 3),
        sample_weights=np.moveaxis(weights, 1, -1).reshape(-1, 3),
    )
    assert got.value == wanted.value


def test_a_place_has_one_number_for_each_axis():
    labels = np.zeros((2, 4, 4), int)
    labels[1, 2, 3] = 7
    with pytest.raises(DataError, match=r"labels\[1, 2, 3\]: 7 is no class index"):
        evaluate(labels, NCHW)
    wrong = NCHW.copy()
    wrong[1, 2, 0, 3] = np.nan
    with pytest.raises(DataError, match=r"outputs\[1, 2, 0, 3\]: nan"):
        evaluate(labels, wrong)
    probabilities = np.full((2, 3, 4, 4), 0.25)
    probabilities[1, 2, 0, 3] = 1.5
    with pytest.raises(DataError, match=r"outputs\[1, 2, 0, 3\]: 1.5 is no probability"):
        evaluate(np.zeros((2, 4, 4)), probabilities, outputs_are="probabilities")
    infinite = np.zeros((2, 3, 5))
    infinite[1, 2, 0] = -np.inf
    [caution] = evaluate(np.zeros((2, 3), int), infinite).warnings
    assert caution.code == "infinite-loss"
    assert caution.where == (1, 2, 0)


@pytest.mark.parametrize(
    ("labels", "outputs", "axis", "reason"),
    [
        (np.zeros((2, 4)), BTV, None, r"\(2, 4\) do not fit outputs of shape \(2, 3, 5\)"),
        (np.zeros((2, 3)), BTV, 1, r"\(2, 3\) do not fit outputs of shape \(2, 3, 5\)"),
        (np.zeros((2, 3)), BTV, 3, "class_axis=3 is no axis"),
        (np.zeros((4, 4, 4)), np.zeros((4, 4, 2, 4, 4)), None, "do not fit"),
        (np.zeros((3, 3, 2)), np.zeros((3, 4, 3, 2)), 0, "do not fit"),
        (np.zeros((4, 2, 2)), np.zeros((4, 2, 2, 2, 1)), None, "do not fit"),
        (np.zeros((0,)), np.zeros((0, 0)), None, "without columns"),
    ],
)
def test_shapes_that_do_not_fit_are_both_named(labels, outputs, axis, reason):
    with pytest.raises(DataError, match=reason):
        evaluate(labels, outputs, class_axis=axis)


@pytest.mark.parametrize("axis", ["last", 1.0, True])
def test_a_class_axis_is_a_whole_number(axis):
    with pytest.raises(ValueError, match="class_axis must be"):
        evaluate(np.zeros((2, 3)), BTV, class_axis=axis)


def test_groups_broadcast_to_the_leading_shape():
    batch = Batch(np.zeros((2, 3), int), BTV, groups=np.arange(2)[:, None])
    assert batch.groups.tolist() == [[0, 0, 0], [1, 1, 1]]
    assert not batch.groups.flags.writeable
    again = pickle.loads(pickle.dumps(batch))
    assert again.groups.tolist() == batch.groups.tolist()
    assert Batch([0, 1], [[1, 2], [3, 4]], groups=["a", "b"]).groups.tolist() == ["a", "b"]
    for groups in ([0, 1], [[0, 1]], [0.0, np.nan, 1.0], [None, 1, 2]):
        with pytest.raises(DataError, match="group") as caught:
            Batch(np.zeros((2, 3), int), BTV, groups=groups)
        assert caught.value.table == "groups"


def test_compare_and_curve_take_them_too():
    labels = np.array([[0, 4, 2], [1, 1, 3]])
    flat = compare(labels.reshape(-1), BTV.reshape(-1, 5))
    whole = compare(labels, BTV)
    assert [e.value for e in whole.evaluations.values()] == [e.value for e in flat.evaluations.values()]
    along = curve(labels, BTV, 4, 1, ["softmax"])
    assert along.here == BTV[1, 1, 1]
