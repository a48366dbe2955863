"""Keys that hold everywhere in the window: from pane to pane, and what nothing under the keyboard took."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from xentgui.window.actions import Verb

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


def _ask_for_menu(widget: QWidget) -> None:
    middle = widget.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, widget.mapToGlobal(middle))
    QApplication.sendEvent(widget, asked)


def verbs(panes: Callable[[], Sequence[QWidget]]) -> Iterator[Verb]:
    """From pane to pane; `panes` gives all of them, also what is not on the screen, as they stand there."""
    yield Verb("next-pane", "View", 4, "Next pane", lambda: step(panes(), 1), "F6")
    yield Verb("previous-pane", "View", 4, "Previous pane", lambda: step(panes(), -1), "Shift+F6")


def step(every: Sequence[QWidget], way: int) -> None:
    """The keyboard goes to the next pane (1) or to the one before (-1) that has a place for it."""
    panes = [pane for pane in every if pane.isVisible()]
    focus = QApplication.focusWidget()
    here = next((place for place, pane in enumerate(panes) if pane.isAncestorOf(focus)), -1 if way > 0 else 0)
    for distance in range(1, len(panes) + 1):
        door = _door(panes[(here + way * distance) % len(panes)])
        if door is not None:
            door.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _door(pane: QWidget) -> QWidget | None:
    """Where the keyboard enters: where the pane says, or at its first place."""
    return next(filter(_takes_keys, filter(None, (pane.focusProxy(), *pane.findChildren(QWidget)))), None)


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
