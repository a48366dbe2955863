"""A plot of the training page: two axes, what is painted on them, and a ring while it has the keyboard."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.placement import Box
from xentgui.window.sizes import px
from xentgui.window.theme import Theme


class TrainingPlot(pg.PlotWidget):
    """A subclass has a `_picture` that is painted in pixels, and arranges it when the area has another size."""

    offers = ("copy-curve-picture", "Edit/Copy curves as", "curve-picture", "export-curves")
    _picture: Any

    def __init__(self, name: str, upward: UpwardAxis, across: Axis, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"left": upward, "bottom": across}, enableMenu=False)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)  # it paints with the page
        self._upward, self._across, self._name = upward, across, name
        self._item = self.getPlotItem()
        make_bare(self._item)
        self._item.vb.sigResized.connect(self._arrange)
        self._ground = ""
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(90))

    @property
    def area(self) -> Box:
        """Where it is plotted, in pixels of this widget."""
        area = self._item.vb.geometry()
        return Box(area.x(), area.y(), area.width(), area.height())

    def _dress(self, colours: Theme, across: str, upward: str) -> None:
        """The colours of a theme, and the titles of the axes."""
        if colours.surface != self._ground:
            self._ground = colours.surface
            self.setBackground(colours.surface)
        self._across.dress(colours, across, colours.secondary)
        self._upward.dress(colours, upward, colours.secondary)

    def _arrange(self) -> None:
        raise NotImplementedError

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._picture.ring(True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._picture.ring(False)
        self.viewport().update()

    def _point_at(self, place: object) -> None:
        """Read out the values at a place, or none."""
        self._picture.point_at(place)
        self.viewport().update()
