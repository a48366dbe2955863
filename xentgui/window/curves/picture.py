"""A plot as a file: PNG at a scale, or SVG."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView

from xentgui.window.theme import SEMIBOLD, font, theme

MARGIN, TITLE = 12, 30


def save(plot: QGraphicsView, title: str, path: str, scale: float) -> bool:
    """What the plot shows under its title; the ending of the path says which format."""
    size = QSize(plot.width() + 2 * MARGIN, plot.height() + TITLE + MARGIN)
    if path.lower().endswith(".svg"):
        return _save_svg(plot, title, path, size)
    image = QImage(size * scale, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    _paint(painter, plot, title, size)
    painter.end()
    return image.save(path)


def _save_svg(plot: QGraphicsView, title: str, path: str, size: QSize) -> bool:
    drawing = QSvgGenerator()
    drawing.setFileName(path)
    drawing.setSize(size)
    drawing.setResolution(plot.logicalDpiX())  # that of the recorded axes, or they are scaled
    drawing.setViewBox(QRect(0, 0, size.width(), size.height()))
    drawing.setTitle(title)
    painter = QPainter()
    if not painter.begin(drawing):
        return False
    _paint(painter, plot, title, size)
    return painter.end()


def _paint(painter: QPainter, plot: QGraphicsView, title: str, size: QSize) -> None:
    colours = theme()
    painter.fillRect(0, 0, size.width(), size.height(), QColor(colours.surface))
    painter.setPen(QColor(colours.text))
    painter.setFont(font(13, SEMIBOLD))
    painter.drawText(QRect(MARGIN, 0, size.width() - 2 * MARGIN, TITLE), Qt.AlignmentFlag.AlignVCenter, title)
    target = QRectF(MARGIN, TITLE, plot.width(), plot.height())
    plot.scene().render(painter, target, QRectF(plot.viewport().rect()))
