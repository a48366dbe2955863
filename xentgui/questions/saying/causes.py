"""What makes the second of two definitions differ from the first on this data: found once, as values."""

from __future__ import annotations

from dataclasses import dataclass

from xentgui.losses.definition import Definition
from xentgui.losses.fields import DATA, FIELDS, LABELS, LOGARITHM, LOGITS, NUMBERS, OUTPUTS, SAMPLES, TERM, A
from xentgui.questions.pair import Pair, matters

# The causes that say most first: what a is and what is summed, then labels, then the sums, then the last digits.
_RANK = {LOGITS: 0, A: 0, TERM: 1, LABELS: 2, OUTPUTS: 3, SAMPLES: 3, LOGARITHM: 4, NUMBERS: 5}


@dataclass(frozen=True)
class Cause:
    """A field in which two definitions differ and that acts on the data."""

    field: str
    one: Definition
    two: Definition

    @property
    def noun(self) -> str:
        """As a sentence names it."""
        return FIELDS[self.field].noun

    @property
    def reduces(self) -> bool:
        """Whether it says how terms are put together, not what each of them is."""
        return FIELDS[self.field].acts in (OUTPUTS, SAMPLES) and FIELDS[self.field].reduction


def causes(pair: Pair) -> tuple[Cause, ...]:
    """Those of a pair, the one that says most first; what only decides who takes the data is none."""
    fields = [FIELDS[name] for name in pair.differing if FIELDS[name].acts != DATA and matters(pair, name)]
    fields.sort(key=lambda field: (_RANK[field.acts], field.reduction))
    return tuple(Cause(field.name, *pair.definitions) for field in fields)
