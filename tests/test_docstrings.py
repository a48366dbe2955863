"""What the docstrings of the layer show is true: every example in them runs and gives what it says."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import xentgui

WITHOUT_EXAMPLES = ("xentgui.__main__", "xentgui.losses.compiled", "xentgui.terminal.mcp_server")  # need numba, mcp
ROOMS = [
    module.name
    for module in pkgutil.walk_packages(xentgui.__path__, "xentgui.")
    if not module.name.startswith("xentgui.window") and module.name not in WITHOUT_EXAMPLES
]


@pytest.mark.parametrize("name", ["xentgui", *ROOMS])
def test_the_examples_in_docstrings_give_what_they_say(name: str) -> None:
    for test in doctest.DocTestFinder().find(import_module(name)):
        assert doctest.DocTestRunner().run(test).failed == 0, test.name


def test_there_are_examples_to_run() -> None:
    found = [test for name in ["xentgui", *ROOMS] for test in doctest.DocTestFinder().find(import_module(name))]
    assert sum(len(test.examples) for test in found) > 20
