"""The pill at the right of a card: how its value stands to the one it is compared with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from xentgui.window.cards.text import CENTRE, Words
from xentgui.window.theme import SEMIBOLD, show_number, theme

_SIDES = 13
BRIEF = {"compared with": "chosen", "= to rounding": "≈ equal", "not comparable": "undefined"}  # on narrow cards


class Pill(Words):
    """A few words on a rounded ground: dark for the chosen card, tinted for a difference, grey for the rest."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 11, SEMIBOLD, align=CENTRE)
        self._relation, self._slot = "equal", 0
        self._words, self._brief = "", False

    def show_relation(self, relation: str, words: str, slot: int) -> None:
        """A difference stands on the tint of the definition."""
        if (relation, slot) != (self._relation, self._slot):
            self._relation, self._slot = relation, slot
            self.update()
        self._words = words
        self.be_brief(self._brief)

    def be_brief(self, brief: bool) -> None:
        """Say it in fewer letters, with less ground beside them; the tooltip has the words."""
        self._brief = brief
        text = self._text(self._words, brief)
        self.say(text, self._words if text != self._words else "")

    def widest(self, *, brief: bool = False) -> int:
        """The width for any difference of ordinary size, so that a place for it does not depend on the data."""
        texts = (self._text("compared with", brief), show_number(-88.0, signed=True), self._text(self._words, brief))
        return max(self.width_of(text) for text in texts) + 2 * _sides(brief)

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(self.text()) + 2 * _sides(self._brief), 20)

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
    return 9 if brief else _SIDES
