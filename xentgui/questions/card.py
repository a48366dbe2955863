"""What each card shows: its value, its assumption checked on the data, and its relation to the chosen card.

    cards(batch, shown, chosen, row, mode) -> tuple[Card, ...]

`shown` is a sequence of `Shown`, the definitions with the mode's activation, base and reduction already put in;
`chosen` the index of the one compared with; `row` the row of the focus (counted from 0); `mode` "softmax", "binary"
or "multi-sigmoid".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xentgui.losses.definition import Definition
    from xentgui.questions.formula import Piece


@dataclass(frozen=True)
class Shown:
    """A definition on the screen: a unique name, the title of its card, a short name for sentences, its source."""

    name: str
    title: str
    short: str
    definition: Definition
    source: str | None = None  # its name in `xentgui.sources`; None for the user's own


@dataclass(frozen=True)
class Card:
    """What a card says of one definition on this data."""

    name: str
    title: str
    short: str
    definition: Definition
    pieces: tuple[Piece, ...]  # its formula
    value: float  # on the batch; nan and inf are shown as what they are
    row_value: float  # the loss of the focused row, unreduced
    holds: bool  # whether its assumption holds on this data (✓ or !)
    assumption: str
    relation: str  # to the chosen: "chosen" | "refused" | a kind of `Agreement`
    difference: float  # value - value of the chosen
    ratio: float
    why: str  # a few words for the list view
    unit: str  # "nats" | "bits" | "bans (log10)" | ...
    rows: str  # "mean of 4 rows" | "sum of 4 rows"
    problem: str | None = None  # why it is refused, in words
