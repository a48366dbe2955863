"""The charts of a race over its epochs, with a line at the one that is shown: cost, gradient, output, or points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from xentgui.questions.contest import Contest, Progress, slopes
from xentgui.questions.models import Numbers
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import training_examples
from xentgui.window.cards.text import RIGHT, Words, grey
from xentgui.window.curves.axis import Axis, UpwardAxis
from xentgui.window.curves.geometry import Range
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.numbers import show_number
from xentgui.window.sizes import FLUSH, keep, px, spaced
from xentgui.window.theme import SEMIBOLD, theme
from xentgui.window.training.geometry import Frame, Series, ShownChart, extent, together
from xentgui.window.training.items import Drawing
from xentgui.window.training.kinds import trained
from xentgui.window.training.loss_map import NAME, LossMap
from xentgui.window.training.plot import TrainingPlot
from xentgui.window.training.points_map import PointsMaps
from xentgui.window.training.running import Running

Drawn = tuple[tuple[Series, ...], Range]
WHOLE = Range(0.0, 1.0)
SLOW = "small slope, wrong answer"
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: -10, Qt.Key.Key_PageUp: 10}
BESIDE, BELOW = 460, 230  # a narrower page has the outputs below the cost: so high
STRIDE = 10  # epochs of an arrow key with Shift


LOW = 26  # height of an axis without a title


class EpochAxis(Axis):
    """The epochs, with or without a title."""

    def __init__(self, *, titled: bool) -> None:
        super().__init__("bottom")
        if not titled:
            keep(self.setHeight, LOW)


class Chart(TrainingPlot):
    """Shows curves. `asked` is the epoch that a click, a drag or a key wants to see."""

    asked = Signal(int)

    def __init__(self, name: str, *, titled: bool, parent: QWidget | None = None) -> None:
        super().__init__(name, UpwardAxis(), EpochAxis(titled=titled), parent)
        self._picture = Drawing(self._item)
        self._shown: ShownChart | None = None
        self._dragged = False

    def show_chart(self, shown: ShownChart) -> None:
        """Display curves, axes and the epoch."""
        before, self._shown = self._shown, shown
        self._dress(theme(), shown.across_title, shown.title)
        if before is None or (before.log, before.upward, before.epochs) != (shown.log, shown.upward, shown.epochs):
            self._upward.count_in_powers(shown.log)
            self._item.vb.setRange(
                xRange=(0, max(shown.epochs, 1)), yRange=(shown.upward.low, shown.upward.high), padding=0
            )
            self._upward.picture = None
        self._arrange()

    def say_values(self, epoch: int) -> None:
        """Tell assistive software the values at an epoch."""
        if self._shown is not None:
            values = [f"{' = '.join(each.names)} {show_number(each.at(epoch))}" for each in self._shown.series]
            self.setAccessibleName(f"{self._name}, epoch {epoch:,}: {', '.join(values)}")

    def frame(self) -> Frame | None:
        """The chart's area in pixels of this widget, with its axes."""
        if self._shown is None:
            return None
        return Frame(self.area, self._shown.epochs, self._shown.upward, self._shown.log)

    def line_at(self) -> QPointF | None:
        """The middle of the line at the epoch shown, in pixels of this widget."""
        frame = self.frame()
        if frame is None or self._shown is None:
            return None
        return QPointF(frame.px(self._shown.epoch), frame.box.top + frame.box.height / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if event.button() == Qt.MouseButton.LeftButton and frame is not None and _beside(frame, event.position()):
            self._dragged = True
            self._point_at(None)
            self.setCursor(Qt.CursorShape.SizeHorCursor)
            self.asked.emit(frame.epoch_at(event.position().x()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        if frame is None:
            return
        if self._dragged:
            self.asked.emit(frame.epoch_at(event.position().x()))
        elif not event.buttons():
            inside = _beside(frame, event.position())
            self._point_at(frame.epoch_at(event.position().x()) if inside else None)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = False
            self.unsetCursor()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self._shown
        if shown is None:
            event.ignore()
        elif event.key() in KEYS:
            stride = STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.asked.emit(shown.epoch + KEYS[Qt.Key(event.key())] * stride)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.asked.emit(0 if event.key() == Qt.Key.Key_Home else shown.epochs)
        else:
            event.ignore()


def _beside(frame: Frame, position: QPointF) -> bool:
    """Inside the frame, or so near to its sides that the first and the last epoch can be taken."""
    box = frame.box
    return box.left - px(8) <= position.x() <= box.right + px(8) and box.top <= position.y() <= box.bottom


class Charts(QWidget):
    """Shows a running race. `asked` is the epoch that somebody wants to see."""

    asked = Signal(int)
    turned = Signal()  # another picture is wanted at the right

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cost = Chart("Cost, epoch by epoch", titled=False)
        self.gradient = Chart("Size of the gradient", titled=True)
        self.output = Chart("Output over the epochs", titled=True)
        self.loss_map, self.points = LossMap(), PointsMaps()
        self._mapped = False  # whether the loss map has the place of the output, where there is one
        self.other = QPushButton(toolTip="The loss over all weights and biases, or the output over the epochs")
        self.other.setProperty("link", True)
        self.other.setCursor(Qt.CursorShape.PointingHandCursor)
        self.other.clicked.connect(self._turn)
        self._titles = {name: Words(self, 13, SEMIBOLD) for name in ("cost", "gradient", "output")}
        self._note = Words(self, 12, ink=grey, align=RIGHT)
        for title in self._titles.values():
            keep(title.setFixedHeight, 20)
        grid = spaced(QGridLayout(self), around=FLUSH)
        keep(grid.setHorizontalSpacing, 14)
        keep(grid.setVerticalSpacing, 2)
        grid.addWidget(self._titles["cost"], 0, 0)
        grid.addWidget(self.cost, 1, 0)
        between = QHBoxLayout()
        between.addWidget(self._titles["gradient"])
        between.addWidget(self._note, 1)
        grid.addLayout(between, 2, 0)
        grid.addWidget(self.gradient, 3, 0)
        self._head = QWidget()
        head = spaced(QHBoxLayout(self._head), around=FLUSH)
        head.addWidget(self._titles["output"], 1)
        head.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        for row, stretch in ((1, 10), (3, 12)):
            grid.setRowStretch(row, stretch)
        grid.setColumnStretch(0, 1)
        self._grid = grid
        self._lowest: int | None = None  # of the outputs that stand below
        self._stand(below=False)
        for chart in (self.cost, self.gradient, self.output):
            chart.asked.connect(self.asked)
        self._known: tuple[TrainingRun, Progress, bool, int, dict[str, Drawn]] | None = None
        self._titles["cost"].say("Cost, epoch by epoch")
        self._titles["gradient"].say("Size of the gradient")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand(below=self.width() < px(BESIDE))

    def _stand(self, *, below: bool) -> None:
        """What is seen of the outputs stands beside cost and gradient, or below them."""
        lowest = px(BELOW) if below else 0
        if lowest == self._lowest:
            return
        self._lowest = lowest
        top, column, rows = (4, 0, 2) if below else (0, 1, 4)
        self._grid.addWidget(self._head, top, column)
        for chart in (self.output, self.loss_map):
            self._grid.addWidget(chart, top + 1, column, rows - 1, 1)
        self._grid.addWidget(self.points, top, column, rows, 1)
        self._grid.setColumnStretch(1, int(not below))
        self._grid.setRowStretch(5, 20 * below)
        self._grid.setRowMinimumHeight(5, lowest)

    @property
    def all(self) -> list[TrainingPlot]:
        return [self.cost, self.gradient, self.output, self.loss_map]

    def _turn(self) -> None:
        """The other of the two pictures of a neuron."""
        self._mapped = not self._mapped
        self.turned.emit()

    @property
    def _right(self) -> list[QWidget]:
        """Of which one is shown."""
        return [self.output, self.loss_map, self.points]

    def parts(self) -> list[QWidget]:
        """What a picture of the race shows."""
        every: list[QWidget] = [*self._titles.values(), self.cost, self.gradient, *self._right]
        return [part for part in every if not part.isHidden()]

    def picture(self, contest: Contest, example: str) -> Picture:
        """The plots in their places under the title of the example, if it is one, and the rates."""
        title = training_examples[example].title if example in training_examples else "Training"
        rates = ", ".join(f"{contender.short} {contender.rate:g}" for contender in contest.contenders)
        return of_parts(f"{title} · rates: {rates}", self, self.parts())

    def display(self, running: Running, progress: Progress, *, log: bool, column: int, name: str, place: int) -> None:
        """Show the epoch; `column` and `name` say which output of the row is drawn, `place` which run is chosen."""
        contest, run = running.contest, running.run
        if contest is None or run is None:
            return
        kind = trained(contest)
        mapped = kind.has_map and self._mapped
        shown = self.points if kind.of_points else self.loss_map if mapped else self.output
        for part in self._right:
            part.setVisible(part is shown)
        self._titles["output"].setVisible(not kind.of_points)
        self.other.setVisible(kind.has_map)
        self.other.setText("Output over the epochs" if mapped else NAME)
        drawn = self._drawn(contest, run, progress, log, column)
        self._show(self.cost, running, drawn["cost"], "cost, log axis" if log else "cost", log=log)
        self._show(self.gradient, running, drawn["gradient"], kind.slope, across="epoch")
        if kind.of_points:
            self.points.display(contest, run, running.epoch)
        elif mapped:
            self._titles["output"].say(NAME)
            self.loss_map.display(contest, run, running.epoch, running.reached, place)
        else:
            title, axis = kind.output_titles(contest, name)
            self._titles["output"].say(title)
            self._show(self.output, running, drawn["output"], axis, across="epoch", ends=True, hint=not running.playing)
        self._note.say(SLOW if running.reached and kind.stuck(contest, progress, running.epoch) else "")

    def carry(self, contest: Contest) -> None:
        """Show the points of a contest where they are now; all else stays as it is."""
        if trained(contest).of_points:
            self.points.carry(contest)

    def say_values(self, epoch: int) -> None:
        """Tell the values at an epoch, that of all other numbers."""
        for chart in self.all:
            chart.say_values(epoch)

    def _drawn(
        self, contest: Contest, run: TrainingRun, progress: Progress, log: bool, column: int
    ) -> dict[str, Drawn]:
        """The curves and their axes; computed once for a snapshot of the run."""
        if self._known is not None and self._known[:4] == (run, progress, log, column):
            return self._known[4]
        traces = [run.traces[each.name] for each in contest.contenders]
        pairs = zip(traces, contest.contenders, strict=True)
        costs = _series(contest, [trace.losses[each.name] for trace, each in pairs])
        norms = _series(contest, [slopes(contest, trace) for trace in traces])
        drawn = {"cost": (costs, extent(costs, log=log)), "gradient": (norms, extent(norms, log=False))}
        if progress.outputs:
            outputs = _series(contest, [progress.outputs[each.name][:, column] for each in contest.contenders])
            drawn["output"] = outputs, extent(outputs, log=False, within=WHOLE)
        self._known = (run, progress, log, column, drawn)
        return drawn

    def _show(
        self,
        chart: Chart,
        running: Running,
        drawn: Drawn,
        title: str,
        *,
        across: str = "",
        log: bool = False,
        ends: bool = False,
        hint: bool = False,
    ) -> None:
        series, limits = drawn
        chart.show_chart(
            ShownChart(
                series=series,
                epochs=running.epochs,
                reached=running.reached,
                epoch=running.epoch,
                upward=limits,
                title=title,
                token=running.contest,
                log=log,
                across_title=across,
                hint=hint,
                ends=ends,
            )
        )


def _series(contest: Contest, values: Sequence[Numbers]) -> tuple[Series, ...]:
    places = [contender.place for contender in contest.contenders]
    names = [contender.short for contender in contest.contenders]
    return together(places, names, [np.asarray(each, dtype=float) for each in values])
