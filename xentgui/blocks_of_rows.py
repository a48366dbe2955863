"""How the blocks of an entry are cut and joined where its rows change: what stays is shared, with all it remembers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from xentgui.entry import Entry, Numbers
from xentgui.losses.batch import BLOCK_SIZE, Block

CUT_FROM = 4096  # numbers: of a smaller block all is computed again as soon as some
MOST_CUT = 32  # pieces beside twice the blocks that the size needs


def change_rows(entry: Entry, start: int, stop: int, change: Callable[[Numbers, Numbers, int], None]) -> Entry:
    """The entry with the rows start..stop replaced, which a large block is cut around: the rest of it is shared, and
    remembers what was computed of it. Where nothing changes no block does."""
    blocks: list[Block] = []
    first = 0
    for block in entry.blocks:
        pieces = _around(block, start - first, stop - first)
        changed = []
        for piece in pieces:
            last = first + len(piece)
            changed.append(_changed(piece, first, change) if first < stop and start < last else piece)
            first = last
        blocks += [block] if all(map(operator.is_, changed, pieces)) else changed
    return replace(entry, blocks=tuple(blocks) if len(blocks) <= _most(entry) else merged(blocks))


def _most(entry: Entry) -> int:
    """In how many blocks it may be cut before they are joined again."""
    return MOST_CUT + 2 * (entry.rows * entry.columns // BLOCK_SIZE)


def _around(block: Block, start: int, stop: int) -> list[Block]:
    """A block cut before and behind the rows start..stop, where it is large and has others too."""
    start, stop = max(start, 0), min(stop, len(block))
    if block.outputs.size <= CUT_FROM or start >= stop or stop - start == len(block):
        return [block]
    cuts = (slice(0, start), slice(start, stop), slice(stop, len(block)))
    return [block.part(rows) for rows in cuts if rows.start < rows.stop]


def _changed(block: Block, first: int, change: Callable[[Numbers, Numbers, int], None]) -> Block:
    labels, outputs = block.labels.copy(), block.outputs.copy()
    change(labels, outputs, first)
    same = np.array_equal(labels, block.labels) and np.array_equal(outputs, block.outputs)
    return block if same else Block(labels, outputs, block.weights)


def map_blocks(entry: Entry, change: Callable[[Numbers], Numbers]) -> Entry:
    def weights(block: Block) -> Numbers | None:
        table = block.weights
        return table if table is None or table.shape[1] == 1 else change(table)

    return replace(entry, blocks=tuple(Block(change(b.labels), change(b.outputs), weights(b)) for b in entry.blocks))


def split(entry: Entry, row: int) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks before a row and those from it on; a block that holds the row is cut."""
    before: list[Block] = []
    rest = list(entry.blocks)
    left = row
    while rest and left >= len(rest[0]):
        left -= len(rest[0])
        before.append(rest.pop(0))
    if rest and left:
        before.append(rest[0].part(slice(None, left)))
        rest[0] = rest[0].part(slice(left, None))
    return tuple(before), tuple(rest)


def merged(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Small neighbours joined, so that inserting and deleting does not leave crumbs."""
    joined: list[Block] = []
    for block in blocks:
        if not len(block.outputs):
            continue
        if joined and (joined[-1].outputs.size + block.outputs.size) <= BLOCK_SIZE:
            last = joined.pop()
            weights = None if block.weights is None else np.concatenate([last.weights, block.weights])
            block = Block(
                np.concatenate([last.labels, block.labels]), np.concatenate([last.outputs, block.outputs]), weights
            )
        joined.append(block)
    return tuple(joined)
