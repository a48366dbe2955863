"""The neuron as a drawing: x in, w and b, σ, a out, and the target."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xentgui.window.theme import NORMAL, SEMIBOLD, font, pen, show_entered, show_number, theme

HEIGHT, LOW = 88, 76
BODY = (96.0, 44.0)
Flag = Qt.AlignmentFlag


class NeuronPicture(QWidget):
    """Shows one neuron. It is drawn, and said: its accessible name holds all numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = (0.0, 0.0, 0.0, 0.0, 0.0)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_compact(self, compact: bool) -> None:
        self.setFixedHeight(LOW if compact else HEIGHT)

    def show_neuron(self, x: float, weight: float, bias: float, y: float, output: float) -> None:
        """Display these numbers; `output` is a."""
        numbers = (x, weight, bias, y, output)
        if numbers != self._numbers:
            self._numbers = numbers
            self.setAccessibleName(
                f"Neuron: x = {show_entered(x)}, w = {show_number(weight)}, b = {show_number(bias)}, "
                f"a = {show_number(output)}, target y = {show_entered(y)}"
            )
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(380, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, weight, bias, y, output = self._numbers
        centre = QPointF(self.width() * 0.53, self.height() - 30)
        body = QRectF(centre.x() - BODY[0] / 2, centre.y() - BODY[1] / 2, *BODY)
        left, right = body.left() - 76, body.right() + 40
        painter.setPen(pen(colours.secondary, 1.5))
        painter.drawLine(QPointF(left, centre.y()), QPointF(body.left(), centre.y()))
        painter.drawLine(QPointF(body.right(), centre.y()), QPointF(right, centre.y()))
        painter.drawLine(QPointF(centre.x() - 16, 8), QPointF(centre.x() - 16, body.top()))
        painter.setPen(pen(colours.text, 1.6))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(body, 21, 21)

        def write(box: QRectF, text: str, colour: str, pixels: int, *, bold: bool, align: Flag) -> None:
            painter.setFont(font(pixels, SEMIBOLD if bold else NORMAL))
            painter.setPen(QColor(colour))
            painter.drawText(box, align | Flag.AlignVCenter, text)

        write(body, "σ(w x + b)", colours.text, 13, bold=True, align=Flag.AlignHCenter)
        entered = QRectF(0, centre.y() - 10, left - 8, 20)
        write(entered, f"x = {show_entered(x)}", colours.text, 13, bold=False, align=Flag.AlignRight)
        above = QRectF(left - 6, centre.y() - 22, body.left() - left + 2, 20)
        write(above, f"w = {_short(weight)}", colours.secondary, 12, bold=False, align=Flag.AlignHCenter)
        beside = QRectF(centre.x() - 8, 4, 110, 20)
        write(beside, f"b = {_short(bias)}", colours.secondary, 12, bold=False, align=Flag.AlignLeft)
        out = QRectF(right + 6, centre.y() - 19, self.width() - right - 6, 20)
        write(out, f"a = {show_number(output)}", colours.outputs, 13, bold=True, align=Flag.AlignLeft)
        target = out.translated(0, 20)
        write(target, f"target y = {show_entered(y)}", colours.labels, 12, bold=False, align=Flag.AlignLeft)


def _short(value: float) -> str:
    """As entered where that is short, else with few decimals: it stands over a line of 70 pixels."""
    text = show_entered(value)
    return text if len(text) <= 6 else show_number(value, decimals=3)
