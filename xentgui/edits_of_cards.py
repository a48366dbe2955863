"""What the user can do to the cards of an entry: pure functions Entry -> Entry, as in ``edits``."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace

from xentgui.entry import Entry, ShownCard
from xentgui.losses.batch import DataError
from xentgui.losses.definition import Definition
from xentgui.sources import describe, sources


def add_card(entry: Entry, card: ShownCard) -> Entry:
    """One more definition on show; a name that is taken gets a number."""
    names = {shown.name for shown in entry.cards}
    name, count = card.name, 2
    while name in names:
        name, count = f"{card.name} ({count})", count + 1
    return replace(entry, cards=(*entry.cards, replace(card, name=name, slot=-1)))


def card_of(definition: Definition, as_named: Definition, own: tuple[str, ...]) -> ShownCard:
    """A card of a definition, called as the one that it is but for what the window sets; `own` fields are its own."""
    name = describe(as_named)
    known = name in sources
    title = sources[name].title if known else name
    return ShownCard(name, title, title, definition, source=name if known else None, own=own)


def remove_card(entry: Entry, index: int) -> Entry:
    """A definition taken off the screen; the last one stays."""
    if len(entry.cards) == 1:
        raise DataError("the last card stays: add another definition before you remove it", table=None, where=None)
    return replace(entry, cards=entry.cards[:index] + entry.cards[index + 1 :])


def move_card(entry: Entry, index: int, target: int) -> Entry:
    """A card put at another place."""
    cards = list(entry.cards)
    cards.insert(min(max(target, 0), len(cards) - 1), cards.pop(index))
    return replace(entry, cards=tuple(cards))


def change_card(entry: Entry, index: int, card: ShownCard) -> Entry:
    """A card with other options; colour and mark stay."""
    card = replace(card, slot=entry.cards[index].slot)
    return replace(entry, cards=(*entry.cards[:index], card, *entry.cards[index + 1 :]))


def know(entry: Entry, index: int, facts: Mapping[str, object]) -> Entry:
    """Known fields of a definition put into a card, as its own; into another that takes them where it does not."""
    for name, value in facts.items():
        if (taken := _taker(entry, index, name, value)) is not None:
            entry = change_card(entry, *taken)
    return entry


def known(entry: Entry, index: int, facts: Mapping[str, object]) -> list[str]:
    """What `know` does with each of them, in words: which other card takes it, or that none does."""
    words = []
    for name, value in facts.items():
        taken, told = _taker(entry, index, name, value), f"{name.replace('_', ' ')} {_written(value)}"
        where = "" if taken is None or taken[0] == index else f" for {entry.cards[taken[0]].title}"
        words.append(f"{told}{where}" if taken is not None else f"{told} is left out, since no card here takes it")
    return words


def _written(value: object) -> str:
    numbers = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in numbers)


def _taker(entry: Entry, index: int, name: str, value: object) -> tuple[int, ShownCard] | None:
    """The card that takes a field, by its place, with it: this one, else the first that does."""
    if isinstance(value, tuple) and len(value) != len(entry.shown_columns):
        return None
    for place in (index, *range(len(entry.cards))):
        card = entry.cards[place]
        with contextlib.suppress(ValueError):
            definition = replace(card.definition, **{name: value})
            return place, replace(card, definition=definition, own=tuple(sorted({*card.own, name})))
    return None
