"""SVG files that other programs show as the window does."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from xentgui.files.atomic import write_whole
from xentgui.losses.batch import DataError

FAMILY = re.compile(r'font-family="([^",]*)"')
FAMILIES = r'font-family="\1, system-ui, sans-serif"'  # where the desktop's own family is not at hand


def save_svg(path: str, title: str, size: QSize, resolution: int, paint: Callable[[QPainter], object]) -> bool:
    """Write what is painted on a paper of this size, in pixels, replacing the file whole; whether that was possible.

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
    text = FAMILY.sub(FAMILIES, bytes(buffer.data()).decode())
    try:
        write_whole(path, text.encode())
    except DataError:
        return False
    return True
