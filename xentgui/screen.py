"""Whether a window can be opened here, told in words without importing Qt."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

NO_DISPLAY = "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
NO_WINDOW = (
    "the window needs PySide6, pyqtgraph and ziamath, which are not all installed: pip install xentgui (in place of "
    "xentgui-core, where that is installed)"
)
PACKAGES = (
    "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 "
    "libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-image0 libxcb-render-util0 fontconfig fonts-dejavu-core"
)
_MISSING = re.compile(r"(lib[\w.+-]+\.so[\d.]*): cannot open shared object file")


def obstacle() -> str | None:
    """Why no window can be opened here, or None."""
    return absent() or problem() or unready()


def problem() -> str | None:
    """Why there is no screen for a window, or None; Qt itself would abort the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    display = os.environ.get("DISPLAY")
    if not display:
        return NO_DISPLAY
    return None if _answers() else f"the display {display} does not answer (DISPLAY names it)"


def _answers() -> bool:
    """Whether the display of X11 can be had, as Qt itself asks it; also where that can not be asked."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def absent() -> str | None:
    """That the window is not installed, or None."""
    return None if all(map(find_spec, ("xentgui.window", "PySide6", "pyqtgraph", "ziamath"))) else NO_WINDOW


def unready() -> str | None:
    """Why Qt would not start in this process, or None: what is not installed, and the line to run.

    On Linux Qt's libraries are loaded, with what they need, as they are when it starts; nothing is imported.
    """
    found = find_spec("PySide6")
    if (why := absent()) is not None:
        return why
    if not sys.platform.startswith("linux") or found is None or found.origin is None:
        return None
    return missing(Path(found.origin).parent / "Qt", _platforms())


def missing(qt: Path, platforms: Iterable[str]) -> str | None:
    """What Qt in this folder lacks for its windows on every one of these platforms, in words; None where it starts."""
    fault = _fault(qt / "lib" / "libQt6Widgets.so.6")
    if not fault:
        each = [_fault(qt / "plugins" / "platforms" / f"libq{name}.so") for name in platforms]
        fault = each[0] if each and all(each) else ""
    if not fault:
        return None
    found = _MISSING.search(fault)
    if found is None:
        return f"Qt does not start here: {fault}"
    lacking = found.group(1)
    if shutil.which("apt-get"):
        return f"Qt needs {lacking}, which is not there. Please run:  sudo apt-get install -y {PACKAGES}"
    return f"Qt needs {lacking}, which is not there: install the package of your system that holds it"


def _platforms() -> list[str]:
    """The platforms that Qt tries, the first one first."""
    asked = os.environ.get("QT_QPA_PLATFORM")
    if asked:
        return [name.partition(":")[0] for name in asked.split(";")]
    return ["wayland"] * bool(os.environ.get("WAYLAND_DISPLAY")) + ["xcb"] * bool(os.environ.get("DISPLAY"))


def _fault(library: Path) -> str:
    """What the system says when this library is loaded; "" where it loads, or where Qt is laid out otherwise."""
    if not library.exists():
        return ""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return str(error)
    return ""
