"""A plot as a file: PNG at a scale, or SVG."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsView

from xentgui.window.svg import save_svg
from xentgui.window.theme import SEMIBOLD, font, theme

MARGIN, TITLE = 12, 30


def save(plot: QGraphicsView, title: str, path: str, scale: float) -> bool:
    """What the plot shows under its title; the ending of the path says which format."""
    size = QSize(plot.width() + 2 * MARGIN, plot.height() + TITLE + MARGIN)
    if path.lower().endswith(".svg"):
        paint = partial(_paint, plot=plot, title=title, size=size)
        return save_svg(path, title, size, plot.logicalDpiX(), paint)
    image = QImage(size * scale, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    _paint(painter, plot, title, size)
    painter.end()
    return image.save(path)


def _paint(painter: QPainter, plot: QGraphicsView, title: str, size: QSize) -> None:
    colours = theme()
    painter.fillRect(0, 0, size.width(), size.height(), QColor(colours.surface))
    painter.setPen(QColor(colours.text))
    painter.setFont(font(13, SEMIBOLD))
    painter.drawText(QRect(MARGIN, 0, size.width() - 2 * MARGIN, TITLE), Qt.AlignmentFlag.AlignVCenter, title)
    target = QRectF(MARGIN, TITLE, plot.width(), plot.height())
    plot.scene().render(painter, target, QRectF(plot.viewport().rect()))
