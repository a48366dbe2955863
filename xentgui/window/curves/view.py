"""The curves of the focused output as views: what is dragged asks, and `display` puts it where the value says."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.questions.card import unit as unit_of
from xentgui.questions.curve import Curve
from xentgui.window.curves.geometry import Gap, Group, ShownCurves, across, falls_far, groups, upward, upward_in_powers
from xentgui.window.curves.gesture import Gesture, Lines, along, has_rest, outputs_of_row
from xentgui.window.curves.moved_point import PointView
from xentgui.window.curves.plot import Plot
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.numbers import show_entered, show_number
from xentgui.window.sizes import FLUSH, px, spaced
from xentgui.window.theme import SEMIBOLD, keep_font, theme
from xentgui.window.view import NO_LOSS
from xentgui.window.widgets.choices import Segments

ALIKE = 1e-6
TABS, LINE = 34, 30  # the first line is as high as the tabs that stand at its left
REST = (
    ("kept", "rest kept", "The other probabilities of the row stay as entered while one moves"),
    ("rescaled", "rest rescaled", "The other probabilities of the row are rescaled so that it sums to 1"),
)


class Header(QWidget):
    """Title at the right of the tabs, or under them where it does not fit; `rest` is the switch."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.RichText)
        keep_font(self._title, 13, SEMIBOLD)
        self.rest = Segments("Rest of the row", REST, self)
        self.rest.hide()
        self._words, self._tabs = 0, 0

    def display(self, before: str, symbol: str, name: str, after: str, *, rest: str | None) -> None:
        """The words around f(cat), f in the colour of outputs; the switch where there is a choice of `rest`."""
        metrics = QFontMetrics(self._title.font())
        short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, px(120))
        text = f"{before} {symbol}({short}){after}"
        self._words = metrics.horizontalAdvance(text) + px(8)
        self._title.setText(
            f"{escape(before)} <span style='color:{theme().outputs}'>{symbol}</span>({escape(short)}){escape(after)}"
        )
        self._title.setAccessibleName(f"{before} {symbol}({name}){after}")
        self.rest.setVisible(rest is not None)
        if rest is not None:
            self.rest.display(rest)
        self._arrange()

    def keep_left(self, pixels: int) -> None:
        """Leave this much of the first line to the tabs."""
        self._tabs = pixels
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(self._words + self._tabs, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _beside_tabs(self) -> bool:
        return self.width() >= self._words + self._tabs

    def _height(self) -> int:
        second = not self._beside_tabs() or not self.rest.isHidden()
        return px(TABS) + (px(LINE + 4) if second else 0)

    def _arrange(self) -> None:
        if self._beside_tabs():
            place = QRect(self.width() - self._words - px(4), 0, self._words, px(TABS))
            self._title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        else:
            place = QRect(px(10), px(TABS), self._words, px(LINE))
            self._title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._title.setGeometry(place)
        wide = self.rest.sizeHint().width()
        self.rest.setGeometry(self.width() - wide - px(4), px(TABS), wide, px(LINE))
        self.setFixedHeight(self._height())


class CurveView(PointView):
    """Curves along the focused output, with its point. A subclass says which numbers they show, and in which words."""

    offers = ("copy-plots-picture", "Edit/Copy curves as", "plots-picture", "export-curves")

    may_fall = False  # whether the numbers may become so small that an axis counts in powers of ten
    _gesture: Gesture | None

    def __init__(self, parent: QWidget | None = None) -> None:
        self.header, self.plot = Header(), Plot()
        super().__init__(self.plot, parent)
        rows = spaced(QVBoxLayout(self), 2, around=FLUSH)
        rows.addWidget(self.header)
        rows.addWidget(self.plot, 1)
        self._shown: ShownCurves | None = None
        self._curve: Curve | None = None
        self.header.rest.picked.connect(self._look_at_rest)

    @property
    def stops(self) -> list[QWidget]:
        """Where the keyboard stops, in order."""
        return [*self.header.rest.buttons, self.plot]

    def numbers(self, curve: Curve) -> Lines:
        """The values drawn, by card name."""
        raise NotImplementedError

    def title(self, analysis: Analysis) -> tuple[str, str]:
        """The words of the title before and after f(cat)."""
        raise NotImplementedError

    def upward_title(self, analysis: Analysis) -> str:
        raise NotImplementedError

    def gap(self, analysis: Analysis, shown: tuple[Group, ...], index: int) -> Gap | None:
        """What one definition adds to another at the point, if that is how they differ."""
        return None

    def display(self, analysis: Analysis) -> None:
        self.plot.dim(analysis.curve is None)
        if analysis.curve is None:
            return
        if self._gesture is not None and not self._gesture.goes_on_in(analysis):
            self._gesture = None
        self._curve = analysis.curve
        self._shown = self._what_is_shown(analysis, analysis.curve)
        before, after = self.title(analysis)
        rest = analysis.rest if has_rest(analysis) else None
        self.header.display(before, symbol(analysis), column_name(analysis), after, rest=rest)
        self.header.rest.button("rescaled").setEnabled(analysis.may_rescale)
        self.plot.show_plot(self._shown)
        self.plot.setAccessibleName(self._reading(analysis, self._shown))

    def keep_left(self, pixels: int) -> None:
        """The width of the tabs that stand over the left of the first line."""
        self.header.keep_left(pixels)

    def picture(self) -> Picture | None:
        """The plot with its title and no handle; None where nothing is shown."""
        analysis, shown = self.analysis, self._shown
        if analysis is None or shown is None:
            return None
        before, after = self.title(analysis)
        words = f"{before} {symbol(analysis)}({column_name(analysis)}){after}"
        drawn = of_parts(words, self, [self.plot])

        def paint(painter: QPainter) -> None:
            self.plot.show_plot(replace(shown, movable=False))
            drawn.paint(painter)
            self.plot.show_plot(shown)

        return replace(drawn, paint=paint)

    def _what_is_shown(self, analysis: Analysis, curve: Curve) -> ShownCurves:
        before = curve if self._gesture is None else self._gesture.curve
        x, drawn = along(curve, before, self.numbers)
        missing = NO_LOSS if analysis.unlabelled else ""
        by_card = (
            {} if missing else {k: drawn[card.name] for k, card in enumerate(analysis.shown) if card.name in drawn}
        )
        shown = groups(by_card)
        index = int(np.abs(x / 2 - curve.here / 2).argmin())
        row = outputs_of_row(analysis)[list(analysis.entry.shown_columns)]
        chosen = analysis.focus.chosen
        if self._gesture is None:
            sideways = across(row, analysis.column, probabilities=analysis.entry.outputs_are == "probabilities")
            log = self.may_fall and falls_far(shown, chosen, sideways, index)
            up = upward_in_powers(shown, chosen) if log else upward(shown, chosen, x, sideways, index)
        else:
            sideways, up, log = self._gesture.across, self._gesture.upward, self._gesture.log
        with_curve = {card for group in shown for card in group.cards}
        kind = "logit" if symbol(analysis) == "f" else "probability"
        return ShownCurves(
            x=x,
            here=curve.here,
            index=index,
            groups=shown,
            chosen=chosen,
            names=tuple(card.short for card in analysis.shown),
            slots=tuple(card.slot for card in analysis.shown),
            across=sideways,
            upward=up,
            across_title=f"{kind} {symbol(analysis)} of {column_name(analysis)}",
            upward_title=self.upward_title(analysis),
            gap=self.gap(analysis, shown, index),
            undefined=() if missing else tuple(k for k in range(len(analysis.shown)) if k not in with_curve),
            missing=missing,
            movable=analysis.focus.epoch is None,
            point_name=symbol(analysis),
            log=log,
        )

    def _begin(self) -> None:
        if self.analysis is not None and self._shown is not None and self._curve is not None:
            self._gesture = Gesture.begin(self.analysis, self._shown, self._curve)

    def _ask(self, x: float, resolution: float) -> None:
        if self._gesture is None or self.analysis is None:
            return
        label = f"Drag {symbol(self.analysis)}({column_name(self.analysis)})"
        self.edited.emit(self._gesture.edit(self.analysis, label, x, resolution))

    def _look_at_rest(self, rest: str) -> None:
        if self.analysis is not None:
            self.focused.emit(replace(self.analysis.focus, rest="kept" if rest == "kept" else "rescaled"))

    def _reading(self, analysis: Analysis, shown: ShownCurves) -> str:
        """The plot for those who hear it: title, the point, and each curve's value there."""
        before, after = self.title(analysis)
        name = f"{symbol(analysis)}({column_name(analysis)})"
        values = [
            f"{' = '.join(shown.names[card] for card in group.cards)} {show_number(float(group.values[shown.index]))}"
            for group in shown.groups
        ]
        counted = f"{'; '.join(values)} {unit(analysis)}".strip() if values else ""
        told = [shown.missing, counted, *(f"{shown.names[card]} not defined here" for card in shown.undefined)]
        return f"{before} {name}{after}. {name} = {show_entered(shown.here)}: {'; '.join(filter(None, told))}"


class LossCurve(CurveView):
    """The loss of the focused row as its focused output moves."""

    may_fall = True

    def numbers(self, curve: Curve) -> Lines:
        return curve.losses

    def title(self, analysis: Analysis) -> tuple[str, str]:
        entry, row = analysis.entry, analysis.focus.row
        ignored = entry.ignored(row, row + 1).any()
        uncounted = ", without a label," if analysis.unlabelled else ", ignored," if ignored else ""
        return f"Loss of {analysis.row_words}{uncounted} as", " moves"

    def upward_title(self, analysis: Analysis) -> str:
        return ", ".join(filter(None, (f"loss of {analysis.row_words}", unit(analysis))))

    def gap(self, analysis: Analysis, shown: tuple[Group, ...], index: int) -> Gap | None:
        worked = analysis.worked
        if worked is None or not worked.added_tex or not worked.added_total > 0:
            return None
        values = [float(group.values[index]) for group in shown]

        def place(total: float) -> int | None:
            near = [k for k, value in enumerate(values) if abs(value - total) <= ALIKE * max(1.0, abs(total))]
            return min(near, key=lambda k: abs(values[k] - total), default=None)

        lower, upper = place(worked.shared_total), place(worked.shared_total + worked.added_total)
        if lower is None or upper is None or lower == upper or not np.isfinite(worked.added_total):
            return None
        return Gap(upper, lower, worked.added_total)


class GradientCurve(CurveView):
    """The slope of the focused row's loss as its focused output moves."""

    def numbers(self, curve: Curve) -> Lines:
        return curve.gradients

    def title(self, analysis: Analysis) -> tuple[str, str]:
        return f"Slope for {analysis.row_words} as", " moves"

    def upward_title(self, analysis: Analysis) -> str:
        per = f"{unit(analysis)} per unit of {symbol(analysis)}" if unit(analysis) else ""
        return ", ".join(filter(None, ("slope", per)))


def symbol(analysis: Analysis) -> str:
    """f for logits, a for probabilities."""
    return "a" if analysis.entry.outputs_are == "probabilities" else "f"


def column_name(analysis: Analysis) -> str:
    """The name of the focused class; a bare number is called a class."""
    name = analysis.entry.class_names[analysis.focus.column]
    return f"class {name}" if name.isdigit() else name


def unit(analysis: Analysis) -> str:
    """The unit of all losses, or none where they differ."""
    units = {unit_of(card.definition) for card in analysis.shown}
    return units.pop() if len(units) == 1 else ""
