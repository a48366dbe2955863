"""What the user can do in the tables, whatever key or menu asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry
from xentgui.files.segments import joined
from xentgui.files.separated import RaggedError
from xentgui.losses.batch import DataError
from xentgui.window.cards.text import copy_value
from xentgui.window.keyboard import takes_tab
from xentgui.window.tables.display import TablesDisplay
from xentgui.window.tables.pasted import Place
from xentgui.window.tables.pasting import Paste, pasted_at
from xentgui.window.tables.sheet import Sheet
from xentgui.window.working import at_once

MOST_LINES, MOST_CHARACTERS = 5_000, 200_000  # of a paste that the window waits for
COMPUTED = "{} computed: change a label or an output"
GROUPED = "each row is in a group: type another, or choose Edit, Groups, No groups"
BRIEF = "each row has its own classes here: clear one column at a time"
FOLDED = "each row has one class here: choose another, or unfold the labels"


class Verbs:
    """Cut, copy and paste, rows and classes, on the active sheet of the view."""

    def __init__(self, view: TablesDisplay) -> None:
        self._view, self._stack = view, view.stack
        self._copied: str | None = None  # what was copied here is pasted as it is

    @property
    def _entry(self) -> Entry:
        assert self._view.analysis is not None
        return self._view.analysis.entry

    @property
    def _sheet(self) -> Sheet:
        return self._view.active

    def _ask(self, label: str, change: partial[Entry]) -> None:
        self._view.ask(self._sheet, Edit(label, change))

    def _chosen(self) -> tuple[range, range]:
        """The selected rows and columns of the entry."""
        rows, columns = self._sheet.selected_cells()
        row, column = self._view.place
        if self._sheet in self._stack.singles or self._stack.brief:
            columns = range(column, column + 1)
        assert self._view.analysis is not None
        first, last = (self._stack.class_at(self._view.analysis, row, k) for k in (columns[0], columns[-1]))
        return rows, range(first, last + 1)

    def _whole_columns(self) -> bool:
        rows, _ = self._sheet.selected_cells()
        return 1 < len(rows) == self._sheet.grid.rowCount() and self._sheet not in self._stack.singles

    # The clipboard

    def copy(self) -> None:
        """The selected cells to the clipboard, at full precision."""
        cells = self._sheet.grid.block(*self._sheet.selected_cells())
        if cells:
            self._copied = "\n".join("\t".join(row) for row in cells)
            QGuiApplication.clipboard().setText(self._copied)
            rows, columns = len(cells), len(cells[0])
            what = cells[0][0] if rows * columns == 1 else f"{rows:,} × {columns:,} cells"
            self._view.said.emit(f"Copied {what}")

    def copy_cell(self, index: QModelIndex) -> None:
        """A value that was clicked on."""
        text = index.data(Qt.ItemDataRole.EditRole)
        if text:
            QGuiApplication.clipboard().setText(text)
            self._view.said.emit(f"Copied {text}")

    def copy_number(self, value: float) -> None:
        self._view.said.emit(copy_value(value))

    def cut(self) -> None:
        self.copy()
        self.clear()

    def paste(self) -> None:
        """What the clipboard holds: to the current cell, or as new data where it is labels and outputs."""
        self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        """A text as if it had been pasted."""
        view, before = self._view, self._view.analysis
        if before is None or not text.strip():
            return
        rows, columns = self._chosen()
        place: Place = "weights" if self._sheet is self._stack.weights else self._sheet.grid.lens.table or "outputs"
        place = "labels" if self._sheet is self._stack.classes else place
        place = "groups" if self._sheet is self._stack.groups else place
        ours, chosen = text == self._copied, before.focus.chosen
        run = view.run if text.count("\n") > MOST_LINES or len(text) > MOST_CHARACTERS else at_once
        read = partial(pasted_at, text, before.entry, place, rows[0], columns[0], plain=ours, chosen=chosen)
        run("Reading what was pasted", read, partial(self._take, self._sheet), partial(self._refuse, text))

    def _refuse(self, text: str, error: DataError) -> None:
        """Why it was not taken; of lines with different numbers of cells the rectangular parts are offered."""
        self._view.refuse(error)
        if isinstance(error, RaggedError) and error.parts:
            choices = [(words, partial(self._paste_part, change, joined(text))) for words, change in error.parts]
            self._view.offered.emit("not all rows have as many numbers", choices)

    def _paste_part(self, change: Callable[[str], str], text: str) -> None:
        self._view.settle()
        self.paste_text(change(text))

    def _take(self, sheet: Sheet, paste: Paste) -> None:
        """What was pasted into a sheet: an edit, or tables that somebody is asked about."""
        view = self._view
        if paste.doubtful is not None:
            view.doubted.emit(paste.doubtful)
        elif paste.edit is not None and view.analysis is not None:
            self._enter(sheet, paste, view.analysis)
        else:
            view.said.emit(paste.words)

    def _enter(self, sheet: Sheet, paste: Paste, before: Analysis) -> None:
        """Make the edit of a paste, and say what was done and what else it may be."""
        view = self._view
        view.ask(sheet, paste.edit)
        done = view.analysis is not before and view.analysis is not None
        if not done and paste.number is None:
            return
        if done and paste.indices:
            view.mark_indices()
        if done and paste.data is not None:
            first = view.analysis.entry.first_counted
            view.look_at(first, 0)
            sheet.select(range(first, first + 1), range(1))
            view.taken.emit(paste.data)
        elif done and paste.table is not None:
            self._select_pasted(sheet, paste.corner, paste.size)
        view.said.emit(paste.words)
        if paste.others:
            choices = [(words, partial(self._instead, sheet, edit, before.entry)) for words, edit in paste.others]
            view.offered.emit(paste.why, choices)
        if paste.number is not None:
            view.number_pasted.emit(paste.number)

    def _instead(self, sheet: Sheet, edit: Edit, before: Entry) -> None:
        """The paste read otherwise, as if the first reading had not been."""
        self._view.ask(sheet, Edit(edit.label, lambda _: edit.change(before)))

    def _select_pasted(self, sheet: Sheet, corner: tuple[int, int], size: tuple[int, int]) -> None:
        shown = self._entry.shown_columns
        if not self._stack.brief and corner[1] in shown and sheet.grid.columnCount() > 1:
            first = shown.index(corner[1])
            sheet.select(range(corner[0], corner[0] + size[0]), range(first, first + size[1]))

    # Cells

    def clear(self) -> None:
        """The selected cells to 0, a weight to 1."""
        table, (rows, columns) = self._sheet.grid.lens.table, self._chosen()
        if self._sheet is self._stack.classes:
            where = (self._sheet.cell()[0], columns[0])
            self._view.refuse(DataError(FOLDED, table="labels", where=where))
        elif self._sheet is self._stack.groups:
            self._view.refuse(DataError(GROUPED, table="groups", where=(rows[0], 0)))
        elif self._sheet is self._stack.weights:
            self._ask("Clear the weight", partial(edits.set_class_weight, column=columns[0], weight=1.0))
        elif self._sheet.grid.read_only or table is None:
            self.explain()
        elif self._stack.brief and len(self._sheet.selected_cells()[1]) > 1:
            self._view.refuse(DataError(BRIEF, table=table, where=(rows[0], columns[0])))
        else:
            label = "Clear the cell" if len(rows) * len(columns) == 1 else "Clear cells"
            self._ask(label, partial(edits.clear, table=table, rows=rows, columns=columns))

    def toggle(self) -> None:
        """Space: a label between 0 and 1, the list of classes, the next loss."""
        row, column = self._sheet.cell()
        if self._sheet is self._stack.classes:
            self._sheet.choose()
        elif self._sheet is self._stack.losses:
            self._view.go_to_loss()
        elif self._sheet is self._stack.labels:
            place = self._entry.shown_columns[column]
            label = f"Change y({self._entry.class_names[place]}) of {self._entry.row_words(row)}"
            self._ask(label, partial(edits.toggle_label, row=row, column=place))

    def explain(self) -> None:
        """Why nothing can be typed here."""
        if self._view.refuse_epoch():
            return
        what = "the loss is" if self._sheet is self._stack.losses else "a is"
        self._view.refuse(DataError(COMPUTED.format(what)))

    # Rows and classes

    def insert(self) -> None:
        """Rows before the selected ones, or a class where whole columns are selected."""
        (self.insert_column if self._whole_columns() else self.insert_row)()

    def delete(self) -> None:
        """The selected rows, or the classes where whole columns are selected."""
        (self.delete_column if self._whole_columns() else self.delete_rows)()

    def insert_row(self, *, after: bool = False) -> None:
        """As many empty rows as are selected, before them or after them."""
        rows, _ = self._chosen()
        row, count = (rows[-1] + 1 if after else rows[0]), len(rows)
        label = "Insert row" if count == 1 else f"Insert {count} rows"
        self._ask(label, partial(edits.insert_rows, row=min(row, self._entry.rows), count=count))

    def delete_rows(self) -> None:
        rows, _ = self._chosen()
        inside = range(rows.start, min(rows.stop, self._entry.rows))
        if inside:
            label = f"Delete {self._entry.row_words(inside[0])}" if len(inside) == 1 else f"Delete {len(inside)} rows"
            self._ask(label, partial(edits.delete_rows, rows=inside))

    def insert_column(self, *, after: bool = False) -> None:
        """An empty class before the selected ones or after them."""
        _, columns = self._chosen()
        column = columns[-1] + 1 if after else columns[0]
        self._ask("Insert class", partial(edits.insert_column, column=column))

    def add_class(self) -> None:
        """An empty class after the last one, which is looked at."""
        self._ask("Add a class", partial(edits.insert_column, column=self._entry.columns))
        self._view.look_at(self._view.place[0], self._stack.columns - 1)

    @property
    def several_classes(self) -> bool:
        """Whether one can be deleted."""
        return self._entry.columns > 1

    def delete_column(self) -> None:
        """The selected classes."""
        _, columns = self._chosen()
        label = "Delete class" if len(columns) == 1 else f"Delete {len(columns)} classes"
        self._ask(label, partial(edits.delete_columns, columns=columns))

    def rename_class(self) -> None:
        """A field over the name of the current class."""
        sheet = self._sheet if self._sheet.across.renamable and self._sheet.across.isVisible() else self._stack.outputs
        sheet.across.rename(self._view.place[1])

    def rename_row(self) -> None:
        """A field over the name of the current row."""
        (self._stack.classes if self._stack.folded else self._stack.outputs).down.rename(self._view.place[0])

    def leave(self) -> None:
        """Escape: the reason of a refusal goes, then the keyboard leaves the table."""
        if self._view.settle():
            return
        box, widget = self._sheet.parentWidget(), self._sheet.nextInFocusChain()
        while widget is not None and widget is not self._sheet:
            if _stops(widget) and not box.isAncestorOf(widget):
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
            widget = widget.nextInFocusChain()
        self._sheet.clearFocus()


def _stops(widget: QWidget) -> bool:
    """Whether Tab stops at a widget; of several that exclude one another it does at the one that is on."""
    if isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked():
        return False
    return takes_tab(widget)
