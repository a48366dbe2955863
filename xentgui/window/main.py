"""The window: makes the views, puts them in their places, and connects them to the document in one loop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.edits import third_class
from xentgui.entry import Edit
from xentgui.examples import FIRST, FIRST_STEPS, examples
from xentgui.files.apart import Apart
from xentgui.files.exports import trace_columns
from xentgui.opening import Opening, of_example
from xentgui.window import appearance, keyboard, panes
from xentgui.window.actions import Actions, Verb
from xentgui.window.appearance import Zoom, recall_zoom
from xentgui.window.banner import THIRD_CLASS, Banner
from xentgui.window.cards.view import CardsView
from xentgui.window.document import Document
from xentgui.window.exporting.exporting import Exporting, open_code_menu
from xentgui.window.exporting.picture import Picture
from xentgui.window.exporting.pictures import SIGHTS, Sight
from xentgui.window.exporting.tables import SHEETS, columns_text
from xentgui.window.filing.filing import Filing
from xentgui.window.frameworks import FrameworksWindow
from xentgui.window.help import Help
from xentgui.window.lessons import Lessons
from xentgui.window.lower_right import CURVE, GRADIENT, LIKELIHOOD, SURFACE, Lower
from xentgui.window.my_number.view import NumberView
from xentgui.window.page import GAP, MARGIN, Pages, ScrolledPage, Sides
from xentgui.window.panes import FullScreen
from xentgui.window.sizes import FLUSH, keep, spaced
from xentgui.window.status import Announcer, Computing, Status
from xentgui.window.strip.view import StripView
from xentgui.window.tables.view import TablesView
from xentgui.window.terms.view import TermsView
from xentgui.window.top_row import TopRow
from xentgui.window.view import View
from xentgui.window.widgets.notice import Notice
from xentgui.window.working import Working, at_once

if TYPE_CHECKING:  # importing the plots is most of the start: they come after the first frame
    from xentgui.window.training.view import TrainingView

SMALLEST = 900, 500  # pixels, at any zoom


class MainWindow(QMainWindow):
    """One document in one window."""

    def __init__(
        self,
        start: Opening | None = None,
        *,
        settings: QSettings | None = None,
        first_run: bool = False,
        in_place: bool = False,
    ) -> None:
        """`in_place` runs long work at once instead of on a thread: for tests and pictures."""
        super().__init__()
        recall_zoom(settings)
        appearance.recall_decimals(settings)
        opening = start or of_example(FIRST)
        self.settings, self._in_place, self._training = settings, in_place, opening.training
        self.document = Document(opening.entry, opening.focus, self, in_place=in_place)
        self._make_views()
        if first_run:
            self.banner.offer(opening.entry)
        self.working = Working(self, in_place=in_place)
        self.filing = Filing(self, self.document, settings, self.working, in_place=in_place)
        sheets = {**SHEETS, "curves": replace(SHEETS["curves"], text=self._curves_text)}
        self.exporting = Exporting(
            self, lambda: self.shown, self.filing.folder, sheets, self._sights(), self.working.write
        )
        self.help = Help(self, lambda: list(self.actions_by_id.values()), lambda: self.shown)
        self._frameworks: FrameworksWindow | None = None
        self._status = Status(opening.words, self.document.analysis)
        self.views_of_entry: list[View] = [self.tables, self.cards, self.strip, self.terms]
        self.zoom = Zoom(self, settings, self.document.announce, self.say)
        self._lay_out_around()
        self.lessons = Lessons(self, self.filing, settings, self.cards, self.strip, self.lower_right, *self.tables.told)
        self.page.inside.rows.insertWidget(1, self.lessons.bar)
        self.full_screen = FullScreen(self.page.inside, self.menuBar(), self._panels)
        self._actions = Actions(self._verbs(), self.menuBar())
        self.actions_by_id = self._actions.by_id
        self._connect()
        self.filing.set_path(opening.path)
        self._display(self.document.analysis)
        self.tables.setFocus()
        if opening.number:
            self.number.take(opening.number)
        if opening.lesson is not None:
            self.lessons.begin(opening.lesson)

    def _verbs(self) -> Iterator[Verb]:
        """All that the user can do; menus, palette and the page of shortcuts are made of it."""
        yield from self.document.verbs()
        yield from self.filing.verbs()
        yield from (replace(verb, tells=True) for verb in self._telling())
        yield Verb("quit", "File", 4, "Quit", self.close, "Ctrl+Q")
        yield from self.tables.verbs()
        yield from self.top.verbs()
        yield from appearance.verbs(self.settings, self.document.announce)
        yield from self.zoom.verbs()
        yield from panes.verbs(self._panes)
        yield from self.full_screen.verbs()
        for example in examples.values():
            show = partial(self.open_example, example.name)
            yield Verb(f"example-{example.name}", "Examples", 0, example.title, show)
        for part in (self.lessons, self.pages, self.cards):
            yield from part.verbs()
        yield Verb("copy-code", "Tools", 2, "Copy as code…", self.offer_code, "Ctrl+Shift+C")
        yield Verb("first-steps", "Help", 0, "First steps", self.show_first_steps)
        yield from self.help.verbs()

    def _telling(self) -> Iterator[Verb]:
        """Those of them that tell what the definitions give."""
        yield from self.exporting.verbs()
        for kind, words, key in (("report", "Report…", "Ctrl+Shift+R"), ("hand-out", "Hand-out…", None)):
            yield Verb(kind, "File", 2, words, partial(self._report, kind), key, lambda each: each.problem is None)
        yield from self.number.verbs()
        yield Verb("frameworks", "Tools", 1, "Frameworks on this data…", self._show_frameworks, "Ctrl+F")

    def _hide_numbers(self, hidden: bool) -> None:
        """What tells them rests while a question is open; what stands on the page is covered."""
        self._actions.hides_numbers = hidden
        self._actions.display(self.document.analysis)
        self.number.rest(hidden)
        if hidden and self._frameworks is not None:
            self._frameworks.hide()

    # Places

    def _make_views(self) -> None:
        """From the outside in: Qt styles a widget anew, with all that is in it, whenever it gets another parent."""
        self.page = ScrolledPage(self)
        self.setCentralWidget(self.page)
        self.number = NumberView(self.page.inside, in_place=self._in_place)
        self.top = TopRow(self.number.field, self.page.inside)
        self.pages = Pages(self.page.inside, gap=GAP, in_place=self._in_place)
        self.banner = Banner(self.pages.entered)
        self._sides = Sides(self.pages.entered, handle=MARGIN, settings=self.settings)
        self.tables, right, self.terms = TablesView(self._sides), QWidget(self._sides), TermsView()
        self.cards, self.strip, self.lower_right = CardsView(right), StripView(right), Lower(self.terms, right)
        column = spaced(QVBoxLayout(right), GAP, around=FLUSH)
        for view in (self.cards, self.strip, self.lower_right):
            column.addWidget(view, int(view is self.lower_right))
        self._sides.put_in(self.tables, right)
        self.pages.put_in(self.banner, self._sides)
        self.page.inside.rows.addWidget(self.top)
        self.page.inside.rows.addWidget(self.pages, 1)

    def _lay_out_around(self) -> None:
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().addPermanentWidget(Computing(self.document.computing, self.document.analysis.pending))
        self.statusBar().addPermanentWidget(self.working)
        self.statusBar().setSizeGripEnabled(False)
        keep(self.statusBar().setContentsMargins, MARGIN - 8, 0, MARGIN, 0)
        keep(self._status.setMinimumWidth, 100)
        self.setMinimumSize(*SMALLEST)

    def put_in_plots(self) -> None:
        """The plots, after the first frame: importing them is most of the start."""
        if self.lower_right.has_plots:
            return
        from xentgui.window.curves.view import GradientCurve, LossCurve
        from xentgui.window.likelihood import LikelihoodView
        from xentgui.window.surface.view import SurfaceView

        surface = partial(SurfaceView, settings=self.settings)
        self.lower_right.add({CURVE: LossCurve, GRADIENT: GradientCurve, SURFACE: surface, LIKELIHOOD: LikelihoodView})
        self.pages.display(self.document.analysis)
        if self._training:
            self.pages.run_training(play=not self._in_place)

    def _panes(self) -> list[QWidget]:
        """Where F6 goes, as they stand in the window."""
        notices = self.page.findChildren(Notice)
        entered = [self.banner, self.tables, self.cards, self.strip, self.lower_right]
        return [self.top, self.number.panel, *notices, self.lessons.bar, *self.pages.panes, *entered]

    def _panels(self) -> dict[QWidget, QWidget]:
        """What can have the screen, by where the keyboard is."""
        panels = [self.number.panel, *self.pages.panels, self.tables, self.cards, self.strip, *self.lower_right.panels]
        return {self.number.field: self.number.panel, **dict(zip(panels, panels, strict=True))}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not keyboard.take(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for view in (self.cards, self.strip):  # which take less height in a low window
            view.updateGeometry()
        if self.number.panel.isVisible():
            self.number.place()

    # Connections

    def _connect(self) -> None:
        for view in (self.top, self.tables, self.cards, self.strip, self.terms, self.number):
            self.connect_view(view)
        self.document.changed.connect(self._display)
        self.document.changed.connect(Announcer(self, self.document.analysis).receive)
        self.document.stack.indexChanged.connect(self._stack_changed)
        self.document.refused.connect(self.tables.show_refusal)
        self.document.refused.connect(self._status.refuse)
        self.document.stack.cleanChanged.connect(self._stack_changed)
        for speaker in (self.document, self.filing, self.exporting, self.lessons, self.working, self.full_screen):
            speaker.said.connect(self.say)
        self.working.gave_way.connect(self._status.say_also)
        self.filing.told.connect(self._status.also_told)
        for held in (self.lower_right, self.page):
            self.full_screen.changed.connect(held.hold)
        self.tables.focused.connect(self.page.reveal, Qt.ConnectionType.QueuedConnection)
        self.full_screen.changed.connect(lambda _held: self.number.receive(self.document.analysis))
        self.filing.named.connect(lambda name: self.setWindowTitle(f"{name}[*] — xentgui"))
        for leave in (self.banner.leave, self.tables.give_up):
            self.filing.entered.connect(leave)
        self.lessons.hid.connect(self._hide_numbers)
        self.lessons.shown.connect(partial(self.document.turn_to, "tables"))
        self.filing.noticed.connect(lambda notice: notice.show_in(self.page))
        self.filing.number_found.connect(self.number.take)
        self.exporting.refused.connect(self.filing.refuse)
        self.help.failed.connect(self.filing.keep_now)
        self.banner.wanted.connect(self._take_step)
        self.banner.own_wanted.connect(partial(self.open_example, "empty"))
        self.strip.example_wanted.connect(self.open_example)
        self.tables.run = self.working.run
        self.tables.number_pasted.connect(self.number.take)
        self.tables.doubted.connect(lambda data: self.filing.enter(data, "what was pasted", "Paste"))
        self.tables.taken.connect(self.filing.take_pasted)
        self.tables.offered.connect(self.filing.came_in.offer)
        self.number.code_wanted.connect(self.offer_code)
        self.number.weights_wanted.connect(self.tables.enter_weights)
        self.number.data_pasted.connect(self.tables.commands.paste_text)
        self.top.code_wanted.connect(self.offer_code)
        self.lower_right.made.connect(self._connect_plot)
        self.lower_right.training_wanted.connect(self.pages.open_training)
        self.document.changed.connect(self.pages.display)
        self.pages.asked.connect(self.document.turn_to)
        self.pages.made.connect(self._connect_training)
        self.pages.left.connect(self._left_training)

    def connect_view(self, view: View, shown: Analysis | None = None) -> None:
        """Whatever a view says the user did goes to the document, and every change comes to it; `shown` does first."""
        view.edited.connect(self.document.apply)
        view.focused.connect(self.document.look)
        view.said.connect(self.say)
        view.unsaid.connect(self._status.take_back)
        view.undo_requested.connect(self.document.stack.undo)
        self.document.changed.connect(view.receive)
        self._offer(view, view.offers)
        view.receive(shown or self.document.analysis)

    def _offer(self, widget: QWidget, names: Sequence[str]) -> None:
        """Verbs of the menus in the menu that a right click on a part of the window opens."""
        widget.addActions(self._actions.some(names))
        if names and not isinstance(widget, TablesView | CardsView):  # which have more to offer
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _connect_plot(self, plot: View) -> None:
        self.connect_view(plot, self.shown)
        self.views_of_entry.append(plot)

    def _connect_training(self, page: TrainingView) -> None:
        page.followed.connect(self._follow)
        page.trained.connect(self.top.show_trained)
        self.connect_view(page)
        for chart in page.charts.all:
            self._offer(chart, chart.offers)

    def _left_training(self, tab: str) -> None:
        self.top.show_trained(None, "")
        self.lower_right.show_tab(tab)
        (self.lower_right.tabs if tab else self.tables).setFocus()

    def _follow(self, analysis: Analysis | None) -> None:
        """Tables, cards, strip and terms show an epoch, which can not be edited, or the entry again."""
        for view in self.views_of_entry:
            view.receive(analysis or self.document.analysis)
        if analysis is None:
            self.say("Tables and cards show what was entered")
        else:
            self.banner.leave()  # its first steps are edits

    @property
    def shown(self) -> Analysis:
        """What tables and cards show: the entry, or an epoch of a training run that they follow."""
        return self.cards.analysis or self.document.analysis

    def _display(self, analysis: Analysis) -> None:
        self._status.follow(analysis)
        self._actions.display(analysis)
        self._sides.fit(len(self.document.entry.shown_columns))
        self.banner.follow(self.document.entry)

    def show_first_steps(self) -> None:
        """The first steps, from wherever somebody is."""
        self.document.turn_to("tables")
        self.banner.offer(self.document.entry)

    def _stack_changed(self, _now: object) -> None:
        """A step is on the stack: before, while it was announced, it could not be undone yet."""
        self.setWindowModified(not self.document.stack.isClean())
        self._actions.display_steps(self.document.analysis)

    def say(self, words: str) -> None:
        """A sentence in the status bar."""
        self._status.say(words)

    # What concerns more than one view

    def open_example(self, name: str) -> None:
        """Another sheet, as a step that undo takes back."""
        example = examples[name]
        self.tables.give_up()
        self.document.turn_to("tables")
        self.document.apply(Edit(f"Example {example.title}", lambda own: replace(example.entry, training=own.training)))
        self.document.look(example.focus)
        self.say(f"Example: {example.title} · {example.steps[0].says}")

    def _take_step(self, place: int) -> None:
        """A first step; a third class is added to two of one's own: where somebody has changed or entered something."""
        entry = self.document.entry
        if place != THIRD_CLASS or entry.columns > 2 or any(entry.same_sheet(each.entry) for each in examples.values()):
            self.lessons.begin(FIRST_STEPS, place)
            return
        self.document.apply(Edit("Add a third class", third_class))
        self.say("A class was added beside what you entered: type its outputs")

    def _sights(self) -> dict[str, Sight]:
        """What pictures can be taken of."""
        plots = Sight("the plots", "plots", lambda _shown: self._plots_picture(), has_cards=False)
        window = Sight("the window", "xentgui", lambda _shown: self.page.picture(), has_cards=False)
        return {**SIGHTS, "plots": plots, "window": window}

    def _plots_picture(self) -> Picture | None:
        training = self.pages.training
        return training.picture() if training is not None and self.pages.on_training else self.lower_right.picture()

    def _curves_text(self, shown: Analysis, kind: str) -> str:
        """Where the training page is on the screen the curves are those of the training."""
        training = self.pages.training
        if training is not None and self.pages.on_training:
            return columns_text(trace_columns(training.traces()), kind)
        return SHEETS["curves"].text(shown, kind)

    def _report(self, kind: str) -> None:
        """What is on the screen as a report or as a hand-out: the entry, an epoch that is followed, or the training."""
        from xentgui.window.report import asked_report, writing

        on_training, training, path = self.pages.on_training, self.pages.training, self.filing.path
        analysis = self.document.analysis if on_training else self.shown
        epoch = analysis.focus.epoch
        name = f"{kind if path is None else path.stem}{'' if epoch is None else f'-epoch-{epoch}'}.pdf"
        followed = "" if epoch is None or training is None else training.following.words
        subject = "" if path is None else path.name
        asked = asked_report(self, self.settings, kind, self.filing.folder(name), of_training=on_training)
        if asked is None:
            return
        written, edition = asked
        work = writing(written, analysis, subject, followed, edition, of_training=on_training, apart=not self._in_place)
        run = self.working.write if isinstance(work, Apart) else at_once
        done = f"{kind.capitalize()} written to {written}"
        run(f"Writing {written.name}", work, lambda _: self.say(done), lambda error: self.filing.refuse(error.reason))

    def _show_frameworks(self) -> None:
        """The functions of all frameworks, in a window beside this one."""
        if self._frameworks is None:
            self._frameworks = FrameworksWindow(self)
            self.connect_view(self._frameworks.view)
        self._frameworks.show()
        self._frameworks.raise_()
        self._frameworks.activateWindow()

    def offer_code(self, definition: object = None) -> None:
        """What can be copied of a definition; of the chosen card's where none is given."""
        analysis = self.document.analysis
        open_code_menu(self.top, analysis, definition or analysis.shown[analysis.focus.chosen].definition, self.say)

    # The end

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.working.holds(self.close) or not (self.lessons.may_leave() and self.filing.may_leave(closing=True)):
            event.ignore()
            return
        self.working.cancel()
        self.full_screen.leave()
        self.number.stop()
        self.document.stop()
        self.filing.remember()
        event.accept()
