"""The code in the pages for notebooks and tests is run, each section where its libraries are installed; files open."""

import json
import re
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

import xentgui
from xentgui.files.lesson import read_lesson
from xentgui.lesson import CHOICES

DOCS = Path(__file__).parent.parent / "docs"
_CELL = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
_IMPORTED = re.compile(r"^(?:import|from) (\w+)", re.M)


def sections(page):
    """The cells of each section of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        if cells := _CELL.findall(section):
            yield pytest.param(cells, id=f"{page}: {section.partition(chr(10))[0]}")


def run(cells, namespace):
    for cell in cells:
        missing = [name for name in _IMPORTED.findall(cell) if find_spec(name) is None]
        if missing:
            pytest.skip(f"{missing[0]} is not installed")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries
            exec(compile(cell, "docs", "exec"), namespace)
        if "answer" in namespace:
            assert namespace["answer"].matches[0].hit
            assert "<svg" in namespace["answer"].html


@pytest.mark.parametrize("cells", list(sections("notebook.md")))
def test_the_cells_of_the_notebook_page_explain_their_numbers(cells):
    run(cells, {})


@pytest.mark.parametrize("cells", list(sections("scale.md")))
def test_the_cells_of_the_page_on_many_machines_give_the_same_bits(cells):
    run(cells, {})


def test_the_code_of_the_testing_page_passes():
    namespace = {}
    [plain, with_torch], [loop] = (section.values[0] for section in sections("testing.md"))
    for cells in ([plain], [loop], [with_torch]):
        run(cells, namespace)
        for name in [name for name in namespace if name.startswith("test_")]:
            namespace.pop(name)()


def test_the_example_of_the_lessons_page_is_a_lesson():
    [example] = re.findall(r"^```json\n(.*?)^```", (DOCS / "lessons.md").read_text(encoding="utf-8"), re.M | re.S)
    lesson = read_lesson(example)
    assert [step.question.choices for step in lesson.steps] == [(), CHOICES]
    assert lesson.steps[0].is_right(0.127)
    assert lesson.steps[1].answer == "higher"


def test_what_the_page_for_assistants_says_is_what_they_are_told():
    page = (DOCS / "assistant.md").read_text(encoding="utf-8")
    _, call = map(json.loads, re.findall(r"^```json\n(.*?)^```", page, re.M | re.S))
    words = re.search(r"is told\n\n```\n(.*?)```", page, re.S).group(1)
    digits = re.compile(r"(?<=\d{12})\d+(?= \(rounds)")  # the last ones are of the processor
    told = xentgui.explain(call["labels"], call["outputs"], call["number"], **call["options"]).text
    assert digits.sub("", told) == digits.sub("", words).rstrip("\n")
