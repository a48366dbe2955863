"""Keys that nothing under the keyboard took: what they do everywhere in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def take(event: QKeyEvent) -> bool:
    """Enter presses the button that has the keyboard, as Space does; Shift+F10 opens the menu of what has it."""
    focus = QApplication.focusWidget()
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in ENTER and not modifiers and isinstance(focus, QAbstractButton):
        focus.click()
        return True
    if event.key() == Qt.Key.Key_F10 and modifiers == Qt.KeyboardModifier.ShiftModifier and focus is not None:
        _ask_for_menu(focus)
        return True
    return False


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab may lead to a widget now."""
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _ask_for_menu(widget: QWidget) -> None:
    middle = widget.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, widget.mapToGlobal(middle))
    QApplication.sendEvent(widget, asked)
