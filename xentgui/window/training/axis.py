"""The epochs below a chart."""

from __future__ import annotations

from xentgui.window.curves.axis import Axis

LOW = 26  # height of an axis without a title


class EpochAxis(Axis):
    """The epochs, with or without a title."""

    def __init__(self, *, titled: bool) -> None:
        super().__init__("bottom")
        if not titled:
            self.setHeight(LOW)
