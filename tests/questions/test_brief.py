"""What an answer prints as: at most 20 lines of a terminal, however large the data are."""

import math

import numpy as np
import pytest

import xentgui
from xentgui.losses.brief import briefly, quoted, short

ROWS, CLASSES = 500, 30
RNG = np.random.default_rng(3)
OUTPUTS, LABELS = RNG.normal(size=(ROWS, CLASSES)), RNG.integers(0, CLASSES, ROWS)
POINTS = RNG.normal(size=(ROWS, 2))


def classifier():
    return xentgui.LinearClassifier(POINTS, LABELS % 3, np.zeros((2, 3)), np.zeros(3))


def run():
    return xentgui.train(classifier(), costs=["softmax", "nielsen", "quadratic"], learning_rate=0.1, epochs=40)


ANSWERS = {
    "Batch": lambda: xentgui.Batch(LABELS, OUTPUTS),
    "Definition": lambda: xentgui.Definition(class_weights=range(1, CLASSES + 1), log_base=2),
    "Source": lambda: xentgui.sources["torch.nn.CrossEntropyLoss"],
    "Evaluation": lambda: xentgui.evaluate(LABELS, OUTPUTS, class_weights=range(1, CLASSES + 1)),
    "Evaluation, each": lambda: xentgui.evaluate(LABELS, OUTPUTS, reduction="none"),
    "Comparison": lambda: xentgui.compare(LABELS, OUTPUTS, list(xentgui.definitions)),
    "Agreement": lambda: xentgui.compare(LABELS, OUTPUTS).agreements[0],
    "Curve": lambda: xentgui.curve(LABELS, OUTPUTS, 0, 0, list(xentgui.definitions)),
    "Match": lambda: xentgui.match([0, 1], [[2.0, 1.0], [0.5, 2.0]], "0.2574")[0],
    "Match, each": lambda: xentgui.match(LABELS, OUTPUTS, xentgui.evaluate(LABELS, OUTPUTS).per_sample)[0],
    "LinearClassifier": classifier,
    "FreeOutputs": lambda: xentgui.FreeOutputs(LABELS, OUTPUTS),
    "TrainingRun": run,
    "Trace": lambda: run().traces["softmax"],
    "State": lambda: next(xentgui.train_steps(classifier(), "softmax", learning_rate=0.1)),
}


def lines(shown):
    """How many lines of a terminal a text takes."""
    return sum(math.ceil(len(line) / 100) for line in shown.split("\n"))


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_prints_itself_on_at_most_20_lines(name):
    answer = ANSWERS[name]()
    shown = repr(answer)
    assert shown.startswith(type(answer).__name__ + "(")
    assert lines(shown) <= 20


def test_a_list_of_ten_matches_prints_itself_on_at_most_20_lines():
    several = xentgui.match([0, 1, 2, 0], [[2.0, 0.5, -1], [0.1, 1.2, 0.3], [-0.5, 0, 1.5], [1, 1, 1]], "0.5")
    assert len(several) == 10
    assert lines(repr(several)) <= 20
    assert all(each.title in repr(several) for each in several)


def test_a_definition_prints_what_differs_and_is_read_back():
    definition = xentgui.Definition(log_base=2, class_weights=[1, 2, 4], ignore_index=-1)
    assert repr(definition) == "Definition(log_base=2.0, class_weights=(1.0, 2.0, 4.0), ignore_index=-1)"
    assert eval(repr(definition), {"Definition": xentgui.Definition}) == definition


def test_an_evaluation_prints_its_value():
    evaluation = xentgui.evaluate([0], [[40.0, 0.0]])
    assert f"value={evaluation.value!r}" in repr(evaluation)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ((1.0,), "(1.0,)"),
        ([1.0], "[1.0]"),
        (tuple(range(6)), "(0, 1, 2, 3, 4, 5)"),
        (tuple(range(9)), "(0, 1, 2, 3, 4, 5, ... 3 more)"),
        ([[1, 2], [3]], "[[1, 2], [3]]"),
        ({name: 0 for name in "abcdefg"}, "{'a': 0, 'b': 0, 'c': 0, 'd': 0, 'e': 0, 'f': 0, ... 1 more}"),
        (np.arange(6.0), "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]"),
        (np.arange(7), "int64 (7,): 0 ... 6"),
        (np.array(3.5), "3.5"),
        (np.array([[1.0, 2.0]]), "float64 (1, 2): 1.0 ... 2.0"),
        (np.empty((0, 3)), "float64 (0, 3)"),
        (xentgui.Definition(log_base=2), "Definition(log_base=2.0)"),
    ],
)
def test_a_value_is_told_by_its_beginning_or_its_ends(value, shown):
    assert short(value) == shown


def test_a_line_has_a_hundred_columns_and_a_field_160_letters():
    assert briefly("F", {"x": "a" * 93}) == f"F(x='{'a' * 93}')"
    assert briefly("F", {"x": "a" * 94, "y": 1}) == f"F(\n  x='{'a' * 94}',\n  y=1)"
    whole, cut = (briefly("F", {"x": "a" * count}) for count in (158, 159))
    assert whole == f"F(\n  x='{'a' * 158}')"
    assert cut == f"F(\n  x='{'a' * 156}...)"


def test_what_was_given_is_quoted_whole_or_by_its_beginning():
    assert quoted("a" * 78) == repr("a" * 78)
    assert quoted("a" * 79) == f"'{'a' * 59}... (81 characters)"
    assert quoted(10**5000) == "a whole number of thousands of digits"
