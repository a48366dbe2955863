"""Numbers of few digits, which many causes give: the simplest are told, and how many more there are."""

from typing import Any

import numpy as np
import pytest

from xentgui import Definition, evaluate
from xentgui.losses.batch import Batch
from xentgui.questions.matching import Match, match, search, simplest
from xentgui.questions.matching.telling.answer import Answer, answer
from xentgui.questions.number import read_number

LOGITS = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
CLASSES = [0, 1, 2, 0]


def told(number: str) -> Answer:
    *_, end = search(CLASSES, LOGITS, number, outputs_are="logits", limit=12, near=2)
    return answer(Batch(CLASSES, LOGITS), number, end)


def test_what_is_chosen_stands_alone_and_the_others_are_counted() -> None:
    found = told("0.55")
    assert found.headline == "Six explanations give 0.55 on these 4 rows; this is the likeliest"
    assert [each.title for _, each in found.explanations] == ["The definition chosen, as it is"]
    assert found.not_it.startswith("With two digits, five rarer explanations give it too; more digits tell them apart.")


def test_of_one_digit_at_most_three_explanations_are_told() -> None:
    found = told("1.2")
    assert len(found.explanations) == 3
    assert "; these are the likeliest three; it may be chance: about" in found.headline
    assert all(match_.doubtful for match_, _ in found.explanations)


def test_many_digits_leave_nothing_out_that_is_not_far_fetched() -> None:
    found = told("0.549961")
    assert found.headline == "One explanation gives 0.549961 on these 4 rows"
    assert "rarer" not in found.not_it


@pytest.mark.parametrize("number", ["0.5", "0.69", "1.2", "2.2", "0.549", "0.7934", "34.538776"])
def test_what_is_told_and_what_is_counted_are_all_that_may_be_told(number: str) -> None:
    found = match(CLASSES, LOGITS, number, outputs_are="logits", limit=12)
    kept, left = simplest(found)
    assert left >= 0
    assert kept or not found
    assert [each.bits for each in kept][:1] == [each.bits for each in found if each in kept][:1]
    settled: list[Match] = [each for each in kept if not each.doubtful]
    assert len(kept) <= max(len(settled), 3)


def test_of_few_digits_a_value_that_is_the_number_comes_first() -> None:
    """-1 typed: the pick of a 1 is it, the forgotten minus of 0.9048 only rounds to it."""
    perfect = [[0.0, 0.0, 1.0, 0.0, 0.0]]
    first, *_ = match([2], perfect, "-1.", outputs_are="probabilities")
    assert first.slips == ("probabilities-as-log-probabilities",)
    assert first.value == -1.0


@pytest.mark.parametrize(
    ("number", "digits"), [("0.69", 2), ("0.7", 1), ("12.5", 3), ("100", 3), ("4.5e-3", 2), ("0", 1), ("inf", 17)]
)
def test_digits_are_those_typed(number: str, digits: int) -> None:
    assert read_number(number).digits == digits


def test_rows_that_do_not_sum_to_one_are_no_softmax() -> None:
    """Logits between 0 and 1, as random ones are: the loss of the logits comes before a slip."""
    logits = np.array([[0.79, 0.54, 0.74, 0.23], [0.25, 0.06, 0.67, 0.77]])
    first, *_ = match([2, 3], logits, f"{evaluate([2, 3], logits).value:.4f}")
    assert (first.outputs_are, first.slips) == ("logits", ())
    sums_to_one = np.array([[0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.4, 0.1]])
    first, *_ = match([2, 3], sums_to_one, f"{evaluate([2, 3], sums_to_one).value:.4f}")
    assert first.slips == ("probabilities-as-logits",)


@pytest.mark.parametrize(
    ("number", "told_in"), [("nan", "0 times an infinite logarithm"), ("55%", "as a share it is 0.55"), ("a", "inf$")]
)
def test_what_is_no_number_is_refused_with_what_it_may_be(number: str, told_in: str) -> None:
    with pytest.raises(ValueError, match=told_in):
        match(CLASSES, LOGITS, number)


def test_near_misses_are_simple_and_say_how_far_off_they_are() -> None:
    near = match(CLASSES, LOGITS, "0.5512", outputs_are="logits", near=2)
    assert not any(each.hit for each in near)
    words = [each.explanation for each in near]
    assert words[1].endswith("0.00124 less than your number. It is the definition chosen, as it is.")
    assert abs(near[0].value - 0.5512) <= abs(near[1].value - 0.5512)


def test_of_several_numbers_the_one_that_is_off_is_named() -> None:
    typed = ["0.2413", "0.5524", "0.3064", "1.0986"]  # a slip of the pen in the second
    near = match(CLASSES, LOGITS, typed, outputs_are="logits", near=1)
    assert [each.hit for each in near] == [False]
    assert near[0].explanation.startswith("3 of the 4 numbers agree; number 2 would be 0.553564, which is 0.00116 more")


@pytest.mark.parametrize("chosen", [{"log_base": 2.0}, {"log_base": 10.0, "reduction": "sum"}])
def test_a_base_that_was_chosen_does_not_break_squares(chosen: dict[str, Any]) -> None:
    """Squared differences have no logarithm: 1.2 is looked for among them too."""
    for number in ("1.2", "0.05", "0.561695658036981"):
        assert match(CLASSES, LOGITS, number, outputs_are="logits", definition=Definition(**chosen))
