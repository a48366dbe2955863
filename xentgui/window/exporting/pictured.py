"""What an analysis shows as pictures: a card, the comparison, the terms of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.window.cards import CardsView
from xentgui.window.cards.choice import spoken
from xentgui.window.cards.picture import card_picture
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.strip import StripView
from xentgui.window.terms.picture import terms_picture

COMPARISON = 1040, 900  # pixels: wide enough for the sentences, high enough for cards of full height


@dataclass(frozen=True)
class Sight:
    """Something to take a picture of: what it is called, the name of its file, and the picture."""

    words: str
    file: str
    picture: Callable[[Analysis], Picture | None]
    has_cards: bool = True


def _card(analysis: Analysis) -> Picture:
    return card_picture(analysis.cards[analysis.focus.chosen], analysis.focus.row)


def _comparison(analysis: Analysis) -> Picture:
    """All cards with the agreement below; no list is cut, and what is there to be clicked on is left out."""
    page, cards, strip = QWidget(), CardsView(), StripView()
    page.resize(*COMPARISON)
    rows = QVBoxLayout(page)
    for view in (cards, strip):
        rows.addWidget(view)
        view.display(analysis)
    rows.addStretch(1)
    for link in strip.findChildren(QPushButton):
        link.hide()
    lines = cards.findChild(QScrollArea)
    lines.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.grab()  # lays out what is never shown
    cards.setFixedHeight(cards.height() + max(0, lines.widget().height() - lines.height()))
    rows.activate()
    return of_parts("; ".join(map(spoken, analysis.cards)), page, [cards, strip], headline=False)


SIGHTS: Mapping[str, Sight] = {
    "card": Sight("this card", "card", _card),
    "comparison": Sight("all cards and their agreement", "comparison", _comparison),
    "terms": Sight("the terms", "terms", terms_picture),
}
