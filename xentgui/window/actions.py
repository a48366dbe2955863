"""The verbs of the user: one table from which menus, the command palette and the shortcuts page are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from xentgui.analysis import Analysis
from xentgui.entry import MODES
from xentgui.examples import examples
from xentgui.training_examples import training_examples
from xentgui.window import panes
from xentgui.window.exporting.pictured import SIGHTS
from xentgui.window.exporting.tabled import KINDS, SHEETS
from xentgui.window.theme import SCHEMES, digits, look
from xentgui.window.top_row import MEANINGS
from xentgui.window.widgets.plain import in_menu

if TYPE_CHECKING:
    from xentgui.window.main import MainWindow

Key = str | QKeySequence.StandardKey
Standard = QKeySequence.StandardKey
FRENCH = "À&É\"'(-È_Ç"  # what the keys of the digits 0 to 9 give there without Shift


def always(_analysis: Analysis) -> bool:
    return True


def in_tables(verb: str) -> Callable[[MainWindow], object]:
    """What a verb does to the tables where they are on the screen; the training page has its own cells."""
    return lambda window: window.tables.isVisible() and getattr(window.tables, verb)()


@dataclass(frozen=True)
class Verb:
    """One thing that the user can do: where it stands, its words and key, what it does, and when it applies."""

    id: str
    menu: str
    text: str
    what: Callable[[MainWindow], object]
    key: Key | tuple[str, ...] | None = None  # the first is shown; the others are the same key on other keyboards
    when: Callable[[Analysis], bool] = always
    group: str | None = None  # verbs of one group are a choice: one of them is on
    chosen: Callable[[MainWindow], bool] | None = None
    fill: Callable[[MainWindow, QMenu], None] | None = None  # a menu of its own, filled when it opens
    words: str = ""  # where the menu does not stand around it, if not the text


def _in_mode(mode: str, window: MainWindow) -> bool:
    return window.document.entry.mode == mode


def _verbs() -> Iterable[Verb]:
    yield from _file_verbs()
    yield from _edit_verbs()
    yield from _view_verbs()
    yield from _other_verbs()


def _file_verbs() -> Iterable[Verb]:
    yield Verb("new", "File", "New", lambda w: w.filing.new(), Standard.New)
    yield Verb("open", "File", "Open…", lambda w: w.filing.open(), Standard.Open)
    yield Verb("recent", "File", "Open recent", lambda w: None, fill=lambda w, menu: w.filing.fill_recent(menu))
    yield Verb("save", "File", "Save", lambda w: w.filing.save(), Standard.Save)
    yield Verb("save-as", "File", "Save as…", lambda w: w.filing.save_as(), Standard.SaveAs)
    yield from _export_verbs()
    yield Verb("report", "File", "Report…", lambda w: w.verbs.report(), "Ctrl+Shift+R", _has_an_answer)
    yield Verb("quit", "File", "Quit", lambda w: w.close(), "Ctrl+Q")


def _edit_verbs() -> Iterable[Verb]:
    yield Verb("undo", "Edit", "Undo", lambda w: w.verbs.undo(), Standard.Undo)
    yield Verb("redo", "Edit", "Redo", lambda w: w.verbs.redo(), Standard.Redo)
    yield Verb("cut", "Edit", "Cut", in_tables("cut"), Standard.Cut)
    yield Verb("copy", "Edit", "Copy", in_tables("copy"), Standard.Copy)
    yield Verb("paste", "Edit", "Paste", in_tables("paste"), Standard.Paste)
    yield from _copy_verbs()
    yield Verb("insert-row", "Edit", "Insert row", in_tables("insert_row"), "Ctrl+I")
    yield Verb("delete-rows", "Edit", "Delete rows", in_tables("delete_rows"), "Ctrl+Del")
    yield Verb("insert-class", "Edit", "Insert class", in_tables("insert_column"), "Ctrl+Shift+I")
    yield Verb("delete-class", "Edit", "Delete class", in_tables("delete_column"), "Ctrl+Shift+Del", _several)
    for outputs_are in ("logits", "probabilities"):
        read = lambda w, outputs_are=outputs_are: w.verbs.read_as(outputs_are)  # noqa: E731
        words = f"Read the outputs as {outputs_are}, as they stand"
        yield Verb(f"read-{outputs_are}", "Edit", words, read, when=partial(_other_than, outputs_are))
    yield Verb("weights", "Edit", "Class weights", lambda w: w.verbs.toggle_weights())


def _export_verbs() -> Iterable[Verb]:
    export = "File/Export"
    for name, sheet in SHEETS.items():
        when = _answered if sheet.has_cards else always
        what = lambda w, name=name: w.exporting.export_table(name)  # noqa: E731
        yield Verb(f"export-{name}", export, f"Save {sheet.short} as a table…", what, when=when)
    for name, sight in SIGHTS.items():
        when = _answered if sight.has_cards else always
        what = lambda w, name=name: w.exporting.export_picture(name)  # noqa: E731
        yield Verb(f"{name}-picture", export, f"Save picture of {sight.words}…", what, when=when)


def _copy_verbs() -> Iterable[Verb]:
    yield Verb("copy-value", "Edit", "Copy the value", lambda w: w.exporting.copy_value(), "Ctrl+Alt+C", _answered)
    for name, sheet in SHEETS.items():
        for kind, words in KINDS.items():
            menu, when = f"Edit/Copy {sheet.short} as", _answered if sheet.has_cards else always
            copy = lambda w, name=name, kind=kind: w.exporting.copy_table(name, kind)  # noqa: E731
            yield Verb(f"copy-{name}-{kind}", menu, words, copy, when=when, words=f"Copy {sheet.short} as {words}")
    for name, sight in SIGHTS.items():
        when = _answered if sight.has_cards else always
        what = lambda w, name=name: w.exporting.copy_picture(name)  # noqa: E731
        yield Verb(f"copy-{name}-picture", "Edit/Copy picture", f"Copy picture of {sight.words}", what, when=when)
    yield Verb("copy-agreement", "Edit", "Copy the agreement", lambda w: w.exporting.copy_agreement(), None, _answered)


def _view_verbs() -> Iterable[Verb]:
    for number, mode in enumerate(MODES, 1):
        text, keys = MEANINGS[mode][0], (f"Ctrl+{number}", f"Ctrl+{FRENCH[number]}")
        what = lambda w, mode=mode: w.top.pick_mode(mode)  # noqa: E731
        yield Verb(mode, "View", text, what, keys, group="mode", chosen=partial(_in_mode, mode))
    for scheme in SCHEMES:
        text = {"system": "Appearance of the desktop", "light": "Light", "dark": "Dark"}[scheme]
        yield Verb(
            f"appearance-{scheme}",
            "View",
            text,
            lambda w, scheme=scheme: w.verbs.show_in(scheme),
            group="appearance",
            chosen=lambda _w, scheme=scheme: look.appearance == scheme,
        )
    for places in (2, 4, 6, 10):
        yield Verb(
            f"digits-{places}",
            "View",
            f"{places} decimals",
            lambda w, places=places: w.verbs.show_decimals(places),
            group="digits",
            chosen=lambda _w, places=places: digits.decimals == places,
        )
    yield Verb("next-pane", "View", "Next pane", lambda w: panes.step(w, 1), "F6")
    yield Verb("previous-pane", "View", "Previous pane", lambda w: panes.step(w, -1), "Shift+F6")


def _other_verbs() -> Iterable[Verb]:
    for example in examples.values():
        yield Verb(
            f"example-{example.name}", "Examples", example.title, lambda w, n=example.name: w.verbs.open_example(n)
        )
    for start in training_examples.values():
        what = lambda w, name=start.name: w.verbs.open_training_example(name)  # noqa: E731
        yield Verb(f"training-{start.name}", "Examples", f"Training: {start.title}", what)
    yield Verb("my-number", "Tools", "My number", lambda w: w.number.take_focus(), "Ctrl+M")
    yield Verb("frameworks", "Tools", "Frameworks on this data…", lambda w: w.verbs.show_frameworks(), "Ctrl+F")
    yield Verb("training", "Tools", "Training", lambda w: w.verbs.toggle_training(), "Ctrl+T")
    yield Verb("options", "Tools", "Options of this definition…", lambda w: w.verbs.edit_options(), "Ctrl+E")
    yield Verb("add-card", "Tools", "Add a definition…", lambda w: w.verbs.add_card(), "Ctrl+D")
    yield Verb("remove-card", "Tools", "Remove this definition", lambda w: w.verbs.remove_card(), None, _several_cards)
    yield Verb("copy-code", "Tools", "Copy as code…", lambda w: w.offer_code(), "Ctrl+Shift+C")
    yield Verb("next-card", "Tools", "Next definition", lambda w: w.verbs.step_chosen(1), "Ctrl+PgDown")
    yield Verb("previous-card", "Tools", "Previous definition", lambda w: w.verbs.step_chosen(-1), "Ctrl+PgUp")
    yield Verb("palette", "Tools", "All commands…", lambda w: w.verbs.show_palette(), "Ctrl+Shift+P")
    yield Verb("first-steps", "Help", "First steps", lambda w: w.show_first_steps())
    yield Verb("shortcuts", "Help", "Shortcuts", lambda w: w.verbs.show_shortcuts(), "F1")
    yield Verb("about", "Help", "About xentgui", lambda w: w.verbs.show_about())


def _has_an_answer(analysis: Analysis) -> bool:
    return analysis.problem is None


def _answered(analysis: Analysis) -> bool:
    return analysis.batch is not None


def _several_cards(analysis: Analysis) -> bool:
    return len(analysis.entry.cards) > 1


def _other_than(outputs_are: str, analysis: Analysis) -> bool:
    return analysis.entry.outputs_are != outputs_are


def _several(analysis: Analysis) -> bool:
    return analysis.entry.columns > 1


VERBS: tuple[Verb, ...] = tuple(_verbs())
IN_MENU_OF = {  # what a right click on a part of the window offers besides its own
    "tables": ("Edit/Copy data as", "Edit/Copy losses as", "export-data", "export-losses"),
    "cards": ("copy-card-picture", "Edit/Copy values as", "copy-code", "card-picture", "options", "add-card"),
    "strip": ("copy-agreement", "copy-comparison-picture", "comparison-picture"),
    "terms": ("Edit/Copy terms as", "copy-terms-picture", "terms-picture"),
    "curve": ("copy-curve-picture", "Edit/Copy curves as", "curve-picture", "export-curves"),
    "frameworks": ("Edit/Copy frameworks as", "export-frameworks"),
}
_LINES_BEFORE = {
    "training-neuron-mild",
    "recent",
    "save",
    "quit",
    "card-picture",
    "cut",
    "copy-value",
    "insert-row",
    "read-logits",
    "weights",
    "appearance-system",
    "digits-2",
    "next-pane",
    "frameworks",
    "copy-code",
    "next-card",
    "palette",
}


def build(window: MainWindow, bar: QMenuBar) -> dict[str, QAction]:
    """The menus, made from the table; the actions by id, and those of menus inside another by their names."""
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for verb in VERBS:
        menu = menus.setdefault(verb.menu, menus.get(verb.menu) or _menu(verb.menu, bar, menus))
        if verb.id in _LINES_BEFORE:
            menu.addSeparator()
        action = QAction(verb.text, window)
        action.setProperty("menu", verb.menu)
        action.setProperty("words", verb.words)
        action.triggered.connect(lambda _=False, verb=verb: verb.what(window))
        if verb.key is not None:
            action.setShortcuts(
                [QKeySequence(key) for key in (verb.key if isinstance(verb.key, tuple) else (verb.key,))]
            )
        if verb.group is not None:
            action.setCheckable(True)
            groups.setdefault(verb.group, QActionGroup(window)).addAction(action)
        if verb.fill is not None:
            _fill_when_opened(window, verb, action)
        menu.addAction(action)
        actions[verb.id] = action
        if "/" in verb.menu:
            actions[verb.menu] = menu.menuAction()
    menus["Edit"].aboutToShow.connect(lambda: _display_steps(window, actions))
    return actions


def _menu(name: str, bar: QMenuBar, menus: dict[str, QMenu]) -> QMenu:
    """A menu of the bar, or "File/Export": one inside another."""
    outer, _, inner = name.partition("/")
    return menus[outer].addMenu(inner) if inner else bar.addMenu(f"&{name}")


def _fill_when_opened(window: MainWindow, verb: Verb, action: QAction) -> None:
    menu = QMenu(verb.text, window, toolTipsVisible=True)
    menu.aboutToShow.connect(lambda: verb.fill and verb.fill(window, menu))
    action.setMenu(menu)


def display(window: MainWindow, actions: dict[str, QAction], analysis: Analysis) -> None:
    """Which verbs apply now, which choice is on, and what undo would take back."""
    for verb in VERBS:
        actions[verb.id].setEnabled(verb.when(analysis))
        if verb.chosen is not None:
            actions[verb.id].setChecked(verb.chosen(window))
    _display_steps(window, actions)


def _display_steps(window: MainWindow, actions: dict[str, QAction]) -> None:
    stack = window.document.stack
    for name, can, step in (
        ("Undo", stack.canUndo(), stack.undoText()),
        ("Redo", stack.canRedo(), stack.redoText()),
    ):
        actions[name.lower()].setEnabled(can)
        actions[name.lower()].setText(f"{name} {in_menu(step)}" if can else name)
