"""What an analysis shows as pictures: a card, the comparison, the terms of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.questions.card import Card
from xentgui.questions.saying.register import capital
from xentgui.window.cards.card import CardTile
from xentgui.window.cards.choice import spoken
from xentgui.window.cards.view import CardsView
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.sizes import px
from xentgui.window.strip.view import StripView
from xentgui.window.terms.table import TermTable
from xentgui.window.terms.view import TermsView
from xentgui.window.typesetting import layout

COMPARISON = 1040, 900  # pixels: wide enough for the sentences, high enough for cards of full height
NARROWEST, WIDEST, HEIGHT, SIDES = 340, 900, 178, 64
FORMULA, FORMULA_HEIGHT = 19.0, 60  # pixels; how high a formula may be before the card grows
REASON = 440  # for a reason why there is no value
TERMS, HIGHEST = 860, 4000  # as high as whatever is in it needs


@dataclass(frozen=True)
class Sight:
    """Something to take a picture of: what it is called, the name of its file, and the picture."""

    words: str
    file: str
    picture: Callable[[Analysis], Picture | None]
    has_cards: bool = True


def card_picture(card: Card, row: str) -> Picture:
    """A card that stands by itself, with the value of a row, by what that is called; nothing in it is cut."""
    page = QWidget()
    tile = CardTile(0, page)
    tile.show_card(card, row, chosen=False)
    formula = layout(card.pieces).size(FORMULA)
    inside = max(
        tile.title.sizeHint().width() + tile.pill.widest(),
        tile.assumption.sizeHint().width(),
        int(formula.width()),
        px(REASON) if card.problem else 0,
    )
    size = QSize(
        min(max(inside + px(SIDES), px(NARROWEST)), px(WIDEST)),
        px(HEIGHT) + max(0, int(formula.height()) - px(FORMULA_HEIGHT)),
    )
    page.resize(size)
    tile.resize(size)
    tile.arrange(compact=False, title=15, pill_below=False)
    tile.write_formula(FORMULA, short=False)
    tile.pill.hide()
    return of_parts(spoken(card), page, [tile], headline=False)


def _card(analysis: Analysis) -> Picture:
    return card_picture(analysis.cards[analysis.focus.chosen], analysis.row_words)


def _comparison(analysis: Analysis) -> Picture:
    """All cards with the agreement below; no list is cut, and what is there to be clicked on is left out."""
    page, cards, strip = QWidget(), CardsView(), StripView()
    page.resize(*map(px, COMPARISON))
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


def terms_picture(analysis: Analysis) -> Picture | None:
    """The focused row of an analysis that has an answer: the whole table and every formula under it.

    None where it has no label, and no terms.
    """
    if analysis.unlabelled:
        return None
    view = TermsView()
    for step in view.findChildren(QToolButton):
        step.hide()
    view.resize(px(TERMS), px(HIGHEST))
    view.display(analysis)
    parts = view.findChild(TermTable), view.findChild(QScrollArea).widget()
    lowest = max(part.mapTo(view, QPoint(0, part.height())).y() for part in parts)
    view.resize(px(TERMS), lowest)
    words = f"{capital(analysis.row_words)}, term by term"
    return of_parts(words, view, parts)


SIGHTS: Mapping[str, Sight] = {
    "card": Sight("this card", "card", _card),
    "comparison": Sight("all cards and their agreement", "comparison", _comparison),
    "terms": Sight("the terms", "terms", terms_picture),
}
