"""How fast files become labels and outputs: python benchmarks/reading.py [ROUNDS].

CSV of ten logits and a label is read beside pandas.read_csv, if that is installed; a .npz of as many is evaluated as
the command line does, beside the evaluation of arrays in memory. Each round asks both, in a process of its own; figures
are medians, and the most memory above what the imports take (as Linux tells it).
"""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

SIZES = (100_000, 1_000_000)
IMPORTS = (
    "import sys, time, io, contextlib; import xentgui; from xentgui.files.open_file import read_file; "
    "from xentgui.terminal import verbs; import numpy as np\n"
)
TIMED = """
def most():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
before, began = most(), time.perf_counter()
{act}
print(time.perf_counter() - began, (most() - before) * 1024)
"""
PANDAS = ("import pandas", "pandas.read_csv(sys.argv[1])")
OURS = ("import pyarrow.csv" if importlib.util.find_spec("pyarrow") else "", "read_file(sys.argv[1])")
ON_THE_COMMAND_LINE = ("", "with contextlib.redirect_stdout(io.StringIO()): verbs.run('evaluate', [sys.argv[1]])")
IN_MEMORY = (
    "data = dict(np.load(sys.argv[1])); xentgui.evaluate(data['labels'][:1000], data['logits'][:1000]).value",
    "xentgui.evaluate(data['labels'], data['logits']).value",
)


def spent(path: Path, act: tuple[str, str]) -> tuple[float, float]:
    """Seconds and bytes."""
    code = IMPORTS + act[0] + TIMED.format(act=act[1])
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    seconds, size = map(float, done.stdout.split())
    return seconds, size


def medians(path: Path, acts: dict[str, tuple[str, str]], rounds: int) -> dict[str, tuple[float, float]]:
    found = [{name: spent(path, act) for name, act in acts.items()} for _ in range(rounds)]
    return {
        name: (statistics.median(each[name][0] for each in found), statistics.median(each[name][1] for each in found))
        for name in acts
    }


def written(folder: Path, rows: int) -> tuple[Path, Path]:
    """The same data as CSV, every digit written, and as .npz."""
    draw = np.random.default_rng(0)
    logits, labels = 3 * draw.normal(size=(rows, 10)), draw.integers(0, 10, rows)
    with (folder / "a.csv").open("w") as file:
        file.write(",".join([*(f"logit_{k}" for k in range(10)), "label\n"]))
        file.writelines(f"{str(row)[1:-1]},{label}\n" for row, label in zip(logits.tolist(), labels, strict=True))
    np.savez(folder / "a.npz", logits=logits, labels=labels)
    return folder / "a.csv", folder / "a.npz"


def main(rounds: int = 3) -> None:
    peers = {"pandas": PANDAS} if importlib.util.find_spec("pandas") else {}
    with tempfile.TemporaryDirectory() as name:
        for rows in SIZES:
            text, arrays = written(Path(name), rows)
            times = medians(text, {"xentgui": OURS, **peers}, rounds)
            seconds, memory = times["xentgui"]
            beside = f", {seconds / times['pandas'][0]:.2f} of pandas' time (goal 2)" if peers else "; no pandas here"
            share = memory / text.stat().st_size
            print(f"CSV of {rows:,} rows: {seconds:.2f} s{beside}; memory over the text {share:.2f} (goal 3)")
            times = medians(arrays, {"whole": ON_THE_COMMAND_LINE, "memory": IN_MEMORY}, rounds)
            ratio = times["whole"][0] / times["memory"][0]
            print(f".npz of {rows:,} rows, evaluate: {times['whole'][0]:.2f} s, {ratio:.1f} of evaluating (goal 4)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
