"""The small set of bundled icons, in the colour of the theme."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent / "icons"
INK = "#000000"  # of the files; replaced by the colour asked for
SCALES = (1, 2, 3)


@lru_cache(maxsize=64)
def icon(name: str, colour: str, side: int = 16) -> QIcon:
    """The icon of a file in `icons/`, in a colour, sharp at 100, 200 and 300 %."""
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace(INK, colour)
    renderer, made = QSvgRenderer(QByteArray(drawing.encode())), QIcon()
    for scale in SCALES:
        picture = QPixmap(side * scale, side * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(picture.rect()))
        painter.end()
        picture.setDevicePixelRatio(scale)
        made.addPixmap(picture)
    return made
