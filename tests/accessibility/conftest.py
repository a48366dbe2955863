"""One screen with the program on it, for all tests here."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from accessibility.screen import Screen, missing, screen

MUST_RUN = "XENTGUI_TEST_SCREEN_READER"  # where it is set, a missing part is a failure


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The program as it starts for the first time, seen by a screen reader."""
    why_not = missing()
    if why_not is not None and not os.environ.get(MUST_RUN):
        pytest.skip(why_not)
    assert why_not is None, why_not
    with screen(tmp_path_factory.mktemp("screen")) as running:
        yield running
