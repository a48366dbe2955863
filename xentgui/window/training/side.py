"""The left column: what is trained and how, its numbers at the epoch and at the end, and what can be taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from xentgui.files.atomic import write_whole
from xentgui.files.exports import trace_columns
from xentgui.losses.batch import DataError
from xentgui.questions.contest import Contest, Progress
from xentgui.questions.training import TrainingRun
from xentgui.training_examples import COSTS, training_examples
from xentgui.window.cards.text import Words, grey
from xentgui.window.exporting.picture import Picture
from xentgui.window.exporting.save_dialog import PICTURES, TABLES, asked_file
from xentgui.window.exporting.tables import columns_text
from xentgui.window.sizes import FLUSH, keep, keep_made, px, spaced
from xentgui.window.tables.view import TablesView
from xentgui.window.theme import SEMIBOLD, font
from xentgui.window.training.kinds import Traces, trained
from xentgui.window.training.points_table import MOST_CLASSES, PointsTable
from xentgui.window.training.results_table import Results
from xentgui.window.training.settings import Settings
from xentgui.window.widgets.choices import Combo

LOW, ROOMY = 700, 740  # from this height on tables and results both have room


class Side(QWidget):
    """Displays a contest and its run; what is wanted is said by signals."""

    asked = Signal(str, object)  # what is changed, and the Contest with it
    moved = Signal(str, object)  # what is done to the points, and the Contest with them
    started = Signal(str)  # the name of an example, or "" for the entered table
    refused = Signal(str)
    unsaid = Signal(str)
    said = Signal(str)
    classes_chosen = Signal(object)  # tuple of class places
    class_added = Signal()
    entering = Signal()
    followed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contest: Contest | None = None
        self._title = Words(self, 13, SEMIBOLD)
        self.starts = Combo("Start")
        keep(self.starts.setFixedHeight, 30)
        self.costs = QPushButton("Costs…", toolTip="Which costs race against one another")
        self.costs.setMenu(QMenu(self.costs))
        self.settings = Settings()
        self.tables = TablesView()
        self.points = PointsTable()
        self.now, self.end = Results(), Results()
        self._chooser = QWidget()
        self._class_buttons: list[QPushButton] = []
        self._more = QPushButton("+ class")
        self.follow = QCheckBox("All tables follow this epoch")
        self.follow.setToolTip("Tables, cards, curve and terms of the other tabs show this epoch, read-only")
        self.enter = QPushButton("Enter these logits", toolTip="Put the logits of this epoch into the table")
        self.curves = QPushButton("Export curves…", toolTip="Every curve of the run as CSV, with all digits")
        self.picture = QPushButton("Export picture…", toolTip="The plots as PNG or SVG")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), 8)
        head.addWidget(self._title, 1)
        head.addWidget(self.starts)
        head.addWidget(self.costs)
        self._lay_out_chooser()
        foot = spaced(QHBoxLayout(), 8)
        for button in (self.curves, self.picture):
            foot.addWidget(button)
        foot.addStretch(1)
        taking = QHBoxLayout()
        taking.addWidget(self.follow, 1)
        taking.addWidget(self.enter)
        rows = spaced(QVBoxLayout(self), 10, around=FLUSH)
        rows.addLayout(head)
        rows.addWidget(self.settings)
        rows.addWidget(self._chooser)
        rows.addWidget(self.tables, 1)
        rows.addWidget(self.points, 1)
        rows.addWidget(self.now)
        rows.addWidget(self.end)
        rows.addLayout(taking)
        rows.addStretch(0)
        rows.addLayout(foot)
        self._rows = rows
        keep(self.tables.setMinimumSize, 300, 200)
        for part in (self.tables, self.points, self.enter, self.follow, self._chooser):
            part.hide()

    def _lay_out_chooser(self) -> None:
        chooser = spaced(QHBoxLayout(self._chooser), 6, around=FLUSH)
        self._chooser_words = Words(self, 12, ink=grey)
        chooser.addWidget(self._chooser_words, 1)
        for place in range(MOST_CLASSES):
            button = QPushButton(ascii_uppercase[place], checkable=True)
            button.setAccessibleName(f"The next point is of class {ascii_uppercase[place]}")
            button.setToolTip("Several may be on: then a new point is of several classes")
            button.setProperty("segment", "only")
            keep(button.setFixedWidth, 32)
            button.clicked.connect(self._choose_classes)
            chooser.addWidget(button)
            self._class_buttons.append(button)
        chooser.addWidget(self._more)

    def _connect(self) -> None:
        self.starts.activated.connect(lambda place: self.started.emit(self.starts.itemData(place) or ""))
        self.settings.asked.connect(self.asked)
        self.settings.refused.connect(self.refused)
        self.settings.unsaid.connect(self.unsaid)
        for results in (self.now, self.end):
            results.said.connect(self.said)
        self._more.clicked.connect(self.class_added)
        self.points.asked.connect(self.moved)
        self.points.refused.connect(self.refused)
        self.points.unsaid.connect(self.unsaid)
        self.points.copied.connect(self.said)
        self.enter.clicked.connect(self.entering)
        self.follow.clicked.connect(self.followed)

    def show_contest(self, contest: Contest, example: str, *, entered: bool) -> None:
        """Display what does not change over the epochs; `example` is the name of the start, or "".

        `entered` is whether it is the entered table that is trained.
        """
        self._contest = contest
        self._title.say(trained(contest).title)
        self._show_starts(contest, example)
        self.settings.display(contest)
        of_points = trained(contest).of_points
        self.tables.setVisible(entered)
        self.enter.setVisible(entered)
        self.follow.setVisible(entered)
        self._chooser.setVisible(of_points)
        self.points.setVisible(of_points)
        self._rows.setStretch(self._rows.count() - 2, 0 if entered or of_points else 1)
        self._make_room()
        if of_points:
            self._show_chooser(contest)
            self.points.display(contest)
        self._show_costs(contest, entered=entered)

    def show_numbers(
        self, contest: Contest, run: TrainingRun, progress: Progress, epoch: int, place: int, *, hidden: str
    ) -> None:
        """Display the numbers of the epoch and of the last one that is computed; `place` is the chosen contender.

        `hidden` is said in the place of those of the last one, where it is not "".
        """
        names = [(contender.place, contender.short) for contender in contest.contenders]
        kind = trained(contest)
        self.now.show_results(
            f"At epoch {epoch:,}", kind.counted(contest), names, kind.columns(contest, run, progress, epoch)
        )
        last, done = run.epochs, run.epochs == contest.epochs
        note = f"?  {hidden}" if hidden else (kind.book(contest) if done else "still computing")
        if not self.end.isHidden():
            columns = [] if hidden else kind.columns(contest, run, progress, last)
            self.end.show_results(f"After {contest.epochs if hidden else last:,} epochs", note, names, columns)
        drawn = kind.drawn(contest, run, progress, epoch, contest.contenders[place])
        if drawn is not None:
            self.settings.picture.show_neuron(*drawn)

    def minimumSizeHint(self) -> QSize:
        """What a low window has; the parts make room among themselves."""
        return QSize(px(360), px(540))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < px(LOW)
        self.settings.set_compact(low)
        self.settings.set_room(self.size())
        keep(self._rows.setSpacing, 8 if low else 10)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window the tables stand alone: the cards have the numbers of the epoch too.

        Four costs over points have one table of numbers there: at the last epoch it says what the other would.
        """
        roomy = self.height() >= px(ROOMY)
        self.now.setVisible(self.tables.isHidden() or roomy)
        crowded = self._contest is not None and not self.points.isHidden() and len(self._contest.contenders) > 3
        self.end.setVisible(self.tables.isHidden() and (roomy or not crowded))

    def choose_class(self, classes: Sequence[int]) -> None:
        """Show which classes the next point has."""
        for place, button in enumerate(self._class_buttons):
            button.setChecked(place in classes)

    def class_button(self, place: int) -> QPushButton:
        return self._class_buttons[place]

    def _choose_classes(self) -> None:
        chosen = tuple(place for place, button in enumerate(self._class_buttons) if button.isChecked())
        self.classes_chosen.emit(chosen)

    def _show_chooser(self, contest: Contest) -> None:
        count = contest.start.batch.shape[1]
        self._chooser_words.say("a click adds a point of")
        for place, button in enumerate(self._class_buttons):
            button.setVisible(place < count)
        self._more.setVisible(count < MOST_CLASSES)

    def _show_starts(self, contest: Contest, example: str) -> None:
        kind = trained(contest)
        items = [(each.short, each.name) for each in training_examples.values() if trained(each.contest) is kind]
        if kind.own_start_first:
            items.insert(0, (kind.own_start, ""))
        elif not example:
            items.append((kind.own_start, ""))
        if items != [(self.starts.itemText(k), self.starts.itemData(k)) for k in range(self.starts.count())]:
            self.starts.clear()
            for text, name in items:
                self.starts.addItem(text, name)
            texts = [text for text, _ in items]
            keep_made(self.starts.setFixedWidth, lambda: [min(max(map(_wide, texts)) + px(44), px(208))])
        self.starts.setCurrentIndex(next(k for k, (_, name) in enumerate(items) if name == example))

    def _show_costs(self, contest: Contest, *, entered: bool) -> None:
        self.costs.setVisible(not entered)
        menu = self.costs.menu()
        menu.clear()
        shown = {contender.name for contender in contest.contenders}
        for each in COSTS[contest.kind]:
            action = menu.addAction(each.title)
            action.setCheckable(True)
            action.setChecked(each.name in shown)
            action.triggered.connect(lambda _=False, name=each.name: self._toggle_cost(name))

    def _toggle_cost(self, name: str) -> None:
        if self._contest is None:
            return
        mine = {contender.name: contender for contender in self._contest.contenders}
        if name in mine and len(mine) == 1:
            self.refused.emit("at least one cost is trained")
            self._show_costs(self._contest, entered=False)
            return
        wanted = (set(mine) - {name}) if name in mine else {*mine, name}
        chosen = [mine.get(each.name, each) for each in COSTS[self._contest.kind] if each.name in wanted]
        if len(chosen) > 4:
            self.refused.emit("four costs race at most")
            self._show_costs(self._contest, entered=False)
            return
        self.asked.emit("costs", replace(self._contest, contenders=tuple(chosen)))


def export_curves(parent: QWidget, traces: Traces) -> str:
    """Ask for a file and write every curve into it; what was done, in words."""
    path = asked_file(parent, "Curves of the training as a table", str(Path.home() / "training.csv"), TABLES)
    if path is None:
        return ""
    text = columns_text(trace_columns(traces), path.suffix.lower()[1:])
    return _written(path, lambda: write_whole(path, text.encode()))


def _written(path: Path, write: Callable[[], object]) -> str:
    """Write a file; that it was written, or why it could not be."""
    try:
        write()
    except DataError as error:
        return error.reason
    return f"Wrote {path.name}"


def export_picture(parent: QWidget, drawn: Picture | None) -> str:
    """Ask for a file and write the plots into it; what was done, in words."""
    path = asked_file(parent, "Picture of the training", str(Path.home() / "training.png"), PICTURES)
    return "" if path is None or drawn is None else _written(path, lambda: drawn.save(path))


def _wide(text: str) -> int:
    return QFontMetrics(font(13)).horizontalAdvance(text)
