"""Formulas and curves as SVG for a report: drawn as in the window, in the light colours, at any size sharp."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from xentgui.analysis import Analysis
from xentgui.questions.formula import Piece
from xentgui.window.exporting.picture import Picture, texts_of_fixed_width
from xentgui.window.report.blocks import Figure
from xentgui.window.theme import LIGHT
from xentgui.window.typesetting import draw, layout

if TYPE_CHECKING:
    from xentgui.window.curves.view import CurveView
    from xentgui.window.surface.view import SurfaceView

PLOT = QSize(640, 400)
_NOT_NEEDED = re.compile(r"<title>.*?</title>|<desc>.*?</desc>|<defs>\s*</defs>|\svector-effect=\"[\w-]+\"", re.S)
_FONT_OF_GROUP = re.compile(r'\nfont-family="[^"]*" font-size="[^"]*" font-weight="[^"]*" font-style="[^"]*"(?= \n>\n)')
_NOT_SEEN = re.compile(r"<g [^>]*>\s*</g>\s*|<g fill=\"none\" stroke=\"none\"[^>]*>.*?</g>\s*", re.S)


@lru_cache(maxsize=256)
def formula_svg(pieces: tuple[Piece, ...], pixels: float, card: int) -> tuple[str, float, float]:
    """A formula's SVG, its height and its depth below the baseline in pixels."""
    line = layout(pieces)
    size = line.size(pixels)

    def paint(painter: QPainter) -> None:
        draw(painter, QPointF(1, 1 + line.ascent * pixels), pieces, pixels, card, LIGHT)

    height = size.height() + 2
    return _svg(size.width() + 2, height, paint), height, line.descent * pixels + 1


def curves(analysis: Analysis) -> tuple[Figure, ...]:
    """Loss and slope of the focused row along its focused output."""
    from xentgui.window.curves.view import GradientCurve, LossCurve

    return tuple(_drawn(kind(), analysis, "Line chart") for kind in (LossCurve, GradientCurve))


def contour_map(analysis: Analysis) -> Figure:
    """The loss of the focused row over all its probabilities, where these make a picture."""
    from xentgui.window.surface.view import SurfaceView

    return _drawn(SurfaceView(), analysis, "Contour map")


def _drawn(view: CurveView | SurfaceView, analysis: Analysis, kind: str) -> Figure:
    view.resize(PLOT)
    view.grab()  # lays out what is never shown
    view.receive(analysis)
    view.display(analysis)
    name, drawn = view.plot.accessibleName(), view.picture()
    assert drawn is not None
    title, _, values = name.partition(". ")
    made = figure(drawn, name, f"{title}. At the point {values}.", kind)
    view.deleteLater()
    return made


def figure(drawn: Picture, words: str, caption: str, kind: str = "Line chart") -> Figure:
    """A picture for a page: `words` are for those who do not see it, and begin with its kind."""
    width, height = drawn.size.width(), drawn.size.height()
    return Figure(_tidy(drawn.svg(), width, height), width, height, f"{kind}: {words}", caption)


def _svg(width: float, height: float, paint: Callable[[QPainter], None]) -> str:
    buffer, drawing = QBuffer(), QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(QSize(math.ceil(width), math.ceil(height)))
    drawing.setViewBox(QRectF(0, 0, width, height))
    painter = QPainter(drawing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return _tidy(texts_of_fixed_width(bytes(buffer.data()).decode()), width, height)


def _tidy(svg: str, width: float, height: float) -> str:
    """What a page needs of Qt's SVG: no prolog, no names of its own, lines that scale, texts of a fixed width."""
    body = _NOT_NEEDED.sub("", svg[svg.index("<svg") :])
    body = _FONT_OF_GROUP.sub("", body[body.index(">") + 1 :])
    while (less := _NOT_SEEN.sub("", body)) != body:
        body = less
    return f'<svg width="{width:.1f}" height="{height:.1f}" viewBox="0 0 {width:.2f} {height:.2f}">{body.strip()}'
