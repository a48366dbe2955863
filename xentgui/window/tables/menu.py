"""The menus of a cell and of a name: what can be done there, with the keys that do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from xentgui.window.tables.view import TablesView

Item = tuple[str, str, Callable[[], object], bool]  # words, key, what it does, whether it applies


def open_menu(
    view: TablesView, where: QPoint, items: Callable[[TablesView], Iterable[Item | None]] | None = None
) -> None:
    """Opens a menu at a point of the screen: of a cell, or these items."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName("Table menu")
    for item in (items or _of_a_cell)(view):
        if item is None:
            menu.addSeparator()
            continue
        words, key, what, applies = item
        action = menu.addAction(f"{words}\t{key}" if key else words)
        action.setEnabled(applies)
        action.triggered.connect(lambda _=False, what=what: what())
    if items is None:
        menu.addSeparator()
        menu.addActions(view.actions())
    menu.popup(where)


def _of_a_cell(view: TablesView) -> Iterator[Item | None]:
    sheet, stack, verbs = view.active, view.stack, view.commands
    writable = not sheet.grid.read_only
    yield "Cut", "Ctrl+X", verbs.cut, writable
    yield "Copy", "Ctrl+C", verbs.copy, True
    yield "Paste", "Ctrl+V", verbs.paste, writable
    yield "Clear", "Del", verbs.clear, writable
    if sheet is stack.labels:
        yield "Change between 0 and 1", "Space", verbs.toggle, writable
    yield None
    yield from of_rows(view)
    yield None
    yield from of_classes(view)
    yield None
    if stack.may_fold:
        words = "Unfold the labels" if stack.folded else "Fold the labels into one column"
        yield words, "", partial(view.fold, not stack.folded), True
    yield "Go to the largest loss", "", view.go_to_loss, True


def of_rows(view: TablesView) -> Iterator[Item]:
    """What can be done with the selected rows."""
    verbs, there = view.commands, view.active is not view.stack.weights
    yield "Insert row above", "Ctrl+I", verbs.insert_row, there
    yield "Insert row below", "", partial(verbs.insert_row, after=True), there
    yield "Delete rows", "Ctrl+Del", verbs.delete_rows, there
    yield "Rename row…", "", verbs.rename_row, there


def of_classes(view: TablesView) -> Iterator[Item]:
    """What can be done with the selected classes."""
    verbs = view.commands
    yield "Insert class before", "Ctrl+Shift+I", verbs.insert_column, True
    yield "Insert class after", "", partial(verbs.insert_column, after=True), True
    yield "Delete class", "Ctrl+Shift+Del", verbs.delete_column, verbs.several_classes
    yield "Rename class…", "", verbs.rename_class, True
