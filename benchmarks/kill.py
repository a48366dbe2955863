"""Kills the program at random moments while somebody types and saves, starts it again, and counts what was lost.

    python benchmarks/kill.py [ROUNDS]

A round is a real process with a window and no screen: a number that counts up is typed into a cell with key events,
every tenth is saved with Ctrl+S; SIGKILL comes at a random moment; a second process opens the window again and answers
the offer with a click on Restore. Lost is what was on the screen more than two seconds before the kill and is not
there again; a saved file must be whole and not older than its last save that had returned.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from xentgui.examples import examples
from xentgui.files.session import open_session, save_session

TYPIST = Path(__file__).parent.parent / "tests" / "window" / "typist.py"
ALLOWED = 2.0  # seconds of work
LONGEST = 4.0  # seconds of typing before the kill


@dataclass
class Round:
    """One kill: what was typed when, what was saved, and what was there again."""

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


def environment(home: Path) -> dict[str, str]:
    """Places of its own, and no screen."""
    places = {name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    return {**os.environ, **places, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}


def kill_once(home: Path, file: Path | None, start: int, seconds: float) -> Round:
    """Type for some seconds, kill, start again and restore."""
    told = Round()
    command = [sys.executable, str(TYPIST), "type", str(start), *([str(file)] if file else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(home)) as process:
        assert process.stdout is not None
        read_lines(told, [process.stdout.readline()])  # the first number: the window stands
        time.sleep(seconds)
        told.killed = time.time()
        os.kill(process.pid, signal.SIGKILL)
        read_lines(told, process.stdout.readlines())
    if file is not None:
        told.in_file = int(open_session(file).entry.cell("outputs", 0, 0))
    command = [sys.executable, str(TYPIST), "restore"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment(home), timeout=60, check=True)
    words = answer.stdout.split()
    told.offered, told.restored = words[0] == "offered", int(float(words[1]))
    return told


def read_lines(told: Round, lines: list[str]) -> None:
    """What the typist reports: `typed TIME NUMBER` and `saved TIME NUMBER`."""
    for line in lines:
        verb, when, value = line.split()
        if verb == "typed":
            told.typed.append((float(when), int(value)))
        else:
            told.saved = int(value)


def main(rounds: int) -> int:
    random.seed(1)
    bad, ages = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            home = Path(folder) / str(number)
            home.mkdir()
            file = home / "lesson.xent" if number % 2 else None
            if file is not None:
                example = examples["three-classes"]
                save_session(file, example.entry, example.focus)
            told = kill_once(home, file, 1000, random.uniform(0.0, LONGEST))
            bad += not told.good
            ages.append(told.lost_seconds)
            if not told.good:
                print(f"round {number}: {told}")
    print(f"{rounds} kills: {rounds - bad} with nothing lost that was older than {ALLOWED:g} s")
    print(f"the oldest number lost was {max(ages):.2f} s old; the median {sorted(ages)[rounds // 2]:.2f} s")
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
