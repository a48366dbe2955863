"""Infinite outputs: a masked logit is -inf, as everywhere else, and what can not be computed is said in words."""

import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import draws

from xentgui import DataError, Definition, evaluate, explain
from xentgui.questions.matching import match, search
from xentgui.questions.number import read_number

INF = float("inf")
OUTPUTS = [[1.0, 2.0, -INF], [0.5, -INF, -1.0], [2.0, 0.0, -INF], [-INF, 1.0, 0.25]]
CLASSES = [0, 2, 1, 1]
SOME = settings(max_examples=draws(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
OWN = (
    Definition(), Definition(reduction="sum"), Definition(over_outputs="mean"), Definition(log_base=2.0),
    Definition(activation="sigmoid", likelihood="bernoulli"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@st.composite
def masked(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Class indices and logits of which some are -inf, though none of a true class."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    outputs, labels = np.round(random.normal(size=(rows, columns)) * 2, 2), random.integers(0, columns, rows)
    outputs[(random.random((rows, columns)) < 0.4) & (np.arange(columns) != labels[:, None])] = -INF
    return labels, outputs


@SOME
@given(masked(), st.sampled_from(OWN), st.sampled_from([6, 17]))
def test_what_the_definition_chosen_gives_is_found_first_and_its_equivalents_give_it_too(
    data: tuple[np.ndarray, np.ndarray], definition: Definition, digits: int
) -> None:
    labels, outputs = data
    value = evaluate(labels, outputs, definition).value
    number = f"{value:.{digits}g}"
    if number == "0":
        return  # one class is left in every row
    first, *_ = match(labels, outputs, number, outputs_are="logits", definition=definition)
    assert (first.changes, first.slips) == ({}, ())
    for each, slips in first.equivalents:
        again = np.array([[evaluate(labels, outputs, each).value]])
        read = read_number(number)
        single = each.precision == "float32"
        assert slips or (read.is_in_float32(again) if single else read.rounds_from(again))[0], (each, again)


def _softmax(z: np.ndarray) -> np.ndarray:
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


OF_TRUE = (np.arange(4), CLASSES)
EXP = np.exp(np.array(OUTPUTS))


@pytest.mark.parametrize(
    ("slug", "losses"),
    [
        ("softmax-twice", -np.log(_softmax(_softmax(np.array(OUTPUTS)))[OF_TRUE])),
        ("numerator-forgotten", np.log(EXP.sum(axis=1))),
        ("scaled-logits", -np.log((EXP**2 / (EXP**2).sum(axis=1, keepdims=True))[OF_TRUE])),
        ("logits-as-log-probabilities", -np.array(OUTPUTS)[OF_TRUE]),
        ("forgot-minus", np.log((EXP / EXP.sum(axis=1, keepdims=True))[OF_TRUE])),
    ],
)
def test_usual_slips_are_found_beside_masked_logits(slug: str, losses: np.ndarray) -> None:
    found = match(CLASSES, OUTPUTS, f"{losses.mean():.6f}", outputs_are="logits")
    assert slug in found[0].slips


@pytest.mark.parametrize("kind", ["logits", None])
@pytest.mark.parametrize("number", ["0.51234", ["0.1", "0.2"], "inf"])
@pytest.mark.parametrize(
    "outputs",
    [[[1.0, -INF], [0.0, 2.0]], [[-INF, 1.0], [0.0, 2.0]], [[-INF, -INF], [-INF, -INF]], [1.0, -INF], [-INF, -INF]],
)
def test_nothing_that_is_undefined_is_told(outputs: list[object], number: str | list[str], kind: str | None) -> None:
    for each in match([0, 1], outputs, number, outputs_are=kind, near=3):
        assert not np.isnan(each.value).any()
        assert not each.hit or read_number(number).rounds_from(np.atleast_1d(each.value)[None])[0] or each.slips


def test_the_mean_of_log_probabilities_of_which_some_are_of_a_probability_of_0() -> None:
    outputs = [[-0.5, -0.9327521, -INF], [-INF, -0.1, -2.3521685]]
    first, *_ = match([0, 1], outputs, "0.3")
    assert (first.outputs_are, first.slips) == ("log-probabilities", ())


@pytest.mark.parametrize(
    ("labels", "outputs", "kind", "words"),
    [
        ([0], [[0.5, INF]], "probabilities", r"outputs\[0, 1\]: inf is no probability"),
        ([0], [[0.5, -INF]], "probabilities", "-inf is no probability"),
        (
            [0],
            [[-0.5, INF]],
            "log-probabilities",
            "inf can not be matched against: the logit of a masked class is -inf",
        ),
        ([0, 1], [0.5, INF], "logits", r"outputs\[1\]: inf can not be matched against"),
        ([[0.0, INF]], [[1.0, 2.0]], None, r"labels\[0, 1\]: inf is no label"),
    ],
)
def test_what_can_not_be_infinite_is_refused_in_words(labels: object, outputs: object, kind: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        match(labels, outputs, "0.5", outputs_are=kind)


@pytest.mark.parametrize(
    ("outputs", "number", "words"),
    [
        ([[-INF, 0.0], [0.0, 2.0]], "0.51234", "infinite on these data: in row 1 a is 0 where the label is 1, so"),
        ([[0.0, -1.0], [3.0, -INF]], "inf", "infinite on these data: in row 2 a is 0 where the label is 1, so"),
        ([[0.0, -1.0], [-INF, -INF]], "0.51234", "undefined (nan) on these data: in row 2 softmax is not defined"),
        ([[0.0, -1.0], [-INF, 1.0]], "0.5123456", ""),
    ],
)  # fmt: skip
def test_the_answer_says_why_the_loss_is_infinite_or_undefined(outputs: object, number: str, words: str) -> None:
    told = " ".join(str(explain([0, 1], outputs, number, outputs_are="logits")).split())
    assert (f"The loss of the definition chosen is {words}" in told) if words else ("on these data:" not in told)
    assert "more digits" not in told or number != "inf"


def test_large_data_with_masked_logits_are_answered_first_too() -> None:
    random = np.random.default_rng(2)
    outputs, labels = random.normal(size=(600, 10)), random.integers(0, 10, 600)
    outputs[(random.random(outputs.shape) < 0.3) & (np.arange(10) != labels[:, None])] = -INF
    value = repr(float(evaluate(labels, outputs).value))
    first = next(step for step in search(labels, outputs, value, outputs_are="logits") if step.matches)
    assert (first.progress, first.matches[0].title) == (0.0, "The definition chosen, as it is")
    assert (match(labels, outputs, value)[0].changes, match(labels, outputs, value)[0].slips) == ({}, ())


LARGE = ((20_000, 30), (800, 700))  # with rows of few kinds and of many, one way to a number after the other


@pytest.mark.parametrize("shape", LARGE)
def test_what_is_finite_is_found_where_all_likelier_readings_are_infinite(shape: tuple[int, int]) -> None:
    rows, columns = shape
    shares = np.random.default_rng(3).uniform(0.1, 1.0, size=shape)
    classes = np.arange(rows) % (columns - 1)
    shares[0, classes[0]] = 0.0  # as they are the loss is infinite, off by one it is not
    shares /= shares.sum(axis=1, keepdims=True)
    number = evaluate(classes + 1, shares, outputs_are="probabilities").value
    found = match(classes, shares, f"{number:.9f}", outputs_are="probabilities")
    assert (found[0].slips, dict(found[0].changes)) == (("labels-off-by-one",), {})


@pytest.mark.parametrize("shape", LARGE)
def test_outputs_that_are_certain_of_their_own_class_leave_the_loss_finite(shape: tuple[int, int]) -> None:
    rows, columns = shape
    classes = np.arange(rows) % columns
    shares = np.full(shape, 0.3)
    shares[[7, 8], classes[[7, 8]]] = 1.0
    sigmoids = Definition(activation="sigmoid", likelihood="bernoulli")
    number = evaluate(classes, shares, sigmoids, outputs_are="probabilities").value
    found = match(classes, shares, f"{number:.9f}", outputs_are="probabilities")
    assert (found[0].definition, found[0].slips) == (sigmoids, ())
