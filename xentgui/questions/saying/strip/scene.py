"""What the lines of the agreement strip look at, and the phrases that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xentgui.losses.batch import Batch
from xentgui.losses.cached import cached
from xentgui.losses.evaluation import Evaluation
from xentgui.questions.agreement import Agreement, Comparison
from xentgui.questions.card import Card
from xentgui.questions.facts import LabelFacts, label_facts
from xentgui.questions.saying.register import PRINT
from xentgui.questions.saying.runs import Run


@dataclass(frozen=True, eq=False)
class Scene:
    """The cards on show, and how they stand to each other."""

    batch: Batch
    cards: tuple[Card, ...]
    chosen: int
    comparison: Comparison
    mode: str
    class_names: tuple[str, ...]

    @cached
    def labels(self) -> LabelFacts:
        return label_facts(self.batch)

    @cached
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The cards that agree, by their places."""
        place = {card.name: index for index, card in enumerate(self.cards)}
        return tuple(tuple(place[name] for name in group) for group in self.comparison.groups)

    @property
    def card(self) -> Card:
        """The chosen one."""
        return self.cards[self.chosen]

    def between(self, first: int, second: int) -> Agreement:
        return self.comparison.between(self.cards[first].name, self.cards[second].name)

    def evaluation(self, place: int) -> Evaluation | None:
        return self.comparison.evaluations.get(self.cards[place].name)

    def name(self, place: int) -> Run:
        return Run(self.cards[place].short, role="definition", card=self.cards[place].slot)

    def names(self, places: Sequence[int]) -> tuple[Run, ...]:
        """ "A", "A and B", "A, B and C"; of more than three "A, B and 2 more"."""
        if len(places) > 3:
            first = self.names(places[:2])
            return (first[0], Run(", "), first[2], Run(f" and {len(places) - 2} more"))
        runs: list[Run] = []
        for count, place in enumerate(places):
            runs += [Run(" and " if count == len(places) - 1 else ", ")] if count else []
            runs.append(self.name(place))
        return tuple(runs)

    def why_infinite(self, place: int) -> str:
        """The first cell that makes a value infinite: "row 3 gives cat the label 1 and the probability 0"."""
        evaluation = self.evaluation(place)
        found = None if evaluation is None else np.argwhere(np.isinf(evaluation.terms))
        if evaluation is None or found is None or not len(found):
            return "a sum grows beyond all numbers"
        row, column = (int(number) for number in found[0])
        gives = f"{self.batch.row_words(row)} gives {self.class_names[column]}"
        label = PRINT.number(float(self.batch.label_table[row, column]))
        a = PRINT.number(float(evaluation.activations[row, column]))
        if evaluation.definition.label_smoothing:
            return f"{gives} the probability {a}, against smoothed labels"
        return f"{gives} the label {label} and the probability {a}"

    def why_undefined(self, place: int) -> str:
        """The first row that makes a value undefined."""
        row = self.labels.not_one_hot
        if self.cards[place].definition.one_class and row is not None:
            has = f"{self.batch.row_words(row)} has {self.labels.instead_of_one_class}"
            return f"{has}, and the formula needs one true class"
        evaluation = self.evaluation(place)
        if evaluation is None or not evaluation.warnings:
            return "a row has no value"
        return evaluation.warnings[0].reason.rstrip(".")
