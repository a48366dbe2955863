"""The training page's parts in their places, the panel of its plots, and the bar over tables that follow an epoch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from weakref import proxy

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from xentgui.questions.contest import Contender
from xentgui.window.lower_right import CURVE, GRADIENT, TABS, TERMS, TRAINING
from xentgui.window.sizes import FLUSH, in_one_column, keep, keep_made, px, spaced
from xentgui.window.training.cards import ContenderCards, LessonStrip
from xentgui.window.training.charts import Charts
from xentgui.window.training.controls import Controls, Timeline
from xentgui.window.training.guess import Guess
from xentgui.window.training.kinds import TRAINED
from xentgui.window.training.running import Running
from xentgui.window.training.side import Side
from xentgui.window.view import View
from xentgui.window.widgets.choices import Segments, TabRow, least_width
from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.plain import Label, Quiet

SIDE, NARROW_SIDE = 416, 398
ABOVE = 640  # of what is trained, where that stands above the race
LOW = 700  # below this height cards and strip are lower
GAP, MARGIN = 12, 16
ROWS = tuple(name for name in TABS if name != TERMS), (CURVE, GRADIENT, TRAINING)  # all, where they have room
BESIDE_TABS = 70  # margins and spaces in the line of the tabs
TIMELINE = 140  # the least of the slider over the tables
AIRY = 700  # from this width on the plots keep a margin
ROOMY = 900  # from this width on all words have room beside the tabs


class Panel(QFrame):
    """`left` is the name of another tab that was clicked; Training stays in front here."""

    left = Signal(str)

    def __init__(self, running: Running, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.tabs = TabRow()
        self.kinds = Segments("Train", [(name, each.word, each.meaning) for name, each in TRAINED.items()])
        self._stop = QPushButton("Stop computing", toolTip="Compute no further; Play goes on from there")
        self._stop.clicked.connect(running.cancel)
        self.tabs.setMinimumWidth(1)  # the page may become narrower than all tabs
        self.tabs.currentChanged.connect(self._leave)
        self._word = Quiet("train")
        self._word.setBuddy(self.kinds)
        inside, head = spaced(QVBoxLayout(self), 6), QWidget()
        inside.addWidget(head)
        self._head = Lines(head)
        self._head.put(self.tabs)
        self._head.put(QWidget(), stretch=1, least=0)
        self._head.put(self._stop, self._word, self.kinds)
        self._inside, self.charts, self.controls = inside, Charts(self), Controls(running, self)
        inside.addWidget(self.charts, 1)
        inside.addWidget(self.controls)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= px(ROOMY)
        airy = self.width() >= px(AIRY)
        keep(self._inside.setContentsMargins, 10 if airy else 2, 6, 16 if airy else 4, 10)
        self._word.setVisible(roomy)
        self._stop.setText("Stop computing" if roomy else "Stop")
        for name, each in TRAINED.items():
            self.kinds.write(name, each.word if roomy else each.word.rpartition(" ")[2])
        beside = (self._stop, self._word, self.kinds) if roomy else (self._stop, self.kinds)
        room = self.width() - px(BESIDE_TABS) - sum(part.sizeHint().width() for part in beside)
        names = next((names for names in ROWS if least_width(names) <= room), ROWS[-1])
        self.tabs.show_tabs(names, names.index(TRAINING), room)
        self._head.fit(self.width() - px(MARGIN))

    def show_work(self, computing: bool) -> None:
        """Whether epochs are still computed, which can be stopped."""
        self._stop.setVisible(computing)

    def _leave(self, index: int) -> None:
        """Another tab, by click or by key."""
        name = self.tabs.tabText(index)
        if name != TRAINING:
            self.tabs.setCurrentIndex(self.tabs.count() - 1)
            self.left.emit(name)


class Following(QFrame):
    """Says what is shown and leads back: `left` to the entry, `entering` with these logits, `asked` to an epoch."""

    left = Signal()
    entering = Signal()
    asked = Signal(int)

    def __init__(self, running: Running, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = running
        self.setProperty("panel", True)
        self.setAccessibleName("Epoch shown")
        self.words = ""  # which epoch of which run it is
        self._words = Label()
        self.timeline = Timeline()
        self.timeline.asked.connect(self.asked)
        self.enter = QPushButton("Enter these logits", toolTip="Put the logits of this epoch into the table")
        self.enter.clicked.connect(self.entering)
        self.back = QPushButton("Back to what I entered")
        self.back.setProperty("primary", True)
        self.back.clicked.connect(self.left)
        self._row = Lines(self, 12, around=(16, 8, 12, 8))
        self._row.put(self._words)
        self._row.put(self.timeline, stretch=1, least=TIMELINE)
        self._row.put(self.enter)
        self._row.put(self.back)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.fit(self.width())

    def show_run(self, contender: Contender, epoch: int) -> None:
        """Display which run it is and where it stands."""
        running = self._running
        self.words = f"epoch {epoch:,} of {running.epochs:,} of the training under {contender.short}"
        self._words.setText(f"Read-only: {self.words}.")
        self.timeline.show_epoch(epoch, running.reached, running.computed, running.epochs)


class TrainingPage(View):
    """On the left what is trained, on the right cards, strip and plots; `following` stands over the other tabs."""

    def __init__(self, parent: QWidget | None = None, *, in_place: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName("Training")
        self.running = Running(self, in_place=in_place)
        self.following = Following(self.running, self)
        self.side, self.guess, self.cards, self.strip = Side(self), Guess(self), ContenderCards(self), LessonStrip(self)
        self.panel = Panel(self.running, self)
        self.charts, self.controls, self.kinds = self.panel.charts, self.panel.controls, self.panel.kinds
        self._lay_out()

    def _lay_out(self) -> None:
        right = spaced(QVBoxLayout(), GAP)
        right.addWidget(self.guess)
        right.addWidget(self.cards)
        right.addWidget(self.strip)
        right.addWidget(self.panel, 1)
        self._columns = spaced(QHBoxLayout(self), MARGIN, around=FLUSH)
        self._columns.addWidget(self.side)
        self._columns.addLayout(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole = proxy(self)
        if in_one_column(self):
            self._columns.setDirection(QBoxLayout.Direction.TopToBottom)
            keep_made(self.side.setFixedWidth, lambda: (whole.width(),))
            keep(self.side.setMinimumHeight, ABOVE)
        else:
            self._columns.setDirection(QBoxLayout.Direction.LeftToRight)
            keep(self.side.setMinimumHeight, 0)
            beside = self.panel.isVisibleTo(self)  # else the side alone has the screen, and all its width
            self._columns.setStretch(1, int(beside))
            if beside:
                keep(self.side.setFixedWidth, SIDE if self.width() >= px(1340) else NARROW_SIDE)
        low, scrolls = self.height() < px(LOW), in_one_column(self)
        self.cards.set_low(low, scrolls=scrolls)
        self.strip.set_low(low)

    def minimumSizeHint(self) -> QSize:
        if in_one_column(self):
            return QSize(px(320), self._columns.minimumSize().height())
        return QSize(px(900), px(540))

    def event(self, event: QEvent) -> bool:
        """Points are copied and pasted; not into tables that nobody sees."""
        early = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if early and self._of_points(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        running = self.running
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: self.controls.toggle,
            Qt.Key.Key_Home: running.reset,
            Qt.Key.Key_End: partial(running.step, running.epochs),
        }
        act = self._of_points(event) or acts.get(event.key())
        if act is None:
            event.ignore()
        else:
            act()

    def _of_points(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Points are copied and pasted wherever on the page the keyboard is; None leaves the key to the window."""
        points, shown = self.side.points, self.charts.points.isVisible()
        acts = ((QKeySequence.StandardKey.Copy, points.copy), (QKeySequence.StandardKey.Paste, points.paste_clipboard))
        return next((act for key, act in acts if shown and event.matches(key)), None)
