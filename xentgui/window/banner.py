"""The first-run strip: the question, and where to go next."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from xentgui.entry import Entry, Mode
from xentgui.examples import FIRST, Example, examples
from xentgui.window.cards.text import Words, grey
from xentgui.window.theme import SEMIBOLD, font

HEADLINE, SMALLEST = 17, 12  # pixels of the question, where there is room and where there is little

QUESTION = "Three sources, three formulas. When do they give the same number?"
STEPS = (
    ("Add a third class  →", "three-classes"),
    ("Several labels", "several-labels"),
    ("Soft labels", "soft-labels"),
    ("My own numbers", "empty"),
)
OF_MODE: dict[Mode, str] = {"softmax": "three-classes", "binary": FIRST, "multi-sigmoid": "several-labels"}


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
        question, self._words = Words(self, HEADLINE, SEMIBOLD), Words(self, SMALLEST, ink=grey)
        question.say(QUESTION)
        question.setFixedHeight(22)
        self._question = question
        self._words.setFixedHeight(15)
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
        self._say(examples[FIRST])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self._question.width()
        sizes = range(HEADLINE, SMALLEST, -1)
        fitting = (size for size in sizes if QFontMetrics(font(size, SEMIBOLD)).horizontalAdvance(QUESTION) <= room)
        self._question.set_pixels(next(fitting, SMALLEST))

    def display(self, entry: Entry) -> None:
        """What is on the screen now: the example that it is; what was changed or entered has the words of its mode."""
        shown = next((example for example in examples.values() if example.entry.same_sheet(entry)), None)
        if shown is not None or self._shown.entry.mode != entry.mode:
            self._say(shown or examples[OF_MODE[entry.mode]])

    def _say(self, example: Example) -> None:
        self._shown = example
        self._words.say(example.says or example.shows)
        names = [name for _, name in STEPS]
        following = dict(pairwise(names))
        self._point_to(following.get(example.name, names[-1] if example.name == names[-1] else names[0]))

    def _point_to(self, name: str) -> None:
        for step, button in self._steps.items():
            button.setProperty("primary", step == name)
            button.style().unpolish(button)
            button.style().polish(button)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
