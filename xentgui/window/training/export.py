"""What can be taken out of a race: its curves as CSV, its picture as PNG or SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

from xentgui.files.atomic import write_whole
from xentgui.files.exports import trace_columns
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest, Progress
from xentgui.questions.models import Neuron, Numbers
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import training_examples
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.exporting.save_dialog import PICTURES, TABLES, asked_file
from xentgui.window.exporting.tables import columns_text

Traces = Mapping[str, Mapping[str, Numbers]]  # the arrays of each run, by their names


def curves(contest: Contest, run: TrainingRun, progress: Progress) -> Traces:
    """The arrays of each run, by its name: losses under every cost, gradient, accuracy, and a neuron's w, b, z, a."""
    found = {}
    for contender in contest.contenders:
        trace = run.traces[contender.name]
        arrays = {f"loss {each.short}": trace.losses[each.name] for each in contest.contenders}
        arrays["gradient"] = trace.gradient_norm
        if isinstance(contest.start, Neuron):
            parameters = np.array(trace.parameters_from(0)).reshape(-1, 2)
            arrays |= {"w": parameters[:, 0], "b": parameters[:, 1]}
            arrays |= {"z": progress.logits[contender.name][:, 0], "a": progress.outputs[contender.name][:, 0]}
        else:
            arrays["accuracy"] = trace.accuracy
        found[contender.short] = arrays
    return found


def export_curves(parent: QWidget, traces: Traces) -> str:
    """Ask for a file and write every curve into it; what was done, in words."""
    path = asked_file(parent, "Curves of the training as a table", str(Path.home() / "training.csv"), TABLES)
    if path is None:
        return ""
    text = columns_text(trace_columns(traces), path.suffix.lower()[1:])
    return _written(path, lambda: write_whole(path, text.encode()))


def _written(path: Path, write: Callable[[], object]) -> str:
    """Write a file; that it was written, or why it could not be."""
    try:
        write()
    except DataError as error:
        return error.reason
    return f"Wrote {path.name}"


def picture(example: str, contest: Contest, page: QWidget, parts: Sequence[QWidget]) -> Picture:
    """The plots in their places under the title of the example and the rates."""
    title = training_examples[example].title if example in training_examples else "Training"
    rates = ", ".join(f"{contender.short} {contender.rate:g}" for contender in contest.contenders)
    return of_parts(f"{title} · rates: {rates}", page, parts)


def export_picture(parent: QWidget, drawn: Picture | None) -> str:
    """Ask for a file and write the plots into it; what was done, in words."""
    path = asked_file(parent, "Picture of the training", str(Path.home() / "training.png"), PICTURES)
    return "" if path is None or drawn is None else _written(path, lambda: drawn.save(path))
