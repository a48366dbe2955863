"""The guards: no display, and settings and standard paths in a temporary folder."""

from __future__ import annotations

import gc
import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

import other_processor
import pytest
from hypothesis import settings

if os.environ.get("XENTGUI_TEST_LAST_DIGITS") == "other":
    other_processor.pretend()

settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("steady")

gc.disable()  # while thousands of tests are collected, which makes no garbage


def pytest_collection_finish() -> None:
    """What was collected stays to the end: it is not looked through for garbage again and again."""
    gc.enable()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, data and cache folders of a test are its own."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
