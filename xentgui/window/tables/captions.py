"""The lines over the tables, the line below the losses, and the hint for a paste."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Entry, Table
from xentgui.losses.batch import Block
from xentgui.losses.rows import sums_to_one
from xentgui.window.numbers import MINUS, all_digits, show_number
from xentgui.window.sizes import FLUSH, keep, px, spaced
from xentgui.window.tables.shape import CAPTION, HINT, MEAN
from xentgui.window.theme import pen, theme
from xentgui.window.view import Veil
from xentgui.window.widgets.choices import Combo, Segments
from xentgui.window.widgets.plain import Quiet, tip

FINE = "✓"
ARROW = 38  # beside the text of a combo box
RIGHT = 8  # beside the mean
NARROW_RANK = 390  # where the words about the largest loss have no room
ABOVE = 4  # a caption stands so far above its table; more would cut what stands in it where the font is small
READINGS = (("logits", "logits f"), ("probabilities", "probabilities a"))


def labels_state(analysis: Analysis, from_indices: bool) -> str:
    """What the labels are."""
    entry, problem = analysis.entry, _problem(analysis, "labels")
    if problem:
        return problem
    if entry.mode == "binary":
        return "1 = yes, 0 = no"
    if entry.mode == "multi-sigmoid":
        return "any number of classes per row"
    if not entry.has_labels:
        return "no labels yet: press Space in a class, or paste"
    if entry.ignore_index is None and entry.ignores is not None:
        return _lacking(analysis)
    if analysis.one_hot and entry.ignore_index is not None:
        return f"one class a row {FINE}, {entry.ignore_index:d} is ignored".replace("-", MINUS)
    if analysis.one_hot:
        return f"from class indices {FINE}" if from_indices else f"one-hot {FINE}"
    row = _first_row(entry, "labels")
    if row is None:
        return f"soft labels, rows sum to 1 {FINE}"
    if not entry.some("labels", row, row + 1).any():
        return f"! {entry.row_words(row)} has no label yet, and counts as all 0"
    return f"! {entry.row_words(row)} sums to {_total(entry, 'labels', row)}"


def _lacking(analysis: Analysis) -> str:
    """Which rows have no label yet."""
    entry = analysis.entry
    rows = np.flatnonzero(entry.ignored(0, entry.rows))
    if len(rows) == 1:
        return f"{entry.row_words(int(rows[0]))} has no label yet, so it does not count"
    return f"{len(rows):,} rows have no label yet, so they do not count"


def activations_title(entry: Entry) -> str:
    """The caption of the third table."""
    if entry.outputs_are == "probabilities":
        return "a as entered"
    return "a = softmax(f)" if entry.mode == "softmax" else "a = sigmoid(f)"


def activations_state(analysis: Analysis) -> str:
    """What holds for a."""
    entry = analysis.entry
    if entry.mode == "binary":
        return f"a + (1 {MINUS} a) = 1 {FINE}"
    if entry.mode == "multi-sigmoid":
        return "each between 0 and 1"
    row = _first_row(entry, "outputs") if entry.outputs_are == "probabilities" else None
    if row is None:
        return f"rows sum to 1 {FINE}"
    return f"! {entry.row_words(row)} sums to {_total(entry, 'outputs', row)}"


def outputs_state(analysis: Analysis) -> str:
    """What is to be known of the outputs: a problem, a training run, weights of the rows."""
    problem = _problem(analysis, "outputs")
    if problem or analysis.focus.epoch is not None:
        return problem or f"epoch {analysis.focus.epoch}, read-only"
    weighted = any(block.weights is not None for block in analysis.entry.blocks)
    leading, columns = analysis.entry.leading, analysis.entry.columns
    shape = "" if leading is None else f"({', '.join(f'{size:,}' for size in (*leading, columns))})"
    return ", ".join(filter(None, (shape, "weighted rows" if weighted else "")))


def _problem(analysis: Analysis, table: Table) -> str:
    """Why there is no answer, where the cause stands in this table."""
    problem = analysis.problem
    if problem is None or (problem.table or "outputs") != table:
        return ""
    place = f"{analysis.entry.row_words(problem.where[0])}: " if problem.where else ""
    return f"! {place}{problem.reason}"


def _first_row(entry: Entry, table: Table) -> int | None:
    """The first row that does not sum to 1."""
    first = 0
    for block in entry.blocks:
        row = block.remember(_off, table)
        if row is not None:
            return first + row
        first += len(block)
    return None


def _off(block: Block, table: Table) -> int | None:
    off = ~sums_to_one(getattr(block, table))
    return int(off.argmax()) if off.any() else None


def _total(entry: Entry, table: Table, row: int) -> str:
    total = float(entry.some(table, row, row + 1).sum())
    text = show_number(total)
    return text if text != "1.0000" else f"{total:.9g}"


class Title(QLabel):
    """A table's name after a dot in its colour, with its sign: ● Labels y."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setTextFormat(Qt.TextFormat.RichText)

    def say(self, name: str, sign: str = "") -> None:
        colour = getattr(theme(), self._kind)
        text = f'<span style="color:{colour}">●</span>&nbsp; <b style="font-weight:600">{escape(name)}</b>'
        self.setText(text + (f' &nbsp;<span style="color:{colour}">{sign}</span>' if sign else ""))
        self.setAccessibleName(f"{name} {sign}".strip())


class State(Quiet):
    """A few words at the right end: what holds for the table, or in the refused colour what does not."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        keep(self.setMinimumWidth, 2)

    def say(self, text: str, about: str) -> None:
        wrong = text.startswith("!")
        ink = f"color: {theme().refused}" if wrong else ""
        if ink != self.styleSheet():
            self.setStyleSheet(ink)
        self._text = text
        self.setAccessibleName(f"{about}: {text}" if text else "")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, max(self.width(), px(20))))
        self.setToolTip("" if self.text() == self._text else tip(self._text))

    _text = ""


class Caption(QWidget):
    """A line over a table."""

    def __init__(self, kind: str, *controls: QWidget, height: int = CAPTION) -> None:
        super().__init__()
        self.title, self.state = Title(kind), State()
        self.row = spaced(QHBoxLayout(self), 8, around=(0, 0, 0, ABOVE))
        self.row.addWidget(self.title)
        self.row.addWidget(self.state, 1)
        for control in controls:
            self.row.addWidget(control)
        keep(self.setFixedHeight, height)


class Reading(QWidget):
    """Logits or probabilities: two words side by side, or a choice where the room is taken by another switch."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        tips = (
            "any numbers, of which an activation makes probabilities: turns probabilities into them",
            "numbers from 0 to 1, used as they are: turns logits into them",
        )
        choices = [(key, text, tip) for (key, text), tip in zip(READINGS, tips, strict=True)]
        self._segments = Segments("Outputs are", choices)
        self._segments.picked.connect(self.picked)
        self._choice = Combo("Outputs are")
        self._choice.addItems([text for _, text in READINGS])
        self._choice.activated.connect(lambda index: self.picked.emit(READINGS[index][0]))
        self._choice.hide()
        row = spaced(QHBoxLayout(self), around=FLUSH)
        row.addWidget(self._segments)
        row.addWidget(self._choice)

    def display(self, outputs_are: str, *, short: bool) -> None:
        self._segments.display(outputs_are)
        self._choice.setCurrentIndex([key for key, _ in READINGS].index(outputs_are))
        text = self._choice.currentText()
        self._choice.setFixedWidth(self._choice.fontMetrics().horizontalAdvance(text) + px(ARROW))
        self._segments.setVisible(not short)
        self._choice.setVisible(short)


class MeanLine(QWidget):
    """Below the losses: which of them one looks at, and what they come to."""

    stepped = Signal(int)  # to the next larger (-1) or smaller (1) loss
    copied = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._place, self._mean = (QLabel(textFormat=Qt.TextFormat.RichText) for _ in range(2))
        self._rank = Quiet()
        self._mean.setCursor(Qt.CursorShape.PointingHandCursor)
        self._dimmed = Veil(self._mean)
        self._value = float("nan")
        self._short = False
        self._buttons = [
            QPushButton("‹", toolTip="The next larger loss", accessibleName="Go to the next larger loss"),
            QPushButton("›", toolTip="The next smaller loss", accessibleName="Go to the next smaller loss"),
        ]
        row = spaced(QHBoxLayout(self), 4, around=(0, 0, RIGHT, 0))
        for widget in (self._place, self._buttons[0], self._rank, self._buttons[1]):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._mean)
        for step, button in zip((-1, 1), self._buttons, strict=True):
            keep(button.setFixedSize, 20, MEAN)
            button.setProperty("arrow", True)
            button.clicked.connect(lambda _=False, step=step: self.stepped.emit(step))
        keep(self.setFixedHeight, MEAN)
        self.rank(None, 0, "")

    def display(self, word: str, value: float, colour: str, perplexity: float | None = None) -> None:
        """Show what the losses come to, with the perplexity that it is where one is given."""
        self._value = value
        number = show_number(value)
        more, spoken = "", ""
        if perplexity is not None:
            more, spoken = f" &nbsp;perplexity {show_number(perplexity)}", f", perplexity {show_number(perplexity)}"
        self._mean.setText(f'{word} &nbsp;<b style="font-weight:600;color:{colour}">{number}</b>{more}')
        self._mean.setAccessibleName(f"{word} of the losses: {number}{spoken}")
        self._mean.setToolTip(f"{all_digits(value)}\nclick to copy")

    def dim(self, stale: bool) -> None:
        """Whether it shows the last good answer."""
        self._dimmed.setEnabled(stale)

    def end_under(self, width: int) -> None:
        """Let the mean end where the losses end."""
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(0, 0, max(self.width() - width, 0) + px(RIGHT), 0)
        self._short = width < px(NARROW_RANK)
        self._place.setVisible(self._rank.isVisibleTo(self) and not self._short)

    def rank(self, place: int | None, rows: int, name: str) -> None:
        """Say which loss the current row has, counted from the largest; None says nothing."""
        shown = place is not None
        for widget in (self._rank, *self._buttons):
            widget.setVisible(shown)
        self._place.setVisible(shown and not self._short)
        if place is not None:
            row = f"Row {escape(name)}"
            largest = f"<b style='font-weight:600'>{row} has the largest loss</b>"
            self._place.setText(largest if place == 0 else row)
            self._rank.setText(f"{ordinal(place + 1)} of {rows:,}")
            self._buttons[0].setEnabled(place > 0)
            self._buttons[1].setEnabled(place < rows - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._mean.geometry().contains(event.position().toPoint()):
            self.copied.emit(self._value)


class PasteHint(QWidget):
    """Says what may be pasted, where there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        keys = "Ctrl+V"
        head = QLabel(textFormat=Qt.TextFormat.RichText)
        head.setText(f'<b style="font-weight:600">Paste what you have &nbsp;{keys}</b>')
        body = Quiet(
            "A spreadsheet block, what a notebook printed, class names or indices. "
            "Or drop a CSV, NPZ or JSON file here.",
            wordWrap=True,
        )
        column = spaced(QVBoxLayout(self), 3, around=(14, 9, 14, 9))
        column.addWidget(head)
        column.addWidget(body)
        keep(self.setFixedHeight, HINT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(theme().secondary, 1, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number:,}{ending}"
