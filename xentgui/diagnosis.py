"""What belongs into a ticket: the versions of everything that takes part, and whether a window can be opened."""

from __future__ import annotations

import os
import platform
import sys

from xentgui import screen

NAMES = ("xentgui", "xentgui-core")  # of the distribution, with its window and without
UNKNOWN = "(version not known)"
TAKING_PART = ("numpy", "PySide6-Essentials", "pyqtgraph", "ziamath")
VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM", "LANG")


def own_version() -> str:
    """The version of this program, however it was installed."""
    return next(filter(None, map(_installed, NAMES)), UNKNOWN)


def versions() -> list[str]:
    """The versions of everything that takes part but Qt, and the system."""
    return [
        f"xentgui {own_version()}",
        *map(_version, TAKING_PART),
        f"Python {sys.version.split()[0]} on {platform.platform()}",
    ]


def diagnosis() -> str:
    """The text of `xentgui --diagnose`: nothing of the data, and no name of a file or a person."""
    why = screen.obstacle()
    told = [f"{name}={os.environ[name]}" for name in VARIABLES if name in os.environ]
    window = "a window can be opened" if why is None else f"no window can be opened: {why}"
    return "\n".join([*versions(), window, f"encoding {sys.stdout.encoding}", *told])


def _version(name: str) -> str:
    return f"{name} {_installed(name) or UNKNOWN}"


def _installed(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version  # a tenth of a second, of which no start has need

    try:
        return version(name)
    except PackageNotFoundError:
        return None
