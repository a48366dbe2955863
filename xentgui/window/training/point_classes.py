"""The classes of points in a plane: their letters, their colours, and what a classifier makes of the plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_uppercase

import numpy as np
from PySide6.QtGui import QColor, QImage

from xentgui.questions.contest import Contender, Contest, activations
from xentgui.questions.models import LinearClassifier, Numbers
from xentgui.questions.training import TrainingRun
from xentgui.window.curves.geometry import Range
from xentgui.window.theme import Theme
from xentgui.window.training.entered_table import state_at

MOST_CLASSES = 5
LIGHT = ("#2F6FD0", "#D9822B", "#3F9A6B", "#8A5CC4", "#7A7F87")
DARK = ("#6EA3F0", "#F0A860", "#6CC79A", "#B79AEC", "#AEB4BC")
GRID = 56  # cells of the picture, in each direction
STRENGTH = 0.42  # of the colour of a class that is certain
LEAST, AIR = 3.0, 0.6  # the least that the plane shows on each side of 0, and around the points


@dataclass(frozen=True)
class Plane:
    """The part of the plane that is shown."""

    across: Range
    upward: Range


def letters(labels: Numbers) -> str:
    """The classes of one point: "A", "AB", "–" for none."""
    return "".join(ascii_uppercase[k] for k, label in enumerate(labels) if label > 0) or "–"


def colour(place: int, colours: Theme) -> str:
    return (DARK if colours.dark else LIGHT)[place % len(LIGHT)]


def plane(points: Numbers) -> Plane:
    """A part of the plane that holds all points."""
    across, upward = (
        Range(min(-LEAST, float(column.min()) - AIR), max(LEAST, float(column.max()) + AIR)) for column in points.T
    )
    return Plane(across, upward)


def answers(contender: Contender, run: TrainingRun, epoch: int, where: Numbers) -> Numbers | None:
    """What a contender's classifier says at points of the plane, (n, K); None where its run had stopped."""
    trace = run.traces[contender.name]
    if trace.stopped is not None and epoch >= trace.stopped[0]:
        return None
    state = state_at(trace, epoch)
    assert isinstance(state, LinearClassifier)
    logits = where @ np.asarray(state.weights) + np.asarray(state.biases)
    return activations(logits, contender.definition.activation)


def regions(contender: Contender, run: TrainingRun, epoch: int, shown: Plane, colours: Theme) -> QImage | None:
    """The plane, coloured by what the classifier says: each class as strongly as its output."""
    x = np.linspace(shown.across.low, shown.across.high, GRID)
    y = np.linspace(shown.upward.high, shown.upward.low, GRID)
    where = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    shares = answers(contender, run, epoch, where)
    if shares is None:
        return None
    ground = np.tile(_rgb(colours.surface), (len(where), 1))
    for place in np.argsort(shares.mean(axis=0)):
        strength = STRENGTH * shares[:, place, None] ** 2
        ground = ground * (1 - strength) + _rgb(colour(int(place), colours)) * strength
    pixels = np.ascontiguousarray(np.clip(ground, 0, 255).astype(np.uint8).reshape(GRID, GRID, 3))
    return QImage(pixels.data, GRID, GRID, 3 * GRID, QImage.Format.Format_RGB888).copy()


def _rgb(text: str) -> Numbers:
    ink = QColor(text)
    return np.array([ink.red(), ink.green(), ink.blue()], dtype=float)


def table(contest: Contest) -> Numbers:
    """The labels of the points, (n, K)."""
    return np.array(contest.start.batch.label_table)


def with_points(contest: Contest, points: Numbers, labels: Numbers) -> Contest:
    """The same with other points; the classifier starts from zero."""
    return replace(contest, start=LinearClassifier(points, labels))


def with_another_class(contest: Contest) -> Contest:
    """The same points, none of which is of the class that comes after the last."""
    assert isinstance(contest.start, LinearClassifier)
    labels = table(contest)
    wider = np.concatenate([labels, np.zeros((len(labels), 1))], axis=1)
    return with_points(contest, np.asarray(contest.start.points), wider)
