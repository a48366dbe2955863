"""The line over a plot: its title, and for probabilities what the rest of the row does."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from xentgui.window.theme import SEMIBOLD, font, theme
from xentgui.window.widgets.choices import Segments

TABS, LINE = 34, 30  # the first line is as high as the tabs that stand at its left
BUTTON = 30  # what a button of the switch needs beside its word in bold
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
        self._title.setFont(font(13, SEMIBOLD))
        self.rest = Segments("Rest of the row", REST, self)
        for key, text, _ in REST:
            wide = QFontMetrics(self._title.font()).horizontalAdvance(text) + BUTTON
            self.rest.button(key).setMinimumWidth(wide)
        self.rest.hide()
        self._words, self._tabs = 0, 0

    def display(self, before: str, symbol: str, name: str, after: str, *, rest: str | None) -> None:
        """The words around f(cat), f in the colour of outputs; the switch where there is a choice of `rest`."""
        metrics = QFontMetrics(self._title.font())
        short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, 120)
        text = f"{before} {symbol}({short}){after}"
        self._words = metrics.horizontalAdvance(text) + 8
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
        return QSize(240, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _beside_tabs(self) -> bool:
        return self.width() >= self._words + self._tabs

    def _height(self) -> int:
        second = not self._beside_tabs() or not self.rest.isHidden()
        return TABS + (LINE + 4 if second else 0)

    def _arrange(self) -> None:
        if self._beside_tabs():
            place = QRect(self.width() - self._words - 4, 0, self._words, TABS)
            self._title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        else:
            place = QRect(10, TABS, self._words, LINE)
            self._title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._title.setGeometry(place)
        wide = self.rest.sizeHint().width()
        self.rest.setGeometry(self.width() - wide - 4, TABS, wide, LINE)
        self.setFixedHeight(self._height())
