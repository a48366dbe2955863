"""The columns of a file with what each of them is, in the first row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from xentgui.files.columns import Column
from xentgui.files.guess.roles import ROLES, Role
from xentgui.window.sizes import keep, px
from xentgui.window.theme import SEMIBOLD, font, show_entered, show_number, theme
from xentgui.window.widgets.plain import tip

MOST_ROWS = 200  # shown of each column
WIDTH, SIDE, PADDING = 132, 38, 8
LONG = 11  # characters: a number that is longer is shown rounded, and whole as a tooltip
WORDS: dict[Role, str] = {**{role: role for role in ROLES}, "losses": "my number", "nothing": "left out"}
OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)
Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole


class Grid(QAbstractTableModel):
    """Row 0 says what a column is; the rows of the file follow."""

    def __init__(self, columns: Sequence[Column], roles: Sequence[Role]) -> None:
        super().__init__()
        self._columns, self.roles = columns, tuple(roles)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + min(MOST_ROWS, max(map(len, self._columns)))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Roles.DisplayRole) -> Any:
        if role == Roles.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            right = self._columns[section].numbers is not None
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Roles.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return tip(name_of(self._columns[section]))
        if role != Roles.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return "is" if section == 0 else str(section)
        return name_of(self._columns[section])

    def data(self, index: Index, role: int = Roles.DisplayRole) -> Any:
        column, what = self._columns[index.column()], self.roles[index.column()]
        if index.row() == 0:
            return _of_role(role, column, what)
        if role == Roles.DisplayRole:
            return _cell(column, index.row() - 1, whole=False)
        if role == Roles.ToolTipRole:
            return tip(_cell(column, index.row() - 1, whole=True))
        if role == Roles.ForegroundRole and what == "nothing":
            return QColor(theme().secondary)
        if role == Roles.TextAlignmentRole and column.numbers is not None:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def display(self, roles: Sequence[Role]) -> None:
        """Show other roles."""
        self.roles = tuple(roles)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)


class Preview(QTableView):
    """Emits `chosen` with the columns and the role that somebody picked for them."""

    chosen = Signal(object, str)

    def __init__(self, columns: Sequence[Column], roles: Sequence[Role], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Columns of the file")
        self.grid = Grid(columns, roles)
        self.setModel(self.grid)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setStyleSheet(
            f"QTableView::item {{ padding: 0 {px(PADDING)}px; }}"
            f"QTableView::item:focus {{ border: 2px solid {theme().focus}; padding: 0 {px(PADDING) - 2}px; }}"
            f"QHeaderView::section:horizontal {{ padding: {px(3)}px {px(PADDING)}px; border: 0;"
            f"    background: {theme().ground}; }}"
        )
        keep(self.horizontalHeader().setDefaultSectionSize, WIDTH)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        keep(self.verticalHeader().setDefaultSectionSize, 26)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._clicked)
        keep(self.verticalHeader().setFixedWidth, SIDE)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        nothing = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self.grid.index(0, 0), nothing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENING_KEYS:
            self._ask(self.currentIndex().column())
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if index.row() == 0:
            self._ask(index.column())

    def _ask(self, column: int) -> None:
        """A menu of roles under the column's own, for it or for all that are selected with it."""
        selected = sorted({index.column() for index in self.selectedIndexes()})
        columns = selected if column in selected else [column]
        menu = QMenu(self)
        menu.setAccessibleName("What it is")
        for role, words in WORDS.items():
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, role=role: self.chosen.emit(columns, role))
            action.setCheckable(True)
            action.setChecked(self.grid.roles[column] == role)
        box = self.visualRect(self.grid.index(0, column))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(QPoint(max(box.left(), 0), box.bottom() + 1)))


def name_of(column: Column) -> str:
    """What a column is called: its name, its table's, or its number."""
    if column.name:
        return f"{column.table}: {column.name}" if column.table else column.name
    return f"{column.table} {column.place}" if column.table else f"column {column.place}"


def _of_role(role: int, column: Column, what: Role) -> Any:
    colours = theme()
    if role == Roles.DisplayRole:
        return f"{WORDS[what]} ▾"
    if role == Roles.AccessibleTextRole:
        return f"{name_of(column)}: {WORDS[what]}"
    if role == Roles.ToolTipRole:
        return "What this column is: click to change it"
    if role == Roles.FontRole:
        return font(13, SEMIBOLD)
    if role == Roles.TextAlignmentRole and column.numbers is not None:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    if role == Roles.ForegroundRole:
        known = {"labels": colours.labels, "outputs": colours.outputs, "nothing": colours.secondary}
        return QColor(known.get(what, colours.text))
    if role == Roles.BackgroundRole:
        return QColor(colours.hair)
    return None


def _cell(column: Column, row: int, *, whole: bool) -> str:
    if row >= len(column):
        return ""
    if column.numbers is None:
        return (column.texts or ())[row]
    number = float(column.numbers[row])
    written = show_entered(number)
    return written if whole or len(written) <= LONG else show_number(number)
