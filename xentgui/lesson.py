"""A lesson: steps of a sheet, of where one looks and of a sentence; what a question asks is computed, never stored."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus
from xentgui.losses.batch import DataError
from xentgui.losses.cached import cached
from xentgui.questions.agreement import ROUNDING
from xentgui.questions.card import Card

CHOICES = ("equal", "higher", "lower")
NEAR = 0.05  # of its size: a typed number that is as near as this is right, as two digits always are


@dataclass(frozen=True)
class Question:
    """About one card, whose value is to be typed, or about two: how the first stands to the second.

    `about` are the names of the cards; `why` is said when it is answered.
    """

    asks: str
    about: tuple[str, ...]
    why: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen; nothing where a number is to be typed."""
        return CHOICES if len(self.about) == 2 else ()


@dataclass(frozen=True, eq=False)
class Step:
    """One step: what it says, the sheet and the place in it that it shows, and what it asks."""

    says: str
    entry: Entry
    focus: Focus = field(default_factory=Focus)
    question: Question | None = None

    @cached
    def asked(self) -> tuple[Card, ...]:
        """The cards that the question is about. Raises DataError where one is not there, or has no finite value."""
        about = () if self.question is None else self.question.about
        cards = {card.name: card for card in Analysis(self.entry, self.focus).cards}
        for name in about:
            if name not in cards:
                there = ", ".join(card.name for card in self.entry.cards)
                raise DataError(f"the question is about {name!r}, and the cards of this step are {there}")
            if not math.isfinite(cards[name].value):
                raise DataError(f"the question is about {name!r}, which has no finite value on the data of this step")
        return tuple(cards[name] for name in about)

    @property
    def answer(self) -> str | float:
        """What is right: one of the choices, or the number.

        >>> entry = Entry.of([[1, 0], [0, 1]], [[2.0, 0.0], [-0.5, 0.0]])
        >>> Step("", entry, question=Question("How does it stand?", ("nielsen", "tensorflow-intro"))).answer
        'higher'
        """
        value, *other = (card.value for card in self.asked)
        if not other:
            return value
        if math.isclose(value, other[0], rel_tol=ROUNDING):
            return "equal"
        return "higher" if value > other[0] else "lower"

    def is_right(self, given: str | float) -> bool:
        """Whether a choice is the answer, or a number is as near to it as `NEAR`."""
        answer = self.answer
        if isinstance(answer, str) or isinstance(given, str):
            return given == answer
        return math.isclose(given, answer, rel_tol=NEAR)


@dataclass(frozen=True, eq=False)
class Lesson:
    """A title and steps. `name` is its name on the command line, where the program brings it along."""

    title: str
    steps: tuple[Step, ...]
    name: str = ""

    @property
    def entry(self) -> Entry:
        """The sheet that it begins with."""
        return self.steps[0].entry

    @property
    def focus(self) -> Focus:
        """Where one looks first."""
        return self.steps[0].focus

    def with_step(self, step: Step) -> Lesson:
        """The lesson with one more step at its end."""
        return replace(self, steps=(*self.steps, step))
