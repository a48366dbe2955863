"""What curves and the charts of training have in common: painted on a plot, read out at the pointer, moved by keys."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt

from xentgui.window.curves.labels import rect
from xentgui.window.curves.placement import Box


class Painted(pg.GraphicsObject):
    """Painted in pixels of the plot item, within a box and a little beyond it; the mouse does not see it."""

    def __init__(self, parent: pg.PlotItem, height: int, beyond: float) -> None:
        """`height` says over which other parts it is painted."""
        super().__init__(parent)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(height)
        self._beyond = beyond
        self._box: Box | None = None
        self.pointer: int | None = None  # the point that is read out
        self.ringed = False  # whether it shows that the keys move it

    def lie_in(self, box: Box) -> None:
        """The place where it is painted from now on."""
        if box != self._box:
            self.prepareGeometryChange()
            self._box = box

    def point_at(self, index: int | None) -> None:
        """Read out the values at this point, or none."""
        if index != self.pointer:
            self.pointer = index
            self.update()

    def ring(self, ringed: bool) -> None:
        self.ringed = ringed
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF() if self._box is None else rect(self._box.grown(self._beyond))
