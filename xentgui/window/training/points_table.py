"""The points as a table: typed, pasted from a spreadsheet, or placed in the plane."""

from __future__ import annotations

import re
from string import ascii_uppercase

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from xentgui.questions.contest import Contest
from xentgui.questions.models import Numbers
from xentgui.window.sizes import keep
from xentgui.window.theme import MINUS, show_entered, theme
from xentgui.window.training.point_classes import MOST_CLASSES, colour, letters, table, with_points

HEADS = ("x₁", "x₂", "class")
ROOM = 25
MOST_POINTS = 2000
_PARTS = re.compile(r"[\t;,]\s*|\s+")
_NUMBER = re.compile(r"[-+−]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)


class PointsTable(QTableWidget):
    """A row for each point. `asked` is what is done, and the contest with the points that the user wants."""

    asked = Signal(str, object)
    refused = Signal(str)
    picked = Signal(int)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self._contest: Contest | None = None
        self.setHorizontalHeaderLabels(HEADS)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
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
        points, labels = np.asarray(contest.start.points), table(contest)
        self.setRowCount(len(points))
        for row, (point, names) in enumerate(zip(points, labels, strict=True)):
            for column, text in enumerate((*map(show_entered, point), letters(names))):
                self._write(row, column, text, names)
        self._filling = False

    def _write(self, row: int, column: int, text: str, names: Numbers) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
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
        points, labels = np.asarray(self._contest.start.points), table(self._contest)
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

    def _typed(self, item: QTableWidgetItem) -> None:
        contest = self._contest
        if self._filling or contest is None:
            return
        points, labels = np.array(contest.start.points), table(contest)
        try:
            if item.column() < 2:
                points[item.row(), item.column()] = _number(item.text())
            else:
                labels[item.row()] = _classes(item.text(), labels.shape[1])
        except ValueError as error:
            self.refused.emit(str(error))
            self.display(contest)
            return
        self.asked.emit("change a point", with_points(contest, points, labels))

    def _remove(self) -> None:
        rows = sorted({index.row() for index in self.selectedIndexes()})
        contest = self._contest
        if contest is None or not rows:
            return
        points, labels = np.asarray(contest.start.points), table(contest)
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
    try:
        value = float(text.strip().replace(MINUS, "-").replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text}” is not a number") from None
    if not abs(value) <= 1e6:
        raise ValueError(f"{text} is too far out: up to a million, please")
    return value


def _classes(text: str, count: int) -> Numbers:
    """ "A", "AB", "2", or "–" for none, as a row of labels."""
    labels = np.zeros(count)
    text = text.strip().upper()
    if text in ("", "–", "-"):
        return labels
    places = [int(text)] if text.isdigit() else [ascii_uppercase.find(letter) for letter in text]
    for place in places:
        if not 0 <= place < count:
            last = ascii_uppercase[count - 1]
            raise ValueError(f"“{text}” is no class: A to {last}, several letters for several classes, – for none")
        labels[place] = 1.0
    return labels
