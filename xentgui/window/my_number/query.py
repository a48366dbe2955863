"""What is asked when a number is typed: the data, what is known of them, and the number or the column of numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from xentgui.analysis import Analysis
from xentgui.examples import is_untouched
from xentgui.files.cells import told_of
from xentgui.losses.definition import Definition
from xentgui.questions.card import Card
from xentgui.questions.fingerprints import Fingerprint, fingerprints
from xentgui.questions.number import as_printed, read_number
from xentgui.questions.saying.register import listed_numbers
from xentgui.window.numbers import show_number

if TYPE_CHECKING:  # the search is read when it is first asked
    from xentgui.questions.matching import Snapshot

NORMALISED = 1e-3  # how far the exponentials of printed log-probabilities are from summing to 1
MOST_TOLD, SMALL = 2, 100_000  # functions that are named, and numbers in a table that all are asked about
LOOKED_AT = 1000  # rows of which this is asked


@dataclass(frozen=True)
class Asking:
    """One question to the search: an analysis for its data and the text of the field."""

    analysis: Analysis
    text: str

    @property
    def numbers(self) -> str | list[str]:
        """One number, or a column of them, as typed or as a program printed it: loss: tensor(0.4591, grad_fn=...)."""
        return as_printed(self.text)

    def same_as(self, other: Asking | None) -> bool:
        """Whether the answer would be the same one: what one looks at elsewhere in the window does not matter."""
        if other is None or self.text != other.text:
            return False
        mine, theirs = self.analysis.entry, other.analysis.entry
        return self.definition == other.definition and mine.same_sheet(replace(theirs, cards=mine.cards))

    @property
    def definition(self) -> Definition:
        """The chosen card's; a yes/no question is asked of softmax's two classes, where it is the same number."""
        chosen = self.analysis.shown[self.analysis.focus.chosen].definition
        one_output = self.analysis.entry.mode == "binary" and chosen.exclusive
        return replace(chosen, activation="softmax") if one_output and chosen.activation == "sigmoid" else chosen

    @property
    def lacking(self) -> str:
        """What must be entered before the number can be explained; empty where everything is there."""
        entry = self.analysis.entry
        if is_untouched(entry):
            return "These are no data of yours: enter or paste your labels and outputs, and I look for the definition."
        if entry.mode == "softmax" and not entry.has_labels:
            return "There are no labels yet: enter or paste them, and I look for the definition."
        return ""

    @property
    def fingerprints(self) -> list[Fingerprint]:
        """Whom the number gives away by itself; ValueError where the text is no number."""
        return fingerprints(self.numbers, None if is_untouched(self.analysis.entry) else self.analysis.batch)

    def search(self) -> Iterator[Snapshot]:
        """The search over all definitions; ValueError where the text is no number."""
        from xentgui.questions.matching import search

        analysis = self.analysis
        assert analysis.batch is not None
        entry, batch = analysis.entry, analysis.batch
        rows = (entry.rows,) if entry.leading is None or batch.one_dimensional else entry.leading
        return search(
            batch.labels.reshape(*rows, *batch.labels.shape[1:]),
            batch.outputs.reshape(*rows, *batch.outputs.shape[1:]),
            self.numbers,
            outputs_are=entry.outputs_are,
            definition=self.definition,
            sample_weights=batch.sample_weights,
            class_axis=None if batch.one_dimensional else -1,
            groups=None if batch.groups is None else batch.groups.reshape(rows),
            named=batch.row_words,
            limit=12,
            near=2,
            **analysis.known,
        )

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards on the screen that show this number."""
        number = read_number(self.numbers)
        if len(number.values) != 1:
            return ()
        return tuple(card for card in self.analysis.cards if number.rounds_from(np.array([[card.value]]))[0])

    @property
    def elsewhere(self) -> str:
        """What the libraries' functions of that kind give for the same data where it is another number, in words."""
        entry, found = self.analysis.entry, self.analysis.functions if self._is_small else None
        if found is None or not self.cards:
            return ""
        card = self.cards[0]
        kind = (card.definition.activation, card.definition.likelihood)
        told = [
            f"{group[0].source.title} gives {show_number(group[0].value)}"
            for group in found.groups
            if (group[0].definition.activation, group[0].definition.likelihood) == kind
            and not math.isnan(group[0].value)
            and not math.isclose(group[0].value, card.value, rel_tol=1e-6)
        ]
        rows = f"{entry.rows:,} rows" if entry.rows != 1 else "row"
        return f"On the same {rows} {' and '.join(told[:MOST_TOLD])}" if told else ""

    @property
    def _is_small(self) -> bool:
        return self.analysis.entry.rows * self.analysis.entry.columns <= SMALL

    @property
    def known(self) -> str:
        """What the search takes as known, in words."""
        entry = self.analysis.entry
        facts = [*told_of(self.numbers), f"outputs are {entry.outputs_are}"]
        if self._softmax_is_taken:
            facts[-1] += " that are log-probabilities already (a second log-softmax changes nothing)"
        if entry.class_weights is not None:
            facts.append(f"class weights {listed_numbers(entry.class_weights)}")
        if entry.ignore_index is None and entry.ignores is not None:
            facts.append("rows without a label do not count")
        elif entry.ignore_index is not None:
            facts.append(f"rows with the label {entry.ignore_index} are ignored")
        if self.analysis.batch is not None and self.analysis.batch.indices:
            facts.append("one class per row")
        return f"Known: {' · '.join(facts)}"

    @property
    def _softmax_is_taken(self) -> bool:
        """Whether the logits are logarithms of probabilities, so that the loss takes the softmax a second time."""
        entry = self.analysis.entry
        if entry.mode != "softmax" or entry.outputs_are != "logits" or entry.columns < 2:
            return False
        logits = entry.some("outputs", 0, LOOKED_AT)
        sums = np.exp(np.minimum(logits, 1.0)).sum(axis=1)
        return bool(len(logits) and (logits <= 0).all() and (np.abs(sums - 1) < NORMALISED).all())
