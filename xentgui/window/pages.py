"""The two pages under the top row: tables, cards and curve, and in their place the training."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from xentgui.training_examples import training_examples
from xentgui.window.actions import Verb
from xentgui.window.banner import Banner
from xentgui.window.sizes import keep

if TYPE_CHECKING:  # importing the plots is most of the start: they come after the first frame
    from xentgui.window.training.view import TrainingView


class Pages(QStackedWidget):
    """The training page is made when it is first opened: `made`. `left` is the tab that is wanted instead, or ""."""

    made = Signal(object)  # TrainingView
    left = Signal(str)

    def __init__(self, banner: Banner, entered: QSplitter, *, gap: int, in_place: bool) -> None:
        super().__init__()
        self._in_place = in_place
        self.training: TrainingView | None = None
        page = QWidget()
        self._entered = QVBoxLayout(page)
        self._entered.setContentsMargins(0, 0, 0, 0)
        keep(self._entered.setSpacing, gap)
        self._entered.addWidget(banner)
        self._entered.addWidget(entered, 1)
        self.addWidget(page)

    def verbs(self) -> Iterator[Verb]:
        yield Verb("training", "Tools", 1, "Training", self.toggle_training, "Ctrl+T")
        for name, start in training_examples.items():
            run = partial(self.open_training_example, name)
            yield Verb(f"training-{name}", "Examples", 1, f"Training: {start.title}", run)

    def toggle_training(self) -> None:
        """To the training page, or back from it."""
        if self.currentIndex() == 0:
            self.open_training()
        else:
            self.leave_training("")

    @property
    def on_training(self) -> bool:
        """Whether the training page is on the screen."""
        return self.training is not None and self.training.isVisible()

    @property
    def panels(self) -> list[QWidget]:
        """What stands on the training page."""
        page = self.training
        return [] if page is None else [page.side, page.cards, page.strip, page.panel]

    @property
    def panes(self) -> list[QWidget]:
        """Where F6 goes on the training page."""
        page = self.training
        return [] if page is None else [page.following, page.guess, page.side, page.cards, page.panel]

    def open_training(self) -> TrainingView:
        """The training page takes the place of tables, cards and curve."""
        if self.training is None:
            from xentgui.window.training.view import TrainingView

            self.training = TrainingView(in_place=self._in_place)
            self.training.left.connect(self.leave_training)
            self.addWidget(self.training)
            self._entered.insertWidget(0, self.training.following)
            self.made.emit(self.training)
        self.setCurrentWidget(self.training)
        self.training.controls.button("play").setFocus()
        return self.training

    def open_training_example(self, name: str, *, play: bool = True) -> None:
        """A named start of training, as a step that undo takes back."""
        self.open_training().open_example(name, play=play)
        if not play:
            self.run_training(play=False)

    def run_training(self, *, play: bool) -> None:
        """The training page; what is trained runs when it has been guessed, or stands at its last epoch."""
        page = self.open_training()
        if play:
            page.ask_first()
        else:
            page.running.step(page.running.epochs)

    def leave_training(self, tab: str) -> None:
        """Back to tables, cards and curve."""
        self.setCurrentIndex(0)
        self.left.emit(tab)
