"""Every value on the screen is in the tree of a screen reader, in each state of the page of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from accessibility.expected import everything, of_activations
from accessibility.screen import Screen, not_found, unnamed

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Focus, ShownCard
from xentgui.examples import examples
from xentgui.sources import sources

ANIMALS = ("cat", "dog", "bird")
TEN = ("airplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def _ten_classes() -> Entry:
    """Labels as one column, and five definitions as a list."""
    outputs = np.round(np.random.default_rng(7).normal(0, 2, (4, 10)), 2)
    entry = Entry.of(np.eye(10)[[3, 8, 0, 6]], outputs, TEN)
    more = (sources[name] for name in ("torch.nn.CrossEntropyLoss", "torch.nn.MultiLabelSoftMarginLoss"))
    cards = (ShownCard(each.name, each.title, each.title, each.definition, source=each.name) for each in more)
    return replace(entry, cards=(*entry.cards, *cards))


def _impossible() -> Entry:
    """A class that came has probability 0: the loss is infinite."""
    shares = [[0.7, 0.2, 0.1], [0.0, 0.6, 0.4]]
    return Entry.of([[1, 0, 0], [1, 0, 0]], shares, ANIMALS, outputs_are="probabilities")


STATES: Mapping[str, Analysis] = {
    "three-classes": Analysis(examples["three-classes"].entry, Focus(row=2, column=1, chosen=0)),
    "several-labels": Analysis(examples["several-labels"].entry, examples["several-labels"].focus),
    "soft-labels": Analysis(examples["soft-labels"].entry, Focus(chosen=1)),
    "ten-classes": Analysis(_ten_classes(), Focus(row=1, column=8, chosen=3)),
    "infinite": Analysis(_impossible(), Focus(row=1, chosen=0)),
    "weights": Analysis(replace(examples["three-classes"].entry, class_weights=(1.0, 2.5, 4.0)), Focus()),
    "sum-in-bits": Analysis(replace(examples["two-outputs"].entry, reduction="sum", log_base=2.0), Focus(row=1)),
}


def test_the_first_run_is_told_with_all_its_values(first_run: Screen) -> None:
    _all_told(first_run, Analysis(examples["two-classes"].entry, Focus()))


@pytest.mark.parametrize("name", STATES)
def test_every_value_is_told(program: Screen, name: str) -> None:
    program.open(name, STATES[name])
    _all_told(program, STATES[name])


def _all_told(program: Screen, analysis: Analysis) -> None:
    """The words that are expected come; what is missing then is named."""
    things = program.until_told(everything(analysis))
    title = next((each.name for each in things if each.role == "table" and each.name.startswith("a = ")), None)
    if title is not None:
        assert not not_found(of_activations(analysis, title), things)
    assert unnamed(things) == []
