"""How long `match` takes: on entries of 10 x 10, per kind of data, and on tables from 4 x 3 to 512 x 32,000.

Run as `python benchmarks/matching.py`. The promise is 300 ms on 10 x 10; ends with status 1 where a median is above it.
With `--large` it tells of each size how long a whole search takes beside its goal and beside one `evaluate`, its
longest step (so long may closing the window wait), and when the definition chosen is told, if that gives the number.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

import xentgui
from xentgui.questions.matching import search

LIMIT = 0.3  # seconds
NUMBERS = ("2.3026", "0.8127", "1.204119982", "15.942385", "0.45", "-1.5")
ROWS = COLUMNS = 10
SIZES = ((4, 3, 0.06), (16, 10, 0.3), (1_000, 10, 1.0), (10_000, 10, 2.0), (100_000, 10, 4.0), (1_000, 1_000, 5.0),
         (512, 32_000, 10.0))  # rows, columns, seconds  # fmt: skip


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    seed = np.random.default_rng(7)
    logits = np.round(seed.normal(size=(ROWS, COLUMNS)) * 2, 3)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    classes = seed.integers(0, COLUMNS, size=ROWS)
    several = seed.integers(0, 2, size=(ROWS, COLUMNS))
    weights = seed.uniform(0.5, 2, size=COLUMNS).round(1).tolist()
    yield "classes, logits", {"labels": classes, "outputs": logits}
    yield "classes, logits, class weights", {"labels": classes, "outputs": logits, "class_weights": weights}
    yield "classes, probabilities", {"labels": classes, "outputs": shares}
    yield "several labels, logits", {"labels": several, "outputs": logits, "definition": "multi-sigmoid"}
    yield "soft labels, logits", {"labels": shares[::-1], "outputs": logits}
    yield "one column, probabilities", {"labels": several[:, 0], "outputs": shares[:, 0]}


def seconds(known: dict[str, Any], number: str) -> float:
    start = time.perf_counter()
    xentgui.match(number=number, **known)
    return time.perf_counter() - start


def asked(rows: int, columns: int) -> tuple[Any, Any]:
    seed = np.random.default_rng(7)
    return seed.integers(0, columns, size=rows), np.round(seed.normal(size=(rows, columns)) * 2, 3)


def large(rows: int, columns: int, goal: float) -> None:
    """A number that nothing plain gives: the whole search."""
    classes, logits = asked(rows, columns)
    steps = []
    beginning = start = time.perf_counter()
    cpu = time.process_time()
    for _ in search(classes, logits, "3.1234", outputs_are="logits", near=2):
        now = time.perf_counter()
        steps.append(now - start)
        start = now
    cpu, took = time.process_time() - cpu, start - beginning
    start = time.perf_counter()
    _ = xentgui.evaluate(classes, logits).value
    once = time.perf_counter() - start
    print(
        f"{rows:9,} x {columns:6,}   {took:7.3f} s (goal {goal:6.2f}), {cpu:7.3f} s of the processor, "
        f"{took / once:6.0f} evaluations   longest step {max(steps) * 1e3:5.0f} ms"
    )


def first_answer(rows: int, columns: int) -> None:
    """A number that the definition chosen gives: until it is told."""
    classes, logits = asked(rows, columns)
    number = f"{xentgui.evaluate(classes, logits).value:.6f}"
    start = time.perf_counter()
    next(step for step in search(classes, logits, number, outputs_are="logits", near=2) if step.matches)
    print(f"{rows:9,} x {columns:6,}   first answer after {time.perf_counter() - start:6.3f} s (goal   1.00)")


def main() -> int:
    worst = 0.0
    if "--large" in sys.argv:
        for rows, columns, goal in SIZES:
            large(rows, columns, goal)
        for rows, columns in ((1_000, 10), (100_000, 10), (1_000_000, 10), (512, 32_000)):
            first_answer(rows, columns)
        return 0
    for name, known in entries():
        seconds(known, NUMBERS[0])
        took = [seconds(known, number) for number in NUMBERS for _ in range(3)]
        median = statistics.median(took)
        worst = max(worst, median)
        print(f"{name:32} median {median * 1e3:6.0f} ms   slowest {max(took) * 1e3:6.0f} ms")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
