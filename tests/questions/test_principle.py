"""Which likelihood a definition is the negative logarithm of: decided by the labels and outputs, with both numbers."""

import math

import numpy as np
import pytest
import strategies as drawn
from hypothesis import event, given, settings
from hypothesis import strategies as st
from strategies import draws

from xentgui import Batch, Definition, definitions, evaluate
from xentgui.questions.principle import principle

BERNOULLI = Definition(likelihood="bernoulli")
FREE = definitions["nielsen"]
CATEGORICAL_ON_SIGMOIDS = Definition(activation="sigmoid")
Z = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4]]
P = [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25]]


@pytest.mark.parametrize(
    ("labels", "outputs", "outputs_are", "definition", "likelihood", "words"),
    [
        ([0, 1], Z, "logits", Definition(), "categorical", "one class per row"),
        ([0, 1], P, "probabilities", Definition(one_class=True), "categorical", "one class per row"),
        ([0, 1], Z, "logits", BERNOULLI, "none", "sum to 1"),
        ([0, 1], P, "probabilities", BERNOULLI, "none", "sum to 1"),
        ([0, 1], Z, "logits", FREE, "bernoulli", "each decided by itself"),
        ([0, 1], Z, "logits", CATEGORICAL_ON_SIGMOIDS, "none", "this sum ignores those whose label is 0"),
        ([0, 1], [[0.7, 0.2, 0.1], [0.5, 0.5, 0.5]], "probabilities", Definition(), "none", "row 2"),
        ([[1, 1, 0], [0, 1, 0]], Z, "logits", Definition(), "none", "row 1"),
        ([1, 0], [2.0, -1.0], "logits", Definition(), "bernoulli", "two classes"),
        ([1, 0], [2.0, -1.0], "logits", definitions["binary"], "bernoulli", "two classes"),
        ([[1], [0]], [[2.0], [-1.0]], "logits", FREE, "bernoulli", "yes/no"),
        ([0, 1], Z, "logits", definitions["quadratic"], "none", "squares"),
    ],
)
def test_labels_and_outputs_decide(labels, outputs, outputs_are, definition, likelihood, words):
    found = principle(Batch(labels, outputs, outputs_are=outputs_are), definition)
    assert found.likelihood == likelihood
    assert found.is_likelihood == (likelihood != "none")
    assert words in found.reason


@settings(max_examples=draws(60), deadline=None)
@given(st.data())
def test_value_is_entropy_plus_divergence(data):
    """To 1e-9 of the three numbers: the two are summed apart."""
    given_ = data.draw(drawn.data())
    definition = data.draw(drawn.definitions_for(given_))
    batch = Batch(given_.labels, given_.outputs, outputs_are=given_.outputs_are, sample_weights=given_.sample_weights)
    found = principle(batch, definition)
    if definition.likelihood == "quadratic" or math.isnan(found.value):
        return
    size = abs(found.value) + abs(found.entropy) + abs(found.kl)
    assert found.entropy + found.kl == pytest.approx(found.value, abs=1e-9 * max(size, 1e-300))


@settings(max_examples=draws(150), deadline=None)
@given(st.data())
def test_the_amounts_that_a_bar_shows_add_up(data):
    given_ = data.draw(drawn.data())
    batch = Batch(given_.labels, given_.outputs, outputs_are=given_.outputs_are)
    found = principle(batch, data.draw(drawn.definitions_for(given_)))
    event("amounts" if found.amounts else "none")
    if found.amounts is None:
        return
    assert min(found.amounts) >= 0
    assert sum(found.amounts) == pytest.approx(found.value, rel=1e-6)
    assert found.is_divergence


def test_what_is_no_divergence_has_no_amounts():
    assert principle(Batch([0, 1], Z), CATEGORICAL_ON_SIGMOIDS).amounts is None
    assert principle(Batch([0, 1], Z), definitions["quadratic"]).amounts is None
    assert principle(Batch([1, 0], [[1.0, 0.0], [1.0, 0.0]], outputs_are="probabilities"), Definition()).amounts is None
    assert principle(Batch([0, 1], Z), Definition()).amounts == (0.0, principle(Batch([0, 1], Z), Definition()).value)


def test_labels_of_0_and_1_have_no_entropy():
    found = principle(Batch([0, 1], Z), Definition())
    assert (found.entropy, found.kl, found.expected) == (0.0, found.value, False)


def test_soft_labels_make_it_an_expectation():
    soft = [[0.5, 0.5, 0.0], [0.25, 0.5, 0.25]]
    found = principle(Batch(soft, Z), Definition())
    assert found.expected
    assert found.entropy == pytest.approx((math.log(2) + 1.5 * math.log(2)) / 2, rel=1e-14)
    assert found.kl == evaluate(soft, Z).kl
    assert principle(Batch([0, 1], Z), Definition(label_smoothing=0.1)).expected


def test_what_else_a_definition_does_is_said():
    assert principle(Batch([0, 1], Z), Definition(class_weights=(1, 2, 3))).weighted
    assert principle(Batch([0, 1], Z, sample_weights=[1, 2]), Definition()).weighted
    assert principle(Batch([0, 1], P, outputs_are="probabilities"), Definition(clip=1e-7)).nearly == "clip"
    assert principle(Batch([0, 1], Z), Definition()).nearly == ""


def test_a_definition_that_does_not_take_the_data_is_none():
    found = principle(Batch([0, 1], Z), definitions["binary"])
    assert (found.likelihood, found.is_likelihood) == ("none", False)
    assert "multi-sigmoid" in found.reason
    assert math.isnan(found.value)


def test_values_that_are_not_reduced_are_summed():
    found = principle(Batch(np.full((2, 3), 1 / 3), Z), Definition(reduction="none"))
    assert found.value == pytest.approx(found.entropy + found.kl, rel=1e-12)
