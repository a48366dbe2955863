"""What is printed: names from data with their control characters visible, and no traceback where nobody reads on."""

from __future__ import annotations

import argparse
import os
import sys
import unicodedata
from contextlib import suppress
from typing import NoReturn, TextIO

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format and unassigned characters, other line ends


def visible(text: str) -> str:
    r"""The text with what a terminal would obey, and what it would hide, written out; line ends stay.

    >>> visible("cat\x1b[31m")
    'cat\\x1b[31m'
    """
    return "".join(_shown(sign) if unicodedata.category(sign) in _UNSEEN and sign != "\n" else sign for sign in text)


def say(text: str) -> None:
    """Print an answer on standard output."""
    _write(sys.stdout, visible(text))


def warn(text: str) -> None:
    """Print a line on standard error: a doubt, or what is wrong."""
    _write(sys.stderr, "xentgui: " + " ".join(visible(text).split("\n")))


class Parser(argparse.ArgumentParser):
    """What is wrong with the words of a call is one line, as everything that is refused."""

    def error(self, message: str) -> NoReturn:
        warn(f"{message}; {self.prog} --help says what there is")
        raise SystemExit(2)


def _shown(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _write(stream: TextIO | None, text: str) -> None:
    """Signs that the terminal's encoding does not have are written as ?; a pipe that was closed is no error.

    Ends the program with status 2 where an answer cannot be written, as on a full disk.
    """
    if stream is None:  # it was closed, or there is no console
        return
    encoding = stream.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), file=stream, flush=True)
    except OSError as error:
        with suppress(OSError, ValueError):  # so that nothing is flushed into it at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError) and stream is sys.stdout:
            warn(f"the answer cannot be written: {error.strerror}")
            raise SystemExit(2) from None
