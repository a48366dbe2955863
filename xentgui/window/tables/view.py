"""The left column: puts labels, outputs, losses and activations in their places and connects them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Span, changed_rows
from xentgui.losses.batch import DataError
from xentgui.window.segments import Segments
from xentgui.window.tables import shape, states
from xentgui.window.tables.box import Box
from xentgui.window.tables.captions import Caption, MeanLine, PasteHint, Reading, Title, copy_text
from xentgui.window.tables.grid import GridModel
from xentgui.window.tables.lenses import (
    ActivationsLens,
    ClassLens,
    LabelsLens,
    LossLens,
    OutputsLens,
    WeightsLens,
    decimals_of,
)
from xentgui.window.tables.menu import open_menu
from xentgui.window.tables.painting import PADDING, faces
from xentgui.window.tables.pasting import pasted_at
from xentgui.window.tables.refusal import Refusal
from xentgui.window.tables.sheet import Sheet
from xentgui.window.theme import all_digits, theme
from xentgui.window.view import View


class TablesView(View):
    """Labels over outputs, what the activation makes of them, and the loss of each row."""

    number_pasted = Signal(str)  # a loss that stood in a paste, as it was written
    dropped = Signal(str)  # the path of a file

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._as_entered, self._as_a = OutputsLens(), ActivationsLens(growing=True, both=False)
        self.labels = Sheet(GridModel(LabelsLens(), self), "Labels")
        self.weights = Sheet(GridModel(WeightsLens(), self), "Class weights")
        self.classes = Sheet(GridModel(ClassLens(), self), "Classes")
        self.outputs = Sheet(GridModel(self._as_entered, self), "Outputs")
        self.losses = Sheet(GridModel(LossLens(), self), "Loss of each row")
        self.activations = Sheet(GridModel(ActivationsLens(), self), "a")
        self.active = self.outputs
        self._shown: Analysis | None = None
        self._place, self._told = (0, 0), (0, 0)
        self._folded, self._unfold, self._show_a, self._ranked = False, False, False, False
        self.may_fold = False
        self._index_blocks: object = None
        self._asking: Sheet | None = None
        self._build()
        self._lay_out()
        self._connect()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return self.classes, self.weights, self.labels, self.outputs, self.losses, self.activations

    # Places

    def _build(self) -> None:
        self.classes.words = self.classes.across.words = True
        for sheet in (self.classes, self.losses):
            sheet.across.renamable = False
        for sheet in (self.weights, self.activations, self.losses):
            sheet.down.renamable = False
        self.activations.across.renamable = False
        self.losses.down.hide()
        self.losses.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._fold_button = QPushButton("fold", toolTip="Show the class of each row in one column")
        self._fold_button.setProperty("link", True)
        self._reading = Reading()
        self._switch = Segments(
            "Outputs shown",
            [
                ("entered", "as entered", "the numbers as entered, with bars for a"),
                ("a", "as a", "the probabilities that the activation makes"),
            ],
        )
        self._labels_caption = Caption("labels", self._fold_button, height=shape.FIRST)
        self._outputs_caption = Caption("outputs", self._reading, self._switch)
        self._folded_title = Title("labels")
        self._outputs_caption.row.insertWidget(0, self._folded_title)
        self._a_caption = Caption("outputs")
        self._labels_box = Box(self.labels, above=self.weights)
        self._outputs_box = Box(self.outputs, left=self.classes, right=self.losses)
        self._a_box = Box(self.activations)
        self._mean, self._hint, self._refusal = MeanLine(), PasteHint(), Refusal(self)
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        left = Qt.AlignmentFlag.AlignLeft
        column.addWidget(self._labels_caption)
        column.addWidget(self._labels_box, 0, left)
        self._space = QWidget()
        self._space.setFixedHeight(shape.GAP)
        column.addWidget(self._space)
        column.addWidget(self._outputs_caption)
        column.addWidget(self._outputs_box, 0, left)
        column.addWidget(self._mean)
        column.addWidget(self._a_caption)
        column.addWidget(self._a_box, 0, left)
        column.addStretch(1)
        column.addWidget(self._hint)

    def _connect(self) -> None:
        for sheet in self.sheets:
            sheet.grid.edited.connect(partial(self._ask, sheet))
            sheet.grid.refused.connect(self._refuse)
            sheet.walked.connect(partial(self._walk, sheet))
            sheet.asked.connect(partial(self._do, sheet))
            sheet.crossed.connect(partial(self._cross, sheet))
            sheet.entered_focus.connect(partial(self._activate, sheet))
            sheet.editor_opened.connect(self._settle)
            sheet.menu_wanted.connect(partial(self._menu, sheet))
            sheet.verticalScrollBar().valueChanged.connect(partial(self._scroll, sheet, "verticalScrollBar"))
            sheet.horizontalScrollBar().valueChanged.connect(partial(self._scroll, sheet, "horizontalScrollBar"))
        self.losses.across.picked.connect(lambda _: self.go_to_loss())
        self.classes.across.picked.connect(lambda _: self.fold(False))
        self._fold_button.clicked.connect(lambda: self.fold(True))
        self._reading.picked.connect(self._read_as)
        self._switch.picked.connect(self._show_as)
        self._mean.stepped.connect(self._step_loss)
        self._mean.copied.connect(self._copy_number)
        self._scrolling = False
        self._activate(self.outputs)

    # Display

    def display(self, analysis: Analysis) -> None:
        old, self._shown = self._shown, analysis
        entry = analysis.entry
        span = Span(0, 0, entry.rows) if old is None else changed_rows(old.entry, entry)
        kept = old is not None and span.removed < max(old.entry.rows, 1) and old.entry.columns == entry.columns
        self._as_entered.decimals = decimals_of(entry, self._as_entered.decimals if kept else 1)
        self._arrange(analysis)
        for sheet in self.sheets:
            sheet.grid.show(analysis, Span(0, 0, 0) if sheet is self.weights else span)
        self._place_boxes(analysis)
        if old is None or entry is not old.entry:
            self._settle()
        focus = (analysis.focus.row, analysis.column)
        if focus != self._told or self._place[0] > entry.rows or self._place[1] >= len(entry.shown_columns):
            self._place = focus
        self._told = focus
        self._stand()
        self._caption(analysis)

    def _arrange(self, analysis: Analysis) -> None:
        """Which tables stand there, and what the outputs show."""
        entry = analysis.entry
        self.may_fold = entry.mode == "softmax" and entry.columns >= shape.FOLDED_FROM and analysis.one_hot
        self._folded = self.may_fold and not self._unfold and entry.class_weights is None
        self._third = self.height() >= shape.TALL and not self._folded
        logits = entry.outputs_are == "logits"
        self._as_entered.bars = not self._third
        self._as_entered.underlines = self._as_a.underlines = self._folded
        self.outputs.grid.set_lens(self._as_a if self._show_a and logits and not self._third else self._as_entered)
        for widget, there in (
            (self._labels_caption, not self._folded),
            (self._labels_box, not self._folded),
            (self._space, not self._folded),
            (self._folded_title, self._folded),
            (self.classes, self._folded),
            (self.weights, entry.class_weights is not None),
            (self._a_caption, self._third),
            (self._a_box, self._third),
            (self._switch, logits and not self._third),
            (self._fold_button, self.may_fold and not self._folded and entry.class_weights is None),
        ):
            widget.setVisible(there)
        self.labels.across.setVisible(entry.class_weights is None)
        self.outputs.down.setVisible(not self._folded)
        self.classes.choices = entry.class_names
        if self.active.isHidden() or not self.active.parentWidget().isVisibleTo(self):
            self._activate(self.outputs)

    def _place_boxes(self, analysis: Analysis) -> None:
        entry, names = analysis.entry, analysis.shown_names
        weights = entry.class_weights is not None
        word = self._word_width(entry.class_names) if self._folded else 0
        size = shape.sizes(
            self.width(), self.height(), entry.rows, len(names), weights=weights, side=self._side(analysis), word=word
        )
        binary = entry.mode == "binary"
        plan = shape.plan(size, self.size(), entry.rows, len(names), weights=weights, third=self._third, binary=binary)
        for sheet in self.sheets:
            sheet.set_sizes(plan.row, size.column, plan.row, size.side)
        self.classes.across.setDefaultSectionSize(word or size.column)
        self.losses.across.setDefaultSectionSize(size.loss)
        if self._folded:
            self.classes.setFixedWidth(size.side + word)
        self.losses.setFixedWidth(size.loss)
        self.weights.setFixedHeight(2 * plan.row)
        boxes = (self._labels_box, plan.labels), (self._outputs_box, plan.outputs), (self._a_box, plan.activations)
        for box, wanted in boxes:
            box.setFixedSize(wanted)
            box.upright.setVisible(plan.down)
            box.level.setVisible(plan.across and box is self._outputs_box)
        self._hint.setVisible(plan.hint)

    def _side(self, analysis: Analysis) -> int:
        entry = analysis.entry
        names = entry.sample_names[:200] if entry.sample_names is not None else (f"{entry.rows:,}",)
        metrics = QFontMetrics(faces()[1])
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        return min(max(widest + PADDING + 6, shape.SIDE), 110)

    def _word_width(self, names: tuple[str, ...]) -> int:
        metrics = QFontMetrics(faces()[1])
        return min(max(max(metrics.horizontalAdvance(name) for name in names) + 2 * PADDING + 12, 73), 130)

    def _caption(self, analysis: Analysis) -> None:
        entry, row = analysis.entry, analysis.focus.row
        self._labels_caption.title.say("Labels", "y")
        self._folded_title.say("Labels", "y")
        self._outputs_caption.title.say("Outputs", "f" if entry.outputs_are == "logits" else "a")
        title = states.activations_title(entry)
        self._a_caption.title.say(title)
        self.activations.setAccessibleName(title)
        from_indices = self._index_blocks is not None and self._index_blocks == entry.blocks
        labels = states.problem_in_words(analysis, "labels") or states.labels_state(analysis, from_indices)
        outputs = states.problem_in_words(analysis, "outputs")
        if analysis.focus.epoch is not None:
            outputs = outputs or f"epoch {analysis.focus.epoch}, read-only"
        elif states.weighted(entry):
            outputs = outputs or "rows are weighted"
        self._labels_caption.state.say(labels, "Labels")
        self._outputs_caption.state.say(outputs, "Outputs")
        self._a_caption.state.say(states.activations_state(analysis), title)
        self._reading.display(entry.outputs_are, short=not self._third)
        self._switch.display("a" if self._show_a else "entered")
        if analysis.chosen is not None:
            value = float(analysis.chosen.value)
            self._mean.display(entry.reduction, value, theme().definition(analysis.focus.chosen))
        self._say_rank(analysis)
        self.losses.strong_row = row
        self.losses.tinted_row = row if self._folded and row < entry.rows else None
        self.losses.tint = analysis.focus.chosen
        self.losses.viewport().update()

    # Where one looks

    def _stand(self) -> None:
        """Every table at the place where one is."""
        row, column = self._place
        for sheet in self.sheets:
            inside = 0 if sheet in (self.classes, self.losses) else min(column, sheet.grid.columnCount() - 1)
            if sheet.grid.rowCount():
                sheet.stand_at(min(row, sheet.grid.rowCount() - 1), max(inside, 0))
            sheet.set_strong(
                None if sheet is self.weights else row, column if sheet not in (self.classes, self.losses) else None
            )

    def _walk(self, sheet: Sheet, row: int, column: int) -> None:
        """The user went to a cell: say where one looks now; a row that is not there yet is looked at when it is."""
        analysis = self._shown
        if analysis is None:
            return
        self._settle()
        self._ranked = self._ranked and row == analysis.focus.row
        if sheet in (self.classes, self.losses):
            column = self._place[1]
        columns = analysis.entry.shown_columns
        column = min(column, len(columns) - 1)
        self._place = (self._place[0] if sheet is self.weights else row, column)
        self._stand()
        if self._place[0] < analysis.entry.rows:
            self._told = self._place
            self.focused.emit(replace(analysis.focus, row=self._place[0], column=columns[column]))

    def _activate(self, sheet: Sheet) -> None:
        self.active = sheet
        for other in self.sheets:
            other.set_framed(other is sheet)
        for box in (self._labels_box, self._outputs_box, self._a_box):
            box.update()

    def _cross(self, sheet: Sheet, down: int, across: int) -> None:
        """Over the edge of a table into the one beside or above it."""
        beside = [s for s in (self.classes, self.outputs, self.losses) if not s.isHidden()]
        above = [s for s in (self.weights, self.labels) if not s.isHidden()]
        order, step = (beside, across) if across else (above, down)
        if sheet not in order or not 0 <= order.index(sheet) + step < len(order):
            return
        target = order[order.index(sheet) + step]
        row, column = sheet.cell()
        column = column if down else 0 if across > 0 else target.grid.columnCount() - 1
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        target.go(min(row, target.grid.rowCount() - 1) if across else 0, column)

    def go_to_loss(self) -> None:
        """To the row with the largest loss, from there to the next."""
        self._step_loss(1 if self._ranked else 0)

    def _step_loss(self, step: int) -> None:
        analysis = self._shown
        if analysis is None or not analysis.entry.rows:
            return
        order = analysis.by_loss
        place = int((order == analysis.focus.row).argmax()) if self._ranked else 0
        row = int(order[(place + step) % len(order)])
        self._ranked = True
        self._place = (row, self._place[1])
        if row == analysis.focus.row:
            self._say_rank(analysis)
        self.focused.emit(replace(analysis.focus, row=row))

    def _say_rank(self, analysis: Analysis) -> None:
        place = None
        if self._ranked:
            place = int((analysis.by_loss == analysis.focus.row).argmax())
        self._mean.rank(place, analysis.entry.rows, analysis.entry.sample_name(analysis.focus.row))

    def _scroll(self, sheet: Sheet, bar: str, value: int) -> None:
        """One table scrolls with the other."""
        if self._scrolling:
            return
        self._scrolling = True
        fixed = (self.classes, self.losses) if bar == "horizontalScrollBar" else (self.weights,)
        for other in self.sheets:
            if other is not sheet and other not in fixed and sheet not in fixed:
                getattr(other, bar)().setValue(value)
        self._scrolling = False

    # What the user does

    def _ask(self, sheet: Sheet, edit: Edit) -> None:
        """Send an edit; where it made the row that the user stands in, look at it."""
        before = self._shown
        self._settle()
        self._asking = sheet
        self.edited.emit(edit)
        self._asking = None
        after = self._shown
        if before is not None and after is not None and before.entry.rows <= self._place[0] < after.entry.rows:
            columns = after.entry.shown_columns
            self.focused.emit(replace(after.focus, row=self._place[0], column=columns[self._place[1]]))

    def _do(self, sheet: Sheet, verb: str) -> None:
        self._activate(sheet)
        verbs = {
            "copy": self.copy, "cut": self.cut, "paste": self.paste, "clear": self.clear, "toggle": self.toggle,
            "insert": self.insert, "delete": self.delete, "leave": self.leave,
        }  # fmt: skip
        verbs[verb]()

    def _chosen(self) -> tuple[range, range]:
        """The selected rows of the entry and its columns, in the active table."""
        assert self._shown is not None
        entry = self._shown.entry
        rows, columns = self.active.selected_cells()
        shown = entry.shown_columns
        if self.active in (self.classes, self.losses):
            columns = range(self._place[1], self._place[1] + 1)
        first, last = shown[min(columns[0], len(shown) - 1)], shown[min(columns[-1], len(shown) - 1)]
        return rows, range(first, last + 1)

    def _whole_columns(self) -> bool:
        rows, _ = self.active.selected_cells()
        return 1 < len(rows) == self.active.grid.rowCount() and self.active not in (self.classes, self.losses)

    def copy(self) -> None:
        """The selected cells to the clipboard, at full precision."""
        cells = self.active.grid.block(*self.active.selected_cells())
        if cells:
            copy_text("\n".join("\t".join(row) for row in cells))
            rows, columns = len(cells), len(cells[0])
            self.said.emit(f"Copied {cells[0][0]}" if rows * columns == 1 else f"Copied {rows:,} × {columns:,} cells")

    def cut(self) -> None:
        self.copy()
        self.clear()

    def paste(self) -> None:
        """What the clipboard holds, to the current cell, or as new data where it is labels and outputs."""
        self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        """A text as if it had been pasted."""
        analysis = self._shown
        if analysis is None or not text.strip():
            return
        table = self.active.grid.lens.table or "outputs"
        rows, columns = self._chosen()
        try:
            paste = pasted_at(text, analysis.entry, table, rows[0], columns[0])
        except DataError as error:
            self._refuse(error)
            return
        before = self._shown
        self._ask(self.active, paste.edit)
        if self._shown is before:
            return
        if paste.indices and self._shown is not None:
            self._index_blocks = self._shown.entry.blocks
            self._caption(self._shown)
        self.said.emit(paste.words)
        if paste.number is not None:
            self.number_pasted.emit(paste.number)

    def clear(self) -> None:
        """The selected cells to 0, weights to 1."""
        table = self.active.grid.lens.table
        rows, columns = self._chosen()
        if self.active is self.classes:
            reason = "each row has one class here: choose another, or unfold the labels"
            self._refuse(DataError(reason, table="labels", where=(self.active.cell()[0], columns[0])))
        elif self.active is self.weights:
            change = partial(edits.set_class_weight, column=columns[0], weight=1.0)
            self._ask(self.active, Edit("Clear the weight", change))
        elif table is not None and not self.active.grid.read_only:
            label = "Clear the cell" if len(rows) * len(columns) == 1 else "Clear cells"
            self._ask(self.active, Edit(label, partial(edits.clear, table=table, rows=rows, columns=columns)))

    def toggle(self) -> None:
        """Space: a label between 0 and 1, the list of classes, the next loss."""
        if self.active is self.classes:
            self.active.edit(self.active.currentIndex())
        elif self.active is self.losses:
            self.go_to_loss()
        elif self.active is self.labels and not self.active.grid.read_only and self._shown is not None:
            row, place = self.active.cell()
            column = self._shown.entry.shown_columns[place]
            label = f"Change y({self._shown.entry.class_names[column]}) of row {row + 1}"
            self._ask(self.active, Edit(label, partial(edits.toggle_label, row=row, column=column)))

    def insert(self) -> None:
        """Rows before the selected ones, or classes where whole columns are selected."""
        (self.insert_column if self._whole_columns() else self.insert_row)()

    def delete(self) -> None:
        """The selected rows, or the classes where whole columns are selected."""
        (self.delete_column if self._whole_columns() else self.delete_rows)()

    def insert_row(self, after: int = 0) -> None:
        """As many empty rows as are selected, before them or after them."""
        rows, _ = self._chosen()
        row, count = (rows[-1] + 1 if after else rows[0]), len(rows)
        label = "Insert row" if count == 1 else f"Insert {count} rows"
        self._ask(self.active, Edit(label, partial(edits.insert_rows, row=row, count=count)))

    def delete_rows(self) -> None:
        rows, _ = self._chosen()
        assert self._shown is not None
        inside = range(rows.start, min(rows.stop, self._shown.entry.rows))
        if inside:
            label = f"Delete row {inside[0] + 1}" if len(inside) == 1 else f"Delete {len(inside)} rows"
            self._ask(self.active, Edit(label, partial(edits.delete_rows, rows=inside)))

    def insert_column(self, after: int = 0) -> None:
        """An empty class before the selected ones or after them."""
        _, columns = self._chosen()
        column = columns[-1] + 1 if after else columns[0]
        self._ask(self.active, Edit("Insert class", partial(edits.insert_column, column=column)))

    def delete_column(self) -> None:
        _, columns = self._chosen()
        label = "Delete class" if len(columns) == 1 else f"Delete {len(columns)} classes"
        self._ask(self.active, Edit(label, partial(edits.delete_columns, columns=columns)))

    def rename_class(self) -> None:
        """A field over the name of the current class."""
        sheet = self.active if self.active.across.renamable and not self.active.across.isHidden() else self.outputs
        sheet.across.rename(self._place[1])

    def rename_row(self) -> None:
        """A field over the name of the current row."""
        (self.classes if self._folded else self.outputs).down.rename(self._place[0])

    def fold(self, folded: bool) -> None:
        """Labels as one column of classes, or as a table."""
        self._unfold = not folded
        if self._shown is not None:
            self.display(self._shown)

    @property
    def folded(self) -> bool:
        return self._folded

    def leave(self) -> None:
        """Escape: the refusal goes, then the keyboard leaves the tables."""
        if self._refusal.isVisible():
            self._settle()
            return
        widget = self.active.nextInFocusChain()
        while widget is not self.active:
            stops = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if stops and not isinstance(widget, Sheet) and not any(s.isAncestorOf(widget) for s in self.sheets):
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return
            widget = widget.nextInFocusChain()
        self.active.clearFocus()

    def _menu(self, sheet: Sheet, where: QPoint) -> None:
        self._activate(sheet)
        open_menu(self, where)

    def _read_as(self, outputs_are: str) -> None:
        label = f"Outputs are {outputs_are}"
        self._ask(self.outputs, Edit(label, partial(edits.set_outputs_are, outputs_are=outputs_are)))

    def _show_as(self, key: str) -> None:
        self._show_a = key == "a"
        if self._shown is not None:
            self.display(self._shown)

    def _copy_number(self, value: float) -> None:
        copy_text(all_digits(value))
        self.said.emit(f"Copied {all_digits(value)}")

    # Refusals

    def show_refusal(self, error: DataError) -> None:
        """The reason beside the cell that it is about; what is about no cell here is left to the status line."""
        sheet = {"labels": self.classes if self._folded else self.labels, "outputs": self.outputs}.get(
            str(error.table), self.weights if error.table == "class_weights" else self._asking
        )
        if sheet is None or (error.where is None and self._asking is None):
            return
        cell = self._cell_of(sheet, error)
        header = sheet.across if sheet.across.isVisible() else self.outputs.across
        if error.where is not None and cell[0] < sheet.grid.rowCount():
            sheet.set_refused(cell)
            sheet.scrollTo(sheet.grid.index(*cell))
            box, widget = sheet.visualRect(sheet.grid.index(*cell)), sheet.viewport()
        elif self._asking is not None and self._asking.renaming is not None:
            header, section = self._asking.renaming
            box, widget = header.box(section), header.viewport()
        else:
            box, widget = sheet.visualRect(sheet.currentIndex()), sheet.viewport()
        self._refusal.say(error.reason, QRect(widget.mapTo(self, box.topLeft()), box.size()))

    def _cell_of(self, sheet: Sheet, error: DataError) -> tuple[int, int]:
        assert self._shown is not None
        where, shown = error.where or sheet.cell(), self._shown.entry.shown_columns
        row, column = (0, where[0]) if len(where) == 1 and sheet is self.weights else (where[0], where[-1])
        if sheet in (self.classes, self.losses):
            return row, 0
        return row, shown.index(column) if column in shown else 0

    def _refuse(self, error: DataError) -> None:
        """Something was refused before it became an edit."""
        self._asking = self._asking or self.active
        self.show_refusal(error)
        self._asking = None
        self.said.emit(error.reason)

    def _settle(self) -> None:
        """The reason of a refusal goes."""
        self._refusal.hide()
        for sheet in self.sheets:
            sheet.set_refused(None)

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None:
            self.display(self._shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            faces.cache_clear()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange) and self._shown is not None:
            self.display(self._shown)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.dropped.emit(files[0])
        else:
            self.paste_text(event.mimeData().text())
        event.acceptProposedAction()
