"""The points as a table: typed, pasted from a spreadsheet, or placed in the plane; and what their classes are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from string import ascii_uppercase

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from xentgui.questions.contest import Contender, Contest, activations
from xentgui.questions.models import LinearClassifier, Numbers
from xentgui.questions.training import TrainingRun
from xentgui.window.cards.text import RIGHT
from xentgui.window.curves.geometry import Range
from xentgui.window.keyboard import ENTER
from xentgui.window.numbers import show_entered
from xentgui.window.sizes import keep
from xentgui.window.tables.lenses import number_in
from xentgui.window.tables.refusal import Refusal
from xentgui.window.theme import Theme, theme
from xentgui.window.training.entered_table import state_at

MOST_CLASSES = 5
LIGHT = ("#2F6FD0", "#D9822B", "#3F9A6B", "#8A5CC4", "#7A7F87")
DARK = ("#6EA3F0", "#F0A860", "#6CC79A", "#B79AEC", "#AEB4BC")
GRID = 56  # cells of the picture, in each direction
STRENGTH = 0.42  # of the colour of a class that is certain
LEAST, AIR = 3.0, 0.6  # the least that the plane shows on each side of 0, and around the points
HEADS = ("x₁", "x₂", "class")
ROOM = 25
MOST_POINTS = 2000
LEAVING = (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
Index = QModelIndex | QPersistentModelIndex
_PARTS = re.compile(r"[\t;,]\s*|\s+")
_NUMBER = re.compile(r"[-+−]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Plane:
    """The part of the plane that is shown."""

    across: Range
    upward: Range


def letters(labels: Numbers) -> str:
    """The classes of one point: "A", "AB", "–" for none."""
    return "".join(ascii_uppercase[k] for k, label in enumerate(labels) if label > 0) or "–"


def colour(place: int, colours: Theme) -> str:
    return (DARK if colours.dark else LIGHT)[place % len(LIGHT)]


def plane(points: Numbers) -> Plane:
    """A part of the plane that holds all points."""
    across, upward = (
        Range(min(-LEAST, float(column.min()) - AIR), max(LEAST, float(column.max()) + AIR)) for column in points.T
    )
    return Plane(across, upward)


def answers(contender: Contender, run: TrainingRun, epoch: int, where: Numbers) -> Numbers | None:
    """What a contender's classifier says at points of the plane, (n, K); None where its run had stopped."""
    trace = run.traces[contender.name]
    if trace.has_stopped(epoch):
        return None
    state = state_at(trace, epoch)
    assert isinstance(state, LinearClassifier)
    logits = where @ np.asarray(state.weights) + np.asarray(state.biases)
    return activations(logits, contender.definition.activation)


def regions(contender: Contender, run: TrainingRun, epoch: int, shown: Plane, colours: Theme) -> QImage | None:
    """The plane, coloured by what the classifier says: each class as strongly as its output."""
    x = np.linspace(shown.across.low, shown.across.high, GRID)
    y = np.linspace(shown.upward.high, shown.upward.low, GRID)
    where = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    shares = answers(contender, run, epoch, where)
    if shares is None:
        return None
    ground = np.tile(_rgb(colours.surface), (len(where), 1))
    for place in np.argsort(shares.mean(axis=0)):
        strength = STRENGTH * shares[:, place, None] ** 2
        ground = ground * (1 - strength) + _rgb(colour(int(place), colours)) * strength
    pixels = np.ascontiguousarray(np.clip(ground, 0, 255).astype(np.uint8).reshape(GRID, GRID, 3))
    return QImage(pixels.data, GRID, GRID, 3 * GRID, QImage.Format.Format_RGB888).copy()


def _rgb(text: str) -> Numbers:
    ink = QColor(text)
    return np.array([ink.red(), ink.green(), ink.blue()], dtype=float)


def places(contest: Contest) -> Numbers:
    """Where the points lie, (n, 2)."""
    assert isinstance(contest.start, LinearClassifier)
    return np.array(contest.start.points)


def table(contest: Contest) -> Numbers:
    """The labels of the points, (n, K)."""
    return np.array(contest.start.batch.label_table)


def with_points(contest: Contest, points: Numbers, labels: Numbers) -> Contest:
    """The same with other points; the classifier starts from zero."""
    return replace(contest, start=LinearClassifier(points, labels))


def with_another_class(contest: Contest) -> Contest:
    """The same points, none of which is of the class that comes after the last."""
    labels = table(contest)
    wider = np.concatenate([labels, np.zeros((len(labels), 1))], axis=1)
    return with_points(contest, places(contest), wider)


class PointEditor(QStyledItemDelegate):
    """The field of a cell; what the table refuses stays in it. `refused` is the reason, and the index."""

    refused = Signal(str, object)
    edited = Signal()

    def __init__(self, check: Callable[[int, str], object], parent: QWidget) -> None:
        """`check` takes a column and a text; it raises ValueError where that means nothing there."""
        super().__init__(parent)
        self._check = check
        self._open: tuple[QLineEdit, QPersistentModelIndex] | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field: QLineEdit = QLineEdit(parent, alignment=RIGHT, accessibleName=HEADS[index.column()])
        field.setFrame(False)
        field.textEdited.connect(self.edited)
        self._open = field, QPersistentModelIndex(index)
        return field

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self._open = None
        self.edited.emit()
        super().destroyEditor(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if self.takes():
            super().setModelData(editor, model, index)

    def takes(self) -> bool:
        """Whether the open field, if any, holds what can stand there; else the reason is said and it stays."""
        if self._open is None:
            return True
        field, index = self._open
        try:
            self._check(index.column(), field.text())
        except ValueError as error:
            self.refused.emit(str(error), index)
            return False
        return True

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """What would close the field does not while it is refused."""
        leaves = event.type() == QEvent.Type.FocusOut or (
            isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in LEAVING
        )
        if leaves and self._open is not None and editor is self._open[0] and not self.takes():
            if event.type() != QEvent.Type.FocusOut:
                self._open[0].selectAll()
            return True
        return super().eventFilter(editor, event)


class PointsTable(QTableWidget):
    """A row for each point. `asked` is what is done, and the contest with the points that the user wants."""

    asked = Signal(str, object)
    refused = Signal(str)
    unsaid = Signal(str)  # a reason that no longer holds
    picked = Signal(int)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self._contest: Contest | None = None
        self.setHorizontalHeaderLabels(HEADS)
        self.horizontalHeader().setDefaultAlignment(RIGHT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        keep(self.verticalHeader().setDefaultSectionSize, ROOM)
        keep(self.verticalHeader().setFixedWidth, 34)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setAccessibleName("Points")
        self.setToolTip("Type, or paste rows of x₁, x₂ and class (A, B, AB, or 0, 1, 2)")
        keep(self.setMinimumHeight, 80)
        self._editor = PointEditor(self._check, self)
        self.setItemDelegate(self._editor)
        self._refusal = Refusal(self)
        self._refusal.gone.connect(self.unsaid)
        self._editor.refused.connect(self._refuse)
        self._editor.edited.connect(self._refusal.hide)
        self.itemChanged.connect(self._typed)
        self.currentCellChanged.connect(lambda row, *_: self.picked.emit(row))
        self._filling = False
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        """As the tables of the window look: hairlines between the rows, no other lines."""
        ink = theme()
        wanted = f"""
            QTableView {{ background: {ink.surface}; border: 1px solid {ink.line}; border-radius: 6px; outline: 0; }}
            QTableView::item {{ border: 0; border-bottom: 1px solid {ink.hair}; }}
            QTableView::item:selected {{ background: {ink.hair}; color: {ink.text}; }}
            QTableView::item:focus {{ border: 2px solid {ink.focus}; }}
            QHeaderView, QHeaderView::section, QTableCornerButton::section {{ background: {ink.surface};
                color: {ink.secondary}; border: 0; border-bottom: 1px solid {ink.hair}; padding: 0 4px; }}
        """
        if self.styleSheet() != wanted:
            self.setStyleSheet(wanted)

    def display(self, contest: Contest) -> None:
        """Show the points of a contest."""
        self._contest = contest
        self._filling = True
        points, labels = places(contest), table(contest)
        self.setRowCount(len(points))
        for row, (point, names) in enumerate(zip(points, labels, strict=True)):
            for column, text in enumerate((*map(show_entered, point), letters(names))):
                self._write(row, column, text, names)
        self._filling = False

    def _write(self, row: int, column: int, text: str, names: Numbers) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(RIGHT)
            self.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
        mine = np.flatnonzero(names)
        ink = colour(int(mine[0]), theme()) if column == 2 and len(mine) else theme().text
        item.setForeground(QColor(ink))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_clipboard()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """The points that are selected, or all where it is one or none, as `paste` reads them."""
        if self._contest is None:
            return
        points, labels = places(self._contest), table(self._contest)
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        rows = chosen if len(chosen) > 1 else range(len(points))
        lines = ("\t".join((*map(repr, points[row].tolist()), letters(labels[row]))) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(("x1\tx2\tclass", *lines)) + "\n")
        self.copied.emit(f"Copied {len(rows)} points")

    def paste_clipboard(self) -> None:
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, text: str) -> None:
        """Rows of x₁, x₂ and class instead of the points that there are."""
        try:
            points, labels = read_points(text)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        if self._contest is not None:
            classes = max(labels.shape[1], table(self._contest).shape[1])
            wide = np.zeros((len(labels), classes))
            wide[:, : labels.shape[1]] = labels
            self.asked.emit("paste points", with_points(self._contest, points, wide))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click elsewhere does not take the cell from a text that is refused."""
        if self._editor.takes():
            super().mousePressEvent(event)

    def _check(self, column: int, text: str) -> object:
        """What a text means in a column. Raises ValueError where that is nothing."""
        count = 0 if self._contest is None else table(self._contest).shape[1]
        return _number(text) if column < 2 else _classes(text, count)

    def _refuse(self, reason: str, index: QPersistentModelIndex) -> None:
        """Beside the cell, whose field has the keyboard again."""
        cell = self.visualRect(QModelIndex(index))
        self._refusal.say(reason, QRect(self.viewport().mapTo(self, cell.topLeft()), cell.size()))
        self.refused.emit(reason)

    def _typed(self, item: QTableWidgetItem) -> None:
        contest = self._contest
        if self._filling or contest is None:
            return
        points, labels = places(contest), table(contest)
        if item.column() < 2:
            points[item.row(), item.column()] = _number(item.text())
        else:
            labels[item.row()] = _classes(item.text(), labels.shape[1])
        self.asked.emit("change a point", with_points(contest, points, labels))

    def _remove(self) -> None:
        rows = sorted({index.row() for index in self.selectedIndexes()})
        contest = self._contest
        if contest is None or not rows:
            return
        points, labels = places(contest), table(contest)
        if len(rows) == len(points):
            self.refused.emit("at least one point stays")
            return
        left = with_points(contest, np.delete(points, rows, axis=0), np.delete(labels, rows, axis=0))
        self.asked.emit("remove points", left)


def read_points(text: str) -> tuple[Numbers, Numbers]:
    """Rows of two numbers and a class as points and labels, (n, 2) and (n, K). Raises ValueError with the line."""
    points, classes = [], []
    for number, line in enumerate(text.strip().splitlines(), 1):
        parts = [part for part in _PARTS.split(line.strip()) if part]
        try:
            if len(parts) != 3:
                raise ValueError("it needs x₁, x₂ and a class")
            points.append([_number(part) for part in parts[:2]])
            classes.append(_classes(parts[2], MOST_CLASSES))
        except ValueError as error:
            if number == 1 and len(parts) == 3 and not any(map(_NUMBER.fullmatch, parts)):
                continue  # a header
            raise ValueError(f"line {number}: {error}") from None
    if not points or len(points) > MOST_POINTS:
        raise ValueError(f"from 1 to {MOST_POINTS:,} points, and there are {len(points):,}")
    labels = np.array(classes)
    used = int(np.flatnonzero(labels.any(axis=0)).max(initial=1)) + 1
    return np.array(points), labels[:, : max(used, 2)]


def _number(text: str) -> float:
    value = number_in(text)
    if not abs(value) <= 1e6:
        raise ValueError(f"{text} is too far out: up to a million, please")
    return value


def _classes(text: str, count: int) -> Numbers:
    """ "A", "AB", "2", or "–" for none, as a row of labels."""
    labels = np.zeros(count)
    text = text.strip().upper()
    if text in ("", "–", "-"):
        return labels
    which = [int(text)] if text.isdigit() else [ascii_uppercase.find(letter) for letter in text]
    for place in which:
        if not 0 <= place < count:
            last = ascii_uppercase[count - 1]
            raise ValueError(f"“{text}” is no class: A to {last}, several letters for several classes, – for none")
        labels[place] = 1.0
    return labels
