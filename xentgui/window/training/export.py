"""What can be taken out of a race: its curves as CSV, its picture as PNG or SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from xentgui.files.atomic import write_whole
from xentgui.files.exports import trace_columns
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest
from xentgui.questions.models import Neuron, Numbers
from xentgui.questions.progress import Progress
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import training_examples
from xentgui.window.exporting.asked import PICTURES, TABLES, asked_file
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.exporting.tabled import columns_text

if TYPE_CHECKING:
    from xentgui.window.training.view import TrainingView


def curves(contest: Contest, run: TrainingRun, progress: Progress) -> Mapping[str, Mapping[str, Numbers]]:
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


def export_curves(page: TrainingView) -> None:
    """Ask for a file and write every curve into it."""
    path = asked_file(page, "Curves of the training as a table", str(Path.home() / "training.csv"), TABLES)
    if path is None:
        return
    text = columns_text(trace_columns(page.traces()), path.suffix.lower()[1:])
    _write(page, path, lambda: write_whole(path, text.encode()))


def _write(page: TrainingView, path: Path, write: Callable[[], object]) -> None:
    """Write a file and say so, or why it could not be."""
    try:
        write()
    except DataError as error:
        page.said.emit(error.reason)
    else:
        page.said.emit(f"Wrote {path.name}")


def picture(example: str, contest: Contest, page: QWidget, parts: Sequence[QWidget]) -> Picture:
    """The plots in their places under the title of the example and the rates."""
    title = training_examples[example].title if example in training_examples else "Training"
    rates = ", ".join(f"{contender.short} {contender.rate:g}" for contender in contest.contenders)
    return of_parts(f"{title} · rates: {rates}", page, parts)


def export_picture(page: TrainingView) -> None:
    """Ask for a file and write the plots of the page into it."""
    path = asked_file(page, "Picture of the training", str(Path.home() / "training.png"), PICTURES)
    drawn = page.picture()
    if path is not None and drawn is not None:
        _write(page, path, lambda: drawn.save(path))
