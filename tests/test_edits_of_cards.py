"""The edits of cards: what is shown, in which order, in which colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentgui.edits_of_cards import add_card, change_card, move_card, remove_card
from xentgui.entry import THREE_SOURCES, Entry, ShownCard
from xentgui.losses.batch import DataError
from xentgui.losses.definition import Definition


@pytest.fixture
def entry() -> Entry:
    return Entry.of(np.eye(2), np.eye(2))


def test_cards_are_added_moved_and_removed_but_one_stays(entry: Entry) -> None:
    more = add_card(entry, THREE_SOURCES[0])
    assert [card.name for card in more.cards] == ["nielsen", "tensorflow-intro", "cs231n", "nielsen (2)"]
    assert move_card(more, 3, 0).cards[0].name == "nielsen (2)"
    fewer = remove_card(remove_card(entry, 2), 0)
    assert [card.name for card in fewer.cards] == ["tensorflow-intro"]
    with pytest.raises(DataError, match="last card"):
        remove_card(fewer, 0)


ANY_CARD = st.sampled_from(THREE_SOURCES) | st.just(ShownCard("mine", "Mine", "mine", Definition()))
CHANGES = st.one_of(
    ANY_CARD.map(lambda card: lambda entry, _: add_card(entry, card)),
    st.just(lambda entry, place: remove_card(entry, place) if len(entry.cards) > 1 else entry),
    st.integers(0, 9).map(lambda target: lambda entry, place: move_card(entry, place, target)),
    ANY_CARD.map(
        lambda card: lambda entry, place: change_card(entry, place, replace(card, name=entry.cards[place].name))
    ),
)


@given(st.lists(st.tuples(CHANGES, st.integers(0, 9)), max_size=12))
def test_colour_and_mark_stay_with_a_card_and_no_two_share_them(steps: list) -> None:
    entry = Entry.of(np.eye(2), np.eye(2))
    for change, place in steps:
        after = change(entry, place % len(entry.cards))
        before = {card.name: card.slot for card in entry.cards}
        slots = {card.name: card.slot for card in after.cards}
        assert len(set(slots.values())) == len(slots), "two cards have the same colour and mark"
        assert all(slots[name] == slot for name, slot in before.items() if name in slots), "a colour changed"
        if any(slot > 5 for slot in slots.values()):
            assert len(slots) > 6 or any(slot > 5 for slot in before.values()), "a seventh while six were free"
        entry = after


def test_a_source_comes_back_in_its_own_colour_and_others_leave_it_free(entry: Entry) -> None:
    other = ShownCard("mine", "Mine", "mine", Definition())
    entry = add_card(remove_card(entry, 0), other)
    assert [card.slot for card in entry.cards] == [1, 2, 3]
    assert add_card(entry, THREE_SOURCES[0]).cards[-1].slot == 0
    assert add_card(entry, THREE_SOURCES[1]).cards[-1].slot == 4, "its own is taken: the next free one"
