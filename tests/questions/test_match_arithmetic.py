"""The quick arithmetic of the search is what `evaluate` gives, for every path that it takes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import draws

import xentgui
from xentgui.losses.definition import Definition
from xentgui.questions.matching import match
from xentgui.questions.matching.data import read_facts, read_given
from xentgui.questions.matching.search.bundles import Bundle, bundles
from xentgui.questions.matching.search.by_class import INFINITE, minus_logs_together
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.path import Candidate, members_of
from xentgui.questions.matching.search.plausibility import anchors
from xentgui.questions.matching.search.routes import routes
from xentgui.questions.matching.search.screen import Screen
from xentgui.questions.matching.search.sums import Stack, Weighed, losses
from xentgui.questions.matching.steps.ending import Near
from xentgui.questions.matching.steps.label_reading import LabelReading
from xentgui.questions.matching.steps.output_readings import output_readings
from xentgui.questions.matching.steps.situation import situations
from xentgui.questions.matching.steps.smoothing import OverOthers, Smoothing
from xentgui.questions.number import read_number

FEW = settings(max_examples=draws(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
MOST_BITS = 8.0
EACH = 25  # paths of each example that are compared


@st.composite
def questions(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Labels, outputs and known facts of every shape."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    kind = draw(st.sampled_from(["column", "classes", "table", "soft"] if columns > 1 else ["column", "table"]))
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    outputs = np.round(seed.normal(size=(rows, columns)) * 2, 3)
    if draw(st.booleans()):
        outputs = np.round(np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True), 3)
    labels = seed.integers(0, 2, size=(rows, columns)).astype(float)
    known: dict[str, Any] = {}
    if kind == "soft":
        labels = np.round(seed.dirichlet(np.ones(columns), size=rows), 3)
    if kind == "classes":
        labels = seed.integers(0, columns, size=rows).astype(float)
    if kind == "column":
        outputs, labels = outputs[:, 0], labels[:, 0]
    if draw(st.booleans()):
        known["class_weights"] = [*seed.uniform(0.5, 3, size=2 if kind == "column" else columns).round(1)]
    if draw(st.booleans()):
        known["label_smoothing"] = 0.1
    weights = seed.uniform(0, 2, size=rows).round(1) if draw(st.booleans()) else None
    return labels, outputs, {"sample_weights": weights, "known": known}


def paths(labels: Any, outputs: Any, facts: dict[str, Any], number: str) -> tuple[list[Candidate], Any]:
    asked, read = read_given(labels, outputs, None, facts["sample_weights"]), read_number(number)
    known = read_facts("softmax", facts["known"], asked)
    found: list[Candidate] = []
    for situation in situations(asked):
        screen = Screen(situation, known, read, MOST_BITS, Tally(read))
        ways = [way for each in output_readings(situation) for way in routes(each, situation, read, MOST_BITS)]
        for bundle in bundles(ways):
            found.extend(each for step in screen.look(bundle) for each in step if isinstance(each.last, Near | None))
    return found, anchors(known)


def test_no_logarithm_is_taken_of_a_negative_number_that_nothing_holds_back() -> None:
    asked, read = read_given([0, 1], [[2.0, -1.0], [0.5, 3.0]], "logits", None), read_number("0.71234")
    situation = next(situations(asked))
    ways = [way for each in output_readings(situation) for way in routes(each, situation, read, MOST_BITS)]
    as_they_are = [way for way in ways if way.activation == "identity"]
    assert {way.guard.clip is None for way in as_they_are if way.likelihood != "quadratic"} == {False}
    assert {way.guard.clip is None for way in ways if way.activation != "identity"} == {False, True}


@FEW
@given(questions(), st.sampled_from(["1", "0.5", "0.7", "2"]), st.integers(0, 2**32 - 1))
def test_sums_are_what_evaluate_gives(question: Any, number: str, seed: int) -> None:
    found, starts = paths(*question, number)
    order = np.random.default_rng(seed).permutation(len(found))[:EACH]
    for candidate in (found[place] for place in order):
        members = members_of(candidate, False, starts, np.inf)
        definition = replace(members[0].definition, **candidate.route.guard.fields)
        value = candidate.full_value(definition)
        single = candidate.route.precision == "float32"
        tolerance = {"rtol": 2e-4, "atol": 2e-5} if single else {"rtol": 1e-10, "atol": 1e-13}
        assert np.allclose(candidate.value, value, equal_nan=True, **tolerance), (candidate.path, definition)


@FEW
@given(questions(), st.sampled_from([{}, {"reduction": "sum"}, {"log_base": 2.0}, {"normalise_by": "weights"}]))
def test_what_a_definition_gives_is_found_and_said(question: Any, changes: dict[str, Any]) -> None:
    labels, outputs, facts = question
    known, weights = facts["known"], facts["sample_weights"]
    value = xentgui.evaluate(labels, outputs, "softmax", sample_weights=weights, **known, **changes).value
    if not np.isfinite(value) or abs(value) < 1e-3:
        return
    found = match(labels, outputs, f"{value:.9f}", outputs_are="logits", sample_weights=weights, **known)
    assert found
    assert found[0].value == pytest.approx(value, abs=1e-8)
    assert found[0].explanation.endswith(".")
    for definition, slips in ((found[0].definition, found[0].slips), *found[0].equivalents):
        if not slips:
            again = xentgui.evaluate(labels, outputs, definition, sample_weights=weights).value
            assert again == pytest.approx(found[0].value, rel=3e-6, abs=1e-9)


@pytest.mark.parametrize("known", [{}, {"class_weights": [1.0, 2.0, 0.5, 3.0, 1.5]}, {"label_smoothing": 0.1}])
@pytest.mark.parametrize("one_hot", [False, True])
def test_sums_over_kinds_of_rows_are_what_evaluate_gives(known: dict[str, Any], one_hot: bool) -> None:
    """Many rows with few classes are summed class by class."""
    seed = np.random.default_rng(5)
    outputs, classes = seed.normal(size=(500, 5)), seed.integers(0, 5, size=500)
    labels = np.eye(5)[classes] if one_hot else classes.astype(float)
    found, starts = paths(labels, outputs, {"sample_weights": None, "known": known}, "1.6")
    assert len(found) > EACH
    for candidate in found[:: len(found) // EACH]:
        definition = members_of(candidate, False, starts, np.inf)[0].definition
        definition = replace(definition, **candidate.route.guard.fields)
        single = candidate.route.precision == "float32"
        expected = pytest.approx(candidate.value[0], rel=2e-4 if single else 1e-10, nan_ok=True)
        assert candidate.full_value(definition)[0] == expected, (candidate.path, definition)


def test_sums_over_the_few_labels_of_a_large_table_are_those_of_the_whole_table() -> None:
    seed = np.random.default_rng(3)
    rows, columns = 150, 160
    yes, no = seed.uniform(0, 5, size=(2, 2, rows, columns))
    no[1, seed.integers(0, rows, size=20), seed.integers(0, columns, size=20)] = INFINITE
    classes = seed.integers(-1, columns, size=rows)
    plain = LabelReading(None, 0.0, np.ones(rows, dtype=bool), classes, columns, classes)
    labels = (plain, replace(plain, keep=seed.uniform(size=rows) > 0.3))
    weights = seed.uniform(0.5, 2, size=(3, rows, columns))
    weights[2, ::2] = 0.0
    forms = (Smoothing(0.0, 0.0), Smoothing(0.1, 3.0), Smoothing(0.2, 3.0, OverOthers(0.2)))
    for halves in (yes, no), (yes, None), (yes[:1], no[:1]):
        family = Definition(likelihood="bernoulli" if halves[1] is not None else "categorical")
        bundle = Bundle(family, (), *halves, np.zeros(2))
        few, of_rows = (
            losses(Weighed(bundle, Stack(weights, weights, out)), labels, forms, False) for out in ("one", "rows")
        )
        np.testing.assert_allclose(few, of_rows.sum(axis=4), rtol=1e-12)


@pytest.mark.parametrize("number", ["3.1234", "3.1234567"])
@pytest.mark.parametrize("scale", [2.0, 30.0])
def test_of_a_large_table_the_classes_that_are_named_and_whole_rows_are_summed_as_all_outputs_are(
    number: str, scale: float
) -> None:
    seed = np.random.default_rng(4)
    classes, logits = seed.integers(0, 180, size=120), seed.normal(size=(120, 180)) * scale
    asked, read = read_given(classes, logits, "logits", None), read_number(number)
    known = read_facts("softmax", {}, asked)
    situation = next(situations(asked))
    screen = Screen(situation, known, read, 4.0, Tally(read))
    ways = [way for each in output_readings(situation, 2.0) for way in routes(each, situation, read, 4.0)]
    whole = {bundle.routes: bundle for bundle in bundles(ways)}
    seen = set()
    for bundle in bundles(ways, screen.asks):
        if bundle.asked is None:
            continue
        seen.add(bundle.asked.smoothed)
        forms = (Smoothing(0.0, 0.0), *((Smoothing(0.1, 3.0),) if bundle.asked.smoothed else ()))
        labels = [each for each in screen.labels if each.classes is screen.labels[0].classes][:5]
        found, expected = (
            losses(Weighed(each, screen.stack), labels, forms, False) for each in (bundle, whole[bundle.routes])
        )
        single = np.array([route.precision == "float32" for route in bundle.routes])
        np.testing.assert_allclose(found[~single], expected[~single], rtol=1e-12)
        np.testing.assert_allclose(found[single], expected[single], rtol=1e-5)
    assert seen == {False, True}


@pytest.mark.parametrize(("epsilon", "clip"), [(0.0, 0.0), (1e-7, 0.0), (0.0, 1e-7), (1e-7, 1e-3)])
@pytest.mark.parametrize("columns", [1, 2, 3, 10, 31])
def test_few_logarithms_of_products_are_the_sum_of_all_logarithms(columns: int, epsilon: float, clip: float) -> None:
    """Down to sums of 1e-9, which 1 - a would have lost half the digits of."""
    seed = np.random.default_rng(columns)
    small = 10.0 ** seed.uniform(-10, -0.5, size=(columns, 400))
    swap = seed.uniform(size=small.shape) < np.linspace(0, 1, 400)
    own, other = np.where(swap, small, 1 - small), np.where(swap, 1 - small, small)
    moved, rest = np.clip(own, clip, 1 - clip), np.clip(other, clip, 1 - clip)
    expected = -np.where(moved > 0.5, np.log1p(epsilon - rest), np.log(moved + epsilon)).sum(axis=0)
    np.testing.assert_allclose(minus_logs_together(own, other, epsilon, clip), expected, rtol=1e-13, atol=1e-22)


def test_a_number_too_small_to_be_multiplied_is_left_to_its_own_logarithm() -> None:
    assert minus_logs_together(np.array([[1e-200]]), np.array([[1.0]]), 0.0, 0.0) is None
    assert minus_logs_together(np.array([[-0.1], [-0.2]]), np.array([[1.1], [1.2]]), 0.0, 0.0) is None
