"""What is asked when a number is typed: the data, what is known of them, and the number or the column of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xentgui.analysis import Analysis
from xentgui.questions.matching import Snapshot, search


@dataclass(frozen=True)
class Asking:
    """One question to the search: an analysis for its data and the text of the field."""

    analysis: Analysis
    text: str

    @property
    def numbers(self) -> str | list[str]:
        """One number as typed, or a pasted column of them."""
        parts = [
            part for part in re.split(r"[\s;\u2028\u2029]+", self.text.replace("\u2212", "-").strip(" []()")) if part
        ]
        parts = [part.strip(",") for part in parts] if len(parts) > 1 else parts
        return parts if len(parts) > 1 else (parts[0] if parts else "")

    def same_as(self, other: Asking | None) -> bool:
        """Whether the answer would be the same one: what one looks at elsewhere in the window does not matter."""
        if other is None or self.text != other.text:
            return False
        mine, theirs = self.analysis, other.analysis
        same_choice = mine.shown[mine.focus.chosen].definition == theirs.shown[theirs.focus.chosen].definition
        return same_choice and mine.entry.same_as(theirs.entry)

    def search(self) -> Iterator[Snapshot]:
        """The search over all definitions; ValueError where the text is no number."""
        analysis = self.analysis
        assert analysis.batch is not None
        entry, batch = analysis.entry, analysis.batch
        weights = entry.weights_in_mode
        return search(
            batch.labels,
            batch.outputs,
            self.numbers,
            outputs_are=entry.outputs_are,
            definition=analysis.shown[analysis.focus.chosen].definition,
            sample_weights=batch.sample_weights,
            limit=6,
            near=2,
            **({} if weights is None else {"class_weights": weights}),
        )

    @property
    def known(self) -> str:
        """What the search takes as known, in words."""
        entry = self.analysis.entry
        facts = [f"outputs are {entry.outputs_are}"]
        if entry.class_weights is not None:
            facts.append(f"class weights {', '.join(f'{w:g}' for w in entry.class_weights)}")
        if self.analysis.batch is not None and self.analysis.batch.indices:
            facts.append("one class per row")
        return f"Known: {' · '.join(facts)}"
