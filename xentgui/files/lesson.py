"""A lesson file (.lesson): a title and steps, each a view as in a session, with a sentence and perhaps a question.

docs/lessons.md describes it field by field. A suffix of its own keeps a lesson from being opened as one sheet, and from
being saved as one over its other steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from xentgui.examples import FIRST_STEPS
from xentgui.files import session
from xentgui.files.atomic import write_whole
from xentgui.files.cells import legible
from xentgui.lesson import Lesson, Question, Step
from xentgui.losses.batch import DataError

VERSION = 1
SUFFIX = ".lesson"
MOST_STEPS = 100
LONGEST, MOST_LINES = 600, 8  # characters and lines of a sentence


def save_lesson(path: str | Path, lesson: Lesson) -> None:
    """Write a lesson file whole. Raises DataError where it cannot be written; what was there is then untouched."""
    write_whole(path, (piece.encode(errors="backslashreplace") for piece in _pieces(lesson)))


def lesson_text(lesson: Lesson) -> str:
    """The text of a lesson file."""
    return "".join(_pieces(lesson))


def open_lesson(path: str | Path) -> Lesson:
    """Read a lesson file. Raises DataError that names the file, the step, what is wrong with it and what to do."""
    return session.read_with(path, read_lesson, "lesson")


@lru_cache
def built_in() -> tuple[Lesson, ...]:
    """The lessons that the program brings along: the first steps, and the lesson files beside this one."""
    paths = sorted(Path(__file__).parent.glob(f"*{SUFFIX}"))
    files = (Lesson(*_read(path.read_text(encoding="utf-8")), path.stem) for path in paths)
    return FIRST_STEPS, *files


def read_lesson(text: str) -> Lesson:
    """The lesson of a text. Raises DataError, also where the cards of a step do not answer its question."""
    lesson = Lesson(*_read(text))
    for number, step in enumerate(lesson.steps, 1):
        with _named(number):
            _ = step.asked
    return lesson


def _read(text: str) -> tuple[str, tuple[Step, ...]]:
    data = session.parsed(text)
    if not isinstance(data, Mapping):
        raise DataError("it is not a lesson of this program: a lesson is one JSON object with a title and steps")
    session.check_version(data.get("lesson"), VERSION, "lesson")
    steps = data.get("steps")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise DataError(f"steps: a lesson has from 1 to {MOST_STEPS} steps")
    return title_of(data.get("title")), tuple(_step(step, number) for number, step in enumerate(steps, 1))


@contextmanager
def _named(number: int) -> Iterator[None]:
    """What is refused names its step."""
    try:
        yield
    except DataError as error:
        raise DataError(f"step {number}: {error.reason}", where=error.where) from None


def _step(data: object, number: int) -> Step:
    with _named(number):
        if not isinstance(data, Mapping):
            raise DataError("a step holds says, entry and focus between braces")
        question = _question(data["question"]) if data.get("question") is not None else None
        return Step(sentence(data.get("says"), "says"), *session.read_view(data), question)


def _question(data: Any) -> Question:
    value, pair = (data.get("value"), data.get("compare")) if isinstance(data, Mapping) else (None, None)
    if isinstance(value, str) and pair is None:
        about = [value]
    elif value is None and isinstance(pair, list) and len(set(map(str, pair))) == len(pair) == 2:
        about = [str(name) for name in pair]
    else:
        raise DataError('a question has "value", the name of a card, or "compare", the names of two cards')
    asks, why = sentence(data.get("asks"), "asks"), sentence(data.get("why", ""), "why", least=0)
    return Question(asks, tuple(about), why)


def sentence(words: object, name: str, least: int = 1) -> str:
    """The words of a step as they are kept: its lines, without what is empty. Raises DataError where they are none."""
    if not isinstance(words, str) or not least <= len(words.strip()) <= LONGEST:
        raise DataError(f"{name} is a sentence of {least} to {LONGEST} characters")
    lines = [re.sub(r"\s+", " ", legible(line), flags=re.ASCII) for line in words.strip().splitlines()]
    if len(written := list(filter(None, lines))) > MOST_LINES:
        raise DataError(f"{name} has {len(written)} lines, and up to {MOST_LINES} have room")
    return "\n".join(written)


def title_of(words: object) -> str:
    """A title, which is one line. Raises DataError where it is none."""
    return sentence(words, "title").replace("\n", " ")


def _pieces(lesson: Lesson) -> Iterator[str]:
    steps = [_written(step) for step in lesson.steps]
    yield from session.layout({"lesson": VERSION, "title": lesson.title, "steps": steps})
    yield "\n"


def _written(step: Step) -> dict[str, object]:
    question = step.question
    written: dict[str, object] = {"says": step.says, **session.written_view(step.entry, step.focus)}
    if question is not None:
        about = {"compare": list(question.about)} if question.choices else {"value": question.about[0]}
        written["question"] = {"asks": question.asks, **about, "why": question.why}
    return written
