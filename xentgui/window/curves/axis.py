"""An axis with few, round, readable ticks in the type of the window."""

from __future__ import annotations

import math
from itertools import count
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from xentgui.window.curves.geometry import Numbers, Range
from xentgui.window.sizes import keep, px, scale
from xentgui.window.theme import Theme, font

TICK, TITLE = 11, 12
MOST = 14  # ticks, however large the screen is
LEFT, BOTTOM = 68, 50  # fixed: nothing moves when a tick gets longer
APART = {"left": 44.0, "bottom": 54.0}
ABOVE, BESIDE = 2, 10  # pixels of the plot beyond the ends of its axes
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # powers of ten from tick to tick


class Axis(pg.AxisItem):
    """A left or bottom axis; `dress` gives it a title and the colours of a theme."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._dress: tuple[Theme, str, str, float] | None = None
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, autoExpandTextSpace=False, hideOverlappingLabels=False)
        if orientation == "left":
            keep(self.setWidth, LEFT)
            self.setGrid(255)
        else:
            keep(self.setHeight, BOTTOM)

    def dress(self, colours: Theme, title: str, colour: str) -> None:
        if (colours, title, colour, scale.factor) == self._dress:
            return
        self._dress = colours, title, colour, scale.factor
        self.setPen(pg.mkPen(colours.line))
        self.setTickPen(pg.mkPen(colours.hair))
        self.setTextPen(pg.mkPen(colours.secondary))
        self.setStyle(tickFont=font(TICK), tickTextOffset=px(7))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        axis = Range(low, high)
        if not axis.width > 0 or size <= 0:
            return []
        found = (ticks(axis, most) for most in count(self._most(axis, size)))
        values, step = next(each for each in found if len(each[0]) > 1)  # from one tick nothing can be read
        return [(step, [float(value) for value in values])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [tick_text(value, spacing) for value in values]

    def drawPicture(self, painter: QPainter, line: Any, marks: Any, texts: list[tuple[QRectF, Any, str]]) -> None:
        """No text of a tick is cut by the end of the plot; a title that has no room leaves out what follows a comma."""
        for place, _, _ in texts:
            if self.orientation == "bottom":
                place.moveRight(min(place.right(), self.size().width() + px(BESIDE)))
            else:
                place.moveTop(max(place.top(), -px(ABOVE)))
        super().drawPicture(painter, line, marks, texts)
        if self._dress is None:
            return
        _, title, colour, _ = self._dress
        painter.setFont(font(TITLE))
        painter.setPen(QColor(colour))
        size = self.size()
        if self.orientation == "bottom":
            place = QRectF(0, size.height() - px(20), size.width(), px(18))
        else:
            painter.rotate(-90)
            place = QRectF(-size.height(), 0, size.height(), px(18))
        metrics = QFontMetricsF(font(TITLE))
        while ", " in title and metrics.horizontalAdvance(title) > place.width():
            title = title.rpartition(", ")[0]
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def boundingRect(self) -> QRectF:
        """With room for half a tick's text beyond both ends."""
        return QRectF(super().boundingRect()).adjusted(-px(20), -px(8), px(20), px(8))

    def _most(self, axis: Range, size: float) -> int:
        """How many ticks fit without touching one another."""
        apart = px(APART[self.orientation])
        if self.orientation == "bottom":
            _, step = ticks(axis, max(2, int(size / apart)))
            metrics = QFontMetricsF(font(TICK))
            widest = max(metrics.horizontalAdvance(tick_text(end, step)) for end in (axis.low, axis.high))
            apart = max(apart, widest + px(16))
        return min(max(2, int(size / apart)), MOST)


class UpwardAxis(Axis):
    """A left axis that counts in powers of ten where `log` is set."""

    log = False

    def __init__(self) -> None:
        super().__init__("left")

    def count_in_powers(self, log: bool) -> None:
        """Of ten, or evenly."""
        if log != self.log:
            self.log = log
            self.picture = None  # it is painted again

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.log:
            return super().tickValues(low, high, size)
        if not high > low or size <= 0:
            return []
        found = log_ticks(Range(low, high), max(2, int(size / px(APART["left"]))))
        return [(1.0, [value for value, _ in found])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.log:
            return super().tickStrings(values, scale, spacing)
        texts = dict(log_ticks(Range(*self.range), max(2, int(self.size().height() / px(APART["left"])))))
        return [texts.get(value, "") for value in values]


def make_bare(item: pg.PlotItem) -> None:
    """Take away what the plot would do by itself: its buttons, moving, and finding a range."""
    item.hideButtons()
    item.setMouseEnabled(False, False)
    keep(item.setContentsMargins, 0, ABOVE, BESIDE, 0)
    item.vb.disableAutoRange()


def ticks(axis: Range, most: int) -> tuple[Numbers, float]:
    """At most so many round values inside the axis, and the step between them."""
    rough = axis.width / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first, last = math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9)
    return np.arange(first, last + 1, dtype=np.float64) * step, step


def tick_text(value: float, step: float) -> str:
    """A tick with the decimals that its step needs, or as a power of ten."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if value == 0:
        return "0"
    if abs(value) >= 1e5 or decimals > 4:
        mantissa, exponent = f"{value:.{max(0, _digits(value, step))}e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    return f"{value:.{decimals}f}".replace("-", "−")


def _digits(value: float, step: float) -> int:
    return math.floor(math.log10(abs(value)) + 1e-9) - math.floor(math.log10(step) + 1e-9)


def log_ticks(axis: Range, most: int) -> list[tuple[float, str]]:
    """Powers of ten inside an axis; where it holds fewer than two of them, round values about as far apart."""
    first, last = math.ceil(axis.low - 1e-9), math.floor(axis.high + 1e-9)
    if last - first >= 1:
        rough = min(math.ceil((last - first + 1) / max(most, 1)), STEPS[-1])
        wide = next(place for place, step in enumerate(STEPS) if step >= rough)
        several = ([k for k in range(first, last + 1) if k % every == 0] for every in STEPS[wide::-1])
        return [(float(k), power_text(k)) for k in next(powers for powers in several if len(powers) > 1)]
    for digits in ((1, 2, 5), (1, 3)):
        found = [(math.log10(d) + k, d, k) for k in range(first - 1, last + 1) for d in digits]
        inside = [(at, power_text(k, d)) for at, d, k in found if axis.low - 1e-9 <= at <= axis.high + 1e-9]
        if 2 <= len(inside) <= max(3, most):
            return inside
    plain = Range(10.0**axis.low, 10.0**axis.high)
    values, step = ticks(plain, max(3, most))
    return [(math.log10(value), tick_text(float(value), step)) for value in values if value > 0]


def power_text(exponent: int, digit: int = 1) -> str:
    """0.01, 1, 2000, 1e-5."""
    if -4 <= exponent <= 4:
        return f"{digit * 10.0**exponent:.{max(0, -exponent)}f}"
    return f"{digit}e{exponent}".replace("-", "−")
