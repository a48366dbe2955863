"""The cards: what each definition gives on this data, side by side; a list where there are four and more."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QDialog, QMenu, QSizePolicy, QWidget

from xentgui.analysis import Analysis
from xentgui.edits_of_cards import add_card, change_card, move_card, remove_card
from xentgui.entry import Edit, Entry, ShownCard
from xentgui.questions.card import Card, covered
from xentgui.questions.formula import formula
from xentgui.window.actions import Verb
from xentgui.window.cards.card import CardTile
from xentgui.window.cards.choice import Choice
from xentgui.window.cards.listing import CardLine, Listing
from xentgui.window.cards.text import copy_value
from xentgui.window.options import OptionsDialog
from xentgui.window.sizes import in_one_column, px, scale
from xentgui.window.view import Veil, View

AS_TILES = 3
COMPACT_WINDOW = 800  # a window lower than this gives the cards less height
GAP = 12
HIGH, LOW = 178, 154  # a card, in a high window and in a low one
LIST_ALONE = 700
SIDE_BY_SIDE, FLAT_FROM = 560, 440  # a narrower window has them one under another, a wider one of these flat
ALONE, FLAT = 600, 112  # alone on the screen cards stand one under another: how wide, and how high each is
LARGEST = 17.0  # pixels, of formulas
FULL = 15.0  # the smallest at which a formula keeps its two sums
TITLES = (15, 14, 13)  # pixels, the largest at which the pills stand beside all names
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class CardsView(View):
    """Up to three cards side by side, more as a list. QActions added to it appear in the menu of a card."""

    offers = ("copy-card-picture", "Edit/Copy values as", "copy-code", "card-picture", "options", "add-card")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Definitions")
        self._cards: tuple[Card, ...] = ()
        self._covered: Collection[str] = ()  # the names of cards whose values are to be guessed
        self._chosen, self._measured = 0, 0
        self._fitted: object = None  # what sizes of names and formulas were last chosen for
        self._tiles = [CardTile(place, self) for place in range(AS_TILES)]  # at once: so Tab goes in their order
        for tile in self._tiles:
            self._adopt(tile)
            tile.hide()
        self._list = Listing(self)
        self._list.line_added.connect(self._add_line)
        self._list.copied.connect(self._copy)
        self._list.hide()
        self._dimmed = Veil(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def display(self, analysis: Analysis) -> None:
        """Show the cards; where there is no answer, or not yet, the last good one stays, dimmed."""
        answered = not analysis.pending and bool(analysis.cards)
        self._dimmed.setEnabled(not answered)
        if not answered:
            return
        count, had_focus = len(analysis.cards), self._with_focus()
        moved = self._chosen != analysis.focus.chosen
        self._cards, self._chosen = covered(analysis.cards, self._covered, analysis.focus.chosen), analysis.focus.chosen
        tiles = count <= AS_TILES
        self._list.setVisible(not tiles)
        if tiles:
            self._show_tiles(analysis)
        else:
            self._list.show_cards(self._cards, self._chosen, analysis.row_words)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(tiles and place < count)
        self._arrange()
        self.setFocusProxy(self._choices()[self._chosen])
        if had_focus is not None and (moved or not had_focus.isVisible()):
            self._choices()[self._chosen].setFocus(Qt.FocusReason.OtherFocusReason)
        if not tiles:
            self._list.reveal(self._chosen)

    def cover(self, names: Collection[str]) -> None:
        """Hide what these cards give, for somebody to guess; () hides nothing."""
        self._covered = names
        if self.analysis is not None:
            self.receive(self.analysis)

    def verbs(self) -> Iterator[Verb]:
        yield Verb("options", "Tools", 1, "Options of this definition…", self._edit_options, "Ctrl+E", tells=True)
        yield Verb("add-card", "Tools", 1, "Add a definition…", self._ask_for_card, "Ctrl+D", tells=True)
        yield Verb("remove-card", "Tools", 1, "Remove this definition", self._remove_chosen, when=_several)
        yield Verb("next-card", "Tools", 3, "Next definition", partial(self._step, 1), "Ctrl+PgDown")
        yield Verb("previous-card", "Tools", 3, "Previous definition", partial(self._step, -1), "Ctrl+PgUp")

    def _step(self, step: int) -> None:
        """The next card becomes the one that the others are compared with."""
        assert self.analysis is not None
        focus, count = self.analysis.focus, len(self.analysis.entry.cards)
        self.focused.emit(replace(focus, chosen=(focus.chosen + step) % count))

    def _edit_options(self) -> None:
        """The chosen card's fields."""
        assert self.analysis is not None
        index = self.analysis.focus.chosen
        card = self.analysis.entry.cards[index]
        dialog = OptionsDialog(self.analysis, card, self.window())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.edited.emit(Edit(f"Options of {card.short}", partial(change_card, index=index, card=dialog.card)))

    def _ask_for_card(self) -> None:
        """A definition of one's own beside the others."""
        assert self.analysis is not None
        entry = self.analysis.entry
        chosen = entry.cards[self.analysis.focus.chosen]
        start = ShownCard("my definition", "My definition", "My definition", chosen.in_mode(entry))
        dialog = OptionsDialog(self.analysis, start, self.window())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.edited.emit(Edit("Add a definition", partial(add_card, card=dialog.card)))

    def _remove_chosen(self) -> None:
        assert self.analysis is not None
        self.edited.emit(Edit("Remove a definition", partial(remove_card, index=self.analysis.focus.chosen)))

    def sizeHint(self) -> QSize:
        return QSize(px(800), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SIDE_BY_SIDE), self._height())

    @property
    def alone(self) -> QSize:
        count = len(self._cards)
        if count <= AS_TILES:
            return QSize(px(ALONE), self._high)
        return QSize(px(LIST_ALONE), self._list.height_for(count, compact=False, most=count))

    @property
    def _high(self) -> int:
        """The height from which on cards stand one under another."""
        return max(self._stacked(FLAT), 2 * px(FLAT))

    @property
    def _narrow(self) -> bool:
        """Whether there is no room for cards side by side, whatever the height."""
        return in_one_column(self) and self.width() < px(SIDE_BY_SIDE)

    def _stacked(self, each: int) -> int:
        """How high cards are that stand one under another, each of them so high."""
        return len(self._cards) * px(each + GAP) - px(GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the next card, with Alt they move it; Delete removes, Ctrl+C copies the value."""
        step, modifiers = _STEPS.get(Qt.Key(event.key())), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step and modifiers == Qt.KeyboardModifier.NoModifier:
            self._choose(self._chosen + step)
        elif step and modifiers == Qt.KeyboardModifier.AltModifier:
            self._move(step)
        elif event.key() == Qt.Key.Key_Delete:
            self._remove(self._focused_place())
        elif event.matches(QKeySequence.StandardKey.Copy) and self._cards:
            self._copy(self._cards[self._focused_place()].value)
        else:
            super().keyPressEvent(event)

    def _show_tiles(self, analysis: Analysis) -> None:
        for place, (tile, card) in enumerate(zip(self._tiles, self._cards, strict=False)):
            tile.show_card(card, analysis.row_words, chosen=place == self._chosen)

    def _add_line(self, line: CardLine) -> None:
        self._adopt(line)
        QWidget.setTabOrder(self._list.lines[line.place - 1] if line.place else self._tiles[-1], line)

    def _adopt(self, choice: Choice) -> None:
        choice.clicked.connect(lambda: self._choose(choice.place))
        choice.copied.connect(self._copy)
        choice.open_with(self.meanings)
        choice.menu_wanted.connect(lambda at: self._menu(choice.place, at))

    def _choices(self) -> list[CardTile] | list[CardLine]:
        return self._tiles if len(self._cards) <= AS_TILES else self._list.lines

    def _with_focus(self) -> Choice | None:
        """The choice that has the keyboard, or gets it back when this window does."""
        focus = self.window().focusWidget()
        return focus if isinstance(focus, Choice) and self.isAncestorOf(focus) else None

    def _focused_place(self) -> int:
        choice = self._with_focus()
        return self._chosen if choice is None else choice.place

    def _choose(self, place: int) -> None:
        if self.analysis is not None and 0 <= place < len(self._cards):
            self.focused.emit(replace(self.analysis.focus, chosen=place))

    def _move(self, step: int) -> None:
        """The chosen card changes places with its neighbour and stays chosen."""
        place = self._chosen
        target = place + step
        if 0 <= target < len(self._cards):
            self._edit(f"Move {self._cards[place].title}", lambda entry: move_card(entry, place, target))

    def _remove(self, place: int) -> None:
        self._edit(f"Remove {self._cards[place].title}", lambda entry: remove_card(entry, place))

    def _edit(self, label: str, change: Callable[[Entry], Entry]) -> None:
        self.edited.emit(Edit(label, change))

    def _copy(self, value: float) -> None:
        if math.isnan(value) and self._covered:
            self.said.emit("Hidden until you answer")
            return
        self.said.emit(copy_value(value))

    def _copy_formula(self, place: int) -> None:
        QGuiApplication.clipboard().setText(formula(self._cards[place].definition))
        self.said.emit("Copied the formula as LaTeX")

    def _menu(self, place: int, at: QPoint) -> None:
        """What can be done with one card."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy value", lambda: self._copy(self._cards[place].value))
        menu.addAction("Copy formula as LaTeX", lambda: self._copy_formula(place))
        menu.addActions(self.actions())
        menu.addSeparator()
        menu.addAction("Move towards the first", lambda: self._move(-1)).setEnabled(place > 0)
        menu.addAction("Move towards the last", lambda: self._move(1)).setEnabled(place + 1 < len(self._cards))
        menu.addAction("Remove", lambda: self._remove(place)).setEnabled(len(self._cards) > 1)
        menu.popup(at)

    @property
    def _compact(self) -> bool:
        return self.window().height() < px(COMPACT_WINDOW)

    def _height(self) -> int:
        if len(self._cards) > AS_TILES:
            return self._list.height_for(len(self._cards), compact=self._compact)
        usual = LOW if self._compact else HIGH
        if self._narrow and self._cards:
            return self._stacked(FLAT if self.width() >= px(FLAT_FROM) else usual)
        return px(usual)

    def _arrange(self) -> None:
        """Places tiles or list, and gives all formulas the largest size at which each fits."""
        if self.sizeHint().height() != self._measured:
            self._measured = self.sizeHint().height()
            self.updateGeometry()
        if len(self._cards) > AS_TILES:
            self._list.setGeometry(self.rect())
            self._list.arrange(compact=self._compact)
            return
        tiles = self._tiles[: len(self._cards)]
        fitted = self.size(), self._compact, scale.factor, tuple(tile.fitted for tile in tiles)
        if fitted == self._fitted:
            return
        self._fitted = fitted
        below = self._narrow or self.height() >= self._high
        flat = below and (self.width() >= px(FLAT_FROM))
        for place, tile in enumerate(tiles):
            tile.setGeometry(_share(self.size(), place, len(tiles), below=below))
        sizes = ((size, brief) for brief in (False, True) for size in TITLES)
        fitting = (each for each in sizes if all(tile.title_fits(each[0], brief=each[1]) for tile in tiles))
        title, brief = next(fitting, (None, True))
        for tile in tiles:
            tile.arrange(
                compact=self._compact, title=title or TITLES[-1], brief=brief, pill_below=title is None, flat=flat
            )
        largest = LARGEST * max(1.0, self.height() / self._height() / (len(tiles) if flat else 1))
        short = any(tile.formula_fits(largest, short=False) < FULL for tile in tiles)
        size = min((tile.formula_fits(largest, short=short) for tile in tiles), default=largest)
        for tile in tiles:
            tile.write_formula(size, short=short)


def _share(size: QSize, place: int, count: int, *, below: bool) -> QRect:
    """The place of one of `count` tiles, side by side or one below another."""
    length = size.height() if below else size.width()
    start, end = (round(k * (length + px(GAP)) / count) for k in (place, place + 1))
    long = end - start - px(GAP)
    return QRect(0, start, size.width(), long) if below else QRect(start, 0, long, size.height())


def _several(analysis: Analysis) -> bool:
    return len(analysis.entry.cards) > 1
