"""What is true of the labels and outputs of a batch, looked up on the data: the conditions of every agreement.

Each fact is found block by block and kept by the block, so that an edit asks the edited block alone. A fact that may
fail is given as the first row where it fails (counted from 0), or None where it holds in every row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition, Setting
from xentgui.losses.fields import LOGITS, acting
from xentgui.losses.rows import one_class, sums_to_one, zeros_and_ones
from xentgui.losses.tile import Tile

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class LabelFacts:
    """The first row where the labels are not one-hot, do not sum to 1, are soft, several or none; None where no row is.

    On outputs `(N,)` a row is two classes, y and 1 - y. Rows with an index or label that is none (what `ignore_index`
    names) count for nothing.
    """

    not_one_hot: int | None
    not_summing: int | None
    soft: int | None
    several: int | None
    none: int | None
    zero: int | None  # the first row with a label 0

    @property
    def one_hot(self) -> bool:
        return self.not_one_hot is None

    @property
    def sum_to_one(self) -> bool:
        return self.not_summing is None

    @property
    def instead_of_one_class(self) -> str:
        """What the first row that is not one-hot has."""
        kinds = {self.soft: "soft labels", self.none: "no label", self.several: "several labels"}
        return kinds.get(self.not_one_hot, "no one true class")


@dataclass(frozen=True)
class OutputFacts:
    """The first row whose a does not sum to 1 within 1e-6, and its sum."""

    not_summing: int | None
    total: float | None = None

    @property
    def sum_to_one(self) -> bool:
        return self.not_summing is None


def label_facts(batch: Batch) -> LabelFacts:
    """The facts about the labels of all rows."""
    found = [(start, block.remember(_labels_of, batch.one_dimensional)) for start, block in batch.starts()]
    if len(found) == 1:
        return found[0][1]
    names = [field.name for field in fields(LabelFacts)]
    return LabelFacts(**{name: _earliest([(start, getattr(facts, name)) for start, facts in found]) for name in names})


def output_facts(batch: Batch, definition: Definition) -> OutputFacts:
    """Whether the a that a definition reads sum to 1 in every row; on outputs `(N,)` they are a and 1 - a."""
    tied = definition.activation == "softmax" and batch.outputs_are == "logits"
    if batch.one_dimensional or tied:
        return OutputFacts(None)
    done = {name: getattr(definition, name) for name in ("activation", *acting(LOGITS))}
    setting = batch.under(Definition(**done))
    for start, block in batch.starts():
        facts = block.remember(_outputs_of, setting)
        if facts.not_summing is not None:
            return OutputFacts(start + facts.not_summing, facts.total)
    return OutputFacts(None)


def _labels_of(block: Block, one_dimensional: bool) -> LabelFacts:
    labels = block.labels
    given = ((labels >= 0) & (labels <= 1)).all(axis=1)
    if block.indices is not None:
        given &= labels.any(axis=1)
    if one_dimensional:
        labels = np.hstack([labels, 1 - labels])
    whole = zeros_and_ones(labels)
    total = labels.sum(axis=1)
    one = sums_to_one(labels)
    return LabelFacts(
        not_one_hot=_first(given & ~one_class(labels)),
        not_summing=_first(given & ~one),
        soft=_first(given & ~whole),
        several=_first(given & ~one & (total > 1)),
        none=_first(given & (total == 0)),
        zero=_first(given & (labels == 0).any(axis=1)),
    )


def _outputs_of(block: Block, setting: Setting) -> OutputFacts:
    with np.errstate(all="ignore"):
        table = Tile(block, setting).activations()
        row = _first(~sums_to_one(table))
        return OutputFacts(None) if row is None else OutputFacts(row, float(table[row].sum()))


def _first(rows: Rows) -> int | None:
    return int(np.argmax(rows)) if rows.any() else None


def _earliest(found: list[tuple[int, int | None]]) -> int | None:
    return next((start + row for start, row in found if row is not None), None)
