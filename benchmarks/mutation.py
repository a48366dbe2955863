"""How many small mistakes the tests of their room find: python benchmarks/mutation.py [PER_ROOM] [SEED]. `make mutate`.

Of all single changes that cosmic-ray knows and that a person might make (a sign, a bound, a condition, a number), so
many are drawn in each room. Each is made in a copy, and the tests of that room alone are run until one fails; what
lived is printed.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkResult

TOP = Path(__file__).resolve().parent.parent
ROOMS = ("losses", "sources", "questions")
MISTAKES = re.compile(
    r"core/(ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Pow_Mul)"
    r"|ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Is_IsNot|IsNot_Is)"
    r"|ReplaceUnaryOperator_Delete_(USub|Not)|NumberReplacer|AddNot|Replace(AndWithOr|OrWithAnd)"
    r"|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ZeroIterationForLoop)"
)
NOT_TRIED = [] if find_spec("numba") else ["**/compiled.py"]
SLOWEST = 3600  # seconds of one run: a change without end is found, too


def draw(work: WorkDB, many: int, seed: int) -> None:
    """Leave so many of the mistakes in the list of work."""
    mistakes = [each for each in work.work_items if MISTAKES.fullmatch(each.mutations[0].operator_name)]
    work.clear()
    work.add_work_items(random.Random(seed).sample(mistakes, min(many, len(mistakes))))


def tried(room: str, many: int, seed: int, place: Path) -> Iterator[tuple[str, WorkResult]]:
    """What became of each mistake in a room."""
    tests = f"{sys.executable} -m pytest -q -x -p no:cacheprovider tests/{room}"
    (place / "mutation.toml").write_text(
        f'[cosmic-ray]\nmodule-path = "xentgui/{room}"\ntimeout = {SLOWEST}.0\nexcluded-modules = {NOT_TRIED}\n'
        f'test-command = "{tests}"\n[cosmic-ray.distributor]\nname = "local"\n'
    )
    act = [sys.executable, "-m", "cosmic_ray.cli"]
    subprocess.run([*act, "init", "mutation.toml", "mutation.sqlite", "--force"], cwd=place, check=True)
    with use_db(place / "mutation.sqlite", WorkDB.Mode.open) as work:
        draw(work, many, seed)
    surroundings = os.environ | {"PYTHONPATH": str(place), "CI": "true"}
    subprocess.run([*act, "exec", "mutation.toml", "mutation.sqlite"], cwd=place, check=True, env=surroundings)
    with use_db(place / "mutation.sqlite", WorkDB.Mode.open) as work:
        yield from work.results


def main(many: int = 40, seed: int = 0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "house"
        shutil.copytree(TOP, place, ignore=shutil.ignore_patterns(".*", "build", "dist", "__pycache__"))
        for room in ROOMS:
            results = list(tried(room, many, seed, place))
            found = sum(done.test_outcome != TestOutcome.SURVIVED for _, done in results)
            print(f"{room}: {found} of {len(results)} found", flush=True)
            for _, done in results:
                if done.test_outcome == TestOutcome.SURVIVED:
                    print(done.diff, flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
