"""Work on many blocks at once: as many threads as this process may use take block after block from one counter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Item = TypeVar("Item")
Answer = TypeVar("Answer")

BLOCK_SIZE = 131_072  # numbers in a block: about 1 MiB, the fastest to evaluate
FEW = 4  # blocks that are done before another thread is awake

threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_pools: dict[int, ThreadPoolExecutor] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pools.clear)  # a fork has none of its parent's threads


def rows_at_once(columns: int) -> int:
    """How many rows a block has."""
    return max(1, BLOCK_SIZE // columns)


def each(work: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
    """``[work(item) for item in items]``; what one of them raises is raised."""
    if threads == 1 or len(items) < FEW:
        return [work(item) for item in items]
    answers: dict[int, Answer] = {}
    counter = count()

    def take() -> None:
        while (index := next(counter)) < len(items):
            answers[index] = work(items[index])

    helpers = [_pool().submit(take) for _ in range(min(threads, len(items)) - 1)]
    try:
        take()
    finally:
        _end(helpers)
    return [answers[index] for index in range(len(items))]


def _pool() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # read when it is needed: importing xentgui stays quick

    if threads not in _pools:
        _pools[threads] = ThreadPoolExecutor(threads - 1, "block")
    return _pools[threads]


def _end(helpers: list[Future[None]]) -> None:
    """Wait for those that have begun; the others, whose turn has not come, are not needed any more."""
    for helper in helpers:
        if not helper.cancel():
            helper.result()
