"""The import dialog: the columns, what each of them is, and what comes out of it; nothing is entered before Import."""

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
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from xentgui.files.assemble import Imported
from xentgui.files.columns import Column
from xentgui.files.guess.roles import ROLES, Role
from xentgui.losses.batch import DataError
from xentgui.questions.saying.register import first_of, number_of
from xentgui.window.cards.text import LEFT, RIGHT
from xentgui.window.numbers import show_entered, show_number
from xentgui.window.sizes import keep, open_as, px, spaced
from xentgui.window.theme import SEMIBOLD, font, theme
from xentgui.window.top_row import MEANINGS
from xentgui.window.widgets.choices import Segments
from xentgui.window.widgets.plain import Label, Quiet, tip

MOST_ROWS = 200  # shown of each column
WIDTH, SIDE, PADDING = 132, 38, 8
LONG = 11  # characters: a number that is longer is shown rounded, and whole as a tooltip
WORDS: dict[Role, str] = {**{role: role for role in ROLES}, "losses": "my number", "nothing": "left out"}
OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)
Index = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole
HINT = "Click on what a column is to change it. Columns that are selected together are changed together."
MOST_REASONS = 6  # shown: the dialog fits a small screen
MISSING = {
    "labels": "No column holds labels: those in the sheet stay if they fit, otherwise every label is 0.",
    "outputs": "No column holds outputs: those in the sheet stay if they fit, otherwise every output is 0.",
}


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
            return RIGHT if right else LEFT
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
            return RIGHT
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
        return RIGHT
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


class ImportDialog(QDialog):
    """`imported` is what the columns are, once the dialog is accepted."""

    def __init__(self, data: Imported, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Import {name}")
        self._data, self.imported = data, data
        self._roles: list[Role] = list(data.roles)
        self._reading: str | None = None  # logits or probabilities, once it was picked
        rows = max(map(len, data.columns))
        head = Label(f"What is what in {name}?")
        head.setProperty("headline", True)
        count = len(data.columns)
        about = Quiet(f"{number_of(rows, 'row')}, {number_of(count, 'column')}. {HINT}", wordWrap=True)
        self._preview = Preview(data.columns, data.roles)
        self._preview.chosen.connect(self._choose)
        self._switch = Segments(
            "Outputs are",
            [
                ("logits", "logits", "Scores before softmax or sigmoid: any numbers"),
                ("probabilities", "probabilities", "Shares from 0 to 1"),
            ],
        )
        self._switch.picked.connect(self._read_as)
        self._result, self._why, self._problem = (kind(wordWrap=True) for kind in (Label, Quiet, Label))
        self._problem.setProperty("refused", True)
        for label in (self._result, self._why, self._problem):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._import = self._buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self._import.setProperty("primary", True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out((head, about))
        if data.problem:
            self._refuse(data.problem)
            self._why.setText(_listed(data.reasons))
        else:
            self._display(data.reasons)
        self._preview.setFocus()
        open_as(self, 860, 560)

    def _lay_out(self, head: Sequence[QWidget]) -> None:
        reading = spaced(QHBoxLayout(), 10)
        reading.addWidget(Label("Outputs are"))
        reading.addWidget(self._switch)
        reading.addStretch(1)
        column = spaced(QVBoxLayout(self), 10, around=(16, 14, 16, 14))
        for widget in head:
            column.addWidget(widget)
        column.addWidget(self._preview, 1)
        column.addLayout(reading)
        for widget in (self._result, self._why, self._problem, self._buttons):
            column.addWidget(widget)

    def _choose(self, columns: Sequence[int], role: Role) -> None:
        for column in columns:
            self._roles[column] = role
        self._follow()

    def _read_as(self, reading: str) -> None:
        self._reading = reading
        self._follow()

    def _follow(self) -> None:
        """What the roles make of the columns, or why they can not be."""
        self._preview.grid.display(self._roles)
        try:
            self.imported = self._data.with_roles(self._roles, self._reading)
        except DataError as error:
            self._refuse(error.reason)
            return
        self._display(self.imported.reasons)

    def _refuse(self, reason: str) -> None:
        """Why nothing can be made of the roles."""
        self._problem.setText(reason)
        self._result.clear()
        self._import.setEnabled(False)

    def _display(self, reasons: Sequence[str]) -> None:
        self._problem.clear()
        self._import.setEnabled(True)
        self._switch.display(self.imported.outputs_are)
        self._switch.setEnabled(self.imported.outputs is not None)
        self._result.setText(summary(self.imported))
        self._why.setText(_listed(reasons))


def _listed(reasons: Sequence[str]) -> str:
    shown = [f"· {reason}" for reason in reasons[:MOST_REASONS]]
    return "\n".join([*shown, *([f"and {len(reasons) - MOST_REASONS} more"] if len(reasons) > MOST_REASONS else [])])


def summary(data: Imported) -> str:
    """What will be entered, in a sentence."""
    table = data.outputs if data.outputs is not None else data.labels
    if table is None:
        return "Losses for My number. The sheet stays as it is."
    rows, columns = table.shape
    classes = "one yes/no output" if columns == 1 else f"{columns:,} classes ({first_of(data.class_names)})"
    words = [f"{number_of(rows, 'row')}, {classes}, mode {MEANINGS[data.mode][0]}."]
    if data.labels_are:
        words.append(f"Labels: {data.labels_are}.")
    words += [text for name, text in MISSING.items() if getattr(data, name) is None]
    return " ".join(words)
