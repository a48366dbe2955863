"""What helps to find one's way, and what is said when the program itself fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from xentgui.analysis import Analysis
from xentgui.questions.glossary import cited
from xentgui.window.about import ABOUT, ERROR, PageDialog, TextDialog, versions
from xentgui.window.actions import Verb
from xentgui.window.palette import Palette, shortcuts_page
from xentgui.window.widgets.meaning import signs_page


class Help(QObject):
    """`actions` gives all of them, `shown` what is on the screen; `failed` comes before an error of ours is told."""

    failed = Signal()

    def __init__(
        self, parent: QWidget, actions: Callable[[], Sequence[QAction]], shown: Callable[[], Analysis]
    ) -> None:
        super().__init__(parent)
        self._parent, self._actions, self._shown = parent, actions, shown
        self._error: TextDialog | None = None

    def verbs(self) -> Iterator[Verb]:
        yield Verb("palette", "Tools", 4, "All commands…", self.show_palette, "Ctrl+Shift+P")
        yield Verb("shortcuts", "Help", 0, "Shortcuts", self.show_shortcuts, "F1")
        yield Verb("signs", "Help", 0, "What the signs mean", self.show_signs)
        yield Verb("about", "Help", 0, "About xentgui", self.show_about)

    def show_palette(self) -> None:
        """All verbs, narrowed by what is typed."""
        palette = Palette(self._actions(), self._parent)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.move(self._parent.mapToGlobal(self._parent.rect().center()) - palette.rect().center())
        palette.show()
        palette.activateWindow()
        palette.setFocus()

    def show_shortcuts(self) -> None:
        PageDialog("Shortcuts", shortcuts_page(self._actions()), self._parent).exec()

    def show_signs(self) -> None:
        PageDialog("What the signs mean", signs_page(self._shown().words, cited()), self._parent).exec()

    def show_about(self) -> None:
        TextDialog("About xentgui", ABOUT, versions(), self._parent, picture="xentgui").exec()

    def show_error(self, words: str) -> None:
        """An error of ours: what happened can be copied. Further errors go to the same dialog."""
        self.failed.emit()
        if self._error is not None and self._error.isVisible():
            self._error.add(words)
            return
        self._error = TextDialog("An error", ERROR, f"{words}\n{versions()}", self._parent)
        self._error.show()
