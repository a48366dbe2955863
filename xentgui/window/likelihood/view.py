"""The likelihood of the focused row under the chosen card, as a view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.likelihood.bars import Bars, Told
from xentgui.window.likelihood.sentences import reading
from xentgui.window.sizes import keep, px
from xentgui.window.theme import SEMIBOLD, keep_font
from xentgui.window.view import Veil, View
from xentgui.window.widgets.plain import Label

TABS, LINE, GAP = 34, 26, 12


class LikelihoodView(View):
    """A product of bars, and all labellings of up to four outputs."""

    offers = ("copy-curve-picture", "curve-picture")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = Bars()
        self._title = Label()
        keep_font(self._title, 13, SEMIBOLD)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.plot)
        for part in (scroll.viewport(), self.plot):
            part.setAutoFillBackground(False)
        self._rows = QVBoxLayout(self)
        keep(self._rows.setSpacing, 4)
        self._rows.addWidget(self._title)
        self._rows.addWidget(scroll, 1)
        self._veil = Veil(scroll)
        self._tabs = 0

    @property
    def stops(self) -> list[QWidget]:
        """Where the keyboard stops, in order."""
        return [self.plot]

    def display(self, analysis: Analysis) -> None:
        found = analysis.likelihood
        self._veil.setEnabled(found is None)
        if found is None:
            return
        card = analysis.shown[analysis.focus.chosen]
        row = analysis.entry.sample_name(analysis.focus.row)
        self._title.setText(f"Likelihood of row {row}, {card.short}")
        self.plot.show_likelihood(Told(found, analysis.shown_names, card.short, card.slot))
        self.plot.setAccessibleName(reading(found, analysis.shown_names, card.short, row))
        self._arrange()

    def keep_left(self, pixels: int) -> None:
        """The width of the tabs that stand over the left of the first line."""
        self._tabs = pixels
        self._arrange()

    def picture(self) -> Picture | None:
        """The bars under their title."""
        if self.analysis is None or self.analysis.likelihood is None:
            return None
        return of_parts(self._title.text(), self, [self.plot])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.plot.update()

    def _arrange(self) -> None:
        """The title beside the tabs, or below them where it does not fit."""
        beside = self._tabs + self._title.sizeHint().width() + 2 * px(GAP) <= self.width()
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        keep(self._title.setFixedHeight, TABS if beside else LINE)
        keep(self._rows.setContentsMargins, 2 if beside else 10, 0 if beside else TABS, 4, 0)
