"""One card as a picture that stands by itself: nothing in it is cut, and nothing refers to the cards beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from xentgui.questions.card import Card
from xentgui.window.cards.choice import spoken
from xentgui.window.cards.tile import Tile
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.typesetting import layout

NARROWEST, WIDEST, HEIGHT, SIDES = 340, 900, 178, 64
FORMULA, FORMULA_HEIGHT = 19.0, 60  # pixels; how high a formula may be before the card grows
REASON = 440  # for a reason why there is no value


def card_picture(card: Card, row: int) -> Picture:
    """The card with its name, assumption, formula, value, unit, rows and the value of a row, counted from 0."""
    page = QWidget()
    tile = Tile(0, page)
    tile.show_card(card, row, chosen=False)
    formula = layout(card.pieces).size(FORMULA)
    inside = max(
        tile.title.sizeHint().width() + tile.pill.widest(),
        tile.assumption.sizeHint().width(),
        int(formula.width()),
        REASON if card.problem else 0,
    )
    size = QSize(min(max(inside + SIDES, NARROWEST), WIDEST), HEIGHT + max(0, int(formula.height()) - FORMULA_HEIGHT))
    page.resize(size)
    tile.resize(size)
    tile.arrange(compact=False, title=15, pill_below=False)
    tile.write_formula(FORMULA, short=False)
    tile.pill.hide()
    return of_parts(spoken(card), page, [tile], headline=False)
