"""What a lesson asks is computed from the sheet of the step."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui import evaluate
from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.examples import examples
from xentgui.files.lesson import built_in
from xentgui.lesson import CHOICES, NEAR, Question, Step
from xentgui.losses.batch import DataError
from xentgui.questions.card import covered

NAMES = ("nielsen", "tensorflow-intro", "cs231n")


def step(entry, *about):
    return Step("Look.", entry, question=Question("How much?", about))


@pytest.mark.parametrize(
    ("example", "first", "second", "answer"),
    [
        ("two-classes", "nielsen", "tensorflow-intro", "equal"),
        ("two-outputs", "nielsen", "tensorflow-intro", "higher"),
        ("two-outputs", "tensorflow-intro", "nielsen", "lower"),
        ("three-classes", "cs231n", "tensorflow-intro", "equal"),
    ],
)
def test_a_comparison_is_answered_by_the_values_of_the_cards(example, first, second, answer):
    asked = step(examples[example].entry, first, second)
    assert [choice for choice in CHOICES if asked.is_right(choice)] == [asked.answer] == [answer]


@given(st.lists(st.floats(-20, 20), min_size=3, max_size=3))
def test_a_number_is_answered_by_the_value_of_its_card(scores):
    asked = step(Entry.of([[0, 1, 0]], [scores]), "tensorflow-intro")
    value = float(evaluate([1], [scores], definition="softmax").value)
    assert math.isclose(asked.answer, value, rel_tol=1e-9, abs_tol=1e-12)
    assert asked.is_right(value * (1 + NEAR / 2))
    assert not asked.is_right(value * (1 + 2 * NEAR) + 1e-300)


def test_two_digits_are_near_enough_and_one_may_not_be():
    asked = step(Entry.of([[1]], [[0.8]], ["cat"], mode="binary", outputs_are="probabilities"), "nielsen")
    assert asked.is_right(0.22)
    assert not asked.is_right(0.2)


@pytest.mark.parametrize(
    ("entry", "name", "why"),
    [
        (examples["three-classes"].entry, "mine", "the cards of this step are nielsen, tensorflow-intro, cs231n"),
        (examples["soft-labels"].entry, "cs231n", "no finite value"),
    ],
)
def test_what_no_card_answers_is_refused(entry, name, why):
    with pytest.raises(DataError, match=why):
        _ = step(entry, name).asked


@pytest.mark.parametrize(
    ("name", "steps", "answers"),
    [("three-definitions", 7, {"equal", "higher"}), ("first-steps", 5, {"higher", "lower"})],
)
def test_a_lesson_that_comes_along_asks_and_ends_where_all_agree(name, steps, answers):
    [lesson] = [each for each in built_in() if each.name == name]
    assert len(lesson.steps) == steps
    asked = [each for each in lesson.steps if each.question is not None]
    assert {each.answer for each in asked if each.question.choices} == answers
    last = Analysis(lesson.steps[-1].entry, lesson.steps[-1].focus)
    assert {card.relation for card in last.cards} == {"chosen", "equal"}


@pytest.mark.parametrize("example", ["two-classes", "two-outputs", "three-classes", "soft-labels", "confident-wrong"])
@pytest.mark.parametrize("chosen", [0, 1, 2])
@pytest.mark.parametrize("names", [("nielsen",), ("tensorflow-intro", "nielsen")])
def test_covered_cards_keep_nothing_that_tells_their_values(example, chosen, names):
    entry = examples[example].entry
    before = Analysis(entry, Focus(chosen=chosen)).cards
    after = covered(before, names, chosen)
    secrets = [card.value for card in before if card.name in names]
    for card, was in zip(after, before, strict=True):
        assert card.value not in secrets
        assert card.is_covered or card.name not in names
        if card.is_covered or after[chosen].is_covered:
            assert card.relation in ("covered", "refused")
            assert math.isnan(card.difference)
        else:
            assert card is was


def test_nothing_is_covered_where_nothing_is_asked():
    before = Analysis(examples["three-classes"].entry, Focus()).cards
    assert covered(before, (), 1) == before
