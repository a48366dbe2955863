"""The real program on a screen of its own, driven by keys and seen through the tree of a screen reader."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM
from threading import Timer
from typing import Any

from accessibility.expected import Said

from xentgui.analysis import Analysis
from xentgui.files.session import save_session

READER = Path(__file__).with_name("reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"
NEEDED = ("Xvfb", "xdotool", "openbox", "dbus-run-session")
CHOICE = "combo box"
USED = ("push button", "check box", "radio button", CHOICE, "text", "table", "tree", "page tab", "slider")
MARK = "answer: "
PATIENCE, REST = 60.0, 0.6  # seconds


@dataclass(frozen=True)
class Thing:
    """One thing in the tree: what a screen reader can say of it."""

    depth: int
    role: str
    name: str
    text: str
    note: str
    label: str
    focused: bool

    @property
    def words(self) -> str:
        return "\n".join((self.name, self.text, self.note, self.label))


@dataclass(frozen=True)
class Heard:
    """One event that a screen reader was told."""

    kind: str
    name: str
    role: str
    words: str
    on: bool

    @property
    def said(self) -> bool:
        """Whether it is a sentence to be said."""
        return self.kind == "object:announcement"

    def moved_to(self, role: str, name: str) -> bool:
        """Whether the keyboard came to such a thing."""
        return (
            self.kind == "object:state-changed:focused" and self.on and (self.role, name in self.name) == (role, True)
        )


def missing() -> str | None:
    """Why there is no such screen here, or None."""
    if not sys.platform.startswith("linux"):
        return "AT-SPI is how Linux tells screen readers"
    absent = [tool for tool in NEEDED if shutil.which(tool) is None]
    if absent:
        return f"not installed: {', '.join(absent)} (apt-get install xvfb xdotool openbox dbus-daemon)"
    looks = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    if subprocess.run([SYSTEM_PYTHON, "-c", looks], capture_output=True, check=False).returncode:
        return "the system's Python has no AT-SPI (apt-get install at-spi2-core python3-gi gir1.2-atspi-2.0)"
    return None


class Screen:
    """The screen, the program on it, and a reader beside it."""

    def __init__(self, display: str, reader: subprocess.Popen, program: subprocess.Popen, folder: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self.folder, self._opened = folder, 0
        self._reader, self.program = reader, program

    def things(self) -> list[Thing]:
        """What is on the screen, depth first."""
        return [Thing(**each) for each in self._ask("tree")]

    def heard(self) -> list[Heard]:
        """What was told since the last time."""
        return [Heard(**each) for each in self._ask("heard")]

    def press(self, *keys: str) -> None:
        """Keys in xdotool's words: `ctrl+z`, `Tab`."""
        self._xdotool("key", "--delay", "15", *keys)

    def write(self, text: str) -> None:
        self._xdotool("type", "--delay", "8", text)

    def until_told(self, wanted: Iterable[Said]) -> list[Thing]:
        """The things on the screen as soon as they tell all that is wanted."""
        wanted = list(wanted)
        for things in self._looks():
            missed = not_found(wanted, things)
            if not missed:
                return things
        raise AssertionError(f"never told: {missed}\nbut\n{picture(_within(missed[0].place, things))}")

    def open(self, name: str, analysis: Analysis) -> None:
        """A session file with this entry and focus, opened through the menu's dialog; what was changed is not saved."""
        self._opened += 1  # a file that is open and written again would be a notice
        path = self.folder / f"{name}-{self._opened}.xent"
        save_session(path, analysis.entry, analysis.focus)
        self.heard()
        self.press("ctrl+o")
        self.until_focus("text")
        self.write(str(path))
        self.press("Return")
        answered = False
        for _ in self._times():
            windows = self._ask("windows")
            if len(windows) == 1 and path.name in windows[0]:
                return
            if any("Save changes?" in window for window in windows) and not answered:
                self.until_focus("push button", "Save")
                self.press("Tab", "space")
                answered = True  # a second time it would be the table that gets these keys
        raise AssertionError(f"{path.name} was not opened: {windows}")

    def until_announced(self) -> list[Heard]:
        """What is told until something is said in words, and a while after it."""
        heard: list[Heard] = []
        for _ in self._times():
            heard += self.heard()
            if any(each.said for each in heard):
                time.sleep(REST)
                return heard + self.heard()
        raise AssertionError(f"nothing was said: {heard}")

    def settle(self) -> None:
        """Waits until nothing more is told by a program that answers: one that is busy tells nothing either."""
        for _ in self._times():
            self._ask("windows")
            time.sleep(REST)
            self._ask("windows")
            if not self.heard():
                return

    def until_focus(self, role: str, name: str = "") -> None:
        """Waits until the keyboard is told to be in such a thing."""
        heard: list[Heard] = []
        for _ in self._times():
            heard += self.heard()
            if any(each.moved_to(role, name) for each in heard):
                return
        raise AssertionError(f"the keyboard never came to {role} {name!r}: {heard}")

    def _looks(self) -> Iterator[list[Thing]]:
        return (self.things() for _ in self._times())

    def _times(self) -> Iterator[None]:
        """Again and again, until patience ends or the program does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.program.poll() is None, f"the program has ended: {(self.folder / 'errors').read_text()[-3000:]}"
            yield
            time.sleep(0.03)

    def _ask(self, word: str) -> Any:
        assert self._reader.stdin is not None
        self._reader.stdin.write(f"{word}\n")
        self._reader.stdin.flush()
        return _answer(self._reader)

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=20)


@contextmanager
def screen(folder: Path, size: str = "1440x900") -> Iterator[Screen]:
    """Starts everything, the program as on its first run, and ends it all."""
    with ExitStack() as running:

        def start(command: Sequence[str | Path], **options) -> subprocess.Popen:
            return running.enter_context(_ended(subprocess.Popen(command, start_new_session=True, **options)))

        ours, theirs = os.pipe()
        start(["Xvfb", "-displayfd", str(theirs), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
              pass_fds=[theirs], stderr=subprocess.DEVNULL)  # fmt: skip
        os.close(theirs)
        with os.fdopen(ours) as numbers:
            display = f":{numbers.readline().strip()}"
        environment = _environment(display, folder)
        start(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        errors = running.enter_context((folder / "errors").open("w"))
        reader = start(["dbus-run-session", "--", SYSTEM_PYTHON, READER], env=environment,
                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)  # fmt: skip
        environment["DBUS_SESSION_BUS_ADDRESS"] = _answer(reader)
        program = start([sys.executable, "-m", "xentgui"], env=environment, cwd=folder, stderr=errors)
        shown = Screen(display, reader, program, folder)
        shown.until_told([Said("Loss of row 1", "")])  # the plots come last
        yield shown


def _environment(display: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_", "XDG_"))}
    own = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    return {**kept, **own, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}


@contextmanager
def _ended(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    with process:
        try:
            yield process
        finally:
            for signal in (SIGTERM, SIGKILL):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal)  # with all that it started: a bus has services
                with suppress(subprocess.TimeoutExpired):
                    process.wait(5)


def _answer(reader: subprocess.Popen[str]) -> Any:
    """The reader's next line; the bus and its services write to the same place, in lines of their own."""
    assert reader.stdout is not None
    watch = Timer(PATIENCE, os.killpg, (reader.pid, SIGKILL))  # then the lines end
    watch.start()
    line = next((line for line in reader.stdout if line.startswith(MARK)), None)
    watch.cancel()
    assert line is not None, "the reader has ended"
    return json.loads(line.removeprefix(MARK))


def not_found(wanted: Iterable[Said], things: Sequence[Thing]) -> list[Said]:
    """What nothing in its place tells."""
    return [each for each in wanted if not any(each.words in thing.words for thing in _within(each.place, things))]


def unnamed(things: Iterable[Thing]) -> list[Thing]:
    """What can be used and is called nothing; a choice has its name in the label before it."""
    return [each for each in things if each.role in USED and not (each.label if each.role == CHOICE else each.name)]


def _within(place: str, things: Sequence[Thing]) -> Iterator[Thing]:
    """The things whose name begins like this, with all that is in them."""
    depth = None
    for thing in things:
        if depth is None or thing.depth <= depth:
            depth = thing.depth if thing.name.startswith(place) else None
        if depth is not None:
            yield thing


def picture(things: Iterable[Thing]) -> str:
    """The tree as lines, for a message."""
    return "\n".join(f"{'  ' * each.depth}{each.role} {each.name!r} {each.text!r} {each.note!r}" for each in things)
