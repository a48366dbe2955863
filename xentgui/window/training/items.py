"""Painted on a chart: the curves as far as they are run, the epoch shown, names, last values, and a readout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from xentgui.window.curves import plot_text
from xentgui.window.curves.placement import Box, Place, dense, first_free, place_names
from xentgui.window.curves.plot import Painted, path_of, stroke
from xentgui.window.numbers import show_number
from xentgui.window.sizes import px
from xentgui.window.theme import Theme, pen, theme
from xentgui.window.training.geometry import Frame, Series, ShownChart

MARK, SPOT = 11.0, 7.0
BEYOND = 12.0  # marks at the ends reach over the frame
HINT = "drag ↔"


@dataclass(frozen=True)
class EpochLabel:
    """A text in its box, shown from the epoch on at which its curve passes there; a line leads to a name far off."""

    lines: plot_text.Lines
    box: Box
    since: int
    place: Place | None = None


class Drawing(Painted):
    """Paints what `display` was given, in pixels of the plot item."""

    def __init__(self, parent: pg.PlotItem) -> None:
        super().__init__(parent, 50, BEYOND)
        self._shown: ShownChart | None = None
        self._frame: Frame | None = None
        self._curves: list[tuple[QPainterPath, QPen]] = []
        self._texts: tuple[EpochLabel, ...] = ()
        self._moving: list[EpochLabel] = []
        self._placed_for: object = None
        self._drawn_for: object = None
        self._token: object = None

    def display(self, shown: ShownChart, frame: Frame) -> None:
        """Display this."""
        self.lie_in(frame.box)
        self._shown, self._frame = shown, frame
        colours = theme()
        self._token = shown.token  # kept, so that no other run takes its identity
        drawn_for = (
            frame,
            min(shown.reached, _computed(shown)),
            colours.dark,
            tuple(map(_identity, shown.series)),
            id(shown.token),
        )
        if drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            self._curves = []
            for each in shown.series:
                path = _path(frame, each, shown.reached)
                turns = enumerate(each.places)
                self._curves += [(path, stroke(place, turn, len(each.places))) for turn, place in turns]
        placed_for = (frame, _computed(shown), colours.dark, tuple(map(_identity, shown.series)), id(shown.token))
        if placed_for != self._placed_for:
            self._placed_for = placed_for
            self._texts = names_of_curves(shown, frame, colours)
        self._moving = last_values(shown, frame, colours, self._texts)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._shown is None or self._frame is None:
            return
        shown, frame, colours = self._shown, self._frame, theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(plot_text.rect(frame.box).adjusted(-1, -px(2), 1, px(2)))
        for path, line in self._curves:
            painter.strokePath(path, line)
        painter.restore()
        x = frame.px(shown.epoch)
        painter.setPen(pen(colours.focus, 2) if self.ringed else pen(colours.secondary, 1, Qt.PenStyle.DotLine))
        plot_text.paint_upright(painter, x, frame.box)
        for each in shown.series:
            _paint_mark(painter, frame.mark(each, shown.epoch), each.place, MARK)
        for label in (*self._texts, *self._moving):
            if label.since <= shown.reached:
                if label.place is not None:
                    plot_text.paint_leader(painter, label.place)
                plot_text.paint_on_ground(painter, label.lines, label.box)
        if self.pointer is not None and self.pointer <= shown.reached:
            _paint_readout(painter, shown, frame, self.pointer, colours)


def _identity(series: Series) -> tuple[tuple[int, ...], tuple[str, ...]]:
    return series.places, series.names


def _computed(shown: ShownChart) -> int:
    """The last epoch that any of them has: a run that stopped has no more, and the others go on."""
    return max((len(each.values) - 1 for each in shown.series), default=0)


def _path(frame: Frame, series: Series, reached: int) -> QPainterPath:
    points = frame.polyline(series.values, reached)
    reach = 4 * frame.box.height
    return path_of(np.column_stack([points[:, 0], points[:, 1].clip(frame.box.top - reach, frame.box.bottom + reach)]))


def names_of_curves(shown: ShownChart, frame: Frame, colours: Theme) -> tuple[EpochLabel, ...]:
    """The names beside the whole curves, each shown when its curve has come that far."""
    drawn = [each for each in shown.series if np.isfinite(each.values[1:]).any()]
    inner = frame.box.grown(-px(3.0))
    curves = [dense(frame.polyline(each.values, len(each.values) - 1), frame.box.grown(1.0)) for each in drawn]
    texts = [plot_text.name_lines(zip(each.places, each.names, strict=True), each.sign, colours) for each in drawn]
    places = place_names([plot_text.measure(lines) for lines in texts], curves, inner, _ends(shown, frame))
    return tuple(
        EpochLabel(lines, place.box, frame.epoch_at(max(place.box.left, place.anchor[0] * place.far)), place)
        for lines, place in zip(texts, places, strict=True)
        if place is not None
    )


def _ends(shown: ShownChart, frame: Frame) -> list[Box]:
    """Room for the last value of each curve."""
    if not shown.ends:
        return []
    boxes = []
    for each in shown.series:
        end = frame.mark(each, len(each.values) - 1)
        if end is not None:
            boxes.append(Box(end[0] - px(56), end[1] - px(22), px(56), px(40)))
    return boxes


def last_values(shown: ShownChart, frame: Frame, colours: Theme, texts: tuple[EpochLabel, ...]) -> list[EpochLabel]:
    """The last values where the run is at its end, and the hint where there is room for it."""
    found: list[EpochLabel] = []
    taken = [label.box for label in texts if label.since <= shown.reached]
    curves = [dense(frame.polyline(each.values, shown.reached), frame.box.grown(1.0)) for each in shown.series]
    if shown.ends and shown.reached >= shown.epochs:
        above = frame.box.top
        for each in sorted(shown.series, key=lambda each: -each.at(shown.epochs)):  # as the curves stand there
            _add(found, taken, _end_value(each, shown, frame, colours, above), curves, frame)
            above = max([above, *(label.box.top + label.box.height for label in found)])
    if shown.hint and 0 < shown.epoch < shown.epochs:
        lines = ((plot_text.PlotRun(HINT, colours.secondary),),)
        width, height = plot_text.measure(lines)
        x = frame.px(shown.epoch)
        boxes = [
            Box(left, top, width, height)
            for top in (frame.box.top + frame.box.height * share for share in (0.4, 0.55, 0.25, 0.7))
            for left in (x + px(8), x - px(8) - width)
        ]
        _add(found, taken, (lines, boxes), curves, frame)
    return found


def _end_value(
    series: Series, shown: ShownChart, frame: Frame, colours: Theme, above: float
) -> tuple[plot_text.Lines, list[Box]] | None:
    end = frame.mark(series, shown.epochs)
    if end is None:
        return None
    lines = ((plot_text.PlotRun(show_number(series.at(shown.epochs)), colours.definition(series.place), bold=True),),)
    width, height = plot_text.measure(lines)
    x, y = end
    places = [
        Box(x - width - away, y + drop, width, height)
        for away in map(px, (2, 12, 28, 50, 100, 140))
        for drop in (-height - px(5), px(5), -height - px(14), px(14), px(24))
    ]
    return lines, [place for place in places if place.top >= above]


def _add(
    found: list[EpochLabel],
    taken: list[Box],
    wanted: tuple[plot_text.Lines, list[Box]] | None,
    curves: list,
    frame: Frame,
) -> None:
    if wanted is None:
        return
    lines, boxes = wanted
    box = first_free(boxes, curves, frame.box.grown(-1.0), taken) if boxes else None
    if box is not None:
        found.append(EpochLabel(lines, box, 0))
        taken.append(box.grown(px(2)))


def _paint_mark(painter: QPainter, at: tuple[float, float] | None, place: int, side: float) -> None:
    if at is not None:
        plot_text.paint_mark(painter, QPointF(*at), place, side)


def _paint_readout(painter: QPainter, shown: ShownChart, frame: Frame, epoch: int, colours: Theme) -> None:
    x = frame.px(epoch)
    painter.setPen(pen(colours.line))
    plot_text.paint_upright(painter, x, frame.box)
    lines: list[Sequence[plot_text.PlotRun]] = [(plot_text.PlotRun(f"epoch {epoch}", colours.text, bold=True),)]
    for each in shown.series:
        _paint_mark(painter, frame.mark(each, epoch), each.place, SPOT)
        lines.append(plot_text.value_line(each.places, each.at(epoch), each.place, colours))
    plot_text.paint_readout(painter, lines, x, frame.box.top + px(10), frame.box.right)
