"""How honest `Match.chance` is: random digits are answered, and the chance that the best answer states is tallied.

Run as `python benchmarks/chance.py [numbers]`. Of random numbers about a share c should get an answer of chance c or
less: the table shows both, for numbers of three and of four digits on seeded data of three kinds.
"""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from xentgui.questions.matching import match

LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)


def entries(draw: np.random.Generator) -> Iterator[tuple[str, dict[str, Any]]]:
    logits = np.round(draw.normal(size=(4, 3)) * 2, 2)
    yield "classes, logits", {"labels": draw.integers(0, 3, 4), "outputs": logits, "outputs_are": "logits"}
    shares = np.round(draw.dirichlet(np.ones(5), size=6), 3)
    yield (
        "classes, probabilities",
        {"labels": draw.integers(0, 5, 6), "outputs": shares, "outputs_are": "probabilities"},
    )
    column = np.round(draw.normal(size=6), 2)
    yield "yes or no, logits", {"labels": draw.integers(0, 2, 6), "outputs": column, "outputs_are": "logits"}


def least_chances(digits: int, numbers: int) -> list[float]:
    """The smallest chance that an answer to each random number states; inf where there is none."""
    draw = np.random.default_rng(digits)
    found = []
    for _ in range(numbers):
        for _, known in entries(draw):
            number = f"{draw.uniform(0.3, 3):.{digits - 1}f}"
            found.append(min((each.chance for each in match(number=number, **known)), default=np.inf))
    return found


def main() -> None:
    numbers = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print("chance <= ", "  ".join(f"{level:6.2f}" for level in LEVELS))
    for digits in (3, 4, 5):
        found = np.array(least_chances(digits, numbers))
        shares = "  ".join(f"{(found <= level).mean():6.2f}" for level in LEVELS)
        print(f"{digits} digits  ", shares, f"  of {len(found)} random numbers")


if __name__ == "__main__":
    main()
