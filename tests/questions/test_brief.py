"""What an answer prints as: at most 20 lines of a terminal, however large the data are."""

import math

import numpy as np
import pytest

import xentgui

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
