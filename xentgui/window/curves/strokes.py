"""The curves themselves, in pixels: solid or dashed as their definitions are, taking turns where they coincide."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.window.curves.lines import Group, Numbers
from xentgui.window.curves.painted import Painted
from xentgui.window.curves.shown import Frame, Shown
from xentgui.window.theme import dash, theme

WIDTH, DASH = 2.0, 5.0


class Strokes(Painted):
    """Paints the curves of what `show_plot` was given, in pixels of the plot item, inside the frame."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent, 50, WIDTH)
        self._drawn: list[tuple[QPainterPath, QPen]] = []

    def show_plot(self, shown: Shown, frame: Frame) -> None:
        """Display these curves."""
        self.lie_in(frame.box)
        self._drawn = []
        for group in shown.groups:
            path = _path(shown, frame, group)
            self._drawn += [
                (path, stroke(shown.slots[card], place, len(group.cards))) for place, card in enumerate(group.cards)
            ]
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for path, pen in self._drawn:
            painter.strokePath(path, pen)


def _path(shown: Shown, frame: Frame, group: Group) -> QPainterPath:
    """The curve cut at the frame: drawings that know no clipping take it as it is."""
    points = frame.polyline(shown.x, group.values)
    box = frame.box
    for axis, sign, limit in ((0, -1, box.left), (0, 1, box.right), (1, -1, box.top), (1, 1, box.bottom)):
        points = _cut(points, axis, sign, limit)
    path: QPainterPath = pg.arrayToQPath(points[:, 0], points[:, 1], connect="finite")
    return path


def _cut(points: Numbers, axis: int, sign: int, limit: float) -> Numbers:
    """The line without what lies beyond a limit, ending where it crosses; nan where it is interrupted."""
    over = sign * (points[:, axis] - limit)
    if not (over > 0).any():
        return points
    crossing = np.flatnonzero(((over[:-1] > 0) != (over[1:] > 0)) & np.isfinite(over[:-1]) & np.isfinite(over[1:]))
    share = over[crossing] / (over[crossing] - over[crossing + 1])
    with np.errstate(invalid="ignore", over="ignore"):  # the other coordinate may be infinite
        ends = points[crossing] + share[:, None] * (points[crossing + 1] - points[crossing])
    kept = np.where(over[:, None] > 0, np.nan, points)
    return np.insert(kept, crossing + 1, ends, axis=0)


def stroke(slot: int, place: int, count: int) -> QPen:
    """Of a curve that is the one at `place` of `count` that coincide: these take turns in dashes."""
    pen = QPen(QColor(theme().definition(slot)), WIDTH)
    pattern = list(dash(slot))
    if count > 1:
        pattern = [DASH, DASH * (count - 1)]
        pen.setDashOffset(DASH * (count - place))
    if pattern:
        pen.setDashPattern(pattern)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
