"""What is trained, kept from one start of the program to the next: neuron and classifier with their costs and rates.

The outputs are those of the entry, which is kept by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from xentgui.questions.contest import Contest, Start
from xentgui.questions.models import LinearClassifier, Neuron
from xentgui.training_examples import COSTS, training_examples

MOST_POINTS = 2_000
Kept = tuple[dict[str, Contest], dict[str, str]]  # by what is trained: contests, and names of examples or ""


def written(contests: Mapping[str, Contest], examples: Mapping[str, str]) -> str:
    """The contests as text for the settings."""
    return json.dumps(
        {
            kind: _told(contest, examples[kind])
            for kind, contest in contests.items()
            if kind != "outputs" and contest.start.batch.shape[0] <= MOST_POINTS
        }
    )


def read(text: str) -> Kept:
    """What `written` wrote; what can not be read is left out."""
    found: Kept = {}, {}
    for kind in ("neuron", "classifier"):
        try:
            told = json.loads(text)[kind]
            found[0][kind], found[1][kind] = _contest(kind, told), str(told["example"])
        except (ValueError, TypeError, KeyError):
            continue
    return found


def _told(contest: Contest, example: str) -> dict[str, object]:
    start = contest.start
    told: dict[str, object] = {
        "example": example,
        "costs": [[contender.name, contender.rate] for contender in contest.contenders],
        "epochs": contest.epochs,
        "momentum": contest.momentum,
        "batch_size": contest.batch_size,
        "seed": contest.seed,
    }
    if not example and isinstance(start, Neuron):
        told["start"] = [start.weight, start.bias, start.x, start.y]
    elif not example and isinstance(start, LinearClassifier):
        told["start"] = [np.asarray(start.points).tolist(), start.batch.label_table.tolist()]
    return told


def _contest(kind: str, told: Mapping[str, Any]) -> Contest:
    known = {each.name: each for each in COSTS[kind]}
    contenders = tuple(replace(known[name], rate=float(rate)) for name, rate in told["costs"])
    size = told["batch_size"]
    contest = Contest(
        _start(kind, str(told["example"]), told),
        contenders,
        int(told["epochs"]),
        float(told["momentum"]),
        batch_size=None if size is None else int(size),
        seed=int(told["seed"]),
    )
    contest.race()  # refuses what can not be trained
    return contest


def _start(kind: str, example: str, told: Mapping[str, Any]) -> Start:
    if example:
        return training_examples[example].contest.start
    return Neuron(*told["start"]) if kind == "neuron" else LinearClassifier(*told["start"])
