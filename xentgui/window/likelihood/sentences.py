"""What is said of the likelihood of a row: beside its bars, under them, and to those who hear it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xentgui.questions.likelihood import MOST, Factor, Labelling, Likelihood
from xentgui.window.theme import MINUS, show_entered, show_number

SHOWN = 6  # factors with a line of their own


@dataclass(frozen=True)
class Line:
    """One factor of the product: the output's name, what is multiplied, how long its bar is, and −ln of it."""

    name: str
    what: str
    value: float
    cost: float


def lines(found: Likelihood, names: Sequence[str]) -> list[Line]:
    """The factors that are not 1 by definition; the smallest ones with a line each, the others together."""
    counting = [
        (name, each)
        for name, each in zip(names, found.factors, strict=True)
        if found.kind == "bernoulli" or each.label > 0 or len(found.factors) == 1
    ]
    shown = {id(each) for _, each in sorted(counting, key=lambda pair: -pair[1].cost)[:SHOWN]}
    mine = [Line(name, _what(each, found.kind), each.value, each.cost) for name, each in counting if id(each) in shown]
    cost = sum(each.cost for _, each in counting if id(each) not in shown)
    rest = len(counting) - len(shown)
    return mine if not rest else [*mine, Line(f"the other {rest}", "together", Factor(0, 0, cost).value, cost)]


def _what(factor: Factor, kind: str | None) -> str:
    """a, 1 − a, or with a share as its label a to the power of it."""
    y = factor.label
    if y in (0, 1):
        return "a" if y else f"1 {MINUS} a"
    yes = f"a^{show_entered(y)}"
    return yes if kind == "categorical" else f"{yes} · (1 {MINUS} a)^{show_entered(round(1 - y, 12))}"


def labelling_name(each: Labelling, names: Sequence[str]) -> str:
    """The classes that are true: "cat, dog", or "none"."""
    true = [name for name, label in zip(names, each.labels, strict=True) if label]
    return ", ".join(true) or (f"not {names[0]}" if len(names) == 1 else "none")


def sentences(found: Likelihood, short: str) -> Iterator[str]:
    """Whether it is a likelihood, by what all labellings that can be sum to; and where the loss is another number."""
    if found.kind is None:
        yield f"{short} takes squares, not logarithms of probabilities: it is no product."
    elif not found.labellings:
        count = len(found.factors)
        yield f"{count} outputs can be labelled in {2**count:,} ways: up to {MOST} outputs have them all here."
    else:
        yield _whether(found, short)
    if found.kind is not None and not found.is_the_loss:
        yield f"{short} gives this row {show_number(found.loss)} nats, not this sum: {_why(found)}."


def _why(found: Likelihood) -> str:
    if found.loss != found.loss:
        return "it is not defined for such labels"
    return "it also weighs, smooths, guards or averages"


def _whether(found: Likelihood, short: str) -> str:
    every, possible, whole = len(found.labellings), found.possible, show_number(found.sum)
    can = f"Each output is decided by itself: all {every} labellings can be."
    why = "it leaves out every output whose label is 0"
    if found.tied:
        can = f"A softmax means one true class: {possible} of the {every} labellings can be."
        bernoulli = found.kind == "bernoulli"
        why = "the rest went to labellings that cannot be" if bernoulli else "the row does not sum to 1"
    elif every == 2:
        can = "One question, yes or no: both can be."
    if found.sums_to_one:
        return f"{can} {short} gives them 1 together: it is −ln of a likelihood."
    return f"{can} {short} gives them {whole} together, not 1 ({why}): it is −ln of no likelihood."


def reading(found: Likelihood, names: Sequence[str], short: str, row: str) -> str:
    """All of it in words."""
    told = [f"Likelihood of row {row} under {short}"]
    if found.kind is not None:
        factors = [
            f"{each.name}: {each.what} = {show_number(each.value)}, −ln of it {show_number(each.cost)}"
            for each in lines(found, names)
        ]
        told += ["; ".join(factors), f"product {show_number(found.product)}, sum {show_number(found.cost)} nats"]
    for each in found.labellings:
        chances = f"categorical {show_number(each.categorical)}, Bernoulli {show_number(each.bernoulli)}"
        notes = ("" if each.possible else ", cannot be") + (", as entered" if each.entered else "")
        told.append(f"{labelling_name(each, names)}: {chances}{notes}")
    if found.labellings:
        told.append(f"Those that can be sum to {show_number(found.sums[0])} and {show_number(found.sums[1])}")
    return ". ".join([*told, *sentences(found, short)])
