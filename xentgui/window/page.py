"""The page of the window: where the window is smaller than the page can become, the page scrolls in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from xentgui.window.exporting.picture import Picture, of_widget
from xentgui.window.sizes import keep, px, scale

WIDTH, HEIGHT = 984, 590  # the least in which everything of the page has its room
MARGIN, GAP, AROUND = 16, 12, 12


class Rows(QVBoxLayout):
    """Where a part wraps its words, Qt would make the page as high as its parts would like to be; they would like to be
    what they are, and the page would grow and shrink without end. The least height is enough."""

    def hasHeightForWidth(self) -> bool:
        return False


class Inside(QWidget):
    """What scrolls: rows of the window's parts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows(self)
        keep(self.rows.setContentsMargins, MARGIN, 4, MARGIN, 0)
        keep(self.rows.setSpacing, GAP)
        self._held = False

    def hold(self, held: bool) -> None:
        """Whether one part has the page for itself, which needs no more room than that part."""
        self._held = held
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        needed = self.rows.minimumSize()
        return needed if self._held else QSize(px(WIDTH), max(px(HEIGHT), needed.height()))


class Page(QScrollArea):
    """The keyboard's place comes into sight; the pointer's is there already."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = Inside()
        self.setWidget(self.inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self.viewport(), self.inside):
            part.setAutoFillBackground(False)
        QApplication.instance().focusChanged.connect(self._follow)
        scale.changed.connect(self.reveal, Qt.ConnectionType.QueuedConnection)

    def picture(self) -> Picture:
        """What is in the window, without its menus."""
        return of_widget(self.inside, self.window().windowTitle().replace("[*]", ""))

    def reveal(self) -> None:
        """Scroll to the keyboard's place, and in a table to its cell."""
        focus = QApplication.focusWidget()
        if focus is None or not self.inside.isAncestorOf(focus):
            return
        self._show(focus, focus.rect())
        if isinstance(focus, QAbstractItemView):
            self._show(focus.viewport(), focus.visualRect(focus.currentIndex()))

    def _show(self, part: QWidget, box: QRect) -> None:
        """All of a part's box, or its beginning where it is larger than what is seen at once."""
        start = part.mapTo(self.inside, box.topLeft())
        _scroll(self.horizontalScrollBar(), start.x(), box.width())
        _scroll(self.verticalScrollBar(), start.y(), box.height())

    def focusNextPrevChild(self, following: bool) -> bool:
        return QAbstractScrollArea.focusNextPrevChild(self, following)  # QScrollArea's: a field's cursor

    def _follow(self, _before: QWidget | None, _now: QWidget | None) -> None:
        if not QApplication.mouseButtons():
            self.reveal()


def _scroll(bar: QScrollBar, start: int, length: int) -> None:
    first, last = start - px(AROUND), start + length + px(AROUND) - bar.pageStep()
    bar.setValue(min(first, max(bar.value(), last)))
