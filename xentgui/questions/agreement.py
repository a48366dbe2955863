"""Which definitions agree on this data, and the condition that makes it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    from xentgui.losses.evaluation import Evaluation


@dataclass(frozen=True, eq=False)
class Agreement:
    """How `second` stands to `first` on this data; `terms` `(N, K)` is second - first, term by term."""

    first: str
    second: str
    kind: str  # "equal" | "rounding" | "multiple" | "coincidence" | "different" | "undefined"
    difference: float
    ratio: float
    terms: NDArray[Any]
    conditions: tuple[str, ...]
    text: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several definitions on one batch: `agreements` are of the first with each other one."""

    evaluations: Mapping[str, Evaluation]
    agreements: tuple[Agreement, ...]
    groups: tuple[tuple[str, ...], ...]
    refused: Mapping[str, ValueError]

    def between(self, first: str, second: str) -> Agreement:
        """The Agreement of any pair; ValueError for a name that is not among `evaluations`."""
        raise ValueError(f"{first!r} and {second!r} are not compared here")
