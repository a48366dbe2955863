"""What is trained and how, as it stands in a session file: of each kind its start, its costs and their rates.

A cost is written by its name; the costs of the entered table are the entry's own definitions.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from xentgui.files import session_parts as parts
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest, Kind, OfTable, Start, Training
from xentgui.questions.models import FreeOutputs, LinearClassifier, Neuron
from xentgui.training_examples import AT_FIRST, COSTS

KINDS: tuple[Kind, ...] = ("neuron", "outputs", "classifier")
MOST_EPOCHS, MOST_SEED, MOST_NOISE = 1_000_000, 2**31, 1000
START_OF: dict[str, Any] = {"neuron": Neuron, "outputs": FreeOutputs, "classifier": LinearClassifier}


def written(training: Training) -> dict[str, object]:
    """The value as JSON; kinds that are as at first are left out."""
    kept = {kind: getattr(training, kind) for kind in KINDS}
    changed = {kind: what for kind, what in kept.items() if what != getattr(AT_FIRST, kind)}
    return {"kind": training.kind, **{kind: _written(what) for kind, what in changed.items()}}


def _written(what: Contest | OfTable) -> dict[str, object]:
    start = _start(what.start) if isinstance(what, Contest) else None
    how = OfTable.of(what) if isinstance(what, Contest) else what
    noise = {"noise": what.noise} if isinstance(what, Contest) and what.noise else {}
    return {"start": start, **vars(how), "rates": dict(how.rates), **noise}


def _start(start: Start) -> dict[str, object]:
    """The numbers that it is made of; a classifier's weights are zeros."""
    names = [field.name for field in fields(start) if field.name not in ("weights", "biases", "sample_weights")]
    return {name: np.asarray(getattr(start, name)).tolist() for name in names}


def read(value: object) -> Training:
    """What `written` wrote. Raises DataError."""
    data = parts.mapping(value, "training")
    kept: dict[str, Any] = {
        kind: _read(parts.mapping(data[kind], f"training.{kind}"), kind) for kind in KINDS if kind in data
    }
    kept["kind"] = parts.choice(data.get("kind", AT_FIRST.kind), KINDS, "training.kind")
    return replace(AT_FIRST, **kept)


def _read(data: Mapping[str, object], kind: Kind) -> Contest | OfTable:
    place = f"training.{kind}"
    given = parts.mapping(data.get("rates", {}), f"{place}, rates")
    rates = {name: _number(rate, 1e6, f"{place}, rates") for name, rate in given.items()}
    options = {name: read(data[name], f"{place}, {name}") for name, read in OPTIONS.items() if name in data}
    if START_OF[kind] is FreeOutputs and data.get("start") is None:
        return OfTable(tuple(rates.items()), **options)
    options["noise"] = _number(data.get("noise", 0.0), MOST_NOISE, f"{place}, noise")
    known = {each.name: each for each in COSTS[kind]}
    if not rates or not set(rates) <= set(known):
        raise DataError(f"{place}: this version knows the costs {', '.join(known)}")
    try:
        start = START_OF[kind](**parts.mapping(data.get("start"), f"{place}, start"))
        contest = Contest(start, tuple(replace(known[name], rate=rate) for name, rate in rates.items()), **options)
        contest.race()
    except (ValueError, TypeError):
        raise DataError(f"{place} cannot be trained: it is damaged, use an earlier copy") from None
    return contest


def _number(value: object, below: float, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < below:
        parts.damaged(place)
    return float(value)


OPTIONS: dict[str, Any] = {
    "epochs": lambda value, place: parts.whole(value, MOST_EPOCHS + 1, place),
    "momentum": lambda value, place: _number(value, 1.0, place),
    "batch_size": lambda value, place: None if value is None else parts.whole(value, sys.maxsize, place),
    "seed": lambda value, place: parts.whole(value, MOST_SEED + 1, place),
}
