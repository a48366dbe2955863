"""Any sign in likelihoods.py that is broken is seen by three tests at least: nothing stands on one of them alone."""

import ast
import inspect
from types import ModuleType

import numpy as np
import pytest
from losses import test_evaluation, test_family

from xentgui import Definition, evaluate
from xentgui.losses import likelihoods, tile

SOURCE = inspect.getsource(likelihoods)
SIGMOIDS = {"activation": "sigmoid", "likelihood": "bernoulli"}
LABELS, SCORES = [[0.7, 0.2, 0.1], [0.0, 1.0, 0.0]], [[0.4, -1.2, 0.3], [2.0, 0.1, -0.5]]
SURE = [[0.9999, 0.0001, 0.3], [0.02, 0.5, 0.97]]
CERTAIN = [[1.0, 0.0, 0.5], [0.0, 0.25, 1.0]]

# Definitions over every line of the file; each is asked for its value and for its slope, two tests of a kind.
FIELDS = [
    {},
    SIGMOIDS,
    {"activation": "sigmoid", "likelihood": "quadratic"},
    {"clip": 0.01},
    {"clip": 0.01, **SIGMOIDS},
    {"clip": 0.01, "log_epsilon": 0.02, **SIGMOIDS},
    {"log_epsilon": 0.02, **SIGMOIDS},
    {"log_clamp": -1.0, **SIGMOIDS},
    {"focal_gamma": 2.0, "log_epsilon": 0.02, "clip": 0.01, **SIGMOIDS},
    {"focal_gamma": 2.0, "log_clamp": -1.0, **SIGMOIDS},
    {"poly_epsilon": 2.0, "log_base": 2.0, "focal_gamma": 1.5},
    {"clip": 0.01, "log_epsilon": 0.02, "precision": "float32"},
    {"clip": 0.01, "focal_gamma": 2.0, "precision": "float32", **SIGMOIDS},
    {"log_epsilon": 0.02, "precision": "float32", **SIGMOIDS},
    {"clip": 0.01, "log_epsilon": 0.02},
    {"clip": 0.2, **SIGMOIDS},
    {"clip": 0.2, "log_epsilon": 0.02, **SIGMOIDS},
    {"clip": 0.2, "focal_gamma": 1.0, "log_epsilon": 0.02, **SIGMOIDS},
    {"poly_epsilon": 2.0},
    {"poly_epsilon": -1.0, "clip": 0.2},
    {"likelihood": "quadratic"},
    {"likelihood": "bernoulli"},
    {"log_base": 2.0, **SIGMOIDS},
]
OUTPUTS = {"scores": ("logits", SCORES), "sure": ("probabilities", SURE), "certain": ("probabilities", CERTAIN)}
CASES = [(fields, outputs) for fields in FIELDS for outputs in OUTPUTS]


def answers(fields, outputs):
    outputs_are, table = OUTPUTS[outputs]
    return evaluate(LABELS, table, Definition(**fields), outputs_are=outputs_are)


RIGHT = [(answers(*case).terms, answers(*case).gradient) for case in CASES]
OTHERS = [
    test_evaluation.test_no_zero_is_minus_zero,
    test_evaluation.test_a_factor_of_exactly_zero_gives_zero,
    test_evaluation.test_float32_gives_the_digits_of_frameworks,
    test_evaluation.test_float64_clips_to_exactly_epsilon,
    test_evaluation.test_clip_and_clamp_hold_a_value_and_its_slope,
    test_family.test_a_confident_right_answer_is_no_zero,
    test_family.test_each_at_its_default_is_the_plain_loss,
    test_family.test_z_loss_counts_each_sample_once_and_knows_no_base,
]


class Turned(ast.NodeTransformer):
    """The n-th sign of a module turned: + and -, and a minus that goes."""

    def __init__(self, turn):
        self.turn, self.seen, self.line = turn, 0, 0

    def _is_it(self, node):
        self.seen += 1
        if self.seen - 1 == self.turn:
            self.line = node.lineno
            return True
        return False

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Sub)) and self._is_it(node):
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Sub)) and self._is_it(node):
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        return node

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.USub) and self._is_it(node) else node


def signs():
    counting = Turned(-1)
    counting.visit(ast.parse(SOURCE))
    return counting.seen


def with_sign(turn, monkeypatch):
    turned = Turned(turn)
    tree = ast.fix_missing_locations(turned.visit(ast.parse(SOURCE)))
    module = ModuleType("turned")
    exec(compile(tree, "turned", "exec"), module.__dict__)
    for name in ("Logarithms", "Categorical", "Bernoulli", "Quadratic"):
        monkeypatch.setattr(tile, name, getattr(module, name))
    return SOURCE.splitlines()[turned.line - 1].strip()


def failures():
    """How many tests fail: of the values, of the slopes, and of the others."""
    for case, (terms, gradient) in zip(CASES, RIGHT, strict=True):
        found = answers(*case)
        for name, right in (("terms", terms), ("gradient", gradient)):
            if not np.allclose(getattr(found, name), right, rtol=1e-9, atol=1e-12, equal_nan=True):
                yield case, name
    for test in OTHERS:
        try:
            test()
        except AssertionError:
            yield test.__name__, ""


def test_the_tests_pass_as_it_is():
    assert signs() > 15
    assert list(failures()) == []


@pytest.mark.parametrize("turn", range(signs()))
def test_a_broken_sign_fails_three_tests(turn, monkeypatch):
    line = with_sign(turn, monkeypatch)
    seen = 0
    for _ in failures():
        seen += 1
        if seen == 3:
            return
    pytest.fail(f"only {seen} tests see it: {line}")
