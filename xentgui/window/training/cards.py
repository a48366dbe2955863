"""The contenders as cards, each with its cost, its loss at the epoch and two more numbers; and the lines below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from xentgui.questions.contest import Contender, Contest, Progress
from xentgui.questions.formula import Piece, formula_pieces
from xentgui.questions.saying.runs import Line, Run
from xentgui.questions.training import TrainingRun
from xentgui.window.cards.card import draw_ground, with_one_sum
from xentgui.window.cards.text import RIGHT, Value, Words, black, copy_value, grey, of_outputs
from xentgui.window.numbers import show_number
from xentgui.window.sizes import FLUSH, keep, px, spaced
from xentgui.window.strip.sentence import LARGE, SMALL, Sentence
from xentgui.window.strip.view import draw_kind, pitch_for
from xentgui.window.theme import SEMIBOLD, draw_mark, draw_panel, theme
from xentgui.window.training.kinds import trained
from xentgui.window.typesetting import FormulaLabel
from xentgui.window.widgets.plain import tip

HEIGHT, LOW = 168, 142
NARROW, LEAST, GAP = 300, 190, 12  # a card that is narrower stands below another where the page scrolls
LARGEST, FULL = 18.0, 15.0  # pixels, of a formula; the smallest at which it keeps its two sums
EQUALS = Piece("C = ", "plain")
OUTPUT = r"\textcolor{outputs}{a_j}"
SECOND = r"\mathrm{softmax}(\textcolor{outputs}{a})_j"


LINES = 2
MARK = (26, 23)


class LessonStrip(QWidget):
    """Two lines of a fixed height."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What differs, and why")
        self._marks: tuple[str, ...] = ()
        self._low = False
        self._sentences = [Sentence(self) for _ in range(LINES)]
        for sentence in self._sentences:
            sentence.copied.connect(lambda value: self.said.emit(copy_value(value)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def display(self, lines: Sequence[Line]) -> None:
        """Show these."""
        marks = tuple(line.mark for line in lines[:LINES])
        if marks != self._marks:
            self._marks = marks
            self.update()
        for place, sentence in enumerate(self._sentences):
            sentence.setVisible(place < len(lines))
            if place < len(lines):
                sentence.say(lines[place].runs)
        self._arrange()

    def hide_lines(self, words: str) -> None:
        """Say this instead of what differs."""
        self.display((Line("?", (Run(words),)),))

    def set_low(self, low: bool) -> None:
        """Less height in a low window."""
        self._low = low
        self.setFixedHeight(LINES * pitch_for(self) + px(10 if low else 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), LINES * pitch_for(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_low(self._low)
        self._arrange()

    def _arrange(self) -> None:
        for box, sentence in zip(self._boxes(), self._sentences, strict=False):
            high = pitch_for(self)
            middle = box.center().y() + 1
            sentence.setGeometry(QRect(px(50), middle - high // 2, self.width() - px(66), high))
        shown = self._sentences[: len(self._marks)]
        pixels = LARGE if all(sentence.fits(LARGE) for sentence in shown) else SMALL
        for sentence in shown:
            sentence.lay_out(pixels)

    def _boxes(self) -> list[QRect]:
        count = len(self._marks)
        pitch = pitch_for(self)
        first = (self.height() - count * pitch) // 2 + (pitch - px(MARK[1])) // 2
        return [QRect(px(14), first + place * pitch, *map(px, MARK)) for place in range(count)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_panel(painter, self.rect())
        for box, mark in zip(self._boxes(), self._marks, strict=True):
            draw_kind(painter, box, mark)


@dataclass(frozen=True)
class Facts:
    """What stands on a card: the loss, and two numbers with their names; `colour` of the first is that of outputs."""

    loss: float
    epoch: str
    first: tuple[str, float]
    second: tuple[str, float]
    outputs: bool = False


def facts(contest: Contest, run: TrainingRun, progress: Progress, epoch: int) -> list[Facts]:
    """What stands on the cards at an epoch; nan where a run had stopped."""
    kind, found = trained(contest), []
    for each in contest.contenders:
        first, second = kind.facts(contest, run, progress, epoch, each)
        loss = float(run.traces[each.name].losses[each.name][epoch])
        found.append(Facts(loss, f"at epoch {epoch:,}", first, second, kind.of_outputs))
    return found


class ContenderCard(QAbstractButton):
    """A click chooses the run that picture and tables show."""

    copied = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self._contender: Contender | None = None
        self._title = Words(self, 15, SEMIBOLD)
        self._source = Words(self, 12, ink=grey, align=RIGHT)
        self._formula = FormulaLabel(LARGEST, self)
        self._pieces: tuple[Piece, ...] = ()
        self._loss = Value(self, 30, SEMIBOLD)
        self._epoch = Words(self, 12, ink=grey)
        self._names = [Words(self, 12, ink=grey, align=RIGHT) for _ in range(2)]
        self._values = [Value(self, 13, SEMIBOLD, align=RIGHT) for _ in range(2)]
        for value in (self._loss, *self._values):
            value.copied.connect(self.copied)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_contender(self, contender: Contender, *, one_output: bool, chosen: bool) -> None:
        """Display what does not change over the epochs."""
        self.setChecked(chosen)
        if contender == self._contender:
            return
        self._contender = contender
        self._source.say(contender.source)
        self._pieces = cost_formula(contender, one_output=one_output)
        self._loss.paint_with(lambda colours: colours.definition(contender.place))
        self._arrange()
        self.update()

    def show_facts(self, facts: Facts) -> None:
        """Display the numbers of an epoch."""
        names = tuple(name.text() for name in self._names)
        self._loss.show_value(facts.loss)
        self._epoch.say(facts.epoch)
        for name, value, (text, number) in zip(self._names, self._values, (facts.first, facts.second), strict=True):
            name.say(text)
            value.show_value(number)
        if names != (facts.first[0], facts.second[0]):
            self._arrange()
        self._values[0].paint_with(of_outputs if facts.outputs else black)
        if self._contender is not None:
            named = ", ".join(f"{text} {show_number(number)}" for text, number in (facts.first, facts.second))
            self.setAccessibleName(f"{self._contender.title}: {show_number(facts.loss)} {facts.epoch}, {named}")

    def nextCheckState(self) -> None:
        """A click only asks; `show_contender` checks the one that is chosen."""

    def minimumSizeHint(self) -> QSize:
        return QSize(px(150), px(LOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        margin, low = (px(13), True) if self.height() < px(HEIGHT - 10) else (px(16), False)
        left, right, foot = margin, self.width() - margin, self.height() - px(46 if low else 54)
        self._say_title(right - left - px(21))
        title = self._title.width_of(self._title.text()) + px(2)
        source = self._source.sizeHint().width() + px(2)
        fits = source <= right - left - px(31) - title
        self._source.setVisible(fits)
        self.setToolTip("" if fits else tip(self._source.text()))
        self._title.setGeometry(QRect(left + px(19), px(11), min(title, right - left - px(19)), px(22)))
        self._source.setGeometry(QRect(right - source, px(11), source, px(22)))
        self._formula.setGeometry(QRect(left, px(36), right - left, foot - px(40)))
        self._write_formula()
        self._loss.set_pixels(25 if low or self.width() < px(NARROW) else 30)
        wide = self._loss.width_of("0.00000") + px(4)
        self._loss.setGeometry(QRect(left, foot, wide, px(38)))
        beside = max(self._values[0].width_of("−88.0000"), px(62))
        names = max(name.sizeHint().width() for name in self._names) + px(8)
        room = right - beside - names - left - wide - px(12)
        slim = room < 0  # then the cost stands alone: the table on the left has the rest
        for part in (*self._names, *self._values):
            part.setVisible(not slim)
        self._epoch.setVisible(not slim and room >= self._epoch.width_of("at epoch 8,888"))
        self._epoch.setGeometry(QRect(left + wide + px(8), foot + px(4), max(0, room), px(38)))
        for line, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            top = foot + 1 + px(19) * line
            value.setGeometry(QRect(right - beside, top, beside, px(18)))
            name.setGeometry(QRect(right - beside - names - px(4), top, names, px(18)))

    def _write_formula(self) -> None:
        """With its two sums, or with one where it would be small."""
        if self._contender is None:
            return
        label, pieces = self._formula, self._pieces
        label.set_formula(pieces, self._contender.place)
        if label.fitting(LARGEST, label.width() - 1, label.height() - 1) < FULL:
            label.set_formula(with_one_sum(pieces), self._contender.place)

    def _say_title(self, room: int) -> None:
        """The title, or the short name where that has more room."""
        if self._contender is not None:
            title, short = self._contender.title, self._contender.short
            fits = self._title.width_of(title) <= room or self._title.width_of(short) >= self._title.width_of(title)
            self._title.say(title if fits else short, "" if fits else title)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, place = QPainter(self), self._contender.place if self._contender is not None else 0
        draw_ground(painter, self, place)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().focus), px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(px(4), px(4), -px(4), -px(4)), px(5), px(5))
        draw_mark(painter, place, QPointF(self._title.x() - px(14), px(23)))


class ContenderCards(QWidget):
    """The cards side by side."""

    chosen = Signal(int)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[ContenderCard] = []
        self._low = self._scrolls = False
        self._row = spaced(QHBoxLayout(self), GAP, around=FLUSH)
        self._add()  # at once, so that Tab comes to the cards where they stand
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_low(self, low: bool, *, scrolls: bool) -> None:
        """Less height in a low window; on a page that scrolls they may stand one below another."""
        self._low, self._scrolls = low, scrolls
        self._stand()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        """Side by side, or one below another."""
        count = sum(not card.isHidden() for card in self._cards)
        below = self._scrolls and self.width() < count * px(LEAST)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if below else ways.LeftToRight)
        each = LOW if self._low else HEIGHT
        keep(self.setFixedHeight, count * (each + GAP) - GAP if below else each)

    def show_contenders(self, contenders: Sequence[Contender], chosen: int, *, one_output: bool) -> None:
        """Display these."""
        while len(self._cards) < len(contenders):
            self._add()
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(contenders))
            if place < len(contenders):
                card.show_contender(contenders[place], one_output=one_output, chosen=place == chosen)
        self._stand()

    def _add(self) -> None:
        place, card = len(self._cards), ContenderCard(self)
        card.clicked.connect(lambda: self.chosen.emit(place))
        card.copied.connect(lambda value: self.said.emit(copy_value(value)))
        if self._cards:
            QWidget.setTabOrder(self._cards[-1], card)
        self._cards.append(card)
        self._row.addWidget(card, 1)

    def show_facts(self, facts: Sequence[Facts]) -> None:
        for card, each in zip(self._cards, facts, strict=False):
            card.show_facts(each)

    def card(self, place: int) -> ContenderCard:
        return self._cards[place]


def cost_formula(contender: Contender, *, one_output: bool) -> tuple[Piece, ...]:
    """ "C = ..." without shades; of a softmax that is taken twice the logarithm is of the second."""
    pieces = formula_pieces(contender.definition, one_output=one_output)
    air = ("{}" * piece.tex.startswith("+") for piece in pieces)  # the sign of a sum, not of a number
    plain = (replace(piece, role="plain", tex=left + piece.tex) for piece, left in zip(pieces, air, strict=True))
    if contender.twice:
        plain = (replace(piece, tex=piece.tex.replace(OUTPUT, SECOND)) for piece in plain)
    return (EQUALS, *plain)
