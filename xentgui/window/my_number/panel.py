"""The open answer under the field: how far the search is, the explanations, how to tell them apart, what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QLayoutItem,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from xentgui.questions.fingerprints import Fingerprint
from xentgui.questions.formula import formula_pieces
from xentgui.questions.saying.register import capital
from xentgui.window.numbers import all_digits
from xentgui.window.sizes import FLUSH, keep, keep_made, px, spaced
from xentgui.window.theme import SEMIBOLD, STALE, font, theme
from xentgui.window.typesetting import FormulaLabel
from xentgui.window.widgets.plain import Label, Quiet, scrolling

if TYPE_CHECKING:  # the search is read when it is first asked
    from xentgui.questions.matching import Match
    from xentgui.questions.matching.telling.answer import ToldMatch
if TYPE_CHECKING:  # the search is read when it is first asked
    from xentgui.questions.matching.telling.answer import Answer

CLEAN = (
    ("Show as card", "Put this definition beside the others"),
    ("Copy as code", "This definition with this data, in a framework's words"),
)
SLIPPED = (
    ("Show as card without the slip", "The definition alone: its value is not your number"),
    ("Copy as code without the slip", "The definition alone with this data, as it was meant"),
)
WIDTH = 720
LATE = 400  # milliseconds: an answer that comes earlier needs no bar


class Recognised(QFrame):
    """Shows one fingerprint; it needs no data."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        super().__init__()
        self.setProperty("panel", True)
        said = (fingerprint.derivation, fingerprint.advice)
        words = Label(" ".join(f"{_begun(each)}." for each in said), wordWrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value = Label(all_digits(fingerprint.value), alignment=Qt.AlignmentFlag.AlignRight)
        value.setProperty("heading", True)
        head = QHBoxLayout()
        head.addWidget(heading(_begun(fingerprint.who)), 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
        column = spaced(QVBoxLayout(self), 7, around=(14, 10, 14, 11))
        column.addLayout(head)
        column.addWidget(words)
        self.setAccessibleName(f"Recognised: {fingerprint.who}. {words.text()}")


def _begun(text: str) -> str:
    """A sentence begins with a capital; a formula and the name of a function do not."""
    plain = text.partition(" ")[0].strip(",").isalpha() and not text.startswith("ln")
    return capital(text) if plain else text


class Rank(QWidget):
    """A number in a circle."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        keep(self.setFixedSize, 22, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().shared))
        painter.drawEllipse(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(QColor(theme().text))
        painter.setFont(font(12, SEMIBOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


def heading(text: str) -> QLabel:
    """The title of a tile."""
    title = Label(text, wordWrap=True)
    title.setProperty("heading", True)
    return title


class MatchTile(QFrame):
    """Shows a match; emits what the user wants done with it."""

    apply_wanted = Signal(object)  # Match
    card_wanted = Signal(object)
    code_wanted = Signal(object)
    copied = Signal(float)

    def __init__(self, rank: int, match: Match, told: ToldMatch, *, first: bool) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(f"Explanation {rank}: {told.title}. {told.words}")
        column = spaced(QVBoxLayout(self), 7, around=(14, 10, 14, 11))
        column.addLayout(self._head(rank, match, told))
        if match.hit and (first or match.applies):
            column.addLayout(self._formula(match, told))
        words = Label(told.words, wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
        if match.hit:
            column.addLayout(self._buttons(match, first))

    def _head(self, rank: int, match: Match, told: ToldMatch) -> QHBoxLayout:
        value = QPushButton(told.value, toolTip="Copy all digits", accessibleName=f"Value {told.value}")
        value.setProperty("link", True)
        value.setProperty("heading", True)
        if isinstance(match.value, float):
            value.clicked.connect(lambda: self.copied.emit(match.value))
            value.setToolTip(f"{all_digits(match.value)}: click to copy")
        note = Quiet(told.note, alignment=Qt.AlignmentFlag.AlignRight)
        right = spaced(QVBoxLayout(), 0)
        right.addWidget(value, 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(note)
        row = spaced(QHBoxLayout(), 10)
        row.addWidget(Rank(rank), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(heading(told.title), 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right)
        return row

    def _formula(self, match: Match, told: ToldMatch) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), 10)
        if not match.applies:
            row.addWidget(Quiet("without the slip"))
        formula = FormulaLabel(16.0)
        formula.set_formula(told.pieces or formula_pieces(match.definition))
        formula.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(formula, 1)
        return row

    def _buttons(self, match: Match, first: bool) -> QHBoxLayout:
        row = spaced(QHBoxLayout(), 8)
        if match.applies and match.changes:
            apply = QPushButton("Apply", toolTip="The chosen card takes these options")
            apply.setProperty("primary", first)
            apply.clicked.connect(lambda: self.apply_wanted.emit(match))
            row.addWidget(apply)
        wanted = self.card_wanted, self.code_wanted
        for (text, tip), signal in zip(CLEAN if match.applies else SLIPPED, wanted, strict=True):
            button = QPushButton(text, toolTip=tip)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(match))
            row.addWidget(button)
        row.addStretch(1)
        return row


class Searching(QWidget):
    """A bar, the time left and Stop; appears when a search takes longer than a moment, and then keeps its place."""

    stopped = Signal()
    appeared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar(textVisible=False, accessibleName="Progress of the search")
        keep(self._bar.setFixedHeight, 6)
        self._left = Quiet()
        self._reached, self._since = 1.0, QElapsedTimer()
        self._stop = QPushButton("Stop", toolTip="Keeps what has been found so far")
        self._stop.clicked.connect(self.stopped)
        row = spaced(QHBoxLayout(self), around=FLUSH)
        row.addWidget(self._bar, 1)
        row.addWidget(self._left)
        row.addWidget(self._stop)
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(self._appear)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.hide()

    def display(self, progress: float) -> None:
        """How far it is, 0 to 1; at 1 there is nothing to wait for."""
        from xentgui.questions.matching.telling.answer import time_left

        if progress == 0 or progress < self._reached:  # another search, or one that has not begun to look further
            self._since.start()
        self._reached = progress
        self._bar.setValue(round(100 * progress))
        self._left.setText(time_left(progress, self._since.elapsed() / 1000))
        if progress >= 1:
            self._late.stop()
            self.hide()
        elif self.isHidden() and not self._late.isActive():
            self._late.start()

    def _appear(self) -> None:
        self._stop.ensurePolished()
        stop = self._stop
        keep_made(self.setMinimumHeight, lambda: [stop.sizeHint().height()])
        self.show()
        self.appeared.emit()


class Panel(QFrame):
    """Displays an answer; a tile's wishes are passed on by the same signals."""

    apply_wanted = Signal(object)
    card_wanted = Signal(object)
    code_wanted = Signal(object)
    copied = Signal(float)
    trial_wanted = Signal(object)  # Apart: the change of the data that tells two explanations apart
    weights_wanted = Signal()
    stopped = Signal()
    grown = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setObjectName("answer")
        shadow = QGraphicsDropShadowEffect(self, blurRadius=24, offset=4)
        self.setGraphicsEffect(shadow)
        self._title = Label(wordWrap=True)
        self._title.setProperty("heading", True)
        self._close = QPushButton("Esc closes", accessibleName="Close the answer")
        self._close.setProperty("link", True)
        self._close.clicked.connect(self.closed)
        self._known, self._not_it = Quiet(wordWrap=True), Quiet(wordWrap=True)
        self._apart = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._try = QPushButton("Try it", toolTip="Changes the cell; Undo takes it back")
        self._try.clicked.connect(lambda: self.trial_wanted.emit(self._answer.apart if self._answer else None))
        self._weights = QPushButton("Enter class weights", toolTip="A row of weights over the labels, to be typed over")
        self._weights.clicked.connect(self.weights_wanted)
        self._unknown = Label("Weights are not guessed. Was the loss made with class weights?", wordWrap=True)
        self._searching = Searching()
        self._searching.stopped.connect(self.stopped)
        self._searching.appeared.connect(self.grown)
        self._answer: Answer | None = None
        self._shown: tuple[object, ...] = ()
        self._tiles = spaced(QVBoxLayout(), 8)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        apart = QHBoxLayout()
        apart.addWidget(self._apart, 1)
        apart.addWidget(self._try, 0, Qt.AlignmentFlag.AlignTop)
        body = QWidget()
        inside = spaced(QVBoxLayout(body), 8, around=FLUSH)
        inside.addLayout(self._tiles)
        inside.addLayout(apart)
        inside.addWidget(self._not_it)
        unknown = QHBoxLayout()
        unknown.addWidget(self._unknown, 1)
        unknown.addWidget(self._weights)
        inside.addLayout(unknown)
        inside.addStretch(1)
        self._body = body
        self._scroll = scrolling(body)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        column = spaced(QVBoxLayout(self), 6, around=(18, 12, 12, 12))
        column.addLayout(head)
        column.addWidget(self._known)
        column.addWidget(self._searching)
        column.addWidget(self._scroll, 1)

    def show_answer(
        self, answer: Answer, known: str, fingerprints: Sequence[Fingerprint] = (), *, progress: float = 1.0
    ) -> None:
        """Show what was found so far; near misses only where nothing is a hit."""
        hits = tuple(each for each in answer.explanations if each[0].hit)
        self._answer = answer = replace(answer, explanations=hits or answer.explanations)
        self._title.setText(answer.headline)
        self._known.setText(known)
        self._known.setVisible(bool(known))
        self._searching.display(progress)
        self._show_tiles(answer, fingerprints)
        apart = escape(answer.apart.words, quote=False) if answer.apart is not None else ""
        self._apart.setText(f"<b>To tell them apart</b>, {apart}" if apart else "")
        self._try.setVisible(answer.apart is not None)
        self._apart.setVisible(answer.apart is not None)
        self._not_it.setText(answer.not_it)
        self._not_it.setVisible(bool(answer.not_it))
        self._offer_weights(False)
        self.setAccessibleName(f"{answer.headline}. {answer.spoken}")
        self.set_current(True)

    def _show_tiles(self, answer: Answer, fingerprints: Sequence[Fingerprint]) -> None:
        """A tile for each; those that stand there already stay, with the keyboard in them."""
        shown = (*fingerprints, *(match for match, _ in answer.explanations))
        if shown == self._shown and self._tiles.count():
            return
        self._shown = shown
        while self._tiles.count():
            tile = self._tiles.takeAt(0).widget()
            tile.hide()
            tile.deleteLater()
        for fingerprint in fingerprints:
            self._tiles.addWidget(Recognised(fingerprint))
        for rank, (match, told) in enumerate(answer.explanations, 1):
            tile = MatchTile(rank, match, told, first=rank == 1)
            tile.apply_wanted.connect(self.apply_wanted)
            tile.card_wanted.connect(self.card_wanted)
            tile.code_wanted.connect(self.code_wanted)
            tile.copied.connect(self.copied)
            self._tiles.addWidget(tile)

    def offer_weights(self) -> None:
        """Nothing fits, and class weights are not known: they are not guessed."""
        self._offer_weights(True)

    def _offer_weights(self, offered: bool) -> None:
        self._unknown.setVisible(offered)
        self._weights.setVisible(offered)

    def show_words(self, headline: str, words: str, fingerprints: Sequence[Fingerprint] = ()) -> None:
        """Show a sentence in place of explanations: why there is no answer, or what to do next."""
        from xentgui.questions.matching.telling.answer import Answer

        self.show_answer(Answer(headline), "", fingerprints)
        self._apart.setText(escape(words, quote=False))
        self._apart.setVisible(bool(words))

    @property
    def stops(self) -> list[QWidget]:
        """Where the keyboard goes, in order: the explanations' buttons, what tells them apart, the way out."""
        buttons = self._body.findChildren(QPushButton)
        inside = [button for button in buttons if button.parentWidget() is not self._body and not button.isHidden()]
        return [*inside, *(each for each in (self._try, self._weights) if not each.isHidden()), self._close]

    @property
    def first_stop(self) -> QWidget:
        """The first button that does more than copy a value."""
        return next(stop for stop in self.stops if stop is self._close or not stop.property("link"))

    def set_current(self, current: bool) -> None:
        """Whether the answer is about the data on the screen; an older one is dimmed."""
        if current:
            self._body.setGraphicsEffect(None)
        elif self._body.graphicsEffect() is None:
            self._body.setGraphicsEffect(QGraphicsOpacityEffect(self._body, opacity=STALE))

    def height_for(self, width: int, most: int) -> int:
        """The height at which nothing scrolls where it is so wide, or the most there is, and then a bar."""
        wanted, policy = self._wanted_height(width), Qt.ScrollBarPolicy
        # a bar that stands there already takes the width at which none would be needed
        self._scroll.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if wanted <= most else policy.ScrollBarAsNeeded
        )
        return min(wanted, most)

    def _wanted_height(self, width: int) -> int:
        self._body.layout().activate()
        column, margins = self.layout(), self.contentsMargins() + self.layout().contentsMargins()
        inside = width - margins.left() - margins.right()
        rows = [column.itemAt(place) for place in range(column.count() - 1)]  # all but what scrolls
        heights: list[int] = [_height(row, inside) + column.spacing() for row in rows if not row.isEmpty()]
        body = max(self._body.layout().totalHeightForWidth(inside), px(4))
        return margins.top() + sum(heights) + body + margins.bottom()


def _height(row: QLayoutItem, width: int) -> int:
    return row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
