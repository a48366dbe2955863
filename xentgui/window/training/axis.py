"""The vertical axis of a chart, linear or logarithmic, and the epochs below it."""

from __future__ import annotations

from xentgui.window.curves.axis import APART, Axis
from xentgui.window.curves.lines import Range
from xentgui.window.training.shown import log_ticks

LOW = 26  # height of an axis without a title


class UpwardAxis(Axis):
    """A left axis that counts in powers of ten where `log` is set."""

    log = False

    def __init__(self) -> None:
        super().__init__("left")

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.log:
            return super().tickValues(low, high, size)
        if not high > low or size <= 0:
            return []
        found = log_ticks(Range(low, high), max(2, int(size / APART["left"])))
        return [(1.0, [value for value, _ in found])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.log:
            return super().tickStrings(values, scale, spacing)
        texts = dict(log_ticks(Range(*self.range), max(2, int(self.size().height() / APART["left"]))))
        return [texts.get(value, "") for value in values]


class EpochAxis(Axis):
    """The epochs, with or without a title."""

    def __init__(self, *, titled: bool) -> None:
        super().__init__("bottom")
        if not titled:
            self.setHeight(LOW)
