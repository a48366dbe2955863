"""Large entries: blocks are asked for their parts one by one, and then nothing is left for the cards to compute."""

import numpy as np
import pytest

from xentgui import edits
from xentgui.analysis import FEW, Analysis
from xentgui.entry import Entry, Focus, in_blocks
from xentgui.losses.batch import Block


def entry_of(blocks: int, seed: int = 0, **fields) -> Entry:
    """An entry of so many blocks of four rows."""
    chance = np.random.default_rng(seed)
    tables = [(np.eye(3)[chance.integers(3, size=4)], chance.normal(size=(4, 3))) for _ in range(blocks)]
    return Entry(tuple(b for y, f in tables for b in in_blocks(y, f)), ("cat", "dog", "bird"), **fields)


@pytest.fixture
def computed(monkeypatch):
    """What blocks had to compute, not only to remember; the row that a card shows is computed when it is asked for."""
    keys: list[object] = []
    remember = Block.remember

    def noted(block, ask, *about):
        if len(block) > 1 and not block.knows(ask, *about):
            keys.append((ask, *about))
        return remember(block, ask, *about)

    monkeypatch.setattr(Block, "remember", noted)
    return keys


@pytest.mark.parametrize("mode", ["softmax", "binary", "multi-sigmoid"])
@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_after_the_parts_the_cards_and_the_strip_compute_nothing_more(mode, chosen, computed):
    analysis = Analysis(entry_of(5, mode=mode), Focus(chosen=chosen))
    assert analysis.pending
    assert list(analysis.parts()) == [4, 3, 2, 1, 0]
    assert not analysis.pending
    computed.clear()
    assert len(analysis.cards) == 3
    assert analysis.strip
    assert not computed


def test_the_answers_are_those_that_nobody_asked_for_ahead():
    asked, direct = (Analysis(entry_of(6), Focus()) for _ in range(2))
    list(asked.parts())
    assert [card.value for card in asked.cards] == [card.value for card in direct.cards]
    assert asked.strip == direct.strip


def test_an_edit_of_one_block_is_computed_at_once_and_another_chosen_card_asks_again():
    entry = entry_of(7)
    list(Analysis(entry, Focus()).parts())
    assert not Analysis(edits.set_cell(entry, "outputs", 9, 1, 5.0), Focus()).pending
    assert Analysis(entry, Focus(chosen=0)).pending, "how all stand to Nielsen is not known"
    assert not Analysis(edits.set_log_base(entry, 2.0), Focus()).pending, "the base is applied to the sums"


def test_few_blocks_no_data_and_an_epoch_are_never_pending():
    assert not Analysis(entry_of(FEW), Focus()).pending
    assert not Analysis(entry_of(6, outputs_are="probabilities"), Focus()).pending, "these are no probabilities"
    assert not Analysis(entry_of(6), Focus(epoch=3)).pending


def test_a_definition_that_refuses_the_data_keeps_nobody_waiting():
    soft = entry_of(6)
    soft = edits.paste(soft, "labels", 0, 0, np.full((24, 3), 1 / 3))
    analysis = Analysis(soft, Focus(chosen=2))
    list(analysis.parts())
    assert not Analysis(soft, Focus(chosen=2)).pending
    assert [card.name for card in analysis.cards] == ["nielsen", "tensorflow-intro", "cs231n"]
