"""What the window shows as pictures: a card, the comparison, the terms of a row, the curves, the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.window.cards import CardsView
from xentgui.window.cards.choice import spoken
from xentgui.window.cards.picture import card_picture
from xentgui.window.exporting.picture import Picture, of_parts, of_widget
from xentgui.window.lower import CURVE
from xentgui.window.strip import StripView
from xentgui.window.terms.picture import terms_picture

if TYPE_CHECKING:
    from xentgui.window.main import MainWindow

COMPARISON = 1040, 900  # pixels: wide enough for the sentences, high enough for cards of full height


@dataclass(frozen=True)
class Sight:
    """Something to take a picture of: what it is called, the name of its file, and the picture."""

    words: str
    file: str
    picture: Callable[[MainWindow, Analysis], Picture | None]
    has_cards: bool = True


def _card(_window: MainWindow, analysis: Analysis) -> Picture:
    return card_picture(analysis.cards[analysis.focus.chosen], analysis.focus.row)


def _comparison(_window: MainWindow, analysis: Analysis) -> Picture:
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


def _terms(_window: MainWindow, analysis: Analysis) -> Picture:
    return terms_picture(analysis)


def _curve(window: MainWindow, _analysis: Analysis) -> Picture | None:
    """The curve in front, or the plots of the training page; where none is in front, the loss curve comes there."""
    from xentgui.window.curves import CurveView

    training = window.verbs.training
    if training is not None and training.isVisible():
        return training.picture()
    curves = window.findChildren(CurveView)
    if not any(curve.isVisible() for curve in curves):
        window.lower_right.show_tab(CURVE)
    return next((curve.picture() for curve in curves if curve.isVisible()), None)


def _window(window: MainWindow, _analysis: Analysis) -> Picture:
    """What is in the window, without its menus."""
    return of_widget(window.centralWidget(), window.windowTitle().replace("[*]", ""))


SIGHTS: Mapping[str, Sight] = {
    "card": Sight("this card", "card", _card),
    "comparison": Sight("all cards and their agreement", "comparison", _comparison),
    "terms": Sight("the terms", "terms", _terms),
    "curve": Sight("the curves", "curves", _curve, has_cards=False),
    "window": Sight("the window", "xentgui", _window, has_cards=False),
}
