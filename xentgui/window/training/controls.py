"""Reset, step back, play, step, the epoch, the slider through the epochs, the speed and the scale of the cost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from xentgui.window.cards.text import LEFT, RIGHT
from xentgui.window.icon import icon
from xentgui.window.sizes import keep, keep_made, px
from xentgui.window.theme import SEMIBOLD, font, pen, theme
from xentgui.window.training.running import Running
from xentgui.window.widgets.choices import Combo, Segments
from xentgui.window.widgets.lines import Lines
from xentgui.window.widgets.plain import Quiet

SPEEDS = (10, 30, 100, 300, 1_000, 3_000, 10_000)
BUTTONS = (
    ("reset", "Back to the start (Home)"),
    ("back", "One epoch back"),
    ("play", "Play (Space)"),
    ("step", "One epoch on"),
    ("end", "To the last epoch (End)"),
)
TIMELINE = 80  # the least of the slider
NARROW, NARROWER = 720, 640  # below these widths the word beside the speed goes, then those beside the epoch


GAP = 7  # between a number and its words


HANDLE, GROOVE = 15.0, 4.0
KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}


class Timeline(QSlider):
    """Asks for an epoch by `asked` and never moves itself."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._reached = self._computed = 0
        self.setAccessibleName("Epoch")
        self.setToolTip("Drag to see an epoch that is already run (← → one epoch, Page 10)")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_epoch(self, epoch: int, reached: int, computed: int, epochs: int) -> None:
        """Display where the run is."""
        self.setRange(0, max(epochs, 1))
        self.setValue(epoch)
        if (reached, computed) != (self._reached, self._computed):
            self._reached, self._computed = reached, computed
            self.update()

    def handle(self) -> QPointF:
        """The middle of the handle, in pixels."""
        return QPointF(self._at(self.value()), self.height() / 2)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), px(30))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.asked.emit(self._epoch_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.asked.emit(self._epoch_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in KEYS:
            self.asked.emit(self.value() + KEYS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.asked.emit(self.minimum() if event.key() == Qt.Key.Key_Home else self.maximum())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for epoch, colour in (
            (self.maximum(), colours.hair),
            (self._computed, colours.line),
            (self._reached, colours.secondary),
            (self.value(), colours.focus),
        ):
            painter.setBrush(QColor(colour))
            wide = self._at(epoch) - self._at(0)
            painter.drawRoundedRect(
                QRectF(self._at(0), (self.height() - px(GROOVE)) / 2, wide, px(GROOVE)), px(2), px(2)
            )
        painter.setBrush(QColor(colours.surface))
        painter.setPen(pen(colours.focus, 3 if self.hasFocus() else 2))
        painter.drawEllipse(self.handle(), px(HANDLE) / 2, px(HANDLE) / 2)

    def _at(self, epoch: int) -> float:
        room = self.width() - px(HANDLE) - px(4)
        return px(HANDLE) / 2 + px(2) + room * epoch / max(self.maximum(), 1)

    def _epoch_at(self, x: float) -> int:
        room = max(self.width() - px(HANDLE) - px(4), 1.0)
        return round(min(max((x - px(HANDLE) / 2 - px(2)) / room, 0.0), 1.0) * self.maximum())


class Count(QWidget):
    """ "epoch 20 of 300": painted, so that a frame asks no layout for anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epoch = self._epochs = -1
        self._bare = False
        keep(self.setFixedHeight, 30)

    def show_count(self, epoch: int, epochs: int) -> None:
        if epochs != self._epochs:
            self._epochs = epochs
            self._fit()
        if epoch != self._epoch:
            self._epoch = epoch
            self.setAccessibleName(f"epoch {epoch:,} of {epochs:,}")
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_bare(self, bare: bool) -> None:
        """The number alone, or with its words."""
        if bare != self._bare:
            self._bare = bare
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(sum(wide + px(GAP) for _, wide in self._texts()) + px(2))
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
            painter.drawText(QRect(left, 0, wide + px(2), self.height()), RIGHT if number else LEFT, text)
            left += wide + px(GAP)


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
            keep(button.setFixedSize, 40 if name == "play" else 34, 30)
            button.setStyleSheet("padding: 0")
            keep_made(button.setIconSize, lambda: [QSize(px(16), px(16))])
            button.setProperty("primary", name == "play")
            self._buttons[name] = button
        self.count = Count()
        self.timeline = Timeline()
        self._label = Quiet("speed")
        self.speed = Combo("Speed")
        self.speed.addItems([f"{speed:,} epochs/s" for speed in SPEEDS])
        keep(self.speed.setFixedHeight, 30)
        self._label.setBuddy(self.speed)
        self.scale = Segments(
            "Scale of the cost",
            [("log", "log", "Powers of ten are equally far apart"), ("linear", "linear", "From 0 up")],
        )
        self._lay_out()
        self._connect()
        self._dress()

    def _lay_out(self) -> None:
        self._row = Lines(self)
        self._row.put(*self._buttons.values(), self.count)
        self._row.put(self.timeline, stretch=1, least=TIMELINE)
        self._row.put(self._label, self.speed)
        self._row.put(self.scale)

    def _connect(self) -> None:
        running = self._running
        self._buttons["reset"].clicked.connect(running.reset)
        self._buttons["back"].clicked.connect(lambda: running.step(-1))
        self._buttons["play"].clicked.connect(self.toggle)
        self._buttons["step"].clicked.connect(lambda: running.step(1))
        self._buttons["end"].clicked.connect(lambda: running.step(running.epochs))
        self.timeline.asked.connect(running.look)
        self.speed.activated.connect(lambda place: self.changed_speed.emit(SPEEDS[place]))
        self.scale.picked.connect(self.scaled)

    def button(self, name: str) -> QPushButton:
        """The button of one of "reset", "back", "play", "step", "end"."""
        return self._buttons[name]

    def toggle(self) -> None:
        """Play, or pause."""
        (self._running.pause if self._running.playing else self._running.play)()

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
        self._dress()
        self._label.setVisible(self.width() >= px(NARROW))
        self.count.set_bare(self.width() < px(NARROWER))
        self._row.fit(self.width())

    def _dress(self) -> None:
        colours = theme()
        for name, button in self._buttons.items():
            picture = "pause" if name == "play" and self._running.playing else name
            button.setIcon(icon(picture, "#FFFFFF" if name == "play" else colours.text, px(16)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        else:
            event.ignore()
