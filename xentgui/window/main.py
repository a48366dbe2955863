"""The window: makes the views, puts them in their places, and connects them to the document in one loop."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.examples import FIRST
from xentgui.losses.batch import DataError
from xentgui.opening import Opening, of_example
from xentgui.window import actions, untaken
from xentgui.window.announcing import Announcer, announce
from xentgui.window.banner import Banner
from xentgui.window.cards import CardsView
from xentgui.window.code_menu import code_menu
from xentgui.window.document import Document
from xentgui.window.exporting.verbs import Exporting
from xentgui.window.filing.filing import Filing
from xentgui.window.lower import Lower
from xentgui.window.my_number import NumberView
from xentgui.window.strip import StripView
from xentgui.window.tables import TablesView
from xentgui.window.terms import TermsView
from xentgui.window.theme import theme
from xentgui.window.top_row import TopRow
from xentgui.window.verbs import Verbs
from xentgui.window.view import View
from xentgui.window.widgets.plain import Label, tip

MARGIN, GAP = 16, 12
LEFT, LEFT_SMALL, LEFT_MANY = 416, 398, 490
SMALL = 1300  # a narrower window gives the tables less
MANY = 7  # from this many classes on they take more


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
        opening = start or of_example(FIRST)
        self.settings, self.in_place, self._training = settings, in_place, opening.training
        self.document = Document(opening.entry, opening.focus, self, in_place=in_place)
        page = QWidget()
        self.tables, self.cards, self.strip, self.terms = TablesView(), CardsView(), StripView(), TermsView()
        self.number = NumberView(page, in_place=in_place)
        self.top = TopRow(self.number.field)
        self.lower_right = Lower(self.terms)
        self.banner = Banner()
        self.banner.setVisible(first_run)
        self.filing = Filing(self, opening.path, settings)
        self.exporting = Exporting(self)
        self.verbs = Verbs(self)
        self._status = Label(opening.words)
        self.views_of_entry: list[View] = [self.tables, self.cards, self.strip, self.terms]
        self._left = 0
        self._told_of = opening.entry
        self._lay_out(page)
        self.actions_by_id = actions.build(self, self.menuBar())
        for name in ("tables", "cards", "strip", "terms"):
            self.offer(name, getattr(self, name))
        self._connect()
        self._display(self.document.analysis)
        self.tables.setFocus()
        if opening.number:
            self.number.take(opening.number)

    # Places

    def _lay_out(self, page: QWidget) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.cards)
        column.addWidget(self.strip)
        column.addWidget(self.lower_right, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.tables)
        self._splitter.addWidget(right)
        self._splitter.setHandleWidth(MARGIN)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(1, 1)
        self.entered = QVBoxLayout()  # the page of the entry: first steps, tables, cards and curve
        self.entered.setContentsMargins(0, 0, 0, 0)
        self.entered.setSpacing(GAP)
        self.entered.addWidget(self.banner)
        self.entered.addWidget(self._splitter, 1)
        first = QWidget()
        first.setLayout(self.entered)
        self.pages = QStackedWidget()
        self.pages.addWidget(first)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(MARGIN, 4, MARGIN, 0)
        rows.setSpacing(GAP)
        rows.addWidget(self.top)
        rows.addWidget(self.pages, 1)
        self.setCentralWidget(page)
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(MARGIN - 8, 0, MARGIN, 0)
        self._status.setMinimumWidth(100)
        self.setMinimumSize(1000, 640)

    def put_in_plots(self) -> None:
        """The plots, after the first frame: importing them is most of the start."""
        if self.lower_right.has_plots:
            return
        from xentgui.window.curves import GradientCurve, LossCurve

        curve, gradient = LossCurve(), GradientCurve()
        for view in (curve, gradient):
            self.connect_view(view)
            view.undo_requested.connect(self.document.stack.undo)
            self.offer("curve", view)
        self.views_of_entry += (curve, gradient)
        self.lower_right.add(curve, gradient)
        if self._training:
            self.verbs.run_training(play=not self.in_place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not untaken.take(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_left()
        if self.number.panel.isVisible():
            self.number.place()

    def _fit_left(self) -> None:
        """The tables' width follows the window's and the number of classes, until the user moves the splitter."""
        many = len(self.document.entry.shown_columns) >= MANY
        width = LEFT_MANY if many else LEFT_SMALL if self.width() < SMALL else LEFT
        if width != self._left:
            self._left = width
            self._splitter.setSizes([width, self.width() - width])

    # Connections

    def _connect(self) -> None:
        for view in (self.top, self.tables, self.cards, self.strip, self.terms, self.number):
            self.connect_view(view)
        self.document.changed.connect(self._display)
        self.document.changed.connect(Announcer(self, self.document.analysis).receive)
        self.document.stack.indexChanged.connect(self._step_done)
        self.document.refused.connect(self.tables.show_refusal)
        self.document.refused.connect(self._refused)
        self.document.stack.cleanChanged.connect(self._clean_changed)
        self.banner.wanted.connect(self.verbs.take_step)
        self.banner.closed.connect(self.banner.hide)
        self.strip.linked.connect(self.verbs.follow_link)
        self.tables.number_pasted.connect(self.number.take)
        self.tables.taken.connect(self.filing.tell_missing)
        self.tables.offered.connect(self.filing.offer)
        self.tables.doubted.connect(lambda data: self.filing.enter(data, "what was pasted", "Paste"))
        self.number.code_wanted.connect(self.offer_code)
        self.number.weights_wanted.connect(self.tables.enter_weights)
        self.top.code_wanted.connect(self.offer_code)
        self.lower_right.training_wanted.connect(self.verbs.open_training)

    def connect_view(self, view: View) -> None:
        """Whatever a view says the user did goes to the document, and every change comes back to it."""
        view.edited.connect(self.document.apply)
        view.focused.connect(self.document.look)
        view.said.connect(self.say)
        self.document.changed.connect(view.receive)
        view.receive(self.document.analysis)

    def offer(self, name: str, view: QWidget) -> None:
        """Verbs of the menus in the menu that a right click on a view opens."""
        view.addActions([self.actions_by_id[verb] for verb in actions.IN_MENU_OF[name]])
        if name not in ("tables", "cards"):  # which have more to offer
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _display(self, analysis: Analysis) -> None:
        if analysis.entry is not self._told_of:  # what was said before is of the past
            self._told_of = analysis.entry
            self._status.clear()
        if not self.banner.isHidden():
            self.banner.display(analysis.entry)
        actions.display(self, self.actions_by_id, analysis)
        self._fit_left()

    def show_first_steps(self) -> None:
        """The first steps, from wherever somebody is."""
        self.pages.setCurrentIndex(0)
        self.banner.show()
        self._display(self.document.analysis)

    def _step_done(self, _index: int) -> None:
        """A step is on the stack: before, while it was announced, it could not be undone yet."""
        self._display(self.document.analysis)

    def _refused(self, error: DataError) -> None:
        self.say(error.reason)

    def _clean_changed(self, clean: bool) -> None:
        self.setWindowModified(not clean)

    def say(self, words: str) -> None:
        """A sentence in the status bar, which a screen reader says."""
        self._status.setText(words)
        self._status.setToolTip(tip(words))
        announce(self, words)

    def offer_code(self, definition: object = None) -> None:
        """What can be copied of a definition; of the chosen card's where none is given."""
        analysis = self.document.analysis
        wanted = definition or analysis.shown[analysis.focus.chosen].definition
        menu = code_menu(self, analysis, wanted, self.say)
        menu.aboutToHide.connect(partial(QTimer.singleShot, 0, menu.deleteLater))
        corner = self.top.mapToGlobal(QPoint(self.top.width(), self.top.height() + 2))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    # The end

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.filing.may_leave(closing=True):
            event.ignore()
            return
        self.number.stop()
        self.document.stop()
        self.filing.remember()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.menuBar().setStyleSheet(f"QMenuBar {{ background: {theme().ground}; border: 0; }}")
