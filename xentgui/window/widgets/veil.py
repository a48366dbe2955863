"""The veil over a last good answer, while there is none for what is entered now."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from xentgui.window.theme import STALE


class Veil(QGraphicsOpacityEffect):
    """Dims a widget while it is enabled."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, opacity=STALE, enabled=False)
        widget.setGraphicsEffect(self)
