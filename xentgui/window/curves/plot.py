"""The plot: axes, curves, and a point that asks to be moved by mouse or keys and never moves itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.window.curves import plot_text
from xentgui.window.curves.arrangement import HANDLE, Arrangement, arrange, mark_at
from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.geometry import Frame, Group, Numbers, ShownCurves
from xentgui.window.curves.moved_point import PointPlot
from xentgui.window.curves.placement import Box
from xentgui.window.curves.plot_text import rect
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.theme import STALE, Theme, dash, pen, theme

MARK = 11.0
SPOT = 7.0
AIR = 16.0  # marks at the ends of an axis reach over the frame
WIDTH, DASH = 2.0, 5.0
STRAIGHT = 0.04  # pixels between a point and the middle of its neighbours, twice
NEAR_LINE, NEAR_MARK = 7.0, 14.0  # pixels within which a press takes hold
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Painted(pg.GraphicsObject):
    """Painted in pixels of the plot item, within a box and a little beyond it; the mouse does not see it."""

    def __init__(self, parent: pg.PlotItem, height: int, beyond: float) -> None:
        """`height` says over which other parts it is painted, `beyond` how far outside the box, as a written size."""
        super().__init__(parent)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(height)
        self._beyond = beyond
        self._box: Box | None = None
        self.pointer: Any = None  # the point that is read out: a place along the curves, or in the plane
        self.ringed = False  # whether it shows that the keys move it

    def lie_in(self, box: Box) -> None:
        """The place where it is painted from now on."""
        if box != self._box:
            self.prepareGeometryChange()
            self._box = box

    def point_at(self, point: object) -> None:
        """Read out the values at this point, or none."""
        if point != self.pointer:
            self.pointer = point
            self.update()

    def ring(self, ringed: bool) -> None:
        self.ringed = ringed
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF() if self._box is None else rect(self._box.grown(px(self._beyond)))


class Strokes(Painted):
    """Paints the curves of what `show_plot` was given, in pixels of the plot item, inside the frame."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent, 50, WIDTH)
        self._drawn: list[tuple[QPainterPath, QPen]] = []

    def show_plot(self, shown: ShownCurves, frame: Frame) -> None:
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
        for path, line in self._drawn:
            painter.strokePath(path, line)


def _path(shown: ShownCurves, frame: Frame, group: Group) -> QPainterPath:
    """The curve cut at the frame: drawings that know no clipping take it as it is."""
    points = frame.polyline(shown.x, group.values)
    box = frame.box
    for axis, sign, limit in ((0, -1, box.left), (0, 1, box.right), (1, -1, box.top), (1, 1, box.bottom)):
        points = _cut(points, axis, sign, limit)
    points = _thinned(points)
    return path_of(points)


def path_of(points: Numbers) -> QPainterPath:
    """A curve through points in pixels, interrupted where they are not finite."""
    path: QPainterPath = pg.arrayToQPath(points[:, 0], points[:, 1], connect="finite")
    return path


def _thinned(points: Numbers) -> Numbers:
    """Without most of what stands where the curve is straight to a tenth of a pixel: it is painted twice as fast."""
    bend = np.abs(np.diff(points, 2, axis=0)).max(axis=1, initial=0.0)
    kept = np.ones(len(points), dtype=bool)
    kept[1:-1] = ~(bend < STRAIGHT)  # a gap is kept
    kept[::4] = True
    return points[kept]


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
    pen = QPen(QColor(theme().definition(slot)), px(WIDTH))
    pattern = list(dash(slot))
    if count > 1:
        pattern = [DASH, DASH * (count - 1)]
        pen.setDashOffset(DASH * (count - place))
    if pattern:
        pen.setDashPattern(pattern)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


class Overlay(Painted):
    """Paints what `show_plot` was given, in pixels of the plot item."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent, 100, AIR)
        self._shown: ShownCurves | None = None
        self._frame: Frame | None = None
        self._arrangement = Arrangement()

    def show_plot(self, shown: ShownCurves, frame: Frame, *, names_stay: bool) -> None:
        """Display this; during a drag the names of the curves stay where they are."""
        self.lie_in(frame.box)
        self._shown, self._frame = shown, frame
        self._arrangement = arrange(shown, frame, theme(), self._arrangement, names_stay=names_stay)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._shown is None or self._frame is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme()
        self._paint_point(painter, self._shown, self._frame, colours)
        for label in self._arrangement.names + self._arrangement.values:
            if label.place is not None:
                plot_text.paint_leader(painter, label.place)
            plot_text.paint_on_ground(painter, label.lines, label.box)
        if self.pointer is not None and self.pointer < len(self._shown.x):
            _paint_readout(painter, self._shown, self._frame, self.pointer, colours)

    def _paint_point(self, painter: QPainter, shown: ShownCurves, frame: Frame, colours: Theme) -> None:
        x = shown.point_x(frame)
        painter.setPen(pen(colours.secondary, 1, Qt.PenStyle.DotLine))
        plot_text.paint_upright(painter, x, frame.box)
        _paint_gap(painter, shown, frame, colours)
        held = shown.held
        for group in (*(group for group in shown.groups if group is not held), held):
            if group is None:
                continue
            centre = QPointF(*mark_at(shown, frame, group, shown.index))
            slot = shown.slot(group)
            if group is held and shown.movable:
                _paint_handle(painter, centre, colours, slot, ringed=self.ringed)
            plot_text.paint_mark(painter, centre, slot, MARK)


def readout(shown: ShownCurves, index: int, colours: Theme) -> plot_text.Lines:
    """The x of a point and each curve's value there, curves that coincide in one line."""
    lines: list[Sequence[plot_text.PlotRun]] = [
        (plot_text.PlotRun(f"{shown.point_name} = {show_number(float(shown.x[index]))}", colours.outputs, bold=True),)
    ]
    for group in shown.groups:
        slots = [shown.slots[card] for card in group.cards]
        lines.append(plot_text.value_line(slots, float(group.values[index]), shown.slot(group), colours))
    return lines


def _paint_handle(painter: QPainter, centre: QPointF, colours: Theme, slot: int, *, ringed: bool) -> None:
    square = QRectF(centre.x() - px(HANDLE) / 2, centre.y() - px(HANDLE) / 2, px(HANDLE), px(HANDLE))
    ground = QColor(colours.definition(slot))
    ground.setAlphaF(0.25)
    painter.setPen(pen(colours.focus, 2) if ringed else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(square, px(3), px(3))


def _paint_gap(painter: QPainter, shown: ShownCurves, frame: Frame, colours: Theme) -> None:
    """What one definition adds, as a shaded piece of the line between two marks."""
    if shown.gap is None:
        return
    upper, lower = shown.groups[shown.gap.upper], shown.groups[shown.gap.lower]
    slot = shown.slot(upper)
    x, top = mark_at(shown, frame, upper, shown.index)
    _, bottom = mark_at(shown, frame, lower, shown.index)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.tint(slot)))
    painter.drawRect(QRectF(x - px(5), top, px(10), bottom - top))
    dashed = QPen(QColor(colours.definition(slot)), px(2))
    dashed.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashed.setDashPattern([2.6, 1.6])
    painter.setPen(dashed)
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def _paint_readout(painter: QPainter, shown: ShownCurves, frame: Frame, index: int, colours: Theme) -> None:
    x = frame.px(float(shown.x[index]))
    painter.setPen(pen(colours.line))
    plot_text.paint_upright(painter, x, frame.box)
    for group in shown.groups:
        if frame.shows(float(group.values[index])):
            centre = QPointF(*mark_at(shown, frame, group, index))
            plot_text.paint_mark(painter, centre, shown.slot(group), SPOT)
    plot_text.paint_readout(painter, readout(shown, index, colours), x, frame.box.top + px(34), frame.box.right)


class Plot(PointPlot, pg.PlotWidget):
    """Shows curves; `asked` is where the point is wanted."""

    asked = Signal(float, float)  # x, and how finely it is meant
    arrows = frozenset(KEYS)

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {"left": UpwardAxis(), "bottom": Axis("bottom")}
        super().__init__(parent, axisItems=axes, enableMenu=False)
        item = self.getPlotItem()
        make_bare(item)
        item.vb.sigResized.connect(self._arrange)
        self._item, self._axes = item, axes
        self.setAccessibleDescription("The left and right arrow keys move the point, with Shift ten times as far")
        self._strokes = Strokes(item)
        self._overlay = Overlay(item)
        self._shown: ShownCurves | None = None
        self._names_stay = False

    @property
    def may_move(self) -> bool:
        return self._shown is not None and self._shown.movable

    def ask_beside(self, key: Qt.Key, stride: float) -> None:
        shown = self._shown
        if shown is not None:
            step = stride * shown.across.width
            self.asked.emit(shown.here + KEYS[key] * step, step / 100)

    def show_plot(self, shown: ShownCurves) -> None:
        """Display curves, axes and point."""
        self._overlay.point_at(None)
        names_stay, self._shown = self.moving and self._shown is not None, shown
        colours = theme()
        self.setBackground(colours.surface)
        self._axes["bottom"].dress(colours, shown.across_title, colours.outputs)
        self._axes["left"].dress(colours, shown.upward_title, colours.secondary)
        self._axes["left"].count_in_powers(shown.log)
        self._item.vb.setRange(
            xRange=(shown.across.low, shown.across.high), yRange=(shown.upward.low, shown.upward.high), padding=0
        )
        self._names_stay = names_stay
        self._arrange()

    def dim(self, dimmed: bool) -> None:
        """The last good answer while there is no newer one."""
        self._item.setOpacity(STALE if dimmed else 1.0)

    def frame(self) -> Frame | None:
        """The plot's area in pixels of this widget, with its axes."""
        if self._shown is None:
            return None
        return Frame(
            plot_text.box_of(self._item.vb.geometry()), self._shown.across, self._shown.upward, self._shown.log
        )

    def point(self) -> QPointF | None:
        """Where the handle stands, in pixels of this widget."""
        frame = self.frame()
        if self._shown is None or frame is None:
            return None
        if self._shown.held is None:
            return QPointF(self._shown.point_x(frame), frame.box.bottom)
        return QPointF(*mark_at(self._shown, frame, self._shown.held, self._shown.index))

    def _arrange(self) -> None:
        frame = self.frame()
        if self._shown is not None and frame is not None and frame.box.width > 0 and frame.box.height > 0:
            self._strokes.show_plot(self._shown, frame)
            self._overlay.show_plot(self._shown, frame, names_stay=self._names_stay)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._within_reach(event.position()):
            self._take(event.position().x() - self.point().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if self._grip is not None and frame is not None:
            self.asked.emit(frame.x_at(event.position().x() - self._grip), frame.across.width / frame.box.width)
        elif not event.buttons() and self._shown is not None and frame is not None:
            self._hover(event.position(), frame, self._shown)
        event.accept()

    def _within_reach(self, position: QPointF) -> bool:
        """Near the dotted line, or near a mark on it."""
        frame, shown = self.frame(), self._shown
        if frame is None or shown is None or not shown.movable:
            return False
        marks = [mark_at(shown, frame, group, shown.index) for group in shown.groups]
        on_mark = any(max(abs(position.x() - x), abs(position.y() - y)) <= px(NEAR_MARK) for x, y in marks)
        along = frame.box.top <= position.y() <= frame.box.bottom
        return on_mark or (along and abs(position.x() - shown.point_x(frame)) <= px(NEAR_LINE))

    def _hover(self, position: QPointF, frame: Frame, shown: ShownCurves) -> None:
        self._show_reach(self._within_reach(position))
        inside = frame.box.holds(Box(position.x(), position.y(), 0, 0))
        self._overlay.point_at(shown.nearest(frame.x_at(position.x())) if inside else None)
