"""The bar over tables and cards while they show an epoch of a run instead of what was entered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from xentgui.questions.contest import Contender
from xentgui.window.training.running import Running
from xentgui.window.training.timeline import Timeline
from xentgui.window.widgets.plain import Label


class Following(QFrame):
    """Says what is shown and leads back: `left` to the entry, `entering` with these logits, `asked` to an epoch."""

    left = Signal()
    entering = Signal()
    asked = Signal(int)

    def __init__(self, running: Running, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = running
        self.setProperty("panel", True)
        self.setAccessibleName("Epoch shown")
        self.words = ""  # which epoch of which run it is
        self._words = Label()
        self.timeline = Timeline()
        self.timeline.asked.connect(self.asked)
        self.enter = QPushButton("Enter these logits", toolTip="Put the logits of this epoch into the table")
        self.enter.clicked.connect(self.entering)
        self.back = QPushButton("Back to what I entered")
        self.back.setProperty("primary", True)
        self.back.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self.timeline, 1)
        row.addWidget(self.enter)
        row.addWidget(self.back)
        self.hide()

    def show_run(self, contender: Contender, epoch: int) -> None:
        """Display which run it is and where it stands."""
        running = self._running
        self.words = f"epoch {epoch:,} of {running.epochs:,} of the training under {contender.short}"
        self._words.setText(f"Read-only: {self.words}.")
        self.timeline.show_epoch(epoch, running.reached, running.computed, running.epochs)
