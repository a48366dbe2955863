"""What menus, keys and links do beyond a single edit."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout

from xentgui import edits
from xentgui.entry import Edit, OutputsAre, ShownCard
from xentgui.examples import examples
from xentgui.losses.batch import DataError
from xentgui.window.about import ABOUT, ERROR, PageDialog, TextDialog, versions
from xentgui.window.frameworks import FrameworksView
from xentgui.window.options import OptionsDialog
from xentgui.window.palette import Palette, shortcuts_page
from xentgui.window.theme import Appearance, digits, set_appearance
from xentgui.window.view import View

if TYPE_CHECKING:
    from xentgui.analysis import Analysis
    from xentgui.window.main import MainWindow
    from xentgui.window.training import TrainingView


class Verbs(QObject):
    """Acts on the window's document; every change of data is an edit."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._frameworks: QDialog | None = None
        self._error: TextDialog | None = None

    @property
    def _document(self):  # type: ignore[no-untyped-def]
        return self._window.document

    def open_example(self, name: str) -> None:
        """Another entry, as a step that undo takes back."""
        example = examples[name]
        self._window.pages.setCurrentIndex(0)
        self._document.apply(Edit(f"Example {example.title}", partial(edits.open_example, example=example.entry)))
        self._document.look(example.focus)
        self._window.say(f"Example: {example.title} · {example.shows}")

    def undo(self) -> None:
        """Take back the last step."""
        stack = self._document.stack
        if stack.canUndo():
            words = f"Taken back: {stack.undoText()}"
            stack.undo()
            self._window.say(words)

    def redo(self) -> None:
        """Do again what was taken back."""
        stack = self._document.stack
        if stack.canRedo():
            words = f"Done again: {stack.redoText()}"
            stack.redo()
            self._window.say(words)

    def follow_link(self, link: str) -> None:
        """What a link of the strip offers."""
        if link == "all-agree":
            self.open_example("two-classes")
        elif link == "enter-difference-logit":
            change = partial(edits.enter_difference, column=self._document.focus.column)
            self._document.apply(Edit("Enter the difference of the logits", change))

    def step_chosen(self, step: int) -> None:
        """The next card becomes the one that the others are compared with."""
        focus = self._document.focus
        self._document.look(replace(focus, chosen=(focus.chosen + step) % len(self._document.entry.cards)))

    def read_as(self, outputs_are: OutputsAre) -> None:
        """The numbers as they stand are logits, or probabilities."""
        change = partial(edits.set_outputs_are, outputs_are=outputs_are)
        self._document.apply(Edit(f"Outputs are {outputs_are}", change))

    def take_step(self, name: str) -> None:
        """A first step; one that adds to what is there does so where somebody has changed or entered something."""
        untouched = any(self._document.entry is example.entry for example in examples.values())
        if name != "three-classes" or untouched:
            self.open_example(name)
            return
        self._document.apply(Edit("Add a third class", edits.third_class))
        self._window.say("A class was added beside what you entered: type its outputs")

    def toggle_weights(self) -> None:
        """Class weights of 1 to edit, or none."""
        entry = self._document.entry
        weights = None if entry.class_weights is not None else (1.0,) * entry.columns
        label = "Class weights" if weights else "No class weights"
        self._document.apply(Edit(label, partial(edits.set_class_weights, weights=weights)))

    def show_decimals(self, decimals: int) -> None:
        """The digits of the whole window."""
        digits.decimals = decimals
        self._document.announce()

    def edit_options(self) -> None:
        """The chosen card's fields."""
        index = self._document.focus.chosen
        card = self._document.entry.cards[index]
        dialog = OptionsDialog(self._document.analysis, card, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            change = partial(edits.change_card, index=index, card=dialog.card)
            self._document.apply(Edit(f"Options of {card.short}", change))

    def add_card(self) -> None:
        """A definition of one's own beside the others."""
        chosen = self._document.entry.cards[self._document.focus.chosen]
        start = ShownCard("my definition", "My definition", "My definition", chosen.in_mode(self._document.entry))
        dialog = OptionsDialog(self._document.analysis, start, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._document.apply(Edit("Add a definition", partial(edits.add_card, card=dialog.card)))

    def remove_card(self) -> None:
        index = self._document.focus.chosen
        self._document.apply(Edit("Remove a definition", partial(edits.remove_card, index=index)))

    def report(self) -> None:
        """What tables and cards show as a report, in a file that is asked for."""
        from xentgui.window.report.asking import ask_and_write

        ask_and_write(self._window)

    def show_frameworks(self) -> None:
        """The functions of all frameworks, in a window beside this one."""
        if self._frameworks is None:
            view = FrameworksView()
            self._window.offer("frameworks", view)
            self._frameworks = self._beside("What every framework's function gives on this data", view)
        self._frameworks.show()
        self._frameworks.raise_()
        self._frameworks.activateWindow()

    @property
    def training(self) -> TrainingView | None:
        """The training page, where it has been opened."""
        return cast("TrainingView | None", self._window.pages.widget(1))

    def open_training(self) -> None:
        """The training page takes the place of tables, cards and curve."""
        if self.training is None:
            from xentgui.window.training import TrainingView
            from xentgui.window.training.chart import Chart

            view = TrainingView(in_place=self._window.in_place)
            view.left.connect(self.leave_training)
            view.followed.connect(self._follow)
            view.trained.connect(self._window.top.show_trained)
            self._window.connect_view(view)
            for chart in view.findChildren(Chart):
                self._window.offer("curve", chart)
            self._window.pages.addWidget(view)
            self._window.entered.insertWidget(0, view.following)
        self._window.pages.setCurrentIndex(1)
        if self.training is not None:
            self.training.controls.button("play").setFocus()

    def toggle_training(self) -> None:
        """To the training page, or back from it."""
        if self._window.pages.currentIndex() == 0:
            self.open_training()
        else:
            self.leave_training("")

    def open_training_example(self, name: str, *, play: bool = True) -> None:
        """A named start of training, as a step that undo takes back."""
        self.open_training()
        if self.training is not None:
            self.training.open_example(name, play=False)
        self.run_training(play=play)

    def run_training(self, *, play: bool) -> None:
        """The training page; what is trained runs at once, or stands at its last epoch."""
        self.open_training()
        if self.training is not None and play:
            self.training.running.play()
        elif self.training is not None:
            self.training.running.step(self.training.running.epochs)

    def leave_training(self, tab: str) -> None:
        self._window.top.show_trained(None, "")
        self._window.pages.setCurrentIndex(0)
        self._window.lower_right.show_tab(tab)
        (self._window.lower_right.tabs if tab else self._window.tables).setFocus()

    def _follow(self, analysis: Analysis | None) -> None:
        """Tables, cards, strip and terms show an epoch, which can not be edited, or the entry again."""
        for view in self._window.views_of_entry:
            view.receive(analysis or self._document.analysis)
        if analysis is None:
            self._window.say("Tables and cards show what was entered")
        else:
            self._window.banner.hide()  # its first steps are edits

    def show_palette(self) -> None:
        """All verbs, narrowed by what is typed."""
        palette = Palette(self._window.actions_by_id.values(), self._window)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.move(self._window.mapToGlobal(self._window.rect().center()) - palette.rect().center())
        palette.show()
        palette.activateWindow()
        palette.setFocus()

    def show_shortcuts(self) -> None:
        PageDialog("Shortcuts", shortcuts_page(self._window.actions_by_id.values()), self._window).exec()

    def show_about(self) -> None:
        TextDialog("About xentgui", ABOUT, versions(), self._window, picture="xentgui").exec()

    def show_error(self, words: str) -> None:
        """An error of ours: the work is kept, and what happened can be copied. Further errors go to the same dialog."""
        self._keep_work()
        if self._error is not None and self._error.isVisible():
            self._error.add(words)
            return
        self._error = TextDialog("An error", ERROR, f"{words}\n{versions()}", self._window)
        self._error.show()

    def _keep_work(self) -> None:
        try:
            if self._window.filing.recovering is not None:
                self._window.filing.recovering.keep_now()
        except DataError as error:
            self._window.say(error.reason)

    def show_in(self, appearance: Appearance) -> None:
        """Light, dark or as the desktop says, from now on."""
        set_appearance(appearance)
        if self._window.settings is not None:
            self._window.settings.setValue("appearance", appearance)

    def _beside(self, title: str, view: View) -> QDialog:
        dialog = QDialog(self._window)
        dialog.setWindowTitle(title)
        QVBoxLayout(dialog).addWidget(view)
        dialog.layout().setContentsMargins(0, 0, 0, 0)
        dialog.resize(800, 640)
        self._window.connect_view(view)
        return dialog
