"""Reset, step back, play, step, the epoch, the slider, the speed and the scale of the cost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from xentgui.window.cards.text import LEFT, RIGHT
from xentgui.window.icon import icon
from xentgui.window.theme import SEMIBOLD, font, theme
from xentgui.window.training.running import Running
from xentgui.window.training.timeline import Timeline
from xentgui.window.widgets.combo import Combo
from xentgui.window.widgets.plain import Label
from xentgui.window.widgets.segments import Segments

SPEEDS = (10, 30, 100, 300, 1_000, 3_000, 10_000)
BUTTONS = (
    ("reset", "Back to the start (Home)"),
    ("back", "One epoch back"),
    ("play", "Play (Space)"),
    ("step", "One epoch on"),
    ("end", "To the last epoch (End)"),
)
NARROW, NARROWER = 720, 640  # below these widths the word beside the speed goes, then those beside the epoch


GAP = 7  # between a number and its words


class Count(QWidget):
    """ "epoch 20 of 300": painted, so that a frame asks no layout for anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epoch = self._epochs = -1
        self._bare = False
        self.setFixedHeight(30)

    def show_count(self, epoch: int, epochs: int) -> None:
        if epochs != self._epochs:
            self._epochs = epochs
            self._fit()
        if epoch != self._epoch:
            self._epoch = epoch
            self.setAccessibleName(f"epoch {epoch:,} of {epochs:,}")
            self.update()

    def set_bare(self, bare: bool) -> None:
        """The number alone, or with its words."""
        if bare != self._bare:
            self._bare = bare
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(sum(wide + GAP for _, wide in self._texts()) + 2)
        self.update()

    def _texts(self) -> list[tuple[str, int]]:
        small, large = QFontMetrics(font(12)), QFontMetrics(font(16, SEMIBOLD))
        before, after = "epoch", f"of {self._epochs:,}"
        number = f"{self._epoch:,}", large.horizontalAdvance(f"{self._epochs:,}")
        if self._bare:
            return [number]
        return [(before, small.horizontalAdvance(before)), number, (after, small.horizontalAdvance(after))]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        left = 0
        for text, wide in self._texts():
            number = text[0].isdigit()
            painter.setFont(font(16, SEMIBOLD) if number else font(12))
            painter.setPen(QColor(colours.text if number else colours.secondary))
            painter.drawText(QRect(left, 0, wide + 2, self.height()), RIGHT if number else LEFT, text)
            left += wide + GAP


class Controls(QWidget):
    """What a click asks for goes to the run; `display` shows what the run says."""

    scaled = Signal(str)  # "log" or "linear"
    changed_speed = Signal(int)

    def __init__(self, running: Running, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running = running
        self._buttons: dict[str, QPushButton] = {}
        for name, tip in BUTTONS:
            button = QPushButton(toolTip=tip, accessibleName=tip.partition(" (")[0])
            button.setFixedSize(40 if name == "play" else 34, 30)
            button.setStyleSheet("padding: 0")
            button.setProperty("primary", name == "play")
            self._buttons[name] = button
        self.count = Count()
        self.timeline = Timeline()
        self._label = Label("speed")
        self._label.setProperty("secondary", True)
        self.speed = Combo("Speed")
        self.speed.addItems([f"{speed:,} epochs/s" for speed in SPEEDS])
        self.speed.setFixedHeight(30)
        self._label.setBuddy(self.speed)
        self.scale = Segments(
            "Scale of the cost",
            [("log", "log", "Powers of ten are equally far apart"), ("linear", "linear", "From 0 up")],
        )
        self._lay_out()
        self._connect()
        self._dress()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._row = row
        for button in self._buttons.values():
            row.addWidget(button)
        row.addWidget(self.count)
        row.addWidget(self.timeline, 1)
        row.addWidget(self._label)
        row.addWidget(self.speed)
        row.addWidget(self.scale)

    def _connect(self) -> None:
        running = self._running
        self._buttons["reset"].clicked.connect(running.reset)
        self._buttons["back"].clicked.connect(lambda: running.step(-1))
        self._buttons["play"].clicked.connect(self.toggle)
        self._buttons["step"].clicked.connect(lambda: running.step(1))
        self._buttons["end"].clicked.connect(lambda: running.step(running.epochs))
        self.timeline.asked.connect(self._scrub)
        self.speed.activated.connect(lambda place: self.changed_speed.emit(SPEEDS[place]))
        self.scale.picked.connect(self.scaled)

    def button(self, name: str) -> QPushButton:
        """The button of one of "reset", "back", "play", "step", "end"."""
        return self._buttons[name]

    def toggle(self) -> None:
        """Play, or pause."""
        (self._running.pause if self._running.playing else self._running.play)()

    def _scrub(self, epoch: int) -> None:
        self._running.pause()
        self._running.look(epoch)

    def display(self, scale: str, *, counted: bool) -> None:
        """Show where the run is; `counted` is whether the numbers of this epoch are shown too, as the counter's is."""
        running = self._running
        if counted:
            self.count.show_count(running.epoch, running.epochs)
        self.timeline.show_epoch(running.epoch, running.reached, running.computed, running.epochs)
        self.scale.display(scale)
        if running.speed in SPEEDS:
            self.speed.setCurrentIndex(SPEEDS.index(int(running.speed)))
        self._buttons["back"].setEnabled(running.epoch > 0)
        self._buttons["reset"].setEnabled(running.reached > 0)
        play = self._buttons["play"]
        name = "Pause" if running.playing else "Play"
        if play.accessibleName() != name:
            play.setAccessibleName(name)
            play.setToolTip(f"{name} (Space)")
            self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.setVisible(self.width() >= NARROW)
        self.count.set_bare(self.width() < NARROWER)
        self._row.setSpacing(4 if self.width() < NARROWER else 8)

    def _dress(self) -> None:
        colours = theme()
        for name, button in self._buttons.items():
            picture = "pause" if name == "play" and self._running.playing else name
            button.setIcon(icon(picture, "#FFFFFF" if name == "play" else colours.text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        else:
            event.ignore()
