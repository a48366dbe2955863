"""The agreement strip: at most three lines that say which cards agree, which differ and why, and the principle.

    strip(batch, cards, chosen, comparison, mode, class_names, group) -> tuple[Line, ...]

`cards` as `card.cards` gives them, `comparison` of the same definitions under the names of the cards. A line's `link`
is "all-agree" (offer the example where all agree) or "enter-difference-logit" (offer the yes/no logit z1 − z2). `group`
is what a group of rows is called where the batch has groups: "batch", "sequence".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.labels import ignored_rows
from xentgui.questions.agreement import Agreement, Comparison
from xentgui.questions.card import NO_LABELS, Card
from xentgui.questions.principle import PRETENDS, Principle, principle
from xentgui.questions.saying.register import PRINT, capital, number_of, several
from xentgui.questions.saying.runs import Line, Run, log_word, numeral
from xentgui.questions.saying.sentence import why_equal
from xentgui.questions.saying.strip.differing import different_line, twice_line
from xentgui.questions.saying.strip.scene import Scene

MOST = 3


def strip(
    batch: Batch,
    cards: Sequence[Card],
    chosen: int,
    comparison: Comparison,
    mode: str,
    class_names: Sequence[str],
    group: str | None = None,
) -> tuple[Line, ...]:
    """The lines, in the order in which they are shown: what agrees, what differs, the principle of the chosen card."""
    if not cards:
        return ()
    scene = Scene(batch, tuple(cards), chosen, comparison, mode, tuple(class_names))
    about = [line for line in (equal_line(scene), twice_line(scene), different_line(scene)) if line is not None]
    means = None if group is None else means_line(scene, group)
    if means is not None:
        about.insert(1, means)
    return (*about[: MOST - 1], principle_line(scene))


def equal_line(scene: Scene) -> Line | None:
    """The chosen card's group, or the first of several; None where every card is alone."""
    groups = sorted((group for group in scene.groups if len(group) > 1), key=lambda group: scene.chosen not in group)
    if not groups:
        return None
    group = groups[0]
    base = scene.chosen if scene.chosen in group else group[0]
    others = tuple(place for place in group if place != base)
    agreement = _telling(scene, base, others)
    rounding = any(scene.between(base, place).kind == "rounding" for place in others)
    long, short = (_reason(len(group), agreement, brief=brief) for brief in (False, True))
    if len(group) == len(scene.cards):
        head = _all(scene, rounding)
        return Line("=", (*head, *long), short=(*head, *short))
    verb = (" equals " if len(others) == 1 else " equal ") if not rounding else _to_rounding(others)
    link = None if scene.mode == "binary" else "all-agree"
    head = (*scene.names(others), Run(verb), scene.name(base), Run(": "))
    return Line("=", (*head, *long), link, short=(*head, *short))


def _to_rounding(others: tuple[int, ...]) -> str:
    return " equals, to rounding, " if len(others) == 1 else " equal, to rounding, "


def _telling(scene: Scene, base: int, others: tuple[int, ...]) -> Agreement:
    """The agreement that says most: different likelihoods before different assumptions before the rest."""

    def weight(agreement: Agreement) -> tuple[bool, bool, int]:
        pair = agreement.pair
        return len(pair.likelihoods) > 1, "one_class" in pair.differing, len(pair.differing)

    return max((scene.between(base, place) for place in others), key=weight)


def _all(scene: Scene, rounding: bool) -> tuple[Run, ...]:
    count = len(scene.cards)
    who = "Both" if count == 2 else f"All {numeral(count)}"
    return Run(f"{who} give "), Run(value=scene.card.value, role="bold"), Run(", to rounding: " if rounding else ": ")


def _reason(count: int, agreement: Agreement, *, brief: bool) -> tuple[Run, ...]:
    """What makes `count` cards agree, brief or in full."""
    pair = agreement.pair
    if pair.same_two_classes:
        sums = f"The {numeral(count)} sums" if count > 2 else "Both sums"
        return (
            Run("a yes/no question has one output "),
            Run("a", role="math"),
            Run(", and the other class gets "),
            Run("1 − a", role="math"),
            Run("." if brief else f". {sums} have the same terms."),
        )
    if "one_class" in pair.differing and "one-hot-labels" in agreement.conditions:
        labels = "labels of 0 and 1" if pair.one_yes_no else "one-hot labels"
        long = "the labels are 0 and 1" if pair.one_yes_no else "the labels are 0 except for the true class k"
        term = PRINT.minus_log(log_word(pair.first.definition.log_base), "aₖ")
        words = f"{labels} leave only " if brief else f"{long}, so only "
        return Run(words), Run(term, role="shared"), Run("." if brief else " is left.")
    return (Run(f"{why_equal(pair, agreement.conditions, PRINT)}."),)


TOLERANCE = 1e-12


def means_line(scene: Scene, group: str) -> Line | None:
    """What the chosen card gives as the mean of means; None where it takes no such data, or has no value."""
    batch, chosen = scene.batch, scene.card.definition
    if batch.groups is None or scene.card.relation == "refused":
        return None
    rows, means = (evaluate(batch, replace(chosen, reduction="mean", over_groups=over)) for over in (None, "mean"))
    of_rows, of_means = float(rows.value), float(means.value)
    if math.isnan(of_rows):
        return None
    counted = _counted(rows)
    what = "row" if counted.sum() == batch.shape[0] else "counted row"
    who = f"{_how_many(counted, group, what)}: the mean of means "
    if (counted == 0).any() and math.isnan(of_means):
        return Line("≠", (Run(f"{who}is undefined: one of them has no row that counts."),))
    if math.isclose(of_rows, of_means, rel_tol=TOLERANCE):
        return Line("=", (Run(f"{who}is that of all rows, "), Run(value=of_rows, role="bold"), Run(".")))
    told = (Run(value=of_means, role="bold"), Run(", the mean of all rows "), Run(value=of_rows, role="bold"))
    return Line("≠", (Run(f"{who}is "), *told, Run(".")))


def _counted(rows: Evaluation) -> Array:
    """How many rows of each group count, in the order of the groups' numbers."""
    batch, setting = rows.batch, rows.batch.under(rows.definition)
    ignored = [ignored_rows(block, setting) for block in batch.blocks]
    counts = [np.ones(len(b)) if i is None else ~i for b, i in zip(batch.blocks, ignored, strict=True)]
    return np.bincount(np.ravel(np.asarray(batch.groups)), np.concatenate(counts)).astype(int)


def _how_many(counted: Array, group: str, what: str) -> str:
    """ "Three batches, the last of 2 rows"; "Two sequences of 8 rows"; "Two sequences of 5 to 7 counted rows"."""
    sizes = [int(size) for size in counted]
    groups = f"{numeral(len(sizes)).capitalize()} {group if len(sizes) == 1 else several(group)}"
    if len(set(sizes)) == 1:
        return f"{groups} of {number_of(sizes[0], what)}"
    if len(set(sizes[:-1])) == 1 and sizes[-1] < sizes[0]:
        return f"{groups}, the last of {number_of(sizes[-1], what)}"
    return f"{groups} of {min(sizes):,} to {number_of(max(sizes), what)}"


def no_labels_line() -> Line:
    """Why there is nothing to say before the first label is there."""
    return Line("!", (Run(f"{capital(NO_LABELS)}: there is nothing to compare the outputs with."),))


def principle_line(scene: Scene) -> Line:
    """The principle of the chosen card, or why there is none on this data."""
    card, name = scene.card, scene.name(scene.chosen)
    if card.relation == "refused":
        return Line("ln", (name, Run(f" does not take this data: {card.problem}.")))
    if math.isnan(card.value):
        return Line("ln", (name, Run(f" is not defined here: {scene.why_undefined(scene.chosen)}.")))
    found = principle(scene.batch, card.definition, scene.evaluation(scene.chosen))
    long, short = (Run(_which(found, short=few)) for few in (False, True))
    long_sum, short_sum = (_made_of(scene, found, brief=brief) for brief in (False, True))
    return Line("ln", (name, long, *long_sum), short=(name, short, *short_sum))


_SHORTER = {PRETENDS: "one class is picked, and this sum asks about each by itself"}


def _which(found: Principle, *, short: bool) -> str:
    if not found.is_likelihood:
        return f" is no likelihood here: {_SHORTER.get(found.reason, found.reason) if short else found.reason}."
    limits = [*(["weighted"] if found.weighted else []), *([f"up to its {found.nearly}"] if found.nearly else [])]
    aside = f", {', '.join(limits)}," if limits else ""
    averaged = ", averaged over the soft labels" if found.expected else ""
    kind = found.reason.partition("(")[2].partition(")")[0]
    model = f", {found.model}" if found.model else ""
    if short and kind:
        return f"{aside} is −ln of the {kind} likelihood{model}{averaged}."
    return f"{aside} is the negative log-likelihood of {found.reason}{model}{averaged}."


def _surprise(scene: Scene, found: Principle) -> bool:
    """Whether the value is -ln of the probabilities of the true classes, and nothing more."""
    definition = scene.card.definition
    plain = {"activation", "one_class", "reduction", "likelihood", "one_output", "ignore_index"}
    done = set(definition.differences) - plain
    named = scene.labels.one_hot and not found.weighted and not done
    return named and found.of_one_class


def _made_of(scene: Scene, found: Principle, *, brief: bool) -> tuple[Run, ...]:
    """value = entropy of the labels + divergence, where the divergence is one."""
    if math.isinf(found.value):
        return (Run(f" It is infinite: {scene.why_infinite(scene.chosen)}."),)
    if _surprise(scene, found):
        how = "mean" if scene.card.definition.reduction == "mean" else "sum"
        long = "" if brief else f": the {how} of −ln(the probability that it gave them)"
        words = f" is how surprised the model is by the true classes{long}."
        return Run(" "), Run(value=found.value, role="bold"), Run(words)
    if found.entropy is None or found.kl is None or not found.is_divergence:
        return ()
    return (
        Run(" "),
        Run(value=found.value, role="bold"),
        Run(" = entropy of the labels "),
        Run(value=found.entropy, role="bold"),
        Run(" + divergence "),
        Run(value=found.kl, role="bold"),
        Run("."),
    )
