"""The panes of the window: the keyboard's way from one to the next, and one of them on the full screen, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QSizePolicy, QSplitter, QWidget
from shiboken6 import isValid

from xentgui.window.actions import Verb
from xentgui.window.lower import Lower

UNBOUND = 16_777_215  # what Qt calls no largest size


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
            door.setFocus(Qt.FocusReason.ShortcutFocusReason)  # Tab also opens the words there
            return


def _door(pane: QWidget) -> QWidget | None:
    """Where the keyboard enters: where the pane says, or at its first place."""
    said = pane.door if isinstance(pane, Lower) else pane.focusProxy()
    places = pane.findChildren(QWidget) if said is None else [said, *pane.findChildren(QWidget)]
    return next((place for place in places if _takes_keys(place)), None)


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


class FullScreen(QObject):
    """What stands around the panel is hidden while it has the screen; nothing of the document changes."""

    said = Signal(str)
    changed = Signal(bool)  # before a panel takes the screen, and after it has given it back

    def __init__(self, page: QWidget, menus: QWidget, panels: Callable[[], Mapping[QWidget, QWidget]]) -> None:
        """`panels` gives, for each part of the page where the keyboard can be, the panel that is meant."""
        super().__init__(page)
        self._page, self._menus, self._panels = page, menus, panels
        self._panel: QWidget | None = None
        self._hidden: list[QWidget] = []
        self._policies: list[tuple[QWidget, QSizePolicy]] = []
        self._splitters: list[tuple[QSplitter, list[int]]] = []
        self._watched: list[QWidget] = []
        self._widest, self._keyboard, self._before = UNBOUND, self._focus, page.window().windowState()
        self._escape = QShortcut(Qt.Key.Key_Escape, page, self.leave, enabled=False)
        self._escape.activatedAmbiguously.connect(self.leave)  # reading can be cancelled too

    def verbs(self) -> Iterator[Verb]:
        yield Verb("full-screen", "View", 5, "This panel on the full screen, and back", self.toggle, "F11")

    @property
    def _focus(self) -> QWidget | None:
        """What has the keyboard, also while the window is not in front."""
        return self._page.window().focusWidget()

    def toggle(self) -> None:
        """The panel that has the keyboard, or back from it."""
        if self._panel is not None:
            self.leave()
            return
        focus = self._focus
        meant = [panel for part, panel in self._panels().items() if part.isAncestorOf(focus) and panel.isVisible()]
        if not meant:
            self.said.emit("Full screen is for the panel that has the keyboard: click into one first")
        else:
            self._enter(meant[0])

    def _enter(self, panel: QWidget) -> None:
        self.changed.emit(True)
        self._panel, self._keyboard, self._before = panel, self._focus, self._page.window().windowState()
        path = [panel]
        while path[-1] is not self._page:
            path.append(path[-1].parentWidget())
        self._splitters = [(each, each.sizes()) for each in path if isinstance(each, QSplitter)]
        around = [child for outer in path[1:] for child in outer.children() if child not in path]
        self._policies = [(each, each.sizePolicy()) for each in around if isinstance(each, QWidget)]
        self._hidden = [each for each, _ in self._policies if each.isVisible()]
        self._widest = panel.maximumWidth()
        panel.setMaximumWidth(UNBOUND)
        for each, _ in self._policies:
            _keep_no_room(each)
        for each in (*self._hidden, self._menus):
            each.hide()
        self._page.window().setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        self._escape.setEnabled(not panel.findChildren(QShortcut))  # else that closes it, and so leads back
        if not panel.isAncestorOf(self._focus):
            step([panel], 1)
        self._watched = list(self._panels().values())
        for each in self._watched:
            each.installEventFilter(self)
        self.said.emit("Full screen: F11 or Esc leads back")

    def leave(self) -> None:
        """Everything is where it was."""
        panel, self._panel = self._panel, None
        if panel is None:
            return
        for each in self._watched:
            each.removeEventFilter(self)
        self._escape.setEnabled(False)
        panel.setMaximumWidth(self._widest)
        for each, policy in self._policies:
            each.setSizePolicy(policy)
        keyboard = self._keyboard if self._keyboard is not None and isValid(self._keyboard) else None
        elsewhere = not panel.isAncestorOf(keyboard)
        for each in (*self._hidden, self._menus):
            each.show()
        for splitter, sizes in self._splitters:
            splitter.setSizes(sizes)
        self._page.window().setWindowState(self._before)
        if elsewhere and keyboard is not None:
            keyboard.setFocus()
        self.said.emit("")
        self.changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A panel that is closed, or another that opens, gives the screen back."""
        leaves = event.type() == (QEvent.Type.Hide if watched is self._panel else QEvent.Type.Show)
        if leaves and not event.spontaneous():
            self.leave()
        return super().eventFilter(watched, event)


def _keep_no_room(widget: QWidget) -> None:
    """Also not where what a question covers keeps its room while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(False)
    widget.setSizePolicy(policy)
