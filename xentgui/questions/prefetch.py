"""What the blocks of a large entry are asked before its cards are: each block's parts, one block at a time."""

from __future__ import annotations

from collections.abc import Sequence

from xentgui.losses.batch import Batch, Block
from xentgui.losses.evaluation import knows_part
from xentgui.questions.agreement import compare, evaluations
from xentgui.questions.card import Titled, cards
from xentgui.questions.pair import SampleLosses, knows_ratios, ratios
from xentgui.questions.saying.strip import strip


def lacking(batch: Batch, shown: Sequence[Titled], chosen: int) -> tuple[Block, ...]:
    """The blocks that do not know their sum under a definition shown, or how it stands to that of the chosen one."""
    taken, _ = evaluations(batch, {each.name: each.definition for each in shown})
    settings = dict.fromkeys(batch.under(each.definition) for each in taken.values())
    reference = batch.under(shown[chosen].definition)
    pairs = [(reference, setting) for setting in settings if setting != reference and reference in settings]
    return tuple(
        block
        for block in batch.blocks
        if not all(knows_part(block, setting) for setting in settings)
        or not all(knows_ratios(block, pair) for pair in pairs)
    )


def ask(batch: Batch, block: Block, shown: Sequence[Titled], chosen: int, mode: str, names: Sequence[str]) -> None:
    """Ask a block what the cards and the strip will ask it: it remembers the answers."""
    alone = Batch.of_blocks(
        [block], outputs_are=batch.outputs_are, one_dimensional=batch.one_dimensional, indices=batch.indices
    )
    comparison = compare(alone, {each.name: each.definition for each in shown})
    found = cards(alone, shown, chosen, 0, mode, comparison)
    strip(alone, found, chosen, comparison, mode, tuple(names))
    reference = shown[chosen].name
    if reference in comparison.evaluations:
        for name in comparison.evaluations:
            ratios(alone, shown[chosen].definition, comparison.evaluations[name].definition, SampleLosses())
