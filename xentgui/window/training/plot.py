"""A plot of the training page: two axes, what is painted on them, a ring while it has the keyboard; and how several
stand beside one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QGridLayout, QWidget

from xentgui.window.curves.axis import Axis, UpwardAxis, make_bare
from xentgui.window.curves.geometry import Range
from xentgui.window.curves.moved_point import ARROWS, STEP, STRIDE
from xentgui.window.curves.placement import Box
from xentgui.window.curves.plot_text import box_of
from xentgui.window.sizes import FLUSH, px, spaced
from xentgui.window.theme import Theme

BETWEEN = 12  # pictures that stand beside one another


def stepped(event: QKeyEvent, place: tuple[float, float], across: Range, upward: Range) -> tuple[float, float]:
    """Where one of the ARROWS leads from a place in a plane, inside it; with Shift ten times as far."""
    stride = STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
    (x, y), (right, up) = place, ARROWS[Qt.Key(event.key())]
    return across.inside(x + right * stride * across.width), upward.inside(y + up * stride * upward.width)


class TrainingPlot(pg.PlotWidget):
    """A subclass has what is `_shown` and a `_picture` that displays it in the `frame` of the plot, in pixels."""

    offers = ("copy-plots-picture", "Edit/Copy curves as", "plots-picture", "export-curves")
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


class SideBySide(QWidget):
    """Pictures beside one another, or in two rows where that draws them larger."""

    def __init__(self, around: tuple[int, int], parent: QWidget | None = None) -> None:
        """`around` is what each picture has beside what it draws, across and upward."""
        super().__init__(parent)
        self._grid = spaced(QGridLayout(self), BETWEEN, around=FLUSH)
        self._around = around
        self._pictures: Sequence[QWidget] = ()
        self._placed = 0, 0  # how many, and how many in a row

    def stand(self, pictures: Sequence[QWidget]) -> None:
        """Show these."""
        if len(pictures) != len(self._pictures):
            self.updateGeometry()
        self._pictures = pictures
        self._place()

    def minimumSizeHint(self) -> QSize:
        """That of one row, also where there are two: the rows depend on the width, which must not depend on them."""
        sizes = [each.minimumSizeHint() for each in self._pictures]
        wide = sum(each.width() + px(BETWEEN) for each in sizes) - px(BETWEEN)
        return QSize(max(wide, 0), max((each.height() for each in sizes), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = len(self._pictures)
        across = max((count, math.ceil(count / 2)), key=self._shorter_side) if count else 0
        if (count, across) == self._placed:
            return
        self._placed = count, across
        for place, each in enumerate(self._pictures):
            self._grid.addWidget(each, *divmod(place, across))
        for line in range(max(self._grid.columnCount(), self._grid.rowCount())):
            self._grid.setColumnStretch(line, int(line < across))
            self._grid.setRowStretch(line, int(line * across < count))

    def _shorter_side(self, across: int) -> float:
        """Of what each draws, with so many in a row."""
        rows = math.ceil(len(self._pictures) / across)
        room = (self.width() + px(BETWEEN)) / across, (self.height() + px(BETWEEN)) / rows
        return min(each - px(around + BETWEEN) for each, around in zip(room, self._around, strict=True))
