"""The training page: costs race from one start, and one sees which of them learns."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, QEvent, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest, Kind, OfTable, Progress
from xentgui.questions.lesson import lesson
from xentgui.questions.models import LinearClassifier
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import example_of, training_examples
from xentgui.window.exporting.picture import Picture
from xentgui.window.training.cards import facts
from xentgui.window.training.entered_table import analysis_at, contest_of, entering, output_shown
from xentgui.window.training.guess import HIDDEN
from xentgui.window.training.kinds import TRAINED, Traces, Trained, curves, trained
from xentgui.window.training.page import TrainingPage
from xentgui.window.training.points_table import with_another_class
from xentgui.window.training.side import export_curves, export_picture

WORDS = 80  # milliseconds between two changes of the numbers while it plays


class TrainingView(TrainingPage):
    """The whole page. `left` is a tab wanted instead, or "" for the last; `followed` an epoch's analysis, or None."""

    left = Signal(str)
    followed = Signal(object)
    trained = Signal(object, str)  # the mode of what is trained and what it is; "" where it is the entered table

    def __init__(self, parent: QWidget | None = None, *, in_place: bool = False) -> None:
        super().__init__(parent, in_place=in_place)
        self._progress: Progress | None = None
        self._chosen = 1
        self._linear: set[Trained] = set()  # those whose cost is on a linear axis
        self._interrupted = False  # whether epochs were still computed when the page was left
        self._trained: Entry | None = None  # the entry that was last looked at for what is trained
        self._of_entry = False  # whether it is the entered table that is trained
        self._told = QElapsedTimer()
        self._drawn = True  # the plots, in the last frame
        self._connect()

    def _connect(self) -> None:
        self.panel.left.connect(self.left)
        self.kinds.picked.connect(self.train)
        self.cards.chosen.connect(self._choose)
        for part in (self.cards, self.strip, self.side, self.charts.loss_map):
            part.said.connect(self.said)
        self.side.refused.connect(self.said)
        self.side.unsaid.connect(self.unsaid)
        self.side.asked.connect(self._ask)
        self.side.started.connect(self._start)
        self.side.classes_chosen.connect(self._choose_classes)
        self.side.class_added.connect(self._add_class)
        self.side.entering.connect(self._enter)
        self.side.followed.connect(self.follow)
        self.following.left.connect(lambda: self.follow(False))
        self.following.entering.connect(self._enter)
        self.following.asked.connect(self.running.look)
        self.side.curves.clicked.connect(lambda: self._say(export_curves(self, self.traces())))
        self.side.picture.clicked.connect(lambda: self._say(export_picture(self, self.picture())))
        self.charts.asked.connect(self.running.look)
        self.charts.turned.connect(self._show_epoch)
        for moved in (self.charts.points.asked, self.charts.loss_map.asked, self.side.moved):
            moved.connect(self._train)
        self.controls.scaled.connect(self._scale)
        self.side.settings.choice.picked.connect(
            lambda rates: self._scale("linear" if rates == "book" else "log")  # as the book draws it
        )
        self.controls.changed_speed.connect(self._set_speed)
        self.running.changed.connect(self._show_epoch)
        self.running.ticked.connect(self.controls.timeline.repaint)  # which paints all that has changed
        self.running.failed.connect(self.said)
        self.guess.guessed.connect(self._race)
        self.guess.shown.connect(self._show_epoch)
        self.guess.given_up.connect(self.controls.button("play").setFocus)
        self.running.finished.connect(lambda: self._say_of_run("Run complete"))

    def receive(self, analysis: Analysis) -> None:
        """While all tables follow an epoch it is shown to them also from behind; an edit of theirs ends it."""
        before = self.analysis
        super().receive(analysis)
        if self.side.follow.isChecked() and before is not None:
            if before.focus.chosen != analysis.focus.chosen:
                self._choose(analysis.focus.chosen)
            if self._trained is not analysis.entry and not self.isVisible():
                self.follow(False)
            elif not self.isVisible():
                self._show_row()

    # What is trained

    def display(self, analysis: Analysis) -> None:
        """Train what the entry says; the outputs are trained anew where anything of it has changed."""
        before, self._trained = self._trained, analysis.entry
        front = analysis.entry.training.front
        if before is None or before.training.front is not front:
            self._begin(analysis, keep_epoch=_same_sheet(before, analysis.entry))
        elif isinstance(front, OfTable) and before is not analysis.entry:
            self._begin(analysis, keep_epoch=False)
        elif self._of_entry:
            self._show_row()
        else:
            self._show_epoch()  # the number of decimals may be another

    def _begin(self, analysis: Analysis, *, keep_epoch: bool) -> None:
        try:
            self._run(analysis, contest_of(analysis), keep_epoch=keep_epoch)
        except (DataError, ValueError) as error:
            if self.running.contest is None:
                self._run(analysis, analysis.entry.training.neuron)
            self._refuse(error)

    def _run(self, analysis: Analysis, contest: Contest, *, keep_epoch: bool = False) -> None:
        was_playing, before = self.running.playing, self.running.contest
        same_kind = before is not None and trained(before) is trained(contest)
        keep_epoch = keep_epoch and same_kind
        self.running.begin(contest, keep_epoch=keep_epoch)
        wanted = analysis.entry.training
        self._of_entry = isinstance(wanted.front, OfTable) and contest is not wanted.neuron
        if self._of_entry and not same_kind:
            self._chosen = analysis.focus.chosen
        self._chosen = min(self._chosen, len(contest.contenders) - 1)
        self._progress = Progress(contest, analysis.focus.row if self._of_entry else 0)
        if self.side.follow.isChecked() and not self._of_entry:
            self.follow(False)
        self._choose_classes_again(contest)
        self._say_trained()
        self._show_contest(contest)
        self._show_contenders()
        self._show_epoch()
        if was_playing and not keep_epoch:
            self.running.play()

    def _show_contest(self, contest: Contest) -> None:
        self.kinds.display(contest.kind)
        self.side.show_contest(contest, self._example, entered=self._of_entry)

    def _say_trained(self) -> None:
        contest = self.running.contest
        if contest is None or self._of_entry:
            self.trained.emit(None, "")
        else:
            self.trained.emit(contest.mode, trained(contest).word)

    @property
    def _example(self) -> str:
        """The name of the example that is trained, or ""."""
        contest = self.running.contest
        example = None if contest is None or self._of_entry else example_of(contest.start)
        return "" if example is None else example.name

    def _show_row(self) -> None:
        """Somebody looks at another output: the run is the same."""
        contest, analysis = self.running.contest, self.analysis
        if contest is not None and analysis is not None:
            self._progress = Progress(contest, analysis.focus.row)
            self._show_epoch()

    # What the user asks to train

    def open_example(self, name: str, *, play: bool = True) -> None:
        """A named start; it runs, at the speed that is set, when somebody has guessed which learns first."""
        example = training_examples[name]
        self._want(Edit(f"Example {example.title}", partial(edits.train, what=example.contest)))
        self.running.reset()
        if play:
            self.ask_first()
        else:
            self.said.emit(f"Example: {example.title} · {example.shows}")

    def ask_first(self) -> None:
        """Before the race one guesses; where nothing is to be guessed it begins."""
        contest, name = self.running.contest, self._example
        if contest is None or not name or len(contest.contenders) < 2:
            self._race()
            return
        example = training_examples[name]
        self.said.emit(f"Example: {example.title}")
        self.guess.ask(contest, example.shows)
        self._show_epoch()

    def _race(self) -> None:
        self.running.play()
        self.controls.button("play").setFocus()

    def train(self, kind: Kind) -> None:
        """Train the neuron, the outputs or the classifier, as they were left."""
        if self._want(Edit(f"Train the {TRAINED[kind].word}", partial(edits.train_kind, kind=kind))):
            rows = f" · {self.running.contest.start.batch.shape[0]:,} rows" if self._of_entry else ""
            self.said.emit(TRAINED[kind].meaning + rows)

    def _start(self, name: str) -> None:
        if name:
            self.open_example(name)
        elif self.running.contest is not None and trained(self.running.contest).own_start_first:
            self._want(Edit("Train the entered table", partial(edits.train, what=OfTable())))

    def _ask(self, label: str, contest: Contest) -> None:
        """The user changed something in the fields: another run, which plays from the start if one was playing."""
        before, playing = self.running.contest, self.running.playing
        self._train(label, contest)
        if self.running.contest is not before:
            if playing:
                self.running.reset()
                self.running.play()
            self._say_of_run("Another run")

    def _train(self, label: str, contest: Contest, gesture: int | None = None) -> None:
        what, asked = OfTable.of(contest) if self._of_entry else contest, self.guess.contest
        if gesture is not None:
            self.guess.carry(contest)
        if not self._want(Edit(f"Training: {label}", partial(edits.train, what=what), gesture)):
            self.guess.carry(asked)

    def _want(self, edit: Edit) -> bool:
        """Say an edit of what is trained; whether that can be trained."""
        if self.analysis is None:
            return False
        try:
            contest_of(Analysis(edit.change(self.analysis.entry), self.analysis.focus)).race()
        except (DataError, ValueError) as error:
            self._refuse(error)
            return False
        self.edited.emit(edit)
        return True

    def _refuse(self, error: ValueError) -> None:
        self.said.emit(f"Not trained: {getattr(error, 'reason', error)}")
        if self.running.contest is not None:
            self._show_contest(self.running.contest)

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
        if self.running.catching_up:
            self.charts.carry(contest)
            return
        progress.extend(run)
        epoch, playing = self.running.epoch, self.running.playing
        due = not self._told.isValid() or self._told.elapsed() >= WORDS
        told = not playing or (due and self._drawn)
        self.controls.display("linear" if trained(contest) in self._linear else "log", counted=told)
        self._drawn = not (told and playing)  # while it plays a frame has the plots or the numbers: none comes late,
        if self._drawn:  # and where frames take long they take turns
            self._show_charts(contest, progress)
        if told:
            self._told.start()
            self._show_numbers(contest, run, progress, epoch)

    def _show_charts(self, contest: Contest, progress: Progress) -> None:
        column, name = output_shown(self.analysis if self._of_entry else None)
        log = trained(contest) not in self._linear
        self.charts.display(self.running, progress, log=log, column=column, name=name, place=self._chosen)

    def _show_numbers(self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> None:
        """Numbers and words; while it plays they change less often than the plots, or nobody could read them."""
        self.guess.follow(contest, run, self.running.reached)
        self.panel.show_work(self.running.computing)
        self.cards.show_facts(facts(contest, run, progress, epoch))
        if self.guess.asks:
            self.strip.hide_lines(HIDDEN.capitalize())
        else:
            self.strip.display(lesson(contest, run, progress, epoch))
        self.charts.say_values(epoch)
        self.side.show_numbers(contest, run, progress, epoch, self._chosen, hidden=self.guess.hides_end)
        if self._of_entry:
            self._show_tables(epoch)

    def _show_tables(self, epoch: int) -> None:
        contest, run = self.running.contest, self.running.run
        if contest is not None and run is not None and self.analysis is not None:
            entry = self.analysis.entry
            if contest.start.batch.shape != (entry.rows, len(entry.shown_columns)):
                return  # the run of a table that is no longer there, as the one that is there can not be trained
            shown = analysis_at(self.analysis, run.traces[contest.contenders[self._chosen].name], epoch, self._chosen)
            self.side.tables.receive(shown)
            if self.side.follow.isChecked():
                self.following.show_run(contest.contenders[self._chosen], shown.focus.epoch or 0)
                self.followed.emit(shown)

    # What the user does

    def _choose(self, place: int) -> None:
        if place == self._chosen:
            return
        self._chosen = place
        self._show_contenders()
        self._show_epoch()
        if self._of_entry and self.analysis is not None:
            self.focused.emit(replace(self.analysis.focus, chosen=place))

    def _scale(self, scale: str) -> None:
        if self.running.contest is not None:
            change = self._linear.discard if scale == "log" else self._linear.add
            change(trained(self.running.contest))
            self._show_epoch()

    def _set_speed(self, speed: int) -> None:
        self.running.speed = float(speed)
        self._show_epoch()

    def _choose_classes(self, classes: tuple[int, ...]) -> None:
        self.charts.points.classes = classes

    def _choose_classes_again(self, contest: Contest) -> None:
        """Of the classes of the next point, those that there still are."""
        if trained(contest).of_points:
            count = contest.start.batch.shape[1]
            self.charts.points.classes = tuple(k for k in self.charts.points.classes if k < count) or (0,)
        self.side.choose_class(self.charts.points.classes)

    def _add_class(self) -> None:
        contest = self.running.contest
        if contest is not None and isinstance(contest.start, LinearClassifier):
            self._train("another class", with_another_class(contest))
            self.charts.points.classes = (contest.start.batch.shape[1],)
            self.side.choose_class(self.charts.points.classes)

    def _enter(self) -> None:
        contest, run = self.running.contest, self.running.run
        if contest is not None and run is not None:
            contender = contest.contenders[self._chosen]
            if self.side.follow.isChecked():
                self.follow(False)
            edit = entering(run.traces[contender.name], contender.short, self.running.epoch)
            self.edited.emit(edit)
            self.said.emit(f"Entered: {edit.label}. Training starts from them; Undo takes them back")

    def follow(self, on: bool) -> None:
        """Whether all tables and cards of the window show the epoch of the chosen run instead of the entry."""
        self.side.follow.setChecked(on)
        self.following.setVisible(on)
        if on:
            self._show_epoch()
        else:
            self.followed.emit(None)

    def _say(self, words: str) -> None:
        if words:
            self.said.emit(words)

    def _say_of_run(self, what: str) -> None:
        if self.running.contest is not None:
            self.said.emit(f"{what}, {self.running.contest.in_words}")

    def traces(self) -> Traces:
        """The numbers of every curve; none where nothing is trained yet."""
        contest, run, progress = self.running.contest, self.running.run, self._progress
        return {} if contest is None or run is None or progress is None else curves(contest, run, progress)

    def picture(self) -> Picture | None:
        """The plots as they are shown; None where there are none."""
        contest = self.running.contest
        return None if contest is None else self.charts.picture(contest, self._example)

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_epoch()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say_trained()
        if self._interrupted:
            self._interrupted = False
            self.running.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is computed for a page that is not there; closing the window comes by here too."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._interrupted = self.running.computing
            self.running.pause()
            self.running.cancel()


def _same_sheet(one: Entry | None, other: Entry) -> bool:
    """Whether nothing differs but what is trained and how."""
    return one is not None and replace(one, training=other.training) == other
