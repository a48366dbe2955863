"""How fast and how exact `evaluate` is beside the textbook kernel in numpy and SciPy's: python benchmarks/evaluation.py

Prints one line a case: milliseconds of ours, of each peer as a multiple of ours, and the worst error in last digits on
rows where the right class is ahead by 0 to 700 (mpmath, 60 digits). A peer that returns 0 is off by `inf`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import mpmath
import numpy as np
from scipy.special import expit, log_softmax

from xentgui.losses.arrays import Array
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate

SIZES = ((1_000, 10), (100_000, 10), (10_000, 100), (1_000, 1_000))
SIGMOIDS = Definition(activation="sigmoid", likelihood="bernoulli")
Kernel = Callable[[Array, Array], Array]


def textbook_softmax(labels: Array, scores: Array) -> Array:
    largest = scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(scores - largest).sum(axis=1)) + largest[:, 0]
    return np.asarray(log_sums - scores[np.arange(len(scores)), labels])


def scipy_softmax(labels: Array, scores: Array) -> Array:
    return np.asarray(-log_softmax(scores, axis=1)[np.arange(len(scores)), labels])


def textbook_sigmoid(labels: Array, scores: Array) -> Array:
    losses = np.maximum(scores, 0) - scores * labels + np.log1p(np.exp(-np.abs(scores)))
    return np.asarray(losses.sum(axis=1))


def scipy_sigmoid(labels: Array, scores: Array) -> Array:
    a = expit(scores)
    with np.errstate(all="ignore"):
        return np.asarray(-np.where(labels == 1, np.log(a), np.log1p(-a)).sum(axis=1))


def our(definition: Definition) -> Kernel:
    return lambda labels, scores: evaluate(Batch(labels, scores), definition).per_sample


def milliseconds(act: Callable[[], object], repeats: int = 7) -> float:
    act()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def worst_digits(kernel: Kernel, margins: Array, one_hot: bool) -> float:
    """The largest error in last digits where label 0 is ahead of one other output by each margin."""
    scores = np.stack([margins, -margins if one_hot else np.zeros_like(margins)], axis=1)
    labels = np.tile([1.0, 0.0], (len(margins), 1)) if one_hot else np.zeros(len(margins), dtype=int)
    losses, factor = kernel(labels, scores), 2 if one_hot else 1
    worst = 0.0
    with mpmath.workdps(60):
        for loss, margin in zip(losses.tolist(), margins.tolist(), strict=True):
            exact = factor * mpmath.log1p(mpmath.exp(-mpmath.mpf(margin)))
            worst = max(worst, float(abs(mpmath.mpf(loss) - exact) / mpmath.mpf(np.spacing(float(exact)))))
    return worst


def compare(name: str, definition: Definition, peers: dict[str, Kernel], one_hot: bool) -> None:
    draw = np.random.default_rng(0)
    kernels = {"xentgui": our(definition), **peers}
    margins = draw.uniform(0, 700, 400)
    digits = {peer: worst_digits(kernel, margins, one_hot) for peer, kernel in kernels.items()}
    print(f"{name}: worst error in last digits: " + ", ".join(f"{peer} {worst:.3g}" for peer, worst in digits.items()))
    for rows, columns in SIZES:
        scores = draw.normal(size=(rows, columns)) * 3
        named = draw.integers(0, columns, rows)
        labels = np.eye(columns)[named] if one_hot else named
        ours = milliseconds(lambda labels=labels, scores=scores: evaluate(Batch(labels, scores), definition).value)
        times = {
            peer: milliseconds(lambda kernel=kernel, labels=labels, scores=scores: kernel(labels, scores).mean())
            for peer, kernel in peers.items()
        }
        beside = ", ".join(f"{peer} x {taken / ours:.2f}" for peer, taken in times.items())
        gradient = milliseconds(
            lambda labels=labels, scores=scores: evaluate(Batch(labels, scores), definition).gradient
        )
        print(f"  {rows:>7,} x {columns:<5,} value {ours:8.2f} ms ({beside}), gradient {gradient:8.2f} ms")


def again() -> None:
    """An edit of one block of a million rows: what is computed again."""
    draw = np.random.default_rng(0)
    batch = Batch(draw.integers(0, 10, 1_000_000), draw.normal(size=(1_000_000, 10)))
    evaluate(batch, Definition()).value  # noqa: B018

    def edit() -> float:
        old = batch.blocks[5]
        fresh = Block(None, old.outputs.copy(), indices=old.indices)
        edited = Batch.of_blocks([*batch.blocks[:5], fresh, *batch.blocks[6:]], indices=True)
        return float(evaluate(edited, Definition()).value)

    print(f"edit of one block in 1,000,000 x 10: {milliseconds(edit):.2f} ms")


if __name__ == "__main__":
    compare("softmax", Definition(), {"textbook": textbook_softmax, "scipy": scipy_softmax}, one_hot=False)
    compare("multi-sigmoid", SIGMOIDS, {"textbook": textbook_sigmoid, "scipy": scipy_sigmoid}, one_hot=True)
    again()
