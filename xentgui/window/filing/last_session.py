"""What was on the screen when the program was left: small entries in the settings, large ones in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

from xentgui.entry import Entry, Focus
from xentgui.files.session import open_session, read_session, save_session, session_text
from xentgui.losses.batch import DataError
from xentgui.opening import Opening, are_small

MOST_IN_SETTINGS = 20_000  # numbers in a table
IN_FILE = "in a file"


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
