"""What every view is: it displays an analysis and says what the user did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from xentgui.analysis import Analysis
from xentgui.questions.glossary import Meaning
from xentgui.questions.saying.register import capital
from xentgui.window.actions import Verb
from xentgui.window.theme import STALE

NO_LOSS = "no label yet, and so no loss"


def why_no_loss(analysis: Analysis) -> str:
    """Why the focused row has none, as a sentence; nothing where it has one, or something else is missing."""
    return f"{capital(NO_LOSS)}: {analysis.row_words} does not count." if analysis.unlabelled else ""


class Veil(QGraphicsOpacityEffect):
    """Dims a widget while it is enabled."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, opacity=STALE, enabled=False)
        widget.setGraphicsEffect(self)


class View(QWidget):
    """A part of the window. It knows neither the document nor another view; a subclass implements `display`."""

    edited = Signal(object)  # Edit: the user wants to change the entry
    focused = Signal(object)  # Focus: the user looks elsewhere
    undo_requested = Signal()  # the user takes back what a drag has moved, in the midst of it
    said = Signal(str)  # a sentence for the status bar
    unsaid = Signal(str)  # one that is no longer of the last thing done
    offers: tuple[str, ...] = ()  # verbs that a right click offers besides what the view has to offer itself

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.analysis: Analysis | None = None
        self._waiting = False

    def receive(self, analysis: Analysis) -> None:
        """Display it now, or when this view comes to the front."""
        self.analysis = analysis
        self._waiting = not self.isVisible()
        if not self._waiting:
            self.display(analysis)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting and self.analysis is not None:
            self._waiting = False
            self.display(self.analysis)

    def display(self, analysis: Analysis) -> None:
        raise NotImplementedError

    @property
    def alone(self) -> QSize:
        """The size that fills the screen when it has it for itself, and everything on it grows."""
        return self.size()

    def meanings(self) -> Mapping[str, Meaning]:
        """What the words that open mean, with the numbers of what is shown."""
        return {} if self.analysis is None else self.analysis.words

    def verbs(self) -> Iterable[Verb]:
        """What the user can do with it, from the menus and by key."""
        return ()
