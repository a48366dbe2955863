"""One row, term by term, and each definition's formula with the numbers of that row put in.

    worked(batch, shown, chosen, row, mode, class_names, digits=4) -> Worked

Arguments as for `card.cards`; `class_names` has one name for each output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xentgui.questions.formula import Piece


@dataclass(frozen=True)
class TermRow:
    """One output's terms, or those of `rest` outputs together: −y ln a, and −(1 − y) ln(1 − a)."""

    name: str
    label: float
    activation: float
    shared: float
    added: float
    rest: int = 0


@dataclass(frozen=True)
class Substituted:
    """The formula of card number `card` with this row's numbers put in, up to and with "= value"."""

    card: int
    words: str  # "one term survives"
    pieces: tuple[Piece, ...]  # coloured and marked as `formula_pieces`
    value: float

    @property
    def tex(self) -> str:
        return " ".join(piece.tex for piece in self.pieces)


@dataclass(frozen=True)
class Worked:
    """The worked terms of one row; `added_tex` is None where no definition shown adds anything."""

    row: int
    rows: tuple[TermRow, ...]
    shared_total: float
    added_total: float
    lines: tuple[Substituted, ...]
    shared_tex: str
    added_tex: str | None
