"""The entered table as what is trained: its logits are the parameters, the definitions on show the costs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, in_blocks
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contender, Contest
from xentgui.questions.models import FreeOutputs, Numbers
from xentgui.questions.training import Trace

RATE = 1.0
MOST_NUMBERS = 50_000_000  # that a race keeps: parameters of each epoch of each run


def of_entry(analysis: Analysis, epochs: int) -> Contest:
    """The contest of the entered table. DataError where there is nothing to train."""
    batch = analysis.batch
    if batch is None:
        raise analysis.problem or DataError("there is no table to train")
    logits = np.asarray(batch.outputs, dtype=float)
    if batch.outputs_are == "probabilities":
        logits = _logits(logits, shared=analysis.entry.mode == "softmax")
    contenders = tuple(
        Contender(shown.name, shown.title, shown.short, shown.definition, shown.slot, RATE) for shown in analysis.shown
    )
    return Contest(FreeOutputs(batch.labels, logits, batch.sample_weights), contenders, epochs)


def trained_as(before: Contest, contest: Contest) -> Contest:
    """The contest at the rates and with the options of the one before, where there are as many runs."""
    if len(before.rates) != len(contest.rates):
        return contest
    options = {"momentum": before.momentum, "batch_size": before.batch_size, "seed": before.seed}
    return replace(contest.at_rates(*before.rates), **options)


def check_size(contest: Contest) -> None:
    """Refuse what would not fit into memory: every epoch is kept, to be looked at again."""
    numbers = len(contest.start.parameters())
    if numbers * (contest.epochs + 1) * len(contest.contenders) > MOST_NUMBERS:
        most = MOST_NUMBERS // (numbers * len(contest.contenders)) - 1
        words = f"{numbers:,} parameters: every epoch is kept, so at most {max(most, 0):,} epochs fit. Ask for fewer."
        raise DataError(words)


def entry_at(entry: Entry, trace: Trace, epoch: int) -> Entry:
    """The entry with the logits that a run has at an epoch."""
    state = trace.state(epoch)
    state = getattr(state, "inner", state)
    assert isinstance(state, FreeOutputs)
    outputs = entry.table("outputs").copy()
    columns = list(entry.shown_columns)
    outputs[:, columns] = np.asarray(state.outputs).reshape(len(outputs), len(columns))
    if entry.outputs_are == "probabilities":
        rest = [k for k in range(entry.columns) if k not in columns]
        outputs[:, rest] = 0.0
    found = [block.weights for block in entry.blocks if block.weights is not None]
    weights: Numbers | None = np.concatenate(found) if len(found) == len(entry.blocks) else None
    return replace(entry, blocks=in_blocks(entry.table("labels"), outputs, weights), outputs_are="logits")


def analysis_at(analysis: Analysis, trace: Trace, epoch: int, chosen: int) -> Analysis:
    """The analysis of an epoch, read-only; of the last one where the run had stopped before."""
    if trace.stopped is not None:
        epoch = min(epoch, max(trace.stopped[0] - 1, 0))
    focus = replace(analysis.focus, chosen=chosen, epoch=epoch)
    return Analysis(entry_at(analysis.entry, trace, epoch), focus)


def output_shown(analysis: Analysis | None) -> tuple[int, str]:
    """Which output of the focused row is drawn over the epochs, and what it is called; the first of an example."""
    if analysis is None:
        return 0, "a₁ of row 1"
    column = analysis.column
    return column, f"a({analysis.shown_names[column]}) of row {analysis.focus.row + 1}"


def entering(trace: Trace, name: str, epoch: int) -> Edit:
    """The edit that puts the logits of an epoch into the table."""
    return Edit(f"Logits of {name}, epoch {epoch:,}", partial(entry_at, trace=trace, epoch=epoch))


def _logits(a: Numbers, *, shared: bool) -> Numbers:
    with np.errstate(divide="ignore"):
        logits: Numbers = np.log(a) if shared else np.log(a) - np.log1p(-a)
    if not np.isfinite(logits).all():
        row, *column = (int(k) for k in np.argwhere(~np.isfinite(logits))[0])
        value = a[(row, *column)]
        raise DataError(f"the probability {value:g} has no finite logit to train", "outputs", (row, *(column or [0])))
    return logits
