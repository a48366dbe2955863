"""The likelihood of a row, against products and sums written out by hand."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.questions.likelihood import likelihood

few = settings(max_examples=25, deadline=None)
ACTIVATIONS = st.sampled_from(["softmax", "sigmoid"])


def a_of(f, activation):
    f = np.array(f)
    return np.exp(f) / np.exp(f).sum() if activation == "softmax" else 1 / (1 + np.exp(-f))


@few
@given(st.lists(st.floats(-4, 4), min_size=2, max_size=4), ACTIVATIONS, st.data())
def test_the_product_and_all_labellings_are_those_of_brute_force(f, activation, data):
    labels = data.draw(st.lists(st.sampled_from([0, 1]), min_size=len(f), max_size=len(f)))
    definition = Definition(activation=activation, likelihood="bernoulli")
    found = likelihood(Batch([labels], [f]), 0, definition)
    a = a_of(f, activation)
    by_hand = [p if y else 1 - p for y, p in zip(labels, a, strict=True)]
    assert [factor.value for factor in found.factors] == pytest.approx(by_hand, rel=1e-12)
    assert found.product == pytest.approx(math.prod(by_hand), rel=1e-12)
    assert found.cost == pytest.approx(-math.log(math.prod(by_hand)), rel=1e-11, abs=1e-12)
    assert found.is_the_loss
    for each, y in zip(found.labellings, itertools.product((1, 0), repeat=len(f)), strict=True):
        assert each.labels == y
        assert each.entered == (list(y) == labels)
        assert each.possible == (activation == "sigmoid" or sum(y) == 1)
        chance = math.prod(p if one else 1 - p for one, p in zip(y, a, strict=True))
        assert each.bernoulli == pytest.approx(chance, rel=1e-11)
        true = math.prod(p for one, p in zip(y, a, strict=True) if one)
        assert each.categorical == pytest.approx(true if each.possible else 0, rel=1e-11)


@few
@given(st.lists(st.floats(-4, 4), min_size=2, max_size=4))
def test_one_likelihood_of_each_model_sums_to_1_and_the_other_does_not(f):
    batch = Batch([0], [f])
    softmax = likelihood(batch, 0, Definition())
    assert softmax.sums[0] == pytest.approx(1, abs=1e-12)
    a = a_of(f, "softmax")
    assert softmax.sums[1] == pytest.approx(sum(p * np.prod(np.delete(1 - a, k)) for k, p in enumerate(a)), rel=1e-11)
    assert softmax.sums[1] < 1 - 1e-4
    assert softmax.possible == len(f)
    sigmoids = likelihood(Batch([np.eye(len(f))[0]], [f]), 0, Definition(activation="sigmoid", likelihood="bernoulli"))
    assert sigmoids.sums[1] == pytest.approx(1, abs=1e-12)
    assert sigmoids.sums[0] == pytest.approx(np.prod(1 + a_of(f, "sigmoid")), rel=1e-11)
    assert sigmoids.possible == 2 ** len(f)


def test_the_first_row_of_the_example_as_it_stands_in_the_window():
    found = likelihood(Batch([0], [[2.0, 1.0, 0.1]]), 0, Definition())
    assert [factor.value for factor in found.factors] == pytest.approx([0.6590011388859679, 1, 1], abs=1e-12)
    assert found.cost == pytest.approx(0.4170300162778335, abs=1e-12)
    wrong = likelihood(Batch([0], [[2.0, 1.0, 0.1]]), 0, Definition(likelihood="bernoulli"))
    assert wrong.product == pytest.approx(0.659001 * (1 - 0.242433) * (1 - 0.098566), abs=1e-5)


def test_one_yes_no_output_has_two_labellings_and_both_likelihoods_agree():
    for definition in (Definition(), Definition(activation="sigmoid", likelihood="bernoulli")):
        found = likelihood(Batch([1.0], [0.7]), 0, definition)
        a = 1 / (1 + math.exp(-0.7))
        assert [each.bernoulli for each in found.labellings] == pytest.approx([a, 1 - a], rel=1e-12)
        assert [each.categorical for each in found.labellings] == pytest.approx([a, 1 - a], rel=1e-12)
        assert found.sums == pytest.approx((1, 1), abs=1e-12)
        assert [each.entered for each in found.labellings] == [True, False]


def test_shares_as_labels_raise_each_probability_to_its_share():
    found = likelihood(Batch([[0.7, 0.3]], [[0.6, 0.4]], outputs_are="probabilities"), 0, Definition())
    assert found.product == pytest.approx(0.6**0.7 * 0.4**0.3, rel=1e-12)
    assert not any(each.entered for each in found.labellings), "it is none of them, but between them"


@pytest.mark.parametrize(
    ("definition", "same"),
    [
        (Definition(log_base=2.0, reduction="sum"), True),
        (Definition(class_weights=(2.0, 1.0)), False),
        (Definition(label_smoothing=0.1), False),
        (Definition(likelihood="bernoulli", over_outputs="mean"), False),
        (Definition(temperature=2.0), True),
    ],
    ids=str,
)
def test_it_says_whether_the_definition_gives_the_row_this_sum(definition, same):
    assert likelihood(Batch([0], [[1.0, 0.0]]), 0, definition).is_the_loss == same


def test_squares_are_no_product():
    found = likelihood(Batch([0], [[1.0, 0.0]]), 0, Definition(likelihood="quadratic"))
    assert found.kind is None


def test_more_outputs_than_4_have_too_many_labellings_to_write_out():
    found = likelihood(Batch([0], [[1.0, 0.0, 0.0, 0.0, 0.0]]), 0, Definition())
    assert found.labellings == ()
    assert len(found.factors) == 5


def test_what_is_certain_and_wrong_has_probability_0():
    found = likelihood(Batch([0], [[0.0, 1.0]], outputs_are="probabilities"), 0, Definition())
    assert found.product == 0
    assert found.cost == math.inf
    assert found.is_the_loss
