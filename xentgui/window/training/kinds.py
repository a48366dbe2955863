"""What can be trained, as the page shows it: its words, its fields, its columns of numbers, its picture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from xentgui.questions.contest import Contender, Contest, Kind, Progress, slopes
from xentgui.questions.models import Neuron, Numbers
from xentgui.questions.training import Trace, TrainingRun
from xentgui.window.training.number_field import Check, finite, share
from xentgui.window.training.results_table import ResultColumn

GRADIENT = "The length of the gradient over all parameters"
STUCK, WRONG = 0.1, 0.5  # σ'(z) below it and |a - y| above it: wrong, and hardly learning
Fact = tuple[str, float]  # a name with its number
Traces = Mapping[str, Mapping[str, Numbers]]  # the arrays of each run, by their names


class Trained:
    """What is the same for all that have rows: cost, accuracy and gradient of each run."""

    word = title = meaning = ""
    own_start = "your own"  # what a start is called that is no example's
    own_start_first = False  # whether it is always on offer
    fields: tuple[tuple[str, Check, str], ...] = ()  # of the start: words, check, and its name there
    has_rows = True  # which can be cut into batches
    has_map = False  # of its loss over weight and bias
    of_points = False  # points in the plane instead of an output over the epochs
    of_outputs = False  # whether the first fact on a card is an output
    slope = "length"

    def counted(self, contest: Contest) -> str:
        """What the accuracy in the columns counts."""
        return f"accuracy: share of {contest.counted} right"

    def columns(self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> list[ResultColumn]:
        """The numbers of every contender at an epoch; nan where its run had stopped."""
        traces = [run.traces[each.name] for each in contest.contenders]
        pairs = zip(contest.contenders, traces, strict=True)
        return [
            ResultColumn("cost", tuple(float(trace.losses[each.name][epoch]) for each, trace in pairs)),
            ResultColumn("accuracy", tuple(float(trace.accuracy[epoch]) for trace in traces), note=_accuracy(contest)),
            ResultColumn("gradient", tuple(float(trace.gradient_norm[epoch]) for trace in traces), note=GRADIENT),
        ]

    def facts(
        self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int, of: Contender
    ) -> tuple[Fact, Fact]:
        """What stands on a card beside the cost."""
        trace = run.traces[of.name]
        return ("accuracy", float(trace.accuracy[epoch])), ("gradient", float(slopes(contest, trace)[epoch]))

    def arrays(self, trace: Trace, progress: Progress, of: Contender) -> Mapping[str, Numbers]:
        """What each epoch of a run has beside its losses and the size of its gradient."""
        return {"accuracy": trace.accuracy}

    def output_titles(self, contest: Contest, name: str) -> tuple[str, str]:
        """Over the plot of an output of this name, and at its axis."""
        return f"Output {name} over the epochs", "output a"

    def book(self, contest: Contest) -> str:
        """What the book reads at the end of this run."""
        return ""

    def drawn(
        self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int, of: Contender
    ) -> tuple[float, float, float, float, float] | None:
        """The numbers of the picture of a neuron: x, w, b, y, a."""
        return None

    def stuck(self, contest: Contest, progress: Progress, epoch: int) -> bool:
        """Whether a run is wrong and hardly moves."""
        return False


class TrainedNeuron(Trained):
    word, title = "neuron", "Nielsen’s neuron"
    meaning = "Nielsen’s neuron: one weight, one bias, one input"
    fields = (
        ("input x", finite, "x"),
        ("target y", share, "y"),
        ("weight w", finite, "weight"),
        ("bias b", finite, "bias"),
    )
    has_rows = False
    has_map = True
    of_outputs = True
    slope = "|dC/dz|"

    def counted(self, contest: Contest) -> str:
        return ""

    def columns(self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> list[ResultColumn]:
        states = np.full((len(contest.contenders), 4), np.nan)
        for state, each in zip(states, contest.contenders, strict=True):
            logits = progress.logits[each.name]
            if epoch < len(logits):
                parameters = run.traces[each.name].parameters(epoch)
                state[:] = *parameters, logits[epoch, 0], progress.outputs[each.name][epoch, 0]
        w, b, z, a = (tuple(map(float, column)) for column in states.T)
        return [
            ResultColumn("w", w),
            ResultColumn("b", b),
            ResultColumn("z = w x + b", z, outputs=True),
            ResultColumn("a", a, outputs=True, bars=True),
        ]

    def facts(
        self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int, of: Contender
    ) -> tuple[Fact, Fact]:
        outputs = progress.outputs[of.name]
        a = float(outputs[epoch, 0]) if epoch < len(outputs) else math.nan
        return ("output a", a), ("|dC/dz|", float(slopes(contest, run.traces[of.name])[epoch]))

    def arrays(self, trace: Trace, progress: Progress, of: Contender) -> Mapping[str, Numbers]:
        w, b = np.array(trace.parameters_from(0)).reshape(-1, 2).T
        return {"w": w, "b": b, "z": progress.logits[of.name][:, 0], "a": progress.outputs[of.name][:, 0]}

    def output_titles(self, contest: Contest, name: str) -> tuple[str, str]:
        return "Output over the epochs", f"output a, target {_neuron(contest).y:g}"

    def book(self, contest: Contest) -> str:
        quadratic = [each.rate for each in contest.contenders if each.name == "quadratic"]
        if contest.epochs != 300 or quadratic != [0.15] or contest.momentum:
            return ""
        start = _neuron(contest)
        reading = {(0.6, 0.9): "0.09", (2.0, 2.0): "0.20"}.get((start.weight, start.bias))
        plain = (start.x, start.y) == (1.0, 0.0)
        return f"the book reads {reading} for ◆" if reading and plain else ""

    def drawn(
        self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int, of: Contender
    ) -> tuple[float, float, float, float, float] | None:
        trace, start = run.traces[of.name], _neuron(contest)
        if trace.has_stopped(epoch):
            return None
        weight, bias = map(float, trace.parameters(epoch))
        return start.x, weight, bias, start.y, float(progress.outputs[of.name][epoch, 0])

    def stuck(self, contest: Contest, progress: Progress, epoch: int) -> bool:
        for each in contest.contenders:
            outputs = progress.outputs[each.name]
            if not each.definition.squares or epoch >= len(outputs):
                continue
            a = float(outputs[epoch, 0])
            wrong = math.isfinite(a) and abs(a - _neuron(contest).y) > WRONG
            if wrong and progress.factor(each.name, epoch) < STUCK:
                return True
        return False


class TrainedOutputs(Trained):
    word = "outputs"
    title = "Outputs"
    meaning = "The logits of the entered table as parameters, under the definitions on show"
    own_start, own_start_first = "the entered table", True


class TrainedClassifier(Trained):
    word, title = "linear classifier", "Linear classifier"
    meaning = "A linear classifier of points in the plane"
    of_points = True


TRAINED: Mapping[Kind, Trained] = MappingProxyType(
    {"neuron": TrainedNeuron(), "outputs": TrainedOutputs(), "classifier": TrainedClassifier()}
)


def trained(contest: Contest) -> Trained:
    """How the page shows what a contest trains."""
    return TRAINED[contest.kind]


def curves(contest: Contest, run: TrainingRun, progress: Progress) -> Traces:
    """The arrays of each run, by its name: losses under every cost, gradient, and what its kind has beside them."""
    found = {}
    for contender in contest.contenders:
        trace = run.traces[contender.name]
        losses = {f"loss {each.short}": trace.losses[each.name] for each in contest.contenders}
        beside = trained(contest).arrays(trace, progress, contender)
        found[contender.short] = {**losses, "gradient": trace.gradient_norm, **beside}
    return found


def _neuron(contest: Contest) -> Neuron:
    assert isinstance(contest.start, Neuron)
    return contest.start


def _accuracy(contest: Contest) -> str:
    """What is counted as right."""
    batch = contest.start.batch
    if batch.one_dimensional:
        return f"Of {contest.counted} the share whose output is on the label’s side of ½"
    none = not batch.label_table.any(axis=1).all()
    return f"Of {contest.counted} the share whose largest output is of a true class" + (
        "; one without any class counts as right" if none else ""
    )
