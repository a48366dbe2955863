"""The two lines under the cards: what differs between the costs at this epoch, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xentgui.questions.saying.runs import Line
from xentgui.window.cards.text import copy_value
from xentgui.window.strip.sentence import LARGE, SMALL, Sentence
from xentgui.window.theme import SEMIBOLD, font, pen, theme

LINES, PITCH = 2, 29
MARK = (26, 23)


class LessonStrip(QWidget):
    """Two lines of a fixed height."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What differs, and why")
        self._marks: tuple[str, ...] = ()
        self._sentences = [Sentence(self) for _ in range(LINES)]
        for sentence in self._sentences:
            sentence.copied.connect(lambda value: self.said.emit(copy_value(value)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def display(self, lines: Sequence[Line]) -> None:
        """Show these."""
        marks = tuple(line.mark for line in lines[:LINES])
        if marks != self._marks:
            self._marks = marks
            self.update()
        for place, sentence in enumerate(self._sentences):
            sentence.setVisible(place < len(lines))
            if place < len(lines):
                sentence.say(lines[place].runs)
        self._arrange()

    def set_low(self, low: bool) -> None:
        """Less height in a low window."""
        self.setFixedHeight(LINES * PITCH + (10 if low else 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, LINES * PITCH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        for box, sentence in zip(self._boxes(), self._sentences, strict=False):
            sentence.setGeometry(QRect(50, box.top() - 3, self.width() - 66, PITCH))
        shown = self._sentences[: len(self._marks)]
        pixels = LARGE if all(sentence.fits(LARGE) for sentence in shown) else SMALL
        for sentence in shown:
            sentence.lay_out(pixels)

    def _boxes(self) -> list[QRect]:
        count = len(self._marks)
        top = (self.height() - count * PITCH) // 2
        return [QRect(14, top + place * PITCH + 3, *MARK) for place in range(count)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(colours.line))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(font(12, SEMIBOLD))
        for box, mark in zip(self._boxes(), self._marks, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hair))
            painter.drawRoundedRect(QRectF(box), 5, 5)
            painter.setPen(QColor(colours.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark)
