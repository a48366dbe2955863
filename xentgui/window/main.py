"""The window: makes the views, puts them in their places, and connects them to the document in one loop."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QVBoxLayout, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Mode
from xentgui.examples import FIRST, examples
from xentgui.opening import Opening, of_example
from xentgui.window import actions
from xentgui.window.banner import Banner
from xentgui.window.cards import CardsView
from xentgui.window.document import Document
from xentgui.window.filing import Filing
from xentgui.window.lower import Lower
from xentgui.window.my_number import NumberView
from xentgui.window.strip import StripView
from xentgui.window.tables import TablesView
from xentgui.window.terms import TermsView
from xentgui.window.theme import digits
from xentgui.window.top_row import TopRow
from xentgui.window.view import View

MARGIN, GAP = 16, 12
LEFT = {"small": 398, "normal": 416, "many": 490}


class MainWindow(QMainWindow):
    """One document in one window."""

    def __init__(
        self, start: Opening | None = None, *, settings: QSettings | None = None, first_run: bool = False
    ) -> None:
        super().__init__()
        opening = start or of_example(FIRST)
        self.document = Document(opening.entry, opening.focus, self)
        self.tables, self.cards, self.strip, self.terms = TablesView(), CardsView(), StripView(), TermsView()
        self.number = NumberView()
        self.top = TopRow(self.number.field)
        self.lower_right = Lower(self.terms)
        self.banner = Banner()
        self.banner.setVisible(first_run)
        self.filing = Filing(self, opening.path, settings)
        self._actions = actions.build(self, self.menuBar())
        self._status = QLabel(opening.words)
        self._views: list[View] = []
        self._lay_out()
        self._connect()
        self.document.announce()

    # Places

    def _lay_out(self) -> None:
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
        self._splitter.setSizes([LEFT["normal"], 1000])
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(MARGIN, 4, MARGIN, 0)
        rows.setSpacing(GAP)
        rows.addWidget(self.top)
        rows.addWidget(self.banner)
        rows.addWidget(self._splitter, 1)
        self.setCentralWidget(page)
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(MARGIN - 6, 0, MARGIN, 0)
        self.number.setParent(page)
        self.setMinimumSize(960, 600)

    def put_in_plots(self) -> None:
        """The plots, after the first frame: importing them is most of the start."""
        if self.lower_right.has_plots:
            return
        from xentgui.window.curves import GradientCurve, LossCurve

        curve, gradient = LossCurve(), GradientCurve()
        for view in (curve, gradient):
            self._connect_view(view)
            view.undo_requested.connect(self.document.stack.undo)
        self.lower_right.add(curve, gradient)

    # Connections

    def _connect(self) -> None:
        for view in (self.top, self.tables, self.cards, self.strip, self.terms, self.number):
            self._connect_view(view)
        self.document.changed.connect(self._display)
        self.document.refused.connect(self.tables.show_refusal)
        self.document.refused.connect(lambda error: self.say(error.reason))
        self.banner.wanted.connect(self.open_example)
        self.banner.closed.connect(self.banner.hide)
        self.strip.linked.connect(self._follow_link)
        self.tables.number_pasted.connect(self.number.take)
        self.tables.dropped.connect(self.filing.open_path)
        self.number.opened.connect(self._place_answer)
        self.top.code_wanted.connect(self.offer_code)
        self.lower_right.training_wanted.connect(self.open_training)

    def _connect_view(self, view: View) -> None:
        self._views.append(view)
        view.edited.connect(self.document.apply)
        view.focused.connect(self.document.look)
        view.said.connect(self.say)
        self.document.changed.connect(view.receive)
        view.receive(self.document.analysis)

    def _display(self, analysis: Analysis) -> None:
        actions.display(self, self._actions, analysis)
        self.setWindowModified(not self.document.stack.isClean())

    def say(self, words: str) -> None:
        """A sentence in the status bar, where a screen reader finds it too."""
        self._status.setText(words)
        self._status.setAccessibleName(words)

    # Verbs

    def open_example(self, name: str) -> None:
        """Another entry, as a step that undo takes back."""
        example = examples[name]
        self.document.apply(Edit(f"Example {example.title}", lambda _entry: example.entry))
        self.document.look(example.focus)
        self.say(f"Example: {example.title} · {example.shows}")
        self.banner.say(example.shows, _following(name))

    def pick_mode(self, mode: Mode) -> None:
        self.top.pick_mode(mode)

    def step_chosen(self, step: int) -> None:
        focus = self.document.focus
        self.document.look(replace(focus, chosen=(focus.chosen + step) % len(self.document.entry.cards)))

    def toggle_weights(self) -> None:
        """Class weights of 1 to edit, or none."""
        entry = self.document.entry
        weights = None if entry.class_weights is not None else (1.0,) * entry.columns
        label = "Class weights" if weights else "No class weights"
        self.document.apply(Edit(label, lambda e: edits.set_class_weights(e, weights)))

    def show_decimals(self, decimals: int) -> None:
        digits.decimals = decimals
        self.document.announce()

    def step_pane(self, step: int) -> None:
        """The keyboard goes to the next pane."""
        panes = [pane for pane in (self.top, self.tables, self.cards, self.strip, self.lower_right) if pane.isVisible()]
        focus = QGuiApplication.focusObject()
        here = next((i for i, pane in enumerate(panes) if isinstance(focus, QWidget) and pane.isAncestorOf(focus)), -1)
        pane = panes[(here + step) % len(panes)]
        for widget in pane.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _follow_link(self, link: str) -> None:
        if link == "all-agree":
            self.open_example("two-classes")
        elif link == "enter-difference-logit":
            change = partial(edits.enter_difference, column=self.document.focus.column)
            self.document.apply(Edit("Enter the difference of the logits", change))

    def _place_answer(self) -> None:
        self.number.place_under(self.number.field)


def _following(name: str) -> str | None:
    order = ["three-classes", "several-labels", "soft-labels", "empty"]
    if name not in order:
        return order[0]
    return order[order.index(name) + 1] if name != order[-1] else None
