"""Lesson files come back whole; what is no lesson is refused in words that name the step."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentgui.entry import Focus
from xentgui.examples import examples
from xentgui.files.lesson import (
    LONGEST,
    MOST_LINES,
    MOST_STEPS,
    built_in,
    lesson_text,
    open_lesson,
    read_lesson,
    save_lesson,
)
from xentgui.lesson import Lesson, Question, Step
from xentgui.losses.batch import DataError
from xentgui.opening import UnreadableError, of_example, of_file

VIEW = {"labels": [[1, 0]], "outputs": [[2.0, 0.0]]}


def a_lesson():
    question = Question("Which?", ("nielsen", "cs231n"), "So.")
    views = [examples[name] for name in ("two-outputs", "three-classes", "soft-labels")]
    steps = [Step(each.steps[0].says, each.entry, Focus(row=1, chosen=2, rest="kept")) for each in views]
    return Lesson("Mine", (Step("First.", views[0].entry, question=question), *steps))


def written(**changes):
    step = {"says": "Look.", "entry": VIEW, **changes.pop("step", {})}
    return json.dumps({"lesson": 1, "title": "T", "steps": [step], **changes})


def test_a_lesson_comes_back(tmp_path):
    lesson = a_lesson()
    save_lesson(tmp_path / "a.lesson", lesson)
    again = open_lesson(tmp_path / "a.lesson")
    assert again.title == lesson.title
    for one, other in zip(again.steps, lesson.steps, strict=True):
        assert one.entry.same_as(other.entry)
        assert (one.says, one.focus, one.question) == (other.says, other.focus, other.question)


def test_the_lessons_that_come_along_are_read_as_every_file_is():
    for lesson in built_in():
        assert lesson_text(read_lesson(lesson_text(lesson))) == lesson_text(lesson)
        assert of_example(lesson.name).lesson is lesson


def test_lines_of_a_sentence_are_kept_without_what_is_empty():
    [step] = read_lesson(written(title="A\nB", step={"says": "  One  two.\r\n\n\tThree. "})).steps
    assert step.says == "One two.\nThree."
    assert read_lesson(written(title="A\nB")).title == "A B"


def test_labels_and_outputs_are_all_that_a_step_needs():
    [step] = read_lesson(written()).steps
    assert [card.name for card in step.entry.cards] == ["nielsen", "tensorflow-intro", "cs231n"]
    assert step.focus == Focus().inside(step.entry)
    assert step.question is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1"),
        ("[]", "not a lesson"),
        ("{}", "not a lesson"),
        (written(lesson=2), "newer version"),
        (written(lesson=True), "not a lesson"),
        (written(steps=[]), "from 1 to 100 steps"),
        (written(steps={"0": 1}), "from 1 to 100 steps"),
        (json.dumps({"lesson": 1, "title": "T", "steps": [1] * (MOST_STEPS + 1)}), "from 1 to 100 steps"),
        (written(steps=[3]), "step 1: a step holds"),
        (written(title=7), "title is a sentence"),
        (written(step={"says": " "}), "step 1: says is a sentence"),
        (written(step={"says": "x" * (LONGEST + 1)}), "step 1: says is a sentence"),
        (written(step={"says": "x\n" * (MOST_LINES + 1)}), "step 1: says has 9 lines, and up to 8 have room"),
        (written(step={"entry": None}), "step 1: entry"),
        (written(step={"entry": {"labels": [[2, 0]], "outputs": [[1, 0]]}}), "step 1: .*between 0 and 1"),
        (written(step={"focus": []}), "step 1: focus"),
        (written(step={"question": "why?"}), "step 1: a question has"),
        (written(step={"question": {"asks": "?"}}), "step 1: a question has"),
        (written(step={"question": {"asks": "?", "value": "nielsen", "compare": []}}), "step 1: a question has"),
        (written(step={"question": {"asks": "?", "compare": ["nielsen", "nielsen"]}}), "step 1: a question has"),
        (written(step={"question": {"asks": "?", "compare": ["nielsen", []]}}), "step 1: the question is about"),
        (written(step={"question": {"value": "nielsen"}}), "step 1: asks is a sentence"),
        (written(step={"question": {"asks": "?", "value": "nielsens"}}), "step 1: the question is about 'nielsens'"),
    ],
)
def test_what_is_no_lesson_is_refused_with_its_place(text, why):
    with pytest.raises(DataError, match=why):
        read_lesson(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.sampled_from(["title", "steps", "says", "entry", "focus", "question"]), JSON)
def test_any_field_of_another_kind_is_a_reason_and_never_a_traceback(field, value):
    text = written(**{field: value}) if field in ("title", "steps") else written(step={field: value})
    with contextlib.suppress(DataError):
        lesson_text(read_lesson(text))


def test_the_file_is_named_where_it_is_opened(tmp_path):
    (tmp_path / "a.lesson").write_text(written(steps=[]))
    with pytest.raises(UnreadableError, match=r"a\.lesson: steps"):
        of_file(tmp_path / "a.lesson")
    with pytest.raises(UnreadableError, match=r"b\.lesson cannot be read .* is a lesson file"):
        of_file(tmp_path / "b.lesson")


def test_a_file_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(DataError):
        save_lesson(tmp_path / "no" / "a.lesson", a_lesson())
