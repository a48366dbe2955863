"""Text on paper, in points: measured and written at many times its size, so that letters stand as the font says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter

from xentgui.window.theme import LIGHT, NORMAL, SEMIBOLD, font, mark_path

FINE = 20  # pixels of a point
MARK, AFTER_MARK = 0.72, 0.42  # of a definition, in sizes of the text


@dataclass(frozen=True)
class Face:
    """A size in points and a weight."""

    size: float
    bold: bool = False
    italic: bool = False
    fixed: bool = False

    @property
    def line(self) -> float:
        """From one baseline to the next."""
        return 1.38 * self.size


@lru_cache(maxsize=64)
def _font(face: Face) -> QFont:
    pixels = round(FINE * face.size)
    found = font(pixels, SEMIBOLD if face.bold else NORMAL)
    if face.fixed:
        found = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        found.setPixelSize(pixels)
    found.setItalic(face.italic)
    found.setFeature(QFont.Tag("liga"), 0)  # what is copied from the page has the letters that were written
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found


@lru_cache(maxsize=8192)
def width(text: str, face: Face) -> float:
    """How wide a text is."""
    return QFontMetricsF(_font(face)).horizontalAdvance(text) / FINE


def write(painter: QPainter, x: float, baseline: float, text: str, face: Face, colour: str = LIGHT.text) -> None:
    """A text from x on."""
    painter.save()
    painter.translate(x, baseline)
    painter.scale(1 / FINE, 1 / FINE)
    painter.setFont(_font(face))
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(0, 0), text)
    painter.restore()


def mark_width(face: Face) -> float:
    return (MARK + AFTER_MARK) * face.size


def draw_mark(painter: QPainter, x: float, baseline: float, card: int, face: Face) -> None:
    """The sign of a definition before its name."""
    side = MARK * face.size
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x + side / 2, baseline - 0.36 * face.size)
    painter.fillPath(mark_path(card, side), QColor(LIGHT.definition(card)))
    painter.restore()


def ground(painter: QPainter, box: QRectF, colour: str, radius: float = 0.0) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()


def rule(painter: QPainter, left: float, right: float, y: float, colour: str, thick: float = 0.5) -> None:
    """A horizontal line."""
    painter.fillRect(QRectF(left, y - thick / 2, right - left, thick), QColor(colour))


def fitted(text: str, face: Face, room: float) -> str:
    """The text, cut with … where it is wider than its room."""
    if width(text, face) <= room:
        return text
    return QFontMetricsF(_font(face)).elidedText(text, Qt.TextElideMode.ElideRight, room * FINE)
