"""Processes that save are killed at random moments; prints rounds, whole files, saves lost, and kills amid a write.

Usage: python kill_while_saving.py FOLDER ROUNDS. A save is lost if it had returned and the file is older.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np

from xentgui.entry import Entry, Focus
from xentgui.files.recovery import Recovery, left_over
from xentgui.files.session import open_session, save_session

ROWS = 100


def save_on_and_on(path: Path, folder: Path, done: int, start: int) -> None:
    """Entries whose numbers are all the count of the save, until somebody ends it."""
    recovery = Recovery(folder)
    for count in range(start, start + 1_000_000):
        entry = Entry.of(np.ones((ROWS, 3)), np.full((ROWS, 3), float(count)))
        recovery.keep(entry, Focus(), path)
        save_session(path, entry, Focus())
        os.write(done, count.to_bytes(8, "little"))


def killed_once(path: Path, folder: Path, start: int) -> int:
    """Let a process save for a random time, kill it, and return the last save that it reported."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        save_on_and_on(path, folder, write, start)
    os.close(write)
    os.read(read, 8)
    time.sleep(random.uniform(0, 0.03))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(read, "rb") as reported:
        counts = reported.read()
    return int.from_bytes(counts[-8:], "little") if counts else start


def is_whole(entry: Entry) -> bool:
    table = entry.table("outputs")
    return table.shape == (ROWS, 3) and bool((table == table[0, 0]).all())


def main(folder: Path, rounds: int) -> None:
    path, kept = folder / "saved.xent", folder / "kept"
    last, whole, lost = 0, 0, 0
    for _ in range(rounds):
        last = killed_once(path, kept, last + 1)
        saved = open_session(path).entry
        works = left_over(kept)
        recovered = works[0].open().entry
        whole += is_whole(saved) and is_whole(recovered) and len(works) == 1
        lost += saved.cell("outputs", 0, 0) < last or recovered.cell("outputs", 0, 0) < last
        last = int(saved.cell("outputs", 0, 0))
        works[0].discard()
    amid = sum(1 for place in (folder, kept) for draft in place.glob(".*.new"))
    print(rounds, whole, lost, amid)


if __name__ == "__main__":
    random.seed(1)
    main(Path(sys.argv[1]), int(sys.argv[2]))
