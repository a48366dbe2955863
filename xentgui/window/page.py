"""The page of the window, which scrolls: tables beside what they give, or the training in their place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from xentgui.analysis import Analysis
from xentgui.training_examples import training_examples
from xentgui.window.actions import Verb
from xentgui.window.appearance import kept_number
from xentgui.window.banner import Banner
from xentgui.window.exporting.picture import Picture, of_widget
from xentgui.window.sizes import FLUSH, in_one_column, keep, laid_out_once, px, scale, spaced, stand_in_one_column
from xentgui.window.tables.shape import BRIEF_FROM

if TYPE_CHECKING:  # importing the plots is most of the start: they come after the first frame
    from xentgui.window.training.view import TrainingView

WIDTH, HEIGHT = 344, 590  # the least in which everything of the page has its room
MARGIN, SLIM, GAP, AROUND = 16, 6, 12, 12
LEFT, LEFT_SMALL, LEFT_LARGE, LEFT_MANY, LEFT_BRIEF = 416, 398, 560, 490, 640
COLUMNS = 968  # a narrower page has everything one below another
LEAVING = 200  # milliseconds in which a desktop gives a window its size back from the full screen
SMALL, LARGE = 1300, 2400  # a narrower window gives the tables less, a wider one more
SHARE, COLUMN, AROUND_COLUMNS = 0.32, 56, 250  # of a large window, for the tables; a column; what stands beside them
ABOVE, LOWEST = 400, 300  # of the tables, where they stand above what they give, and beside it
MANY = 7  # from this many classes on they take more
SPLIT = "tables-width"  # the name of their width in the settings


class Rows(QVBoxLayout):
    """Where a part wraps its words, Qt would make the page as high as its parts would like to be; they would like to be
    what they are, and the page would grow and shrink without end. The least height is enough."""

    def hasHeightForWidth(self) -> bool:
        return False


class Inside(QWidget):
    """What scrolls: rows of the window's parts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = Rows(self)
        self._held = False
        keep(self.rows.setContentsMargins, MARGIN, 4, MARGIN, 0)
        keep(self.rows.setSpacing, GAP)

    def hold(self, held: bool) -> None:
        """Whether one part has the page for itself, and all of it: it is as large as the screen allows."""
        self._held = held
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize() if self._held else QSize(px(WIDTH), max(px(HEIGHT), self.rows.minimumSize().height()))


class ScrolledPage(QScrollArea):
    """The keyboard's place comes into sight; the pointer's is there already."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.inside = Inside(self.viewport())
        self.setWidget(self.inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self.viewport(), self.inside):
            part.setAutoFillBackground(False)
        QApplication.instance().focusChanged.connect(self._follow)
        scale.changed.connect(self.reveal, Qt.ConnectionType.QueuedConnection)
        self._held = False
        self._leaving = QTimer(self, singleShot=True, interval=LEAVING)
        self._leaving.timeout.connect(self._let_go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._leaving.isActive() and event.oldSize().width() != self.width():
            self._leaving.stop()
            self._held = False
        self._stand()
        super().resizeEvent(event)

    def hold(self, held: bool) -> None:
        """Whether one part has the page for itself, which then stands as it stood."""
        self.inside.hold(held)
        if held:
            self._held = True
            self._leaving.stop()
        else:
            self._leaving.start()

    def _let_go(self) -> None:
        self._held = False
        if self._wants_column != in_one_column(self):
            with laid_out_once():
                self._stand()

    @property
    def _wants_column(self) -> bool:
        return self.width() < px(COLUMNS)

    def _stand(self) -> None:
        """In one column where two have no room: then it scrolls down, and never sideways."""
        if not self._held:
            stand_in_one_column(self.window(), self._wants_column)
            side = SLIM if self._wants_column else MARGIN
            keep(self.inside.rows.setContentsMargins, side, 4, side, 0)

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
    around = max(0, min(px(AROUND), (bar.pageStep() - length) // 2))
    first, last = start - around, start + length + around - bar.pageStep()
    bar.setValue(min(first, max(bar.value(), last)))


class Sides(QSplitter):
    """The tables' width follows the window's and the number of classes, until the user moves the splitter."""

    def __init__(self, parent: QWidget, *, handle: int, settings: QSettings | None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        keep(self.setHandleWidth, handle)
        self.setChildrenCollapsible(False)
        self._settings, self._columns = settings, 0
        self._left = kept_number(settings, SPLIT, 0)
        self._moved = self._left > 0
        self.splitterMoved.connect(self._keep)

    def put_in(self, left: QWidget, right: QWidget) -> None:
        """The right one takes the room that is left."""
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(1, 1)

    def fit(self, columns: int) -> None:
        """The width that so many columns take."""
        self._columns = columns
        window = self.window().width()
        few = LEFT_SMALL if window < px(SMALL) else LEFT if window < px(LARGE) else LEFT_LARGE
        many = LEFT_BRIEF if columns >= BRIEF_FROM else LEFT_MANY
        wanted = max(many, few) if columns >= MANY else few
        if window >= px(LARGE) and MANY <= columns < BRIEF_FROM:  # as many of them as a share of the window holds
            wanted = max(wanted, min(round(SHARE * window / px(1.0)), AROUND_COLUMNS + COLUMN * columns))
        if not self._moved and wanted != self._left:
            self._left = wanted
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self._columns)
        self._share()

    def _share(self) -> None:
        below = in_one_column(self)
        keep(self.widget(0).setMinimumHeight, ABOVE if below else LOWEST)
        if below:
            self.setOrientation(Qt.Orientation.Vertical)
            self.setSizes([px(ABOVE), max(0, self.height() - px(ABOVE))])
        else:
            self.setOrientation(Qt.Orientation.Horizontal)
            self.setSizes([px(self._left), self.width() - px(self._left)])

    def _keep(self, left: int) -> None:
        """Where the user moved it, also at the next start."""
        if self.orientation() == Qt.Orientation.Vertical:
            return
        self._left, self._moved = round(left / px(1.0)), True
        if self._settings is not None:
            self._settings.setValue(SPLIT, self._left)


class Pages(QStackedWidget):
    """The training page is made when it is first opened: `made`. `left` is the tab that is wanted instead, or "".

    Which page is in front is a part of where one looks: a page that is `asked` for comes by `display`.
    """

    asked = Signal(str)
    made = Signal(object)  # TrainingView
    left = Signal(str)

    def __init__(self, parent: QWidget, *, gap: int, in_place: bool) -> None:
        super().__init__(parent)
        self._in_place = in_place
        self.training: TrainingView | None = None
        self.entered = QWidget(self)
        self._rows = spaced(QVBoxLayout(self.entered), gap, around=FLUSH)
        self.addWidget(self.entered)

    def minimumSizeHint(self) -> QSize:
        """That of the page in front."""
        return self.currentWidget().minimumSizeHint()

    def put_in(self, banner: Banner, sides: QSplitter) -> None:
        """What stands on the page of what was entered."""
        self._rows.addWidget(banner)
        self._rows.addWidget(sides, 1)

    def verbs(self) -> Iterator[Verb]:
        yield Verb("training", "Tools", 1, "Training", self.toggle_training, "Ctrl+T")
        for name, start in training_examples.items():
            run = partial(self.open_training_example, name)
            yield Verb(f"training-{name}", "Examples", 1, f"Training: {start.title}", run)

    def toggle_training(self) -> None:
        """To the training page, or back from it."""
        if self.currentIndex() == 0:
            self.open_training()
        else:
            self.leave_training("")

    @property
    def on_training(self) -> bool:
        """Whether the training page is on the screen."""
        return self.training is not None and self.training.isVisible()

    @property
    def panels(self) -> list[QWidget]:
        """What stands on the training page."""
        page = self.training
        return [] if page is None else [page.side, page.cards, page.strip, page.panel]

    @property
    def panes(self) -> list[QWidget]:
        """Where F6 goes on the training page."""
        page = self.training
        return [] if page is None else [page.following, page.guess, page.side, page.cards, page.panel]

    def display(self, analysis: Analysis) -> None:
        """The page that one looks at."""
        if analysis.focus.page == "training":
            self.setCurrentWidget(self._made_training())
        else:
            self.setCurrentIndex(0)

    def open_training(self) -> TrainingView:
        """The training page takes the place of tables, cards and curve."""
        self.asked.emit("training")
        page = self._made_training()
        page.controls.button("play").setFocus()
        return page

    def _made_training(self) -> TrainingView:
        if self.training is None:
            from xentgui.window.training.view import TrainingView

            self.training = TrainingView(self, in_place=self._in_place)
            self.training.left.connect(self.leave_training)
            self.addWidget(self.training)
            self._rows.insertWidget(0, self.training.following)
            self.made.emit(self.training)
        return self.training

    def open_training_example(self, name: str, *, play: bool = True) -> None:
        """A named start of training, as a step that undo takes back."""
        self.open_training().open_example(name, play=play)
        if not play:
            self.run_training(play=False)

    def run_training(self, *, play: bool) -> None:
        """The training page; what is trained runs when it has been guessed, or stands at its last epoch."""
        page = self.open_training()
        if play:
            page.ask_first()
        else:
            page.running.step(page.running.epochs)

    def leave_training(self, tab: str) -> None:
        """Back to tables, cards and curve."""
        self.asked.emit("tables")
        self.left.emit(tab)
