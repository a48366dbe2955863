"""The search in steps, and what the window tells of its end."""

import math

import numpy as np
import pytest

import xentgui
from xentgui import Definition, evaluate
from xentgui.losses.batch import Batch
from xentgui.questions.matching import match, not_it, quotient, search, separate, tell_apart
from xentgui.questions.matching.telling.answer import answer

LOGITS = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
CLASSES = [0, 1, 2, 0]
ONE_HOT = np.eye(3)[CLASSES]


def last(labels: object, number: object, **known: object):
    *_, end = search(labels, LOGITS, number, outputs_are="logits", **known)
    return end


def test_progress_grows_to_one_and_the_end_is_what_match_gives() -> None:
    steps = list(search(CLASSES, LOGITS, "0.4591", class_weights=[1, 2, 4]))
    progress = [step.progress for step in steps]
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert len(steps) > 3
    found = match(CLASSES, LOGITS, "0.4591", class_weights=[1, 2, 4])
    assert [each.explanation for each in steps[-1].matches] == [each.explanation for each in found]


def test_plain_answers_are_there_before_the_end() -> None:
    early = [step.matches for step in search(CLASSES, LOGITS, "0.4591", class_weights=[1, 2, 4]) if step.progress < 1]
    assert early[-1][0].definition.normalise_by.startswith("weights")


def test_a_wrong_question_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="number"):
        search(CLASSES, LOGITS, "a lot")


@pytest.mark.parametrize("labels", [CLASSES, ONE_HOT])
def test_the_picture_of_the_window(labels: object) -> None:
    end = last(labels, "0.4591", class_weights=[1, 2, 4])
    told = answer(Batch(labels, LOGITS), "0.4591", end)
    assert told.headline == "Two explanations give 0.4591 on these 4 rows"
    titles = [each.title for _, each in told.explanations]
    assert titles == ["Weighted mean, divided by the weights used", "Half of the loss"]
    assert told.apart is not None
    assert (told.apart.table, told.apart.row, told.apart.column) == ("labels", 3, 1)
    assert told.apart.words.endswith("the first then gives 0.5301, the second 0.5964.")
    assert told.not_it.startswith("Not it: the plain mean of weighted losses 0.9181, the mean without weights 0.5500")
    assert r"\frac{3.6725}{1 + 2 + 4 + 1}" in told.explanations[0][1].pieces[-1].tex


def test_the_quotient_is_the_value() -> None:
    found = match(CLASSES, LOGITS, "0.4591", outputs_are="logits", class_weights=[1, 2, 4])[0]
    parts = quotient(found)
    assert parts is not None
    assert parts.parts == (1.0, 2.0, 4.0, 1.0)
    assert parts.total / parts.divisor == pytest.approx(found.value, rel=1e-14)


def test_what_tells_two_answers_apart_does_tell_them_apart() -> None:
    found = match(CLASSES, LOGITS, "0.4591", outputs_are="logits", class_weights=[1, 2, 4])
    change = tell_apart(found)
    assert change is not None
    labels = list(CLASSES)
    labels[change.row] = int(change.after)
    again = match(labels, LOGITS, f"{change.first:.6f}", outputs_are="logits", class_weights=[1, 2, 4])
    assert again[0].definition.normalise_by.startswith("weights")
    again = match(labels, LOGITS, f"{change.second:.6f}", outputs_are="logits", class_weights=[1, 2, 4])
    assert "extra-factor" in again[0].slips
    assert tell_apart(found[:0]) is None


def test_one_of_several_labels_of_a_row_is_turned_to_tell_two_answers_apart() -> None:
    labels, logits = [[1, 0], [1, 0], [1, 1]], [[0.3, -1.0], [1.2, 0.4], [-0.6, 2.0]]
    change = tell_apart(match(labels, logits, "0.5347", outputs_are="logits"))
    assert change is not None
    assert change.column is not None
    assert (change.table, change.before + change.after) == ("labels", 1)
    labels[change.row][change.column] = int(change.after)
    turned = evaluate(labels, logits, Definition(activation="sigmoid", likelihood="bernoulli", over_outputs="mean"))
    assert turned.value == pytest.approx(change.first)


def test_a_coincidence_is_an_answer_of_its_own_only_when_told() -> None:
    found = match(CLASSES, LOGITS, "0.4591", outputs_are="logits", class_weights=[1, 2, 4])
    assert len({f"{each.value:.9f}" for each in found}) == len(found)
    told = separate(found)
    assert told[0].value == pytest.approx(told[1].value, rel=1e-12)
    assert told[1].slips == ("extra-factor",)


def test_what_it_is_not_is_never_the_number() -> None:
    end = last(CLASSES, "0.5500")
    assert all(f"{value:.4f}" != "0.5500" for _, value in not_it(end.search))
    assert not_it(last(CLASSES, ["0.2413", "0.5524", "0.3064", "1.0986"]).search) == ()


def test_two_readings_of_the_outputs_that_give_the_number_are_told_apart_by_their_titles() -> None:
    """Logarithms of probabilities are logits too: the softmax of them is what they were."""
    logarithms = np.asarray(LOGITS) - np.log(np.exp(LOGITS).sum(axis=1, keepdims=True))
    number = f"{evaluate(CLASSES, logarithms).value:.8f}"
    *_, end = search(CLASSES, logarithms, number)
    titles = [each.title for _, each in answer(Batch(CLASSES, logarithms), number, end).explanations]
    assert titles == [
        "The definition chosen, as it is: the outputs read as log-probabilities",
        "The definition chosen, as it is: the outputs read as logits",
    ]


def test_no_answer_says_so() -> None:
    told = answer(Batch(CLASSES, LOGITS), "123.4567", last(CLASSES, "123.4567", near=2))
    assert told.headline == "No definition I know gives 123.4567 on these 4 rows"
    assert told.explanations == ()
    near = answer(Batch(CLASSES, LOGITS), "0.5512", last(CLASSES, "0.5512", near=1))
    assert [each.note for _, each in near.explanations] == ["near, but not it"]


def test_of_large_tables_the_answer_says_that_rare_causes_are_not_looked_for() -> None:
    random = np.random.default_rng(3)
    for rows, said in ((60, False), (600, True)):
        labels, outputs = random.integers(0, 10, rows), random.normal(size=(rows, 10))
        *_, end = search(labels, outputs, "123.456789", outputs_are="logits")
        told = answer(Batch(labels, outputs), "123.456789", end)
        assert ("In 6,000 outputs only the commoner causes are looked for." in told.not_it) == said
        assert "Not looked for: CTC" in told.not_it


def test_negative_values_are_written_with_a_minus_sign() -> None:
    told = answer(Batch(CLASSES, LOGITS), "-0.5500", last(CLASSES, "-0.5500"))
    assert told.explanations[0][1].value.startswith("−0.549")


def test_a_match_is_shown_without_its_search() -> None:
    first, *_ = match([0, 1], [[1.0, 2.0], [3.0, 1.0]], "1.7201")
    assert "Search" not in repr(first)


def test_a_match_is_shown_without_its_many_equivalents() -> None:
    first, *_ = match([0, 2], [[2.0, 1.0, 0.0], [0.0, 1.0, 3.0]], "0.228")
    assert first.equivalents
    assert "Definition(" not in repr(first)


def test_where_one_waits_for_the_end_the_definition_chosen_and_the_named_ones_are_told_first() -> None:
    seed = np.random.default_rng(1)
    labels, outputs = seed.integers(0, 10, size=2_000), seed.normal(size=(2_000, 10))
    for changes, title in (({}, "The definition chosen, as it is"), ({"reduction": "sum"}, "Sum over the rows")):
        value = float(xentgui.evaluate(labels, outputs, **changes).value)
        steps = search(labels, outputs, repr(value), outputs_are="logits")
        first = next(step for step in steps if step.matches)
        assert first.progress == 0.0
        assert [match.title for match in first.matches] == [title]
        assert first.matches[0].value == value
        assert first.matches[0].applies


def test_the_mean_of_sequence_means_is_found_in_a_table_of_very_many_classes() -> None:
    random = np.random.default_rng(8)
    outputs, labels = random.normal(size=(2, 8, 3200)), random.integers(0, 3200, (2, 8))
    labels[1, 5:] = -100  # padding
    losses = evaluate(labels, outputs, reduction="none", ignore_index=-100).value.reshape(2, 8)
    means, known = (losses[0].mean() + losses[1, :5].mean()) / 2, {"outputs_are": "logits", "ignore_index": -100}
    assert "he means of the 2 sequences were averaged" in match(labels, outputs, f"{means:.6f}", **known)[0].explanation
    found = match(labels, outputs, f"{losses.sum() / 12:.6f}", **known)
    assert "he divisor counts 12 of 13 rows" in found[0].explanation
    shifted = evaluate(np.roll(labels, -1, axis=1)[:, :-1], outputs[:, :-1], ignore_index=-100).value
    assert "labels-shifted" in match(labels, outputs, f"{shifted:.6f}", **known)[0].slips


def test_the_mean_of_image_means_is_found_whatever_the_axis_of_the_classes() -> None:
    random = np.random.default_rng(9)
    outputs, labels = random.normal(size=(2, 3, 4, 4)), random.integers(0, 3, (2, 4, 4))
    labels[1, 2] = 255
    losses = evaluate(labels, outputs, reduction="none", ignore_index=255, class_axis=1).value.reshape(2, 16)
    means = (losses[0].mean() + losses[1].sum() / 12) / 2
    found = match(labels, outputs, f"{means:.6f}", class_axis=1, ignore_index=255)
    assert "he means of the 2 images were averaged" in found[0].explanation


SCORES = [[3.1, 22.5, -14.2], [31.0, -2.4, 28.3], [-8.2, 17.9, 19.1], [1.3, 9.5, -12.7]]
TRUE = [0, 2, 1, 2]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("softcap", 30.0, "held within ±30"),
        ("softcap", 50.0, "held within ±50"),
        ("poly_epsilon", 1.0, "1 (1-a) of the true class was added"),
        ("z_loss", 1e-4, "0.0001 times the square"),
    ],
)
def test_fields_that_language_models_train_with_are_found_and_told(field: str, value: float, words: str) -> None:
    number = f"{xentgui.evaluate(TRUE, SCORES, **{field: value}).value:.6f}"
    first = match(TRUE, SCORES, number, outputs_are="logits")[0]
    assert dict(first.changes) == {field: value}
    assert words in first.explanation


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("softcap", 20.0, "the logits were not capped"),
        ("poly_epsilon", 3.0, "no multiple of 1-a was added"),
        ("z_loss", 0.01, "no z-loss was added"),
        ("temperature", 7.0, "the logits were not divided by a temperature"),
        ("focal_gamma", 2.5, "no term was multiplied by a power of (1-a)"),
    ],
)
def test_a_field_that_was_left_out_is_told_in_words(field: str, value: float, words: str) -> None:
    known = {field: value}
    without, with_it = (f"{xentgui.evaluate(TRUE, SCORES, **each).value:.6f}" for each in ({}, known))
    assert words in match(TRUE, SCORES, without, outputs_are="logits", **known)[0].explanation.lower()
    assert not match(TRUE, SCORES, with_it, outputs_are="logits", **known)[0].changes


@pytest.mark.parametrize("number", ["0.5500", "0.55"])
def test_what_moves_only_the_last_digits_is_not_told_beside_digits_that_are_right_without_it(number: str) -> None:
    logits = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
    found = match([0, 1, 2, 0], logits, number, outputs_are="logits")
    assert found[0].explanation.startswith("The definition chosen")
    assert not any({"softcap", "z_loss"} & set(each.changes) for each in found)


GROUPS = [0, 1, 1, 1]


@pytest.mark.parametrize(("reduction", "over"), [("mean", "mean"), ("mean", "sum"), ("sum", "mean")])
def test_the_definition_chosen_over_groups_is_told_where_it_gives_the_number(reduction: str, over: str) -> None:
    known = {"groups": GROUPS, "reduction": reduction, "over_groups": over}
    number = f"{xentgui.evaluate(TRUE, SCORES, **known).value:.6f}"
    first = match(TRUE, SCORES, number, outputs_are="logits", **known)[0]
    assert (first.slips, dict(first.changes)) == ((), {})


def test_the_sum_of_the_means_of_groups_is_found() -> None:
    number = f"{xentgui.evaluate(TRUE, SCORES, groups=GROUPS, over_groups='sum').value:.6f}"
    first = match(TRUE, SCORES, number, outputs_are="logits", groups=GROUPS)[0]
    assert first.changes["over_groups"] == "sum"
    assert "the sum of the groups taken" in first.explanation


def test_a_value_is_said_to_round_to_the_number_only_where_it_does() -> None:
    outputs = np.random.default_rng(5).normal(size=(6, 900)).astype(np.float32)
    labels = outputs.argmin(axis=1)
    single = np.float32(evaluate(labels, outputs).value)
    for moved, said in ((0, "rounds to"), (3, "in single precision")):
        number = f"{single + moved * np.spacing(single):.{6 if moved else 4}f}"
        *_, end = search(labels, outputs, number, outputs_are="logits")
        (_, told), *_ = answer(Batch(labels, outputs), number, end).explanations
        assert told.note == f"{said} {number} ✓"


@pytest.mark.parametrize("fields", [{"over_groups": "mean"}, {"focal_gamma": 2.0}])
def test_what_is_no_arithmetic_on_sums_is_found_in_nats_where_bits_are_chosen(fields: dict[str, object]) -> None:
    draw = np.random.default_rng(0)
    outputs, labels = np.round(draw.normal(size=(7, 4)) * 2, 3), draw.integers(0, 4, 7)
    groups = [0, 0, 0, 1, 1, 1, 1] if "over_groups" in fields else None
    number = evaluate(labels, outputs, Definition(**fields), groups=groups).value
    first = match(labels, outputs, f"{number:.6f}", definition=Definition(log_base=2.0), groups=groups)[0]
    assert "atural logarithms" in first.title
    assert first.definition.log_base == math.e
