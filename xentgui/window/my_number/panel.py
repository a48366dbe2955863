"""The open answer under the field: the explanations, how to tell them apart, and what it is not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from xentgui.questions.matching.told import Answer
from xentgui.window.my_number.tile import Tile

WIDTH = 720


class Panel(QFrame):
    """Displays an answer; a tile's wishes are passed on by the same signals."""

    apply_wanted = Signal(object)
    card_wanted = Signal(object)
    code_wanted = Signal(object)
    copied = Signal(float)
    trial_wanted = Signal(object)  # Apart: the change of the data that tells two explanations apart
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setObjectName("answer")
        shadow = QGraphicsDropShadowEffect(self, blurRadius=24, offset=4)
        self.setGraphicsEffect(shadow)
        self._title = QLabel(wordWrap=True)
        self._title.setStyleSheet("font-size: 15px; font-weight: 600;")
        close = QPushButton("Esc closes", accessibleName="Close the answer")
        close.setProperty("link", True)
        close.clicked.connect(self.closed)
        self._known, self._not_it = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self._known, self._not_it):
            label.setProperty("secondary", True)
        self._apart = QLabel(wordWrap=True)
        self._try = QPushButton("Try it", toolTip="Changes the cell; Undo takes it back")
        self._try.clicked.connect(lambda: self.trial_wanted.emit(self._answer.apart if self._answer else None))
        self._answer: Answer | None = None
        self._tiles = QVBoxLayout()
        self._tiles.setSpacing(8)
        self._lay_out(close)

    def _lay_out(self, close: QPushButton) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        apart = QHBoxLayout()
        apart.addWidget(self._apart, 1)
        apart.addWidget(self._try, 0, Qt.AlignmentFlag.AlignTop)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(self._tiles)
        inside.addLayout(apart)
        inside.addWidget(self._not_it)
        inside.addStretch(1)
        self._body = body
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setWidget(body)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._known)
        column.addWidget(self._scroll, 1)

    def show_answer(self, answer: Answer, known: str) -> None:
        """Show what was found."""
        self._answer = answer
        self._title.setText(answer.headline)
        self._known.setText(known)
        while self._tiles.count():
            self._tiles.takeAt(0).widget().deleteLater()
        for rank, (match, told) in enumerate(answer.explanations, 1):
            tile = Tile(rank, match, told, first=rank == 1)
            tile.apply_wanted.connect(self.apply_wanted)
            tile.card_wanted.connect(self.card_wanted)
            tile.code_wanted.connect(self.code_wanted)
            tile.copied.connect(self.copied)
            self._tiles.addWidget(tile)
        self._apart.setText(f"<b>To tell them apart</b>, {answer.apart.words}" if answer.apart else "")
        self._try.setVisible(answer.apart is not None)
        self._apart.setVisible(answer.apart is not None)
        self._not_it.setText(answer.not_it)
        self._not_it.setVisible(bool(answer.not_it))
        self.setAccessibleName(f"{answer.headline}. {answer.spoken}")
        self.set_current(True)

    def show_words(self, headline: str, words: str) -> None:
        """Show a sentence in place of explanations: still searching, or why the text is no number."""
        self.show_answer(Answer(headline), words)

    def set_current(self, current: bool) -> None:
        """Whether the answer is about the data on the screen; an older one is dimmed."""
        if current:
            self._body.setGraphicsEffect(None)
        elif self._body.graphicsEffect() is None:
            self._body.setGraphicsEffect(QGraphicsOpacityEffect(self._body, opacity=0.45))

    def wanted_height(self) -> int:
        """The height at which nothing scrolls."""
        self._body.layout().activate()
        head = self._title.heightForWidth(WIDTH - 150) + self._known.sizeHint().height() + 44
        return head + max(self._body.layout().totalHeightForWidth(WIDTH - 34), 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
