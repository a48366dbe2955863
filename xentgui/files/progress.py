"""How far reading has come: a reader tells it to whoever has it read, who may end it there by an exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class StoppedError(Exception):
    """Ends a step that nobody waits for any more."""


_told: ContextVar[Callable[[float], None] | None] = ContextVar("told", default=None)


def come_to(part: float) -> None:
    """This part of the work is done, 0 to 1. Raises what the one who is told raises."""
    told = _told.get()
    if told is not None:
        told(part)


@contextmanager
def telling(told: Callable[[float], None]) -> Iterator[None]:
    """Readers that are called inside tell this how far they are; those of other threads do not.

    >>> with telling(print):
    ...     come_to(0.5)
    0.5
    """
    before = _told.set(told)
    try:
        yield
    finally:
        _told.reset(before)
