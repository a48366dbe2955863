"""The bars of a likelihood: the product of a row with −ln of each factor, and all labellings under two likelihoods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xentgui.questions.likelihood import LIKELIHOODS, Labelling, Likelihood
from xentgui.window.likelihood.sentences import labelling_name, lines, sentences
from xentgui.window.sizes import px
from xentgui.window.theme import NORMAL, SEMIBOLD, Theme, font, show_number, theme

LINE, HEAD, GAP, SIDE = 20.0, 24.0, 14.0, 8.0
BESIDE, PRODUCT = 700, 0.47  # from this width on the labellings stand beside the product; the share that it has
NAME, WHAT, NUMBER = 92.0, 48.0, 72.0
TEXT, DEPTH = 12, 0.45
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
TITLES = ("one class", "each by itself")


@dataclass(frozen=True)
class Told:
    """What is drawn: the likelihood, the names of the outputs, the chosen definition's short name and colour slot."""

    found: Likelihood
    names: tuple[str, ...]
    short: str
    slot: int


class Bars(QWidget):
    """Painted; what it shows is its accessible name, which the view writes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._told: Told | None = None

    def show_likelihood(self, told: Told) -> None:
        self._told = told
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(500), round(self._laid_out(None)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._laid_out(painter)
        if self.hasFocus():
            painter.setPen(QColor(theme().focus))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(4), px(4))

    def _fit(self) -> None:
        self.setMinimumHeight(round(self._laid_out(None)))

    def _laid_out(self, painter: QPainter | None) -> float:
        """Paints everything, where there is a painter; how high it is."""
        told, width = self._told, self.width() - 2 * px(SIDE)
        if told is None:
            return px(LINE)
        pen = Pen(painter, told, theme())
        beside = width >= px(BESIDE) and told.found.kind is not None
        first = PRODUCT * width if beside else width
        low = pen.product(px(SIDE), first) if told.found.kind is not None else 0.0
        left, top = (px(SIDE) + first + 2 * px(GAP), 0.0) if beside else (px(SIDE), low + px(GAP) if low else 0.0)
        second = width - first - 2 * px(GAP) if beside else width
        end = pen.labellings(left, top, second) if told.found.labellings else top
        if beside:
            return max(end, pen.said(px(SIDE), low + px(GAP), first))
        return max(low, pen.said(left, end + px(4), second))


@dataclass(frozen=True)
class Pen:
    """Writes and draws; with no painter it only measures."""

    painter: QPainter | None
    told: Told
    colours: Theme

    def product(self, left: float, width: float) -> float:
        """One bar for each factor, their product under a line; at the right −ln of each, and their sum."""
        found, colours = self.told.found, self.colours
        number = left + width - px(NUMBER)
        start = left + px(NAME + WHAT)
        room = number - px(NUMBER) - start
        self.write(left, 0, px(NAME + WHAT) + room, "the probability of its labels", colours.secondary, row=HEAD)
        self.write(number - px(20), 0, px(NUMBER + 20), "−ln of it", colours.secondary, RIGHT, row=HEAD)
        top = px(HEAD)
        colour = colours.definition(self.told.slot)
        shown = lines(found, self.told.names)
        for place, each in enumerate(shown):
            self.write(left, top, px(NAME - 4), each.name, colours.text)
            self.write(left + px(NAME), top, px(WHAT) + (room if len(each.what) > 6 else 0), each.what, colours.outputs)
            self.bar(start, top, room, each.value, colours.outputs)
            sign = "" if place == 0 else "× "
            self.write(start, top, room + px(NUMBER - 6), f"{sign}{show_number(each.value)}", colours.outputs, RIGHT)
            plus = "" if place == 0 else "+ "
            self.write(number, top, px(NUMBER), f"{plus}{show_number(each.cost)}", colours.text, RIGHT)
            top += px(LINE)
        self.rule(left, top + 1, width)
        top += px(3)
        self.write(left, top, px(NAME + WHAT), "multiplied", colours.text, bold=True)
        self.bar(start, top, room, found.product, colour)
        self.write(
            start, top, room + px(NUMBER - 6), f"= {show_number(found.product)}", colours.outputs, RIGHT, bold=True
        )
        self.write(number, top, px(NUMBER), f"= {show_number(found.cost)}", colour, RIGHT, bold=True)
        return top + px(LINE)

    def labellings(self, left: float, top: float, width: float) -> float:
        """Each labelling with a bar under both likelihoods, and what those that can be sum to."""
        found, colours = self.told.found, self.colours
        half = (width - px(NAME) - 2 * px(GAP)) / 2
        columns = [left + px(NAME + GAP) + place * (half + px(GAP)) for place in range(2)]
        self.write(left, top, px(NAME), "if it were", colours.secondary, row=HEAD)
        for kind, title, start in zip(LIKELIHOODS, TITLES, columns, strict=True):
            mine = kind == found.kind
            ink = colours.definition(self.told.slot) if mine else colours.secondary
            words = f"{title} ({kind.replace('bern', 'Bern')})"
            fits = QFontMetricsF(font(TEXT, SEMIBOLD)).horizontalAdvance(words) <= half
            self.write(start, top, half, words if fits else title, ink, bold=mine, row=HEAD)
        top += px(HEAD)
        for each in found.labellings:
            self.labelling(each, left, top, columns, half)
            top += px(LINE)
        self.rule(left, top + 1, width)
        top += px(3)
        self.write(left, top, px(NAME + GAP), f"{found.possible} together", colours.text, bold=True)
        for kind, start, whole in zip(LIKELIHOODS, columns, found.sums, strict=True):
            ink = colours.definition(self.told.slot) if kind == found.kind else colours.text
            self.write(start, top, half, show_number(whole), ink, RIGHT, bold=True)
        return top + px(LINE)

    def labelling(self, each: Labelling, left: float, top: float, columns: Sequence[float], half: float) -> None:
        colours = self.colours
        ink = colours.text if each.possible else colours.secondary
        if each.entered and self.painter is not None:
            self.painter.fillRect(
                QRectF(left - px(4), top, columns[1] + half - left + px(8), px(LINE)), QColor(colours.hair)
            )
        self.write(left, top, px(NAME + GAP - 4), labelling_name(each, self.told.names), ink, bold=each.entered)
        for kind, start, value in zip(LIKELIHOODS, columns, (each.categorical, each.bernoulli), strict=True):
            mine = kind == self.told.found.kind
            fill = colours.definition(self.told.slot) if mine else colours.outputs
            self.bar(start, top, half - px(NUMBER), value, fill, hatched=not each.possible)
            self.write(start, top, half, show_number(value), ink, RIGHT, bold=each.entered)

    def said(self, left: float, top: float, width: float) -> float:
        """The sentences under it."""
        for words in sentences(self.told.found, self.told.short):
            box = QRectF(left, top, width, px(400))
            flags = Qt.TextFlag.TextWordWrap | LEFT | Qt.AlignmentFlag.AlignTop
            height = QFontMetricsF(font(TEXT)).boundingRect(box, int(flags), words).height()
            if self.painter is not None:
                self.painter.setFont(font(TEXT))
                self.painter.setPen(QColor(self.colours.text))
                self.painter.drawText(box, int(flags), words)
            top += height + px(4)
        return top

    def write(
        self,
        left: float,
        top: float,
        width: float,
        text: str,
        colour: str,
        side: Qt.AlignmentFlag = LEFT,
        *,
        bold: bool = False,
        row: float = LINE,
    ) -> None:
        if self.painter is None:
            return
        face = font(TEXT, SEMIBOLD if bold else NORMAL)
        words = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, width)
        self.painter.setFont(face)
        self.painter.setPen(QColor(colour))
        self.painter.drawText(QRectF(left, top, width, px(row)), side | Qt.AlignmentFlag.AlignVCenter, words)

    def bar(self, left: float, top: float, width: float, share: float, colour: str, *, hatched: bool = False) -> None:
        """A share of 1 as a bar in an outline that is 1; more than 1 fills it."""
        if self.painter is None or width <= 0:
            return
        box = QRectF(left, top + px(3), width, px(LINE - 6))
        filled = QRectF(box.left(), box.top(), box.width() * min(max(share, 0.0), 1.0), box.height())
        style = Qt.BrushStyle.BDiagPattern if hatched else Qt.BrushStyle.SolidPattern
        self.painter.setPen(QColor(self.colours.line))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(box)
        ink = QColor(self.colours.secondary if hatched else colour)
        ink.setAlphaF(1.0 if hatched else DEPTH)
        self.painter.fillRect(filled, QBrush(ink, style))

    def rule(self, left: float, top: float, width: float) -> None:
        if self.painter is not None:
            self.painter.fillRect(QRectF(left, top, width, 1), QColor(self.colours.line))
