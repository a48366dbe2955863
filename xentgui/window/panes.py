"""The panes of the window: the keyboard's way from one to the next, and one of them on the full screen, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QSizePolicy, QSplitter, QWidget
from shiboken6 import isValid

from xentgui.window.actions import Verb
from xentgui.window.appearance import grow
from xentgui.window.keyboard import takes_tab
from xentgui.window.lower_right import Lower
from xentgui.window.sizes import px, scale
from xentgui.window.view import View

UNBOUND = 16_777_215  # what Qt calls no largest size
AROUND = 40  # pixels that margins and the status bar take of a full screen


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
    return next((place for place in places if takes_tab(place)), None)


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
        self._pressed: QWidget | None = None  # the last, until the keyboard goes elsewhere
        QApplication.instance().focusChanged.connect(self._forget_pressed)
        page.window().installEventFilter(self)
        self._widest, self._keyboard, self._before = UNBOUND, self._focus, page.window().windowState()
        self._escape = QShortcut(Qt.Key.Key_Escape, page, self.leave, enabled=False)
        self._escape.activatedAmbiguously.connect(self.leave)  # reading can be cancelled too
        scale.changed.connect(self._widen)

    def verbs(self) -> Iterator[Verb]:
        yield Verb("full-screen", "View", 5, "This panel on the full screen, and back", self.toggle, "F11")

    @property
    def _focus(self) -> QWidget | None:
        """What has the keyboard, also while the window is not in front."""
        return self._page.window().focusWidget()

    def _forget_pressed(self) -> None:
        self._pressed = None

    def toggle(self) -> None:
        """The panel that was clicked into or has the keyboard, or back from it."""
        if self._panel is not None:
            self.leave()
            return
        panels = [each for each in self._panels().items() if each[1].isVisible()]
        places = [here for here in (self._pressed, self._focus) if here is not None and isValid(here)]
        meant = next((panel for here in places for part, panel in panels if part.isAncestorOf(here)), None)
        if meant is None:
            self.said.emit("Full screen is for the panel that has the keyboard: click into one first")
        else:
            self._enter(meant)

    def _enter(self, panel: QWidget) -> None:
        self.changed.emit(True)
        self._panel, self._keyboard, self._before = panel, self._focus, self._page.window().windowState()
        growth = _growth(panel)
        if not panel.isAncestorOf(self._focus):
            step([panel], 1)  # else Qt takes the keyboard there as Tab does, which opens words
        path = [panel]
        while path[-1] is not self._page:
            path.append(path[-1].parentWidget())
        self._splitters = [(each, each.sizes()) for each in path if isinstance(each, QSplitter)]
        around = [child for outer in path[1:] for child in outer.children() if child not in path]
        others = [each for each in around if isinstance(each, QWidget)]
        self._policies = [(each, each.sizePolicy()) for each in (*others, panel)]
        self._hidden = [each for each in others if each.isVisible()]
        for each in others:
            _keep_no_room(each)
        for each in (*self._hidden, self._menus):
            each.hide()
        panel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._widest = UNBOUND
        self._widen()
        grow(growth)
        self._page.window().setWindowState(self._before | Qt.WindowState.WindowFullScreen)
        self._escape.setEnabled(not panel.findChildren(QShortcut))  # else that closes it, and so leads back
        self._watched = list(self._panels().values())
        for each in self._watched:
            each.installEventFilter(self)
        self.said.emit("Full screen: F11 or Esc leads back")

    def _widen(self) -> None:
        """The panel has all the width, whatever it has beside others."""
        if self._panel is not None and self._panel.maximumWidth() != UNBOUND:
            self._widest = self._panel.maximumWidth()
            self._panel.setMaximumWidth(UNBOUND)

    def leave(self) -> None:
        """Everything is where it was."""
        panel, self._panel = self._panel, None
        if panel is None:
            return
        for each in self._watched:
            each.removeEventFilter(self)
        self._watched = []
        self._escape.setEnabled(False)
        panel.setMaximumWidth(self._widest)
        grow(1.0)
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
        """A panel that is closed, or another that opens, gives the screen back. It sees what the pointer presses."""
        window = self._page.window()
        if watched is window and event.type() == QEvent.Type.Show:
            window.windowHandle().installEventFilter(self)
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = window.childAt(event.position().toPoint())
        if watched not in self._watched:
            return False
        leaves = event.type() == (QEvent.Type.Hide if watched is self._panel else QEvent.Type.Show)
        if leaves and not event.spontaneous():
            self.leave()
        return super().eventFilter(watched, event)


def _growth(panel: QWidget) -> float:
    """By how much all that is on a panel can be larger when it has the screen."""
    screen, around = panel.screen().size(), px(AROUND)
    size = panel.alone if isinstance(panel, View) else panel.size()
    return max(1.0, min(screen.width() / (size.width() + around), screen.height() / (size.height() + around)))


def _keep_no_room(widget: QWidget) -> None:
    """Also not where what a question covers keeps its room while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(False)
    widget.setSizePolicy(policy)
