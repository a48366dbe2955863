"""The agreement strip: which definitions agree here, which differ and why, and the principle behind the chosen one."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from xentgui.analysis import Analysis
from xentgui.edits import enter_difference
from xentgui.entry import Edit
from xentgui.examples import FIRST
from xentgui.questions.saying.register import capital
from xentgui.questions.saying.runs import Line
from xentgui.window.cards.text import copy_value
from xentgui.window.numbers import show_number
from xentgui.window.sizes import in_one_column, px
from xentgui.window.strip.sentence import LARGE, SMALL, Sentence
from xentgui.window.theme import SEMIBOLD, draw_panel, font, theme
from xentgui.window.view import Veil, View
from xentgui.window.widgets.plain import Label, tip

LONG, THICK, FOOT = 320, 4, 9  # pixels, of the bar and its room
BETWEEN = 2.0  # pixels from the floor to what lies on it: colour is not the only mark
LINES, PITCH = 3, 29
PITCHES = (380, 104), (480, 74), (620, 60), (760, 46)  # narrower than this: so high
ALONE = 560, 330  # how wide and how high it is where it has the screen
COMPACT_WINDOW = 800
OFFERS = {"all-agree": "A case where all agree", "enter-difference-logit": "Enter f₁ − f₂ as the yes/no logit"}
TOLD = {
    "=": ("Definitions that give the same number on these data.", "Beside it: why they do."),
    "≠": (
        "Definitions that give another number than the chosen one.",
        "Beside it: by how much, and why.",
    ),
    "2×": ("A sum in which every term comes twice.", "Beside it: where the second one comes from."),
    "ln": ("What the chosen loss is −ln of: how probable the labels are.", "Beside it: its value, or its two parts."),
}
MEANINGS = {"=": "agree", "≠": "differ", "2×": "twice", "ln": "principle", "!": "caution"}


class EntropyBar(Label):
    """A thin bar; its name and its tooltip have the numbers, and how much its whole length stands for."""

    _entropy = _divergence = 0.0

    def show_amounts(self, amounts: tuple[float, float] | None, unit: str) -> None:
        """Show entropy and divergence; nothing where there are none."""
        self.setVisible(amounts is not None)
        if amounts is None:
            return
        self._entropy, self._divergence = amounts
        entropy, divergence = map(show_number, amounts)
        words = f"Entropy of the labels {entropy}, the floor, and divergence {divergence} on it"
        units = unit.removesuffix("s") if self._whole == 1 else unit
        words = f"{words}; the whole length is {self._whole:g} {units}"
        if words != self.accessibleName():
            self.setAccessibleName(words)
            self.setToolTip(words)
        self.update()

    @property
    def _whole(self) -> float:
        """1, 2, 5, 10, 20, ...: the first that holds both, so that a loss that falls is seen to shrink."""
        value = max(1.0, self._entropy + self._divergence)
        power = 10.0 ** math.floor(math.log10(value))
        return next((step * power for step in (1, 2, 5) if value <= step * power), 10 * power)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.fillRect(self.rect(), QColor(colours.hair))
        floor, top = (self.width() * amount / self._whole for amount in (self._entropy, self._divergence))
        between = px(BETWEEN) if floor and top > px(BETWEEN) else 0.0
        painter.fillRect(QRectF(0, 0, floor, self.height()), QColor(colours.labels))
        painter.fillRect(QRectF(floor, 0, between, self.height()), QColor(colours.surface))
        painter.fillRect(QRectF(floor + between, 0, top - between, self.height()), QColor(colours.outputs))


class _Mark(Label):
    """What kind of line it is: =, ≠, 2× or ln, in a small box."""

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_kind(QPainter(self), self.rect(), self.text())


def pitch_for(strip: QWidget) -> int:
    """How high a line is: where the page scrolls, a narrow strip has more lines of letters in each."""
    scrolls = in_one_column(strip)
    return next((px(pitch) for narrow, pitch in PITCHES if scrolls and strip.width() < px(narrow)), px(PITCH))


def draw_kind(painter: QPainter, box: QRect, sign: str) -> None:
    """The sign of a line in its small box."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().hair))
    painter.drawRoundedRect(QRectF(box), px(5), px(5))
    painter.setPen(QColor(theme().text))
    painter.setFont(font(12, SEMIBOLD))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)


class StripView(View):
    """Three lines of a fixed height; a line may end in a link."""

    offers = ("copy-agreement", "copy-comparison-picture", "comparison-picture")
    example_wanted = Signal(str)  # the one that a link offers

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Agreement")
        self._lines: tuple[Line, ...] = ()
        self._marks = [_Mark(parent=self) for _ in range(LINES)]
        self._sentences = [Sentence(self, self.meanings) for _ in range(LINES)]
        self._links = [QPushButton(self) for _ in range(LINES)]
        for place, link in enumerate(self._links):
            link.setProperty("link", True)
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.clicked.connect(lambda _checked, place=place: self._follow(place))
        for sentence in self._sentences:
            sentence.copied.connect(lambda value: self.said.emit(copy_value(value)))
        self._bar = EntropyBar(parent=self)
        self._measured = 0
        self._dimmed = Veil(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def display(self, analysis: Analysis) -> None:
        """Show the lines; where there is no answer, or not yet, the last good ones stay, dimmed."""
        answered = not analysis.pending and bool(analysis.strip)
        self._dimmed.setEnabled(not answered)
        if not answered:
            return
        self._lines = analysis.strip[:LINES]
        for place in range(LINES):
            self._show_line(place, self._lines[place] if place < len(self._lines) else None)
        self._bar.show_amounts(analysis.amounts, analysis.unit)
        self._arrange()

    def sizeHint(self) -> QSize:
        low = px(98 if self.window().height() < px(COMPACT_WINDOW) else 104)
        return QSize(px(800), low + LINES * (pitch_for(self) - px(PITCH)))

    @property
    def alone(self) -> QSize:
        return QSize(*map(px, ALONE))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(400), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _show_line(self, place: int, line: Line | None) -> None:
        mark, sentence, link = self._marks[place], self._sentences[place], self._links[place]
        for part in (mark, sentence):
            part.setVisible(line is not None)
        link.setVisible(line is not None and line.link in OFFERS)
        if line is not None:
            mark.setText(line.mark)
            mark.setAccessibleName(MEANINGS.get(line.mark, line.mark))
            mark.setToolTip(tip(self._told(line.mark)))
            sentence.say(line.runs, line.short)
            link.setText(OFFERS.get(line.link or "", ""))

    def _told(self, mark: str) -> str:
        """What the sign of a line means, in two lines, and the number of the chosen card in the row looked at."""
        cards = () if self.analysis is None else self.analysis.cards
        if mark not in TOLD or self.analysis is None or not cards:
            return ""
        card, row = cards[self.analysis.focus.chosen], capital(self.analysis.row_words)
        value = "" if math.isnan(card.row_value) else f"{row}, {card.short}: {show_number(card.row_value)} {card.unit}."
        return "\n".join(filter(None, (*TOLD[mark], value)))

    def _follow(self, place: int) -> None:
        offer, analysis = self._lines[place].link, self.analysis
        if offer == "all-agree":
            self.example_wanted.emit(FIRST)
        elif offer == "enter-difference-logit" and analysis is not None:
            change = partial(enter_difference, column=analysis.focus.column)
            self.edited.emit(Edit("Enter the difference of the logits", change))

    def _arrange(self) -> None:
        if self.sizeHint().height() != self._measured:
            self._measured = self.sizeHint().height()
            self.updateGeometry()
        margin = px(13 if self.window().height() < px(COMPACT_WINDOW) else 16)
        count = max(1, len(self._lines))
        pitch = max(LINES * pitch_for(self), self.height() - px(2 * FOOT)) // count
        top = (self.height() - px(THICK) - px(2) - count * pitch) // 2  # above the bar
        for place in range(count):
            y, right = top + place * pitch, self.width() - margin
            self._marks[place].setGeometry(QRect(margin - px(2), y + (pitch - px(23)) // 2, px(26), px(23)))
            link = self._links[place]
            if not link.isHidden():
                size = link.sizeHint()
                link.setGeometry(QRect(right - size.width(), y, size.width(), pitch))
                right -= size.width() + px(16)
            self._sentences[place].setGeometry(QRect(margin + px(34), y, right - margin - px(34), pitch))

        self._bar.setGeometry(margin + px(34), self.height() - px(THICK) - px(2), px(LONG), px(THICK))
        shown = self._sentences[: len(self._lines)]
        pixels = LARGE if all(sentence.fits(LARGE) for sentence in shown) else SMALL
        for sentence in shown:
            sentence.lay_out(pixels)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_panel(QPainter(self), self.rect())
