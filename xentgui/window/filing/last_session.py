"""What was on the screen when the program was left: small entries in the settings, large ones in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

from xentgui.entry import Entry, Focus
from xentgui.files.session import open_session, read_session, save_session, session_text
from xentgui.losses.batch import DataError
from xentgui.opening import Opening

MOST_IN_SETTINGS = 20_000  # numbers in a table
IN_FILE = "in a file"


def data_folder() -> Path:
    """The platform's folder for data of this program."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


def remember(settings: QSettings, entry: Entry, focus: Focus, path: Path | None) -> None:
    """What the next start opens with. Raises DataError where a large entry can not be written."""
    settings.setValue("path", str(path) if path else "")
    if entry.rows * entry.columns <= MOST_IN_SETTINGS:
        settings.setValue("entry", session_text(entry, focus))
        return
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    save_session(folder / "last.xent", entry, focus)
    settings.setValue("entry", IN_FILE)


def remembered(settings: QSettings | None) -> Opening | None:
    """The last entry, or the file that it was saved in; None where there is none that can be read."""
    if settings is None or not settings.contains("entry"):
        return None
    text, path = str(settings.value("entry")), str(settings.value("path") or "")
    try:
        if path and Path(path).exists():
            return Opening(*open_session(path), Path(path), f"Opened {Path(path).name}, as you left it")
        session = open_session(data_folder() / "last.xent") if text == IN_FILE else read_session(text)
        return Opening(*session, words="As you left it")
    except DataError:
        return None
