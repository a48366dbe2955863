"""What must be found in the tree, asked of the analysis and written as the window writes it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xentgui.analysis import Analysis
from xentgui.entry import Entry
from xentgui.questions.card import Card
from xentgui.questions.saying.runs import Line
from xentgui.window.numbers import show_entered, show_number, show_run

AS_LIST = 4  # cards
FOLDED = 7  # classes whose labels are one column


class Said(NamedTuple):
    """These words, in something within `place`; the empty place is the whole window."""

    place: str
    words: str


def everything(analysis: Analysis) -> Iterator[Said]:
    """All that the page of an entry shows of an analysis."""
    for card in analysis.cards:
        yield from of_card(card, analysis)
    yield from of_strip(analysis)
    yield from of_tables(analysis)
    yield from of_terms(analysis)
    yield from of_curve(analysis)


def of_card(card: Card, analysis: Analysis) -> Iterator[Said]:
    """Value, unit, rows, assumption, row value and the difference: in what the card itself says, and in its parts."""
    row = analysis.focus.row + 1
    if card.problem:
        yield Said("Definitions", f"{card.title}: not defined here, {card.problem}")
        return
    name = f"{card.title}: {show_number(card.value)} {card.unit}, {card.rows}"
    yield Said("Definitions", name)
    yield Said(name, card.assumption)
    yield Said(name, f"Row {row}: {show_number(card.row_value)}")
    yield Said(name, show_number(card.value))
    if card.relation == "different":
        yield Said(name, show_number(card.difference, signed=True))
    if len(analysis.cards) >= AS_LIST and card.relation != "chosen":
        yield Said(name, card.why)


def of_strip(analysis: Analysis) -> Iterator[Said]:
    return (Said("Agreement", sentence(line)) for line in analysis.strip)


def sentence(line: Line) -> str:
    """A sentence with its numbers."""
    runs = map(show_run, line.runs)
    return "".join(runs).replace("_", "")


def of_tables(analysis: Analysis) -> Iterator[Said]:
    """Every cell, with the name of its row and class."""
    entry, names = analysis.entry, analysis.shown_names
    labels, outputs = (_entered(entry, table) for table in ("labels", "outputs"))
    losses = analysis.losses(range(entry.rows))
    sign = "f" if entry.outputs_are == "logits" else "a"
    places = _decimals(outputs)
    folded = entry.mode == "softmax" and entry.columns >= FOLDED and analysis.one_hot
    for i in range(entry.rows):
        row = entry.sample_name(i)
        if folded:
            yield Said("Classes", f"class of row {row}: {entry.class_names[labels[i].index(1)]}")
        for name, y, output in zip(names, labels[i], outputs[i], strict=True):
            if not folded:
                yield Said("Labels", f"y({name}) of row {row}: {_short(y)}")
            yield Said("Outputs", f"{sign}({name}) of row {row}: {_fixed(output, places)}")
        yield Said("Loss of each row", f"loss of row {row}: {show_number(float(losses[i]))}")
    if analysis.chosen is not None:
        yield Said("", f"{entry.reduction} of the losses: {show_number(float(analysis.chosen.value))}")


def of_activations(analysis: Analysis, title: str) -> Iterator[Said]:
    """What the activation makes of the outputs, where it has a table of its own."""
    entry = analysis.entry
    for i, row in enumerate(analysis.activations(range(entry.rows)).tolist()):
        for name, a in zip(analysis.shown_names, row, strict=True):
            called = "yes: a" if entry.mode == "binary" else f"a({name})"
            yield Said(title, f"{called} of row {entry.sample_name(i)}: {show_number(a)}")


def of_terms(analysis: Analysis) -> Iterator[Said]:
    """The worked row: each class's numbers, the sums, and each definition with the numbers put in."""
    worked = analysis.worked
    if worked is None:
        return
    row = f"row {worked.row + 1}"
    adds = worked.added_tex is not None
    for term in worked.rows:
        name = f"the other {term.rest} together" if term.rest else term.name
        label = show_entered(term.label)
        yield Said("", f"{name}, label y: {label if len(label) <= 5 else show_number(term.label)}")
        yield Said("", f"{name}, output a: {show_number(term.activation)}")
        yield Said("", f"{name}, shared term: {show_number(term.shared)}")
        if adds:
            yield Said("", f"{name}, added term: {show_number(term.added)}")
    yield Said("", f"{row}, sum of the shared terms: {show_number(worked.shared_total)}")
    if adds:
        yield Said("", f"{row}, sum of what is added: {show_number(worked.added_total)}")
    for line in worked.lines:
        begins = f"{analysis.cards[line.card].short}, {line.words}: "
        yield Said("Terms of the row", begins)
        for number in re.findall(r"\d+\.\d+", line.tex):
            yield Said(begins, number)


def of_curve(analysis: Analysis) -> Iterator[Said]:
    """The point, and what every definition gives there."""
    curve = analysis.curve
    if curve is None:
        return
    sign = "a" if analysis.entry.outputs_are == "probabilities" else "f"
    name = analysis.entry.class_names[analysis.focus.column]
    title = f"Loss of row {analysis.focus.row + 1} as {sign}({name}) moves"
    yield Said(title, f"{sign}({name}) = {show_entered(curve.here)}")
    for card in analysis.cards:
        if not math.isnan(card.row_value):
            yield Said(title, card.short)
            yield Said(title, show_number(card.row_value))
        else:
            yield Said(title, f"{card.short} not defined here")


def _entered(entry: Entry, table: str) -> list[list[float]]:
    values = entry.some(table, 0, entry.rows)[:, list(entry.shown_columns)]
    return values.tolist()


def _decimals(outputs: Sequence[Sequence[float]]) -> int:
    """The decimals that all outputs need, at least one and at most the window's four."""
    numbers = [number for row in outputs for number in row if abs(number) < 1e7]
    return next((places for places in range(1, 4) if all(round(n, places) == n for n in numbers)), 4)


def _fixed(number: float, places: int) -> str:
    return f"{0:.{places}f}" if number == 0 else show_number(number, decimals=places)


def _short(number: float) -> str:
    if number == math.floor(number):
        return show_number(number, decimals=0) if number else "0"
    return show_number(number).rstrip("0")
