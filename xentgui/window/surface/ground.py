"""What lies under the point: colour, lines of equal loss, corners, and the places where the loss is least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.questions.surface import STEPS
from xentgui.window.curves.axis import tick_text
from xentgui.window.curves.geometry import Range
from xentgui.window.curves.placement import Box
from xentgui.window.curves.plot_text import Lines, PlotRun, measure, paint, paint_on_ground
from xentgui.window.sizes import px
from xentgui.window.surface.geometry import Contoured, Plane, ShownSurface
from xentgui.window.theme import Theme, dash, for_paper, pen, theme

DEPTH = 0.62  # how much of a definition's colour the highest losses have
WIDTH, THIN, OUTLINE = 1.6, 1.2, 2.0
RING, DOT = 7.0, 3.0
AIR, APART = RING + 4.0, 8.0
ROOMY = 230  # pixels of its width
WAYS = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, -1), (-1, 1))  # to the neighbours in a lattice of triangles
ALONG = (0.5, 0.3, 0.7, 0.15, 0.85)  # of a line: where its number is tried


@dataclass(frozen=True)
class GroundLabel:
    """A text in its box, on a ground that hides lines where it stands over them."""

    lines: Lines
    box: Box
    on_lines: bool = True


@dataclass(frozen=True, eq=False)
class Map:
    """One picture: the piece in colour, all pieces with lines, its place, what stands over it."""

    front: Contoured
    pieces: tuple[Contoured, ...]
    plane: Plane
    room: Box


class Tinted(pg.ImageItem):
    """Losses as colours, deeper where they are higher; on paper there are lines alone, sharp at any size."""

    def tint(self, values: np.ndarray, limits: Range, colour: str, colours: Theme) -> None:
        """From the surface of the window to the definition's own colour."""
        self.setImage(np.clip(np.nan_to_num(values, nan=limits.low), limits.low, limits.high), autoLevels=False)
        self.setLevels((limits.low, limits.high))
        low, high = QColor(colours.surface), QColor(colour)
        ends = np.array([low.getRgb(), high.getRgb()], dtype=float)
        share = np.linspace(0.0, DEPTH, 256)[:, None]
        self.setLookupTable(np.round(ends[0] + share * (ends[1] - ends[0])).astype(np.uint8))

    def paint(self, painter: QPainter, *args: object) -> None:
        if not for_paper():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            super().paint(painter, *args)


class Shade(Tinted):
    """The colours of the piece in front of a picture, cut at its outline."""

    def __init__(self, shown: ShownSurface, each: Map) -> None:
        super().__init__()
        colours, plane = theme(), each.plane
        values = _beyond_the_edge(each.front.values)
        self.tint(values, shown.limits, colours.definition(shown.slot(each.front)), colours)
        (x, y), (ax, ay), (bx, by) = plane.origin, plane.first, plane.second
        step = QTransform(ax / STEPS, ay / STEPS, bx / STEPS, by / STEPS, x, y)
        self.setTransform(QTransform.fromTranslate(-0.5, -0.5) * step)
        inverse, _ = self.transform().inverted()
        self._outline = inverse.map(polygon(plane.outline))

    def paint(self, painter: QPainter, *args: object) -> None:
        painter.save()
        painter.setTransform(self.transform(), combine=True)
        painter.setClipPath(self._outline, Qt.ClipOperation.IntersectClip)
        super().paint(painter, *args)
        painter.restore()


def _beyond_the_edge(values: np.ndarray) -> np.ndarray:
    """The losses on, with those of an edge also one step beyond it: colours are smoothed from step to step.

    They go on as they come, also to an edge where they are infinite: that would be a step of another colour, in teeth.
    """
    values = _going_on(_going_on(values))  # a corner from its edges
    before = np.pad(values, ((1, 0), (1, 0)), constant_values=np.nan)
    return np.where(np.isnan(values), before[:-1, 1:] + before[1:, :-1] - before[:-1, :-1], values)


def _going_on(values: np.ndarray) -> np.ndarray:
    """What is infinite as far beyond its neighbour as that is beyond the next one."""
    height, width = values.shape
    around = np.pad(np.where(np.isfinite(values), values, np.nan), 2, constant_values=np.nan)
    found = np.full(values.shape, np.nan)
    for down, right in WAYS:
        one, next_one = (
            around[2 + k * down : 2 + k * down + height, 2 + k * right : 2 + k * right + width] for k in (1, 2)
        )
        found = np.fmin(found, 2 * one - next_one)
    return np.where(np.isinf(values) & np.isfinite(found), found, values)


class Ground(pg.GraphicsObject):
    """Paints colours, lines, outline, names and least places of all pictures, in pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(10)
        self._maps: tuple[Map, ...] = ()
        self._shown: ShownSurface | None = None
        self._shades: list[Shade] = []
        self._strokes: list[tuple[QPainterPath, QPen]] = []
        self._labels: list[GroundLabel] = []
        self._area = QRectF()

    def show_maps(self, shown: ShownSurface, maps: tuple[Map, ...], area: QRectF) -> None:
        self.prepareGeometryChange()
        self._shown, self._maps, self._area = shown, maps, area
        colours = theme()
        self._shades = [Shade(shown, each) for each in maps]
        self._strokes, self._labels = [], []
        for each in maps:
            names = list(corner_names(shown, each.plane, colours))
            least = list(_least_labels(shown, each, names, colours))
            self._strokes += _strokes(shown, each, colours)
            self._labels += names + least + list(_levels(shown, each, [*names, *least], colours))
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme()
        for shade in self._shades:
            shade.paint(painter)
        for path, line in self._strokes:
            painter.strokePath(path, line)
        for each in self._maps:
            painter.strokePath(polygon(each.plane.outline), pen(colours.secondary, OUTLINE))
            for place in _single(each.pieces, each.plane):
                painter.setPen(pen(colours.surface, 4))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(*place), px(RING), px(RING))
                painter.setPen(pen(colours.text, 2))
                painter.drawEllipse(QPointF(*place), px(RING), px(RING))
        for label in self._labels:
            if label.on_lines:
                paint_on_ground(painter, label.lines, label.box)
            else:
                paint(painter, label.lines, label.box.left, label.box.top)


def polygon(corners: np.ndarray) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(*map(float, corner)) for corner in corners]))
    path.closeSubpath()
    return path


def corner_names(shown: ShownSurface, plane: Plane, colours: Theme) -> Iterator[GroundLabel]:
    """What is so at each corner: "a(cat) = 1"."""
    names = [f"a({name}) = 1" for name in shown.short_classes]
    if plane.shape == "square":
        names = [*names[:2], "both 0", "both 1"]
    centre = plane.corners.mean(axis=0)
    for text, (x, y) in zip(names, plane.corners, strict=True):
        lines = [(PlotRun(text, colours.outputs),)]
        width, height = measure(lines)
        top = y + px(AIR) if y > centre[1] else y - height - px(AIR)
        yield GroundLabel(lines, Box(x - width / 2, top, width, height), on_lines=False)


def _strokes(shown: ShownSurface, each: Map, colours: Theme) -> Iterator[tuple[QPainterPath, QPen]]:
    """The contours of each piece, those of the one in colour above the others; and a band where it is least."""
    for piece in sorted(each.pieces, key=lambda piece: piece is each.front):
        colour = colours.definition(shown.slot(piece))
        if len(piece.least) > 1 and not piece.everywhere:
            yield _dots(each.plane.pixels(piece.least)), QPen(QColor(colour), px(DOT))
        line = QPen(QColor(colour), px(WIDTH if piece is each.front else THIN))
        if piece is not each.front:
            line.setDashPattern(list(dash(shown.slot(piece)) or (5, 3)))
        line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        yield _path([points for _, points in _lines(piece, each.plane)], each.plane), line


def _dots(centres: np.ndarray) -> QPainterPath:
    path = QPainterPath()
    for x, y in centres:
        path.addEllipse(QPointF(float(x), float(y)), px(DOT) / 2, px(DOT) / 2)
    return path


def _path(lines: Sequence[np.ndarray], plane: Plane) -> QPainterPath:
    path = QPainterPath()
    for points in lines:
        pixels = plane.pixels(points)
        path.addPath(pg.arrayToQPath(pixels[:, 0], pixels[:, 1]))
    return path


def _single(pieces: Sequence[Contoured], plane: Plane) -> list[tuple[float, float]]:
    return [plane.pixel(piece.least[0]) for piece in pieces if len(piece.least) == 1]


def _least_labels(
    shown: ShownSurface, each: Map, taken: Sequence[GroundLabel], colours: Theme
) -> Iterator[GroundLabel]:
    """ "least" beside each place, with the marks of its definitions where there are several."""
    boxes = [label.box for label in taken]
    places: list[tuple[tuple[float, float], list[Contoured]]] = []
    for piece in each.pieces:
        if not len(piece.least) or piece.everywhere:
            continue
        at = each.plane.pixel(piece.least[len(piece.least) // 2])
        near = next((found for place, found in places if np.hypot(place[0] - at[0], place[1] - at[1]) < px(RING)), None)
        if near is None:
            places.append((at, [piece]))
        else:
            near.append(piece)
    for (x, y), pieces in places:
        marks = [shown.slots[card] for piece in pieces for card in piece.group.cards] if len(places) > 1 else []
        lines = [
            (PlotRun("least ", colours.text, bold=True), *(PlotRun("", colours.text, mark=slot) for slot in marks))
        ]
        width, height = measure(lines)
        sides = [x + px(13), x - px(13) - width]
        if x < each.plane.corners[:, 0].mean():  # outward first: less is hidden there
            sides.reverse()
        tops = (y - height / 2, y - height - px(10), y + px(10), y - height - px(26), y + px(26))
        tries = [Box(left, top, width, height) for top in tops for left in sides]
        box = next((box for box in tries if each.room.holds(box) and not any(map(box.meets, boxes))), None)
        if box is not None:
            boxes.append(box)
            yield GroundLabel(lines, box)


def _levels(shown: ShownSurface, each: Map, taken: Sequence[GroundLabel], colours: Theme) -> Iterator[GroundLabel]:
    """The loss on each contour, where it stands on no other text and hides no corner."""
    boxes = [label.box.grown(px(APART)) for label in taken]
    boxes += [Box(float(x), float(y), 0, 0).grown(px(RING)) for x, y in each.plane.corners]
    for piece in sorted(each.pieces, key=lambda piece: piece is not each.front):
        step, slot, shares = step_of(piece.lines), shown.slot(piece), ALONG if piece is each.front else ALONG[1:]
        mark = None if piece is each.front else slot
        for level, points in _lines(piece, each.plane):
            lines = [(PlotRun(tick_text(level, step), colours.definition(slot), mark=mark),)]
            yield from number_on(each.plane.pixels(points), lines, each.room, boxes, shares)


def number_on(
    line: np.ndarray, lines: Lines, room: Box, boxes: list[Box], shares: Sequence[float] = ALONG
) -> Iterator[GroundLabel]:
    """A text on a contour, in pixels, at the first share of its way that is on none of the boxes; it joins them."""
    width, height = measure(lines)
    for share in shares:
        x, y = line[int(share * (len(line) - 1))]
        box = Box(float(x) - width / 2, float(y) - height / 2, width, height)
        if room.holds(box) and not any(map(box.meets, boxes)):
            boxes.append(box.grown(px(APART)))
            yield GroundLabel(lines, box)
            return


def _lines(piece: Contoured, plane: Plane) -> list[tuple[float, np.ndarray]]:
    """The contours that are drawn: every second level where the picture is small."""
    every = 1 if np.ptp(plane.corners[:, 0]) >= px(ROOMY) else 2
    return [(level, points) for level, points in piece.lines if round(level / step_of(piece.lines)) % every == 0]


def step_of(lines: Sequence[tuple[float, np.ndarray]]) -> float:
    """How far one level of such contours is from the next."""
    levels = sorted({level for level, _ in lines})
    return levels[1] - levels[0] if len(levels) > 1 else 0.1
