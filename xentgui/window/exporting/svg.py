"""SVG that other programs show as the window does."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtSvg import QSvgGenerator

from xentgui.window.theme import font

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
    face = font(int(_SIZE.findall(attributes)[0]), QFont.Weight(int(_WEIGHT.findall(attributes)[0])))
    face.setItalic(_ITALIC in attributes)
    wide = QFontMetricsF(face).horizontalAdvance(unescape(text))
    family = FAMILY.sub(FAMILIES, attributes)
    return f'<text{family} textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs">{text}</text>'
