"""The menu of a cell: what can be done there, with the keys that do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from xentgui.window.tables.view import TablesView

Item = tuple[str, str, Callable[[], object], bool]  # words, key, what it does, whether it applies


def open_menu(view: TablesView, where: QPoint) -> None:
    """Opens the menu at a point of the screen."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName("Table menu")
    for item in _items(view):
        if item is None:
            menu.addSeparator()
            continue
        words, key, what, applies = item
        action = menu.addAction(f"{words}\t{key}" if key else words)
        action.setEnabled(applies)
        action.triggered.connect(lambda _=False, what=what: what())
    menu.addSeparator()
    menu.addActions(view.actions())
    menu.popup(where)


def _items(view: TablesView) -> Iterator[Item | None]:
    sheet, stack, verbs = view.active, view.stack, view.verbs
    writable = not sheet.grid.read_only
    rows = sheet is not stack.weights
    yield "Cut", "Ctrl+X", verbs.cut, writable
    yield "Copy", "Ctrl+C", verbs.copy, True
    yield "Paste", "Ctrl+V", verbs.paste, writable
    yield "Clear", "Del", verbs.clear, writable
    if sheet is stack.labels:
        yield "Change between 0 and 1", "Space", verbs.toggle, writable
    yield None
    yield "Insert row above", "Ctrl++", verbs.insert_row, rows
    yield "Insert row below", "", partial(verbs.insert_row, after=True), rows
    yield "Delete rows", "Ctrl+-", verbs.delete_rows, rows
    yield "Rename row…", "", verbs.rename_row, rows
    yield None
    yield "Insert class before", "", verbs.insert_column, True
    yield "Insert class after", "", partial(verbs.insert_column, after=True), True
    yield "Delete class", "", verbs.delete_column, True
    yield "Rename class…", "", verbs.rename_class, True
    yield None
    if stack.may_fold:
        words = "Unfold the labels" if stack.folded else "Fold the labels into one column"
        yield words, "", partial(view.fold, not stack.folded), True
    yield "Go to the largest loss", "", view.go_to_loss, True
