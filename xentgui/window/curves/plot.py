"""The plot: axes, curves, and a point that asks to be moved by mouse or keys and never moves itself."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from xentgui.window.curves.arrangement import mark_at
from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.geometry import Frame, Shown
from xentgui.window.curves.items import Overlay, Strokes
from xentgui.window.curves.moved_point import PointPlot
from xentgui.window.curves.placement import Box
from xentgui.window.sizes import px
from xentgui.window.theme import STALE, theme

NEAR_LINE, NEAR_MARK = 7.0, 14.0  # pixels within which a press takes hold
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


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
        self._shown: Shown | None = None
        self._names_stay = False

    @property
    def may_move(self) -> bool:
        return self._shown is not None and self._shown.movable

    def ask_beside(self, key: Qt.Key, stride: float) -> None:
        shown = self._shown
        if shown is not None:
            step = stride * shown.across.width
            self.asked.emit(shown.here + KEYS[key] * step, step / 100)

    def show_plot(self, shown: Shown) -> None:
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
        area = self._item.vb.geometry()
        box = Box(area.x(), area.y(), area.width(), area.height())
        return Frame(box, self._shown.across, self._shown.upward, self._shown.log)

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

    def _hover(self, position: QPointF, frame: Frame, shown: Shown) -> None:
        self._show_reach(self._within_reach(position))
        inside = frame.box.holds(Box(position.x(), position.y(), 0, 0))
        self._overlay.point_at(shown.nearest(frame.x_at(position.x())) if inside else None)
