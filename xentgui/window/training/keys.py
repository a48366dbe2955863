"""What keys do on the training page, wherever on it the keyboard is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from xentgui.window.training.view import TrainingView

Act = Callable[[], object]


def standard(page: TrainingView, event: QKeyEvent) -> Act | None:
    """Points that are copied and pasted; None leaves the key to the window."""
    points = page.side.points
    acts = ((QKeySequence.StandardKey.Copy, points.copy), (QKeySequence.StandardKey.Paste, points.paste_clipboard))
    shown = page.charts.points.isVisible()
    return next((act for key, act in acts if shown and event.matches(key)), None)


def own(page: TrainingView, event: QKeyEvent) -> Act | None:
    """Keys of the page alone; None for any other."""
    running = page.running
    acts: dict[int, Act] = {
        Qt.Key.Key_Space: page.controls.toggle,
        Qt.Key.Key_Home: running.reset,
        Qt.Key.Key_End: partial(running.step, running.epochs),
    }
    return acts.get(event.key())
