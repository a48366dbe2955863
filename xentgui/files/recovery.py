"""Unsaved work kept beside the program, one file for each running instance, and found again after a crash.

An instance holds a lock on its lock file for as long as it lives; the system lets go of it however the process ends.
Work whose lock nobody holds is left over.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from xentgui.entry import Entry, Focus
from xentgui.files.atomic import KEPT_SECONDS, sweep
from xentgui.files.session import SUFFIX, Session, open_session, save_session
from xentgui.losses.batch import DataError

LOCK = ".lock"
LONGEST_LOCK = 100_000  # characters of a lock file that are read: it holds a path


@dataclass(frozen=True)
class LeftOver:
    """Work of an instance that is gone: when it was kept, the session file it belongs to if it has one."""

    path: Path
    kept: datetime
    original: Path | None

    def open(self) -> Session:
        """The work itself. Raises DataError."""
        return open_session(self.path)

    def discard(self) -> None:
        """Forget it."""
        for path in (self.path, self.path.with_suffix(LOCK)):
            with contextlib.suppress(OSError):
                path.unlink()


class Recovery:
    """The place where one instance keeps its unsaved work."""

    def __init__(self, folder: str | Path) -> None:
        """Raises DataError where the folder cannot be used."""
        name = f"{os.getpid()}-{os.urandom(4).hex()}"
        self.path = Path(folder) / f"{name}{SUFFIX}"
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            sweep(Path(folder))
            _sweep_locks(Path(folder))
            self._lock = self.path.with_suffix(LOCK).open("w+", encoding="utf-8")
            _hold(self._lock)
        except OSError as error:
            raise DataError(
                f"unsaved work cannot be kept in {folder} ({error.strerror or error}): save often"
            ) from None

    def keep(self, entry: Entry, focus: Focus, original: str | Path | None = None) -> None:
        """Write the work down; what was kept before is replaced whole. Raises DataError."""
        save_session(self.path, entry, focus, durable=False)
        with contextlib.suppress(OSError):
            self._lock.seek(0)
            self._lock.truncate()
            json.dump({"original": None if original is None else str(Path(original).absolute())}, self._lock)
            self._lock.flush()

    def forget(self) -> None:
        """The work is saved elsewhere, or not wanted: nothing is left to recover."""
        with contextlib.suppress(OSError):
            self.path.unlink()

    def leave(self) -> None:
        """The instance ends and its work stays, for the next one to offer."""
        self._lock.close()

    def close(self) -> None:
        """The instance ends as it should: its files are taken away."""
        self.forget()
        self._lock.close()
        with contextlib.suppress(OSError):
            self.path.with_suffix(LOCK).unlink()


def left_over(folder: str | Path) -> tuple[LeftOver, ...]:
    """The work of instances that are gone, latest first; that of running ones is not shown. Raises nothing."""
    return tuple(sorted(_left_over(Path(folder)), key=lambda work: work.kept, reverse=True))


def _left_over(folder: Path) -> Iterator[LeftOver]:
    try:
        paths = list(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return
    for path in paths:
        with contextlib.suppress(OSError, ValueError, OverflowError):  # of a time that is none
            original, alive = _read_lock(path.with_suffix(LOCK))
            if not alive:
                yield LeftOver(path, datetime.fromtimestamp(path.stat().st_mtime, UTC), original)


def _sweep_locks(folder: Path) -> None:
    """Take away the lock files of instances that are gone and left no work; those of the last minute stay."""
    for path in folder.glob(f"*{LOCK}"):
        with contextlib.suppress(OSError):
            old = time.time() - path.stat().st_mtime > KEPT_SECONDS
            if old and not path.with_suffix(SUFFIX).exists() and not _read_lock(path)[1]:
                path.unlink()


def _read_lock(path: Path) -> tuple[Path | None, bool]:
    """The session file that the work belongs to, and whether its instance runs."""
    try:
        with path.open("r+", encoding="utf-8", errors="replace") as lock:
            _hold(lock)
            text = lock.read(LONGEST_LOCK)
    except FileNotFoundError:
        return None, False
    except OSError:
        return None, True
    try:
        original = json.loads(text).get("original")
    except (ValueError, AttributeError, RecursionError):
        return None, False
    return (Path(original) if isinstance(original, str) else None), False


if sys.platform == "win32":
    import msvcrt

    def _hold(lock: IO[str]) -> None:
        """Lock one byte far behind what is written, so that the rest can be read; OSError if another holds it."""
        lock.seek(1 << 30)
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        lock.seek(0)

else:
    import fcntl

    def _hold(lock: IO[str]) -> None:
        """Lock the file for as long as it is open; OSError if another process holds it."""
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
