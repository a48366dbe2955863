"""The short list of smoothings, the forms that differ from the definition's own, and the entropy that is subtracted."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import Array, Float
from xentgui.losses.definition import Definition
from xentgui.questions.matching.data import Facts
from xentgui.questions.matching.steps.step import Step

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


@dataclass(frozen=True)
class SmoothingStep(Step):
    """Labels become (1 - share) y + share · u in a form of its own; `fits` says where it is another than the field's.

    `evenly` is u where every label gets the same, or None where `spread` differs from label to label.
    """

    share: float

    tells = ("label_smoothing",)

    @classmethod
    def fits(cls, family: Definition, columns: int) -> bool:
        return columns > 2

    def evenly(self, columns: int) -> float | None:
        raise NotImplementedError

    def spread(self, table: Array) -> Array | float:
        """What the share is given to: u, a number or one number for each label."""
        even = self.evenly(table.shape[1])
        return np.asarray((1 - table) / max(table.shape[1] - 1, 1)) if even is None else even

    @property
    def says(self) -> str:
        return f"{self.happened} (s = {self.share:g})"


@dataclass(frozen=True)
class OverOthers(SmoothingStep):
    slug = "smoothing-over-others"
    bits = 2.5
    title = "Smoothing spread over the other classes only"
    happened = "the smoothed share went to the other classes alone, s/(K-1) each, instead of s/K to all"
    advice = "decide on one of the two forms of label smoothing"

    def evenly(self, columns: int) -> float | None:
        return None


@dataclass(frozen=True)
class WithoutShare(SmoothingStep):
    slug = "smoothing-without-share"
    bits = 3.0
    title = "Smoothing that only shrinks the labels"
    happened = "the labels were multiplied by 1 - s, and nothing was given to the other classes"
    advice = "add s/K to every label"

    @classmethod
    def fits(cls, family: Definition, columns: int) -> bool:
        return columns > 1

    def evenly(self, columns: int) -> float | None:
        return 0.0


@dataclass(frozen=True)
class ToHalf(SmoothingStep):
    slug = "smoothing-to-half"
    bits = 3.0
    title = "Smoothing towards one half"
    happened = "the labels were smoothed towards 1/2 as for yes/no questions, not towards 1/K"
    advice = "use s/K where classes exclude each other"

    @classmethod
    def fits(cls, family: Definition, columns: int) -> bool:
        return family.exclusive and columns > 2

    def evenly(self, columns: int) -> float | None:
        return 0.5


@dataclass(frozen=True)
class ToClasses(SmoothingStep):
    slug = "smoothing-to-classes"
    bits = 3.0
    title = "Smoothing towards 1/K"
    happened = "the labels were smoothed towards 1/K as for classes that exclude each other, not towards 1/2"
    advice = "use s/2 where every output is a question of its own"

    @classmethod
    def fits(cls, family: Definition, columns: int) -> bool:
        return family.two_sided and columns > 2

    def evenly(self, columns: int) -> float | None:
        return 1 / columns


@dataclass(frozen=True)
class Divergence(Step):
    slug = "kl-divergence"
    bits = 2.5
    title = "The divergence: the entropy of the labels is subtracted"
    happened = "the number is the divergence from the labels, without their entropy"
    advice = "add the entropy of the labels for the cross-entropy"


@dataclass(frozen=True)
class Smoothing:
    """Labels smoothed by `share`: as the field does it, or as a `step` does; `divergence` subtracts their entropy.

    `bits` counts the steps alone, `field_bits` the share.
    """

    share: float
    field_bits: float
    step: SmoothingStep | None = None
    divergence: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(filter(None, (self.step, Divergence() if self.divergence else None)))

    @property
    def bits(self) -> float:
        return sum(step.bits for step in self.steps)

    @property
    def field(self) -> float:
        """What `label_smoothing` is for it: 0 where the labels are smoothed beforehand."""
        return 0.0 if self.step else self.share

    def evenly(self, columns: int, family: Definition, one_column: bool) -> float | None:
        """What every label is moved towards; None where it is another number for each."""
        if self.step is not None:
            return self.step.evenly(columns)
        return 1 / columns if family.exclusive and not one_column else 0.5

    def parts(self, columns: int, family: Definition, one_column: bool) -> tuple[float, float, float]:
        """How much of a smoothed sum is the sum under the labels, the one as if all were 1, and as if all were 0."""
        even = self.evenly(columns, family, one_column)
        if even is None:
            others = self.share / max(columns - 1, 1)
            return 1 - self.share - others, others, self.share
        return 1 - self.share, self.share * even, self.share * (1 - even)

    def applied(self, table: Array, family: Definition, one_column: bool) -> Float:
        """The smoothed labels."""
        even = self.evenly(table.shape[1], family, one_column)
        spread = even if even is not None or self.step is None else self.step.spread(table)
        return np.asarray((1 - self.share) * table + self.share * np.asarray(spread))


UNSMOOTHED = Smoothing(0.0, 0.0)


def smoothings(facts: Facts, family: Definition, columns: int, soft: bool) -> tuple[Smoothing, ...]:
    """No smoothing, the known share or the list, and the forms that other people use."""
    if family.squares:
        return (UNSMOOTHED,)
    return tuple(_all(facts, family, columns, soft))


def _all(facts: Facts, family: Definition, columns: int, soft: bool) -> Iterator[Smoothing]:
    known = float(facts.known.get("label_smoothing", facts.chosen.label_smoothing))
    shares = ((known, 0.0), (0.0, 2.0)) if known else ((0.0, 0.0), *SHARES)
    for share, bits in shares:
        yield Smoothing(share, bits)
        if soft or known:
            yield Smoothing(share, bits, divergence=True)
    for share, bits in ((known, 0.0),) if known else SHARES[:2]:
        for kind in SmoothingStep.__subclasses__():
            if kind.fits(family, columns):
                yield Smoothing(share, bits, kind(share))
