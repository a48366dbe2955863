"""What the layer hands out can be copied, and sent to another process: the same answers, still read-only."""

import copy
import pickle

import numpy as np
import pytest

import xentgui
from xentgui import Batch, Definition, evaluate
from xentgui.losses.batch import Block

WAYS = [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))]
OUTPUTS = [[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]


def blocks():
    return [Block(np.eye(3)[[0, 2]], np.array(OUTPUTS), np.array([[1.0], [2.0]])) for _ in range(2)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "batch",
    [
        Batch([0, 2], OUTPUTS, sample_weights=[1, 2]),
        Batch(np.eye(3)[[0, 2]], OUTPUTS, outputs_are="logits"),
        Batch([0, 1], [0.25, 0.5], outputs_are="probabilities"),
        Batch.of_blocks(blocks(), indices=True),
    ],
)
def test_a_batch(way, batch):
    found = way(batch)
    for name in ("labels", "outputs", "sample_weights"):
        assert np.array_equal(getattr(found, name), getattr(batch, name))
        assert found.outputs.flags.writeable is False
    for name in ("shape", "outputs_are", "one_dimensional", "indices"):
        assert getattr(found, name) == getattr(batch, name)
    assert not any(block.outputs.flags.writeable for block in found.blocks)


@pytest.mark.parametrize("way", WAYS)
def test_a_definition(way):
    definition = Definition(class_weights=[1, 2], log_base=2)
    assert definition.pointwise != definition
    assert way(definition) == definition
    assert hash(way(definition)) == hash(definition)
    assert way(definition).pointwise == definition.pointwise


@pytest.mark.parametrize("way", WAYS)
def test_an_evaluation_with_its_warnings(way):
    found = evaluate([[1, 0], [1, 1]], [[0.5, 0.5], [0.5, 0.6]], outputs_are="probabilities")
    assert found.warnings
    again = way(found)
    assert again.value == found.value
    assert np.array_equal(again.gradient, found.gradient)
    assert not again.terms.flags.writeable
    assert way(found.warnings) == found.warnings
    for told, before in zip(way(found.warnings), found.warnings, strict=True):
        assert (told.code, told.reason, told.where) == (before.code, before.reason, before.where)


@pytest.mark.parametrize("way", WAYS)
def test_an_error_about_data(way):
    with pytest.raises(xentgui.DataError) as caught:
        evaluate([0, 5], OUTPUTS)
    assert str(way(caught.value)) == str(caught.value)
    assert way(caught.value).where == caught.value.where


@pytest.mark.parametrize("way", WAYS)
def test_what_questions_answer(way):
    comparison = xentgui.compare([0, 2], OUTPUTS)
    again = way(comparison)
    assert list(again.evaluations) == list(comparison.evaluations)
    assert again.groups == comparison.groups
    curve = xentgui.curve([0, 2], OUTPUTS, 0, 1)
    assert np.array_equal(way(curve).losses["nielsen"], curve.losses["nielsen"])
    (found, *_) = xentgui.match([0, 2], OUTPUTS, evaluate([0, 2], OUTPUTS).value)
    assert way(found).definition == found.definition
    assert dict(way(found).changes) == dict(found.changes)
    run = xentgui.train(xentgui.Neuron(0.6, 0.9), costs=["quadratic"], learning_rate=0.15, epochs=3)
    assert np.array_equal(way(run).traces["quadratic"].losses["quadratic"], run.traces["quadratic"].losses["quadratic"])
    assert way(run).traces["quadratic"].state(2) == run.traces["quadratic"].state(2)
