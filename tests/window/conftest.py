"""The guards of the window's tests: what a test opened is gone after it, also from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

PATIENCE = 60_000  # milliseconds: on a busy machine everything takes long, and nothing here is a test of speed


class PatientBot(QtBot):
    """Waits as long as it takes; what never comes is still a failure."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_window_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a window on the screen; frees widgets, which without an event loop would all live on."""
    before = set(QApplication.topLevelWidgets())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in before and widget.isVisible()]
    assert not left, f"left behind: {left}"
