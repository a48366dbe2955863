"""The one QApplication: our name, style, colours and sizes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication, QPixmapCache
from PySide6.QtWidgets import QApplication

from xentgui.window.icon import INK, icon
from xentgui.window.sizes import scale
from xentgui.window.theme import look, set_appearance

ORGANISATION, PROGRAM = "xentgui", "xentgui"
KEPT = 65_536  # KiB of pixels: what is under a point that moves, also where it has the whole of a 5K screen


def application(*, dark: bool = False, as_desktop: bool = False) -> QApplication:
    """The one QApplication, in Fusion and our colours; `as_desktop` with sizes that follow the desktop's font."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(PROGRAM)
    app.setOrganizationName(ORGANISATION)
    app.setDesktopFileName(PROGRAM)
    app.setApplicationDisplayName("xentgui")
    if as_desktop:
        scale.follow(app.font())
    app.setStyle("Fusion")
    QPixmapCache.setCacheLimit(KEPT)
    app.setWindowIcon(icon("xentgui", INK, 64))
    set_appearance("dark" if dark else _appearance())
    QGuiApplication.styleHints().colorSchemeChanged.connect(_follow_scheme)
    return app


def _follow_scheme() -> None:
    """The desktop became light or dark, or we asked it to."""
    if look.appearance == "system":
        set_appearance("system")


def _appearance() -> str:
    return str(QSettings().value("appearance", "system"))
