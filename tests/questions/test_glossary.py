"""The words that open: each one's number is right, on whatever is drawn, and where words stand in a text."""

import math

import numpy as np
import pytest
import strategies as drawn
from hypothesis import event, given, settings
from hypothesis import strategies as st
from questions.shown import said
from strategies import draws

from xentgui import Batch, Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.rows import one_class
from xentgui.questions.glossary import cited, find, glossary
from xentgui.questions.principle import principle

Z = [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9]]
SOFT = [[0.7, 0.2, 0.1], [0.0, 0.9, 0.1], [0.25, 0.25, 0.5]]
WORDS = ("likelihood", "categorical", "Bernoulli", "cross-entropy", "entropy", "divergence", "nats", "one-hot",
         "soft labels", "k", "logit", "softmax", "sigmoid", "(57)", "(63)")  # fmt: skip


def asked(batch, definition, row=0, column=0):
    names = tuple(f"c{place}" for place in range(batch.shape[1]))
    return glossary(evaluate(batch, definition), "Mine", row, column, names)


def number(meaning):
    """The first number in what is said of here; None where there is none."""
    return next((run.value for run in meaning.here if run.value is not None), None)


@st.composite
def cases(draw):
    """Data whose labels are often one-hot or 0 and 1, a definition that takes them, a row and a column."""
    data = draw(drawn.data(limit=8.0))
    definition = draw(drawn.definitions_for(data))
    if draw(st.booleans()):
        activation, likelihood = draw(st.sampled_from([("softmax", "categorical"), ("sigmoid", "bernoulli")]))
        definition = Definition(activation=activation, likelihood=likelihood)
    batch = Batch(data.labels, data.outputs, outputs_are=data.outputs_are)
    return batch, definition, draw(st.integers(0, batch.shape[0] - 1)), draw(st.integers(0, batch.shape[1] - 1))


@settings(max_examples=draws(200), deadline=None)
@given(cases())
def test_the_likelihood_of_a_row_is_the_probability_of_its_labels(case):
    batch, definition, row, column = case
    words, told = asked(batch, definition, row, column), principle(batch, definition)
    y, a = batch.label_table[row], evaluate(batch, definition).activations[row]
    a = a / a.sum() if definition.renormalise else a
    found = number(words["likelihood"])
    event(f"{told.likelihood} {'no number' if found is None else 'a number'}")
    if found is None:
        return
    assert np.isin(y, (0, 1)).all()
    probability = np.prod(np.where(y == 1, a, 1.0 if told.likelihood == "categorical" else 1 - a))
    assert found == pytest.approx(probability, rel=1e-6, abs=1e-9)
    its_own = {"categorical": "categorical", "bernoulli": "Bernoulli"}[told.likelihood]
    assert {word for word in ("categorical", "Bernoulli") if words[word].here} == {its_own}


@settings(max_examples=draws(200), deadline=None)
@given(cases())
def test_amounts_are_those_of_the_loss(case):
    batch, definition, row, column = case
    words = {word: number(meaning) for word, meaning in asked(batch, definition, row, column).items()}
    told = principle(batch, definition)
    size = 1e-9 * (1 + abs(told.value))
    if None not in (words["entropy"], words["divergence"], words["cross-entropy"]):
        assert words["entropy"] + words["divergence"] == pytest.approx(words["cross-entropy"], abs=size)
        assert words["cross-entropy"] == told.value
    if words["nats"] is not None:
        assert words["nats"] == pytest.approx(told.value * math.log(definition.log_base), rel=1e-12)


@settings(max_examples=draws(200), deadline=None)
@given(cases())
def test_what_is_said_of_a_row_and_a_cell_is_in_the_tables(case):
    batch, definition, row, column = case
    words = asked(batch, definition, row, column)
    y, a = batch.label_table[row], evaluate(batch, definition).activations[row]
    if not batch.one_dimensional:
        assert ("is not" in said(words["one-hot"].here)) != bool(one_class(y[None])[0])
        assert number(words["k"]) == (pytest.approx(a[y == 1][0]) if one_class(y[None])[0] else None)
    is_logit = batch.outputs_are == "logits"
    assert number(words["logit"]) == (batch.output_table[row, column] if is_logit else None)
    for name in ("softmax", "sigmoid"):
        activates = is_logit and definition.activation == name
        assert number(words[name]) == (pytest.approx(a[column]) if activates else None)


def test_in_words_with_soft_labels_and_with_one_hot_ones():
    soft = {word: said(meaning.here) for word, meaning in asked(Batch(SOFT, Z), Definition()).items()}
    assert soft["likelihood"] == ""
    assert soft["entropy"] == "All rows, Mine: 0.7222 nats."
    assert soft["one-hot"] == "Row 1 is not."
    hard = {word: said(meaning.here) for word, meaning in asked(Batch([0, 1, 2], Z), Definition()).items()}
    assert hard["likelihood"] == "Row 1, Mine: 0.6590."
    assert hard["k"] == "Row 1, Mine: k is c0, and aₖ is 0.6590."
    assert hard["one-hot"] == "Row 1: the 1 stands at c0."


def test_the_formulas_of_the_book_tell_what_a_row_gets_where_they_are_meant():
    several = asked(Batch([[1, 0, 1]], [[2.0, 1.0, 0.1]]), Definition(activation="sigmoid", likelihood="bernoulli"))
    loss = sum(math.log1p(math.exp(-z)) for z in (2.0, -1.0, 0.1))
    assert number(several["(63)"]) == pytest.approx(loss)
    assert not several["(57)"].here
    one = asked(Batch([0], [2.0]), Definition(activation="sigmoid", likelihood="bernoulli"))
    assert number(one["(57)"]) == pytest.approx(math.log1p(math.exp(2.0)))
    assert not one["(63)"].here
    assert not asked(Batch([[1, 0, 1]], [[2.0, 1.0, 0.1]]), Definition(activation="sigmoid"))["(63)"].here


def test_soft_labels_tell_the_largest_of_the_row():
    assert said(asked(Batch(SOFT, Z), Definition(), row=1)["soft labels"].here) == "Row 2: y(c1) = 0.9000."
    assert said(asked(Batch([0, 1, 2], Z), Definition())["soft labels"].here) == "Row 1 has none."


def test_a_likelihood_that_is_none_says_why():
    words = asked(Batch([0, 1, 2], Z), Definition(likelihood="bernoulli"))
    assert "Mine is none here: outputs that sum to 1" in said(words["likelihood"].here)
    assert not words["Bernoulli"].here


def test_a_probability_that_no_number_holds_is_not_0():
    words = asked(Batch([1], [[900.0, 0.0]]), Definition())
    assert said(words["likelihood"].here) == "Row 1, Mine: less than 1e−300."


def test_without_data_every_word_keeps_its_two_lines():
    words = glossary(None, "Mine", 0, 0, ())
    assert tuple(words) == WORDS
    assert all(len(set(meaning.lines)) == 2 and not meaning.here for meaning in words.values())
    assert all(len(line) <= 90 for meaning in words.values() for line in meaning.lines)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the negative log-likelihood of one class per row (categorical).", ["likelihood", "categorical"]),
        ("entropy of the labels, cross-entropy", ["entropy", "cross-entropy"]),
        ("sigmoids, several labels", ["sigmoid"]),
        ("the true class k, so only −ln aₖ is left", ["k", "k"]),
        ("smaller by the factor K, a likely kind of Bernoullian", []),
        ("nats, mean of 4 rows", ["nats"]),
        ("(63) on softmax outputs", ["(63)", "softmax"]),
        ("row 1 has soft labels. (57) takes one.", ["soft labels", "(57)"]),
        ("one-hot logits (Bernoulli)", ["one-hot", "logit", "Bernoulli"]),
    ],
)
def test_words_are_found_where_they_stand(text, names):
    found = list(find(text))
    assert [name for _, _, name in found] == names
    assert all(0 <= start < end <= len(text) for start, end, _ in found)


def test_the_three_sources_are_cited_with_where_they_are():
    assert [each.title for each in cited()] == ["Nielsen, ch. 3", "TensorFlow intro", "CS231n notes"]
    assert all(each.reference and each.url.startswith("http") for each in cited())
