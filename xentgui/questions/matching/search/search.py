"""What is asked: the data, the facts, the number; what a definition gives on these data, and how much may be chance."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xentgui.losses.arrays import DataError, Float
from xentgui.losses.batch import Batch
from xentgui.losses.cached import cached
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import Evaluation, ask_ahead, evaluate
from xentgui.questions.matching.data import Facts, Given
from xentgui.questions.matching.search.chance import Tally
from xentgui.questions.matching.search.path import Candidate, Member
from xentgui.questions.matching.search.plausibility import Anchor, anchors
from xentgui.questions.matching.search.routes import HUGE
from xentgui.questions.matching.steps.ending import (
    DigitsTruncated,
    LabelsRounded,
    Near,
    OutputsRounded,
    TermsRounded,
)
from xentgui.questions.matching.steps.labels import plain_readings
from xentgui.questions.matching.steps.outputs import ProbabilitiesRounded
from xentgui.questions.matching.steps.situation import OneSample, OverOneOutput, Situation, situations
from xentgui.questions.number import Number

RAREST = 10.0  # bits beyond which no explanation is told, however many digits there are
LARGE = ((HUGE, 3.0), (500_000, 3.5), (50_000, 5.0), (5_000, 8.0))  # outputs, from which on rarer ones are left out
LEAST = 6.0  # bits up to which explanations are told however few digits there are
MARGIN = 2.0  # bits by which the digits must tell more: beyond, half the answers would be chance


@dataclass(frozen=True, eq=False)
class Search:
    """What is asked: the data, the facts, the number, and how many answers are wanted."""

    given: Given
    facts: Facts
    number: Number
    limit: int
    near: int

    @property
    def most_bits(self) -> float:
        """How rare an explanation may be to be looked at in tables of so many outputs."""
        size = self.given.outputs.size
        return min(self.told_bits, next((bits for numbers, bits in LARGE if size > numbers), RAREST))

    @property
    def told_bits(self) -> float:
        """How rare an explanation may be to be told."""
        return min(max(self.number.bits - MARGIN, LEAST), RAREST)

    @property
    def leaves_out(self) -> bool:
        """Whether rarer explanations would be told, but are not looked for in so many outputs."""
        return self.most_bits < self.told_bits

    @property
    def is_large(self) -> bool:
        """Whether there are so many outputs that an evaluation is felt."""
        return self.given.outputs.size > LARGE[-2][0]

    @property
    def is_long(self) -> bool:
        """Whether there are so many outputs that one waits for the end."""
        return self.given.outputs.size > LARGE[-1][0]

    def gives(self, member: Member) -> bool:
        """Whether the definition of a member gives the number, or nearly gives what nearly gave it, on these data."""
        found = self.values(member.definition, member.candidate.outputs_are, member.candidate.weights.sample)
        if found is None:
            return False
        return isinstance(member.candidate.last, Near) or self.hits(member.definition, found)

    def values(self, definition: Definition, kind: str, *sample: Float | None) -> Float | None:
        """``(m,)``: what a definition gives on these data; None where it refuses them, or gives fewer or more."""
        found = self._evaluated(definition, kind, *sample)
        if found is None:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(found.value, dtype=np.float64).ravel()

    def _evaluated(self, definition: Definition, kind: str, *sample: Float | None) -> Evaluation | None:
        given, many = self.given, len(self.number.values)
        wide = definition.over_outputs == "none" and not given.one_column
        gives = 1 if definition.reduction != "none" else given.rows * (given.columns if wide else 1)
        try:
            own = not sample or sample[0] is given.weights
            batch = self.batch(kind) if own else given.batch(kind, sample[0])
            return evaluate(batch, definition) if gives == many else None
        except (DataError, ValueError):
            return None

    def ask_ahead(self, definitions: Iterable[Definition], kind: str) -> None:
        """Ask at once for what several definitions give, which have much in common."""
        found = [each for each in (self._evaluated(definition, kind) for definition in definitions) if each is not None]
        if found and self.number.alone:
            ask_ahead(found[0].batch, (each.definition for each in found))

    def hits(self, definition: Definition, values: Float) -> bool:
        """Whether these values of a definition are the number."""
        single = definition.precision == "float32"
        found = self.number.is_in_float32(values[None]) if single else self.number.rounds_from(values[None])
        return bool(found[0])

    @cached
    def _batches(self) -> dict[str, Batch]:
        return {}

    def batch(self, kind: str) -> Batch:
        """The data as `evaluate` takes them; its blocks remember what many definitions have in common."""
        if kind not in self._batches:
            self._batches[kind] = self.given.batch(kind, self.given.weights)
        return self._batches[kind]

    @cached
    def tally(self) -> Tally:
        """What was tried so far."""
        return Tally(self.number)

    def chance(self, member: Member) -> float:
        """How many explanations as rare at most would give such digits by accident."""
        last, bits = member.candidate.last, member.bits
        if isinstance(last, DigitsTruncated):
            return self.tally.expected(bits) + self.tally.expected(bits - last.bits)
        if isinstance(last, TermsRounded):
            return self.tally.expected(bits) + self.tally.expected(bits - last.bits, 3.0)
        if isinstance(last, OutputsRounded | LabelsRounded | ProbabilitiesRounded):
            wider = max(member.candidate.window / self.tally.width, 1.0) if self.tally.width else 1.0
            loose = self.tally.expected(bits - member.candidate.last_bits, wider)
            return self.tally.expected(bits) + loose
        return self.tally.expected(bits)

    @cached
    def straight(self) -> Situation | None:
        """The data as they are; None where the labels cannot be read so."""
        readable = next(plain_readings(self.given, self.facts), None) is not None
        return next(situations(self.given)) if readable else None

    def fits(self, situation: Situation) -> bool:
        """Whether a situation is likely enough, can give the number, and has as many losses as numbers were given."""
        if isinstance(situation.step, OverOneOutput) and self.number.values.any():
            return False
        rows = self.number.alone or situation.given.rows == self.given.rows or isinstance(situation.step, OneSample)
        return rows and situation.bits <= self.most_bits

    @cached
    def by_hand(self) -> dict[Candidate, list[Candidate]]:
        """What rounding on the way makes of near misses, of each looked for once."""
        return {}

    @cached
    def anchors(self) -> tuple[Anchor, ...]:
        """What explanations start from."""
        return anchors(self.facts)
