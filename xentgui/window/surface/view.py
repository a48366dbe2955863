"""All probabilities of the focused row as a view: its point asks, and `display` puts it where the value says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry
from xentgui.questions.surface import Numbers, Surface, moved, no_picture
from xentgui.window.curves.gesture import RowGesture, outputs_of_row
from xentgui.window.curves.moved_point import PointView
from xentgui.window.curves.view import unit
from xentgui.window.document import new_gesture
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.numbers import show_number
from xentgui.window.sizes import FLUSH, keep, px, spaced
from xentgui.window.surface.geometry import Contoured, Point, ShownSurface
from xentgui.window.surface.plot import SurfacePlot
from xentgui.window.theme import SEMIBOLD, keep_font
from xentgui.window.view import why_no_loss
from xentgui.window.widgets.choices import Segments
from xentgui.window.widgets.plain import Label, Quiet

TABS, GAP = 34, 8
HOW, BESIDE = "definitions-shown", "beside"  # in the settings
SWITCH = (
    ("over", "in one", "All definitions in one picture: the chosen one in colour, the others as lines"),
    (BESIDE, "side by side", "A picture for each definition, in the same colours for the same loss"),
)


class SurfaceView(PointView):
    """A triangle for three classes, a square for two free outputs; for others the reason why there is no picture."""

    offers = ("copy-plots-picture", "plots-picture")

    def __init__(self, parent: QWidget | None = None, *, settings: QSettings | None = None) -> None:
        self.plot = SurfacePlot()
        super().__init__(self.plot, parent)
        self.switch = Segments("Definitions", SWITCH)
        self._title = Label()
        keep_font(self._title, 13, SEMIBOLD)
        keep(self._title.setMinimumHeight, 28)  # as the switch, which is not always there
        self._none = Quiet(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setMargin(24)
        self._stack = QStackedWidget()
        for page in (self.plot, self._none):
            self._stack.addWidget(page)
        self._head = spaced(QHBoxLayout(), 2 * GAP)
        self._head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignRight)
        self._head.addWidget(self.switch)
        rows = spaced(QVBoxLayout(self), 2, around=FLUSH)
        rows.addLayout(self._head)
        rows.addWidget(self._stack, 1)
        self._settings, self._tabs, self._row = settings, 0, "row 1"
        self._beside = settings is not None and settings.value(HOW) == BESIDE
        self.shown: ShownSurface | None = None
        self._asked: tuple[object, ...] = ()
        self.switch.picked.connect(self._look)
        self.switch.display(BESIDE if self._beside else "over")

    @property
    def stops(self) -> list[QWidget]:
        """Where the keyboard stops, in order."""
        return [*self.switch.buttons, self.plot]

    def keep_left(self, pixels: int) -> None:
        """The width of the tabs that stand over the left of the first line: the title is beside or below them."""
        self._tabs = pixels
        self._arrange_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_head()

    def _arrange_head(self) -> None:
        short, words = (f"Loss of {self._row}{rest}" for rest in ("", " over all probabilities"))
        wide, switch = self._title.fontMetrics().horizontalAdvance, self.switch.sizeHint().width() + 3 * px(GAP)
        beside = self._tabs + wide(short) + switch <= self.width()
        self._title.setText(short if beside or px(10) + wide(words) + switch > self.width() else words)
        self._head.setContentsMargins(*((self._tabs, px(2), px(4), px(2)) if beside else (px(10), px(TABS), px(4), 0)))
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        self._head.setAlignment(self._title, side | Qt.AlignmentFlag.AlignVCenter)

    def display(self, analysis: Analysis) -> None:
        self._row = analysis.row_words
        self._arrange_head()
        surface = analysis.surface
        why = "" if surface else no_picture(len(analysis.shown_names), analysis.entry.mode)
        if analysis.batch is not None:
            self._none.setText(why_no_loss(analysis) or why)
            self._stack.setCurrentWidget(self.plot if surface else self._none)
            self.switch.setVisible(surface is not None)
        self.plot.dim(surface is None)
        if surface is None:
            return
        if self._gesture is not None and not self._gesture.goes_on_in(analysis):
            self._gesture = None
        shown = self._drawn(analysis, surface)
        point = Point.of(analysis, surface)
        self.plot.show_surface(shown, point, beside=self._beside)
        self.plot.setAccessibleName(reading(analysis, shown, point))

    def _drawn(self, analysis: Analysis, surface: Surface) -> ShownSurface:
        """What is drawn but the point; the same as before where it would be equal."""
        asked = surface, analysis.focus.chosen, analysis.shown, analysis.shown_names
        if self.shown is None or asked != self._asked:
            self._asked, self.shown = asked, ShownSurface.of(analysis, surface)
        return self.shown

    def picture(self) -> Picture | None:
        """The pictures with their title; None where there are none."""
        analysis = self.analysis
        if analysis is None or analysis.surface is None or self.shown is None:
            return None
        shown, point = self.shown, Point.of(analysis, analysis.surface)
        drawn = of_parts(f"Loss of {self._row} over all probabilities", self, [self.plot])

        def paint(painter: QPainter) -> None:
            self.plot.show_surface(shown, replace(point, movable=False), beside=self._beside)
            drawn.paint(painter)
            self.plot.show_surface(shown, point, beside=self._beside)

        return replace(drawn, paint=paint)

    def _look(self, how: str) -> None:
        self._beside = how == BESIDE
        if self._settings is not None:
            self._settings.setValue(HOW, how)
        self.switch.display(how)
        if self.analysis is not None:
            self.receive(self.analysis)

    def _begin(self) -> None:
        if self.analysis is not None:
            self._gesture = RowGesture(new_gesture(), self.analysis.focus.row, outputs_of_row(self.analysis))

    def _ask(self, probabilities: Numbers) -> None:
        gesture, analysis = self._gesture, self.analysis
        if gesture is not None and analysis is not None and analysis.surface is not None:
            outputs = moved(analysis.surface.sample, gesture.outputs, probabilities)
            label = f"Drag the point of {analysis.row_words}"
            self.edited.emit(Edit(label, _put(gesture.row, outputs), gesture.number))


def _put(row: int, outputs: Numbers) -> Callable[[Entry], Entry]:
    return lambda entry: edits.paste(entry, "outputs", row, 0, outputs[None, :])


def reading(analysis: Analysis, shown: ShownSurface, point: Point) -> str:
    """The picture for those who hear it: where the point is, each loss there, and where each is least."""
    told = [f"Loss of {analysis.row_words} over all probabilities"]
    values = [f"{_names(shown, piece)} {show_number(point.losses[piece.group.cards[0]])}" for piece in shown.pieces]
    here = "The row does not sum to 1" if point.place is None else _place(shown, point.place)
    told.append(f"{here}: {'; '.join(values)} {unit(analysis)}".strip())
    for piece in shown.pieces:
        told.append(f"{_names(shown, piece)} is least, {show_number(piece.lowest)}, {_where(shown, piece)}")
    told += [f"{shown.names[card]}: {reason}" for card, reason in shown.undefined.items()]
    return ". ".join(told)


def _names(shown: ShownSurface, piece: Contoured) -> str:
    return f" {piece.group.sign} ".join(shown.names[card] for card in piece.group.cards)


def _place(shown: ShownSurface, place: Numbers) -> str:
    return ", ".join(f"a({name}) = {show_number(float(a))}" for name, a in zip(shown.classes, place, strict=True))


def _where(shown: ShownSurface, piece: Contoured) -> str:
    """At one place, everywhere, or wherever one probability is what it is at all places."""
    if piece.everywhere:
        return "everywhere"
    if len(piece.least) == 1:
        return f"at {_place(shown, piece.least[0])}"
    fixed = [k for k, column in enumerate(piece.least.T) if np.ptp(column) == 0]
    same = ", ".join(f"a({shown.classes[k]}) = {show_number(float(piece.least[0, k]))}" for k in fixed)
    return f"wherever {same}" if same else "along edges of the picture"
