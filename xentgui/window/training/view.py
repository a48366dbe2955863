"""The training page: costs race from one start, and one sees which of them learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Entry
from xentgui.files.atomic import write_whole
from xentgui.files.exports import traces_csv
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest, Kind
from xentgui.questions.lesson import lesson
from xentgui.questions.models import LinearClassifier
from xentgui.questions.progress import Progress, slopes
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import training_examples
from xentgui.window.lower import CURVE, GRADIENT, TRAINING
from xentgui.window.segments import Segments
from xentgui.window.tabs import TabRow
from xentgui.window.training.cards import ContenderCards, Facts
from xentgui.window.training.charts import Charts
from xentgui.window.training.classes import table, with_points
from xentgui.window.training.controls import Controls
from xentgui.window.training.export import curves, save_picture
from xentgui.window.training.left import START_OF, Left
from xentgui.window.training.outputs import check_size, entering, entry_at, of_entry
from xentgui.window.training.running import Running
from xentgui.window.training.strip import LessonStrip
from xentgui.window.view import View

LEFT, NARROW_LEFT = 416, 398
LOW = 700  # below this height cards and strip are lower
GAP, MARGIN = 12, 16
WORDS = 60  # milliseconds between two changes of the numbers while it plays
KINDS = (
    ("neuron", "neuron", "Nielsen’s neuron: one weight, one bias, one input"),
    ("outputs", "outputs", "The logits of the entered table as parameters, under the definitions on show"),
    ("classifier", "linear classifier", "A linear classifier of points in the plane"),
)
PICTURES = "PNG picture (*.png);;SVG drawing (*.svg)"


class TrainingView(View):
    """The whole page. `left` is a tab that the user wants instead; `followed` an analysis of the epoch, or None."""

    left = Signal(str)
    followed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, in_place: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName("Training")
        self.running = Running(self, in_place=in_place)
        self._contests: dict[str, Contest] = {}
        self._examples: dict[str, str] = {"neuron": "neuron-mild", "outputs": "", "classifier": "exclusive-or-not"}
        self._progress: Progress | None = None
        self._chosen = 1
        self._log: dict[str, bool] = {}
        self._following = False
        self._trained: Entry | None = None  # the entry whose outputs are trained
        self._told = QElapsedTimer()
        self.side, self.cards, self.strip, self.charts = Left(), ContenderCards(), LessonStrip(), Charts()
        self.controls = Controls(self.running)
        self.tabs = TabRow()
        self.kinds = Segments("Train", KINDS)
        self._stop = QPushButton("Stop computing")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for name in (CURVE, GRADIENT, TRAINING):
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(2)
        panel = QFrame()
        panel.setProperty("panel", True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self._stop)
        word = QLabel("train")
        word.setProperty("secondary", True)
        word.setBuddy(self.kinds)
        head.addWidget(word)
        head.addWidget(self.kinds)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(MARGIN - 6, 6, MARGIN, 10)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.charts, 1)
        inside.addWidget(self.controls)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.cards)
        right.addWidget(self.strip)
        right.addWidget(panel, 1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(MARGIN)
        page.addWidget(self.side)
        page.addLayout(right, 1)

    def _connect(self) -> None:
        self.tabs.tabBarClicked.connect(self._leave)
        self.kinds.picked.connect(self.train)
        self.cards.chosen.connect(self._choose)
        for part in (self.cards, self.strip, self.side):
            part.said.connect(self.said)
        self.side.refused.connect(self.said)
        self.side.asked.connect(self._ask)
        self.side.started.connect(self._start)
        self.side.classes_chosen.connect(self._choose_classes)
        self.side.class_added.connect(self._add_class)
        self.side.entering.connect(self._enter)
        self.side.followed.connect(self._follow)
        self.side.curves.clicked.connect(self._export_curves)
        self.side.picture.clicked.connect(self._export_picture)
        self.charts.asked.connect(self._look)
        for moved in (self.charts.points.asked, self.side.moved):
            moved.connect(lambda contest: self._begin(contest, "", keep_epoch=True))
        self.controls.scaled.connect(self._scale)
        self.controls.changed_speed.connect(self._set_speed)
        self._stop.clicked.connect(self.running.cancel)
        self.running.changed.connect(self._show_epoch)
        self.running.finished.connect(self._say_end)

    # What is trained

    def display(self, analysis: Analysis) -> None:
        """Another entry: the outputs are trained anew; neuron and classifier have starts of their own."""
        if self.running.contest is None:
            self.open_example("neuron-mild", play=False)
        elif self._of_entry and self._trained is not analysis.entry:
            self._train_outputs()
        elif self._of_entry:
            self._show_row()

    def open_example(self, name: str, *, play: bool = True) -> None:
        """A named start; it runs at once, at the speed that is set."""
        example = training_examples[name]
        self._begin(example.contest, name)
        self.said.emit(f"Example: {example.title} · {example.shows}")
        if play:
            self.running.play()

    def train(self, kind: Kind) -> None:
        """Train the neuron, the outputs or the classifier."""
        if kind == "outputs" and not self._examples["outputs"]:
            self._train_outputs()
        elif kind in self._contests:
            self._begin(self._contests[kind], self._examples[kind])
        else:
            self.open_example(START_OF[kind], play=False)

    def _train_outputs(self) -> None:
        if self.analysis is None:
            return
        before = self._contests.get("outputs")
        try:
            contest = of_entry(self.analysis, before.epochs if before else 300)
            if before is not None and len(before.rates) == len(contest.rates):
                options = {name: getattr(before, name) for name in ("momentum", "batch_size", "seed")}
                contest = replace(contest.at_rates(*before.rates), **options)
        except DataError as error:
            self._refuse(error)
            return
        self._trained = self.analysis.entry
        self._begin(contest, "")

    def _show_row(self) -> None:
        """Somebody looks at another output: the run is the same."""
        contest, analysis = self.running.contest, self.analysis
        if contest is not None and analysis is not None:
            self._progress = Progress(contest, analysis.focus.row)
            self._show_epoch()

    def _start(self, name: str) -> None:
        if name:
            self.open_example(name)
        elif self.running.contest is not None and self.running.contest.kind == "outputs":
            self._train_outputs()

    def _ask(self, contest: Contest) -> None:
        """The user changed something in the fields."""
        example = self._examples[contest.kind]
        started = training_examples.get(example)
        same_start = started is not None and started.contest.start is contest.start
        self._begin(contest, example if same_start or contest.kind == "outputs" else "")

    def _begin(self, contest: Contest, example: str, *, keep_epoch: bool = False) -> None:
        before, was_playing = self.running.contest, self.running.playing
        try:
            check_size(contest)
            progress = Progress(contest, self._row(contest, example))
            self._progress = None
            self._contests[contest.kind], self._examples[contest.kind] = contest, example
            self._progress = progress
            self._chosen = min(self._chosen, len(contest.contenders) - 1)
            self.running.begin(contest, keep_epoch=keep_epoch)
        except (DataError, ValueError) as error:
            self._refuse(error)
            return
        if self._following and not self._of_entry:
            self._follow(False)
        if before is None or before.kind != contest.kind:
            self._log.setdefault(contest.kind, True)
            self.side.choose_class(self.charts.points.classes)
        self.kinds.display(contest.kind)
        self.side.show_contest(contest, example)
        self._show_contenders()
        self._show_epoch()
        if was_playing and not keep_epoch:
            self.running.play()

    def _refuse(self, error: ValueError) -> None:
        reason = error.reason if isinstance(error, DataError) else str(error)
        self.said.emit(f"Not trained: {reason}")
        if self.running.contest is not None:
            self.kinds.display(self.running.contest.kind)
            self.side.show_contest(self.running.contest, self._examples[self.running.contest.kind])

    def _row(self, contest: Contest, example: str) -> int:
        if contest.kind != "outputs" or example or self.analysis is None:
            return 0
        return self.analysis.focus.row

    # What is shown

    def _show_contenders(self) -> None:
        contest = self.running.contest
        if contest is not None:
            one = contest.start.batch.one_dimensional
            self.cards.show_contenders(contest.contenders, self._chosen, one_output=one)

    def _show_epoch(self) -> None:
        contest, run, progress = self.running.contest, self.running.run, self._progress
        if contest is None or run is None or progress is None or progress.contest is not contest:
            return
        progress.extend(run)
        epoch = min(self.running.epoch, run.epochs)
        column, name = self._output_shown(contest)
        log = self._log.get(contest.kind, True)
        self.controls.display("log" if log else "linear")
        self.charts.display(self.running, progress, log=log, column=column, name=name)
        if not self.running.playing or not self._told.isValid() or self._told.elapsed() >= WORDS:
            self._told.start()
            self._show_numbers(contest, run, progress, epoch)

    def _show_numbers(self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> None:
        """Numbers and words; while it plays they change less often than the plots, or nobody could read them."""
        self._stop.setVisible(self.running.computing)
        self.cards.show_facts(self._facts(contest, epoch))
        self.strip.display(lesson(contest, run, progress, epoch))
        self.side.show_numbers(contest, run, progress, epoch, self._chosen)
        if self._of_entry:
            self._show_tables(epoch)

    def _facts(self, contest: Contest, epoch: int) -> list[Facts]:
        run, progress = self.running.run, self._progress
        assert run is not None
        assert progress is not None
        found = []
        for contender in contest.contenders:
            trace = run.traces[contender.name]
            size = float(slopes(contest, trace)[epoch])
            loss = float(trace.losses[contender.name][epoch])
            if contest.kind == "neuron":
                outputs = progress.outputs[contender.name]
                a = float(outputs[epoch, 0]) if epoch < len(outputs) else float("nan")
                first, second = ("output a", a), ("|dC/dz|", size)
            else:
                first, second = ("accuracy", float(trace.accuracy[epoch])), ("gradient", size)
            found.append(Facts(loss, f"at epoch {epoch:,}", first, second, contest.kind == "neuron"))
        return found

    def _output_shown(self, contest: Contest) -> tuple[int, str]:
        """Which output of the row is drawn over the epochs, and what it is called."""
        if contest.kind != "outputs":
            return 0, "a"
        if self._examples["outputs"] or self.analysis is None:
            return 0, "a₁ of row 1"
        names = self.analysis.shown_names
        column = self.analysis.column
        return column, f"a({names[column]}) of row {self.analysis.focus.row + 1}"

    def _show_tables(self, epoch: int) -> None:
        shown = self._analysis_at(epoch)
        if shown is not None:
            self.side.tables.receive(shown)
            if self._following:
                self.followed.emit(shown)

    def _analysis_at(self, epoch: int) -> Analysis | None:
        contest, run = self.running.contest, self.running.run
        if contest is None or run is None or self.analysis is None:
            return None
        trace = run.traces[contest.contenders[self._chosen].name]
        if trace.stopped is not None:
            epoch = min(epoch, max(trace.stopped[0] - 1, 0))
        focus = replace(self.analysis.focus, chosen=self._chosen, epoch=epoch)
        return Analysis(entry_at(self.analysis.entry, trace, epoch), focus)

    # What the user does

    def _leave(self, index: int) -> None:
        name = self.tabs.tabText(index)
        if name and name != TRAINING:
            self.left.emit(name)

    def _choose(self, place: int) -> None:
        self._chosen = place
        self._show_contenders()
        self._show_epoch()

    def _look(self, epoch: int) -> None:
        self.running.pause()
        self.running.look(epoch)

    def _scale(self, scale: str) -> None:
        if self.running.contest is not None:
            self._log[self.running.contest.kind] = scale == "log"
            self._show_epoch()

    def _set_speed(self, speed: int) -> None:
        self.running.speed = float(speed)
        self._show_epoch()

    def _choose_classes(self, classes: tuple[int, ...]) -> None:
        self.charts.points.classes = classes

    def _add_class(self) -> None:
        contest = self.running.contest
        if contest is not None and isinstance(contest.start, LinearClassifier):
            labels = table(contest)
            points = np.asarray(contest.start.points)
            wider = np.concatenate([labels, np.zeros((len(labels), 1))], axis=1)
            self._begin(with_points(contest, points, wider), "", keep_epoch=True)
            self.charts.points.classes = (wider.shape[1] - 1,)
            self.side.choose_class(self.charts.points.classes)

    def _enter(self) -> None:
        contest, run = self.running.contest, self.running.run
        if contest is not None and run is not None:
            contender = contest.contenders[self._chosen]
            self.edited.emit(entering(run.traces[contender.name], contender.short, self.running.epoch))

    @property
    def _of_entry(self) -> bool:
        """Whether it is the entered table that is trained."""
        contest = self.running.contest
        return contest is not None and contest.kind == "outputs" and not self._examples["outputs"]

    def _follow(self, on: bool) -> None:
        self._following = on
        self.side.follow.setChecked(on)
        if on:
            self._show_epoch()
        else:
            self.followed.emit(None)

    def _say_end(self) -> None:
        contest = self.running.contest
        if contest is not None:
            rates = sorted(set(contest.rates), reverse=True)
            words = " and ".join(f"{rate:g}" for rate in rates)
            self.said.emit(f"Run complete, {self.running.epochs:,} epochs · learning rate {words}")

    def _export_curves(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Export curves", "training.csv", "CSV table (*.csv)")
        if name:
            self.export_curves(name)

    def export_curves(self, path: str) -> None:
        """Every curve of the run as CSV."""
        contest, run = self.running.contest, self.running.run
        if contest is None or run is None or self._progress is None:
            return
        target = Path(path) if Path(path).suffix else Path(path).with_suffix(".csv")
        try:
            write_whole(target, traces_csv(curves(contest, run, self._progress)).encode())
        except DataError as error:
            self.said.emit(str(error))
            return
        self.said.emit(f"Wrote {target.name}: {run.epochs + 1:,} lines")

    def _export_picture(self) -> None:
        name, kind = QFileDialog.getSaveFileName(self, "Export picture", "training.png", PICTURES)
        if name:
            ending = ".svg" if "svg" in kind else ".png"
            self.export_picture(name if Path(name).suffix else name + ending)

    def export_picture(self, path: str) -> None:
        """The plots as they are shown, as PNG or SVG."""
        contest = self.running.contest
        if contest is None:
            return
        example = training_examples.get(self._examples[contest.kind])
        rates = ", ".join(f"{contender.short} {contender.rate:g}" for contender in contest.contenders)
        title = f"{example.title if example else 'Training'} · rates: {rates}"
        written = save_picture(path, title, self.charts, self.charts.parts())
        self.said.emit(f"Wrote {Path(path).name}" if written else f"{path}: the picture could not be written")

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.controls.toggle()
        elif event.key() == Qt.Key.Key_Home:
            self.running.reset()
        elif event.key() == Qt.Key.Key_End:
            self.running.step(self.running.epochs)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(LEFT if self.width() >= 1340 else NARROW_LEFT)
        for part in (self.cards, self.strip):
            part.set_low(self.height() < LOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(900, 540)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_epoch()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.running.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is computed for a page that is not there; closing the window comes by here too."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.running.pause()
            self.running.cancel()
