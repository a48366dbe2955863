"""An answer as the window tells it: headline, explanations with titles, how to tell them apart, and what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xentgui.losses.batch import Batch
from xentgui.questions.formula import Piece
from xentgui.questions.matching.match import Match, Snapshot

COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six")


@dataclass(frozen=True)
class Told:
    """What a tile says of one match: few words, the value, what it rounds to, a sentence or two, and arithmetic."""

    title: str
    words: str
    value: str
    note: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Apart:
    """The smallest change of the data that tells the first two explanations apart, with the values that they give."""

    table: str
    row: int
    column: int
    value: float
    words: str


@dataclass(frozen=True)
class Answer:
    """Everything that stands in the open answer."""

    headline: str
    explanations: tuple[tuple[Match, Told], ...] = field(default=())
    apart: Apart | None = None
    not_it: str = ""

    @property
    def spoken(self) -> str:
        """The explanations in one line, for a screen reader."""
        return " ".join(f"{rank}: {told.title}." for rank, (_, told) in enumerate(self.explanations, 1))


def answer(batch: Batch, numbers: str | Sequence[str], snapshot: Snapshot) -> Answer:
    """What the window shows of a search, finished or not."""
    hits = [match for match in snapshot.matches if match.hit]
    number = numbers if isinstance(numbers, str) else f"these {len(numbers)} numbers"
    rows = f"on these {batch.shape[0]} rows" if batch.shape[0] > 1 else "on this row"
    if not hits:
        words = "Looking for" if snapshot.progress < 1 else "No definition I know gives"
        headline = f"{words} {number} {rows}"
    else:
        count = COUNTS[len(hits)] if len(hits) < len(COUNTS) else str(len(hits))
        headline = f"{count} explanation{'s give' if len(hits) > 1 else ' gives'} {number} {rows}"
    return Answer(headline, tuple((match, _told(match, number)) for match in snapshot.matches))


def _told(match: Match, number: str) -> Told:
    value = repr(match.value) if isinstance(match.value, float) else f"{len(match.value)} values"
    note = f"rounds to {number} ✓" if match.hit else "near, but not it"
    return Told(match.explanation.split(".")[0], match.explanation, value, note)
