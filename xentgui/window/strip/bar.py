"""The value of the chosen card as a stacked bar: the entropy of the labels is its floor, the divergence lies on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from xentgui.window.sizes import px
from xentgui.window.theme import show_number, theme
from xentgui.window.widgets.plain import Label

LONG, THICK = 320, 4  # pixels
BETWEEN = 2.0  # pixels from the floor to what lies on it: colour is not the only mark


class EntropyBar(Label):
    """A thin bar; its name and its tooltip have the numbers, and how much its whole length stands for."""

    _entropy = _divergence = 0.0

    def show_amounts(self, amounts: tuple[float, float] | None, unit: str) -> None:
        """Show entropy and divergence; nothing where there are none."""
        self.setVisible(amounts is not None)
        if amounts is None:
            return
        self._entropy, self._divergence = amounts
        entropy, divergence = map(show_number, amounts)
        words = f"Entropy of the labels {entropy}, the floor, and divergence {divergence} on it"
        words = f"{words}; the whole length is {self._whole:g} {unit}"
        if words != self.accessibleName():
            self.setAccessibleName(words)
            self.setToolTip(words)
        self.update()

    @property
    def _whole(self) -> float:
        """1, 2, 5, 10, 20, ...: the first that holds both, so that a loss that falls is seen to shrink."""
        value = max(1.0, self._entropy + self._divergence)
        power = 10.0 ** math.floor(math.log10(value))
        return next((step * power for step in (1, 2, 5) if value <= step * power), 10 * power)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.fillRect(self.rect(), QColor(colours.hair))
        floor, top = (self.width() * amount / self._whole for amount in (self._entropy, self._divergence))
        between = px(BETWEEN) if floor and top > px(BETWEEN) else 0.0
        painter.fillRect(QRectF(0, 0, floor, self.height()), QColor(colours.labels))
        painter.fillRect(QRectF(floor, 0, between, self.height()), QColor(colours.surface))
        painter.fillRect(QRectF(floor + between, 0, top - between, self.height()), QColor(colours.outputs))
