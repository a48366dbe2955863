"""The first-run strip: the question, and where to go next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from xentgui.window.cards.text import Words, grey
from xentgui.window.sizes import keep
from xentgui.window.theme import SEMIBOLD, font

HEADLINE, SMALLEST = 17, 12  # pixels of the question, where there is room and where there is little

QUESTION = "Three sources, three formulas. When do they give the same number?"
INVITES = "Change a cell or drag the point; then guess. What you enter comes back after the steps."
STEPS = {1: "Add a third class  →", 2: "Several labels", 3: "Soft labels"}  # by their place in the first steps
THIRD_CLASS = 1


class Banner(QFrame):
    """Asks for one of the first steps (`wanted`), for an empty sheet (`own_wanted`), or to be closed (`closed`)."""

    wanted = Signal(int)
    own_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName("First steps")
        words = QVBoxLayout()
        keep(words.setSpacing, 2)
        question, invites = Words(self, HEADLINE, SEMIBOLD), Words(self, SMALLEST, ink=grey)
        question.say(QUESTION)
        invites.say(INVITES)
        keep(question.setFixedHeight, 22)
        self._question = question
        keep(invites.setFixedHeight, 15)
        words.addWidget(question)
        words.addWidget(invites)
        row = QHBoxLayout(self)
        keep(row.setContentsMargins, 16, 10, 12, 10)
        keep(row.setSpacing, 8)
        row.addLayout(words, 1)
        for place, text in STEPS.items():
            row.addWidget(self._button(text, partial(self.wanted.emit, place), primary=place == THIRD_CLASS))
        row.addWidget(self._button("My own numbers", self.own_wanted.emit))
        close = QPushButton("×", toolTip="Close; the examples stay in the menu", accessibleName="Close first steps")
        close.setProperty("link", True)
        close.setProperty("sign", True)
        keep(close.setFixedWidth, 22)
        close.clicked.connect(self.closed)
        row.addWidget(close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self._question.width()
        sizes = range(HEADLINE, SMALLEST, -1)
        fitting = (size for size in sizes if QFontMetrics(font(size, SEMIBOLD)).horizontalAdvance(QUESTION) <= room)
        self._question.set_pixels(next(fitting, SMALLEST))

    def _button(self, text: str, act: Callable[[], None], *, primary: bool = False) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: act())
        return button
