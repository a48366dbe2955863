"""What is on the screen of a window, for those who see it and for those who have it read to them."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget


def shown_anywhere(window: QWidget, text: str) -> list[str]:
    """Names, descriptions and texts that hold a text, also those that assistive software alone finds."""
    roles = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
    widgets = [each for each in window.findChildren(QWidget) if each.isVisible()]
    words = [QAccessible.queryAccessibleInterface(each).text(role) for each in widgets for role in roles]
    words += [each.text() for each in widgets if isinstance(each, QLabel)] + [each.toolTip() for each in widgets]
    return [each for each in words if text in each]
