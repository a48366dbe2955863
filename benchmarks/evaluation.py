"""How fast and how exact `evaluate` is beside other libraries: python benchmarks/evaluation.py [ROUNDS] [SHARE].

Every round asks each of them once, one after the other, with as many threads as this process may use; the figures are
medians of the rounds. A peer's is its time over ours: above 1 we are faster. SHARE makes the tables so much shorter.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from typing import Any

import mpmath
import numpy as np
from peers import KINDS, Act, Array, Peer, installed

import xentgui
from xentgui.losses import workers
from xentgui.losses.batch import Batch, Block
from xentgui.losses.definition import Definition
from xentgui.losses.evaluation import evaluate

SIZES = ((1_000_000, 10), (50_000, 1_000))
MARGINS = np.linspace(0, 680, 100)  # by which the right class of two is ahead
GOALS = {  # the peer's time over ours, for the value and with the gradient
    ("torch", "softmax index", 10): (3, 4),
    ("torch", "softmax index", 1_000): (2.5, 4),
    ("torch", "softmax soft", 10): (2, 2.5),
    ("torch", "bernoulli", 10): (2.5, 2.5),
    ("torch", "bernoulli", 1_000): (2.5, 2.5),
}
OURS = ("xentgui", "compiled")
OF_EACH_PEER = {"optax": (1, 1.3), "numpy": (2, 2)}


def tables(kind: str, rows: int, columns: int, dtype: str) -> tuple[Array, Array]:
    """Labels and scores."""
    draw = np.random.default_rng(0)
    scores = (3 * draw.normal(size=(rows, columns))).astype(dtype)
    named = draw.integers(0, columns, rows)
    if kind == "softmax index":
        return named, scores
    if kind == "bernoulli":
        return np.eye(columns, dtype=dtype)[named], scores
    shares = np.exp(3 * draw.normal(size=(rows, columns)))
    return (shares / shares.sum(axis=1, keepdims=True)).astype(dtype), scores


def medians(acts: dict[str, Act], rounds: int) -> dict[str, float]:
    """Seconds of each, asked in turn."""
    spent: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds + 1):  # the first is not counted
        for name, act in acts.items():
            began = time.perf_counter()
            act()
            spent[name].append(time.perf_counter() - began)
    return {name: statistics.median(times[1:]) for name, times in spent.items()}


def worst_digits(peer: Peer, kind: str) -> float:
    """The largest error in last digits where label 0 of two is right, by each margin; inf where it is lost."""
    worst = 0.0
    for margin in MARGINS:
        scores = np.array([[margin, -margin if kind == "bernoulli" else 0.0]])
        labels = np.array([0]) if kind == "softmax index" else np.array([[1.0, 0.0]])
        with mpmath.workdps(60):
            exact = mpmath.log1p(mpmath.exp(-mpmath.mpf(float(margin)))) * (2 if kind == "bernoulli" else 1)
            mean = exact / 2 if kind == "bernoulli" and peer.name in ("torch", "optax") else exact
            error = abs(mpmath.mpf(float(peer.of(kind, labels, scores)[0]())) - mean)
            worst = max(worst, float(error / mpmath.mpf(np.spacing(float(mean)))))
    return worst


def peak(act: Act, tables: tuple[Array, Array]) -> float:
    """The most memory while it is asked, the inputs included, over the inputs."""
    inputs = sum(table.nbytes for table in tables)
    act()
    tracemalloc.start()
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / inputs


def beside(times: dict[str, float], kind: str, columns: int, which: int) -> str:
    """Each peer's time over ours, in numpy and on the compiled loops where they are there, with the goal."""
    said = []
    for name, taken in times.items():
        if name not in OURS:
            goal = GOALS.get((name, kind, columns)) or OF_EACH_PEER.get(name)
            ratios = " | ".join(f"{taken / times[road]:.2f}" for road in OURS if road in times)
            said.append(f"{name} {ratios}" + (f" (goal {goal[which]})" if goal else ""))
    return ", ".join(said)


def table(peers: list[Peer], rounds: int, share: float) -> None:
    for dtype in ("float64", "float32"):
        for rows, columns in SIZES:
            for kind in KINDS:
                given = tables(kind, max(1, int(rows * share)), columns, dtype)
                both: list[dict[str, Any]] = [{}, {}]
                for peer in peers:
                    both[0][peer.name], both[1][peer.name] = peer.of(kind, *given)
                print(f"{kind}, {len(given[1]):,} x {columns:,}, {dtype}")
                for which, name in enumerate(("value", "with gradient")):
                    times = medians(both[which], rounds)
                    memory = peak(both[which]["xentgui"], given)
                    ours = " | ".join(f"{1e3 * times[road]:.1f}" for road in OURS if road in times)
                    print(
                        f"  {name:<14} {ours:>8} ms, {beside(times, kind, columns, which)}; "
                        f"memory over the inputs {memory:.2f}"
                    )


def digits(peers: list[Peer]) -> None:
    print(
        "worst error in last digits, the right class ahead by 0 to 680 (a value that is lost is off by 1e15 and more)"
    )
    for kind in KINDS:
        print(f"  {kind}: " + ", ".join(f"{peer.name} {worst_digits(peer, kind):.3g}" for peer in peers))


def small(peers: list[Peer]) -> None:
    """One row of three outputs."""
    labels, scores = np.array([2]), np.array([[-2.85, 0.86, 0.28]])
    acts = {peer.name: peer.of("softmax index", labels, scores)[0] for peer in peers}
    times = medians(acts, 2_000)
    print(
        "one row of three: " + ", ".join(f"{name} {1e6 * taken:.0f} µs" for name, taken in times.items()) + " (goal 50)"
    )


def again(rounds: int) -> None:
    """An edit of one block of a million rows: what is computed again."""
    draw = np.random.default_rng(0)
    batch = Batch(draw.integers(0, 10, 1_000_000), draw.normal(size=(1_000_000, 10)))
    evaluate(batch, Definition()).value  # noqa: B018

    def edit() -> float:
        old = batch.blocks[5]
        fresh = Block(None, old.outputs.copy(), indices=old.indices)
        edited = Batch.of_blocks([*batch.blocks[:5], fresh, *batch.blocks[6:]], indices=True)
        return float(evaluate(edited, Definition()).value)

    print(f"edit of one block in 1,000,000 x 10: {1e3 * medians({'edit': edit}, rounds)['edit']:.2f} ms")


def main(rounds: int = 5, share: float = 1.0) -> None:
    found = np.show_config(mode="dicts")["SIMD Extensions"]
    peers, missing = installed()
    print(
        f"{workers.threads} threads; numpy {np.__version__} found {', '.join(found['found']) or 'the baseline alone'}"
    )
    print("without: " + ", ".join(missing) if missing else "all peers are here")
    print(
        f"xentgui from {xentgui.__path__[0]}; medians of {rounds} rounds; a peer's time over ours, in numpy | compiled"
    )
    table(peers, rounds, share)
    digits(peers)
    small(peers)
    again(rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
