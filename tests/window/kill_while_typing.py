"""Kills the program at random moments while somebody types and saves, starts it again, and counts what was lost.

    python kill_while_typing.py [ROUNDS] [ROWS]

A round is a real process with a window and no screen: a number that counts up is typed into a cell with key events,
every tenth is saved with Ctrl+S; SIGKILL comes at a random moment; a second process opens the window again and answers
the offer with a click on Restore. Lost is what was on the screen more than two seconds of the program's own time
(`typist.own_time`) before the kill and is not there again; a saved file must be whole and not older than its last save
that had returned. With ROWS it is a session of so many rows of ten classes, and nothing is saved.

Each process is forked from one that has imported the program and started nothing of it, which saves the import.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ.update(QT_QPA_PLATFORM="offscreen", OPENBLAS_NUM_THREADS="1")  # a fork copies one thread alone

import numpy as np
import pyqtgraph  # noqa: F401  what the window imports after its first frame
import typist
import ziamath  # noqa: F401  what the window imports for its first formula

from xentgui.entry import Entry, Focus
from xentgui.examples import examples
from xentgui.files.session import open_session, save_session

ALLOWED = 2.0  # seconds of the program's own time
LONGEST = 3.0  # seconds of typing before the kill
SIDE_BY_SIDE = 4  # rounds; most of each is waiting
PLACES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


@dataclass
class Round:
    """One kill: what was typed when, what was saved, and what was there again."""

    number: int
    typed: list[tuple[float, int]] = field(default_factory=list)
    saved: int = 0
    offered: bool = False
    restored: int = 0
    in_file: int = 0
    killed: float = 0.0

    @property
    def expected(self) -> int:
        """The last number that was typed long enough before the kill."""
        return max((value for when, value in self.typed if when < self.killed - ALLOWED), default=0)

    @property
    def lost_seconds(self) -> float:
        """The age of the oldest number that is not there again."""
        kept = max(self.restored, self.in_file)
        return self.killed - min((when for when, value in self.typed if value > kept), default=self.killed)

    @property
    def good(self) -> bool:
        return max(self.restored, self.in_file) >= self.expected and self.in_file >= self.saved


def start(home: Path, *words: str) -> tuple[int, int]:
    """A process of its own with places of its own: its number, and where one reads what it tells."""
    told, tells = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tells)
        return pid, told
    os.dup2(tells, sys.stdout.fileno())
    os.environ.update({name: str(home / name) for name in PLACES}, HOME=str(home))
    os._exit(typist.main(*words))


def kill_once(number: int, home: Path, seconds: float, large: Path | None) -> Round:
    """Type for some seconds, kill, start again and restore. Every second works in a file, or all in a large one."""
    round_ = Round(number)
    file = home / "lesson.xent" if number % 2 and large is None else None
    if file is not None:
        save_session(file, examples["three-classes"].entry, examples["three-classes"].focus)
    words = ["type-only", "1000", str(large)] if large else ["type", "1000", *([str(file)] if file else [])]
    pid, told = start(home, *words)
    with os.fdopen(told) as lines:
        read_line(round_, lines.readline())  # the first number: the window stands
        while round_.killed < round_.typed[0][0] + seconds:
            time.sleep(0.01)
            round_.killed = typist.own_time(pid)
        os.kill(pid, signal.SIGKILL)
        for line in lines:
            read_line(round_, line)
    os.waitpid(pid, 0)
    if file is not None:
        round_.in_file = int(open_session(file).entry.cell("outputs", 0, 0))
    pid, told = start(home, "restore")
    with os.fdopen(told) as lines:
        words = lines.read().split()
    os.waitpid(pid, 0)
    round_.offered, round_.restored = words[0] == "offered", int(float(words[1]))
    return round_


def read_line(round_: Round, line: str) -> None:
    """What the typist reports: `typed TIME NUMBER` and `saved TIME NUMBER`."""
    verb, when, value = line.split()
    if verb == "typed":
        round_.typed.append((float(when), int(value)))
    else:
        round_.saved = int(value)


def some_rounds(numbers: range, folder: Path, large: Path | None) -> int:
    """A process that goes through these rounds, and where one reads their results."""
    told, tells = os.pipe()
    if os.fork():
        os.close(tells)
        return told
    rounds = []
    for number in numbers:
        home = folder / str(number)
        home.mkdir()
        rounds.append(kill_once(number, home, random.Random(number).uniform(0.0, LONGEST), large))
    os.write(tells, pickle.dumps(rounds))
    os._exit(0)


def large_session(folder: Path, rows: int) -> Path:
    chance = np.random.default_rng(0)
    entry = Entry.of(np.eye(10)[chance.integers(0, 10, rows)], chance.normal(size=(rows, 10)).round(4))
    save_session(folder / "large.xent", entry, Focus())
    return folder / "large.xent"


def main(count: int, rows: int = 0) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = large_session(folder, rows) if rows else None
        places = [some_rounds(range(k, count, SIDE_BY_SIDE), folder, large) for k in range(SIDE_BY_SIDE)]
        rounds: list[Round] = []
        for place in places:
            with os.fdopen(place, "rb") as results:
                rounds += pickle.load(results)
    bad = [round_ for round_ in rounds if not round_.good]
    ages = sorted(round_.lost_seconds for round_ in rounds)
    print(*bad, sep="\n")
    print(f"{len(rounds)} kills: {len(rounds) - len(bad)} with nothing lost that was older than {ALLOWED:g} s")
    print(f"{sum(round_.offered for round_ in rounds)} times work was offered back")
    print(f"the oldest number lost was {ages[-1]:.2f} s old; the median {ages[len(ages) // 2]:.2f} s")
    return int(bool(bad))


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:] or ["100"])))
