"""A table used like a spreadsheet. It tells where the user goes and what the keys ask for, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QTableView, QWidget

from xentgui.window.keyboard import ENTER
from xentgui.window.sizes import px
from xentgui.window.tables.editing import ARROWS, CellEditor
from xentgui.window.tables.grid import GridModel
from xentgui.window.tables.headers import Header
from xentgui.window.tables.painting import PaintedTable

KEYS, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STANDARD = {
    QKeySequence.StandardKey.Copy: "copy",
    QKeySequence.StandardKey.Cut: "cut",
    QKeySequence.StandardKey.Paste: "paste",
}
VERBS = {
    (KEYS.Key_Delete, NONE): "clear",
    (KEYS.Key_Backspace, NONE): "clear",
    (KEYS.Key_Backspace, SHIFT): "clear",
    (KEYS.Key_I, CTRL): "insert",
    (KEYS.Key_I, CTRL | SHIFT): "insert_column",
    (KEYS.Key_Delete, CTRL): "delete",
    (KEYS.Key_Delete, CTRL | SHIFT): "delete_column",
    (KEYS.Key_Escape, NONE): "leave",
}
NEVER = (-1, -1), -1
Triggers = QAbstractItemView.EditTrigger


class Sheet(PaintedTable):
    """One table."""

    walked = Signal(int, int)  # the user went to this cell
    asked = Signal(str)  # what a key asks for: the name of one of the verbs
    crossed = Signal(int, int)  # an arrow key leads over the edge: rows down, columns across
    entered_focus = Signal()
    left_focus = Signal()
    editor_opened = Signal()
    editor_closed = Signal()
    menu_wanted = Signal(object)  # where, in global coordinates
    name_menu_wanted = Signal(object, object)  # the same for a name of a row or class: its orientation, where

    def __init__(self, grid: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(grid, parent)
        self.may_leave: Callable[[], bool] = self.take  # whether a press here is heard
        self.renaming: tuple[Header, int] | None = None  # the name that is being changed
        self.across = Header(Qt.Orientation.Horizontal, self)
        self.down = Header(Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(self.across)
        self.setVerticalHeader(self.down)
        self.setModel(grid)
        self._editor = CellEditor(self)
        self._editor.opened.connect(self.editor_opened)
        self._editor.closed.connect(self.editor_closed)
        self._editor.left.connect(self.step)
        self.setItemDelegate(self._editor)
        self.setAccessibleName(name)
        self._tabbed = NEVER  # the cell that Tab led to, and the column where it began
        self._look()
        for header in (self.across, self.down):
            header.closed.connect(self.editor_closed)
            header.renamed.connect(partial(self._rename, header))
            header.menu_wanted.connect(partial(self._ask_for_name_menu, header))
        self.down.grid = grid
        self.verticalScrollBar().valueChanged.connect(lambda _: self.down.viewport().update())  # the title on top
        self.down.picked.connect(lambda _: self._tell(QModelIndex()))
        self.across.picked.connect(lambda _: self._tell(QModelIndex()))

    def _look(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(Triggers.DoubleClicked | Triggers.EditKeyPressed | Triggers.AnyKeyPressed)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScrollMargin(px(8))
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # What is shown

    def set_sizes(self, row: int, column: int, header: int, side: int) -> None:
        """Heights of rows and header, widths of columns and of the row names, in pixels."""
        self.down.set_size(row)
        self.across.set_size(column)
        self.across.setFixedHeight(header)
        if self.down.width() != side:
            self.down.setFixedWidth(side)
            self.updateGeometries()

    def stand_at(self, row: int, column: int) -> None:
        """Show the current cell; nobody is told."""
        if (row, column) != (self.currentIndex().row(), self.currentIndex().column()):
            self._editor.cancel()
            self._stand(row, column)

    def take(self) -> bool:
        """Whether what stands in an open editor is taken, or nothing does."""
        return self._editor.take()

    def give_up(self) -> None:
        """What stands in an open editor is not wanted."""
        self._editor.cancel()

    def choose(self) -> None:
        """Open the list of the current cell."""
        self._editor.typing = False
        self.edit(self.currentIndex())

    def set_strong(self, row: int | None, column: int | None) -> None:
        """The row and column that one looks at: their names are bold."""
        self.down.set_strong(row)
        self.across.set_strong(column)

    # Where the user is

    def select(self, rows: range, columns: range) -> None:
        """Select a rectangle; the current cell stays."""
        corners = self.grid.index(rows[0], columns[0]), self.grid.index(rows[-1], columns[-1])
        self.selectionModel().select(QItemSelection(*corners), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def step(self, down: int, across: int, by_arrow: bool = False) -> None:
        """One cell on, as Enter and Tab do: over the end of a row into the next; Enter back to where Tab began."""
        row, column = self.cell()
        began = self._tabbed[1] if self._tabbed[0] == (row, column) and not by_arrow else column
        rows, columns = self.grid.rowCount(), self.grid.columnCount()
        row, column = row + down, column + across if across else began
        if not 0 <= column < columns:
            row, column = row + across, column % columns
            began = column
        row = min(max(row, 0), rows - 1)
        self._tabbed = ((row, column), began) if across and not by_arrow else NEVER
        self.go(row, column)

    def go(self, row: int, column: int) -> None:
        """To a cell, as the user's wish."""
        before = self.currentIndex()
        self._stand(row, column)
        self._tell(before)

    def _stand(self, row: int, column: int) -> None:
        index = self.grid.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        near = first - 2 <= row <= (last if last >= 0 else row) + 2
        self.scrollTo(index)
        if not near:
            self.verticalScrollBar().setValue(row - (last - first) // 2)

    def _tell(self, before: QModelIndex) -> None:
        index = self.currentIndex()
        if index.isValid() and index != before:
            self.walked.emit(index.row(), index.column())

    # Keys

    def event(self, event: QEvent) -> bool:
        early = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if early and self._verb(event) not in (None, "leave"):  # Escape closes an open answer first
            event.accept()  # Cut, Copy and Paste are this table's while it has the keyboard
            return True
        return super().event(event)

    def _verb(self, event: QKeyEvent) -> str | None:
        for key, verb in STANDARD.items():
            if event.matches(key):
                return verb
        return VERBS.get((KEYS(event.key()), event.modifiers() & (CTRL | SHIFT)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verb, key = self._verb(event), KEYS(event.key())
        if verb is not None:
            self.asked.emit(verb)
        elif key in ENTER:
            self.step(-1 if event.modifiers() & SHIFT else 1, 0)
        elif key == KEYS.Key_Space:
            self._space(event)
        elif key == KEYS.Key_F10 and event.modifiers() & SHIFT:
            self._ask_for_menu()
        elif not event.modifiers() & (SHIFT | CTRL) and self._at_edge(key):
            if ARROWS[key][1] or not event.isAutoRepeat():  # a held key ends at the last row
                self.crossed.emit(*ARROWS[key])
        elif self.grid.read_only and event.text().strip() and not event.modifiers() & CTRL:
            self.asked.emit("explain")
        else:
            self._editor.typing = bool(event.text().strip())
            before = self.currentIndex()
            super().keyPressEvent(event)
            self._tell(before)

    def _space(self, event: QKeyEvent) -> None:
        if event.modifiers() & CTRL:
            self.selectColumn(self.cell()[1])
        elif event.modifiers() & SHIFT:
            self.selectRow(self.cell()[0])
        elif not event.isAutoRepeat():
            self.asked.emit("toggle")

    def _at_edge(self, key: Qt.Key) -> bool:
        if key not in ARROWS:
            return False
        down, across = ARROWS[key]
        row, column = self.cell()
        return not (0 <= row + down < self.grid.rowCount() and 0 <= column + across < self.grid.columnCount())

    def focusNextPrevChild(self, following: bool) -> bool:
        self.step(0, 1 if following else -1)
        return True

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.may_leave():
            return
        super().mousePressEvent(event)
        self._tell(QModelIndex())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before = self.currentIndex()
        super().mouseMoveEvent(event)
        self._tell(before)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._editor.typing = False
        super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._ask_for_menu()
        else:
            self.menu_wanted.emit(event.globalPos())

    def _ask_for_menu(self) -> None:
        """The menu below the current cell: by its key, or Shift+F10 where the desktop leaves that to us."""
        self.menu_wanted.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))

    def _ask_for_name_menu(self, header: Header, section: int, where: QPoint) -> None:
        """The menu of a name; it is about all that are selected where this is one of them."""
        across = header.orientation() == Qt.Orientation.Horizontal
        row, column = self.cell()
        if section not in self.selected_cells()[across]:
            self.go(*((row, section) if across else (section, column)))
        self.name_menu_wanted.emit(header.orientation(), where)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered_focus.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left_focus.emit()

    def _rename(self, header: Header, section: int, name: str) -> None:
        self.renaming = (header, section)
        self.grid.setHeaderData(section, header.orientation(), name)
        self.renaming = None
