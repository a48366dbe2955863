"""The first-run strip: the question, and where to go next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from xentgui.window.cards.text import Words
from xentgui.window.theme import SEMIBOLD, font

HEADLINE, SMALLEST = 17, 12  # pixels of the question, where there is room and where there is little

QUESTION = "Three sources, three formulas. When do they give the same number?"
FIRST = "Here: a yes/no question, and all three agree. Change a cell or drag the point; then go on."
STEPS = (
    ("Add a third class  →", "three-classes"),
    ("Several labels", "several-labels"),
    ("Soft labels", "soft-labels"),
    ("My own numbers", "empty"),
)


class Banner(QFrame):
    """Asks for an example by its name (`wanted`), or to be closed (`closed`)."""

    wanted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName("First steps")
        words = QVBoxLayout()
        words.setSpacing(2)
        question, self._words = Words(self, HEADLINE, SEMIBOLD), QLabel(FIRST)
        question.say(QUESTION)
        question.setFixedHeight(22)
        self._question = question
        self._words.setProperty("secondary", True)
        words.addWidget(question)
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addLayout(words, 1)
        self._steps = {}
        for text, name in STEPS:
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            self._steps[name] = button
            row.addWidget(button)
        close = QPushButton("×", toolTip="Close; the examples stay in the menu", accessibleName="Close first steps")
        close.setProperty("link", True)
        close.setStyleSheet("text-decoration: none; font-size: 15px;")
        close.setFixedWidth(22)
        close.clicked.connect(self.closed)
        row.addWidget(close)
        self.point_to("three-classes")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self._question.width()
        sizes = range(HEADLINE, SMALLEST, -1)
        fitting = (size for size in sizes if QFontMetrics(font(size, SEMIBOLD)).horizontalAdvance(QUESTION) <= room)
        self._question.set_pixels(next(fitting, SMALLEST))

    def say(self, words: str, following: str | None) -> None:
        """What is on the screen now, and the step that is offered next."""
        self._words.setText(words)
        self._words.setToolTip(words)
        self.point_to(following)

    def point_to(self, name: str | None) -> None:
        for step, button in self._steps.items():
            button.setProperty("primary", step == name)
            button.style().unpolish(button)
            button.style().polish(button)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
