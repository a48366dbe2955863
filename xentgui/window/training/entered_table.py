"""The entered table as what is trained: its logits are the parameters, the definitions on show the costs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from xentgui.analysis import Analysis
from xentgui.edits import logits_of
from xentgui.entry import Edit, Entry, in_blocks
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contender, Contest, OfTable
from xentgui.questions.models import FreeOutputs, Model, Numbers, SoftmaxFirst
from xentgui.questions.training import Trace


def contest_of(analysis: Analysis) -> Contest:
    """What is trained of an entry. DataError where there is nothing to train."""
    front = analysis.entry.training.front
    return of_entry(analysis, front) if isinstance(front, OfTable) else front


def of_entry(analysis: Analysis, how: OfTable) -> Contest:
    """The contest of the entered table. DataError where there is nothing to train."""
    batch = analysis.batch
    if batch is None:
        raise analysis.problem or DataError("there is no table to train")
    logits = np.asarray(batch.outputs, dtype=float)
    if batch.outputs_are == "probabilities":
        logits = _trainable(logits, logits_of(logits, analysis.entry.mode))
    contenders = (Contender(each.name, each.title, each.short, each.definition, each.slot) for each in analysis.shown)
    return how.contest(FreeOutputs(batch.labels, logits, batch.sample_weights), contenders)


def state_at(trace: Trace, epoch: int) -> Model:
    """What a run has learnt at an epoch; below a softmax that is taken twice."""
    state = trace.state(epoch)
    return state.inner if isinstance(state, SoftmaxFirst) else state


def entry_at(entry: Entry, trace: Trace, epoch: int) -> Entry:
    """The entry with the logits that a run has at an epoch."""
    state = state_at(trace, epoch)
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
    return column, f"a({analysis.shown_names[column]}) of {analysis.row_words}"


def entering(trace: Trace, name: str, epoch: int) -> Edit:
    """The edit that puts the logits of an epoch into the table."""
    return Edit(f"Logits of {name}, epoch {epoch:,}", partial(entry_at, trace=trace, epoch=epoch))


def _trainable(a: Numbers, logits: Numbers) -> Numbers:
    """The logits of these probabilities. DataError where one is not finite."""
    if not np.isfinite(logits).all():
        row, *column = (int(k) for k in np.argwhere(~np.isfinite(logits))[0])
        value = a[(row, *column)]
        raise DataError(f"the probability {value:g} has no finite logit to train", "outputs", (row, *(column or [0])))
    return logits
