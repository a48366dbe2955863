"""match: what a number is answered with."""

import dataclasses
from typing import Any

import numpy as np
import pytest

import xentgui
from xentgui import Definition, evaluate
from xentgui.questions.matching import match

LOGITS = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
CLASSES = [0, 1, 2, 0]
WEIGHTS = [1, 2, 4]
TORCH = [[0.2, 0.3, 0.5]] * 3


def first(*given: Any, **known: Any) -> xentgui.Match:
    found = match(*given, **known)
    assert found, "nothing gives the number"
    return found[0]


def test_the_weighted_mean_of_torch_is_recognised_and_explained() -> None:
    found = first(CLASSES, LOGITS, "0.4591", outputs_are="logits", class_weights=WEIGHTS)
    assert found.definition.normalise_by in ("weights", "weights-of-indices")
    assert found.changes["normalise_by"] == found.definition.normalise_by
    assert found.value == pytest.approx(0.45905921671666605, rel=1e-14)
    assert found.hit
    assert found.slips == ()
    assert "divided by the weights used (8)" in found.explanation
    assert "torch.nn.CrossEntropyLoss" in found.as_in


def test_the_definition_chosen_comes_first_if_it_gives_the_number() -> None:
    found = first(CLASSES, LOGITS, "0.9181", class_weights=WEIGHTS)
    assert (found.changes, found.slips) == ({}, ())
    assert "nothing has to change" in found.explanation


@pytest.mark.parametrize(
    "chosen",
    [
        *("xgboost.mlogloss", "lightgbm.multi_logloss", "spark.LogLoss", "sklearn.metrics.log_loss:eps=1e-15"),
        *("keras.losses.CategoricalFocalCrossentropy", "keras.losses.BinaryFocalCrossentropy"),
        Definition(clip=0.03, focal_gamma=1.7, poly_epsilon=0.3),
    ],
)
def test_the_definition_chosen_comes_first_whatever_its_fields_hold(chosen) -> None:
    labels, shares = [[1, 0, 0], [0, 1, 0]], [[0.7, 0.2, 0.1], [0.3, 0.3, 0.4]]
    value = evaluate(labels, shares, chosen, outputs_are="probabilities").value
    for digits in (4, 7):
        found = first(labels, shares, f"{value:.{digits}f}", definition=chosen, outputs_are="probabilities")
        assert (found.changes, found.slips) == ({}, ())
        assert "nothing has to change" in found.explanation


def test_one_class_weight_for_all_classes_is_a_known_fact_like_several() -> None:
    for known in ({"class_weights": 0.25}, {"definition": Definition(class_weights=0.25)}):
        found = first(CLASSES, LOGITS, f"{0.25 * 0.54996074:.7f}", **known)
        assert "nothing has to change" in found.explanation


def test_leaving_known_weights_out_is_told_by_the_field() -> None:
    found = first(CLASSES, LOGITS, "0.549961", class_weights=WEIGHTS)
    assert found.changes == {"class_weights": None}
    assert "class weights were left out" in found.explanation


def test_probabilities_passed_as_logits() -> None:
    found = first([0, 1, 2], TORCH, "1.1064976", outputs_are="probabilities")
    assert found.slips == ("probabilities-as-logits",)
    assert found.outputs_are == "probabilities"
    again = evaluate([0, 1, 2], TORCH, found.definition, outputs_are="logits")
    assert found.value == pytest.approx(again.value, rel=1e-6)


@pytest.mark.parametrize(
    ("number", "slip"),
    [
        ("0.8529", "softmax-twice"),
        ("-0.549961", "forgot-minus"),
        ("-0.607488", "probabilities-as-log-probabilities"),
        ("1.649961", "labels-off-by-one"),
        ("5.499607", "extra-factor"),
        ("1.733185", "perplexity"),
    ],
)
def test_slips_on_logits(number: str, slip: str) -> None:
    found = match(CLASSES, LOGITS, number, outputs_are="logits")
    assert any(slip in each.slips for each in found[:3]), [(each.value, each.slips) for each in found]


@pytest.mark.parametrize("columns", [2, 3, 4])
@pytest.mark.parametrize("sigmoids", [False, True])
def test_squares_are_told_by_the_names_that_libraries_give_them(columns: int, sigmoids: bool) -> None:
    draw = np.random.default_rng(columns)
    scores, named = draw.normal(size=(7, columns)).round(3), draw.integers(0, columns, 7)
    shares = 1 / (1 + np.exp(-scores)) if sigmoids else np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    squares = (shares - np.eye(columns)[named]) ** 2
    for number, name in ((squares.mean(), "The mean squared error"), (squares.sum(axis=1).mean(), "The Brier score")):
        found = first(named, scores, f"{number:.6f}", outputs_are="logits")
        assert found.title == name
        assert ("after sigmoids" in found.explanation) == sigmoids
        assert not {"multiplied", "divided"} & set(found.explanation.split())


def test_three_causes_at_once() -> None:
    weights = np.array([2.0, 4.0, 6.0])
    p = np.exp(TORCH) / np.exp(TORCH).sum(axis=1, keepdims=True)
    number = -(weights * np.log(p[[0, 1, 2], [0, 1, 2]])).sum() / weights.sum() / np.log(2)
    found = first([0, 1, 2], TORCH, f"{number:.6f}", outputs_are="probabilities", class_weights=weights.tolist())
    assert found.slips == ("probabilities-as-logits",)
    assert found.definition.log_base == 2
    assert found.definition.normalise_by.startswith("weights")


def test_a_column_of_losses_is_matched_jointly() -> None:
    found = match([0, 2, 3], [[3, 1, 2, 4, 0], [0, 3, 1, 3, 2], [3, 3, 3, 1, 1]], ["1.4519144", "2.93727", "3.184995"])
    assert found[0].definition.reduction == "none"
    assert found[0].value.shape == (3,)
    assert len(found) == 1


def test_elements_are_matched_jointly_too() -> None:
    labels, logits = [[1, 0], [0, 1]], [[1.0, -2.0], [0.5, 3.0]]
    losses = evaluate(labels, logits, "tf.nn.sigmoid_cross_entropy_with_logits").value
    found = first(labels, logits, [f"{each:.5f}" for each in losses.ravel()])
    assert (found.definition.likelihood, found.definition.over_outputs) == ("bernoulli", "none")


def test_sum_and_mean_of_one_row_are_one_answer() -> None:
    found = match([2], [[-2.85, 0.86, 0.28]], "1.0402")
    assert found[0].definition.reduction == "mean"
    assert "sum" in {definition.reduction for definition, slips in found[0].equivalents if not slips}


def test_the_base_is_found_and_few_digits_are_called_few() -> None:
    found = match([2], [[-2.85, 0.86, 0.28]], "0.452")
    assert found[0].changes["log_base"] == 10
    assert not found[0].doubtful
    rare = match(CLASSES, LOGITS, "0.83")
    assert all("chance" in each.explanation for each in rare if each.doubtful)


def test_equivalents_without_slips_give_the_same_value() -> None:
    found = first(CLASSES, LOGITS, "0.4591", outputs_are="logits", class_weights=WEIGHTS)
    plain = [definition for definition, slips in found.equivalents if not slips]
    assert plain
    for definition in plain:
        assert evaluate(CLASSES, LOGITS, definition).value == pytest.approx(found.value, rel=1e-6)


def test_all_of_the_answers_round_to_the_number_and_are_told_once() -> None:
    found = match(CLASSES, LOGITS, "0.5500", outputs_are="logits")
    assert {f"{each.value:.4f}" for each in found if "digits-truncated" not in each.slips} == {"0.5500"}
    for each in found:
        told = [(each.definition, each.slips), *each.equivalents]
        assert len(told) == len(set(told))


def test_nothing_is_an_honest_answer_and_near_misses_come_on_request() -> None:
    assert match(CLASSES, LOGITS, "0.5512") == []
    near = match(CLASSES, LOGITS, "0.5512", near=3)
    assert near
    assert not any(each.hit for each in near)
    assert "less than your number" in near[-1].explanation
    assert match(CLASSES, LOGITS, "123.4567", near=3) == []


def test_near_misses_come_last_and_the_nearest_first() -> None:
    found = match(CLASSES, LOGITS, "0.5497", outputs_are="logits", near=3)
    assert [each.hit for each in found] == [False, False]
    distance = [abs(each.value - 0.5497) for each in found]
    assert distance == sorted(distance)
    hits = [each.hit for each in match(CLASSES, LOGITS, "1.6", outputs_are="logits", near=3)]
    assert hits == sorted(hits, reverse=True)


def test_at_most_limit_hits() -> None:
    assert len(match(CLASSES, LOGITS, "0.55", limit=1)) == 1
    assert len(match(CLASSES, LOGITS, "1", limit=2)) <= 2


def test_weights_are_never_invented() -> None:
    for each in match(CLASSES, LOGITS, "0.459059217", near=3):
        assert each.definition.class_weights is None
        assert each.definition.pos_weight is None


def test_what_is_believed_decides_between_equals() -> None:
    labels, logits = [[1, 0], [0, 1]], [[1.0, -2.0], [0.5, 3.0]]
    value = evaluate(labels, logits, "multi-sigmoid").value
    assert first(labels, logits, f"{value:.7f}", definition="multi-sigmoid").changes == {}
    assert first(labels, logits, f"{value:.7f}").changes != {}


def test_a_second_log_softmax_is_harmless_and_it_says_so() -> None:
    logs = np.log(np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True))
    found = first(CLASSES, logs, "0.549961", outputs_are="log-probabilities")
    assert found.slips == ()
    assert any(slips == ("log-softmax-twice",) for _, slips in found.equivalents)
    assert "harmless" in xentgui.questions.matching.SLIPS["log-softmax-twice"].advice


@pytest.mark.parametrize(
    ("labels", "number", "slip"),
    [([1, 2, 3], "0.367077", "labels-off-by-one"), ([0, 1, 3], "0.6763", "")],
)
def test_class_numbers_that_no_formula_takes(labels: list[int], number: str, slip: str) -> None:
    found = match(labels, LOGITS[:3], number, near=1)
    assert found
    assert not slip or slip in found[0].slips


def test_labels_for_ignored_rows_are_found() -> None:
    found = first([0, -100, 2, 0], LOGITS, "0.548760")
    assert found.definition.ignore_index == -100


def test_ignored_rows_kept_in_the_divisor() -> None:
    found = first(CLASSES, LOGITS, "0.411569834", ignore_index=1)
    assert found.changes["normalise_by"] == "all-samples"


@pytest.mark.parametrize("labels", [[0, 2, 2, 3, 1], [0, 0, 2, 1, 1], [1, 1, 2, 3, 0]])
def test_a_column_is_found_whose_first_rows_another_reading_of_the_labels_gives_too(labels: list[int]) -> None:
    outputs = np.round(np.random.default_rng(1).normal(size=(5, 4)) * 2, 2)
    column = [f"{each:.4f}" for each in evaluate(labels, outputs, reduction="none", ignore_index=1).value]
    found = match(labels, outputs, column, outputs_are="logits", ignore_index=1)
    assert (found[0].definition.ignore_index, found[0].slips) == (1, ())


@pytest.mark.parametrize("places", [2, 3])
def test_labels_of_few_decimals_are_told_as_rounded_where_their_digits_show_it(places: int) -> None:
    labels = [[0.35437, 0.32443, 0.3212], [0.2, 0.5, 0.3]]
    number = f"{evaluate(labels, LOGITS[:2]).value:.5f}"
    shown = np.round(labels, places)
    first, *_ = match(shown, LOGITS[:2], number, outputs_are="logits")
    assert first.slips == ("labels-rounded",)
    assert f"the {places} decimals given here" in first.explanation
    assert first.chance > 0
    off = f"{evaluate(shown, LOGITS[:2]).value + 3 * 10.0**-places:.5f}"  # farther than rounding moves it
    assert all("labels-rounded" not in each.slips for each in match(shown, LOGITS[:2], off, outputs_are="logits"))
    even = [[0.25, 0.25, 0.5], [0.2, 0.5, 0.3]]  # nothing shows that these were rounded
    near = f"{evaluate(even, LOGITS[:2]).value + 1e-3:.5f}"
    assert all("labels-rounded" not in each.slips for each in match(even, LOGITS[:2], near, outputs_are="logits"))


@pytest.mark.parametrize(
    ("labels", "outputs", "table"),
    [
        ([0, 1], [[1.0, np.nan], [0, 1]], "outputs"),
        ([0, 1], [[1.0, np.inf], [0, 1]], "outputs"),
        ([0.5, 1], LOGITS[:2], "labels"),
    ],
)
def test_data_that_are_no_numbers_to_match_against_are_refused(labels: Any, outputs: Any, table: str) -> None:
    with pytest.raises(xentgui.DataError) as refusal:
        match(labels, outputs, "0.5")
    assert refusal.value.table == table


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(xentgui.DataError):
        match([0, 1, 2], LOGITS, "0.5")
    with pytest.raises(ValueError, match="3 numbers do not fit"):
        match(CLASSES, LOGITS, ["0.1", "0.2", "0.3"])
    with pytest.raises(xentgui.DataError):
        match(CLASSES, LOGITS, "0.5", class_weights=[1, 2])


def test_unknown_names_and_values_are_refused() -> None:
    for wrong in ({"colour": 1}, {"label_smoothing": 2.0}, {"definition": "sofmax"}, {"outputs_are": "odds"}):
        with pytest.raises(ValueError, match=r"valid|must be"):
            match(CLASSES, LOGITS, "0.5", **wrong)


def test_a_fact_that_the_definition_chosen_does_not_take_is_still_known() -> None:
    labels, logits = [1.0, 0.0, 0.0], [1.5, -0.1, -1.0]
    value = evaluate(labels, logits, "torch.nn.BCEWithLogitsLoss", pos_weight=1.5).value
    found = first(labels, logits, f"{value:.7f}", pos_weight=1.5)
    assert found.definition.pos_weight == 1.5


def test_inputs_are_not_changed() -> None:
    labels, outputs = np.array(CLASSES), np.array(LOGITS)
    kept = labels.copy(), outputs.copy()
    match(labels, outputs, "0.55")
    assert np.array_equal(labels, kept[0])
    assert np.array_equal(outputs, kept[1])


def test_a_match_has_a_title_of_few_words_and_two_sentences_at_most() -> None:
    for number in ("0.4591", "0.9181", "1.1", "0.2388"):
        for each in match(CLASSES, LOGITS, number, class_weights=WEIGHTS):
            assert 0 < len(each.title.split()) <= 16
            assert each.explanation.endswith(".")
            assert each.explanation.count(". ") <= 1, each.explanation


def test_infinity_is_matched_by_an_impossible_answer() -> None:
    found = first([1, 0], [0.0, 0.7], "inf")
    assert found.value == np.inf
    assert found.slips == ()


def test_rounded_outputs_explain_a_last_digit() -> None:
    found = first([1], [0.477], "0.7403", outputs_are="probabilities")
    assert found.slips == ("outputs-rounded",)
    assert found.value == pytest.approx(-np.log(0.477))


PRINTED = np.random.default_rng(7).normal(size=(12, 3)) * 2
TRUE = PRINTED.argsort(axis=1)[:, 1]


@pytest.mark.parametrize("digits", [6, 8, 12, 17])
@pytest.mark.parametrize(("changes", "slips"), [({}, ()), ({"reduction": "sum"}, ()), ({"log_base": 2.0}, ())])
def test_a_loss_in_full_beside_printed_outputs_is_what_they_give_and_no_guard(digits, changes, slips) -> None:
    """Who prints a tensor sees four decimals of it, and of its loss all."""
    value = evaluate(TRUE, PRINTED, **changes).value
    found = match(TRUE, PRINTED.round(4), f"{value:.{digits}g}", outputs_are="logits")
    assert found[0].changes == changes
    assert set(found[0].slips) <= {"outputs-rounded", *slips}
    assert found[0].chance < 0.2


def test_a_perplexity_in_single_precision_is_found_in_all_its_digits() -> None:
    """A loss of 7 that is one last digit of float32 off is seven in its exponential."""
    outputs = np.random.default_rng(5).normal(size=(6, 900)).astype(np.float32)
    labels = outputs.argmin(axis=1)
    loss = np.nextafter(np.float32(evaluate(labels, outputs).value), np.float32(99))
    found = match(labels, outputs, float(np.exp(loss)), outputs_are="logits")
    assert found[0].slips == ("perplexity",)


def test_a_last_digit_that_the_print_of_the_outputs_moved_comes_before_a_guard_that_moves_it() -> None:
    outputs = np.array(
        [[0.12345, 1.00004, -0.50005], [2.00004, 0.30005, 0.10004], [0.7, -0.2, 0.10004], [1.5, 0.1, 2.3]]
    )
    labels, shown = np.array([1, 0, 0, 2]), outputs.round(4)
    exact, rounded = (evaluate(labels, each).value for each in (outputs, shown))
    number = next(f"{exact:.{k}f}" for k in range(4, 9) if f"{exact:.{k}f}" != f"{rounded:.{k}f}")
    found = match(labels, shown, number, outputs_are="logits")
    assert (found[0].slips, dict(found[0].changes)) == (("outputs-rounded",), {})


def test_a_definition_is_a_definition() -> None:
    found = first(CLASSES, LOGITS, "0.549961")
    assert isinstance(found.definition, Definition)
    assert dataclasses.is_dataclass(found)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.value = 0.0  # type: ignore[misc]
