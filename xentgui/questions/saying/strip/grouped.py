"""The strip's line about groups of rows: what the mean of their means is, beside the mean of all rows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from xentgui.losses.arrays import Array
from xentgui.losses.evaluation import Evaluation, evaluate
from xentgui.losses.labels import ignored_rows
from xentgui.questions.saying.runs import Line, Run, numeral
from xentgui.questions.saying.strip.scene import Scene

TOLERANCE = 1e-12


def means_line(scene: Scene, group: str) -> Line | None:
    """What the chosen card gives as the mean of means; None where it takes no such data."""
    batch, chosen = scene.batch, scene.card.definition
    if batch.groups is None or scene.card.relation == "refused":
        return None
    rows, means = (evaluate(batch, replace(chosen, reduction="mean", over_groups=over)) for over in (None, "mean"))
    of_rows, of_means = float(rows.value), float(means.value)
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
    plural = f"{group}es" if group.endswith(("s", "x", "ch", "sh")) else f"{group}s"
    groups = f"{numeral(len(sizes)).capitalize()} {group if len(sizes) == 1 else plural}"
    if len(set(sizes)) == 1:
        return f"{groups} of {_rows(sizes[0], what)}"
    if len(set(sizes[:-1])) == 1 and sizes[-1] < sizes[0]:
        return f"{groups}, the last of {_rows(sizes[-1], what)}"
    return f"{groups} of {min(sizes):,} to {_rows(max(sizes), what)}"


def _rows(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"
