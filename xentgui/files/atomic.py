"""Files replaced whole: whoever reads finds the old one or the new one, also after a kill or on a full disk."""

from __future__ import annotations

import contextlib
import glob
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from xentgui.losses.batch import DataError

DRAFT = ".new"
KEPT_SECONDS = 60


class Stamp(NamedTuple):
    """What tells whether a file was changed by somebody else: when it was written, its size and its identity."""

    modified: int
    size: int
    identity: int

    @classmethod
    def of(cls, path: str | Path) -> Stamp | None:
        """The stamp of a file as it is now, or None where there is none."""
        try:
            found = Path(path).stat()
        except (OSError, ValueError):
            return None
        return cls(found.st_mtime_ns, found.st_size, found.st_ino)


def write_whole(path: str | Path, data: bytes | Iterable[bytes], *, durable: bool = True) -> Stamp | None:
    """Replace a file: written beside it under another name, forced to the disk if `durable`, then renamed.

    A link stays a link, and the file keeps its permissions. Raises DataError where it cannot be written; the file that
    was there is then as it was.
    """
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name[:100]}.{os.urandom(6).hex()}{DRAFT}")
    try:
        _write(draft, data, durable=durable)
        with contextlib.suppress(OSError):
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(draft, target)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            draft.unlink()
        told = getattr(error, "strerror", None) or str(error)
        raise DataError(
            f"{target.name} could not be written ({told}): nothing was changed there; save it in another place"
        ) from None
    if durable:
        _force_folder(target.parent)
        sweep(target.parent, target.name)
    return Stamp.of(target)


def sweep(folder: Path, name: str = "*") -> None:
    """Take away the drafts that killed processes left, of one file or of all; those of the last minute stay."""
    with contextlib.suppress(OSError):
        for draft in folder.glob(f".{glob.escape(name[:100]) if name != '*' else '*'}.*{DRAFT}"):
            with contextlib.suppress(OSError):
                if time.time() - draft.stat().st_mtime > KEPT_SECONDS:
                    draft.unlink()


def _write(draft: Path, data: bytes | Iterable[bytes], *, durable: bool) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _force_folder(folder: Path) -> None:
    """Make the new name durable where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
