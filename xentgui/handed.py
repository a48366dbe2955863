"""What Python hands to a window in another process: a private folder, written by one and removed by the other."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from xentgui.entry import Entry, Focus
from xentgui.files.session import open_session, save_session
from xentgui.losses.batch import DataError
from xentgui.opening import Opening, UnreadableError

DATA, NUMBER = "data.xent", "number.txt"


def hand_over(entry: Entry, focus: Focus, number: str) -> Path:
    """Write what the window opens with into a folder that this user alone can read. Raises DataError, OSError."""
    folder = Path(tempfile.mkdtemp(prefix="xentgui-"))
    try:
        save_session(folder / DATA, entry, focus, durable=False)
        (folder / NUMBER).write_text(number, encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def take_over(folder: Path) -> Opening:
    """Read what was handed over, and remove it. Raises UnreadableError."""
    try:
        entry, focus = open_session(folder / DATA)
        number = (folder / NUMBER).read_text(encoding="utf-8")
        return Opening(entry, focus, words="Shown from Python", number=number)
    except (DataError, OSError) as error:
        raise UnreadableError(f"what was handed over cannot be read: {error}") from error
    finally:
        for name in (DATA, NUMBER):
            (folder / name).unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
