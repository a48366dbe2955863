"""How far a search is, while it takes time, and the way to end it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

LATE = 400  # milliseconds: an answer that comes earlier needs no bar


class Searching(QWidget):
    """A bar and Stop; appears when the search takes longer than a moment, and keeps its place from then on."""

    stopped = Signal()
    appeared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar(textVisible=False, accessibleName="Progress of the search")
        self._bar.setFixedHeight(6)
        self._stop = QPushButton("Stop", toolTip="Keeps what has been found so far")
        self._stop.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(self._appear)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.hide()

    def display(self, progress: float) -> None:
        """How far it is, 0 to 1; at 1 there is nothing to wait for."""
        self._bar.setValue(round(100 * progress))
        if progress >= 1:
            self._late.stop()
            self.hide()
        elif self.isHidden() and not self._late.isActive():
            self._late.start()

    def _appear(self) -> None:
        self._stop.ensurePolished()
        self.setMinimumHeight(self._stop.sizeHint().height())
        self.show()
        self.appeared.emit()
