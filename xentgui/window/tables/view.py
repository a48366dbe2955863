"""The left column: the tables, and what the user can do in them by keys, menus and buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QInputDialog, QListWidget, QMenu, QVBoxLayout, QWidget

from xentgui import edits, groups_of_rows
from xentgui.analysis import Analysis
from xentgui.entry import Edit, Entry, OutputsAre
from xentgui.window.actions import Standard, Verb, always, answered
from xentgui.window.sizes import open_as
from xentgui.window.tables import blocks
from xentgui.window.tables.display import TablesDisplay
from xentgui.window.tables.sheet import Sheet
from xentgui.window.tables.verbs import Verbs
from xentgui.window.widgets.choices import SearchField

Item = tuple[str, str, Callable[[], object], bool]  # words, key, what it does, whether it applies
USUAL = 32  # rows of a batch
NONE = "no class has this name or number"
MOST = 50  # that are listed


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
        if weights is not None and self.isVisible():
            self.enter_weights()

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


def classes_called(text: str, names: Sequence[str]) -> list[int]:
    """The classes that a text may mean: of that name, of that number, whose names begin so, and that hold it.

    >>> classes_called("1", ["cat", "1", "10", "b1"])
    [1, 2, 3]
    """
    text = text.strip().lower()
    if not text:
        return []
    numbered = [int(text)] if text.isdecimal() and int(text) < len(names) else []
    low = [name.lower() for name in names]
    exact: list[int] = []
    starting: list[int] = []
    holding: list[int] = []
    for place, name in enumerate(low):
        if text in name:
            (exact if name == text else starting if name.startswith(text) else holding).append(place)
    return list(dict.fromkeys([*exact, *numbered, *starting[:MOST], *holding[:MOST]]))[:MOST]


class FindClass(QDialog):
    """A field, and the classes that it may mean; arrows and Enter choose."""

    found = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find a class")
        self._names = names
        self._places: list[int] = []
        self._field = SearchField("Class", f"name or number of one of {len(names):,} classes")
        self._list = QListWidget(accessibleName="Classes found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textEdited.connect(self._narrow)
        self._field.returnPressed.connect(self._pick)
        self._list.itemClicked.connect(self._pick)
        self._list.currentTextChanged.connect(self._field.setAccessibleDescription)
        self._field.stepped.connect(self._step)
        self.setFocusProxy(self._field)
        open_as(self, 360, 320)

    def _narrow(self, text: str) -> None:
        self._places = classes_called(text, self._names)
        self._list.clear()
        for place in self._places:
            number = "" if self._names[place] == str(place) else f"   (class {place:,})"
            self._list.addItem(f"{self._names[place]}{number}")
        if text.strip() and not self._places:
            self._field.setAccessibleDescription(NONE)
            self._list.addItem(NONE)
            self._list.item(0).setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.setCurrentRow(0)

    def _step(self, step: int) -> None:
        if self._places:
            self._list.setCurrentRow((self._list.currentRow() + step) % len(self._places))

    def _pick(self) -> None:
        if self._places:
            self.found.emit(self._places[max(self._list.currentRow(), 0)])
            self.accept()
