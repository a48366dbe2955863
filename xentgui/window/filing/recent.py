"""What was open last: recent files as a menu, and the entry on the screen when the program was left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QMenu

from xentgui.entry import Entry, Focus
from xentgui.files.session import open_session, read_session, save_session, session_text
from xentgui.losses.batch import DataError
from xentgui.opening import Opening, are_small
from xentgui.window.widgets.plain import in_menu, tip

MOST = 8
MOST_IN_SETTINGS = 20_000  # numbers in a table
IN_FILE = "in a file"


class Recent:
    """Remembers them; without settings it remembers nothing."""

    def __init__(self, settings: QSettings | None, open_path: Callable[[str], object]) -> None:
        self._settings, self._open = settings, open_path

    @property
    def names(self) -> list[str]:
        """Their paths, newest first."""
        known: Any = self._settings.value("recent", []) if self._settings else []
        return [known] if isinstance(known, str) else list(known or [])

    def put(self, path: Path) -> None:
        """Put a file first."""
        if self._settings is not None:
            others = [name for name in self.names if name != str(path)]
            self._settings.setValue("recent", [str(path), *others][:MOST])

    def fill(self, menu: QMenu) -> None:
        """Show them in a menu."""
        menu.clear()
        names = self.names
        for number, name in enumerate(names, 1):
            action = menu.addAction(f"&{number} {in_menu(Path(name).name)}", partial(self._open, name))
            action.setToolTip(tip(name))
        if names:
            menu.addSeparator()
            menu.addAction("Forget these", self._forget)
        else:
            menu.addAction("Nothing yet").setEnabled(False)

    def _forget(self) -> None:
        if self._settings is not None:
            self._settings.remove("recent")


def data_folder() -> Path:
    """The platform's folder for data of this program."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


def last_entry() -> Path:
    """The file of a large entry that has no other."""
    return data_folder() / "last.xent"


def remember(settings: QSettings, entry: Entry, focus: Focus, path: Path | None) -> None:
    """What the next start opens with. Raises DataError where a large entry can not be written."""
    settings.setValue("path", str(path) if path else "")
    if entry.rows * entry.columns <= MOST_IN_SETTINGS:
        settings.setValue("entry", session_text(entry, focus))
        return
    last_entry().parent.mkdir(parents=True, exist_ok=True)
    save_session(last_entry(), entry, focus)
    settings.setValue("entry", IN_FILE)


def large_file(settings: QSettings | None) -> Path | None:
    """The large file that holds the last entry, which a window does not wait for; None where there is none."""
    file = _file(settings) if settings is not None else None
    return None if file is None or are_small([file]) else file


def remembered(settings: QSettings | None) -> Opening | None:
    """The last entry, or the file that it was saved in; None where there is none that can be read."""
    if settings is None or not settings.contains("entry"):
        return None
    file = _file(settings)
    try:
        if file is None:
            return Opening(*read_session(str(settings.value("entry"))), words="As you left it")
        if file == last_entry():
            return Opening(*open_session(file), words="As you left it")
        return Opening(*open_session(file), file, f"Opened {file.name}, as you left it")
    except DataError:
        return None


def _file(settings: QSettings) -> Path | None:
    path = str(settings.value("path") or "")
    if path and Path(path).exists():
        return Path(path)
    return last_entry() if settings.value("entry") == IN_FILE else None
