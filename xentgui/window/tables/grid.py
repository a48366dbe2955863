"""The model of a table: a lens on an analysis that tells Qt exactly what changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Numbers, Span
from xentgui.files.cells import BECOMES_0, is_number, vanishes
from xentgui.losses.batch import DataError
from xentgui.window.numbers import digits, show_power
from xentgui.window.tables.lenses import UNDEFINED, Lens
from xentgui.window.widgets.plain import tip

PAGE, MOST_PAGES = 64, 64  # rows, and pages that are kept
# Plain integers: comparing with Qt's enumeration costs as much as all the rest of data().
DISPLAY, EDIT, TOOLTIP, ALIGNMENT, ACCESSIBLE = 0, 2, 3, 7, 11
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CELL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class RowsPage:
    """Some rows, asked for once: their numbers, texts, bars and underlined cells."""

    lens: Lens
    analysis: Analysis
    rows: range

    @cached_property
    def numbers(self) -> Numbers:
        return self.lens.numbers(self.analysis, self.rows)

    def texts(self, place: int) -> list[str]:
        """Those of one of its rows, made when it comes in sight; none where it has no such row."""
        if place not in self._texts:
            numbers = self.numbers[place].tolist() if place < len(self.numbers) else []
            instead = self.lens.instead(self.analysis) if numbers and self.ignored[place] else None
            self._texts[place] = [self.lens.text(number) if instead is None else instead for number in numbers]
            if instead is None and 0.0 in numbers and self.minus_logs is not None:
                powers = zip(self._texts[place], numbers, self.minus_logs[place].tolist(), strict=False)
                self._texts[place] = [text if number else show_power(power) for text, number, power in powers]
        return self._texts[place]

    @cached_property
    def minus_logs(self) -> Numbers | None:
        """−ln a of probabilities; None of other numbers."""
        return self.analysis.minus_logs(self.rows) if self.lens.sign == "a" else None

    @cached_property
    def _texts(self) -> dict[int, list[str]]:
        return {}

    @cached_property
    def ignored(self) -> np.ndarray:
        """Which rows are ignored samples."""
        return self.analysis.entry.ignored(self.rows.start, self.rows.stop)

    @cached_property
    def shares(self) -> Numbers | None:
        return self.lens.shares(self.analysis, self.rows)

    @cached_property
    def beside(self) -> list[list[str]] | None:
        return self.lens.beside(self.analysis, self.rows)

    @cached_property
    def underlined(self) -> np.ndarray | None:
        return self.lens.underlined(self.analysis, self.rows)


class GridModel(QAbstractTableModel):
    """Shows an analysis through a lens. It holds no data; what is typed leaves it as an edit."""

    edited = Signal(object)  # Edit
    refused = Signal(object)  # DataError
    said = Signal(str)  # what is to be known of what was typed

    def __init__(self, lens: Lens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lens = lens
        self.analysis: Analysis | None = None
        self._answered: Analysis | None = None  # the last analysis that had answers
        self._names: tuple[str, ...] = ()
        self._rows = 0  # that Qt knows of
        self._there = 0  # in the analysis
        self._key: object = None
        self._pages: dict[int, RowsPage] = {}

    # What is shown

    def show(self, analysis: Analysis, span: Span) -> None:
        """Another analysis; `span` says where its rows differ from those of the one before."""
        old, before = self.analysis, self.entered_rows
        names, rows = self.lens.names(analysis), self.lens.rows(analysis)
        key = self.lens.key(analysis), digits.decimals
        everything = key != self._key or names != self._names or rows != before + span.inserted - span.removed
        kept = min(span.removed, span.inserted)
        if everything or (kept and span.removed != span.inserted and span.start + span.removed < before):
            span, kept = Span(0, before, rows), min(before, rows)
        if key != self._key:
            self._pages.clear()  # also of the same analysis, in other digits
        self._key = key
        self._match_columns(analysis, names)
        if kept:  # then rows come and go at the end alone, and those before them are told first
            self._take(analysis)
            self._tell(*self._changed_cells(range(span.start, span.start + kept), None if everything else old))
        self._match_rows(analysis, span, rows)
        self._take(analysis)

    def _take(self, analysis: Analysis) -> None:
        """From here on the cells are those of this analysis: between the two signals of a change, as Qt has it."""
        if analysis is self.analysis:
            return
        self.analysis, self._there = analysis, self.lens.rows(analysis)
        if analysis.batch is not None:
            self._answered = analysis
        self._pages.clear()

    @property
    def run(self) -> int:
        """How many rows make a block; 0 where there are no blocks."""
        return 0 if self.analysis is None else self.analysis.run

    def row_name(self, row: int) -> tuple[str, str]:
        """The block that a row is in, and its name there."""
        assert self.analysis is not None
        return self.analysis.row_name(row)

    def ends_block(self, row: int) -> bool:
        """Whether a line stands below a row: others come after its block."""
        return bool(self.run) and (row + 1) % self.run == 0 and row + 1 < self.entered_rows

    def set_lens(self, lens: Lens) -> None:
        """Another way to show the same rows and columns."""
        if lens is not self.lens:
            self.lens = lens
            self._pages.clear()
            self._key = None
            if self.analysis is not None:
                self._key = lens.key(self.analysis)
                self._tell(range(self._rows), range(len(self._names)))

    @property
    def dimmed(self) -> bool:
        """Whether it shows the last good answers of an entry that has none."""
        return self.lens.answers and self.analysis is not self._answered

    def page(self, row: int) -> RowsPage:
        """The page that holds an entered row."""
        number = row // PAGE
        if number not in self._pages:
            if len(self._pages) >= MOST_PAGES:
                self._pages.clear()
            analysis = self._answered if self.lens.answers else self.analysis
            assert analysis is not None
            stop = min((number + 1) * PAGE, self.lens.rows(analysis))
            self._pages[number] = RowsPage(self.lens, analysis, range(number * PAGE, stop))
        return self._pages[number]

    def text(self, row: int, column: int) -> str:
        """A cell's text; empty in the row that is not there yet, and where the last answer had no such cell."""
        if row >= self.entered_rows or (self.lens.answers and self._answered is None):
            return ""
        texts = self.page(row).texts(row % PAGE)
        return texts[column] if column < len(texts) else ""

    def number(self, row: int, column: int) -> float:
        return float(self.page(row).numbers[row % PAGE, column])

    def block(self, rows: range, columns: range) -> list[list[str]]:
        """Cells at full precision, as the clipboard takes them; the row that is not there yet is left out."""
        inside = range(rows.start, min(rows.stop, self.entered_rows))
        return [[self._all_digits(row, column) or "" for column in columns] for row in inside]

    # What changed

    @property
    def entered_rows(self) -> int:
        """Those of both: in the midst of a change Qt knows of more than there are, or of fewer."""
        return min(max(self._rows - self.lens.growing, 0), self._there)

    def _match_columns(self, analysis: Analysis, names: tuple[str, ...]) -> None:
        old, top = self._names, QModelIndex()
        if not self._rows and self.lens.growing:
            self.beginInsertRows(top, 0, 0)
            self._rows = 1
            self.endInsertRows()
        head = _common(old, names)
        tail = _common(old[head:][::-1], names[head:][::-1])
        removed, inserted = len(old) - head - tail, len(names) - head - tail
        replaced = min(removed, inserted)
        if removed > replaced:
            self.beginRemoveColumns(top, head + replaced, head + removed - 1)
            self._take(analysis)
            self._names = names
            self.endRemoveColumns()
        elif inserted > replaced:
            self.beginInsertColumns(top, head + replaced, head + inserted - 1)
            self._take(analysis)
            self._names = names
            self.endInsertColumns()
        self._names = names
        if replaced:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, head, head + replaced - 1)

    def _match_rows(self, analysis: Analysis, span: Span, rows: int) -> None:
        place, top = span.start + min(span.removed, span.inserted), QModelIndex()
        if span.removed > span.inserted:
            self.beginRemoveRows(top, place, span.start + span.removed - 1)
            self._take(analysis)
            self._rows = rows + self.lens.growing
            self.endRemoveRows()
        elif span.inserted > span.removed:
            self.beginInsertRows(top, place, span.start + span.inserted - 1)
            self._take(analysis)
            self._rows = rows + self.lens.growing
            self.endInsertRows()
        if span.removed != span.inserted and place < self._rows:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, place, self._rows - 1)

    def _changed_cells(self, rows: range, old: Analysis | None) -> tuple[range, range]:
        """The smallest rectangle that holds every cell that differs, where it is cheap to say."""
        everything = range(len(self._names))
        if old is None or self.lens.answers or len(rows) > PAGE or not everything:
            return rows, everything
        assert self.analysis is not None
        before, after = (self.lens.numbers(analysis, rows) for analysis in (old, self.analysis))
        differs = before != after
        ignored = [analysis.entry.ignored(rows.start, rows.stop) for analysis in (old, self.analysis)]
        differs = differs | (ignored[0] != ignored[1])[:, None]
        if self.lens.bars:  # each bar of a row is made of all its numbers
            differs = differs | differs.any(axis=1, keepdims=True)
        lines = [self.lens.underlined(analysis, rows) for analysis in (old, self.analysis)]
        if lines[0] is not None and lines[1] is not None:
            differs = differs | (lines[0] != lines[1])
        i, j = np.nonzero(differs)
        if not len(i):
            return range(0), range(0)
        first = rows.start
        return range(first + int(i.min()), first + int(i.max()) + 1), range(int(j.min()), int(j.max()) + 1)

    def _tell(self, rows: range, columns: range) -> None:
        if rows and columns:
            self.dataChanged.emit(self.index(rows[0], columns[0]), self.index(rows[-1], columns[-1]))

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            return self.text(index.row(), index.column())
        if role == ALIGNMENT:
            return RIGHT
        if role == EDIT:
            return self._all_digits(index.row(), index.column())
        if role == TOOLTIP:
            return tip(self._all_digits(index.row(), index.column()) or "")
        if role == ACCESSIBLE:
            return self._called(index.row(), index.column())
        return None

    def _all_digits(self, row: int, column: int) -> str | None:
        return self.lens.typed(self.number(row, column)) if self.text(row, column) else None

    def _called(self, row: int, column: int) -> str:
        assert self.analysis is not None
        if row >= self.entered_rows:
            return "" if self.read_only else "new row"
        text = self.text(row, column)
        return f"{self.lens.called(self.analysis, row, column)}: {'undefined' if text == UNDEFINED else text}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if role == TOOLTIP:
            name, across = self.headerData(section, orientation), orientation == Qt.Orientation.Horizontal
            return tip(f"{name}\n{self.lens.tip}" if across and self.lens.tip else str(name))
        if role not in (DISPLAY, ACCESSIBLE) or self.analysis is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._names[section] if section < len(self._names) else None
        if not self.lens.growing and self.lens.sign == "w":
            return "w"
        return "+" if section >= self.entered_rows else self.analysis.entry.sample_name(section)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be typed: there is nothing to edit, or an epoch of a training run is shown."""
        analysis = self.analysis
        return analysis is None or analysis.focus.epoch is not None or type(self.lens).edit is Lens.edit

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return CELL if self.read_only else CELL | Qt.ItemFlag.ItemIsEditable

    # What was typed

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        if role != EDIT or self.analysis is None:
            return False
        try:
            edit = self.lens.edit(self.analysis, index.row(), index.column(), str(value))
        except DataError as error:
            self.refused.emit(error)
            return False
        if edit is not None:
            self.edited.emit(edit)
            if is_number(str(value)) and vanishes(str(value)):
                self.said.emit(BECOMES_0.format(value))
        return edit is not None

    def setHeaderData(self, section: int, orientation: Qt.Orientation, value: Any, role: int = EDIT) -> bool:
        if self.analysis is None:
            return False
        name = str(value)
        if orientation == Qt.Orientation.Horizontal:
            column = self.analysis.entry.shown_columns[section]
            label = f"Rename class {self._names[section]}"
            self.edited.emit(Edit(label, lambda entry: edits.rename_class(entry, column, name)))
        else:
            label = f"Rename {self.analysis.entry.row_words(section)}"
            self.edited.emit(Edit(label, lambda entry: edits.rename_sample(entry, section, name)))
        return True


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How many entries two sequences have in common from the start."""
    pairs = zip(first, second, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
