"""The short list of smoothings, and the forms that differ from the definition's own."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.questions.matching.given import Facts
from xentgui.questions.matching.slips import SLIPS

SHARES = (
    (0.1, 3.0),
    (0.2, 4.0),
    (0.05, 4.0),
    (0.3, 4.5),
    (0.01, 4.5),
    (0.5, 5.0),
    (0.15, 5.0),
    (0.25, 5.0),
    (0.4, 5.5),
)
OTHER_FORMS = ("smoothing-over-others", "smoothing-without-share", "smoothing-to-half", "smoothing-to-classes")


@dataclass(frozen=True)
class Smoothing:
    """Labels become (1 - share) y + share · u, where u is what `slug` says, or the definition's own.

    `divergence`: the entropy of these labels is subtracted from the loss. `bits` counts the slips alone, `field_bits`
    the share.
    """

    share: float
    slug: str | None
    divergence: bool
    bits: float
    field_bits: float

    @property
    def slips(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.slug, "kl-divergence" if self.divergence else None)))

    @property
    def field(self) -> float:
        """What `label_smoothing` is for it: 0 where the labels are smoothed beforehand."""
        return 0.0 if self.slug else self.share

    def spread(self, table: Array, likelihood: str, one_column: bool) -> Array | float:
        """What the share is given to: u, a number or one number for each label."""
        if self.slug == "smoothing-over-others":
            return np.asarray((1 - table) / max(table.shape[1] - 1, 1))
        return self.evenly(table.shape[1], likelihood, one_column)

    def evenly(self, columns: int, likelihood: str, one_column: bool) -> float:
        """The same for the forms that give each label the same."""
        if self.slug == "smoothing-without-share":
            return 0.0
        to_classes = likelihood == "categorical" and not one_column
        return 1 / columns if to_classes != (self.slug in OTHER_FORMS) else 0.5

    def applied(self, table: Array, likelihood: str, one_column: bool) -> Float:
        """The smoothed labels."""
        return np.asarray((1 - self.share) * table + self.share * self.spread(table, likelihood, one_column))


def smoothings(facts: Facts, likelihood: str, columns: int, soft: bool) -> tuple[Smoothing, ...]:
    """No smoothing, the known share or the list, and the forms that other people use."""
    if likelihood == "quadratic":
        return (Smoothing(0.0, None, False, 0.0, 0.0),)
    return tuple(_all(facts, likelihood, columns, soft))


def _all(facts: Facts, likelihood: str, columns: int, soft: bool) -> Iterator[Smoothing]:
    known = float(facts.known.get("label_smoothing", facts.chosen.label_smoothing))
    shares = ((known, 0.0), (0.0, 2.0)) if known else ((0.0, 0.0), *SHARES)
    for share, bits in shares:
        yield Smoothing(share, None, False, 0.0, bits)
        if soft or known:
            yield Smoothing(share, None, True, SLIPS["kl-divergence"].bits, bits)
    other = "smoothing-to-half" if likelihood == "categorical" else "smoothing-to-classes"
    for share, bits in ((known, 0.0),) if known else SHARES[:2]:
        for slug in ("smoothing-over-others", "smoothing-without-share", other):
            if columns > 2 or (columns == 2 and slug == "smoothing-without-share"):
                yield Smoothing(share, slug, False, SLIPS[slug].bits, bits)
