"""How long `match` takes on entries of 10 x 10, per kind of data: median and slowest of several numbers.

Run as `python benchmarks/matching.py`. The promise is 300 ms; ends with status 1 where a median is above it.
With `--large` it tells of 1,000 and 100,000 rows how long a search takes, and its longest step: so long may closing
the window wait.
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


def large(rows: int) -> None:
    seed = np.random.default_rng(7)
    logits, classes = np.round(seed.normal(size=(rows, COLUMNS)) * 2, 3), seed.integers(0, COLUMNS, size=rows)
    steps = []
    start = time.perf_counter()
    for _ in search(classes, logits, "3.1234", outputs_are="logits", near=2):
        now = time.perf_counter()
        steps.append(now - start)
        start = now
    print(f"{rows:7,} x {COLUMNS} classes, logits   {sum(steps):6.2f} s   longest step {max(steps) * 1e3:4.0f} ms")


def main() -> int:
    worst = 0.0
    if "--large" in sys.argv:
        for rows in (1_000, 100_000):
            large(rows)
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
