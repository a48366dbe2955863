"""A plot of the training page: two axes, what is painted on them, and a ring while it has the keyboard."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.geometry import Range
from xentgui.window.curves.moved_point import ARROWS, STEP, STRIDE
from xentgui.window.curves.placement import Box
from xentgui.window.curves.plot_text import box_of
from xentgui.window.sizes import px
from xentgui.window.theme import Theme


def stepped(event: QKeyEvent, place: tuple[float, float], across: Range, upward: Range) -> tuple[float, float]:
    """Where one of the ARROWS leads from a place in a plane, inside it; with Shift ten times as far."""
    stride = STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
    (x, y), (right, up) = place, ARROWS[Qt.Key(event.key())]
    return across.inside(x + right * stride * across.width), upward.inside(y + up * stride * upward.width)


class TrainingPlot(pg.PlotWidget):
    """A subclass has what is `_shown` and a `_picture` that displays it in the `frame` of the plot, in pixels."""

    offers = ("copy-curve-picture", "Edit/Copy curves as", "curve-picture", "export-curves")
    _picture: Any
    _shown: Any = None

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
        return box_of(self._item.vb.geometry())

    def _dress(self, colours: Theme, across: str, upward: str) -> None:
        """The colours of a theme, and the titles of the axes."""
        if colours.surface != self._ground:
            self._ground = colours.surface
            self.setBackground(colours.surface)
        self._across.dress(colours, across, colours.secondary)
        self._upward.dress(colours, upward, colours.secondary)

    def frame(self) -> Any:
        """The plotted area in pixels of this widget, with its axes; None while there are none."""
        raise NotImplementedError

    def _arrange(self) -> None:
        frame = self.frame()
        if self._shown is not None and frame is not None and frame.box.width > 0 and frame.box.height > 0:
            self._picture.display(self._shown, frame)
            self.viewport().update()

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
