"""A verb of the user as a value, and what is made of all verbs: menus, actions, shortcuts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from xentgui.analysis import Analysis
from xentgui.window.widgets.plain import in_menu

Key = str | QKeySequence.StandardKey
Standard = QKeySequence.StandardKey
MENUS = ("File", "Edit", "View", "Examples", "Tools", "Help")


def always(_analysis: Analysis) -> bool:
    return True


def answered(analysis: Analysis) -> bool:
    return analysis.batch is not None


@dataclass(frozen=True)
class Verb:
    """One thing that the user can do: where it stands, its words and key, what it does, and when it applies.

    `menu` is one of `MENUS`, or "File/Export": one inside another. A line stands between two sections of a menu.
    """

    id: str
    menu: str
    section: int
    text: str
    what: Callable[[], object]
    key: Key | tuple[str, ...] | None = None  # the first is shown; the others are the same key on other keyboards
    when: Callable[[Analysis], bool] = always
    group: str | None = None  # verbs of one group are a choice: one of them is on
    chosen: Callable[[], bool] | None = None
    fill: Callable[[QMenu], None] | None = None  # a menu of its own, filled when it opens
    step: Callable[[], str] | None = None  # what it would take back or do again, behind its text
    tells: bool = False  # whether it tells numbers, which an open question hides
    words: str = ""  # where the menu does not stand around it, if not the text


class Actions:
    """The menus, made from verbs; `by_id` are their actions, and those of menus inside another by their names."""

    def __init__(self, verbs: Iterable[Verb], bar: QMenuBar) -> None:
        self._bar = bar
        self.hides_numbers = False
        self.verbs = sorted(verbs, key=lambda verb: (MENUS.index(verb.menu.partition("/")[0]), verb.section))
        self.by_id: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._sections: dict[str, int] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._texts = _with_letters(self.verbs)
        for verb in self.verbs:
            self.by_id[verb.id] = self._made(verb)
        self._changing = [verb for verb in self.verbs if verb.when is not always or verb.tells or verb.chosen]

    def display(self, analysis: Analysis) -> None:
        """Which verbs apply now, which choice is on, and what undo would take back."""
        for verb in self._changing:
            action = self.by_id[verb.id]
            action.setEnabled(verb.when(analysis) and not (verb.tells and self.hides_numbers))
            if verb.chosen is not None:
                action.setChecked(verb.chosen())
        self.display_steps(analysis)

    def display_steps(self, analysis: Analysis) -> None:
        """What undo would take back, and redo do again."""
        for verb in self.verbs:
            if verb.step is not None:
                self.by_id[verb.id].setEnabled(verb.when(analysis) and not (verb.tells and self.hides_numbers))
                self.by_id[verb.id].setText(f"{self._texts[verb.menu, verb.text]} {in_menu(verb.step())}".rstrip())

    def some(self, names: Sequence[str]) -> list[QAction]:
        """The actions of these ids, for the menu that a right click opens."""
        return [self.by_id[name] for name in names]

    def _made(self, verb: Verb) -> QAction:
        action = QAction(self._texts[verb.menu, verb.text], self._bar.window())
        action.setProperty("menu", verb.menu)
        action.setProperty("words", verb.words)
        action.triggered.connect(lambda: verb.what())
        if verb.key is not None:
            keys = verb.key if isinstance(verb.key, tuple) else (verb.key,)
            action.setShortcuts([QKeySequence(key) for key in keys])
        if verb.group is not None:
            action.setCheckable(True)
            self._groups.setdefault(verb.group, QActionGroup(self._bar.window())).addAction(action)
        if verb.fill is not None:
            self._fill_when_opened(verb, action)
        self._menu(verb.menu, verb.section).addAction(action)
        self._bar.window().addAction(action)  # its keys hold also where the menus are hidden
        return action

    def _menu(self, name: str, section: int) -> QMenu:
        """A menu of the bar or inside another, with a line where another section begins."""
        outer, _, inner = name.partition("/")
        if name not in self._menus:
            if inner:
                self._menus[name] = self._menu(outer, section).addMenu(self._texts[outer, inner])
                self.by_id[name] = self._menus[name].menuAction()
            else:
                self._menus[name] = self._bar.addMenu(self._texts["", name])
        if self._sections.setdefault(name, section) != section:
            self._menus[name].addSeparator()
            self._sections[name] = section
        return self._menus[name]

    def _fill_when_opened(self, verb: Verb, action: QAction) -> None:
        menu = QMenu(verb.text, self._bar, toolTipsVisible=True)
        menu.aboutToShow.connect(lambda: verb.fill and verb.fill(menu))
        action.setMenu(menu)


def _with_letters(verbs: Iterable[Verb]) -> dict[tuple[str, str], str]:
    """By menu and text, what stands there with & before its letter; the bar is the menu "".

    Two letters of one menu are never the same.
    """
    found: dict[str, dict[str, None]] = {"": dict.fromkeys(MENUS)}
    for verb in verbs:
        outer, _, inner = verb.menu.partition("/")
        if inner:
            found.setdefault(outer, {})[inner] = None
        found.setdefault(verb.menu, {})[verb.text] = None
    return {(menu, text): lettered for menu, texts in found.items() for text, lettered in _lettered(texts).items()}


def _lettered(texts: Iterable[str]) -> dict[str, str]:
    """Each text with its letter marked, of the start of a word where one is free; the last of many may have none."""
    taken: set[str] = set()
    found = {}
    for text in texts:
        mark = next(((letter, place) for letter, place in _places(text).items() if letter not in taken), None)
        taken.add(mark[0] if mark else "")
        found[text] = text if mark is None else f"{text[: mark[1]]}&{text[mark[1] :]}"
    return found


def _places(text: str) -> dict[str, int]:
    """Where each letter of a text stands, those that begin a word first."""
    starts = [word.start() for word in re.finditer(r"\b\w", text)]
    places: dict[str, int] = {}
    for place in (*starts, *range(len(text))):
        if text[place].isalnum():
            places.setdefault(text[place].lower(), place)
    return places
