"""A definition's formula with the numbers of the row put in, under its name."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from xentgui.formulas.spoken import reading
from xentgui.questions.card import Shown
from xentgui.questions.worked import Substituted
from xentgui.window.theme import NORMAL, SEMIBOLD, STALE, all_digits, draw_mark, font, show_number, theme
from xentgui.window.typesetting import draw, fitting, layout

FORMULA, CAPTION = 16.0, 20
MARK, GAP = 15, 8


class FormulaLine(QWidget):
    """Name, a few words and the typeset formula; a click copies its value. `later` dims it until it is set anew."""

    copied = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line: Substituted | None = None
        self._name, self._slot = "", 0
        self._stale = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_line(self, line: Substituted, card: Shown) -> None:
        """Typeset and show this."""
        self._line, self._name, self._slot, self._stale = line, card.short, card.slot, False
        self.setAccessibleName(f"{card.short}, {line.words}: {reading(line.tex)}")
        self.setToolTip(f"{all_digits(line.value)}\nclick to copy")
        self.update()

    def later(self, line: Substituted, card: Shown) -> None:
        """Other numbers came while something is dragged: what stands here is the last formula set."""
        if line != self._line and not self._stale:
            self._stale = True
            self.update()
        self.setAccessibleName(f"{card.short}, {line.words}: {show_number(line.value)}")

    def height_for(self, width: int, largest: float = FORMULA) -> int:
        """The height that name and formula need at this width."""
        if self._line is None:
            return CAPTION
        pixels = fitting(self._line.pieces, largest, max(40, width - 3), 1e6)
        return CAPTION + round(layout(self._line.pieces).size(pixels).height()) + 4

    def sizeHint(self) -> QSize:
        return QSize(360, self.height_for(360))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self._line is not None:
            self.copied.emit(self._line.value)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(STALE if self._stale else 1.0)
        draw_mark(painter, self._slot, QPointF(5, CAPTION / 2))
        left = float(MARK)
        for text, weight, colour in ((self._name, SEMIBOLD, colours.text), (line.words, NORMAL, colours.secondary)):
            face = font(13 if weight == SEMIBOLD else 12, weight)
            metrics = QFontMetricsF(face)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, self.width() - left))
            painter.setFont(face)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(left, 0, self.width() - left, CAPTION), Qt.AlignmentFlag.AlignVCenter, text)
            left += metrics.horizontalAdvance(text) + GAP
        size = layout(line.pieces)
        pixels = fitting(line.pieces, FORMULA, self.width() - 3, self.height() - CAPTION - 2)
        draw(painter, QPointF(1, CAPTION + 1 + size.ascent * pixels), line.pieces, pixels, self._slot, colours)
