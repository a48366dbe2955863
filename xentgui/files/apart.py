"""Work in a process of its own, where Python's lock can not hold up the window: files of many words are read so."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from xentgui.files.columns import Column
from xentgui.files.progress import StoppedError, come_to, telling
from xentgui.losses.batch import DataError

if TYPE_CHECKING:
    import subprocess

PROGRAM = "from xentgui.files.apart import work; work()"
MANY = 1000  # texts that are sent as one
BETWEEN = "\0"


class Texts(NamedTuple):
    """Many texts as one, which is taken apart a hundred times as fast."""

    joined: str

    def cut(self) -> tuple[str, ...]:
        return tuple(self.joined.split(BETWEEN))


class Apart:
    """Work on values, done by another Python; `end` kills it. A call gives what the work gives, or raises its error.

    `then` is done here with what it gives, before the call ends.
    """

    def __init__(self, work: Callable[[], Any], then: Callable[[Any], Any] = lambda found: found) -> None:
        self._work, self._then = work, then
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()

    @staticmethod
    def is_possible() -> bool:
        """A program that holds its own Python has none to start."""
        return bool(sys.executable) and not getattr(sys, "frozen", False)

    def __call__(self) -> Any:
        import subprocess  # read when it is needed: the first frame does not wait for it

        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command, pipe = [sys.executable, "-c", PROGRAM], subprocess.PIPE
        with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as self._process:
            try:
                answer = self._answer(self._process)
            finally:
                self._process.kill()
        return self._then(answer)

    def _answer(self, process: subprocess.Popen[bytes]) -> Any:
        assert process.stdin is not None
        assert process.stdout is not None
        if self._ended.is_set():
            raise StoppedError
        try:
            pickle.dump(self._work, process.stdin)
            process.stdin.close()
            while isinstance(told := pickle.load(process.stdout), float):
                come_to(told)
        except (EOFError, OSError, pickle.UnpicklingError):
            if self._ended.is_set():
                raise StoppedError from None
            raise DataError("reading broke off: it may need more memory than there is") from None
        if isinstance(told, Exception):
            raise told
        return told[0]

    def end(self) -> None:
        """Nobody waits for it."""
        self._ended.set()
        if self._process is not None:
            self._process.kill()


def work() -> None:
    """The other side: does what comes in, tells how far it is, and answers with what it gave or the error."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    todo = pickle.load(sys.stdin.buffer)
    try:
        with telling(lambda part: _send(float(part), out)):
            answer: object = (todo(),)
    except DataError as error:
        answer = error
    _send(answer, out)


def _send(what: object, out: IO[bytes]) -> None:
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {Column: _column}
    pickler.dump(what)
    out.flush()


def _column(column: Column) -> tuple[Any, ...]:
    told = {**vars(column), "texts": _joined(column.texts), "written": _joined(column.written)}
    return _restored, (told,)


def _joined(texts: tuple[str, ...] | None) -> Texts | tuple[str, ...] | None:
    if texts is None or len(texts) < MANY or any(BETWEEN in text for text in texts):
        return texts
    return Texts(BETWEEN.join(texts))


def _restored(told: dict[str, Any]) -> Column:
    fields: dict[str, Any] = {name: each.cut() if isinstance(each, Texts) else each for name, each in told.items()}
    return Column(**fields)
