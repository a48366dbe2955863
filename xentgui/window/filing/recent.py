"""The files opened and saved last, in the settings and as a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu

from xentgui.window.widgets.plain import in_menu, tip

MOST = 8


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
