"""The curves themselves, in pixels: solid or dashed as their definitions are, taking turns where they coincide."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.window.curves.lines import Group
from xentgui.window.curves.shown import Frame, Shown
from xentgui.window.theme import dash, theme

WIDTH, DASH = 2.0, 5.0
BEYOND = 4.0  # frames that a curve may leave the frame by before it is cut


class Strokes(pg.GraphicsObject):
    """Paints the curves of what `show_plot` was given, in pixels of the plot item, inside the frame."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(50)
        self._frame: Frame | None = None
        self._drawn: list[tuple[QPainterPath, QPen]] = []

    def show_plot(self, shown: Shown, frame: Frame) -> None:
        """Display these curves."""
        if frame != self._frame:
            self.prepareGeometryChange()
        self._frame = frame
        self._drawn = []
        for group in shown.groups:
            path = _path(shown, frame, group)
            self._drawn += [(path, _pen(group, card, place)) for place, card in enumerate(group.cards)]
        self.update()

    def boundingRect(self) -> QRectF:
        if self._frame is None:
            return QRectF()
        box = self._frame.box
        return QRectF(box.left, box.top, box.width, box.height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.save()
        painter.setClipRect(self.boundingRect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for path, pen in self._drawn:
            painter.strokePath(path, pen)
        painter.restore()


def _path(shown: Shown, frame: Frame, group: Group) -> QPainterPath:
    points = frame.polyline(shown.x, group.values)
    reach = BEYOND * frame.box.height
    inside = (points[:, 0] >= frame.box.left - reach) & (points[:, 0] <= frame.box.right + reach)
    points = points[inside]
    down = points[:, 1].clip(frame.box.top - reach, frame.box.bottom + reach)
    return pg.arrayToQPath(points[:, 0], down, connect="finite")


def _pen(group: Group, card: int, place: int) -> QPen:
    pen = QPen(QColor(theme().definition(card)), WIDTH)
    pattern = list(dash(card))
    count = len(group.cards)
    if count > 1:
        pattern = [DASH, DASH * (count - 1)]
        pen.setDashOffset(DASH * (count - place))
    if pattern:
        pen.setDashPattern(pattern)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
