"""Reference cases of other libraries hold within their tolerance, through the mapping that anyone can run."""

import copy
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "data" / "peer-cases.json"
VARIANTS = ROOT / "tests" / "data" / "variant-cases.json"
MORE_VARIANTS = ROOT / "tests" / "data" / "more-variant-cases.json"
spec = importlib.util.spec_from_file_location("conformance", ROOT / "benchmarks" / "conformance.py")
conformance = importlib.util.module_from_spec(spec)
sys.modules["conformance"] = conformance
spec.loader.exec_module(conformance)

cases = {case["id"]: case for case in conformance.cases(CASES)}


@pytest.mark.parametrize("case", cases.values(), ids=cases)
def test_a_reference_case_holds(case):
    assert conformance.check(case) == ""


def test_focal_polynomial_and_divergence_cases_hold_and_what_means_something_else_is_not_computed():
    report = conformance.run(VARIANTS)
    assert report.failed == {}
    assert len(report.passed) == 37
    assert set(report.not_supported.values()) == {"variant gen_kl, categorical"}


def test_what_other_arguments_of_these_functions_mean_is_computed_or_not_supported():
    report = conformance.run(MORE_VARIANTS)
    assert report.failed == {}
    assert len(report.passed) == 87
    assert Counter(report.not_supported.values()) == {
        "variant gen_kl, categorical": 4,
        "where, without the true class": 1,
        "a divergence from labels that the clip moves": 1,
    }


def test_a_mean_over_the_elements_of_a_divergence_is_no_mean_of_its_rows():
    """torch's kl_div(reduction="mean") beside its "batchmean"."""
    case = next(case for case in conformance.cases(MORE_VARIANTS) if "batchmean" in case["id"])
    assert conformance.check(case) == ""
    elements = copy.deepcopy(case) | {"expected": case["expected"] / case["outputs"]["shape"][1]}
    assert conformance.check(elements) != ""
    elements["options"]["element_reduction"] = "mean"
    assert conformance.check(elements) == ""


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"weight_align": "keras"}, "option weight_align"),
        ({"temperature": 2.0}, "option temperature"),
        ({"variant": {"name": "poly1", "epsilon": 1.0, "order": 2}}, "variant poly1, categorical"),
        ({"variant": {"name": "focal", "gamma": 2.0, "alpha": None}}, "variant focal, categorical"),
        ({"axis": None}, "a class axis that is not said"),
    ],
)
def test_an_option_that_it_does_not_know_is_not_passed_over(options, reason):
    with pytest.raises(conformance.NotSupportedError, match=reason):
        conformance.check(softmax_case(**options))


def test_a_wrong_number_is_seen():
    case = copy.deepcopy(cases["sklearn/half_multinomial_0"])
    case["expected"] *= 1 + 1e-9
    assert "expected" in conformance.check(case)


def test_arrays_may_lie_beside_the_file(tmp_path, monkeypatch, capsys):
    case = copy.deepcopy(next(case for case in cases.values() if case["outputs"].__class__ is dict))
    np.savez(tmp_path / "cases.npz", first=conformance.array(case["outputs"]))
    case["outputs"] = {"dtype": "float64", "shape": case["outputs"]["shape"], "npz": "first"}
    unknown = copy.deepcopy(case) | {"id": "focal"}
    unknown["options"]["variant"] = {"name": "gen_kl"}
    wrong = copy.deepcopy(case) | {"id": "wrong", "expected": 1e9}
    (tmp_path / "cases.json").write_text(json.dumps([case, unknown, wrong]))
    monkeypatch.setattr("sys.argv", ["conformance", str(tmp_path / "cases.json")])
    assert conformance.main() == 1
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == "1 passed, 1 failed, 1 not supported"
    assert "FAILED wrong: expected" in printed


def softmax_case(**options):
    outputs = [[2.0, 0.5, -1.0], [0.1, 1.2, 0.3], [-0.5, 0.0, 1.5], [1.0, 1.0, 1.0]]
    base = cases["sklearn/half_multinomial_0"]
    chosen = base["options"] | {"reduction": "mean", "mean_divisor": "count"} | options
    return base | {"id": "made", "labels": [0, 1, 2, 0], "outputs": outputs, "options": chosen}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"class_weights": [1.0, 2.0, 4.0], "mean_divisor": "weight_sum"}, 0.459059217),
        ({"class_weights": [1.0, 2.0, 4.0]}, 0.918118433),
        ({"ignore_index": 1, "mean_divisor": "valid_count"}, 0.548759766),
        ({"ignore_index": 1}, 0.411569834),
        ({"sample_weight": [1.0, 0.0, 2.0, 0.5], "mean_divisor": "nonzero_weights"}, 0.467776299),
        ({"sample_weight": [1.0, 0.0, 2.0, 0.5], "mean_divisor": "weight_sum"}, 0.400951104),
    ],
)
def test_each_divisor_gives_the_number_of_the_framework_that_has_it(options, expected):
    case = softmax_case(**options) | {"expected": expected, "tolerance": {"rtol": 0.0, "atol": 2e-8}}
    assert conformance.check(case) == ""


def test_labels_of_any_sum_are_weighed_by_their_sample_alone():
    table = [[1.4, 0.4, 0.2], [0.0, 2.0, 0.0], [0.5, 0.5, 1.0], [2.0, 0.0, 0.0]]
    case = softmax_case(reduction="none", mean_divisor=None) | {
        "labels": table,
        "label_kind": "prob",
        "expected": [1.6826226, 1.1071273, 2.3627114, 2.1972246],
        "tolerance": {"rtol": 1e-7, "atol": 0.0},
    }
    assert conformance.check(case) == ""


def test_the_class_axis_may_stand_in_front():
    last = softmax_case(reduction="none", mean_divisor=None)
    first = softmax_case(reduction="none", mean_divisor=None, axis=0)
    first["outputs"] = np.transpose(last["outputs"]).tolist()
    np.testing.assert_array_equal(conformance.question(first).evaluate(), conformance.question(last).evaluate())


def test_factors_of_single_elements_are_taken():
    case = copy.deepcopy(cases["extra/bce_pos_weight_and_smoothing/N6/0020"])
    asked = conformance.question(case)
    assert asked.outputs.shape == (1, 6)
    assert len(asked.fields["pos_weight"]) == 6
