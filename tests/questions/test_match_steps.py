"""Every step that goes wrong is found where it was planted, and its words tell its detail."""

import numpy as np
import pytest
from questions.planted import PLANTS
from strategies import PART

from xentgui.questions.matching import SLIPS, match

FIRST = 3


def test_every_slip_is_planted() -> None:
    assert sorted(PLANTS) == sorted(SLIPS)


@pytest.mark.parametrize("seed", range(2 if PART == 1 else 1))
@pytest.mark.parametrize("slug", SLIPS)
def test_what_is_planted_is_found_and_told(slug: str, seed: int) -> None:
    for planted in PLANTS[slug](np.random.default_rng(seed)):
        found = match(planted.labels, planted.outputs, planted.number, **planted.known)
        hits = [each for each in found[:FIRST] if slug in each.slips]
        assert hits, (planted, [(each.title, each.value, each.slips) for each in found])
        words = f"{hits[0].title}. {hits[0].explanation}"
        assert [part for part in planted.words if part not in words] == [], words
