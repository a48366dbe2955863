"""One row, term by term: its table, and under it each definition's formula with the row's numbers put in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolButton, QWidget

from xentgui.analysis import Analysis
from xentgui.formulas import reading, typeset
from xentgui.questions.card import Titled
from xentgui.questions.saying.register import capital
from xentgui.questions.worked import Substituted, Worked
from xentgui.window.cards.text import RIGHT, Words, copy_value, grey
from xentgui.window.job import Job
from xentgui.window.numbers import all_digits, digits, show_number
from xentgui.window.sizes import keep, px
from xentgui.window.terms.table import TermTable, adding
from xentgui.window.theme import NORMAL, SEMIBOLD, STALE, draw_mark, font, theme
from xentgui.window.typesetting import draw, fitting, layout
from xentgui.window.view import Veil, View, why_no_loss
from xentgui.window.widgets.plain import Quiet

TYPESET_AFTER = 80  # milliseconds after the last move
TABS, LINE, BETWEEN = 34, 26, 14  # as high as the tabs, where they stand beside it
TABLE, SIDE_BY_SIDE = 400, 700
WIDE, CLOSE = 29, 25
SMALL, MANY = 330, 6  # lower than this, or with so many rows, the rows are closer
ALIKE = 1e-9
FORMULA, CAPTION = 16.0, 20  # of a formula
MARK, GAP = 15, 8


class FormulaLine(QWidget):
    """Name, a few words and the typeset formula; a click copies its value. `later` dims it until it is set anew."""

    copied = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line: Substituted | None = None
        self._name, self._slot = "", 0
        self._stale = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_line(self, line: Substituted, card: Titled) -> None:
        """Typeset and show this."""
        self._line, self._name, self._slot, self._stale = line, card.short, card.slot, False
        self.setAccessibleName(f"{card.short}, {line.words}: {reading(line.tex)}")
        self.setToolTip(f"{all_digits(line.value)}\nclick to copy")
        self.update()

    def later(self, line: Substituted, card: Titled) -> None:
        """Other numbers came while something is dragged: what stands here is the last formula set."""
        if line != self._line and not self._stale:
            self._stale = True
            self.update()
        self.setAccessibleName(f"{card.short}, {line.words}: {show_number(line.value)}")

    def height_for(self, width: int, largest: float = FORMULA) -> int:
        """The height that name and formula need at this width."""
        if self._line is None:
            return px(CAPTION)
        pixels = fitting(self._line.pieces, largest, max(px(40), width - px(3)), 1e6)
        return px(CAPTION) + round(layout(self._line.pieces).size(pixels).height()) + px(4)

    def sizeHint(self) -> QSize:
        return QSize(px(360), self.height_for(px(360)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self._line is not None:
            self.copied.emit(self._line.value)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        painter, colours = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(STALE if self._stale else 1.0)
        draw_mark(painter, self._slot, QPointF(px(5), px(CAPTION) / 2))
        left = float(px(MARK))
        for text, weight, colour in ((self._name, SEMIBOLD, colours.text), (line.words, NORMAL, colours.secondary)):
            face = font(13 if weight == SEMIBOLD else 12, weight)
            metrics = QFontMetricsF(face)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, self.width() - left))
            painter.setFont(face)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(left, 0, self.width() - left, px(CAPTION)), Qt.AlignmentFlag.AlignVCenter, text)
            left += metrics.horizontalAdvance(text) + px(GAP)
        size = layout(line.pieces)
        pixels = fitting(line.pieces, FORMULA, self.width() - px(3), self.height() - px(CAPTION) - px(2))
        draw(painter, QPointF(1, px(CAPTION) + 1 + size.ascent * px(pixels)), line.pieces, pixels, self._slot, colours)


class TermsView(View):
    """Shows the worked terms of the focused row; ‹ and › go to another row."""

    offers = ("Edit/Copy terms as", "copy-terms-picture", "terms-picture")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._titled = Words(self, 13, SEMIBOLD), ""  # and the row that it is of
        self._row = Words(self, 12, ink=grey, align=RIGHT)
        self._back, self._on = self._step("‹", "Row before", -1), self._step("›", "Next row", 1)
        self._table = TermTable(self)
        self._table.copied.connect(self._copy)
        self._scroll = QScrollArea(self)
        self._scroll.setAccessibleName("Terms of the row")
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._page = QWidget()
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page)
        self._scroll.viewport().setAutoFillBackground(False)
        self._page.setAutoFillBackground(False)
        self._lines: list[FormulaLine] = []
        self._shown: tuple[tuple[Substituted, Titled], ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=TYPESET_AFTER)
        self._timer.timeout.connect(self._typeset_beside)
        self._setting: Job | None = None
        self._cards: tuple[Titled, ...] = ()
        self._none = Quiet(parent=self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._veils = Veil(self._table), Veil(self._scroll)
        self._tabs = 0
        keep(self.setMinimumWidth, 300)

    def display(self, analysis: Analysis) -> None:
        worked = analysis.worked_to(digits.decimals)
        self._dim(worked is None)
        self._none.setText(why_no_loss(analysis))
        for part in (self._table, self._scroll):
            part.setVisible(not analysis.unlabelled)
        if worked is None and not analysis.unlabelled:
            return
        self._show_row(analysis)
        if worked is not None:
            slot = _slot_of(worked.shared_total, analysis, worked)
            self._table.show_terms(worked, slot, adding(worked, analysis), analysis.shown_names, analysis.row_words)
            self._show_lines(worked, analysis)
        self._arrange()

    def _show_row(self, analysis: Analysis) -> None:
        """Which row it is, and whether there is one before and one behind it."""
        row, count = analysis.focus.row, analysis.entry.rows
        self._titled = capital(analysis.row_words)
        self._row.say(f"row {row + 1:,} of {count:,}")
        self._back.setEnabled(row > 0)
        self._on.setEnabled(row < count - 1)

    def keep_left(self, pixels: int) -> None:
        """The width of the tabs over the left of the first line, if any: the row’s number is beside or below them."""
        self._tabs = pixels
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _step(self, sign: str, name: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAutoRaise(True)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(lambda: self._go(step))
        return button

    def _go(self, step: int) -> None:
        if self.analysis is not None:
            self.focused.emit(replace(self.analysis.focus, row=self.analysis.focus.row + step))

    def _copy(self, value: float) -> None:
        self.said.emit(copy_value(value))

    def _dim(self, dimmed: bool) -> None:
        for veil in self._veils:
            veil.setEnabled(dimmed)

    def _show_lines(self, worked: Worked, analysis: Analysis) -> None:
        """Formulas of other cards are set at once; of other numbers or another row, when these rest."""
        self._give_way()
        self._shown = tuple((line, analysis.shown[line.card]) for line in worked.lines)
        if analysis.shown != self._cards:
            self._cards = analysis.shown
            self._typeset()
            return
        for formula, (line, card) in zip(self._lines, self._shown, strict=False):
            formula.later(line, card)
        self._timer.start()

    def _give_way(self) -> None:
        """What is being set is no longer wanted."""
        self._timer.stop()
        if self._setting is not None:
            self._setting.stop(wait=False)
            self._setting.deleteLater()
            self._setting = None

    def _typeset_beside(self) -> None:
        """Set the formulas beside the window, which would stand still meanwhile, and show them when they are set."""
        self._setting = Job(map(typeset, [piece.tex for line, _ in self._shown for piece in line.pieces]), self)
        self._setting.ended.connect(self._typeset)
        self._setting.start()

    def _typeset(self) -> None:
        self._give_way()
        while len(self._lines) < len(self._shown):
            formula = FormulaLine(self._page)
            formula.copied.connect(self._copy)
            self._lines.append(formula)
        for place, formula in enumerate(self._lines):
            formula.setVisible(place < len(self._shown))
            if place < len(self._shown):
                formula.show_line(*self._shown[place])
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        as_tab = self._tabs > 0
        line = px(TABS if as_tab else LINE)
        self._title.setVisible(not as_tab)
        words = self._row.width_of(self._row.text()) + px(4)
        self._title.setGeometry(0, 0, width - max(px(150), px(54) + words), line)
        titles = f"{self._titled}, term by term", self._titled
        self._title.say(next((each for each in titles if self._title.width_of(each) < self._title.width()), titles[-1]))
        above = line if as_tab and self._tabs + words + px(50) > width else 0
        middle = above + line // 2 - px(11)
        self._on.setGeometry(width - px(20), middle, px(20), px(22))
        self._row.setGeometry(width - px(24) - words, above, words, line)
        self._back.setGeometry(width - px(46) - words, middle, px(20), px(22))
        line += above
        self._none.setGeometry(0, line, width, height - line)
        self._table.set_room(px(CLOSE if height < px(SMALL) or self._table.rows >= MANY else WIDE))
        high = self._table.sizeHint().height()
        if width > px(SIDE_BY_SIDE):
            self._table.setGeometry(px(10), line + px(4), px(TABLE), high)
            self._scroll.setGeometry(px(TABLE + 42), line + px(4), width - px(TABLE + 46), height - line - px(4))
        else:
            self._table.setGeometry(0, line + px(2), width, high)
            top = line + px(2) + high + px(BETWEEN)
            self._scroll.setGeometry(0, top, width, max(0, height - top))
        self._stack_lines(self._scroll.width())

    def _stack_lines(self, width: int) -> None:
        """The formulas one under the other, closer where there is little room."""
        shown = self._lines[: len(self._shown)]
        heights = [formula.height_for(width - px(4)) for formula in shown]
        if sum(heights) + px(4) * len(heights) > self._scroll.height():
            width -= self._scroll.verticalScrollBar().sizeHint().width()
            heights = [formula.height_for(width - px(4)) for formula in shown]
        spare = self._scroll.height() - sum(heights)
        between = min(px(BETWEEN), max(px(4), spare // max(1, len(shown))))
        top = 0
        for formula, high in zip(shown, heights, strict=True):
            formula.setGeometry(0, top, width - px(4), high)
            top += high + between
        self._page.resize(width - px(2), max(0, top - between))


def _slot_of(value: float, analysis: Analysis, worked: Worked) -> int | None:
    """Of the definition whose value of the row this is: the chosen one, or the first that adds nothing."""
    chosen_first = sorted(worked.lines, key=lambda line: line.card != analysis.focus.chosen)
    near = (line.card for line in chosen_first if abs(line.value - value) <= ALIKE * max(1.0, abs(value)))
    place = next(near, None)
    return None if place is None else analysis.shown[place].slot
