"""The menu of a cell: what can be done there, with the keys that do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from xentgui.window.tables.view import TablesView

Item = tuple[str, str, Callable[[], object], bool]  # words, key, what it does, whether it applies


def open_menu(view: TablesView, where: QPoint) -> None:
    """Opens the menu at a point of the screen."""
    menu = QMenu(view)
    menu.setAccessibleName("Table menu")
    for item in _items(view):
        if item is None:
            menu.addSeparator()
            continue
        words, key, what, applies = item
        action = menu.addAction(f"{words}\t{key}" if key else words)
        action.setEnabled(applies)
        action.triggered.connect(lambda _=False, what=what: what())
    menu.popup(where)


def _items(view: TablesView) -> Iterator[Item | None]:
    sheet = view.active
    writable = not sheet.grid.read_only
    plain = sheet not in (view.weights, view.losses)
    yield "Cut", "Ctrl+X", view.cut, writable
    yield "Copy", "Ctrl+C", view.copy, True
    yield "Paste", "Ctrl+V", view.paste, writable
    yield "Clear", "Del", view.clear, writable
    if sheet is view.labels:
        yield "Change between 0 and 1", "Space", view.toggle, writable
    yield None
    yield "Insert row above", "Ctrl++", view.insert_row, plain
    yield "Insert row below", "", lambda: view.insert_row(after=1), plain
    yield "Delete rows", "Ctrl+-", view.delete_rows, plain
    yield "Rename row…", "", view.rename_row, plain
    yield None
    yield "Insert class before", "", view.insert_column, True
    yield "Insert class after", "", lambda: view.insert_column(after=1), True
    yield "Delete class", "", view.delete_column, True
    yield "Rename class…", "", view.rename_class, True
    yield None
    if view.folded:
        yield "Unfold the labels", "", lambda: view.fold(False), True
    elif view.may_fold:
        yield "Fold the labels into one column", "", lambda: view.fold(True), True
    yield "Go to the largest loss", "", view.go_to_loss, True
