"""What the README shows is true: its Python session runs, its pictures exist, its examples are known."""

import doctest
import re
from pathlib import Path

import pytest

from xentgui.opening import of_example

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize("session", re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL))
def test_the_python_session_gives_what_it_says(session: str) -> None:
    test = doctest.DocTestParser().get_doctest(session, {}, "README", str(README), 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("path", re.findall(r"\]\((docs/[^)]+)\)", TEXT))
def test_what_it_points_to_exists(path: str) -> None:
    assert (README.parent / path).is_file()


@pytest.mark.parametrize("name", re.findall(r"--example ([\w-]+)", TEXT))
def test_its_examples_are_known(name: str) -> None:
    of_example(name)
