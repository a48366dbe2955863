"""The strip's "=" line: which cards give one number, and what makes it so on this data."""

from __future__ import annotations

from xentgui.questions.agreement import Agreement
from xentgui.questions.saying.register import PRINT
from xentgui.questions.saying.runs import Line, Run, log_word, numeral
from xentgui.questions.saying.sentence import why_equal
from xentgui.questions.saying.strip.scene import Scene


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
