"""The program in the menus of a freedesktop desktop: its entry, icon, file type and metadata, for one user.

A wheel that is installed for the user or the system brings the same files; this is for those in a virtual environment.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ICON = HERE.parent / "window" / "icons" / "xentgui.svg"
ENTRY = Path("applications/xentgui.desktop")
PLACES = {
    ENTRY: HERE / "xentgui.desktop",
    Path("icons/hicolor/scalable/apps/xentgui.svg"): ICON,
    Path("mime/packages/xentgui.xml"): HERE / "xentgui-mime.xml",
    Path("metainfo/xentgui.metainfo.xml"): HERE / "xentgui.metainfo.xml",
}
COMMAND_TIME = 30  # seconds that the desktop's own commands may take


def install() -> tuple[Path, ...]:
    """Write the files below the user's data folder, and tell the desktop; returns where they are. Raises OSError."""
    written = []
    for place, source in PLACES.items():
        target = data_home() / place
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        if place == ENTRY:
            text = text.replace("\nExec=xentgui ", f"\nExec={command()} ")
            text = text.replace("TryExec=xentgui", f"TryExec={program().as_posix()}")
        target.write_text(text, encoding="utf-8")
        written.append(target)
    _tell_desktop()
    return tuple(written)


def uninstall() -> tuple[Path, ...]:
    """Take the files away again; returns those that were there. Raises OSError."""
    there = tuple(target for target in map(data_home().joinpath, PLACES) if target.exists())
    for target in there:
        target.unlink()
    _tell_desktop()
    return there


def data_home() -> Path:
    """The user's data folder, as the XDG base directory specification has it."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def command() -> str:
    """What starts this very installation, quoted as desktop entries quote it."""
    words = [str(program())] if program() == _script() else [sys.executable, "-m", "xentgui"]
    return " ".join(map(_quoted, words))


def program() -> Path:
    """The file that is gone when this installation is: the entry is then no longer shown."""
    return _script() if _script().exists() else Path(sys.executable)


def _script() -> Path:
    return Path(sys.executable).with_name("xentgui")


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    for mark in '\\"`$':
        word = word.replace(mark, "\\\\" + mark if mark != "\\" else "\\\\\\\\")
    return f'"{word}"' if set(word) & set(" \t\"'\\><~|&;$*?#()`") else word


def _tell_desktop() -> None:
    """File managers and menus look at databases; where these commands are missing, at the files themselves."""
    for name, folder in (("update-desktop-database", "applications"), ("update-mime-database", "mime")):
        program = shutil.which(name)
        if program and (data_home() / folder).is_dir():
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                arguments = [program, str(data_home() / folder)]
                subprocess.run(arguments, capture_output=True, timeout=COMMAND_TIME, check=False)
