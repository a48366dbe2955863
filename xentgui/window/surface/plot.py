"""The pictures as a widget: one over the other or side by side, and a point that asks to be moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.questions.surface import within
from xentgui.window.curves.moved_point import ARROWS, PointPlot
from xentgui.window.curves.placement import Box
from xentgui.window.curves.plot_text import (
    Lines,
    PlotRun,
    box_of,
    line_height,
    measure,
    paint,
    paint_mark,
    paint_readout,
)
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.surface.geometry import TALL, Contoured, Plane, Point, ShownSurface
from xentgui.window.surface.ground import AIR, Ground, Map, corner_names
from xentgui.window.theme import STALE, Theme, pen, theme

HANDLE, MARK, SPOT = 24.0, 11.0, 3.0
HINT = "drag the point, or use ← ↑ ↓ →"
LONG = 40  # letters of a reason that are too many beside a picture
NEAR = 16.0  # pixels within which a press takes hold
EDGE, BETWEEN, NAME = 6.0, 18.0, 40.0


class Overlay(pg.GraphicsObject):
    """Paints points, names and values; the mouse does not see it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(20)
        self._maps: tuple[Map, ...] = ()
        self._shown: ShownSurface | None = None
        self._point: Point | None = None
        self._area = QRectF()
        self._pointer: tuple[Map, np.ndarray] | None = None
        self._ringed = False

    def show_point(self, shown: ShownSurface, point: Point, maps: tuple[Map, ...], area: QRectF) -> None:
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
            width = _beside_notes(each.room.width, len(self._maps), notes(shown, point, colours))
            lines = [line for piece in each.pieces for line in legend(shown, piece, point, colours, width)]
            paint(painter, lines, each.room.left, each.room.top)
            if point.place is not None:
                self._paint_point(painter, shown, point, each, colours)
        self._paint_notes(painter, shown, point, colours)
        if self._pointer is not None:
            self._paint_readout(painter, shown, *self._pointer, colours)

    def _paint_point(self, painter: QPainter, shown: ShownSurface, point: Point, each: Map, colours: Theme) -> None:
        centre, slot = QPointF(*each.plane.pixel(point.place)), shown.slot(each.front)
        if point.movable:
            ground = QColor(colours.definition(slot))
            ground.setAlphaF(0.25)
            painter.setPen(pen(colours.focus, 2) if self._ringed else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            side = px(HANDLE) / 2
            painter.drawRoundedRect(QRectF(centre.x() - side, centre.y() - side, px(HANDLE), px(HANDLE)), px(3), px(3))
        paint_mark(painter, centre, slot, MARK)

    def _paint_notes(self, painter: QPainter, shown: ShownSurface, point: Point, colours: Theme) -> None:
        """What can be done, and what is not drawn: at the top right, or along the foot where pictures stand there."""
        lines = notes(shown, point, colours)
        height = measure(lines)[1]
        top = self._area.top() if len(self._maps) == 1 else self._area.bottom() - height
        for number, line in enumerate(lines):
            wide, high = measure([line])
            paint(painter, [line], self._area.right() - wide - px(4), top + number * high)

    def _paint_readout(
        self, painter: QPainter, shown: ShownSurface, each: Map, place: np.ndarray, colours: Theme
    ) -> None:
        x, y = each.plane.pixel(place)
        painter.setPen(pen(colours.text, 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawEllipse(QPointF(x, y), px(SPOT), px(SPOT))
        lines = readout(shown, place, colours)
        height = measure(lines)[1]
        top = min(max(y - height / 2, self._area.top() + px(8)), self._area.bottom() - height - px(8))
        paint_readout(painter, lines, x, top, self._area.right())


def legend(shown: ShownSurface, piece: Contoured, point: Point, colours: Theme, width: float) -> Lines:
    """ "● Nielsen 0.7984 least 0", then "= ■ TensorFlow intro" for each that coincides with it.

    The least, or both numbers, have a line of their own where a loss of ordinary size would leave no room for them
    within `width`; a name that is wider is cut.
    """
    lines: list[tuple[PlotRun, ...]] = []
    for card in piece.group.cards:
        colour = colours.definition(shown.slots[card])
        name = PlotRun(shown.names[card], colour, bold=True, mark=shown.slots[card])
        if lines:
            sign = PlotRun(f"{piece.group.sign} ", colours.secondary)
            lines.append((sign, _cut(name, width - measure([(sign,)])[0])))
            continue
        value = PlotRun(f"  {show_number(point.losses[card])}", colour, bold=True)
        least = "the same everywhere" if piece.everywhere else f"least {show_number(piece.lowest)}"
        after, widest = PlotRun(f"   {least}", colours.secondary), PlotRun(f"  {show_number(88.0)}", colour, bold=True)
        if measure([(name, widest, after)])[0] <= width:
            lines.append((name, value, after))
        elif measure([(name, widest)])[0] <= width:
            lines += [(name, value), (after,)]
        else:
            lines += [(_cut(name, width),), (value, after)]
    return lines


def _cut(name: PlotRun, width: float) -> PlotRun:
    """As many of its letters as there is room for."""
    shorter = (replace(name, text=f"{name.text[:count]}…") for count in range(len(name.text) - 1, 0, -1))
    return next((each for each in (name, *shorter) if measure([(each,)])[0] <= width), name)


def _beside_notes(width: float, count: int, notes: Lines) -> float:
    """The room of the names in one of so many pictures: at the right of a single one stand the notes."""
    return width if count > 1 else width - measure(notes)[0] - px(BETWEEN)


def notes(shown: ShownSurface, point: Point, colours: Theme) -> Lines:
    """What is said beside the pictures."""
    said = [(PlotRun(HINT, colours.secondary),)] if point.movable else []
    if point.place is None:
        said.append((PlotRun("the row does not sum to 1: it has no place here", colours.refused),))
    for card, reason in shown.undefined.items():
        words = reason if len(reason) <= LONG else "not defined here"
        said.append((PlotRun(f"{shown.names[card]}: {words}", colours.secondary, mark=shown.slots[card]),))
    return said


def readout(shown: ShownSurface, place: np.ndarray, colours: Theme) -> Lines:
    """The probabilities at a place, and the losses there of all definitions; those that coincide in one line."""
    lines: list[tuple[PlotRun, ...]] = [
        (PlotRun(f"a({name}) = {show_number(float(share))}", colours.outputs, bold=True),)
        for name, share in zip(shown.short_classes, place, strict=True)
    ]
    losses = shown.surface.losses(place)
    for piece in shown.pieces:
        marks = [PlotRun("", colours.text, mark=shown.slots[card]) for card in piece.group.cards]
        value = losses[shown.keys[piece.group.cards[0]]]
        lines.append((*marks, PlotRun(show_number(value), colours.definition(shown.slot(piece)), bold=True)))
    return lines


class SurfacePlot(PointPlot):
    """Shows pictures; `asked` are the probabilities that are wanted."""

    asked = Signal(object)
    arrows = frozenset(ARROWS)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._shown: ShownSurface | None = None
        self._point: Point | None = None
        self._maps: tuple[Map, ...] = ()
        super().__init__(parent)  # which already asks for some of these
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription("The arrow keys move the point by a hundredth, with Shift ten times as far")
        self._ground, self._overlay = Ground(), Overlay()
        for item in (self._ground, self._overlay):
            self.scene().addItem(item)
        self._beside = False
        self._dark: bool | None = None

    @property
    def may_move(self) -> bool:
        return self._point is not None and self._point.place is not None and self._point.movable

    def ask_beside(self, key: Qt.Key, stride: float) -> None:
        if self._shown is None or self._point is None or self._point.place is None:
            return
        across, up = ARROWS[key]
        shape = self._shown.surface.shape
        step = np.array([across, up]) if shape == "square" else np.array([-across - up / 2, across - up / 2])
        self.asked.emit(within(shape, self._point.place[:2] + stride * step))

    @property
    def maps(self) -> tuple[Map, ...]:
        """The pictures and where they stand."""
        return self._maps

    def show_surface(self, shown: ShownSurface, point: Point, *, beside: bool) -> None:
        """Display these; only the point is drawn again where nothing else has changed."""
        dark = theme().dark
        same = (self._shown, self._beside, self._dark) == (shown, beside, dark)
        self._shown, self._point, self._beside, self._dark = shown, point, beside, dark
        self._overlay.point_at(None)
        if same:
            self._overlay.show_point(shown, point, self._maps, self._area())
        else:
            self.setBackground(theme().surface)
            self._arrange()
        modes = Ground.CacheMode  # the ground is kept as pixels under a point that moves; a picture on paper has lines
        mode = modes.DeviceCoordinateCache if point.movable else modes.NoCache
        if self._ground.cacheMode() != mode:  # setting it again throws the pixels away
            self._ground.setCacheMode(mode)

    def dim(self, dimmed: bool) -> None:
        """The last good answer while there is no newer one."""
        for item in (self._ground, self._overlay):
            item.setOpacity(STALE if dimmed else 1.0)

    def point(self, place: int = 0) -> QPointF | None:
        """Where the row's point stands in one of the pictures."""
        if self._point is None or self._point.place is None or place >= len(self._maps):
            return None
        return QPointF(*self._maps[place].plane.pixel(self._point.place))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _area(self) -> QRectF:
        return QRectF(px(EDGE), px(2), max(self.width() - 2 * px(EDGE), 1), max(self.height() - px(4), 1))

    def _arrange(self) -> None:
        shown, point = self._shown, self._point
        if shown is None or point is None:
            return
        area = self._area()
        self._maps = tuple(_maps(shown, point, area, beside=self._beside))
        self._ground.show_maps(shown, self._maps, area)
        self._overlay.show_point(shown, point, self._maps, area)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._within_reach(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._held, centre = found
            self._take(event.position() - centre)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        shown = self._shown
        if self._grip is not None and shown is not None:
            at = event.position() - self._grip
            self.asked.emit(within(shown.surface.shape, self._held.plane.first_two(at.x(), at.y())))
        elif not event.buttons() and shown is not None:
            self._hover(event.position(), shown)
        event.accept()

    def _within_reach(self, position: QPointF) -> tuple[Map, QPointF] | None:
        """The picture whose point is near, and where that stands."""
        if self._point is None or not self._point.movable:
            return None
        for place, each in enumerate(self._maps):
            centre = self.point(place)
            if centre is not None and (position - centre).manhattanLength() <= px(NEAR):
                return each, centre
        return None

    def _hover(self, position: QPointF, shown: ShownSurface) -> None:
        self._show_reach(self._within_reach(position) is not None)
        x, y = position.x(), position.y()
        each = next((each for each in self._maps if each.plane.holds(x, y)), None)
        place = None if each is None else within(shown.surface.shape, each.plane.first_two(x, y))
        self._overlay.point_at(None if each is None else (each, place))


def _maps(shown: ShownSurface, point: Point, area: QRectF, *, beside: bool) -> list[Map]:
    """All pieces in one picture, or one picture for each; nothing where nothing is defined."""
    front = shown.front
    if front is None:
        return []
    parts = [(piece, (piece,)) for piece in shown.pieces] if beside else [(front, shown.pieces)]
    colours = theme()
    wide = (area.width() - px(BETWEEN) * (len(parts) - 1)) / len(parts)
    said = measure(notes(shown, point, colours))
    beside_notes = _beside_notes(wide, len(parts), notes(shown, point, colours))
    legends = [
        measure([line for piece in pieces for line in legend(shown, piece, point, colours, beside_notes)])
        for _, pieces in parts
    ]
    head, foot = max(height for _, height in legends), said[1]
    if len(parts) == 1:
        room = box_of(area)
        head, foot = max(head, said[1]), 0.0
        head = 0.0 if _beside(_plane(shown, room, 0.0), room, max(legends[0][0], said[0]), head) else head
    made = []
    for place, (piece, pieces) in enumerate(parts):
        room = Box(area.left() + place * (wide + px(BETWEEN)), area.top(), wide, area.height() - foot)
        made.append(Map(piece, pieces, _plane(shown, room, head), room))
    return made


def _beside(plane: Plane, room: Box, width: float, height: float) -> bool:
    """Whether texts of this size stand at both sides of the upper part of a picture, and clear of its names."""
    middle, side = plane.corners[:, 0].mean(), plane.first[0] if plane.shape == "square" else 0.0
    half = side / 2 if side else max(0.0, room.top + height - plane.corners[2][1]) / (2 * TALL)
    return bool(room.left + width + px(BETWEEN) <= middle - half - px(NAME))


def _plane(shown: ShownSurface, room: Box, head: float) -> Plane:
    """The picture in its room, with a line for the names of its corners above and below."""
    trial = Plane.within(shown.surface.shape, room)
    aside = max(label.box.width for label in corner_names(shown, trial, theme())) / 2
    line = line_height() + px(AIR) + px(1)
    width, height = room.width - 2 * aside, room.height - head - 2 * line
    return Plane.within(
        shown.surface.shape, Box(room.left + aside, room.top + head + line, max(width, px(20.0)), max(height, px(20.0)))
    )
