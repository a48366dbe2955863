"""What is said to those who hear the window: a change's result, once the numbers rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.window.cards.choice import spoken as spoken_card
from xentgui.window.strip.sentence import fragments
from xentgui.window.strip.sentence import spoken as spoken_line
from xentgui.window.widgets.plain import announce

REST = 350  # milliseconds without another change: a held key and a drag are told at their end


class Announcer(QObject):
    """Says what an edit made of the chosen card, and how the definitions agree where that has changed.

    Where one looks is not told here: the keyboard is there, and a screen reader says what has the keyboard.
    """

    def __init__(self, window: QWidget, analysis: Analysis) -> None:
        super().__init__(window)
        self._window, self._told, self._latest = window, analysis, analysis
        self._timer = QTimer(self, singleShot=True, interval=REST)
        self._timer.timeout.connect(self._tell)

    def receive(self, analysis: Analysis) -> None:
        self._latest = analysis
        if QAccessible.isActive():
            self._timer.start()

    def _tell(self) -> None:
        if self._latest.pending:  # it is announced again with its answers
            return
        before, self._told = self._told, self._latest
        if self._told.entry is not before.entry:
            words = [now for now in _result(self._told) if now not in _result(before)]
            if words:
                announce(self._window, ". ".join(words))


def _result(analysis: Analysis) -> tuple[str, ...]:
    """The chosen card, and the first line of the strip; or why there is neither."""
    if analysis.problem is not None:
        return (analysis.problem.reason,)
    agreement = (spoken_line(fragments(line.runs)) for line in analysis.strip[:1])
    return spoken_card(analysis.cards[analysis.focus.chosen]), *agreement
