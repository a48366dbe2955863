"""The likelihood of the focused row under the chosen card: its factors as bars, every labelling, and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.questions.likelihood import LIKELIHOODS, MOST, Factor, Labelling, Likelihood
from xentgui.window.exporting.picture import Picture, of_parts
from xentgui.window.numbers import MINUS, show_entered, show_number
from xentgui.window.sizes import keep, px, spaced
from xentgui.window.theme import NORMAL, SEMIBOLD, Theme, font, keep_font, theme
from xentgui.window.view import Veil, View, why_no_loss
from xentgui.window.widgets.plain import Label, Quiet

SHOWN = 6  # factors with a line of their own
LINE, HEAD, GAP, SIDE = 20.0, 24.0, 14.0, 8.0
BESIDE, PRODUCT = 700, 0.47  # from this width on the labellings stand beside the product; the share that it has
NAME, WHAT, NUMBER = 92.0, 48.0, 72.0
TEXT, DEPTH = 12, 0.45
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
TITLES = ("one class", "each by itself")
TABS, TITLE, AWAY = 34, 26, 12  # heights of the tabs and of the title, and what is free between them


@dataclass(frozen=True)
class FactorLine:
    """One factor of the product: the output's name, what is multiplied, how long its bar is, and −ln of it."""

    name: str
    what: str
    value: float
    cost: float


def lines(found: Likelihood, names: Sequence[str]) -> list[FactorLine]:
    """The factors that are not 1 by definition; the smallest ones with a line each, the others together."""
    counting = [
        (name, each)
        for name, each in zip(names, found.factors, strict=True)
        if found.kind == "bernoulli" or each.label > 0 or len(found.factors) == 1
    ]
    shown = {id(each) for _, each in sorted(counting, key=lambda pair: -pair[1].cost)[:SHOWN]}
    mine = [
        FactorLine(name, _what(each, found.kind), each.value, each.cost) for name, each in counting if id(each) in shown
    ]
    cost = sum(each.cost for _, each in counting if id(each) not in shown)
    rest = len(counting) - len(shown)
    return mine if not rest else [*mine, FactorLine(f"the other {rest}", "together", Factor(0, 0, cost).value, cost)]


def _what(factor: Factor, kind: str | None) -> str:
    """a, 1 − a, or with a share as its label a to the power of it."""
    y = factor.label
    if y in (0, 1):
        return "a" if y else f"1 {MINUS} a"
    yes = f"a^{show_entered(y)}"
    return yes if kind == "categorical" else f"{yes} · (1 {MINUS} a)^{show_entered(round(1 - y, 12))}"


def labelling_name(each: Labelling, names: Sequence[str]) -> str:
    """The classes that are true: "cat, dog", or "none"."""
    true = [name for name, label in zip(names, each.labels, strict=True) if label]
    return ", ".join(true) or (f"not {names[0]}" if len(names) == 1 else "none")


def sentences(found: Likelihood, short: str) -> Iterator[str]:
    """Whether it is a likelihood, by what all labellings that can be sum to; and where the loss is another number."""
    if found.kind is None:
        yield f"{short} takes squares, not logarithms of probabilities: it is no product."
    elif not found.labellings:
        count = len(found.factors)
        yield f"{count} outputs can be labelled in {2**count:,} ways: up to {MOST} outputs have them all here."
    else:
        yield _whether(found, short)
    if found.kind is not None and not found.is_the_loss:
        yield f"{short} gives this row {show_number(found.loss)} nats, not this sum: {_why(found)}."


def _why(found: Likelihood) -> str:
    if found.loss != found.loss:
        return "it is not defined for such labels"
    return "it also weighs, smooths, guards or averages"


def _whether(found: Likelihood, short: str) -> str:
    every, possible, whole = len(found.labellings), found.possible, show_number(found.sum)
    can = f"Each output is decided by itself: all {every} labellings can be."
    why = "it leaves out every output whose label is 0"
    if found.tied:
        can = f"A softmax means one true class: {possible} of the {every} labellings can be."
        bernoulli = found.kind == "bernoulli"
        why = "the rest went to labellings that cannot be" if bernoulli else "the row does not sum to 1"
    elif every == 2:
        can = "One question, yes or no: both can be."
    if any(each.entered and not each.possible for each in found.labellings):
        return f"{can} The labels of this row are none of these, so {short} is −ln of no likelihood here."
    if found.sums_to_one:
        return f"{can} {short} gives them 1 together: it is −ln of a likelihood."
    return f"{can} {short} gives them {whole} together, not 1 ({why}): it is −ln of no likelihood."


def reading(found: Likelihood, names: Sequence[str], short: str, row: str) -> str:
    """All of it in words."""
    told = [f"Likelihood of {row} under {short}"]
    if found.kind is not None:
        factors = [
            f"{each.name}: {each.what} = {show_number(each.value)}, −ln of it {show_number(each.cost)}"
            for each in lines(found, names)
        ]
        told += ["; ".join(factors), f"product {show_number(found.product)}, sum {show_number(found.cost)} nats"]
    for each in found.labellings:
        chances = f"categorical {show_number(each.categorical)}, Bernoulli {show_number(each.bernoulli)}"
        notes = ("" if each.possible else ", cannot be") + (", as entered" if each.entered else "")
        told.append(f"{labelling_name(each, names)}: {chances}{notes}")
    if found.labellings:
        told.append(f"Those that can be sum to {show_number(found.sums[0])} and {show_number(found.sums[1])}")
    return ". ".join([*told, *sentences(found, short)])


@dataclass(frozen=True)
class DrawnLikelihood:
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
        self._told: DrawnLikelihood | None = None

    def show_likelihood(self, told: DrawnLikelihood) -> None:
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
    told: DrawnLikelihood
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


class LikelihoodView(View):
    """A product of bars, and all labellings of up to four outputs."""

    offers = ("copy-plots-picture", "plots-picture")

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
        self._rows = spaced(QVBoxLayout(self), 4)
        self._none = Quiet(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        for page in (scroll, self._none):
            self._pages.addWidget(page)
        self._rows.addWidget(self._title)
        self._rows.addWidget(self._pages, 1)
        self._veil = Veil(scroll)
        self._tabs = 0

    @property
    def stops(self) -> list[QWidget]:
        """Where the keyboard stops, in order."""
        return [self.plot]

    def display(self, analysis: Analysis) -> None:
        found, row = analysis.likelihood, analysis.row_words
        card = analysis.shown[analysis.focus.chosen]
        self._veil.setEnabled(found is None)
        self._none.setText(why_no_loss(analysis))
        self._pages.setCurrentIndex(int(analysis.unlabelled))
        if found is not None or analysis.unlabelled:
            self._title.setText(f"Likelihood of {row}, {card.short}")
            self._arrange()
        if found is None:
            return
        self.plot.show_likelihood(DrawnLikelihood(found, analysis.shown_names, card.short, card.slot))
        self.plot.setAccessibleName(reading(found, analysis.shown_names, card.short, row))

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
        beside = self._tabs + self._title.sizeHint().width() + 2 * px(AWAY) <= self.width()
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        keep(self._title.setFixedHeight, TABS if beside else TITLE)
        keep(self._rows.setContentsMargins, 2 if beside else 10, 0 if beside else TABS, 4, 0)
