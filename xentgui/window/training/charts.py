"""The plots of a race: cost and gradient over the epochs, and the output, or the points for a classifier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from xentgui.questions.contest import Contest
from xentgui.questions.models import Numbers
from xentgui.questions.progress import Progress, slopes
from xentgui.questions.training import TrainingRun
from xentgui.window.cards.text import RIGHT, Words, grey
from xentgui.window.curves.lines import Range
from xentgui.window.theme import SEMIBOLD
from xentgui.window.training.chart import Chart
from xentgui.window.training.geometry import Series, Shown, extent, together
from xentgui.window.training.points import PointsMaps
from xentgui.window.training.running import Running
from xentgui.window.training.trained import trained

Drawn = tuple[tuple[Series, ...], Range]
WHOLE = Range(0.0, 1.0)
SLOW = "small slope, wrong answer"


class Charts(QWidget):
    """Shows a running race. `asked` is the epoch that somebody wants to see."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cost = Chart("Cost, epoch by epoch", titled=False)
        self.gradient = Chart("Size of the gradient", titled=True)
        self.output = Chart("Output over the epochs", titled=True)
        self.points = PointsMaps()
        self._titles = {name: Words(self, 13, SEMIBOLD) for name in ("cost", "gradient", "output")}
        self._note = Words(self, 12, ink=grey, align=RIGHT)
        for title in self._titles.values():
            title.setFixedHeight(20)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._titles["cost"], 0, 0, 1, 2)
        grid.addWidget(self.cost, 1, 0, 1, 2)
        grid.addWidget(self._titles["gradient"], 2, 0)
        grid.addWidget(self._note, 2, 1)
        grid.addWidget(self.gradient, 3, 0, 1, 2)
        grid.addWidget(self._titles["output"], 0, 2)
        grid.addWidget(self.output, 1, 2, 3, 1)
        grid.addWidget(self.points, 0, 2, 4, 1)
        grid.setRowStretch(1, 10)
        grid.setRowStretch(3, 12)
        for column, stretch in ((0, 1), (1, 1), (2, 2)):
            grid.setColumnStretch(column, stretch)
        self._grid = grid
        for chart in (self.cost, self.gradient, self.output):
            chart.asked.connect(self.asked)
        self._known: tuple[TrainingRun, Progress, bool, int, dict[str, Drawn]] | None = None
        self._titles["cost"].say("Cost, epoch by epoch")
        self._titles["gradient"].say("Size of the gradient")

    @property
    def all(self) -> list[Chart]:
        return [self.cost, self.gradient, self.output]

    def parts(self) -> list[QWidget]:
        """What a picture of the race shows."""
        every: list[QWidget] = [*self._titles.values(), self.cost, self.gradient, self.output, self.points]
        return [part for part in every if not part.isHidden()]

    def display(self, running: Running, progress: Progress, *, log: bool, column: int, name: str) -> None:
        """Show the epoch; `column` and `name` say which output of the row is drawn."""
        contest, run = running.contest, running.run
        if contest is None or run is None:
            return
        kind = trained(contest)
        for part in (self.output, self._titles["output"]):
            part.setVisible(not kind.of_points)
        self.points.setVisible(kind.of_points)
        drawn = self._drawn(contest, run, progress, log, column)
        self._show(self.cost, running, drawn["cost"], "cost, log axis" if log else "cost", log=log)
        self._show(self.gradient, running, drawn["gradient"], kind.slope, across="epoch")
        if kind.of_points:
            self.points.display(contest, run, running.epoch)
        else:
            title, axis = kind.output_titles(contest, name)
            self._titles["output"].say(title)
            self._show(self.output, running, drawn["output"], axis, across="epoch", ends=True, hint=not running.playing)
        self._note.say(SLOW if kind.stuck(contest, progress, running.epoch) else "")

    def say_values(self) -> None:
        """Tell assistive software the values at the epoch shown."""
        for chart in (self.cost, self.gradient, self.output):
            chart.say_values()

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
            Shown(
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
