"""The panes of the window, and the way of the keyboard from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from xentgui.window.actions import Verb
from xentgui.window.lower import Lower


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
    said = pane.door if isinstance(pane, Lower) else pane.focusProxy()
    places = pane.findChildren(QWidget) if said is None else [said, *pane.findChildren(QWidget)]
    return next((place for place in places if _takes_keys(place)), None)


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
