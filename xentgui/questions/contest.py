"""What is trained, under which costs and how: everything that a race of several runs starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from xentgui.losses.definition import Definition
from xentgui.questions.models import FreeOutputs, LinearClassifier, Model, Neuron, SoftmaxFirst
from xentgui.questions.training import Race

Kind = Literal["neuron", "outputs", "classifier"]
Start = Neuron | FreeOutputs | LinearClassifier


@dataclass(frozen=True)
class Contender:
    """One run: the cost that it is trained on and its learning rate.

    `place` is the slot of its colour and mark. `twice` hands its probabilities on as if they were logits, so that the
    cost takes the softmax a second time.
    """

    name: str
    title: str
    short: str
    definition: Definition
    place: int
    rate: float
    twice: bool = False
    source: str = ""


@dataclass(frozen=True, eq=False)
class Contest:
    """A start, the contenders that leave from it, and how they are trained."""

    start: Start
    contenders: tuple[Contender, ...]
    epochs: int = 300
    momentum: float = 0.0
    batch_size: int | None = None
    seed: int = 0

    @property
    def kind(self) -> Kind:
        if isinstance(self.start, Neuron):
            return "neuron"
        return "outputs" if isinstance(self.start, FreeOutputs) else "classifier"

    @property
    def rates(self) -> tuple[float, ...]:
        return tuple(contender.rate for contender in self.contenders)

    @property
    def in_words(self) -> str:
        """Its length and rates: "300 epochs · learning rate 0.15 and 0.005"."""
        rates = " and ".join(f"{rate:g}" for rate in sorted(set(self.rates), reverse=True))
        return f"{self.epochs:,} epochs · learning rate {rates}"

    def at_rates(self, *rates: float) -> Contest:
        """The same at other rates: one for each contender, or one for all."""
        each = rates * len(self.contenders) if len(rates) == 1 else rates
        pairs = zip(self.contenders, each, strict=True)
        return replace(self, contenders=tuple(replace(contender, rate=rate) for contender, rate in pairs))

    def race(self) -> Race:
        """The runs at epoch 0. Raises DataError where a cost does not take the start, ValueError for other options."""
        return Race(
            {contender.name: self._start_of(contender) for contender in self.contenders},
            {contender.name: contender.definition for contender in self.contenders},
            self.rates,
            self.epochs,
            batch_size=self.batch_size,
            momentum=self.momentum,
            seed=self.seed,
        )

    def _start_of(self, contender: Contender) -> Model:
        return SoftmaxFirst(self.start) if contender.twice else self.start
