"""The panel of the plots: the row of tabs, what is trained, the plots, and the controls below them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from xentgui.window.lower import CURVE, GRADIENT, TRAINING
from xentgui.window.training.charts import Charts
from xentgui.window.training.controls import Controls
from xentgui.window.training.running import Running
from xentgui.window.widgets.plain import Label
from xentgui.window.widgets.segments import Segments
from xentgui.window.widgets.tabs import TabRow

KINDS = (
    ("neuron", "neuron", "Nielsen’s neuron: one weight, one bias, one input"),
    ("outputs", "outputs", "The logits of the entered table as parameters, under the definitions on show"),
    ("classifier", "linear classifier", "A linear classifier of points in the plane"),
)


ROOMY = 800  # from this width on all words have room beside the tabs


class Panel(QFrame):
    """`left` is the name of another tab that was clicked; Training stays in front here."""

    left = Signal(str)

    def __init__(self, running: Running, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.tabs, self.kinds = TabRow(), Segments("Train", KINDS)
        self.charts, self.controls = Charts(), Controls(running)
        self._stop = QPushButton("Stop computing", toolTip="Compute no further; Play goes on from there")
        self._stop.clicked.connect(running.cancel)
        for name in (CURVE, GRADIENT, TRAINING):
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(2)
        self.tabs.currentChanged.connect(self._leave)
        self._word = Label("train")
        self._word.setProperty("secondary", True)
        self._word.setBuddy(self.kinds)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        for part in (self._stop, self._word, self.kinds):
            head.addWidget(part)
        inside = self._inside = QVBoxLayout(self)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.charts, 1)
        inside.addWidget(self.controls)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= ROOMY
        self._inside.setContentsMargins(10 if roomy else 2, 6, 16 if roomy else 4, 10)
        self._word.setVisible(roomy)
        self._stop.setText("Stop computing" if roomy else "Stop")
        for kind, text, _ in KINDS:
            self.kinds.write(kind, text if roomy else text.rpartition(" ")[2])

    def show_work(self, computing: bool) -> None:
        """Whether epochs are still computed, which can be stopped."""
        self._stop.setVisible(computing)

    def _leave(self, index: int) -> None:
        """Another tab, by click or by key."""
        name = self.tabs.tabText(index)
        if name != TRAINING:
            self.tabs.setCurrentIndex(2)
            self.left.emit(name)
