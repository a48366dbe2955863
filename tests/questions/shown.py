"""The window's cases as the questions get them: a batch, the definitions shown, the mode."""

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xentgui import Batch, Definition, definitions
from xentgui.questions import card, worked
from xentgui.questions.agreement import compare
from xentgui.questions.saying import strip
from xentgui.questions.saying.runs import Line, Run

ACTIVATION = {"softmax": "softmax", "binary": "sigmoid", "multi-sigmoid": "sigmoid"}
NAMES = ("cat", "dog", "bird", "fish", "frog", "horse", "ship", "truck")


def three_sources(mode: str, **changes: Any) -> tuple[card.Titled, ...]:
    """The cards that the window opens with."""
    follow = {"activation": ACTIVATION[mode], **changes}
    given = (
        ("nielsen", "Nielsen, ch. 3", "Nielsen", follow),
        ("tensorflow-intro", "TensorFlow intro", "TensorFlow intro", follow),
        ("cs231n", "CS231n notes", "CS231n", changes),
    )
    return tuple(
        card.Titled(name, title, short, dataclasses.replace(definitions[name], **fields), name, slot)
        for slot, (name, title, short, fields) in enumerate(given)
    )


@dataclass(frozen=True, eq=False)
class Case:
    """One entry in one mode, and what is asked of it."""

    batch: Batch
    mode: str = "softmax"
    chosen: int = 1
    row: int = 0
    more: tuple[card.Titled, ...] = ()
    changes: tuple[tuple[str, Any], ...] = ()

    @cached_property
    def shown(self) -> tuple[card.Titled, ...]:
        return three_sources(self.mode, **dict(self.changes)) + self.more

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES[: self.batch.shape[1]]

    @cached_property
    def cards(self) -> tuple[card.Card, ...]:
        return card.cards(self.batch, self.shown, self.chosen, self.row, self.mode)

    @cached_property
    def comparison(self):
        return compare(self.batch, {each.name: each.definition for each in self.shown})

    @cached_property
    def strip(self) -> tuple[Line, ...]:
        return strip.strip(self.batch, self.cards, self.chosen, self.comparison, self.mode, self.names)

    @cached_property
    def worked(self) -> worked.Worked:
        found = worked.worked(self.batch, self.shown, self.chosen, self.row, self.mode, self.names)
        assert found is not None
        return found

    @property
    def lines(self) -> list[str]:
        return [f"{line.mark} {said(line.runs)}" for line in self.strip]


def said(runs: tuple[Run, ...]) -> str:
    """The sentence with its numbers at four decimals."""
    return "".join(run.text if run.value is None else _shown(run.value) for run in runs)


def _shown(value: float) -> str:
    return "∞" if math.isinf(value) else f"{value:.4f}" if value else "0"


def own(name: str, **fields: Any) -> card.Titled:
    return card.Titled(name, name, name, Definition(**fields))


# the cases of the pictures
THREE_CLASSES = Batch([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]],
                      [[2.0, 1.0, 0.1], [0.5, 2.2, -0.4], [0.3, 1.1, 1.9], [0.2, 1.4, 0.6]])  # fmt: skip
YES_NO = Batch([1, 0, 1, 0], [2.0, -0.5, 0.3, 0.8])
WEIGHTED = Batch([0, 1, 2, 0], [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]])
