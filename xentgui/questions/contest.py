"""What is trained, under which costs and how: what a race of several runs starts from, and how far its runs are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np

from xentgui.losses.arrays import DataError
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.questions.models import FreeOutputs, LinearClassifier, Model, Neuron, Numbers, SoftmaxFirst
from xentgui.questions.training import Race, Trace, TrainingRun

Kind = Literal["neuron", "outputs", "classifier"]
Start = Neuron | FreeOutputs | LinearClassifier

RATE = 1.0  # of a definition on show, where nothing else is asked for
OF_NOISE = 1  # beside the seed: another stream than the order of the rows
MOST_NUMBERS = 50_000_000  # that a race keeps: the parameters of each epoch of each run


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
    rate: float = RATE
    twice: bool = False
    source: str = ""


@dataclass(frozen=True, eq=False)
class Contest:
    """A start, the contenders that leave from it, and how they are trained.

    `noise` is the standard deviation of what is added to the points of a classifier, drawn with the seed.
    """

    start: Start
    contenders: tuple[Contender, ...]
    epochs: int = 300
    momentum: float = 0.0
    batch_size: int | None = None
    seed: int = 0
    noise: float = 0.0

    def __eq__(self, other: object) -> bool:
        """Equal in every value, also of the tables that are trained."""
        if not isinstance(other, Contest):
            return NotImplemented
        mine, theirs = (tuple(getattr(each, field.name) for field in fields(Contest)[1:]) for each in (self, other))
        return self is other or (mine == theirs and same_start(self.start, other.start))

    def __hash__(self) -> int:
        return hash((self.contenders, self.epochs, self.seed))

    @property
    def kind(self) -> Kind:
        if isinstance(self.start, Neuron):
            return "neuron"
        return "outputs" if isinstance(self.start, FreeOutputs) else "classifier"

    @property
    def mode(self) -> str | None:
        """The mode whose outputs all its runs have; None where they differ."""
        sigmoid = "binary" if self.start.batch.one_dimensional else "multi-sigmoid"
        modes = {"softmax": "softmax", "sigmoid": sigmoid}
        found = {modes.get(each.definition.activation) for each in self.contenders}
        return found.pop() if len(found) == 1 else None

    @property
    def counted(self) -> str:
        """What its accuracy counts: "21 points"."""
        rows = self.start.batch.shape[0]
        return f"{rows:,} {self.sample}{'' if rows == 1 else 's'}"

    @property
    def sample(self) -> str:
        """What a sample of it is called: "point" or "row"."""
        return "point" if isinstance(self.start, LinearClassifier) else "row"

    @property
    def rates(self) -> tuple[float, ...]:
        return tuple(contender.rate for contender in self.contenders)

    @property
    def in_words(self) -> str:
        """Its length and rates, and noise where there is any: "300 epochs · learning rate 0.15 and 0.005"."""
        rates = " and ".join(f"{rate:g}" for rate in dict.fromkeys(self.rates))
        noise = f" · noise {self.noise:g}, seed {self.seed}" if self.noise else ""
        return f"{self.epochs:,} epochs · learning rate {rates}{noise}"

    @property
    def start_in_words(self) -> str:
        """What leaves from where: "A neuron from w = 2 and b = 2 (x = 1, target y = 0)"."""
        start, shape = self.start, self.start.batch.shape
        if isinstance(start, Neuron):
            place = f"w = {start.weight:g} and b = {start.bias:g}"
            return f"A neuron from {place} (x = {start.x:g}, target y = {start.y:g})"
        if isinstance(start, FreeOutputs):
            return f"The logits of {shape[0]:,} rows and {shape[1]} classes as parameters"
        return f"A linear classifier of {shape[0]:,} points in {shape[1]} classes, from weights of 0"

    def at_rates(self, *rates: float) -> Contest:
        """The same at other rates: one for each contender, or one for all."""
        each = rates * len(self.contenders) if len(rates) == 1 else rates
        pairs = zip(self.contenders, each, strict=True)
        return replace(self, contenders=tuple(replace(contender, rate=rate) for contender, rate in pairs))

    def scatter(self, count: int) -> Numbers:
        """What the noise adds to so many points, (count, 2): the first ones are the same however many there are."""
        draws = np.random.default_rng((self.seed, OF_NOISE)).standard_normal((count, 2))
        return self.noise * draws

    @property
    def trained(self) -> Start:
        """The start with the noise on its points: what leaves."""
        start = self.start
        if not (self.noise and isinstance(start, LinearClassifier)):
            return start
        points = np.asarray(start.points, dtype=float)
        return replace(start, points=points + self.scatter(len(points)))

    def race(self) -> Race:
        """The runs at epoch 0.

        Raises DataError where a cost does not take the start or the epochs do not fit into memory, ValueError for
        other options.
        """
        self._check_size()
        return Race(
            {contender.name: self._start_of(contender) for contender in self.contenders},
            {contender.name: contender.definition for contender in self.contenders},
            self.rates,
            self.epochs,
            batch_size=self.batch_size,
            momentum=self.momentum,
            seed=self.seed,
        )

    def _check_size(self) -> None:
        """Every epoch is kept, to be looked at again."""
        numbers = len(self.start.parameters())
        most = MOST_NUMBERS // max(numbers * len(self.contenders), 1) - 1
        if self.epochs > most:
            fit = f"at most {max(most, 0):,} epochs fit. Ask for fewer."
            raise DataError(f"{numbers:,} parameters: every epoch is kept, so {fit}")

    def _start_of(self, contender: Contender) -> Model:
        return SoftmaxFirst(self.trained) if contender.twice else self.trained


def same_start(one: Start, other: Start) -> bool:
    """Whether two starts are equal in every number."""
    if type(one) is not type(other):
        return False
    pairs = ((getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return one is other or all(np.array_equal(np.asarray(mine), np.asarray(theirs)) for mine, theirs in pairs)


@dataclass(frozen=True)
class OfTable:
    """How the entered table is trained: its logits are the parameters, the definitions on show are the costs.

    `rates` are learning rates by the name of the definition; one that is not named has `RATE`.
    """

    rates: tuple[tuple[str, float], ...] = ()
    epochs: int = 300
    momentum: float = 0.0
    batch_size: int | None = None
    seed: int = 0

    @classmethod
    def of(cls, contest: Contest) -> OfTable:
        """How this contest is trained, whatever its table."""
        rates = tuple((each.name, each.rate) for each in contest.contenders)
        return cls(rates, contest.epochs, contest.momentum, contest.batch_size, contest.seed)

    def contest(self, start: Start, contenders: Iterable[Contender]) -> Contest:
        """A table, and its definitions at their rates."""
        rates = dict(self.rates)
        racing = tuple(replace(each, rate=rates.get(each.name, RATE)) for each in contenders)
        return Contest(start, racing, self.epochs, self.momentum, self.batch_size, self.seed)


@dataclass(frozen=True)
class Training:
    """What is trained and how; each kind keeps its own while another one is in front."""

    neuron: Contest
    outputs: Contest | OfTable
    classifier: Contest
    kind: Kind = "neuron"

    @property
    def front(self) -> Contest | OfTable:
        """What is trained now."""
        front: Contest | OfTable = getattr(self, self.kind)
        return front

    def with_front(self, what: Contest | OfTable) -> Training:
        """The same with this in front, in place of what there was of its kind."""
        kind: Kind = "outputs" if isinstance(what, OfTable) else what.kind
        changes: dict[str, Any] = {kind: what, "kind": kind}
        return replace(self, **changes)


LIKELIHOOD_OF = {"softmax": "categorical", "sigmoid": "bernoulli", "identity": "bernoulli"}


def activations(logits: Numbers, activation: str, *, one_dimensional: bool = False) -> Numbers:
    """What an activation makes of rows of logits, (n, K)."""
    definition = Definition(activation=activation, likelihood=LIKELIHOOD_OF[activation])
    block = Block(np.zeros_like(logits), logits)
    batch = Batch.of_blocks((block,), one_dimensional=one_dimensional)
    return np.asarray(evaluate(batch, definition).activations, dtype=float)


class Progress:
    """The logits and outputs of one row of a neuron or of free outputs, (epochs so far, K), by contender.

    A classifier's outputs are those of its points and are not kept: `logits` and `outputs` are empty.
    """

    def __init__(self, contest: Contest, row: int = 0) -> None:
        self.contest, self.row = contest, row
        self.logits: dict[str, Numbers] = {}
        self.outputs: dict[str, Numbers] = {}

    def extend(self, run: TrainingRun) -> None:
        """Take in the epochs that are new."""
        if isinstance(self.contest.start, LinearClassifier):
            return
        for contender in self.contest.contenders:
            trace = run.traces[contender.name]
            known = self.logits.get(contender.name)
            fresh = self._logits(trace, 0 if known is None else len(known), contender.twice)
            if not len(fresh):
                continue
            a = activations(fresh, contender.definition.activation, one_dimensional=self._single)
            if known is None:
                self.logits[contender.name], self.outputs[contender.name] = fresh, a
            else:
                self.logits[contender.name] = np.concatenate([known, fresh])
                self.outputs[contender.name] = np.concatenate([self.outputs[contender.name], a])

    def factor(self, name: str, epoch: int) -> float:
        """σ'(z) = a (1 - a) of a neuron at an epoch."""
        z = self.logits[name][epoch : epoch + 1]
        a = activations(np.concatenate([z, -z]), "sigmoid", one_dimensional=True)
        return float(a[0, 0] * a[1, 0])

    @property
    def _single(self) -> bool:
        start = self.contest.start
        return isinstance(start, Neuron) or (isinstance(start, FreeOutputs) and np.ndim(start.outputs) == 1)  # type: ignore[arg-type]

    def _logits(self, trace: Trace, first: int, twice: bool) -> Numbers:
        """The logits of the row from an epoch on, as far as the run came."""
        start = self.contest.start
        fresh = trace.parameters_from(first)
        if isinstance(start, Neuron):
            table = np.array(fresh).reshape(-1, 2)
            with np.errstate(over="ignore", invalid="ignore"):
                return (table[:, 0] * start.x + table[:, 1])[:, None]
        columns = 1 if self._single else np.asarray(start.batch.outputs).shape[1]
        part = slice(self.row * columns, (self.row + 1) * columns)
        logits = np.array([each[part] for each in fresh]).reshape(-1, columns)
        return activations(logits, "softmax") if twice and len(logits) else logits


def slopes(contest: Contest, trace: Trace) -> Numbers:
    """The size of the gradient, epoch by epoch: |dC/dz| for a neuron, else over all parameters."""
    if isinstance(contest.start, Neuron):
        return trace.gradient_norm / float(np.hypot(contest.start.x, 1.0))
    return trace.gradient_norm
