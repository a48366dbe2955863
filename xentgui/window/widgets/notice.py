"""A sentence over the page with what can be done about it: it waits and blocks nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.plain import Label, announce
from xentgui.window.widgets.question import closing, pressed

WORDS = 300  # the least width of what is said beside the buttons
Choice = tuple[str, Callable[[], object]]


class Notice(QFrame):
    """Some words and buttons. A button, or the ×, ends it; `closed` says so."""

    closed = Signal()

    def __init__(self, name: str, words: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        """The first choice is the one that is recommended."""
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName(name)
        self._words = words
        label = Label(words, wordWrap=True)
        row = self._row = Lines(self, around=(16, 8, 12, 8))
        row.put(label, stretch=1, least=WORDS)
        for place, (text, act) in enumerate(choices):
            button = pressed(text, partial(self._choose, act))
            button.setProperty("primary", place == 0)
            row.put(button)
        row.put(closing(f"Close: {name}", self.end, "Decide later"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.fit(self.width())

    def show_in(self, page: QScrollArea) -> None:
        """Under the top row of a page."""
        rows = page.widget().layout()
        assert isinstance(rows, QBoxLayout)
        rows.insertWidget(1, self)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        announce(self, self._words)

    def end(self) -> None:
        """Take it away."""
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _choose(self, act: Callable[[], object]) -> None:
        if act() is not False:  # what was called off is offered again
            self.end()
