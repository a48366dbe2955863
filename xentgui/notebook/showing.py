"""The window, opened from Python in a process of its own: it gets the data in a private folder, which it removes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from xentgui.edits import replace_data
from xentgui.edits_of_cards import add_card, card_of
from xentgui.entry import THREE_SOURCES, Entry, Focus, Mode, OutputsAre
from xentgui.losses.batch import Batch, DataError
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate
from xentgui.notebook.answering import written
from xentgui.notebook.arguments import Arguments, sorted_out
from xentgui.opening import hand_over
from xentgui.screen import absent, problem
from xentgui.sources import resolve

MOST_NUMBERS = 40_000_000  # of labels or outputs that the window is given
SUM_TOLERANCE = 1e-3  # of printed probabilities
_NOT_FOR_THE_WINDOW = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_PLUGIN_PATH", "QT_QPA_FONTDIR")  # of another library's Qt
_running: list[subprocess.Popen[bytes]] = []  # kept, so that none is reported as lost when its Shown is forgotten


class Shown:
    """A window that was opened from here. It lives on when this process ends."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process, self._folder = process, folder

    @property
    def running(self) -> bool:
        """Whether the window is still open."""
        return self._process.poll() is None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the window is closed; returns its exit status. Raises TimeoutError after `timeout` seconds."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"the window is still open after {timeout:g} s") from None
        shutil.rmtree(self._folder, ignore_errors=True)
        return status

    def close(self) -> None:
        """Close the window; what was changed in it is not kept."""
        if self.running:
            self._process.terminate()
        self.wait()

    def __repr__(self) -> str:
        return f"<window of xentgui, {'open' if self.running else 'closed'}>"


def show(
    labels: object,
    outputs: object,
    number: object = None,
    *,
    criterion: object = None,
    outputs_are: str | None = None,
    definition: str | Definition = "softmax",
    sample_weights: object = None,
    class_axis: int | None = None,
    groups: object = None,
    **changes: Any,
) -> Shown:
    """Open the window on these data, in a process of its own, and return at once.

    Args:
        labels, outputs, criterion, outputs_are, definition, sample_weights, class_axis, groups, **changes: as for
            `explain`.
        number: the loss that puzzles, which the window is asked about; None opens it without a question.

    Returns:
        A Shown: `wait()` until it is closed, `close()` it, ask whether it is `running`.

    Raises:
        DataError: data that can not be read, or that are too many for a window.
        ValueError: a name or a loss object that is not known.
        RuntimeError: there is no display to open it on.
    """
    arguments = sorted_out(
        labels, outputs, criterion=criterion, outputs_are=outputs_are, definition=definition,
        sample_weights=sample_weights, class_axis=class_axis, groups=groups, changes=changes,
    )  # fmt: skip
    return show_arguments(arguments, number)


def show_arguments(arguments: Arguments, number: object) -> Shown:
    """`show` for arguments that are sorted out."""
    why = absent() or problem()
    if why is not None:
        raise RuntimeError(f"no window can be opened: {why}; xentgui.explain works without one")
    text = "" if number is None else written(number)
    folder = hand_over(*entered(arguments), text if isinstance(text, str) else " ".join(text))
    try:
        process = _started(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _running[:] = [each for each in _running if each.poll() is None] + [process]
    return Shown(process, folder)


def _started(folder: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_THE_WINDOW}
    words = [sys.executable, "-m", "xentgui", "--handed", str(folder)]
    try:
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment, start_new_session=True
        )
    except OSError as error:
        raise RuntimeError(f"the window could not be started ({error}); xentgui.explain works without one") from error


def entered(arguments: Arguments) -> tuple[Entry, Focus]:
    """The arguments as what the window holds: the tables, what they are, and a card for the definition."""
    chosen = resolve(arguments.definition, arguments.changes)
    batch = _batch(arguments)
    if batch.indices:
        evaluate(batch, Definition(ignore_index=chosen.ignore_index))  # refuses an index of no class
    if batch.shape[0] * batch.shape[1] > MOST_NUMBERS:
        raise DataError(f"more than {MOST_NUMBERS:,} numbers are too many for the window; xentgui.explain takes them")
    weights = [block.weights for block in batch.blocks if block.weights is not None]
    one_column = batch.shape[1] == 1
    mode: Mode = "binary" if one_column else "multi-sigmoid" if chosen.activation == "sigmoid" else "softmax"
    known = chosen.class_weights if not one_column and isinstance(chosen.class_weights, tuple) else None
    entry = replace_data(
        Entry.of([[0]], [[0]]),
        np.concatenate([block.labels for block in batch.blocks]),
        np.concatenate([block.outputs for block in batch.blocks]),
        sample_weights=np.concatenate(weights) if weights else None,
        outputs_are=_shown_as(batch.outputs_are),
        mode=mode,
        class_weights=known,
    )
    return _with_card(entry, chosen)


def _shown_as(outputs_are: str) -> OutputsAre:
    """Log-probabilities are logits of which the softmax is taken already."""
    return "probabilities" if outputs_are == "probabilities" else "logits"


def _batch(arguments: Arguments) -> Batch:
    batch = arguments.batch("logits")
    if not batch.shape[0]:
        raise DataError("no samples: give at least one", "outputs")
    if arguments.outputs_are is None and all(map(_are_probabilities, (block.outputs for block in batch.blocks))):
        return arguments.batch("probabilities")
    return batch


def _are_probabilities(outputs: np.ndarray[Any, Any]) -> bool:
    inside = bool(((outputs >= 0) & (outputs <= 1)).all())
    return inside and (outputs.shape[1] == 1 or bool((np.abs(outputs.sum(axis=1) - 1) <= SUM_TOLERANCE).all()))


def _with_card(entry: Entry, chosen: Definition) -> tuple[Entry, Focus]:
    """A card of its own for a definition that none of the cards shows, and the focus on it."""
    shared: Sequence[str] = ("class_weights",) if entry.class_weights is not None else ()
    for place, card in enumerate(entry.cards):
        if card.in_mode(entry) == chosen:
            return entry, Focus(chosen=place)
    bare = replace(chosen, **{name: getattr(Definition(), name) for name in shared})
    own = tuple({"log_base", "reduction", "class_weights"} - set(shared))
    return add_card(entry, card_of(chosen, bare, own)), Focus(chosen=len(THREE_SOURCES))
