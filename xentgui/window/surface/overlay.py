"""What moves over the pictures: the row's point in each, its losses, and the readout at the pointer."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.window.curves.plot_text import Lines, Run, measure, paint, paint_mark, paint_readout
from xentgui.window.sizes import px
from xentgui.window.surface.geometry import Contoured, Point, Shown
from xentgui.window.surface.ground import Map
from xentgui.window.theme import Theme, pen, show_number, theme

HANDLE, MARK, SPOT = 24.0, 11.0, 3.0
HINT = "drag the point, or use ← ↑ ↓ →"
LONG = 40  # letters of a reason that are too many beside a picture


class Overlay(pg.GraphicsObject):
    """Paints points, names and values; the mouse does not see it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(20)
        self._maps: tuple[Map, ...] = ()
        self._shown: Shown | None = None
        self._point: Point | None = None
        self._area = QRectF()
        self._pointer: tuple[Map, np.ndarray] | None = None
        self._ringed = False

    def show_point(self, shown: Shown, point: Point, maps: tuple[Map, ...], area: QRectF) -> None:
        self.prepareGeometryChange()
        self._shown, self._point, self._maps, self._area = shown, point, maps, area
        self.update()

    def point_at(self, pointer: tuple[Map, np.ndarray] | None) -> None:
        """Read out the losses at these probabilities of a picture, or none."""
        if pointer is not self._pointer:
            self._pointer = pointer
            self.update()

    def ring(self, ringed: bool) -> None:
        self._ringed = ringed
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        shown, point = self._shown, self._point
        if shown is None or point is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme()
        for each in self._maps:
            lines = [line for piece in each.pieces for line in legend(shown, piece, point, colours)]
            paint(painter, lines, each.room.left, each.room.top)
            if point.place is not None:
                self._paint_point(painter, shown, point, each, colours)
        self._paint_notes(painter, shown, point, colours)
        if self._pointer is not None:
            self._paint_readout(painter, shown, *self._pointer, colours)

    def _paint_point(self, painter: QPainter, shown: Shown, point: Point, each: Map, colours: Theme) -> None:
        centre, slot = QPointF(*each.plane.pixel(point.place)), shown.slot(each.front)
        if point.movable:
            ground = QColor(colours.definition(slot))
            ground.setAlphaF(0.25)
            painter.setPen(pen(colours.focus, 2) if self._ringed else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            side = px(HANDLE) / 2
            painter.drawRoundedRect(QRectF(centre.x() - side, centre.y() - side, px(HANDLE), px(HANDLE)), px(3), px(3))
        paint_mark(painter, centre, slot, MARK)

    def _paint_notes(self, painter: QPainter, shown: Shown, point: Point, colours: Theme) -> None:
        """What can be done, and what is not drawn: at the top right, or along the foot where pictures stand there."""
        lines = notes(shown, point, colours)
        height = measure(lines)[1]
        top = self._area.top() if len(self._maps) == 1 else self._area.bottom() - height
        for number, line in enumerate(lines):
            wide, high = measure([line])
            paint(painter, [line], self._area.right() - wide - px(4), top + number * high)

    def _paint_readout(self, painter: QPainter, shown: Shown, each: Map, place: np.ndarray, colours: Theme) -> None:
        x, y = each.plane.pixel(place)
        painter.setPen(pen(colours.text, 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawEllipse(QPointF(x, y), px(SPOT), px(SPOT))
        lines = readout(shown, place, colours)
        height = measure(lines)[1]
        top = min(max(y - height / 2, self._area.top() + px(8)), self._area.bottom() - height - px(8))
        paint_readout(painter, lines, x, top, self._area.right())


def legend(shown: Shown, piece: Contoured, point: Point, colours: Theme) -> Lines:
    """ "● Nielsen 0.7984 least 0", then "= ■ TensorFlow intro" for each that coincides with it."""
    lines: list[tuple[Run, ...]] = []
    for card in piece.group.cards:
        colour = colours.definition(shown.slots[card])
        name = Run(shown.names[card], colour, bold=True, mark=shown.slots[card])
        if lines:
            lines.append((Run(f"{piece.group.sign} ", colours.secondary), name))
            continue
        value = Run(f"  {show_number(point.losses[card])}", colour, bold=True)
        least = "the same everywhere" if piece.everywhere else f"least {show_number(piece.lowest)}"
        lines.append((name, value, Run(f"   {least}", colours.secondary)))
    return lines


def notes(shown: Shown, point: Point, colours: Theme) -> Lines:
    """What is said beside the pictures."""
    said = [(Run(HINT, colours.secondary),)] if point.movable else []
    if point.place is None:
        said.append((Run("the row does not sum to 1: it has no place here", colours.refused),))
    for card, reason in shown.undefined.items():
        words = reason if len(reason) <= LONG else "not defined here"
        said.append((Run(f"{shown.names[card]}: {words}", colours.secondary, mark=shown.slots[card]),))
    return said


def readout(shown: Shown, place: np.ndarray, colours: Theme) -> Lines:
    """The probabilities at a place, and the losses there of all definitions; those that coincide in one line."""
    lines: list[tuple[Run, ...]] = [
        (Run(f"a({name}) = {show_number(float(share))}", colours.outputs, bold=True),)
        for name, share in zip(shown.short_classes, place, strict=True)
    ]
    losses = shown.surface.losses(place)
    for piece in shown.pieces:
        marks = [Run("", colours.text, mark=shown.slots[card]) for card in piece.group.cards]
        value = losses[shown.keys[piece.group.cards[0]]]
        lines.append((*marks, Run(show_number(value), colours.definition(shown.slot(piece)), bold=True)))
    return lines
