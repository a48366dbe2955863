"""The lower right: loss curve, gradient and terms; terms stand beside the curve where there is room, else as a tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Protocol
from weakref import proxy

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from xentgui.window.exporting.picture import Picture
from xentgui.window.numbers import digits
from xentgui.window.sizes import FLUSH, in_one_column, keep, keep_made, px, spaced
from xentgui.window.terms.view import TermsView
from xentgui.window.widgets.choices import TabRow

CURVE_WIDTH = 496  # the least of a curve that has the terms beside it
GAP, MARGINS = 12, 20
LEAST_BELOW, LEAST_SLIM, SLIM = 340, 460, 480  # of its height where the page scrolls to it, and where it is narrower
TERMS_WIDTH, LONGER = 404, 15  # of the terms beside the curve, and more for each decimal from the seventh on
TERMS_SHARE, TERMS_WIDEST = 0.3, 640
TITLE = 230  # of a curve, beside the tabs
CURVE, TERMS, GRADIENT, TRAINING = "Loss curve", "Terms", "Gradient", "Training"
SURFACE, LIKELIHOOD = "All probabilities", "Likelihood"
TABS = CURVE, TERMS, GRADIENT, SURFACE, LIKELIHOOD, TRAINING


class TabPage(Protocol):
    """What stands under a tab: where the keyboard stops in it, its plot, its picture, and room for the tabs."""

    @property
    def plot(self) -> QWidget: ...

    @property
    def stops(self) -> list[QWidget]: ...

    def picture(self) -> Picture | None: ...

    def keep_left(self, pixels: int) -> None: ...


def terms_width(room: int) -> int:
    """How wide the terms beside the curve are: names of classes have room beside all digits; more in a wide window."""
    least = px(TERMS_WIDTH + LONGER * max(0, digits.decimals - 6))
    return max(least, min(round(TERMS_SHARE * room), px(TERMS_WIDEST)))


class Lower(QWidget):
    """Tabs over the curves, and the terms. After the first frame `add` says how the curves are made."""

    training_wanted = Signal()
    made = Signal(object)  # the view under a tab that comes to the front for the first time

    def __init__(self, terms: TermsView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = terms
        self._kinds: Mapping[str, Callable[[QWidget], TabPage]] = {}
        self._pages: dict[str, TabPage] = {}
        self._last, self._held, self._least = CURVE, False, 0
        self.tabs = TabRow()
        self._stack = QStackedWidget()
        self._panel, self._beside = QFrame(), QFrame()
        for frame in (self._panel, self._beside):
            frame.setProperty("panel", True)
        inside = spaced(QGridLayout(self._panel), around=(6, 6, 12, 6))
        inside.addWidget(self._stack, 0, 0)
        inside.addWidget(self.tabs, 0, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        keep(QHBoxLayout(self._beside).setContentsMargins, 16, 12, 16, 12)
        row = spaced(QHBoxLayout(self), GAP, around=FLUSH)
        row.addWidget(self._panel, 1)
        row.addWidget(self._beside)
        self.tabs.currentChanged.connect(self._front)
        self.tabs.installEventFilter(self)

    @property
    def has_plots(self) -> bool:
        return bool(self._kinds)

    def add(self, kinds: Mapping[str, Callable[[QWidget], TabPage]]) -> None:
        """What makes the plots, by their tabs: each when its tab first comes to the front."""
        self._kinds = kinds
        self._arrange()

    def _page(self, name: str) -> TabPage | None:
        """The plot of a tab; None where it has none, or not yet."""
        if name in self._kinds and name not in self._pages:
            page = self._pages[name] = self._kinds[name](self._stack)
            self._stack.addWidget(page)
            for before, after in pairwise([self.tabs, *page.stops]):
                QWidget.setTabOrder(before, after)
            page.keep_left(self.tabs.sizeHint().width())
            self.made.emit(page)
        return self._pages.get(name)

    @property
    def panels(self) -> list[QWidget]:
        """What stands side by side."""
        return [self._panel, self._beside]

    @property
    def door(self) -> QWidget:
        """Where the keyboard enters: at the point of the curve in front, else at the tabs."""
        page = self._pages.get(self.front)
        return self.tabs if page is None else page.plot

    @property
    def front(self) -> str:
        return self.tabs.tabText(self.tabs.currentIndex())

    def show_tab(self, name: str) -> None:
        for index in range(self.tabs.count()):
            if self.tabs.tabText(index) == name:
                self.tabs.setCurrentIndex(index)

    def picture(self) -> Picture | None:
        """The curve in front; where none is, the loss curve comes there. None before there are curves."""
        if self.front not in self._kinds:
            self.show_tab(CURVE)
        page = self._pages.get(self.front)
        return None if page is None else page.picture()

    def minimumSizeHint(self) -> QSize:
        """Terms that stand beside the curve do not keep it from becoming narrower: they become a tab."""
        least = super().minimumSizeHint().height()
        below = px(LEAST_SLIM if self.width() < px(SLIM) else LEAST_BELOW) if in_one_column(self) else 0
        return QSize(self._panel.minimumSizeHint().width(), max(least, below))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.minimumSizeHint().height() != self._least:
            self._least = self.minimumSizeHint().height()
            self.updateGeometry()
        if event.oldSize().width() != self.width() and not self._held:
            self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._leave_room()
        return False

    def _leave_room(self) -> None:
        """To the tabs over the first line of the plots, as wide as they are with this font."""
        for page in self._pages.values():
            page.keep_left(self.tabs.sizeHint().width())

    def hold(self, held: bool) -> None:
        """Whether curve and terms stay as they stand, however wide it is: one of them has the screen."""
        self._held = held
        if not held:
            self._arrange()

    def _arrange(self) -> None:
        beside, front = self.width() - terms_width(self.width()) >= px(CURVE_WIDTH), self.front
        self._beside.setVisible(beside)
        whole = proxy(self)  # with the zoom's other sizes: a width that comes after them lays the plot out once more
        keep_made(self._beside.setFixedWidth, lambda: (terms_width(whole.width()),))
        if beside:
            layout = self._beside.layout()
            assert layout is not None
            layout.addWidget(self._terms)
            self._terms.show()
        else:
            self._stack.addWidget(self._terms)
        names = [name for name in TABS if not (beside and name == TERMS)]
        room = self.width() - px(MARGINS) - (self._beside.width() + px(GAP) if beside else 0)
        self.tabs.show_tabs(names, names.index(front) if front in names else 0, room, px(TITLE))
        self._terms.keep_left(0 if beside else self.tabs.sizeHint().width())
        self._leave_room()
        self._front(self.tabs.currentIndex())

    def _front(self, index: int) -> None:
        name = self.tabs.tabText(index)
        if name == TRAINING:  # a page of its own, with a row of tabs of its own
            self.show_tab(self._last)
            self.training_wanted.emit()
            return
        self._last = name
        page = self._terms if name == TERMS else self._page(name)
        if page is not None:
            self._stack.setCurrentWidget(page)
