"""What a race teaches at an epoch: two lines about the costs that are trained on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.losses.rows import named
from xentgui.questions.contest import Contender, Contest, Progress, slopes
from xentgui.questions.models import Neuron, Numbers, SoftmaxFirst
from xentgui.questions.saying.runs import Line, Run
from xentgui.questions.training import TrainingRun

STUCK, WRONG = 0.1, 0.5  # σ'(z) below it and |a - y| above it: wrong, and hardly learning


def lesson(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    """Two lines: what differs, and why. Runs that stopped, or went uphill, say so first."""
    astray = _stopped(contest, run, epoch) or _uphill(contest, run, epoch)
    if not astray:
        return _taught(contest, run, progress, epoch)
    well = tuple(each for each in contest.contenders if not run.traces[each.name].has_stopped(epoch))
    if len(astray) > 1 or not well:
        return astray
    return (*astray, *_taught(replace(contest, contenders=well), run, progress, epoch)[:1])


def half_way(losses: Numbers) -> int | None:
    """The first epoch at which a cost is half of the way down, from its start to its lowest; None if it never falls.

    >>> half_way(np.array([4.0, 3.5, 1.5, 1.0, 0.0]))
    2
    """
    reached = losses[np.isfinite(losses)]
    if not len(reached) or not reached.min() < reached[0]:
        return None
    return int(np.argmax(reached <= (reached[0] + reached.min()) / 2))


def half_ways(contest: Contest, run: TrainingRun) -> tuple[tuple[Contender, int | None], ...]:
    """When each run has come half of its way, those first that learn first, and those last that do not."""
    found = [(each, half_way(run.traces[each.name].losses[each.name])) for each in contest.contenders]
    return tuple(sorted(found, key=lambda pair: math.inf if pair[1] is None else pair[1]))


def _taught(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    for answer in (_neuron, _twice, _smoothed, _focal, _exclusive):
        lines = answer(contest, run, progress, epoch)
        if lines:
            return lines
    return _plain(contest, run, epoch)


def _of(contest: Contest, likelihood: str, activation: str | None = None) -> Contender | None:
    """The first contender of a likelihood and activation to which nothing else is done."""
    for contender in contest.contenders:
        definition = contender.definition
        plain = definition.label_smoothing == 0 and definition.focal_gamma == 0 and not contender.twice
        if plain and definition.likelihood == likelihood and activation in (None, definition.activation):
            return contender
    return None


def _line(mark: str, *parts: str | float | Contender | Run) -> Line:
    """A line of words, of numbers (bold) and of contenders by their short names."""
    return Line(mark, tuple(_run(part) for part in parts))


def _run(part: str | float | Contender | Run) -> Run:
    if isinstance(part, Run):
        return part
    if isinstance(part, Contender):
        return _named(part, part.short)
    return Run(part) if isinstance(part, str) else Run(value=part, role="bold")


def _named(contender: Contender, text: str) -> Run:
    return Run(text, role="definition", card=contender.place)


def _maths(text: str) -> Run:
    return Run(text, role="math")


def _loss(run: TrainingRun, contender: Contender, epoch: int) -> float:
    return float(run.traces[contender.name].losses[contender.name][epoch])


def _stopped(contest: Contest, run: TrainingRun, epoch: int) -> tuple[Line, ...]:
    lines = []
    for contender in contest.contenders:
        end = run.traces[contender.name].stopped
        if end is None or epoch < end[0]:
            continue
        if end[0] == 0 and contender.definition.one_class and math.isnan(_loss(run, contender, 0)):
            lines.append(_line("≠", contender, " is not defined here: it needs one true class in every row."))
        else:
            lines.append(_line("≠", contender, f" stopped at epoch {end[0]:,}: {end[1]}."))
    return tuple(lines[:2])


def _uphill(contest: Contest, run: TrainingRun, epoch: int) -> tuple[Line, ...]:
    lines = []
    for contender in contest.contenders:
        start, here = _loss(run, contender, 0), _loss(run, contender, epoch)
        if here > start:
            words = f" at epoch {epoch:,}: more than at the start, "
            why = f". At rate {contender.rate:g} its steps overshoot: try a smaller one."
            lines.append(_line("≠", contender, " costs ", here, words, start, why))
    return tuple(lines[:2])


def _neuron(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    quadratic, cross = _of(contest, "quadratic"), _of(contest, "bernoulli")
    if not isinstance(contest.start, Neuron) or quadratic is None or cross is None:
        return ()
    a = float(progress.outputs[quadratic.name][epoch, 0])
    factor = progress.factor(quadratic.name, epoch)
    stuck = factor < STUCK and abs(a - contest.start.y) > WRONG
    name = _named(quadratic, "quadratic")
    opening = ("Badly wrong, yet the ", name, " cost hardly learns: ") if stuck else ("The ", name, " cost learns by ")
    return (
        _line(
            "≠",
            *opening,
            _maths("dC/dz = (a − y) σ′(z)"),
            f", and at epoch {epoch:,} the factor ",
            _maths("σ′(z)"),
            " is only " if stuck else " is ",
            factor,
            ".",
        ),
        _line(
            "ln",
            "In ",
            _named(cross, "cross-entropy"),
            " that factor cancels: ",
            _maths("dC/dz = a − y"),
            f". The worse the answer, the {_at_a_rate(quadratic, cross)}",
        ),
    )


def _at_a_rate(one: Contender, other: Contender) -> str:
    """How it learns; where its steps are smaller the cost is not to blame for where it ends."""
    times = one.rate / other.rate if other.rate else math.inf
    if times <= 1:
        return "faster it learns. It is −ln of the Bernoulli likelihood."
    return f"steeper it starts, here in steps {times:.3g} times smaller: compare the shapes, not the ends."


def _twice(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    twice = next((contender for contender in contest.contenders if contender.twice), None)
    once = _of(contest, "categorical")
    if twice is None or once is None:
        return ()
    classes = contest.start.batch.shape[1]
    least = math.log(math.e + classes - 1) - 1
    state = run.traces[twice.name].state(epoch)
    assert isinstance(state, SoftmaxFirst)
    rightly = float(np.sum(evaluate(state.inner.batch, once.definition).value))
    why = "takes probabilities for logits. They lie between 0 and 1, so its loss cannot fall below "
    return (
        _line("≠", twice, f" {why}", _maths(f"ln(e + {classes - 1}) − 1"), " = ", least, "."),
        _line(
            "ln",
            "Measured as it should be, it stands at ",
            rightly,
            f" at epoch {epoch:,}, and ",
            once,
            " at ",
            _loss(run, once, epoch),
            ": the first softmax flattens its slope.",
        ),
    )


def _smoothed(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    smoothed = next((each for each in contest.contenders if each.definition.label_smoothing > 0), None)
    plain = _of(contest, "categorical")
    if smoothed is None or plain is None:
        return ()
    entropy = float(np.sum(np.asarray(evaluate(contest.start.batch, smoothed.definition).entropy, dtype=float)))
    left = max(_loss(run, smoothed, epoch) - entropy, 0.0)
    return (
        _line(
            "≠",
            "The labels of ",
            plain,
            " ask for a = 1, which no logit gives: the logits move apart for ever. Loss ",
            _loss(run, plain, epoch),
            f" at epoch {epoch:,}, and on towards 0.",
        ),
        _line(
            "ln",
            smoothed,
            " labels say where to stop: the loss cannot fall below their entropy, ",
            entropy,
            ". The divergence that is left: ",
            left,
            ".",
        ),
    )


def _focal(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    focal = next((each for each in contest.contenders if _is_focal_alone(each)), None)
    plain = _of(contest, "categorical", "softmax")
    classes = named(contest.start.batch.label_table)
    if focal is None or plain is None or classes is None:
        return ()
    given = _of_true_class(run, focal, epoch, classes)
    gamma = focal.definition.focal_gamma
    counts = (1 - given) ** gamma
    return (
        _line(
            "≠",
            focal,
            f" counts each {contest.sample} by ",
            _maths("1 − a"),
            f" of its true class to the power {gamma:g}: by ",
            float(counts.min()),
            f" where it is surest at epoch {epoch:,}, by ",
            float(counts.max()),
            " where it is least sure.",
        ),
        _line(
            "ln",
            "On average the true class has ",
            float(given.mean()),
            " under it and ",
            float(_of_true_class(run, plain, epoch, classes).mean()),
            " under ",
            plain,
            ". What is right already pulls less, and the sum is no −ln of a likelihood.",
        ),
    )


def _is_focal_alone(contender: Contender) -> bool:
    """Whether its points count by the focal factor and by nothing else."""
    gamma = contender.definition.focal_gamma
    return gamma > 0 and not contender.twice and contender.definition == Definition(focal_gamma=gamma)


def _of_true_class(run: TrainingRun, contender: Contender, epoch: int, classes: Array) -> Numbers:
    """What each row's true class gets, (N,)."""
    a = evaluate(run.traces[contender.name].state(epoch).batch, contender.definition).activations
    return np.asarray(a[np.arange(len(a)), classes])


def _exclusive(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> tuple[Line, ...]:
    shared, free = _of(contest, "categorical", "softmax"), _of(contest, "bernoulli", "sigmoid")
    if contest.start.batch.shape[1] == 1 or shared is None or free is None:
        return ()
    first = _line(
        "≠",
        shared,
        " shares out one whole: its outputs sum to 1 everywhere. ",
        free,
        " answer each class by itself: their sum is free.",
    )
    several = int((np.count_nonzero(contest.start.batch.label_table, axis=1) > 1).sum())
    if several:
        rows = f"1 {contest.sample} is" if several == 1 else f"{several} {contest.sample}s are"
        best = f"{rows} of several classes: the most that "
        says = " can say of two is ½ and ½, and it never says “none”. "
        return first, _line("ln", best, shared, says, free, " can say yes to both.")
    one, many = " is −ln of one class per row (categorical), ", " −ln of independent yes/no answers (Bernoulli)."
    return first, _line("ln", shared, one, free, many)


def _plain(contest: Contest, run: TrainingRun, epoch: int) -> tuple[Line, ...]:
    """Which runs go the same way, and how large each gradient is."""
    groups = _groups(contest, run, epoch)
    sizes: list[str | float | Contender] = []
    for group in groups:
        names = [part for each in group for part in (" = ", each)][1:]
        sizes += [", ", *names, " ", float(slopes(contest, run.traces[group[0].name])[epoch])]
    last = _line("≠", f"Size of the gradient at epoch {epoch:,}: ", *sizes[1:], ".")
    same = next((group for group in groups if len(group) > 1), None)
    if same is None:
        return (last,)
    if len(same) == len(contest.contenders):
        size = float(slopes(contest, run.traces[same[0].name])[epoch])
        last = _line("=", f"Size of the gradient at epoch {epoch:,}: ", size, " for each of them.")
    names = [part for each in same[:-1] for part in (", ", each)][1:]
    return _line("=", *names, " and ", same[-1], " have the same gradient here: one and the same run."), last


def _groups(contest: Contest, run: TrainingRun, epoch: int) -> list[list[Contender]]:
    """The contenders whose runs stand at the same parameters and go on alike; at epoch 0 all of them stand alike."""
    found: list[list[Contender]] = []
    for each in contest.contenders:
        here = _standing(run, each, epoch)
        for group in found:
            if np.allclose(_standing(run, group[0], epoch), here, rtol=1e-9, atol=1e-12):
                group.append(each)
                break
        else:
            found.append([each])
    return found


def _standing(run: TrainingRun, contender: Contender, epoch: int) -> Numbers:
    """The parameters with the size of the next step."""
    trace = run.traces[contender.name]
    return np.append(trace.parameters(epoch), contender.rate * trace.gradient_norm[epoch])
