"""Groups of rows from the menus and the palette: of every n rows, for each sequence, typed, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from xentgui import groups_of_rows
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry
from xentgui.window.actions import Verb
from xentgui.window.tables.display import TablesDisplay

USUAL = 32  # rows of a batch


class Grouping:
    """What can be done with the groups of a view's rows."""

    def __init__(self, view: TablesDisplay) -> None:
        self._view = view

    def verbs(self) -> Iterator[Verb]:
        for name, words, whole, what, when in (
            ("of-rows", "Of every n rows…", "Groups of every n rows…", self._ask_size, _has_rows),
            ("of-axis", "One for each sequence or image", "A group for each sequence or image", self._of_axis, _leads),
            ("typed", "Type or paste them", "Type or paste groups of rows", self._type, _has_rows),
            ("none", "No groups", "No groups of rows", partial(self._set, "No groups", _ungrouped), _is_grouped),
        ):
            yield Verb(f"groups-{name}", "Edit/Groups of rows", 5, words, what, when=when, words=whole)

    def _set(self, label: str, change: Callable[[Entry], Entry]) -> None:
        self._view.edited.emit(Edit(label, change))

    def _ask_size(self) -> None:
        """Ask of how many rows a group is."""
        rows = 0 if self._view.analysis is None else self._view.analysis.entry.rows
        dialog = QInputDialog(self._view, inputMode=QInputDialog.InputMode.IntInput)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Groups of rows")
        dialog.setLabelText("Rows in each group; the last one has what is left:")
        dialog.setIntRange(1, max(rows, 1))
        dialog.setIntValue(min(USUAL, max(rows // 2, 1)))
        dialog.intValueSelected.connect(
            lambda size: self._set(f"Groups of {size} rows", partial(groups_of_rows.in_groups_of, size=size))
        )
        dialog.open()

    def _of_axis(self) -> None:
        self._set("A group for each sequence or image", partial(groups_of_rows.along_axis, axis=0))

    def _type(self) -> None:
        """All rows in one group, to be typed over; the keyboard goes there."""
        sheet, analysis = self._view.stack.groups, self._view.analysis
        if analysis is not None and analysis.entry.groups is None:
            self._set("Groups of rows", lambda entry: groups_of_rows.set_groups(entry, ("1",) * entry.rows))
        sheet.setFocus(Qt.FocusReason.OtherFocusReason)


def _ungrouped(entry: Entry) -> Entry:
    return groups_of_rows.set_groups(entry, None)


def _has_rows(analysis: Analysis) -> bool:
    return analysis.entry.rows > 0


def _leads(analysis: Analysis) -> bool:
    return analysis.entry.leading is not None


def _is_grouped(analysis: Analysis) -> bool:
    return analysis.entry.groups is not None
