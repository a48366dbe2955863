"""Rows that are evaluated apart give, put together in any order, the bits of the whole."""

import math
import pickle
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import draws

import xentgui
from xentgui import DataError, Definition, parts
from xentgui.losses.summation import Exact, Total, total

DEFINITIONS = [
    "softmax",
    "nielsen",
    "cs231n",
    "torch.nn.CrossEntropyLoss",
    "torch.nn.BCEWithLogitsLoss",
    Definition(log_base=2, normalise_by="weights", class_weights=(0.1, 0.7, 3.0)),
    Definition(reduction="sum", label_smoothing=0.1),
    Definition(precision="float32"),
    Definition(activation="sigmoid", likelihood="quadratic"),
    Definition(over_outputs="none", normalise_by="nonzero-weights", log_base=0.5),
]


def cut(labels, outputs, weights, edges, **more):
    """The parts between the edges; some may have no rows."""
    ends = [0, *sorted(edges), len(outputs)]
    return [
        parts(
            labels[start:stop],
            outputs[start:stop],
            DEFINITIONS,
            sample_weights=None if weights is None else weights[start:stop],
            start=start,
            **more,
        )
        for start, stop in pairwise(ends)
    ]


@st.composite
def wholes(draw):
    rows = draw(st.integers(1, 12))
    outputs = draw(strategies.tables(rows, 3, strategies.scores(1e3) | st.sampled_from([math.inf, -math.inf])))
    soft = st.sampled_from([0.0, 0.0, 1.0, 0.25])
    labels = draw(strategies.tables(rows, 3, soft) | st.lists(st.integers(0, 2), min_size=rows, max_size=rows))
    weights = draw(st.none() | st.lists(st.sampled_from([0.0, 0.1, 1e-9, 7.0]), min_size=rows, max_size=rows))
    return np.array(labels), outputs, None if weights is None else np.array(weights)


@settings(max_examples=draws(25))
@given(wholes(), st.lists(st.integers(0, 12), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_any_cut_in_any_order_gives_the_bits_of_the_whole(whole, edges, chance):
    labels, outputs, weights = whole
    found = cut(labels, outputs, weights, [min(edge, len(outputs)) for edge in edges])
    chance.shuffle(found)
    first, second, third, *_ = found
    assert first + second == second + first
    assert (first + second) + third == first + (second + third)
    result = reduce(add, found).result()
    assert result == reduce(add, reversed(found)).result()
    alone = xentgui.compare(labels, outputs, DEFINITIONS, sample_weights=weights)
    assert result.groups == alone.groups
    assert result.rows == len(outputs)
    for name, evaluation in alone.evaluations.items():
        assert np.array_equal(result.values[name], evaluation.value, equal_nan=True)
        assert result.counts[name] == evaluation.divisor
        assert result.warnings[name] == evaluation.warnings
        assert [each.where for each in result.warnings[name]] == [each.where for each in evaluation.warnings]
        seen = evaluation.per_sample[~np.isnan(evaluation.per_sample)]
        if seen.size:
            assert result.extremes[name] == pytest.approx((seen.min(), seen.max()), rel=1e-6)


def test_a_part_is_small_and_can_be_sent():
    draw = np.random.default_rng(1)
    part = parts(draw.integers(0, 10, 50_000), draw.normal(size=(50_000, 10)), ["softmax", "nielsen", "cs231n"])
    sent = pickle.dumps(part)
    assert len(sent) < 5_000
    assert pickle.loads(sent) == part
    assert pickle.loads(sent).result() == part.result()
    with pytest.raises(AttributeError):
        part.rows = 3


def test_places_are_counted_from_the_start_of_the_whole():
    shares = [[0.5, 0.5], [0.5, 0.6]]
    found = [parts([0, 1], shares, ["softmax"], outputs_are="probabilities", start=start) for start in (10, 4)]
    (said,) = (found[0] + found[1]).result().warnings["softmax"]
    assert (said.where, said.code) == ((5, 1), "outputs-do-not-sum-to-one") or said.where == (5,)
    assert "(2 rows in all)" in said


def test_more_axes_are_counted_along_the_first():
    draw = np.random.default_rng(2)
    outputs, labels = draw.normal(size=(6, 4, 5)), draw.integers(0, 5, (6, 4))
    outputs[4, 2, 3] = -math.inf
    labels[4, 2] = 3
    halves = [parts(labels[at : at + 3], outputs[at : at + 3], ["softmax"], start=at) for at in (0, 3)]
    whole = xentgui.evaluate(labels, outputs)
    assert (halves[0] + halves[1]).result().warnings["softmax"] == whole.warnings
    assert whole.warnings[0].where == (4, 2, 3)


def test_no_rows_are_nothing():
    empty = parts(np.zeros((0, 2)), np.zeros((0, 2)), ["softmax"])
    part = parts([[0, 1]], [[1.0, 2.0]], ["softmax"])
    assert empty + part == part
    result = empty.result()
    assert math.isnan(result.values["softmax"])
    assert [each.code for each in result.warnings["softmax"]] == ["empty-mean"]
    assert result == parts(np.zeros((0, 2)), np.zeros((0, 2)), ["softmax"]).result()


def test_parts_that_are_not_of_one_whole_are_refused():
    part = parts([0], [[1.0, 2.0]], ["softmax"], groups=["a"])
    others = [
        parts([[0, 1]], [[1.0, 2.0]], ["softmax"]),
        parts([0], [[1.0, 2.0, 3.0]], ["softmax"]),
        parts([0], [[0.5, 0.5]], ["softmax"], outputs_are="probabilities"),
        parts([0], [[1.0, 2.0]], ["cs231n"]),
    ]
    for other in others:
        with pytest.raises(ValueError, match="not of one whole"):
            part + other
    with pytest.raises(TypeError):
        part + 1


def test_what_has_no_single_value_or_does_not_take_the_data_is_refused():
    with pytest.raises(ValueError, match="sums and means"):
        parts([0], [[1.0, 2.0]], ["optax.softmax_cross_entropy"])
    with pytest.raises(DataError, match="labels\\[0\\]"):
        parts([2], [[1.0, 2.0]], ["softmax"])
    with pytest.raises(ValueError, match="pos_weight"):
        parts([0], [[1.0, 2.0]], ["softmax"], pos_weight=2)


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(finite, max_size=30), st.integers(1, 7))
def test_an_exact_sum_is_rounded_once(numbers, step):
    try:
        wanted = math.fsum(numbers)
    except OverflowError:
        return
    found = [Exact.of(total(np.array(numbers[at : at + step]))) for at in range(0, len(numbers), step)]
    assert float(reduce(add, found, Exact())) == wanted
    assert reduce(add, found, Exact()) == Exact.of(Total(tuple(numbers)))


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ([1.0, math.inf], math.inf),
        ([math.inf, -math.inf], math.nan),
        ([1.0, math.nan], math.nan),
        ([1e308, 1e308], math.inf),
        ([-1e308, -1e308], -math.inf),
        ([1e308, 1e308, -1e308], 1e308),
        ([5e-324] * 3, 1.5e-323),
    ],
)
def test_an_exact_sum_of_extremes(numbers, wanted):
    found = reduce(add, (Exact.of(total(np.array([number]))) for number in numbers))
    assert float(found) == pytest.approx(wanted, nan_ok=True, rel=0, abs=0)
