"""Numbers that people got from frameworks, books and hand calculations: the true cause is named, and named first."""

from typing import Any

import pytest
from questions.real_numbers import CASES, known_facts, names_cause

from xentgui.questions.matching import match

IDS = [case["id"] for case in CASES]
SOME = CASES[:35] + CASES[35::3]  # of the later ones a third, for the time that it takes


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_true_cause_comes_first(case: dict[str, Any]) -> None:
    kind = case["output_kind"]
    found = match(case["labels"], case["outputs"], case["number"], outputs_are=kind, **known_facts(case))
    assert found, "nothing gives the number"
    assert names_cause(case, found[0]), [(each.title, each.slips) for each in found]


@pytest.mark.parametrize("case", SOME, ids=[case["id"] for case in SOME])
def test_it_is_among_the_first_three_when_nothing_is_known_of_the_outputs(case: dict[str, Any]) -> None:
    believed = "softmax" if case["convention"]["form"] == "categorical" else "multi-sigmoid"
    found = match(case["labels"], case["outputs"], case["number"], definition=believed, **known_facts(case))
    assert any(names_cause(case, each) for each in found[:3])
