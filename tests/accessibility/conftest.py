"""One screen with the program on it, for all tests here that open what they look at."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from accessibility.screen import Screen, missing, screen

MUST_RUN = "XENTGUI_TEST_SCREEN_READER"  # where it is set, a missing part is a failure


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The program, seen by a screen reader, as the test before left it."""
    yield from _started(tmp_path_factory)


@pytest.fixture
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The program as it starts for the first time."""
    yield from _started(tmp_path_factory)


def _started(folders: pytest.TempPathFactory) -> Iterator[Screen]:
    why_not = missing()
    if why_not is not None and not os.environ.get(MUST_RUN):
        pytest.skip(why_not)
    assert why_not is None, why_not
    with screen(folders.mktemp("screen")) as running:
        yield running
