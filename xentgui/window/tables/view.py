"""The left column: the tables, and what the user can do in them by keys, menus and buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QWidget

from xentgui import edits
from xentgui.analysis import Analysis
from xentgui.entry import Edit, OutputsAre
from xentgui.window.actions import Standard, Verb, always, answered
from xentgui.window.tables import blocks
from xentgui.window.tables.display import TablesDisplay
from xentgui.window.tables.find_class import FindClass
from xentgui.window.tables.grouping import Grouping
from xentgui.window.tables.sheet import Sheet
from xentgui.window.tables.verbs import Verbs

Item = tuple[str, str, Callable[[], object], bool]  # words, key, what it does, whether it applies


class TablesView(TablesDisplay):
    """The tables with their verbs."""

    offers = ("Edit/Copy data as", "Edit/Copy losses as", "export-data", "export-losses")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands = Verbs(self)
        self.setAcceptDrops(True)
        stack = self.stack
        for sheet in stack.sheets:
            sheet.asked.connect(partial(self._do, sheet))
            sheet.menu_wanted.connect(partial(self._menu, sheet))
            sheet.name_menu_wanted.connect(partial(self._name_menu, sheet))
        stack.add_class.clicked.connect(lambda: self.commands.add_class())
        stack.reading.picked.connect(self._read_as)
        stack.switch.picked.connect(self._show_as)
        stack.blocks.picked.connect(self._show_blocks)
        stack.mean.copied.connect(self.commands.copy_number)
        for sheet in (stack.losses, stack.activations):
            sheet.clicked.connect(self.commands.copy_cell)

    def _do(self, sheet: Sheet, verb: str) -> None:
        self._activate(sheet)
        getattr(self.commands, verb)()

    def verbs(self) -> Iterator[Verb]:
        """What is done to cells, rows and classes where the tables are on the screen."""
        commands = self.commands
        for name, section, text, what, key in (
            ("cut", 1, "Cut", commands.cut, Standard.Cut),
            ("copy", 1, "Copy", commands.copy, Standard.Copy),
            ("paste", 1, "Paste", commands.paste, Standard.Paste),
            ("insert-row", 3, "Insert row", commands.insert_row, "Ctrl+I"),
            ("delete-rows", 3, "Delete rows", commands.delete_rows, "Ctrl+Del"),
            ("insert-class", 3, "Insert class", commands.insert_column, "Ctrl+Shift+I"),
            ("delete-class", 3, "Delete class", commands.delete_column, "Ctrl+Shift+Del"),
        ):
            when = _several if name == "delete-class" else always
            yield Verb(name, "Edit", section, text, partial(self._where_seen, what), key, when)
        for kind in ("logits", "probabilities"):
            words, read = f"Read the outputs as {kind}, as they stand", partial(self._read_as_they_stand, kind)
            yield Verb(f"read-{kind}", "Edit", 4, words, read, when=partial(_other_than, kind))
        yield Verb("weights", "Edit", 5, "Class weights", self._toggle_weights)
        yield from Grouping(self).verbs()
        yield Verb("find-class", "Edit", 6, "Find a class…", self._find_class, "Ctrl+G", _several)
        yield Verb("largest-loss", "View", 3, "Go to the largest loss", self._to_loss, "Ctrl+L", answered)
        yield from blocks.verbs(lambda: self.analysis, self.focused.emit)

    def _where_seen(self, what: Callable[[], object]) -> None:
        """The training page has cells of its own."""
        if self.isVisible():
            what()

    def _read_as_they_stand(self, outputs_are: OutputsAre) -> None:
        """The same numbers are logits, or probabilities."""
        change = partial(edits.set_outputs_are, outputs_are=outputs_are)
        self.edited.emit(Edit(f"Outputs are {outputs_are}", change))

    def _toggle_weights(self) -> None:
        """Class weights of 1 to edit, or none."""
        assert self.analysis is not None
        entry = self.analysis.entry
        weights = None if entry.class_weights is not None else (1.0,) * entry.columns
        label = "Class weights" if weights else "No class weights"
        self.edited.emit(Edit(label, partial(edits.set_class_weights, weights=weights)))

    def _read_as(self, outputs_are: str) -> None:
        change = partial(edits.convert_outputs, outputs_are=outputs_are)
        self.ask(self.stack.outputs, Edit(f"Outputs to {outputs_are}", change))
        if self._shown is not None:
            self.stack.reading.display(self._shown.entry.outputs_are, short=not self.stack.third)

    def _show_as(self, key: str) -> None:
        self.stack.show_a = key == "a"
        if self._shown is not None:
            self.display(self._shown)

    def _find_class(self) -> None:
        """Ask for a class, and look at it."""
        if self.analysis is None or not self.isVisible():
            return
        dialog = FindClass(self.analysis.entry.class_names, self)
        dialog.found.connect(self._look_at_class)
        dialog.open()

    def _look_at_class(self, column: int) -> None:
        assert self.analysis is not None
        self.stack.outputs.setFocus()
        self.focused.emit(replace(self.analysis.focus, column=column))

    def _to_loss(self) -> None:
        """To the largest loss; from there to the next."""
        self.go_to_loss()
        self.active.setFocus()

    def _show_blocks(self, axis: int | None) -> None:
        if self.analysis is not None:
            self.focused.emit(replace(self.analysis.focus, blocks=axis))

    def _menu(self, sheet: Sheet, where: QPoint) -> None:
        self._activate(sheet)
        _open_menu(self, where)

    def _name_menu(self, sheet: Sheet, orientation: Qt.Orientation, where: QPoint) -> None:
        self._activate(sheet)
        _open_menu(self, where, _of_classes if orientation == Qt.Orientation.Horizontal else _of_rows)

    def enter_weights(self) -> None:
        """The keyboard goes to the first class weight."""
        weights = self.stack.weights
        weights.setCurrentIndex(weights.grid.index(0, 0))
        weights.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A text is taken; files are the window's."""
        if event.mimeData().hasText() and not event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.commands.paste_text(event.mimeData().text())
        event.acceptProposedAction()


def _several(analysis: Analysis) -> bool:
    return analysis.entry.columns > 1


def _other_than(outputs_are: OutputsAre, analysis: Analysis) -> bool:
    return analysis.entry.outputs_are != outputs_are


def _open_menu(
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
    yield from _of_rows(view)
    yield None
    yield from _of_classes(view)
    yield None
    if stack.may_fold:
        words = "Unfold the labels" if stack.folded else "Fold the labels into one column"
        yield words, "", partial(view.fold, not stack.folded), True
    yield "Go to the largest loss", "", view.go_to_loss, True


def _of_rows(view: TablesView) -> Iterator[Item]:
    """What can be done with the selected rows."""
    verbs, there = view.commands, view.active is not view.stack.weights
    yield "Insert row above", "Ctrl+I", verbs.insert_row, there
    yield "Insert row below", "", partial(verbs.insert_row, after=True), there
    yield "Delete rows", "Ctrl+Del", verbs.delete_rows, there
    yield "Rename row…", "", verbs.rename_row, there


def _of_classes(view: TablesView) -> Iterator[Item]:
    """What can be done with the selected classes."""
    verbs = view.commands
    yield "Insert class before", "Ctrl+Shift+I", verbs.insert_column, True
    yield "Insert class after", "", partial(verbs.insert_column, after=True), True
    yield "Delete class", "Ctrl+Shift+Del", verbs.delete_column, verbs.several_classes
    yield "Rename class…", "", verbs.rename_class, True
