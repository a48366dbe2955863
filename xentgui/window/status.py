"""The line of the status bar, which tells only of the last thing done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from xentgui.analysis import Analysis
from xentgui.losses.batch import DataError
from xentgui.window.widgets.plain import Label, announce, tip

BETWEEN = " · "  # parts of a sentence


class Status(Label):
    """What is said goes when something is changed; a refusal goes also when one looks elsewhere.

    Of more than there is room for, whole parts are shown and how many are left; the pointer and a screen reader find
    all of it.
    """

    def __init__(self, words: str, analysis: Analysis) -> None:
        super().__init__(words)
        self._analysis, self._refused = analysis, False
        self._also = ""

    def say(self, words: str) -> None:
        """A sentence, which a screen reader says."""
        words, self._also = BETWEEN.join(filter(None, (words, self._also))), ""
        self._refused = False
        self.setText(words)
        self.setToolTip(tip(words))
        announce(self, words)

    @property
    def shown(self) -> str:
        """What there is room for."""
        parts, metrics, room = self.text().split(BETWEEN), self.fontMetrics(), self.contentsRect().width()
        for left in range(len(parts)):
            told = [*parts[: len(parts) - left], *([f"{left} more"] if left else [])]
            if metrics.horizontalAdvance(BETWEEN.join(told)) <= room:
                return BETWEEN.join(told)
        return str(metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.style().drawItemText(
            painter, self.contentsRect(), int(self.alignment()), self.palette(), True, self.shown, self.foregroundRole()
        )

    def say_also(self, words: str) -> None:
        """What was lost for what is being done: it is told now, and again with what comes of that."""
        self.say(words)
        self._also = words[:1].lower() + words[1:]

    def also_told(self) -> None:
        """Nothing came of what something else was lost for, and that was told elsewhere."""
        self._also = ""

    def refuse(self, error: DataError) -> None:
        """Why an edit was not made."""
        self.say(error.reason)
        self._refused = True

    def take_back(self, words: str) -> None:
        """These words are no longer of the last thing done, if they still stand here."""
        if self.text() == words:
            self._clear()

    def follow(self, analysis: Analysis) -> None:
        """What was said before is of the past."""
        before, self._analysis = self._analysis, analysis
        elsewhere = self._refused and analysis.given_focus != before.given_focus
        if analysis.entry is not before.entry or elsewhere:
            self._clear()

    def _clear(self) -> None:
        self._refused = False
        if self.text():
            self.clear()
            self.setToolTip("")
