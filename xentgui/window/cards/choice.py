"""What a card and a line of the list have in common: one of several that can be chosen, and its pill."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from xentgui.questions.card import Card
from xentgui.questions.saying.register import capital
from xentgui.questions.saying.runs import Run
from xentgui.window.cards.text import CENTRE, Value, Words, WordsThatOpen
from xentgui.window.numbers import ABOUT, show_number, show_run
from xentgui.window.sizes import px
from xentgui.window.theme import SEMIBOLD, theme
from xentgui.window.widgets.meaning import Meanings, open_at, told_in

_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
             Qt.FocusReason.OtherFocusReason)  # fmt: skip
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_SIDES = 13
BRIEF = {"compared with": "chosen", "= to rounding": "≈ equal", "not comparable": "undefined"}  # on narrow cards


class Pill(Words):
    """A few words on a rounded ground: dark for the chosen card, tinted for a difference, grey for the rest."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 11, SEMIBOLD, align=CENTRE)
        self._relation, self._slot = "equal", 0
        self._words, self._told, self._brief = "", "", False

    def show_card(self, card: Card, row: str) -> None:
        """How a card stands to the chosen one; a difference stands on the tint of the definition."""
        if (card.relation, card.slot) != (self._relation, self._slot):
            self._relation, self._slot = card.relation, card.slot
            self.update()
        self._words, self._told = relation_words(card), relation_told(card, row)
        self.be_brief(self._brief)

    def be_brief(self, brief: bool) -> None:
        """Say it in fewer letters, with less ground beside them; the tooltip has the words, and what they mean."""
        self._brief = brief
        self.say(self._text(self._words, brief), self._told)

    def widest(self, *, brief: bool = False) -> int:
        """The width for any difference of ordinary size, so that a place for it does not depend on the data."""
        texts = (self._text("compared with", brief), show_number(-88.0, signed=True), self._text(self._words, brief))
        return max(self._wide(text, brief) for text in texts)

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self.text(), self._brief), px(20))

    def _wide(self, text: str, brief: bool) -> int:
        """The width with its ground; ≈ stands in that, so that nothing moves where it comes and goes in a drag."""
        number = text.removeprefix(ABOUT) if self._relation == "different" else text
        return self.width_of(number) + 2 * _sides(brief)

    @staticmethod
    def _text(words: str, brief: bool) -> str:
        return BRIEF.get(words, words) if brief else words

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        ground, ink = {
            "chosen": (colours.chosen, "#FFFFFF"),
            "different": (colours.tint(self._slot), colours.definition(self._slot)),
            "multiple": (colours.tint(self._slot), colours.definition(self._slot)),
        }.get(self._relation, (colours.hair, colours.text))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setFont(self._face)
        painter.setPen(QColor(ink))
        painter.drawText(self.rect(), int(CENTRE), self.text())


def _sides(brief: bool) -> int:
    return px(9 if brief else _SIDES)


class Choice(QAbstractButton):
    """One definition on show. A click, Enter or Space asks to choose it; what is chosen is told by `show_card`."""

    copied = Signal(float)
    menu_wanted = Signal(object)  # QPoint, on the screen

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self.card: Card | None = None
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ring = False
        self._row = "row 1"
        self._words: tuple[WordsThatOpen, ...] = ()
        self._meanings: Meanings = dict

    @property
    def slot(self) -> int:
        """Of the colour and mark of the definition shown."""
        return self.card.slot if self.card is not None else 0

    def nextCheckState(self) -> None:
        """A click only asks; `show_card` checks the one that is chosen."""

    def show_card(self, card: Card, row: str, *, chosen: bool) -> None:
        """Show what a card says; `row` is what the focused row is called."""
        self.card, self._row = card, row
        self.setAutoExclusive(False)
        self.setChecked(chosen)
        self.setAutoExclusive(True)
        self.setAccessibleName(spoken(card))
        self._describe()

    def open_with(self, meanings: Meanings) -> None:
        """Words on it that open tell what they mean, on hover and when the keyboard comes."""
        self._meanings = meanings
        for words in self._words:
            words.open_with(meanings)

    def _describe(self) -> None:
        """Relation, assumption and row, and what the words mean while the keyboard is here."""
        card = self.card
        if card is not None:
            row = "" if card.is_covered else f"{capital(self._row)}: {card.row_problem or show_number(card.row_value)}."
            told = self._told(card) if self.hasFocus() else ""
            self.setAccessibleDescription(f"{relation_words(card)}. {card.assumption}. {row} {told}".rstrip())

    def _told(self, card: Card) -> str:
        words = told_in((card.assumption, card.unit), self._meanings)
        return "\n".join(filter(None, (relation_told(card, self._row), words)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses as Space does; the arrow keys and the rest belong to all cards together."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif plain and event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.click()
        self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _KEYBOARD
        super().focusInEvent(event)
        self._describe()
        if self.card is not None and event.reason() in _BY_TAB:
            open_at(self, self.rect().bottomLeft(), self._told(self.card))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def draw_ring(self, painter: QPainter, box: QRectF, radius: float) -> None:
        """The keyboard's place, drawn only where the keyboard brought the focus here."""
        if self.hasFocus() and self._ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().focus), px(2)))
            painter.drawRoundedRect(box, radius, radius)

    def _copies(self, *values: Value) -> None:
        for value in values:
            value.copied.connect(self.copied)


def spoken(card: Card) -> str:
    """A card's name with its value: "TensorFlow intro: 0.7268 nats, mean of 4 rows"."""
    if card.relation == "refused":
        return f"{card.title}: not defined here, {card.problem}"
    if card.is_covered:
        return f"{card.title}: hidden until you answer"
    return f"{card.title}: {show_number(card.value)} {card.unit}, {card.rows}"


def relation_words(card: Card) -> str:
    """How it stands to the chosen card, in a word or a number: what the pill says."""
    if card.relation == "different":
        between = (card.value, card.value - card.difference)
        return show_run(Run(value=card.difference, signed=True, between=between))
    if card.relation == "multiple":
        return _factor(card.ratio)
    if card.relation == "undefined" and not math.isnan(card.value):
        return "not comparable"
    return {
        "chosen": "compared with",
        "equal": "= equal",
        "rounding": "= to rounding",
        "coincidence": "= by chance",
        "undefined": "undefined",
        "refused": "not defined",
        "covered": "?",
    }.get(card.relation, card.relation)


_RELATIONS = {
    "chosen": ("The others are compared with this definition.", "To choose another card compares them with that one."),
    "equal": ("The chosen one gives the same number, in every row.", "On these data two formulas say the same thing."),
    "rounding": (
        "The chosen one gives the same number but for a millionth.",
        "What is left is rounding, or a guard against ln 0.",
    ),
    "coincidence": ("The two numbers agree, but the losses of the rows do not.", "On other rows they would differ."),
    "multiple": (
        "So many times what the chosen one gives, in every row.",
        "One factor multiplies the loss of each row.",
    ),
    "different": ("So much more or less than the chosen one gives.", "What makes the difference is said below."),
    "undefined": ("One of the two numbers is not there, or infinite.", "So there is no difference to tell."),
}


def relation_told(card: Card, row: str) -> str:
    """What its pill means, in two lines, and its number in the row; "" where it says all there is."""
    if card.relation not in _RELATIONS or math.isnan(card.value):
        return ""
    lines = (f"{relation_words(card)}: {_RELATIONS[card.relation][0]}", _RELATIONS[card.relation][1])
    number = "" if math.isnan(card.row_value) else f"{capital(row)}: {show_number(card.row_value)} {card.unit}."
    return "\n".join(filter(None, (*lines, number)))


def _factor(ratio: float) -> str:
    """ "2×", "÷ 10" or "0.6931×"."""
    if abs(ratio - round(ratio)) < 1e-9 * abs(ratio):
        return f"{round(ratio)}×"
    if ratio and abs(1 / ratio - round(1 / ratio)) < 1e-9 / abs(ratio):
        return f"÷ {round(1 / ratio)}"
    return f"{show_number(ratio)}×"
