"""What is said of the last thing done: the line of the status bar, and a change's result to those who hear it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, SignalInstance
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.losses.batch import DataError
from xentgui.window.cards.choice import spoken as spoken_card
from xentgui.window.strip.sentence import fragments
from xentgui.window.strip.sentence import spoken as spoken_line
from xentgui.window.widgets.plain import Label, announce, tip

BETWEEN = " · "  # parts of a sentence
LATE = 400  # milliseconds: what is computed earlier needs no line
REST = 350  # milliseconds without another change: a held key and a drag are told at their end


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


class Computing(Label):
    """How far the numbers of a large sheet are, where they take longer than a moment."""

    def __init__(self, computing: SignalInstance, left: int) -> None:
        super().__init__()
        self._most = 0
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(self._appear)
        computing.connect(self._follow)
        self.hide()
        self._follow(left)

    def _follow(self, left: int) -> None:
        self._most = max(self._most, left) if left else 0
        if not left:
            self._late.stop()
            self.hide()
            return
        self.setText(f"Computing the cards … {1 - left / self._most:.0%}")
        if self.isHidden() and not self._late.isActive():
            self._late.start()

    def _appear(self) -> None:
        self.show()
        announce(self, self.text())


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
