"""One answer: an explanation with its value, formula and what can be done with it, or a number that is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from xentgui.questions.fingerprints import Fingerprint
from xentgui.questions.formula import formula_pieces
from xentgui.window.sizes import keep
from xentgui.window.theme import SEMIBOLD, all_digits, font, theme
from xentgui.window.typesetting import FormulaLabel
from xentgui.window.widgets.plain import Label

if TYPE_CHECKING:  # the search is read when it is first asked
    from xentgui.questions.matching import Match
    from xentgui.questions.matching.telling.answer import Told

CLEAN = (
    ("Show as card", "Put this definition beside the others"),
    ("Copy as code", "This definition with this data, in a framework's words"),
)
SLIPPED = (
    ("Show as card without the slip", "The definition alone: its value is not your number"),
    ("Copy as code without the slip", "The definition alone with this data, as it was meant"),
)


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
        column = QVBoxLayout(self)
        keep(column.setContentsMargins, 14, 10, 14, 11)
        keep(column.setSpacing, 7)
        column.addLayout(head)
        column.addWidget(words)
        self.setAccessibleName(f"Recognised: {fingerprint.who}. {words.text()}")


def _begun(text: str) -> str:
    """A sentence begins with a capital; a formula and the name of a function do not."""
    plain = text.partition(" ")[0].strip(",").isalpha() and not text.startswith("ln")
    return text[:1].upper() + text[1:] if plain else text


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


class Tile(QFrame):
    """Shows a match; emits what the user wants done with it."""

    apply_wanted = Signal(object)  # Match
    card_wanted = Signal(object)
    code_wanted = Signal(object)
    copied = Signal(float)

    def __init__(self, rank: int, match: Match, told: Told, *, first: bool) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(f"Explanation {rank}: {told.title}. {told.words}")
        column = QVBoxLayout(self)
        keep(column.setContentsMargins, 14, 10, 14, 11)
        keep(column.setSpacing, 7)
        column.addLayout(self._head(rank, match, told))
        if match.hit and (first or match.applies):
            column.addLayout(self._formula(match, told))
        words = Label(told.words, wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
        if match.hit:
            column.addLayout(self._buttons(match, first))

    def _head(self, rank: int, match: Match, told: Told) -> QHBoxLayout:
        value = QPushButton(told.value, toolTip="Copy all digits", accessibleName=f"Value {told.value}")
        value.setProperty("link", True)
        value.setProperty("heading", True)
        if isinstance(match.value, float):
            value.clicked.connect(lambda: self.copied.emit(match.value))
            value.setToolTip(f"{all_digits(match.value)}: click to copy")
        note = Label(told.note, alignment=Qt.AlignmentFlag.AlignRight)
        note.setProperty("secondary", True)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(value, 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(note)
        row = QHBoxLayout()
        keep(row.setSpacing, 10)
        row.addWidget(Rank(rank), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(heading(told.title), 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right)
        return row

    def _formula(self, match: Match, told: Told) -> QHBoxLayout:
        row = QHBoxLayout()
        keep(row.setSpacing, 10)
        if not match.applies:
            without = Label("without the slip")
            without.setProperty("secondary", True)
            row.addWidget(without)
        formula = FormulaLabel(16.0)
        formula.set_formula(told.pieces or formula_pieces(match.definition))
        formula.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(formula, 1)
        return row

    def _buttons(self, match: Match, first: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        keep(row.setSpacing, 8)
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
