"""Example files, changed at random, against the readers: each is read into tables that fit, or refused in a sentence.

    python tests/files/fuzz.py SECONDS [SEED]

Files that break it are kept in a folder that is told. The tests run a few hundred of them.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from xentgui.edits import replace_data
from xentgui.entry import Entry
from xentgui.files.assemble import Imported
from xentgui.files.open_file import SUFFIXES, UnclearError, read_file
from xentgui.losses.batch import DataError
from xentgui.opening import data_fields

EXAMPLES = [path for path in sorted(Path(__file__).with_name("data").iterdir()) if path.suffix in SUFFIXES]
PIECES = [
    *b", ; \t \n \r \" ' [ ] { } : # % ( nan inf -1 1e999 null true 0 1 .5 label loss id True -100 2024-01-01".split(
        b" "
    ),
    *(
        b"100",
        b" ",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"9" * 30,
        "−".encode(),
        b"...",
        b"\\ud800",
        b"tensor(",
        b"\x1b[0m",
    ),
]
LONGEST = 20.0  # seconds for a file of a few kilobytes


def changed(data: bytes, rng: random.Random) -> bytes:
    """The bytes with a few changes: pieces put in, taken out, repeated, cut, bits turned, lines moved."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        start = rng.randrange(len(data) + 1)
        stop = min(len(data), start + rng.choice((0, 1, 2, 5, 20, 200)))
        put = rng.choice((b"", rng.choice(PIECES), data[stop : stop + 50], bytes([rng.randrange(256)])))
        data = data[:start] + put + data[stop:]
        if rng.random() < 0.1:
            data = data[: rng.randrange(len(data) + 1)]
        if rng.random() < 0.1:
            lines = data.split(b"\n")
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
            data = b"\n".join(lines)
    return data


def files(folder: Path, rng: random.Random) -> Iterator[Path]:
    """Changed files without end, each written over the last; some under the name of another format."""
    while True:
        example = rng.choice(EXAMPLES)
        path = folder / f"changed{example.suffix if rng.random() < 0.85 else rng.choice(SUFFIXES)}"
        path.write_bytes(changed(example.read_bytes(), rng))
        yield path


def check(path: Path) -> None:
    """AssertionError, or whatever is raised, where a file is neither read nor refused as it should be."""
    started = time.monotonic()
    found, reason = None, path.name
    try:
        found = read_file(path)
    except UnclearError as unclear:
        reason = f"{path.name}{unclear.imported.problem}"
    except DataError as refused:
        reason = refused.reason
    assert reason.startswith(path.name)
    assert len(reason) < 700
    if found is not None:
        _check_tables(found)
    assert time.monotonic() - started < LONGEST


def _check_tables(found: Imported) -> None:
    tables = [table for table in (found.labels, found.outputs) if table is not None]
    assert tables or found.number_text
    assert all(np.isfinite(table).all() and table.ndim == 2 and table.size for table in tables)
    for text in (*found.class_names, *(found.sample_names or ()), *found.reasons):
        text.encode()
    if tables:
        replace_data(Entry.of([[0]], [[0]]), **data_fields(found))
    found.with_roles(found.roles)


def main(seconds: float, seed: int) -> int:
    """Run for so long; returns how many files broke it."""
    folder, rng = Path(tempfile.mkdtemp(prefix="xentgui-fuzz-")), random.Random(seed)
    ends, count, broken = time.monotonic() + seconds, 0, 0
    for path in files(folder, rng):
        count += 1
        try:
            check(path)
        except Exception as error:
            broken += 1
            kept = path.rename(folder / f"broken{broken}{path.suffix}")
            print(f"{kept}: {type(error).__name__}: {error}")
        if time.monotonic() > ends:
            break
    print(f"{count:,} files, {broken} broke it (seed {seed})")
    return broken


if __name__ == "__main__":
    sys.exit(min(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0), 1))
