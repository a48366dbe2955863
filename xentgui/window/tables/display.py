"""The left column as it is shown: the tables at one place of the user, and what is refused beside its cell."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from xentgui.analysis import Analysis
from xentgui.entry import Edit, Span, changed_rows
from xentgui.losses.batch import DataError
from xentgui.window.sizes import FLUSH, keep, spaced
from xentgui.window.tables.refusal import Refusal
from xentgui.window.tables.sheet import Sheet
from xentgui.window.tables.stack import Stack
from xentgui.window.theme import face
from xentgui.window.view import View
from xentgui.window.working import Work, at_once

SMALLEST = (320, 300)
MOST_RANKED = 20_000  # rows that are ranked again by their losses at each change


class TablesDisplay(View):
    """Labels over outputs, what the activation makes of them, and the loss of each row."""

    number_pasted = Signal(str)  # a loss that stood in a paste, as it was written
    doubted = Signal(object)  # Imported: a paste of which it is not plain what is what
    taken = Signal(object)  # Imported: a paste in place of the data
    offered = Signal(str, object)  # why a paste was read so, and other readings: words and what to do

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = Stack(self)
        self.run: Work = at_once  # for work that takes long
        self.active = self.stack.outputs  # the sheet that has the keyboard, or had it last
        self.place = (0, 0)  # where the user is: a row, also the one that is not there yet, and a shown column
        self._shown: Analysis | None = None
        self._told = (0, 0)  # the row and class of the focus that was displayed
        self._ranked = False  # whether the user goes from loss to loss
        self._asking: Sheet | None = None
        self._scrolling = False
        self._refusal = Refusal(self)
        self._refusal.gone.connect(self.unsaid)
        column = spaced(QVBoxLayout(self), around=FLUSH)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.stack)
        keep(self.setMinimumSize, *SMALLEST)
        self._connect()
        self._activate(self.active)

    @property
    def alone(self) -> QSize:
        return self.stack.alone

    def _connect(self) -> None:
        stack = self.stack
        for sheet in stack.sheets:
            sheet.may_leave = sheet.across.may_leave = sheet.down.may_leave = self._may_leave
            sheet.grid.edited.connect(partial(self.ask, sheet))
            sheet.grid.refused.connect(self.refuse)
            sheet.grid.said.connect(self.said)
            sheet.walked.connect(partial(self._walk, sheet))
            sheet.crossed.connect(partial(self._cross, sheet))
            sheet.entered_focus.connect(partial(self._activate, sheet))
            sheet.left_focus.connect(self._frame)
            sheet.editor_opened.connect(self.settle)
            sheet.editor_closed.connect(self.settle)
            for bar in (sheet.verticalScrollBar(), sheet.horizontalScrollBar()):
                bar.valueChanged.connect(partial(self._scroll, sheet, bar.orientation()))
        stack.losses.across.pressed_button.connect(self.go_to_loss)
        stack.classes.across.pressed_button.connect(partial(self.fold, False))
        stack.fold_button.clicked.connect(lambda: self.fold(True))
        stack.mean.stepped.connect(self._step_loss)

    @property
    def told(self) -> tuple[QWidget, ...]:
        """The parts that show what the chosen card gives."""
        return self.stack.losses, self.stack.mean

    # Display

    def display(self, analysis: Analysis) -> None:
        old, self._shown = self._shown, analysis
        entry = analysis.entry
        span = Span(0, 0, entry.rows) if old is None else changed_rows(old.entry, entry)
        self.stack.display(analysis, span, old.entry if old is not None else None)
        if _is_away(self.active):
            self._activate(self.stack.outputs)
        if old is None or entry is not old.entry:
            self.settle()
            self._ranked = self._ranked and entry.rows <= MOST_RANKED
        focus = (analysis.focus.row, analysis.focus.column)
        elsewhere = self.place[0] > entry.rows or self.place[1] >= self.stack.columns
        another = self.place[0] == focus[0] and self.stack.class_at(analysis, *self.place) != focus[1]
        if focus != self._told or elsewhere or another:
            self.place = (analysis.focus.row, self.stack.column_of(analysis))
        self._told = focus
        self._stand()
        self._say_rank(analysis)
        problem, before = analysis.problem, old.problem if old is not None else None
        if problem is not None and problem.where and (before is None or before.reason != problem.reason):
            self.show_refusal(problem)

    def _stand(self) -> None:
        """Every table at the place where the user is."""
        row, column = self.place
        for sheet in self.stack.sheets:
            single = sheet in self.stack.singles
            rows, columns = sheet.grid.rowCount(), sheet.grid.columnCount()
            if rows and columns:
                sheet.stand_at(min(row, rows - 1), 0 if single else min(column, columns - 1))
            sheet.set_strong(None if sheet is self.stack.weights else row, None if single else column)

    # Where one looks

    def look_at(self, row: int, column: int) -> None:
        """Look at a cell of the shown columns; a row that is not there yet is looked at when it is."""
        analysis = self._shown
        if analysis is None:
            return
        self.place = (row, min(column, self.stack.columns - 1))
        self._stand()
        if row < analysis.entry.rows:
            self._told = (row, self.stack.class_at(analysis, *self.place))
            self.focused.emit(replace(analysis.focus, row=row, column=self._told[1]))

    def _walk(self, sheet: Sheet, row: int, column: int) -> None:
        """The user went to a cell."""
        self.settle()
        self._ranked = self._ranked and row == self._told[0]
        single = sheet in self.stack.singles
        self.look_at(self.place[0] if sheet is self.stack.weights else row, self.place[1] if single else column)

    def _may_leave(self) -> bool:
        """Whether no table holds a text that is refused."""
        return all(sheet.take() for sheet in self.stack.sheets)

    def give_up(self) -> None:
        """Other data come in: what was refused of the ones before goes."""
        for sheet in self.stack.sheets:
            sheet.give_up()

    def _cross(self, sheet: Sheet, down: int, across: int) -> None:
        """Over the edge of a table into the one beside, above or below it."""
        stack = self.stack
        level = [stack.groups, stack.classes, stack.outputs, stack.losses]
        if sheet in (stack.groups, stack.labels) and not stack.folded:
            level = [stack.groups, stack.labels]
        neighbours = level if across else [stack.weights, stack.labels, stack.outputs, stack.activations]
        order = [other for other in neighbours if other.isVisible()]
        place = order.index(sheet) + down + across if sheet in order else -1
        if 0 <= place < len(order):
            target, (row, column) = order[place], sheet.cell()
            last = (target.grid.rowCount() if down else target.grid.columnCount()) - 1
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            first = 0 if down + across > 0 else last
            target.go(row if across else first, first if across else min(column, target.grid.columnCount() - 1))

    def _activate(self, sheet: Sheet) -> None:
        self.active = sheet
        self.setFocusProxy(sheet)
        self._frame()

    def _frame(self) -> None:
        for sheet in self.stack.sheets:
            sheet.set_framed(sheet is self.active)
        for box in self.stack.boxes:
            box.update()

    def _scroll(self, sheet: Sheet, orientation: Qt.Orientation, value: int) -> None:
        """One table scrolls with the other; a shorter one that can not go so far does not call it back.

        One that is not there, which may be lower than any, leads none.
        """
        if self._scrolling or _is_away(sheet):
            return
        self._scrolling = True
        level = orientation == Qt.Orientation.Horizontal
        apart = self.stack.singles if level else (self.stack.weights,)
        for other in self.stack.sheets:
            if sheet not in apart and other not in apart and other is not sheet:
                (other.horizontalScrollBar() if level else other.verticalScrollBar()).setValue(value)
        self._scrolling = False

    # The largest losses

    def go_to_loss(self) -> None:
        """To the row with the largest loss, from there to the next."""
        self._step_loss(1 if self._ranked else 0)

    def _step_loss(self, step: int) -> None:
        analysis = self._shown
        order = () if analysis is None else analysis.by_loss
        if analysis is None or not len(order):
            return
        place = int((order == analysis.focus.row).argmax()) if self._ranked else 0
        self._ranked = True
        self.settle()
        column = 0 if self.stack.brief else self.place[1]  # a table of very many classes shows the true one first
        self.look_at(int(order[(place + step) % len(order)]), column)
        self._say_rank(self._shown or analysis)

    def _say_rank(self, analysis: Analysis) -> None:
        row, order = analysis.focus.row, analysis.by_loss if self._ranked else np.empty(0)
        place = next(iter(np.flatnonzero(order == row).tolist()), None)
        self.stack.mean.rank(place, len(order), analysis.entry.sample_name(row))

    # What the user does

    def ask(self, sheet: Sheet, edit: Edit) -> None:
        """Send an edit; where it made the row that the user stands in, look at it."""
        before = self._shown
        self.settle()
        if self.refuse_epoch():
            return
        self._asking = sheet
        self.edited.emit(edit)
        self._asking = None
        after = self._shown
        if before is not None and after is not None and before.entry.rows <= self.place[0] < after.entry.rows:
            self.look_at(*self.place)

    def mark_indices(self) -> None:
        """The labels shown now came as class indices; the caption says so as long as they stay."""
        if self._shown is not None:
            self.stack.from_indices = self._shown.entry.blocks
            self.display(self._shown)

    def fold(self, folded: bool) -> None:
        """Labels as one column of classes, or as a table."""
        self.stack.unfold = not folded
        if self._shown is not None:
            self.display(self._shown)

    # Refusals

    def show_refusal(self, error: DataError) -> None:
        """The reason beside the cell that it is about; what is about no cell here is left to the status line."""
        stack = self.stack
        labels = stack.classes if stack.folded else stack.labels
        tables = {
            "labels": labels, "outputs": stack.outputs, "class_weights": stack.weights, "groups": stack.groups,
        }  # fmt: skip
        sheet = tables.get(error.table or "", self._asking)
        if sheet is None or (error.where is None and self._asking is None):
            return
        box, widget = sheet.visualRect(sheet.currentIndex()), sheet.viewport()
        cell = self._cell_of(sheet, error.where) if error.where is not None else None
        if cell is not None and cell[0] < sheet.grid.rowCount():
            sheet.set_refused(cell)
            sheet.scrollTo(sheet.grid.index(*cell))
            box = sheet.visualRect(sheet.grid.index(*cell))
        elif self._asking is not None and self._asking.renaming is not None:
            header, section = self._asking.renaming
            box, widget = header.box(section), header.viewport()
        self._refusal.say(error.reason, QRect(widget.mapTo(self, box.topLeft()), box.size()))

    def _cell_of(self, sheet: Sheet, where: tuple[int, ...]) -> tuple[int, int]:
        """The cell of a sheet that a place in the entry is shown in."""
        assert self._shown is not None
        shown = self._shown.entry.shown_columns
        row = 0 if sheet is self.stack.weights else where[0]
        whole_row = len(where) == 1 and sheet is not self.stack.weights
        if sheet in self.stack.singles or whole_row:
            return row, 0
        if self.stack.brief:
            return row, self.place[1]
        return row, shown.index(where[-1]) if where[-1] in shown else 0

    def refuse(self, error: DataError) -> None:
        """Something was refused before it became an edit."""
        self._asking = self._asking or self.active
        self.show_refusal(error)
        self._asking = None
        self.said.emit(error.reason)

    def refuse_epoch(self) -> bool:
        """An epoch of a training run is read, not changed: say so where it is one."""
        epoch = self._shown.focus.epoch if self._shown is not None else None
        if epoch is not None:
            self.refuse(DataError(f"epoch {epoch} of the training run is shown: leave it to change the numbers"))
        return epoch is not None

    def settle(self) -> bool:
        """The reason of a refusal goes; whether there was one."""
        shown = self._refusal.isVisible()
        self._refusal.hide()
        for sheet in self.stack.sheets:
            sheet.set_refused(None)
        return shown

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None:
            self.stack.resize(self.size())
            self.display(self._shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            face.cache_clear()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange) and self._shown is not None:
            self.display(self._shown)


def _is_away(sheet: Sheet) -> bool:
    return sheet.isHidden() or sheet.parentWidget().isHidden()
