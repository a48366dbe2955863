"""Honest about chance: how many explanations would give such digits by accident, and that the words say so."""

import math
from dataclasses import replace

import numpy as np
import pytest

import xentgui
from xentgui.losses.batch import Batch
from xentgui.questions.matching import match, search
from xentgui.questions.matching.telling.answer import answer

LOGITS = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
CLASSES = [0, 1, 2, 0]


@pytest.mark.parametrize("number", ["1.2", "0.549961", "0.", "inf", ["0.2413", "0.5536", "0.3064", "1.0986"]])
def test_chance_is_a_number_of_explanations(number: object) -> None:
    for each in match(CLASSES, LOGITS, number, outputs_are="logits", near=1):
        assert math.isfinite(each.chance)
        assert each.chance >= 0


def test_rarer_explanations_and_fewer_digits_are_more_likely_chance() -> None:
    few = match(CLASSES, LOGITS, "1.2", outputs_are="logits")
    order = sorted(few, key=lambda each: each.bits)
    assert [each.chance for each in order] == sorted(each.chance for each in order)
    plain = {digits: match(CLASSES, LOGITS, f"{0.5499607368:.{digits}f}")[0].chance for digits in (2, 4, 6)}
    assert plain[2] >= plain[4] >= plain[6]
    assert plain[4] < 0.2


def test_what_may_be_chance_says_so_and_how_many_were_tried() -> None:
    *_, end = search(CLASSES, LOGITS, "1.2", outputs_are="logits")
    told = answer(Batch(CLASSES, LOGITS), "1.2", end)
    doubtful = [each for each in end.matches if each.chance >= 0.2]
    assert doubtful
    for each in doubtful:
        assert "may be chance" in each.explanation
        assert "explanations that were tried" in each.explanation
    assert "may be chance" in told.headline
    *_, sure = search(CLASSES, LOGITS, "0.549961", outputs_are="logits")
    assert "chance" not in answer(Batch(CLASSES, LOGITS), "0.549961", sure).headline


def test_random_digits_seldom_get_an_answer_that_claims_to_be_none() -> None:
    """Of 16 random numbers of four digits few have an answer of chance 0.2 or less (benchmarks/chance.py)."""
    draw = np.random.default_rng(2)
    claimed = 0
    for _ in range(16):
        logits, labels = np.round(draw.normal(size=(3, 3)) * 2, 2), draw.integers(0, 3, 3)
        found = match(labels, logits, f"{draw.uniform(0.3, 3):.3f}", outputs_are="logits", limit=3)
        claimed += any(each.chance <= 0.2 for each in found)
    assert claimed <= 7


def test_where_nothing_is_found_it_says_what_is_never_looked_for() -> None:
    *_, end = search(CLASSES, LOGITS, "123.4567", outputs_are="logits")
    assert "Not looked for: CTC" in answer(Batch(CLASSES, LOGITS), "123.4567", end).not_it
    half_way = replace(end, progress=0.5)
    assert "Not looked for" not in answer(Batch(CLASSES, LOGITS), "123.4567", half_way).not_it


def test_what_is_nearly_certain_to_be_chance_is_not_one_number_in_1() -> None:
    told = xentgui.explain(CLASSES, -np.array(LOGITS), "0.55")
    assert 2 / 3 < told.matches[0].chance < 1
    assert "about 1 of the" in told.headline
