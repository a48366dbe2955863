"""What a screen reader is asked to say."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say this after what it is saying."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
