"""What sentences claim agrees with the numbers, whatever is drawn: equal, higher, times, undefined, likelihood."""

import math
import re

import numpy as np
import strategies
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from questions.claims import CARDS, NUMBER, check_line, is_near
from strategies import draws

from xentgui.losses.batch import Batch
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.agreement import compare, total
from xentgui.questions.card import Titled, assumption, cards
from xentgui.questions.principle import principle
from xentgui.questions.saying.few import why
from xentgui.questions.saying.strip import strip


@st.composite
def pairs(draw):
    """Data, and two definitions that take them; often they differ in one field alone."""
    data = draw(strategies.data(limit=8.0))
    known = {"outputs_are": data.outputs_are, "sample_weights": data.sample_weights, "groups": data.groups}
    first, second = (draw(strategies.definitions_for(data)) for _ in range(2))
    if draw(st.booleans()):
        second = draw(st.sampled_from([Definition(), Definition(activation="sigmoid", likelihood="bernoulli")]))
    return Batch(data.labels, data.outputs, **known), first, second


TWICE_IN_BITS = Batch([1, 0], [[0.0, 0.0], [0.0, 0.0]]), Definition(likelihood="bernoulli"), Definition(log_base=2.0)


@settings(max_examples=draws(200), deadline=None)
@given(pairs())
@example(TWICE_IN_BITS)
def test_an_agreement_says_what_the_values_are(pair):
    batch, first, second = pair
    found = compare(batch, {"one": first, "two": second}).agreements[0]
    one, two = (total(evaluate(batch, definition)) for definition in (first, second))
    event(found.kind)
    text = found.text
    if "is not defined" in text:
        assert math.isnan(one if text.startswith("one") else two)
    elif "both infinite" in text:
        assert math.isinf(one)
        assert math.isinf(two)
    elif "is infinite" in text:
        assert math.isinf(one if text.startswith("one") else two)
    elif "give the same number" in text:
        assert one == two or math.isclose(one, two, rel_tol=1e-12, abs_tol=1e-300)
    elif "agree to rounding" in text or "the same value, but not sample by sample" in text:
        assert math.isclose(one, two, rel_tol=1e-6, abs_tol=1e-6)
    elif "exactly twice" in text:
        assert math.isclose(max(one, two, key=abs), 2 * min(one, two, key=abs), rel_tol=1e-12)
    elif times := re.search(rf"(one|two) is ([-−]?){NUMBER} times (?:one|two)", text):
        factor = two / one if times[1] == "two" else one / two
        assert is_near(times[3], factor, 6)
        assert bool(times[2]) == (factor < 0)  # a base below 1 turns the sign
    elif size := re.search(rf"two is {NUMBER} (higher|lower) than one", text):
        assert is_near(size[1], two - one, 6)
        assert (size[2] == "higher") == (two > one)
    else:
        assert "twice" in text, text
        assert math.isclose(max(one, two, key=abs), 2 * min(one, two, key=abs), rel_tol=1e-5)


@settings(max_examples=draws(200), deadline=None)
@given(pairs())
def test_the_list_s_few_words_say_what_the_values_are(pair):
    batch, first, second = pair
    comparison = compare(batch, {"one": first, "two": second})
    words = why("two", "one", comparison, {})
    one, two = (total(evaluate(batch, definition)) for definition in (first, second))
    event(comparison.agreements[0].kind)
    if words == "equal":
        assert one == two or math.isclose(one, two, rel_tol=1e-12, abs_tol=1e-300)
    elif words.startswith("not defined"):
        assert math.isnan(one) or math.isnan(two)
    elif (times := re.search(rf"([×÷]) {NUMBER}$", words)) and math.isfinite(two / one):
        assert is_near(times[2], one / two if times[1] == "÷" else two / one, 4)


@settings(max_examples=draws(150), deadline=None)
@given(pairs())
def test_a_likelihood_is_the_probability_of_the_labels(pair):
    """Of labels that are events, under a definition that does nothing more: minus its logarithm is the loss."""
    batch, definition, _ = pair
    bare = Definition(activation=definition.activation, likelihood=definition.likelihood, reduction="sum")
    if batch.sample_weights is not None or not np.isin(batch.label_table, (0, 1)).all():
        return
    told, evaluation = principle(batch, bare), evaluate(batch, bare)
    event(told.likelihood)
    if not told.is_likelihood:
        return
    a, y = evaluation.activations, batch.label_table
    if told.likelihood == "categorical":
        shares = np.where(y == 1, a, 1.0)
        assert np.abs(a.sum(axis=1) - 1).max() <= 1e-6
    else:
        shares = np.where(y == 1, a, 1 - a)
    with np.errstate(all="ignore"):
        assert math.isclose(-np.log(shares).sum(), total(evaluation), rel_tol=1e-6, abs_tol=1e-9)


@settings(max_examples=draws(150), deadline=None)
@given(pairs(), st.sampled_from(["softmax", "multi-sigmoid"]))
def test_an_assumption_is_kept_where_the_numbers_keep_it(pair, mode):
    batch, definition, _ = pair
    words, holds = assumption(batch, definition, mode)
    a = evaluate(batch, definition).activations
    sums = np.abs(a.sum(axis=1) - 1)
    event(words)
    if words == "outputs sum to 1" and not batch.one_dimensional and batch.outputs_are != "logits":
        assert holds
        assert sums.max() <= 1.1e-6
    elif found := re.match(r"outputs of row (\d+) sum to (.*)", words):
        assert not holds
        assert sums[int(found[1]) - 1] > 0.9e-6
    elif found := re.match(r"labels of row (\d+) do not sum to 1", words):
        assert abs(batch.label_table[int(found[1]) - 1].sum() - 1) > 0.9e-6


PLAIN = (
    Definition(),
    Definition(one_class=True),
    Definition(likelihood="bernoulli"),
    Definition(activation="sigmoid", likelihood="bernoulli"),
    Definition(likelihood="bernoulli", log_base=2.0),
)


@st.composite
def strips(draw):
    """Three cards on drawn data, one of them chosen, with the strip that is said of them."""
    batch, *own = draw(pairs())
    definitions = [draw(st.sampled_from([*own, *PLAIN])) for _ in CARDS]
    shown = [
        Titled(name, name, name, definition, name, slot)
        for slot, (name, definition) in enumerate(zip(CARDS, definitions, strict=True))
    ]
    mode = "binary" if batch.one_dimensional else draw(st.sampled_from(["softmax", "multi-sigmoid"]))
    chosen, columns = draw(st.integers(0, 2)), 2 if batch.one_dimensional else batch.shape[1]
    comparison = compare(batch, {each.name: each.definition for each in shown})
    asked = cards(batch, shown, chosen, 0, mode, comparison)
    lines = strip(batch, asked, chosen, comparison, mode, [f"class {k}" for k in range(columns)])
    return batch, {each.name: each.definition for each in shown}, CARDS[chosen], lines


@settings(max_examples=draws(300), deadline=None)
@given(strips())
def test_the_strip_says_what_the_values_are(drawn):
    batch, definitions, chosen, lines = drawn
    values = {name: total(evaluate(batch, each)) for name, each in definitions.items()}
    for line in lines:
        event(line.mark)
        check_line(line, batch, definitions, values, chosen)
