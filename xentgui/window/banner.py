"""The first-run strip: the question, and where to go next."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from xentgui.entry import Entry
from xentgui.window.cards.text import Words, grey
from xentgui.window.sizes import FLUSH, keep, spaced
from xentgui.window.theme import SEMIBOLD, font
from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.question import closing, pressed

LINE = 22  # pixels, of the question
WORDS = 430  # pixels, the least of the words beside the buttons
HEADLINE, SMALLEST = 17, 12  # pixels of the question, where there is room and where there is little

QUESTION = "Three sources, three formulas. When do they give the same number?"
INVITES = "Change a cell or drag the point; then guess. What you enter comes back after the steps."
STEPS = {1: "Add a third class  →", 2: "Several labels", 3: "Soft labels"}  # by their place in the first steps
THIRD_CLASS = 1


class Banner(QFrame):
    """Asks for one of the first steps (`wanted`) or for an empty sheet (`own_wanted`).

    It is offered over a sheet, and stands there while that has the same classes: with others somebody has data of
    their own.
    """

    wanted = Signal(int)
    own_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over: tuple[str, ...] | None = None  # the classes of the sheet
        self.setProperty("panel", True)
        self.setAccessibleName("First steps")
        said = QWidget()
        words = spaced(QVBoxLayout(said), 2, around=FLUSH)
        question, invites = Words(self, HEADLINE, SEMIBOLD), Words(self, SMALLEST, ink=grey)
        question.say(QUESTION)
        invites.say(INVITES)
        self._question = question
        keep(invites.setFixedHeight, 15)
        words.addWidget(question)
        words.addWidget(invites)
        row = self._row = Lines(self, around=(16, 10, 12, 10))
        row.put(said, stretch=1, least=WORDS)
        for place, text in STEPS.items():
            button = pressed(text, partial(self.wanted.emit, place))
            button.setProperty("primary", place == THIRD_CLASS)
            row.put(button)
        own = pressed("My own numbers", self.own_wanted.emit)
        close = closing("Close first steps", self.leave, "Close; the examples stay in the menu")
        row.put(own, close)
        self.hide()

    def offer(self, entry: Entry) -> None:
        """Over this sheet."""
        self._over = entry.class_names
        self.show()

    def follow(self, entry: Entry) -> None:
        """Gone over other classes, there again where that is undone."""
        if self._over is not None:
            self.setVisible(self._over == entry.class_names)

    def leave(self) -> None:
        """Gone until it is offered again."""
        self._over = None
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.fit(self.width())
        room = self._question.width()
        sizes = range(HEADLINE, SMALLEST, -1)
        fitting = (size for size in sizes if QFontMetrics(font(size, SEMIBOLD)).horizontalAdvance(QUESTION) <= room)
        size = next(fitting, 0)
        self._question.set_pixels(size or SMALLEST)
        self._question.wrap(not size)
        keep(self._question.setFixedHeight, LINE if size else 2 * LINE)
