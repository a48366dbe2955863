"""A picture of what the window shows: as PNG or as SVG, in a file or on the clipboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from PySide6.QtCore import QBuffer, QMimeData, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget

from xentgui.files.atomic import write_whole
from xentgui.window.sizes import px
from xentgui.window.theme import SEMIBOLD, face, font, theme

MARGIN, TITLE = 14, 32
SHARP = 2.0  # pixels of a picture for each of the screen
DOTS_OF_INCH, INCHES_OF_METRE = 96, 39.37
FAMILY = re.compile(r'font-family="([^",]*)"')
FAMILIES = r'font-family="\1, system-ui, sans-serif"'  # where the desktop's own family is not at hand
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # letters that no XML may hold
_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_SIZE, _WEIGHT = re.compile(r'font-size="(\d+)'), re.compile(r'font-weight="(\d+)"')
_ITALIC = 'font-style="italic"'


def svg_text(title: str, size: QSize, resolution: int, paint: Callable[[QPainter], object]) -> str:
    """What is painted on a paper of this size, in pixels.

    The resolution is that of the screen on which the parts were laid out, or they are scaled.
    """
    buffer, drawing = QBuffer(), QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(size)
    drawing.setResolution(resolution)
    drawing.setViewBox(QRect(0, 0, size.width(), size.height()))
    drawing.setTitle(title)
    painter = QPainter(drawing)
    paint(painter)
    painter.end()
    return texts_of_fixed_width(_NO_XML.sub("", bytes(buffer.data()).decode()))


def texts_of_fixed_width(svg: str) -> str:
    """Texts that are as wide in any other font: what stands beside them was placed by this one's measure."""
    return _TEXT.sub(_of_fixed_width, svg)


def _of_fixed_width(found: re.Match[str]) -> str:
    attributes, text = found.groups()
    drawn = QFont(face(int(_SIZE.findall(attributes)[0]), QFont.Weight(int(_WEIGHT.findall(attributes)[0]))))
    drawn.setItalic(_ITALIC in attributes)
    wide = QFontMetricsF(drawn).horizontalAdvance(unescape(text))
    family = FAMILY.sub(FAMILIES, attributes)
    return f'<text{family} textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs">{text}</text>'


@dataclass(frozen=True)
class Picture:
    """What is painted on a paper of a size, in pixels of the screen; `title` is what it shows, in words.

    The resolution is that of the screen on which its parts were laid out, or an SVG scales them.
    """

    title: str
    size: QSize
    resolution: int
    paint: Callable[[QPainter], object]

    def image(self, scale: float = SHARP) -> QImage:
        """The picture in pixels, `scale` for each of the screen; it says how large it is meant."""
        image = QImage(self.size * scale, QImage.Format.Format_ARGB32)
        image.fill(QColor(theme().surface))
        image.setDevicePixelRatio(scale)
        image.setText("Title", self.title)
        painter = QPainter(image)
        self.paint(painter)
        painter.end()
        dots = round(scale * DOTS_OF_INCH * INCHES_OF_METRE)
        image.setDotsPerMeterX(dots)
        image.setDotsPerMeterY(dots)
        return image

    def svg(self) -> str:
        """The picture as lines and letters, sharp at any size."""
        return svg_text(self.title, self.size, self.resolution, self.paint)

    def save(self, path: str | Path, scale: float = SHARP) -> None:
        """Write it as SVG or as PNG, as the path's ending says, replacing the file whole. DataError says why not."""
        data = self.svg().encode() if Path(path).suffix.lower() == ".svg" else _png(self.image(scale))
        write_whole(path, data)

    def copy(self) -> None:
        """To the clipboard: pixels for every program, and SVG for those that draw."""
        carried = QMimeData()
        carried.setImageData(self.image())
        carried.setData("image/svg+xml", self.svg().encode())
        QGuiApplication.clipboard().setMimeData(carried)


def of_widget(widget: QWidget, title: str) -> Picture:
    """A whole widget as it is."""
    return Picture(title, widget.size(), widget.logicalDpiX(), lambda painter: widget.render(painter, QPoint()))


def of_parts(title: str, page: QWidget, parts: Sequence[QWidget], *, headline: bool = True) -> Picture:
    """Parts of a page in their places, with what they show above them, in words, where there is to be a headline."""
    top = px(TITLE if headline else MARGIN)
    frame = QRect()
    for part in parts:
        frame = frame.united(_box(page, part))
    size = QSize(frame.width() + 2 * px(MARGIN), frame.height() + top + px(MARGIN))

    def paint(painter: QPainter) -> None:
        colours = theme()
        painter.fillRect(0, 0, size.width(), size.height(), QColor(colours.surface))
        if headline:
            painter.setPen(QColor(colours.text))
            painter.setFont(font(14, SEMIBOLD))
            painter.drawText(
                QRect(px(MARGIN), 0, size.width() - 2 * px(MARGIN), px(TITLE)), Qt.AlignmentFlag.AlignVCenter, title
            )
        for part in parts:
            _paint_part(painter, part, _box(page, part).translated(QPoint(px(MARGIN), top) - frame.topLeft()))

    return Picture(title, size, page.logicalDpiX(), paint)


def _box(page: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(page, QPoint(0, 0)), part.size())


def _paint_part(painter: QPainter, part: QWidget, box: QRect) -> None:
    if isinstance(part, QGraphicsView):
        part.scene().render(painter, QRectF(box), QRectF(part.viewport().rect()))
        return
    painter.save()
    painter.translate(box.topLeft())
    part.render(painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.restore()


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    image.save(buffer, "PNG")
    return bytes(memoryview(buffer.data()))
