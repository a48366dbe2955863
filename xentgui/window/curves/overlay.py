"""Drawn over the curves: the point and its line, what is added there, names, values, and the readout at the pointer."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.window.curves import labels
from xentgui.window.curves.arrangement import HANDLE, Arrangement, Label, arrange, mark_at
from xentgui.window.curves.painted import Painted
from xentgui.window.curves.shown import Frame, Shown
from xentgui.window.theme import Theme, pen, show_number, theme

MARK = 11.0
SPOT = 7.0
AIR = 16.0  # marks at the ends of an axis reach over the frame


class Overlay(Painted):
    """Paints what `show_plot` was given, in pixels of the plot item."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent, 100, AIR)
        self._shown: Shown | None = None
        self._frame: Frame | None = None
        self._arrangement = Arrangement()

    def show_plot(self, shown: Shown, frame: Frame, *, names_stay: bool) -> None:
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
            _paint_leader(painter, label, colours)
            labels.paint_on_ground(painter, label.lines, label.box)
        if self.pointer is not None and self.pointer < len(self._shown.x):
            _paint_readout(painter, self._shown, self._frame, self.pointer, colours)

    def _paint_point(self, painter: QPainter, shown: Shown, frame: Frame, colours: Theme) -> None:
        x = shown.point_x(frame)
        painter.setPen(pen(colours.secondary, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, frame.box.top), QPointF(x, frame.box.bottom))
        _paint_gap(painter, shown, frame, colours)
        held = shown.held
        for group in (*(group for group in shown.groups if group is not held), held):
            if group is None:
                continue
            centre = QPointF(*mark_at(shown, frame, group, shown.index))
            slot = shown.slot(group)
            if group is held and shown.movable:
                _paint_handle(painter, centre, colours, slot, ringed=self.ringed)
            labels.paint_mark(painter, centre, slot, MARK)


def readout(shown: Shown, index: int, colours: Theme) -> labels.Lines:
    """The x of a point and each curve's value there, curves that coincide in one line."""
    lines: list[tuple[labels.Run, ...]] = [
        (labels.Run(f"{shown.point_name} = {show_number(float(shown.x[index]))}", colours.outputs, bold=True),)
    ]
    for group in shown.groups:
        marks = [labels.Run("", colours.text, mark=shown.slots[card]) for card in group.cards]
        value = labels.Run(show_number(float(group.values[index])), colours.definition(shown.slot(group)), bold=True)
        lines.append((*marks, value))
    return lines


def _paint_leader(painter: QPainter, label: Label, colours: Theme) -> None:
    """The line from a name that stands far off to its curve."""
    if label.place is not None and label.place.far:
        x, y = label.place.anchor
        painter.setPen(pen(colours.secondary))
        near = min(max(x, label.box.left), label.box.right)
        edge = label.box.top - 2 if y < label.box.top else label.box.bottom + 2
        painter.drawLine(QPointF(x, y), QPointF(near, edge))


def _paint_handle(painter: QPainter, centre: QPointF, colours: Theme, slot: int, *, ringed: bool) -> None:
    square = QRectF(centre.x() - HANDLE / 2, centre.y() - HANDLE / 2, HANDLE, HANDLE)
    ground = QColor(colours.definition(slot))
    ground.setAlphaF(0.25)
    painter.setPen(pen(colours.focus, 2) if ringed else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(square, 3, 3)


def _paint_gap(painter: QPainter, shown: Shown, frame: Frame, colours: Theme) -> None:
    """What one definition adds, as a shaded piece of the line between two marks."""
    if shown.gap is None:
        return
    upper, lower = shown.groups[shown.gap.upper], shown.groups[shown.gap.lower]
    slot = shown.slot(upper)
    x, top = mark_at(shown, frame, upper, shown.index)
    _, bottom = mark_at(shown, frame, lower, shown.index)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.tint(slot)))
    painter.drawRect(QRectF(x - 5, top, 10, bottom - top))
    dashed = QPen(QColor(colours.definition(slot)), 2)
    dashed.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashed.setDashPattern([2.6, 1.6])
    painter.setPen(dashed)
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def _paint_readout(painter: QPainter, shown: Shown, frame: Frame, index: int, colours: Theme) -> None:
    x = frame.px(float(shown.x[index]))
    painter.setPen(pen(colours.line))
    painter.drawLine(QPointF(x, frame.box.top), QPointF(x, frame.box.bottom))
    for group in shown.groups:
        if frame.shows(float(group.values[index])):
            centre = QPointF(*mark_at(shown, frame, group, index))
            labels.paint_mark(painter, centre, shown.slot(group), SPOT)
    labels.paint_readout(painter, readout(shown, index, colours), x, frame.box.top + 34, frame.box.right)
